// RFC 9162, section 2.1: leaves to a root, proofs that a leaf is in a tree (2.1.3) and that one tree continues another
// (2.1.4), and the checks of both. Works on leaf hashes and nothing else.
import Crypto

package enum MerkleTree {
  /// SHA-256(0x00 ‖ leaf).
  package static func leafHash(_ leaf: [UInt8]) -> Digest {
    var hash = SHA256()
    hash.update(data: [0])
    hash.update(data: leaf)
    return Digest(bytes: Array(hash.finalize()))
  }

  /// SHA-256(0x01 ‖ left ‖ right).
  package static func node(_ left: Digest, _ right: Digest) -> Digest {
    var hash = SHA256()
    hash.update(data: [1])
    hash.update(data: left.bytes)
    hash.update(data: right.bytes)
    return Digest(bytes: Array(hash.finalize()))
  }

  /// The root of a tree with these leaf hashes; of the empty tree, the hash of nothing.
  package static func root(_ leaves: ArraySlice<Digest>) -> Digest {
    guard let first = leaves.first else { return Digest(of: []) }
    if leaves.count == 1 { return first }
    let split = leaves.startIndex + largestPowerBelow(leaves.count)
    return node(root(leaves[..<split]), root(leaves[split...]))
  }

  /// The largest power of two smaller than `count`, which is at least 2.
  private static func largestPowerBelow(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }

  /// PATH(index, leaves): from the bottom up.
  package static func inclusion(of index: Int, in leaves: ArraySlice<Digest>) -> [Digest] {
    precondition(index >= 0 && index < leaves.count, "the leaf is in the tree")
    if leaves.count == 1 { return [] }
    let size = largestPowerBelow(leaves.count)
    let split = leaves.startIndex + size
    return index < size
      ? inclusion(of: index, in: leaves[..<split]) + [root(leaves[split...])]
      : inclusion(of: index - size, in: leaves[split...]) + [root(leaves[..<split])]
  }

  /// RFC 9162, 2.1.3.2.
  package static func verify(inclusion path: [Digest], leaf: Digest, index: Int, size: Int, root: Digest) -> Bool {
    guard index >= 0, index < size else { return false }
    var position = index
    var last = size - 1
    var hash = leaf
    for part in path {
      if last == 0 { return false }
      if position & 1 == 1 || position == last {
        hash = node(part, hash)
        while position & 1 == 0, position != 0 {
          position >>= 1
          last >>= 1
        }
      } else {
        hash = node(hash, part)
      }
      position >>= 1
      last >>= 1
    }
    return last == 0 && hash == root
  }

  /// PROOF(first, leaves): that the tree of the first `first` leaves is the beginning of the tree of all.
  package static func consistency(from first: Int, in leaves: ArraySlice<Digest>) -> [Digest] {
    precondition(first > 0 && first <= leaves.count, "a tree that is continued is not empty and not larger")
    return subproof(first, leaves, complete: true)
  }

  private static func subproof(_ first: Int, _ leaves: ArraySlice<Digest>, complete: Bool) -> [Digest] {
    if first == leaves.count { return complete ? [] : [root(leaves)] }
    let size = largestPowerBelow(leaves.count)
    let split = leaves.startIndex + size
    return first <= size
      ? subproof(first, leaves[..<split], complete: complete) + [root(leaves[split...])]
      : subproof(first - size, leaves[split...], complete: false) + [root(leaves[..<split])]
  }

  /// RFC 9162, 2.1.4.2.
  package static func verify(
    consistency proof: [Digest], first: Int, firstRoot: Digest, second: Int, secondRoot: Digest
  ) -> Bool {
    guard first > 0, first <= second else { return false }
    if first == second { return proof.isEmpty && firstRoot == secondRoot }
    var path = proof[...]
    if first & (first - 1) == 0 { path = ([firstRoot] + proof)[...] }
    guard let start = path.popFirst() else { return false }
    var position = first - 1
    var last = second - 1
    while position & 1 == 1 {
      position >>= 1
      last >>= 1
    }
    var oldHash = start
    var newHash = start
    for part in path {
      if last == 0 { return false }
      if position & 1 == 1 || position == last {
        oldHash = node(part, oldHash)
        newHash = node(part, newHash)
        while position & 1 == 0, position != 0 {
          position >>= 1
          last >>= 1
        }
      } else {
        newHash = node(newHash, part)
      }
      position >>= 1
      last >>= 1
    }
    return oldHash == firstRoot && newHash == secondRoot && last == 0
  }
}
