// Every bound of this room, in one place. Each is named in the error that it causes.
import Bytecode
import Values

package enum RuntimeLimits {
  /// Bytes of one run's inputs, and of one outcome that a performer hands back.
  package static let inputBytes = 16 << 20
  package static let outcomeBytes = 32 << 20
  /// Bytes of one run's journal.
  package static let journalBytes = 1 << 30
  /// Effects of one run that are being performed at once.
  package static let effectsAtOnce = 256
  /// Runs whose gates and waits are seen to in one commit, when they are due.
  package static let firedTogether = 500
  /// Runs that one command goes on with at once.
  package static let resumedAtOnce = 8
  /// Attempts of which nothing was heard that are remembered of one fiber, and of all fibers of a run (four for each that may
  /// live at once), the newest ones.
  package static let attempts = 64
  package static let attemptsInAll = 4_096
  /// Effects of a run that were under way when they were stopped, of which it is kept what is known.
  package static let sent = 64
  /// Approvals that a copy of a run remembers, the newest ones; what is forgotten is asked about again.
  package static let approvals = 4_096
  /// Milliseconds by which the clocks of two machines on one store may differ.
  package static let clockSkewMilliseconds: Int64 = 60_000
  /// How often a run is looked at anew while others move it on.
  package static let looks = 16
  /// Decisions that one gate instance takes (a quorum's votes).
  package static let votes = BytecodeLimits.votes
  /// Characters of what a policy looked at, as the audit log has it.
  package static let policyValues = 2_000
  /// Characters of a comment or a reason, of a person's name, of a key.
  package static let commentCharacters = 10_000
  package static let nameCharacters = 200
  /// Secrets shorter than this are not looked for inside larger texts.
  package static let scrubbedCharacters = ValueLimits.secretCharacters
  /// The same for numbers inside a secret that is JSON, in digits: shorter ones are years, months and counts.
  package static let scrubbedDigits = 6
  /// Texts and numbers in one secret that is JSON.
  package static let secretParts = 256
  /// What a run's record counts (milliseconds, tokens, credits …) at the most: every double has it exactly.
  package static let figure: Int64 = 1 << 53
  /// Lines in which one run's ledger says what it owes to earlier runs.
  package static let ledgerNotes = 500
  /// Bytes of an exported container.
  package static let containerBytes = 256 << 20
  /// Bytes of a file read or written by a step, and of a path.
  package static let fileBytes = 16 << 20
  package static let pathBytes = 4 << 10
  /// Characters of a text from outside that an error quotes.
  package static let excerpt = 300
  /// Verified programs kept in memory.
  package static let cachedPrograms = 64
  /// Effects' time limit where the step names none, in milliseconds.
  package static let effectMilliseconds: Int64 = 60_000
  /// For how long a gate that the runtime opened stays open where neither skill nor configuration says, in milliseconds.
  package static let questionMilliseconds: Int64 = 24 * 3_600_000
  /// How often a run that stands in line (`concurrency`) looks whether it may go although nobody called it, in milliseconds:
  /// the first in line, and the others.
  package static let firstInLineMilliseconds: Int64 = 5_000
  package static let lineMilliseconds: Int64 = 600_000
  /// How often, at least, a process that stays with a waiting run looks at the store; and for how long a run in line that was
  /// called is left to such a process, before whoever stands behind it goes on with it, in milliseconds.
  package static let followMilliseconds: Int64 = 10_000
  package static let calledMilliseconds: Int64 = 15_000
  /// Whoever follows a run that asks people stays for a wait beside that which is over so soon, in milliseconds.
  package static let shortWaitMilliseconds: Int64 = 10_000
  /// For how long a worker that is silent keeps a run, and how often it says that it is still there, in milliseconds.
  package static let leaseMilliseconds: Int64 = 60_000
  package static let heartbeatMilliseconds: Int64 = 20_000
  /// How soon what a store could not take is tried again, in milliseconds: at first, and, twice as long each time, at last.
  package static let firstSavePauseMilliseconds: Int64 = 250
  package static let longestSavePauseMilliseconds: Int64 = 30_000
}
