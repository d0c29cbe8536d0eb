// Gates marked `strong: true`: no approval without a signature of exactly what was shown and answered, on any surface, and the
// audit log keeps it.
import DurableRuntime
import Foundation
import Testing
import Values

private let wire = """
  skill: wire
  steps:
    - approve: Wire 900 to Acme?
      id: wire
      strong: true
      show: { total: 900 }
      edit: { note: { type: string } }
      expires: 1h
    - set: { done: "${{ gates.wire.note }}" }
  """

/// Takes a signature for good that repeats the challenge, of the one person it knows.
private struct Repeating: PasskeyVerifier {
  func verify(
    _ signature: PasskeySignature, challenge: [UInt8], by person: String, store: any RunStore
  ) throws(RuntimeError) -> VerifiedPasskey {
    guard signature.signature == challenge, person == "bob" else { throw RuntimeError(.needsPasskey, "not signed") }
    return VerifiedPasskey(
      publicKey: [9], items: [ItemChange(collection: "uses", key: person, value: [1])])
  }
}

@Suite struct StrongGateTests {
  @Test func withoutPasskeysItCanOnlyBeRejected() async throws {
    let world = try World()
    let paused = try await world.start(wire)
    #expect(paused.pending[0].isStrong && paused.pending[0].plain["strong"] == true)
    let refusal = await world.refusal { _ = try await world.decide(paused, input([("note", "x")])) }
    #expect(refusal?.kind == .needsPasskey)
    #expect(
      refusal?.message
        == "gate 'wire' is `strong: true`: whoever approves it signs with a passkey, which only the dashboard "
        + "can ask for (`twin serve`); it can be rejected here")
    #expect(try world.store.decisions(paused.id).isEmpty)
    #expect(try await world.decide(paused, reject("bob", "no")).status == .rejected)
  }

  @Test func aSignatureIsForOneAnswerToOneGateByOnePerson() async throws {
    var world = try World()
    world.settings.passkeys = .verified(Repeating())
    let paused = try await world.start(wire)
    func challenge(_ answer: Answer) async throws -> [UInt8] {
      try await world.worker().with { try $0.challenge(try $0.open(paused.id), answer) }.bytes
    }
    func signed(_ answer: Answer, _ bytes: [UInt8]) -> Answer {
      var answer = answer
      answer.passkey = PasskeySignature(credential: [1], authenticatorData: [2], clientData: [3], signature: bytes)
      return answer
    }
    let answer = input([("note", "as agreed")])
    #expect(await world.refusal { _ = try await world.decide(paused, answer) }?.kind == .needsPasskey)
    let right = try await challenge(answer)
    // Signed for another answer, or by somebody else.
    let other = try await challenge(input([("note", "something else")]))
    #expect(other != right)
    #expect(await world.refusal { _ = try await world.decide(paused, signed(answer, other)) }?.kind == .needsPasskey)
    let eve = input([("note", "as agreed")], by: "eve")
    let eves = try await challenge(eve)
    #expect(eves != right)
    #expect(await world.refusal { _ = try await world.decide(paused, signed(eve, eves)) }?.kind == .needsPasskey)

    #expect(try await world.decide(paused, signed(answer, right)).status == .completed)
    let events = try world.store.audit(0..<world.store.auditSize()).flatMap { try AuditEvent.read($0.body) }.map(
      \.plain)
    let kept = try #require(events.first { $0["event"] == "signed" })
    #expect(kept["by"] == "bob" && kept["challenge"]?.text == Digest(bytes: right).description)
    #expect(kept["signature"]?.text == Data(right).base64EncodedString() && kept["key"]?.text == "CQ==")
    #expect(try world.store.item("uses", "bob") == [1])
  }

  @Test func nobodyAnsweringIsARejectionWhateverTheSkillSays() async throws {
    let world = try World()
    let paused = try await world.start(wire.replacing("expires: 1h", with: "expires: 1h\n    on_expire: { verdict: approve, input: { note: none } }"))
    #expect(!paused.pending[0].approvesOnExpiry)
  }
}
