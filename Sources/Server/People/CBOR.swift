// Bytes of an authenticator → a value: the strict subset of CBOR (RFC 8949) that CTAP2 calls canonical. Definite lengths,
// shortest integers, no tags, no floating point, no key twice, nothing behind the end. Everything else is refused; nothing is
// ever reserved on the word of a length that the input has not proven.

enum CBOR: Hashable, Sendable {
  case unsigned(UInt64)
  /// -1 - n.
  case negative(UInt64)
  case bytes([UInt8])
  case text(String)
  case array([CBOR])
  case map([Entry])
  case bool(Bool)
  case null

  struct Entry: Hashable, Sendable {
    var key: CBOR
    var value: CBOR
  }

  subscript(_ key: CBOR) -> CBOR? {
    guard case .map(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }
  subscript(_ key: String) -> CBOR? { self[.text(key)] }
  subscript(_ key: Int) -> CBOR? { self[.integer(key)] }

  static func integer(_ number: Int) -> CBOR {
    number >= 0 ? .unsigned(UInt64(number)) : .negative(UInt64(-1 - number))
  }
  var byteString: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
  var string: String? { if case .text(let text) = self { text } else { nil } }

  /// The whole of `bytes` as one value.
  static func read(_ bytes: [UInt8]) throws(PasskeyError) -> CBOR {
    var reader = CBORReader(bytes)
    let value = try reader.value(depth: 0)
    guard reader.isAtEnd else { throw PasskeyError("CBOR: \(reader.left) bytes too many") }
    return value
  }
}

struct CBORReader {
  private let input: [UInt8]
  private(set) var position: Int
  private var items = 0

  init(_ input: [UInt8], from position: Int = 0) {
    self.input = input
    self.position = position
  }
  var left: Int { input.count - position }
  var isAtEnd: Bool { left == 0 }

  mutating func value(depth: Int) throws(PasskeyError) -> CBOR {
    items += 1
    guard items <= PeopleLimits.itemsOfCBOR else {
      throw PasskeyError("CBOR: too many items (limit: \(PeopleLimits.itemsOfCBOR))")
    }
    let first = try byte()
    let (major, detail) = (first >> 5, first & 31)
    if major == 7 { return try simple(detail) }
    let argument = try argument(detail)
    switch major {
    case 0: return .unsigned(argument)
    case 1: return .negative(argument)
    case 2: return .bytes(try take(argument))
    case 3:
      guard let text = String(validating: try take(argument), as: UTF8.self) else {
        throw PasskeyError("CBOR: text that is not UTF-8")
      }
      return .text(text)
    case 4: return try array(argument, depth: depth + 1)
    case 5: return try map(argument, depth: depth + 1)
    default: throw PasskeyError("CBOR: a tag, which authenticators do not write")
    }
  }

  private func simple(_ detail: UInt8) throws(PasskeyError) -> CBOR {
    switch detail {
    case 20: return .bool(false)
    case 21: return .bool(true)
    case 22: return .null
    default: throw PasskeyError("CBOR: a simple value or number that authenticators do not write")
    }
  }

  private mutating func array(_ count: UInt64, depth: Int) throws(PasskeyError) -> CBOR {
    try check(count, bytesEach: 1, depth: depth)
    var elements: [CBOR] = []
    for _ in 0..<count { elements.append(try value(depth: depth)) }
    return .array(elements)
  }

  private mutating func map(_ count: UInt64, depth: Int) throws(PasskeyError) -> CBOR {
    try check(count, bytesEach: 2, depth: depth)
    var entries: [CBOR.Entry] = []
    for _ in 0..<count {
      let key = try value(depth: depth)
      switch key {
      case .unsigned, .negative, .text: break
      case .bytes, .array, .map, .bool, .null: throw PasskeyError("CBOR: a key that is neither number nor text")
      }
      if entries.contains(where: { $0.key == key }) { throw PasskeyError("CBOR: a key stands twice") }
      entries.append(CBOR.Entry(key: key, value: try value(depth: depth)))
    }
    return .map(entries)
  }

  private func check(_ count: UInt64, bytesEach: Int, depth: Int) throws(PasskeyError) {
    guard depth <= PeopleLimits.depthOfCBOR else {
      throw PasskeyError("CBOR: nested too deep (limit: \(PeopleLimits.depthOfCBOR))")
    }
    guard count <= UInt64(left / bytesEach) else { throw PasskeyError("CBOR: it ends too early") }
  }

  /// Shortest form only.
  private mutating func argument(_ detail: UInt8) throws(PasskeyError) -> UInt64 {
    if detail < 24 { return UInt64(detail) }
    guard detail <= 27 else { throw PasskeyError("CBOR: an indefinite length") }
    var number: UInt64 = 0
    for _ in 0..<(1 << Int(detail - 24)) { number = number << 8 | UInt64(try byte()) }
    let shortest: UInt64 = [24, 1 << 8, 1 << 16, 1 << 32][Int(detail - 24)]
    guard number >= shortest else { throw PasskeyError("CBOR: a number that is longer than it need be") }
    return number
  }

  private mutating func byte() throws(PasskeyError) -> UInt8 {
    guard position < input.count else { throw PasskeyError("CBOR: it ends too early") }
    defer { position += 1 }
    return input[position]
  }

  private mutating func take(_ count: UInt64) throws(PasskeyError) -> [UInt8] {
    guard count <= UInt64(left) else { throw PasskeyError("CBOR: it ends too early") }
    defer { position += Int(count) }
    return Array(input[position..<position + Int(count)])
  }
}
