// An authenticator's answer → a new passkey, or proof that a passkey's holder is here: the verification of W3C Web
// Authentication Level 3, sections 7.1 (registration) and 7.2 (assertion). Pure: who has which passkey, and which challenges are
// open, is known elsewhere.
import Crypto
import Delivery
import Foundation

/// Who asks for passkeys: a domain and the one origin under which its pages are served.
package struct RelyingParty: Hashable, Sendable {
  /// The domain that credentials are bound to.
  package var id: String
  /// `https://twin.example.com`, or `http://localhost:PORT`.
  package var origin: String

  /// Nil where browsers would not make passkeys at all: over plain HTTP elsewhere than on localhost, or under an IP address.
  package init?(origin: String) {
    guard let parts = URLComponents(string: origin), let scheme = parts.scheme, let host = parts.host, !host.isEmpty,
      parts.path.isEmpty, parts.query == nil
    else { return nil }
    let isNumeric = host.hasPrefix("[") || host.allSatisfy { $0.isNumber || $0 == "." }
    guard !isNumeric, scheme == "https" || (scheme == "http" && host == "localhost") else { return nil }
    id = host
    self.origin = origin
  }
}

struct NewPasskey: Hashable, Sendable {
  var id: [UInt8]
  /// COSE_Key.
  var publicKey: [UInt8]
  var counter: UInt32
  /// It may be synchronised to other devices.
  var isSynced: Bool
}

enum WebAuthn {
  /// Section 7.1. User verification is required; attestation says nothing about the maker and is not asked for.
  static func register(
    clientData: [UInt8], attestation: [UInt8], challenge: [UInt8], party: RelyingParty
  ) throws(PasskeyError) -> NewPasskey {
    try limit(clientData, PeopleLimits.clientData, "the client data")
    try limit(attestation, PeopleLimits.attestation, "the attestation")
    try check(clientData, type: "webauthn.create", challenge: challenge, party: party)
    let object = try CBOR.read(attestation)
    guard let bytes = object["authData"]?.byteString, let format = object["fmt"]?.string,
      let statement = object["attStmt"]
    else { throw PasskeyError("the attestation lacks one of its parts") }
    let data = try AuthenticatorData(bytes)
    try check(data, party: party)
    guard let credential = data.credential else { throw PasskeyError("the authenticator made no credential") }
    switch (format, statement) {
    case ("none", .map([])): break
    case ("packed", let statement) where statement["x5c"] == nil:
      // Self attestation, which a client may leave as it is although `none` was asked for (section 8.2).
      guard statement["alg"] == .integer(credential.key.algorithm), let signature = statement["sig"]?.byteString,
        credential.key.isValid(signature, for: bytes + SHA256.hash(data: clientData))
      else { throw PasskeyError("the attestation's signature does not fit the key") }
    default: throw PasskeyError("an attestation of the format '\(format.prefix(20))' came, `none` was asked for")
    }
    return NewPasskey(
      id: credential.id, publicKey: credential.publicKey, counter: data.counter,
      isSynced: data.flags.contains(.backupEligible))
  }

  /// Section 7.2, for a credential that is known already. Returns its new counter.
  /// - Parameter counter: the credential's last one.
  static func assert(
    clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8], publicKey: [UInt8], counter: UInt32,
    challenge: [UInt8], party: RelyingParty
  ) throws(PasskeyError) -> UInt32 {
    try limit(clientData, PeopleLimits.clientData, "the client data")
    try limit(authenticatorData, PeopleLimits.authenticatorData, "the authenticator data")
    try limit(signature, PeopleLimits.signature, "the signature")
    try check(clientData, type: "webauthn.get", challenge: challenge, party: party)
    let data = try AuthenticatorData(authenticatorData)
    try check(data, party: party)
    let key = try PasskeyKey(cose: publicKey)
    guard key.isValid(signature, for: authenticatorData + SHA256.hash(data: clientData)) else {
      throw PasskeyError("the passkey's signature is not right")
    }
    // Authenticators that synchronise have no counter and always say 0.
    if data.counter != 0 || counter != 0, data.counter <= counter {
      throw PasskeyError("the passkey's counter went back: there may be a copy of it; remove it and make a new one")
    }
    return data.counter
  }

  private static func limit(_ bytes: [UInt8], _ limit: Int, _ what: String) throws(PasskeyError) {
    guard bytes.count <= limit else { throw PasskeyError("\(what) is too long (limit: \(limit) bytes)") }
  }

  private struct ClientData: Decodable {
    var type: String
    var challenge: String
    var origin: String
    var crossOrigin: Bool?
    var topOrigin: String?
  }

  private static func check(
    _ bytes: [UInt8], type: String, challenge: [UInt8], party: RelyingParty
  ) throws(PasskeyError) {
    guard let data = try? JSONDecoder().decode(ClientData.self, from: Data(bytes)) else {
      throw PasskeyError("the client data is not the JSON that it should be")
    }
    guard data.type == type else { throw PasskeyError("the answer is to another ceremony than \(type)") }
    guard let given = Base64URL.decode(data.challenge), Tokens.isSame(given, challenge) else {
      throw PasskeyError("the answer is to another challenge")
    }
    guard data.origin == party.origin else {
      throw PasskeyError("the answer comes from \(data.origin.prefix(200)), passkeys are for \(party.origin)")
    }
    guard data.crossOrigin != true, data.topOrigin == nil else {
      throw PasskeyError("the answer comes from a page inside another site's page")
    }
  }

  private static func check(_ data: AuthenticatorData, party: RelyingParty) throws(PasskeyError) {
    guard data.partyHash == Array(SHA256.hash(data: Array(party.id.utf8))) else {
      throw PasskeyError("the passkey belongs to another domain than \(party.id)")
    }
    guard data.flags.contains(.userPresent) else { throw PasskeyError("nobody touched the authenticator") }
    guard data.flags.contains(.userVerified) else {
      throw PasskeyError("the authenticator did not verify who touched it (PIN, fingerprint, face)")
    }
    guard data.flags.contains(.backupEligible) || !data.flags.contains(.backedUp) else {
      throw PasskeyError("the authenticator says both that it is backed up and that it cannot be")
    }
  }
}

/// Section 6.1.
struct AuthenticatorData: Sendable {
  struct Flags: OptionSet, Sendable {
    var rawValue: UInt8
    static let userPresent = Flags(rawValue: 1)
    static let userVerified = Flags(rawValue: 4)
    static let backupEligible = Flags(rawValue: 8)
    static let backedUp = Flags(rawValue: 16)
    static let credential = Flags(rawValue: 64)
    static let extensions = Flags(rawValue: 128)
  }
  struct Credential: Sendable {
    var id: [UInt8]
    var publicKey: [UInt8]
    var key: PasskeyKey
  }
  var partyHash: [UInt8]
  var flags: Flags
  var counter: UInt32
  var credential: Credential?

  init(_ bytes: [UInt8]) throws(PasskeyError) {
    guard bytes.count >= 37 else { throw PasskeyError("the authenticator data ends too early") }
    partyHash = Array(bytes[..<32])
    flags = Flags(rawValue: bytes[32])
    counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
    var position = 37
    if flags.contains(.credential) {
      // AAGUID, length of the id, id, key.
      guard bytes.count >= position + 18 else { throw PasskeyError("the authenticator data ends too early") }
      let length = Int(bytes[position + 16]) << 8 | Int(bytes[position + 17])
      position += 18
      guard (1...PeopleLimits.credentialID).contains(length) else {
        throw PasskeyError("the credential's id is too long (limit: \(PeopleLimits.credentialID) bytes) or empty")
      }
      guard bytes.count >= position + length else { throw PasskeyError("the authenticator data ends too early") }
      let id = Array(bytes[position..<position + length])
      position += length
      var reader = CBORReader(bytes, from: position)
      let key = try PasskeyKey(cose: try reader.value(depth: 0))
      credential = Credential(id: id, publicKey: Array(bytes[position..<reader.position]), key: key)
      position = reader.position
    }
    if flags.contains(.extensions) {
      var reader = CBORReader(bytes, from: position)
      guard case .map = try reader.value(depth: 0) else { throw PasskeyError("the extensions are not a map") }
      position = reader.position
    }
    guard position == bytes.count else { throw PasskeyError("the authenticator data has bytes too many") }
  }
}
