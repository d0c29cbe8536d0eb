// What the process says to a script that ran it.
import ArgumentParser

/// Exit codes of every verb that runs or continues a run (and of `check`, `compile`: 0 or 2).
enum RunExit {
  static let completed = ExitCode(0)
  static let failed = ExitCode(1)
  /// Wrong usage, input or skill: no run was made.
  static let usage = ExitCode(2)
  static let awaitingApproval = ExitCode(3)
  static let rejected = ExitCode(4)
  static let cancelled = ExitCode(5)
  static let waiting = ExitCode(6)
  /// It was done, but what it says could not be written to standard output.
  static let unsaid = ExitCode(7)
}

/// Something the person at the terminal did or gave that cannot be used; the message says what and how to mend it.
struct UsageError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
