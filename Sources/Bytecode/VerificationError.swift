// Why a program is refused. A refused program is either damaged or forged, or our compiler has a bug; none of these is an
// author's mistake, so the sentences name functions, instructions and registers and no lines of a skill.

package struct VerificationError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    /// A count is over its bound in `BytecodeLimits`.
    case tooMany(String, count: Int, limit: Int)
    /// A row of a table says something impossible; `table` in the singular.
    case badRow(table: String, row: Int, String)
    case emptyProgram
    case badFormat(UInt32)
    /// The functions' code ranges do not follow one another from the first instruction to the last.
    case badCodeRange
    case badParameters(String)
    case register(Int, of: Int)
    /// Read on some path before anything was written to it.
    case unassigned(register: Int, name: String?)
    case number(of: String, Int, count: Int)
    /// A constant is not of the type that the instruction needs.
    case constantType(UInt32, needed: String)
    case target(Int)
    /// Only `loop` goes back, so that every cycle charges fuel.
    case notForward(target: Int)
    case notBackward(target: Int)
    case handlerRange(String)
    case fallsOffTheEnd
    /// The same instruction is reached inside and outside of an arm, or from two arms.
    case leavesArm
    case exit(String)
    case fork(String)
    case permit(String)
    /// Something is appended to a list that others may see.
    case list(register: Int)
    case effect(String)
    /// The flow of control is too large or too tangled to be verified within the room's bounds.
    case tooComplicated(limit: Int)
  }

  /// The function's name, if it is about one.
  package var function: String?
  /// The number in `Program.code`, if it is about one.
  package var instruction: Int?
  package var reason: Reason

  package init(_ reason: Reason, function: String? = nil, instruction: Int? = nil) {
    self.reason = reason
    self.function = function
    self.instruction = instruction
  }

  package var description: String {
    var place = ""
    if let function { place += " in `\(function)`" }
    if let instruction { place += " at instruction \(instruction)" }
    return "the program is refused\(place): \(reasonText)"
  }

  private var reasonText: String {
    switch reason {
    case .tooMany(let what, let count, let limit): "\(count) \(what), more than the limit of \(limit)"
    case .badRow(let table, let row, let why): "row \(row) of the \(table) table: \(why)"
    case .emptyProgram: "it has no function"
    case .badFormat(let format): "its format is version \(format), which this machine does not know"
    case .badCodeRange: "its code does not follow that of the function before it"
    case .badParameters(let why): why
    case .register(let register, let count): "register \(register) of \(count)"
    case .unassigned(let register, let name):
      "register \(register)\(name.map { " (`\($0)`)" } ?? "") is read where it may not have been written"
    case .number(let what, let number, let count): "\(what) \(number) of \(count)"
    case .constantType(let number, let needed): "constant \(number) is no \(needed)"
    case .target(let target): "the target \(target) is outside of the function"
    case .notForward(let target): "it goes back to \(target), which only `loop` may"
    case .notBackward(let target): "`loop` goes forward to \(target)"
    case .handlerRange(let why): "an error handler \(why)"
    case .fallsOffTheEnd: "the function has no end here"
    case .leavesArm: "it is reached both inside and outside of an arm of a fork, or from two arms"
    case .list(let register): "register \(register) is appended to, and it may hold a list that others see"
    case .exit(let why), .fork(let why), .permit(let why), .effect(let why): why
    case .tooComplicated(let limit): "its flow of control is too complicated to verify (limit: \(limit))"
    }
  }
}
