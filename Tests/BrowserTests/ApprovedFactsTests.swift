// What was approved is what gets the input: a page that changes between the last look at it and the press gets nothing of it,
// and a page that went on by itself is another page. Each page here changes at an exact moment, so that nothing depends on time.
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Browser

@Suite struct ApprovedFactsTests {
  private static let button: PlainValue = ["target": ["css": "#b"]]

  /// A gate opens for the step `pay`.
  private func gate(
    _ prompt: String, _ arguments: PlainValue, kind: String = "click", _ stage: Stage
  ) async {
    _ = await stage.effects.evidence(
      EvidenceRequest(
        run: stage.run, gate: 1, prompt: prompt,
        allowed: [["step": "pay", "effect": .string(kind), "arguments": arguments]]))
  }

  private func pay(
    _ arguments: PlainValue, kind: String = "click", _ stage: Stage, by effects: BrowserEffects? = nil
  ) async -> Came {
    await stage.perform(
      stage.request(kind, arguments, step: "pay", irreversible: true, approval: .gate(1)), by: effects)
  }

  private static func page(_ event: String, _ change: String) -> String {
    """
    <table><tr><td id=total>50.00</td></tr><tr><td>7.00</td></tr></table>
    <label>Amount <input id=f></label><button id=b>Pay 50.00</button>
    <script>for (const one of [b, f]) one.addEventListener('\(event)', () => { \(change) }, {once: true});
    b.addEventListener('click', () => fetch('/paid'));
    f.addEventListener('input', () => fetch('/paid'));</script>
    """
  }

  private static let changes = [
    "total.textContent = '900.00'", "b.textContent = 'Pay 900.00'", "b.textContent = 'Pay nothing'",
    "total.closest('table').insertRow().insertCell().textContent = '850.00'",
  ]

  private func differs(
    _ event: String, _ change: String, kind: String = "click", _ arguments: PlainValue = button
  ) async throws {
    try await Stage.with(["/": Self.page(event, change), "/paid": ""]) { stage in
      await stage.open()
      await stage.step("read", ["target": ["css": "td"], "all": true])
      await gate("Pay 50.00 and 7.00?", arguments, kind: kind, stage)
      let came = await pay(arguments, kind: kind, stage)
      switch came {
      case .differs: break
      // What the page was given of it cannot be taken back, and is not given again.
      case .inDoubt(let message) where message.contains("saw the beginning of the input") && event != "mousemove": break
      default: return _ = Issue.record("\(event), \(change): \(came)")
      }
      // All that the page asked for before has arrived by now.
      _ = try await stage.tab().evaluate("fetch('/last')")
      try await stage.until { stage.server.asked.contains("/last") }
      #expect(!stage.server.asked.contains("/paid"))
    }
  }

  @Test(arguments: ["mousemove", "pointerdown", "mousedown", "pointerup", "mouseup"], changes)
  func whatChangesUnderThePointerIsNotClicked(event: String, change: String) async throws {
    try await differs(event, change)
  }

  @Test(
    arguments: [
      ("press", ["keys": "Enter", "on": ["css": "#b"]]), ("press", ["keys": "5", "on": ["css": "#f"]]),
      ("fill", ["target": ["css": "#f"], "with": "5"]),
    ] as [(String, PlainValue)])
  func whatChangesAsItGetsTheFocusIsGivenNoKeys(kind: String, arguments: PlainValue) async throws {
    try await differs("focus", "total.textContent = '900.00'", kind: kind, arguments)
  }

  /// What is another for a moment, and not another thing, is acted on once it holds still; what changes elsewhere says nothing.
  @Test func whatOnlyLooksOtherwiseIsClicked() async throws {
    let page = """
      <p id=total>50.00</p><p id=clock>0</p><button id=b title="Pays at once">Pay now</button>
      <script>b.addEventListener('mouseover', () => { b.removeAttribute('title'); b.className = 'hot' });
      const draw = () => { clock.textContent++; requestAnimationFrame(draw) }; draw();
      b.addEventListener('click', () => { total.textContent = 'paid'; fetch('/paid') })</script>
      """
    try await Stage.with(["/": page, "/paid": ""]) { stage in
      await stage.open()
      #expect(await stage.text(["css": "#total"]) == "50.00")
      await gate("Pay 50.00?", Self.button, stage)
      #expect(await pay(Self.button, stage) == .done(.null))
      #expect(await stage.text(["css": "#total"]) == "paid")
      try await stage.until { stage.server.asked.contains("/paid") }
      #expect(stage.server.asked.count { $0 == "/paid" } == 1)
      // What watched is gone: the next steps are nobody's business.
      #expect(await stage.step("click", Self.button) == .done(.null))
      try await stage.until { stage.server.asked.count { $0 == "/paid" } == 2 }
    }
  }

  private static func invoice(_ number: String) -> String { "<h1>\(number)</h1><button id=b>Pay</button>" }

  /// Leaves the page as its own script would.
  private func goOn(_ path: String, _ stage: Stage) async throws {
    let tab = try await stage.tab()
    _ = try await tab.evaluate("setTimeout(() => { location = '\(path)' }, 0)")
    try await stage.until {
      let isLoading = await tab.isLoading
      return await tab.address.hasSuffix(path) && !isLoading
    }
  }

  @Test(arguments: [true, false])
  func aPageThatWentOnByItselfIsAnother(isBeforeTheGate: Bool) async throws {
    try await Stage.with(["/": Self.invoice("INV-10"), "/next": Self.invoice("INV-20")]) { stage in
      await stage.open()
      if isBeforeTheGate { #expect(await stage.text(["css": "h1"]) == "INV-10") }
      if isBeforeTheGate { try await goOn("/next", stage) }
      await gate("Pay INV-10?", Self.button, stage)
      if !isBeforeTheGate { try await goOn("/next", stage) }
      let why =
        isBeforeTheGate
        ? "What was shown when step 'pay' was approved has changed on the page (step 'read' read it)."
        : "The page has gone on by itself since step 'pay' was approved: it was at \(stage.server.url("/"))."
      #expect(await pay(Self.button, stage) == .differs("\(why) Nothing was done. Did it happen by other means?"))
    }
  }

  /// Where a step led, at once or a while later, what was read before is of the page that was left.
  @Test(arguments: ["location = '/pay'", "setTimeout(() => { location = '/pay' }, 50)"])
  func whereAStepLedIsNoOtherPage(script: String) async throws {
    let list = "<h1>INV-10</h1><button onclick=\"\(script)\">Go</button>"
    try await Stage.with(["/": list, "/pay": "<button id=b>Pay</button>"]) { stage in
      await stage.open()
      #expect(await stage.text(["css": "h1"]) == "INV-10")
      #expect(await stage.step("click", ["target": ["button": "Go"]]) == .done(.null))
      #expect(await stage.step("wait_for", ["target": ["css": "#b"]]) == .done(.null))
      await gate("Pay INV-10?", Self.button, stage)
      #expect(await pay(Self.button, stage) == .done(.null))
    }
  }

  /// It was frozen at the gate, and shows what has changed meanwhile once it may ask.
  @Test func aPageThatWasFrozenCatchesUpFirst() async throws {
    let page = """
      <p id=total>50.00</p><button id=b>Pay now</button>
      <script>document.addEventListener('resume', () => setTimeout(async () => {
        total.textContent = (await (await fetch('/total')).text()).split('>').at(-1);
      }, 0))</script>
      """
    try await Stage.with(["/": page, "/total": "900.00"]) { stage in
      await stage.open()
      #expect(await stage.text(["css": "#total"]) == "50.00")
      await gate("Pay 50.00?", Self.button, stage)
      let state = try #require(await stage.effects.rest(run: stage.run))
      let other = Stage.effects(stage.folder)
      #expect(await other.restore(run: stage.run, from: state, isCurrent: true, secrets: Texts()) == .live)
      let tab = try await other.session(stage.run).tab()
      #expect(try await tab.evaluate("total.textContent").text == "900.00")
      guard case .differs = await pay(Self.button, stage, by: other) else {
        Issue.record("what had changed while it was frozen was paid")
        return
      }
      _ = await other.release(run: stage.run, artifacts: stage.artifacts)
    }
  }

  private func paidOnce(_ stage: Stage) async throws {
    _ = try await stage.tab().evaluate("fetch('/last')")
    try await stage.until { stage.server.asked.contains("/last") }
    #expect(stage.server.asked.count { $0 == "/paid" } == 1, "\(stage.server.asked)")
  }

  /// A page that does its part as the pointer goes down, and shows that at once, is pressed once.
  @Test(arguments: [
    ("b.textContent = 'Paid'", true), ("b.replaceWith(b.cloneNode(true))", false),
    ("total.textContent = '0.00'", false),
    ("b.textContent = 'Pay (1)'", false),
  ])
  func aPageThatActsOnThePressIsPressedOnce(change: String, isAnswer: Bool) async throws {
    let page = """
      <p id=total>50.00</p><button id=b>Pay</button>
      <script>addEventListener('pointerdown', () => { fetch('/paid'); \(change) })</script>
      """
    try await Stage.with(["/": page, "/paid": ""]) { stage in
      await stage.open()
      await stage.step("read", ["target": ["css": "#total"]])
      await gate("Pay 50.00?", Self.button, stage)
      switch await pay(Self.button, stage) {
      case .done where isAnswer: break
      case .inDoubt(let message) where !isAnswer: #expect(message.contains("saw the beginning of the input"))
      case let came: Issue.record("\(came)")
      }
      try await paidOnce(stage)
    }
  }

  /// What a page makes of its button, and of what stands around it, in answer to the pointer that comes and presses.
  static let answers = [
    "r.onpointerdown = () => { r.firstChild.className = 'active' }",
    "r.onpointerdown = () => { r.firstChild.innerHTML = '<i>⏳</i> Paying…' }",
    "r.onmousedown = () => { r.firstChild.firstChild.data = 'Paying' }",
    "r.onpointerdown = () => { r.firstChild.setAttribute('aria-label', 'Paying') }",
    "r.onmouseover = (event) => { if (r.title === '') draw('Pay now'); r.title = 'hot' }",
    "row.onmouseenter = () => { more.innerHTML = '<a href=#>Edit</a>' }; row.onmouseleave = () => { more.innerHTML = '' }",
    "row.onmouseenter = () => { r.before(document.createElement('td')); r.previousSibling.innerHTML = '<a href=#>Edit this one</a>' }",
    "row.onpointerdown = () => { more.textContent = 'selected' }",
    "r.onmouseenter = () => { r.firstChild.title = '' }; r.onmouseleave = () => { r.firstChild.title = 'Pays 50' }; r.firstChild.title = 'Pays 50'",
  ]

  @Test(arguments: answers)
  func whatAnswersThePressIsPressed(answer: String) async throws {
    let page = """
      <table><tr id=row><td id=total>50.00<td>Acme<td id=r><td id=more></table>
      <script>const draw = (text, look = '') => { r.innerHTML = `<button class="${look}">${text}</button>` };
      draw('Pay'); r.addEventListener('click', () => fetch('/paid')); \(answer)</script>
      """
    let button: PlainValue = ["target": ["css": "button"]]
    try await Stage.with(["/": page, "/paid": ""]) { stage in
      await stage.open()
      #expect(await stage.text(["css": "#total"]) == "50.00")
      await gate("Pay 50.00?", button, stage)
      let came = await pay(button, stage)
      #expect(came == .done(.null), "\(came)")
      try await paidOnce(stage)
    }
  }

  /// Where it comes from the press, but is more than an answer to it; and where it does not come from the press.
  @Test(arguments: [
    // Another row comes under the pointer.
    "row.onpointerdown = () => { row.cells[1].textContent = 'Globex' }",
    "row.onpointerdown = () => { row.before(row.cloneNode(true)); row.cells[3].innerHTML = '' }",
    // Later than the turn in which the pointer comes.
    "row.onmouseenter = () => { setTimeout(() => { r.firstChild.textContent = 'Reject' }, 0) }",
  ])
  func whatIsMoreThanAnAnswerIsNotPressed(change: String) async throws {
    let page = """
      <table><tr id=row><td id=total>50.00<td>Acme<td id=more><td id=r><button>Pay</button></table>
      <script>addEventListener('click', () => fetch('/paid')); \(change)</script>
      """
    let button: PlainValue = ["target": ["css": "#r button"]]
    try await Stage.with(["/": page, "/paid": ""]) { stage in
      await stage.open()
      await gate("Pay?", button, stage)
      let came = await pay(button, stage)
      switch came {
      case .inDoubt(let message): #expect(message.contains("saw the beginning of the input"), "\(message)")
      case .differs where change.contains("mouseenter"): break
      default: Issue.record("\(came)")
      }
      _ = try await stage.tab().evaluate("fetch('/last')")
      try await stage.until { stage.server.asked.contains("/last") }
      #expect(!stage.server.asked.contains("/paid"))
    }
  }

  /// A link may be given more to tell as it is pressed, and leads where it led.
  @Test(arguments: [("&from=list", true), ("&p=2", false), ("#top", false)])
  func aLinkThatIsTracedIsFollowed(added: String, isFollowed: Bool) async throws {
    let page = "<a id=b href='/pay?p=1'>Pay</a><script>b.onmousedown = () => { b.href = '/pay?p=1\(added)' }</script>"
    try await Stage.with(["/": page, "/pay": "Paid"]) { stage in
      await stage.open()
      await gate("Pay?", Self.button, stage)
      let came = await pay(Self.button, stage)
      if isFollowed { #expect(came == .done(.null), "\(came)") }
      #expect(stage.server.asked.contains("/pay") == isFollowed, "\(came)")
    }
  }

  /// Of a press on what is drawn anew once the button is down, browsers make no click, for people neither.
  @Test(arguments: ["mousedown", "mouseup"])
  func aPressThatTheBrowserMakesNoClickOfIsInDoubt(event: String) async throws {
    let page = """
      <div id=r></div><script>const draw = () => { r.innerHTML = '<button id=b>Pay</button>' }; draw();
      r.on\(event) = draw; r.onclick = () => fetch('/paid')</script>
      """
    try await Stage.with(["/": page, "/paid": ""]) { stage in
      await stage.open()
      await gate("Pay?", Self.button, stage)
      let came = await pay(Self.button, stage)
      guard case .inDoubt(let message) = came else { return _ = Issue.record("\(came)") }
      #expect(message.contains("makes no click"), "\(message)")
      // What can be undone is not asked about: the press is completed.
      #expect(await stage.step("click", Self.button) == .done(.null))
      try await paidOnce(stage)
    }
  }

  /// Where a link or a form leads is part of what was approved.
  @Test(arguments: [
    ("<a id=b href=/pay/10>Pay</a>", "b.href = '/pay/20'"),
    ("<form action=/pay/10><button id=b>Pay</button></form>", "b.form.action = '/pay/20'"),
  ])
  func aLinkThatLeadsElsewhereIsNotFollowed(html: String, change: String) async throws {
    let page = "\(html)<script>b.addEventListener('mousemove', () => { \(change) })</script>"
    try await Stage.with(["/": page, "/pay/10": "", "/pay/20": ""]) { stage in
      await stage.open()
      await gate("Pay?", Self.button, stage)
      let came = await pay(Self.button, stage)
      guard case .differs(let message) = came else { return _ = Issue.record("\(came) \(stage.server.asked)") }
      #expect(message.contains("leads elsewhere"), "\(message)")
      #expect(!stage.server.asked.contains { $0.hasPrefix("/pay") })
    }
  }
}
