// A store of which a part is damaged: the rest of it goes on.
import CSQLite
import DurableRuntime
import Foundation
import StoreSQLite
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

  @Test(arguments: ["x'ffffffffffffffffff01'", "x'636363'", "''", "x'010000'"])
  func whatARunsRowSaysOfItsInputsConcernsThatRunAlone(cell: String) async throws {
    let world = try World()
    let (broken, fine) = try await Self.two(in: world)
    try execute("UPDATE runs SET inputs = \(cell) WHERE id = (SELECT min(id) FROM runs)", in: world.path)

    let summaries = try await world.worker().with { try $0.summaries(RunFilter()) }
    #expect(summaries.map(\.id) == [fine.id, broken.id] && summaries[0].pending.map(\.prompt) == ["Pay 2?"])
    let failure = try #require(summaries[1].failure)
    #expect(failure.contains("run \(broken.id) ") && failure.contains("inputs"), "\(failure)")
    world.clock.move(to: TimestampValue(seconds: 1_800_003_600, nanoseconds: 0))
    #expect(try await world.worker().fireDue(performs: false).count == 2)
    #expect(try await world.worker().view(fine.id).status == .rejected)
  }

  @Test(
    arguments: [
      ("DELETE FROM programs WHERE id = 2", "the store has lost its program (row 2 of `programs`)"),
      ("UPDATE programs SET digest = x'00' WHERE id = 2", "the SHA-256 of its program in the store has 1 bytes"),
      ("UPDATE runs SET status = 99 WHERE program = 2", "its status is 99, and there is no such status"),
    ])
  func whateverIsAskedOfADamagedRunItSaysWhatIsWrong(sql: String, words: String) async throws {
    let world = try World()
    let skill = """
      skill: gate
      steps:
        - { approve: Go?, id: go, expires: 1h }
      """
    let fine = try await world.start(skill)
    let broken = try await world.start(skill.replacing("skill: gate", with: "skill: other"))
    try execute(sql, in: world.path)
    // As another process finds the store.
    var other = world
    other.store = try SQLiteStore(path: world.path)
    let worker = other.worker()
    let id = broken.id
    let asked: [(String, () async throws -> Void)] = [
      ("view", { _ = try await worker.view(id) }),
      ("approve", { _ = try await worker.decide(id, approve(), follows: true) }),
      ("cancel", { _ = try await worker.cancel(id, by: "ann", user: "os", surface: "cli", reason: "") }),
      ("resume", { _ = try await worker.resume(id, follows: true) }),
      ("verify", { _ = try await worker.with { try $0.verify(id) } }),
      ("fork", { try await worker.with { _ = try $0.fork(id, at: nil, by: "ann") } }),
      ("export", { _ = try await worker.with { try $0.export(id) } }),
    ]
    for (what, ask) in asked {
      let refused = await other.refusal(ask)
      #expect(
        refused?.kind == .damaged && refused?.message.hasPrefix("run \(id) in the store is damaged: \(words)") == true,
        "\(what): \(String(describing: refused))")
    }
    let summaries = try await worker.with { try $0.summaries(RunFilter()) }
    #expect(summaries.map(\.id) == [id, fine.id] && summaries.map(\.isDamaged) == [true, false])
    #expect(summaries[1].pending.map(\.prompt) == ["Go?"])
    #expect(try await worker.decide(fine.id, approve(), follows: true).1.status == .completed)
    // Both come due; the damaged one keeps nobody from the other.
    world.clock.move(to: TimestampValue(seconds: 1_800_003_600, nanoseconds: 0))
    let late = try await other.start(skill)
    world.clock.move(to: TimestampValue(seconds: 1_800_007_200, nanoseconds: 0))
    #expect(try await worker.fireDue(performs: false) == [id, late.id])
    #expect(try await worker.view(late.id).status == .rejected)
    other.store.close()
  }

  /// A driver that is no more leaves its lease; that of a damaged run hides none of the others'.
  @Test func whoseDriverIsNoMoreIsFoundBesideADamagedRun() async throws {
    let world = try World()
    let (broken, fine) = try await Self.two(in: world)
    for id in [broken.id, fine.id] {
      let run = try #require(try world.store.run(id))
      let lease = Lease(owner: Lease.nobody, until: world.clock.now().milliseconds + 1000)
      var commit = RunCommit(run: id, expected: run.version, status: .running, record: run.record)
      commit.lease = lease
      commit.timersAdded = [RunTimer(due: lease.until, run: id, ticket: 0, kind: .lease)]
      #expect(try world.store.commit([commit], flush: true) == [.committed(version: run.version + 1)])
    }
    try execute("UPDATE runs SET inputs = x'636363' WHERE id = (SELECT min(id) FROM runs)", in: world.path)
    #expect(try await world.worker().with { try $0.orphans() } == [fine.id])
  }

  /// Two runs that wait alike: one to be damaged, one that it must not concern.
  private static func two(in world: World) async throws -> (broken: RunView, fine: RunView) {
    let skill = """
      skill: gate
      inputs: { amount: integer }
      steps:
        - { approve: "Pay ${{ inputs.amount }}?", id: go, expires: 1h }
      """
    return (
      try await world.start(skill, inputs: ["amount": 1]), try await world.start(skill, inputs: ["amount": 2])
    )
  }

  private func execute(_ statement: String, in path: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    guard sqlite3_open(path, &handle) == SQLITE_OK, sqlite3_exec(handle, statement, nil, nil, nil) == SQLITE_OK else {
      throw Failed(sqlite3_errmsg(handle).map { String(cString: $0) } ?? "no store at \(path)")
    }
  }
}
