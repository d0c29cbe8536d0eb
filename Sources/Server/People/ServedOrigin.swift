// Under which origin the pages are served: configured, or known once the port is. And which requests come from its pages.
import DurableRuntime
import Synchronization

package final class ServedOrigin: Sendable {
  private let origin: Mutex<String?>

  /// - Parameter origin: `https://twin.example.com`; nil: told later.
  package init(_ origin: String? = nil) { self.origin = Mutex(origin) }

  /// Where nothing else is configured. Browsers make passkeys under `localhost`, not under numbers.
  static func text(host: String, port: Int) -> String {
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
