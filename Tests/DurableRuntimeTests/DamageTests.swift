// A store of which a part is damaged: the rest of it goes on.
import DurableRuntime
import Testing
import Values

@Suite struct DamageTests {
  @Test func oneDamagedRunStandsInNobodysWay() async throws {
    let world = try World()
    let skill = """
      skill: gate
      steps:
        - { approve: Go?, id: go, expires: 1h }
      """
    let broken = try await world.start(skill)
    let fine = try await world.start(skill)
    var run = try #require(try world.store.run(broken.id))
    // Its frozen state loses its end; and it comes due, which everybody who opens a store looks at.
    run.record.removeLast(20)
    let commit = RunCommit(run: run.id, expected: run.version, status: run.status, record: run.record)
    #expect(try world.store.commit([commit], flush: true) == [.committed(version: run.version + 1)])
    world.clock.move(to: TimestampValue(seconds: 1_800_003_600, nanoseconds: 0))

    #expect(try await world.worker().fireDue(performs: false).count == 2)
    #expect(try await world.worker().view(fine.id).status == .rejected)
    let refused = await world.refusal { _ = try await world.worker().view(broken.id) }
    #expect(refused?.kind == .damaged && refused?.message.contains(broken.id.description) == true)
    let summaries = try await world.worker().with { try $0.summaries(RunFilter()) }
    #expect(summaries.map(\.id) == [fine.id, broken.id])
    #expect(summaries.last?.failure == refused?.message)
  }
}
