// A second opinion: evaluates the tree as CEL's definition has it, comprehensions by their own expansion, errors as values,
// with none of the compiler's choices (no handlers, no fused jumps, no folding, no registers). Slow and short.
import Compiler
import Syntax
import Values

struct ReferenceEvaluator {
  typealias NodeID = ExpressionSyntax.NodeID
  let syntax: ExpressionSyntax
  var heap = Heap()

  typealias Outcome = Result<Value, EvaluationError>

  mutating func evaluate(_ variables: [String: PlainValue]) -> Result<PlainValue, EvaluationError> {
    var names: [String: Value] = [:]
    for (name, value) in variables { names[name] = try! heap.make(value) }
    switch evaluate(syntax.root, names) {
    case .failure(let error): return .failure(error)
    case .success(let value):
      do { return .success(try heap.plain(value)) } catch { return .failure(error as! EvaluationError) }
    }
  }

  private mutating func evaluate(_ id: NodeID, _ names: [String: Value]) -> Outcome {
    do { return .success(try value(id, names)) } catch { return .failure(error) }
  }

  private mutating func value(_ id: NodeID, _ names: [String: Value]) throws(EvaluationError) -> Value {
    switch syntax.nodes[Int(id.index)].kind {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .uint(let value): return .uint(value)
    case .double(let value): return .double(value)
    case .string(let value): return try heap.makeString(value)
    case .bytes(let value): return try heap.makeBytes(value)
    case .ident(let name, _):
      guard let value = names[name] else { throw EvaluationError("no \(name)") }
      return value
    case .select(let operand, let field, let optional):
      let holder = try value(operand, names)
      let name = try heap.makeString(field.text)
      return optional ? try heap.optionalField(holder, name) : try heap.field(holder, name)
    case .has(let operand, let field):
      let holder = try value(operand, names)
      let name = try heap.makeString(field.text)
      return .bool(try heap.hasField(holder, name))
    case .index(let operand, let key, let optional):
      let holder = try value(operand, names)
      let key = try value(key, names)
      return optional ? try heap.optionalIndex(holder, key) : try heap.index(holder, key)
    case .call(let name, let target, let arguments): return try call(name.text, target, arguments, names)
    case .unary(let word, let operand):
      let outcome = evaluate(operand, names)
      if word == .notStrictlyFalse {
        if case .success(.bool(false)) = outcome { return .bool(false) }
        return .bool(true)
      }
      let value = try outcome.get()
      if word == .negate { return try heap.negate(value) }
      guard case .bool(let flag) = value else { throw EvaluationError("no bool") }
      return .bool(!flag)
    case .binary(let word, let left, let right, _):
      let a = try value(left, names)
      let b = try value(right, names)
      return try binary(word, a, b)
    case .and(let operands): return try logic(operands, names, decisive: false)
    case .or(let operands): return try logic(operands, names, decisive: true)
    case .conditional(let condition, let then, let other):
      guard case .bool(let flag) = try value(condition, names) else { throw EvaluationError("no bool") }
      return try value(flag ? then : other, names)
    case .list(let elements):
      var made: [Value] = []
      for element in elements {
        let value = try value(element.value, names)
        guard element.optional else {
          made.append(value)
          continue
        }
        if case .some(let ref) = value { made.append(heap.element(ref, 0)) }
      }
      return try heap.makeList(made)
    case .map(let entries):
      var made: [Value] = []
      for entry in entries {
        let key = try value(entry.key, names)
        let value = try value(entry.value, names)
        if entry.optional {
          if case .some(let ref) = value { made += [key, heap.element(ref, 0)] }
        } else {
          made += [key, value]
        }
      }
      return try heap.makeMap(made)
    case .structure: throw EvaluationError("no messages")
    case .comprehension(let loop): return try comprehension(loop, names)
    case .bind(let name, let bound, let body):
      var inner = names
      inner[name.text] = try value(bound, names)
      return try value(body, inner)
    }
  }

  private mutating func logic(
    _ operands: [NodeID], _ names: [String: Value], decisive: Bool
  ) throws(EvaluationError) -> Value {
    var failure: EvaluationError?
    for operand in operands {
      switch evaluate(operand, names) {
      case .success(.bool(decisive)): return .bool(decisive)
      case .success(.bool): continue
      case .success: failure = failure ?? EvaluationError("no bool")
      case .failure(let error): failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return .bool(!decisive)
  }

  private mutating func comprehension(
    _ loop: ExpressionSyntax.Comprehension, _ names: [String: Value]
  ) throws(EvaluationError) -> Value {
    let range = try value(loop.range, names)
    var result = evaluate(loop.initial, names)
    for index in 0..<(try heap.size(of: range)) {
      var inner = names
      if let second = loop.secondVariable {
        if case .list = range {
          inner[loop.variable.text] = .int(Int64(index))
        } else {
          inner[loop.variable.text] = heap.item(of: range, at: index)
        }
        inner[second.text] = heap.entryValue(of: range, at: index)
      } else {
        inner[loop.variable.text] = heap.item(of: range, at: index)
      }
      let accumulator = hold(result, loop.accumulator, &inner)
      guard case .success(.bool(true)) = evaluate(loop.condition, inner) else { break }
      // The expansions of `all` and `exists` go on with an error as their accumulator; the others end with it.
      if case .failure(let error) = accumulator, !isLogic(loop.step) { throw error }
      result = evaluate(loop.step, inner)
    }
    var inner = names
    _ = hold(result, loop.accumulator, &inner)
    if case .failure(let error) = result { throw error }
    return try value(loop.result, inner)
  }

  private func isLogic(_ id: NodeID) -> Bool {
    switch syntax.nodes[Int(id.index)].kind {
    case .and, .or: true
    default: false
    }
  }

  /// An error cannot be a variable's value here: the accumulator is then no variable at all, and reading it raises.
  private func hold(_ outcome: Outcome, _ name: String, _ names: inout [String: Value]) -> Outcome {
    if case .success(let value) = outcome { names[name] = value } else { names[name] = nil }
    return outcome
  }

  private mutating func binary(
    _ word: ExpressionSyntax.BinaryOperator, _ a: Value, _ b: Value
  ) throws(EvaluationError) -> Value {
    switch word {
    case .add: try heap.add(a, b)
    case .subtract: try heap.subtract(a, b)
    case .multiply: try heap.multiply(a, b)
    case .divide: try heap.divide(a, b)
    case .remainder: try heap.modulo(a, b)
    case .equal: .bool(try heap.equal(a, b))
    case .notEqual: .bool(!(try heap.equal(a, b)))
    case .less: .bool(try heap.less(a, b))
    case .lessOrEqual: .bool(try heap.lessOrEqual(a, b))
    case .greater: .bool(try heap.less(b, a))
    case .greaterOrEqual: .bool(try heap.lessOrEqual(b, a))
    case .in: .bool(try heap.contains(b, a))
    }
  }

  private mutating func call(
    _ name: String, _ target: NodeID?, _ arguments: [NodeID], _ names: [String: Value]
  ) throws(EvaluationError) -> Value {
    var values: [Value] = []
    if let target {
      if case .ident(let root, _) = syntax.nodes[Int(target.index)].kind, names[root] == nil,
        let function = FunctionTable.entry(named: "\(root).\(name)", member: false)
      {
        for argument in arguments { values.append(try value(argument, names)) }
        return try heap.call(function.function, values.span)
      }
      values.append(try value(target, names))
    }
    for argument in arguments { values.append(try value(argument, names)) }
    if name == "cel.@mapInsert" {
      guard case .map(let map) = values[0] else { throw EvaluationError("no map") }
      var cells = heap.cellRange(map).map { heap.cells[$0] }
      if values.count == 3 {
        cells += values[1...]
      } else if case .map(let more) = values[1] {
        cells += heap.cellRange(more).map { heap.cells[$0] }
      }
      return try heap.makeMap(cells)
    }
    guard let function = FunctionTable.entry(named: name, member: target != nil) else {
      throw EvaluationError("no \(name)")
    }
    return try heap.call(function.function, values.span)
  }
}
