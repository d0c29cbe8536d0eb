// Signed checkpoints of the audit log in the text form of C2SP (tlog-checkpoint, signed-note), and the export that can be
// verified without a store: a first line with key and checkpoint, then one leaf a line.
import Crypto
import Foundation
import Values

package struct Checkpoint: Hashable, Sendable {
  package var origin: String
  package var size: Int
  package var root: Digest

  package init(origin: String, size: Int, root: Digest) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// The signed part: origin, size, root; each line ends with a newline.
  package var body: String { "\(origin)\n\(size)\n\(Data(root.bytes).base64EncodedString())\n" }

  /// The whole note.
  package func signed(by key: Curve25519.Signing.PrivateKey) throws(RuntimeError) -> String {
    let signature: Data
    do { signature = try key.signature(for: Data(body.utf8)) } catch {
      throw RuntimeError(.keyMissing, "the checkpoint could not be signed: \(error)")
    }
    let keyHash = Self.keyHash(origin: origin, key: key.publicKey)
    return "\(body)\n\u{2014} \(origin) \((Data(keyHash) + signature).base64EncodedString())\n"
  }

  /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key).
  private static func keyHash(origin: String, key: Curve25519.Signing.PublicKey) -> [UInt8] {
    Array(Digest(of: Array(origin.utf8) + [0x0A, 0x01] + Array(key.rawRepresentation)).bytes.prefix(4))
  }

  /// `name+hash+base64`: how a verifier is told the key.
  package static func verifierKey(origin: String, key: Curve25519.Signing.PublicKey) -> String {
    let hash = Digest.hex(keyHash(origin: origin, key: key))
    return "\(origin)+\(hash)+\((Data([1]) + key.rawRepresentation).base64EncodedString())"
  }

  /// Only the one spelling of each value.
  private static func base64(_ text: String) -> Data? {
    guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
    return data
  }

  /// Reads a note and checks its signature; nil where it is not one, or not signed by that key.
  package init?(note: String, verifierKey: String) {
    let parts = verifierKey.split(separator: "+", maxSplits: 2).map(String.init)
    guard parts.count == 3, let encoded = Self.base64(parts[2]), encoded.count == 33, encoded.first == 1,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: encoded.dropFirst()),
      Digest.hex(Self.keyHash(origin: parts[0], key: key)) == parts[1],
      let gap = note.range(of: "\n\n")
    else { return nil }
    let body = String(note[..<gap.lowerBound]) + "\n"
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 4, lines[0] == parts[0], let size = Int(lines[1]), size >= 0,
      let root = Self.base64(lines[2]), root.count == 32
    else { return nil }
    let prefix = "\u{2014} \(parts[0]) "
    guard note.hasSuffix("\n") else { return nil }
    let isSigned = note[gap.upperBound...].split(separator: "\n").contains { line in
      guard line.hasPrefix(prefix), let blob = Self.base64(String(line.dropFirst(prefix.count))),
        blob.count == 68, Digest.hex(Array(blob.prefix(4))) == parts[1]
      else { return false }
      return key.isValidSignature(blob.dropFirst(4), for: Data(body.utf8))
    }
    guard isSigned else { return nil }
    self.init(origin: lines[0], size: size, root: Digest(bytes: Array(root)))
  }
}

/// The audit log of a store, as a person asks for it.
package struct AuditLog: Sendable {
  let store: any RunStore
  let keys: StoreKeys
  package init(store: any RunStore, keys: StoreKeys) {
    self.store = store
    self.keys = keys
  }

  private static let batch = 4096

  package func leaves(_ range: Range<Int>) throws -> [[UInt8]] {
    var leaves: [[UInt8]] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + Self.batch, range.upperBound)
      for entry in try store.audit(start..<end) { leaves.append(try entry.json()) }
      start = end
    }
    return leaves
  }

  private func hashes() throws -> [Digest] { try leaves(0..<(try store.auditSize())).map(MerkleTree.leafHash) }

  /// This store's name in checkpoints: made of its public key, so that it needs no registry.
  package var origin: String { Self.origin(keys) }
  private static func origin(_ keys: StoreKeys) -> String {
    "twin/" + String(Digest(of: Array(keys.signing.publicKey.rawRepresentation)).description.prefix(16))
  }
  package var verifierKey: String { Checkpoint.verifierKey(origin: origin, key: keys.signing.publicKey) }

  /// Where a store keeps its last checkpoint.
  package static let fact = "checkpoint"

  /// The note of a log without entries: a store is made with it, in one transaction, so that there never is one without.
  package static func first(signedBy keys: StoreKeys) throws(RuntimeError) -> [UInt8] { try signed([], by: keys).note }

  private static func signed(
    _ hashes: [Digest], by keys: StoreKeys
  ) throws(RuntimeError) -> (checkpoint: Checkpoint, note: [UInt8]) {
    let checkpoint = Checkpoint(origin: origin(keys), size: hashes.count, root: MerkleTree.root(hashes[...]))
    return (checkpoint, Array(try checkpoint.signed(by: keys.signing).utf8))
  }

  /// Signs the log as it is, of a store that has no checkpoint: one that a person vouches for (`twin audit sign`).
  /// From then on every tree is held against the one signed before, so that a checkpoint which was taken out is missed.
  @discardableResult
  package func begin() throws -> Checkpoint {
    if try store.fact(Self.fact) == nil {
      let (checkpoint, note) = try Self.signed(try hashes(), by: keys)
      if try store.change(fact: Self.fact, from: nil, to: note) { return checkpoint }
    }
    return try checkpoint().checkpoint
  }

  /// How many entries were signed before; nil: none ever were.
  package func signedSize() throws -> Int? {
    guard let bytes = try store.fact(Self.fact) else { return nil }
    return Checkpoint(note: String(decoding: bytes, as: UTF8.self), verifierKey: verifierKey)?.size
  }

  /// Checks the log's leaves against the last signed checkpoint (nothing before it may have changed) and signs a new one.
  /// Returns its note and the number of entries.
  package func checkpoint() throws -> (note: String, checkpoint: Checkpoint) {
    let hashes = try hashes()
    return try signed(size: hashes.count) { MerkleTree.root(hashes[..<$0]) }
  }

  /// Holds a tree against the last checkpoint, and signs it where it has grown since. Of several who sign at once the one with
  /// the larger tree has the last word: what was signed is never taken back.
  package func signed(size: Int, root: (Int) throws -> Digest) throws -> (note: String, checkpoint: Checkpoint) {
    while true {
      // A store's first checkpoint is signed when it is made: what is not there was taken out.
      guard let bytes = try store.fact(Self.fact) else {
        throw RuntimeError(
          .damaged,
          "it has no signed checkpoint: that was removed, or the store was made by an older twin, which signed none; "
            + "where you know its \(size) entries to be right, `twin audit sign` signs them as they are")
      }
      guard let last = Checkpoint(note: String(decoding: bytes, as: UTF8.self), verifierKey: verifierKey) else {
        throw RuntimeError(.damaged, "the last checkpoint of the audit log is not signed by this store's key")
      }
      // It may have grown, and been signed, since `size` was read.
      let now = last.size <= size ? size : try store.auditSize()
      guard last.size <= now else {
        throw RuntimeError(.damaged, "the audit log was cut: it has \(now) entries, \(last.size) were signed")
      }
      if last.size > size { return (String(decoding: bytes, as: UTF8.self), last) }
      guard try root(last.size) == last.root else {
        throw RuntimeError(.damaged, "the audit log was changed: its first \(last.size) entries are not those signed")
      }
      if last.size == size { return (String(decoding: bytes, as: UTF8.self), last) }
      let checkpoint = Checkpoint(origin: origin, size: size, root: try root(size))
      let note = try checkpoint.signed(by: keys.signing)
      do throws(StoreError) {
        if try store.change(fact: Self.fact, from: bytes, to: Array(note.utf8)) { return (note, checkpoint) }
      } catch {
        // It has been held against the last one, and looking needs no more; whoever can write next signs it.
        switch error.kind {
        case .readOnly, .full, .failing, .uncertain: return (note, checkpoint)
        case .busy, .unopenable, .newer, .corrupt, .failed: throw error
        }
      }
    }
  }

  /// All of it: verifiable with `verify` alone.
  package func export() throws -> [UInt8] {
    let (note, checkpoint) = try checkpoint()
    var out = try Self.head(key: verifierKey, note: note)
    out.append(0x0A)
    for leaf in try leaves(0..<checkpoint.size) {
      out.append(contentsOf: leaf)
      out.append(0x0A)
    }
    return out
  }

  private static func head(key: String, note: String) throws -> [UInt8] {
    let head: PlainValue = ["twin": "audit", "version": 1, "key": .string(key), "checkpoint": .string(note)]
    return try head.json()
  }

  /// Checks an exported log: every entry is there and unchanged, and the checkpoint is signed by the key in the file (and,
  /// if one is given, that key is the expected one).
  package static func verify(exported bytes: [UInt8], expectedKey: String? = nil) throws -> Checkpoint {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: true)[...]
    guard let first = lines.popFirst(), let head = try? PlainValue(json: Array(first)),
      let key = head["key"]?.text, let note = head["checkpoint"]?.text,
      try self.head(key: key, note: note) == Array(first)
    else { throw RuntimeError(.damaged, "this is not an exported audit log") }
    if let expectedKey, expectedKey != key {
      throw RuntimeError(.damaged, "the log is signed by another key: \(key)")
    }
    guard let checkpoint = Checkpoint(note: note, verifierKey: key) else {
      throw RuntimeError(.damaged, "the checkpoint is not signed by the key \(key)")
    }
    let hashes = lines.map { MerkleTree.leafHash(Array($0)) }
    guard hashes.count == checkpoint.size else {
      throw RuntimeError(.damaged, "the log has \(hashes.count) entries, \(checkpoint.size) were signed")
    }
    guard MerkleTree.root(hashes[...]) == checkpoint.root else {
      throw RuntimeError(.damaged, "an entry of the log was changed after it was signed")
    }
    return checkpoint
  }
}
