// Rows that come due: waits end, gates expire, reminders go out, a silent worker's run is taken over. Each fires once: the
// row goes in the very commit that holds what it caused.
import Bytecode
import VM
import Values

extension Engine {
  /// Reminders and escalation of a gate that opens. `remind: 1h` repeats; `escalate: {after: 2h, to: [roles]}`.
  func setReminders(_ live: LiveRun, _ gate: Gate, _ open: RunRecord.OpenGate) {
    if let every = Self.milliseconds(gate.reminders) {
      setAlarm(live, open.ticket, .remind, due: open.openedAt + every)
    }
    if let after = Self.milliseconds(gate.escalation?["after"] ?? gate.escalation) {
      setAlarm(live, open.ticket, .escalate, due: open.openedAt + after)
    }
  }

  static func milliseconds(_ value: PlainValue?) -> Int64? {
    switch value {
    case .duration(let length)?: length.milliseconds > 0 ? length.milliseconds : nil
    case .int(let milliseconds)?: milliseconds > 0 ? min(milliseconds, RuntimeLimits.figure) : nil
    case .map?: milliseconds(value?["every"] ?? value?["after"])
    default: nil
    }
  }

  /// Runs with something that is due now, earliest first, each once.
  package func due() throws(RuntimeError) -> [RunID] {
    let clockNow = clock.now().milliseconds
    let leaseNow = leaseClock.now().milliseconds
    let rows = try storing { try store.timers(dueBy: max(clockNow, leaseNow), limit: 10_000) }
    var seen: Set<RunID> = []
    return rows.compactMap { row in
      let isDue = row.due <= (row.kind == .lease ? leaseNow : clockNow)
      return isDue && seen.insert(row.run).inserted ? row.run : nil
    }
  }

  /// Runs whose driver is no more, found before their leases are over (where that can be known).
  package func orphans() throws(RuntimeError) -> [RunID] {
    let horizon = leaseClock.now().milliseconds + RuntimeLimits.leaseMilliseconds
    let rows = try storing { try store.timers(dueBy: horizon, limit: 10_000) }
    var found: [RunID] = []
    for row in rows where row.kind == .lease {
      // Nothing is done with a damaged one.
      guard let stored = try storing({ try store.run(row.run) }), stored.damage == nil, let lease = stored.lease,
        lease.owner != settings.owner, isFree(lease)
      else { continue }
      found.append(row.run)
    }
    return found
  }

  /// Lets a run in memory know the time: everything of it that is due fires, in the order of being due. Returns whether
  /// something did.
  @discardableResult
  package func fire(_ live: LiveRun) throws(RuntimeError) -> Bool {
    let now = clock.now()
    var due: [RunTimer] = []
    for gate in live.record.gates where gate.expiresAt != 0 && gate.expiresAt <= now.milliseconds {
      due.append(RunTimer(due: gate.expiresAt, run: live.id, ticket: gate.ticket, kind: .expire))
    }
    for alarm in live.record.timers where alarm.due <= now.milliseconds && !LiveRun.isLine(alarm) {
      due.append(RunTimer(due: alarm.due, run: live.id, ticket: alarm.ticket, kind: alarm.kind))
    }
    if due.isEmpty { return false }
    // Who decided in time through another process is heard, though its driver looks only now.
    let mayClose = due.contains { $0.kind == .expire || $0.kind == .wake && !live.record.gates.isEmpty }
    if live.status == .running, live.version != nil, mayClose {
      try collectVotes(live)
    }
    due.sort { ($0.due, $0.ticket, $0.kind.rawValue) < ($1.due, $1.ticket, $1.kind.rawValue) }
    let gates = live.gates
    for timer in due { fire(live, timer, gates: gates, now: now) }
    return true
  }

  private func fire(_ live: LiveRun, _ timer: RunTimer, gates: [Gate], now: TimestampValue) {
    let ticket = Ticket(timer.ticket)
    for case .outcome(ticket, _) in live.ready { return }
    switch timer.kind {
    case .lease: break
    // Its row goes when that stands in the journal.
    case .wake:
      live.ready.append(.outcome(ticket, .done(.null)))
    case .expire:
      guard let gate = gates.first(where: { $0.instance.ticket == timer.ticket }) else { return }
      let (values, reason) = silence(at: gate)
      let approved = values != nil
      live.unsaved.audit.append(
        AuditEvent(
          .expired, .number(Int64(timer.ticket)), .text(gate.path), .text(approved ? "approve" : "reject")))
      live.unsaved.mustFlush = true
      live.unsaved.notices.append(
        .gateExpired(
          live.id, instance: gate.instance.description, gate: gate.path, prompt: gate.prompt, approved: approved))
      live.ready.append(
        .outcome(
          ticket,
          .decided(
            DecisionMap.make(
              approved: approved, expired: true, reason: reason, by: [], at: now, values: values ?? .map([])))))
    case .remind, .escalate:
      guard let gate = gates.first(where: { $0.instance.ticket == timer.ticket }) else { return drop(live, timer) }
      remind(live, timer, gate, now: now)
    }
  }

  private func remind(_ live: LiveRun, _ timer: RunTimer, _ gate: Gate, now: TimestampValue) {
    drop(live, timer)
    var escalatedTo: [String]?
    if timer.kind == .escalate {
      let roles = Gate.roles(of: gate.escalation)
      escalatedTo = roles
      live.unsaved.audit.append(
        AuditEvent(
          .escalated, .number(Int64(timer.ticket)), .text(gate.path), .text(roles.joined(separator: ","))))
    } else if let every = Self.milliseconds(gate.reminders) {
      // Those that nobody was there to send are not made up for.
      let missed = (now.milliseconds - timer.due) / every
      setAlarm(live, timer.ticket, .remind, due: timer.due + (missed + 1) * every)
    }
    live.unsaved.notices.append(
      .gateReminder(
        live.id, instance: gate.instance.description, gate: gate.path, prompt: gate.prompt, escalatedTo: escalatedTo))
  }

  private func drop(_ live: LiveRun, _ timer: RunTimer) {
    live.record.timers.removeAll { $0.ticket == timer.ticket && $0.kind == timer.kind }
    live.unsaved.timersRemoved.append(timer)
  }
}

extension LiveRun {
  /// When something of it is due next, in milliseconds since 1970.
  package var nextDue: Int64? {
    let expiries = record.gates.lazy.map(\.expiresAt).filter { $0 != 0 }
    return (Array(expiries) + record.timers.map(\.due)).min()
  }

  /// When a wait ends next.
  package var nextWake: Int64? { record.timers.lazy.filter { $0.kind == .wake }.map(\.due).min() }
}
