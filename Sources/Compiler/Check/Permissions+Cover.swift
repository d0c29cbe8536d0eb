// Which permissions cover which: for cutting a called skill's to its caller's, and for warning of what will be refused.
// Whether an address or path is allowed at run time is decided by who does the effect.
import Bytecode

extension Permissions {
  /// What both allow: of every pair of patterns the narrower one, if one covers the other.
  func cut(to caller: Permissions) -> Permissions {
    func both(_ own: [String], _ held: [String]) -> [String] {
      var kept: [String] = []
      for pattern in own {
        if held.contains(where: { Self.covers($0, pattern) }) {
          kept.append(pattern)
        } else {
          kept += held.filter { Self.covers(pattern, $0) }
        }
      }
      return kept.enumerated().filter { !kept[..<$0.offset].contains($0.element) }.map(\.element)
    }
    var result = Permissions()
    result.network = both(network, caller.network)
    result.exec = both(exec, caller.exec)
    result.read = both(read, caller.read)
    result.write = both(write, caller.write)
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
