// Which permissions cover which: for cutting a called skill's to its caller's, and for warning of what will be refused.
// Addresses and paths are read as whoever does the effect reads them (`NetworkRule`, `PathPattern`).
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
      let (one, other) = (PathPattern(own), PathPattern(held))
      return other.covers(one) ? own : one.covers(other) ? held : nil
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
}
