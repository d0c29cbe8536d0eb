// A run, or an arm of it, that is being stopped: what has not begun does not begin, what was sent is heard of first (law 6), and
// what is known of that is kept and told.
import Bytecode
import VM
import Values

extension RunRecord {
  /// An effect that is not to be done twice and was under way when its part of the run was stopped.
  package struct Sent: Hashable, Sendable {
    /// The raw value is part of the bytes.
    package enum Fate: UInt8, Sendable {
      /// No answer has come yet.
      case unheard = 0
      /// The step's probe finds out.
      case probing
      /// A person is asked whether it happened.
      case inDoubt
      case done, failed

      package var text: String {
        switch self {
        case .unheard: "unheard"
        case .probing: "probing"
        case .inDoubt: "in_doubt"
        case .done: "done"
        case .failed: "failed"
        }
      }
    }
    /// Number in the step table, and the fiber that did it.
    package var step: Int
    package var fiber: Int
    package var fate: Fate
    /// What is known of it, for people.
    package var known: String

    func write(to out: inout CanonicalWriter) {
      out.count(step)
      out.count(fiber)
      out.byte(fate.rawValue)
      out.text(known)
    }

    static func read(_ reader: inout CanonicalReader) throws(CodingError) -> Sent {
      let step = try reader.number(upTo: .max)
      let fiber = try reader.number(upTo: .max)
      guard let fate = Fate(rawValue: try reader.byte()) else { throw reader.error("an effect has an unknown fate") }
      return Sent(step: step, fiber: fiber, fate: fate, known: try reader.text())
    }
  }
}

extension Engine {
  /// Stops the run; `finally` blocks still run.
  package func interrupt(_ live: LiveRun, _ kind: ErrorKind, _ message: String) {
    live.ready.append(.interrupted(kind: kind, message: message))
  }

  static func givenUp(sent: Bool) -> Outcome {
    .failed(kind: .effect, message: "the run was interrupted before this was heard of", sent: sent, heard: false)
  }

  /// After the machine has run: what it has stopped is not begun any more, and what was sent before is noted.
  func takeStops(_ live: LiveRun) {
    let stopped = live.machine.takeStopped()
    for stop in stopped { live.record.ledger.stopped(step: stop.step, start: stop.start) }
    for (step, failures) in live.machine.takeFailures() {
      live.record.ledger.failed(step: step, count: failures.count, lastStart: failures.last)
    }
    for request in live.held + live.toBegin where live.machine.isStopping(fiber: request.fiber) {
      live.ready.append(.outcome(request.ticket, Self.givenUp(sent: false)))
    }
    live.held.removeAll { live.machine.isStopping(fiber: $0.fiber) }
    live.toBegin.removeAll { live.machine.isStopping(fiber: $0.fiber) }
    for (ticket, flight) in live.inFlight.sorted(by: { $0.key < $1.key })
    where flight.isOnce && live.machine.isStopping(fiber: flight.fiber) && live.record.intents.contains(ticket) {
      note(live, step: flight.step, fiber: flight.fiber, .unheard, "no answer has come yet")
    }
    for (fiber, step) in live.machine.findingOut {
      note(live, step: step, fiber: fiber, .probing, "no answer came; its probe finds out whether it happened")
    }
    for sent in live.record.sent where sent.fate == .probing && !live.machine.isFindingOut(fiber: sent.fiber) {
      // A probe that could not tell has led to a question.
      if live.machine.requests.contains(where: { $0.fiber == sent.fiber && $0.step == sent.step }) { continue }
      let happened = !stopped.contains { $0.step == sent.step }
      note(
        live, step: sent.step, fiber: sent.fiber, happened ? .done : .failed,
        happened ? "its probe found that it happened" : "its probe found that it did not happen")
    }
  }

  /// What a fiber that is being stopped hears of an effect that nobody performs: nothing is begun; what was sent in an earlier
  /// life is found out.
  func lastWord(
    _ live: LiveRun, _ request: Request, row: EffectRow, answer: PlainValue?, inDoubt: Bool
  ) -> Outcome {
    let ticket = request.ticket.number
    func note(_ fate: RunRecord.Sent.Fate, _ known: String) {
      self.note(live, step: request.step, fiber: request.fiber, fate, known)
    }
    if let answer, InDoubt.isAnswer(answer) {
      let said = "\(answer["by"]?.elements?.compactMap(\.text).joined(separator: ", ") ?? "a person") said that it "
      switch InDoubt.outcome(of: answer) {
      case .done(let value)?:
        note(.done, said + "happened")
        return .done(value)
      case let failed?:
        note(.failed, "it is not known to have happened, and was treated as failed")
        return failed
      case nil:
        note(.failed, said + "did not happen")
        return .failed(
          kind: .effect, message: "it did not happen, and is not done any more: the run was stopped", sent: false)
      }
    }
    if inDoubt {
      note(.inDoubt, "its probe could not tell whether it happened")
      return InDoubt.question(live, request)
    }
    guard live.record.intents.contains(ticket) else { return Self.givenUp(sent: false) }
    let known = "the process ended before an answer came; a person is asked whether it happened"
    if row.probe == nil { note(.inDoubt, known) }
    return row.probe == nil ? InDoubt.question(live, request) : .inDoubt
  }

  /// What came of an effect whose fiber is being stopped.
  func noteHeard(_ live: LiveRun, _ flight: LiveRun.InFlight, _ outcome: Outcome) {
    guard flight.isOnce, live.machine.isStopping(fiber: flight.fiber) else { return }
    let fate: RunRecord.Sent.Fate
    let known: String
    switch outcome {
    case .done(let value):
      fate = .done
      if let status = value["status"]?.integer {
        known = "answered with \(status)"
      } else if let exit = value["exit"]?.integer {
        known = "ended with exit code \(exit)"
      } else {
        known = "done"
      }
    case .failed(_, let message, let sent, _, _):
      (fate, known) = (.failed, sent ? message : "not sent after all: \(message)")
    case .inDoubt, .lost: (fate, known) = (.probing, "no answer came; its probe finds out whether it happened")
    case .question(InDoubt.kind, _): (fate, known) = (.inDoubt, "no answer came; a person is asked whether it happened")
    // What it asks before it does anything is not asked any longer.
    case .question, .decided: (fate, known) = (.failed, "not done: it was about to ask something")
    }
    note(live, step: flight.step, fiber: flight.fiber, fate, known)
  }

  /// The run has ended. Of what is still under way nobody will hear.
  func noteUnheard(_ live: LiveRun) {
    for (ticket, flight) in live.inFlight.sorted(by: { $0.key < $1.key }) where live.record.intents.contains(ticket) {
      note(live, step: flight.step, fiber: flight.fiber, .unheard, "the run ended before an answer came")
    }
  }

  private func note(_ live: LiveRun, step: Int, fiber: Int, _ fate: RunRecord.Sent.Fate, _ known: String) {
    let sent = RunRecord.Sent(step: step, fiber: fiber, fate: fate, known: known)
    if live.record.sent.contains(sent) { return }
    if let index = live.record.sent.firstIndex(where: { $0.step == step && $0.fiber == fiber }) {
      live.record.sent[index] = sent
    } else if live.record.sent.count < RuntimeLimits.sent {
      live.record.sent.append(sent)
    }
    live.unsaved.audit.append(
      AuditEvent(.sent, .text(Self.label(step, live)), .text(fate.text), .text(known)))
  }

  private static func label(_ step: Int, _ live: LiveRun) -> String {
    let steps = live.program.program.steps
    return steps.indices.contains(step) ? steps[step].label : ""
  }

  /// What was under way when it was stopped. Of a run that somebody else drives and has been asked to stop: what it has sent.
  func sentView(_ live: LiveRun) -> [RunView.Sent] {
    var sent = live.record.sent
    if live.record.cancelBy != nil {
      for request in live.machine.requests
      where live.record.intents.contains(request.ticket.number)
        && !sent.contains(where: { $0.step == request.step && $0.fiber == request.fiber })
      {
        sent.append(
          RunRecord.Sent(step: request.step, fiber: request.fiber, fate: .unheard, known: "no answer has come yet"))
      }
    }
    return sent.map { RunView.Sent(step: Self.label($0.step, live), fate: $0.fate, known: $0.known) }
  }

  /// Whether the performer is to be told so because the time of the step that it works for is over.
  package func isOverdue(_ live: LiveRun, _ ticket: UInt64) -> Bool {
    guard let flight = live.inFlight[ticket], live.machine.isOverdue(fiber: flight.fiber) else { return false }
    return mayBreakOff(live, ticket)
  }

  /// Whether the performer may be told that nobody waits for this any longer. What cannot be undone is heard to its end.
  package func mayBreakOff(_ live: LiveRun, _ ticket: UInt64) -> Bool {
    live.inFlight[ticket].map { !live.program.program.effects[$0.row].isIrreversible } ?? true
  }
}
