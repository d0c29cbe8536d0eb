// Plain scalars by YAML 1.2's core schema: null, booleans, ints, floats; everything else is text. `yes` and `on` are
// text. What no number type here carries exactly is refused rather than rounded.

enum CoreSchema {
  enum Scalar {
    case null, bool(Bool), int(Int64), double(Double), text
    /// A number that cannot be carried.
    case notExact, notFinite
  }

  static func scalar(_ bytes: ArraySlice<UInt8>) -> Scalar {
    guard let first = bytes.first else { return .null }
    switch first {
    case UInt8(ascii: "~"): return bytes.count == 1 ? .null : .text
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      return isOne(bytes, "null", "Null", "NULL") ? .null : .text
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      return isOne(bytes, "true", "True", "TRUE") ? .bool(true) : .text
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      return isOne(bytes, "false", "False", "FALSE") ? .bool(false) : .text
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return number(bytes)
    default: return .text
    }
  }

  private static func isOne(_ bytes: ArraySlice<UInt8>, _ words: StaticString...) -> Bool {
    words.contains {
      $0.utf8CodeUnitCount == bytes.count
        && bytes.elementsEqual(UnsafeBufferPointer(start: $0.utf8Start, count: $0.utf8CodeUnitCount))
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Scalar {
    var at = bytes.startIndex
    let end = bytes.endIndex
    var negative = false
    if bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") {
      negative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    guard at < end else { return .text }
    let rest = bytes[at...]
    if isOne(rest, ".inf", ".Inf", ".INF") { return .notFinite }
    if at == bytes.startIndex {
      if isOne(rest, ".nan", ".NaN", ".NAN") { return .notFinite }
      if rest.count > 2, bytes[at] == UInt8(ascii: "0") {
        if bytes[at + 1] == UInt8(ascii: "x") { return integer(rest.dropFirst(2), radix: 16, negative: false) }
        if bytes[at + 1] == UInt8(ascii: "o") { return integer(rest.dropFirst(2), radix: 8, negative: false) }
      }
    }
    // [0-9]+ | ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
    var digits = 0
    while at < end, isDigit(bytes[at]) {
      at += 1
      digits += 1
    }
    if at == end { return digits > 0 ? integer(rest, radix: 10, negative: negative) : .text }
    if bytes[at] == UInt8(ascii: ".") {
      at += 1
      while at < end, isDigit(bytes[at]) {
        at += 1
        digits += 1
      }
    }
    guard digits > 0 else { return .text }
    if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      let exponent = at
      while at < end, isDigit(bytes[at]) { at += 1 }
      guard at > exponent else { return .text }
    }
    guard at == end else { return .text }
    var text = String(decoding: bytes, as: UTF8.self)
    if text.hasPrefix("+") { text.removeFirst() }
    guard let value = Double(text) ?? Double("0" + text) else { return .text }
    guard value.isFinite else { return .notExact }
    // Fifteen digits are carried by every double that is not next to nothing.
    let isSure = digits <= 15 && value.magnitude > 1e-290
    return isSure || Self.digits(of: bytes) == Self.digits(of: value.description.utf8) ? .double(value) : .notExact
  }

  /// The significant digits of a decimal literal. Those of a double are the fewest that name it alone.
  private static func digits(of text: some Sequence<UInt8>) -> [UInt8] {
    let mantissa = text.prefix { $0 | 0x20 != UInt8(ascii: "e") }.filter(isDigit)
    let significant = mantissa.drop { $0 == UInt8(ascii: "0") }
    return Array(significant.reversed().drop { $0 == UInt8(ascii: "0") }.reversed())
  }

  private static func integer(_ digits: ArraySlice<UInt8>, radix: UInt64, negative: Bool) -> Scalar {
    var value: UInt64 = 0
    var fits = true
    for c in digits {
      guard let digit = hexDigit(c), digit < radix else { return .text }
      let (scaled, over) = value.multipliedReportingOverflow(by: radix)
      let (sum, more) = scaled.addingReportingOverflow(UInt64(digit))
      if over || more { fits = false }
      value = sum
    }
    if fits {
      if negative, value == UInt64(Int64.max) + 1 { return .int(Int64.min) }
      if let int = Int64(exactly: value) { return .int(negative ? -int : int) }
      let double = Double(value)
      if UInt64(exactly: double) == value { return .double(negative ? -double : double) }
    }
    return .notExact
  }
}
