// Plain trees in canonical bytes (Grammar/values.md), and heap values in the very same bytes, without building the tree: two
// values are the same argument exactly when these bytes are the same.

extension CanonicalWriter {
  package mutating func plain(_ value: PlainValue) {
    switch value {
    case .null: tag(.null)
    case .bool(let flag): tag(flag ? .true : .false)
    case .int(let number):
      tag(.int)
      int(number)
    case .uint(let number):
      tag(.uint)
      varint(number)
    case .double(let number):
      tag(.double)
      double(number)
    case .decimal(let number):
      tag(.decimal)
      decimal(number)
    case .timestamp(let time):
      tag(.timestamp)
      timestamp(time)
    case .duration(let length):
      tag(.duration)
      duration(length)
    case .type(let name):
      tag(.type)
      byte(name.rawValue)
    case .string(let content):
      tag(.string)
      text(content)
    case .bytes(let content):
      tag(.bytes)
      data(content)
    case .list(let elements):
      tag(.list)
      count(elements.count)
      for element in elements { plain(element) }
    case .map(let entries):
      tag(.map)
      count(entries.count)
      for entry in entries {
        plain(entry.key)
        plain(entry.value)
      }
    case .optional(nil): tag(.none)
    case .optional(.some(let inner)):
      tag(.some)
      plain(inner)
    case .error(let error): self.error(error)
    case .secret(let secret):
      tag(.secret)
      let parts = secret.alternating
      count(parts.count)
      for part in parts { text(part) }
    }
  }

  mutating func error(_ error: PlainError) {
    tag(.error)
    let isKnown = error.reach != .notSent
    byte(error.kind.rawValue | (isKnown ? PlainError.known : 0))
    text(error.message)
    int(Int64(error.step))
    int(Int64(error.instruction))
    if isKnown {
      byte(error.reach.rawValue)
      int(Int64(error.code))
    }
  }
}

extension CanonicalReader {
  /// A plain tree. Refuses what is not canonical, duplicate keys, and what exceeds `ValueLimits`.
  package mutating func plain() throws(CodingError) -> PlainValue { try plain(depth: 0) }

  private mutating func plain(depth: Int) throws(CodingError) -> PlainValue {
    if depth > ValueLimits.depth { throw tooDeep() }
    switch try tag() {
    case .null: return .null
    case .false: return .bool(false)
    case .true: return .bool(true)
    case .int: return .int(try int())
    case .uint: return .uint(try varint())
    case .double: return .double(try double())
    case .decimal: return .decimal(try decimal())
    case .timestamp: return .timestamp(try timestamp())
    case .duration: return .duration(try duration())
    case .type: return .type(try typeName())
    case .string: return .string(try text())
    case .bytes: return .bytes(try data(upTo: ValueLimits.stringBytes))
    case .list:
      let count = try count(upTo: ValueLimits.elements)
      var elements: [PlainValue] = []
      elements.reserveCapacity(min(count, 1024))
      for _ in 0..<count { elements.append(try plain(depth: depth + 1)) }
      return .list(elements)
    case .map: return try map(depth: depth)
    case .none: return .optional(nil)
    case .some: return .optional(try plain(depth: depth + 1))
    case .error: return .error(try plainError())
    case .secret:
      var parts: [String] = []
      for _ in 0..<(try secretParts()) { parts.append(try text()) }
      return .secret(SecretText(alternating: parts))
    }
  }

  func tooDeep() -> CodingError { error("values are nested too deep (limit: \(ValueLimits.depth))") }

  mutating func plainError() throws(CodingError) -> PlainError {
    let start = position
    let first = try byte()
    guard let kind = ErrorKind(rawValue: first & ~PlainError.known) else {
      throw error("an unknown kind of error: \(first)", at: start)
    }
    var made = PlainError(kind: kind, message: try text(), step: Int(try int()), instruction: Int(try int()))
    guard first & PlainError.known != 0 else { return made }
    let place = position
    guard let reach = Reach(rawValue: try byte()), reach != .notSent, let code = Int32(exactly: try int()), code >= -1,
      code < 0 || reach == .answered
    else { throw error("what is known of an error's effect cannot be", at: place) }
    (made.reach, made.code) = (reach, code)
    return made
  }

  /// How many texts and names of holes follow, by turns.
  mutating func secretParts() throws(CodingError) -> Int {
    let start = position
    let count = try count(upTo: ValueLimits.elements)
    guard count % 2 == 1 else { throw error("a secret has an odd number of parts", at: start) }
    return count
  }

  private mutating func map(depth: Int) throws(CodingError) -> PlainValue {
    let count = try count(bytesEach: 2, upTo: ValueLimits.elements)
    var entries: [PlainEntry] = []
    entries.reserveCapacity(min(count, 1024))
    var places: [Int] = []
    for _ in 0..<count {
      let start = position
      let key = try plain(depth: depth + 1)
      guard key.isKey else { throw error("a map's key is a string, int, uint or bool", at: start) }
      places.append(start)
      entries.append(PlainEntry(key: key, value: try plain(depth: depth + 1)))
    }
    if let repeated = PlainKey.repeated(in: entries) {
      throw error("a key occurs twice in a map", at: places[repeated])
    }
    return .map(entries)
  }
}

/// What makes two keys of a map the same: 1 and 1u are.
enum PlainKey: Hashable {
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case string(String)

  init?(_ value: PlainValue) {
    switch value {
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .uint(let number): self = Int64(exactly: number).map(PlainKey.int) ?? .uint(number)
    case .string(let text): self = .string(text)
    default: return nil
    }
  }

  /// Strings are the same when their bytes are: Swift's `String` would also equate different normal forms.
  static func == (a: PlainKey, b: PlainKey) -> Bool {
    switch (a, b) {
    case (.bool(let x), .bool(let y)): x == y
    case (.int(let x), .int(let y)): x == y
    case (.uint(let x), .uint(let y)): x == y
    // Swift's comparison first: where it says no, which it says fast, the bytes differ.
    case (.string(let x), .string(let y)): x == y && x.utf8.elementsEqual(y.utf8)
    default: false
    }
  }

  func hash(into hasher: inout Hasher) {
    switch self {
    case .bool(let flag): hasher.combine(flag)
    case .int(let number): hasher.combine(number)
    case .uint(let number): hasher.combine(number)
    case .string(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
  }

  /// The number of the first entry whose key an earlier entry has.
  static func repeated(in entries: [PlainEntry]) -> Int? {
    if entries.count <= 12 {
      for (index, entry) in entries.enumerated() {
        for earlier in entries[..<index] where PlainKey(earlier.key) == PlainKey(entry.key) { return index }
      }
      return nil
    }
    var seen: Set<PlainKey> = []
    seen.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() {
      if let key = PlainKey(entry.key), !seen.insert(key).inserted { return index }
    }
    return nil
  }
}

extension PlainValue {
  /// Whether a map can have it as a key.
  var isKey: Bool {
    switch self {
    case .bool, .int, .uint, .string: true
    default: false
    }
  }
}

extension PlainValue {
  /// The canonical bytes of this value alone.
  package var canonicalBytes: [UInt8] {
    var writer = CanonicalWriter()
    writer.plain(self)
    return writer.bytes
  }

  /// The value that these bytes, and nothing after them, spell.
  package init(canonicalBytes: [UInt8]) throws(CodingError) {
    var reader = CanonicalReader(canonicalBytes.span)
    self = try reader.plain()
    try reader.end()
  }
}

extension PlainValue: Hashable {
  /// The same value in the sense of canonical bytes: NaN is itself, 0.0 and -0.0 differ, so do 1, 1u and 1.0, and the order
  /// of a map's entries counts. Not CEL's `==`.
  package static func == (a: PlainValue, b: PlainValue) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.int(let x), .int(let y)): x == y
    case (.uint(let x), .uint(let y)): x == y
    case (.double(let x), .double(let y)): x.bitPattern == y.bitPattern || (x.isNaN && y.isNaN)
    case (.decimal(let x), .decimal(let y)): x.coefficient == y.coefficient && x.scale == y.scale
    case (.timestamp(let x), .timestamp(let y)): x == y
    case (.duration(let x), .duration(let y)): x == y
    case (.type(let x), .type(let y)): x == y
    case (.string(let x), .string(let y)): x.utf8.elementsEqual(y.utf8)
    case (.bytes(let x), .bytes(let y)): x == y
    case (.list(let x), .list(let y)): x == y
    case (.map(let x), .map(let y)): x == y
    case (.optional(let x), .optional(let y)): x == y
    case (.error(let x), .error(let y)): x == y
    case (.secret(let x), .secret(let y)): x.alternating == y.alternating
    // Different kinds. (Spelling the pairs out is beyond the compiler's exhaustiveness check.)
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    for byte in canonicalBytes { hasher.combine(byte) }
  }
}

// MARK: Heap values

extension Heap {
  /// A value in the bytes that its plain tree would have. Throws where that tree would be larger or deeper than
  /// `ValueLimits` allow.
  package func encode(_ value: Value, into writer: inout CanonicalWriter) throws(EvaluationError) {
    try encode(value, into: &writer, depth: 0, ceiling: writer.bytes.count + ValueLimits.encodedBytes)
  }

  /// The same, by themselves.
  package func canonicalBytes(_ value: Value) throws(EvaluationError) -> [UInt8] {
    var writer = CanonicalWriter()
    try encode(value, into: &writer)
    return writer.bytes
  }

  /// The canonical bytes of what is to leave the machine, which fits as a tree too (`plain`). Throws where it does not.
  package func leaving(_ value: Value) throws(EvaluationError) -> [UInt8] {
    let bytes = try canonicalBytes(value)
    // Each part takes a byte at least.
    if bytes.count > ValueLimits.treeNodes { _ = try plain(value) }
    return bytes
  }

  func encode(_ value: Value, into writer: inout CanonicalWriter, depth: Int, ceiling: Int)
    throws(EvaluationError)
  {
    if depth > ValueLimits.depth { throw Self.tooDeep }
    if writer.bytes.count > ceiling {
      throw EvaluationError("a value is too large to leave the machine (limit: \(ValueLimits.encodedBytes) bytes)")
    }
    switch value {
    case .unset, .none: writer.tag(.none)
    case .null: writer.tag(.null)
    case .bool(let flag): writer.tag(flag ? .true : .false)
    case .int(let number):
      writer.tag(.int)
      writer.int(number)
    case .uint(let number):
      writer.tag(.uint)
      writer.varint(number)
    case .double(let number):
      writer.tag(.double)
      writer.double(number)
    case .decimal(let number):
      writer.tag(.decimal)
      writer.decimal(number)
    case .timestamp(let time):
      writer.tag(.timestamp)
      writer.timestamp(time)
    case .duration(let length):
      writer.tag(.duration)
      writer.duration(length)
    case .type(let name):
      writer.tag(.type)
      writer.byte(name.rawValue)
    case .string(let ref):
      writer.tag(.string)
      writer.data(bytes[byteRange(ref)])
    case .bytes(let ref):
      writer.tag(.bytes)
      writer.data(bytes[byteRange(ref)])
    case .list(let ref):
      writer.tag(.list)
      writer.count(count(ref))
      for index in cellRange(ref) { try encode(cells[index], into: &writer, depth: depth + 1, ceiling: ceiling) }
    case .map(let ref):
      writer.tag(.map)
      writer.count(count(ref))
      for index in cellRange(ref) { try encode(cells[index], into: &writer, depth: depth + 1, ceiling: ceiling) }
    case .some(let ref):
      writer.tag(.some)
      try encode(element(ref, 0), into: &writer, depth: depth + 1, ceiling: ceiling)
    case .error(let ref): writer.error(plainError(ref))
    case .secret(let ref):
      writer.tag(.secret)
      writer.count(count(ref))
      for index in cellRange(ref) {
        guard case .string(let text) = cells[index] else { preconditionFailure("a secret's parts are strings") }
        writer.data(bytes[byteRange(text)])
      }
    }
  }
}

extension PlainError {
  /// Added to the kind where something is known of its effect, which then follows.
  fileprivate static let known: UInt8 = 0x80
}
