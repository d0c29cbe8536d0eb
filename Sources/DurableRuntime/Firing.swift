// What has come due in any run of the store, done by whoever opens it or looks after it: without effects in one commit for many runs.
import VM
import Values

extension Worker {
  /// Everything that is due: waits end, gates expire, runs of dead workers go on. Without `performs` effects are left to
  /// those who resume.
  /// - Parameter told: is told now and then how many runs of how many have been seen to.
  @discardableResult
  package func fireDue(
    performs: Bool, told: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) async throws -> [RunID] {
    let due = try engine.due()
    for start in stride(from: 0, to: due.count, by: RuntimeLimits.firedTogether) {
      let group = due[start..<min(due.count, start + RuntimeLimits.firedTogether)]
      do {
        let alone = performs ? Array(group) : try fireTogether(group)
        for id in alone where driven[id.number] == nil {
          do {
            let said = try await inTurn(id) { Said(goesOn: try await fire(id, performs: performs)) }
            if let goesOn = said.goesOn { _ = try await go(goesOn, id, .followed(throughWaits: false)) }
          } catch let error as RuntimeError where error.isOfOneRun {
            // It says so to whoever asks for it; the others are due all the same.
            continue
          }
        }
      } catch let error as RuntimeError where error.kind.mayPass {
        // All of it stays due; what can be done without writing goes on.
        break
      }
      told(group.endIndex, due.count)
    }
    return due
  }

  /// What is due in all of these in one commit, on the disk once. Gives those that are to be fired each by itself: somebody is about
  /// to say something to them here, or has moved them on elsewhere since they were read.
  private func fireTogether(_ runs: ArraySlice<RunID>) throws(RuntimeError) -> [RunID] {
    var alone: [RunID] = []
    let refused = try engine.together { () throws(RuntimeError) in
      for id in runs where driven[id.number] == nil {
        if takingUp.contains(where: { $0.run == id.number }) {
          alone.append(id)
          continue
        }
        do throws(RuntimeError) { try fire(id) } catch  where error.isOfOneRun { continue }
      }
    }
    for run in refused where !alone.contains(run.id) { alone.append(run.id) }
    return alone
  }

  func fire(_ id: RunID, performs: Bool) async throws -> GoesOn? {
    if !performs {
      try fire(id)
      return nil
    }
    guard driven[id.number] == nil, let live = try openFree(id), live.ending == nil || engine.isUnreleased(live) else {
      return nil
    }
    try engine.claim(live)
    try engine.fire(live)
    return try await setOut(Driven(live, isRestored: false))
  }

  /// Without performing anything.
  private func fire(_ id: RunID) throws(RuntimeError) {
    guard driven[id.number] == nil, let live = try openFree(id), live.ending == nil else { return }
    // A crashed run that only waits for somebody to perform is not ours to touch here.
    if live.status == .running, live.record.gates.isEmpty, live.record.timers.isEmpty { return }
    try engine.claim(live)
    try engine.fire(live)
    if !live.ready.isEmpty {
      _ = try engine.turn(live, mayPerform: false)
    } else if !live.unsaved.isEmpty {
      // Reminders and escalations move nothing on, and yet they were sent.
      try engine.save(live, flush: true)
    }
  }

  /// The run, where nobody else drives it.
  private func openFree(_ id: RunID) throws(RuntimeError) -> LiveRun? {
    let live = try engine.open(id)
    if let lease = live.lease, lease.owner != engine.settings.owner, !engine.isFree(lease) { return nil }
    return live
  }

  /// When something of any run is due next.
  package func nextDue() throws -> TimestampValue? {
    try engine.store.timers(dueBy: .max - 1, limit: 1).first.map { TimestampValue(milliseconds: $0.due) }
  }
}
