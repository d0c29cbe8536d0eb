// The extension libraries "lists", "sets" and "optionals" (cel-go, ext), and `sum`.

extension Heap {
  mutating func callList(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    let count = arguments.count
    if function == .listsRange {
      guard count == 1, case .int(let length) = arguments[0] else { throw noOverload(function, arguments) }
      return try makeRange(length)
    }
    guard count >= 1, case .list(let list) = arguments[0] else { throw noOverload(function, arguments) }
    switch function {
    case .distinct where count == 1: return try distinct(list)
    case .flatten where count == 1: return try flatten(list, levels: 1)
    case .flatten where count == 2:
      guard case .int(let levels) = arguments[1] else { break }
      guard levels >= 0 else { throw EvaluationError("flatten by a negative number of levels: \(levels)") }
      return try flatten(list, levels: Int(clamping: levels))
    case .slice where count == 3:
      guard case .int(let start) = arguments[1], case .int(let end) = arguments[2] else { break }
      guard start >= 0, start <= end, end <= Int64(self.count(list)) else {
        throw EvaluationError("cannot slice from \(start) to \(end): the list has \(self.count(list)) elements")
      }
      return try makeSlice(list, Int(start)..<Int(end))
    case .sort where count == 1: return try sort(list, by: list)
    case .sortByAssociatedKeys where count == 2:
      guard case .list(let keys) = arguments[1] else { break }
      guard self.count(keys) == self.count(list) else {
        throw EvaluationError("sorting \(self.count(list)) elements by \(self.count(keys)) keys")
      }
      return try sort(list, by: keys)
    case .first where count == 1: return self.count(list) == 0 ? .none : try makeSome(element(list, 0))
    case .last where count == 1:
      return self.count(list) == 0 ? .none : try makeSome(element(list, self.count(list) - 1))
    case .sum where count == 1:
      if self.count(list) == 0 { return .int(0) }
      work &+= self.count(list)
      var total = element(list, 0)
      switch total {
      case .int, .uint, .double, .decimal, .duration: break
      default: throw EvaluationError("no such overload: sum of a list that holds \(total.kindName)")
      }
      for index in 1..<max(1, self.count(list)) { total = try add(total, element(list, index)) }
      return total
    default: break
    }
    throw noOverload(function, arguments)
  }

  private mutating func makeRange(_ length: Int64) throws(EvaluationError) -> Value {
    guard length >= 0 else { throw EvaluationError("lists.range of a negative number: \(length)") }
    guard length <= Int64(ValueLimits.elements) else { throw Self.tooMany(Int(length)) }
    try checkRoom(Self.logicalSize(.list, Int(length)))
    let start = cells.count
    for number in 0..<length { cells.append(.int(number)) }
    return try finishCells(.list, start: start)
  }

  private mutating func makeSlice(_ list: Ref, _ positions: Range<Int>) throws(EvaluationError) -> Value {
    let first = cellRange(list).lowerBound
    try checkRoom(Self.logicalSize(.list, positions.count))
    let start = cells.count
    appendCells(copying: first + positions.lowerBound..<first + positions.upperBound)
    return try finishCells(.list, start: start)
  }

  private mutating func flatten(_ list: Ref, levels: Int) throws(EvaluationError) -> Value {
    var output: [Value] = []
    try flatten(list, levels: levels, depth: 0, ceiling: work &+ ValueLimits.workAtOnce, into: &output)
    return try makeList(output)
  }

  mutating func flatten(_ list: Ref, levels: Int, depth: Int, ceiling: Int, into output: inout [Value])
    throws(EvaluationError)
  {
    if depth > ValueLimits.depth { throw Self.tooDeep }
    work &+= 1 + count(list)
    if work > ceiling { throw Self.tooMuchWork }
    for index in 0..<count(list) {
      if case .list(let inner) = element(list, index), levels > 0 {
        try flatten(inner, levels: levels - 1, depth: depth + 1, ceiling: ceiling, into: &output)
      } else {
        guard output.count < ValueLimits.elements else { throw Self.tooMany(output.count + 1) }
        output.append(element(list, index))
      }
    }
  }

  // MARK: Sets of values

  /// Values, found again by hash: what is equal in CEL's sense is the same.
  private struct ValueSet {
    var buckets: [UInt64: [Value]] = [:]
    /// How far `work` may go while the set is used.
    var ceiling: Int
  }

  /// Adds a value to a set; says whether it was new.
  private mutating func insert(_ value: Value, into set: inout ValueSet) throws(EvaluationError) -> Bool {
    let hash = try hash(value, ceiling: set.ceiling)
    if try contains(value, hash: hash, in: set) { return false }
    set.buckets[hash, default: []].append(value)
    return true
  }

  private mutating func contains(_ value: Value, hash: UInt64, in set: ValueSet) throws(EvaluationError) -> Bool {
    guard let bucket = set.buckets[hash] else { return false }
    for other in bucket where try equal(value, other, ceiling: set.ceiling) { return true }
    return false
  }

  private mutating func distinct(_ list: Ref) throws(EvaluationError) -> Value {
    var seen = ValueSet(ceiling: work &+ ValueLimits.workAtOnce)
    var output: [Value] = []
    for index in 0..<count(list) where try insert(element(list, index), into: &seen) {
      output.append(element(list, index))
    }
    return try makeList(output)
  }

  private mutating func containsAll(_ list: Ref, _ other: Ref) throws(EvaluationError) -> Bool {
    var set = ValueSet(ceiling: work &+ ValueLimits.workAtOnce)
    for index in 0..<count(list) { _ = try insert(element(list, index), into: &set) }
    for index in 0..<count(other) {
      let value = element(other, index)
      if try !contains(value, hash: try hash(value, ceiling: set.ceiling), in: set) { return false }
    }
    return true
  }

  mutating func callSet(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 2, case .list(let a) = arguments[0], case .list(let b) = arguments[1] else {
      throw noOverload(function, arguments)
    }
    switch function {
    case .setsContains: return .bool(try containsAll(a, b))
    case .setsEquivalent:
      guard try containsAll(a, b) else { return .bool(false) }
      return .bool(try containsAll(b, a))
    default:
      var set = ValueSet(ceiling: work &+ ValueLimits.workAtOnce)
      for index in 0..<count(a) { _ = try insert(element(a, index), into: &set) }
      for index in 0..<count(b) {
        let value = element(b, index)
        if try contains(value, hash: try hash(value, ceiling: set.ceiling), in: set) { return .bool(true) }
      }
      return .bool(false)
    }
  }

  // MARK: Sorting

  /// A stable merge sort of the list by the keys at the same positions, which are of one kind and can be ordered.
  private mutating func sort(_ list: Ref, by keys: Ref) throws(EvaluationError) -> Value {
    let count = self.count(list)
    if count > 0 {
      let kind = element(keys, 0).typeName
      for index in 0..<count where element(keys, index).typeName != kind {
        throw EvaluationError(
          "a list that is sorted holds one kind of value: \(element(keys, 0).kindName), then"
            + " \(element(keys, index).kindName)")
      }
      _ = try order(element(keys, 0), element(keys, 0), "<")
    }
    let from = try sortedPositions(keys, count: count)
    try checkRoom(Self.logicalSize(.list, count))
    let start = cells.count
    for index in from { cells.append(element(list, index)) }
    return try finishCells(.list, start: start)
  }

  /// The positions of the keys in ascending order, those of equal keys in the order they stand in.
  private mutating func sortedPositions(_ keys: Ref, count: Int) throws(EvaluationError) -> [Int] {
    // Charged by size, so that the charge does not depend on how the sorting is done.
    let rounds = count < 2 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    work &+= count * rounds
    if let numbers = integers(keys) {
      return numbers.enumerated().sorted { a, b in
        a.element != b.element ? a.element < b.element : a.offset < b.offset
      }.map(\.offset)
    }
    let ceiling = work &+ ValueLimits.workAtOnce
    var from = Array(0..<count)
    var into = from
    var width = 1
    while width < count {
      var start = 0
      while start < count {
        let middle = min(start + width, count)
        let end = min(start + 2 * width, count)
        var left = start
        var right = middle
        for position in start..<end {
          var takeLeft = right >= end
          if !takeLeft, left < middle {
            if work > ceiling { throw Self.tooMuchWork }
            // A NaN compares with nothing; to keep the order defined it comes first.
            let a = element(keys, from[left])
            let b = element(keys, from[right])
            if Self.isNaN(a) {
              takeLeft = true
            } else if !Self.isNaN(b) {
              takeLeft = try order(b, a, "<") != .ascending
            }
          }
          into[position] = takeLeft ? from[left] : from[right]
          if takeLeft { left += 1 } else { right += 1 }
        }
        start = end
      }
      swap(&from, &into)
      width *= 2
    }
    return from
  }

  /// The elements of a list that holds nothing but ints.
  private func integers(_ list: Ref) -> [Int64]? {
    var numbers: [Int64] = []
    numbers.reserveCapacity(count(list))
    for index in cellRange(list) {
      guard case .int(let number) = cells[index] else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private static func isNaN(_ value: Value) -> Bool {
    if case .double(let number) = value { number.isNaN } else { false }
  }

  // MARK: Optionals

  mutating func callOptional(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    switch (function, arguments.count) {
    case (.optionalNone, 0): return .none
    case (.optionalOf, 1): return try makeSome(arguments[0])
    case (.optionalOfNonZeroValue, 1): return isZero(arguments[0]) ? .none : try makeSome(arguments[0])
    case (.optionalUnwrap, 1), (.unwrapOpt, 1):
      guard case .list(let list) = arguments[0] else { break }
      var output: [Value] = []
      for index in 0..<count(list) {
        switch element(list, index) {
        case .some(let ref): output.append(element(ref, 0))
        case .none: continue
        case let other:
          throw EvaluationError("no such overload: unwrap of a list that holds \(other.kindName)")
        }
      }
      return try makeList(output)
    case (.value, 1):
      switch arguments[0] {
      case .some(let ref): return element(ref, 0)
      case .none, .unset: throw EvaluationError("optional.none() has no value")
      default: break
      }
    case (.hasValue, 1):
      switch arguments[0] {
      case .some: return .bool(true)
      case .none, .unset: return .bool(false)
      default: break
      }
    case (.or, 2):
      switch (arguments[0], arguments[1]) {
      case (.some, _): return arguments[0]
      case (.none, .some), (.none, .none), (.unset, .some), (.unset, .none): return arguments[1]
      default: break
      }
    case (.orValue, 2):
      switch arguments[0] {
      case .some(let ref): return element(ref, 0)
      case .none, .unset: return arguments[1]
      default: break
      }
    default: break
    }
    throw noOverload(function, arguments)
  }

  /// Null, false, 0, the empty text, list or map, a duration of 0, the time 0, the empty optional.
  private func isZero(_ value: Value) -> Bool {
    switch value {
    case .unset, .null, .none: true
    case .bool(let flag): !flag
    case .int(let number): number == 0
    case .uint(let number): number == 0
    case .double(let number): number == 0
    case .decimal(let number): number.coefficient == 0
    case .duration(let length): length.seconds == 0 && length.nanoseconds == 0
    case .timestamp(let time): time.seconds == 0 && time.nanoseconds == 0
    case .string(let ref), .bytes(let ref), .list(let ref), .map(let ref): count(ref) == 0
    case .some, .type, .error, .secret: false
    }
  }
}
