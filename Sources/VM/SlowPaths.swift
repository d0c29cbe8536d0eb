// What the interpreter's loop calls out for: everything that touches the heap. Kept out of the loop so that the storage of
// the heap is retained and released here and not there. Values of the wrong kind raise; nothing here trusts a register.
import Bytecode
import Values

enum Slow {
  // MARK: Operators

  @inline(never) static func wrap(_ heap: inout Heap, _ a: Value) throws(EvaluationError) -> Value {
    try heap.wrapOptional(a)
  }
  @inline(never) static func add(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    try heap.add(a, b)
  }
  @inline(never) static func subtract(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    try heap.subtract(a, b)
  }
  @inline(never) static func multiply(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    try heap.multiply(a, b)
  }
  @inline(never) static func divide(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    try heap.divide(a, b)
  }
  @inline(never) static func modulo(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    try heap.modulo(a, b)
  }
  @inline(never) static func negate(_ heap: inout Heap, _ a: Value) throws(EvaluationError) -> Value {
    try heap.negate(a)
  }
  @inline(never) static func equal(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    try heap.equal(a, b)
  }
  @inline(never) static func less(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    try heap.less(a, b)
  }
  @inline(never) static func lessOrEqual(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    try heap.lessOrEqual(a, b)
  }
  /// `a in b`.
  @inline(never) static func contains(_ heap: inout Heap, _ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    try heap.contains(b, a)
  }

  /// `&&` (winner false) and `||` (winner true) over operands of which each may be an error that was absorbed
  /// (google/cel-spec, langdef.md, "Logical operators"): the winner wins whatever the other is, else an error is raised.
  @inline(never) static func merge(_ heap: Heap, _ a: Value, _ b: Value, winner: Bool) throws(EvaluationError) -> Bool {
    if case .bool(let x) = a, x == winner { return winner }
    if case .bool(let y) = b, y == winner { return winner }
    guard case .bool = a else { throw notBool(heap, a) }
    guard case .bool = b else { throw notBool(heap, b) }
    return !winner
  }

  /// A value that should have been a bool: an error that was absorbed is raised again, anything else is no overload.
  @inline(never) static func notBool(_ heap: Heap, _ a: Value) -> EvaluationError {
    if case .error(let ref) = a {
      let error = heap.plainError(ref)
      return EvaluationError(error.message, kind: error.kind)
    }
    return EvaluationError("expected a bool, not a value of type \(a.kindName)")
  }

  // MARK: Collections

  @inline(never) static func makeList(_ heap: inout Heap, _ elements: Span<Value>) throws(EvaluationError) -> Value {
    for index in elements.indices { try checkPart(elements[index]) }
    return try heap.makeList(elements)
  }
  @inline(never) static func makeMap(_ heap: inout Heap, _ entries: Span<Value>) throws(EvaluationError) -> Value {
    for index in entries.indices { try checkPart(entries[index]) }
    return try heap.makeMap(entries)
  }
  @inline(never) static func newList(_ heap: inout Heap) throws(EvaluationError) -> Value { try heap.makeList([]) }

  @inline(never) static func append(_ heap: inout Heap, _ a: Value, to list: Value) throws(EvaluationError) {
    guard case .list(let ref) = list, ref.position >= heap.frozen else {
      throw inconsistent("no list under construction")
    }
    try checkPart(a)
    if case .list(ref) = a { throw inconsistent("a list cannot hold itself") }
    try heap.append(a, to: ref)
  }

  @inline(never) static func appendOptional(_ heap: inout Heap, _ a: Value, to list: Value) throws(EvaluationError) {
    switch a {
    case .some(let ref): try append(&heap, heap.element(ref, 0), to: list)
    case .none, .unset: break
    default: throw EvaluationError("expected an optional, not a value of type \(a.kindName)")
    }
  }

  @inline(never) static func mapFromList(_ heap: inout Heap, _ a: Value) throws(EvaluationError) -> Value {
    guard case .list(let ref) = a, heap.count(ref) % 2 == 0 else { throw inconsistent("no list of keys and values") }
    return try heap.makeMap(pairs: ref)
  }

  @inline(never) static func field(_ heap: inout Heap, _ a: Value, _ name: Value) throws(EvaluationError) -> Value {
    try heap.field(a, name)
  }
  @inline(never) static func hasField(_ heap: Heap, _ a: Value, _ name: Value) throws(EvaluationError) -> Bool {
    try heap.hasField(a, name)
  }
  @inline(never) static func optionalField(_ heap: inout Heap, _ a: Value, _ name: Value) throws(EvaluationError)
    -> Value
  {
    try heap.optionalField(a, name)
  }
  @inline(never) static func index(_ heap: inout Heap, _ a: Value, _ key: Value) throws(EvaluationError) -> Value {
    try heap.index(a, key)
  }
  @inline(never) static func optionalIndex(_ heap: inout Heap, _ a: Value, _ key: Value) throws(EvaluationError)
    -> Value
  {
    try heap.optionalIndex(a, key)
  }

  /// The position held by a loop's register, checked against what it goes through.
  @inline(never) static func position(_ heap: Heap, _ index: Value, in collection: Value) throws(EvaluationError) -> Int
  {
    guard case .int(let position) = index, position >= 0, position < Int64(try heap.size(of: collection)) else {
      throw inconsistent("a loop's position is out of bounds")
    }
    return Int(position)
  }

  /// Index and element of a list, key and value of a map.
  @inline(never) static func entry(_ heap: Heap, _ collection: Value, _ position: Int) -> (Value, Value) {
    let value = heap.entryValue(of: collection, at: position)
    if case .map = collection { return (heap.item(of: collection, at: position), value) }
    return (.int(Int64(position)), value)
  }

  /// `unset` is no part of a list or map.
  @inline(__always) static func checkPart(_ value: Value) throws(EvaluationError) {
    if case .unset = value { throw inconsistent("a part without a value") }
  }

  // MARK: Library

  @inline(never) static func call(
    _ heap: inout Heap, _ function: UInt16, _ arguments: Span<Value>
  ) throws(EvaluationError) -> Value {
    guard let function = FunctionID(rawValue: function) else { throw inconsistent("no function \(function)") }
    for index in arguments.indices { try checkPart(arguments[index]) }
    return try heap.call(function, arguments)
  }

  @inline(never) static func interpolate(_ heap: inout Heap, _ parts: Span<Value>) throws(EvaluationError) -> Value {
    try heap.interpolate(parts)
  }

  /// The value, widened and completed by a JSON Schema; what it does not satisfy is an `input` error that names the places.
  @inline(never) static func check(_ heap: inout Heap, _ a: Value, _ schema: Value) throws(EvaluationError) -> Value {
    if case .bool(true) = schema { return a }
    let given = try heap.plain(a)
    let text = try heap.plain(schema)
    let rules: Schema
    do throws(SchemaProblems) {
      rules = try Schema(text)
    } catch {
      throw EvaluationError("the schema cannot be used: \(error)", kind: .input)
    }
    heap.charge(100)
    let (value, problems) = rules.check(given, isUniqueBySpelling: heap.isOfFirstLanguage)
    guard problems.isEmpty else {
      var text = problems.prefix(5).map(\.description).joined(separator: "; ")
      if problems.count > 5 { text += "; and \(problems.count - 5) more" }
      throw EvaluationError(text, kind: .input)
    }
    return value == given ? a : try heap.make(value)
  }

  // MARK: Errors

  @inline(never) static func outOfInstructions() -> EvaluationError {
    EvaluationError("the run has used up its instructions", kind: .budget)
  }
  @inline(never) static func outOfSteps() -> EvaluationError {
    EvaluationError("the run has used up its steps", kind: .budget)
  }
  /// What only a damaged program or a forged snapshot leads to.
  @inline(never) static func inconsistent(_ what: String) -> EvaluationError {
    EvaluationError("the machine's state is not consistent: \(what)")
  }
}
