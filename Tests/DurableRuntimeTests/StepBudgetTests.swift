// A budget of steps that asks (`on_budget: ask`), of a run that does nothing but compute: each answer is given by another process.
import DurableRuntime
import Testing
import Values

@Suite("A budget of steps")
struct StepBudgetTests {
  /// A step before a loop of one step a round.
  private static func counting(_ budget: String, rest: String = "gates: { expires: 1h }") -> String {
    """
    skill: counting
    \(budget)
    on_budget: ask
    \(rest)
    inputs: { rounds: { type: integer, default: 12 } }
    outputs: { n: "${{ vars.n }}" }
    steps:
      - set: { n: 0 }
      - while: ${{ vars.n < inputs.rounds }}
        id: loop
        max: 1000
        do:
          - set: { n: "${{ vars.n + 1 }}" }
            id: count
    """
  }
  private static let five = counting("budget: { steps: 5 }")

  private func verifies(_ world: World, _ view: RunView, states: Int) async throws {
    #expect(try await world.worker().with { try $0.verify(view.id).states } == states)
  }

  @Test func aLoopIsAskedAboutUntilItMayEnd() async throws {
    for pausesEverywhere in [false, true] {
      var world = try World()
      world.settings.pausesEverywhere = pausesEverywhere
      let asked = try await world.start(Self.five)
      let gate = try #require(asked.pending.first)
      #expect(asked.status == .awaitingApproval && asked.pending.count == 1)
      #expect(gate.id == "count.budget" && gate.kind == .budget && gate.prompt == "5 steps used; 3 more?")
      #expect(gate.show == ["step": "count", "budget": 5, "added": 0])
      #expect(gate.expiresAt?.milliseconds == world.clock.now().milliseconds + 3_600_000)
      #expect(asked.steps.map(\.status) == [.done, .running, .awaitingApproval])

      let refused = await world.refusal { _ = try await world.decide(asked, input([("more", 0)])) }
      #expect(refused?.kind == .refusedInput && refused?.field == "more")
      // As proposed, then what is said.
      let again = try await world.decide(asked, approve())
      #expect(again.pending.first?.prompt == "8 steps used; 3 more?" && again.pending.first?.show["added"] == 3)
      #expect(again.pending.first?.instance != gate.instance)
      let done = try await world.decide(again, input([("more", "20")], text: true))
      #expect(done.status == .completed && done.outputs == ["n": 12])
      #expect(done.cost.humanDecisions == 2)
      try await verifies(world, done, states: 3)
    }
  }

  @Test func aNoEndsTheRunAndFinallyRuns() async throws {
    let world = try World()
    let text = """
      skill: tidy
      budget: { steps: 5 }
      on_budget: ask
      permissions: { exec: [tool] }
      gates: { expires: 1h }
      steps:
        - try:
            - for: i
              in: "${{ [1, 2, 3, 4, 5, 6] }}"
              do: [{ set: { n: "${{ i }}" }, id: count }]
          finally:
            - exec: [tool]
              idempotent: true
      """
    let performer = ScriptedEffects { _ in .done(["exit": 0, "stdout": "", "stderr": ""]) }
    let asked = try await world.start(text)
    let ended = try await world.worker(performer: performer).decide(asked.id, reject("bob", "enough"), follows: true).1
    #expect(ended.status == .rejected && ended.error?.message == "enough" && ended.error?.step == "count")
    #expect(performer.asked.count == 1)
    try await verifies(world, ended, states: 2)

    let other = try await world.start(text)
    let stopped = try await world.worker(performer: performer).cancel(
      other.id, by: "bob", user: "os", surface: "cli", reason: "")
    #expect(stopped.status == .cancelled && performer.asked.count == 2)
    #expect(stopped.pending.isEmpty)
    try await verifies(world, stopped, states: 2)
  }

  @Test func nobodyAnswersInTime() async throws {
    let world = try World()
    let asked = try await world.start(
      Self.counting("budget: { steps: 5 }", rest: "gates: { by: { roles: [finance] } }"))
    // Where the skill says nothing, a day; by whom is what its gates say.
    let gate = try #require(asked.pending.first)
    #expect(gate.expiresAt?.milliseconds == world.clock.now().milliseconds + 86_400_000)
    #expect(await world.refusal { _ = try await world.decide(asked, approve()) }?.kind == .notAllowed)
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 86_401, nanoseconds: 0))
    #expect(try await world.worker().fireDue(performs: false) == [asked.id])
    let view = try await world.worker().view(asked.id)
    #expect(view.status == .rejected && view.error?.step == "count")
    try await verifies(world, view, states: 2)
  }

  @Test func armsWaitForOneAnswerWhileAnEffectIsUnderWay() async throws {
    let world = try World()
    let asked = try await world.start(
      """
      skill: wide
      budget: { steps: 6 }
      on_budget: ask
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      outputs: { a: "${{ vars.?a.orValue(0) }}", b: "${{ vars.?b.orValue(0) }}", c: "${{ steps.c.json.n }}" }
      steps:
        - parallel:
            one:
              - for: i
                in: "${{ [1, 2, 3] }}"
                do: [{ set: { a: "${{ i }}" }, id: a }]
            two:
              - for: i
                in: "${{ [1, 2, 3] }}"
                do: [{ set: { b: "${{ i }}" }, id: b }]
            three:
              - http: { url: "http://127.0.0.1:1/" }
                id: c
      """)
    #expect(asked.pending.map(\.id).allSatisfy { $0.hasSuffix(".budget") } && asked.pending.count == 1)
    #expect(asked.pending[0].prompt == "6 steps used; 3 more?")
    let done = try await world.decide(asked, input([("more", 50)]))
    #expect(done.status == .completed)
    #expect(done.outputs == ["a": 3, "b": 3, "c": 1])
    try await verifies(world, done, states: 2)
  }

  @Test func copiesHaveWhatWasGranted() async throws {
    let world = try World()
    let asked = try await world.start(Self.five)
    let again = try await world.decide(asked, approve())
    // At the first question, at the second, and elsewhere.
    let first = try await world.worker().with {
      try $0.fork(asked.id, at: asked.pending[0].instance.description, by: "cid").id
    }
    #expect(try await world.worker().view(first).pending.first?.prompt == "5 steps used; 3 more?")
    let second = try await world.worker().with {
      try $0.fork(again.id, at: again.pending[0].instance.description, by: "cid").id
    }
    #expect(try await world.worker().view(second).pending.first?.prompt == "8 steps used; 3 more?")
    let elsewhere = try World()
    let container = try RunContainer(bytes: try await world.worker().with { try $0.export(again.id) })
    let taken = try await elsewhere.worker().with { try $0.import(container, by: "cid").id }
    for (world, id) in [(world, first), (world, second), (elsewhere, taken), (world, asked.id)] {
      let done = try await world.worker().decide(id, input([("more", 100)]), follows: true).1
      #expect(done.status == .completed && done.outputs == ["n": 12])
      _ = try await world.worker().with { try $0.verify(id) }
    }
  }
}
