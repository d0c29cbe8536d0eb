// The arithmetic operators of CEL over values of any kind (google/cel-spec, langdef.md, "Overflow" and the list of standard
// definitions). What the type checker would have refused raises "no such overload", so that `dyn` operands are safe too.
// Nothing here rounds silently: an integer or decimal result that does not fit is an error.

extension Value {
  /// The kind as an author reads it in a message.
  package var kindName: String {
    switch self {
    case .unset: "unset"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .none, .some: "optional"
    case .null: "null"
    case .bool, .int, .uint, .double, .decimal, .type, .string, .bytes, .list, .map, .error, .secret: typeName.text
    }
  }
}

extension EvaluationError {
  @usableFromInline static func noOverload(_ operation: String, _ a: Value, _ b: Value) -> EvaluationError {
    EvaluationError("no such overload: \(a.kindName) \(operation) \(b.kindName)")
  }
  static func noOverload(_ function: String, _ arguments: [Value]) -> EvaluationError {
    EvaluationError("no such overload: \(function)(\(arguments.map(\.kindName).joined(separator: ", ")))")
  }
  static func overflow(_ operation: String, _ a: some CustomStringConvertible, _ b: some CustomStringConvertible)
    -> EvaluationError
  {
    EvaluationError("integer overflow: \(a) \(operation) \(b)")
  }
  static var divisionByZero: EvaluationError { EvaluationError("division by zero") }
}

extension Heap {
  /// `a + b`: numbers, texts, bytes, lists, timestamps with durations, durations, decimals.
  @inlinable package mutating func add(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    if case .int(let x) = a, case .int(let y) = b {
      let (sum, overflow) = x.addingReportingOverflow(y)
      if !overflow { return .int(sum) }
    }
    return try addSlowly(a, b)
  }

  @usableFromInline mutating func addSlowly(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    switch (a, b) {
    case (.int(let x), .int(let y)):
      let (sum, overflow) = x.addingReportingOverflow(y)
      if overflow { throw .overflow("+", x, y) }
      return .int(sum)
    case (.uint(let x), .uint(let y)):
      let (sum, overflow) = x.addingReportingOverflow(y)
      if overflow { throw .overflow("+", x, y) }
      return .uint(sum)
    case (.double(let x), .double(let y)): return .number(x + y)
    case (.string(let x), .string(let y)): return try concatenate(.string, x, y)
    case (.bytes(let x), .bytes(let y)): return try concatenate(.bytes, x, y)
    case (.list(let x), .list(let y)): return try concatenateLists(x, y)
    case (.timestamp(let time), .duration(let length)), (.duration(let length), .timestamp(let time)):
      return .timestamp(try time.adding(length))
    case (.duration(let x), .duration(let y)): return .duration(try x.adding(y))
    case (.decimal(let x), .decimal(let y)): return .decimal(try x.adding(y))
    default: throw .noOverload("+", a, b)
    }
  }

  /// `a - b`.
  @inlinable package mutating func subtract(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    if case .int(let x) = a, case .int(let y) = b {
      let (difference, overflow) = x.subtractingReportingOverflow(y)
      if !overflow { return .int(difference) }
    }
    return try subtractSlowly(a, b)
  }

  @usableFromInline func subtractSlowly(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    switch (a, b) {
    case (.int(let x), .int(let y)):
      let (difference, overflow) = x.subtractingReportingOverflow(y)
      if overflow { throw .overflow("-", x, y) }
      return .int(difference)
    case (.uint(let x), .uint(let y)):
      let (difference, overflow) = x.subtractingReportingOverflow(y)
      if overflow { throw .overflow("-", x, y) }
      return .uint(difference)
    case (.double(let x), .double(let y)): return .number(x - y)
    case (.timestamp(let time), .duration(let length)): return .timestamp(try time.adding(try length.negated()))
    case (.timestamp(let x), .timestamp(let y)): return .duration(try x.since(y))
    case (.duration(let x), .duration(let y)): return .duration(try x.adding(try y.negated()))
    case (.decimal(let x), .decimal(let y)): return .decimal(try x.subtracting(y))
    default: throw .noOverload("-", a, b)
    }
  }

  /// `a * b`.
  @inlinable package mutating func multiply(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    if case .int(let x) = a, case .int(let y) = b {
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      if !overflow { return .int(product) }
    }
    return try multiplySlowly(a, b)
  }

  @usableFromInline func multiplySlowly(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    switch (a, b) {
    case (.int(let x), .int(let y)):
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      if overflow { throw .overflow("*", x, y) }
      return .int(product)
    case (.uint(let x), .uint(let y)):
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      if overflow { throw .overflow("*", x, y) }
      return .uint(product)
    case (.double(let x), .double(let y)): return .number(x * y)
    case (.decimal(let x), .decimal(let y)): return .decimal(try x.multiplied(by: y))
    default: throw .noOverload("*", a, b)
    }
  }

  /// `a / b`: integers toward zero; a double divided by zero is infinite or NaN.
  package mutating func divide(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    switch (a, b) {
    case (.int(let x), .int(let y)):
      if y == 0 { throw .divisionByZero }
      let (quotient, overflow) = x.dividedReportingOverflow(by: y)
      if overflow { throw .overflow("/", x, y) }
      return .int(quotient)
    case (.uint(let x), .uint(let y)):
      if y == 0 { throw .divisionByZero }
      return .uint(x / y)
    case (.double(let x), .double(let y)): return .number(x / y)
    case (.decimal, .decimal):
      throw EvaluationError("no such overload: decimal / decimal; decimal.divide(a, b, places) says how to round")
    default: throw .noOverload("/", a, b)
    }
  }

  /// `a % b`: integers only; the sign is that of `a`.
  package mutating func modulo(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    switch (a, b) {
    case (.int(let x), .int(let y)):
      if y == 0 { throw EvaluationError("modulus by zero") }
      let (rest, overflow) = x.remainderReportingOverflow(dividingBy: y)
      if overflow { throw .overflow("%", x, y) }
      return .int(rest)
    case (.uint(let x), .uint(let y)):
      if y == 0 { throw EvaluationError("modulus by zero") }
      return .uint(x % y)
    default: throw .noOverload("%", a, b)
    }
  }

  /// `-a`.
  package mutating func negate(_ a: Value) throws(EvaluationError) -> Value {
    switch a {
    case .int(let x):
      if x == .min { throw EvaluationError("integer overflow: -(\(x))") }
      return .int(-x)
    case .double(let x): return .number(-x)
    case .duration(let x): return .duration(try x.negated())
    case .decimal(let x): return .decimal(try x.negated())
    default: throw EvaluationError("no such overload: -\(a.kindName)")
    }
  }

  private mutating func concatenate(_ kind: ObjectKind, _ x: Ref, _ y: Ref) throws(EvaluationError) -> Value {
    let first = byteRange(x)
    let second = byteRange(y)
    let total = first.count + second.count
    guard total <= ValueLimits.stringBytes else {
      throw EvaluationError("a text of \(total) bytes is too long (limit: \(ValueLimits.stringBytes))")
    }
    try checkRoom(Self.logicalSize(kind, total))
    let start = bytes.count
    appendBytes(copying: first)
    appendBytes(copying: second)
    return try finishBytes(kind, start: start)
  }

  private mutating func concatenateLists(_ x: Ref, _ y: Ref) throws(EvaluationError) -> Value {
    let first = cellRange(x)
    let second = cellRange(y)
    let total = first.count + second.count
    guard total <= ValueLimits.elements else { throw Self.tooMany(total) }
    try checkRoom(Self.logicalSize(.list, total))
    // Each element is copied, and soon copied again or thrown away: measured at some ten instructions.
    if !isOfFirstLanguage { work &+= total &* 8 }
    let start = cells.count
    appendCells(copying: first)
    appendCells(copying: second)
    return try finishCells(.list, start: start)
  }
}

// MARK: Growing the arena

extension Heap {
  /// Refuses what would not fit before any memory is taken for it.
  func checkRoom(_ size: Int) throws(EvaluationError) {
    if live &+ allocated &+ size > limit { throw outOfMemory() }
  }

  /// Appends a copy of bytes that the arena already holds. (Appending a slice of the array itself would first copy it
  /// whole: the slice keeps the buffer shared.)
  mutating func appendBytes(copying range: Range<Int>) {
    let start = bytes.count
    let count = range.count
    if count == 0 { return }
    bytes.append(contentsOf: repeatElement(0, count: count))
    precondition(range.upperBound <= start)
    bytes.withUnsafeMutableBufferPointer { buffer in
      let base = buffer.baseAddress!
      (base + start).update(from: base + range.lowerBound, count: count)
    }
  }

  /// Appends a copy of cells that the arena already holds.
  mutating func appendCells(copying range: Range<Int>) {
    let start = cells.count
    let count = range.count
    if count == 0 { return }
    cells.append(contentsOf: repeatElement(.null, count: count))
    precondition(range.upperBound <= start)
    cells.withUnsafeMutableBufferPointer { buffer in
      let base = buffer.baseAddress!
      (base + start).update(from: base + range.lowerBound, count: count)
    }
  }

  /// Turns the cells from `start` to the end of the arena into a list.
  mutating func finishCells(_ kind: ObjectKind, start: Int) throws(EvaluationError) -> Value {
    precondition(kind == .list)
    let count = cells.count - start
    guard count <= ValueLimits.elements else {
      cells.removeSubrange(start...)
      throw Self.tooMany(count)
    }
    try account(Self.logicalSize(.list, count))
    work &+= count >> 2
    return .list(addObject(.list, start: start, count: count, extra: count))
  }

  /// A list of the values in a machine's registers.
  package mutating func makeList(_ elements: Span<Value>) throws(EvaluationError) -> Value {
    try checkRoom(Self.logicalSize(.list, elements.count))
    let start = cells.count
    for index in elements.indices { cells.append(elements[index]) }
    return try finishCells(.list, start: start)
  }
}

extension Value {
  /// A double with the one NaN that values may hold.
  @inlinable package static func number(_ x: Double) -> Value { .double(x.isNaN ? .nan : x) }
}
