// "Did you mean …?": the known name that is nearest to the one given, when it is near enough to be meant.

/// The nearest by Damerau–Levenshtein distance (an exchange of neighbours counts once), at most a third of its length
/// away; of equals the first. Case and `-`/`_` count for nothing.
package func nearest(to given: String, among known: some Sequence<String>) -> String? {
  let wanted = folded(given)
  guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
  var best: (name: String, distance: Int)?
  for name in known {
    let candidate = folded(name)
    let allowed = max(1, min(wanted.count, candidate.count) / 3)
    guard abs(candidate.count - wanted.count) <= allowed, candidate.count <= 128 else { continue }
    let found = distance(wanted, candidate)
    if found <= allowed, found < best?.distance ?? Int.max { best = (name, found) }
  }
  return best?.name
}

private func folded(_ name: String) -> [UInt8] {
  name.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
}

private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  if a == b { return 0 }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = [Int](0...b.count)
  for i in 0..<a.count {
    var row = [Int](repeating: 0, count: b.count + 1)
    row[0] = i + 1
    for j in 0..<b.count {
      let cost = a[i] == b[j] ? 0 : 1
      row[j + 1] = min(row[j] + 1, last[j + 1] + 1, last[j] + cost)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1) }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
