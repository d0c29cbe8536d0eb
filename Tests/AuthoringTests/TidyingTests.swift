// Keys and clicks as they came → what was meant.
import Authoring
import Testing

@Suite struct TidyingTests {
  private func target(_ id: String) -> RecordedTarget {
    RecordedTarget(candidates: [LocatorCandidate(.css("#\(id)"))], identities: ["#\(id)"])
  }

  /// The acts that remain, in short.
  private func tidied(_ acts: RecordedAct...) -> [String] {
    let recording = Recording(source: "a test", title: "", actions: acts.map { RecordedAction($0) }).tidied
    return recording.actions.map { action in
      switch action.act {
      case .fill(let target, let text): "fill \(target.identities[0]) \(text.constant ?? "?")"
      case .select(let target, let text): "select \(target.identities[0]) \(text.constant ?? "?")"
      case .click(let target, let manner): "click \(target.identities[0]) ×\(manner.clicks)"
      case .press(let chord, _): "press \(chord)"
      case .open(let address): "open \(address.constant ?? "?")"
      default: "\(action.act)"
      }
    }
  }

  private func typing(_ word: String, into id: String) -> [RecordedAct] {
    var text = ""
    return word.flatMap { letter -> [RecordedAct] in
      text.append(letter)
      return [.keyDown(String(letter)), .fill(target(id), SkillText(text)), .keyUp(String(letter))]
    }
  }

  @Test func aTypedWordIsOneFill() {
    let acts: [RecordedAct] =
      [.click(target("a"))] + typing("Acme", into: "a") + [
        .keyDown("Backspace"), .keyUp("Backspace"), .fill(target("a"), "Acm"),
      ]
    let recording = Recording(source: "a test", title: "", actions: acts.map { RecordedAction($0) }).tidied
    #expect(recording.actions.map(\.act) == [.fill(target("a"), "Acm")])
  }

  @Test func enterComesAfterWhatItSends() {
    // The field tells its text while Enter is still down.
    #expect(tidied(.keyDown("Enter"), .fill(target("q"), "tea"), .keyUp("Enter")) == ["fill #q tea", "press Enter"])
    #expect(tidied(.fill(target("q"), "tea"), .keyDown("Enter"), .keyUp("Enter")) == ["fill #q tea", "press Enter"])
  }

  @Test func tabOnlyLedToTheNextField() {
    #expect(
      tidied(.fill(target("a"), "1"), .keyDown("Tab"), .keyUp("Tab"), .fill(target("b"), "2")) == [
        "fill #a 1", "fill #b 2",
      ])
    #expect(
      tidied(.keyDown("Tab"), .keyUp("Tab"), .keyDown("Space"), .keyUp("Space")) == ["press Tab", "press Space"])
  }

  @Test func heldKeysAreOneChord() {
    #expect(
      tidied(.keyDown("Control"), .keyDown("Shift"), .keyDown("k"), .keyUp("k"), .keyUp("Shift"), .keyUp("Control"))
        == ["press Control+Shift+K"])
    #expect(tidied(.keyDown("j"), .keyUp("j"), .click(target("a"))) == ["press j", "click #a ×1"])
    #expect(tidied(.keyDown("ArrowDown"), .keyDown("ArrowDown"), .keyUp("ArrowDown")) == ["press ArrowDown"])
  }

  @Test func clicksThatAddNothingAreGone() {
    #expect(
      tidied(.click(target("a")), .click(target("a")), .click(target("a"), ClickManner(clicks: 2))) == ["click #a ×2"])
    #expect(tidied(.click(target("a")), .click(target("b"), ClickManner(clicks: 2))) == ["click #a ×1", "click #b ×2"])
    #expect(tidied(.click(target("s")), .select(target("s"), "x"), .select(target("s"), "y")) == ["select #s y"])
    #expect(tidied(.fill(target("a"), "x"), .click(target("a")), .fill(target("a"), "xy")) == ["fill #a xy"])
    #expect(tidied(.hover(target("a")), .click(target("a"))) == ["click #a ×1"])
    #expect(tidied(.click(target("a")), .click(target("a"))) == ["click #a ×1", "click #a ×1"])
  }

  @Test func aPageOneWasLedToIsNotOpenedAgain() {
    let actions = [
      RecordedAction(.click(target("a")), arrivals: [PageArrival(address: "https://a.example/b", title: "B")]),
      RecordedAction(.open("https://a.example/b")), RecordedAction(.open("https://a.example/c")),
    ]
    let kept = Recording(source: "a test", title: "", actions: actions).tidied.actions
    #expect(kept.map(\.act) == [.click(target("a")), .open("https://a.example/c")])
  }
}
