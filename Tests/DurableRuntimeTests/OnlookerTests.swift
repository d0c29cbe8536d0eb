// Whoever looks at a run while another process drives it sees a whole state of it, never half of two.
import DurableRuntime
import StoreSQLite
import Testing
import Values

@Suite struct OnlookerTests {
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
