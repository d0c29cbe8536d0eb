// The arguments of one effect → texts, numbers, bodies, with the holes of secrets filled at the last moment and only where
// a secret may go (design, law 7). What was filled in is remembered, so that no message can repeat it.
import DurableRuntime
import Synchronization
import Values

/// Texts of secrets that one call has seen.
final class SeenSecrets: Sendable {
  private let texts = Mutex<[String]>([])

  /// Also for the form in which a secret leaves, such as base64, so that an echo of that is struck out too.
  func note(_ text: String) {
    // A shorter one would be struck out of ordinary words.
    guard text.utf8.count >= 4 else { return }
    texts.withLock { $0.append(text) }
  }

  func strike(_ message: String) -> String {
    // Longest first: one secret may be the beginning of another.
    let known = texts.withLock { $0.sorted { $0.utf8.count > $1.utf8.count } }
    var clean = message
    for secret in known { clean = clean.replacing(secret, with: "•••") }
    return clean
  }
}

struct Arguments: Sendable {
  let request: EffectRequest
  let seen = SeenSecrets()

  init(_ request: EffectRequest) { self.request = request }

  /// An argument that is there and not null.
  subscript(_ name: String) -> PlainValue? { Self.present(request.arguments[name]) }

  /// An option of the effect row, or an argument of that name: `expect` may stand in either place.
  func option(_ name: String) -> PlainValue? { self[name] ?? Self.present(request.options[name]) }

  /// Whether the step's `secret:` names one of these parts of its result, or something in it: no error quotes it then.
  func hides(_ parts: String...) -> Bool {
    let paths = request.options["secret"].map { $0.elements ?? [$0] } ?? []
    return paths.compactMap(\.text).contains { path in parts.contains { path == $0 || path.hasPrefix($0 + ".") } }
  }

  static func present(_ value: PlainValue?) -> PlainValue? {
    switch value {
    case nil, .null, .optional(nil): nil
    case .optional(.some(let inner)): present(inner)
    case let value?: value
    }
  }

  /// Text where no secret may stand.
  func text(_ name: String) throws(EffectFailure) -> String? {
    guard let value = self[name] else { return nil }
    return try plainText(value, at: name)
  }

  func requiredText(_ name: String) throws(EffectFailure) -> String {
    guard let text = try text(name) else { throw .unusable("\(name) is missing") }
    return text
  }

  /// The text of a scalar as it would be interpolated; lists and maps have none.
  func plainText(_ value: PlainValue, at place: String) throws(EffectFailure) -> String {
    switch value {
    case .secret: throw .refused("\(place) may not hold a secret")
    case .string(let text): return text
    case .timestamp(let time): return time.text
    case .duration(let length): return length.text
    case .bool, .int, .uint, .double, .decimal: return try jsonText(value, at: place)
    case .optional(.some(let inner)): return try plainText(inner, at: place)
    case .null, .optional(nil), .type, .bytes, .list, .map, .error:
      throw .unusable("\(place) must be text or a number, not \(Self.kindName(value))")
    }
  }

  /// The text of a scalar or of a secret.
  func openText(_ value: PlainValue, at place: String) throws(EffectFailure) -> String {
    switch value {
    case .secret(let secret): return try open(secret, at: place)
    case .optional(.some(let inner)): return try openText(inner, at: place)
    case .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .string, .bytes, .list, .map,
      .optional(nil), .error:
      return try plainText(value, at: place)
    }
  }

  /// The value with every secret in it replaced by its text.
  func opened(_ value: PlainValue, at place: String) throws(EffectFailure) -> PlainValue {
    switch value {
    case .secret(let secret): return .string(try open(secret, at: place))
    case .list(let elements):
      var result: [PlainValue] = []
      for element in elements { result.append(try opened(element, at: place)) }
      return .list(result)
    case .map(let entries):
      var result: [PlainEntry] = []
      for entry in entries {
        result.append(PlainEntry(key: entry.key, value: try opened(entry.value, at: place)))
      }
      return .map(result)
    case .optional(.some(let inner)): return try opened(inner, at: place)
    case .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .string, .bytes, .optional(nil),
      .error:
      return value
    }
  }

  func open(_ secret: SecretText, at place: String) throws(EffectFailure) -> String {
    do {
      let text = try request.resolve(secret)
      seen.note(text)
      // The holes alone, too: a server may echo the token without the words around it.
      for case .hole(let name) in secret.parts {
        seen.note(try request.resolve(SecretText(parts: [.hole(name)])))
      }
      return text
    } catch let error as RuntimeError {
      throw .unusable("\(place): \(error.message)")
    } catch {
      let names = secret.parts.compactMap { if case .hole(let name) = $0 { name } else { nil } }
      throw .unusable("\(place) needs the secret \(listed(names)), which is not known here")
    }
  }

  /// What the world said, without the secrets that it repeats: before an error quotes the beginning of it.
  func cleaned(_ text: String) -> String { request.clean(seen.strike(text)) }

  static func holdsSecret(_ value: PlainValue) -> Bool {
    switch value {
    case .secret: true
    case .list(let elements): elements.contains(where: holdsSecret)
    case .map(let entries): entries.contains { holdsSecret($0.value) || holdsSecret($0.key) }
    case .optional(.some(let inner)): holdsSecret(inner)
    case .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .string, .bytes, .optional(nil),
      .error:
      false
    }
  }

  func jsonText(_ value: PlainValue, at place: String) throws(EffectFailure) -> String {
    String(decoding: try json(value, at: place), as: UTF8.self)
  }

  func json(_ value: PlainValue, at place: String) throws(EffectFailure) -> [UInt8] {
    do { return try value.json() } catch { throw .unusable("\(place): \(error.message)") }
  }

  static func kindName(_ value: PlainValue) -> String {
    switch value {
    case .null, .optional(nil): "null"
    case .bool: "a bool"
    case .int, .uint, .double, .decimal: "a number"
    case .timestamp: "a timestamp"
    case .duration: "a duration"
    case .type: "a type"
    case .string: "text"
    case .bytes: "bytes"
    case .list: "a list"
    case .map: "a map"
    case .optional(.some(let inner)): kindName(inner)
    case .error: "an error"
    case .secret: "a secret"
    }
  }

  /// The integers that `expect: {NAME: …}` lists: one number or a list of them. Nil when it is not given.
  func expected(_ name: String) throws(EffectFailure) -> [Int64]? {
    guard let expect = option("expect") else { return nil }
    guard let value = Self.present(expect[name]) else {
      guard case .map = expect else {
        throw .unusable("expect must be a map such as {\(name): \(name == "status" ? "[200, 404]" : "[0, 1]")}")
      }
      return nil
    }
    let listedValues = value.elements ?? [value]
    let numbers = listedValues.compactMap(\.integer)
    guard numbers.count == listedValues.count, !numbers.isEmpty else {
      throw .unusable("expect.\(name) must be a whole number or a list of them")
    }
    return numbers
  }
}
