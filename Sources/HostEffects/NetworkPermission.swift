// A web address and the skill's `permissions.network` → may it be asked? Deny is the default.
//
// A rule is `host` or `host:port`. `*.example.com` stands for every name below example.com (not for example.com itself),
// `*` for every host; a port may be `*`. A rule without a port means the scheme's own port, 80 or 443.
import Foundation

/// The origin of a checked address: what a permission speaks of and what a redirect may leave.
struct WebOrigin: Hashable {
  var scheme: String
  /// Lower case; an IPv6 address without its brackets.
  var host: String
  var port: Int

  var text: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (scheme == "https" ? 443 : 80) ? name : "\(name):\(port)"
  }
}

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

struct NetworkPermission {
  var rules: [String]

  func allows(_ origin: WebOrigin) -> Bool { rules.contains { Self.matches($0, origin) } }

  /// Throws when no rule covers the origin; says which do exist, since that is what the author will change.
  func check(_ origin: WebOrigin, purpose: String) throws(EffectFailure) {
    guard !allows(origin) else { return }
    throw .refused("\(purpose) \(origin.text) is not permitted: permissions.network lists \(listed(rules))")
  }

  static func matches(_ rule: String, _ origin: WebOrigin) -> Bool {
    let rule = rule.lowercased()
    var host = Substring(rule)
    var port: Substring?
    if rule.hasPrefix("[") {
      guard let end = rule.firstIndex(of: "]") else { return false }
      host = rule[rule.index(after: rule.startIndex)..<end]
      let rest = rule[rule.index(after: end)...]
      if rest.hasPrefix(":") { port = rest.dropFirst() } else if !rest.isEmpty { return false }
    } else if let colon = rule.lastIndex(of: ":") {
      host = rule[..<colon]
      port = rule[rule.index(after: colon)...]
    }
    switch port {
    case nil: guard origin.port == (origin.scheme == "https" ? 443 : 80) else { return false }
    case "*": break
    case let text?: guard let number = Int(text), number == origin.port else { return false }
    }
    if host == "*" { return true }
    if host.hasPrefix("*.") {
      let suffix = host.dropFirst()
      return origin.host.hasSuffix(suffix) && origin.host.utf8.count > suffix.utf8.count
    }
    return host == origin.host
  }
}
