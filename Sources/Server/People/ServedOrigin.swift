// Under which origin the pages are served: configured, or known once the port is.
import Synchronization

package final class ServedOrigin: Sendable {
  private let origin: Mutex<String?>

  /// - Parameter origin: `https://twin.example.com`; nil: told later.
  package init(_ origin: String? = nil) { self.origin = Mutex(origin) }

  package func tell(_ text: String) { origin.withLock { if $0 == nil { $0 = text } } }

  package var text: String? { origin.withLock { $0 } }

  /// Nil where browsers make no passkeys.
  package var party: RelyingParty? { text.flatMap(RelyingParty.init(origin:)) }
  var isSecure: Bool { text?.hasPrefix("https://") ?? false }
}
