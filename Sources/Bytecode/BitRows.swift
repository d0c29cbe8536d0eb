// Many sets of permits or lists of one function, side by side: the verifier's working memory. Nothing but bits.

/// Sets of numbers below a bound, one a row. Operations on whole rows check the rows' numbers once and then go over raw
/// words, which is what makes verifying a large skill a matter of milliseconds.
struct BitRows {
  /// Words of one row.
  let width: Int
  private let rows: Int
  private var words: [UInt64]

  init(rows: Int, bits: Int) {
    self.rows = rows
    width = (bits + 63) / 64
    words = [UInt64](repeating: 0, count: rows * width)
  }

  @inline(__always) func contains(_ row: Int, _ bit: Int) -> Bool {
    words[row &* width &+ bit >> 6] >> UInt64(bit & 63) & 1 != 0
  }
  @inline(__always) mutating func insert(_ row: Int, _ bit: Int) {
    words[row &* width &+ bit >> 6] |= 1 << UInt64(bit & 63)
  }
  @inline(__always) mutating func remove(_ row: Int, _ bit: Int) {
    words[row &* width &+ bit >> 6] &= ~(1 << UInt64(bit & 63))
  }

  mutating func clear(_ row: Int) {
    for word in row * width..<(row + 1) * width { words[word] = 0 }
  }

  /// Combines a row with a row of another collection of the same width, word by word.
  @inline(__always) private mutating func combine(
    _ row: Int, _ others: borrowing BitRows, _ other: Int, _ operation: (UInt64, UInt64) -> UInt64
  ) {
    precondition(row >= 0 && row < rows && other >= 0 && other < others.rows && width == others.width)
    let width = width
    words.withUnsafeMutableBufferPointer { mine in
      others.words.withUnsafeBufferPointer { theirs in
        let a = UnsafeMutableBufferPointer(rebasing: mine[row * width..<(row + 1) * width])
        let b = UnsafeBufferPointer(rebasing: theirs[other * width..<(other + 1) * width])
        for word in 0..<width { a[word] = operation(a[word], b[word]) }
      }
    }
  }

  mutating func copy(_ row: Int, from others: borrowing BitRows, _ other: Int) { combine(row, others, other) { $1 } }

  /// Keeps in `row` what is in `other` too. Whether that took something away.
  mutating func intersect(_ row: Int, with others: borrowing BitRows, _ other: Int) -> Bool {
    var lost: UInt64 = 0
    combine(row, others, other) {
      lost |= $0 & ~$1
      return $0 & $1
    }
    return lost != 0
  }
}
