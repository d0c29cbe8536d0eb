// A request's JSON body, field by field: what is missing, of the wrong type or unknown is said with the field's name.
import HTTPTypes
import Hummingbird
import NIO
import NIOHTTP1
import Values

struct Body {
  private var entries: [PlainEntry]
  /// The bytes as they came, for the digest of idempotent requests.
  let bytes: [UInt8]

  /// An empty body is an empty map.
  static func read(_ request: Request) async throws -> Body {
    let bytes = try await bytes(of: request)
    guard bytes.contains(where: { !" \t\r\n".utf8.contains($0) }) else { return Body(entries: [], bytes: bytes) }
    if let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased(),
      type != "application/json", !type.hasSuffix("+json")
    {
      throw Problem(.unsupportedMediaType, "the body is \(type.prefix(100)); application/json is wanted here")
    }
    let value: PlainValue
    do { value = try PlainValue(json: bytes) } catch { throw Problem(.malformed, "the body is no JSON: \(error)") }
    guard let entries = value.entries else { throw Problem(.malformed, "the body must be a JSON object") }
    return Body(entries: entries, bytes: bytes)
  }

  /// The whole body, within the limits of size and time.
  static func bytes(of request: Request, limit: Int = ServerLimits.bodyBytes) async throws -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
      throw Problem(.tooLarge, "the body has \(length) bytes (limit: \(limit) bytes)")
    }
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        do { return Array(try await request.body.collect(upTo: limit).readableBytesView) } catch let error
          as HTTPParserError
        {
          throw Problem(.malformed, "the body cannot be read: \(error)")
        }
      }
      group.addTask {
        try await Task.sleep(for: .seconds(ServerLimits.bodySeconds))
        throw Problem(.tooSlow, "the body did not arrive within \(ServerLimits.bodySeconds) s")
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }

  /// A text that is the whole body, or the one field of a JSON body.
  static func text(of request: Request, field: String) async throws -> [UInt8] {
    let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
    guard type == "application/json" else { return try await bytes(of: request) }
    var body = try await read(request)
    let text = try body.text(field, limit: ServerLimits.bodyBytes)
    try body.end(known: [field])
    guard let text else { throw Problem(.invalid, "'\(field)' is missing", more: ["field": .string(field)]) }
    return Array(text.utf8)
  }

  // MARK: Fields

  mutating func take(_ name: String) -> PlainValue? {
    guard let index = entries.firstIndex(where: { $0.key.text == name }) else { return nil }
    let value = entries.remove(at: index).value
    if case .null = value { return nil }
    return value
  }

  mutating func text(_ name: String, limit: Int = ServerLimits.textBytes) throws(Problem) -> String? {
    guard let value = take(name) else { return nil }
    guard let text = value.text else { throw wrong(name, "must be a string") }
    guard text.utf8.count <= limit else { throw wrong(name, "is too long (limit: \(limit) bytes)") }
    return text
  }

  mutating func flag(_ name: String) throws(Problem) -> Bool {
    guard let value = take(name) else { return false }
    guard let flag = value.boolean else { throw wrong(name, "must be true or false") }
    return flag
  }

  mutating func map(_ name: String) throws(Problem) -> PlainValue {
    guard let value = take(name) else { return .map([]) }
    guard value.entries != nil else { throw wrong(name, "must be an object") }
    return value
  }

  mutating func count(_ name: String) throws(Problem) -> Int? {
    guard let value = take(name) else { return nil }
    guard let number = value.integer.flatMap(Int.init(exactly:)), number > 0 else {
      throw wrong(name, "must be a whole number above 0")
    }
    return number
  }

  /// `wait`: how long the answer may wait for the run.
  mutating func wait() throws(Problem) -> Duration? {
    guard let text = try text("wait") else { return nil }
    return try Duration(wait: text)
  }

  /// Nothing else may be in it.
  func end(known: [String]) throws(Problem) {
    guard let name = entries.first?.key.text else { return }
    throw wrong(name, "is not known here; known are \(known.joined(separator: ", "))")
  }

  private func wrong(_ name: String, _ what: String) -> Problem {
    Problem(.invalid, "'\(name)' \(what)", more: ["field": .string(name)])
  }
}
