// A link by which one person decides one gate, once, until it expires: what it says, the tag that shows that this store made
// it, and the mark that it was used. It opens nothing by itself: whoever holds it still goes through `Engine.decide`, as the
// person it was made for.
import DurableRuntime
import Foundation
import Values

package struct DecisionLink: Hashable, Sendable {
  package var gate: GateInstance
  package var person: String
  package var expires: TimestampValue

  package enum Refusal: Error, Hashable, Sendable {
    /// Not one of ours, or changed.
    case forged
    case expired(TimestampValue)
    case used(TimestampValue)
  }

  private static let version: UInt8 = 1
  private static let tagBytes = 32
  private static let collection = "delivery.link"

  package init(gate: GateInstance, person: String, expires: TimestampValue) {
    self.gate = gate
    self.person = person
    self.expires = expires
  }

  private var content: [UInt8] {
    var out = CanonicalWriter()
    out.byte(Self.version)
    out.fixed64(gate.run.number)
    out.varint(gate.ticket)
    out.int(expires.milliseconds)
    out.text(person)
    return out.bytes
  }

  /// The same link has the same token whenever it is made.
  package func token(_ keys: StoreKeys) -> String {
    let content = content
    return Base64URL.encode(content + keys.tag(link: content))
  }

  /// Reads a token; nothing is known of a gate by it unless the tag is this store's.
  package init(token: String, keys: StoreKeys) throws(Refusal) {
    guard token.utf8.count <= DeliveryLimits.tokenBytes, let bytes = Base64URL.decode(token),
      bytes.count > Self.tagBytes
    else { throw .forged }
    let content = Array(bytes.dropLast(Self.tagBytes))
    guard keys.isTag(Array(bytes.suffix(Self.tagBytes)), of: content) else { throw .forged }
    do {
      var reader = CanonicalReader(content.span)
      guard try reader.byte() == Self.version else { throw Refusal.forged }
      guard let run = RunID(exactly: try reader.fixed64()) else { throw Refusal.forged }
      gate = GateInstance(run: run, ticket: try reader.varint())
      expires = TimestampValue(milliseconds: try reader.int())
      person = try reader.text()
      try reader.end()
    } catch {
      throw .forged
    }
  }

  /// Whether it still holds; reading uses nothing up.
  package func check(_ store: any RunStore, now: TimestampValue) throws {
    if let used = try store.item(Self.collection, key) { throw Refusal.used(Self.time(used)) }
    if expires.milliseconds <= now.milliseconds { throw Refusal.expired(expires) }
  }

  /// Uses it up: of two who come at once, one gets through.
  package func use(_ store: any RunStore, now: TimestampValue) throws {
    try check(store, now: now)
    var mark = CanonicalWriter()
    mark.int(now.milliseconds)
    let isFirst = try store.change(
      [ItemChange(collection: Self.collection, key: key, value: mark.bytes, condition: .absent)], audit: [])
    guard isFirst else {
      throw Refusal.used(try store.item(Self.collection, key).map(Self.time) ?? now)
    }
  }

  /// The decision was refused (a field was missing, the page had changed): the person may try again.
  package func release(_ store: any RunStore) throws {
    _ = try store.change([ItemChange(collection: Self.collection, key: key, value: nil)], audit: [])
  }

  private var key: String { Digest(of: content).description }

  private static func time(_ mark: [UInt8]) -> TimestampValue {
    var reader = CanonicalReader(mark.span)
    return TimestampValue(milliseconds: (try? reader.int()) ?? 0)
  }
}
