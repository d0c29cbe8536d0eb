// Equality, ordering and hashing of values (google/cel-spec, langdef.md, "Equality" and "Ordering"). Numbers of different
// kinds compare by worth; values of other different kinds are merely unequal. Texts compare by their UTF-8 bytes. The work
// is charged by size, the nesting is bounded.

import CRE2

extension Heap {
  /// `a == b`. Throws for secrets, and where values nest too deep.
  @inlinable package mutating func equal(_ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    try equal(a, b, ceiling: work &+ ValueLimits.workAtOnce)
  }

  /// One of many comparisons that together may take so much work.
  @inlinable mutating func equal(_ a: Value, _ b: Value, ceiling: Int) throws(EvaluationError) -> Bool {
    switch (a, b) {
    case (.int(let x), .int(let y)): return x == y
    case (.string(let x), .string(let y)): return equalBytes(x, y)
    case (.bool(let x), .bool(let y)): return x == y
    default: return try equal(a, b, depth: 0, ceiling: ceiling)
    }
  }

  /// Whether two strings, or two bytes values, have the same content.
  @inlinable package mutating func equalBytes(_ x: Ref, _ y: Ref) -> Bool {
    if x == y { return true }
    let first = objects[x.position]
    let second = objects[y.position]
    if first.count != second.count { return false }
    work &+= Int(first.count) >> 5
    return sameBytes(Int(first.start), Int(second.start), count: Int(first.count))
  }

  @usableFromInline func sameBytes(_ first: Int, _ second: Int, count: Int) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      precondition(first + count <= buffer.count && second + count <= buffer.count)
      guard let base = buffer.baseAddress else { return true }
      return cre2_compare(base + first, base + second, count) == 0
    }
  }

  @usableFromInline mutating func equal(_ a: Value, _ b: Value, depth: Int, ceiling: Int)
    throws(EvaluationError) -> Bool
  {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let x), .bool(let y)): return x == y
    case (.int(let x), .int(let y)): return x == y
    case (.uint(let x), .uint(let y)): return x == y
    case (.double(let x), .double(let y)): return x == y
    case (.timestamp(let x), .timestamp(let y)): return x == y
    case (.duration(let x), .duration(let y)): return x == y
    case (.type(let x), .type(let y)): return x == y
    case (.string(let x), .string(let y)), (.bytes(let x), .bytes(let y)): return equalBytes(x, y)
    case (.list(let x), .list(let y)): return try equalLists(x, y, depth: depth, ceiling: ceiling)
    case (.map(let x), .map(let y)): return try equalMaps(x, y, depth: depth, ceiling: ceiling)
    case (.none, .none), (.unset, .unset), (.none, .unset), (.unset, .none): return true
    case (.some(let x), .some(let y)):
      if depth >= ValueLimits.depth { throw Self.tooDeep }
      return try equal(element(x, 0), element(y, 0), depth: depth + 1, ceiling: ceiling)
    case (.error(let x), .error(let y)): return try equalErrors(x, y)
    case (.secret, _), (_, .secret): throw EvaluationError("a secret cannot be compared")
    default: return Self.compareNumbers(a, b) == .equal
    }
  }

  static var tooDeep: EvaluationError {
    EvaluationError("values are nested too deep (limit: \(ValueLimits.depth))")
  }

  /// Values share parts, so that a small heap can spell a tree of any size: walking one is bounded.
  static var tooMuchWork: EvaluationError {
    EvaluationError("one operation took too much work (limit: \(ValueLimits.workAtOnce))", kind: .budget)
  }

  private mutating func equalLists(_ x: Ref, _ y: Ref, depth: Int, ceiling: Int) throws(EvaluationError) -> Bool {
    let count = self.count(x)
    if count != self.count(y) { return false }
    if depth >= ValueLimits.depth { throw Self.tooDeep }
    let first = Int(objects[x.position].start)
    let second = Int(objects[y.position].start)
    for index in 0..<count {
      work &+= 1
      switch (cells[first + index], cells[second + index]) {
      // The kinds that most lists hold, without a call for each.
      case (.int(let a), .int(let b)): if a != b { return false }
      case (.string(let a), .string(let b)): if !equalBytes(a, b) { return false }
      case (let a, let b):
        if work > ceiling { throw Self.tooMuchWork }
        if try !equal(a, b, depth: depth + 1, ceiling: ceiling) { return false }
      }
    }
    return true
  }

  private mutating func equalMaps(_ x: Ref, _ y: Ref, depth: Int, ceiling: Int) throws(EvaluationError) -> Bool {
    let count = self.count(x)
    if count != self.count(y) { return false }
    if depth >= ValueLimits.depth { throw Self.tooDeep }
    for entry in 0..<count {
      work &+= 2
      if work > ceiling { throw Self.tooMuchWork }
      let found = find(y, key(x, entry))
      if found < 0 { return false }
      if try !equal(value(x, entry), value(y, found), depth: depth + 1, ceiling: ceiling) { return false }
    }
    return true
  }

  /// Two errors are equal when kind and message are; where they were raised does not matter.
  private mutating func equalErrors(_ x: Ref, _ y: Ref) throws(EvaluationError) -> Bool {
    for index in 0..<2 where try !equal(element(x, index), element(y, index), depth: ValueLimits.depth, ceiling: .max) {
      return false
    }
    return true
  }

  // MARK: Ordering

  @usableFromInline enum Order {
    case ascending, equal, descending, unordered

    /// With the two sides changed.
    var turned: Order {
      switch self {
      case .ascending: .descending
      case .descending: .ascending
      case .equal, .unordered: self
      }
    }
  }

  /// `a < b`: numbers of any kinds, texts, bytes, bools, timestamps, durations. Anything with NaN is false.
  @inlinable package mutating func less(_ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    if case .int(let x) = a, case .int(let y) = b { return x < y }
    return try order(a, b, "<") == .ascending
  }

  /// `a <= b`.
  @inlinable package mutating func lessOrEqual(_ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    if case .int(let x) = a, case .int(let y) = b { return x <= y }
    let order = try order(a, b, "<=")
    return order == .ascending || order == .equal
  }

  @usableFromInline mutating func order(_ a: Value, _ b: Value, _ operation: String) throws(EvaluationError) -> Order {
    switch (a, b) {
    case (.string(let x), .string(let y)), (.bytes(let x), .bytes(let y)): return orderBytes(x, y)
    case (.bool(let x), .bool(let y)): return x == y ? .equal : y ? .ascending : .descending
    case (.timestamp(let x), .timestamp(let y)): return x < y ? .ascending : x == y ? .equal : .descending
    case (.duration(let x), .duration(let y)): return x < y ? .ascending : x == y ? .equal : .descending
    default:
      guard let order = Self.compareNumbers(a, b) else { throw .noOverload(operation, a, b) }
      return order
    }
  }

  private mutating func orderBytes(_ x: Ref, _ y: Ref) -> Order {
    let first = byteRange(x)
    let second = byteRange(y)
    let shared = min(first.count, second.count)
    work &+= shared >> 5
    let difference = bytes.withUnsafeBufferPointer { buffer in
      precondition(first.upperBound <= buffer.count && second.upperBound <= buffer.count)
      guard let base = buffer.baseAddress else { return Int32(0) }
      return cre2_compare(base + first.lowerBound, base + second.lowerBound, shared)
    }
    if difference != 0 { return difference < 0 ? .ascending : .descending }
    return first.count < second.count ? .ascending : first.count == second.count ? .equal : .descending
  }

  /// How two numbers compare by worth; nil where one of them is no number. An integer and a double compare as doubles, as
  /// CEL's implementations have it; whatever is compared with a decimal is compared exactly.
  static func compareNumbers(_ a: Value, _ b: Value) -> Order? {
    switch (a, b) {
    case (.int(let x), .int(let y)): orderExact(x, y)
    case (.uint(let x), .uint(let y)): orderExact(x, y)
    case (.double(let x), .double(let y)): orderDoubles(x, y)
    case (.int(let x), .uint(let y)): orderExact(Int128(x), Int128(y))
    case (.uint(let x), .int(let y)): orderExact(Int128(x), Int128(y))
    case (.int(let x), .double(let y)): orderDoubles(Double(x), y)
    case (.double(let x), .int(let y)): orderDoubles(x, Double(y))
    case (.uint(let x), .double(let y)): orderDoubles(Double(x), y)
    case (.double(let x), .uint(let y)): orderDoubles(x, Double(y))
    case (.decimal(let x), .decimal(let y)): orderExact(x.compared(to: y), 0)
    case (.decimal(let x), .int(let y)): orderExact(Int128(x.coefficient), Int128(y) * DecimalValue.power(Int(x.scale)))
    case (.int(let x), .decimal(let y)): orderExact(Int128(x) * DecimalValue.power(Int(y.scale)), Int128(y.coefficient))
    case (.decimal(let x), .uint(let y)):
      orderExact(Int128(x.coefficient), Int128(y) * DecimalValue.power(Int(x.scale)))
    case (.uint(let x), .decimal(let y)):
      orderExact(Int128(x) * DecimalValue.power(Int(y.scale)), Int128(y.coefficient))
    case (.decimal(let x), .double(let y)): orderDecimal(x, y)
    case (.double(let x), .decimal(let y)): orderDecimal(y, x).turned
    default: nil
    }
  }

  private static func orderExact<T: Comparable>(_ x: T, _ y: T) -> Order {
    x < y ? .ascending : x == y ? .equal : .descending
  }

  /// The double counts as the number that its digits say, as `decimal(…)` takes it: 0.1 is a tenth.
  private static func orderDecimal(_ x: DecimalValue, _ y: Double) -> Order {
    guard y.isFinite else { return orderDoubles(0, y) }
    return orderExact(x.digits.compared(to: DoubleText.shortest(y)), 0)
  }

  private static func orderDoubles(_ x: Double, _ y: Double) -> Order {
    x < y ? .ascending : x == y ? .equal : x > y ? .descending : .unordered
  }

  // MARK: Hashing

  /// A hash in which equal values agree. It stays inside this process and has no say in any result.
  mutating func hash(_ value: Value, ceiling: Int) throws(EvaluationError) -> UInt64 {
    try hash(value, depth: 0, ceiling: ceiling)
  }

  private mutating func hash(_ value: Value, depth: Int, ceiling: Int) throws(EvaluationError) -> UInt64 {
    work &+= 1
    if work > ceiling { throw Self.tooMuchWork }
    if depth > ValueLimits.depth { throw Self.tooDeep }
    switch value {
    case .unset, .none: return 1
    case .null: return 2
    case .bool(let flag): return flag ? 3 : 4
    case .int(let number): return Self.hash(number: Double(number))
    case .uint(let number): return Self.hash(number: Double(number))
    case .double(let number): return Self.hash(number: number)
    case .decimal(let number): return Self.hash(number: number.double)
    case .timestamp(let time):
      return Self.mix(UInt64(bitPattern: time.seconds) ^ 5, UInt64(UInt32(bitPattern: time.nanoseconds)))
    case .duration(let length):
      return Self.mix(UInt64(bitPattern: length.seconds) ^ 6, UInt64(UInt32(bitPattern: length.nanoseconds)))
    case .type(let name): return Self.mix(7, UInt64(name.rawValue))
    case .string(let ref), .bytes(let ref):
      work &+= count(ref) >> 3
      return hashBytes(byteRange(ref))
    case .list(let ref), .some(let ref), .error(let ref):
      var result: UInt64 = 8
      for index in cellRange(ref) {
        result = Self.mix(result, try hash(cells[index], depth: depth + 1, ceiling: ceiling))
      }
      return result
    case .map(let ref):
      // Order does not matter in a map: the entries' hashes are added up.
      var result: UInt64 = 9
      for entry in 0..<count(ref) {
        let key = try hash(self.key(ref, entry), depth: depth + 1, ceiling: ceiling)
        result &+= Self.mix(key, try hash(self.value(ref, entry), depth: depth + 1, ceiling: ceiling))
      }
      return result
    case .secret: throw EvaluationError("a secret cannot be compared")
    }
  }

  static func hash(number: Double) -> UInt64 { mix((number == 0 ? 0.0 : number).bitPattern, 0x9E37_79B9_7F4A_7C15) }

  @inline(__always) static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: b ^ 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  func hashBytes(_ range: Range<Int>) -> UInt64 {
    bytes.withUnsafeBufferPointer { buffer in
      precondition(range.upperBound <= buffer.count)
      let raw = UnsafeRawBufferPointer(buffer)
      var position = range.lowerBound
      var result = UInt64(truncatingIfNeeded: range.count)
      while range.upperBound - position >= 8 {
        result = Self.mix(result, raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        position += 8
      }
      var rest: UInt64 = 0
      while position < range.upperBound {
        rest = rest << 8 | UInt64(raw[position])
        position += 1
      }
      return Self.mix(result, rest)
    }
  }
}
