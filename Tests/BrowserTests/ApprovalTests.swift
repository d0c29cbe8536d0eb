// An irreversible step is done on what its own gate's approver was shown, or not at all.
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Browser

@Suite struct ApprovalTests {
  private static let pay: PlainValue = ["target": ["button": "Pay now"]]

  /// A gate opens; what its evidence says of the step that it allows.
  @discardableResult
  private func gate(
    _ number: UInt64, _ prompt: String, _ arguments: PlainValue, kind: String = "click", _ stage: Stage,
    by effects: BrowserEffects? = nil
  ) async throws -> PlainValue? {
    var request = EvidenceRequest(
      run: stage.run, gate: number, prompt: prompt,
      allowed: [["step": "pay", "effect": .string(kind), "arguments": arguments]])
    request.permissions.read = ["**"]
    request.artifacts = stage.artifacts
    request.folder = stage.folder.path
    let evidence = await (effects ?? stage.effects).evidence(request)
    guard let targets = evidence.first(where: { $0.name == "targets" }) else { return nil }
    return try PlainValue(json: targets.bytes)["pay"]
  }

  /// The step that it allows.
  private func pay(
    _ gate: UInt64?, _ arguments: PlainValue, kind: String = "click", _ stage: Stage, by effects: BrowserEffects? = nil
  ) async -> Came {
    await stage.perform(
      stage.request(
        kind, arguments, step: "pay", irreversible: true, approval: gate.map { .gate($0) }), by: effects)
  }

  private static func invoice(_ total: String) -> String {
    "<p id=total>\(total)</p><button onclick=\"document.title='paid'\">Pay now</button>"
  }

  @Test func aPageThatChangedIsNotActedOn() async throws {
    try await Stage.with(["/": Self.invoice("300.75")]) { stage in
      await stage.open()
      await stage.step("read", ["target": ["css": "#total"]])
      let shown = try await gate(1, "Pay 300.75?", Self.pay, stage)
      #expect(shown?["name"] == "pay now")
      stage.server.set("/", Self.invoice("999.75"))
      await stage.open()
      #expect(
        await pay(1, Self.pay, stage)
          == .differs(
            "What was shown when step 'pay' was approved has changed on the page (step 'read' read it). Nothing was done. Did it happen by other means?"
          ))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "")
    }
  }

  private static func rows(_ a: String, _ b: String) -> String {
    let rows = [("A-17", a), ("B-42", b)].map { number, total in
      "<tr><th scope=row>\(number)<td class=total id=\(number)>\(total)<td><button onclick=\"fetch('/paid-\(number)')\">Pay</button></tr>"
    }
    return "<table><caption>Open</caption>\(rows.joined())</table>"
  }

  /// Several gates are open at once: each row is compared with what its own gate showed, in whatever order they are answered.
  @Test(arguments: ["A-17", "B-42"], [true, false])
  func ofRowsSideBySideTheOneThatChangedAsksAndTheOtherActs(_ changed: String, _ changedFirst: Bool) async throws {
    try await Stage.with(["/": Self.rows("300.75", "120.50")]) { stage in
      func button(_ number: String) -> PlainValue {
        ["target": ["button": "Pay", "in": ["role": "row", "name": .string(number)]]]
      }
      await stage.open()
      let gates: [(number: String, gate: UInt64)] = [("A-17", 11), ("B-42", 12)]
      for (number, total) in [("A-17", "300.75"), ("B-42", "120.50")] {
        let read = await stage.step("read", ["target": ["css": .string("#\(number)")]])
        #expect(read.value?["text"]?.text == total)
      }
      for (number, number2) in gates {
        let total = number == "A-17" ? "300.75" : "120.50"
        let shown = try await gate(number2, "Pay \(total) for \(number)?", button(number), stage)
        #expect(shown?["name"] == "pay", "\(String(describing: shown))")
      }
      // The page is as it was but for one total.
      let tab = try await stage.tab()
      _ = try await tab.evaluate("document.getElementById('\(changed)').textContent = '999.99'")
      let order =
        changedFirst
        ? gates.sorted { $0.number == changed && $1.number != changed }
        : gates.sorted { $1.number == changed && $0.number != changed }
      for (number, gate) in order {
        let came = await pay(gate, button(number), stage)
        if number == changed {
          guard case .differs = came else {
            Issue.record("\(number) had changed: \(came)")
            continue
          }
        } else {
          #expect(came == .done(.null))
        }
      }
      let other = changed == "A-17" ? "B-42" : "A-17"
      try await stage.until { stage.server.asked.contains("/paid-\(other)") }
      #expect(!stage.server.asked.contains("/paid-\(changed)"))
    }
  }

  @Test func whereNothingIsKnownOfItsGateAStepIsNotDone() async throws {
    try await Stage.with(["/": Self.invoice("300.75")]) { stage in
      await stage.open()
      try await gate(1, "Pay?", Self.pay, stage)
      for unknown in [nil, 2] as [UInt64?] {
        #expect(
          await pay(unknown, Self.pay, stage)
            == .differs(
              "Step 'pay' was approved, but what its approver was shown of the page is not known any more. Nothing was done. Did it happen by other means?"
            ))
      }
      #expect(await pay(1, Self.pay, stage) == .done(.null))
      // Once.
      guard case .differs = await pay(1, Self.pay, stage) else {
        Issue.record("an approval was used twice")
        return
      }
      // In a copy of a run a person has let it happen without a page.
      let copy = stage.request("click", Self.pay, step: "pay", irreversible: true, approval: .copy)
      #expect(await stage.perform(copy) == .done(.null))
    }
  }

  @Test func whatWasNotOnThePageYetIsSaidAndDone() async throws {
    try await Stage.with(["/": "<h1>Before</h1><p id=total>55.20</p>", "/pay": Self.invoice("300.75")]) { stage in
      await stage.open()
      await stage.step("read", ["target": ["css": "#total"]])
      let shown = try await gate(1, "Pay 55.20?", Self.pay, stage)
      #expect(shown == "button \"Pay now\" is not on this page yet")
      await stage.open("/pay")
      #expect(await pay(1, Self.pay, stage) == .done(.null))
    }
  }

  /// The gate comes before any page, and another process goes on.
  @Test func whatWasApprovedBeforeThereWasAPageIsSaidAndDone() async throws {
    try await Stage.with(["/": Self.invoice("300.75")]) { stage in
      let shown = try await gate(1, "Pay?", Self.pay, stage)
      #expect(shown == "button \"Pay now\": no page is open yet")
      let state = try #require(await stage.effects.rest(run: stage.run))
      #expect(stage.processes == [])
      let other = Stage.effects(stage.folder)
      #expect(await other.restore(run: stage.run, from: state, isCurrent: true, secrets: Texts()) == nil)
      #expect(stage.processes == [], "nobody needs a browser yet")
      let open = stage.request("open", ["url": .string(stage.server.url("/"))], repeats: .idempotent)
      #expect(await stage.perform(open, by: other).value != nil)
      #expect(await pay(1, Self.pay, stage, by: other) == .done(.null))
      _ = await other.release(run: stage.run, artifacts: stage.artifacts)
    }
  }

  @Test func keysAndOtherStepsAreComparedAsClicksAre() async throws {
    func page(_ label: String) -> String {
      "<label>\(label) <input id=field></label><label>Keep <input type=checkbox></label><p id=total>300.75</p>"
    }
    try await Stage.with(["/": page("Amount")]) { stage in
      let steps: [(kind: String, arguments: PlainValue)] = [
        ("press", ["keys": "Enter", "on": ["css": "#field"]]), ("press", ["keys": "Enter"]),
        ("fill", ["target": ["css": "#field"], "with": "5"]),
      ]
      for (number, step) in steps.enumerated() {
        stage.server.set("/", page("Amount"))
        await stage.open()
        await stage.step("read", ["target": ["css": "#total"]])
        let gate = UInt64(number + 1)
        let shown = try await self.gate(gate, "Go on with 300.75?", step.arguments, kind: step.kind, stage)
        #expect(
          shown?["name"]?.text ?? shown?.text == (number == 1 ? "the keys go to whatever has the focus then" : "amount")
        )
        stage.server.set("/", page("Tip").replacing("300.75", with: "1.00"))
        await stage.open()
        guard case .differs = await pay(gate, step.arguments, kind: step.kind, stage) else {
          Issue.record("\(step) was done on another page")
          continue
        }
        stage.server.set("/", page("Amount"))
        await stage.open()
        #expect(await pay(gate, step.arguments, kind: step.kind, stage) == .done(.null))
      }
    }
  }

  @Test func whatWasReadOnAnotherPageIsNotComparedWithThisOne() async throws {
    try await Stage.with(["/": "<p id=sum>300.75</p>", "/pay": Self.invoice("300.75")]) { stage in
      await stage.open()
      await stage.step("read", ["target": ["css": "#sum"]])
      await stage.open("/pay")
      try await gate(1, "Pay 300.75?", Self.pay, stage)
      #expect(await pay(1, Self.pay, stage) == .done(.null))
    }
  }

  /// Every value that the gate shows counts, however short it is and however it was written.
  @Test(arguments: [
    ("5", "Pay 5?"), ("A", "Pay class A?"), ("5", "Pay 5.0?"), ("Acme \"North\"", "To [\"Acme \\\"North\\\"\"]?"),
  ])
  func whatIsShownIsCompared(total: String, prompt: String) async throws {
    try await Stage.with(["/": Self.invoice(total)]) { stage in
      await stage.open()
      #expect(await stage.text(["css": "#total"]) == total)
      try await gate(1, prompt, Self.pay, stage)
      _ = try await stage.tab().evaluate("document.getElementById('total').textContent = '900'")
      guard case .differs = await pay(1, Self.pay, stage) else {
        Issue.record("the total had changed")
        return
      }
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "")
    }
  }

  @Test func whatAGateShows() {
    let text = ShownText(
      prompt: "Pay 5 to Acme, class B, of 1-12?", show: ["note": "", "old": [1.50, "x\ny"], "more": .null, "is": true])
    for shown in [
      "5", 5, 5.0, "5.00", "Acme", "B", "", 1.5, "x\ny", .null, true, ["no", ["a": 5]], "1", "12",
    ] as [PlainValue] {
      #expect(text.shows(shown), "\(shown)")
    }
    for other in ["7", 12.5, "m", "Bolt", false, ["no"], []] as [PlainValue] { #expect(!text.shows(other), "\(other)") }
    #expect(!ShownText(prompt: "", show: ["a": "x"]).shows(""))
  }

  /// More was read since, of this page and of others.
  @Test func whatWasReadLongBeforeIsCompared() async throws {
    let page = (1...80).map { "<li id=r\($0)>total-\($0)</li>" }.joined() + Self.invoice("")
    try await Stage.with(["/": page, "/other": page]) { stage in
      await stage.open()
      for number in 1...70 { await stage.step("read", ["target": ["css": .string("#r\(number)")]]) }
      await stage.open("/other")
      await stage.step("read", ["target": ["css": "#r1"]])
      await stage.open()
      try await gate(1, "Pay the first, total-1?", Self.pay, stage)
      _ = try await stage.tab().evaluate("document.getElementById('r1').textContent = 'total-900'")
      guard case .differs = await pay(1, Self.pay, stage) else {
        Issue.record("the total had changed")
        return
      }
    }
  }

  /// Where more was read of a page than is remembered, nothing that was approved on it is done; elsewhere it is.
  @Test func whatIsTooMuchToRememberIsSaid() async throws {
    try await Stage.with(["/": Self.invoice("300.75"), "/other": Self.invoice("300.75")]) { stage in
      await stage.open("/other")
      await stage.step("read", ["target": ["css": "#total"]])
      await stage.open()
      await stage.step("read", ["target": ["css": "#total"]])
      let session = await stage.effects.session(stage.run)
      let here = try await stage.tab().shownPage
      for number in 3...BrowserLimits.rememberedReads {
        let request = stage.request("read", ["target": ["css": .string("#r\(number)")]])
        await session.remember(read: try RememberedRead(request, ["text": "x"], here))
      }
      try await gate(1, "Pay 300.75?", Self.pay, stage)
      // One more, for which that of the other page is forgotten, and another, for which the first of this one is.
      for number in 1...2 {
        let request = stage.request("read", ["target": ["css": .string("#more\(number)")]])
        await session.remember(read: try RememberedRead(request, ["text": "x"], here))
        try await gate(UInt64(number + 1), "Pay 300.75?", Self.pay, stage)
      }
      #expect(
        await pay(3, Self.pay, stage)
          == .differs(
            "More was read of the page before step 'pay' was approved than is remembered (4096 reads), so that nobody can say whether what was shown is still so. Nothing was done. Did it happen by other means?"
          ))
      #expect(await pay(2, Self.pay, stage) == .done(.null))
    }
  }

  /// A file that is sent is the one that was there when its sending was approved.
  @Test func anUploadSendsTheContentThatWasApproved() async throws {
    try await Stage.with(["/": "<label>Payments <input type=file onchange=\"fetch('/sent')\"></label>", "/sent": ""]) {
      stage in
      let file = stage.folder.appendingPathComponent("payments.csv")
      let upload: PlainValue = ["target": ["field": "Payments"], "files": "payments.csv"]
      try Data("Acme,100".utf8).write(to: file)
      await stage.open()
      let shown = try await gate(1, "Send them?", upload, kind: "upload", stage)
      #expect(shown?["files"]?["payments.csv"]?.text == "sha256 \(Digest(of: Array("Acme,100".utf8)))")
      try Data("Acme,900".utf8).write(to: file)
      guard case .differs(let message) = await pay(1, upload, kind: "upload", stage) else {
        Issue.record("what was not approved was sent")
        return
      }
      #expect(message.contains("payments.csv is not what it was when step 'pay' was approved"))
      #expect(!stage.server.asked.contains("/sent"))
      try Data("Acme,100".utf8).write(to: file)
      #expect(await pay(1, upload, kind: "upload", stage) == .done(.null))
      try await stage.until { stage.server.asked.contains("/sent") }
    }
  }

  /// An artifact says itself what it is.
  @Test func anArtifactThatChangedIsNotSent() async throws {
    try await Stage.with(["/": "<label>Payments <input type=file></label>"]) { stage in
      try FileManager.default.createDirectory(atPath: stage.artifacts, withIntermediateDirectories: true)
      let file = URL(fileURLWithPath: stage.artifacts).appendingPathComponent("3-payments.csv")
      let digest = Digest(of: Array("Acme,100".utf8)).description
      let upload: PlainValue = [
        "target": ["field": "Payments"], "files": ["path": "3-payments.csv", "sha256": .string(digest)],
      ]
      await stage.open()
      try Data("Acme,900".utf8).write(to: file)
      let came = await stage.step("upload", upload)
      #expect(came.message.contains("3-payments.csv is not what it was when the run made it"), "\(came)")
      try Data("Acme,100".utf8).write(to: file)
      #expect(await stage.step("upload", upload) == .done(.null))
    }
  }
}
