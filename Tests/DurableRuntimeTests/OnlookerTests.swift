// Whoever looks at a run while another process drives it sees a whole state of it, never half of two.
import DurableRuntime
import StoreSQLite
import Testing
import Values

@Suite struct OnlookerTests {
  /// What opened beside an effect that takes long can be seen, and decided, from another process.
  @Test func aGateThatOpenedSinceTheLastOutcomeIsSeen() async throws {
    let world = try World()
    let skill = """
      skill: beside
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - parallel:
            slow:
              - http: { url: "http://127.0.0.1:1/slow" }
                id: slow
            quick:
              - http: { url: "http://127.0.0.1:1/quick" }
                id: quick
              - { approve: Go on?, id: go }
      """
    let (held, release) = AsyncStream.makeStream(of: Void.self)
    let driver = world.worker { [ok = world.ok] request in
      if request.step == "slow" { for await _ in held {} }
      return .done(ok)
    }
    let program = try world.program(skill)
    let driving = Task {
      try await driver.start(program, inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    }
    var other = world
    other.store = try SQLiteStore(path: world.path)
    let onlooker = other.worker()
    var seen: RunView?
    let end = ContinuousClock.now + .seconds(240)
    while seen?.pending.isEmpty ?? true, ContinuousClock.now < end {
      if let run = try other.store.runs(RunFilter()).first { seen = try await onlooker.view(run.id) }
      await Task.yield()
    }
    #expect(seen?.status == .running && seen?.pending.map(\.id) == ["go"])
    #expect(seen?.steps.first { $0.id == "go" }?.status == .awaitingApproval)
    release.finish()
    let paused = try await driving.value
    #expect(try await onlooker.decide(paused.id, approve(), follows: true).1.status == .completed)
  }

  @Test func aRunThatIsDrivenIsNeverSeenAsDamaged() async throws {
    let world = try World()
    // POST: each intent is a commit of its own.
    let skill = """
      skill: busy
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { n: "${{ vars.n }}" }
      steps:
        - set: { n: 0 }
        - for: i
          in: ${{ lists.range(200) }}
          do:
            - http: { method: POST, url: "http://127.0.0.1:1/" }
              idempotent: false
            - set: { n: "${{ i }}" }
      """
    let program = try world.program(skill)
    let driver = world.worker()
    let driving = Task {
      try await driver.start(program, inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    }
    var other = world
    other.store = try SQLiteStore(path: world.path)
    let onlooker = other.worker()
    var seen: RunStatus?
    let end = ContinuousClock.now + .seconds(240)
    while seen?.isEnded != true, ContinuousClock.now < end {
      if let run = try other.store.runs(RunFilter()).first { seen = try await onlooker.view(run.id).status }
      await Task.yield()
    }
    #expect(seen == .completed)
    #expect(try await driving.value.outputs == ["n": 199])
  }
}
