// Who is told, how, and of what: endpoints that people add to a store, and the targets that its configuration names.
import Crypto
import DurableRuntime
import Foundation
import Values

package struct Target: Sendable {
  package enum Channel: Sendable {
    /// Standard Webhooks.
    case webhook(url: String, secret: Secret?)
    /// A Slack-compatible incoming webhook.
    case slack(url: String)
    case email(address: String)
  }
  /// Where the secret is that signs what is sent; it is opened only then.
  package enum Secret: Sendable {
    case sealed([UInt8])
    case vault(String)
  }
  package var id: String
  package var channel: Channel
  /// Empty: all.
  package var events: Set<EventType>
  /// For whom decision links are made; nil: links lead to the page and decide nothing.
  package var person: String?

  package func wants(_ type: EventType) -> Bool { events.isEmpty || events.contains(type) }

  /// Where it goes, as one may print it: an incoming webhook's path is a secret.
  package var place: String {
    switch channel {
    case .webhook(let url, _): url
    case .slack(let url): (URL(string: url)?.host).map { "slack at \($0)" } ?? "slack"
    case .email(let address): address
    }
  }

  /// One that a configuration names. The same words make the same id, so that what is queued finds it again.
  package init(configured channel: Channel, events: [String], person: String? = nil) throws(RuntimeError) {
    self.channel = channel
    self.person = person
    let words =
      switch channel {
      case .webhook(let url, _): "webhook \(url)"
      case .slack(let url): "slack \(url)"
      case .email(let address): "email \(address)"
      }
    id = "notify_" + Digest(of: Array("\(words) \(person ?? "")".utf8)).description.prefix(16)
    self.events = try Self.types(events)
  }

  init(_ endpoint: Endpoint) {
    id = endpoint.id
    channel = .webhook(url: endpoint.url, secret: .sealed(endpoint.sealedKey))
    events = endpoint.events
    person = endpoint.person
  }

  /// The key that signs; nil where none is set.
  func key(_ vault: Vault, _ keys: StoreKeys) throws -> WebhookKey? {
    guard case .webhook(_, let secret) = channel else { return nil }
    switch secret {
    case .sealed(let box):
      let text = try keys.open(box, run: nil, name: Endpoint.sealName(id))
      return try WebhookKey(text: String(decoding: text, as: UTF8.self))
    case .vault(let name):
      guard let text = try vault.text(name) else {
        throw RuntimeError(.secretMissing, "the vault has no secret '\(name)' (`twin secret set \(name)`)")
      }
      return try WebhookKey(text: text)
    case nil: return nil
    }
  }

  static func types(_ words: [String]) throws(RuntimeError) -> Set<EventType> {
    var types: Set<EventType> = []
    for word in words {
      guard let type = EventType(rawValue: word) else {
        throw RuntimeError(.refusedInput, "there is no event '\(word)'; there are \(EventType.list)")
      }
      types.insert(type)
    }
    return types
  }
}

/// A webhook endpoint in a store. Its secret is sealed.
package struct Endpoint: Sendable {
  package var id: String
  package var url: String
  package var events: Set<EventType>
  package var person: String?
  package var createdAt: TimestampValue
  /// Why nothing is sent to it any longer.
  package var disabled: String?
  var sealedKey: [UInt8]

  static let collection = "delivery.endpoint"

  static func sealName(_ id: String) -> String { "webhook:" + id }

  init(
    id: String, url: String, events: Set<EventType>, person: String?, createdAt: TimestampValue, key: WebhookKey,
    keys: StoreKeys
  ) throws(RuntimeError) {
    self.id = id
    self.url = url
    self.events = events
    self.person = person
    self.createdAt = createdAt
    sealedKey = try keys.seal(Array(key.text.utf8), run: nil, name: Self.sealName(id))
  }

  var bytes: [UInt8] {
    PlainValue.list([
      .string(id), .string(url), .list(events.map(\.rawValue).sorted().map { .string($0) }), .string(person ?? ""),
      .timestamp(createdAt), .string(disabled ?? ""), .bytes(sealedKey),
    ]).canonicalBytes
  }

  init(bytes: [UInt8]) throws(RuntimeError) {
    guard let parts = (try? PlainValue(canonicalBytes: bytes))?.elements, parts.count == 7, let id = parts[0].text,
      let url = parts[1].text, let events = parts[2].elements, let person = parts[3].text,
      case .timestamp(let createdAt) = parts[4], let disabled = parts[5].text, case .bytes(let sealedKey) = parts[6]
    else { throw RuntimeError(.damaged, "a webhook endpoint in the store is damaged") }
    self.id = id
    self.url = url
    self.events = Set(events.compactMap(\.text).compactMap(EventType.init))
    self.person = person.isEmpty ? nil : person
    self.createdAt = createdAt
    self.disabled = disabled.isEmpty ? nil : disabled
    self.sealedKey = sealedKey
  }

  package var plain: PlainValue {
    [
      "id": .string(id), "url": .string(url), "events": .list(events.map(\.rawValue).sorted().map { .string($0) }),
      "person": person.map { .string($0) } ?? .null, "createdAt": .timestamp(createdAt),
      "disabled": disabled.map { .string($0) } ?? .null,
    ]
  }
}
