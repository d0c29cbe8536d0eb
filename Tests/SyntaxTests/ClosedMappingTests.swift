// Small mappings of fixed keys inside a step: what a misspelt or missing key in them would mean is never left to be guessed at.

import Foundation
import Testing

@testable import Syntax

@Suite struct ClosedMappingTests {
  /// Silence means no, unless the skill says otherwise in so many words.
  @Test(arguments: [
    ("{}", "TW0203", "`on_expire` needs `verdict`"),
    ("{ reason: why }", "TW0203", "`on_expire` needs `verdict`"),
    ("{ input: { a: 1 } }", "TW0203", "`on_expire` needs `verdict`"),
    ("{ verdict: maybe }", "TW0209", "`maybe` is not a value of `verdict`"),
    ("{ verdict: Reject }", "TW0209", "`Reject` is not a value of `verdict`"),
    ("{ verdict: }", "TW0204", "`verdict` must be text"),
    ("{ verdct: approve }", "TW0201", "`verdct` is not a key of `on_expire` of `ask`"),
    ("{ verdict: approve, choose: a }", "TW0201", "`choose` is not a key of `on_expire` of `ask`"),
    ("{ verdict: approve, reason: why }", "TW0214", "`verdict: approve` and `reason` exclude each other"),
    ("{ verdict: reject, input: { a: 1 } }", "TW0214", "`verdict: reject` and `input` exclude each other"),
    ("{ verdict: approve, input: [a] }", "TW0204", "`input` must be a mapping of fields and their values"),
    ("{ verdict: approve, input: { a: \"${{ 1 + 6 }}\" } }", "TW0213", "`a` must be constant"),
  ]) func aVerdictIsSaid(_ given: String, _ code: String, _ message: String) throws {
    let text =
      "skill: t\ngates: { expires: 1h }\nsteps:\n  - ask: Q?\n    form: { a: integer }\n    on_expire: \(given)\n"
    let found = complaints(text)
    #expect(found.count == 1 && found[0].hasPrefix(code) && found[0].hasSuffix(message), "\(found)")
  }

  @Test func whatIsSaidIsKept() throws {
    let gates = try skill(
      withSteps(
        """
          - approve: A?
            expires: 1h
            on_expire: { verdict: reject, reason: nobody came }
          - ask: B?
            form: { a: integer }
            expires: 1h
            on_expire: { verdict: approve, input: { a: 1 } }
          - choose: C?
            from: [a]
            expires: 1h
            on_expire: { verdict: approve, choose: a }

        """)
    ).steps.compactMap { step in if case .gate(let gate) = step.action { gate } else { nil } }
    guard case .reject(_, let reason?)? = gates[0].onExpire else { throw Missing(what: "reject") }
    #expect(reason.text == "nobody came")
    guard case .approve(let input)? = gates[1].onExpire else { throw Missing(what: "approve") }
    #expect(input.input.map(\.key.text) == ["a"] && input.choice == nil)
    guard case .approve(let choice)? = gates[2].onExpire else { throw Missing(what: "choose") }
    #expect(choice.choice?.constantText == "a")
  }

  @Test func whatAllowsIsNeverApprovedBySilence() {
    let gate = { (given: String) in
      withSteps("  - approve: A?\n    id: a\n    allows: [x]\n    expires: 1h\n    on_expire: \(given)\n")
    }
    #expect(complaints(gate("{ verdict: approve }")).map { $0.prefix(6) } == ["TW0212"])
    #expect(complaints(gate("{ verdict: reject, reason: late }")) == [])
  }

  @Test(arguments: [
    ("http", "expect: 404", ["TW0204 `expect` must be a mapping"]),
    ("http", "expect: { stats: [404] }", ["TW0201 `stats` is not a key of `expect`"]),
    ("http", "expect: { status: [\"4xx\"] }", ["TW0204 Each of `status` must be a whole number"]),
    ("http", "expect: { status: 4.5 }", ["TW0204 `status` must be a whole number or a list of them"]),
    ("http", "expect: { status: [] }", ["TW0216 `status` is empty"]),
    ("http", "expect: {}", ["TW0203 `expect` needs `status`"]),
    ("http", "expect: { exit: 0 }", ["TW0201 `exit` is not a key of `expect`"]),
    (
      "http", "auth: { user: a, password: b }",
      ["TW0201 `user` is not a key of `auth`", "TW0201 `password` is not a key of `auth`"]
    ),
    ("http", "auth: token", ["TW0204 `auth` must be a mapping"]),
    ("http", "auth: { bearer: [a] }", ["TW0204 `bearer` must be text"]),
    ("http", "auth: { basic: { user: a } }", ["TW0203 `basic` needs `password`"]),
    ("http", "auth: { basic: { usr: a, password: b } }", ["TW0201 `usr` is not a key of `basic`"]),
    (
      "http", "auth: { bearer: a, basic: { user: a, password: b } }", ["TW0214 `bearer` and `basic` exclude each other"]
    ),
    ("http", "auth: {}", ["TW0203 `auth` needs `bearer` or `basic`"]),
    ("exec", "expect: 0", ["TW0204 `expect` must be a mapping"]),
    ("exec", "expect: { exits: 0 }", ["TW0201 `exits` is not a key of `expect`"]),
    ("exec", "expect: { status: 0 }", ["TW0201 `status` is not a key of `expect`"]),
  ]) func answersAndCredentialsHaveTheirKeys(_ word: String, _ given: String, _ expected: [String]) {
    let step =
      word == "http"
      ? "  - http:\n      url: https://a.example\n      \(given)\n" : "  - exec: [jq]\n    \(given)\n"
    let found = complaints(withSteps(step)).map { line in
      let parts = line.split(separator: " ", maxSplits: 2)
      return "\(parts[0]) \(parts[2])"
    }
    #expect(found == expected)
  }

  /// To JSON Schema it is a list that nothing is in.
  @Test func anEmptyEnumIsRefused() {
    let text = "skill: t\ninputs: { a: { type: string, enum: [] } }\nsteps:\n  - ask: Q?\n    expires: 1h\n"
    #expect(
      complaints(text + "    form: { b: { enum: [] } }\n") == [
        "TW0216 2:36 `enum` is empty", "TW0216 6:24 `enum` is empty",
      ])
    #expect(
      complaints(text.replacing("[]", with: "[x]") + "    form: { b: { enum: x } }\n").map { $0.prefix(6) } == [
        "TW0204"
      ])
  }

  @Test func theHelpIsOfTheWordItself() {
    func help(_ step: String) -> String? {
      var bag = DiagnosticBag()
      _ = parseSkill(SourceFile(name: "t", text: withSteps(step)), into: &bag)
      return bag.found.first?.help
    }
    #expect(help("  - http: { url: https://a.example, expect: 404 }\n") == "write `expect: { status: [200, 404] }`")
    #expect(help("  - exec: [jq]\n    expect: 0\n") == "write `expect: { exit: [0, 1] }`")
  }

  @Test(arguments: [
    ("to: []", "`to` is empty"), ("to: { count: 2 }", "`count` is not a key of `to`"),
    ("to: { roles: [] }", "`roles` is empty"), ("to: {}", "`to` needs `roles`"),
  ]) func somebodyIsEscalatedTo(_ to: String, _ message: String) {
    let found = complaints("skill: t\ngates: { expires: 1h, escalate: { after: 1m, \(to) } }\nsteps: [now]\n")
    #expect(found.contains { $0.hasSuffix(message) }, "\(found)")
  }

  /// Both ways: a key that the parser takes and the schema does not know would be underlined in an editor, and one that only the
  /// schema knows would be offered there and refused by `check`.
  @Test func theSchemaHasTheKeysOfEveryWord() throws {
    let root = try #require(SchemaAgreementTests.schema?.root["$defs"] as? [String: Any])
    let common = Set(SkillParser.commonKeys)
    for word in ActionWord.allCases {
      let step = try #require(root["step_\(word.rawValue)"] as? [String: Any], "\(word)")
      let known = Set(try #require(step["properties"] as? [String: Any]).keys)
      let parsed = common.union(SkillParser.companions(of: word)).union([word.rawValue])
      #expect(known == parsed, "\(word): \(known.symmetricDifference(parsed).sorted())")
    }
    let http = try #require((root["step_http"] as? [String: Any])?["properties"] as? [String: Any])
    let forms = try #require((http["http"] as? [String: Any])?["anyOf"] as? [[String: Any]])
    let inside = try #require(forms.compactMap { $0["properties"] as? [String: Any] }.first)
    #expect(Set(inside.keys) == Set(EffectShape.of(.http).parameters.map(\.name)))
  }
}
