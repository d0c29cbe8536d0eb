// What a machine waits for → what is under way for it: gates open, timers set, effects about to begin, outcomes that are there
// already. After a crash it is looked at afresh, and what was begun and never heard of is not simply done again (law 6).
import Bytecode
import VM
import Values

extension Engine {
  /// After a crash or a rest: everything that is open is looked at afresh.
  func recover(_ live: LiveRun) {
    if live.machine.hasOnly(tickets: { isOnItsWay($0.number, live) }) { return }
    reconcile(live, live.machine.requests)
  }

  /// Sees to it that each of these requests is on its way: gates open, timers set, effects about to begin.
  func reconcile(_ live: LiveRun, _ requests: [Request]) {
    for request in requests {
      let ticket = request.ticket.number
      if isOnItsWay(ticket, live) { continue }
      switch request.wish {
      case .timer(let length):
        let nanoseconds = Int64(clamping: length.totalNanoseconds)
        setWait(live, ticket, due: clock.now().adding(nanoseconds: max(0, nanoseconds)).millisecondsRoundedUp)
      case .timerUntil(let time): setWait(live, ticket, due: time.millisecondsRoundedUp)
      case .effect(let row, _, let answer, let inDoubt) where live.machine.isStopping(fiber: request.fiber):
        let row = live.program.program.effects[row]
        live.ready.append(
          .outcome(request.ticket, lastWord(live, request, row: row, answer: answer, inDoubt: inDoubt)))
      case .effect(let row, let arguments, let answer, let inDoubt):
        effect(live, request, row: row, arguments, answer: answer, inDoubt: inDoubt)
      case .gate(let number, let payload):
        if captureNames(payload).isEmpty, !hasPages(live) {
          openGate(live, request, row: live.program.program.gates[number].options, payload: payload, captured: [])
        } else {
          live.toCapture.append(LiveRun.Capture(request: request))
        }
      case .question(_, _, let payload):
        openGate(live, request, row: .map([]), payload: payload, captured: [])
      case .budget: openGate(live, request, row: .map([]), payload: .map([]), captured: [])
      }
    }
  }

  private func isOnItsWay(_ ticket: UInt64, _ live: LiveRun) -> Bool {
    live.inFlight[ticket] != nil || live.record.gates.contains { $0.ticket == ticket }
  }

  func captureNames(_ payload: PlainValue) -> [String] {
    payload["capture"]?.entries?.compactMap(\.key.text) ?? []
  }

  private func setWait(_ live: LiveRun, _ ticket: UInt64, due: Int64) {
    if live.record.timers.contains(where: { $0.ticket == ticket }) { return }
    if due <= clock.now().milliseconds {
      live.ready.append(.outcome(Ticket(ticket), .done(.null)))
      return
    }
    setAlarm(live, ticket, .wake, due: due)
  }

  func setAlarm(_ live: LiveRun, _ ticket: UInt64, _ kind: TimerKind, due: Int64) {
    let due = min(due, TimestampValue.moments.upperBound)
    live.record.timers.append(RunRecord.Alarm(ticket: ticket, kind: kind, due: due))
    live.unsaved.timersAdded.append(RunTimer(due: due, run: live.id, ticket: ticket, kind: kind))
  }

  private func effect(
    _ live: LiveRun, _ request: Request, row number: Int, _ arguments: PlainValue, answer: PlainValue?, inDoubt: Bool
  ) {
    let row = live.program.program.effects[number]
    let ticket = request.ticket
    if inDoubt, !(answer.map(InDoubt.isAnswer) ?? false) {
      live.ready.append(.outcome(ticket, InDoubt.question(live, request)))
      return
    }
    if let answer, let outcome = InDoubt.outcome(of: answer) {
      // A person said what happened. (That it did not happen is no outcome: the effect is done as if for the first time.)
      live.ready.append(.outcome(ticket, outcome))
      return
    }
    if live.record.intents.contains(ticket.number) {
      // Begun in an earlier life and never heard of again (law 6). Whoever sends it again, a retry after the probe or after a
      // person's word, does so under the same key.
      note(live, attempt(live, request, row: number, arguments: arguments), isUnheard: true)
      live.ready.append(
        .outcome(ticket, row.probe != nil ? .inDoubt : InDoubt.question(live, request)))
      return
    }
    switch row.kind {
    case "now": live.ready.append(.outcome(ticket, .done(.timestamp(clock.now()))))
    case "random": live.ready.append(.outcome(ticket, .done(.double(drawDouble(live, ticket.number)))))
    default: live.toBegin.append(request)
    }
  }

  /// Uniform in [0, 1). With a seed it depends on the run's seed and the ticket alone, in whatever process.
  private func drawDouble(_ live: LiveRun, _ ticket: UInt64) -> Double {
    let bits: UInt64
    if let seed = live.record.seed {
      var mixed = SeededRandom.mix(seed &+ ticket &* 0x9E37_79B9_7F4A_7C15)
      mixed = SeededRandom.mix(mixed)
      bits = mixed
    } else {
      bits = random.next()
    }
    return Double(bits >> 11) * 0x1p-53
  }

  /// Removes a gate or timer and its rows.
  func closeGate(_ live: LiveRun, _ ticket: UInt64) {
    if let index = live.record.gates.firstIndex(where: { $0.ticket == ticket }) {
      let gate = live.record.gates.remove(at: index)
      live.unsaved.timersRemoved.append(
        RunTimer(due: Self.expireDue(gate), run: live.id, ticket: ticket, kind: .expire))
    }
    for alarm in live.record.timers where alarm.ticket == ticket {
      live.unsaved.timersRemoved.append(RunTimer(due: alarm.due, run: live.id, ticket: ticket, kind: alarm.kind))
    }
    live.record.timers.removeAll { $0.ticket == ticket }
  }

  /// A gate without expiry has a row too, so that everything that waits can be found by its timers (but runs with a time of their
  /// own, which have none).
  static func expireDue(_ gate: RunRecord.OpenGate) -> Int64 { gate.expiresAt == 0 ? .max : gate.expiresAt }
}

extension TimestampValue {
  fileprivate func adding(nanoseconds: Int64) -> TimestampValue {
    let sum = Int64(self.nanoseconds) + nanoseconds % 1_000_000_000
    let carry = sum >= 1_000_000_000 ? 1 : 0
    return TimestampValue(
      seconds: seconds.addingReportingOverflow(nanoseconds / 1_000_000_000 + Int64(carry)).partialValue,
      nanoseconds: Int32(sum - Int64(carry) * 1_000_000_000))
  }
}
