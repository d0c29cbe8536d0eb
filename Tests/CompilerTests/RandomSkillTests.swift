// Skills made at random, as text: whatever compiles is accepted by the verifier, and however the world replies, no
// irreversible effect is asked for without an approval that has not been used, and none is refused by the machine either:
// proof and lowering agree.
import Bytecode
import Foundation
import Testing
import VM
import Values

@testable import Compiler

/// Writes skills. Names are used where they may not have a value, gates fall through, effects stand anywhere: most skills
/// are refused, for every reason there is.
struct SkillWriter {
  var random: SplitMix
  var lines: [String] = []
  var gates = 0
  var effects = 0
  var count = 0
  /// Ids of reads so far, variables of the loops around, and how many `catch` blocks are around.
  var reads: [Int] = []
  var rows: [String] = []
  var catches = 0

  init(seed: UInt64) {
    random = SplitMix(state: seed)
    let size = 2 + random.below(4)
    lines = [
      "skill: random", "permissions: { network: [a.example] }", "gates: { expires: 1h }",
      "outputs: { n: \"${{ vars.n }}\" }", "steps:", "  - set: { n: 0, m: 0 }",
    ]
    for _ in 0..<size { step(2, depth: 3, inLoop: false, inArm: false) }
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  mutating func add(_ margin: Int, _ text: String) { lines.append(String(repeating: " ", count: margin) + text) }

  mutating func block(_ margin: Int, depth: Int, inLoop: Bool, inArm: Bool) {
    for _ in 0..<(1 + random.below(3)) { step(margin, depth: depth, inLoop: inLoop, inArm: inArm) }
  }

  mutating func condition() -> String {
    switch random.below(6) {
    case 0 where gates > 0: "gates.?g\(random.below(gates)).approved.orValue(false)"
    case 1 where gates > 0: "!gates.?g\(random.below(gates)).approved.orValue(false)"
    case 2: "vars.n < \(random.below(5))"
    case 3: "vars.m == vars.n"
    default: "vars.n > \(random.below(3))"
    }
  }

  /// What an irreversible effect's argument is made of.
  mutating func argument(edited gate: Int?) -> String {
    switch random.below(8) {
    case 0: if let row = rows.last { return row }
    case 1: if let read = reads.randomElement(using: &random) { return "steps.h\(read).status" }
    case 2: if let read = reads.randomElement(using: &random) { return "steps.?h\(read).status.orValue(0)" }
    case 3: if catches > 0 { return "error.message" }
    case 4, 5: if let gate { return "gates.g\(gate).amount" }
    default: break
    }
    return random.below(4) == 0 ? "vars.m" : "vars.n"
  }

  mutating func step(_ margin: Int, depth: Int, inLoop: Bool, inArm: Bool) {
    count += 1
    let variable = inArm ? "" : ["n", "m"][random.below(2)]
    switch random.below(depth > 0 ? 22 : 10) {
    case 0, 1:
      if variable.isEmpty { add(margin, "- log: \"${{ vars.n }}\"") } else {
        add(margin, "- set: { \(variable): \"${{ vars.\(variable) + 1 }}\" }")
      }
    case 2, 3, 4:
      // A gate and its effect, with or without something between.
      let gate = gates
      gates += 1
      add(margin, "- approve: Go on with ${{ vars.n }}?")
      add(margin, "  id: g\(gate)")
      add(margin, "  allows: [e\(effects)\(effects > 0 && random.below(6) == 0 ? ", e\(effects - 1)" : "")]")
      let fallsThrough = random.below(3) == 0
      if fallsThrough { add(margin, "  on_reject: [ { log: rejected } ]") }
      let isEdited = random.below(4) == 0
      if isEdited { add(margin, "  edit: { amount: { type: integer, default: 3 } }") }
      if random.below(6) == 0 { add(margin, "  unless: ${{ vars.n > 1 }}") }
      if random.below(8) == 0 { add(margin, "  when: ${{ \(condition()) }}") }
      let isTimed = random.below(4) == 0
      if isTimed { add(margin, "  timeout: 1m") }
      let mayPass = isTimed && random.below(2) == 0
      if mayPass { add(margin, "  on_error: continue") }
      if isTimed, random.below(4) == 0 { add(margin, "  retry: { times: 1 }") }
      if random.below(4) == 0 { step(margin, depth: 0, inLoop: inLoop, inArm: inArm) }
      let effect = effects
      effects += 1
      add(margin, "- http: { method: POST, url: https://a.example/, json: { n: \"${{ \(argument(edited: isEdited ? gate : nil)) }}\" } }")
      add(margin, "  id: e\(effect)")
      add(margin, "  irreversible: true")
      if fallsThrough || mayPass, random.below(4) > 0 { add(margin, "  when: ${{ gates.?g\(gate).approved.orValue(false) }}") }
      if random.below(6) == 0 { add(margin, "  on_error: continue") }
      if random.below(6) == 0 { add(margin, "  retry: { times: 2 }") }
    case 5:
      let inner = count
      add(margin, "- http: { url: https://a.example/ }")
      add(margin, "  id: h\(inner)")
      reads.append(inner)
      if random.below(3) == 0 { add(margin, "  when: ${{ \(condition()) }}") }
      if random.below(3) == 0 { add(margin, "  on_error: continue") }
    case 6: add(margin, "- assert: ${{ vars.n < 6 }}")
    case 7:
      let exits = inArm ? ["fail: no"] : inLoop ? ["break", "continue", "return", "fail: no"] : ["return", "fail: no"]
      add(margin, "- if: ${{ \(condition()) }}")
      add(margin, "  then: [ \(exits[random.below(exits.count)].contains(":") ? "{ fail: no }" : exits[random.below(exits.count - 1)]) ]")
    case 8: add(margin, "- wait: 1s")
    case 9: add(margin, "- log: \"${{ vars.m }}\"")
    case 10, 11, 12:
      add(margin, "- if: ${{ \(condition()) }}")
      add(margin, "  then:")
      let isTimed = random.below(6) == 0
      block(margin + 4, depth: depth - 1, inLoop: inLoop && !isTimed, inArm: inArm || isTimed)
      if random.below(2) == 0 {
        add(margin, "  else:")
        block(margin + 4, depth: depth - 1, inLoop: inLoop && !isTimed, inArm: inArm || isTimed)
      }
      if isTimed { add(margin, "  timeout: 1m") }
      if isTimed, random.below(2) == 0 { add(margin, "  on_error: continue") }
    case 13, 14:
      let name = count
      add(margin, "- for: row\(name)")
      add(margin, "  in: ${{ [1, 2] }}")
      let rows = random.below(4) == 0
      if rows { add(margin, "  at_once: 2") }
      add(margin, "  do:")
      self.rows.append("row\(name)")
      block(margin + 4, depth: depth - 1, inLoop: !rows, inArm: inArm || rows)
      self.rows.removeLast()
    case 15:
      add(margin, "- while: ${{ \(condition()) }}")
      add(margin, "  max: 3")
      add(margin, "  do:")
      block(margin + 4, depth: depth - 1, inLoop: true, inArm: inArm)
    case 16, 17, 18:
      add(margin, "- try:")
      block(margin + 4, depth: depth - 1, inLoop: inLoop, inArm: inArm)
      let way = random.below(3)
      if way != 0 {
        add(margin, "  catch:")
        catches += 1
        block(margin + 4, depth: depth - 1, inLoop: inLoop, inArm: inArm)
        catches -= 1
      }
      if way != 1 {
        add(margin, "  finally:")
        block(margin + 4, depth: depth - 1, inLoop: inLoop, inArm: inArm)
      }
    case 19:
      add(margin, "- switch: ${{ vars.n }}")
      add(margin, "  cases:")
      add(margin, "    0:")
      block(margin + 6, depth: depth - 1, inLoop: inLoop, inArm: inArm)
      add(margin, "    1:")
      block(margin + 6, depth: depth - 1, inLoop: inLoop, inArm: inArm)
    default:
      add(margin, "- parallel:")
      add(margin, "    left:")
      block(margin + 6, depth: depth - 1, inLoop: false, inArm: true)
      add(margin, "    right:")
      block(margin + 6, depth: depth - 1, inLoop: false, inArm: true)
    }
  }
}

/// `TWIN_SEEDS=20000 swift test` tries so many.
enum Environment {
  static let seeds = ProcessInfo.processInfo.environment["TWIN_SEEDS"].flatMap { Int($0) }
}

@Suite struct RandomSkillTests {
  /// Plays a program with random replies and watches its irreversible effects. Returns what went wrong, if anything.
  static func watch(_ verified: VerifiedProgram, seed: UInt64) -> String? {
    let program = verified.program
    var random = SplitMix(state: seed)
    // Approvals not used yet. A gate that is met takes back what its fiber was given before; rows that run side by side
    // have approvals of their own.
    var approvals: [(step: UInt32, fiber: Int, arguments: PlainValue)] = []
    let run = plainMap([
      ("id", "r"), ("started_at", .timestamp(TimestampValue(seconds: 0, nanoseconds: 0))), ("skill", "random"),
      ("initiator", "x"),
    ])
    do {
      var machine = try Machine(program: verified, inputs: [], run: run)
      for _ in 0..<300 {
        if case .ended(let ending, _) = machine.run() {
          if case .failed(let error) = ending, error.kind == .permission { return "refused by the machine: \(error.message)" }
          return nil
        }
        let requests = machine.requests
        guard !requests.isEmpty else { return "waits for nothing" }
        let request = requests[random.below(requests.count)]
        // What a step with a `timeout:` is given is given to whoever does that step.
        let fiber = machine.principal(of: request.fiber)
        switch request.wish {
        case .effect(let row, let arguments, _, _):
          let effect = program.effects[row]
          if effect.isIrreversible {
            let own = approvals.firstIndex { $0.step == effect.step && $0.fiber == fiber }
            guard let index = own ?? approvals.firstIndex(where: { $0.step == effect.step }) else {
              return "\(program.steps[Int(effect.step)].label) was asked for without an approval"
            }
            let approval = approvals.remove(at: index)
            // What a person edited (3 to 7) may differ from what was shown.
            let isEdited = approval.arguments["json"]?["n"] == 3 && arguments["json"]?["n"] == 7
            guard approval.arguments == arguments || isEdited else { return "other arguments than were approved" }
          }
          switch random.below(5) {
          case 0: try machine.consume(.outcome(request.ticket, .failed(kind: .effect, message: "no", sent: true)))
          case 1:
            if effect.isIrreversible { approvals.append((effect.step, fiber, arguments)) }
            try machine.consume(.outcome(request.ticket, .failed(kind: .timeout, message: "no", sent: false)))
          default: try machine.consume(.outcome(request.ticket, .done(plainMap([("status", 200)]))))
          }
        case .gate(let row, let payload):
          let gate = program.gates[row]
          approvals.removeAll { gate.allows.contains($0.step) && $0.fiber == fiber }
          let isApproved = payload["policy"] != nil || random.below(3) > 0
          if isApproved {
            for entry in payload["allowed"]?.elements ?? [] {
              guard let step = program.steps.firstIndex(where: { $0.label == entry["step"]?.text }) else { continue }
              approvals.append((UInt32(step), fiber, entry["arguments"] ?? .null))
            }
          }
          try machine.consume(
            .outcome(
              request.ticket,
              .decided(
                plainMap([
                  ("approved", .bool(isApproved)), ("reason", "r"), ("amount", 7), ("comment", ""), ("by", .list([])),
                  ("at", .timestamp(TimestampValue(seconds: 0, nanoseconds: 0))),
                ]))))
        case .timer, .timerUntil: try machine.consume(.outcome(request.ticket, .done(.null)))
        case .question, .budget: return "a question that nobody asked"
        }
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func proofAndLoweringAgree() {
    var compiled = 0
    var irreversible = 0
    var codes: [String: Int] = [:]
    for seed in 0..<UInt64(Environment.seeds ?? 300) {
      let writer = SkillWriter(seed: seed)
      let result = compile(name: "random.yaml", text: writer.text)
      for diagnostic in result.diagnostics where diagnostic.severity == .error { codes["\(diagnostic.code)", default: 0] += 1 }
      guard let program = result.program else { continue }
      compiled += 1
      if program.effects.contains(where: \.isIrreversible) { irreversible += 1 }
      do {
        let verified = try program.verified()
        for round in 0..<UInt64(12) {
          if let wrong = Self.watch(verified, seed: seed &* 1000 &+ round) {
            Issue.record("seed \(seed), round \(round): \(wrong)\n\(writer.text)")
            break
          }
        }
      } catch {
        Issue.record("seed \(seed): \(error)\n\(writer.text)")
      }
    }
    #expect(compiled > 25 && irreversible > 12, "refused by \(codes.sorted { $0.key < $1.key })")
  }
}
