// What the browser says (JSON text, RFC 8259) → what is wanted of it, read as it goes: an accessibility tree is megabytes of
// which a fifth is used, and a value for each piece of it took longer than the browser took to say it. A page may hold what no
// value of Twin's may (half of a surrogate pair, deeper nesting), so it is lenient where `PlainValue(json:)` is strict: halves
// become U+FFFD, what is passed over is only counted through. It never reads beyond what it was given.
import Values

/// What the browser said is no JSON.
struct UnreadableReply: Error, CustomStringConvertible {
  var offset: Int
  var description: String { "the browser said what is no JSON (byte \(offset))" }
}

struct ReplyReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  // MARK: What stands here

  /// Calls `take` at the value of each member. A value that it leaves where it stands is passed over, and so is what is no
  /// object.
  mutating func object(_ take: (String, inout ReplyReader) throws -> Void) throws {
    guard next() == UInt8(ascii: "{") else { return try skip() }
    position += 1
    if next() == UInt8(ascii: "}") { return position += 1 }
    while true {
      guard next() == UInt8(ascii: "\""), let name = try text() else { throw unreadable }
      guard next() == UInt8(ascii: ":") else { throw unreadable }
      position += 1
      try member(name, take)
      if try isLast(UInt8(ascii: "}")) { return }
    }
  }

  /// Calls `take` at each element, as `object` does at members.
  mutating func array(_ take: (inout ReplyReader) throws -> Void) throws {
    guard next() == UInt8(ascii: "[") else { return try skip() }
    position += 1
    if next() == UInt8(ascii: "]") { return position += 1 }
    while true {
      try member("") { _, reader in try take(&reader) }
      if try isLast(UInt8(ascii: "]")) { return }
    }
  }

  private mutating func member(_ name: String, _ take: (String, inout ReplyReader) throws -> Void) throws {
    _ = next()
    let start = position
    try take(name, &self)
    if position == start { try skip() }
  }

  private mutating func isLast(_ closing: UInt8) throws -> Bool {
    let byte = next()
    guard byte == closing || byte == UInt8(ascii: ",") else { throw unreadable }
    position += 1
    return byte == closing
  }

  /// The text that stands here; nil, and it is passed over, where something else does.
  mutating func text() throws -> String? {
    guard next() == UInt8(ascii: "\"") else {
      try skip()
      return nil
    }
    position += 1
    let start = position
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\"") {
        defer { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
      }
      if bytes[position] == UInt8(ascii: "\\") { return try escapedText(from: start) }
      position += 1
    }
    throw unreadable
  }

  mutating func integer() throws -> Int64? {
    switch next() {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number().integer
    default:
      try skip()
      return nil
    }
  }

  mutating func flag() throws -> Bool? {
    _ = next()
    let start = position
    try skip()
    return word(from: start) == "true" ? true : word(from: start) == "false" ? false : nil
  }

  /// All of what stands here.
  mutating func value(depth: Int = 0) throws -> PlainValue {
    guard depth < BrowserLimits.replyDepth else { throw unreadable }
    switch next() {
    case UInt8(ascii: "{"):
      var entries: [PlainEntry] = []
      try object { name, reader in
        entries.append(PlainEntry(key: .string(name), value: try reader.value(depth: depth + 1)))
      }
      return .map(entries)
    case UInt8(ascii: "["):
      var elements: [PlainValue] = []
      try array { elements.append(try $0.value(depth: depth + 1)) }
      return .list(elements)
    case UInt8(ascii: "\""): return .string(try text() ?? "")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default:
      let start = position
      if let flag = try flag() { return .bool(flag) }
      guard word(from: start) == "null" else { throw unreadable }
      return .null
    }
  }

  // MARK: Pieces

  private var unreadable: UnreadableReply { UnreadableReply(offset: position) }

  /// The byte that stands here, white space passed over; 0 at the end.
  private mutating func next() -> UInt8 {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return bytes[position]
      }
    }
    return 0
  }

  /// Passes over what stands here.
  private mutating func skip() throws {
    var depth = 0
    repeat {
      switch next() {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { throw unreadable }
        depth -= 1
        position += 1
      case UInt8(ascii: "\""):
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
          position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw unreadable }
        position += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        position += 1
        scalar: while position < bytes.count {
          switch bytes[position] {
          case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x0A, 0x0D, 0x09: break scalar
          default: position += 1
          }
        }
      default: throw unreadable
      }
    } while depth > 0
    guard position <= bytes.count else { throw unreadable }
  }

  private func word(from start: Int) -> String { String(decoding: bytes[start..<position], as: UTF8.self) }

  private mutating func number() throws -> PlainValue {
    let start = position
    try skip()
    let text = word(from: start)
    if let number = Int64(text) { return .int(number) }
    guard let number = Double(text), number.isFinite else { throw unreadable }
    return .double(number)
  }

  private mutating func escapedText(from start: Int) throws -> String {
    var text = [UInt8](bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard position < bytes.count else { break }
      position += 1
      switch bytes[position - 1] {
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        var code = try hexadecimal()
        if code >= 0xD800, code < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
          bytes[position + 1] == UInt8(ascii: "u")
        {
          let afterFirst = position
          position += 2
          let low = try hexadecimal()
          if low >= 0xDC00, low < 0xE000 {
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
          } else {
            position = afterFirst
          }
        }
        text.append(contentsOf: UTF8.encode(Unicode.Scalar(code) ?? "\u{FFFD}")!)
      case let other: text.append(other)
      }
    }
    throw unreadable
  }

  private mutating func hexadecimal() throws -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw unreadable }
    position += 4
    return code
  }
}

// MARK: Messages

/// What came out of the pipe.
enum BrowserMessage {
  /// The answer to the command of this number; what it says is read by whoever asked.
  case answer(Int)
  case event(DevToolsEvent)
}

extension ReplyReader {
  /// - Throws: `UnreadableReply`.
  static func message(_ bytes: [UInt8]) throws -> BrowserMessage? {
    var reader = ReplyReader(bytes)
    // An answer begins with its number, and may be long.
    if let number = reader.leadingNumber() { return .answer(number) }
    reader = ReplyReader(bytes)
    let message = try reader.value()
    if let number = message["id"]?.integer { return .answer(Int(number)) }
    return message["method"]?.text.map {
      .event(DevToolsEvent(method: $0, parameters: message["params"] ?? [:], session: message["sessionId"]?.text))
    }
  }

  private mutating func leadingNumber() -> Int? {
    guard next() == UInt8(ascii: "{") else { return nil }
    position += 1
    guard next() == UInt8(ascii: "\""), let name = try? text(), name == "id", next() == UInt8(ascii: ":") else {
      return nil
    }
    position += 1
    return (try? integer()).flatMap { $0 }.map { Int($0) }
  }

  /// What a command's answer says; an answer without a result reads as an empty one.
  /// - Throws: `DevToolsError.refused`, `UnreadableReply`, what `read` throws.
  static func result<Result>(
    of method: String, _ bytes: [UInt8], _ read: (inout ReplyReader) throws -> Result
  ) throws -> Result {
    var reader = ReplyReader(bytes)
    var result: Result?
    var refusal: PlainValue?
    try reader.object { name, reader in
      switch name {
      case "result": result = try read(&reader)
      case "error": refusal = try reader.value()
      default: break
      }
    }
    if let refusal {
      throw DevToolsError.refused(
        method: method, code: refusal["code"]?.integer ?? 0, message: refusal["message"]?.text ?? "no reason given")
    }
    if let result { return result }
    var empty = ReplyReader(Array("{}".utf8))
    return try read(&empty)
  }
}
