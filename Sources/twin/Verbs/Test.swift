// `twin test`: a skill's own tests. Each is a whole run on a store in memory, with recorded outcomes in the place of the
// world, prepared answers in the place of people, a fixed clock and a fixed seed.
import ArgumentParser
import DurableRuntime
import Foundation
import HostEffects
import Syntax
import Values

struct Test: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run skills' own tests.",
    discussion: """
      A skill's `tests:` list inputs, recorded effects by step id (CALL.STEP in a called skill), answers by gate id, and what is \
      expected: status, outputs, error, and the steps that ran. Those of pay.yaml may also stand beside it, in pay.tests.yaml. \
      Nothing outside is touched.
      """)

  @Argument(help: "Skill files.", completion: .skills)
  var files: [String]

  @Option(help: ArgumentHelp("Only tests whose name contains this.", valueName: "text"))
  var filter: String?

  @Flag(help: "Freeze, forget and thaw the run at every effect and gate as well: the outcome must be the same.")
  var pauseEverywhere = false

  @Flag(name: .customLong("json"), help: "Print for machines: one JSON document.")
  var json = false

  func run() async throws {
    var passed = 0
    var failed = 0
    var results: [PlainValue] = []
    for path in Self.skills(files) {
      let program = try SkillFiles.program(path, json: json)
      let tests = try Self.tests(of: path, json: json)
      let chosen = tests.filter { filter == nil || $0.name.text.contains(filter!) }
      if !json { say(Terminal.output.paint(path, .bold) + (chosen.isEmpty ? "  no tests" : "")) }
      for test in chosen {
        var (problems, state) = try await SkillTest(test, program).run(pauseEverywhere: false)
        if pauseEverywhere, problems.isEmpty {
          let frozen = try await SkillTest(test, program).run(pauseEverywhere: true)
          problems = frozen.problems.map { "paused everywhere: \($0)" }
          if frozen.state != state { problems.append("paused everywhere: the last state's bytes are not the same") }
        }
        if problems.isEmpty { passed += 1 } else { failed += 1 }
        results.append([
          "file": .string(path), "test": .string(test.name.text), "passed": .bool(problems.isEmpty),
          "problems": .list(problems.map { .string($0) }),
        ])
        guard !json else { continue }
        let mark = problems.isEmpty ? Terminal.output.paint("✓", .green) : Terminal.output.paint("✗", .red, .bold)
        say("  \(mark) \(Terminal.onOneLine(test.name.text))")
        for problem in problems { say("      \(Terminal.harmless(problem))") }
      }
    }
    if json { say(try Display.json(.list(results))) } else { say("\(passed) passed, \(failed) failed") }
    if failed > 0 { throw RunExit.failed }
  }
}

extension Test {
  /// Skills by their files, each once: a file of tests means the skill that it stands beside.
  private static func skills(_ files: [String]) -> [String] {
    var found: [String] = []
    for file in files {
      let skill = SkillFiles.skill(ofTests: file) ?? file
      if !found.contains(skill) { found.append(skill) }
    }
    return found
  }

  /// Its own, then those beside it.
  private static func tests(of path: String, json: Bool) throws -> [TestSyntax] {
    let file = SourceFile(name: path, bytes: try SkillFiles.read(path))
    var bag = DiagnosticBag()
    // (What is wrong with it has been said when it was compiled.)
    let own = parseSkill(file, into: &bag)?.tests ?? []
    guard let beside = SkillFiles.tests(beside: path) else { return own }
    let result = try SkillFiles.tests(beside)
    if !result.diagnostics.isEmpty {
      complain(DiagnosticRenderer(sources: result.sources, colour: Terminal.error.hasColor).text(result.diagnostics).trimmed)
    }
    guard !result.diagnostics.hasErrors else {
      if json { say(DiagnosticJSON.list(result.diagnostics, sources: result.sources).trimmed) }
      throw RunExit.usage
    }
    return own + result.tests
  }
}

struct SkillTest {
  let test: TestSyntax
  let program: LoadedProgram

  init(_ test: TestSyntax, _ program: LoadedProgram) {
    self.test = test
    self.program = program
  }

  /// What did not come out as expected, in sentences; and the digest of the run's last state.
  func run(pauseEverywhere: Bool) async throws -> (problems: [String], state: Digest?) {
    var time = TimestampValue(seconds: 1_767_225_600, nanoseconds: 0)
    if let clock = test.clock {
      guard let given = TimestampValue.parse(Array(clock.text.utf8)) else {
        return (["clock: `\(clock.text)` is no time; write one such as 2026-01-01T09:00:00Z"], nil)
      }
      time = given
    }
    let seed = test.seed.flatMap { PlainValue($0).integer }.map { UInt64(bitPattern: $0) } ?? 1
    let own = program.program.steps.filter { $0.function == 0 }.map(\.label)
    let recorded = RecordedEffects(test.effects.map(PlainValue.init) ?? .map([]), own: Set(own))
    var store = try StorePlace.parse([])
    store.path = ":memory:"
    let assembly = try await Assembly.open(
      store, time: time, seed: seed, create: true, performer: recorded, pauseEverywhere: pauseEverywhere,
      passkeys: .rehearsed)
    do {
      let view = try await drive(assembly)
      await assembly.worker.close()
      return (compare(view) + recorded.problems, view.snapshot)
    } catch let error as RuntimeError {
      await assembly.worker.close()
      return ([error.message], nil)
    } catch let error as UsageError {
      await assembly.worker.close()
      return ([error.description], nil)
    }
  }

  private func drive(_ assembly: Assembly) async throws -> RunView {
    var options = StartOptions(initiator: assembly.user)
    options.hasFixedClock = true
    let inputs = test.inputs.map { PlainEntry(key: .string($0.key.text), value: PlainValue($0.value)) }
    let answers = try test.answers.map { try Answers(PlainValue($0)) } ?? Answers()
    try answers.check(program.program)
    let view = try await assembly.worker.start(program, inputs: .map(inputs), options: options, follows: true)
    try await introduce(answers.people(user: assembly.user), to: assembly)
    return try await answers.apply(to: view, assembly, follows: true)
  }

  /// Whoever a test names at a gate holds the roles that the gate asks for: a test is about the skill, not about people.
  private func introduce(_ people: [(name: String, gate: String)], to assembly: Assembly) async throws {
    var roles: [String: [String]] = [:]
    for (name, gate) in people {
      let id = gate.split(separator: ".").last.map(String.init) ?? gate
      for row in program.program.gates where row.id == id {
        for by in [row.options["by"], row.options["escalate"]?["to"]] {
          roles[name, default: []] += by?["roles"]?.elements?.compactMap(\.text) ?? []
        }
      }
    }
    let known = roles.sorted { $0.key < $1.key }.map { Person(name: $0.key, roles: Array(Set($0.value)).sorted()) }
    try await assembly.worker.with { engine in
      for person in known { try engine.store.keep(person: person, audit: []) }
    }
  }

  // MARK: Comparing

  private func compare(_ view: RunView) -> [String] {
    guard let expect = test.expect.map(PlainValue.init) else {
      return view.status == .completed ? [] : [unexpected("status", "completed", view)]
    }
    var problems: [String] = []
    for entry in expect.entries ?? [] {
      switch entry.key.text {
      case "status":
        if entry.value.text != view.status.text {
          problems.append(unexpected("status", Display.text(entry.value), view))
        }
      case "outputs": problems += Self.differences("outputs", entry.value, view.outputs)
      case "error": problems += Self.differences("error", entry.value, view.error?.plain ?? .null)
      case "pending": problems += Self.differences("pending", entry.value, .list(view.pending.map { .string($0.path) }))
      case "steps": problems += steps(entry.value, view)
      default:
        problems.append("`expect` knows status, outputs, error, pending and steps, not \(Display.text(entry.key))")
      }
    }
    if expect["status"] == nil, expect["error"] == nil, expect["pending"] == nil, view.status != .completed {
      problems.append(unexpected("status", "completed", view))
    }
    return problems
  }

  private func unexpected(_ what: String, _ wanted: String, _ view: RunView) -> String {
    var text = "\(what): expected \(wanted), got \(view.status.text)"
    if let error = view.error { text += " (\(error.step ?? "?"): \(error.message))" }
    if let gate = view.pending.first { text += " (waits at \(gate.path): \(gate.prompt))" }
    return text
  }

  /// A list of ids: those and no others of the steps with ids ran. A map: id → status, or how often.
  private func steps(_ wanted: PlainValue, _ view: RunView) -> [String] {
    if case .list(let elements) = wanted {
      let ids = elements.map { Display.text($0) }
      let missing = ids.compactMap { id -> String? in
        guard let step = view.steps.first(where: { $0.id == id }) else { return "steps: there is no step \(id)" }
        return step.count > 0 ? nil : "steps: \(id) did not run"
      }
      let named = Set(program.program.steps.compactMap { $0.function == 0 ? $0.id : nil })
      let others = view.steps.filter { $0.count > 0 && named.contains($0.id) && !ids.contains($0.id) }
      return missing + others.map { "steps: \($0.id) ran as well" }
    }
    return (wanted.entries ?? []).compactMap { entry in
      let id = Display.text(entry.key)
      guard let step = view.steps.first(where: { $0.id == id }) else { return "steps: there is no step \(id)" }
      if let count = entry.value.integer {
        return step.count == UInt64(clamping: count) ? nil : "steps: \(id) ran \(step.count) times, expected \(count)"
      }
      let status = Display.text(entry.value)
      return step.status.rawValue == status ? nil : "steps: \(id) is \(step.status.rawValue), expected \(status)"
    }
  }

  /// Every part that is expected must be there; what is not spoken of may be anything.
  static func differences(_ path: String, _ wanted: PlainValue, _ found: PlainValue) -> [String] {
    if case .map(let entries) = wanted, case .map = found {
      return entries.flatMap { entry -> [String] in
        let name = Display.text(entry.key)
        guard let value = found[name] else {
          return ["\(path).\(name): expected \(Display.text(entry.value)), got nothing"]
        }
        return differences("\(path).\(name)", entry.value, value)
      }
    }
    if case .list(let a) = wanted, case .list(let b) = found, a.count == b.count {
      return zip(a, b).enumerated().flatMap { differences("\(path)[\($0.offset)]", $0.element.0, $0.element.1) }
    }
    return same(wanted, found) ? [] : ["\(path): expected \(Display.text(wanted)), got \(Display.text(found))"]
  }

  /// A test is written in YAML, which has no word for bytes, decimals, times and the like: what counts is what `show --json` says,
  /// or the text of it.
  private static func same(_ a: PlainValue, _ b: PlainValue) -> Bool {
    if a == b { return true }
    guard let shown = try? b.jsonText(style: .display) else { return false }
    switch (a, try? PlainValue(jsonText: shown)) {
    case (.int(let x), .double(let y)), (.double(let y), .int(let x)): return Double(x) == y
    case (.string(let text), .int), (.string(let text), .double):
      if case .decimal = b { return text == shown }
      return false
    case (_, let value): return a == value
    }
  }
}

/// Effects with recorded outcomes, by step id: a value (it happened and gave this), `{fail: message}` or
/// `{fail: {kind: timeout, message: …, sent: …, heard: …, code: 503}}`, or a list of these for a step that is met several times.
/// A step of a called skill is `CALL.STEP`; its own id will do where the run's own skill has no step of that id.
final class RecordedEffects: EffectPerformer, @unchecked Sendable {
  private let lock = NSLock()
  private var outcomes: [String: [PlainValue]] = [:]
  private var isList: [String: Bool] = [:]
  private var asked: Set<String> = []
  private var wrong: Set<String> = []
  /// Steps of the run's own skill.
  private let own: Set<String>

  init(_ recorded: PlainValue, own: Set<String>) {
    self.own = own
    for entry in recorded.entries ?? [] {
      guard let id = entry.key.text else { continue }
      if case .list(let list) = entry.value {
        outcomes[id] = list
        isList[id] = true
      } else {
        outcomes[id] = [entry.value]
      }
    }
  }

  /// What is wrong with the record itself, in sentences.
  var problems: [String] {
    lock.withLock {
      let left = outcomes.keys.sorted().compactMap { id -> String? in
        if !asked.contains(id) { return "the recorded effect of \(id) was never asked for" }
        guard isList[id] == true, let count = outcomes[id]?.count, count > 0 else { return nil }
        return
          "the recorded effect of \(id) is for \(count) more \(count == 1 ? "arrival" : "arrivals") than there were"
      }
      return wrong.sorted() + left
    }
  }

  /// Under which name an effect is recorded, or should be.
  private func name(of request: EffectRequest) -> String {
    let path = (request.calls + [request.step]).joined(separator: ".")
    let isKnownByItself = outcomes[path] == nil && outcomes[request.step] != nil && !own.contains(request.step)
    return isKnownByItself ? request.step : path
  }

  func perform(_ request: EffectRequest) async -> EffectOutcome {
    let (name, next) = lock.withLock { () -> (String, PlainValue?) in
      let name = self.name(of: request)
      asked.insert(name)
      guard var list = outcomes[name], !list.isEmpty else { return (name, nil) }
      let first = list.removeFirst()
      if isList[name] == true { outcomes[name] = list }
      return (name, first)
    }
    guard let next else {
      switch request.kind {
      case "write_file", "screenshot":
        let path = request.arguments["path"] ?? request.arguments["write_file"] ?? .string(request.step)
        return .done(["path": path, "sha256": .string(String(repeating: "0", count: 64)), "size": 0])
      case "now": return .done(.timestamp(TimestampValue(seconds: 1_767_225_600, nanoseconds: 0)))
      case "random": return .done(0.5)
      case "open", "tab": return .done(["url": request.arguments["url"] ?? "", "title": ""])
      case "dialog": return .done(.map([]))
      // What gives nothing needs no record: that it was done is enough.
      case _ where EffectShape.all.contains { $0.kind.rawValue == request.kind && $0.result == "nothing" }:
        return .done(.null)
      default:
        let problem = "the test records no outcome for \(name) (\(request.kind)); add it under `effects:`"
        // Whatever the skill makes of this: no world gave it.
        lock.withLock { _ = wrong.insert(problem) }
        return .failed(.effect, problem, sent: false)
      }
    }
    if let failure = next["fail"], next.entries?.count == 1 {
      let kind = failure["kind"]?.text.flatMap(ErrorKind.init(text:)) ?? .effect
      let message = failure["message"]?.text ?? failure.text ?? "failed"
      let sent = failure["sent"]?.boolean ?? true
      if failure["heard"]?.boolean == false { return .unheard(kind, message, sent: sent) }
      return .failed(kind, message, sent: sent, code: failure["code"]?.integer.flatMap(Int32.init(exactly:)))
    }
    if let problem = Self.problem(of: next, request, name) { lock.withLock { _ = wrong.insert(problem) } }
    return HostEffects.recorded(Self.completed(next, kind: request.kind), for: request)
  }

  /// A recorded result that the effect never gives: a misspelt field would go unread, and its default be taken instead.
  private static func problem(of result: PlainValue, _ request: EffectRequest, _ name: String) -> String? {
    guard let kind = EffectKind(rawValue: request.kind), kind == .http || kind == .exec else { return nil }
    var fields = EffectShape.of(kind).result.split(separator: ", ").map(String.init)
    guard let entries = result.entries else {
      return "the recorded effect of \(name) is no map: \(request.kind) gives \(fields.joined(separator: ", "))"
    }
    if kind == .http { fields += ["path", "sha256", "size"] }
    guard let other = entries.first(where: { !fields.contains(Display.text($0.key)) }) else { return nil }
    return "the recorded effect of \(name) has `\(Display.text(other.key))`, and \(request.kind) gives "
      + fields.joined(separator: ", ")
  }

  /// Gives a recorded result the shape that the effect itself would give, so that `{json: …}` is enough for `http`.
  private static func completed(_ value: PlainValue, kind: String) -> PlainValue {
    guard case .map(var entries) = value else { return value }
    let defaults: [(String, PlainValue)]
    switch kind {
    case "http":
      defaults = [
        ("status", 200), ("headers", [:]), ("json", .null), ("text", .string((try? value["json"]?.jsonText()) ?? "")),
      ]
    case "exec": defaults = [("exit", 0), ("stdout", ""), ("stderr", ""), ("json", .null)]
    default: defaults = []
    }
    for (name, value) in defaults where !entries.contains(where: { $0.key.text == name }) {
      entries.append(PlainEntry(key: .string(name), value: value))
    }
    return .map(entries)
  }
}
