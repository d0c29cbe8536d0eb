// program + outcomes → next pause. The machine's whole state as one value; it does no I/O, knows no time and no chance.
import Bytecode
import Values

/// What the world asked of a machine that it cannot do. Nothing has changed.
package struct MachineError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    /// The number of inputs is not the program's.
    case inputs
    /// The run has ended.
    case ended
    /// The ticket is not open: it never was, or it has been used or given up.
    case ticketNotOpen(Ticket)
    /// Such an outcome cannot become of this ticket.
    case outcomeDoesNotFit(Ticket)
  }
  package var reason: Reason
  package var description: String
  package init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}

/// Why bytes are not a snapshot that this program can go on from.
package struct SnapshotError: Error, Equatable, Sendable, CustomStringConvertible {
  package var message: String
  /// Number of the byte at which it was noticed.
  package var offset: Int
  package init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
  package var description: String { "not a usable snapshot: \(message) (at byte \(offset))" }
}

/// A text that `log:` handed out.
package struct LogLine: Sendable {
  /// Number in `Program.steps`, or -1.
  package var step: Int
  /// A string, or a secret.
  package var text: PlainValue
}

package struct Machine: Sendable {
  let program: VerifiedProgram
  let limits: MachineLimits

  /// A run's first state. `inputs` are those of `manifest.inputs`, in that order, already checked; `run` is the map `run`.
  package init(
    program: VerifiedProgram, inputs: [PlainValue], run: PlainValue, limits: MachineLimits = MachineLimits()
  ) throws(MachineError) {
    self.program = program
    self.limits = limits
  }

  /// Goes on from a snapshot. The digests are compared with those in the snapshot; the inputs are those of the first day.
  package init(
    thawing bytes: [UInt8], program: VerifiedProgram, programDigest: [UInt8], inputs: [PlainValue],
    inputsDigest: [UInt8], run: PlainValue, limits: MachineLimits = MachineLimits()
  ) throws(SnapshotError) {
    throw SnapshotError("thawing is not written yet", at: 0)
  }

  /// Runs until no fiber can run or the run has ended.
  package mutating func run() -> Pause { preconditionFailure("not written yet") }

  /// Takes in one outcome, after which `run` is due. Refused where the ticket is not open or the outcome does not fit it.
  package mutating func consume(_ consumed: Consumed) throws(MachineError) { preconditionFailure("not written yet") }

  /// All open tickets, in the order in which they were opened; derived from the state.
  package var requests: [Request] { [] }

  /// How the run ended, or nil while it goes on.
  package var ending: Ending? { nil }

  /// The canonical bytes of the state (Grammar/snapshot.md). Only when no fiber can run; changes nothing.
  package func snapshot(programDigest: [UInt8], inputsDigest: [UInt8]) -> [UInt8] {
    preconditionFailure("not written yet")
  }

  /// Texts logged since they were last taken. Not part of the state.
  package mutating func takeLog() -> [LogLine] { [] }

  /// What a person wants to know of a state.
  package var inspection: Inspection { preconditionFailure("not written yet") }
}
