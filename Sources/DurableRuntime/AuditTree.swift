// The audit log's tree in tiles (C2SP tlog-tiles): pieces of 256 hashes from which every root and every proof is made without
// reading the leaves again. A full tile never changes; it is kept among the store's items once it was made. What is kept here
// speeds up, and proves nothing: `AuditLog.export` and `twin audit verify` go back to the leaves.
import Values

/// One tile as its address says: `0/x001/x234/067` or, of fewer than 256 hashes, `0/000.p/112`.
package struct Tile: Hashable, Sendable {
  package static let width = 256
  /// 0 holds the leaves' hashes; a hash of the next is the root of a full tile of this.
  package var level: Int
  package var index: Int
  /// 1 … 256.
  package var width: Int

  package init(level: Int, index: Int, width: Int = Tile.width) {
    precondition((1...Tile.width).contains(width) && level >= 0 && index >= 0, "a tile has its bounds")
    self.level = level
    self.index = index
    self.width = width
  }

  /// The part of an address behind `tile/`; nil for every spelling but the one. `level` is read by the caller where it is the
  /// word `entries`.
  package init?(level: Int, path parts: some Collection<Substring>) {
    guard (0...Self.levels).contains(level) else { return nil }
    var parts = Array(parts)
    width = Self.width
    if parts.count > 1, let last = parts.last, parts[parts.count - 2].hasSuffix(".p") {
      guard let count = Self.number(last), (1..<Self.width).contains(count) else { return nil }
      width = count
      parts.removeLast()
      parts[parts.count - 1] = parts[parts.count - 1].dropLast(2)
    }
    guard let last = parts.popLast(), let low = Self.thousands(last), parts.count <= 4 else { return nil }
    var index = 0
    for (place, part) in parts.enumerated() {
      guard part.hasPrefix("x"), let number = Self.thousands(part.dropFirst()), place > 0 || number > 0 else {
        return nil
      }
      index = index * 1000 + number
    }
    self.level = level
    self.index = index * 1000 + low
  }

  /// What sixty bits of leaves can need.
  private static let levels = 7

  private static func number(_ text: Substring) -> Int? {
    guard let number = Int(text), String(number) == text else { return nil }
    return number
  }

  private static func thousands(_ text: Substring) -> Int? {
    guard text.utf8.count == 3, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  /// Number and width as an address has them: `x001/x234/067.p/112`.
  package var path: String {
    var groups: [String] = []
    var rest = index
    repeat {
      let digits = String(rest % 1000)
      groups.append(String(repeating: "0", count: 3 - digits.count) + digits)
      rest /= 1000
    } while rest > 0
    let last = groups.removeFirst()
    let name = (groups.reversed().map { "x" + $0 } + [last]).joined(separator: "/")
    return width == Self.width ? name : "\(name).p/\(width)"
  }

  /// Whether a tree of so many leaves has it, as it is or as the beginning of a fuller one.
  package func isWithin(treeOf size: Int) -> Bool {
    var hashes = size
    for _ in 0..<level { hashes /= Self.width }
    let start = index.multipliedReportingOverflow(by: Self.width)
    return !start.overflow && start.partialValue <= hashes && hashes - start.partialValue >= width
  }
}

/// A tree of `size` leaves of a store's audit log.
package struct AuditTree {
  private let store: any RunStore
  package let size: Int
  private var known: [Tile: [Digest]] = [:]

  private static let collection = "audit.tile"

  /// Whether full tiles that had to be made are written to the store.
  private let keepsTiles: Bool

  /// - Parameter size: at most the log's.
  package init(store: any RunStore, size: Int, keepsTiles: Bool = true) {
    self.store = store
    self.size = size
    self.keepsTiles = keepsTiles
  }

  // MARK: Tiles

  /// The hashes of a tile that is within the tree.
  package mutating func hashes(_ tile: Tile) throws -> [Digest] {
    if let hashes = known[tile] { return hashes }
    let isFull = tile.width == Tile.width
    let key = "\(tile.level)/\(tile.path)"
    if isFull, let bytes = try store.item(Self.collection, key) {
      guard bytes.count == Tile.width * 32 else { throw RuntimeError(.damaged, "the kept tile \(key) is damaged") }
      let hashes = stride(from: 0, to: bytes.count, by: 32).map { Digest(bytes: Array(bytes[$0..<$0 + 32])) }
      known[tile] = hashes
      return hashes
    }
    let hashes = try made(tile)
    known[tile] = hashes
    if isFull, keepsTiles {
      _ = try store.change(
        [ItemChange(collection: Self.collection, key: key, value: hashes.flatMap(\.bytes))], audit: [])
    }
    return hashes
  }

  private mutating func made(_ tile: Tile) throws -> [Digest] {
    let first = tile.index * Tile.width
    if tile.level == 0 {
      let entries = try store.audit(first..<first + tile.width)
      guard entries.count == tile.width else { throw RuntimeError(.damaged, "the audit log was cut") }
      return try entries.map { MerkleTree.leafHash(try $0.json()) }
    }
    return try (first..<first + tile.width).map { index in
      MerkleTree.root(try hashes(Tile(level: tile.level - 1, index: index))[...])
    }
  }

  /// The root over the `1 << height` leaves from `index << height`.
  private mutating func subtree(height: Int, index: Int) throws -> Digest {
    let level = height / 8
    let count = 1 << (height % 8)
    let first = index * count
    let tile = first / Tile.width
    var hashes = size
    for _ in 0..<level { hashes /= Tile.width }
    let width = min(Tile.width, hashes - tile * Tile.width)
    let start = first % Tile.width
    return MerkleTree.root(try self.hashes(Tile(level: level, index: tile, width: width))[start..<start + count])
  }

  // MARK: Roots and proofs (RFC 9162, section 2.1)

  /// The hash over `count` leaves from `start`, where the recursion of the definition leads.
  private mutating func root(from start: Int, count: Int) throws -> Digest {
    if count == 0 { return MerkleTree.root([][...]) }
    if count & (count - 1) == 0 {
      let height = count.trailingZeroBitCount
      return try subtree(height: height, index: start >> height)
    }
    let half = Self.half(count)
    return MerkleTree.node(
      try root(from: start, count: half), try root(from: start + half, count: count - half))
  }

  private static func half(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }

  package mutating func root(of count: Int? = nil) throws -> Digest { try root(from: 0, count: count ?? size) }

  /// From the leaf's sibling up.
  package mutating func inclusion(of index: Int) throws -> [Digest] {
    precondition((0..<size).contains(index), "the leaf is in the tree")
    var path: [Digest] = []
    var start = 0
    var count = size
    while count > 1 {
      let half = Self.half(count)
      if index - start < half {
        path.append(try root(from: start + half, count: count - half))
        count = half
      } else {
        path.append(try root(from: start, count: half))
        start += half
        count -= half
      }
    }
    return path.reversed()
  }

  /// That the tree of the first `first` leaves is the beginning of this one.
  package mutating func consistency(from first: Int) throws -> [Digest] {
    precondition(first > 0 && first <= size, "a tree that is continued is not empty and not larger")
    var proof: [Digest] = []
    var start = 0
    var count = size
    var isWhole = true
    var left = first
    while left < count {
      let half = Self.half(count)
      if left <= half {
        proof.append(try root(from: start + half, count: count - half))
        count = half
      } else {
        proof.append(try root(from: start, count: half))
        start += half
        left -= half
        count -= half
        isWhole = false
      }
    }
    if !isWhole { proof.append(try root(from: start, count: count)) }
    return proof.reversed()
  }
}
