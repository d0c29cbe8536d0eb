// The string library (cel-spec standard definitions, and the extension library "strings"): tests, positions, parts, casing.
// Positions count code points. Everything works on the UTF-8 bytes in the arena; parts of a text share its bytes.

import CRE2

extension Heap {
  // MARK: Code points

  /// Code points in a range of valid UTF-8.
  func codePoints(_ range: Range<Int>) -> Int {
    bytes.withUnsafeBufferPointer { buffer in
      precondition(range.upperBound <= buffer.count)
      var count = 0
      for index in range where buffer[index] & 0xC0 != 0x80 { count &+= 1 }
      return count
    }
  }

  /// Where the code point with this number begins; the end of the range for the number after the last; nil beyond.
  func offset(ofCodePoint number: Int64, in range: Range<Int>) -> Int? {
    if number < 0 || number > Int64(range.count) { return nil }
    var left = number
    var position = range.lowerBound
    while position < range.upperBound {
      if left == 0 { return position }
      left -= 1
      position += Self.width(bytes[position])
    }
    return left == 0 ? position : nil
  }

  /// Bytes of the code point that begins with this byte.
  @inline(__always) static func width(_ lead: UInt8) -> Int { lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }

  /// Where `needle` first occurs at or after `start`, up to `end`; nil where it does not.
  func find(_ needle: Range<Int>, from start: Int, to end: Int) -> Int? {
    bytes.withUnsafeBufferPointer { buffer in
      precondition(end <= buffer.count && needle.upperBound <= buffer.count && start <= end)
      if needle.isEmpty { return start }
      guard let base = buffer.baseAddress else { return nil }
      let found = cre2_find(base + start, end - start, base + needle.lowerBound, needle.count)
      return found < 0 ? nil : start + Int(found)
    }
  }

  /// A text that shares bytes which the arena already holds.
  mutating func makeText(sharing range: Range<Int>) throws(EvaluationError) -> Value {
    try account(Self.logicalSize(.string, range.count))
    return .string(addObject(.string, start: range.lowerBound, count: range.count))
  }

  // MARK: Tests

  mutating func testText(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    guard arguments.count == 2, case .string(let text) = arguments[0], case .string(let other) = arguments[1] else {
      throw noOverload(function, arguments)
    }
    let whole = byteRange(text)
    let part = byteRange(other)
    if part.count > whole.count { return .bool(false) }
    switch function {
    case .startsWith:
      work &+= part.count >> 5
      return .bool(sameBytes(whole.lowerBound, part.lowerBound, count: part.count))
    case .endsWith:
      work &+= part.count >> 5
      return .bool(sameBytes(whole.upperBound - part.count, part.lowerBound, count: part.count))
    default:
      work &+= whole.count >> 4
      return .bool(find(part, from: whole.lowerBound, to: whole.upperBound) != nil)
    }
  }

  // MARK: The rest of the library

  mutating func callText(_ arguments: Span<Value>, _ function: FunctionID) throws(EvaluationError) -> Value {
    let count = arguments.count
    guard count >= 1 else { throw noOverload(function, arguments) }
    if function == .join {
      guard case .list(let list) = arguments[0] else { throw noOverload(function, arguments) }
      if count == 1 { return try join(list, separator: 0..<0) }
      guard count == 2, case .string(let separator) = arguments[1] else { throw noOverload(function, arguments) }
      return try join(list, separator: byteRange(separator))
    }
    guard case .string(let text) = arguments[0] else { throw noOverload(function, arguments) }
    let range = byteRange(text)
    work &+= range.count >> 3
    switch function {
    case .trim where count == 1: return try makeText(sharing: trimmed(range))
    case .lowerAscii where count == 1: return try mapAscii(range, from: UInt8(ascii: "A"), flip: true)
    case .upperAscii where count == 1: return try mapAscii(range, from: UInt8(ascii: "a"), flip: true)
    case .stringsQuote where count == 1: return try quote(range)
    case .charAt where count == 2:
      guard case .int(let number) = arguments[1] else { break }
      guard let start = offset(ofCodePoint: number, in: range) else { throw Self.position(number) }
      let end = start == range.upperBound ? start : start + Self.width(bytes[start])
      return try makeText(sharing: start..<end)
    case .substring where count == 2 || count == 3:
      guard case .int(let first) = arguments[1] else { break }
      guard let start = offset(ofCodePoint: first, in: range) else { throw Self.position(first) }
      if count == 2 { return try makeText(sharing: start..<range.upperBound) }
      guard case .int(let last) = arguments[2] else { break }
      guard let end = offset(ofCodePoint: last, in: range) else { throw Self.position(last) }
      guard start <= end else { throw EvaluationError("invalid substring range: from \(first) to \(last)") }
      return try makeText(sharing: start..<end)
    case .indexOf where count == 2 || count == 3, .lastIndexOf where count == 2 || count == 3:
      guard case .string(let part) = arguments[1] else { break }
      var from: Int64?
      if count == 3 {
        guard case .int(let number) = arguments[2] else { break }
        from = number
      }
      return try function == .indexOf
        ? indexOf(byteRange(part), in: range, from: from ?? 0) : lastIndexOf(byteRange(part), in: range, from: from)
    case .split where count == 2 || count == 3:
      guard case .string(let separator) = arguments[1] else { break }
      var limit: Int64 = -1
      if count == 3 {
        guard case .int(let number) = arguments[2] else { break }
        limit = number
      }
      return try split(range, by: byteRange(separator), limit: limit)
    case .replace where count == 3 || count == 4:
      guard case .string(let old) = arguments[1], case .string(let new) = arguments[2] else { break }
      var limit: Int64 = -1
      if count == 4 {
        guard case .int(let number) = arguments[3] else { break }
        limit = number
      }
      return try replace(range, byteRange(old), with: byteRange(new), limit: limit)
    default: break
    }
    throw noOverload(function, arguments)
  }

  private static func position(_ number: Int64) -> EvaluationError {
    EvaluationError("index out of range: \(number)")
  }

  private func indexOf(_ part: Range<Int>, in range: Range<Int>, from: Int64) throws(EvaluationError) -> Value {
    guard let start = offset(ofCodePoint: from, in: range) else { throw Self.position(from) }
    guard let found = find(part, from: start, to: range.upperBound) else { return .int(-1) }
    return .int(from + Int64(codePoints(start..<found)))
  }

  /// The last occurrence that begins at code point `from` or before.
  private mutating func lastIndexOf(_ part: Range<Int>, in range: Range<Int>, from: Int64?)
    throws(EvaluationError) -> Value
  {
    var position = range.upperBound - part.count
    if let from {
      guard let start = offset(ofCodePoint: from, in: range) else { throw Self.position(from) }
      position = min(position, start)
    }
    let ceiling = work &+ ValueLimits.workAtOnce
    while position >= range.lowerBound {
      work &+= 1 + part.count >> 5
      if work > ceiling { throw Self.tooMuchWork }
      if sameBytes(position, part.lowerBound, count: part.count) {
        return .int(Int64(codePoints(range.lowerBound..<position)))
      }
      position -= 1
    }
    return .int(-1)
  }

  private mutating func join(_ list: Ref, separator: Range<Int>) throws(EvaluationError) -> Value {
    var total = 0
    for index in 0..<count(list) {
      guard case .string(let part) = element(list, index) else {
        throw EvaluationError("no such overload: join of a list that holds \(element(list, index).kindName)")
      }
      total += count(part) + (index == 0 ? 0 : separator.count)
      try checkLength(total)
    }
    try checkRoom(Self.logicalSize(.string, total))
    work &+= count(list)
    let start = bytes.count
    for index in 0..<count(list) {
      if index > 0 { appendBytes(copying: separator) }
      if case .string(let part) = element(list, index) { appendBytes(copying: byteRange(part)) }
    }
    return try finishBytes(.string, start: start)
  }

  func checkLength(_ total: Int) throws(EvaluationError) {
    guard total <= ValueLimits.stringBytes else {
      throw EvaluationError("a text of \(total) bytes is too long (limit: \(ValueLimits.stringBytes))")
    }
  }

  private mutating func split(_ range: Range<Int>, by separator: Range<Int>, limit: Int64)
    throws(EvaluationError) -> Value
  {
    if limit == 0 { return try makeList([]) }
    // The parts share the text's bytes, so that nothing but this list appends cells meanwhile.
    let base = cells.count
    var start = range.lowerBound
    var endsWithin = true
    while limit < 0 || Int64(cells.count - base) + 1 < limit {
      let end: Int
      let next: Int
      if separator.isEmpty {
        if start == range.upperBound {
          endsWithin = false
          break
        }
        end = start + Self.width(bytes[start])
        next = end
        if end == range.upperBound { break }
      } else {
        guard let found = find(separator, from: start, to: range.upperBound) else { break }
        end = found
        next = found + separator.count
      }
      guard cells.count - base < ValueLimits.elements else { throw Self.tooMany(cells.count - base + 1) }
      cells.append(try makeText(sharing: start..<end))
      start = next
    }
    if endsWithin { cells.append(try makeText(sharing: start..<range.upperBound)) }
    work &+= cells.count - base
    return try finishCells(.list, start: base)
  }

  /// As Go's `strings.Replace`: an empty old text stands before every code point and at the end.
  private mutating func replace(_ range: Range<Int>, _ old: Range<Int>, with new: Range<Int>, limit: Int64)
    throws(EvaluationError) -> Value
  {
    var output: [UInt8] = []
    var position = range.lowerBound
    var done: Int64 = 0
    while limit < 0 || done < limit {
      let found: Int
      if old.isEmpty {
        if done > 0 {
          if position == range.upperBound { break }
          let next = position + Self.width(bytes[position])
          output.append(contentsOf: bytes[position..<next])
          position = next
        }
        found = position
      } else {
        guard let next = find(old, from: position, to: range.upperBound) else { break }
        found = next
      }
      output.append(contentsOf: bytes[position..<found])
      output.append(contentsOf: bytes[new])
      position = found + old.count
      done += 1
      try checkLength(output.count)
    }
    if done == 0 { return try makeText(sharing: range) }
    work &+= Int(truncatingIfNeeded: done)
    output.append(contentsOf: bytes[position..<range.upperBound])
    return try makeString(utf8: output)
  }

  private mutating func mapAscii(_ range: Range<Int>, from first: UInt8, flip: Bool) throws(EvaluationError) -> Value {
    try checkRoom(Self.logicalSize(.string, range.count))
    let start = bytes.count
    appendBytes(copying: range)
    for index in start..<bytes.count where bytes[index] >= first && bytes[index] < first + 26 { bytes[index] ^= 0x20 }
    return try finishBytes(.string, start: start)
  }

  mutating func reverseText(_ ref: Ref) throws(EvaluationError) -> Value {
    let range = byteRange(ref)
    try checkRoom(Self.logicalSize(.string, range.count))
    work &+= range.count >> 2
    let start = bytes.count
    var end = range.upperBound
    while end > range.lowerBound {
      var position = end - 1
      while bytes[position] & 0xC0 == 0x80 { position -= 1 }
      for index in position..<end { bytes.append(bytes[index]) }
      end = position
    }
    return try finishBytes(.string, start: start)
  }

  // MARK: White space and quotes

  /// Unicode's White_Space property.
  private static func isSpace(_ codePoint: UInt32) -> Bool {
    switch codePoint {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  private func codePoint(at position: Int) -> UInt32 {
    let lead = UInt32(bytes[position])
    func tail(_ index: Int) -> UInt32 { UInt32(bytes[position + index] & 0x3F) }
    switch Self.width(bytes[position]) {
    case 1: return lead
    case 2: return (lead & 0x1F) << 6 | tail(1)
    case 3: return (lead & 0x0F) << 12 | tail(1) << 6 | tail(2)
    default: return (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)
    }
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    while start < range.upperBound, Self.isSpace(codePoint(at: start)) { start += Self.width(bytes[start]) }
    var end = range.upperBound
    while end > start {
      var last = end - 1
      while bytes[last] & 0xC0 == 0x80 { last -= 1 }
      if !Self.isSpace(codePoint(at: last)) { break }
      end = last
    }
    return start..<end
  }

  private mutating func quote(_ range: Range<Int>) throws(EvaluationError) -> Value {
    let start = bytes.count
    bytes.append(UInt8(ascii: "\""))
    for index in range {
      let byte = bytes[index]
      let escape: UInt8
      switch byte {
      case 0x07: escape = UInt8(ascii: "a")
      case 0x08: escape = UInt8(ascii: "b")
      case 0x09: escape = UInt8(ascii: "t")
      case 0x0A: escape = UInt8(ascii: "n")
      case 0x0B: escape = UInt8(ascii: "v")
      case 0x0C: escape = UInt8(ascii: "f")
      case 0x0D: escape = UInt8(ascii: "r")
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): escape = byte
      default:
        bytes.append(byte)
        continue
      }
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(escape)
    }
    bytes.append(UInt8(ascii: "\""))
    return try finishBytes(.string, start: start)
  }
}
