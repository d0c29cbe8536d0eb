// A webhook's secret, its text forms and what it signs (Standard Webhooks 1.0.0, “Signature scheme”): HMAC-SHA256 as `v1`,
// Ed25519 as `v1a`, each over `id.timestamp.body`.
import Crypto
import DurableRuntime
import Foundation

package enum WebhookKey: Sendable {
  /// 24 to 64 bytes that sender and receiver both hold.
  case shared([UInt8])
  /// Only the sender holds it.
  case keyPair(Curve25519.Signing.PrivateKey)

  package static func makeShared(_ random: any RandomSource) -> WebhookKey { .shared(bytes(32, random)) }

  package static func makeKeyPair(_ random: any RandomSource) throws(RuntimeError) -> WebhookKey {
    try keyPair(seed: bytes(32, random))
  }

  private static func bytes(_ count: Int, _ random: any RandomSource) -> [UInt8] {
    var out: [UInt8] = []
    while out.count < count {
      let word = random.next()
      for shift in stride(from: UInt64(0), to: 64, by: 8) { out.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return Array(out.prefix(count))
  }

  private static func keyPair(seed: [UInt8]) throws(RuntimeError) -> WebhookKey {
    do { return .keyPair(try Curve25519.Signing.PrivateKey(rawRepresentation: seed)) } catch {
      throw RuntimeError(.refusedInput, "the text after whsk_ makes no Ed25519 key")
    }
  }

  /// `whsec_…` or `whsk_…`, base64. A key after `whsk_` is the seed of 32 bytes, or that and the public key.
  package init(text: String) throws(RuntimeError) {
    func decode(_ prefix: String) -> [UInt8]? {
      guard text.hasPrefix(prefix) else { return nil }
      return Data(base64Encoded: String(text.dropFirst(prefix.count))).map(Array.init)
    }
    if let bytes = decode("whsec_"), (24...64).contains(bytes.count) {
      self = .shared(bytes)
    } else if let bytes = decode("whsk_"), bytes.count == 32 || bytes.count == 64 {
      self = try Self.keyPair(seed: Array(bytes.prefix(32)))
    } else {
      throw RuntimeError(
        .refusedInput,
        "a webhook's secret is whsec_ and 24 to 64 bytes in base64, or whsk_ and an Ed25519 key in base64")
    }
  }

  /// What the sender keeps.
  package var text: String {
    switch self {
    case .shared(let bytes): "whsec_" + Data(bytes).base64EncodedString()
    case .keyPair(let key): "whsk_" + key.rawRepresentation.base64EncodedString()
    }
  }

  /// What the receiver needs: of a pair only the public key, `whpk_…`.
  package var receiverText: String {
    switch self {
    case .shared: text
    case .keyPair(let key): "whpk_" + key.publicKey.rawRepresentation.base64EncodedString()
    }
  }

  /// The header `webhook-signature`. `timestamp` is in seconds since 1970.
  package func signature(id: String, timestamp: Int64, body: [UInt8]) throws(RuntimeError) -> String {
    let content = Array("\(id).\(timestamp).".utf8) + body
    switch self {
    case .shared(let bytes):
      let code = HMAC<SHA256>.authenticationCode(for: content, using: SymmetricKey(data: bytes))
      return "v1," + Data(code).base64EncodedString()
    case .keyPair(let key):
      do { return "v1a," + (try key.signature(for: content)).base64EncodedString() } catch {
        throw RuntimeError(.keyMissing, "the message could not be signed: \(error)")
      }
    }
  }
}
