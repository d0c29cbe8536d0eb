// API keys: 256 bits of chance, shown once, kept as their SHA-256 alone (chance of that size needs no slow hash). Each has a
// name, scopes, perhaps an end, and a person it speaks for; without a person it is an agent's: it neither decides nor registers.
import Crypto
import DurableRuntime
import Foundation
import Hummingbird
import Values

package struct APIKey: Hashable, Sendable {
  package var name: String
  package var scopes: Set<Scope>
  /// Whose word it carries; nil: an agent's.
  package var person: String?
  /// Milliseconds since 1970.
  package var madeAt: Int64
  package var expiresAt: Int64?

  package init(name: String, scopes: Set<Scope>, person: String?, madeAt: Int64, expiresAt: Int64?) {
    self.name = name
    self.scopes = scopes
    self.person = person
    self.madeAt = madeAt
    self.expiresAt = expiresAt
  }
}

package struct KeyRing: Sendable {
  /// Items: the key's digest in hex, and what it is.
  static let collection = "api-keys"
  static let prefix = "twin_"
  /// Characters of a name.
  package static let nameLimit = 100

  /// Makes a key and keeps its digest; on record. The text is nowhere else.
  package static func add(_ key: APIKey, to store: any RunStore, by maker: String) throws -> String {
    if key.name.isEmpty || key.name.count > nameLimit {
      throw Problem(.invalid, "a key's name has between 1 and \(nameLimit) characters")
    }
    if key.scopes.isEmpty { throw Problem(.invalid, "a key without scopes opens nothing") }
    if let scope = Scope.allCases.first(where: { $0.takesPerson && key.scopes.contains($0) }), key.person == nil {
      throw Problem(
        .invalid, "the scope `\(scope.rawValue)` is a person's; an agent's key cannot \(scope.deed)")
    }
    if try list(in: store).contains(where: { $0.name == key.name }) {
      throw Problem(.invalid, "there is a key '\(key.name)' already")
    }
    let text = prefix + Digest.hex(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    let change = ItemChange(
      collection: collection, key: digest(of: text), value: key.bytes, condition: .absent)
    let scopes = Scope.allCases.filter(key.scopes.contains).map(\.rawValue).joined(separator: ",")
    let audit = entry("key made: \(key.name) (\(scopes))", key, by: maker, at: key.madeAt)
    guard try store.change([change], audit: [audit]) else { throw Problem(.busy, "try again") }
    return text
  }

  package static func list(in store: any RunStore) throws -> [APIKey] {
    try store.items(ItemRange(collection, limit: 10_000)).map { try APIKey(bytes: $0.value) }
      .sorted { $0.name < $1.name }
  }

  /// On record. False where there is no such key.
  package static func remove(
    _ name: String, from store: any RunStore, by remover: String, at: TimestampValue
  ) throws -> Bool {
    for item in try store.items(ItemRange(collection, limit: 10_000)) {
      let key = try APIKey(bytes: item.value)
      guard key.name == name else { continue }
      let change = ItemChange(collection: collection, key: item.key, value: nil, condition: .unchanged(item.value))
      return try store.change(
        [change], audit: [entry("key revoked: \(name)", key, by: remover, at: at.milliseconds)])
    }
    return false
  }

  /// Of the account that the key speaks for, or of nobody's.
  private static func entry(_ change: String, _ key: APIKey, by: String, at: Int64) -> AuditEntry {
    AuditEntry(
      at: at, run: nil, program: nil,
      events: [AuditEvent(.account, .text(key.person ?? ""), .text(change), .text(by))])
  }

  static func digest(of text: String) -> String { Digest(of: Array(text.utf8)).description }
}

/// `Authorization: Bearer twin_…`.
struct KeyAuthenticator: Authenticator {
  let reader: StoreReader
  let clock: any WorldClock

  func principal(of request: Request, context: TwinContext) async throws -> Principal? {
    guard let header = request.headers[.authorization] else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].hasPrefix(KeyRing.prefix) else {
      throw Problem(.unauthenticated, "the header `Authorization` is not `Bearer \(KeyRing.prefix)…`")
    }
    let digest = KeyRing.digest(of: String(parts[1]))
    guard let bytes = try await reader.read({ try $0.store.item(KeyRing.collection, digest) }) else {
      throw Problem(.unauthenticated, "this API key is not known here (`twin key list`)")
    }
    let key = try APIKey(bytes: bytes)
    if let end = key.expiresAt, end <= clock.now().milliseconds {
      throw Problem(
        .unauthenticated, "the API key '\(key.name)' expired at \(TimestampValue(milliseconds: end).text)")
    }
    return Principal(name: key.person ?? key.name, scopes: key.scopes, proof: .key(key.name))
  }
}

extension APIKey {
  var bytes: [UInt8] {
    PlainValue.list([
      .string(name), .list(Scope.allCases.filter(scopes.contains).map { .string($0.rawValue) }),
      person.map { .string($0) } ?? .null, .int(madeAt), expiresAt.map { .int($0) } ?? .null,
    ]).canonicalBytes
  }

  init(bytes: [UInt8]) throws {
    guard case .list(let parts) = try PlainValue(canonicalBytes: bytes), parts.count == 5, let name = parts[0].text,
      let scopes = parts[1].elements, let madeAt = parts[3].integer
    else { throw RuntimeError(.damaged, "an API key in the store is damaged") }
    self.init(
      name: name, scopes: Set(scopes.compactMap(\.text).compactMap(Scope.init(rawValue:))), person: parts[2].text,
      madeAt: madeAt, expiresAt: parts[4].integer)
  }

  package var plain: PlainValue {
    [
      "name": .string(name), "scopes": .list(Scope.allCases.filter(scopes.contains).map { .string($0.rawValue) }),
      "person": person.map { .string($0) } ?? .null, "madeAt": .timestamp(TimestampValue(milliseconds: madeAt)),
      "expiresAt": expiresAt.map { .timestamp(TimestampValue(milliseconds: $0)) } ?? .null,
    ]
  }
}
