// `twin test`: a recorded outcome is what a run would make of it.
import Foundation
import Testing

@Suite struct RecordedEffectTests {
  private static let skill = """
    skill: recorded
    permissions: { network: [a.example], exec: [sh] }
    outputs: { s: "${{ steps.h.status }}" }
    steps:
      - http: { url: https://a.example/MORE }
        id: h
      - exec: [sh, -c, x]
        id: e
        idempotent: true
    tests:
      - name: it
        effects: EFFECTS
        expect: EXPECT
    """

  private func problems(_ effects: String, _ expect: String, more: String = "") async throws -> [String] {
    let shop = try Workshop()
    try shop.write(
      "recorded.yaml",
      Self.skill.replacing("EFFECTS", with: effects).replacing("EXPECT", with: expect)
        .replacing("https://a.example/MORE", with: "https://a.example/" + more))
    let tested = try await shop.twin("test", "recorded.yaml", "--json")
    return try #require(try tested.json.elements?.first?["problems"]?.elements?.compactMap(\.text), "\(tested.errors)")
  }

  @Test func aStatusOrExitCodeThatIsAnErrorIsOne() async throws {
    let done = "{ status: completed }"
    #expect(
      try await problems("{ h: { status: 500 } }", done)
        == ["status: expected completed, got failed (h: h was answered with 500)"])
    #expect(
      try await problems("{ h: { status: 200 }, e: { exit: 3 } }", done)
        == ["status: expected completed, got failed (e: e ended with exit code 3)"])
    #expect(try await problems("{ h: { status: 204 }, e: { exit: 0 } }", done) == [])
    #expect(
      try await problems("{ h: { status: 404 } }", "{ status: failed, error: { kind: effect, step: h } }") == [])
  }

  @Test func whatTheSkillExpectsIsNone() async throws {
    let more = ", expect: { status: [200, 404] }"
    #expect(
      try await problems("{ h: { status: 404 }, e: {} }", "{ outputs: { s: 404 } }", more: more) == [])
    #expect(
      try await problems("{ h: { status: 201 } }", "{ status: completed }", more: more)
        == ["status: expected completed, got failed (h: h was answered with 201, expected 200 or 404)"])
  }

  @Test func aRecordThatNoEffectGivesIsAProblem() async throws {
    let done = "{ status: completed }"
    #expect(
      try await problems("{ h: { staus: 404 }, e: {} }", done)
        == ["the recorded effect of h has `staus`, and http gives status, headers, json, text, path, sha256, size"])
    #expect(
      try await problems("{ h: {}, e: { stdot: x } }", done)
        == ["the recorded effect of e has `stdot`, and exec gives exit, stdout, stderr, json"])
    #expect(
      try await problems("{ h: 5, e: {} }", done)
        .contains("the recorded effect of h is no map: http gives status, headers, json, text"))
    #expect(
      try await problems("{ h: [{}, {}], e: {} }", done)
        == ["the recorded effect of h is for 1 more arrival than there were"])
  }
}
