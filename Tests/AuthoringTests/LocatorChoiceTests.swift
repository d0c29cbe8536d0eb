// From recorders' selectors to the words of a person, one line a case.
import Authoring
import Locators
import Testing

@Suite struct LocatorChoiceTests {
  /// The locator that a step of one click with these selectors gets.
  private func clicked(_ selectors: String...) throws -> String {
    let list = selectors.map { #"["\#($0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))"]"# }.joined(
      separator: ",")
    return try step(#"{"type": "click", "selectors": [\#(list)]}"#)
  }

  private func step(_ json: String) throws -> String {
    let draft = try SkillDraft(Recording.read(Array(#"{"steps": [\#(json)]}"#.utf8)))
    return draft.yaml.split(separator: "\n").last { $0.hasPrefix("  - click: ") }.map { String($0.dropFirst(11)) }
      ?? draft.yaml
  }

  @Test func aNameComesBeforeAnIdAndAnIdBeforeAPlace() throws {
    #expect(try clicked("aria/Save", "button.primary", "#save") == "{ button: Save }")
    #expect(try clicked("aria/Save[role=\"button\"]", "#x") == "{ button: Save }")
    #expect(try clicked("aria/Settings[role=\"DisclosureTriangle\"]") == "{ button: Settings }")
    #expect(try clicked("aria/Save", "text/Save", "div:nth-of-type(2)") == "{ text: Save }")
    #expect(try clicked("#save", "div:nth-of-type(2) > a") == "{ css: \"#save\" }")
    #expect(try clicked("#ember1234", "[data-testid='save']") == "{ test_id: save }")
    #expect(try clicked("pierce/#save") == "{ css: \"#save\" }")
    #expect(try clicked("aria/Save", "div > div > div:nth-of-type(3)") == "Save")
  }

  @Test func aChainOfNamesNarrows() throws {
    let chain =
      #"{"type": "click", "selectors": [["aria/INV-7[role=\"row\"]", "aria/edit[role=\"link\"]"], ["tr:nth-child(7) a"]]}"#
    #expect(try step(chain) == "{ link: edit, in: { row: INV-7 } }")
    #expect(
      try step(#"{"type": "click", "selectors": [["aria/Save[role=\"button\"]", "aria/[role=\"generic\"]"]]}"#)
        == "{ button: Save }")
  }

  @Test func anXPathBecomesWhatItSays() throws {
    #expect(
      try clicked("xpath//html/body/div[2]/form/button[1]").hasPrefix(
        "{ css: \"html > body > div:nth-of-type(2) > form"))
    #expect(try clicked("xpath///a[contains(., 'Log out')]") == "{ link: Log out }")
    #expect(try clicked("xpath///span[text()='Log out']") == "{ text: Log out }")
    #expect(try clicked("xpath/(//a[contains(text(),'edit')])[3]") == "{ link: edit, nth: 3 }")
    #expect(try clicked("xpath///input[@type='submit'][@value='Go']") == "{ button: Go }")
    #expect(try clicked("xpath///a[contains(@href, '/invoices/7')]") == "{ css: 'a[href*=\"/invoices/7\"]' }")
    #expect(try clicked("xpath///*[@data-testid='row-7']") == "{ test_id: row-7 }")
  }

  @Test func aWordThatWasCountedKeepsItsNumber() throws {
    #expect(
      try clicked("xpath///a[contains(text(),'edit')]", "xpath/(//a[contains(text(),'edit')])[2]")
        == "{ link: edit, nth: 2 }")
  }
}
