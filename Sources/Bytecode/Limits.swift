// Every bound of this room, in one place. Each is named in the error that it causes.

package enum BytecodeLimits {
  /// Instructions of one program.
  package static let instructions = 1 << 20
  /// Named and other lasting registers of one function.
  package static let lastingRegisters = 12 << 10
  /// Temporary registers of one function.
  package static let temporaryRegisters = 4 << 10
  /// Registers of one function.
  package static let registers = lastingRegisters + temporaryRegisters
  /// Parameters of one function.
  package static let parameters = 1 << 10
  package static let constants = 1 << 18
  /// Logical bytes of all constants.
  package static let constantBytes = 64 << 20
  package static let functions = 1 << 12
  /// Handler ranges of one function.
  package static let handlers = 1 << 16
  package static let steps = 1 << 18
  package static let effects = 1 << 15
  package static let gates = 1 << 15
  package static let forks = 1 << 15
  /// Arms of one fork.
  package static let arms = 1 << 10
  package static let sources = 1 << 10
  /// Bytes of a program's canonical form.
  package static let programBytes = 128 << 20
  /// Bytes of a name, an id, a pattern of a permission.
  package static let nameBytes = 64 << 10
  /// Entries of one list in the manifest (permissions, `match`, secrets).
  package static let listed = 1 << 16
  /// People that one gate may want the approval of (`by: {count}`).
  package static let votes = 64
  /// Rows that run at once in one `for … at_once`.
  package static let atOnce = 1 << 12
  /// Words of 64 permits, or of 64 lists under construction, that the verifier keeps of one function: for each block.
  package static let flowWords = 1 << 22
  /// Blocks, edges and words that the verifier goes over while it follows one function's flow of control.
  package static let flowWork = 1 << 28
  /// Registers read or written by all instructions of one function together.
  package static let operands = 1 << 24
  /// Places where it changes which of 64 registers are alive.
  package static let livenessRuns = 1 << 22
}

/// What a program cannot be: the author's skill is larger than a program can hold.
package enum BytecodeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `what` in the plural; `function` where the bound is one function's.
  case tooMany(_ what: String, count: Int, limit: Int, function: String?)
  /// A constant that the heap refuses, with its message.
  case constant(String)

  package var description: String {
    switch self {
    case .tooMany(let what, let count, let limit, let function):
      "\(count) \(what)\(function.map { " in `\($0)`" } ?? ""): too many for one program (limit: \(limit))"
    case .constant(let message): message
    }
  }
}
