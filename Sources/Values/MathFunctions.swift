// The extension library "math" (cel-go, ext/math), with decimals where they make sense.

extension Heap {
  /// `math.greatest` and `math.least`: of one number or more, or of a list. The first of equals is taken.
  mutating func extremum(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count > 0 else { throw noOverload(function, arguments) }
    let wanted: Order = function == .mathGreatest ? .ascending : .descending
    if arguments.count == 1, case .list(let list) = arguments[0] {
      guard count(list) > 0 else { throw EvaluationError("\(FunctionTable.entry(function).name) of an empty list") }
      work &+= count(list)
      var best = element(list, 0)
      for index in 0..<count(list) {
        guard let order = Self.compareNumbers(best, element(list, index)) else {
          throw noOverload(function, arguments)
        }
        if order == wanted { best = element(list, index) }
      }
      return best
    }
    var best = arguments[0]
    for index in arguments.indices {
      guard let order = Self.compareNumbers(best, arguments[index]) else { throw noOverload(function, arguments) }
      if order == wanted { best = arguments[index] }
    }
    return best
  }

  mutating func callMath(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 1 else { throw noOverload(function, arguments) }
    switch (function, arguments[0]) {
    case (.mathCeil, .double(let x)): return .number(x.rounded(.up))
    case (.mathFloor, .double(let x)): return .number(x.rounded(.down))
    case (.mathRound, .double(let x)): return .number(x.rounded(.toNearestOrAwayFromZero))
    case (.mathTrunc, .double(let x)): return .number(x.rounded(.towardZero))
    case (.mathAbs, .double(let x)): return .number(x.magnitude)
    case (.mathAbs, .uint): return arguments[0]
    case (.mathAbs, .int(let x)):
      if x == .min { throw EvaluationError("integer overflow: math.abs(\(x))") }
      return .int(x < 0 ? -x : x)
    case (.mathAbs, .decimal(let x)): return .decimal(x.coefficient < 0 ? try x.negated() : x)
    case (.mathSign, .int(let x)): return .int(x.signum())
    case (.mathSign, .uint(let x)): return .uint(x == 0 ? 0 : 1)
    case (.mathSign, .double(let x)): return .number(x > 0 ? 1 : x < 0 ? -1 : x)
    case (.mathSign, .decimal(let x)): return .decimal(DecimalValue(coefficient: x.coefficient.signum(), scale: 0))
    case (.mathIsNaN, .double(let x)): return .bool(x.isNaN)
    case (.mathIsInf, .double(let x)): return .bool(x.isInfinite)
    case (.mathIsFinite, .double(let x)): return .bool(x.isFinite)
    case (.mathSqrt, .double(let x)): return .number(x.squareRoot())
    case (.mathSqrt, .int(let x)): return .number(Double(x).squareRoot())
    case (.mathSqrt, .uint(let x)): return .number(Double(x).squareRoot())
    case (.mathBitNot, .int(let x)): return .int(~x)
    case (.mathBitNot, .uint(let x)): return .uint(~x)
    default: throw noOverload(function, arguments)
    }
  }

  mutating func callBits(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 2 else { throw noOverload(function, arguments) }
    switch (function, arguments[0], arguments[1]) {
    case (.mathBitAnd, .int(let x), .int(let y)): return .int(x & y)
    case (.mathBitAnd, .uint(let x), .uint(let y)): return .uint(x & y)
    case (.mathBitOr, .int(let x), .int(let y)): return .int(x | y)
    case (.mathBitOr, .uint(let x), .uint(let y)): return .uint(x | y)
    case (.mathBitXor, .int(let x), .int(let y)): return .int(x ^ y)
    case (.mathBitXor, .uint(let x), .uint(let y)): return .uint(x ^ y)
    case (.mathBitShiftLeft, .int(let x), .int(let places)):
      return .int(places >= 64 ? 0 : x << (try Self.places(places)))
    case (.mathBitShiftLeft, .uint(let x), .int(let places)):
      return .uint(places >= 64 ? 0 : x << UInt64(try Self.places(places)))
    case (.mathBitShiftRight, .int(let x), .int(let places)):
      return .int(places >= 64 ? 0 : Int64(bitPattern: UInt64(bitPattern: x) >> UInt64(try Self.places(places))))
    case (.mathBitShiftRight, .uint(let x), .int(let places)):
      return .uint(places >= 64 ? 0 : x >> UInt64(try Self.places(places)))
    default: throw noOverload(function, arguments)
    }
  }

  private static func places(_ count: Int64) throws(EvaluationError) -> Int64 {
    if count < 0 { throw EvaluationError("a negative number of places to shift by: \(count)") }
    return count
  }
}
