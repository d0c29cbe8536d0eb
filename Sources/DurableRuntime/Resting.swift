// How a turn ends: the run rests, is left to others, or has ended; the one commit that says so.
import Bytecode
import VM
import Values

extension Engine {
  /// Nothing but people and timers are waited for: one commit, after which nothing is held. False where the store had news.
  func rest(_ live: LiveRun) throws(RuntimeError) -> Bool {
    if live.status == .running {
      live.move(live.record.gates.isEmpty ? .wait : .gate)
      live.hasRestedHere = true
    }
    settleTime(live)
    if live.unsaved.isEmpty, live.version != nil, live.lease == nil { return true }
    takeSnapshot(live)
    letGo(live)
    live.unsaved.notices.append(.status(live.id, live.status))
    try write(live, .resting(live.status))
    return live.ready.isEmpty
  }

  /// As it was before it came to rest.
  func stayAwake(_ live: LiveRun) throws(RuntimeError) {
    guard live.status != .running else { return }
    live.stayAwake()
    try hold(live)
  }

  /// The commit that `turn` comes to.
  func write(_ live: LiveRun, _ turn: Turn) throws(RuntimeError) {
    live.unwritten = turn
    try save(live, flush: true)
    live.unwritten = nil
  }

  private func settleTime(_ live: LiveRun) {
    live.record.spent = spent(live)
    live.drivenSince = nil
    if live.record.clock != nil { live.record.clock = clock.now() }
  }

  private func takeSnapshot(_ live: LiveRun) {
    live.record.snapshot = live.snapshot()
    live.record.snapshotAt = live.record.journaled + live.unsaved.consumed
    live.restedState = live.record.snapshot
  }

  /// The run wants an effect that is not to be done here: saved for whoever resumes it. Nil where its commit has taken in what
  /// another process left, and it goes on.
  func leave(_ live: LiveRun) throws(RuntimeError) -> Turn? {
    settleTime(live)
    // Nobody is at it: with a gate open it waits for people, whatever else there is to do.
    let isAsking = live.status == .running && !live.record.gates.isEmpty
    if isAsking { live.move(.gate) }
    if !live.unsaved.isEmpty || live.version == nil || isAsking {
      takeSnapshot(live)
      letGo(live)
      offer(live)
      try write(live, .resting(live.status))
      guard live.ready.isEmpty else { return nil }
    }
    return .resting(live.status)
  }

  /// A row says that somebody is to go on with it, from now on.
  private func offer(_ live: LiveRun) {
    let lease = Lease(owner: Lease.nobody, until: leaseClock.now().milliseconds)
    live.lease = lease
    live.unsaved.timersAdded.append(RunTimer(due: lease.until, run: live.id, ticket: 0, kind: .lease))
  }

  func finish(_ live: LiveRun, _ ending: Ending) throws(RuntimeError) -> Turn {
    if live.status.isEnded { return .ended(live.status) }
    try leaveLane(live)
    switch ending.status {
    case .completed: live.move(.complete)
    case .rejected: live.move(.reject)
    case .cancelled: live.move(.cancel)
    case .running, .awaitingApproval, .waiting, .failed: live.move(.fail)
    }
    settleTime(live)
    takeSnapshot(live)
    live.record.intents = []
    for gate in live.record.gates { closeGate(live, gate.ticket) }
    for alarm in live.record.timers { closeGate(live, alarm.ticket) }
    live.record.ended = RunRecord.Ended(at: clock.now(), value: ending.value)
    live.unsaved.audit.append(
      AuditEvent(.ended, .text(live.status.text), .digest(Digest(of: live.record.snapshot))))
    // What its pages leave (a video) is still to be kept: until then the run is ours.
    if hasPages(live) { try hold(live) } else { letGo(live) }
    live.unsaved.notices.append(.status(live.id, live.status))
    try write(live, .ended(live.status))
    return .ended(live.status)
  }
}

extension Ending {
  /// As it is kept: the outputs, or the error.
  var value: PlainValue {
    switch self {
    case .completed(let outputs): outputs
    case .failed(let error): .error(error)
    }
  }

  /// What it makes of a run.
  var status: RunStatus {
    switch self {
    case .completed: .completed
    case .failed(let error):
      switch error.kind {
      case .rejected: .rejected
      case .cancelled: .cancelled
      case .expression, .fail, .assert, .effect, .timeout, .permission, .input, .budget: .failed
      }
    }
  }
}
