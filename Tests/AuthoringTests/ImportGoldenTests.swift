// Recordings as people make them, and the skills that come of them: goldens under Tests/Goldens/Authoring that one should
// like to read. Each compiles without an error or a warning. `TWIN_REWRITE_GOLDENS=1 swift test` writes them anew.
import Authoring
import Compiler
import Foundation
import Testing

@Suite struct ImportGoldenTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var recording: String
    var test: String?
    var golden: String
    var testDescription: String { golden }
  }

  static let cases = [
    Case(recording: "chrome-pay-invoice.json", golden: "chrome-pay-invoice.yaml"),
    Case(recording: "chrome-coffee-cart.json", golden: "chrome-coffee-cart.yaml"),
    Case(recording: "chrome-awkward.json", golden: "chrome-awkward.yaml"),
    Case(recording: "selenium-billing.side", test: "Correct an invoice", golden: "selenium-correct-an-invoice.yaml"),
    Case(recording: "selenium-billing.side", test: "rows and windows", golden: "selenium-rows-and-windows.yaml"),
  ]

  @Test(arguments: cases) func aRecordingBecomesASkillThatAPersonWouldWrite(_ one: Case) throws {
    let draft = try SkillDraft(Recording.read(Bench.recording(one.recording), test: one.test))
    try expectGolden(one.golden, draft.yaml)
    #expect(Bench.complaints(draft.yaml) == [])
  }

  @Test func whatWasTypedIntoAPasswordFieldIsNowhere() throws {
    let chrome = try SkillDraft(Recording.read(Bench.recording("chrome-pay-invoice.json"))).yaml
    #expect(!chrome.contains("hunter2") && !chrome.contains("418203"))
    let selenium = try SkillDraft(Recording.read(Bench.recording("selenium-billing.side"), test: "Correct an invoice"))
      .yaml
    #expect(!selenium.contains("correct horse"))
    let awkward = try SkillDraft(Recording.read(Bench.recording("chrome-awkward.json"))).yaml
    #expect(!awkward.contains("737"))
  }
}

enum Bench {
  static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  static func recording(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: tests.appending(path: "Recordings/\(name)")))
  }

  /// What the compiler says of a skill: code and message each.
  static func complaints(_ yaml: String) -> [String] {
    compile(name: "skill.yaml", text: yaml).diagnostics.map { "\($0.code) \($0.message)" }
  }
}

func expectGolden(_ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let file = Bench.tests.appending(path: "Goldens/Authoring/\(name)")
  if ProcessInfo.processInfo.environment["TWIN_REWRITE_GOLDENS"] == "1" {
    try Data(text.utf8).write(to: file)
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  guard text != expected else { return }
  let lines = zip(
    text.split(separator: "\n", omittingEmptySubsequences: false),
    expected.split(separator: "\n", omittingEmptySubsequences: false))
  let different = lines.first { $0 != $1 }
  Issue.record(
    "\(name): `\(different?.0 ?? "(other length)")` where `\(different?.1 ?? "")` was expected",
    sourceLocation: sourceLocation)
}
