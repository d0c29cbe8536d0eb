// Gates that nobody answers: what silence means, what is then given, and who may decide once a gate is escalated.
import DurableRuntime
import Testing
import Values

@Suite("Unattended gates")
struct UnattendedGateTests {
  private func late(_ world: World, _ skill: String, inputs: PlainValue = .map([]), minutes: Int64 = 61) async throws
    -> RunView
  {
    let paused = try await world.start(skill, inputs: inputs)
    #expect(paused.status == .awaitingApproval)
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + minutes * 60, nanoseconds: 0))
    return try await world.worker().resume(paused.id, follows: true)
  }

  private func audit(_ world: World) throws -> [PlainValue] {
    try world.store.audit(0..<world.store.auditSize()).flatMap { try AuditEvent.read($0.body) }.map(\.plain)
  }

  @Test func silenceMeansNoUnlessTheSkillSaysApprove() async throws {
    let world = try World()
    let done = try await late(
      world,
      """
      skill: silent
      outputs: { approved: "${{ gates.go.approved }}" }
      steps:
        - approve: Go?
          id: go
          expires: 1h
          on_expire: { verdict: reject, reason: the desk was empty }
        - log: went on
      """)
    #expect(done.status == .rejected && done.error?.message.contains("the desk was empty") == true)
    #expect(try audit(world).contains { $0["event"] == "expired" && $0["verdict"] == "reject" })
  }

  @Test func whatIsGivenIsTypedAndCompleted() async throws {
    let world = try World()
    let done = try await late(
      world,
      """
      skill: given
      outputs:
        sum: "${{ gates.form.sum + 0.5 }}"
        note: ${{ gates.form.note }}
        which: ${{ gates.one.label }}
        to: ${{ gates.edit.to }}
      gates: { expires: 1h }
      steps:
        - ask: How much?
          id: form
          form: { sum: number, note: { type: string, default: none } }
          on_expire: { verdict: approve, input: { sum: 3 } }
        - parallel:
            a:
              - choose: Which?
                id: one
                from: [{ value: 1, label: One }, { value: 2, label: Two }]
                on_expire: { verdict: approve, choose: 2 }
            b:
              - approve: Send?
                id: edit
                show: { to: ann }
                edit: { to: string }
                on_expire: approve
      """)
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 130 * 60, nanoseconds: 0))
    let ended = try await world.worker().resume(done.id, follows: true)
    #expect(ended.status == .completed)
    #expect(ended.outputs == ["sum": 3.5, "note": "none", "which": "Two", "to": "ann"])
  }

  /// What can only be seen when it runs fails closed.
  @Test func aChoiceThatIsNoOptionIsARejection() async throws {
    let world = try World()
    let done = try await late(
      world,
      """
      skill: gone
      inputs: { rows: { type: array, items: string } }
      outputs: { which: "${{ gates.one.value }}" }
      steps:
        - choose: Which?
          id: one
          from: ${{ inputs.rows }}
          expires: 1h
          on_expire: { verdict: approve, choose: a }
      """, inputs: ["rows": ["b", "c"]])
    #expect(done.status == .rejected)
    #expect(
      done.error?.message.contains(
        "nobody decided gate 'one' in time, and what the skill gives for that does not fit: 'a' is not among the options"
      )
        == true, "\(done.error?.message ?? "")")
  }

  /// A policy that approves leaves the fields as they stand.
  @Test func aPolicyGivesWhatTheFieldsBeginWith() async throws {
    let world = try World()
    let done = try await world.start(
      """
      skill: policy
      outputs: { to: "${{ gates.go.to }}", sum: "${{ gates.go.sum }}" }
      steps:
        - approve: Send?
          id: go
          show: { to: ann }
          edit: { to: string, sum: { type: integer, default: 3 } }
          unless: ${{ run.id != '' }}
          expires: 1h
      """)
    #expect(done.status == .completed && done.outputs == ["to": "ann", "sum": 3])
  }

  private let patient = """
    skill: patient
    gates: { expires: 10h, by: [fin], escalate: { after: 30m, to: TO } }
    steps:
      - { approve: Pay?, id: go }
    """

  @Test(arguments: ["[boss, chair]", "{ roles: [boss, chair] }"])
  func afterAWhileOthersMayDecideToo(_ to: String) async throws {
    let world = try World()
    try world.store.keep(person: Person(name: "bea", roles: ["boss"]), audit: [])
    try world.store.keep(person: Person(name: "eve", roles: ["guest"]), audit: [])
    let paused = try await world.start(patient.replacing("TO", with: to))
    #expect(paused.pending[0].by.roles == ["fin"])
    let early = await world.refusal { _ = try await world.decide(paused, approve("bea")) }
    #expect(early?.kind == .notAllowed && early?.message.contains("with the role 'fin'; bea") == true)
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 31 * 60, nanoseconds: 0))
    try await world.worker().fireDue(performs: false)
    let told = try #require(try audit(world).first { $0["event"] == "escalated" })
    #expect(told["gate"] == "go" && told["to"] == "boss,chair")
    let waiting = try await world.worker().view(paused.id)
    #expect(waiting.pending[0].by.roles == ["fin", "boss", "chair"])
    // Nobody's evidence is stale by it: what is asked and shown is the same.
    #expect(waiting.pending[0].evidence == paused.pending[0].evidence)
    let refused = await world.refusal { _ = try await world.decide(paused, approve("eve")) }
    #expect(refused?.kind == .notAllowed && refused?.message.contains("'fin' or 'boss' or 'chair'") == true)
    #expect(try await world.decide(paused, approve("bea")).status == .completed)
    #expect(try audit(world).contains { $0["event"] == "decided" && $0["by"] == "bea" })
  }

  /// How many decide, and whose run it is, stays as `by` has it.
  @Test func anEscalationMovesNothingElse() async throws {
    let world = try World()
    for (name, role) in [("ann", "boss"), ("bea", "boss"), ("cid", "fin")] {
      try world.store.keep(person: Person(name: name, roles: [role]), audit: [])
    }
    let paused = try await world.start(
      """
      skill: two
      steps:
        - approve: Pay?
          id: go
          by: { roles: [fin], count: 2, not_initiator: true }
          expires: 10h
          escalate: { after: 30m, to: [boss] }
      """)
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 31 * 60, nanoseconds: 0))
    #expect(await world.refusal { _ = try await world.decide(paused, approve("ann")) }?.kind == .notAllowed)
    #expect(try await world.decide(paused, approve("bea")).status == .awaitingApproval)
    #expect(try await world.decide(paused, approve("cid")).status == .completed)
  }
}
