// Two drives of one run, two processes that have one run, and what is due while nobody performs.
import DurableRuntime
import Foundation
import Synchronization
import Testing
import Values

@Suite("Driving")
struct DrivingTests {
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

  private static let reports = """
    skill: report
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - parallel:
          report:
            - { http: { method: POST, url: "http://127.0.0.1:1/report" }, id: report, idempotent: false }
          ask: [{ approve: Go on?, id: go }]
    """

  /// The answer is there and stands in no journal yet, when the lease is renewed or a person says something; then the process dies.
  @Test(arguments: ["beat", "vote", "nothing"]) func whatWasHeardAndNotSavedIsNotBegunAgain(saves: String) async throws
  {
    var world = try World()
    world.settings.owner = "first"
    let engine = world.engine()
    let live = try engine.create(
      try world.program(Self.reports), inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform(let requests) = try engine.turn(live) else { throw Failed("it should report") }
    engine.arrive(live, ticket: requests[0].ticket, .done(world.ok))
    if saves == "beat" {
      world.clock.move(to: TimestampValue(seconds: 1_800_000_045, nanoseconds: 0))
      let version = try world.store.run(live.id)?.version
      try engine.heartbeat(live)
      #expect(try world.store.run(live.id)?.version == version.map { $0 + 1 })
    } else if saves == "vote" {
      _ = try engine.decide(live, approve())
      try engine.save(live, flush: true)
    }
    world.settings.owner = "second"
    world.settings.isAlive = { _ in false }
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let asked = try await world.worker(performer: performer).resume(live.id, follows: false)
    #expect(performer.asked == [])
    #expect(asked.pending.map(\.path).contains("report.in_doubt"), "\(asked.status)")
  }

  /// The same of what was found to be in doubt when the run was taken up.
  @Test func whatIsInDoubtStaysSoThoughTheNextProcessDiesToo() async throws {
    var world = try World()
    world.settings.isAlive = { _ in false }
    world.settings.owner = "first"
    let first = world.engine()
    let begun = try first.create(
      try world.program(Self.reports), inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform = try first.turn(begun) else { throw Failed("it should report") }
    world.settings.owner = "second"
    let second = world.engine()
    let live = try second.open(begun.id)
    try second.claim(live)
    _ = try second.decide(live, approve())
    try second.save(live, flush: true)
    world.settings.owner = "third"
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let asked = try await world.worker(performer: performer).resume(begun.id, follows: false)
    #expect(performer.asked == [] && asked.pending.map(\.path) == ["report.in_doubt"])
  }

  /// Another process has left a person's word in time; the driver looks only when the gate has expired, or closed with its step.
  @Test(arguments: ["id: go", "id: go, expires: 1d, timeout: 1h"])
  func aWordThatCameInTimeCountsThoughItIsHeardLater(gate: String) async throws {
    var world = try World()
    let reports = Self.reports.replacing("id: go", with: gate)
    world.settings.owner = "driver"
    world.settings.isAlive = { _ in true }
    let engine = world.engine()
    let live = try engine.create(
      try world.program(reports), inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform(let requests) = try engine.turn(live) else { throw Failed("it should report") }
    var other = world
    other.settings.owner = "other"
    _ = try await other.worker().note(live.id, approve())
    world.clock.move(to: TimestampValue(seconds: 1_800_000_000 + 7200, nanoseconds: 0))
    try engine.fire(live)
    engine.arrive(live, ticket: requests[0].ticket, .done(world.ok))
    guard case .ended(.completed) = try engine.turn(live) else { throw Failed("it was approved") }
    let events = try world.store.audit(of: live.id).flatMap { try AuditEvent.read($0.entry.body) }.map(\.kind)
    #expect(!events.contains(.expired) && !events.contains(.closed) && events.contains(.decided))
    _ = try engine.verify(live.id)
  }

  /// A word that another process leaves as the run is coming to rest, and the driver dies before it has gone on with it.
  @Test func aWordIsNotLostInARunThatComesToRest() async throws {
    var world = try World()
    world.settings.owner = "driver"
    world.settings.isAlive = { $0 == "driver" }
    let inner = world.store
    let store = CountingStore(inner)
    world.store = store
    let engine = world.engine()
    let live = try engine.create(
      try world.program(Self.reports), inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform(let requests) = try engine.turn(live) else { throw Failed("it should report") }
    engine.arrive(live, ticket: requests[0].ticket, .done(world.ok))
    var others = world
    others.store = inner
    others.settings.owner = "other"
    let other = others.engine()
    store.before = { (_) throws(StoreError) in
      store.before = { (_) throws(StoreError) in
        if store.commits > 3 { throw StoreError(.failed, "the process ended here") }
      }
      do {
        let seen = try other.open(live.id)
        other.catchUp(seen)
        _ = try other.decide(seen, approve())
        try other.leaveWord(seen)
      } catch { throw StoreError(.failed, "\(error)") }
    }
    // The word comes before the second commit; the one after that holds what the run comes to, and the next never comes.
    #expect(throws: RuntimeError.self) { _ = try engine.turn(live) }
    #expect(store.commits == 4)
    others.settings.isAlive = { _ in false }
    let done = try await others.worker().resume(live.id, follows: false)
    #expect(done.status == .completed && done.pending.isEmpty, "\(done.status)")
    _ = try await others.worker().with { [id = live.id] in try $0.verify(id) }
  }

  /// A wait that is over, and a process that dies before that stands in the journal: it does not wait all over again.
  @Test func aWaitThatIsOverIsOverForWhoeverComesNext() async throws {
    var world = try World()
    world.settings.isAlive = { _ in false }
    world.settings.owner = "first"
    let engine = world.engine()
    let live = try engine.create(
      try world.program(
        """
        skill: patience
        permissions: { network: ["127.0.0.1:*"] }
        gates: { expires: 9h }
        steps:
          - parallel:
              waits: [{ wait: 1h }]
              asks: [{ approve: Go on?, id: go }]
              looks: [{ http: { url: "http://127.0.0.1:1/" } }]
        """), inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform = try engine.turn(live) else { throw Failed("it should look") }
    world.clock.move(to: TimestampValue(seconds: 1_800_003_600, nanoseconds: 0))
    try engine.fire(live)
    _ = try engine.decide(live, approve())
    try engine.save(live, flush: true)
    world.settings.owner = "second"
    let done = try await world.worker().resume(live.id, follows: false)
    #expect(done.status == .completed, "\(done.status)")
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
    let (driver, id, goesOn) = try await world.held(
      """
      skill: held
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - parallel:
            one: [{ http: { url: "http://127.0.0.1:1/" } }]
            two: [{ approve: Go on?, id: go }]
      """)
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

  /// The clock on the wall is put back by an hour while somebody sleeps for a moment.
  @Test(.timeLimit(.minutes(1))) func aMomentStaysAMomentWhenTheClockIsPutBack() async {
    let looks = Mutex<Int64>(0)
    let clock = SystemClock {
      let look = looks.withLock {
        $0 += 1
        return $0
      }
      return TimestampValue(seconds: 1_800_000_000 - (look > 2 ? 3600 : 0), nanoseconds: 0)
    }
    await clock.sleep(until: TimestampValue(milliseconds: 1_800_000_000_005))
    #expect(looks.withLock { $0 } > 2)
  }
}
