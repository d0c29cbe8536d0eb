// Values to bytes and back, in the one form that Grammar/values.md describes: the same value always gives the same bytes,
// and bytes that are not of that form are refused. Programs, snapshots and journals are written with the same two tools.

/// What is wrong with bytes that were to be read, and where.
@usableFromInline package struct CodingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Byte offset from the start of what was read.
  @usableFromInline package var offset: Int
  @usableFromInline package var message: String
  package init(offset: Int, _ message: String) {
    self.offset = offset
    self.message = message
  }
  @usableFromInline package var description: String { "at byte \(offset): \(message)" }
}

/// Appends canonical bytes to a buffer that grows.
@usableFromInline package struct CanonicalWriter: Sendable {
  @usableFromInline package var bytes: [UInt8] = []

  @inlinable package init() {}

  @inlinable package mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// 7 bits a byte, low ones first, the high bit set on all but the last: the fewest bytes that do.
  @inlinable @inline(__always) package mutating func varint(_ value: UInt64) {
    if value < 0x80 { bytes.append(UInt8(truncatingIfNeeded: value)) } else { longVarint(value) }
  }

  @inlinable mutating func longVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// A count or an index that cannot be negative.
  @inlinable package mutating func count(_ value: Int) {
    precondition(value >= 0)
    varint(UInt64(value))
  }

  /// A signed number: 0, -1, 1, -2 … become 0, 1, 2, 3 …
  @inlinable package mutating func int(_ value: Int64) {
    varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  @inlinable package mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Eight bytes, low ones first; every NaN as the one.
  @inlinable package mutating func double(_ value: Double) {
    fixed64((value.isNaN ? Double.nan : value).bitPattern)
  }

  /// Eight bytes, low ones first.
  @inlinable package mutating func fixed64(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// The count, then the bytes.
  @inlinable package mutating func data(_ content: some Collection<UInt8>) {
    count(content.count)
    bytes.append(contentsOf: content)
  }

  /// The count of UTF-8 bytes, then the bytes.
  package mutating func text(_ text: String) { data(text.utf8) }

  /// Bytes as they are, without a count.
  @inlinable package mutating func raw(_ content: some Collection<UInt8>) { bytes.append(contentsOf: content) }
}

/// Reads canonical bytes, refusing what is cut off, out of bounds or not in canonical form.
@usableFromInline package struct CanonicalReader: ~Escapable {
  @usableFromInline let input: Span<UInt8>
  /// The offset of the next byte.
  @usableFromInline package var position = 0

  @_lifetime(copy input)
  @inlinable package init(_ input: Span<UInt8>) { self.input = input }

  /// How many bytes are left.
  @inlinable package var left: Int { input.count - position }

  @inline(never) @usableFromInline package func error(_ message: String, at offset: Int? = nil) -> CodingError {
    CodingError(offset: offset ?? position, message)
  }

  @inlinable @inline(__always) package mutating func byte() throws(CodingError) -> UInt8 {
    guard position < input.count else { throw error("the data ends too early") }
    let value = input[position]
    position += 1
    return value
  }

  @inlinable @inline(__always) package mutating func varint() throws(CodingError) -> UInt64 {
    if position < input.count, input[position] < 0x80 {
      position += 1
      return UInt64(input[position - 1])
    }
    return try longVarint()
  }

  @inlinable mutating func longVarint() throws(CodingError) -> UInt64 {
    let start = position
    let first = try byte()
    if first < 0x80 { return UInt64(first) }
    var result = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while true {
      let next = try byte()
      if shift == 63, next > 1 { throw error("a number has more than 64 bits", at: start) }
      result |= UInt64(next & 0x7F) << shift
      if next & 0x80 == 0 {
        if next == 0 { throw error("a number is not in its shortest form", at: start) }
        return result
      }
      shift += 7
      if shift > 63 { throw error("a number has more than 64 bits", at: start) }
    }
  }

  /// A number up to `limit`.
  @inlinable package mutating func number(upTo limit: Int, _ what: StaticString = "a number") throws(CodingError) -> Int
  {
    let start = position
    let value = try varint()
    guard value <= UInt64(limit) else { throw error("\(what) is too large: \(value) (limit: \(limit))", at: start) }
    return Int(value)
  }

  /// A count of things that take at least `bytesEach` bytes: checked against the bytes left, so that a forged count cannot
  /// ask for memory.
  @inlinable package mutating func count(bytesEach: Int = 1, upTo limit: Int = .max) throws(CodingError) -> Int {
    let start = position
    let value = try varint()
    guard value <= UInt64(limit) else { throw error("a count is too large: \(value) (limit: \(limit))", at: start) }
    guard value <= UInt64(left / max(1, bytesEach)) else {
      throw error("a count is larger than the data: \(value)", at: start)
    }
    return Int(value)
  }

  @inlinable package mutating func int() throws(CodingError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  @inlinable package mutating func bool() throws(CodingError) -> Bool {
    let value = try byte()
    guard value <= 1 else { throw error("a truth value is neither 0 nor 1", at: position - 1) }
    return value == 1
  }

  @inlinable package mutating func double() throws(CodingError) -> Double {
    let start = position
    let value = Double(bitPattern: try fixed64())
    if value.isNaN, value.bitPattern != Double.nan.bitPattern {
      throw error("a NaN is not the canonical one", at: start)
    }
    return value
  }

  @inlinable package mutating func fixed64() throws(CodingError) -> UInt64 {
    guard left >= 8 else { throw error("the data ends too early") }
    let value = input.extracting(position..<position + 8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    position += 8
    return UInt64(littleEndian: value)
  }

  /// Bytes with their count before them.
  @inlinable package mutating func data(upTo limit: Int = .max) throws(CodingError) -> [UInt8] {
    try raw(try count(upTo: limit))
  }

  /// So many bytes.
  @inlinable package mutating func raw(_ count: Int) throws(CodingError) -> [UInt8] {
    guard count <= left else { throw error("the data ends too early") }
    let result = input.extracting(position..<position + count).withUnsafeBufferPointer { Array($0) }
    position += count
    return result
  }

  /// Appends so many bytes to a buffer.
  package mutating func copy(_ count: Int, to buffer: inout [UInt8]) throws(CodingError) {
    guard count <= left else { throw error("the data ends too early") }
    input.extracting(position..<position + count).withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
    position += count
  }

  /// Text with the count of its UTF-8 bytes before it.
  package mutating func text(upTo limit: Int = ValueLimits.stringBytes) throws(CodingError) -> String {
    String(copying: try utf8(upTo: limit))
  }

  /// The same, its bytes appended to a buffer.
  mutating func copyText(to buffer: inout [UInt8]) throws(CodingError) {
    try utf8(upTo: ValueLimits.stringBytes).span.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
  }

  @_lifetime(copy self)
  private mutating func utf8(upTo limit: Int) throws(CodingError) -> UTF8Span {
    let count = try count(upTo: limit)
    let start = position
    position += count
    do { return try UTF8Span(validating: input.extracting(start..<start + count)) } catch {
      throw self.error("a text is not valid UTF-8", at: start)
    }
  }

  /// Nothing may be left.
  package func end() throws(CodingError) {
    if left > 0 { throw error("\(left) bytes follow the end of the data") }
  }
}

/// The first byte of every value. The raw value is part of the formats.
@usableFromInline package enum ValueTag: UInt8, CaseIterable, Sendable {
  case null = 0
  case `false`, `true`, int, uint, double, decimal, timestamp, duration, type, string, bytes, list, map, none, some
  case error, secret
}

// MARK: Scalars, shared by plain trees and snapshots

extension CanonicalWriter {
  @inlinable package mutating func tag(_ tag: ValueTag) { bytes.append(tag.rawValue) }

  /// Coefficient, then scale.
  package mutating func decimal(_ value: DecimalValue) {
    int(value.coefficient)
    byte(value.scale)
  }

  /// Seconds, then nanoseconds.
  package mutating func timestamp(_ value: TimestampValue) {
    int(value.seconds)
    varint(UInt64(value.nanoseconds))
  }

  /// Seconds, then nanoseconds, of the same sign.
  package mutating func duration(_ value: DurationValue) {
    int(value.seconds)
    int(Int64(value.nanoseconds))
  }
}

extension CanonicalReader {
  package mutating func tag() throws(CodingError) -> ValueTag {
    let raw = try byte()
    guard let tag = ValueTag(rawValue: raw) else { throw error("an unknown kind of value: \(raw)", at: position - 1) }
    return tag
  }

  package mutating func decimal() throws(CodingError) -> DecimalValue {
    let coefficient = try int()
    let scale = try byte()
    guard scale <= 18 else { throw error("a decimal has too many places: \(scale)", at: position - 1) }
    return DecimalValue(coefficient: coefficient, scale: scale)
  }

  package mutating func timestamp() throws(CodingError) -> TimestampValue {
    let start = position
    let seconds = try int()
    let nanoseconds = try varint()
    guard nanoseconds < 1_000_000_000, seconds >= TimestampValue.firstSecond, seconds <= TimestampValue.lastSecond
    else {
      throw error("a timestamp is out of range", at: start)
    }
    return TimestampValue(seconds: seconds, nanoseconds: Int32(nanoseconds))
  }

  package mutating func duration() throws(CodingError) -> DurationValue {
    let start = position
    let seconds = try int()
    let nanoseconds = try int()
    guard nanoseconds.magnitude < 1_000_000_000, seconds == 0 || nanoseconds == 0 || (seconds < 0) == (nanoseconds < 0),
      let made = try? DurationValue.make(nanoseconds: Int128(seconds) * 1_000_000_000 + Int128(nanoseconds))
    else { throw error("a duration is out of range", at: start) }
    return made
  }

  package mutating func typeName() throws(CodingError) -> TypeName {
    let raw = try byte()
    guard let name = TypeName(rawValue: raw) else { throw error("an unknown type: \(raw)", at: position - 1) }
    return name
  }

  package mutating func errorKind() throws(CodingError) -> ErrorKind {
    let raw = try byte()
    guard let kind = ErrorKind(rawValue: raw) else { throw error("an unknown kind of error: \(raw)", at: position - 1) }
    return kind
  }
}
