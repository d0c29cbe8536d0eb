// Under which origin the pages are served: configured, or known once the port is. And which requests come from its pages.
import Bytecode
import DurableRuntime
import Synchronization
import Values

package final class ServedOrigin: Sendable {
  private let origin: Mutex<String?>

  /// - Parameter origin: `https://twin.example.com`; nil: told later.
  package init(_ origin: String? = nil) { self.origin = Mutex(origin) }

  /// The origin of an address as somebody typed it, without what may stand behind it; nil where it is none.
  package static func of(_ address: String) -> String? {
    guard let origin = try? WebOrigin(of: address) else { return nil }
    return "\(origin.scheme)://\(origin.text)"
  }

  /// Where nothing else is configured. Browsers make passkeys under `localhost`, not under numbers.
  package static func text(host: String, port: Int) -> String {
    let isHere = ["127.0.0.1", "::1", "0.0.0.0", "::"].contains(host)
    return "http://\(isHere ? "localhost" : host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  package func tell(_ text: String) { origin.withLock { if $0 == nil { $0 = text } } }

  package var text: String? { origin.withLock { $0 } }

  /// Nil where browsers make no passkeys.
  package var party: RelyingParty? { text.flatMap(RelyingParty.init(origin:)) }
  var isSecure: Bool { text?.hasPrefix("https://") ?? false }

  /// Whether a page of `origin` (the header) is one of ours. Not by the request's own `Host`: a name of somebody else's that
  /// leads here (DNS rebinding) stands in both.
  func isOurs(_ origin: String) -> Bool {
    guard let text else { return false }
    let ours = Self.asIsCompared(text)
    return ours != nil && ours == Self.asIsCompared(origin)
  }

  /// This machine has three names, of which a browser may have been given any.
  private static func asIsCompared(_ text: String) -> WebOrigin? {
    guard var origin = try? WebOrigin(of: text) else { return nil }
    if ["127.0.0.1", "::1"].contains(origin.host) { origin.host = "localhost" }
    return origin
  }
}

/// What a service left word of in its store: where browsers reach it, and which process it is.
package struct ServedPlace: Hashable, Sendable {
  package var origin: String
  /// A lease's owner, as `ProcessIdentity` has it.
  package var owner: String

  package init(origin: String, owner: String) {
    self.origin = origin
    self.owner = owner
  }
}

extension People {
  /// Every service of a store says so when it begins to listen; the last one counts.
  package func note(_ place: ServedPlace) throws {
    let value = PlainValue.list([.string(place.origin), .string(place.owner)]).canonicalBytes
    _ = try store.change([ItemChange(collection: PeopleItems.served, key: "origin", value: value)], audit: [])
  }

  package func servedPlace() throws -> ServedPlace? {
    guard let bytes = try store.item(PeopleItems.served, "origin") else { return nil }
    guard let parts = try PeopleItems.plain(bytes, "where it is served").elements, parts.count == 2,
      let origin = parts[0].text, let owner = parts[1].text
    else { throw PeopleItems.damaged("where it is served") }
    return ServedPlace(origin: origin, owner: owner)
  }
}
