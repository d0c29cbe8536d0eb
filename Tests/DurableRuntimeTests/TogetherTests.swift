// People who speak to one run at the same time, through one worker: one is heard after the other.
import DurableRuntime
import Foundation
import Synchronization
import Testing
import VM
import Values

@Suite("Several at once")
struct TogetherTests {
  /// Whatever a worker waits for before a run goes on takes its time, so that everybody else is there by then.
  private final class SlowEffects: EffectPerformer {
    private let log = Mutex<[String]>([])
    let answer: EffectOutcome
    init(_ answer: EffectOutcome) { self.answer = answer }

    private func others() async { for _ in 0..<40 { await Task.yield() } }
    func awaitEarlier(run: RunID, artifacts: String) async throws(EffectFailure) { await others() }
    func rest(run: RunID) async -> [UInt8]? {
      await others()
      return nil
    }
    func perform(_ request: EffectRequest) async -> EffectOutcome {
      log.withLock { $0.append("\(request.run)") }
      await others()
      return answer
    }
    func count(_ run: RunID) -> Int { log.withLock { $0.count { $0 == "\(run)" } } }
  }

  private static let payment = """
    skill: pay
    permissions: { network: ["127.0.0.1:*"] }
    steps:
      - { approve: Pay?, id: ok, allows: [pay], expires: 1h }
      - http: { method: POST, url: "http://127.0.0.1:1/pay" }
        id: pay
        irreversible: true
      - http: { method: POST, url: "http://127.0.0.1:1/tell" }
        idempotent: true
    """

  private func decisions(_ world: World, _ id: RunID) throws -> [PlainValue] {
    try world.store.audit(of: id).flatMap { try AuditEvent.read($0.entry.body) }.filter { $0.kind == .decided }
      .map(\.plain)
  }

  /// What became of each answer: nil where it was accepted.
  private func say(
    _ answers: [Answer], to id: RunID, _ worker: Worker, follows: Bool
  ) async -> [(Answer, RuntimeError?)] {
    await withTaskGroup(of: (Answer, RuntimeError?).self) { group in
      for answer in answers {
        group.addTask {
          do {
            if follows {
              _ = try await worker.decide(id, answer, follows: true)
            } else {
              _ = try await worker.note(id, answer)
            }
            return (answer, nil)
          } catch {
            return (answer, error as? RuntimeError ?? RuntimeError(.store, "\(error)"))
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test(arguments: [false, true]) func ofManyWhoDecideAtOnceOneIsHeard(follows: Bool) async throws {
    let world = try World()
    let effects = SlowEffects(.done(world.ok))
    let worker = world.worker(performer: effects)
    let program = try world.program(Self.payment)
    for round in 0..<12 {
      // In some rounds while the run is still coming to rest.
      let id: RunID
      if round.isMultiple(of: 2) {
        id = try await worker.launch(program, inputs: [:], options: StartOptions(initiator: "ann"))
      } else {
        id = try await worker.start(program, inputs: [:], options: StartOptions(initiator: "ann"), follows: true).id
      }
      var answers: [Answer] = []
      for name in ["bob", "bob", "cid", "dan"] {
        var no = reject(name, "no")
        no.gate = "ok"
        answers += [approve(name, gate: "ok"), no]
      }
      let said = await say(answers, to: id, worker, follows: follows)
      let accepted = said.filter { $0.1 == nil }.map(\.0)
      try #require(accepted.count == 1, "\(said)")
      for case (_, let refusal?) in said {
        #expect([.alreadyDecided, .ended].contains(refusal.kind), "\(refusal)")
      }
      await worker.settled(id)
      let view = try await worker.view(id)
      let isApproved = accepted[0].verdict == .approve
      #expect(view.status == (isApproved ? .completed : .rejected), "\(view.status)")
      #expect(effects.count(id) == (isApproved ? 2 : 0))
      let decided = try decisions(world, id)
      #expect(decided.count == 1 && decided.first?["by"]?.text == accepted[0].by)
      #expect(try world.store.decisions(id).count == 1)
      _ = try await worker.with { try $0.verify(id).states }
    }
  }

  @Test func eachVoteOfAQuorumCountsOnce() async throws {
    let world = try World()
    let effects = SlowEffects(.done(world.ok))
    let worker = world.worker(performer: effects)
    let program = try world.program(
      Self.payment.replacingOccurrences(of: "expires: 1h", with: "by: { count: 2 }, expires: 1h"))
    for _ in 0..<6 {
      let id = try await worker.launch(program, inputs: [:], options: StartOptions(initiator: "ann"))
      let said = await say(
        ["bob", "cid", "bob", "cid"].map { approve($0, gate: "ok") }, to: id, worker, follows: false)
      #expect(Set(said.filter { $0.1 == nil }.map(\.0.by)) == ["bob", "cid"] && said.count { $0.1 == nil } == 2)
      #expect(said.compactMap(\.1).allSatisfy { $0.kind == .alreadyDecided }, "\(said)")
      await worker.settled(id)
      #expect(try await worker.view(id).status == .completed)
      #expect(try effects.count(id) == 2 && decisions(world, id).count == 2)
    }
  }

  /// A decision and a wish to cancel, and those who look after runs, all at once.
  @Test func whoCancelsResumesOrLooksAfterRunsWaitsForTheirTurn() async throws {
    let world = try World()
    let effects = SlowEffects(.done(world.ok))
    let worker = world.worker(performer: effects)
    let program = try world.program(Self.payment)
    for _ in 0..<8 {
      let id = try await worker.launch(program, inputs: [:], options: StartOptions(initiator: "ann"))
      async let decided = say([approve("bob", gate: "ok")], to: id, worker, follows: false)
      async let cancelled = world.refusal {
        _ = try await worker.cancel(id, by: "cid", user: "os", surface: "cli", reason: "enough")
      }
      async let resumed = world.refusal { _ = try await worker.resume(id, follows: false) }
      async let looked = world.refusal { _ = try await worker.fireDue(performs: true) }
      let (refusal, cancelRefusal) = (await decided[0].1, await cancelled)
      let others = [await resumed, await looked]
      #expect(others == [nil, nil])
      #expect(refusal == nil || cancelRefusal == nil)
      await worker.settled(id)
      let view = try await worker.view(id)
      #expect(view.status == (cancelRefusal == nil ? .cancelled : .completed), "\(view.status)")
      // Cancelled in time, or heard of.
      #expect(refusal == nil || effects.count(id) == 0)
      #expect(try decisions(world, id).count == (refusal == nil ? 1 : 0))
      _ = try await worker.with { try $0.verify(id).states }
    }
  }

  /// Beside a gate something else is under way, so that the run is driven while people decide.
  private static let beside = """
    skill: beside
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - parallel:
          one: [{ http: { url: "http://127.0.0.1:1/" } }]
          two: [{ approve: Go on?, id: go }]
    """

  @Test func whatTheStoreDidNotTakeWasNotSaid() async throws {
    var world = try World()
    let store = CountingStore(world.store)
    world.store = store
    let (worker, id, goesOn) = try await world.held(Self.beside)
    store.before = { (_) throws(StoreError) in throw StoreError(.full, "the disk is full") }
    #expect(await world.refusal { _ = try await worker.note(id, approve("bob")) }?.kind == .storeFull)
    #expect(
      await world.refusal {
        _ = try await worker.cancel(id, by: "bob", user: "os", surface: "cli", reason: "enough")
      }?.kind == .storeFull)
    store.before = { _ in }
    _ = try await worker.note(id, reject("cid", "no"))
    #expect(await world.refusal { _ = try await worker.note(id, approve("bob", gate: "go")) }?.kind == .alreadyDecided)
    goesOn.open()
    await worker.settled(id)
    #expect(try await worker.view(id).status == .rejected)
    let decided = try decisions(world, id)
    #expect(decided.count == 1 && decided.first?["by"]?.text == "cid")
  }

  @Test func aVoteThatAnotherProcessHasLeftIsHeardOfBeforeTheNext() async throws {
    var world = try World()
    let (driver, id, goesOn) = try await world.held(
      Self.beside.replacingOccurrences(of: "id: go }", with: "id: go, by: { count: 2 } }"))
    var other = world
    other.settings.owner = "other"
    _ = try await other.worker().note(id, approve("bob"))
    #expect(await world.refusal { _ = try await driver.note(id, approve("bob", gate: "go")) }?.kind == .alreadyDecided)
    #expect(try await driver.note(id, approve("cid", gate: "go")).isSettled)
    goesOn.open()
    await driver.settled(id)
    #expect(try await driver.view(id).status == .completed)
    #expect(try decisions(world, id).count == 2)
  }

  /// Its process slept, its lease was over, and another one has gone on with the run.
  @Test func whoHasLostARunSaysNothingToIt() async throws {
    var world = try World()
    let (driver, id, goesOn) = try await world.held(Self.beside)
    let run = try #require(try world.store.run(id))
    var moved = RunCommit(run: id, expected: run.version, status: run.status, record: run.record)
    moved.lease = Lease(owner: "other", until: .max)
    _ = try world.store.commit([moved], flush: false)
    #expect(await world.refusal { _ = try await driver.note(id, approve("bob")) }?.kind == .busy)
    #expect(try world.store.decisions(id).isEmpty && world.store.run(id)?.version == run.version + 1)
    goesOn.open()
    await driver.settled(id)
    #expect(try world.store.run(id)?.version == run.version + 1)
  }

  /// As many gates as one likes expire in one commit. A run that somebody else moves on in that moment is left to them, and looked
  /// at once more.
  @Test func whatIsDueIsDoneInOneCommit() async throws {
    var world = try World()
    var other = world
    let store = CountingStore(world.store)
    world.store = store
    other.settings.owner = "other"
    let worker = world.worker()
    let program = try world.program("skill: asks\nsteps: [ { approve: Go?, id: go, expires: 1h } ]")
    var ids: [RunID] = []
    for _ in 0..<20 {
      ids.append(
        try await worker.start(program, inputs: [:], options: StartOptions(initiator: "ann"), follows: false).id)
    }
    world.clock.move(to: TimestampValue(seconds: 1_800_003_600, nanoseconds: 0))
    let commits = store.commits
    store.before = { (_) throws(StoreError) in
      guard store.commits == commits + 1 else { return }
      do {
        let engine = other.engine()
        let live = try engine.open(ids[7])
        try engine.claim(live)
        try engine.cancel(live, by: "bob", user: "os", surface: "cli", reason: "enough")
        _ = try engine.turn(live)
      } catch { throw StoreError(.failed, "\(error)") }
    }
    let told = Mutex<[[Int]]>([])
    let due = try await worker.fireDue(performs: false) { done, all in told.withLock { $0.append([done, all]) } }
    #expect(Set(due) == Set(ids) && told.withLock { $0 } == [[20, 20]])
    #expect(store.commits == commits + 1)
    for id in ids {
      let run = try await worker.view(id)
      #expect(run.status == (id == ids[7] ? .cancelled : .rejected))
      _ = try await worker.with { try $0.verify(id) }
    }
    #expect(try store.timers(dueBy: .max, limit: 100) == [])
  }
}
