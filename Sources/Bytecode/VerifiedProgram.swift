// A program that the verifier has accepted, with the tables it derived: which registers are alive where the machine can
// stop, and who catches an error raised where. It is the only form in which a machine takes a program.
import Values

@usableFromInline package final class VerifiedProgram: Sendable {
  package let program: Program
  /// All functions' handlers, one after another.
  package let handlers: [Handler]

  /// Where the choice of handlers changes: `segmentStarts` ascends from 0.
  private let segmentStarts: [Int]
  private let choices: [HandlerChoice]
  private let liveRanges: LiveRanges
  /// Where the arm that instructions stand in changes.
  private let armStarts: [Int]
  private let arms: [ArmPlace]

  init(
    program: Program, handlers: [Handler], segmentStarts: [Int], choices: [HandlerChoice],
    liveRanges: LiveRanges, armStarts: [Int], arms: [ArmPlace]
  ) {
    self.program = program
    self.handlers = handlers
    self.segmentStarts = segmentStarts
    self.choices = choices
    self.liveRanges = liveRanges
    self.armStarts = armStarts
    self.arms = arms
  }

  /// The innermost handler that takes an error of `kind` raised at `instruction`, if the function has one.
  package func handler(for kind: ErrorKind, at instruction: Int) -> Handler? {
    let choice = choices[Self.segment(segmentStarts, instruction)]
    let number = kind == .expression ? choice.evaluation : kind.isCatchable ? choice.errors : choice.everything
    return number < 0 ? nil : handlers[Int(number)]
  }

  /// Whether the machine can stop at `instruction` (for a ticket, a call, a collection of garbage): only there are the
  /// live registers known.
  @usableFromInline package func isStop(_ instruction: Int) -> Bool {
    program.code.indices.contains(instruction) && program.code[instruction].isStop
  }

  /// The registers whose values can still be read by a frame that stands at `instruction`, which has not been completed:
  /// its own operands are among them, what it writes is not. One after another in ascending order.
  @inlinable package func forEachLive<Failure: Error>(
    at instruction: Int, _ body: (Register) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(isStop(instruction), "no machine stops at this instruction")
    var base = 0
    for column in liveColumns(at: instruction) {
      var word = liveBits(column, at: instruction)
      while word != 0 {
        try body(Register(base &+ word.trailingZeroBitCount))
        word &= word &- 1
      }
      base &+= 64
    }
  }

  @usableFromInline package func liveColumns(at instruction: Int) -> Range<Int> {
    liveRanges.columns(of: function(at: instruction))
  }

  @usableFromInline package func liveBits(_ column: Int, at instruction: Int) -> UInt64 {
    liveRanges.bits(column, at: instruction)
  }

  package func isLive(_ register: Register, at instruction: Int) -> Bool {
    precondition(isStop(instruction), "no machine stops at this instruction")
    let columns = liveColumns(at: instruction)
    return liveBits(columns.lowerBound + Int(register >> 6), at: instruction) >> UInt64(register & 63) & 1 != 0
  }

  /// The innermost arm of a fork of its function that `instruction` stands in.
  package func arm(at instruction: Int) -> ArmPlace { arms[Self.segment(armStarts, instruction)] }

  /// The function that `instruction` belongs to.
  package func function(at instruction: Int) -> Int {
    var low = 0
    var high = program.functions.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if program.functions[middle].code.lowerBound <= instruction { low = middle } else { high = middle }
    }
    return low
  }

  /// The last position whose start is not above `instruction`.
  private static func segment(_ starts: [Int], _ instruction: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= instruction { low = middle } else { high = middle }
    }
    return low
  }
}

/// Who takes an error, by its kind: a number in `VerifiedProgram.handlers`, or -1.
struct HandlerChoice: Equatable, Sendable {
  /// Errors of evaluation.
  var evaluation: Int32 = -1
  /// Other catchable errors.
  var errors: Int32 = -1
  /// Rejection, cancellation, budget.
  var everything: Int32 = -1

  /// The distinct handlers among the three.
  func forEach(_ body: (Int) -> Void) {
    if evaluation >= 0 { body(Int(evaluation)) }
    if errors >= 0, errors != evaluation { body(Int(errors)) }
    if everything >= 0, everything != errors, everything != evaluation { body(Int(everything)) }
  }
}

/// Where an instruction stands in respect of forks.
package enum ArmPlace: BitwiseCopyable, Hashable, Sendable {
  /// No path leads there.
  case unreachable
  /// In no arm: in the frame of the function's caller, the root or a parent of forks.
  case body
  case arm(fork: UInt16, arm: Int)
}
