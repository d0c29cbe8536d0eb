// What goes wrong inside an expression or a step, as a value that can be thrown through the machine and caught by a skill.

/// The kinds that `error.kind` can have in `catch` and `on_error` (skill language, "error"), and those that nothing catches.
/// The raw value is part of the snapshot format; the name is what a skill's author compares with.
@usableFromInline package enum ErrorKind: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case expression = 0
  case fail, assert, effect, timeout, permission, input
  /// Not caught by `catch` or `on_error`; `finally` runs.
  case rejected, cancelled, budget

  package var text: String {
    switch self {
    case .expression: "expression"
    case .fail: "fail"
    case .assert: "assert"
    case .effect: "effect"
    case .timeout: "timeout"
    case .permission: "permission"
    case .input: "input"
    case .rejected: "rejected"
    case .cancelled: "cancelled"
    case .budget: "budget"
    }
  }

  package init?(text: String) {
    guard let kind = Self.allCases.first(where: { $0.text == text }) else { return nil }
    self = kind
  }

  /// Whether `catch`, `on_error` and `retry` see it.
  package var isCatchable: Bool {
    switch self {
    case .expression, .fail, .assert, .effect, .timeout, .permission, .input: true
    case .rejected, .cancelled, .budget: false
    }
  }
}

/// What is known of the effect that an error came of. The raw value is part of the snapshot and the journal format.
@usableFromInline package enum Reach: UInt8, BitwiseCopyable, Sendable {
  /// Nothing of it has left; also of errors that came of no effect.
  case notSent = 0
  /// It was sent, or begun, and what came of it was not heard.
  case unheard
  /// It was answered, or has ended.
  case answered
}

/// An error raised by evaluating. `message` is for the author of the skill: it names the operation, the values' types and,
/// where there is one, the limit that was reached.
@usableFromInline package struct EvaluationError: Error, Equatable, Sendable {
  @usableFromInline package var kind: ErrorKind
  @usableFromInline package var reach: Reach
  /// The status of the answer, or the exit code of the program that ended; -1 where there is none.
  @usableFromInline package var code: Int32
  @usableFromInline package var message: String

  package init(_ message: String, kind: ErrorKind = .expression, reach: Reach = .notSent, code: Int32 = -1) {
    self.kind = kind
    self.reach = reach
    self.code = code
    self.message = message
  }

  /// Kind, reach and code as the first cell of an error object, and back. Without the latter two it is the kind's raw value.
  var cell: Int64 { Int64(kind.rawValue) | Int64(reach.rawValue) << 8 | (Int64(code) + 1) << 16 }

  package static func parts(ofCell cell: Int64) -> (kind: ErrorKind, reach: Reach, code: Int32)? {
    guard let kind = ErrorKind(rawValue: UInt8(truncatingIfNeeded: cell)),
      let reach = Reach(rawValue: UInt8(truncatingIfNeeded: cell >> 8)), let code = Int32(exactly: (cell >> 16) - 1),
      code >= -1, code < 0 || reach == .answered
    else { return nil }
    return (kind, reach, code)
  }
}

extension EvaluationError: CustomStringConvertible {
  @usableFromInline package var description: String { message }
}
