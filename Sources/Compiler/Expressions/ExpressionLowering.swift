// Checked expression → instructions of a function, straight into its builder. Decides nothing about meaning: the checker has.
// Registers: a name's value is read where it is; everything else goes onto the builder's stack of temporaries, which stands
// afterwards where it stood before (but for the result).
import Bytecode
import Syntax
import Values

extension CheckedExpression {
  /// Emits code that leaves the value in a register, and says in which: `destination` if it is given, else the register of
  /// the name that the expression is, else a new temporary. A destination that a person can see (no temporary) is written
  /// once and last, so it keeps its value if the expression raises.
  /// - points: gives instructions the places of the parts that they come from; without it they are at the builder's place.
  package func lower(
    into function: FunctionBuilder, program: ProgramBuilder, to destination: Register? = nil,
    points: SourcePoints? = nil
  ) -> Register {
    precondition(isValid, "an expression that was reported is not lowered")
    // Many are a name alone.
    if case .register(let register, mayBeUnset: false) = facts[Int(syntax.root.index)].meaning {
      guard let destination, destination != register else { return register }
      function.emit(.move(d: destination, a: register))
      return destination
    }
    var lowering = ExpressionLowering(self, function, program, points)
    let place = function.place
    defer { function.place = place }
    guard let destination, !function.isTemporary(destination), !lowering.writesOnce(syntax.root, destination) else {
      return lowering.lower(syntax.root, to: destination)
    }
    let mark = function.mark
    let value = lowering.lower(syntax.root)
    if value != destination { function.emit(.move(d: destination, a: value)) }
    function.release(to: mark)
    return destination
  }

  /// Emits code that goes to `label` where the condition is false, and falls through where it is true.
  package func lowerCondition(
    into function: FunctionBuilder, program: ProgramBuilder, ifFalse label: Label,
    points: SourcePoints? = nil
  ) {
    precondition(isValid, "an expression that was reported is not lowered")
    var lowering = ExpressionLowering(self, function, program, points)
    let place = function.place
    defer { function.place = place }
    lowering.branch(syntax.root, to: label, when: false)
  }
}

struct ExpressionLowering {
  typealias NodeID = ExpressionSyntax.NodeID

  let checked: CheckedExpression
  let function: FunctionBuilder
  let program: ProgramBuilder
  let points: SourcePoints?
  /// Where each variable of a comprehension or `cel.bind` is.
  var locals: [Register?]
  /// Which nodes may raise an error of evaluation. (Few expressions have a part that asks.)
  private lazy var raises = checked.raisingNodes()

  init(
    _ checked: CheckedExpression, _ function: FunctionBuilder, _ program: ProgramBuilder,
    _ points: SourcePoints?
  ) {
    self.checked = checked
    self.function = function
    self.program = program
    self.points = points
    locals = Array(repeating: nil, count: checked.localCount)
  }

  func fact(_ id: NodeID) -> NodeFact { checked[id] }
  mutating func mayRaise(_ id: NodeID) -> Bool { raises[Int(id.index)] }

  func emit(_ instruction: Instruction) { function.emit(instruction) }

  /// What follows comes from this node.
  func stand(at id: NodeID) {
    if let points { function.place = points.point(checked.syntax.place(id)) }
  }

  func constant(_ value: PlainValue) -> UInt32 { program.constant(value) }

  // MARK: Values

  /// Emits the value of a node and says where it is.
  mutating func lower(_ id: NodeID, to wanted: Register? = nil) -> Register {
    switch fact(id).meaning {
    case .constant(let value): return load(value, to: wanted)
    case .register(let register, mayBeUnset: false): return place(register, to: wanted)
    case .local(let number): return place(locals[number]!, to: wanted)
    case .identity(let inner): return lower(inner, to: wanted)
    default: break
    }
    let d = wanted ?? function.temporary()
    let mark = function.mark
    lowerNew(id, d)
    function.release(to: mark)
    return d
  }

  private func place(_ register: Register, to wanted: Register?) -> Register {
    guard let wanted, wanted != register else { return register }
    emit(.move(d: wanted, a: register))
    return wanted
  }

  func load(_ value: PlainValue, to wanted: Register?) -> Register {
    let d = wanted ?? function.temporary()
    switch value {
    case .null: emit(.loadNull(d: d))
    case .bool(let flag): emit(.loadBool(d: d, value: flag))
    case .int(let number):
      if let small = Int32(exactly: number) {
        emit(.loadInt(d: d, value: small))
      } else {
        emit(.load(d: d, k: constant(value)))
      }
    default: emit(.load(d: d, k: constant(value)))
    }
    return d
  }

  /// Emits what is neither a constant nor in a register already.
  private mutating func lowerNew(_ id: NodeID, _ d: Register) {
    switch fact(id).meaning {
    case .register(let register, mayBeUnset: _), .optionalRegister(let register):
      emit(.wrap(d: d, a: register))
      return
    case .fields(let fields): return lowerFields(fields, d)
    case .isSet(let register, let mayBeUnset): return lowerIsSet(register, mayBeUnset: mayBeUnset, d)
    case .raises(let message):
      stand(at: id)
      let text = load(.string(message), to: nil)
      emit(.fail(kind: .expression, a: text))
      emit(.loadNull(d: d))
      return
    case .function(let name, _): return lowerCall(id, name, checked.arguments(Int(id.index)), d)
    case .plain, .binds, .local, .identity, .constant, .unvisited: break
    }
    switch checked.syntax.nodes[id].kind {
    case .select(let operand, let field, let optional):
      let a = lower(operand)
      stand(at: id)
      let k = constant(.string(field.text))
      emit(optional ? .optionalField(d: d, a: a, k: k) : .field(d: d, a: a, k: k))
    case .has(let operand, let field):
      let a = lower(operand)
      stand(at: id)
      emit(.hasField(d: d, a: a, k: constant(.string(field.text))))
    case .index(let operand, let index, let optional):
      let a = lower(operand)
      let b = lower(index)
      stand(at: id)
      emit(optional ? .optionalIndex(d: d, a: a, b: b) : .index(d: d, a: a, b: b))
    case .unary(let word, let operand): lowerUnary(id, word, operand, d)
    case .binary(let word, let left, let right, _): lowerBinary(id, word, left, right, d)
    case .and(let operands): lowerLogic(id, operands, decisive: false, d)
    case .or(let operands): lowerLogic(id, operands, decisive: true, d)
    case .conditional(let condition, let then, let other): lowerConditional(condition, then, other, d)
    case .list(let elements): lowerList(elements, d)
    case .map(let entries): lowerMap(id, entries, d)
    case .comprehension(let loop): lowerComprehension(id, loop, d)
    case .bind(_, let value, let body):
      guard case .binds(let number, _) = fact(id).meaning else { preconditionFailure("a bind without a variable") }
      locals[number] = lower(value)
      _ = lower(body, to: d)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .ident, .call, .structure:
      preconditionFailure("a node without a meaning")
    }
  }

  // MARK: Names

  /// A namespace used as a value: a map of what has been written.
  private func lowerFields(_ fields: [(name: String, value: NamedValue)], _ d: Register) {
    let list = function.temporary()
    let cell = function.temporary()
    emit(.newList(d: list))
    for field in fields {
      let skip = function.makeLabel()
      if field.value.mayBeUnset { function.emit(.jumpIfUnset(a: field.value.register, to: 0), to: skip) }
      emit(.load(d: cell, k: constant(.string(field.name))))
      emit(.append(d: list, a: cell))
      emit(.append(d: list, a: field.value.register))
      function.bind(skip)
    }
    emit(.mapFromList(d: d, a: list))
  }

  private func lowerIsSet(_ register: Register, mayBeUnset: Bool, _ d: Register) {
    guard mayBeUnset else { return emit(.loadBool(d: d, value: true)) }
    let end = function.makeLabel()
    emit(.loadBool(d: d, value: false))
    function.emit(.jumpIfUnset(a: register, to: 0), to: end)
    emit(.loadBool(d: d, value: true))
    function.bind(end)
  }

  // MARK: Operators and calls

  private mutating func lowerUnary(
    _ id: NodeID, _ word: ExpressionSyntax.UnaryOperator, _ operand: NodeID, _ d: Register
  ) {
    let a = lower(operand)
    stand(at: id)
    switch word {
    case .not: emit(.not(d: d, a: a))
    case .negate: emit(.negate(d: d, a: a))
    case .notStrictlyFalse: preconditionFailure("comprehensions are lowered by their words")
    }
  }

  /// An int literal that fits into an instruction.
  func smallInt(_ id: NodeID) -> Int16? {
    guard case .int(let value)? = fact(id).constant else { return nil }
    return Int16(exactly: value)
  }

  /// `x + 1` and `x - 1` have an instruction of their own where x is an int for sure.
  private func smallAddend(_ word: ExpressionSyntax.BinaryOperator, _ left: NodeID, _ right: NodeID) -> Int16? {
    guard fact(left).type == .int, case .int(let value)? = fact(right).constant else { return nil }
    switch word {
    case .add: return Int16(exactly: value)
    case .subtract: return value > Int64(Int16.min) && value <= Int64(Int16.max) ? Int16(-value) : nil
    default: return nil
    }
  }

  private mutating func lowerBinary(
    _ id: NodeID, _ word: ExpressionSyntax.BinaryOperator, _ left: NodeID, _ right: NodeID, _ d: Register
  ) {
    let a = lower(left)
    if let value = smallAddend(word, left, right) {
      stand(at: id)
      return emit(.addInt(d: d, a: a, value: value))
    }
    if word == .remainder, let value = smallInt(right) {
      stand(at: id)
      return emit(.moduloInt(d: d, a: a, value: value))
    }
    let b = lower(right)
    stand(at: id)
    switch word {
    case .add: emit(.add(d: d, a: a, b: b))
    case .subtract: emit(.subtract(d: d, a: a, b: b))
    case .multiply: emit(.multiply(d: d, a: a, b: b))
    case .divide: emit(.divide(d: d, a: a, b: b))
    case .remainder: emit(.modulo(d: d, a: a, b: b))
    case .equal: emit(.equal(d: d, a: a, b: b))
    case .notEqual: emit(.notEqual(d: d, a: a, b: b))
    case .less: emit(.less(d: d, a: a, b: b))
    case .lessOrEqual: emit(.lessOrEqual(d: d, a: a, b: b))
    case .greater: emit(.less(d: d, a: b, b: a))
    case .greaterOrEqual: emit(.lessOrEqual(d: d, a: b, b: a))
    case .in: emit(.contains(d: d, a: a, b: b))
    }
  }

  private mutating func lowerCall(_ id: NodeID, _ name: FunctionID, _ arguments: [NodeID], _ d: Register) {
    if arguments.count == 1 {
      let a = lower(arguments[0])
      stand(at: id)
      return emit(.call(d: d, function: name.rawValue, first: a, count: 1))
    }
    guard let count = UInt8(exactly: arguments.count) else { return lowerLongCall(id, name, arguments, d) }
    let first = function.temporaries(max(arguments.count, 1))
    for (index, argument) in arguments.enumerated() { _ = lower(argument, to: first + Register(index)) }
    stand(at: id)
    emit(.call(d: d, function: name.rawValue, first: first, count: count))
  }

  /// More than 255 arguments: only `math.greatest` and `math.least` take so many, and they take a list too.
  private mutating func lowerLongCall(_ id: NodeID, _ name: FunctionID, _ arguments: [NodeID], _ d: Register) {
    let list = function.temporary()
    appendAll(arguments.map { ExpressionSyntax.Element($0) }, to: list)
    stand(at: id)
    emit(.call(d: d, function: name.rawValue, first: list, count: 1))
  }

  private mutating func lowerConditional(_ condition: NodeID, _ then: NodeID, _ other: NodeID, _ d: Register) {
    if let choice = fact(condition).constant?.boolean {
      _ = lower(choice ? then : other, to: d)
      return
    }
    let otherwise = function.makeLabel()
    let end = function.makeLabel()
    branch(condition, to: otherwise, when: false)
    _ = lower(then, to: d)
    function.go(to: end)
    function.bind(otherwise)
    _ = lower(other, to: d)
    function.bind(end)
  }

  // MARK: Literals

  private mutating func lowerList(_ elements: [ExpressionSyntax.Element], _ d: Register) {
    if elements.count <= CheckLimits.literalRegisters, !elements.contains(where: \.optional) {
      let first = elements.isEmpty ? d : function.temporaries(elements.count)
      for (index, element) in elements.enumerated() { _ = lower(element.value, to: first + Register(index)) }
      return emit(elements.isEmpty ? .newList(d: d) : .makeList(d: d, first: first, count: UInt16(elements.count)))
    }
    appendAll(elements, to: d)
  }

  private mutating func appendAll(_ elements: [ExpressionSyntax.Element], to list: Register) {
    emit(.newList(d: list))
    for element in elements {
      let mark = function.mark
      let value = lower(element.value)
      emit(element.optional ? .appendOptional(d: list, a: value) : .append(d: list, a: value))
      function.release(to: mark)
    }
  }

  private mutating func lowerMap(_ id: NodeID, _ entries: [ExpressionSyntax.Entry], _ d: Register) {
    if !entries.isEmpty, entries.count * 2 <= CheckLimits.literalRegisters, !entries.contains(where: \.optional) {
      let first = function.temporaries(entries.count * 2)
      for (index, entry) in entries.enumerated() {
        _ = lower(entry.key, to: first + Register(2 * index))
        _ = lower(entry.value, to: first + Register(2 * index + 1))
      }
      stand(at: id)
      return emit(.makeMap(d: d, first: first, count: UInt16(entries.count)))
    }
    let list = function.temporary()
    emit(.newList(d: list))
    for entry in entries {
      let mark = function.mark
      let key = lower(entry.key)
      let value = lower(entry.value)
      if entry.optional {
        let skip = function.makeLabel()
        let test = function.temporary()
        emit(.call(d: test, function: FunctionID.hasValue.rawValue, first: value, count: 1))
        function.emit(.jumpUnless(a: test, to: 0), to: skip)
        emit(.append(d: list, a: key))
        emit(.appendOptional(d: list, a: value))
        function.bind(skip)
      } else {
        emit(.append(d: list, a: key))
        emit(.append(d: list, a: value))
      }
      function.release(to: mark)
    }
    stand(at: id)
    emit(.mapFromList(d: d, a: list))
  }

  // MARK: Destinations

  /// Whether lowering a node writes `destination` once, with the last instruction, and reads nothing from it after that.
  func writesOnce(_ id: NodeID, _ destination: Register) -> Bool {
    switch fact(id).meaning {
    case .isSet(_, mayBeUnset: true): return false
    case .identity(let inner): return writesOnce(inner, destination)
    case .constant, .register, .optionalRegister, .fields, .isSet, .local, .raises, .function: return true
    case .plain, .binds, .unvisited: break
    }
    switch checked.syntax.nodes[id].kind {
    case .select, .has, .index, .unary, .binary, .map: return true
    case .list(let elements):
      return elements.count <= CheckLimits.literalRegisters && !elements.contains(where: \.optional)
    case .conditional(_, let then, let other): return writesOnce(then, destination) && writesOnce(other, destination)
    case .bind(_, _, let body): return writesOnce(body, destination)
    case .and, .or, .comprehension: return false
    case .null, .bool, .int, .uint, .double, .string, .bytes, .ident, .call, .structure: return true
    }
  }
}
