// Looks at the bytes before libyaml does: UTF-8, the characters YAML allows, and whether all of it is ASCII.

struct TextSurvey {
  var isASCII = true
  /// The first byte that is not UTF-8.
  var invalid: Int?
  /// The first character that YAML does not allow, with its length in bytes.
  var forbidden: (offset: Int, length: Int, value: UInt32)?

  init(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { b in
      var at = 0
      while at < b.count {
        // Eight printable ASCII bytes at once; whatever else is among them is looked at one by one.
        if at &+ 8 <= b.count {
          let word = UInt64(littleEndian: UnsafeRawPointer(b.baseAddress! + at).loadUnaligned(as: UInt64.self))
          let high = word & 0x8080_8080_8080_8080
          let belowSpace = (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
          let del = word ^ 0x7F7F_7F7F_7F7F_7F7F
          let hasDel = (del &- 0x0101_0101_0101_0101) & ~del & 0x8080_8080_8080_8080
          let others = high | belowSpace | hasDel
          if others == 0 {
            at &+= 8
            continue
          }
          // The lowest bit is never wrong: what is borrowed goes upwards.
          at &+= others.trailingZeroBitCount / 8
        }
        let c = b[at]
        if c < 0x80 {
          if (c < 0x20 && c != 0x0A && c != 0x09 && c != 0x0D) || c == 0x7F, forbidden == nil {
            forbidden = (at, 1, UInt32(c))
          }
          at &+= 1
          continue
        }
        isASCII = false
        guard let (value, length) = Self.scalar(b, at) else {
          invalid = at
          return
        }
        // U+0085, U+2028 and U+2029 end a line, and a comment, in YAML 1.1 (which libyaml reads) and neither in YAML 1.2 nor in
        // an editor: what one sees would not be what is run.
        let isAllowed =
          (value >= 0xA0 && value != 0x2028 && value != 0x2029 && value != 0xFEFF && value != 0xFFFE && value != 0xFFFF)
          || (value == 0xFEFF && at == 0)
        if !isAllowed, forbidden == nil { forbidden = (at, length, value) }
        at &+= length
      }
    }
  }

  /// One scalar of two to four bytes (RFC 3629: shortest form, no surrogates, at most U+10FFFF).
  private static func scalar(_ b: UnsafeBufferPointer<UInt8>, _ at: Int) -> (UInt32, Int)? {
    func tail(_ offset: Int) -> UInt32? {
      guard at + offset < b.count, b[at + offset] & 0xC0 == 0x80 else { return nil }
      return UInt32(b[at + offset] & 0x3F)
    }
    let lead = UInt32(b[at])
    switch lead {
    case 0xC2...0xDF:
      guard let a = tail(1) else { return nil }
      return ((lead & 0x1F) << 6 | a, 2)
    case 0xE0...0xEF:
      guard let a = tail(1), let c = tail(2) else { return nil }
      let value = (lead & 0x0F) << 12 | a << 6 | c
      return value >= 0x800 && !(0xD800...0xDFFF).contains(value) ? (value, 3) : nil
    case 0xF0...0xF4:
      guard let a = tail(1), let c = tail(2), let d = tail(3) else { return nil }
      let value = (lead & 0x07) << 18 | a << 12 | c << 6 | d
      return value >= 0x10000 && value <= 0x10FFFF ? (value, 4) : nil
    default: return nil
    }
  }
}

/// The offset of the first byte that is not UTF-8.
func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? { TextSurvey(bytes).invalid }
