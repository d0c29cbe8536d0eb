/// The origin of a web address: what a permission speaks of and what a redirect may leave.
package struct WebOrigin: Hashable, Sendable {
  /// `http` or `https`.
  package var scheme: String
  /// Lower case; an IPv6 address without its brackets.
  package var host: String
  package var port: Int

  package init(scheme: String, host: String, port: Int) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }

  package var text: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == Self.port(of: scheme) ? name : "\(name):\(port)"
  }

  package static func port(of scheme: String) -> Int { scheme == "https" ? 443 : 80 }
}
