// A store that cannot be written for a while, since its disk is full: what came back from the world is kept until it can, nobody
// is asked about what was heard, and who says something meanwhile hears that it was not taken.
import DurableRuntime
import Foundation
import StoreSQLite
import Synchronization
import Testing
import Values

@Suite("A store that is full for a while", .timeLimit(.minutes(10)))
struct FullStoreTests {
  private static let skill = """
    skill: pay
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    outputs: { n: "${{ steps.pay.json.n }}" }
    steps:
      - { approve: Pay?, id: ok, allows: [pay] }
      - http: { method: POST, url: "http://127.0.0.1:1/pay" }
        id: pay
        irreversible: true
      - http: { url: "http://127.0.0.1:1/look" }
      - { ask: How was it?, id: how, form: { word: { type: string, default: fine } } }
      - http: { method: POST, url: "http://127.0.0.1:1/thank" }
        id: thank
        idempotent: false
    """

  private static let full = StoreError(.full, "the disk is full")

  /// Everything that was told, in short.
  private final class Ear: Notifier {
    private let heard = Mutex<[String]>([])
    func tell(_ event: RunEvent) {
      heard.withLock {
        switch event {
        case .unsaved(_, let reason, _): $0.append(reason)
        case .savedAfterAll: $0.append("saved")
        case .status(_, let status): $0.append(status.text)
        default: break
        }
      }
    }
    var all: [String] { heard.withLock { $0 } }
  }

  private func worker(_ world: World, _ performer: any EffectPerformer, _ ear: any Notifier) -> Worker {
    Worker(
      engine: Engine(
        store: world.store, keys: world.keys, environment: [:], clock: world.clock, random: world.random,
        notifier: ear, settings: world.settings), performer: performer, pulse: nil)
  }

  /// Each commit of the drive in turn is refused a few times. Refused are those that begin an effect, hold what came of one, open
  /// the next gate, and end the run; the decision itself is refused at once.
  @Test func whicheverCommitIsRefusedAWhileTheRunIsAsItWouldHaveBeen() async throws {
    var states: Set<[Digest]> = []
    var counts: [Int] = []
    for refused in 0..<9 {
      var world = try World(inMemory: true)
      let store = CountingStore(world.store)
      world.store = store
      let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
      let ear = Ear()
      let worker = worker(world, performer, ear)
      var view = try await worker.start(
        try world.program(Self.skill), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
      let first = store.commits
      var (taken, left) = (0, 3)
      store.before = { (_) throws(StoreError) in
        if taken == refused, left > 0 {
          left -= 1
          throw Self.full
        }
        taken += 1
      }
      for answer in [approve("bob", gate: "ok"), approve("bob", gate: "how")] {
        while true {
          do {
            view = try await worker.decide(view.id, answer, follows: true).1
            break
          } catch let error as RuntimeError {
            // Nothing was changed by that.
            try #require(error.kind == .storeFull)
          }
        }
      }
      #expect(view.status == .completed && view.outputs == ["n": 1], "\(refused): \(view.error?.message ?? "")")
      #expect(view.pending.isEmpty && performer.asked.count == 3 && view.steps.allSatisfy { $0.count == 1 })
      counts.append(store.commits - first - (3 - left))
      #expect(ear.all.filter { $0 == "completed" }.count == 1)
      if ear.all.contains("saved") {
        #expect(ear.all.filter { $0 == "the disk is full" }.count == 3)
      }
      let verified = try await worker.with { [id = view.id] in try $0.verify(id) }
      #expect(verified.states == 3)
      states.insert([try #require(view.snapshot)])
    }
    // However often, the same commits and the same state in the end.
    #expect(states.count == 1 && Set(counts).count == 1, "\(counts)")
  }

  /// Whoever may take the run up when its lease is over would ask whether the payment happened: until then it is tried, and no
  /// longer.
  @Test func itIsTriedAsLongAsNobodyElseMayTakeTheRunUp() async throws {
    var world = try World()
    let inner = world.store
    let store = CountingStore(inner)
    world.store = store
    let ear = Ear()
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let worker = worker(world, performer, ear)
    let paused = try await worker.start(
      try world.program(Self.skill), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    let decided = store.commits + 1
    store.before = { (_) throws(StoreError) in if store.commits > decided { throw Self.full } }
    let began = world.clock.now().milliseconds
    #expect(
      await world.refusal { _ = try await worker.decide(paused.id, approve(), follows: true) }?.kind == .storeFull)
    let waited = world.clock.now().milliseconds - began
    #expect(waited > RuntimeLimits.leaseMilliseconds / 2 && waited <= RuntimeLimits.leaseMilliseconds)
    #expect(ear.all.count { $0 == "the disk is full" } > 5 && !ear.all.contains("saved"))
    // As the store has it nothing was heard.
    world.store = inner
    world.clock.move(to: TimestampValue(milliseconds: began + 2 * RuntimeLimits.leaseMilliseconds))
    let asked = try await world.worker().resume(paused.id, follows: true)
    #expect(asked.pending.map(\.path) == ["pay.in_doubt"])
  }

  /// A process that lives keeps its lease, however long the disk is full.
  @Test func whoLivesKeepsWhatItHasHeardForDays() async throws {
    var world = try World()
    world.settings.isAlive = { _ in true }
    let store = CountingStore(world.store)
    world.store = store
    let worker = worker(world, ScriptedEffects { [ok = world.ok] _ in .done(ok) }, Ear())
    let paused = try await worker.start(
      try world.program(Self.skill), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    let decided = store.commits + 1
    let (clock, began) = (world.clock, world.clock.now().milliseconds)
    store.before = { (_) throws(StoreError) in
      if store.commits > decided, clock.now().milliseconds < began + 86_400_000 { throw Self.full }
    }
    let view = try await worker.decide(paused.id, approve(), follows: true).1
    #expect(view.pending.map(\.path) == ["how"] && clock.now().milliseconds >= began + 86_400_000)
    // Between two tries lies half a minute at the most.
    #expect(store.commits < 86_400 / 30 + 20)
  }

  /// While what came back cannot be saved, people hear that their word was not taken either; then it is.
  @Test func whatIsSaidMeanwhileIsRefusedAndCountsAfterwards() async throws {
    var world = try World()
    world.settings.isAlive = { _ in true }
    let store = CountingStore(world.store)
    world.store = store
    let (came, told) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
    let isFull = Mutex(true)
    final class Bell: Notifier {
      let ring: AsyncStream<Void>.Continuation
      init(_ ring: AsyncStream<Void>.Continuation) { self.ring = ring }
      func tell(_ event: RunEvent) { if case .unsaved = event { ring.yield() } }
    }
    let performer = ScriptedEffects { [ok = world.ok] _ in
      for await _ in came.stream { break }
      return .done(ok)
    }
    // Its time passes only where the test says so.
    let clock = StandingTime(world.clock.now())
    let worker = Worker(
      engine: Engine(
        store: store, keys: world.keys, environment: [:], clock: world.clock, leaseClock: clock, random: world.random,
        notifier: Bell(told.continuation), settings: world.settings), performer: performer, pulse: nil)
    let id = try await worker.launch(
      try world.program(
        """
        skill: beside
        permissions: { network: ["127.0.0.1:*"] }
        gates: { expires: 1h }
        steps:
          - parallel:
              one:
                - http: { method: POST, url: "http://127.0.0.1:1/once" }
                  idempotent: false
              two: [{ approve: Go on?, id: go }]
          - http: { url: "http://127.0.0.1:1/more" }
        """), inputs: [:], options: StartOptions(initiator: "ann"))
    store.before = { (_) throws(StoreError) in if isFull.withLock({ $0 }) { throw Self.full } }
    came.continuation.yield()
    var tries = told.stream.makeAsyncIterator()
    await tries.next()
    #expect(await world.refusal { _ = try await worker.note(id, approve("bob", gate: "go")) }?.kind == .storeFull)
    #expect(
      await world.refusal {
        _ = try await worker.cancel(id, by: "bob", user: "os", surface: "cli", reason: "enough")
      }?.kind == .storeFull)
    #expect(try world.store.decisions(id).isEmpty && world.store.run(id)?.status == .running)
    isFull.withLock { $0 = false }
    // Who is heard now says it to a run that knows what came back.
    _ = try await worker.note(id, approve("cid", gate: "go"))
    came.continuation.yield()
    await worker.settled(id)
    let view = try await worker.view(id)
    #expect(view.status == .completed && performer.asked.count == 2, "\(view.error?.message ?? "")")
    _ = try await worker.with { try $0.verify(id) }
    await worker.close()
  }

  /// A process that is told to end waits for room as long as it may, and no longer.
  @Test func whoIsToldToEndDoesNotWaitForRoomForEver() async throws {
    var world = try World()
    world.settings.isAlive = { _ in true }
    let store = CountingStore(world.store)
    world.store = store
    let tries = AsyncStream<Void>.makeStream()
    final class Bell: Notifier {
      let ring: AsyncStream<Void>.Continuation
      init(_ ring: AsyncStream<Void>.Continuation) { self.ring = ring }
      func tell(_ event: RunEvent) { if case .unsaved = event { ring.yield() } }
    }
    let clock = StandingTime(world.clock.now())
    let worker = Worker(
      engine: Engine(
        store: store, keys: world.keys, environment: [:], clock: world.clock, leaseClock: clock, random: world.random,
        notifier: Bell(tries.continuation), settings: world.settings),
      performer: ScriptedEffects { [ok = world.ok] _ in .done(ok) }, pulse: nil)
    store.before = { (_) throws(StoreError) in if store.commits > 1 { throw Self.full } }
    let id = try await worker.launch(
      try world.program(
        """
        skill: once
        permissions: { network: ["127.0.0.1:*"] }
        steps:
          - http: { method: POST, url: "http://127.0.0.1:1/once" }
            idempotent: false
        """), inputs: [:], options: StartOptions(initiator: "ann"))
    var told = tries.stream.makeAsyncIterator()
    await told.next()
    async let drained: Void = worker.drain(until: TimestampValue(seconds: 1_800_000_030, nanoseconds: 0))
    clock.move(to: TimestampValue(seconds: 1_800_000_031, nanoseconds: 0))
    await drained
    #expect(try world.store.run(id)?.status == .running)
  }

  /// The lease of a drive is renewed after a beat that the store did not take, too.
  @Test func aLeaseThatCouldNotBeRenewedIsRenewedAtTheNextBeat() async throws {
    var world = try World()
    let store = CountingStore(world.store)
    world.store = store
    let engine = world.engine()
    let live = try engine.create(
      try world.program(
        """
        skill: slow
        permissions: { network: ["127.0.0.1:*"] }
        steps: [{ http: { url: "http://127.0.0.1:1/" } }]
        """), inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform = try engine.turn(live) else { throw Failed("it should ask") }
    func until() throws -> Int64? { try store.run(live.id)?.lease?.until }
    let first = try until()
    world.clock.move(to: TimestampValue(seconds: 1_800_000_045, nanoseconds: 0))
    store.before = { (_) throws(StoreError) in throw Self.full }
    #expect(throws: RuntimeError.self) { try engine.heartbeat(live) }
    store.before = { _ in }
    try engine.heartbeat(live)
    #expect(try until() == first.map { $0 + 45_000 })
    #expect(try world.store.timers(live.id).filter { $0.kind == .lease }.map(\.due) == [try until()])
  }
}

/// Stands still until it is told to move; whoever sleeps is woken then.
private final class StandingTime: WorldClock {
  private struct State {
    var now: TimestampValue
    var sleepers: [Int: (until: TimestampValue, wake: CheckedContinuation<Void, Never>)] = [:]
    var count = 0
  }
  private let state: Mutex<State>
  init(_ now: TimestampValue) { state = Mutex(State(now: now)) }
  func now() -> TimestampValue { state.withLock { $0.now } }
  func ticks() -> Int64 { 0 }
  func move(to time: TimestampValue) {
    let woken = state.withLock { state in
      state.now = time
      let over = state.sleepers.filter { $0.value.until.milliseconds <= time.milliseconds }
      for key in over.keys { state.sleepers[key] = nil }
      return over.values.map(\.wake)
    }
    for one in woken { one.resume() }
  }
  func sleep(until time: TimestampValue) async {
    let number = state.withLock { state in
      state.count += 1
      return state.count
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { wake in
        let isOver = state.withLock { state in
          if state.now.milliseconds >= time.milliseconds || Task.isCancelled { return true }
          state.sleepers[number] = (time, wake)
          return false
        }
        if isOver { wake.resume() }
      }
    } onCancel: {
      state.withLock { $0.sleepers.removeValue(forKey: number) }?.wake.resume()
    }
  }
}
