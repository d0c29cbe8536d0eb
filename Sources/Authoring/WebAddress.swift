// What of an address a skill needs to say: the host that it may talk to, the pages where it applies, and where a relative
// address leads. Foundation does the reading.
import FoundationEssentials

enum WebAddress {
  /// `billing.example.com`, or `127.0.0.1:8000` where the port is not the scheme's own: an entry of `permissions.network`.
  /// nil for what is no http address.
  static func host(of address: String) -> String? {
    guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
      scheme == "http" || scheme == "https", let host = parts.encodedHost?.lowercased(), !host.isEmpty
    else { return nil }
    guard let port = parts.port, port != (scheme == "https" ? 443 : 80) else { return host }
    return "\(host):\(port)"
  }

  /// `https://billing.example.com/**`.
  static func pattern(of address: String) -> String? {
    guard let host = host(of: address), let scheme = URLComponents(string: address)?.scheme?.lowercased() else {
      return nil
    }
    return "\(scheme)://\(host)/**"
  }

  /// The word by which people know the site: `billing` of `billing.example.com`. Empty for an address of numbers.
  static func site(_ host: String) -> String {
    let name = host.split(separator: ":").first ?? ""
    guard !host.hasPrefix("["), name.contains(where: \.isLetter) else { return "" }
    let labels = name.split(separator: ".").filter { !["www", "app", "login", "localhost"].contains($0) }
    return labels.first.map(String.init) ?? ""
  }

  static func resolve(_ address: String, base: String) -> String {
    guard let base = URL(string: base), base.scheme != nil, let url = URL(string: address, relativeTo: base) else {
      return address
    }
    return url.absoluteString
  }
}
