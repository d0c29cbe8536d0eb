// Law 1 over skills as an author writes them: compiled, run in random worlds, frozen and thawed at every ticket.
import Bytecode
import Compiler
import Foundation
import Testing
import VM
import Values

@Suite struct SkillLawTests {
  /// Every way of going on that the language has.
  static let everything = """
    skill: everything
    goal: Try every control word
    permissions: { network: [a.example], exec: [tool] }
    gates: { expires: 1h }
    inputs:
      rows: { type: array, items: { type: integer }, default: [1, 2, 3] }
    outputs:
      sum: ${{ vars.sum }}
      log: ${{ vars.log }}
      names: ${{ steps.?all.status.orValue(0) }}
    steps:
      - set: { sum: 0, log: [], cleaned: false }
      - http: { method: GET, url: "https://a.example/list" }
        id: list
        retry: { times: 2, delay: 1s, backoff: 2 }
      - for: row
        in: ${{ inputs.rows }}
        do:
          - if: ${{ row % 2 == 0 }}
            then:
              - set: { sum: "${{ vars.sum + row }}" }
            else:
              - try:
                  - exec: [tool, "${{ string(row) }}"]
                    id: tool
                  - set: { log: "${{ vars.log + [steps.tool.stdout] }}" }
                catch:
                  - set: { log: "${{ vars.log + [error.message] }}" }
                finally:
                  - set: { cleaned: true }
                  - exec: [tool, "clean"]
                    idempotent: true
          - approve: Pay row ${{ string(row) }}?
            id: ok
            allows: [pay]
            show: { row: "${{ row }}" }
            on_reject:
              - log: row ${{ string(row) }} was rejected
              - continue
          - http: { method: POST, url: "https://a.example/pay", json: { row: "${{ row }}", list: "${{ vars.log }}" } }
            id: pay
            irreversible: true
            idempotent: ${{ run.id }}-${{ row }}
            probe:
              - http: { method: GET, url: "https://a.example/paid" }
                id: paid
              - if: ${{ steps.paid.status == 200 }}
                then:
                  - return: ${{ steps.paid }}
      - parallel:
          left:
            - wait: 5s
            - set: { left: "${{ vars.log.map(x, {'text': x, 'size': size(x)}) }}" }
          right:
            - ask: How many?
              id: many
              form: { count: { type: integer } }
            - set: { right: "${{ gates.many.count }}" }
          third:
            - try:
                - http: { method: GET, url: "https://a.example/third" }
                  id: third
              finally:
                - http: { method: DELETE, url: "https://a.example/third" }
      - for: row
        in: ${{ inputs.rows }}
        at_once: 2
        do:
          - now:
            id: time
          - random:
            id: chance
      - set: { n: 0 }
      - while: ${{ vars.n < 40 }}
        max: 50
        do:
          - set: { n: "${{ vars.n + 1 }}", log: "${{ vars.log.filter(x, size(x) < 30) + [string(vars.n) + ' and on'] }}" }
      - switch: ${{ vars.sum }}
        cases:
          2:
            - log: two
        default:
          - log: other
      - choose: Which one?
        id: which
        from: ${{ inputs.rows }}
      - http: { method: GET, url: "https://a.example/names" }
        id: all
        on_error: continue
      - assert: ${{ vars.sum < 100 }}
        message: too much
    """

  struct Source: CustomTestStringConvertible {
    var name: String
    var program: VerifiedProgram
    var testDescription: String { name }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "skills")

  /// The skills that come with Twin.
  static func shipped() throws -> [Source] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
      .sorted()
    func text(_ name: String) -> ResolvedSkill? {
      guard let bytes = try? Data(contentsOf: folder.appending(path: name + ".yaml")) else { return nil }
      return ResolvedSkill(name: name + ".yaml", bytes: [UInt8](bytes))
    }
    return try names.compactMap { name in
      let base = String(name.dropLast(5))
      guard let source = text(base), let program = compile(name: name, bytes: source.bytes, resolver: text).program
      else {
        Issue.record("\(name) does not compile")
        return nil
      }
      return Source(name: base, program: try program.verified())
    }
  }

  static func inputs(_ program: VerifiedProgram) -> [PlainValue] {
    program.program.manifest.inputs.map { row in
      if let given = row.schema["default"] { return given }
      switch row.schema["type"]?.text {
      case "integer": return 3
      case "number": return 3.5
      case "boolean": return true
      case "array": return ["one", "two"]
      case "object": return ["key": "value"]
      default: return "text"
      }
    }
  }

  static let run: PlainValue = [
    "id": "r_000", "started_at": .timestamp(TimestampValue(seconds: 1_700_000_000, nanoseconds: 0)), "skill": "s",
    "initiator": "ann",
  ]

  /// Outcomes of the shape that performers give, often enough to go on, often enough not.
  struct Replies {
    var random: Seeded

    /// As long as every other: no name of a run stands within another.
    private var name = "r_000"

    init(random: Seeded) { self.random = random }

    mutating func next(_ requests: [Request], _ program: VerifiedProgram) -> Consumed {
      if random.chance(1) { return .interrupted(kind: .cancelled, message: "enough") }
      if random.chance(3) {
        let old = name
        name = "r_\(100 + random.below(900))"
        return .renamed(from: old, to: name)
      }
      let request = random.pick(requests)
      return .outcome(request.ticket, outcome(request, program))
    }

    private mutating func outcome(_ request: Request, _ program: VerifiedProgram) -> Outcome {
      switch request.wish {
      case .effect(let row, _, _, let inDoubt):
        let effect = program.program.effects[row]
        if random.chance(6) {
          return .failed(kind: .effect, message: "no", sent: random.chance(50), heard: random.chance(50), code: 7)
        }
        if random.chance(5) { return .question(kind: inDoubt ? "in_doubt" : "choice", payload: ["options": [1, 2]]) }
        if effect.probe != nil, !inDoubt, random.chance(30) {
          return random.chance(50) ? .inDoubt : .lost(kind: .timeout, message: "no answer")
        }
        return .done(result(effect))
      case .gate, .question, .budget:
        let at = PlainValue.timestamp(TimestampValue(seconds: 1_700_000_100, nanoseconds: 5))
        if random.chance(15) {
          return .decided(["approved": false, "reason": "no", "comment": "", "by": ["ann"], "at": at])
        }
        return .decided([
          "approved": true, "reason": "", "comment": "fine", "by": ["ann"], "at": at, "count": 4, "value": 2,
          "label": "two", "more": 5,
        ])
      case .timer, .timerUntil: return .done(.null)
      }
    }

    private mutating func result(_ effect: EffectRow) -> PlainValue {
      let schema = effect.options["schema"]
      switch effect.kind {
      case "http":
        return [
          "status": random.chance(80) ? 200 : 404, "headers": ["x": "y"],
          "json": schema.map { value(of: $0, 4) } ?? ["n": .int(Int64(random.below(9)))],
          "text": .string("text \(random.below(10))"),
        ]
      case "exec":
        return [
          "exit": 0, "stdout": .string("out \(random.below(10))"), "stderr": "",
          "json": schema.map { value(of: $0, 4) } ?? ["a": 1],
        ]
      case "now": return .timestamp(TimestampValue(seconds: 1_700_000_000 + Int64(random.below(1000)), nanoseconds: 0))
      case "random": return .double(Double(random.below(1000)) / 1000)
      case "read_file", "model": return schema.map { value(of: $0, 4) } ?? "some text"
      case "write_file", "download", "screenshot": return ["path": "out/x", "sha256": "00", "size": 2]
      default: return ["text": "read", "fields": [:]]
      }
    }

    /// Something that a schema allows, roughly.
    private mutating func value(of schema: PlainValue, _ depth: Int) -> PlainValue {
      if let options = schema["enum"]?.elements, !options.isEmpty { return random.pick(options) }
      switch schema["type"]?.text ?? schema.text {
      case "integer": return .int(Int64(random.below(50)))
      case "number": return .double(Double(random.below(500)) / 4)
      case "boolean": return .bool(random.chance(50))
      case "array":
        guard depth > 0 else { return [] }
        return .list((0..<1 + random.below(3)).map { _ in value(of: schema["items"] ?? [:], depth - 1) })
      case "object":
        guard depth > 0 else { return [:] }
        return .map(
          (schema["properties"]?.entries ?? []).map { PlainEntry(key: $0.key, value: value(of: $0.value, depth - 1)) })
      default: return .string(schema["pattern"] == nil ? "text \(random.below(100))" : "12.50")
      }
    }
  }

  /// The bytes at each pause, and the end.
  static func play(
    _ program: VerifiedProgram, seed: UInt64, refreeze: Bool
  ) throws -> (bytes: [[UInt8]], ending: Ending?) {
    var limits = MachineLimits()
    limits.collectAfter = seed % 2 == 0 ? 1_000 : 10_000
    let inputs = inputs(program)
    var machine = try Machine(program: program, inputs: inputs, run: run, limits: limits)
    var replies = Replies(random: Seeded(seed))
    var bytes: [[UInt8]] = []
    for _ in 0..<300 {
      _ = machine.run()
      bytes.append(machine.bytes)
      if machine.ending != nil { break }
      if refreeze {
        machine = try thaw(machine.bytes, program, inputs: inputs, run: run, limits: limits)
      }
      try machine.consume(replies.next(machine.requests, program))
    }
    return (bytes, machine.ending)
  }

  @Test func anErrorInAConditionBelongsToItsStep() throws {
    let text = """
      skill: conditions
      goal: See where errors belong
      inputs: { list: { type: array, default: [] } }
      steps:
        - set: { first: 1 }
          id: one
        - set: { second: 2 }
          id: two
          when: ${{ inputs.list[4] == 5 }}
        - log: done
      """
    let program = try #require(compile(name: "conditions.yaml", text: text).program).verified()
    var machine = try Machine(program: program, inputs: Self.inputs(program), run: Self.run)
    let error = try #require(machine.expectEnd().error)
    #expect(program.program.steps[error.step].label == "two")
  }

  @Test func skillsAreFrozenAtEveryTicket() throws {
    let own = compile(name: "everything.yaml", text: Self.everything)
    for diagnostic in own.diagnostics where diagnostic.severity == .error {
      let place = own.sources[diagnostic.place.file]!.lineColumn(of: diagnostic.place)
      Issue.record("everything.yaml:\(place) \(diagnostic.code) \(diagnostic.message) (\(diagnostic.label))")
    }
    var sources = try Self.shipped()
    if let program = own.program { sources.append(Source(name: "everything", program: try program.verified())) }
    let asking = Self.everything.replacing(
      "gates: {", with: "budget: { steps: 9 }\non_budget: ask\ngates: {", maxReplacements: 1)
    let program = try #require(compile(name: "asking.yaml", text: asking).program)
    sources.append(Source(name: "asking", program: try program.verified()))
    for source in sources {
      var pauses = 0
      var endings: [String: Int] = [:]
      for seed in 0..<UInt64(["everything", "asking"].contains(source.name) ? 10 : 1)
        * UInt64(LawTests.setting("TWIN_SEEDS") ?? 12)
      {
        do {
          let straight = try Self.play(source.program, seed: seed, refreeze: false)
          let frozen = try Self.play(source.program, seed: seed, refreeze: true)
          if straight.bytes != frozen.bytes { Issue.record("\(source.name), seed \(seed): freezing made a difference") }
          pauses += straight.bytes.count
          let kind = straight.ending.map { $0.error?.kind.text ?? "completed" } ?? "unfinished"
          endings[kind, default: 0] += 1
          if let error = straight.ending?.error, error.message.contains("not consistent") || error.kind == .permission {
            Issue.record("\(source.name), seed \(seed): \(error)")
          }
        } catch {
          Issue.record("\(source.name), seed \(seed): \(error)")
        }
      }
      let summary = endings.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
      print("\(source.name): \(pauses) pauses; \(summary)")
    }
  }
}
