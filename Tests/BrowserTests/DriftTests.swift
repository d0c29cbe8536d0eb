// Whole runs of a skill over pages that have changed since the run before: what was learned is used, healed or asked about, and
// the page's server says which button got the click. No other element is ever clicked in silence.
import Authoring
import Compiler
import Foundation
import Learning
import StoreSQLite
import Synchronization
import Syntax
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

/// A store in which runs follow each other, each with a browser of its own, and pages whose every button posts to a path.
struct LearningStage {
  let server: PageServer
  let folder: URL
  /// A look at what runs leave; each run has a connection of its own.
  let store: SQLiteStore
  let keys: StoreKeys

  static func with(_ pages: [String: String], _ body: (LearningStage) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-drift-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      // A run that still asks has kept its browser.
      let browsers = folder.appendingPathComponent("browsers")
      for one in (try? FileManager.default.contentsOfDirectory(at: browsers, includingPropertiesForKeys: nil)) ?? [] {
        BrowserProcess.existing(in: one)?.end()
      }
      try? FileManager.default.removeItem(at: folder)
    }
    let stage = LearningStage(
      server: try await PageServer.start(pages), folder: folder, store: try SQLiteStore(path: folder.path + "/twin.db"),
      keys: try StoreKeys(master: [UInt8](repeating: 42, count: 32)))
    defer { stage.store.close() }
    try await body(stage)
  }

  var learned: LearnedStore { LearnedStore(store: store, keys: keys) }

  /// As a new process has it.
  private func worker() throws -> Worker {
    let store = try SQLiteStore(path: folder.path + "/twin.db")
    let learned = LearnedStore(store: store, keys: keys)
    var settings = EngineSettings()
    settings.artifacts = folder.appendingPathComponent("artifacts").path
    settings.browserKinds = Set(BrowserEffectKind.allCases.map(\.rawValue))
    settings.choices = LearnedChoices(learned)
    let engine = Engine(
      store: store, keys: keys, environment: [:], clock: SystemClock(), random: SystemRandom(), settings: settings)
    let browser = BrowserEffects(
      root: folder.appendingPathComponent("browsers").path, folder: WorkFolder(path: folder.path), films: false,
      elements: LearnedElements(learned, clock: SystemClock()))
    return Worker(engine: engine, performer: browser, pulse: nil)
  }

  func run(_ skill: String, inputs: PlainValue = [:]) async throws -> RunView {
    let text = skill.replacing("SITE", with: server.url(""))
    let result = compile(name: "pay.yaml", text: text)
    let program = try #require(result.program, "\(result.diagnostics)")
    let worker = try worker()
    let view = try await worker.start(
      try LoadedProgram(program), inputs: inputs, options: StartOptions(initiator: "ann"), follows: true)
    await worker.close()
    return view
  }

  func decide(_ view: RunView, choose: PlainValue?) async throws -> RunView {
    let worker = try worker()
    var answer = Answer(.approve, by: "bob", user: "os", surface: "cli")
    answer.choice = choose
    let after = try await worker.decide(view.id, answer, follows: true).1
    await worker.close()
    return after
  }

  /// Paths that buttons have posted to since the last look.
  func clicked(_ count: inout Int) -> [String] {
    let all = server.posted.map { String($0.prefix { $0 != " " }) }
    defer { count = all.count }
    return Array(all[count...])
  }
}

@Suite struct DriftTests {
  static func skill(_ step: String, timeout: String = "4s") -> String {
    """
    skill: pay
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - open: SITE/
      - \(step)
        id: pay
        idempotent: true
        timeout: \(timeout)
    """
  }

  static let invoice = """
    <nav aria-label=Main><a href=/list>Invoices</a></nav>
    <form method=post aria-label="Invoice INV-101"><p>Amount due 300.75 to Acme</p>
    <label>Reference <input name=r value="as agreed by telephone"></label>
    <button formaction=/pay>Pay now</button><button formaction=/cancel>Cancel</button></form>
    """

  static func changed(_ pairs: [(String, String)]) -> String {
    pairs.reduce(invoice) { page, pair in
      #expect(page.contains(pair.0))
      return page.replacing(pair.0, with: pair.1)
    }
  }

  /// Notes of the step that pays, as `kind`.
  static func notes(_ view: RunView) -> [LedgerNote.Kind] {
    view.steps.first { $0.id == "pay" }?.notes.filter { $0.subject == .locator }.map(\.kind) ?? []
  }

  struct Drift: Sendable, CustomTestStringConvertible {
    var name: String
    var step = "click: { button: Pay now }"
    var before = DriftTests.invoice
    var after: String
    /// Of the run after the change.
    var notes: [LedgerNote.Kind]
    var asks = false
    var testDescription: String { name }
  }

  static let newsletter = """
    <form method=post aria-label="Newsletter"><p>You have won a prize, claim it today</p><a href=/more>More</a>
    <button formaction=/later>Later</button><button formaction=/trap>Pay now</button></form>
    """

  static let drifts: [Drift] = [
    Drift(name: "nothing changed", after: invoice, notes: [.reused]),
    Drift(
      name: "another invoice", after: changed([("INV-101", "INV-102"), ("300.75", "17.20"), ("telephone", "letter")]),
      notes: [.reused]),
    Drift(name: "renamed", after: changed([("Pay now", "Pay this now")]), notes: [.drift, .learned]),
    Drift(
      name: "a link became a button", step: "click: { button: Pay now }",
      after: changed([
        (
          "<button formaction=/pay>Pay now</button>",
          "<a href=#pay role=button onclick=\"f=this.closest('form');f.action='/pay';f.submit();return false\">Pay now</a>"
        )
      ]),
      notes: [.reused]),
    Drift(
      name: "moved into another section",
      after: changed([
        (
          "<form method=post aria-label=\"Invoice INV-101\">",
          "<h2>Pay</h2><form method=post aria-label=\"Pay an invoice\">"
        )
      ]),
      notes: [.drift]),
    Drift(
      name: "moved behind another button",
      after: changed([
        ("<button formaction=/pay>", "<button formaction=/preview>Preview</button><button formaction=/pay>")
      ]),
      notes: [.reused]),
    Drift(name: "duplicated elsewhere on the page", after: invoice + newsletter, notes: [.reused]),
    Drift(name: "duplicated before it", after: newsletter + invoice, notes: [.reused]),
    Drift(
      name: "imitated, and gone",
      after: newsletter + changed([("<button formaction=/pay>Pay now</button>", "")]), notes: [], asks: true),
    Drift(
      name: "something else in its place", after: changed([("/pay>Pay now", "/trap>Delete everything")]), notes: [],
      asks: true),
    Drift(
      name: "another thing of the same verb", after: changed([("/pay>Pay now", "/trap>Pay later")]), notes: [],
      asks: true),
    Drift(
      name: "another thing that bears its test id",
      before: changed([("<button formaction=/pay>", "<button data-testid=pay formaction=/pay>")]),
      after: changed([("<button formaction=/pay>Pay now", "<button data-testid=pay formaction=/trap>Delete all 900")]),
      notes: [], asks: true),
    Drift(
      name: "another test id", step: "click: { test_id: pay }",
      before: changed([("<button formaction=/pay>", "<button data-testid=pay formaction=/pay>")]),
      after: changed([("<button formaction=/pay>", "<button data-testid=pay-invoice formaction=/pay>")]),
      notes: [.drift, .learned]),
    Drift(
      name: "a test id that went to another button", step: "click: { test_id: pay }",
      before: changed([("<button formaction=/pay>", "<button data-testid=pay formaction=/pay>")]),
      after: changed([("<button formaction=/cancel>", "<button data-testid=pay formaction=/trap>")]), notes: [],
      asks: true),
    Drift(
      name: "another id", step: "click: { css: \"#pay\" }",
      before: changed([("<button formaction=/pay>", "<button id=pay formaction=/pay>")]),
      after: changed([("<button formaction=/pay>", "<button id=b17 formaction=/pay>")]), notes: [.drift, .learned]),
    Drift(
      name: "by intent", step: "click: pay now", after: changed([("Cancel", "Leave")]), notes: [.reused]),
    Drift(
      name: "by intent, renamed", step: "click: pay now", after: changed([("Pay now", "Pay this now")]),
      notes: [.drift, .learned]),
  ]

  @Test(arguments: drifts)
  func noOtherElementIsClicked(drift: Drift) async throws {
    try await LearningStage.with(["/": drift.before]) { stage in
      var seen = 0
      let skill = Self.skill(drift.step)
      let first = try await stage.run(skill)
      #expect(first.status == .completed, "\(first.error?.message ?? "")")
      #expect(stage.clicked(&seen) == ["/pay"])
      #expect(Self.notes(first) == [.learned])

      stage.server.set("/", drift.after)
      let second = try await stage.run(skill)
      #expect(second.status == (drift.asks ? .awaitingApproval : .completed), "\(second.error?.message ?? "")")
      #expect(stage.clicked(&seen) == (drift.asks ? [] : ["/pay"]))
      #expect(Self.notes(second) == drift.notes)
      guard !drift.asks else {
        let gate = try #require(second.pending.first)
        #expect(gate.id == "pay.choice")
        #expect(gate.options.last?["value"] == "none")
        let denied = try await stage.decide(second, choose: "none")
        #expect(denied.status == .failed)
        #expect(stage.clicked(&seen) == [])
        // What a person said is learned: the same page is not asked about again.
        let third = try await stage.run(skill)
        #expect(third.status == .failed && third.cost.humanDecisions == 0)
        #expect(stage.clicked(&seen) == [])
        return
      }
      if drift.notes.contains(.drift) {
        let pictures = try stage.store.artifacts(second.id).map(\.artifact.path)
        #expect(pictures.filter { $0.hasSuffix("drift-before.png") }.count == 1, "\(pictures)")
      }
      // What was healed is written back: the next run heals nothing.
      let third = try await stage.run(skill)
      #expect(third.status == .completed && Self.notes(third) == [.reused], "\(Self.notes(third))")
      #expect(stage.clicked(&seen) == ["/pay"])
    }
  }

  static let cards = """
    <form method=post aria-label=Invoices>
    <div><p>INV-103 Acme open</p><button formaction=/103>View</button></div>
    <div><p>INV-106 Acme open</p><button formaction=/106>View</button></div></form>
    """

  /// One of several is chosen once; when it is gone, the one that is left is not taken for it.
  @Test func aChosenOneIsNeverExchangedForAnother() async throws {
    try await LearningStage.with(["/": Self.cards]) { stage in
      var seen = 0
      let skill = Self.skill("click: { button: View }")
      let asked = try await stage.run(skill)
      #expect(asked.status == .awaitingApproval)
      #expect(try await stage.decide(asked, choose: "1").status == .completed)
      #expect(stage.clicked(&seen) == ["/103"])
      stage.server.set("/", Self.cards.replacing("<p>INV-103", with: "<p>INV-107").replacing("/103", with: "/107"))
      #expect(try await stage.run(skill).status == .awaitingApproval)
      stage.server.set("/", Self.cards)
      let again = try await stage.run(skill)
      #expect(again.status == .completed && again.cost.humanDecisions == 0)
      #expect(stage.clicked(&seen) == ["/103"])
      let note = try #require(again.steps.last?.notes.first { $0.subject == .locator })
      #expect(note.origin.hasPrefix("learned from \(asked.id) by bob, "))
      #expect(note.savedText == "1 human decision")
      let left = Self.cards.split(separator: "\n").enumerated().filter { $0.offset != 1 }.map(\.element)
      stage.server.set("/", left.joined(separator: "\n"))
      #expect(try await stage.run(skill).status == .awaitingApproval)
      #expect(stage.clicked(&seen) == [])
    }
  }

  static let table = """
    <form method=post><table aria-label=Invoices>
    <tr><td>INV-103</td><td>Acme</td><td>March</td><td><button formaction=/103>View</button></td></tr>
    <tr><td>INV-106</td><td>Acme</td><td>May</td><td><button formaction=/106>View</button></td></tr></table></form>
    """

  /// The curve's end: with what was learned written into it, the skill asks nothing where nothing was ever learned.
  @Test(arguments: [("click: { button: View }", "2", "/106"), ("click: view the invoice of March", "", "/103")])
  func aFrozenSkillNeedsNothingLearned(step: String, choice: String, path: String) async throws {
    var text = Self.skill(step)
    try await LearningStage.with(["/": Self.table]) { stage in
      var seen = 0
      var view = try await stage.run(text)
      if !choice.isEmpty { view = try await stage.decide(view, choose: .string(choice)) }
      #expect(view.status == .completed && stage.clicked(&seen) == [path])
      let known = try FrozenLocators(skill: "pay", in: stage.learned)
      let frozen = Freezing(name: "pay.yaml", text: text) { locator in
        guard let value = locator.value,
          case .explicit(let explicit) = known.answer(
            step: "pay", argument: locator.argument, locator: value, run: view.id)
        else { return nil }
        return explicit
      }
      text = try #require(frozen).text
      #expect(frozen?.changes.count == 1, "\(text)")
    }
    try await LearningStage.with(["/": Self.table]) { stage in
      var seen = 0
      let view = try await stage.run(text)
      #expect(view.status == .completed && view.cost.humanDecisions == 0, "\(text)")
      #expect(stage.clicked(&seen) == [path], "\(text)")
      #expect(
        try FrozenLocators(skill: "pay", in: stage.learned).answer(
          step: "pay", argument: "target", locator: "view", run: view.id) == .stays)
    }
  }

  /// The same step with another input is another situation; what is damaged, moved or of another site is not believed.
  @Test func whatWasLearnedForSomethingElseIsNotUsed() async throws {
    let list = """
      <form method=post aria-label=Vendors><p>Whom to pay</p><button formaction=/acme>Acme</button>
      <button formaction=/globex>Globex</button></form>
      """
    try await LearningStage.with(["/": list]) { stage in
      var seen = 0
      let skill = Self.skill("click: { button: \"${{ inputs.vendor }}\" }").replacing(
        "gates:", with: "inputs: { vendor: string }\ngates:")
      for (vendor, notes) in [
        ("Acme", [LedgerNote.Kind.learned]), ("Globex", [.newInput, .learned]), ("Acme", [.reused]),
        ("Globex", [.reused]),
      ] {
        let view = try await stage.run(skill, inputs: ["vendor": .string(vendor)])
        #expect(view.status == .completed && Self.notes(view) == notes, "\(vendor): \(Self.notes(view))")
        #expect(stage.clicked(&seen) == ["/" + vendor.lowercased()])
      }
      let items = try stage.store.items(ItemRange("learned"))
      #expect(items.count == 2)
      // Each is put in the other's place.
      let swapped = zip(items, items.reversed().map(\.value)).map {
        ItemChange(collection: "learned", key: $0.key, value: $1)
      }
      _ = try stage.store.change(swapped, audit: [])
      let view = try await stage.run(skill, inputs: ["vendor": "Acme"])
      #expect(view.status == .completed && Self.notes(view) == [.ignored, .learned])
      #expect(stage.clicked(&seen) == ["/acme"])
      let listed = try stage.learned.list(skill: "pay")
      #expect(listed.compactMap { $0.entry?.summary } == ["button \"acme\" in form \"Vendors\""])
      #expect(listed.filter { $0.problem != nil }.count == 1)
    }
  }

  /// Law 4: what cannot be undone is done to the element that its approval saw, and to no healed one without.
  @Test func anIrreversibleStepIsHealedOnlyToWhatWasApproved() async throws {
    let text = """
      skill: pay
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - open: SITE/
        - approve: Pay?
          id: ok
          allows: [pay]
        - click: { button: Pay now }
          id: pay
          irreversible: true
          timeout: 4s
      """
    try await LearningStage.with(["/": Self.invoice]) { stage in
      var seen = 0
      func approve(_ view: RunView) async throws -> RunView {
        #expect(view.pending.first?.id == "ok")
        return try await stage.decide(view, choose: nil)
      }
      #expect(try await approve(try await stage.run(text)).status == .completed)
      #expect(stage.clicked(&seen) == ["/pay"])
      // Renamed before the gate: the approver sees the button that it has become.
      stage.server.set("/", Self.changed([("Pay now", "Pay this now")]))
      let renamed = try await approve(try await stage.run(text))
      #expect(renamed.status == .completed, "\(renamed.error?.message ?? "") \(renamed.pending.first?.prompt ?? "")")
      #expect(stage.clicked(&seen) == ["/pay"])
      // Called by more words, which another run might let pass: what cannot be undone is asked about.
      stage.server.set("/", Self.changed([("Pay now", "Pay invoice now")]))
      let fuller = try await approve(try await stage.run(text))
      #expect(fuller.status == .awaitingApproval && fuller.pending.first?.id == "pay.choice")
      #expect(fuller.pending.first?.options.first?["label"]?.text?.hasPrefix("button \"Pay invoice now\"") == true)
      #expect(stage.clicked(&seen) == [])
      // Imitated: it is asked about, approval or not.
      stage.server.set("/", Self.newsletter + Self.changed([("<button formaction=/pay>Pay now</button>", "")]))
      let imitated = try await approve(try await stage.run(text))
      #expect(imitated.status == .awaitingApproval && imitated.pending.first?.id == "pay.choice")
      #expect(stage.clicked(&seen) == [])
    }
  }
}
