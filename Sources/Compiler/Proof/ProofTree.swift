// What the gate proof (law 4) sees of a skill: who fires, who asks, who writes a name that arguments depend on, and how
// control goes. It holds no expressions and no types, so that the proof can be tested on trees made at random.
import Syntax

/// One skill as the proof sees it. Effects, gates and slots are numbered from 0.
struct ProofSkill: Sendable {
  var effects: [ProofEffect] = []
  var gates: [ProofGate] = []
  /// Names that something writes: `vars.amount`, `steps.invoice`, `gates.pay`, a loop's variable.
  var slots: [String] = []
  var body: [ProofNode] = []
}

/// An effect marked `irreversible: true`.
struct ProofEffect: Sendable {
  var id: String
  /// Its action's word.
  var place: Place
  /// Slots that its arguments are made of.
  var dependencies: [Int]
}

/// An `approve`, `ask` or `choose`.
struct ProofGate: Sendable {
  var id: String
  var place: Place
  /// Numbers of effects.
  var allows: [Int]
  /// The slot that holds its decision.
  var slot: Int
  /// What it allows may be made of what a person edits there, and is then evaluated after the decision.
  var hasEdits = false
}

/// How a fiber leaves a block other than by its end.
enum ProofExit: Sendable { case `break`, `continue`, `return`, fail }

indirect enum ProofNode: Sendable {
  /// Something that may raise and, where it does not, writes these slots. `word`: how to say it in a sentence.
  case write([Int], Place)
  /// An irreversible effect happens, or raises with nobody knowing whether it happened. A retry of its own is the
  /// machine's business: the permit is given back only if nothing was sent.
  case fire(Int, writes: [Int], Place)
  case gate(Int, ProofGateEdges, Place)
  /// Exactly one arm is taken: `if`, `switch`, `when:`.
  case branch([ProofArm])
  case loop(ProofLoop)
  /// `try`, `on_error:`.
  case attempt(ProofAttempt)
  /// `retry:` on a step that holds others: the block is run again after an error.
  case again([ProofNode], Place)
  /// Branches side by side, each from a copy of the frame.
  case parallel([ProofArm], Place)
  case leave(ProofExit, Place)
}

struct ProofGateEdges: Sendable {
  /// Steps after which a rejected gate goes on; nil: it raises `rejected`, which nothing catches.
  var onReject: [ProofNode]?
  var rejectPlace: Place?
  /// The same for a gate that expired; nil: as rejected.
  var onExpire: [ProofNode]?
  var expirePlace: Place?
}

struct ProofArm: Sendable {
  var block: [ProofNode]
  /// Why this arm is taken, in the author's lines.
  var reason: ProofReason
  var place: Place
  /// Gates of which this arm's condition says that they were approved, and those of which it says that they were not.
  var approved: [Int] = []
  var denied: [Int] = []
}

enum ProofReason: Sendable, Equatable {
  case isTrue(word: String)
  case isFalse(word: String)
  case isCase(String)
  case noCase
  case branch(String)
  /// The only branch of a step with a `timeout:`.
  case timed
}

struct ProofLoop: Sendable {
  var body: [ProofNode]
  /// Slots written when an iteration starts: its variable, and the ids of its body, which are cleared.
  var writes: [Int]
  /// Gates of its body: their decisions are cleared when an iteration starts.
  var gates: [Int]
  /// What a `while`'s condition says of gates where it is true, and where it is false.
  var approved: [Int] = []
  var denied: [Int] = []
  var approvedAfter: [Int] = []
  var deniedAfter: [Int] = []
  /// `for … at_once`: iterations run side by side, each in a copy of the frame that is thrown away.
  var isParallel = false
  var word = "for"
  var place: Place
}

struct ProofAttempt: Sendable {
  var body: [ProofNode]
  /// `catch`, `on_error`; nil: errors go on.
  var handler: [ProofNode]?
  /// The slot of `error`.
  var errorSlot: Int?
  /// `finally`.
  var finally: [ProofNode]?
  var place: Place
}
