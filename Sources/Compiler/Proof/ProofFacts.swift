// What the gate proof knows at one point of a skill, on the ways that leave a block, and on a path that nothing covers.
import Syntax

/// What is known of one effect at one point.
struct ProofFact: BitwiseCopyable, Sendable {
  var isArmed: Bool
  /// Armed if of each clause a gate was approved. A clause is a set, bit i the effect's i-th gate; it holds all of `unmet`.
  /// Where there are fewer than four, some are the same; one that is fulfilled holds every bit.
  var clauses: SIMD4<UInt64>
  /// Bit i: the effect's i-th gate is known not to have been approved.
  var unmet: UInt64
  /// The gate that armed it last, or -1.
  var by: Int32 = -1
  /// Where it is not armed: why, as a number in the witness arena (-1: nothing happened yet).
  var witness: Int32 = -1

  /// Armed, or armed if one of `gates` was approved.
  init(isArmed: Bool, gates: UInt64, unmet: UInt64, by: Int32 = -1) {
    self.isArmed = isArmed
    self.clauses = SIMD4(repeating: gates)
    self.unmet = unmet
    self.by = by
  }

  /// Nothing makes it armed but another approval.
  mutating func disarm() {
    isArmed = false
    clauses = SIMD4(repeating: unmet)
  }

  /// A gate that is known not to have been approved: whatever is said of its approval is true.
  mutating func deny(_ gates: UInt64) {
    clauses |= SIMD4(repeating: gates)
    unmet |= gates
  }

  /// Whether it is armed, or would be under a condition.
  var isCovered: Bool { isArmed || clauses != SIMD4(repeating: unmet) }
}

typealias ProofState = [ProofFact]

/// The states in which a block is left other than by its end. nil: it is not left so.
struct ProofExits {
  var breaks: ProofState?
  var continues: ProofState?
  var returns: ProofState?
  /// Errors that a handler catches, and those that only a `finally` sees. Gathered only where someone listens.
  var errors: ProofState?
  var fatals: ProofState?
  var wantsErrors = false
  var wantsFatals = false
}

/// One thing that happened on an ungated path.
struct ProofNote: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case taken(ProofReason)
    case fired(effect: Int)
    case written(slot: Int, afterGate: Int)
    case goesOn(gate: Int, expired: Bool)
    case comesAround(word: String)
    /// The loop's body was not entered at all.
    case notEntered(word: String)
    /// What a row of its own approves counts in that row.
    case approvedInRow
    case startsRow
    case raised
    case retried
    case sibling
    /// A branch beside the one that asks writes what the arguments are made of.
    case writtenBeside
    /// A step may have been stopped by its `timeout:` after it had used the approval.
    case overdue
  }
  var kind: Kind
  var place: Place
  /// When the analysis came by: notes of one path are told in this order.
  var time: Int32
}

/// An effect that can run ungated.
struct ProofFailure: Sendable {
  var effect: Int
  var place: Place
  /// In the order in which they happen.
  var path: [ProofNote]
  /// Gates that would cover it under a condition that all of them were approved.
  var conditional: [Int]
}

/// Bounds of the proof. Past them it goes on with less precision, never with less care.
enum ProofLimits {
  /// How many times over a point may be looked at exactly, from loops and finally blocks around it.
  static let multiplicity = 81
  /// Facts touched before loops are taken by what they may do at most.
  static let work = 20_000_000
  /// Rounds of one loop looked at exactly.
  static let rounds = 8
  static let notes = 1_000_000
  /// Notes told of one path.
  static let pathLength = 12
}
