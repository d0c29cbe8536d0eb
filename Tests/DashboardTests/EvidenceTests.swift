// What a page shows of a question that the runtime asks, of what a run's steps owe to others, and of what changed between two of a
// run's own states.
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Server

@Suite struct EvidenceTests {
  private static let fetch = """
    skill: fetch
    permissions: { network: ["127.0.0.1:*"] }
    outputs: { text: "${{ steps.page.text }}" }
    steps:
      - http: { method: POST, url: "http://127.0.0.1:9/" }
        id: page
        idempotent: true
    tests: []
    """

  @Test func aChoiceIsMadeByItsNumberedPicture() async throws {
    let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47]
    var effects = SilentEffects()
    effects.files = [("10-choice.png", "image/png", picture), ("other.png", "image/png", [1])]
    effects.result = .question(
      kind: "choice",
      payload: [
        "prompt": "Which one?",
        "options": [
          ["value": 1, "label": "link \"View\" in row \"A\"", "role": "link", "name": "View", "colour": "red"],
          ["value": 2, "label": "link \"View\" in row \"B\"", "role": "link", "name": "View"],
        ],
        "show": [
          "address": "http://a.example/", "screenshot": "10-choice.png",
          "screenshot_sha256": .string(Digest(of: picture).description),
        ],
      ])
    try await House.open(effects: effects) { house in
      try await house.add("ana")
      let run = try await house.start("fetch", Self.fetch)
      let gate = try #require(run.pending.first)
      var ana = try await house.client(as: "ana")
      let page = try await ana.get("/gates/\(gate.instance)").text
      #expect(page.contains("<img src=\"/gates/\(gate.instance)/evidence/0\"") && !page.contains("/evidence/1\""))
      #expect(page.contains("http://a.example/") && !page.contains("10-choice.png"))
      #expect(!page.contains("<dd class=\"value\">\(Digest(of: picture))"))
      // What the label says is not said again.
      #expect(page.contains("<span class=\"tag\">1</span> link") && page.contains("colour: red"))
      #expect(!page.contains("role: link"))
      // The lines that follow end with the steps.
      #expect(page.contains("idempotent") && !page.contains("<span class=\"k\">tests"))
      let inbox = try await ana.get("/").text
      #expect(!inbox.contains("10-choice.png"))

      let shot = try await ana.get("/gates/\(gate.instance)/evidence/0")
      #expect(shot.status == 200 && shot.headers["content-type"] == "image/png")
      for odd in ["1", "-1", "99999999999999999999"] {
        #expect(try await ana.get("/gates/\(gate.instance)/evidence/\(odd)").status == 404, "\(odd)")
      }
      // A file that is not what the evidence names any longer is not shown as it.
      let place = house.folder.appendingPathComponent("artifacts/\(run.id)/10-choice.png")
      try Data([1, 2, 3]).write(to: place)
      #expect(try await ana.get("/gates/\(gate.instance)/evidence/0").status == 404)
    }
  }

  @Test func whatAnAnswerNeedsIsSaidInWords() async throws {
    var effects = SilentEffects()
    effects.result = .inDoubt(message: "The page was gone.", show: ["effect": "http"])
    try await House.open(effects: effects) { house in
      try await house.add("ana")
      let run = try await house.start("fetch", Self.fetch)
      let gate = try #require(run.pending.first)
      let needs: PlainValue = ["result"]
      #expect(gate.kind == .inDoubt && gate.options.contains { $0["needs"] == needs })
      var ana = try await house.client(as: "ana")
      let page = try await ana.get("/gates/\(gate.instance)").text
      #expect(page.contains("fill in “Result” below") && !page.contains("needs:"))
      #expect(!page.contains("value=\"null\""))
    }
  }

  @Test func aStateIsComparedWithAnEarlierOneOfItsRun() async throws {
    let text = """
      skill: twice
      gates: { expires: 1h }
      steps:
        - approve: First?
          id: first
        - set: { told: "${{ gates.first.by[0] }}" }
        - approve: Second, ${{ vars.told }}?
          id: second
        - log: ${{ vars.told }}
      """
    try await House.open { house in
      try await house.add("ana")
      let run = try await house.start("twice", text)
      var ana = try await house.client(as: "ana")
      _ = try await ana.approve(try #require(run.pending.first))
      let now = try await house.service.runs.run(run.id, within: .seconds(120)) { $0.view.pending.first?.id == "second" }
      #expect(now.view.pending.first?.id == "second")
      let page = try await ana.get("/runs/\(run.id)/snapshot").text
      let value = try #require(page.firstMatch(of: /<option value="(rest:\d+)"[^>]*>This run, earlier, at first</)).1
      let compared = try await ana.get("/runs/\(run.id)/snapshot?with=\(value)").text
      #expect(compared.contains("since it stood at first") && compared.contains("<div class=\"added\">"))
      #expect(compared.contains("told = ana"))
      #expect(try await ana.get("/runs/\(run.id)/snapshot?with=rest:99").status == 404)
      #expect(try await ana.get("/runs/\(run.id)/snapshot?with=nonsense").status == 404)
    }
  }

  @Test func aBrokenSkillIsShownAsText() async throws {
    try await House.open { house in
      try await house.add("ana")
      let text = "skill: evil\nsteps:\n  - \(hostile.debugDescription): x\n"
      let broken = try await house.service.skills.registerFound(
        name: "evil", file: "skills/<b>.yaml", source: Array(text.utf8), by: "test"
      ) { _ -> [UInt8]? in nil }
      #expect(broken != nil)
      var ana = try await house.client(as: "ana")
      for path in ["/skills", "/skills/evil"] {
        let page = try await ana.get(path)
        #expect(page.status == 200 && page.text.contains("broken") || page.text.contains("does not compile"), "\(path)")
        #expect(!page.text.contains("<script>alert") && !page.text.contains("<b>.yaml"), "\(path)")
      }
      #expect(try await ana.get("/skills/evil?version=1").status == 404)
    }
  }

  @Test func notesAreSaidInWords() {
    var note = LedgerNote(.reused, .choice)
    note.run = RunID(number: 1)
    note.by = "ana"
    #expect(Wording.note(note) == "Used again: a choice by ana of \(RunID(number: 1))")
    note = LedgerNote(.drift, .locator)
    note.detail = "button <Pay>"
    note.count = 2
    #expect(Wording.note(note) == "No longer fitted, found anew: how to find the element, 2×; button <Pay>")
    #expect(Wording.instant(TimestampValue(milliseconds: 1_800_000_007_250)) == "15 Jan 2027, 08:00:07 UTC")
  }
}
