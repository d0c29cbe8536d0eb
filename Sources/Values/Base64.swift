// Base64 (RFC 4648, section 4): bytes to text and back. Reading accepts missing padding and nothing else out of the ordinary.

enum Base64 {
  private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  static func encode(_ content: ArraySlice<UInt8>, into output: inout [UInt8]) {
    let digits = UnsafeBufferPointer(start: alphabet.utf8Start, count: 64)
    output.reserveCapacity(max(output.count + (content.count + 2) / 3 * 4, output.capacity))
    var index = content.startIndex
    while index < content.endIndex {
      let left = content.endIndex - index
      let a = content[index]
      let b = left > 1 ? content[index + 1] : 0
      let c = left > 2 ? content[index + 2] : 0
      output.append(digits[Int(a >> 2)])
      output.append(digits[Int((a & 3) << 4 | b >> 4)])
      output.append(left > 1 ? digits[Int((b & 15) << 2 | c >> 6)] : UInt8(ascii: "="))
      output.append(left > 2 ? digits[Int(c & 63)] : UInt8(ascii: "="))
      index += 3
    }
  }

  /// nil where the text is not base64: a foreign character, a lonely digit, misplaced padding or bits left over.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var text = text
    if text.count % 4 == 0 {
      for _ in 0..<2 where text.last == UInt8(ascii: "=") { text = text.dropLast() }
    }
    if text.count % 4 == 1 { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 4 * 3 + 2)
    var bits: UInt32 = 0
    var held = 0
    for byte in text {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"): digit = 62
      case UInt8(ascii: "/"): digit = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(digit)
      held += 6
      if held >= 8 {
        held -= 8
        output.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    if bits & ((1 << UInt32(held)) - 1) != 0 { return nil }
    return output
  }
}
