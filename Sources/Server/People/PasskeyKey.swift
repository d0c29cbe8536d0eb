// A credential's public key: COSE_Key bytes (RFC 9052, 9053) → something that can check a signature. ES256 (P-256) and EdDSA
// (Ed25519); other algorithms are not asked for and not accepted.
import Crypto
import Foundation

/// What is wrong with an authenticator's answer. Told to the person as it is: there are no secrets in it.
struct PasskeyError: Error, Hashable, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

enum PasskeyKey: Sendable {
  case es256(P256.Signing.PublicKey)
  case edDSA(Curve25519.Signing.PublicKey)

  /// As registered with IANA, in the order that they are preferred in.
  static let algorithms = [-7, -8]

  var algorithm: Int {
    switch self {
    case .es256: -7
    case .edDSA: -8
    }
  }

  init(cose: CBOR) throws(PasskeyError) {
    do {
      switch (cose[1], cose[3], cose[-1]) {
      case (.unsigned(2), .negative(6), .unsigned(1)):
        guard let x = cose[-2]?.byteString, let y = cose[-3]?.byteString, x.count == 32, y.count == 32 else {
          throw PasskeyError("the public key has no point")
        }
        // Refuses points that are not on the curve.
        self = .es256(try P256.Signing.PublicKey(x963Representation: [4] + x + y))
      case (.unsigned(1), .negative(7), .unsigned(6)):
        guard let x = cose[-2]?.byteString, x.count == 32 else { throw PasskeyError("the public key has no point") }
        self = .edDSA(try Curve25519.Signing.PublicKey(rawRepresentation: x))
      default: throw PasskeyError("the public key is of a kind that was not asked for (ES256 or EdDSA)")
      }
    } catch let error as PasskeyError { throw error } catch {
      throw PasskeyError("the public key is not a point on its curve")
    }
  }

  init(cose bytes: [UInt8]) throws(PasskeyError) { try self.init(cose: try CBOR.read(bytes)) }

  func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    switch self {
    case .es256(let key):
      guard let parsed = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
      return key.isValidSignature(parsed, for: message)
    case .edDSA(let key): return key.isValidSignature(signature, for: message)
    }
  }
}
