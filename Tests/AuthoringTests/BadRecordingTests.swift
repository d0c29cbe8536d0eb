// What is no recording gets an error with its place; what is almost one never crashes.
import Authoring
import Compiler
import Testing

@Suite struct BadRecordingTests {
  private func complaint(_ json: String, test: String? = nil) -> String {
    do throws(RecordingError) {
      _ = try SkillDraft(Recording.read(Array(json.utf8), test: test))
      return "fine"
    } catch {
      return "\(error)"
    }
  }

  @Test func whatIsWrongIsNamedWhereItStands() {
    #expect(complaint("{\n \"steps\": [1,]\n}") == "is no JSON: line 2, column 14: unexpected ']' (at $.steps[1])")
    #expect(complaint("[]") == "is no recording: its JSON is not an object")
    #expect(
      complaint(#"{"log": {}}"#)
        == "is no recording that can be imported: Chrome DevTools has `steps`, Selenium IDE has `tests`, this has `log`"
    )
    #expect(complaint(#"{"title": "x", "steps": []}"#) == "nothing is left of the recording that a skill could do")
    #expect(
      complaint(#"{"steps": [{"type": "click"}]}"#) == "$.steps[0].selectors: must be a list of at least one selector")
    #expect(complaint(#"{"steps": [7]}"#) == "$.steps[0]: must be an object")
    #expect(complaint(#"{"steps": [{"type": "navigate"}]}"#) == "$.steps[0].url: is missing; a text belongs here")
    #expect(complaint(#"{"steps": [{"type": "navigate", "url": 7}]}"#) == "$.steps[0].url: must be a text")
    #expect(
      complaint(#"{"steps": [{"type": "click", "button": "third", "selectors": ["a"]}]}"#)
        == "$.steps[0].button: `third` is no button that can be pressed")
    #expect(
      complaint(#"{"steps": [{"type": "click", "selectors": [["xpath///a[position()=2]"]]}]}"#)
        == "$.steps[0].selectors: has no selector that can be imported")
    #expect(
      complaint(#"{"steps": [{"type": "click", "selectors": ["a"], "frame": [-1]}]}"#)
        == "$.steps[0].frame[0]: must be the position of a frame, 0 being the first")
  }

  @Test func aProjectOfSeveralTestsAsksWhichOneIsMeant() {
    let project =
      #"{"url": "https://a.example", "tests": [{"name": "one", "commands": []}, {"name": "two", "commands": []}]}"#
    #expect(complaint(project) == "$.tests: the project has 2 tests; choose one with --test: “one”, “two”")
    #expect(complaint(project, test: "three") == "$.tests: the project has no test “three”; it has “one”, “two”")
    #expect(complaint(project, test: "two") == "nothing is left of the recording that a skill could do")
    #expect(complaint(#"{"steps": []}"#, test: "a") == "a Chrome DevTools recording has no tests to choose from")
  }

  @Test func boundsAreNamed() {
    let long = String(repeating: "x", count: AuthoringLimits.textBytes + 1)
    #expect(
      complaint(#"{"steps": [{"type": "navigate", "url": "\#(long)"}]}"#).contains(
        "(limit: \(AuthoringLimits.textBytes))"))
    let many = Array(repeating: #"{"type":"scroll"}"#, count: AuthoringLimits.actions + 1).joined(separator: ",")
    #expect(complaint(#"{"steps": [\#(many)]}"#).contains("(limit: \(AuthoringLimits.actions))"))
    let selectors = Array(repeating: "\"a\"", count: AuthoringLimits.selectors + 1).joined(separator: ",")
    #expect(
      complaint(#"{"steps": [{"type": "click", "selectors": [\#(selectors)]}]}"#).contains(
        "(limit: \(AuthoringLimits.selectors))"))
    let blank = String(repeating: " ", count: AuthoringLimits.recordingBytes + 1)
    #expect(complaint(blank).contains("(limit: \(AuthoringLimits.recordingBytes))"))
  }

  /// Damaged recordings are refused or make a skill that compiles; nothing in between.
  @Test(arguments: ["chrome-pay-invoice.json", "chrome-awkward.json", "selenium-billing.side"])
  func aDamagedRecordingIsRefusedOrStillMakesASkill(_ name: String) throws {
    let whole = try Bench.recording(name)
    var random = SmallRandom(seed: 7)
    var made = 0
    for _ in 0..<400 {
      var bytes = whole
      for _ in 0...random.next(3) {
        let at = random.next(bytes.count)
        switch random.next(4) {
        case 0: bytes[at] = UInt8(random.next(128))
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(bytes[random.next(bytes.count)], at: at)
        default: bytes.replaceSubrange(at..<min(bytes.count, at + 9), with: Array("\": null, ".utf8))
        }
      }
      guard let recording = try? Recording.read(bytes, test: name.hasSuffix(".side") ? "Correct an invoice" : nil),
        let draft = try? SkillDraft(recording)
      else { continue }
      made += 1
      let result = compile(name: "skill.yaml", text: draft.yaml)
      #expect(!result.hasErrors, "\(result.diagnostics.map(\.message))\n\(draft.yaml)")
    }
    #expect(made > 20)
  }
}
