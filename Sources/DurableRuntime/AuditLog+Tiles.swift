// The audit log as public transparency-log tools read it (C2SP tlog-tiles, tlog-checkpoint, tlog-proof): checkpoint, tiles,
// bundles of entries, proofs. All of it is of the tree that the last checkpoint signs.
import Foundation
import Values

extension AuditLog {
  /// The last checkpoint, signed anew where the log has grown since: nothing that was signed may have changed.
  package func latest() throws -> (note: String, checkpoint: Checkpoint) {
    let size = try store.auditSize()
    var tree = AuditTree(store: store, size: size)
    return try signed(size: size) { try tree.root(of: $0) }
  }

  /// The hashes of a tile, laid end to end; nil where the signed tree does not have it.
  package func bytes(of tile: Tile) throws -> [UInt8]? {
    let size = try latest().checkpoint.size
    guard tile.isWithin(treeOf: size) else { return nil }
    var tree = AuditTree(store: store, size: size)
    return try tree.hashes(tile).flatMap(\.bytes)
  }

  /// The entries that a tile of level 0 has the hashes of, each behind its length in two bytes; nil where the signed tree does
  /// not have them.
  package func bundle(_ tile: Tile) throws -> [UInt8]? {
    guard tile.level == 0, tile.isWithin(treeOf: try latest().checkpoint.size) else { return nil }
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
  package func proof(of index: Int) throws -> String? {
    let (note, checkpoint) = try latest()
    guard (0..<checkpoint.size).contains(index) else { return nil }
    var tree = AuditTree(store: store, size: checkpoint.size)
    let hashes = try tree.inclusion(of: index).map { Data($0.bytes).base64EncodedString() + "\n" }.joined()
    return "c2sp.org/tlog-proof@v1\nindex \(index)\n\(hashes)\n\(note)"
  }

  /// That the tree of `first` entries is the beginning of the one of `second`; nil where the signed tree has not so many.
  package func consistency(from first: Int, to second: Int) throws -> [Digest]? {
    guard first > 0, first <= second, second <= (try latest().checkpoint.size) else { return nil }
    var tree = AuditTree(store: store, size: second)
    return try tree.consistency(from: first)
  }
}
