// A web address as text → its origin, which is what permissions speak of. Everybody who decides by an address where something
// may go reads it here, and strictly: what another reader (a browser, a resolver, a proxy) could take for another host's is no
// address at all. Nothing is looked up.
import Bytecode
import Foundation

extension WebOrigin {
  /// What is wrong with an address.
  package enum Fault: Error, Hashable, Sendable {
    /// Blanks or control characters, which some leave out and others end at.
    case blanks
    case noAddress
    case scheme(String)
    /// It would be in every log, and it makes an address look like another host's.
    case userName(host: String)
    case host
    case port(Int, host: String)

    /// As what is said of `the address …`.
    package var text: String {
      switch self {
      case .blanks: "has blanks or control characters in it"
      case .noAddress: "is no web address: https://host/path is wanted"
      case .scheme: "is neither https nor http"
      case .userName: "has a user name in it"
      case .host: "has no usable host name"
      case .port: "has a port that is not between 1 and 65535"
      }
    }
  }

  /// Of an absolute http or https address.
  package init(of address: String) throws(Fault) {
    guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .blanks }
    guard let colon = address.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .noAddress }
    let rest = address[address.index(after: colon)...]
    let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
    // A browser reads a backslash as a slash, others as a part of the name.
    guard rest.hasPrefix("//"), !authority.contains("\\"), let parts = URLComponents(string: address),
      let scheme = parts.scheme?.lowercased()
    else { throw .noAddress }
    guard scheme == "https" || scheme == "http" else { throw .scheme(scheme) }
    // As it goes over the wire: a name that is not ASCII is `xn--…`.
    guard var name = parts.encodedHost?.lowercased() else { throw .noAddress }
    guard parts.user == nil, parts.password == nil, !authority.contains("@") else { throw .userName(host: name) }
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isHostByte) else { throw .host }
    let port = parts.port ?? Self.port(of: scheme)
    guard (1...65535).contains(port) else { throw .port(port, host: name) }
    self.init(scheme: scheme, host: name, port: port)
  }

  /// Letters, digits, `-`, `.`, `_` and the colons of IPv6: what a name needs, and nothing that another reader could take for
  /// the end of it.
  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"): true
    default: false
    }
  }
}
