// Drives runs from pause to pause: the engine says what is to be done, a worker has it done, several effects at once, and
// tells the engine what came of it. While a run rests it holds nothing here. The command and the service both use this.
// Here: what people and timers say to a run, and how it is taken up. How it is moved on from there is in Driving.swift.
//
//   start ─┐                       ┌─ perform ─ effects ─ arrived ─┐
//   decide ┼─ engine.turn ─ what? ─┼─ capture ─ evidence ──────────┼─ engine.turn …
//   resume ┘                       └─ resting, ended ─ done        ┘
import Bytecode
import Foundation
import VM
import Values

package actor Worker {
  private let executor: ThreadExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  let engine: Engine
  let performer: any EffectPerformer
  /// How often, in milliseconds, a worker looks whether others have said something about runs whose effects take long, and
  /// says that it is still there. Nil: never (tests whose time stands still).
  let pulse: Int64?
  /// By the number of the run. (Every further type of key is looked up in all of the program's tables when it is first used,
  /// which a process that makes one decision waits for.)
  var driven: [UInt64: Driven] = [:]
  /// At most one of each run.
  var takingUp: [TakingUp] = []
  var drives: UInt64 = 0
  var pulseTask: Task<Void, Never>?
  /// The process is about to end: no effect is begun any more.
  var isDraining = false
  /// The time for that is over.
  var isGivingUp = false

  /// A run that is being driven right now.
  final class Driven {
    let run: LiveRun
    /// Tells this drive from earlier ones of the same run, whose effects may still have something to say.
    var number: UInt64 = 0
    var tasks: [UInt64: Task<Void, Never>] = [:]
    /// What came of effects of a run whose time is fixed (`--clock`), which is to be the same run each time: it is consumed in the
    /// order in which they were begun, one at a turn, however long each takes.
    var outOfTurn: [(ticket: UInt64, outcome: EffectOutcome)] = []
    /// Whether what was live when it rested has been put back.
    var isRestored: Bool
    /// It is driven through waits.
    var follows = false
    /// It has come to rest and is in the store; only what was live is kept or let go. Whoever has something to say waits for that,
    /// and takes it up from the store.
    var isLeaving = false
    let news: AsyncStream<Void>
    let tell: AsyncStream<Void>.Continuation
    /// Others who want to know how it comes to rest.
    var waiters: [CheckedContinuation<Void, Never>] = []

    init(_ run: LiveRun, isRestored: Bool) {
      self.run = run
      self.isRestored = isRestored
      (news, tell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// By itself: to go through tasks, a process that makes one decision and has none would look up what tasks are, which is
    /// done where a function begins.
    @inline(never) func cancelTasks() { for task in tasks.values { task.cancel() } }
  }

  /// Somebody is taking up a run: from the look whether it is driven here until what was said is in the store, or is refused.
  final class TakingUp {
    let run: UInt64
    /// Others who have something to say to the run.
    var waiters: [CheckedContinuation<Void, Never>] = []
    init(_ run: UInt64) { self.run = run }
  }

  /// The engine must not be used by anybody else afterwards.
  /// - Parameter executor: what it runs on; nil: a thread of its own.
  package init(
    engine: sending Engine, performer: any EffectPerformer, pulse: Int64? = 500, executor: ThreadExecutor? = nil
  ) {
    self.engine = engine
    self.performer = performer
    self.pulse = pulse
    self.executor = executor ?? ThreadExecutor(name: "twin-worker")
  }

  /// Whatever else an engine can do, on the worker's own thread: `await worker.with { engine in … }`.
  package func with<T: Sendable>(_ body: @Sendable (Engine) throws -> T) rethrows -> T { try body(engine) }

  /// Ends the performers. Runs that are being driven are left to whoever resumes them.
  /// - Parameter leavesStore: somebody else goes on with it.
  package func close(leavesStore: Bool = false) async {
    pulseTask?.cancel()
    for one in driven.values {
      for task in one.tasks.values { task.cancel() }
    }
    await performer.close()
    if !leavesStore { engine.store.close() }
    executor.stop()
  }

  // MARK: What a person asks for

  /// Compiled, checked, started and driven to its first rest or end. `follows`: through waits too.
  package func start(
    _ program: LoadedProgram, inputs: PlainValue, options: StartOptions, follows: Bool
  ) async throws -> RunView {
    let live = try begin(program, inputs: inputs, options: options)
    let said = try await inTurn(live.id) { Said(goesOn: try await setOut(Driven(live, isRestored: true))) }
    return try await go(said.goesOn!, live.id, .followed(throughWaits: follows))!
  }

  /// As `start`, but returns as soon as the run is in the store and has got as far as it can without the world; it goes on by
  /// itself, and `settled` tells when it no longer does.
  package func launch(_ program: LoadedProgram, inputs: PlainValue, options: StartOptions) async throws -> RunID {
    let live = try begin(program, inputs: inputs, options: options)
    let said = try await inTurn(live.id) { Said(goesOn: try await setOut(Driven(live, isRestored: true))) }
    _ = try await go(said.goesOn!, live.id, .byItself)
    return live.id
  }

  func take(_ one: Driven) {
    if one.number == 0 {
      drives += 1
      one.number = drives
    }
    driven[one.run.id.number] = one
  }

  // MARK: Taking up

  /// What came of what somebody said to a run.
  struct Said {
    var decided: Decided?
    /// Why it was refused where the run goes on all the same.
    var refusal: (any Error)?
    /// Nil: there is nothing to go on with here.
    var goesOn: GoesOn?
  }

  /// A run that was taken up, and how it goes on. What was said to it is in the store.
  struct GoesOn: @unchecked Sendable {
    // Only ever opened on this actor.
    let one: Driven
    /// Nil: somebody else has moved it on behind the first commit from here, with which what was said is in the store.
    let turn: Turn?
  }

  /// Of all who have something to say to a run one is heard at a time. Each `await` lets others in: they would say it to a run
  /// that the store does not have yet, or take it up a second time.
  func inTurn(_ id: RunID, _ body: () async throws -> Said) async throws -> Said {
    while let other = takingUp.first(where: { $0.run == id.number }) { await end(of: other) }
    let own = TakingUp(id.number)
    takingUp.append(own)
    defer {
      takingUp.removeAll { $0 === own }
      for waiter in own.waiters { waiter.resume() }
    }
    while let one = driven[id.number], one.isLeaving { await settled(id) }
    return try await body()
  }

  func end(of other: TakingUp) async {
    await withCheckedContinuation { waiter in
      // It may have ended on the way here.
      if takingUp.contains(where: { $0 === other }) { other.waiters.append(waiter) } else { waiter.resume() }
    }
  }

  /// The first turn, whose commit holds all that was said so far. Only then is the run one that is driven here.
  func setOut(_ one: Driven) async throws -> GoesOn {
    if !one.isRestored { try await awaitEarlier(one.run) }
    let commits = one.run.commits
    do {
      let turn = try await firstTurn(one)
      if case .resting = turn { one.isLeaving = true }
      take(one)
      return GoesOn(one: one, turn: turn)
    } catch let error as RuntimeError where error.kind == .busy && one.run.commits > commits {
      return GoesOn(one: one, turn: nil)
    }
  }

  private func firstTurn(_ one: Driven) async throws -> Turn {
    while true {
      let turn = try engine.turn(one.run, mayPerform: !isDraining)
      guard case .capture(let ticket) = turn else { return turn }
      try await capture(one, ticket)
    }
  }

  /// How a run goes on that is ours.
  enum Going {
    case followed(throughWaits: Bool)
    case byItself
  }

  /// Moves the run on; gives what it is then where somebody follows it.
  func go(_ on: GoesOn, _ id: RunID, _ going: Going) async throws -> RunView? {
    switch going {
    case .followed(let throughWaits):
      guard let turn = on.turn else { return try await followAnew(id, throughWaits: throughWaits) }
      do { return try await drive(on.one, follows: throughWaits, from: turn) } catch let error as RuntimeError
        where error.kind == .busy
      {
        return try await followAnew(id, throughWaits: throughWaits)
      }
    case .byItself:
      guard let turn = on.turn else { return nil }
      Task {
        do { _ = try await self.drive(on.one, follows: false, from: turn) } catch {
          self.lost(id, error)
        }
      }
      return nil
    }
  }

  /// Somebody else has moved a run on that was followed here. What was said to it before is in the store, so this is no refusal: it
  /// is followed on where nobody is at it, and else seen as it is.
  @inline(never) private func followAnew(_ id: RunID, throughWaits: Bool) async throws -> RunView {
    do { return try await resume(id, follows: throughWaits) } catch let error as RuntimeError
      where error.kind == .busy
    {
      return try view(try engine.look(id))
    }
  }

  /// A run that goes on by itself could not: it is as it was last stored, and whoever looks after such runs takes it up again.
  private func lost(_ id: RunID, _ error: any Error) { engine.notifier.tell(.lost(id, reason: "\(error)")) }

  private func awaitEarlier(_ live: LiveRun) async throws {
    do { try await performer.awaitEarlier(run: live.id, artifacts: engine.artifacts(of: live.id)) } catch {
      throw RuntimeError(.busy, "run \(live.id) cannot go on: \(error.message)")
    }
  }

  /// Has captured what a gate shows, so that it can open.
  func capture(_ one: Driven, _ ticket: UInt64) async throws {
    try await putBack(one)
    let captured = await performer.evidence(engine.evidenceRequest(one.run, ticket: ticket))
    engine.captured(one.run, ticket: ticket, captured)
  }

  private func begin(_ program: LoadedProgram, inputs: PlainValue, options: StartOptions) throws -> LiveRun {
    // An id that is taken (the same seed and clock as before): the next one.
    for _ in 0..<64 {
      let live = try engine.create(program, inputs: inputs, options: options)
      if try engine.store.run(live.id) == nil { return live }
    }
    throw RuntimeError(.busy, "no free id was found for the run")
  }

  /// A person's word, and on from there. Throws where it is refused; nothing has changed then.
  package func decide(_ id: RunID, _ answer: Answer, follows: Bool) async throws -> (Decided, RunView) {
    let (decided, seen) = try await take(answer, of: id, .followed(throughWaits: follows))
    return (decided, try seen ?? view(id))
  }

  /// As `decide`, but returns as soon as the decision is in the store; the run goes on by itself.
  package func note(_ id: RunID, _ answer: Answer) async throws -> Decided {
    try await take(answer, of: id, .byItself).0
  }

  /// The view is nil where there was nothing to go on with here, or where nobody follows.
  private func take(_ answer: Answer, of id: RunID, _ going: Going) async throws -> (Decided, RunView?) {
    let said = try await inTurn(id) {
      try await again {
        if let one = try await driving(id) {
          return try await attempt(one.run) {
            Said(decided: try say(in: one) { () throws(RuntimeError) in try engine.decide(one.run, answer) })
          }
        }
        var vote: Decided?
        let live = try openHere(id) { live in vote = try engine.decide(live, answer) }
        guard let live else { return .made(Said(decided: vote)) }
        return try await attempt(live) {
          try engine.claim(live)
          try engine.fire(live)
          var said = Said()
          do { said.decided = try engine.decide(live, answer) } catch {
            guard !live.ready.isEmpty else { throw error }
            said.refusal = error
          }
          if said.decided?.isRepeated == true, live.ready.isEmpty, live.status != .running { return said }
          said.goesOn = try await setOut(Driven(live, isRestored: false))
          return said
        }
      }
    }
    guard let decided = said.decided else {
      // What was due has happened all the same; nobody follows that.
      let rest: Going = if case .followed = going { .followed(throughWaits: false) } else { .byItself }
      if let goesOn = said.goesOn { _ = try await go(goesOn, id, rest) }
      throw said.refusal!
    }
    guard let goesOn = said.goesOn else { return (decided, nil) }
    return (decided, try await go(goesOn, id, going))
  }

  /// The run's drive; nil where nobody drives it here. One that only lacks that the store takes what it has come to is brought to
  /// rest first, or whoever has something to say is told why not.
  private func driving(_ id: RunID) async throws -> Driven? {
    guard let one = driven[id.number], let turn = one.run.unwritten else { return driven[id.number] }
    try engine.write(one.run, turn)
    one.tell.yield()
    if one.follows, one.run.nextWake != nil { return one }
    await settled(id)
    return driven[id.number]
  }

  /// What somebody says to a run that is being driven here is in the store when this returns, or was not said.
  private func say<T>(in one: Driven, _ body: () throws(RuntimeError) -> T) throws(RuntimeError) -> T {
    let said = try engine.saving(one.run, flush: true) { () throws(RuntimeError) in
      let stored = try engine.stored(one.run.id)
      if stored.version != one.run.version { try engine.takeIn(stored, one.run) }
      let said = try body()
      // Should this process die before anything follows from it, others find that the run was ours.
      if one.run.status == .running { try engine.hold(one.run) }
      return said
    }
    one.tell.yield()
    return said
  }

  private enum Attempt {
    case made(Said)
    /// Somebody else has moved the run on since it was opened, and nothing of this is in the store.
    case overtaken(any Error)
  }

  /// What a person says holds for the run as it has become meanwhile, too, or is refused there. So does going on with it.
  private func again(_ body: () async throws -> Attempt) async throws -> Said {
    var looks = 1
    while true {
      switch try await body() {
      case .made(let made): return made
      case .overtaken(let error): if looks >= RuntimeLimits.looks { throw error }
      }
      looks += 1
    }
  }

  private func attempt(_ live: LiveRun, _ body: () async throws -> Said) async throws -> Attempt {
    let version = live.version
    do { return .made(try await body()) } catch let error as RuntimeError
      where error.kind == .busy && live.version == version && engine.isOvertaken(live)
    { return .overtaken(error) }
  }

  /// The run, where nobody else drives it. Else what `tell` notes in it is stored for its driver to find, and there is nothing to
  /// go on with here.
  private func openHere(_ id: RunID, orElse tell: (LiveRun) throws -> Void) throws -> LiveRun? {
    var looks = 1
    while true {
      let live = try engine.open(id)
      guard let lease = live.lease, lease.owner != engine.settings.owner, !engine.isFree(lease) else { return live }
      do {
        try engine.checkTime(live)
        engine.catchUp(live)
        try tell(live)
        try engine.leaveWord(live)
        return nil
      } catch let error as RuntimeError where error.kind == .busy && looks < RuntimeLimits.looks {
        // The driver has saved in between, and may have come to rest: once more on what there is now.
        looks += 1
      }
    }
  }

  package func cancel(_ id: RunID, by: String, user: String, surface: String, reason: String) async throws -> RunView {
    let said = try await inTurn(id) {
      try await again {
        if let one = try await driving(id) {
          return try await attempt(one.run) {
            try say(in: one) { () throws(RuntimeError) in
              try engine.cancel(one.run, by: by, user: user, surface: surface, reason: reason)
            }
            breakOff(one)
            return Said()
          }
        }
        let live = try openHere(id) { live in
          try engine.cancel(live, by: by, user: user, surface: surface, reason: reason)
        }
        guard let live else { return .made(Said()) }
        return try await attempt(live) {
          try engine.claim(live)
          try engine.cancel(live, by: by, user: user, surface: surface, reason: reason)
          return Said(goesOn: try await setOut(Driven(live, isRestored: false)))
        }
      }
    }
    return try await rest(of: id, said, follows: false)
  }

  /// Goes on with what a crash, a wait or another machine left. A run that waits for people is looked at and left.
  package func resume(_ id: RunID, follows: Bool) async throws -> RunView {
    let said = try await inTurn(id) {
      try await again {
        if driven[id.number] != nil { return .made(Said()) }
        let live = try engine.open(id)
        if live.ending != nil, !engine.isUnreleased(live) { return .made(Said()) }
        return try await attempt(live) {
          try engine.claim(live)
          try engine.fire(live)
          return Said(goesOn: try await setOut(Driven(live, isRestored: false)))
        }
      }
    }
    return try await rest(of: id, said, follows: follows)
  }

  /// How the run comes to rest, whoever drives it.
  private func rest(of id: RunID, _ said: Said, follows: Bool) async throws -> RunView {
    if let goesOn = said.goesOn { return try await go(goesOn, id, .followed(throughWaits: follows))! }
    await settled(id)
    return try view(try engine.look(id))
  }

  package func view(_ id: RunID) throws -> RunView {
    if let one = driven[id.number] { return try view(one.run) }
    return try view(try engine.look(id))
  }

  func view(_ live: LiveRun) throws -> RunView { try engine.view(live) }

  /// Returns when the run is not being driven here.
  package func settled(_ id: RunID) async {
    guard let one = driven[id.number] else { return }
    await withCheckedContinuation { waiter in
      // It may have come to rest on the way here.
      if driven[id.number] === one { one.waiters.append(waiter) } else { waiter.resume() }
    }
  }
}
