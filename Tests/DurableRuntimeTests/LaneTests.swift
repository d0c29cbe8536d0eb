// `concurrency`: of the runs with one key one goes at a time, in the order of their making, whoever is killed or cancelled.
import DurableRuntime
import Testing
import Values

private let gated = """
  skill: gated
  inputs: { account: string }
  concurrency: { key: "${{ inputs.account }}" }
  steps:
    - http: { method: POST, url: "http://a.example/begin" }
    - approve: Go on?
      id: go
      expires: 24h
  """

@Suite("Lanes")
struct LaneTests {
  private func begin(_ world: World, _ worker: Worker, _ account: String) async throws -> RunView {
    world.clock.move(to: TimestampValue(milliseconds: world.clock.now().milliseconds + 1))
    return try await worker.start(
      try world.program(gated), inputs: ["account": .string(account)], options: StartOptions(initiator: "ann"),
      follows: false)
  }

  /// What a service does when it looks at what is due.
  private func carryOn(_ worker: Worker) async throws { try await worker.fireDue(performs: true) }

  @Test func theOthersStandInLineAndGoInTurn() async throws {
    let world = try World()
    let ok = world.ok
    let effects = ScriptedEffects { _ in .done(ok) }
    let worker = world.worker(performer: effects)
    let runs = [
      try await begin(world, worker, "a"), try await begin(world, worker, "a"), try await begin(world, worker, "a"),
      try await begin(world, worker, "b"),
    ]
    #expect(runs.map(\.status) == [.awaitingApproval, .waiting, .waiting, .awaitingApproval])
    #expect(effects.asked.count == 2)
    // The others do not stir before it is their turn.
    try await carryOn(worker)
    #expect(effects.asked.count == 2)
    for turn in 0..<3 {
      _ = try await worker.decide(runs[turn].id, approve(), follows: false)
      // By another process, after this one was killed.
      let other = world.worker(performer: effects)
      try await carryOn(other)
      let states = try await [other.view(runs[0].id), other.view(runs[1].id), other.view(runs[2].id)].map(\.status)
      #expect(states == (0..<3).map { $0 <= turn ? .completed : $0 == turn + 1 ? .awaitingApproval : .waiting })
    }
    #expect(effects.asked.count == 4)
    for run in runs.prefix(3) { _ = try await world.worker().with { try $0.verify(run.id) } }
  }

  @Test func whoIsCancelledInLineDoesNothingAndLeavesIt() async throws {
    let world = try World()
    let ok = world.ok
    let effects = ScriptedEffects { _ in .done(ok) }
    let worker = world.worker(performer: effects)
    let runs = [
      try await begin(world, worker, "a"), try await begin(world, worker, "a"), try await begin(world, worker, "a"),
    ]
    let cancelled = try await worker.cancel(runs[1].id, by: "bob", user: "os", surface: "cli", reason: "no need")
    #expect(cancelled.status == .cancelled && effects.asked.count == 1)
    _ = try await worker.decide(runs[0].id, approve(), follows: false)
    try await carryOn(worker)
    #expect(try await worker.view(runs[2].id).status == .awaitingApproval)
    _ = try await worker.with { try $0.verify(runs[1].id) }
  }

  /// The one ahead in line is nobody's: its process has died, or left it (`--detach`). Whoever stands behind it goes on with it,
  /// as with one that has the lane, and then with its own.
  @Test(.timeLimit(.minutes(1))) func whoStandsBehindOneThatNobodyIsAtDoesNotWaitForEver() async throws {
    let world = try World()
    let ok = world.ok
    let effects = ScriptedEffects { _ in .done(ok) }
    let skill = gated.replacing("id: go", with: "id: go\n    when: ${{ inputs.account == 'asks' }}")
      .replacing("key: \"${{ inputs.account }}\"", with: "key: one")
    func start(_ account: String, follows: Bool) async throws -> RunView {
      world.clock.move(to: TimestampValue(milliseconds: world.clock.now().milliseconds + 1))
      return try await world.worker(performer: effects).start(
        try world.program(skill), inputs: ["account": .string(account)], options: StartOptions(initiator: "ann"),
        follows: follows)
    }
    let first = try await start("asks", follows: false)
    let left = try await start("quiet", follows: false)
    #expect(first.status == .awaitingApproval && left.status == .waiting && left.behind == first.id)
    _ = try await world.worker(performer: effects).decide(first.id, approve(), follows: false)
    let last = try await start("quiet", follows: true)
    #expect(last.status == .completed)
    #expect(try await world.worker().view(left.id).status == .completed)
    #expect(effects.asked.count == 3)
  }

  /// A run's process dies between taking the lane and anything else.
  @Test func aLaneWhoseRunNeverCameToBeIsTakenOver() async throws {
    let world = try World()
    let worker = world.worker()
    let first = try await begin(world, worker, "a")
    // As its end would have left it, had it not been written; and of a run that is nowhere.
    let lane = try #require(try world.store.items(ItemRange("lanes")).first)
    // Older processes of the same store read it too.
    #expect(lane.value == Array(first.id.description.utf8))
    let nobody = RunID(at: world.clock.now(), chance: 1)
    _ = try world.store.change(
      [ItemChange(collection: "lanes", key: lane.key, value: Array(nobody.description.utf8))], audit: [])
    let second = try await begin(world, worker, "a")
    #expect(second.status == .waiting)
    world.clock.move(to: TimestampValue(milliseconds: world.clock.now().milliseconds + 120_000))
    try await carryOn(worker)
    #expect(try await worker.view(second.id).status == .awaitingApproval)
    #expect(first.status == .awaitingApproval)
  }
}
