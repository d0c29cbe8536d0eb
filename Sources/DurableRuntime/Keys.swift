// One key of thirty-two bytes makes the key that seals texts (AES-GCM), the key that signs checkpoints and containers
// (Ed25519), and the key that links are tagged with (HMAC-SHA256). Where it is kept is `KeyFile`'s affair; nothing here prints it.
import Crypto
import Foundation
import Synchronization

package struct StoreKeys: Sendable {
  private let derived: Derived
  private var sealing: SymmetricKey { derived.key(.sealing) }
  private var marking: SymmetricKey { derived.key(.marking) }
  private var linking: SymmetricKey { derived.key(.linking) }
  package var signing: Curve25519.Signing.PrivateKey { derived.signing }

  package init(master: [UInt8]) throws(RuntimeError) {
    guard master.count == 32 else {
      throw RuntimeError(.keyMissing, "the store's key must have 32 bytes, it has \(master.count)")
    }
    derived = Derived(SymmetricKey(data: master))
  }

  /// Each key is made when it is first wanted: most commands seal, sign and link nothing.
  private final class Derived: Sendable {
    enum Purpose: String { case sealing, marking, linking, signing }
    private struct Made {
      var sealing, marking, linking: SymmetricKey?
      var signing: Curve25519.Signing.PrivateKey?
    }
    private let root: SymmetricKey
    private let made = Mutex(Made())

    init(_ root: SymmetricKey) { self.root = root }

    func key(_ purpose: Purpose) -> SymmetricKey {
      made.withLock { made in
        switch purpose {
        case .sealing: known(&made.sealing, purpose)
        case .marking: known(&made.marking, purpose)
        case .linking: known(&made.linking, purpose)
        case .signing: derive(purpose)
        }
      }
    }

    var signing: Curve25519.Signing.PrivateKey {
      made.withLock { made in
        if let known = made.signing { return known }
        let seed = derive(.signing).withUnsafeBytes { Array($0) }
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
          preconditionFailure("any 32 bytes are the seed of a key that signs")
        }
        made.signing = key
        return key
      }
    }

    private func known(_ key: inout SymmetricKey?, _ purpose: Purpose) -> SymmetricKey {
      if let key { return key }
      let fresh = derive(purpose)
      key = fresh
      return fresh
    }

    private func derive(_ purpose: Purpose) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: root, salt: Array("twin".utf8), info: Array(purpose.rawValue.utf8), outputByteCount: 32)
    }
  }

  /// A mark (HMAC-SHA256) that only this store can make: of things that must not be moved or forged, and of texts that must
  /// not be guessed from their digest. Marks of different purposes are never the same.
  package func mark(_ bytes: [UInt8], purpose: String) -> Digest {
    var code = HMAC<SHA256>(key: marking)
    code.update(data: Array(purpose.utf8) + [0])
    code.update(data: bytes)
    return Digest(bytes: Array(code.finalize()))
  }

  /// The box can only be opened for the same run and name.
  package func seal(_ text: [UInt8], run: RunID?, name: String) throws(RuntimeError) -> [UInt8] {
    do {
      let box = try AES.GCM.seal(text, using: sealing, authenticating: Self.label(run, name))
      return Array(box.combined ?? Data())
    } catch {
      throw RuntimeError(.keyMissing, "the secret '\(name)' could not be sealed: \(error)")
    }
  }

  package func open(_ box: [UInt8], run: RunID?, name: String) throws(RuntimeError) -> [UInt8] {
    do {
      return Array(
        try AES.GCM.open(
          try AES.GCM.SealedBox(combined: box), using: sealing, authenticating: Self.label(run, name)))
    } catch {
      throw RuntimeError(
        .keyMissing, "the secret '\(name)' cannot be opened: it was sealed with another key, or it is damaged")
    }
  }

  /// Says that this store made a link: thirty-two bytes.
  package func tag(link: [UInt8]) -> [UInt8] { Array(HMAC<SHA256>.authenticationCode(for: link, using: linking)) }

  /// Compares in constant time.
  package func isTag(_ tag: [UInt8], of link: [UInt8]) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(tag, authenticating: link, using: linking)
  }

  private static func label(_ run: RunID?, _ name: String) -> [UInt8] {
    Array("\(run?.description ?? "vault")/\(name)".utf8)
  }
}

/// Finds the store's key: `TWIN_KEY` (64 hex digits), else the file `key` beside the store, made with mode 0600 for a new store.
package enum KeyFile {
  /// Nil where there is none yet.
  package static func find(folder: String, environment: [String: String]) throws(RuntimeError) -> StoreKeys? {
    if let text = environment["TWIN_KEY"] {
      guard let digest = Digest(hex: text) else {
        throw RuntimeError(.keyMissing, "TWIN_KEY must be 64 hex digits")
      }
      return try StoreKeys(master: digest.bytes)
    }
    guard let existing = try read(path(in: folder)) else { return nil }
    return try StoreKeys(master: existing)
  }

  /// - Parameter isNew: whether the store holds nothing yet. A store that was used has a key, and another one would neither open
  ///   what is sealed in it nor sign as it did.
  package static func load(
    folder: String, environment: [String: String], isNew: () throws -> Bool
  ) throws -> StoreKeys {
    if let found = try find(folder: folder, environment: environment) { return found }
    guard try isNew() else {
      throw RuntimeError(
        .keyMissing,
        "the store's key is not at \(path(in: folder)): put it back, or give it as TWIN_KEY (another one, 64 hex digits, makes the "
          + "store usable again, but nothing that was sealed in it)")
    }
    return try findOrMake(folder: folder, environment: environment)
  }

  /// For a store that is being made.
  package static func findOrMake(folder: String, environment: [String: String]) throws(RuntimeError) -> StoreKeys {
    if let found = try find(folder: folder, environment: environment) { return found }
    let master = fresh()
    return try StoreKeys(master: try make(master, at: path(in: folder)) ?? master)
  }

  private static func path(in folder: String) -> String { folder + "/key" }

  private static func fresh() -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }

  /// Another process may be making it at this very moment: it appears whole or not at all, the first one wins, and the other
  /// gets what is there.
  private static func make(_ master: [UInt8], at path: String) throws(RuntimeError) -> [UInt8]? {
    func failed(_ number: Int32) -> RuntimeError {
      RuntimeError(.keyMissing, "the store's key could not be made at \(path): \(String(cString: strerror(number)))")
    }
    let text = Array((Digest.hex(master) + "\n").utf8)
    let problem = DurableFile.write(path: path, mode: 0o600, present: .kept) { DurableFile.pour(text, into: $0) }
    if problem == 0 { return nil }
    guard problem == EEXIST, let existing = try read(path) else { throw failed(problem) }
    return existing
  }

  private static func read(_ path: String) throws(RuntimeError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT { return nil }
      throw RuntimeError(.keyMissing, "the store's key at \(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw RuntimeError(.keyMissing, "others may read the store's key at \(path): run chmod 600 on it")
    }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = buffer.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
    var text = buffer.prefix(max(0, count))
    while let last = text.last, last <= 0x20 { text.removeLast() }
    while let first = text.first, first <= 0x20 { text.removeFirst() }
    guard let digest = Digest(hex: String(decoding: text, as: UTF8.self)) else {
      throw RuntimeError(.keyMissing, "the store's key at \(path) is not 64 hex digits")
    }
    return digest.bytes
  }
}
