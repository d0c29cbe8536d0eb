// Where an address leads: the question that is asked before a run is made at all. What a permission covers is told by
// `NetworkPermission`, here as for every request while the run goes on.
import DurableRuntime
import Foundation

extension WebOrigin {
  /// Nil where the text is no absolute http or https address, or has a user's name in it.
  init?(of address: String) {
    guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let url = URL(string: address),
      let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme), url.user == nil, url.password == nil,
      var host = URLComponents(url: url, resolvingAgainstBaseURL: true)?.encodedHost?.lowercased(), !host.isEmpty
    else { return nil }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    self.init(scheme: scheme, host: host, port: url.port ?? (scheme == "https" ? 443 : 80))
  }
}
