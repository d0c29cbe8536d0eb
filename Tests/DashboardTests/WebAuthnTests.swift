// Passkeys: what an honest authenticator says is believed, and nothing else.
import Crypto
import Foundation
import Testing

@testable import Server

private let challenge = Array("thirty-two bytes of a challenge!".utf8)
private let party = RelyingParty(origin: "http://localhost:8700")!

private func register(_ device: Device, format: String = "none", statement: [UInt8] = [0xA0], more: String = "") throws
  -> NewPasskey
{
  try WebAuthn.register(
    clientData: device.clientData("webauthn.create", challenge, more: more),
    attestation: device.attestation(format: format, statement: statement), challenge: challenge, party: party)
}

private func assert(_ device: Device, _ answer: PasskeyAnswer, counter: UInt32 = 0) throws -> UInt32 {
  try WebAuthn.assert(
    clientData: answer.clientData, authenticatorData: answer.authenticatorData, signature: answer.signature,
    publicKey: device.cose, counter: counter, challenge: challenge, party: party)
}

private func refusal(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch { return (error as? PasskeyError)?.description ?? "\(error)" }
}

@Suite struct WebAuthnTests {
  @Test(arguments: [Device.es256(), .edDSA()])
  func anHonestAuthenticatorIsBelieved(_ device: Device) throws {
    let made = try register(device)
    #expect(made.id == device.id && made.publicKey == device.cose && !made.isSynced)
    var used = device
    used.counter = 7
    #expect(try assert(used, try used.assertion(challenge), counter: 6) == 7)
    // Those that synchronise have no counter.
    #expect(try assert(device, try device.assertion(challenge)) == 0)
  }

  @Test func selfAttestationIsCheckedAndOthersAreRefused() throws {
    let device = Device.es256()
    let client = device.clientData("webauthn.create", challenge)
    let signature = try device.sign(device.data(withCredential: true) + SHA256.hash(data: client))
    let statement = Device.head(5, 2) + Device.text("alg") + [0x26] + Device.text("sig") + Device.bytes(signature)
    #expect(try register(device, format: "packed", statement: statement).id == device.id)
    var wrong = statement
    wrong[wrong.count - 1] ^= 1
    #expect(
      refusal { _ = try register(device, format: "packed", statement: wrong) }
        == "the attestation's signature does not fit the key")
    #expect(
      refusal { _ = try register(device, format: "tpm") }
        == "an attestation of the format 'tpm' came, `none` was asked for")
  }

  @Test func whatAnAuthenticatorOrABrowserSaysMustAllFit() throws {
    typealias Lie = (String, (inout Device) -> Void)
    let lies: [Lie] = [
      (
        "the answer comes from http://evil.example, passkeys are for http://localhost:8700",
        { $0.origin = "http://evil.example" }
      ),
      ("the passkey belongs to another domain than localhost", { $0.party = "evil.example" }),
      ("nobody touched the authenticator", { $0.flags = 0x04 }),
      ("the authenticator did not verify who touched it (PIN, fingerprint, face)", { $0.flags = 0x01 }),
      ("the authenticator says both that it is backed up and that it cannot be", { $0.flags = 0x15 }),
      ("the extensions are not a map", { $0.flags = 0x85 }),
    ]
    for (said, lie) in lies {
      var device = Device.es256()
      lie(&device)
      if said.contains("extensions") {
        #expect(refusal { _ = try assert(device, try device.assertion(challenge)) } == "CBOR: it ends too early")
      } else {
        #expect(refusal { _ = try register(device) } == said)
        #expect(refusal { _ = try assert(device, try device.assertion(challenge)) } == said)
      }
    }
    let device = Device.es256()
    #expect(
      refusal { _ = try assert(device, try device.assertion(Array("another".utf8))) }
        == "the answer is to another challenge")
    #expect(
      refusal { _ = try assert(device, try device.assertion(challenge, type: "webauthn.create")) }
        == "the answer is to another ceremony than webauthn.get")
    for more in [#","crossOrigin":true"#, #","topOrigin":"https://evil.example""#] {
      #expect(
        refusal { _ = try assert(device, try device.assertion(challenge, more: more)) }
          == "the answer comes from a page inside another site's page")
    }
  }

  @Test func aSignatureIsOfThisKeyAndTheseBytes() throws {
    let device = Device.es256()
    let answer = try device.assertion(challenge)
    for part in [\PasskeyAnswer.authenticatorData, \.clientData, \.signature] {
      for place in stride(from: 0, to: answer[keyPath: part].count, by: 7) {
        var changed = answer
        changed[keyPath: part][place] ^= 0x10
        #expect(refusal { _ = try assert(device, changed) } != nil)
      }
    }
    #expect(refusal { _ = try assert(Device.es256(), answer) } == "the passkey's signature is not right")
  }

  @Test(arguments: [(UInt32(5), UInt32(5)), (4, 5), (0, 5)])
  func aCounterThatDoesNotGoOnMeansACopy(_ said: UInt32, _ known: UInt32) throws {
    var device = Device.edDSA()
    device.counter = said
    #expect(
      refusal { _ = try assert(device, try device.assertion(challenge), counter: known) }
        == "the passkey's counter went back: there may be a copy of it; remove it and make a new one")
  }

  @Test func passkeysWorkWhereBrowsersMakeThem() {
    let origins = ["https://twin.example.com", "http://localhost:8700", "https://localhost"]
    #expect(origins.allSatisfy { RelyingParty(origin: $0) != nil })
    let others = [
      "http://twin.example.com", "http://127.0.0.1:8700", "https://[::1]", "https://a.example/path", "", "x",
    ]
    #expect(others.allSatisfy { RelyingParty(origin: $0) == nil })
  }

  @Test(arguments: [
    ("", "it ends too early"), ("18", "it ends too early"), ("1817", "a number that is longer than it need be"),
    ("190018", "a number that is longer than it need be"),
    ("1b00000000ffffffff", "a number that is longer than it need be"),
    ("5f4101ff", "an indefinite length"), ("9bffffffffffffffff", "it ends too early"),
    ("bb7fffffffffffffff", "it ends too early"),
    ("5bffffffffffffffff", "it ends too early"), ("c000", "a tag, which authenticators do not write"),
    ("f97e00", "a simple value or number that authenticators do not write"), ("61ff", "text that is not UTF-8"),
    ("a201000100", "a key stands twice"), ("a1f400", "a key that is neither number nor text"),
    ("818181818100", "nested too deep (limit: 4)"), ("0000", "1 bytes too many"),
  ])
  func cborThatIsNotCanonicalIsRefused(_ hex: String, _ why: String) {
    var bytes: [UInt8] = []
    var rest = hex[...]
    while !rest.isEmpty {
      bytes.append(UInt8(rest.prefix(2), radix: 16)!)
      rest = rest.dropFirst(2)
    }
    #expect(refusal { _ = try CBOR.read(bytes) } == "CBOR: \(why)")
  }

  @Test func noBytesBreakTheReaders() throws {
    let device = Device.es256()
    let attestation = device.attestation()
    var random = SystemRandomNumberGenerator()
    for cut in 0..<attestation.count {
      #expect(throws: PasskeyError.self) { try CBOR.read(Array(attestation[..<cut])) }
    }
    for _ in 0..<3000 {
      var bytes = attestation
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? WebAuthn.register(
        clientData: device.clientData("webauthn.create", challenge), attestation: bytes, challenge: challenge,
        party: party)
    }
  }
}
