// Pages that behave badly: huge ones, ones that ask without end, that move under the pointer, that call things by names which
// mean to deceive, that open and frame what they like.
import Foundation
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

@Suite struct BadInputTests {
  @Test func aPageThatIsTooLargeIsRefused() async throws {
    try await Stage.with(["/": "<h1>Small</h1>"]) { stage in
      let tooMany = BrowserLimits.pageNodes + 1
      stage.server.set("/", "<h1>Many</h1><div hidden>" + String(repeating: "<i></i>", count: tooMany) + "</div>")
      await stage.open()
      let clicked = await stage.step("click", ["target": ["text": "Many"]])
      #expect(
        clicked.message == "the page has \(tooMany + 6) elements, more than the limit of \(BrowserLimits.pageNodes)",
        "\(clicked)")
      // 50 MB.
      stage.server.set("/", "<h1>Long</h1><div hidden>" + String(repeating: "0123456789", count: 5 << 20) + "</div>")
      await stage.open()
      let read = await stage.step("read", ["target": ["css": "h1"]])
      #expect(read.message.hasSuffix("characters, more than the limit of \(BrowserLimits.pageCharacters)"), "\(read)")
      // It is the page that is refused, not the run.
      stage.server.set("/", "<h1>Small</h1>")
      await stage.open()
      #expect(await stage.text(["css": "h1"]) == "Small")
    }
  }

  /// A document of any depth, which neither Chromium's nor Twin's own JSON can hold as a tree in a tree, and half of a
  /// surrogate pair, which is no text.
  @Test func aPageMayBeDeepAndHoldWhatIsNoText() async throws {
    let deep = String(repeating: "<div>", count: 400)
    try await Stage.with([
      "/": "\(deep)<button data-testid=down>Deep</button><input placeholder=Note><p id=half>-</p><p id=host></p>"
        + "<script>half.textContent = 'a\\ud800b'; host.attachShadow({mode: 'closed'}).innerHTML = '<i id=in>inside</i>'</script>"
    ]) { stage in
      await stage.open()
      #expect(await stage.step("click", ["target": ["test_id": "down"]]) == .done(.null))
      #expect(await stage.step("fill", ["target": ["field": "Note"], "with": "x"]) == .done(.null))
      #expect(await stage.text(["css": "#half"]) == "a\u{FFFD}b")
      #expect(await stage.text(["css": "#in"]) == "inside")
    }
  }

  @Test func dialogsWithoutEndEndThePage() async throws {
    try await Stage.with(["/": "<button onclick=\"while (true) alert('Again')\">Ask</button>"]) { stage in
      await stage.open()
      let click: PlainValue = ["target": ["button": "Ask"]]
      var came = await stage.step("click", click)
      var answers = 0
      while came.question?["show"]?["message"] == "Again", answers <= BrowserLimits.dialogs {
        answers += 1
        let answer: PlainValue = ["approved": true, "question": "dialog", "value": "accept"]
        came = await stage.perform(stage.request("click", click, answer: answer))
      }
      #expect(answers == BrowserLimits.dialogs)
      guard case .inDoubt(let message) = came else {
        Issue.record("\(came)")
        return
      }
      #expect(message.contains("the page opened more than 10 dialogs in one step (the last: \"Again\")"))
      // The page is gone, and the run is not stuck on it.
      stage.server.set("/", "<h1>Calm</h1>")
      await stage.open()
      #expect(await stage.text(["css": "h1"]) == "Calm")
    }
  }

  @Test func aButtonThatJumpsAwayHandsItsClickToNoOther() async throws {
    try await Stage.with([
      "/": """
      <button id=pay style="position:absolute;left:40px;top:40px;width:120px;height:40px" onclick="document.title+='paid'">Pay</button>
      <button id=wipe style="position:absolute;left:40px;top:240px;width:120px;height:40px" onclick="document.title+='wiped'">Wipe</button>
      <script>pay.onpointermove = () => { pay.style.top = '440px'; wipe.style.top = '40px' };
      onpointerup = () => setTimeout(() => { pay.style.top = '40px'; wipe.style.top = '240px' })</script>
      """
    ]) { stage in
      await stage.open()
      #expect(await stage.step("click", ["target": ["button": "Pay"]]) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "paid")
    }
  }

  @Test func namesThatDeceiveAreShownAsTheyRead() async throws {
    let twins = "<button>Pay\u{200b}</button><button>P\u{2060}ay</button><button>\u{202e}yaP</button>"
    try await Stage.with(["/": "<p>\(twins)</p>"]) { stage in
      await stage.open()
      let asked = await stage.step("click", ["target": ["button": "Pay"]], timeout: 3_000)
      let labels = asked.question?["options"]?.elements?.compactMap { $0["label"]?.text } ?? []
      #expect(labels == ["button \"Pay\" beside yap (1 of 2)", "button \"Pay\" beside yap (2 of 2)"], "\(asked)")
      // The third reads "Pay" on the screen and is another name.
      #expect(await stage.step("click", ["target": ["button": "yaP"]]) == .done(.null))
    }
  }

  @Test func aPageThatOpensAnotherIsFollowedWhenTheSkillSaysSo() async throws {
    try await Stage.with([
      "/":
        "<a target=_blank href=/receipt>Receipt</a><button onclick=\"open('/receipt', '', 'width=300')\">Window</button>",
      "/receipt": "<title>Receipt</title><h1>Paid</h1>",
    ]) { stage in
      for target in [["link": "Receipt"], ["button": "Window"]] as [PlainValue] {
        await stage.open()
        #expect(await stage.step("click", ["target": target]) == .done(.null))
        // Nothing follows by itself.
        #expect(await stage.text(["link": "Receipt"]) == "Receipt")
        #expect(await stage.step("tab", ["which": "Receipt"]).value?["url"]?.text == stage.server.url("/receipt"))
        #expect(await stage.text(["css": "h1"]) == "Paid")
        #expect(await stage.step("tab", ["which": 2, "close": true]).value?["url"]?.text == stage.server.url("/"))
      }
    }
  }

  @Test func whatIsDraggedArrives() async throws {
    try await Stage.with([
      "/": """
      <div id=card draggable=true style="width:90px;height:30px;background:#ccc" ondragstart="event.dataTransfer.setData('text', 'INV-7')">INV-7</div>
      <div id=done style="margin:200px 0 0 300px;width:200px;height:80px;background:#eee" ondragover="event.preventDefault()"
        ondrop="this.textContent = 'done: ' + event.dataTransfer.getData('text')">Done</div>
      <div id=knob style="position:absolute;left:20px;top:120px;width:30px;height:30px;background:#888"></div>
      <div id=slot style="position:absolute;left:220px;top:120px;width:60px;height:30px;background:#ddd"></div>
      <script>let held = false; knob.onpointerdown = () => { held = true };
      onpointermove = (e) => { if (held) knob.style.left = e.clientX - 15 + 'px' };
      onpointerup = () => { if (held) document.title = 'at ' + Math.round(knob.getBoundingClientRect().x); held = false }</script>
      """
    ]) { stage in
      await stage.open()
      #expect(await stage.step("drag", ["target": ["css": "#card"], "to": ["css": "#done"]]) == .done(.null))
      #expect(await stage.text(["css": "#done"]) == "done: INV-7")
      #expect(await stage.step("drag", ["target": ["css": "#knob"], "to": ["css": "#slot"]]) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "at 235")
    }
  }

  @Test func aFrameOfAnotherSiteHasAProcessOfItsOwnAndIsReached() async throws {
    try await Stage.with(
      ["/inner": "<label>Card <input id=card></label><button onclick=\"fetch('/paid')\">Pay</button>"],
      program: Stage.isolatingSites
    ) {
      stage in
      let network = ["127.0.0.1:*", "localhost:*"]
      stage.server.set("/", "<iframe title=bank src=\"\(stage.server.url("/inner", host: "localhost"))\"></iframe>")
      await stage.perform(stage.request("open", ["url": .string(stage.server.url("/"))], network: network))
      let card: PlainValue = ["field": "Card", "frame": "bank"]
      #expect(
        await stage.perform(stage.request("fill", ["target": card, "with": "4111"], network: network)) == .done(.null))
      let pay: PlainValue = ["button": "Pay", "frame": "bank"]
      #expect(await stage.perform(stage.request("click", ["target": pay], network: network)) == .done(.null))
      try await stage.until { stage.server.asked.contains("/paid") }
      let tab = try await stage.tab()
      let sessions = Set(await tab.allFrames.map(\.session))
      #expect(sessions.count == 2, "the frame lives in the page's own process: this test shows nothing")
      let value = stage.request("read", ["target": card, "as": "value"], network: network)
      #expect(await stage.perform(value).value?["text"] == "4111")
      // By title and name as a whole, by address in part.
      for (frame, isThere) in [
        (["title": "Bank", "url": "/inner"], true), (["title": "ban"], false), (["url": "/other"], false),
        (["name": "bank"], false),
      ] as [(PlainValue, Bool)] {
        let read = stage.request(
          "read", ["target": ["field": "Card", "frame": frame], "as": "value"],
          timeout: isThere ? 20_000 : 1_000, network: network)
        #expect(await stage.perform(read).value?["text"] == (isThere ? "4111" : nil), "\(frame)")
      }
    }
  }

  @Test(arguments: [
    ("../../../evil.txt", "evil.txt"), ("/etc/passwd", "passwd"), ("..\\..\\evil.exe", "evil.exe"), ("..", "download"),
    (".bashrc", "bashrc"), ("a\u{0}b.txt", "a_b.txt"), ("in\u{202e}fdp.exe", "in_fdp.exe"),
    ("$(rm -rf).sh", "_(rm -rf).sh"),
    (String(repeating: "x", count: 400), String(repeating: "x", count: BrowserLimits.fileNameCharacters)),
    ("", "download"),
  ])
  func aSuggestedNameIsNoPath(_ suggested: String, _ name: String) {
    #expect(FileNames.safe(suggested) == name)
  }

  @Test func aDownloadStaysInTheFoldersThatAreAllowed() async throws {
    try await Stage.with(["/": "<a href=\"/file?a\">Get</a>"]) { stage in
      stage.server.setFile("a", name: "/../../root.txt", "content")
      await stage.open()
      let refused = await stage.step("download", ["target": ["link": "Get"], "save_as": "../outside.txt"])
      #expect(refused.kind == .permission, "\(refused)")
      let outside = stage.folder.deletingLastPathComponent().appendingPathComponent("outside.txt")
      #expect(!FileManager.default.fileExists(atPath: outside.path))
      let kept = await stage.step("download", ["target": ["link": "Get"], "save_as": "out/kept.txt"])
      #expect(kept.value?["path"] == "out/kept.txt", "\(kept)")
      let file = stage.folder.appendingPathComponent("out/kept.txt")
      let content = try String(contentsOf: file, encoding: .utf8)
      #expect(content == "content")
    }
  }

  @Test func aMissingBrowserIsSaidWithItsCure() throws {
    var program = BrowserProgram()
    (program.shells, program.full) = ([], [])
    #expect {
      try program.path()
    } throws: {
      "\($0)" == "no Chromium is installed; install it with: apt-get install chromium-headless-shell"
    }
  }
}
