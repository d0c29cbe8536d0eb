// Which parts of an expression may raise an error of evaluation. What cannot needs no handler around it in `&&`, `||` and
// quantifiers. Wrong only on the safe side: a part said to raise may never do so.
import Syntax
import Values

extension CheckedExpression {
  /// One answer for each node.
  func raisingNodes() -> [Bool] {
    var raises = Array(repeating: false, count: facts.count)
    for index in facts.indices {
      if case .unvisited = facts[index].meaning { continue }
      raises[index] = !facts[index].isConstant && mayRaise(index, raises)
    }
    return raises
  }

  private func mayRaise(_ index: Int, _ raises: [Bool]) -> Bool {
    func raising(_ id: ExpressionSyntax.NodeID) -> Bool { raises[Int(id.index)] }
    switch facts[index].meaning {
    case .register, .optionalRegister, .fields, .local, .isSet, .constant: return false
    case .raises: return true
    case .identity(let inner): return raising(inner)
    case .function(let function, _):
      let arguments = arguments(index)
      return !neverRaises(function, arguments) || arguments.contains(where: raising)
    case .plain, .binds, .unvisited: break
    }
    switch syntax.nodes[index].kind {
    case .null, .bool, .int, .uint, .double, .string, .bytes: return false
    case .ident, .call, .structure: return true
    case .select(let operand, let field, let optional):
      if raising(operand) { return true }
      switch type(of: operand) {
      case .record(let record): return !optional && record[field.text]?.isRequired != true
      case .map, .optional: return !optional
      default: return true
      }
    case .has(let operand, _): return raising(operand) || !isKnownHolder(type(of: operand))
    case .index(let operand, let key, let optional):
      if !optional || raising(operand) || raising(key) { return true }
      switch type(of: operand) {
      case .list: return type(of: key) != .int
      case .map, .record: return false
      default: return true
      }
    case .unary(let word, let operand):
      switch word {
      case .not: return raising(operand) || type(of: operand) != .bool
      case .negate: return raising(operand) || type(of: operand) != .double
      case .notStrictlyFalse: return false
      }
    case .binary(let word, let left, let right, _):
      return raising(left) || raising(right) || mayRaise(word, type(of: left), type(of: right))
    case .and(let operands), .or(let operands):
      return operands.contains { raising($0) || type(of: $0) != .bool }
    case .conditional(let condition, let then, let other):
      return raising(condition) || type(of: condition) != .bool || raising(then) || raising(other)
    case .list(let elements):
      return elements.contains { element in
        if raising(element.value) { return true }
        if !element.optional { return false }
        if case .optional = type(of: element.value) { return false }
        return true
      }
    case .map(let entries):
      // Keys that are equal raise; constant ones would have been seen.
      return !entries.isEmpty
    case .comprehension(let loop): return mayRaise(loop, raising)
    case .bind(_, let value, let body): return raising(value) || raising(body)
    }
  }

  private func mayRaise(
    _ loop: ExpressionSyntax.Comprehension, _ raising: (ExpressionSyntax.NodeID) -> Bool
  ) -> Bool {
    switch type(of: loop.range) {
    case .list, .map, .record: break
    default: return true
    }
    if raising(loop.range) || raising(loop.body) { return true }
    if let filter = loop.filter, raising(filter) || type(of: filter) != .bool { return true }
    switch loop.macro {
    case .all, .exists, .existsOne, .filter: return type(of: loop.body) != .bool
    case .map, .transformList, .transformMap: return false
    case .transformMapEntry: return true
    }
  }

  private func isKnownHolder(_ type: CELType) -> Bool {
    switch type {
    case .map, .record: true
    case .optional(let inner): isKnownHolder(inner)
    default: false
    }
  }

  private func isScalar(_ type: CELType) -> Bool {
    switch type {
    case .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .type: true
    case .dyn, .invalid, .list, .map, .optional, .record, .secret, .nullable, .opaque, .parameter: false
    }
  }

  private func mayRaise(_ word: ExpressionSyntax.BinaryOperator, _ left: CELType, _ right: CELType) -> Bool {
    switch word {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      // Lists and maps may nest too deep, and anything else may turn out to be a secret.
      return !isScalar(left) || !isScalar(right)
    case .add, .subtract, .multiply, .divide: return left != .double || right != .double
    case .remainder: return true
    case .in:
      switch right {
      case .list(let element): return !isScalar(left) || !isScalar(element)
      case .map: return !isScalar(left)
      default: return true
      }
    }
  }

  private func neverRaises(_ function: FunctionID, _ arguments: [ExpressionSyntax.NodeID]) -> Bool {
    for argument in arguments {
      switch type(of: argument) {
      case .dyn, .invalid, .nullable, .parameter, .opaque, .secret: return false
      default: continue
      }
    }
    switch function {
    case .size, .sizeMethod, .contains, .startsWith, .endsWith, .type, .hasValue, .orValue, .or, .optionalOf,
      .optionalNone, .lowerAscii, .upperAscii, .trim:
      return true
    default: return false
    }
  }
}
