// `string.format` of the extension library "strings": %s %d %f %e %b %o %x %X %%, with a precision for %f and %e.

extension Heap {
  mutating func format(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 2, case .string(let template) = arguments[0], case .list(let list) = arguments[1] else {
      throw noOverload(function, arguments)
    }
    let range = byteRange(template)
    work &+= range.count
    var output = ""
    var index = range.lowerBound
    var next = 0
    while index < range.upperBound {
      guard bytes[index] == UInt8(ascii: "%") else {
        var end = index
        while end < range.upperBound, bytes[end] != UInt8(ascii: "%") { end += 1 }
        output += String(decoding: bytes[index..<end], as: UTF8.self)
        index = end
        continue
      }
      index += 1
      let precision = try Self.precision(bytes, &index, range.upperBound)
      guard index < range.upperBound else { throw EvaluationError("a format ends within a % clause") }
      let verb = bytes[index]
      index += 1
      if verb == UInt8(ascii: "%") {
        output += "%"
        continue
      }
      guard "sdfeboxX".utf8.contains(verb) else {
        throw EvaluationError("unknown format clause '%\(Character(Unicode.Scalar(verb)))'")
      }
      guard next < count(list) else {
        throw EvaluationError("format needs more than the \(count(list)) values it is given")
      }
      output += try formatted(element(list, next), verb: verb, precision: precision)
      next += 1
      work &+= output.utf8.count >> 4
      try checkLength(output.utf8.count)
    }
    return try makeString(output)
  }

  /// `.N` after the percent sign.
  private static func precision(_ bytes: [UInt8], _ index: inout Int, _ end: Int) throws(EvaluationError) -> Int? {
    guard index < end, bytes[index] == UInt8(ascii: ".") else { return nil }
    index += 1
    var number = 0
    var digits = 0
    while index < end, case 0x30...0x39 = bytes[index] {
      number = number * 10 + Int(bytes[index] - 0x30)
      digits += 1
      index += 1
      if number > ValueLimits.formatPlaces {
        throw EvaluationError("a format asks for too many places (limit: \(ValueLimits.formatPlaces))")
      }
    }
    if digits == 0 { throw EvaluationError("a format's precision has no digits") }
    return number
  }

  private mutating func formatted(_ value: Value, verb: UInt8, precision: Int?) throws(EvaluationError) -> String {
    if case .secret = value { throw EvaluationError("format does not take a secret") }
    switch verb {
    case UInt8(ascii: "s"):
      var size = 0
      return try shown(value, depth: 0, size: &size)
    case UInt8(ascii: "d"):
      switch value {
      case .int(let number): return String(number)
      case .uint(let number): return String(number)
      case .double(let number): return DoubleText.plain(number)
      case .decimal(let number): return number.text
      default: throw Self.misfit("%d", "a number", value)
      }
    case UInt8(ascii: "f"), UInt8(ascii: "e"):
      let digits: DoubleText.Digits
      switch value {
      case .int(let number): digits = DecimalValue(coefficient: number, scale: 0).digits
      case .uint(let number): digits = DoubleText.exact(Double(number))
      case .decimal(let number): digits = number.digits
      case .double(let number):
        if let special = DoubleText.special(number) { return special }
        digits = DoubleText.exact(number)
      default: throw Self.misfit(verb == UInt8(ascii: "f") ? "%f" : "%e", "a number", value)
      }
      return verb == UInt8(ascii: "f")
        ? DoubleText.fixed(digits, places: precision ?? 6) : DoubleText.scientific(digits, places: precision ?? 6)
    case UInt8(ascii: "b"):
      if case .bool(let flag) = value { return flag ? "1" : "0" }
      return try radix(value, 2, uppercase: false, "%b")
    case UInt8(ascii: "o"): return try radix(value, 8, uppercase: false, "%o")
    default:
      let uppercase = verb == UInt8(ascii: "X")
      guard case .string(let ref) = value else {
        guard case .bytes(let ref) = value else { return try radix(value, 16, uppercase: uppercase, "%x") }
        return hex(byteRange(ref), uppercase: uppercase)
      }
      return hex(byteRange(ref), uppercase: uppercase)
    }
  }

  private static func misfit(_ clause: StaticString, _ wanted: StaticString, _ value: Value) -> EvaluationError {
    EvaluationError("the format clause \(clause) takes \(wanted), not \(value.kindName)")
  }

  private func radix(_ value: Value, _ radix: Int, uppercase: Bool, _ clause: StaticString)
    throws(EvaluationError) -> String
  {
    switch value {
    case .int(let number): String(number, radix: radix, uppercase: uppercase)
    case .uint(let number): String(number, radix: radix, uppercase: uppercase)
    default: throw Self.misfit(clause, "an int or uint", value)
    }
  }

  private func hex(_ range: Range<Int>, uppercase: Bool) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(range.count * 2)
    for index in range {
      for nibble in [bytes[index] >> 4, bytes[index] & 15] {
        let digit = hexDigit(nibble)
        text.append(uppercase && digit > 0x60 ? digit - 0x20 : digit)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What %s makes of a value: texts bare also inside lists and maps, the entries of a map by the order of their keys' text.
  private func shown(_ value: Value, depth: Int, size: inout Int) throws(EvaluationError) -> String {
    if depth > ValueLimits.depth { throw Self.tooDeep }
    size += 1
    switch value {
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number): return String(number)
    case .uint(let number): return String(number)
    case .double(let number): return DoubleText.plain(number)
    case .decimal(let number): return number.text
    case .timestamp(let time): return time.text
    case .duration(let length): return length.text
    case .type(let name): return name.text
    case .string(let ref), .bytes(let ref):
      size += count(ref)
      try checkLength(size)
      return text(ref)
    case .list(let ref):
      var parts: [String] = []
      for index in 0..<count(ref) { parts.append(try shown(element(ref, index), depth: depth + 1, size: &size)) }
      try checkLength(size)
      return "[" + parts.joined(separator: ", ") + "]"
    case .map(let ref):
      var parts: [(key: String, value: String)] = []
      for index in 0..<count(ref) {
        let key = try shown(key(ref, index), depth: depth + 1, size: &size)
        parts.append((key, try shown(self.value(ref, index), depth: depth + 1, size: &size)))
      }
      try checkLength(size)
      parts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return "{" + parts.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    case .unset, .none, .some, .error, .secret: throw Self.misfit("%s", "a plain value", value)
    }
  }
}
