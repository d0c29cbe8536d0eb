// Exact decimal numbers for money: coefficient × 10^-scale. Results are exact or an error; only `divided` and `rounded`
// round, half to even, and only to the number of places they are told.

extension DecimalValue {
  package static let zero = DecimalValue(coefficient: 0, scale: 0)
  static let mostPlaces = 18

  @inline(__always) static func power(_ exponent: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<exponent { result *= 10 }
    return result
  }

  static var overflow: EvaluationError {
    EvaluationError("decimal overflow: a decimal has up to \(mostPlaces) digits and \(mostPlaces) places")
  }

  /// The coefficient at a scale that is not smaller than this one's. Fits: 2^63 × 10^18 < 2^127.
  func coefficient(atScale wanted: Int) -> Int128 { Int128(coefficient) * Self.power(wanted - Int(scale)) }

  /// The decimal `coefficient` × 10^-`scale`. Trailing zeros give way where it does not fit otherwise; nothing is rounded.
  static func exact(_ coefficient: Int128, scale: Int) throws(EvaluationError) -> DecimalValue {
    var coefficient = coefficient
    var scale = scale
    while scale > 0, scale > mostPlaces || Int64(exactly: coefficient) == nil, coefficient % 10 == 0 {
      coefficient /= 10
      scale -= 1
    }
    guard scale <= mostPlaces, let fitting = Int64(exactly: coefficient) else { throw overflow }
    return DecimalValue(coefficient: fitting, scale: UInt8(scale))
  }

  func adding(_ other: DecimalValue) throws(EvaluationError) -> DecimalValue {
    let wanted = max(Int(scale), Int(other.scale))
    return try .exact(coefficient(atScale: wanted) + other.coefficient(atScale: wanted), scale: wanted)
  }

  func subtracting(_ other: DecimalValue) throws(EvaluationError) -> DecimalValue {
    let wanted = max(Int(scale), Int(other.scale))
    return try .exact(coefficient(atScale: wanted) - other.coefficient(atScale: wanted), scale: wanted)
  }

  func multiplied(by other: DecimalValue) throws(EvaluationError) -> DecimalValue {
    try .exact(Int128(coefficient) * Int128(other.coefficient), scale: Int(scale) + Int(other.scale))
  }

  func negated() throws(EvaluationError) -> DecimalValue {
    try .exact(-Int128(coefficient), scale: Int(scale))
  }

  /// Negative, zero or positive as this is less than, equal to or greater than the other.
  func compared(to other: DecimalValue) -> Int {
    let wanted = max(Int(scale), Int(other.scale))
    let a = coefficient(atScale: wanted)
    let b = other.coefficient(atScale: wanted)
    return a < b ? -1 : a == b ? 0 : 1
  }

  /// `numerator / denominator` as a whole number, half to even. Both fit 127 bits; the denominator is not 0.
  static func dividedHalfEven(_ numerator: Int128, _ denominator: Int128) -> Int128 {
    let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    if rest == 0 { return quotient }
    let restSize = rest.magnitude
    let otherHalf = denominator.magnitude - restSize
    let awayFromZero = restSize > otherHalf || (restSize == otherHalf && quotient % 2 != 0)
    if !awayFromZero { return quotient }
    return (numerator < 0) == (denominator < 0) ? quotient + 1 : quotient - 1
  }

  static func checkPlaces(_ places: Int64) throws(EvaluationError) -> Int {
    guard places >= 0, places <= mostPlaces else {
      throw EvaluationError("a decimal has 0 to \(mostPlaces) places, not \(places)")
    }
    return Int(places)
  }

  /// The quotient to `places` places, half to even.
  func divided(by other: DecimalValue, places: Int64) throws(EvaluationError) -> DecimalValue {
    let places = try Self.checkPlaces(places)
    if other.coefficient == 0 { throw .divisionByZero }
    // a·10^-s / (b·10^-t) at p places: a·10^(p+t-s) / b.
    let shift = places + Int(other.scale) - Int(scale)
    var numerator = Int128(coefficient)
    var denominator = Int128(other.coefficient)
    if shift >= 0 {
      let (product, overflow) = numerator.multipliedReportingOverflow(by: Self.power(shift))
      if overflow { throw Self.overflow }
      numerator = product
    } else {
      denominator *= Self.power(-shift)
    }
    return try .exact(Self.dividedHalfEven(numerator, denominator), scale: places)
  }

  /// Rounded half to even to `places` places; fewer places are filled with zeros.
  func rounded(places: Int64) throws(EvaluationError) -> DecimalValue {
    let places = try Self.checkPlaces(places)
    if places >= Int(scale) {
      guard let fitting = Int64(exactly: coefficient(atScale: places)) else { throw Self.overflow }
      return DecimalValue(coefficient: fitting, scale: UInt8(places))
    }
    let divisor = Self.power(Int(scale) - places)
    return try .exact(Self.dividedHalfEven(Int128(coefficient), divisor), scale: places)
  }

  /// The nearest double.
  package var double: Double {
    if scale == 0 { return Double(coefficient) }
    // Up to 2^53 and 10^18 both operands are exact doubles, so one division rounds once. Beyond, the text is read.
    if coefficient.magnitude <= 1 << 53 { return Double(coefficient) / Double(Self.power(Int(scale))) }
    return Double(text) ?? .nan
  }

  /// Toward zero.
  var whole: Int64 { Int64(truncatingIfNeeded: Int128(coefficient) / Self.power(Int(scale))) }

  package var text: String {
    var digits = String(coefficient.magnitude)
    if scale > 0 {
      if digits.utf8.count <= Int(scale) {
        digits = String(repeating: "0", count: Int(scale) + 1 - digits.utf8.count) + digits
      }
      let split = digits.utf8.index(digits.endIndex, offsetBy: -Int(scale))
      digits.insert(".", at: split)
    }
    return coefficient < 0 ? "-" + digits : digits
  }

  /// Reads `-12.30`, also `1.5e3`; nil where the text is no decimal number. Throws where it is one that does not fit.
  package static func parse(_ text: some Collection<UInt8>) throws(EvaluationError) -> DecimalValue? {
    var coefficient: Int128 = 0
    var scale = 0
    var digits = 0
    var afterPoint = false
    var isNegative = false
    var isFirst = true
    var index = text.startIndex
    scan: while index < text.endIndex {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "-") where isFirst: isNegative = true
      case UInt8(ascii: "+") where isFirst: break
      case UInt8(ascii: ".") where !afterPoint: afterPoint = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if coefficient > Int128(Int64.max) * 1_000_000_000_000_000 { throw overflow }
        coefficient = coefficient * 10 + Int128(byte - UInt8(ascii: "0"))
        if afterPoint { scale += 1 }
      case UInt8(ascii: "e") where digits > 0, UInt8(ascii: "E") where digits > 0: break scan
      default: return nil
      }
      isFirst = false
      index = text.index(after: index)
    }
    if digits == 0 { return nil }
    if index < text.endIndex {
      guard let exponent = Int(String(decoding: text[text.index(after: index)...], as: UTF8.self)) else { return nil }
      if exponent.magnitude > 60 { throw overflow }
      scale -= exponent
    }
    while scale < 0 {
      let (product, tooLarge) = coefficient.multipliedReportingOverflow(by: 10)
      if tooLarge { throw overflow }
      coefficient = product
      scale += 1
    }
    return try exact(isNegative ? -coefficient : coefficient, scale: scale)
  }
}

extension DecimalValue: Hashable {
  /// Of equal worth, whatever the scale.
  @usableFromInline package static func == (a: DecimalValue, b: DecimalValue) -> Bool { a.compared(to: b) == 0 }

  @usableFromInline package func hash(into hasher: inout Hasher) {
    let (coefficient, scale) = normalized
    hasher.combine(coefficient)
    hasher.combine(scale)
  }

  /// Without trailing zeros.
  var normalized: (coefficient: Int64, scale: UInt8) {
    var coefficient = coefficient
    var scale = scale
    while scale > 0, coefficient % 10 == 0 {
      coefficient /= 10
      scale -= 1
    }
    return (coefficient, scale)
  }
}
