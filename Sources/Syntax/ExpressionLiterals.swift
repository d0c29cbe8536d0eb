// CEL's literal tokens to their values: escapes, raw and triple quotes, bytes, integers, doubles.
// Everything out of range or malformed is an error with its place; nothing is rounded in silence.

enum ExpressionLiterals {
  /// The inside of a string or bytes token, its quotes and prefix taken off.
  private static func inside(_ text: [UInt8], _ token: Token) -> (range: Range<Int>, raw: Bool) {
    var start = Int(token.start)
    var raw = false
    while text[start] != UInt8(ascii: "'"), text[start] != UInt8(ascii: "\"") {
      if text[start] | 0x20 == UInt8(ascii: "r") { raw = true }
      start += 1
    }
    let end = Int(token.end)
    let isTriple =
      end - start >= 6 && text[start + 1] == text[start] && text[start + 2] == text[start]
      && text[end - 2] == text[start] && text[end - 3] == text[start]
    let width = isTriple ? 3 : 1
    return (start + width..<end - width, raw)
  }

  static func string(_ text: [UInt8], _ token: Token) throws(ExpressionError) -> String {
    let (range, raw) = inside(text, token)
    if !needsDecoding(text, range, raw) { return String(decoding: text[range], as: UTF8.self) }
    return String(decoding: try decode(text, range, raw: raw, bytes: false), as: UTF8.self)
  }

  static func bytes(_ text: [UInt8], _ token: Token) throws(ExpressionError) -> [UInt8] {
    let (range, raw) = inside(text, token)
    if !needsDecoding(text, range, raw) { return [UInt8](text[range]) }
    return try decode(text, range, raw: raw, bytes: true)
  }

  private static func needsDecoding(_ text: [UInt8], _ range: Range<Int>, _ raw: Bool) -> Bool {
    for at in range where (text[at] == UInt8(ascii: "\\") && !raw) || text[at] == 0x0D { return true }
    return false
  }

  private static func decode(
    _ text: [UInt8], _ range: Range<Int>, raw: Bool, bytes: Bool
  ) throws(ExpressionError) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(range.count)
    var at = range.lowerBound
    while at < range.upperBound {
      let c = text[at]
      if c == 0x0D {
        // Line ends inside a triple-quoted literal are `\n`, however the file writes them.
        out.append(0x0A)
        at += 1
        if at < range.upperBound, text[at] == 0x0A { at += 1 }
      } else if c == UInt8(ascii: "\\"), !raw {
        at = try escape(text, at, range.upperBound, bytes: bytes, into: &out)
      } else {
        out.append(c)
        at += 1
      }
    }
    return out
  }

  /// One escape that starts at `start` (its backslash); the offset after it.
  private static func escape(
    _ text: [UInt8], _ start: Int, _ end: Int, bytes: Bool, into out: inout [UInt8]
  ) throws(ExpressionError) -> Int {
    func bad(_ length: Int) -> ExpressionError {
      let stop = min(start + length, end)
      let shown = String(decoding: text[start..<stop], as: UTF8.self)
      return ExpressionError(start, stop) { .badEscape(shown, inBytes: bytes, at: $0) }
    }
    guard start + 1 < end else { throw bad(1) }
    let c = text[start + 1]
    func scalar(_ value: UInt32, _ length: Int) throws(ExpressionError) -> Int {
      guard let scalar = UnicodeScalar(value) else { throw bad(length) }
      out.append(contentsOf: UTF8.encode(scalar)!)
      return start + length
    }
    func hex(_ count: Int) throws(ExpressionError) -> UInt32 {
      guard start + 2 + count <= end else { throw bad(end - start) }
      var value: UInt32 = 0
      for offset in 0..<count {
        guard let digit = hexDigit(text[start + 2 + offset]) else { throw bad(2 + count) }
        guard value <= UInt32.max >> 4 else { throw bad(2 + count) }
        value = value << 4 | digit
      }
      return value
    }
    switch c {
    case UInt8(ascii: "a"): out.append(0x07)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "v"): out.append(0x0B)
    case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): out.append(c)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      let value = try hex(2)
      if bytes {
        out.append(UInt8(value))
        return start + 4
      }
      return try scalar(value, 4)
    case UInt8(ascii: "u") where !bytes: return try scalar(try hex(4), 6)
    case UInt8(ascii: "U") where !bytes: return try scalar(try hex(8), 10)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      guard start + 4 <= end else { throw bad(end - start) }
      var value: UInt32 = 0
      for offset in 1...3 {
        let digit = text[start + offset]
        guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "7") else { throw bad(4) }
        value = value << 3 | UInt32(digit - 0x30)
      }
      if bytes {
        out.append(UInt8(value))
        return start + 4
      }
      return try scalar(value, 4)
    default: throw bad(2)
    }
    return start + 2
  }

  // MARK: Numbers

  /// The magnitude of an int or uint token; nil when it does not fit 64 bits.
  private static func magnitude(_ text: [UInt8], _ range: Range<Int>) -> UInt64? {
    var at = range.lowerBound
    var value: UInt64 = 0
    let isHex = range.count > 2 && text[at + 1] | 0x20 == UInt8(ascii: "x")
    if isHex { at += 2 }
    while at < range.upperBound {
      let (scaled, over) = value.multipliedReportingOverflow(by: isHex ? 16 : 10)
      let (sum, more) = scaled.addingReportingOverflow(UInt64(hexDigit(text[at])!))
      if over || more { return nil }
      value = sum
      at += 1
    }
    return value
  }

  static func int(_ text: [UInt8], _ token: Token, negative: Bool) throws(ExpressionError) -> Int64 {
    if let value = magnitude(text, token.range) {
      if negative, value == UInt64(Int64.max) + 1 { return Int64.min }
      if let int = Int64(exactly: value) { return negative ? -int : int }
    }
    throw outOfRange(text, token, "int", "-9223372036854775808 to 9223372036854775807")
  }

  static func uint(_ text: [UInt8], _ token: Token) throws(ExpressionError) -> UInt64 {
    if let value = magnitude(text, Int(token.start)..<Int(token.end) - 1) { return value }
    throw outOfRange(text, token, "uint", "0u to 18446744073709551615u")
  }

  static func double(_ text: [UInt8], _ token: Token) throws(ExpressionError) -> Double {
    if let value = Double(String(decoding: text[token.range], as: UTF8.self)), value.isFinite { return value }
    throw outOfRange(text, token, "double", "about ±1.8e308")
  }

  private static func outOfRange(
    _ text: [UInt8], _ token: Token, _ type: String, _ range: String
  ) -> ExpressionError {
    let shown = String(decoding: text[token.range], as: UTF8.self)
    return ExpressionError(Int(token.start), Int(token.end)) {
      .numberOutOfRange(shown, type: type, range: range, at: $0)
    }
  }
}
