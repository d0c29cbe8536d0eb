// `twin approve`, `reject`, `cancel`, `resume`: what people say to a run, and how it goes on.
import ArgumentParser
import DurableRuntime
import Foundation
import Values

struct Approve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Decide a gate in its favour (answer it, choose), then go on with the run.",
    discussion: """
      Examples:
        twin approve run_7k2m… --comment "checked with finance"
        twin approve run_7k2m… -i code=123456
        twin approve run_7k2m… --gate customer --choose C-1042
      A secret field that is not given is asked for without showing what is typed.
      """)

  @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs)
  var id: String

  @Option(
    name: [.customShort("i"), .customLong("input")],
    help: ArgumentHelp("A field of the form; may be given several times.", valueName: "name=value"))
  var inputs: [Assignment] = []

  @Option(
    help: ArgumentHelp("For a choice: the value or its label, or @ and its number in the list.", valueName: "value"))
  var choose: String?

  @Option(help: "For the record.")
  var comment: String = ""

  @Option(help: ArgumentHelp("The digest of the evidence you saw: refused where it has changed.", valueName: "digest"))
  var seen: String?

  @OptionGroup var decider: DeciderOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    var words = DecisionWords(id, decider, clock, store)
    words.inputs = inputs
    words.choose = choose
    words.comment = comment
    words.seen = seen
    try await words.approve()
  }
}

struct Reject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Decide a gate against it, then go on with the run.")

  @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs)
  var id: String

  @Option(help: "Why; it is on record.")
  var reason: String

  @OptionGroup var decider: DeciderOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    var words = DecisionWords(id, decider, clock, store)
    words.reason = reason
    try await words.reject()
  }
}

extension DecisionWords {
  init(_ id: String, _ decider: DeciderOptions, _ clock: ClockOptions, _ store: StoreOptions) {
    self.id = id
    gate = decider.gate
    person = decider.person
    time = clock.clock
    path = store.path
    config = store.config
    json = store.json
  }

  func approve() async throws {
    if let twice = inputs.indices.first(where: { index in inputs[..<index].contains { $0.name == inputs[index].name } })
    {
      throw UsageError("\(inputs[twice].name) is given twice")
    }
    try await decide(.approve) { answer, gate in
      answer.input = inputs.map { PlainEntry(key: .string($0.name), value: .string($0.value)) }
      answer.inputIsText = true
      answer.comment = comment ?? ""
      answer.choice = choose.map { .string($0) }
      answer.choiceIsText = true
      if let seen {
        guard let digest = Digest(hex: seen) else { throw UsageError("--seen takes the evidence's 64 hex digits") }
        answer.seen = digest
      }
      try askForSecrets(gate, &answer)
    }
  }

  /// Typed on a terminal, a secret never is part of a command line or a history.
  private func askForSecrets(_ gate: Gate, _ answer: inout Answer) throws {
    guard isatty(STDIN_FILENO) == 1 else { return }
    for field in gate.form where field.isSecret && field.isRequired {
      guard !answer.input.contains(where: { $0.key.text == field.name }) else { continue }
      answer.input.append(PlainEntry(key: .string(field.name), value: .string(try HiddenPrompt.ask(field.name))))
    }
  }

  func reject() async throws {
    try await decide(.reject) { answer, _ in answer.reason = reason ?? "" }
  }

  /// `last` says where a run stands in a list, and another may stand there by now: what cannot be undone is not approved by
  /// position (law 5). A person is shown what it is about and asked; a script has to name it.
  private static func confirm(_ run: RunID, _ gate: Gate, _ assembly: Assembly) async throws {
    guard isatty(STDIN_FILENO) == 1, Terminal.error.isInteractive else {
      let again = gate.earlier.map { " and \($0.text)" } ?? ""
      let names = gate.earlier == nil ? "name the run (\(run))," : "name"
      throw UsageError(
        "\(gate.path) allows what cannot be undone\(again): \(names) the gate (--gate \(gate.instance)) or what was seen (--seen)"
      )
    }
    let view = try await assembly.worker.with { engine in try engine.view(try engine.look(run)) }
    for line in RunPrinter().gateLines(gate, view) { complain(line) }
    complain("Approve this? [y/N] ", terminator: "")
    guard let typed = readLine()?.lowercased(), typed == "y" || typed == "yes" else {
      throw UsageError("nothing was decided")
    }
  }

  private func decide(_ verdict: Answer.Verdict, _ fill: (inout Answer, Gate) throws -> Void) async throws {
    let progress = LiveProgress(json: json)
    let code = try await Assembly.with(
      self, time: try ClockOptions.time(time), notifier: progress, executor: executor, run: id
    ) { assembly in
      let run = try await RunID.find(id, in: assembly.worker)
      let name = gate
      let gate = try await assembly.worker.with { engine in
        let live = try engine.look(run)
        var gate = try engine.findGate(live, name)
        gate.earlier = try engine.earlierApproval(live, gate)
        return gate
      }
      var answer = Answer(
        verdict, gate: gate.instance.description, by: person ?? assembly.user, user: assembly.user,
        surface: "cli")
      try fill(&answer, gate)
      if verdict == .approve, RunID(id) == nil || name == nil && gate.earlier != nil, answer.seen == nil,
        gate.allowsEffects,
        name != gate.instance.description
      {
        try await Self.confirm(run, gate, assembly)
      }
      let (decided, view) = try await assembly.worker.decide(run, answer, follows: true)
      if !decided.isSettled, !json {
        complain("recorded; \(gate.path) needs \(gate.by.count) people and still waits for more")
      }
      return try await Drafting.finish(view, assembly, json: json)
    }
    throw code
  }
}

struct Cancel: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Stop a run; its `finally` blocks still run.",
    discussion: """
      What cannot be undone and was sent already is heard first: the run ends when its answer is there, and where none comes \
      its probe finds out, or you are asked (STEP.in_doubt).
      """)

  @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs)
  var id: String

  @Option(help: "Why; it is on record.")
  var reason: String = "cancelled"

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Who cancels. Default: the operating system's user.", valueName: "who"))
  var person: String?

  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let code = try await Assembly.with(
      store, time: try clock.time(), notifier: LiveProgress(json: store.json), run: id
    ) { assembly in
      let run = try await RunID.find(id, in: assembly.worker)
      let view = try await assembly.worker.cancel(
        run, by: person ?? assembly.user, user: assembly.user, surface: "cli", reason: reason)
      return try await Drafting.finish(view, assembly, json: store.json)
    }
    throw code
  }
}

struct Resume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Continue what a crash, a wait or another machine left.",
    discussion: """
      A run that waits for a person is shown and left as it is. The exit code says how the run stands then, as that of \
      `twin run` does.
      """)

  @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs)
  var id: String?

  @Flag(help: "Every run that can go on.")
  var all = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    if (id == nil) == !all { throw ValidationError("Name a run, or give --all.") }
  }

  func run() async throws {
    let code = try await Assembly.with(
      store, time: try clock.time(), notifier: LiveProgress(json: store.json, isOfMany: all), run: id
    ) { assembly in
      if all { return try await resumeAll(assembly) }
      let run = try await RunID.find(id!, in: assembly.worker)
      let view: RunView
      do { view = try await assembly.worker.resume(run, follows: true) } catch let error as RuntimeError
        where error.kind == .busy
      {
        // Told as `approve` and `cancel` tell it: how far the run is, and who is at it, or what has come of it by now.
        view = try await assembly.worker.with { engine in try engine.view(try engine.look(run)) }
        guard view.driver != nil || view.status != .running else { throw error }
        complain(error.message)
      }
      return try await Drafting.finish(view, assembly, json: store.json)
    }
    throw code
  }

  /// One of many; what has a time of its own is shown as it stands.
  private static func resume(_ id: RunID, _ assembly: Assembly) async -> Result<RunView, any Error> {
    do { return .success(try await assembly.worker.resume(id, follows: false)) } catch {
      guard (error as? RuntimeError)?.kind == .otherClock else { return .failure(error) }
      do { return .success(try await assembly.worker.view(id)) } catch { return .failure(error) }
    }
  }

  /// Several at once, so that one which waits long for an answer holds up none but those that stand in line with it. They are told
  /// in the order of their making.
  private func resumeAll(_ assembly: Assembly) async throws -> ExitCode {
    let (lines, ended) = try await assembly.worker.with { engine in
      var filter = RunFilter()
      filter.statuses = [.running, .waiting]
      filter.limit = 100_000
      let going = try engine.store.runs(filter).map(\.id)
      // What has ended may have left something to keep; and beside what people are asked something may wait for a process.
      let left = try engine.orphans()
      let ended = Set(left.filter { (try? engine.store.run($0))?.status.isEnded == true })
      let open = Set(going + left).subtracting(ended).sorted()
      return (engine.lines(open) + ended.sorted().map { [$0] }, ended)
    }
    let runs = lines.joined().filter { !ended.contains($0) }.sorted() + ended.sorted()
    var waiting = lines[...]
    var results: [RunID: Result<RunView, any Error>] = [:]
    var told = 0
    var worst = RunExit.completed
    var views: [PlainValue] = []
    // What is wrong with more than one run ends the command, once those that are under way have come to rest.
    var ending: (any Error)?
    await withTaskGroup(of: (ArraySlice<RunID>, Result<RunView, any Error>).self) { group in
      var next = waiting.prefix(RuntimeLimits.resumedAtOnce).map { $0[...] }
      waiting = waiting.dropFirst(next.count)
      while true {
        if ending == nil { for line in next { group.addTask { (line, await Self.resume(line.first!, assembly)) } } }
        guard let (line, result) = await group.next() else { return }
        if case .failure(let error) = result, (error as? RuntimeError)?.isOfOneRun != true {
          ending = ending ?? error
          continue
        }
        results[line.first!] = result
        next = line.count > 1 ? [line.dropFirst()] : waiting.popFirst().map { [$0[...]] } ?? []
        while told < runs.count, let result = results.removeValue(forKey: runs[told]) {
          switch result {
          case .success(let view):
            // How a run ended that only its video was left of says nothing about this.
            let code = ended.contains(view.id) ? RunExit.completed : RunPrinter.exitCode(view)
            if code != RunExit.completed, worst == RunExit.completed { worst = code }
            if store.json { views.append(view.plain) } else { say(RunPrinter().headline(view)) }
          case .failure(let error):
            complain((error as? RuntimeError)?.message ?? "\(error)")
            if (error as? RuntimeError)?.kind != .busy { worst = RunExit.failed }
          }
          told += 1
        }
      }
    }
    if let ending { throw ending }
    try await Drafting.tellHeals(assembly)
    if store.json { say(try Display.json(.list(views))) }
    if runs.isEmpty, !store.json { say("nothing to resume") }
    return worst
  }
}
