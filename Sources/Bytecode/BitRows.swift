// Many sets of registers of one function, side by side: the verifier's working memory. Nothing but bits.

/// `rows` sets of numbers below `bits`.
struct BitRows {
  /// Words of one row.
  let width: Int
  var words: [UInt64]

  init(rows: Int, bits: Int) {
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

  mutating func copy(_ row: Int, from other: Int) {
    for word in 0..<width { words[row &* width &+ word] = words[other &* width &+ word] }
  }

  mutating func copy(_ row: Int, from others: BitRows, _ other: Int) {
    for word in 0..<width { words[row &* width &+ word] = others.words[other &* width &+ word] }
  }

  mutating func clear(_ row: Int) {
    for word in 0..<width { words[row &* width &+ word] = 0 }
  }

  mutating func unite(_ row: Int, with others: BitRows, _ other: Int) {
    for word in 0..<width { words[row &* width &+ word] |= others.words[other &* width &+ word] }
  }

  mutating func unite(_ row: Int, with other: Int) {
    for word in 0..<width { words[row &* width &+ word] |= words[other &* width &+ word] }
  }

  /// Keeps in `row` what is in `other` too. Whether that took something away.
  mutating func intersect(_ row: Int, with others: BitRows, _ other: Int) -> Bool {
    var changed: UInt64 = 0
    for word in 0..<width {
      let before = words[row &* width &+ word]
      let after = before & others.words[other &* width &+ word]
      words[row &* width &+ word] = after
      changed |= before ^ after
    }
    return changed != 0
  }

  func equals(_ row: Int, _ others: BitRows, _ other: Int) -> Bool {
    for word in 0..<width where words[row &* width &+ word] != others.words[other &* width &+ word] { return false }
    return true
  }

  func row(_ row: Int) -> ArraySlice<UInt64> { words[row * width..<(row + 1) * width] }
}
