// Passwords → hashes that are costly to guess (scrypt, RFC 7914), with the parameters beside each so that they can rise over the
// years. Runs on a thread of its own, one at a time: a flood of sign-ins costs one core and one hash's memory, not all of them.
import Crypto
import CryptoExtras
import Delivery
import DurableRuntime
import Foundation
import Values

/// A password as it is kept.
struct PasswordHash: Hashable, Sendable {
  struct Cost: Hashable, Sendable {
    /// A power of two; memory is 128 × rounds × block bytes.
    var rounds: Int
    var block: Int
    var parallelism: Int

    /// 32 MiB, three times over: what OWASP's Password Storage Cheat Sheet gives for N = 2^15.
    static let standard = Cost(rounds: 1 << 15, block: 8, parallelism: 3)
  }
  var cost: Cost
  var salt: [UInt8]
  var hash: [UInt8]
}

package actor PasswordHasher {
  private let executor = ThreadExecutor(name: "twin-passwords")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let cost: PasswordHash.Cost
  /// Compared with where there is no account, so that the time does not tell.
  private let decoy: PasswordHash

  init(cost: PasswordHash.Cost = .standard) {
    self.cost = cost
    decoy = PasswordHash(cost: cost, salt: Tokens.random(16), hash: Tokens.random(32))
  }

  func hash(_ password: String) throws(RuntimeError) -> PasswordHash {
    let salt = Tokens.random(16)
    return PasswordHash(cost: cost, salt: salt, hash: try Self.derive(password, salt: salt, cost))
  }

  func isRight(_ password: String, _ known: PasswordHash?) throws(RuntimeError) -> Bool {
    let against = known ?? decoy
    let derived = try Self.derive(password, salt: against.salt, against.cost)
    return Tokens.isSame(derived, against.hash) && known != nil
  }

  func close() { executor.stop() }

  private static func derive(_ password: String, salt: [UInt8], _ cost: PasswordHash.Cost) throws(RuntimeError)
    -> [UInt8]
  {
    do {
      // NFKC, as RFC 8265 asks of passwords: the same typed on two keyboards is the same.
      let text = Array(password.precomposedStringWithCompatibilityMapping.utf8)
      return try KDF.Scrypt.deriveKey(
        from: text, salt: salt, outputByteCount: 32, rounds: cost.rounds, blockSize: cost.block,
        parallelism: cost.parallelism, maxMemory: 256 * cost.rounds * cost.block
      ).withUnsafeBytes { Array($0) }
    } catch {
      throw RuntimeError(.damaged, "a password could not be hashed: \(error)")
    }
  }
}

/// Random bytes and the tokens made of them.
enum Tokens {
  static func random(_ count: Int) -> [UInt8] {
    SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { Array($0) }
  }

  /// In a time that does not tell where they differ.
  static func isSame(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// 256 bits, as text for links and cookies.
  static func make() -> String { Base64URL.encode(random(32)) }

  /// Under which a token is kept: whoever reads the store cannot use what they find.
  static func key(_ token: String) -> String { Digest(of: Array(token.utf8)).description }
}
