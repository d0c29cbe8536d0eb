// A hand plays mouse and keyboard in a real Chromium, and the skill that is written of it is read: goldens under
// Tests/Goldens/Authoring, as for imported recordings.
import Authoring
import Compiler
import Foundation
import Testing
import Values

@testable import Browser

@Suite struct RecorderTests {
  /// Serves pages, records what the hand does on the first of them, and gives the skill.
  private func recorded(
    _ pages: [String: String], _ body: (Hand) async throws -> Void
  ) async throws -> String {
    let server = try await PageServer.start(pages)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-recorder-\(UUID().uuidString)")
    let recorder = try await PageRecorder.open(server.url("/"), in: folder, program: BrowserProgram())
    let listening = Task {
      var recording = EventRecording(start: server.url("/"))
      for await event in recorder.events { recording.take(event.event, tab: event.tab) }
      return recording.recording
    }
    do {
      try await body(try #require(await recorder.channel.map { Hand(devTools: $0.devTools, session: $0.session) }))
    } catch {
      await recorder.close()
      throw error
    }
    await recorder.close()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    let yaml = try SkillDraft(await listening.value).yaml
    #expect(compile(name: "skill.yaml", text: yaml).diagnostics.map(\.message) == [])
    return yaml.replacing(":\(server.port)", with: ":8000")
  }

  private func expectGolden(_ name: String, _ text: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Goldens/Authoring/\(name)")
    if ProcessInfo.processInfo.environment["TWIN_REWRITE_GOLDENS"] == "1" { try Data(text.utf8).write(to: file) }
    #expect(try text == String(contentsOf: file, encoding: .utf8))
  }

  static let login = """
    <title>Sign in</title><form action=/code><label>Email <input name=email></label>
    <label for=p>Password</label><input id=p type=password name=password><button>Sign in</button></form>
    """
  static let code = """
    <title>One-time code</title><form action=/invoices><label>Code <input name=code maxlength=6></label><button>Continue</button></form>
    """
  static let invoices = """
    <title>Invoices</title><h1>Open invoices</h1><label>Month <select><option>February<option>March</select></label>
    <label><input type=checkbox> Only mine</label>
    <table><tr><th>Number<th>Vendor<th></tr>
    <tr><td>INV-101<td>Acme<td><button onclick="location='/invoice'">Open</button></tr>
    <tr><td>INV-102<td>Bolt<td><button onclick="location='/invoice'">Open</button></tr></table>
    """
  static let invoice = """
    <title>Invoice</title><div role=dialog aria-label="Note"><input aria-label="Text"><button>Save</button></div>
    <section aria-label="Details"><button>Save</button></section>
    <div id=x7><span onclick="document.title='opened'">More about it</span></div>
    <button onclick="if (confirm('Pay 300.75 to Acme?')) document.title = 'Paid'">Pay now</button>
    """

  @Test func whatAPersonDoesIsASkill() async throws {
    let yaml = try await recorded([
      "/": Self.login, "/code": Self.code, "/invoices": Self.invoices, "/invoice": Self.invoice,
    ]) { hand in
      try await hand.click("[name=email]")
      try await hand.type("ana@example.com")
      try await hand.press("Tab")
      try await hand.type("hunter2")
      try await hand.press("Enter")
      try await hand.waitForTitle("One-time code")
      try await hand.click("[name=code]")
      try await hand.type("418203")
      try await hand.click("button")
      try await hand.waitForTitle("Invoices")
      try await hand.choose("select", "March")
      try await hand.click("[type=checkbox]")
      try await hand.click("tr:nth-child(3) button")
      try await hand.waitForTitle("Invoice")
      try await hand.click("[aria-label=Text]")
      try await hand.type("checked")
      try await hand.click("[role=dialog] button")
      try await hand.click("section button")
      try await hand.click("span")
      try await hand.click("body > button", answering: true)
      try await hand.waitForTitle("Paid")
    }
    try expectGolden("record-pay-invoice.yaml", yaml)
    #expect(!yaml.contains("hunter2") && !yaml.contains("418203"))
  }

  @Test func framesShadowRootsAndHardNamesAreFound() async throws {
    let yaml = try await recorded([
      "/": """
      <title>Shop</title><my-menu></my-menu><iframe name=payment src=/card></iframe>
      <ul><li><b>Tea</b><button>Add</button><li><b>Coffee</b><button>Add</button></ul>
      <div class=grid><i></i><i></i><i onclick="document.title='third'" style="display:block;width:20px;height:20px"></i></div>
      <input data-testid=search placeholder="Search the shop">
      <script>customElements.define('my-menu', class extends HTMLElement { connectedCallback() {
        this.attachShadow({mode: 'open'}).innerHTML = '<button aria-label="Menu: all # of it">≡</button>' } })</script>
      """,
      "/card": "<label>Card number <input></label>",
    ]) { hand in
      try await hand.clickPiercing("my-menu", "button")
      try await hand.click("li:nth-child(2) button")
      try await hand.click("i:nth-child(3)", times: 2)
      try await hand.click("[data-testid=search]")
      try await hand.type("green tea")
      try await hand.press("Enter")
      try await hand.press("k", modifiers: 2)
      try await hand.clickInFrame("iframe", "input")
      try await hand.type("4111 1111 1111 1111")
      try await hand.settle()
    }
    try expectGolden("record-shop.yaml", yaml)
    #expect(!yaml.contains("4111"))
  }

  @Test func anAddressTypedIsOpenedAndALinkIsFollowed() async throws {
    let yaml = try await recorded([
      "/": "<title>A</title><a href=/b>To B</a>", "/b": "<title>B</title>", "/c": "<title>C</title>",
    ]) { hand in
      try await hand.click("a")
      try await hand.waitForTitle("B")
      try await hand.goTo("/c")
      try await hand.waitForTitle("C")
    }
    #expect(
      yaml.split(separator: "steps:\n").last == """
          # A
          - open: http://127.0.0.1:8000/
          - click: { link: To B }

          # C
          - open: http://127.0.0.1:8000/c

        """)
  }

  @Test func aWindowThatTheSiteOpensIsAnotherTab() async throws {
    let yaml = try await recorded([
      "/": "<title>A</title><a href=/b target=_blank>Open B</a><button>Stay</button>",
      "/b": "<title>B</title><button>There</button>",
    ]) { hand in
      try await hand.click("a")
      let other = try await hand.otherPage("/b")
      try await other.click("button")
      try await hand.click("button")
      try await hand.settle()
    }
    #expect(yaml.contains("  - click: { link: Open B }\n"))
    #expect(
      yaml.contains("  # B\n  - tab: 2\n  - click: { button: There }\n  - tab: 1\n  - click: { button: Stay }\n"), "\(yaml)")
  }

  @Test func aWindowNeedsAScreen() async throws {
    guard ProcessInfo.processInfo.environment["DISPLAY"] == nil else { return }
    await #expect(throws: BrowserError.self) {
      try await PageRecorder.open(
        "http://127.0.0.1:1/", in: FileManager.default.temporaryDirectory.appendingPathComponent("none"))
    }
  }
}

/// Mouse and keyboard of a page, as DevTools gives them: real input, which a page takes for a person's.
struct Hand {
  let devTools: DevTools
  let session: String

  func evaluate(_ expression: String) async throws -> PlainValue {
    let answer = try await devTools.send(
      "Runtime.evaluate", ["expression": .string(expression), "returnByValue": true, "awaitPromise": true],
      session: session)
    return answer["result"]?["value"] ?? .null
  }

  /// Waits for a condition of the page.
  func wait(_ condition: String) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while try await evaluate("Boolean(\(condition))") != true {
      try #require(ContinuousClock.now < deadline, "\(condition)")
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  func waitForTitle(_ title: String) async throws {
    try await wait("document.title === '\(title)' && document.readyState === 'complete'")
  }
  /// What was told is here by the time the page has answered.
  func settle() async throws { _ = try await evaluate("new Promise((done) => setTimeout(done, 50))") }

  func click(_ css: String, times: Int = 1, answering: Bool = false) async throws {
    try await wait("document.querySelector('\(css)')")
    try await click(
      point:
        "(() => { const box = document.querySelector('\(css)').getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2] })()",
      times, answering)
  }

  func clickPiercing(_ host: String, _ css: String) async throws {
    try await wait("document.querySelector('\(host)')?.shadowRoot?.querySelector('\(css)')")
    try await click(
      point:
        "(() => { const box = document.querySelector('\(host)').shadowRoot.querySelector('\(css)').getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2] })()",
      1, false)
  }

  func clickInFrame(_ frame: String, _ css: String) async throws {
    try await wait("document.querySelector('\(frame)').contentDocument?.querySelector('\(css)')")
    try await click(
      point: """
        (() => { const frame = document.querySelector('\(frame)'), outer = frame.getBoundingClientRect(),
          box = frame.contentDocument.querySelector('\(css)').getBoundingClientRect();
        return [outer.x + frame.clientLeft + box.x + box.width / 2, outer.y + frame.clientTop + box.y + box.height / 2] })()
        """, 1, false)
  }

  private func click(point: String, _ times: Int, _ answering: Bool) async throws {
    let at = try await evaluate(point).elements?.compactMap(\.number) ?? []
    try #require(at.count == 2)
    for count in 1...times {
      for type in ["mousePressed", "mouseReleased"] {
        let command = DevToolsCommand(
          "Input.dispatchMouseEvent",
          [
            "type": .string(type), "x": .double(at[0]), "y": .double(at[1]), "button": "left",
            "clickCount": .int(Int64(count)),
          ], session: session)
        // A dialog holds the answer back until somebody answers it.
        if answering, type == "mouseReleased" { await devTools.post(command) } else { try await devTools.send(command) }
      }
    }
    guard answering else { return }
    let deadline = ContinuousClock.now + .seconds(120)
    while true {
      do {
        try await devTools.send("Page.handleJavaScriptDialog", ["accept": true], session: session)
        return
      } catch {
        try #require(ContinuousClock.now < deadline)
        try await Task.sleep(for: .milliseconds(10))
      }
    }
  }

  func type(_ text: String) async throws {
    for character in text {
      let key = String(character)
      for type in ["keyDown", "keyUp"] {
        var event: [PlainEntry] = [
          PlainEntry(key: "type", value: .string(type)), PlainEntry(key: "key", value: .string(key)),
        ]
        if type == "keyDown" { event.append(PlainEntry(key: "text", value: .string(key))) }
        try await devTools.send("Input.dispatchKeyEvent", .map(event), session: session)
      }
    }
  }

  func press(_ key: String, modifiers: Int64 = 0) async throws {
    let codes: [String: Int64] = ["Tab": 9, "Enter": 13, "k": 75]
    for type in ["rawKeyDown", "char", "keyUp"] {
      if type == "char", key != "Enter" { continue }
      var event: [PlainEntry] = [
        PlainEntry(key: "type", value: .string(type)), PlainEntry(key: "key", value: .string(key)),
        PlainEntry(key: "code", value: .string(key)), PlainEntry(key: "modifiers", value: .int(modifiers)),
        PlainEntry(key: "windowsVirtualKeyCode", value: .int(codes[key] ?? 0)),
      ]
      if type == "char" { event.append(PlainEntry(key: "text", value: "\r")) }
      try await devTools.send("Input.dispatchKeyEvent", .map(event), session: session)
    }
  }

  /// By its first letter, as one chooses with the keyboard.
  func choose(_ css: String, _ option: String) async throws {
    try await wait("document.querySelector('\(css)')")
    _ = try await evaluate("document.querySelector('\(css)').focus()")
    try await type(String(option.prefix(1)))
    try await wait("document.querySelector('\(css)').value === '\(option)'")
  }

  func goTo(_ path: String) async throws {
    let address = try await evaluate("new URL('\(path)', location).href").text ?? ""
    try await devTools.send("Page.navigate", ["url": .string(address)], session: session)
  }

  /// The hand on a page that this one opened.
  func otherPage(_ path: String) async throws -> Hand {
    let deadline = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < deadline {
      let targets = try await devTools.send("Target.getTargets")["targetInfos"]?.elements ?? []
      if let other = targets.first(where: { $0["url"]?.text?.hasSuffix(path) == true })?["targetId"] {
        let answer = try await devTools.send("Target.attachToTarget", ["targetId": other, "flatten": true])
        let hand = Hand(devTools: devTools, session: answer["sessionId"]?.text ?? "")
        try await hand.wait("document.readyState === 'complete'")
        return hand
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw CancellationError()
  }
}
