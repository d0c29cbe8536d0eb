// Whoever follows a run that somebody else moves on in the meantime is told how it stands then, and what was said to it stands.
import DurableRuntime
import Testing
import Values

@Suite("Overtaken")
struct OvertakenTests {
  private static let waits = """
    skill: waits
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - parallel:
          a: [{ wait: 2s }]
          b: [{ approve: First?, id: first }]
          c: [{ approve: Quick?, id: quick }]
          d:
            - { approve: Slow?, id: slow }
            - { http: { url: "http://127.0.0.1:1/" } }
    """

  /// The world of whoever is overtaken, and that of the other one.
  private func worlds() throws -> (World, CountingStore, other: World) {
    var world = try World()
    var other = world
    let store = CountingStore(world.store)
    world.store = store
    (world.settings.owner, other.settings.owner) = ("first", "other")
    return (world, store, other)
  }

  /// Happens before the first commit after so many more.
  private func after(_ commits: Int, _ store: CountingStore, _ body: @escaping () throws -> Void) {
    let next = store.commits + commits + 1
    store.before = { (_) throws(StoreError) in
      guard store.commits == next else { return }
      do { try body() } catch { throw StoreError(.failed, "\(error)") }
    }
  }

  /// Another process takes the run up, which may have been decided on at `gate`, and goes on with it.
  private func goOn(_ other: World, _ gate: String? = nil) throws {
    let engine = other.engine()
    let live = try engine.open(try #require(try other.store.runs(RunFilter()).first).id)
    try engine.claim(live)
    try engine.fire(live)
    if let gate { _ = try engine.decide(live, approve("bob", gate: gate)) }
    _ = try engine.turn(live)
  }

  private func decided(_ world: World, _ id: RunID) throws -> [String] {
    try world.store.audit(of: id).flatMap { try AuditEvent.read($0.entry.body) }.filter { $0.kind == .decided }
      .compactMap { $0.plain["gate"]?.text }
  }

  /// A wait ends beside gates, and at that moment somebody decides whose process leaves the run at a gate, or is at an effect of it.
  @Test(arguments: ["run", "approve"], ["quick", "slow"])
  func whoStaysForAWaitSeesWhatOthersHaveMadeOfIt(what: String, gate: String) async throws {
    let (world, store, other) = try worlds()
    let (program, options) = (try world.program(Self.waits), StartOptions(initiator: "ann"))
    let seen: RunView
    if what == "run" {
      after(1, store) { try goOn(other, gate) }
      seen = try await world.worker().start(program, inputs: [:], options: options, follows: true)
    } else {
      let id = try await world.worker().start(program, inputs: [:], options: options, follows: false).id
      after(1, store) { try goOn(other, gate) }
      let (said, view) = try await world.worker().decide(id, approve("ann", gate: "first"), follows: true)
      #expect(said.isSettled && !said.isRepeated)
      seen = view
    }
    let given = (what == "run" ? [] : ["first"]) + [gate]
    #expect(try decided(world, seen.id) == given)
    #expect(seen.pending.map(\.id) == ["first", "quick", "slow"].filter { !given.contains($0) })
    #expect(seen.status == (gate == "slow" ? .running : .awaitingApproval))
    #expect((seen.driver != nil) == (gate == "slow"), "\(seen.driver ?? "")")
  }

  /// And once the other one has left the run in the middle, it is gone on with.
  @Test func whatTheOtherLeavesIsGoneOnWith() async throws {
    let (world, store, other) = try worlds()
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    after(1, store) {
      let engine = other.engine()
      let live = try engine.open(try #require(try other.store.runs(RunFilter()).first).id)
      try engine.claim(live)
      _ = try engine.decide(live, approve("bob", gate: "slow"))
      _ = try engine.turn(live, mayPerform: false)
    }
    let seen = try await world.worker(performer: performer).start(
      try world.program(Self.waits), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    #expect(performer.asked.count == 1)
    #expect(seen.status == .awaitingApproval && seen.pending.map(\.id) == ["first", "quick"])
  }

  @Test func whoResumesARunThatOthersMoveOnLooksAgain() async throws {
    let (world, store, other) = try worlds()
    let id = try await world.worker().start(
      try world.program(Self.waits), inputs: [:], options: StartOptions(initiator: "ann"), follows: false
    ).id
    world.clock.move(to: TimestampValue(seconds: 1_800_000_002, nanoseconds: 0))
    after(0, store) { try goOn(other, "quick") }
    let seen = try await world.worker().resume(id, follows: true)
    #expect(seen.status == .awaitingApproval && seen.pending.map(\.id) == ["first", "slow"])
  }

  /// The process sleeps in the middle of an effect until its lease is over: another one takes the run up and asks what became of it.
  @Test(arguments: ["run", "approve", "reject", "cancel"])
  func whoSleptTooLongSeesWhatOthersHaveMadeOfIt(what: String) async throws {
    let (world, _, other) = try worlds()
    let worker = world.worker { [ok = world.ok] _ in
      world.clock.move(to: TimestampValue(milliseconds: world.clock.now().milliseconds + 60_000))
      do { try goOn(other) } catch { return .failed(.effect, "\(error)", sent: true) }
      return .done(ok)
    }
    let told = #"[ { http: { method: POST, url: "http://127.0.0.1:1/" }, id: told, idempotent: false } ]"#
    let program = try world.program(
      """
      skill: tells
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - try: \(what == "run" ? "[ log: begun ]" : "[ { approve: Go on?, id: go } ]")
          finally: \(told)
      """)
    var seen = try await worker.start(program, inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    switch what {
    case "approve": seen = try await worker.decide(seen.id, approve("ann"), follows: true).1
    case "reject": seen = try await worker.decide(seen.id, reject("ann", "no"), follows: true).1
    case "cancel":
      seen = try await worker.cancel(seen.id, by: "ann", user: "os", surface: "cli", reason: "enough")
    default: break
    }
    #expect(seen.status == .awaitingApproval && seen.pending.map(\.path) == ["told.in_doubt"], "\(seen.status)")
  }

  /// The process is one that had the run already. A vote comes in with its first commit, and the lease is over before the second one:
  /// what was decided stands in the store, and is no refusal.
  @Test func whatWasDecidedStandsThoughTheLeaseIsLostAtOnce() async throws {
    let (world, store, other) = try worlds()
    let text = Self.waits.replacing("http: { url", with: "http: { method: POST, url")
      .replacing("/\" } }", with: "/\" }, id: told, idempotent: false }")
    let id = try await world.worker().start(
      try world.program(text), inputs: [:], options: StartOptions(initiator: "ann"), follows: false
    ).id
    let engine = world.engine()
    let mine = try engine.open(id)
    try engine.claim(mine)
    _ = try engine.decide(mine, approve("ann", gate: "slow"))
    guard case .perform = try engine.turn(mine) else { throw Failed("nothing is begun") }
    let next = store.commits + 1
    store.before = { (_) throws(StoreError) in
      do {
        if store.commits == next {
          let engine = other.engine()
          let live = try engine.open(id)
          engine.catchUp(live)
          _ = try engine.decide(live, approve("bob", gate: "quick"))
          try engine.leaveWord(live)
        } else if store.commits == next + 2 {
          world.clock.move(to: TimestampValue(seconds: 1_800_000_061, nanoseconds: 0))
          try goOn(other)
        }
      } catch { throw StoreError(.failed, "\(error)") }
    }
    let (said, seen) = try await world.worker().decide(id, approve("ann", gate: "first"), follows: true)
    #expect(said.isSettled && !said.isRepeated)
    #expect(store.commits == next + 2)
    #expect(try decided(world, id) == ["slow", "quick", "first"])
    #expect(seen.status == .awaitingApproval && seen.pending.map(\.path) == ["told.in_doubt"])
  }

  /// It stands in line with its first commit, and somebody who looks at what is due sees to it before the second.
  @Test func whoIsSeenToInLineAtOnceIsFollowedThere() async throws {
    let (world, store, other) = try worlds()
    let program = try world.program(
      """
      skill: lane
      concurrency: { key: "'one'" }
      steps: [ { approve: Go?, id: go, expires: 1h } ]
      """)
    func start() async throws -> RunView {
      world.clock.move(to: TimestampValue(milliseconds: world.clock.now().milliseconds + 1))
      return try await world.worker().start(
        program, inputs: [:], options: StartOptions(initiator: "ann"), follows: false)
    }
    let first = try await start()
    after(1, store) {
      store.before = { (_) throws(StoreError) in }
      try goOn(other)
    }
    let second = try await start()
    #expect(second.status == .waiting && second.behind == first.id)
  }
}
