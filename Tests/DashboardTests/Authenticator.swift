// An authenticator in software: makes keys and signs with them, as a device does, and as a liar would.
import Crypto
import Delivery
import Foundation

@testable import Server

struct Device {
  enum Key {
    case es256(P256.Signing.PrivateKey)
    case edDSA(Curve25519.Signing.PrivateKey)
  }
  var key: Key
  var id: [UInt8] = Array(repeating: 0xC1, count: 16)
  var counter: UInt32 = 0
  /// User present and verified, able to be synchronised.
  var flags: UInt8 = 0x05
  var party = "localhost"
  var origin = "http://localhost:8700"

  static func es256() -> Device { Device(key: .es256(P256.Signing.PrivateKey())) }
  static func edDSA() -> Device { Device(key: .edDSA(Curve25519.Signing.PrivateKey())) }

  // MARK: CBOR, written

  static func head(_ major: UInt8, _ number: Int) -> [UInt8] {
    number < 24
      ? [major << 5 | UInt8(number)]
      : number < 256 ? [major << 5 | 24, UInt8(number)] : [major << 5 | 25, UInt8(number >> 8), UInt8(number & 255)]
  }
  static func bytes(_ content: [UInt8]) -> [UInt8] { head(2, content.count) + content }
  static func text(_ content: String) -> [UInt8] { head(3, content.utf8.count) + Array(content.utf8) }

  var cose: [UInt8] {
    switch key {
    case .es256(let key):
      let point = Array(key.publicKey.x963Representation.dropFirst())
      return Self.head(5, 5) + [0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21] + Self.bytes(Array(point[..<32])) + [0x22]
        + Self.bytes(Array(point[32...]))
    case .edDSA(let key):
      return Self.head(5, 4) + [0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21]
        + Self.bytes(Array(key.publicKey.rawRepresentation))
    }
  }

  func sign(_ message: [UInt8]) throws -> [UInt8] {
    switch key {
    case .es256(let key): Array(try key.signature(for: message).derRepresentation)
    case .edDSA(let key): Array(try key.signature(for: message))
    }
  }

  // MARK: Answers

  func data(withCredential: Bool) -> [UInt8] {
    var data = Array(SHA256.hash(data: Array(party.utf8)))
    data.append(flags | (withCredential ? 0x40 : 0))
    for shift in [24, 16, 8, 0] { data.append(UInt8(truncatingIfNeeded: counter >> UInt32(shift))) }
    if withCredential {
      data += [UInt8](repeating: 0, count: 16) + [UInt8(id.count >> 8), UInt8(id.count & 255)] + id + cose
    }
    return data
  }

  func clientData(_ type: String, _ challenge: [UInt8], more: String = "") -> [UInt8] {
    Array(#"{"type":"\#(type)","challenge":"\#(Base64URL.encode(challenge))","origin":"\#(origin)"\#(more)}"#.utf8)
  }

  func attestation(format: String = "none", statement: [UInt8] = [0xA0]) -> [UInt8] {
    Self.head(5, 3) + Self.text("fmt") + Self.text(format) + Self.text("attStmt") + statement + Self.text("authData")
      + Self.bytes(data(withCredential: true))
  }

  func assertion(_ challenge: [UInt8], type: String = "webauthn.get", more: String = "") throws -> PasskeyAnswer {
    let client = clientData(type, challenge, more: more)
    let data = data(withCredential: false)
    return PasskeyAnswer(
      credential: id, clientData: client, authenticatorData: data,
      signature: try sign(data + SHA256.hash(data: client)))
  }
}
