// What a performer is told of the gate that lets an irreversible effect happen, so that it can compare what is there with what
// that very gate showed.
import DurableRuntime
import Synchronization
import Testing
import Values

/// Shows gates what they ask for and does effects; remembers which gate was shown what, and by which an effect was let happen.
private final class Shown: EffectPerformer {
  private let log = Mutex<(gates: [UInt64: PlainValue], done: [(PlainValue, EffectRequest.Approval?)])>(([:], []))
  var gates: [UInt64: PlainValue] { log.withLock { $0.gates } }
  var done: [(arguments: PlainValue, approval: EffectRequest.Approval?)] { log.withLock { $0.done } }
  /// What becomes of the first effect, where that is not `done`.
  private let first: Mutex<EffectOutcome?>
  init(first: EffectOutcome? = nil) { self.first = Mutex(first) }

  func evidence(_ request: EvidenceRequest) async -> [CapturedEvidence] {
    log.withLock { $0.gates[request.gate] = request.allowed.elements?.first?["arguments"] }
    return []
  }
  func perform(_ request: EffectRequest) async -> EffectOutcome {
    log.withLock { $0.done.append((request.arguments, request.approval)) }
    return first.withLock { first in
      defer { first = nil }
      return first
    } ?? .done(.null)
  }
}

@Suite struct ApprovedEffectTests {
  private func world() throws -> World {
    var world = try World()
    world.settings.browserKinds = ["open", "click"]
    return world
  }

  private static let rows = """
    skill: rows
    gates: { expires: 1h }
    steps:
      - for: row
        in: "${{ ['a', 'b', 'c'] }}"
        at_once: 3
        do:
          - { approve: "Pay ${{ row }}?", id: pay, allows: [send] }
          - click: { button: Pay, in: { row: "${{ row }}" } }
            id: send
            irreversible: true
    """

  /// Rows side by side, answered in another order than they asked in, each by another process.
  @Test func anEffectNamesTheGateThatWasPassedForIt() async throws {
    let world = try world()
    let shown = Shown()
    var view = try await world.worker(performer: shown).start(
      try world.program(Self.rows), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    #expect(Set(shown.gates.values).count == 3)
    for row in ["b", "c", "a"] {
      let gate = try #require(view.pending.first { $0.prompt == "Pay \(row)?" })
      let next = Shown()
      view = try await world.worker(performer: next).decide(
        view.id, approve(gate: gate.instance.description), follows: true
      ).1
      let one = try #require(next.done.first)
      #expect(next.done.count == 1 && one.arguments["target"]?["in"]?["row"]?.text == row)
      guard case .gate(let number)? = one.approval else {
        Issue.record("\(one) names no gate")
        continue
      }
      #expect(shown.gates[number] == one.arguments)
    }
    #expect(view.status == .completed)
  }

  @Test func aGateBeforeBranchesIsNamedInThemAndOneInABranchBehindThem() async throws {
    let world = try world()
    let shown = Shown()
    let view = try await world.worker(performer: shown).start(
      try world.program(
        """
        skill: branches
        gates: { expires: 1h }
        steps:
          - { approve: First?, id: first, allows: [one] }
          - parallel:
              a:
                - click: { button: One }
                  id: one
                  irreversible: true
              b: [{ approve: Second?, id: second, allows: [two] }]
          - click: { button: Two }
            id: two
            irreversible: true
        """), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    let second = Shown()
    let paused = try await world.worker(performer: second).decide(view.id, approve(gate: "first"), follows: true).1
    #expect(second.done.map(\.approval) == shown.gates.keys.map { .gate($0) })
    let last = Shown()
    let done = try await world.worker(performer: last).decide(paused.id, approve(gate: "second"), follows: true).1
    #expect(done.status == .completed)
    #expect(last.done.map(\.approval) == second.gates.keys.map { .gate($0) })
  }

  @Test func inACopyItNamesTheGateOfTheCopyOrNone() async throws {
    let world = try world()
    let text = """
      skill: copied
      gates: { expires: 1h }
      steps:
        - { approve: Pay?, id: pay, allows: [send] }
        - { approve: Now?, id: now }
        - click: { button: Pay }
          id: send
          irreversible: true
      """
    let first = try await world.worker(performer: Shown()).start(
      try world.program(text), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    func copy(at gate: String) async throws -> RunView {
      let id = try await world.worker().with { try $0.fork(first.id, at: gate, by: "cid").id }
      // Its gates open when somebody can look at the page.
      return try await world.worker(performer: Shown()).resume(id, follows: true)
    }
    // The gate is passed in the copy.
    let anew = Shown()
    let early = try await copy(at: "pay")
    _ = try await world.worker(performer: anew).decide(early.id, approve(gate: "pay"), follows: true)
    _ = try await world.worker(performer: anew).decide(early.id, approve(gate: "now"), follows: true)
    guard case .gate? = anew.done.first?.approval else {
      Issue.record("\(anew.done) names no gate")
      return
    }
    // It was passed in the other run: a person says that it may happen here, and has seen no page.
    _ = try await world.worker(performer: Shown()).decide(first.id, approve(gate: "pay"), follows: true)
    let late = try await copy(at: "now")
    let again = Shown()
    let asked = try await world.worker(performer: again).decide(late.id, approve(), follows: true).1
    #expect(asked.pending.map(\.path) == ["send.again"] && again.done.isEmpty)
    _ = try await world.worker(performer: again).decide(late.id, approve(), follows: true)
    #expect(again.done.map(\.approval) == [.copy])
  }

  /// A probe would say that it did not happen, and it would be tried again without end.
  @Test func whatIsNotAsApprovedIsAskedAboutAndNotProbed() async throws {
    let world = try world()
    let shown = Shown(
      first: EffectOutcome(.differs(message: "The page is another. Did it happen?", show: ["now": "x"])))
    let view = try await world.worker(performer: shown).start(
      try world.program(
        """
        skill: probed
        gates: { expires: 1h }
        steps:
          - { approve: Pay?, id: pay, allows: [send] }
          - click: { button: Pay }
            id: send
            irreversible: true
            probe: [{ open: "http://127.0.0.1:1/" }]
        """), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    let asked = try await world.worker(performer: shown).decide(view.id, approve(), follows: true).1
    #expect(asked.pending.map(\.path) == ["send.in_doubt"])
    #expect(asked.pending.first?.prompt == "The page is another. Did it happen?")
    #expect(shown.done.count == 1)
  }
}
