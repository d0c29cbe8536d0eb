// Where an address leads, and whether a rule of `permissions.network` covers it: the question that is asked before a run is
// made at all. (While it runs, the performer asks again of every request.)
import Foundation

struct WebOrigin: Hashable {
  var scheme: String
  /// Small letters; an IPv6 address without its brackets.
  var host: String
  var port: Int

  /// Nil where the text is no absolute http or https address, or has a user's name in it.
  init?(of address: String) {
    guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let url = URL(string: address),
      let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme), url.user == nil, url.password == nil,
      var host = URLComponents(url: url, resolvingAgainstBaseURL: true)?.encodedHost?.lowercased(), !host.isEmpty
    else { return nil }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    self.scheme = scheme
    self.host = host
    port = url.port ?? (scheme == "https" ? 443 : 80)
  }

  var text: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (scheme == "https" ? 443 : 80) ? name : "\(name):\(port)"
  }

  /// `host`, `host:port`, `*.example.com`, `*`; a port may be `*`, none means the scheme's own.
  func isCovered(by rule: String) -> Bool {
    var name = Substring(rule.lowercased())
    var wanted: Substring?
    if name.hasPrefix("["), let end = name.firstIndex(of: "]") {
      let rest = name[name.index(after: end)...]
      name = name[name.index(after: name.startIndex)..<end]
      if rest.hasPrefix(":") { wanted = rest.dropFirst() } else if !rest.isEmpty { return false }
    } else if let colon = name.lastIndex(of: ":") {
      wanted = name[name.index(after: colon)...]
      name = name[..<colon]
    }
    switch wanted {
    case nil: guard port == (scheme == "https" ? 443 : 80) else { return false }
    case "*": break
    case let text?: guard Int(text) == port else { return false }
    }
    if name == "*" { return true }
    guard name.hasPrefix("*.") else { return name == host }
    return host.hasSuffix(name.dropFirst()) && host.utf8.count > name.utf8.count - 1
  }
}
