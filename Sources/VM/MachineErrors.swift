// What a machine refuses, as data.

/// What the world asked of a machine that it cannot do. Nothing has changed.
package struct MachineError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    /// The inputs are not as many as the program's, or too large.
    case inputs
    /// The run has ended.
    case ended
    /// The ticket is not open: it never was, or it has been used or given up.
    case ticketNotOpen(Ticket)
    /// Such an outcome cannot become of this ticket.
    case outcomeDoesNotFit(Ticket)
    /// A run is interrupted with kind `cancelled` or `budget` only.
    case interruption
    /// There is no room for a copy's id.
    case name
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
