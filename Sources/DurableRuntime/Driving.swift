// How a run that was taken up is moved on (Worker.swift): turn by turn until it rests or ends, its effects begun, what was live kept
// and put back, and a pulse that says it is still ours and looks what others have said. What has to be in the store is insisted on
// (Insisting.swift), what came of effects is heard in order (OutcomeOrder.swift).
import Foundation
import VM
import Values

extension Worker {
  // MARK: Driving

  /// - first: of a run that was taken up.
  func drive(_ one: Driven, follows: Bool, from first: Turn) async throws -> RunView {
    var one = one
    var first: Turn? = first
    let id = one.run.id
    one.follows = follows
    defer {
      if let current = driven.removeValue(forKey: id.number) {
        if !current.tasks.isEmpty { current.cancelTasks() }
        for waiter in current.waiters { waiter.resume() }
      }
    }
    while true {
      let turn: Turn? = if let first { first } else { try await nextTurn(one) }
      first = nil
      guard let turn else {
        await news(of: one)
        continue
      }
      switch turn {
      case .perform(let requests): try await begin(one, requests)
      case .capture(let ticket):
        try await capture(one, ticket)
      case .busy: if nextInTurn(one) == nil { await news(of: one) }
      case .ended:
        // What it leaves is ours to keep, where another process was to.
        try await insisting(one) { try engine.heartbeat(one.run) }
        let released = await performer.release(run: id, artifacts: engine.artifacts(of: id))
        try await insisting(one) { try engine.keep(one.run, released) }
        return try view(one.run)
      case .resting(let status):
        let due = follows ? nextWake(of: one, status) : nil
        one.isLeaving = due == nil
        if engine.needsNoPages(one.run) {
          // Once more when it has ended: what it leaves for people is kept then.
          _ = await performer.release(run: id, artifacts: engine.artifacts(of: id))
        } else {
          await keepLive(one)
        }
        // Somebody may have cancelled it while that was kept.
        guard one.run.ready.isEmpty else { continue }
        guard let due else { return try view(one.run) }
        try await wait(one, until: due)
        if Task.isCancelled { return try view(one.run) }
        guard let next = try awake(one) else { return try view(try engine.look(id)) }
        (next.waiters, next.follows) = (one.waiters, follows)
        one = next
        take(one)
      }
    }
  }

  /// Until when whoever follows the run stays with it; nil: people are asked, and what waits beside that does so for long.
  private func nextWake(of one: Driven, _ status: RunStatus) -> Int64? {
    guard let wake = one.run.nextWake else { return nil }
    if status == .waiting { return wake }
    let isSoon = wake - engine.clock.now().milliseconds <= RuntimeLimits.shortWaitMilliseconds
    return isSoon ? one.run.nextDue : nil
  }

  /// Nil where the process is about to end and what was begun has to be heard of first; nothing new is begun then.
  private func nextTurn(_ one: Driven) async throws -> Turn? {
    if isGivingUp { throw CancellationError() }
    if !one.outOfTurn.isEmpty { hearNext(one) }
    if isDraining, !one.tasks.isEmpty { return nil }
    let turn = try await insisting(one) { try engine.turn(one.run, mayPerform: !isDraining) }
    if !one.tasks.isEmpty { cutOverdue(one) }
    return turn
  }

  /// What the time is over for is waited for no longer than its performer takes to stop.
  @inline(never) private func cutOverdue(_ one: Driven) {
    for (ticket, task) in one.tasks where engine.isOverdue(one.run, ticket) { task.cancel() }
  }

  func news(of one: Driven) async {
    var news = one.news.makeAsyncIterator()
    _ = await news.next()
  }

  /// Lets every run finish the step that it is at and leaves the rest to whoever comes next. Returns when nothing is driven
  /// any more, or when the time is over: what is then still under way is given up, as in a crash.
  package func drain(until deadline: TimestampValue) async {
    beginNoMore()
    let clock = engine.leaseClock
    let alarm = Task { [weak self] in
      await clock.sleep(until: deadline)
      guard !Task.isCancelled else { return }
      await self?.giveUp()
    }
    while true {
      if let other = takingUp.first {
        await end(of: other)
      } else if let one = driven.values.first {
        await settled(one.run.id)
      } else {
        break
      }
    }
    alarm.cancel()
  }

  /// From now on runs begin no further step; what is under way goes on. Gives the number of runs that are at one.
  @discardableResult
  package func beginNoMore() -> Int {
    isDraining = true
    for one in driven.values { one.tell.yield() }
    return driven.count
  }

  private func giveUp() {
    isGivingUp = true
    for one in driven.values { one.tell.yield() }
  }

  /// Until a wait is over, or another process has decided, cancelled or gone on with the run.
  private func wait(_ one: Driven, until due: Int64) async throws {
    var slice: Int64 = 250
    let ahead = try engine.runAhead(of: one.run)
    engine.notifier.tell(.waits(one.run.id, until: TimestampValue(milliseconds: due), behind: ahead))
    while true {
      let now = engine.clock.now().milliseconds
      guard now < due else { return }
      await engine.clock.sleep(until: TimestampValue(milliseconds: min(due, now + slice)))
      if Task.isCancelled { return }
      guard try engine.stored(one.run.id).version == one.run.version else { return }
      // A clock that stands still waits for nothing.
      guard engine.clock.now().milliseconds > now else { return }
      if try await lookAround(one) { return }
      slice = min(slice * 2, RuntimeLimits.followMilliseconds)
    }
  }

  /// It may be the only process at the store: what is due there happens, as when a command opens it. And where the run stands in
  /// line behind one that nobody goes on with, that is gone on with. Returns whether the run itself is called.
  private func lookAround(_ one: Driven) async throws -> Bool {
    // A time that somebody only supposes is for the run that is named.
    if engine.settings.hasFixedClock { return false }
    do {
      if try await fireDue(performs: false).contains(one.run.id) { return true }
      guard let ahead = try engine.runAhead(of: one.run), driven[ahead.number] == nil else { return false }
      let said = try await inTurn(ahead) {
        let live = try engine.open(ahead)
        let isLeft = try engine.isLeft(live) || engine.isLeftInLine(live)
        return Said(goesOn: isLeft ? try await fire(ahead, performs: true) : nil)
      }
      if let goesOn = said.goesOn { _ = try await go(goesOn, ahead, .byItself) }
    } catch let error as RuntimeError where error.isOfOneRun || error.kind.mayPass {
      // It says so to whoever asks for it.
      return false
    }
    return false
  }

  /// After a wait: as it is if nobody else has touched it, else from the store; nil where somebody else drives it.
  private func awake(_ one: Driven) throws -> Driven? {
    let stored = try engine.stored(one.run.id)
    if stored.version == one.run.version {
      try engine.fire(one.run)
      return one
    }
    let live = try engine.open(stored)
    guard live.ending == nil else { return nil }
    do { try engine.claim(live) } catch let error as RuntimeError where error.kind == .busy { return nil }
    try engine.fire(live)
    return Driven(live, isRestored: one.isRestored)
  }

  private static let session = "session"

  /// What the performer wants to find again after this process.
  private func keepLive(_ one: Driven) async {
    guard let state = await performer.rest(run: one.run.id) else { return }
    one.isRestored = true
    try? engine.keepSession(one.run, Self.session, state)
  }

  /// What was live when the run rested, before anything is done or looked at.
  func putBack(_ one: Driven) async throws {
    guard !one.isRestored else { return }
    one.isRestored = true
    let kept = try engine.session(one.run, Self.session)
    let steps = engine.pageSteps(one.run)
    guard kept != nil || steps > 0 else { return }
    try one.run.secrets.remember()
    let how = await performer.restore(
      run: one.run.id, from: kept?.state, isCurrent: kept?.pageSteps == steps, secrets: one.run.secrets)
    if let how { engine.noteSession(one.run, how) }
  }

  private func begin(_ one: Driven, _ requests: [EffectRequest]) async throws {
    try await putBack(one)
    startPulse()
    for request in requests {
      try? FileManager.default.createDirectory(atPath: request.artifacts, withIntermediateDirectories: true)
      let performer = performer
      let number = one.number
      one.tasks[request.ticket] = Task {
        let outcome = await performer.perform(request)
        self.arrived(request, outcome, drive: number)
      }
    }
  }

  /// Nobody waits for what is under way any longer, save for what cannot be undone.
  func breakOff(_ one: Driven) {
    for (ticket, task) in one.tasks where engine.mayBreakOff(one.run, ticket) { task.cancel() }
  }

  // MARK: The pulse

  private func startPulse() {
    guard let pulse, pulseTask == nil else { return }
    pulseTask = Task { [weak self] in
      while !Task.isCancelled {
        guard let pause = await self?.untilBeat(pulse) else { return }
        try? await Task.sleep(for: .milliseconds(pause))
        guard let self, await self.beat() else { return }
      }
    }
  }

  /// Milliseconds to the next look: what is due in a driven run before that is not kept waiting.
  private func untilBeat(_ pulse: Int64) -> Int64 {
    let now = engine.clock.now().milliseconds
    var pause = pulse
    for one in driven.values where !one.tasks.isEmpty {
      if let due = one.run.nextWake { pause = min(pause, max(25, due - now)) }
    }
    return pause
  }

  /// Says that driven runs are still ours, fires what is due in them, and takes in what others have said. False when
  /// nothing is driven any more.
  private func beat() -> Bool {
    for one in driven.values {
      do {
        // Also while what a gate shows is captured, or what an ended run leaves is put together.
        try engine.heartbeat(one.run)
        if one.tasks.isEmpty { continue }
        let before = one.run.ready.count
        try engine.fire(one.run)
        if let stored = try engine.store.run(one.run.id), stored.version != one.run.version {
          try engine.takeIn(stored, one.run)
          if one.run.record.cancelBy != nil { breakOff(one) }
        }
        if one.run.ready.count != before { one.tell.yield() }
      } catch {
        // The next commit meets the same trouble and reports it.
        continue
      }
    }
    if driven.isEmpty {
      pulseTask = nil
      return false
    }
    return true
  }
}
