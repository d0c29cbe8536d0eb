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

/// An error raised by evaluating. `message` is for the author of the skill: it names the operation, the values' types and,
/// where there is one, the limit that was reached.
@usableFromInline package struct EvaluationError: Error, Equatable, Sendable {
  @usableFromInline package var kind: ErrorKind
  @usableFromInline package var message: String

  package init(_ message: String, kind: ErrorKind = .expression) {
    self.kind = kind
    self.message = message
  }
}
