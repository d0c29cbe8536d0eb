// Type conversions (cel-spec, "Type Conversions"): int, uint, double, string, bytes, bool, timestamp, duration, decimal. What
// does not fit, or is no such value, is an error.

extension Heap {
  mutating func convert(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 1 else { throw noOverload(function, arguments) }
    let value = arguments[0]
    if case .string(let ref) = value { work &+= count(ref) >> 3 }
    let converted: Value?
    switch function {
    case .int: converted = try toInt(value)
    case .uint: converted = try toUInt(value)
    case .double: converted = try toDouble(value)
    case .string: converted = try toString(value)
    case .bytes: converted = try toBytes(value)
    case .bool: converted = try toBool(value)
    case .timestamp: converted = try toTimestamp(value)
    case .duration: converted = try toDuration(value)
    case .decimal: converted = try toDecimal(value)
    default: converted = nil
    }
    guard let converted else { throw noOverload(function, arguments) }
    return converted
  }

  private func range(_ kind: StaticString, _ shown: some CustomStringConvertible) -> EvaluationError {
    EvaluationError("\(kind) out of range: \(shown)")
  }

  private func notA(_ kind: StaticString, _ ref: Ref) -> EvaluationError {
    EvaluationError("not \(kind): \(keyText(.string(ref)))")
  }

  private func toInt(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .int: return value
    case .uint(let number):
      guard let fitting = Int64(exactly: number) else { throw range("int", number) }
      return .int(fitting)
    case .double(let number):
      // Both bounds are excluded, as in CEL: -2^63 as a double may have been rounded to.
      guard number > -0x1p63, number < 0x1p63 else { throw range("int", number) }
      return .int(Int64(number))
    case .decimal(let number): return .int(number.whole)
    case .timestamp(let time): return .int(time.seconds)
    case .string(let ref):
      guard let number = Self.integer(bytes[byteRange(ref)]) else { throw notA("an int", ref) }
      return .int(number)
    default: return nil
    }
  }

  private func toUInt(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .uint: return value
    case .int(let number):
      guard let fitting = UInt64(exactly: number) else { throw range("uint", number) }
      return .uint(fitting)
    case .double(let number):
      guard number >= 0, number < 0x1p64 else { throw range("uint", number) }
      return .uint(UInt64(number))
    case .decimal(let number):
      guard let fitting = UInt64(exactly: number.whole), number.coefficient >= 0 else {
        throw range("uint", number.text)
      }
      return .uint(fitting)
    case .string(let ref):
      guard let number = UInt64(String(decoding: bytes[byteRange(ref)], as: UTF8.self)),
        bytes[byteRange(ref).lowerBound] != UInt8(ascii: "-")
      else { throw notA("a uint", ref) }
      return .uint(number)
    default: return nil
    }
  }

  private func toDouble(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .double: return value
    case .int(let number): return .double(Double(number))
    case .uint(let number): return .double(Double(number))
    case .decimal(let number): return .double(number.double)
    case .string(let ref):
      guard let number = Self.double(bytes[byteRange(ref)]) else { throw notA("a double", ref) }
      return .number(number)
    default: return nil
    }
  }

  private mutating func toString(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .string: return value
    case .bool(let flag): return try makeString(flag ? "true" : "false")
    case .int(let number): return try makeString(String(number))
    case .uint(let number): return try makeString(String(number))
    case .double(let number): return try makeString(DoubleText.general(number))
    case .decimal(let number): return try makeString(number.text)
    case .timestamp(let time): return try makeString(time.text)
    case .duration(let length): return try makeString(length.text)
    case .bytes(let ref):
      let range = byteRange(ref)
      work &+= range.count >> 3
      guard isUTF8(range) else { throw EvaluationError("the bytes are not UTF-8 text") }
      return try makeText(sharing: range)
    default: return nil
    }
  }

  private func isUTF8(_ range: Range<Int>) -> Bool {
    (try? UTF8Span(validating: bytes.span.extracting(range))) != nil
  }

  private mutating func toBytes(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .bytes: return value
    case .string(let ref):
      let range = byteRange(ref)
      try account(Self.logicalSize(.bytes, range.count))
      return .bytes(addObject(.bytes, start: range.lowerBound, count: range.count))
    default: return nil
    }
  }

  private func toBool(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .bool: return value
    case .string(let ref):
      guard count(ref) <= 5 else { throw notA("a bool", ref) }
      switch text(ref) {
      case "1", "t", "T", "true", "True", "TRUE": return .bool(true)
      case "0", "f", "F", "false", "False", "FALSE": return .bool(false)
      default: throw notA("a bool", ref)
      }
    default: return nil
    }
  }

  private func toTimestamp(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .timestamp: return value
    case .int(let seconds): return .timestamp(try .make(seconds: seconds, nanoseconds: 0))
    case .string(let ref):
      guard let time = TimestampValue.parse(bytes[byteRange(ref)]) else {
        throw notA("an RFC 3339 timestamp (years 1 to 9999)", ref)
      }
      return .timestamp(time)
    default: return nil
    }
  }

  private func toDuration(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .duration: return value
    case .string(let ref):
      guard let length = DurationValue.parse(bytes[byteRange(ref)]) else {
        throw notA("a duration such as 90s or 1h30m", ref)
      }
      return .duration(length)
    default: return nil
    }
  }

  private func toDecimal(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .decimal: return value
    case .int(let number): return .decimal(DecimalValue(coefficient: number, scale: 0))
    case .uint(let number):
      guard let fitting = Int64(exactly: number) else { throw range("decimal", number) }
      return .decimal(DecimalValue(coefficient: fitting, scale: 0))
    case .double(let number):
      guard number.isFinite, let decimal = try DecimalValue.parse(DoubleText.plain(number).utf8) else {
        throw range("decimal", number)
      }
      return .decimal(decimal)
    case .string(let ref):
      guard let decimal = try DecimalValue.parse(bytes[byteRange(ref)]) else { throw notA("a decimal", ref) }
      return .decimal(decimal)
    default: return nil
    }
  }

  // MARK: Numbers from text

  /// Decimal digits with an optional sign, within 64 bits.
  static func integer(_ text: ArraySlice<UInt8>) -> Int64? {
    guard let first = text.first, text.count <= 40 else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    let digits = isNegative || first == UInt8(ascii: "+") ? text.dropFirst() : text
    if digits.isEmpty { return nil }
    var number: Int64 = 0
    for byte in digits {
      guard case 0x30...0x39 = byte else { return nil }
      let (shifted, tooLarge) = number.multipliedReportingOverflow(by: 10)
      // Counted downward, where there is room for the least one.
      let (next, tooSmall) = shifted.subtractingReportingOverflow(Int64(byte - 0x30))
      if tooLarge || tooSmall { return nil }
      number = next
    }
    if isNegative { return number }
    return number == .min ? nil : -number
  }

  /// A decimal number with optional fraction and exponent, correctly rounded; or NaN, Infinity, Inf with optional sign, in
  /// any case. nil where the text is neither, or too large for a double.
  static func double(_ text: ArraySlice<UInt8>) -> Double? {
    guard text.count <= 4096 else { return nil }
    var digits = 0
    var hasPoint = false
    var hasExponent = false
    var exponentDigits = 0
    for (index, byte) in text.enumerated() {
      switch byte {
      case 0x30...0x39: if hasExponent { exponentDigits += 1 } else { digits += 1 }
      case UInt8(ascii: ".") where !hasPoint && !hasExponent: hasPoint = true
      case UInt8(ascii: "e") where !hasExponent && digits > 0, UInt8(ascii: "E") where !hasExponent && digits > 0:
        hasExponent = true
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        let before = index == 0 ? nil : text[text.startIndex + index - 1]
        if before != nil, before != UInt8(ascii: "e"), before != UInt8(ascii: "E") { return nil }
      default: return named(text)
      }
    }
    guard digits > 0, !hasExponent || exponentDigits > 0 else { return nil }
    var spelled = String(decoding: text, as: UTF8.self)
    if spelled.hasSuffix(".") { spelled += "0" }
    guard let number = Double(spelled), number.isFinite else { return nil }
    return number
  }

  private static func named(_ text: ArraySlice<UInt8>) -> Double? {
    switch String(decoding: text, as: UTF8.self).lowercased() {
    case "nan": .nan
    case "inf", "+inf", "infinity", "+infinity": .infinity
    case "-inf", "-infinity": -.infinity
    default: nil
    }
  }
}
