// `twin run`: compile a skill and run it to its end or to a gate.
import ArgumentParser
import Bytecode
import DurableRuntime
import Foundation
import Server
import Syntax
import Values

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Compile a skill and run it to its end or to the first gate.",
    discussion: """
      Examples:
        twin run skills/pay-invoice-api.yaml -i vendor=Acme
        twin run release.yaml --inputs inputs.json --answers answers.yaml
        twin run release.yaml --clock 2026-01-31T09:00:00Z --seed 7
        twin run --goal "pay the newest invoice of Acme" --url http://127.0.0.1:8123
        twin run release.yaml --rehearse

      With --clock and --seed together a run gives the same bytes every time.

      An answers file has a line for each gate that is not to wait for somebody; a list where it is met several times:
        pay: approve
        otp: { input: { code: "123456" } }
        customer: { choose: C-1042 }
        delete: { verdict: reject, reason: not today }

      \(RunExit.explained)
      """)

  @Argument(help: "The skill's YAML file, or a program made by `twin compile`.", completion: .programs)
  var file: String?

  @Option(
    help: ArgumentHelp(
      "Instead of a file: what is to be done, in words. A skill in skills/ or in the store must fit.",
      valueName: "words"))
  var goal: String?

  @Option(help: ArgumentHelp("With --goal: the address where it is to be done.", valueName: "address"))
  var url: String?

  @Flag(help: "With --goal and --url: where no skill fits, have a model find out how it is done (`twin draft`).")
  var draft = false

  @Option(
    name: [.customShort("i"), .customLong("input")],
    help: ArgumentHelp(
      "An input: text where the skill wants text, JSON elsewhere; may be given several times.", valueName: "name=value")
  )
  var inputs: [Assignment] = []

  @Option(
    name: .customLong("inputs"), help: ArgumentHelp("A JSON file with all inputs.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var inputsFile: String?

  @Option(
    help: ArgumentHelp("A YAML file with decisions by gate id, made beforehand.", valueName: "file.yaml"),
    completion: .file(extensions: ["yaml", "yml"]))
  var answers: String?

  @OptionGroup var clock: ClockOptions

  @Option(help: ArgumentHelp("Fix chance, the run's id included.", valueName: "number"))
  var seed: UInt64?

  @Flag(help: "Stop short of irreversible effects.")
  var rehearse = false

  @Flag(help: "Do not stay through waits; `twin resume` goes on.")
  var detach = false

  @Flag(help: "Show the browser in a window (Debian's package chromium).")
  var headed = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Who starts the run. Default: the operating system's user.", valueName: "who"))
  var person: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    try checkWhatIsRun()
    if draft { try Drafting.check(store) }
    // What is wrong with a skill is said before a store is opened for it.
    let named = try file.map { try program(of: $0) }
    let answers = try answers.map { try Answers(YAMLFile.read($0)) } ?? Answers()
    let progress = LiveProgress(json: store.json)
    let code = try await Assembly.with(
      store, time: try clock.time(), seed: seed, create: true, notifier: progress, headed: headed
    ) {
      assembly in
      let program: LoadedProgram
      let given: PlainValue
      do {
        (program, given) = if let named { named } else { try await dispatched(assembly) }
      } catch let none as NoSkillFits {
        guard draft, let goal, let url else { throw none.usage }
        let view = try await Drafting.begin(Drafts.Wish(goal: goal, url: url), by: person ?? assembly.user, assembly)
        return try await Drafting.finish(view, assembly, json: store.json)
      }
      try answers.check(program.program)
      var options = StartOptions(initiator: person ?? assembly.user)
      options.seed = seed
      options.isRehearsal = rehearse
      options.hasFixedClock = assembly.hasFixedClock
      options.folder = Assembly.startFolder(store)
      var view: RunView
      do {
        view = try await assembly.worker.start(program, inputs: given, options: options, follows: !detach)
      } catch let error as RuntimeError where error.kind == .refusedInput {
        throw UsageError(error.message)
      }
      view = try await answers.apply(to: view, assembly, follows: !detach)
      return try await Drafting.finish(view, assembly, json: store.json)
    }
    throw code
  }

  private func checkWhatIsRun() throws {
    switch (file, goal) {
    case (.some, nil): if url != nil || draft { throw UsageError("--url and --draft go with --goal") }
    case (nil, .some): if draft, url == nil { throw UsageError("--draft needs --url: where to begin") }
    case (nil, nil): throw UsageError("name a skill's file, or say what is to be done with --goal")
    case (.some, .some): throw UsageError("a file and --goal are two ways to say the same: give one")
    }
  }

  private func program(of file: String) throws -> (LoadedProgram, PlainValue) {
    let program = try SkillFiles.program(file, json: store.json)
    let rows = program.program.manifest.inputs
    return (program, .map(try inputValues { name in rows.first { $0.name == name }?.schema }))
  }

  private func dispatched(_ assembly: Assembly) async throws -> (LoadedProgram, PlainValue) {
    try await GoalDispatch(assembly).program(goal: goal ?? "", address: url) { card in
      try inputValues { name in card.inputs.first { $0.name == name }?.schema }
    }
  }

  private func inputValues(_ schema: (String) -> PlainValue?) throws -> [PlainEntry] {
    var entries: [PlainEntry] = []
    if let inputsFile {
      guard case .map(let read) = try JSONFile.read(inputsFile) else {
        throw UsageError("\(inputsFile) must hold a map of inputs by name")
      }
      entries = read
    }
    let typed = try inputs.values(schema: schema)
    for entry in typed {
      entries.removeAll { $0.key.text == entry.key.text }
      entries.append(entry)
    }
    return entries
  }
}

/// Decisions prepared beforehand: by gate id, one or, for a gate that is met several times, a list of them.
struct Answers {
  /// A list is used up, one decision an arrival or a vote; a single decision serves every arrival, once each.
  private var byGate: [(gate: String, answers: [PlainValue], isList: Bool)] = []

  init() {}

  init(_ value: PlainValue) throws {
    guard case .map(let entries) = value else { throw UsageError("answers are a map from gate ids to decisions") }
    for entry in entries {
      if case .list(let list) = entry.value {
        byGate.append((Display.text(entry.key), list, true))
      } else {
        byGate.append((Display.text(entry.key), [entry.value], false))
      }
    }
  }

  /// Who is to decide which gate, by these answers.
  func people(user: String) -> [(name: String, gate: String)] {
    byGate.flatMap { entry in
      entry.answers.map { (($0["as"] ?? $0["by"]).map(Display.text) ?? user, entry.gate) }
    }
  }

  /// Before anything is done: that every answer can be one, and that there is a gate of its name. (Those that the runtime opens
  /// bear a step's name: `pay.in_doubt`.)
  func check(_ program: Program) throws {
    let gates = program.gates.map(\.id)
    for entry in byGate {
      for given in entry.answers { _ = try Self.answer(given, to: entry.gate, instance: "", user: "") }
      let name = entry.gate.split(separator: ".").last.map(String.init) ?? entry.gate
      if gates.contains(name) || entry.gate.contains(".") && Gate.Kind(rawValue: name)?.isOfRuntime == true { continue }
      let hint = nearest(to: name, among: gates).map { "did you mean `\($0)`?" } ?? "it has \(listed(gates))"
      throw UsageError("answers: the skill has no gate `\(entry.gate)`; \(hint)")
    }
  }

  private mutating func next(for gate: Gate, used: Set<String>) -> PlainValue? {
    let index = byGate.firstIndex { entry in
      gate.isNamed(entry.gate) && !entry.answers.isEmpty
        && (entry.isList || !used.contains(gate.instance.description))
    }
    guard let index else { return nil }
    return byGate[index].isList ? byGate[index].answers.removeFirst() : byGate[index].answers[0]
  }

  /// Decides every gate that an answer was prepared for, as the default person, until none is left that has one.
  func apply(to view: RunView, _ assembly: Assembly, follows: Bool) async throws -> RunView {
    var rest = self
    var view = view
    var used = Set<String>()
    while view.status == .awaitingApproval {
      var decided = false
      for gate in view.pending {
        guard let given = rest.next(for: gate, used: used) else { continue }
        used.insert(gate.instance.description)
        let answer = try Self.answer(given, to: gate.id, instance: gate.instance.description, user: assembly.user)
        do { view = try await assembly.worker.decide(view.id, answer, follows: follows).1 } catch let error
          as RuntimeError
          where error.kind.isAboutTheRequest
        {
          // The run is made, and waits as it did.
          complain("the answer to \(gate.id) is not taken: \(error.message)")
          return try await assembly.worker.view(view.id)
        }
        decided = true
        break
      }
      if !decided { return view }
    }
    return view
  }

  /// `approve`, `{verdict: reject, reason: …}`, `{input: {field: value}}`, `{choose: value}`.
  private static func answer(
    _ given: PlainValue, to name: String, instance: String, user: String
  ) throws -> Answer {
    var verdict = Answer.Verdict.approve
    let word = given.text ?? given["verdict"]?.text
    if let word {
      guard let known = Answer.Verdict(rawValue: word) else {
        throw UsageError("the answer to \(name): '\(word)' is neither approve nor reject")
      }
      verdict = known
    }
    var answer = Answer(verdict, gate: instance, by: user, user: user, surface: "answers")
    if case .map(let entries) = given {
      for entry in entries {
        switch entry.key.text {
        case "verdict": continue
        case "reason": answer.reason = Display.text(entry.value)
        case "comment": answer.comment = Display.text(entry.value)
        case "choose": answer.choice = entry.value
        case "by", "as": answer.by = Display.text(entry.value)
        case "input":
          guard case .map(let fields) = entry.value else {
            throw UsageError("the answer to \(name): `input` is a map of fields")
          }
          answer.input = fields
        default:
          throw UsageError(
            "the answer to \(name): '\(Display.text(entry.key))' is none of verdict, reason, comment, input, choose, by"
          )
        }
      }
    } else if word == nil {
      throw UsageError("the answer to \(name) is neither a word nor a map")
    }
    return answer
  }
}
