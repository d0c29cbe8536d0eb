// What a model found out, as a skill: the exploration's own text compiles with the gate proof, and what it did becomes what a
// person would have written. `explored-pay-invoice.json` is what a run of it gave on the demo site.
import Authoring
import Compiler
import Foundation
import Testing
import Values

@Suite struct DraftTests {
  static func explored() throws -> PlainValue {
    try PlainValue(json: Bench.recording("explored-pay-invoice.json"))
  }

  @Test func theExplorationIsASkillThatIsProven() throws {
    let source = try DraftSkill.source(
      goal: "pay the newest invoice of Acme: “now” ${{ x }}", url: "http://127.0.0.1:8123/", network: ["login.example.com"],
      secrets: ["billing_password", "pin"])
    #expect(Bench.complaints(source) == [])
    #expect(source.contains(#"permissions: { network: ["127.0.0.1:8123", "login.example.com"] }"#))
    // Without the gate the click on what sounds final is not compiled.
    let ungated = source.replacing(/\n *allows: \[click_final\]/, with: "")
    #expect(Bench.complaints(ungated).contains { $0.hasPrefix("TW060") })
  }

  @Test func whatWasDoneBecomesASkillWithInputs() throws {
    let draft = try SkillDraft(explored: Self.explored(), name: nil, network: ["127.0.0.1:8123"])
    try expectGolden("draft-pay-invoice.yaml", draft.yaml)
    #expect(Bench.complaints(draft.yaml) == [])
    #expect(draft.name == "pay-the-newest-invoice")
  }

  @Test func theTrialShowsTheSkillAndCallsIt() throws {
    let draft = try SkillDraft(explored: Self.explored(), name: "pay-newest", network: ["127.0.0.1:8123"])
    let trial = TrialSkill(draft)
    let result = compile(name: "draft-trial.yaml", text: trial.source) { name in
      name == "pay-newest" ? ResolvedSkill(name: "pay-newest.yaml", text: draft.yaml) : nil
    }
    #expect(result.diagnostics.map { "\($0.code) \($0.message)" } == [])
  }

  @Test func whatIsNoExplorationIsRefused() {
    #expect(throws: DraftError.self) { try SkillDraft(explored: ["goal": "x"], name: nil, network: []) }
    #expect(throws: DraftError.self) {
      try SkillDraft(explored: ["goal": "x", "url": "http://a.test/", "actions": []], name: nil, network: [])
    }
    #expect(throws: DraftError.self) { try DraftSkill.source(goal: " ", url: "http://a.test/") }
    #expect(throws: DraftError.self) { try DraftSkill.source(goal: "x", url: "file:///etc/passwd") }
    #expect(throws: DraftError.self) { try DraftSkill.source(goal: "x", url: "http://a.test/", secrets: ["a: b"]) }
  }
}
