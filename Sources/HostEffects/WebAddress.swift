// A web address in a skill's words → a checked one, with the origin that permissions speak of.
import DurableRuntime
import Foundation

struct WebAddress {
  var url: URL
  var origin: WebOrigin

  /// Reads an absolute http or https address. A user name in it is refused: it would be in every log, and it makes an
  /// address look like another host's.
  init(_ text: String) throws(EffectFailure) {
    guard text.utf8.count <= HostLimits.urlBytes else {
      throw .unusable("the address is longer than \(HostLimits.urlBytes) bytes")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw .unusable("the address “\(excerpt(text))” has blanks or control characters in it; write them as %20 …")
    }
    // `encodedHost` is the host as it goes over the wire.
    guard let url = URL(string: text), let scheme = url.scheme?.lowercased(),
      let host = URLComponents(url: url, resolvingAgainstBaseURL: true)?.encodedHost
    else {
      throw .unusable("“\(excerpt(text))” is no web address: expected https://host/path")
    }
    try self.init(url: url, scheme: scheme, host: host)
  }

  private init(url: URL, scheme: String, host: String) throws(EffectFailure) {
    guard scheme == "https" || scheme == "http" else {
      throw .unusable("“\(excerpt(url.absoluteString))”: only http and https addresses can be asked, not \(scheme)")
    }
    guard url.user == nil, url.password == nil else {
      throw .unusable("the address of \(host) has a user name in it; give auth: {basic: {user, password}} instead")
    }
    var name = host.lowercased()
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    guard !name.isEmpty, name.utf8.allSatisfy(WebAddress.isHostByte) else {
      throw .unusable("“\(excerpt(url.absoluteString))” has no usable host name")
    }
    let port = url.port ?? (scheme == "https" ? 443 : 80)
    guard (1...65535).contains(port) else { throw .unusable("port \(port) of \(name) is not between 1 and 65535") }
    self.url = url
    self.origin = WebOrigin(scheme: scheme, host: name, port: port)
  }

  /// Letters, digits, `-`, `.`, `_` and the colons of IPv6: what a name needs (one that is not ASCII is `xn--…` by now),
  /// and nothing that another parser could read as the end of it.
  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"): true
    default: false
    }
  }

  /// What a `Location` header at this address points to.
  func resolving(_ location: String) throws(EffectFailure) -> WebAddress {
    guard let url = URL(string: location, relativeTo: url) else {
      throw .failed("\(origin.text) redirects to “\(excerpt(location))”, which is no web address", sent: true)
    }
    return try WebAddress(url.absoluteString)
  }
}

extension NetworkPermission {
  /// Throws when no rule covers the origin; says which do exist, since that is what the author will change.
  func check(_ origin: WebOrigin, purpose: String) throws(EffectFailure) {
    guard !allows(origin) else { return }
    throw .refused("\(purpose) \(origin.text) is not permitted: permissions.network lists \(listed)")
  }
}
