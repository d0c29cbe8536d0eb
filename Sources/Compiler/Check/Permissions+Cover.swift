// Which permissions cover which: for cutting a called skill's to its caller's, and for warning of what will be refused.
// Whether an address or path is allowed at run time is decided by who does the effect.
import Bytecode

extension Permissions {
  /// What both allow. Of paths: of every pair of patterns the narrower one, if one covers the other.
  func cut(to caller: Permissions) -> Permissions {
    func both(_ own: [String], _ held: [String], _ common: (String, String) -> String?) -> [String] {
      var kept: [String] = []
      for pattern in own {
        let parts = held.compactMap { common(pattern, $0) }
        kept += parts.contains(pattern) ? [pattern] : parts
      }
      return kept.enumerated().filter { !kept[..<$0.offset].contains($0.element) }.map(\.element)
    }
    func path(_ own: String, _ held: String) -> String? {
      Self.covers(held, own) ? own : Self.covers(own, held) ? held : nil
    }
    var result = Permissions()
    result.network = both(network, caller.network) { NetworkPattern.common($0, $1) }
    result.exec = both(exec, caller.exec) { $0 == $1 ? $0 : nil }
    result.read = both(read, caller.read, path)
    result.write = both(write, caller.write, path)
    return result
  }

  /// Whether everything that `narrow` allows, `wide` allows: `*` stands for any text within one part of a path or of an
  /// address, `**` for any text at all. Says no where it cannot tell.
  static func covers(_ wide: String, _ narrow: String) -> Bool {
    if wide == narrow { return true }
    return match(Array(wide.utf8)[...], Array(narrow.utf8)[...])
  }

  private static func match(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    let star = UInt8(ascii: "*")
    var (p, t) = (pattern.startIndex, text.startIndex)
    // The last star met, and how far it reaches so far: a star gives way, an earlier one never needs to again.
    var back: (pattern: Int, text: Int, crosses: Bool)?
    while t < text.endIndex {
      if p < pattern.endIndex, pattern[p] == star {
        let crosses = p + 1 < pattern.endIndex && pattern[p + 1] == star
        p += crosses ? 2 : 1
        back = (p, t, crosses)
        continue
      }
      if p < pattern.endIndex, pattern[p] == text[t], text[t] != star {
        p += 1
        t += 1
        continue
      }
      guard let star = back, star.crosses || (text[star.text] != UInt8(ascii: "/") && !isWide(text, star.text)) else {
        return false
      }
      back = (star.pattern, star.text + 1, star.crosses)
      (p, t) = (star.pattern, star.text + 1)
    }
    while p < pattern.endIndex, pattern[p] == star { p += 1 }
    return p == pattern.endIndex
  }

  /// Whether `**` begins here: more than a single star may stand for.
  private static func isWide(_ text: ArraySlice<UInt8>, _ at: Int) -> Bool {
    let star = UInt8(ascii: "*")
    return text[at] == star
      && ((at + 1 < text.endIndex && text[at + 1] == star) || (at > text.startIndex && text[at - 1] == star))
  }
}

/// `host` or `host:port` of `permissions.network`, read as whoever asks for an address reads it. A port is no text behind a host that
/// `*` could stand for: `*` alone is every host, at the port that its scheme has by itself.
struct NetworkPattern: Hashable {
  /// `*` is every host, `*.example.com` every one below example.com.
  var host: String
  /// Nil: the scheme's own, 80 or 443. `*` is any.
  var port: String?

  init(host: String, port: String?) {
    self.host = host
    self.port = port
  }

  /// Nil where nothing is allowed by it.
  init?(_ text: String) {
    let text = text.lowercased()
    var rest = text[...]
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = String(text[...end])
      rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
      port = rest.isEmpty ? nil : String(rest.dropFirst())
    } else if let colon = text.lastIndex(of: ":") {
      host = String(text[..<colon])
      port = String(text[text.index(after: colon)...])
    } else {
      host = text
      port = nil
    }
  }

  var text: String { port.map { "\(host):\($0)" } ?? host }

  /// What both allow, as one pattern; nil where that is nothing, or cannot be said by one. The first as it is written where it
  /// allows no more than the second.
  static func common(_ first: String, _ second: String) -> String? {
    guard let one = NetworkPattern(first), let other = NetworkPattern(second), let both = one.common(with: other) else {
      return nil
    }
    return both == one ? first : both.text
  }

  func common(with other: NetworkPattern) -> NetworkPattern? {
    let host: String
    if Self.covers(other.host, self.host) {
      host = self.host
    } else if Self.covers(self.host, other.host) {
      host = other.host
    } else {
      return nil
    }
    if port == other.port || other.port == "*" { return NetworkPattern(host: host, port: port) }
    return port == "*" ? NetworkPattern(host: host, port: other.port) : nil
  }

  func covers(_ narrow: NetworkPattern) -> Bool { narrow.common(with: self) == narrow }

  private static func covers(_ wide: String, _ narrow: String) -> Bool {
    if wide == narrow || wide == "*" { return true }
    return wide.hasPrefix("*.") && narrow.hasSuffix(wide.dropFirst()) && narrow.utf8.count >= wide.utf8.count
  }
}
