// The audit log as public transparency-log tools read it (C2SP tlog-tiles, tlog-checkpoint, tlog-proof): checkpoint, tiles,
// bundles of entries, proofs. All of it is of one tree that was signed.
// Only `latest` writes; whoever serves readers has it called where writing is done.
import Foundation
import Values

extension AuditLog {
  /// A tree that was signed, and the note that says so.
  package typealias SignedTree = (note: String, checkpoint: Checkpoint)

  /// The last checkpoint, signed anew where the log has grown since: nothing that was signed may have changed. Full tiles are kept.
  package func latest() throws -> SignedTree {
    let size = try store.auditSize()
    var tree = AuditTree(store: store, size: size)
    return try signed(size: size) { try tree.root(of: $0) }
  }

  /// The hashes of a tile, laid end to end; nil where the signed tree does not have it.
  package func bytes(of tile: Tile, in signed: SignedTree) throws -> [UInt8]? {
    let size = signed.checkpoint.size
    guard tile.isWithin(treeOf: size) else { return nil }
    var tree = AuditTree(store: store, size: size, keepsTiles: false)
    return try tree.hashes(tile).flatMap(\.bytes)
  }

  /// The entries that a tile of level 0 has the hashes of, each behind its length in two bytes; nil where the signed tree does
  /// not have them.
  package func bundle(_ tile: Tile, in signed: SignedTree) throws -> [UInt8]? {
    guard tile.level == 0, tile.isWithin(treeOf: signed.checkpoint.size) else { return nil }
    let first = tile.index * Tile.width
    var out: [UInt8] = []
    for (offset, leaf) in try leaves(first..<first + tile.width).enumerated() {
      guard let count = UInt16(exactly: leaf.count) else {
        throw RuntimeError(
          .unsupported,
          "entry \(first + offset) has \(leaf.count) bytes (limit of this format: 65535); `twin audit export` has it")
      }
      out.append(UInt8(count >> 8))
      out.append(UInt8(truncatingIfNeeded: count))
      out.append(contentsOf: leaf)
    }
    return out
  }

  /// That an entry is in the log, checkable without it (C2SP tlog-proof); nil where the signed tree does not have it.
  package func proof(of index: Int, in signed: SignedTree) throws -> String? {
    guard (0..<signed.checkpoint.size).contains(index) else { return nil }
    var tree = AuditTree(store: store, size: signed.checkpoint.size, keepsTiles: false)
    let hashes = try tree.inclusion(of: index).map { Data($0.bytes).base64EncodedString() + "\n" }.joined()
    return "c2sp.org/tlog-proof@v1\nindex \(index)\n\(hashes)\n\(signed.note)"
  }

  /// That the tree of `first` entries is the beginning of the one of `second`; nil where the signed tree has not so many.
  package func consistency(from first: Int, to second: Int, in signed: SignedTree) throws -> [Digest]? {
    guard first > 0, first <= second, second <= signed.checkpoint.size else { return nil }
    var tree = AuditTree(store: store, size: second, keepsTiles: false)
    return try tree.consistency(from: first)
  }
}
