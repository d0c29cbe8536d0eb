// Two drives of one run, two processes that have one run, and what is due while nobody performs.
import DurableRuntime
import Foundation
import Synchronization
import Testing
import Values

@Suite("Driving")
struct DrivingTests {
  /// Opens once.
  private final class Latch: Sendable {
    private let stream: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation
    init() { (stream, end) = AsyncStream.makeStream() }
    func open() { end.finish() }
    func passed() async { for await _ in stream {} }
  }

  /// With a fixed clock and seed a run is the same each time, whichever of its effects takes longest.
  @Test func aRunWithAFixedTimeDoesNotHangOnHowLongThingsTake() async throws {
    func run(_ order: [Int]) async throws -> (journal: [UInt8], outputs: PlainValue?) {
      let world = try World()
      let turns = order.map { _ in Latch() }
      turns[order[0]].open()
      let script: ScriptedEffects.Script = { [ok = world.ok] request in
        guard let n = request.arguments["url"]?.text?.split(separator: "/").last.flatMap({ Int($0) }) else {
          return .done(ok)
        }
        await turns[n].passed()
        if let next = order.drop(while: { $0 != n }).dropFirst().first { turns[next].open() }
        return .done(ok)
      }
      var options = StartOptions(initiator: "ann")
      (options.hasFixedClock, options.seed) = (true, 3)
      let done = try await world.worker(script).start(
        try world.program(
          """
          skill: rows
          permissions: { network: ["127.0.0.1:*"] }
          outputs: { rows: "${{ steps.rows.items }}" }
          steps:
            - for: n
              in: ${{ lists.range(5) }}
              at_once: 5
              id: rows
              collect: ${{ steps.chance }}
              do:
                - http: { url: "http://127.0.0.1:1/${{ n }}" }
                - { random: , id: chance }
          """), inputs: [:], options: options, follows: true)
      #expect(done.status == .completed)
      return (try world.store.journal(done.id), done.outputs)
    }
    let forwards = try await run([0, 1, 2, 3, 4])
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]] {
      let other = try await run(order)
      #expect(other.outputs == forwards.outputs && other.journal == forwards.journal, "\(order)")
    }
  }

  @Test func whatAnEarlierDriveGaveUpIsNotHeardInALaterOne() async throws {
    var world = try World()
    let store = CountingStore(world.store)
    world.store = store
    let calls = Mutex(0)
    let (lateMaySay, lateHasSaid) = (Latch(), Latch())
    let worker = Mutex<Worker?>(nil)
    let script: ScriptedEffects.Script = { [ok = world.ok] request in
      guard request.arguments["url"]?.text == "http://127.0.0.1:1/slow" else { return .done(ok) }
      let call = calls.withLock { calls in
        calls += 1
        return calls
      }
      if call == 1 {
        await lateMaySay.passed()
        lateHasSaid.open()
        return .failed(.effect, "this was given up", sent: true)
      }
      lateMaySay.open()
      await lateHasSaid.passed()
      // Until the worker has had every opportunity to take it for ours.
      for _ in 0..<100 {
        await worker.withLock { $0 }?.with { _ in }
        await Task.yield()
      }
      return .done(ok)
    }
    let program = try world.program(
      """
      skill: twice
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - parallel:
            slow: [{ http: { url: "http://127.0.0.1:1/slow" } }]
            quick:
              - http: { url: "http://127.0.0.1:1/quick" }
              - http: { url: "http://127.0.0.1:1/next" }
      """)
    let one = world.worker(script)
    worker.withLock { $0 = one }
    // The store fails as the second effect of `quick` is to begin: the drive ends while `slow` is under way.
    store.before = { (_) throws(StoreError) in
      if store.commits == 2 { throw StoreError(.failed, "out of order") }
    }
    await #expect(throws: RuntimeError.self) {
      _ = try await one.start(program, inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    }
    let id = try #require(try world.store.runs(RunFilter()).first).id
    let done = try await one.resume(id, follows: true)
    #expect(done.status == .completed && done.error == nil && calls.withLock { $0 } == 2)
  }

  @Test func aReminderIsSentOnceThoughNobodyPerforms() async throws {
    let world = try World()
    let asked = try await world.start(
      """
      skill: patience
      steps:
        - { approve: Go on?, id: go, expires: 10h, remind: 1h, escalate: { after: 90m, to: [boss] } }
      """)
    func due() throws -> [Int64] {
      try world.store.timers(asked.id).filter { $0.kind != .expire }.map { ($0.due / 1000 - 1_800_000_000) / 60 }
    }
    #expect(try due() == [60, 90])
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 95 * 60, nanoseconds: 0))
    try await world.worker().fireDue(performs: false)
    #expect(try due() == [120])
    let log = try world.store.audit(0..<(try world.store.auditSize())).map { "\(try $0.plain())" }
    #expect(log.count { $0.contains("escalated") } == 1)
    #expect(try await world.worker().view(asked.id).status == .awaitingApproval)
  }

  /// Whoever drives the run saves it at the very moment at which another process is about to leave word.
  @Test(arguments: ["cancel", "vote"]) func whoIsInTheWayOfTheDriverComesAgain(what: String) async throws {
    var world = try World()
    world.settings.owner = "driver"
    world.settings.isAlive = { _ in true }
    let begun = Latch()
    let goesOn = Latch()
    let driver = world.worker { [ok = world.ok] _ in
      begun.open()
      await goesOn.passed()
      return .done(ok)
    }
    let id = try await driver.launch(
      try world.program(
        """
        skill: held
        permissions: { network: ["127.0.0.1:*"] }
        gates: { expires: 1h }
        steps:
          - parallel:
              one: [{ http: { url: "http://127.0.0.1:1/" } }]
              two: [{ approve: Go on?, id: go }]
        """), inputs: [:], options: StartOptions(initiator: "ann"))
    await begun.passed()
    let inner = world.store
    let store = CountingStore(inner)
    store.before = { (commits) throws(StoreError) in
      guard store.commits == 1, let run = try inner.run(id) else { return }
      var moved = RunCommit(run: id, expected: run.version, status: run.status, record: run.record)
      moved.lease = run.lease
      _ = try inner.commit([moved], flush: false)
      _ = commits
    }
    var other = world
    other.store = store
    other.settings.owner = "other"
    if what == "cancel" {
      _ = try await other.worker().cancel(id, by: "bob", user: "os", surface: "cli", reason: "enough")
    } else {
      _ = try await other.worker().note(id, approve())
    }
    #expect(store.commits == 2)
    goesOn.open()
    await driver.settled(id)
    let view = try await driver.resume(id, follows: true)
    #expect(view.status == (what == "cancel" ? .cancelled : .completed))
  }

  @Test func aJournalHasALimit() async throws {
    var world = try World()
    let skill = """
      skill: long
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - for: n
          in: "${{ [1, 2, 3] }}"
          do:
            - http: { url: "http://127.0.0.1:1/${{ n }}" }
      """
    let whole = try await world.start(skill)
    let size = try world.store.journalSize(whole.id)
    #expect(whole.status == .completed && size > 30)
    world.settings.journalBytes = size
    #expect(try await world.start(skill).status == .completed)
    world.settings.journalBytes = size - 1
    let failed = try await world.start(skill)
    #expect(failed.status == .failed && failed.error?.kind == .budget)
    #expect(failed.error?.message == "the run's journal would be larger than the limit of \(size - 1) bytes")
    // It counts what earlier processes have written, too.
    world.settings.journalBytes = size
    let paused = try await world.start(
      skill + "\n  - { approve: Go on?, id: go, expires: 1h }\n  - http: { url: \"http://127.0.0.1:1/last\" }")
    #expect(paused.status == .awaitingApproval)
    #expect(try await world.decide(paused, approve()).error?.kind == .budget)
  }
}
