// The library's front door: a function's id and its arguments in, its value out. What the type checker would have refused
// raises "no such overload", so that `dyn` arguments are safe. The bodies are in the files named after their libraries.

extension Heap {
  /// A library function, by id, on its arguments (a method's receiver is the first).
  /// Throws what the function throws, and "no such overload" where the arguments' kinds are none of its own.
  package mutating func call(_ function: FunctionID, _ arguments: Span<Value>) throws(EvaluationError) -> Value {
    switch function {
    case .size, .sizeMethod: return try size(arguments, function)
    case .contains, .startsWith, .endsWith: return try testText(arguments, function)
    case .matches, .matchesMethod: return try matches(arguments, function)

    case .int, .uint, .double, .string, .bytes, .bool, .timestamp, .duration, .decimal:
      return try convert(arguments, function)
    case .type:
      guard arguments.count == 1 else { throw noOverload(function, arguments) }
      return .type(arguments[0].typeName)
    case .dyn:
      guard arguments.count == 1 else { throw noOverload(function, arguments) }
      return arguments[0]

    case .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear, .getHours, .getMinutes,
      .getSeconds, .getMilliseconds:
      return try timePart(arguments, function)

    case .charAt, .indexOf, .lastIndexOf, .join, .split, .substring, .replace, .trim, .lowerAscii, .upperAscii,
      .stringsQuote:
      return try callText(arguments, function)
    case .reverse: return try reverse(arguments, function)
    case .format: return try format(arguments, function)

    case .mathGreatest, .mathLeast: return try extremum(arguments, function)
    case .mathCeil, .mathFloor, .mathRound, .mathTrunc, .mathAbs, .mathSign, .mathIsNaN, .mathIsInf, .mathIsFinite,
      .mathSqrt, .mathBitNot:
      return try callMath(arguments, function)
    case .mathBitAnd, .mathBitOr, .mathBitXor, .mathBitShiftLeft, .mathBitShiftRight:
      return try callBits(arguments, function)

    case .distinct, .flatten, .listsRange, .slice, .sort, .sortByAssociatedKeys, .first, .last, .sum:
      return try callList(arguments, function)
    case .setsContains, .setsEquivalent, .setsIntersects: return try callSet(arguments, function)
    case .base64Encode, .base64Decode: return try callBase64(arguments, function)

    case .optionalOf, .optionalOfNonZeroValue, .optionalNone, .optionalUnwrap, .unwrapOpt, .value, .hasValue, .or,
      .orValue:
      return try callOptional(arguments, function)

    case .regexExtract, .regexExtractAll: return try regexExtract(arguments, function)
    case .regexReplace: return try regexReplace(arguments, function)

    case .decimalDivide, .round: return try callDecimal(arguments, function)
    case .jsonEncode, .jsonParse: return try callJSON(arguments, function)
    }
  }

  func noOverload(_ function: FunctionID, _ arguments: Span<Value>) -> EvaluationError {
    let entry = FunctionTable.entry(function)
    var kinds: [String] = []
    for index in arguments.indices {
      if case .secret = arguments[index] { return EvaluationError("\(entry.name) does not take a secret") }
      kinds.append(arguments[index].kindName)
    }
    if entry.isMember, !kinds.isEmpty {
      let receiver = kinds.removeFirst()
      return EvaluationError("no such overload: \(receiver).\(entry.name)(\(kinds.joined(separator: ", ")))")
    }
    return EvaluationError("no such overload: \(entry.name)(\(kinds.joined(separator: ", ")))")
  }

  private mutating func size(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 1 else { throw noOverload(function, arguments) }
    switch arguments[0] {
    case .string(let ref): return .int(Int64(codePoints(byteRange(ref))))
    case .bytes(let ref), .list(let ref), .map(let ref): return .int(Int64(count(ref)))
    default: throw noOverload(function, arguments)
    }
  }

  private mutating func reverse(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 1 else { throw noOverload(function, arguments) }
    switch arguments[0] {
    case .string(let ref): return try reverseText(ref)
    case .list(let ref):
      let range = cellRange(ref)
      try checkRoom(Self.logicalSize(.list, range.count))
      let start = cells.count
      for index in range.reversed() { cells.append(cells[index]) }
      return try finishCells(.list, start: start)
    default: throw noOverload(function, arguments)
    }
  }

  private mutating func callBase64(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 1 else { throw noOverload(function, arguments) }
    switch (function, arguments[0]) {
    case (.base64Encode, .bytes(let ref)), (.base64Encode, .string(let ref)):
      var text: [UInt8] = []
      Base64.encode(bytes[byteRange(ref)], into: &text)
      return try makeString(utf8: text)
    case (.base64Decode, .string(let ref)):
      guard let content = Base64.decode(bytes[byteRange(ref)]) else { throw EvaluationError("not base64 text") }
      return try makeBytes(content)
    default: throw noOverload(function, arguments)
    }
  }

  private mutating func callJSON(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 1 else { throw noOverload(function, arguments) }
    if function == .jsonEncode { return try makeString(utf8: try json(arguments[0])) }
    guard case .string(let ref) = arguments[0] else { throw noOverload(function, arguments) }
    let text = Array(bytes[byteRange(ref)])
    work &+= text.count
    do {
      return try makeJSON(text)
    } catch let error {
      switch error {
      case .json(let problem): throw EvaluationError("not JSON: \(problem)")
      case .evaluation(let problem): throw problem
      }
    }
  }

  private mutating func callDecimal(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    if function == .round, arguments.count == 2, case .decimal(let number) = arguments[0],
      case .int(let places) = arguments[1]
    {
      return .decimal(try number.rounded(places: places))
    }
    if function == .decimalDivide, arguments.count == 3, case .decimal(let a) = arguments[0],
      case .decimal(let b) = arguments[1], case .int(let places) = arguments[2]
    {
      return .decimal(try a.divided(by: b, places: places))
    }
    throw noOverload(function, arguments)
  }
}
