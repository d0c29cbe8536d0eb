// Works out at compile time what depends on nothing, with the machine's own operators over a heap that is thrown away. What
// would raise, or grow large, is left to the machine.
import Syntax
import Values

extension CheckedExpression {
  /// Gives every node that can be known its constant. Nodes stand after their children, so one pass is enough. What is
  /// constant and raises whenever it is evaluated gets a warning.
  mutating func foldConstants(literalsOnly: Bool, diagnostics: inout DiagnosticBag) {
    var folder = ConstantFolder()
    for index in facts.indices {
      if case .unvisited = facts[index].meaning { continue }
      if literalsOnly, !syntax.nodes[index].kind.isLiteral { continue }
      if !facts[index].isConstant, let value = fold(index, &folder) { facts[index].meaning = .constant(value) }
      if let error = folder.raised {
        diagnostics.add(.alwaysRaises(error.message, at: syntax.nodes[index].place))
        folder.raised = nil
      }
    }
  }

  private func known(_ id: ExpressionSyntax.NodeID) -> PlainValue? { facts[Int(id.index)].constant }

  private func known(_ ids: [ExpressionSyntax.NodeID]) -> [PlainValue]? {
    var values: [PlainValue] = []
    for id in ids {
      guard let value = known(id) else { return nil }
      values.append(value)
    }
    return values
  }

  private func fold(_ index: Int, _ folder: inout ConstantFolder) -> PlainValue? {
    switch syntax.nodes[index].kind {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .uint(let value): return .uint(value)
    case .double(let value): return .double(value)
    case .string(let value): return .string(value)
    case .bytes(let value): return .bytes(value)
    case .ident, .comprehension, .bind, .structure: return nil
    case .select(let operand, let field, let optional):
      guard case .plain = facts[index].meaning, let operand = known(operand) else { return nil }
      return folder.evaluate([operand, .string(field.text)]) { (heap, values) throws(EvaluationError) in
        optional ? try heap.optionalField(values[0], values[1]) : try heap.field(values[0], values[1])
      }
    case .has(let operand, let field):
      guard case .plain = facts[index].meaning, let operand = known(operand) else { return nil }
      return folder.evaluate([operand, .string(field.text)]) { (heap, values) throws(EvaluationError) in
        .bool(try heap.hasField(values[0], values[1]))
      }
    case .index(let operand, let key, let optional):
      guard case .plain = facts[index].meaning, let values = known([operand, key]) else { return nil }
      return folder.evaluate(values) { (heap, values) throws(EvaluationError) in
        optional ? try heap.optionalIndex(values[0], values[1]) : try heap.index(values[0], values[1])
      }
    case .call:
      switch facts[index].meaning {
      case .identity(let inner): return known(inner)
      case .function(let function, _):
        guard let values = known(arguments(index)) else { return nil }
        return folder.evaluate(values) { (heap, values) throws(EvaluationError) in
          try heap.call(function, values.span)
        }
      default: return nil
      }
    case .unary(let word, let operand): return fold(word, known(operand), &folder)
    case .binary(let word, let left, let right, _):
      guard let left = known(left), let right = known(right) else { return nil }
      return folder.evaluate([left, right]) { (heap, values) throws(EvaluationError) in
        try heap.apply(word, values[0], values[1])
      }
    case .and(let operands): return fold(operands, decisive: false)
    case .or(let operands): return fold(operands, decisive: true)
    case .conditional(let condition, let then, let other):
      guard let choice = known(condition)?.boolean else { return nil }
      return known(choice ? then : other)
    case .list(let elements):
      guard !elements.contains(where: \.optional) else { return nil }
      return known(elements.map(\.value)).flatMap { folder.keep(.list($0)) }
    case .map(let entries):
      guard !entries.contains(where: \.optional), let keys = known(entries.map(\.key)),
        let values = known(entries.map(\.value))
      else { return nil }
      return folder.keep(.map(zip(keys, values).map(PlainEntry.init)))
    }
  }

  /// The receiver, if there is one, and the arguments of a call.
  func arguments(_ index: Int) -> [ExpressionSyntax.NodeID] {
    guard case .call(_, let target, let arguments) = syntax.nodes[index].kind,
      case .function(_, let withTarget) = facts[index].meaning
    else { return [] }
    return withTarget ? [target!] + arguments : arguments
  }

  private func fold(
    _ word: ExpressionSyntax.UnaryOperator, _ operand: PlainValue?, _ folder: inout ConstantFolder
  ) -> PlainValue? {
    guard let operand else { return nil }
    switch word {
    case .not: return operand.boolean.map { .bool(!$0) }
    case .negate:
      return folder.evaluate([operand]) { (heap, values) throws(EvaluationError) in try heap.negate(values[0]) }
    case .notStrictlyFalse: return .bool(operand.boolean != false)
    }
  }

  /// `&&` and `||`: one deciding operand decides, whatever the others do.
  private func fold(_ operands: [ExpressionSyntax.NodeID], decisive: Bool) -> PlainValue? {
    let values = operands.map { known($0)?.boolean }
    if values.contains(decisive) { return .bool(decisive) }
    return values.contains(nil) ? nil : .bool(!decisive)
  }

  // MARK: Patterns

  /// Reports constant regular expressions that are none, before a run meets them.
  func checkPatterns(_ strictness: ExpressionChecker.Strictness, diagnostics: inout DiagnosticBag) {
    guard strictness == .checked else { return }
    for index in facts.indices {
      guard case .function(let function, _) = facts[index].meaning else { continue }
      switch function {
      case .matches, .matchesMethod, .regexExtract, .regexExtractAll, .regexReplace:
        let arguments = arguments(index)
        guard arguments.count > 1, let pattern = self[arguments[1]].constant, pattern.text != nil else { continue }
        let folder = ConstantFolder()
        if let error = folder.error(of: .matches, ["", pattern]) {
          diagnostics.add(.badPattern(error.message, at: syntax.place(arguments[1])))
        }
      default: continue
      }
    }
  }
}

extension ExpressionSyntax.Kind {
  /// Whether it is a value by itself.
  var isLiteral: Bool {
    switch self {
    case .null, .bool, .int, .uint, .double, .string, .bytes: true
    case .ident, .select, .has, .index, .call, .unary, .binary, .and, .or, .conditional, .list, .map, .structure,
      .comprehension, .bind:
      false
    }
  }
}

extension Heap {
  /// A binary operator as the machine does it.
  mutating func apply(
    _ word: ExpressionSyntax.BinaryOperator, _ a: Value, _ b: Value
  ) throws(EvaluationError) -> Value {
    switch word {
    case .add: try add(a, b)
    case .subtract: try subtract(a, b)
    case .multiply: try multiply(a, b)
    case .divide: try divide(a, b)
    case .remainder: try modulo(a, b)
    case .equal: .bool(try equal(a, b))
    case .notEqual: .bool(try !equal(a, b))
    case .less: .bool(try less(a, b))
    case .lessOrEqual: .bool(try lessOrEqual(a, b))
    case .greater: .bool(try less(b, a))
    case .greaterOrEqual: .bool(try lessOrEqual(b, a))
    case .in: .bool(try contains(b, a))
    }
  }
}

/// Evaluates one operation at a time in a small heap of its own.
struct ConstantFolder {
  /// What the operation evaluated last raised, if it did.
  var raised: EvaluationError?

  typealias Operation = (inout Heap, [Value]) throws(EvaluationError) -> Value

  private func heap() -> Heap {
    var heap = Heap()
    heap.limit = CheckLimits.foldedSize * 256
    return heap
  }

  /// What the operation gives, unless it raises or the result is large.
  mutating func evaluate(_ arguments: [PlainValue], _ operation: Operation) -> PlainValue? {
    do throws(EvaluationError) {
      var heap = heap()
      var values: [Value] = []
      for argument in arguments { values.append(try heap.make(argument)) }
      let result = try operation(&heap, values)
      return keep(try heap.plain(result))
    } catch {
      // A full heap says nothing of the machine's, which is larger.
      if error.kind == .expression { raised = error }
      return nil
    }
  }

  func error(of function: FunctionID, _ arguments: [PlainValue]) -> EvaluationError? {
    do throws(EvaluationError) {
      var heap = heap()
      var values: [Value] = []
      for argument in arguments { values.append(try heap.make(argument)) }
      _ = try heap.call(function, values.span)
      return nil
    } catch {
      return error
    }
  }

  /// The value, if it is small enough for a constant and can be one (a map without equal keys, no error).
  func keep(_ value: PlainValue) -> PlainValue? {
    var nodes = 0
    guard isSmall(value, &nodes) else { return nil }
    if case .map = value {
      var heap = heap()
      guard (try? heap.make(value)) != nil else { return nil }
    }
    return value
  }

  private func isSmall(_ value: PlainValue, _ nodes: inout Int) -> Bool {
    nodes += 1
    if nodes > CheckLimits.foldedNodes { return false }
    switch value {
    case .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .optional(nil): return true
    case .string(let text): return text.utf8.count <= CheckLimits.foldedSize
    case .bytes(let bytes): return bytes.count <= CheckLimits.foldedSize
    case .list(let elements):
      for element in elements where !isSmall(element, &nodes) { return false }
      return true
    case .map(let entries):
      for entry in entries where !isSmall(entry.key, &nodes) || !isSmall(entry.value, &nodes) { return false }
      return true
    case .optional(.some(let inner)): return isSmall(inner, &nodes)
    case .error, .secret: return false
    }
  }
}
