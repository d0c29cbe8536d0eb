// What a machine says when no fiber of it can run, and what it is told. These are all the words that the machine and the
// world exchange; a journal is a list of `Consumed`, and program, inputs and journal determine every snapshot.
import Bytecode
import Values

/// The machine's handle for one thing it waits for. Counted from 1 in the order of opening, never used again.
package struct Ticket: Hashable, Comparable, Sendable {
  package var number: UInt64
  package init(_ number: UInt64) { self.number = number }
  package static func < (a: Ticket, b: Ticket) -> Bool { a.number < b.number }
}

/// Something the machine waits for, as the runtime reads it. Read from a machine's state at any time, so nothing of it
/// has to be remembered elsewhere.
package struct Request: Sendable {
  package enum Wish: Sendable {
    /// Do effect row `row` with these arguments. `answer` is the decision of the question that the runtime asked about
    /// this very effect (`Outcome.question`), folded in; `inDoubt`: it is not known whether it happened, ask a person.
    case effect(row: Int, arguments: PlainValue, answer: PlainValue?, inDoubt: Bool)
    /// A person is to decide gate row `row`.
    case gate(row: Int, payload: PlainValue)
    /// A person is to decide a question about effect row `row`, asked by the runtime: `kind` is `choice`, `dialog`,
    /// `in_doubt`, `budget` or `secrets`.
    case question(row: Int, kind: String, payload: PlainValue)
    /// A person is to allow more steps (`more` in the decision): so many were taken, of which so many had been granted.
    case budget(steps: Int, granted: UInt64)
    /// Wake it after so many nanoseconds of waiting (from when the ticket was opened), or at a time. At a join: the time is then
    /// over that its arm has.
    case timer(after: DurationValue)
    case timerUntil(TimestampValue)
  }
  package var ticket: Ticket
  package var wish: Wish
  /// The step it belongs to (number in `Program.steps`), and the calls it stands in, outermost first (numbers of the
  /// `call` steps): a gate in a called skill is named `CALLID.GATEID` by them.
  package var step: Int
  package var callPath: [Int]
  /// The fiber that waits, for reading.
  package var fiber: Int

  package init(ticket: Ticket, wish: Wish, step: Int, callPath: [Int], fiber: Int) {
    self.ticket = ticket
    self.wish = wish
    self.step = step
    self.callPath = callPath
    self.fiber = fiber
  }
}

/// What became of a ticket.
package enum Outcome: Sendable {
  /// An effect happened and gave this; a timer fired (null).
  case done(PlainValue)
  /// An effect failed. `sent` says whether anything irreversible may have left: if not, a permit stays valid for a retry.
  /// `heard`: whether what was sent was answered, with `code` perhaps; nil where nobody says, as in runs of earlier days.
  case failed(kind: ErrorKind, message: String, sent: Bool, heard: Bool? = nil, code: Int32? = nil)
  /// The runtime needs a person before this effect can go on: the ticket becomes a question.
  case question(kind: String, payload: PlainValue)
  /// It is not known whether the effect happened; only for rows with a probe, which now runs. Whoever did it is no more: where
  /// the probe finds nothing, it is done.
  case inDoubt
  /// The same, and this is what whoever did it says: where the probe finds nothing, it is raised.
  case lost(kind: ErrorKind, message: String)
  /// A gate, a question or the wish for more steps was decided: the map that `gates.ID` is (`approved`, `reason`, `comment`, `by`, `at`, fields…).
  case decided(PlainValue)
}

/// One thing a machine consumed. The journal holds these in order.
package enum Consumed: Sendable {
  case outcome(Ticket, Outcome)
  /// The whole run is interrupted: cancelled by a person or out of budget. `finally` blocks still run.
  case interrupted(kind: ErrorKind, message: String)
  /// What goes on is a copy of the run, with an id of its own (Renaming.swift).
  case renamed(from: String, to: String)
}

/// How a run ended.
package enum Ending: Sendable {
  case completed(outputs: PlainValue)
  /// Kind `rejected` and `cancelled` are endings of their own in a run's status.
  case failed(PlainError)
}

/// What `Machine.run` ends with.
package enum Pause: Sendable {
  /// No fiber can run; `Machine.requests` lists what is waited for, `opened` the tickets that are new since the last pause,
  /// `closed` those that were given up (a sibling failed): their timers and gates are void.
  case waiting(opened: [Ticket], closed: [Ticket])
  case ended(Ending, closed: [Ticket])
}
