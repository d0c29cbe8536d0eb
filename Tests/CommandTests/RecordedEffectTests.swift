// `twin test`: a recorded outcome is what a run would make of it.
import Foundation
import Testing
import Values

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

  /// What YAML has no word for is compared as `show --json` has it.
  @Test func outputsOfEveryTypeCanBeExpected() async throws {
    let shop = try Workshop()
    try shop.write(
      "types.yaml",
      """
      skill: types
      outputs: { u: "${{ 5u }}", b: "${{ b'hi' }}", d: "${{ decimal('12.50') }}", t: "${{ type(1) }}", s: "${{ duration('90s') }}" }
      steps: [now]
      tests:
        right: { expect: { outputs: { u: 5, b: aGk=, d: 12.50, t: int, s: 90s } } }
        text: { expect: { outputs: { d: "12.50" } } }
        wrong: { expect: { outputs: { u: 6, b: aGj=, d: 12.51, t: uint, s: 91s } } }
      """)
    let tested = try await shop.twin("test", "types.yaml", "--json")
    let problems = try tested.json.elements?.map { $0["problems"]?.elements?.count }
    #expect(problems == [0, 0, 5], "\(tested)")
  }

  @Test func whatATestExpectsOfStepsIsMeant() async throws {
    let shop = try Workshop()
    func test(_ expect: String) async throws -> Finished {
      try shop.write(
        "two.yaml",
        """
        skill: two
        steps:
          - { now: null, id: one }
          - { now: null, id: two }
        tests: { it: { \(expect) } }
        """)
      return try await shop.twin("test", "two.yaml")
    }
    #expect(try await test("expect: { steps: [one, two] }").code == 0)
    #expect(try await test("expect: { steps: [one] }").output.contains("steps: two ran as well"))
    let shape = try await test("expect: { steps: one }")
    #expect(shape.code == 2 && shape.errors.contains("`steps` must be a list of ids, or a mapping"), "\(shape)")
    #expect(try await test("clock: yesterday").output.contains("clock: `yesterday` is no time"))
  }

  /// As DESIGN has it: in the skill, or beside it.
  @Test func testsMayStandBesideTheirSkill() async throws {
    let shop = try Workshop()
    try shop.write("one.yaml", "skill: one\nsteps: [now]\ntests: { own: {} }\n")
    try shop.write("one.tests.yaml", "tests:\n  - name: beside\n    expect: { status: failed }\n")
    for files in [["one.yaml"], ["one.tests.yaml"], ["one.yaml", "one.tests.yaml"]] {
      let tested = try await shop.twin(["test"] + files)
      #expect(tested.code == 1 && tested.output.hasSuffix("1 passed, 1 failed\n"), "\(tested)")
    }
    try shop.write("one.tests.yaml", "beside: { expect: { status: failed } }\n")
    let wrong = try await shop.twin("test", "one.yaml")
    #expect(wrong.code == 2 && wrong.errors.contains("A file of tests needs `tests`"), "\(wrong)")
    #expect(try await shop.twin("check", "one.tests.yaml").code == 2)
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

  /// No world gives what nobody recorded: a test does not pass because the skill caught it.
  @Test func whatIsNotRecordedIsAProblemWhateverTheSkillMakesOfIt() async throws {
    let shop = try Workshop()
    try shop.write(
      "caught.yaml",
      """
      skill: caught
      permissions: { network: [a.example] }
      outputs: { v: "${{ vars.v }}" }
      steps:
        - set: { v: 0 }
        - try:
            - http: https://a.example/
              id: look
            - set: { v: 1 }
          catch:
            - set: { v: 2 }
        - http: https://a.example/
          id: again
          on_error: continue
      tests:
        - name: nothing
          expect: { outputs: { v: 2 } }
        - name: all
          effects: { look: { fail: gone }, again: [{}] }
          expect: { outputs: { v: 2 } }
      """)
    let tested = try await shop.twin("test", "caught.yaml", "--json")
    let results = try #require(try tested.json.elements)
    #expect(
      results[0]["problems"]
        == [
          "the test records no outcome for again (http); add it under `effects:`",
          "the test records no outcome for look (http); add it under `effects:`",
        ])
    #expect(results[1]["passed"] == true, "\(tested.output)")
    #expect(tested.code == 1)
  }

  /// The same id in the run's own skill and in those that it calls, as `show`, `answers` and `expect` tell them apart.
  @Test func stepsOfCalledSkillsHaveNamesOfTheirOwn() async throws {
    let shop = try Workshop()
    for name in ["one", "two"] {
      try shop.write(
        "\(name).yaml",
        """
        skill: \(name)
        permissions: { network: [a.example] }
        outputs: { v: "${{ steps.get.json }}" }
        steps:
          - http: https://a.example/\(name)
            id: get
          - http: https://a.example/\(name)
            id: only_\(name)
            on_error: continue
        """)
    }
    func tests(_ effects: String) async throws -> PlainValue {
      try shop.write(
        "c.yaml",
        """
        skill: c
        permissions: { network: [a.example] }
        outputs: { a: "${{ steps.a.v }}", b: "${{ steps.b.v }}", c: "${{ steps.get.json }}" }
        steps:
          - parallel:
              x: [{ call: one, id: a }]
              y: [{ call: two, id: b }]
          - http: https://a.example/three
            id: get
        tests:
          - name: it
            effects: \(effects)
            expect: { outputs: { a: 1, b: 2, c: 3 } }
        """)
      return try #require(try await shop.twin("test", "c.yaml", "--json").json.elements?.first)
    }
    let rest = "only_one: {}, b.only_two: {}"
    let each = try await tests("{ a.get: { json: 1 }, b.get: { json: 2 }, get: { json: 3 }, \(rest) }")
    #expect(each["passed"] == true, "\(each)")
    let own = try await tests("{ get: { json: 3 }, \(rest) }")
    #expect(
      own["problems"]?.elements?.contains("the test records no outcome for a.get (http); add it under `effects:`")
        == true,
      "\(own)")
  }
}
