// What a step does not decide by itself: which of several, what to answer a dialog, whether something happened; and what no
// page may make it do.
import Foundation
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

@Suite struct AskingTests {
  private static let rows = """
    <table>\((1...12).map { "<tr><td>INV-\($0)</td><td><a href=\"/edit/\($0)\">edit</a></td></tr>" }.joined())</table>
    """

  @Test func severalThatFitAreAskedAboutAndTheChosenOneIsTaken() async throws {
    try await Stage.with(["/": Self.rows, "/edit/7": "<h1>Seven</h1>"]) { stage in
      await stage.open()
      let click: PlainValue = ["target": ["link": "edit"]]
      let asked = await stage.step("click", click)
      let payload = try #require(asked.question)
      let options = try #require(payload["options"]?.elements)
      #expect(options.count == 12)
      #expect(options[6]["label"] == "link \"edit\" in row \"INV-7 edit\"")
      let picture = try #require(payload["show"]?["screenshot"]?.text)
      let file = stage.folder.appendingPathComponent("artifacts").appendingPathComponent(picture)
      #expect(try Data(contentsOf: file).starts(with: [0x89, 0x50, 0x4E, 0x47]))
      // The page has a row more when the answer comes: the one that was meant is found by what it is, not by its place.
      stage.server.set("/", "<table><tr><td>INV-0</td><td><a href=\"/edit/0\">edit</a></td></tr></table>" + Self.rows)
      await stage.open()
      let answer: PlainValue = [
        "approved": true, "question": "choice", "value": "7", "label": options[6]["label"] ?? .null,
      ]
      #expect(await stage.perform(stage.request("click", click, answer: answer)) == .done(.null))
      #expect(await stage.text(["css": "h1"]) == "Seven")
    }
  }

  /// Names that read alike are told apart by what is written around them, and whoever is left alone is not the chosen one for it.
  @Test func theChosenOneIsTakenWhereverThePageHasMovedItAndNoOtherForIt() async throws {
    func bill(_ of: String) -> String {
      "<div><b>\(of)</b> <button onclick=\"document.title = 'paid \(of)'\">Pay</button></div>"
    }
    try await Stage.with(["/": bill("Acme") + bill("Globex")]) { stage in
      await stage.open()
      let click: PlainValue = ["target": ["button": "Pay"]]
      let asked = await stage.step("click", click)
      let options = try #require(asked.question?["options"]?.elements)
      let labels = options.compactMap { $0["label"]?.text }
      #expect(labels == ["button \"Pay\" beside acme", "button \"Pay\" beside globex"], "\(asked)")
      let answer: PlainValue = [
        "approved": true, "question": "choice", "value": "1", "label": options[0]["label"] ?? .null,
      ]
      stage.server.set("/", bill("Globex"))
      await stage.open()
      let again = await stage.perform(stage.request("click", click, answer: answer))
      let prompt = again.question?["prompt"]?.text ?? ""
      #expect(prompt.hasPrefix("What was chosen for button \"Pay\" is not on the page any more"), "\(again)")
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "")
      stage.server.set("/", bill("Globex") + bill("Initech") + bill("Acme"))
      await stage.open()
      #expect(await stage.perform(stage.request("click", click, answer: answer)) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "paid Acme")
    }
  }

  @Test func anUndeclaredDialogIsAskedAboutAndADeclaredOneIsAnswered() async throws {
    try await Stage.with([
      "/": """
      <button onclick="document.title = confirm('Really pay?') ? 'paid' : 'kept'">Pay</button>
      <button onclick="document.title = prompt('Name?', 'Ana')">Name</button>
      """
    ]) { stage in
      await stage.open()
      let asked = await stage.step("click", ["target": ["button": "Pay"]])
      #expect(asked.question?["show"]?["message"] == "Really pay?")
      let answer: PlainValue = ["approved": true, "question": "dialog", "value": "accept"]
      // How it was answered is the step's result: whoever writes a skill of it can declare it.
      #expect(
        await stage.perform(stage.request("click", ["target": ["button": "Pay"]], answer: answer))
          == .done(["dialog": "accept"]))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "paid")
      await stage.step("dialog", ["answer": "accept", "with": "Zoë"])
      #expect(await stage.step("click", ["target": ["button": "Name"]]) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "Zoë")
    }
  }

  /// What another process was told is kept out of its pictures, and a dialog that stands on the page is no hindrance.
  @Test func aDialogIsAnsweredByAnotherProcessThatKnowsSecrets() async throws {
    try await Stage.with(["/": "<button onclick=\"document.title = confirm('Pay?') ? 'paid' : 'kept'\">Pay</button>"]) {
      stage in
      await stage.open()
      let click: PlainValue = ["target": ["button": "Pay"]]
      #expect(await stage.step("click", click).question?["show"]?["message"] == "Pay?")
      let state = try #require(await stage.effects.rest(run: stage.run))
      let other = Stage.effects(stage.folder)
      let known = Texts(texts: ["gate:otp.code": "493021"])
      #expect(await other.restore(run: stage.run, from: state, isCurrent: true, secrets: known) == .live)
      let answer: PlainValue = ["approved": true, "question": "dialog", "value": "accept"]
      let request = stage.request("click", click, answer: answer, secrets: known.texts)
      #expect(await stage.perform(request, by: other) == .done(["dialog": "accept"]))
      await other.release(run: stage.run, artifacts: stage.artifacts)
    }
  }

  /// A page that does not want to be left asks; the answer is carried out by going there anew.
  @Test func aPageIsLeftOrNotAsItIsAnswered() async throws {
    let guarded = "<button onclick=\"onbeforeunload = (e) => e.preventDefault()\">Guard</button>"
    try await Stage.with(["/": guarded, "/next": "<h1>Next</h1>"]) { stage in
      for (value, kept) in [("dismiss", true), ("accept", false)] {
        await stage.open()
        #expect(await stage.step("click", ["target": ["button": "Guard"]]) == .done(.null))
        let next: PlainValue = ["url": .string(stage.server.url("/next"))]
        let asked = await stage.step("open", next)
        #expect(
          asked.question?["prompt"]
            == "The page asks, during step 'open', whether to leave it; what was changed there may be lost", "\(asked)")
        let answer: PlainValue = ["approved": true, "question": "dialog", "value": .string(value)]
        let came = await stage.perform(stage.request("open", next, answer: answer))
        let here = await stage.step("tab", ["which": 1]).value?["url"]?.text
        if kept {
          #expect(came.message.contains("asked whether to, and was answered that it is not"), "\(came)")
          #expect(here == stage.server.url("/"))
          await stage.step("dialog", ["answer": "accept"])
        } else {
          #expect(came.value?["url"]?.text == stage.server.url("/next"), "\(came)")
          #expect(here == stage.server.url("/next"))
        }
      }
    }
  }

  @Test func documentsComeFromWhereTheSkillMayGoAndFromNowhereElse() async throws {
    try await Stage.with(["/inner": "<p>inner</p>"]) { stage in
      let other = stage.server.url("/inner", host: "localhost")
      stage.server.set(
        "/",
        "<a href=\"\(other)\">Away</a><a href=\"/to?\(other)\">Redirected</a><a target=_blank href=\"\(other)\">Popup</a>"
      )
      let refused = await stage.step("open", ["url": .string(other)])
      #expect(refused.kind == .permission)
      for link in ["Away", "Redirected"] {
        await stage.open()
        let came = await stage.step("click", ["target": ["link": .string(link)]])
        #expect(came.kind == .permission, "\(link): \(came)")
        #expect(came.message.contains("localhost:\(stage.server.port) is not permitted"))
      }
      #expect(!stage.server.asked.contains("/inner"))
      #expect(await stage.step("open", ["url": "file:///etc/passwd"]).kind == .effect)
    }
  }

  @Test func aPageThatNeverLoadsIsGivenUp() async throws {
    try await Stage.with(["/": "<label>Note <input></label>"]) { stage in
      await stage.open()
      let came = await stage.step("open", ["url": .string(stage.server.url("/never"))], timeout: 500)
      #expect(came.kind == .timeout)
      #expect(came.message == "\(stage.server.url("/never")) did not load within 500ms")
      // The page that was there still is.
      #expect(await stage.step("fill", ["target": ["field": "Note"], "with": "here"]) == .done(.null))
    }
  }

  @Test func aBrowserThatIsKilledIsReplacedWhereTheStepMayBeDoneAgain() async throws {
    try await Stage.with(["/": "<label>Name <input></label>"]) { stage in
      await stage.open()
      let first = stage.processes
      for process in first { kill(process, SIGKILL) }
      #expect(await stage.open().value?["url"]?.text == stage.server.url("/"))
      #expect(stage.processes != first)
    }
  }

  private static let twoForms = [
    "/a": "<h1>A</h1><form method=post action=/saved-a><button>Save</button></form>",
    "/b": "<h1>B</h1><form method=post action=/saved-b><button>Save</button></form>",
  ]
  private static let save: PlainValue = ["target": ["button": "Save"]]

  @Test func aPageThatWasLeftIsNotTakenForTheOneThatIsLost() async throws {
    try await Stage.with(Self.twoForms) { stage in
      await stage.open("/a")
      _ = await stage.effects.rest(run: stage.run)
      await stage.open("/b")
      for process in stage.processes { kill(process, SIGKILL) }
      for _ in 1...2 {
        let came = await stage.step("click", Self.save)
        #expect(came.kind == .effect && came.message.contains("only `open` can go on from here"), "\(came)")
      }
      #expect(stage.server.posted == [])
      await stage.open("/b")
      #expect(await stage.step("click", Self.save) == .done(.null))
      #expect(stage.server.posted.map { $0.prefix(8) } == ["/saved-b"])
    }
  }

  @Test func aPageIsRestoredWhereNothingWasDoneSinceItRested() async throws {
    try await Stage.with(Self.twoForms) { stage in
      await stage.open("/a")
      await stage.open("/b")
      _ = await stage.effects.rest(run: stage.run)
      for process in stage.processes { kill(process, SIGKILL) }
      #expect(await stage.step("click", Self.save) == .done(.null))
      #expect(stage.server.posted.map { $0.prefix(8) } == ["/saved-b"])
    }
  }

  @Test func anotherProcessUsesAnOldStateOnlyBesideTheLiveBrowser() async throws {
    try await Stage.with(Self.twoForms) { stage in
      await stage.open("/a")
      let state = try #require(await stage.effects.rest(run: stage.run))
      await stage.open("/b")
      await stage.effects.close()
      let second = Stage.effects(stage.folder)
      #expect(await second.restore(run: stage.run, from: state, isCurrent: false, secrets: Texts()) == .live)
      #expect(await stage.perform(stage.request("click", Self.save), by: second) == .done(.null))
      #expect(stage.server.posted.map { $0.prefix(8) } == ["/saved-b"])
      await second.close()

      for process in stage.processes { kill(process, SIGKILL) }
      let third = Stage.effects(stage.folder)
      #expect(await third.restore(run: stage.run, from: state, isCurrent: false, secrets: Texts()) == nil)
      let came = await stage.perform(stage.request("click", Self.save), by: third)
      #expect(came.kind == .effect, "\(came)")
      #expect(stage.server.posted.count == 1)
      await third.release(run: stage.run, artifacts: stage.artifacts)
    }
  }

  @Test func aCrashWhileAClickIsDoneLeavesItInDoubt() async throws {
    try await Stage.with(["/": "<button onclick=\"fetch('/gone'); while (true) {}\">Pay</button>"]) { stage in
      await stage.open()
      async let clicked = stage.step("click", ["target": ["button": "Pay"]], timeout: 20_000)
      // Once the page has sent something, the click has been delivered.
      try await until { stage.server.asked.contains("/gone") }
      for process in stage.processes { kill(process, SIGKILL) }
      guard case .inDoubt(let message) = await clicked else {
        Issue.record("the click is not in doubt")
        return
      }
      #expect(message.contains("the browser has ended while step 'click'"))
    }
  }

  @Test func filesGoOutAndComeInWithoutLeavingTheirFolders() async throws {
    try await Stage.with([
      "/":
        "<form method=post action=/up enctype=multipart/form-data><label>Document <input type=file name=f></label><button>Send</button></form><a href=\"/file?a\">Get</a>"
    ]) { stage in
      try Data("hello from a file".utf8).write(to: stage.folder.appendingPathComponent("note.txt"))
      stage.server.setFile("a", name: "../../../evil.txt", "content")
      await stage.open()
      let downloaded = await stage.step("download", ["target": ["link": "Get"]])
      let path = downloaded.value?["path"]?.text ?? ""
      #expect(path.hasSuffix("evil.txt") && !path.contains("/"), "\(downloaded)")
      #expect(downloaded.value?["size"] == 7)
      #expect(await stage.step("upload", ["target": ["field": "Document"], "files": "note.txt"]) == .done(.null))
      await stage.step("click", ["target": ["button": "Send"]])
      #expect(stage.server.posted.first?.contains("hello from a file") == true)
      let refused = stage.request("upload", ["target": ["field": "Document"], "files": "/etc/passwd"])
      #expect(await stage.perform(refused).kind == .permission)
    }
  }

  @Test func aCodeIsTypedIntoSplitBoxesInOneAction() async throws {
    let boxes = (1...6).map {
      "<input maxlength=1 aria-label=\"Digit \($0)\" oninput=\"this.nextElementSibling?.focus()\">"
    }
    try await Stage.with(["/": "<fieldset><legend>Code</legend>\(boxes.joined())</fieldset>"]) { stage in
      await stage.open()
      let secret = PlainValue.secret(SecretText(parts: [.hole("code")]))
      let fill = stage.request(
        "fill", ["target": ["field": "Code"], "with": secret], repeats: .idempotent, secrets: ["code": "493027"])
      #expect(await stage.perform(fill) == .done(.null))
      #expect(await stage.step("read", ["target": ["field": "Digit 3"], "as": "value"]).value?["text"] == "3")
    }
  }

  /// Never one twice: where the present one was used the next is waited for, if the step has the time.
  @Test func aCodeIsComputedFromASecretAndTyped() async throws {
    let clock = FixedClock(TimestampValue(seconds: 1_800_000_010, nanoseconds: 0))
    try await Stage.with(["/": "<label>Code <input id=c></label>"], clock: clock) { stage in
      await stage.open()
      let key = PlainValue.secret(SecretText(parts: [.hole("key")]))
      let secret = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=60"
      for step in [Int64(30_000_000), 30_000_001] {
        let fill = stage.request(
          "fill", ["target": ["field": "Code"], "with": ["totp": key]], timeout: 120_000, repeats: .idempotent,
          secrets: ["key": secret])
        #expect(await stage.perform(fill) == .done(.null))
        let typed = await stage.step("read", ["target": ["css": "#c"], "as": "value"]).value?["text"]
        let code = try OneTimeCode(secret: secret).code(step: step)
        #expect(typed?.text == code)
        #expect(clock.now().seconds == (step == 30_000_000 ? 1_800_000_010 : 1_800_000_060))
      }
    }
  }

  /// A person was asked for the code, and the same minute a step is to compute one.
  @Test func aCodeThatWasTypedByHandIsNotComputedAgain() async throws {
    let clock = FixedClock(TimestampValue(seconds: 1_800_000_010, nanoseconds: 0))
    try await Stage.with(["/": "<label>Code <input id=c></label>"], clock: clock) { stage in
      await stage.open()
      let key = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=300"
      let code = try OneTimeCode(secret: key).code(step: 1_800_000_010 / 300)
      let typed = stage.request(
        "fill", ["target": ["field": "Code"], "with": .secret(SecretText(parts: [.hole("gate:1/code")]))],
        repeats: .idempotent, secrets: ["gate:1/code": code])
      #expect(await stage.perform(typed) == .done(.null))
      let fill = stage.request(
        "fill", ["target": ["field": "Code"], "with": ["totp": .secret(SecretText(parts: [.hole("key")]))]],
        timeout: 2_000, repeats: .idempotent, secrets: ["key": key])
      #expect(
        await stage.perform(fill)
          == .failed(
            .timeout,
            "the code was used already, and the next comes only after 2s; give the step a longer `timeout`", sent: false
          ))
    }
  }

  @Test func aPageThatWasTheAnswerToAFormIsNotGoneBackTo() async throws {
    try await Stage.with([
      "/": "<form method=post action=/done><label>Note <input name=n></label><button>Send</button></form>"
    ]) {
      stage in
      await stage.open()
      await stage.step("fill", ["target": ["field": "Note"], "with": "x"])
      await stage.step("click", ["target": ["button": "Send"]])
      #expect(await stage.text(["css": "#path"]) == "/done")
      let state = try #require(await stage.effects.rest(run: stage.run))
      // Another process finds it as it is, and rests in its turn.
      let second = Stage.effects(stage.folder)
      #expect(await second.restore(run: stage.run, from: state, isCurrent: true, secrets: Texts()) == .live)
      let later = try #require(await second.rest(run: stage.run))
      for process in stage.processes { kill(process, SIGKILL) }
      let third = Stage.effects(stage.folder)
      #expect(await third.restore(run: stage.run, from: later, isCurrent: true, secrets: Texts()) == .restored)
      let read = stage.request("read", ["target": ["css": "#path"]], repeats: .pure)
      #expect(
        await stage.perform(read, by: third)
          == .failed(
            .effect,
            "read: the browser has ended, and its page was the answer to a form, which is not sent again by itself; only `open` can go on from here",
            sent: false))
      let open = stage.request("open", ["url": .string(stage.server.url("/"))], repeats: .idempotent)
      #expect(await stage.perform(open, by: third).value != nil)
      #expect(stage.server.posted.count == 1 && !stage.server.asked.contains("/done"))
      _ = await third.release(run: stage.run, artifacts: stage.artifacts)
    }
  }

  @Test func tablesFieldsAndListsAreReadAsTyped() async throws {
    try await Stage.with([
      "/": """
      <table><tr><th>No<th>Total</tr><tr class=i><td class=no>A-1<td class=total>€ 1,234.50</tr><tr class=i><td class=no>A-2<td class=total>99</tr></table>
      """
    ]) { stage in
      await stage.open()
      let table = await stage.step("read", ["target": ["role": "table"], "as": "table"])
      #expect(table.value?["rows"] == [["No": "A-1", "Total": "€ 1,234.50"], ["No": "A-2", "Total": "99"]])
      let items = await stage.step(
        "read",
        [
          "target": ["css": "tr.i"], "all": true,
          "fields": ["no": ["css": ".no"], "total": ["css": ".total", "type": "number"]],
        ])
      #expect(items == .done([["no": "A-1", "total": 1234.5], ["no": "A-2", "total": 99.0]]))
    }
  }

  @Test func aValueIsReadAsItIs() async throws {
    try await Stage.with(["/": "<textarea aria-label=Note> two  words\n\nand more </textarea>"]) { stage in
      await stage.open()
      let note: PlainValue = ["field": "Note"]
      #expect(await stage.step("read", ["target": note, "as": "value"]) == .done(["text": " two  words\n\nand more "]))
      #expect(await stage.step("read", ["target": note]) == .done(["text": "two words\n\nand more"]))
    }
  }

  @Test func oneTimeCodesAreThoseOfTheStandardAndAreNotUsedTwice() throws {
    // RFC 6238, appendix B, SHA-1, at 59 s.
    let code = try OneTimeCode(secret: "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8")
    #expect(code.code(step: 1) == "94287082")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-codes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let ledger = CodeLedger(folder: folder, key: [1, 2, 3])
    #expect(try ledger.take(5))
    #expect(try !ledger.take(5))
    #expect(try !ledger.take(4))
    #expect(try ledger.take(6))
  }
}
