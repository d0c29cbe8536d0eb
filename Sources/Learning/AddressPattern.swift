// Where a skill applies: `https://billing.example.com/**` against an address. `*` stands for anything but a slash, `**` for
// anything. Host names are compared without case, queries and fragments are not looked at. Time grows with the product of the
// lengths at worst.

package enum AddressPattern {
  /// As patterns are compared with: scheme and host in small letters, no default port, no query, a path at least `/`.
  package static func normal(_ address: String) -> String {
    var text = address[...]
    if let cut = text.firstIndex(where: { $0 == "?" || $0 == "#" }) { text = text[..<cut] }
    guard let scheme = text.range(of: "://") else { return String(text) }
    let rest = text[scheme.upperBound...]
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    var host = rest[..<end].lowercased()
    if let at = host.lastIndex(of: "@") { host = String(host[host.index(after: at)...]) }
    let name = text[..<scheme.lowerBound].lowercased()
    for (known, port) in [("http", ":80"), ("https", ":443")] where name == known && host.hasSuffix(port) {
      host.removeLast(port.count)
    }
    let path = rest[end...]
    return "\(name)://\(host)\(path.isEmpty ? "/" : path)"
  }

  /// The part before the path: what keeps one site's knowledge from another's. Empty where the address has none.
  package static func site(_ address: String) -> String {
    let text = normal(address)
    guard let scheme = text.range(of: "://") else { return "" }
    let end = text[scheme.upperBound...].firstIndex(of: "/") ?? text.endIndex
    return String(text[..<end])
  }

  package static func fits(_ pattern: String, _ address: String) -> Bool {
    fits(normal: Array(normal(pattern).utf8), Array(normal(address).utf8))
  }

  /// As `fits`, of what `normal` gives.
  static func fits(normal pattern: [UInt8], _ address: [UInt8]) -> Bool { glob(pattern, address) }

  /// Goes forward, and back to the last star that can still take a byte; the doubled one can always.
  private static func glob(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
    let star = UInt8(ascii: "*"), slash = UInt8(ascii: "/")
    var p = 0, t = 0
    var single: (p: Int, t: Int)?
    var double: (p: Int, t: Int)?
    while true {
      if p < pattern.count, pattern[p] == star {
        if p + 1 < pattern.count, pattern[p + 1] == star {
          p += 2
          (double, single) = ((p, t), nil)
        } else {
          p += 1
          single = (p, t)
        }
        continue
      }
      if t == text.count, p == pattern.count { return true }
      if t < text.count, p < pattern.count, pattern[p] == text[t] {
        p += 1
        t += 1
      } else if let last = single, last.t < text.count, text[last.t] != slash {
        single = (last.p, last.t + 1)
        (p, t) = (last.p, last.t + 1)
      } else if let last = double, last.t < text.count {
        (double, single) = ((last.p, last.t + 1), nil)
        (p, t) = (last.p, last.t + 1)
      } else {
        return false
      }
    }
  }
}
