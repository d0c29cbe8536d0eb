import DurableRuntime
import Foundation
import Testing
import Values

@Suite struct AuditTreeTests {
  private func store(_ count: Int) throws -> MemoryStore {
    let store = MemoryStore()
    try store.append(
      audit: (0..<count).map {
        AuditEntry(
          at: Int64($0), run: nil, program: nil,
          events: [AuditEvent(.ended, .text("completed"), .digest(Digest(of: [])))])
      })
    return store
  }

  @Test func rootsAndProofsFromTilesAreThoseOfTheDefinition() throws {
    let count = 1_100
    let store = try store(count)
    let hashes = try store.audit(0..<count).map { MerkleTree.leafHash(try $0.json()) }
    for size in [1, 2, 3, 255, 256, 257, 511, 512, 513, 700, 768, 1_024, 1_100] {
      let leaves = hashes[..<size]
      let root = MerkleTree.root(leaves)
      var tree = AuditTree(store: store, size: size)
      #expect(try tree.root() == root)
      for index in [0, 1, 100, 254, 255, 256, 300, 511, 512, 699, size - 1] where index < size {
        #expect(try tree.inclusion(of: index) == MerkleTree.inclusion(of: index, in: leaves), "\(index) of \(size)")
      }
      for first in [1, 2, 3, 200, 255, 256, 257, 512, 513, 768, size] where first <= size {
        let proof = try tree.consistency(from: first)
        #expect(proof == MerkleTree.consistency(from: first, in: leaves), "\(first) to \(size)")
        #expect(
          MerkleTree.verify(
            consistency: proof, first: first, firstRoot: MerkleTree.root(hashes[..<first]), second: size,
            secondRoot: root))
      }
    }
    // Full tiles are kept, of every level that has one.
    #expect(try store.items(ItemRange("audit.tile")).map(\.key) == ["0/000", "0/001", "0/002", "0/003"])
  }

  /// The examples of the specification.
  @Test func addressesOfTilesHaveOneSpelling() {
    func read(_ text: String, level: Int = 0) -> Tile? { Tile(level: level, path: text.split(separator: "/")) }
    #expect(read("x001/x234/067") == Tile(level: 0, index: 1_234_067))
    #expect(Tile(level: 0, index: 1_234_067).path == "x001/x234/067")
    #expect(read("000.p/112") == Tile(level: 0, index: 0, width: 112))
    #expect(Tile(level: 2, index: 273, width: 1).path == "273.p/1")
    for index in [0, 1, 999, 1_000, 999_999, 1_000_000, 123_456_789] {
      #expect(read(Tile(level: 0, index: index).path) == Tile(level: 0, index: index))
    }
    for wrong in [
      "", "1", "0001", "x000/001", "x001", "001/001", "x001/x002", "000.p/0", "000.p/256", "000.p/01", "000.p/",
      "000.p",
      "-01", "+01", "000/112", "x001.p/000", "000.p/1/1",
    ] {
      #expect(read(wrong) == nil, "\(wrong)")
    }
    #expect(read("000", level: 64) == nil && read("000", level: -1) == nil)
  }

  /// "A tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of width 112, one full
  /// level 1 tile, one partial level 1 tile of width 17, and one partial level 2 tile of width 1."
  @Test func aTreeHasTheTilesThatItHas() {
    func has(_ level: Int, _ index: Int, _ width: Int) -> Bool {
      Tile(level: level, index: index, width: width).isWithin(treeOf: 70_000)
    }
    #expect(has(0, 272, 256) && has(0, 273, 112) && !has(0, 273, 113) && !has(0, 274, 1))
    #expect(has(1, 0, 256) && has(1, 1, 17) && !has(1, 1, 18) && !has(1, 2, 1))
    #expect(has(2, 0, 1) && !has(2, 0, 2) && !has(3, 0, 1))
  }

  /// Another process signs a larger tree while this one hashes: its checkpoint is not taken back.
  @Test func ofTwoWhoSignAtOnceTheLargerTreeStands() throws {
    let store = try store(1)
    let log = AuditLog(store: store, keys: try StoreKeys(master: [UInt8](repeating: 1, count: 32)))
    try log.begin()
    for _ in 0..<2 { try store.append(audit: [AuditEntry(at: 1, run: nil, program: nil, body: [])]) }
    var larger: String?
    let (note, checkpoint) = try log.signed(size: 3) { count in
      if larger == nil {
        try store.append(audit: [AuditEntry(at: 1, run: nil, program: nil, body: [])])
        larger = try log.latest().note
      }
      var tree = AuditTree(store: store, size: 3)
      return try tree.root(of: count)
    }
    #expect(note == larger && checkpoint.size == 4)
    #expect(try store.fact("checkpoint").map { String(decoding: $0, as: UTF8.self) } == larger)
    // Where nobody was faster it is signed.
    try store.append(audit: [AuditEntry(at: 2, run: nil, program: nil, body: [])])
    #expect(try log.latest().checkpoint.size == 5)
  }

  @Test func anEmptyLogIsSignedAndGrowsFromThere() throws {
    let store = try store(0)
    let log = AuditLog(store: store, keys: try StoreKeys(master: [UInt8](repeating: 1, count: 32)))
    #expect(try log.begin().size == 0)
    for _ in 0..<2 { try store.append(audit: [AuditEntry(at: 1, run: nil, program: nil, body: [])]) }
    #expect(try log.latest().checkpoint.size == 2)
    #expect(try log.checkpoint().checkpoint.size == 2)
  }

  /// What is only read of a tree is written nowhere.
  @Test func askingForTilesAndProofsWritesNothing() throws {
    let store = try store(300)
    let log = AuditLog(store: store, keys: try StoreKeys(master: [UInt8](repeating: 1, count: 32)))
    try log.begin()
    let signed = try log.latest()
    let tiles = ItemRange("audit.tile", limit: 10)
    for tile in try store.items(tiles) {
      _ = try store.change([ItemChange(collection: tile.collection, key: tile.key, value: nil)], audit: [])
    }
    #expect(try log.bytes(of: Tile(level: 0, index: 0), in: signed)?.count == 8192)
    #expect(try log.proof(of: 7, in: signed) != nil && log.consistency(from: 7, to: 300, in: signed) != nil)
    #expect(try store.items(tiles).isEmpty)
  }

  @Test func whatWasSignedMayNotChange() throws {
    let store = try store(300)
    let keys = try StoreKeys(master: [UInt8](repeating: 1, count: 32))
    let log = AuditLog(store: store, keys: keys)
    #expect(throws: RuntimeError.self, "a log that was never signed, or whose checkpoint was taken out") {
      try log.latest()
    }
    #expect(try log.begin().size == 300)
    let (note, checkpoint) = try log.latest()
    #expect(checkpoint.size == 300)
    #expect(try log.latest().note == note)
    #expect(try log.checkpoint().note == note, "the same as of the leaves")
    try store.append(audit: [AuditEntry(at: 1, run: nil, program: nil, body: [])])
    #expect(try log.latest().checkpoint.size == 301)
    #expect(try log.bytes(of: Tile(level: 0, index: 0), in: log.latest())?.count == 8192)
    #expect(try log.bytes(of: Tile(level: 0, index: 1, width: 45), in: log.latest())?.count == 45 * 32)
    #expect(try log.bytes(of: Tile(level: 0, index: 1, width: 46), in: log.latest()) == nil)
    // A kept tile that was tampered with does not fit what was signed.
    _ = try store.change(
      [ItemChange(collection: "audit.tile", key: "0/000", value: [UInt8](repeating: 9, count: 8192))], audit: [])
    #expect(throws: RuntimeError.self) { try log.latest() }
  }
}
