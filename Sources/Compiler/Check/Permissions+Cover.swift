// Which permissions cover which: for cutting a called skill's to its caller's, and for warning of what will be refused.
// Whether a path is allowed at run time is decided by who does the effect.
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
    /// The first as it is written where it allows no more than the second.
    func rule(_ own: String, _ held: String) -> String? {
      guard let one = NetworkRule(own), let other = NetworkRule(held) else { return nil }
      return other.covers(one) ? own : one.common(with: other)?.text
    }
    var result = Permissions()
    result.network = both(network, caller.network, rule)
    result.exec = both(exec, caller.exec) { $0 == $1 ? $0 : nil }
    result.read = both(read, caller.read, path)
    result.write = both(write, caller.write, path)
    return result
  }

  /// Whether everything that `narrow` allows, `wide` allows: `*` stands for any text within one part of a path, `**` for
  /// any text at all. Says no where it cannot tell.
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
