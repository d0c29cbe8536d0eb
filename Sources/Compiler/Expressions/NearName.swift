// The known name that an author may have meant: the one with the fewest letters added, left out, replaced or swapped.
// Deterministic: of equally near names the first in the alphabet.

package enum NearName {
  /// The nearest of `known`, or nil where none is near (a third of the letters at most, at least one).
  package static func of(_ name: String, among known: [String]) -> String? {
    let wanted = Array(name.unicodeScalars)
    if wanted.isEmpty || wanted.count > longest { return nil }
    var best: (distance: Int, name: String)?
    for candidate in known where candidate != name {
      let letters = Array(candidate.unicodeScalars)
      let allowed = max(1, min(wanted.count, letters.count) / 3)
      if abs(letters.count - wanted.count) > allowed || letters.count > longest { continue }
      var found = distance(wanted, letters)
      if candidate.lowercased() == name.lowercased() { found = 0 }
      if found > allowed { continue }
      if let known = best, (known.distance, known.name) <= (found, candidate) { continue }
      best = (found, candidate)
    }
    return best?.name
  }

  /// Letters of a name up to which it is compared.
  private static let longest = 64

  /// The optimal string alignment distance.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = last
      last = row
    }
    return last[b.count]
  }
}
