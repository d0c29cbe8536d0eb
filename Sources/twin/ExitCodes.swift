// What the process says to a script that ran it.
import ArgumentParser

/// Exit codes of every verb. Those from 3 to 6 are of the verbs that run a run or continue one.
enum RunExit {
  /// For help texts.
  static let explained = """
    Exit codes: 0 completed, 1 failed, 2 usage, input or compile errors (no run is made), 3 awaiting approval, 4 rejected, \
    5 cancelled, 6 waiting (for a time, or for another process that carries the run on), 7 done, but standard output could not \
    be written.
    """

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
