// Runs that began with a time of their own (`--clock`): nothing of them comes due by the clock on the wall, and it moves none of them.
import DurableRuntime
import Testing
import Values

@Suite("Runs with a time of their own")
struct OwnTimeTests {
  private static let asks = """
    skill: asks
    steps:
      - parallel:
          wait:
            - wait: 2h
          ask:
            - { approve: Go?, id: go, expires: 1h, remind: 10m, escalate: { after: 20m, to: [boss] } }
    """

  /// The wall's clock, and what a run that is begun at `time` is driven by.
  private static func worlds(at time: Int64 = 1_700_000_000) throws -> (wall: World, own: World) {
    let wall = try World()
    var own = wall
    own.clock = FixedClock(TimestampValue(seconds: time, nanoseconds: 0))
    own.settings.hasFixedClock = true
    return (wall, own)
  }

  /// As the command has it: leases are by the clock on the wall.
  private static func worker(_ own: World, _ wall: World, _ script: ScriptedEffects.Script? = nil) -> Worker {
    let ok = own.ok
    return Worker(
      engine: Engine(
        store: own.store, keys: own.keys, environment: [:], clock: own.clock, leaseClock: wall.clock,
        random: own.random,
        settings: own.settings), performer: ScriptedEffects(script ?? { _ in .done(ok) }), pulse: nil)
  }

  private static func start(
    _ skill: String, _ own: World, _ worker: Worker, inputs: PlainValue = [:], follows: Bool = false
  ) async throws -> RunView {
    var options = StartOptions(initiator: "ann")
    options.hasFixedClock = true
    return try await worker.start(try own.program(skill), inputs: inputs, options: options, follows: follows)
  }

  /// Who may decide is said as of the run's own time.
  @Test func itIsEscalatedByItsOwnTime() async throws {
    let (wall, own) = try Self.worlds()
    let run = try await Self.start(
      "skill: asks\nsteps:\n  - { approve: Go?, id: go, expires: 9h, by: [fin], escalate: { after: 20m, to: [boss] } }\n",
      own, Self.worker(own, wall))
    wall.clock.move(to: TimestampValue(seconds: 1_700_000_000 + 8 * 3_600, nanoseconds: 0))
    #expect(try await wall.worker().view(run.id).pending.map(\.by.roles) == [["fin"]])
    own.clock.move(to: TimestampValue(seconds: 1_700_000_000 + 21 * 60, nanoseconds: 0))
    #expect(try await Self.worker(own, wall).view(run.id).pending.map(\.by.roles) == [["fin", "boss"]])
  }

  /// Whether its time is long over by the clock on the wall, or will come.
  @Test(arguments: [1_700_000_000, 1_900_000_000] as [Int64])
  func nothingOfItIsEverDue(time: Int64) async throws {
    let (wall, own) = try Self.worlds(at: time)
    let run = try await Self.start(Self.asks, own, Self.worker(own, wall))
    #expect(run.status == .awaitingApproval)
    #expect(try wall.store.timers(dueBy: .max, limit: 10) == [])
    wall.clock.move(to: TimestampValue(seconds: 1_950_000_000, nanoseconds: 0))
    let version = try wall.store.run(run.id)?.version
    let service = wall.worker()
    #expect(try await service.nextDue() == nil)
    #expect(try await service.fireDue(performs: true) == [])
    #expect(try wall.store.run(run.id)?.version == version)
    // What is said to it there is refused, for it would be said at another time.
    for refused in [
      await wall.refusal({ _ = try await service.decide(run.id, approve(), follows: false) }),
      await wall.refusal({ _ = try await service.cancel(run.id, by: "ann", user: "os", surface: "x", reason: "") }),
      await wall.refusal({ _ = try await service.resume(run.id, follows: false) }),
    ] {
      #expect(refused?.kind == .otherClock && refused?.message.contains("was started with --clock") == true)
    }
    #expect(try wall.store.run(run.id)?.version == version)
    // In its own time all of it happens.
    own.clock.move(to: TimestampValue(seconds: time + 3600, nanoseconds: 0))
    #expect(try await Self.worker(own, wall).resume(run.id, follows: true).status == .rejected)
    let events = try wall.store.audit(of: run.id).flatMap { try AuditEvent.read($0.entry.body) }.map(\.kind)
    #expect(events.contains(.escalated) && events.contains(.expired))
  }

  /// While it is driven there is its lease; should the driver be no more, nobody goes on with it but the command.
  @Test func itsLeaseIsTheOnlyRowOfIt() async throws {
    var (wall, own) = try Self.worlds()
    (own.settings.owner, own.settings.isAlive) = ("driver", { $0 == "driver" })
    let (begun, goesOn) = (Latch(), Latch())
    let driver = Self.worker(own, wall) { [ok = own.ok] _ in
      begun.open()
      await goesOn.passed()
      return .done(ok)
    }
    var options = StartOptions(initiator: "ann")
    options.hasFixedClock = true
    let skill = """
      skill: sends
      steps:
        - parallel:
            wait:
              - wait: 2h
            send:
              - http: { method: PUT, url: "http://a.example/1" }
      """
    let id = try await driver.launch(try own.program(skill), inputs: [:], options: options)
    await begun.passed()
    #expect(try wall.store.timers(dueBy: .max, limit: 10).map(\.kind) == [.lease])
    wall.settings.isAlive = { _ in false }
    wall.clock.move(to: TimestampValue(seconds: 1_800_100_000, nanoseconds: 0))
    let version = try wall.store.run(id)?.version
    for performs in [false, true] { #expect(try await wall.worker().fireDue(performs: performs) == [id]) }
    #expect(try wall.store.run(id)?.version == version)
    goesOn.open()
    await driver.settled(id)
    #expect(try wall.store.timers(dueBy: .max, limit: 10) == [])
  }

  /// As stores of old have them: those rows stay due, and concern nobody else.
  @Test func rowsOfOldKeepNobodyFromTheirs() async throws {
    let (wall, own) = try Self.worlds()
    let run = try await Self.start(Self.asks, own, Self.worker(own, wall))
    let stored = try #require(try wall.store.run(run.id))
    var commit = RunCommit(run: run.id, expected: stored.version, status: stored.status, record: stored.record)
    let ticket = try #require(run.pending.first?.instance.ticket)
    commit.timersAdded = [RunTimer(due: 1_700_003_600_000, run: run.id, ticket: ticket, kind: .expire)]
    #expect(try wall.store.commit([commit], flush: true) == [.committed(version: stored.version + 1)])
    let other = try await wall.start(Self.asks, follows: false)
    wall.clock.move(to: TimestampValue(seconds: 1_800_003_600, nanoseconds: 0))
    #expect(try await wall.worker().fireDue(performs: false) == [run.id, other.id])
    #expect(try await wall.worker().view(other.id).status == .rejected)
    #expect(try wall.store.run(run.id)?.version == stored.version + 1)
    // The row goes with what it was for.
    own.clock.move(to: TimestampValue(seconds: 1_700_003_600, nanoseconds: 0))
    #expect(try await Self.worker(own, wall).resume(run.id, follows: true).status == .rejected)
    #expect(try wall.store.timers(run.id) == [])
  }

  /// A lane that such a run leaves is taken over at once by one that waits by the clock on the wall, and the other way round nothing
  /// is written for it.
  @Test func inALineItCallsByTheClockOnTheWall() async throws {
    let (wall, own) = try Self.worlds(at: 1_900_000_000)
    let skill = """
      skill: lane
      concurrency: { key: "'one'" }
      steps:
        - { approve: Go?, id: go, expires: 1h }
      """
    let first = try await Self.start(skill, own, Self.worker(own, wall))
    let next = try await wall.start(skill, follows: false)
    let last = try await Self.start(skill, own, Self.worker(own, wall))
    #expect([first, next, last].map(\.status) == [.awaitingApproval, .waiting, .waiting])
    #expect(try wall.store.timers(first.id) == [] && wall.store.timers(last.id) == [])
    _ = try await Self.worker(own, wall).decide(first.id, approve(), follows: false)
    let now = wall.clock.now().milliseconds
    #expect(try wall.store.timers(next.id).contains { $0.due == now && $0.kind == .wake })
    try await wall.worker().fireDue(performs: true)
    let asked = try await wall.worker().view(next.id)
    #expect(asked.status == .awaitingApproval)
    _ = try await wall.decide(asked, approve())
    #expect(try wall.store.timers(dueBy: .max, limit: 10) == [])
    own.clock.move(to: TimestampValue(seconds: 1_900_100_000, nanoseconds: 0))
    #expect(try await Self.worker(own, wall).resume(last.id, follows: false).status == .awaitingApproval)
  }

  /// Between taking a lane and its first commit a run is nowhere but in its lane. Whether its process has died there is judged by the
  /// leases' clock, whichever of the two has a time of its own, and however far that is from the clock on the wall.
  @Test(arguments: [true, false], [1_700_000_000, 1_900_000_000] as [Int64])
  func aLaneIsNotTakenFromWhoIsAboutToBegin(isOwnFirst: Bool, time: Int64) throws {
    var (wall, own) = try Self.worlds(at: time)
    let store = CountingStore(wall.store)
    (wall.store, own.store) = (store, store)
    func begin(_ world: World) throws {
      let engine = Engine(
        store: store, keys: world.keys, environment: [:], clock: world.clock, leaseClock: wall.clock,
        random: world.random, settings: world.settings)
      var options = StartOptions(initiator: "ann")
      options.hasFixedClock = world.settings.hasFixedClock
      let program = try world.program(
        """
        skill: alone
        concurrency: { key: "'one'", on_conflict: fail }
        steps:
          - { approve: Go?, id: go, expires: 1h }
        """)
      _ = try engine.turn(try engine.create(program, inputs: [:], options: options))
    }
    let (first, second) = isOwnFirst ? (own, wall) : (wall, own)
    var refusal: RuntimeError.Kind?
    store.before = { (_) throws(StoreError) in
      // The first one's process dies before this commit is made; but the second does not know.
      store.before = { (_) throws(StoreError) in }
      do { try begin(second) } catch { refusal = (error as? RuntimeError)?.kind }
      throw StoreError(.failed, "killed")
    }
    #expect(throws: RuntimeError.self) { try begin(first) }
    #expect(refusal == .inConflict)
    // Once whoever had it would have been heard of again it is free.
    wall.clock.move(to: TimestampValue(seconds: 1_800_000_061, nanoseconds: 0))
    try begin(second)
    #expect(try store.runs(RunFilter()).count == 1)
  }
}
