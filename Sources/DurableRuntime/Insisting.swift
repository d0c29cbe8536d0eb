// What has to be in the store, and a store that cannot take it for a reason that may pass: tried again for as long as the run is ours.
import Values

extension Worker {
  /// Does what has to be in the store. Where that cannot take it for a reason that may pass, what came back from the world is not
  /// given up, for whoever took the run up then would have to ask what became of it (law 6): it is tried again later and later,
  /// as long as nobody else takes the run up.
  func insisting<T>(_ one: Driven, _ body: () throws -> T) async throws -> T {
    var pause = RuntimeLimits.firstSavePauseMilliseconds
    var isLate = false
    while true {
      do {
        let made = try body()
        if isLate { engine.notifier.tell(.savedAfterAll(one.run.id)) }
        return made
      } catch let error as RuntimeError where error.kind.mayPass {
        let next = engine.leaseClock.now().milliseconds + pause
        guard engine.isOurs(one.run, until: next) else { throw error }
        isLate = true
        engine.notifier.tell(.unsaved(one.run.id, reason: error.message, next: TimestampValue(milliseconds: next)))
        await news(of: one, or: TimestampValue(milliseconds: next))
        if isGivingUp || Task.isCancelled { throw error }
        pause = min(2 * pause, RuntimeLimits.longestSavePauseMilliseconds)
      }
    }
  }

  private func news(of one: Driven, or time: TimestampValue) async {
    let (clock, tell) = (engine.leaseClock, one.tell)
    let alarm = Task {
      await clock.sleep(until: time)
      if !Task.isCancelled { tell.yield() }
    }
    await news(of: one)
    alarm.cancel()
  }
}
