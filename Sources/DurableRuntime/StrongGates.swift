// Gates marked `strong: true`: whoever approves one signs, with a passkey and at that very moment, a digest of what they were
// shown and of what they answered. Here is what is signed, and that `decide` goes no further without it; who has which
// passkey, and what a passkey's bytes mean, is told by a `PasskeyVerifier`.
import Foundation
import Values

/// What an authenticator gives back (W3C Web Authentication Level 3, section 5.2.2), with the credential that gave it.
package struct PasskeySignature: Hashable, Sendable {
  package var credential: [UInt8]
  package var authenticatorData: [UInt8]
  package var clientData: [UInt8]
  package var signature: [UInt8]
  package init(credential: [UInt8], authenticatorData: [UInt8], clientData: [UInt8], signature: [UInt8]) {
    self.credential = credential
    self.authenticatorData = authenticatorData
    self.clientData = clientData
    self.signature = signature
  }
}

/// Knows people's passkeys.
package protocol PasskeyVerifier: Sendable {
  /// Refuses (`needsPasskey`) whatever is not `person`'s own signature of `challenge`, made with the person verified.
  func verify(
    _ signature: PasskeySignature, challenge: [UInt8], by person: String, store: any RunStore
  ) throws(RuntimeError) -> VerifiedPasskey
}

package struct VerifiedPasskey: Sendable {
  /// The credential's public key, as a COSE_Key: with it anybody can check the signature again.
  package var publicKey: [UInt8]
  /// What is to be kept of its use (its counter), in the commit of the decision.
  package var items: [ItemChange]
  package init(publicKey: [UInt8], items: [ItemChange]) {
    self.publicKey = publicKey
    self.items = items
  }
}

package enum PasskeyPolicy: Sendable {
  /// This surface has no passkeys (the command line): strong gates are not approved here.
  case unavailable
  case verified(any PasskeyVerifier)
  /// A skill's own test: nothing happens in the world, and nobody is there to sign.
  case rehearsed
}

extension Engine {
  /// What a passkey signs: SHA-256 of the canonical bytes of the gate's instance, the digest of its evidence, the verdict,
  /// the digest of the answer (with secrets as holes) and the person.
  static func challenge(_ gate: Gate, _ answer: Answer, _ values: PlainValue) -> Digest {
    let signed: PlainValue = [
      "instance": .string(gate.instance.description), "evidence": .bytes(gate.evidence.bytes),
      "verdict": .string(answer.verdict.rawValue), "answer": .bytes(Digest(of: values.canonicalBytes).bytes),
      "by": .string(answer.by),
    ]
    return Digest(of: signed.canonicalBytes)
  }

  /// The challenge for an answer that could be given now; throws what `decide` would. Changes nothing.
  package func challenge(_ live: LiveRun, _ answer: Answer) throws(RuntimeError) -> Digest {
    try checkForm(answer)
    let prepared = try prepare(live, answer)
    return Self.challenge(prepared.gate, answer, prepared.values.plain)
  }

  struct SignedDecision {
    var event: AuditEvent
    var items: [ItemChange]
  }

  /// Nil where no signature is asked for. A rejection needs none: it lets nothing happen.
  func checkPasskey(_ gate: Gate, _ answer: Answer, _ values: PlainValue) throws(RuntimeError) -> SignedDecision? {
    guard gate.isStrong, answer.verdict == .approve else { return nil }
    let verifier: any PasskeyVerifier
    switch settings.passkeys {
    case .rehearsed: return nil
    case .unavailable:
      throw RuntimeError(
        .needsPasskey,
        "gate '\(gate.path)' is `strong: true`: whoever approves it signs with a passkey, which only the dashboard can ask for "
          + "(`twin serve`); it can be rejected here")
    case .verified(let known): verifier = known
    }
    let challenge = Self.challenge(gate, answer, values)
    guard let given = answer.passkey else {
      throw RuntimeError(
        .needsPasskey, "gate '\(gate.path)' is `strong: true`: approving it takes the passkey of \(answer.by)")
    }
    let verified = try verifier.verify(given, challenge: challenge.bytes, by: answer.by, store: store)
    func text(_ bytes: [UInt8]) -> AuditEvent.Field { .text(Data(bytes).base64EncodedString()) }
    return SignedDecision(
      event: AuditEvent(
        .signed, .number(Int64(gate.instance.ticket)), .text(gate.path), .text(answer.by), .digest(challenge),
        text(given.credential), text(verified.publicKey), text(given.authenticatorData), text(given.clientData),
        text(given.signature)),
      items: verified.items)
  }
}
