// Runs that stop at gates and go on in another process; and everything that `decide` refuses.
import DurableRuntime
import Testing
import Values

private let pay = """
  skill: pay
  inputs: { amount: integer }
  outputs:
    receipt: ${{ vars.receipt }}
    by: ${{ gates.pay.by }}
  steps:
    - set: { a: "${{ inputs.amount + 1 }}" }
    - set: { b: "${{ vars.a * 2 }}" }
    - approve: Pay ${{ vars.b }}?
      id: pay
      show: { total: "${{ vars.b }}" }
      expires: 24h
    - set: { c: "${{ vars.b + 1 }}" }
    - set: { receipt: "paid ${{ vars.b }}" }
  """

@Suite("Gates")
struct GateTests {
  @Test func aRunStopsAtAGateAndGoesOnInAnotherProcess() async throws {
    let world = try World()
    let paused = try await world.start(pay, inputs: ["amount": 20])
    #expect(paused.status == .awaitingApproval)
    #expect(paused.pending.map(\.prompt) == ["Pay 42?"])
    #expect(paused.stepIndex == 3 && paused.stepCount == 5 && paused.stepID == "pay")
    #expect(paused.steps.map(\.status) == [.done, .done, .awaitingApproval, .queued, .queued])
    #expect(paused.resumedFrom == nil)

    let done = try await world.decide(paused, approve())
    #expect(done.status == .completed)
    #expect(done.outputs == ["receipt": "paid 42", "by": ["bob"]])
    #expect(done.resumedFrom == 3)
    #expect(done.cost.humanDecisions == 1)
    #expect(done.steps.allSatisfy { $0.status == .done })
    #expect(try await world.worker().with { try $0.verify(done.id).states } == 2)
  }

  @Test func aPauseIsOneCommitAndADecisionWithWhatFollowsIsOne() throws {
    let world = try World(inMemory: true)
    let counting = CountingStore(world.store)
    let engine = Engine(
      store: counting, keys: world.keys, environment: [:], clock: world.clock, random: world.random)
    let program = try world.program(pay)
    let live = try engine.create(program, inputs: ["amount": 1], options: StartOptions(initiator: "ann"))
    guard case .resting(.awaitingApproval) = try engine.turn(live) else { throw Failed("it should rest") }
    #expect(counting.flushes == 1 && counting.commits == 1)

    let other = try engine.open(live.id)
    try engine.claim(other)
    _ = try engine.decide(other, approve())
    guard case .ended(.completed) = try engine.turn(other) else { throw Failed("it should end") }
    #expect(counting.flushes == 2 && counting.commits == 2)
  }

  @Test func rejectionEndsTheRunWithItsReason() async throws {
    let world = try World()
    let paused = try await world.start(pay, inputs: ["amount": 20])
    let done = try await world.decide(paused, reject("bob", "too much"))
    #expect(done.status == .rejected)
    #expect(done.error?.kind == .rejected && done.error?.message.contains("too much") == true)
  }

  /// Nobody is asked about what cannot be shown.
  @Test(arguments: [
    ("approve: Pay?, id: ok, show: { rows: \"${{ lists.range(1000).map(n, vars.row) }}\" }", "too large to leave"),
    ("choose: Which?, id: which, from: \"${{ lists.range(1000).map(n, vars.row) }}\"", "too large to leave"),
    (
      "approve: Pay?, id: ok, show: { text: \"${{ lists.range(2001).map(n, vars.text).join() }}\" }",
      "JSON text is too long"
    ),
  ])
  func whatIsTooLargeToShowIsNotAsked(gate: String, why: String) async throws {
    let world = try World()
    let done = try await world.start(
      """
      skill: large
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - set:
            row: ${{ lists.range(1100) }}
            text: ${{ lists.range(1400).map(n, '\\u0001').join() }}
        - { \(gate) }
        - http: { method: PUT, url: "http://127.0.0.1:1/pay" }
          id: pay
      """)
    #expect(done.status == .failed && done.pending.isEmpty)
    #expect(done.error?.message.contains(why) == true, "\(done.error?.message ?? "")")
  }

  /// The list of steps says of a gate what became of it, also where the skill goes on.
  @Test func theStepsSayWhatBecameOfTheirGates() async throws {
    let world = try World()
    let skill = """
      skill: fates
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - approve: One?
          id: one
          on_reject: [{ log: no }]
        - approve: Two?
          id: two
          on_expire: [{ log: late }]
        - try:
            - parallel:
                a:
                  - { approve: Three?, id: three }
                  - { fail: enough }
                b:
                  - { approve: Four?, id: four }
          catch:
            - for: i
              in: "${{ [1, 2, 3] }}"
              do:
                - approve: Five?
                  id: five
                  on_reject: [{ log: no }]
        - { approve: Six?, id: six }
      """
    var view = try await world.decide(try await world.start(skill), reject("bob", "no"))
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 3_601, nanoseconds: 0))
    _ = try await world.worker().resume(view.id, follows: true)
    view = try await world.decide(view, approve(gate: "three"))
    for answer in [approve(), reject("bob", "no"), approve()] { view = try await world.decide(view, answer) }
    func fate(_ id: String, _ view: RunView) -> String {
      view.steps.first { $0.id == id }.map {
        "\($0.status.rawValue) \($0.refusal?.text ?? "-") \($0.refusals)/\($0.count)"
      } ?? "none"
    }
    #expect(fate("one", view) == "failed rejected 1/1")
    #expect(fate("two", view) == "failed expired 1/1")
    #expect(fate("three", view) == "done - 0/1")
    #expect(fate("four", view) == "skipped withdrawn 1/1")
    #expect(fate("five", view) == "done - 1/3")
    #expect(fate("six", view) == "awaiting_approval - 0/1")
    let ended = try await world.decide(view, reject("bob", "at last"))
    #expect(ended.status == .rejected && fate("six", ended) == "failed rejected 1/1")
    #expect(ended.steps.first { $0.id == "two" }?.plain["gate"] == "expired")
    #expect(ended.steps.first { $0.id == "three" }?.plain["gate"] == nil)
    #expect(try await world.worker().with { try $0.verify(ended.id).outcomes } > 0)
  }

  @Test func aRejectionNeedsAReason() async throws {
    let world = try World()
    let paused = try await world.start(pay, inputs: ["amount": 20])
    for reason in ["", " \n\t"] {
      let refused = await world.refusal { _ = try await world.decide(paused, reject("bob", reason)) }
      #expect(refused?.kind == .refusedInput && refused?.field == "reason")
      #expect(refused?.message.hasPrefix("a rejection needs a reason") == true)
    }
    #expect(try world.store.decisions(paused.id).isEmpty)
    // Nor is it anybody's whose name cannot be read.
    let unseen = await world.refusal { _ = try await world.decide(paused, approve("bob ")) }
    #expect(unseen?.kind == .refusedInput && unseen?.message.contains("space") == true)
  }

  @Test func aDecisionIsSingleUseAndIdempotentByKey() async throws {
    let world = try World()
    let paused = try await world.start(pay, inputs: ["amount": 20])
    var answer = approve(gate: "pay")
    answer.key = "k1"
    let first = try await world.worker().decide(paused.id, answer, follows: true)
    #expect(!first.0.isRepeated && first.1.status == .completed)
    let again = try await world.worker().decide(paused.id, answer, follows: true)
    #expect(again.0.isRepeated && again.1.status == .completed)
    var other = reject("bob", "no")
    other.key = "k1"
    #expect(await world.refusal { _ = try await world.decide(paused, other) }?.kind == .alreadyDecided)
    #expect(await world.refusal { _ = try await world.decide(paused, approve()) }?.kind == .ended)
    #expect(try world.store.decisions(paused.id).count == 1)
  }

  @Test func staleEvidenceIsRefused() async throws {
    let world = try World()
    let paused = try await world.start(pay, inputs: ["amount": 20])
    var answer = approve()
    answer.seen = Digest(of: [1])
    #expect(await world.refusal { _ = try await world.decide(paused, answer) }?.kind == .stale)
    answer.seen = paused.pending[0].evidence
    #expect(try await world.decide(paused, answer).status == .completed)
  }

  /// Stores hold digests of it: what is hashed, and in what order, cannot change.
  @Test func evidenceIsTheDigestOfAllThatIsShown() async throws {
    let skill = """
      skill: shown
      permissions: { exec: [pay] }
      steps:
        - approve: Pay?
          id: pay
          allows: [now]
          show: { total: 3, to: "ACME" }
          edit: { note: { type: string, default: later } }
          expires: 24h
        - exec: [pay, "${{ gates.pay.note }}"]
          id: now
          irreversible: true
        - choose: Which?
          id: which
          from: "${{ ['a', 'b'] }}"
          expires: 24h
      """
    let world = try World()
    var paused = try await world.start(skill, inputs: [:])
    var gate = paused.pending[0]
    #expect(gate.form.count == 1 && gate.allowsEffects && gate.show.entries?.count == 2)
    #expect(gate.evidence == Self.digestOfAllShown(gate, paused))
    paused = try await world.decide(paused, input([("note", "now")]))
    gate = paused.pending[0]
    #expect(gate.options.count == 2)
    #expect(gate.evidence == Self.digestOfAllShown(gate, paused))
  }

  private static func digestOfAllShown(_ gate: Gate, _ paused: RunView) -> Digest {
    let shown: PlainValue = [
      "program": .bytes(paused.program.bytes), "instance": .string(gate.instance.description),
      "gate": .string(gate.path), "kind": .string(gate.kind.rawValue), "prompt": .string(gate.prompt),
      "form": .map(gate.form.map { PlainEntry(key: .string($0.name), value: $0.start ?? .null) }),
      "options": .list(gate.options), "show": gate.show, "allowed": gate.allowed, "captured": [:],
    ]
    return Digest(of: shown.canonicalBytes)
  }

  @Test func nobodyDecidesBeforeTheyWereAsked() async throws {
    var world = try World()
    let paused = try await world.start(pay, inputs: ["amount": 20])
    world.clock = FixedClock(TimestampValue(seconds: 1_800_000_000 - 61, nanoseconds: 0))
    let early = world
    let refusal = await world.refusal { _ = try await early.decide(paused, approve()) }
    #expect(refusal?.message.contains("look at the clock") == true, "\(String(describing: refusal))")
    // The clocks of two machines are never quite the same.
    world.clock = FixedClock(TimestampValue(seconds: 1_800_000_000 - 59, nanoseconds: 0))
    #expect(try await world.decide(paused, approve()).status == .completed)
  }

  @Test func aGateThatNobodyAnswersIsRejected() async throws {
    let world = try World()
    let paused = try await world.start(pay, inputs: ["amount": 20])
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 86_400, nanoseconds: 0))
    #expect(await world.refusal { _ = try await world.decide(paused, approve()) }?.kind == .expired)
    let view = try await world.worker().view(paused.id)
    #expect(view.status == .rejected)
    #expect(try await world.worker().with { try $0.verify(view.id).states } == 2)
  }

  @Test func expiryFiresOnceForWhoeverOpensTheStore() async throws {
    let world = try World()
    let paused = try await world.start(pay, inputs: ["amount": 20])
    #expect(try await world.worker().fireDue(performs: false) == [])
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 86_401, nanoseconds: 0))
    #expect(try await world.worker().fireDue(performs: false) == [paused.id])
    #expect(try await world.worker().fireDue(performs: false) == [])
    #expect(try await world.worker().view(paused.id).status == .rejected)
  }

  @Test func rolesQuorumAndInitiator() async throws {
    let world = try World()
    let skill = """
      skill: two
      steps:
        - approve: Go?
          id: go
          by: { roles: [finance], count: 2, not_initiator: true }
          expires: 1h
      """
    let paused = try await world.start(skill)
    #expect(await world.refusal { _ = try await world.decide(paused, approve("bob")) }?.kind == .notAllowed)
    for name in ["ann", "bob", "cid"] {
      try world.store.keep(person: Person(name: name, roles: ["finance"]), audit: [])
    }
    #expect(await world.refusal { _ = try await world.decide(paused, approve("ann")) }?.kind == .notAllowed)
    let (first, half) = try await world.worker().decide(paused.id, approve("bob"), follows: true)
    #expect(!first.isSettled && half.status == .awaitingApproval)
    #expect(await world.refusal { _ = try await world.decide(paused, approve("bob")) }?.kind == .alreadyDecided)
    let done = try await world.decide(paused, approve("cid"))
    #expect(done.status == .completed && done.cost.humanDecisions == 2)
  }

  /// What the first one leaves as it stood, the second one may leave too; what the first one changed, nobody approves unseen.
  @Test func aQuorumLeavesOutWhatStandsAsTheGateBegan() async throws {
    let world = try World()
    let skill = """
      skill: two
      outputs: { sum: "${{ gates.go.sum }}" }
      steps:
        - approve: Pay?
          id: go
          edit: { sum: { type: integer, default: 100 } }
          by: { count: 2 }
          expires: 1h
      """
    let plain = try await world.start(skill)
    _ = try await world.decide(plain, approve("ann"))
    #expect(try await world.decide(plain, approve("bob")).outputs == ["sum": 100])
    let changed = try await world.start(skill)
    _ = try await world.decide(changed, input([("sum", 99_999)], by: "ann"))
    var answer = approve("bob")
    answer.seen = changed.pending[0].evidence
    let refusal = await world.refusal { _ = try await world.decide(changed, answer) }
    #expect(refusal?.kind == .refusedInput && refusal?.field == "sum")
    #expect(try await world.decide(changed, input([("sum", 99_999)], by: "bob")).outputs == ["sum": 99_999])
  }

  @Test func anEditedFieldWithoutAStartIsAskedFor() async throws {
    let world = try World()
    let paused = try await world.start(
      """
      skill: edit
      outputs: { to: "${{ gates.go.to }}", sum: "${{ gates.go.sum }}" }
      steps:
        - { approve: Pay?, id: go, expires: 1h, edit: { to: string, sum: { type: integer, default: 3 } } }
      """)
    #expect(paused.pending[0].form.map(\.start) == [nil, 3])
    let refused = await world.refusal { _ = try await world.decide(paused, approve()) }
    #expect(refused?.message == "gate 'go' needs the field 'to'" && refused?.field == "to")
    #expect(try await world.decide(paused, input([("to", "ACME")])).outputs == ["to": "ACME", "sum": 3])
  }

  @Test func aQuorumApprovesTheSameValues() async throws {
    let world = try World()
    let skill = """
      skill: two
      outputs: { sum: "${{ gates.go.sum }}", value: "${{ gates.which.value }}", code: "${{ steps.sent.status }}" }
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h, by: { count: 2 } }
      steps:
        - approve: Pay?
          id: go
          show: { sum: 5.0 }
          edit: { sum: number }
        - choose: Which?
          id: which
          from: ${{ [1, 2] }}
        - ask: Code?
          id: otp
          form: { code: { type: string, secret: true } }
        - http: { method: PUT, url: "http://127.0.0.1:1/", json: "${{ gates.otp.code }}" }
          id: sent
      """
    func refused(_ run: RunView, _ answer: Answer) async -> String? {
      await world.refusal { _ = try await world.decide(run, answer) }?.message
    }
    let paused = try await world.start(skill)
    let half = try await world.decide(paused, input([("sum", 100.0)], by: "ann"))
    #expect(half.pending[0].votes.map(\.values) == [["sum": 100.0]])
    #expect(
      await refused(paused, input([("sum", 1_000_000.0)], by: "bob"))
        == "gate 'go' needs 2 people who approve the same: ann has approved 'sum' as 100.0; give 100.0 as well, or reject"
    )
    #expect(try world.store.decisions(paused.id).count == 1)
    // Left out, it would be what the gate began with to the one, and what was agreed to the other.
    #expect(
      await refused(paused, approve("bob"))
        == "gate 'go' needs 2 people who approve the same: ann has approved 'sum' as 100.0; give 100.0 as well, or reject"
    )
    _ = try await world.decide(paused, input([("sum", 100.0)], by: "bob"))

    var choice = approve("ann")
    choice.choice = 2
    _ = try await world.decide(paused, choice)
    choice = approve("bob")
    choice.choice = 1
    #expect(await refused(paused, choice)?.contains("ann has approved 'value' as 2") == true)
    #expect(await refused(paused, approve("bob"))?.contains("ann has approved 'value' as 2; choose it as well") == true)
    choice.choice = 2
    _ = try await world.decide(paused, choice)

    _ = try await world.decide(paused, input([("code", "493021")], by: "ann"))
    let other = await refused(paused, input([("code", "111111")], by: "bob"))
    #expect(other?.contains("ann has approved 'code' as another value") == true)
    let done = try await world.decide(paused, input([("code", "493021")], by: "bob"))
    #expect(done.outputs == ["sum": 100.0, "value": 2, "code": 200])
  }

  @Test func aRefusedInputLeavesTheGateOpenAndNamesTheField() async throws {
    let world = try World()
    let skill = """
      skill: ask
      outputs: { n: "${{ gates.q.n }}", s: "${{ gates.q.s }}" }
      steps:
        - ask: How many?
          id: q
          form: { n: { type: integer, minimum: 1 }, s: { type: string, default: x } }
          expires: 1h
      """
    let paused = try await world.start(skill)
    let refused = await world.refusal { _ = try await world.decide(paused, input([("n", "0")], text: true)) }
    #expect(refused?.kind == .refusedInput && refused?.field == "n")
    #expect(await world.refusal { _ = try await world.decide(paused, input([("m", 1)])) }?.field == "m")
    #expect(await world.refusal { _ = try await world.decide(paused, approve()) }?.field == "n")
    #expect(try world.store.decisions(paused.id).isEmpty)
    let done = try await world.decide(paused, input([("n", "3")], text: true))
    #expect(done.outputs == ["n": 3, "s": "x"])
  }

  /// A program that an earlier compiler let pass asks for more people than a gate takes: it does not ask for fewer.
  @Test func aQuorumThatNoGateTakesIsNotMadeSmaller() async throws {
    let world = try World()
    var program = try world.program(
      "skill: many\nsteps:\n  - { approve: Go?, id: go, expires: 1h, by: { count: 2 } }\n"
    )
    .program
    program.gates[0].options = ["by": ["count": 100], "expires": 3_600_000]
    let paused = try await world.worker().start(
      LoadedProgram(program), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    #expect(paused.pending[0].by.count == 100)
    let refused = await world.refusal { _ = try await world.decide(paused, approve()) }
    #expect(refused?.kind == .notAllowed)
    #expect(
      refused?.message
        == "gate 'go' wants the approval of 100 people, and no gate takes more than 64 votes: nobody can approve it")
    #expect(try await world.decide(paused, reject("bob", "too many")).status == .rejected)
  }

  @Test func aPolicyDecidesAtOnceAndIsRecorded() async throws {
    let world = try World()
    let skill = """
      skill: small
      inputs: { amount: integer }
      steps:
        - approve: Pay?
          id: pay
          unless: ${{ inputs.amount < 10 }}
          expires: 1h
      """
    let done = try await world.start(skill, inputs: ["amount": 5])
    #expect(done.status == .completed && done.cost.humanDecisions == 0)
    let log = try world.store.audit(0..<(try world.store.auditSize())).map { try $0.plain() }
    let policy = log.flatMap { $0["events"]?.elements ?? [] }.first { $0["event"] == "policy" }
    #expect(policy?["expression"] == "inputs.amount < 10" && policy?["values"] == "inputs.amount = 5", "\(log)")
    #expect(try await world.start(skill, inputs: ["amount": 50]).status == .awaitingApproval)
  }
}

extension GateTests {
  /// Sent a second time, an approval would let happen what the next gate asks about, which nobody has looked at.
  @Test func anApprovalThatIsSentAgainIsNotForTheNextGate() async throws {
    let world = try World()
    let skill = """
      skill: two
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - { ask: Who?, id: who, form: { name: string } }
        - { approve: Small?, id: small, allows: [pay], by: { count: 2 } }
        - { http: { method: POST, url: "http://127.0.0.1:1/small" }, id: pay, irreversible: true }
        - { approve: Large?, id: large, allows: [more] }
        - { http: { method: POST, url: "http://127.0.0.1:1/large" }, id: more, irreversible: true }
      """
    var run = try await world.start(skill)
    // What was answered before was no approval, and the second of two people answers at the same gate.
    run = try await world.decide(run, input([("name", "ana")]))
    run = try await world.decide(run, approve("ann"))
    run = try await world.decide(run, approve("bob"))
    #expect(run.pending.map(\.id) == ["large"])
    for who in ["bob", "cem"] {
      let refusal = await world.refusal { _ = try await world.decide(run, approve(who)) }
      #expect(refusal?.kind == .ambiguousGate)
      #expect(
        refusal?.message
          == "gate 'large' of run \(run.id) is asked after 'small' was approved: name the gate (\(run.pending[0].instance)) or what was seen"
      )
    }
    var seen = approve()
    seen.seen = run.pending[0].evidence
    #expect(try await world.decide(run, seen).status == .completed)
  }

  @Test func oneKeyIsForOneAnswer() async throws {
    let world = try World()
    let asked = try await world.start(
      """
      skill: code
      gates: { expires: 1h }
      steps:
        - { ask: Which?, id: which, form: { a: string, b: { type: string, secret: true } } }
        - { choose: And?, id: and, from: "${{ ['x', 'y'] }}" }
      """)
    var first = input([("a", "1"), ("b", "77")])
    first.key = "k"
    let chosen = try await world.decide(asked, first)
    // The same in another order is the same.
    var again = input([("b", "77"), ("a", "1")])
    again.key = "k"
    #expect(try await world.worker().decide(asked.id, again, follows: true).0.isRepeated)
    for other in [input([("a", "2"), ("b", "77")]), input([("a", "1"), ("b", "78")]), input([("a", "1")])] {
      var other = other
      other.key = "k"
      #expect(await world.refusal { _ = try await world.decide(asked, other) }?.kind == .alreadyDecided)
    }
    var x = approve()
    (x.key, x.choice) = ("l", "x")
    let done = try await world.decide(chosen, x)
    #expect(done.status == .completed)
    #expect(try await world.worker().decide(asked.id, x, follows: true).0.isRepeated)
    x.choice = "y"
    #expect(await world.refusal { _ = try await world.decide(chosen, x) }?.kind == .alreadyDecided)
    x.choice = "x"
    x.reason = "because"
    #expect(await world.refusal { _ = try await world.decide(chosen, x) }?.kind == .alreadyDecided)
  }
}

/// Counts what a store is asked to write.
final class CountingStore: RunStore, @unchecked Sendable {
  let inner: any RunStore
  var commits = 0
  var flushes = 0
  /// Comes before each commit, and may fail in its place.
  var before: ([RunCommit]) throws(StoreError) -> Void = { _ in }
  init(_ inner: any RunStore) { self.inner = inner }
  func keep(program: StoredProgram) throws(StoreError) { try inner.keep(program: program) }
  func program(_ digest: Digest) throws(StoreError) -> StoredProgram? { try inner.program(digest) }
  func commit(_ commits: [RunCommit], flush: Bool) throws(StoreError) -> [CommitResult] {
    self.commits += 1
    if flush { flushes += 1 }
    try before(commits)
    return try inner.commit(commits, flush: flush)
  }
  func run(_ id: RunID) throws(StoreError) -> StoredRun? { try inner.run(id) }
  func runs(_ filter: RunFilter) throws(StoreError) -> [StoredRun] { try inner.runs(filter) }
  func journal(_ id: RunID) throws(StoreError) -> [UInt8] { try inner.journal(id) }
  func journalSize(_ id: RunID) throws(StoreError) -> Int { try inner.journalSize(id) }
  func decisions(_ id: RunID) throws(StoreError) -> [StoredDecision] { try inner.decisions(id) }
  func artifacts(_ id: RunID) throws(StoreError) -> [StoredArtifact] { try inner.artifacts(id) }
  func timers(dueBy milliseconds: Int64, limit: Int) throws(StoreError) -> [RunTimer] {
    try inner.timers(dueBy: milliseconds, limit: limit)
  }
  func timers(_ id: RunID) throws(StoreError) -> [RunTimer] { try inner.timers(id) }
  func calls(_ id: RunID) throws(StoreError) -> [RunTimer] { try inner.calls(id) }
  func sealed(_ run: RunID?, _ name: String) throws(StoreError) -> [UInt8]? { try inner.sealed(run, name) }
  func sealedNames(_ run: RunID?) throws(StoreError) -> [String] { try inner.sealedNames(run) }
  func seal(vault name: String, _ box: [UInt8]?, audit: [AuditEntry]) throws(StoreError) {
    try inner.seal(vault: name, box, audit: audit)
  }
  func content(_ digest: Digest) throws(StoreError) -> [UInt8]? { try inner.content(digest) }
  func auditSize() throws(StoreError) -> Int { try inner.auditSize() }
  func audit(_ range: Range<Int>) throws(StoreError) -> [AuditEntry] { try inner.audit(range) }
  func audit(of run: RunID) throws(StoreError) -> [NumberedLeaf] { try inner.audit(of: run) }
  func append(audit: [AuditEntry]) throws(StoreError) { try inner.append(audit: audit) }
  func item(_ collection: String, _ key: String) throws(StoreError) -> [UInt8]? { try inner.item(collection, key) }
  func items(_ range: ItemRange) throws(StoreError) -> [StoredItem] { try inner.items(range) }
  func change(_ changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool {
    try inner.change(changes, audit: audit)
  }
  func people() throws(StoreError) -> [Person] { try inner.people() }
  func keep(person: Person, with changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool {
    try inner.keep(person: person, with: changes, audit: audit)
  }
  func fact(_ name: String) throws(StoreError) -> [UInt8]? { try inner.fact(name) }
  func keep(fact name: String, _ bytes: [UInt8]?) throws(StoreError) { try inner.keep(fact: name, bytes) }
  func change(fact name: String, from known: [UInt8]?, to bytes: [UInt8]) throws(StoreError) -> Bool {
    try inner.change(fact: name, from: known, to: bytes)
  }
  func close() { inner.close() }
}
