// Acting on elements: only when exactly one is meant, and it is there, visible, still, enabled and hit.
import Testing
import Values

@testable import Browser

@Suite struct ActingTests {
  @Test func aFormIsFilledAndSent() async throws {
    try await Stage.with([
      "/": """
      <h1>Order</h1><form method=post action=/order>
      <label>Name <input name=name></label> <label for=n>Count</label><input id=n name=count type=number>
      <label>Size <select name=size><option value=s>Small<option value=l>Large</select></label>
      <label><input type=checkbox name=gift value=yes> As a gift</label>
      <label>Day <input type=date name=day></label><textarea aria-label=Note name=note>old</textarea>
      <button style="text-transform:uppercase">Send&nbsp;order</button></form>
      """
    ]) { stage in
      let opened = await stage.open()
      #expect(opened.value?["url"]?.text == stage.server.url("/"))
      await stage.step("fill", ["target": ["field": "name"], "with": "Zoë & Ana"])
      await stage.step("fill", ["target": ["field": "Count"], "with": 12])
      await stage.step("select", ["target": ["field": "Size"], "option": "large"])
      await stage.step("check", ["target": ["field": "As a gift"]])
      await stage.step("fill", ["target": ["field": "Day"], "with": "2026-01-31"])
      await stage.step("fill", ["target": ["field": "Note"], "with": ""])
      let sent = await stage.step("click", ["target": ["button": "Send order"]])
      #expect(sent == .done(.null))
      #expect(await stage.text(["css": "#path"]) == "/order")
      #expect(stage.server.posted == ["/order name=Zo%C3%AB+%26+Ana&count=12&size=l&gift=yes&day=2026-01-31&note="])
    }
  }

  @Test func aButtonThatComesLaterIsWaitedFor() async throws {
    try await Stage.with([
      "/": """
      <button id=b disabled onclick="document.title='clicked'">Save</button>
      <script>setTimeout(() => { b.disabled = false }, 300)</script>
      """
    ]) { stage in
      await stage.open()
      #expect(await stage.step("click", ["target": ["button": "Save"]]) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "clicked")
    }
  }

  @Test(arguments: [
    ("<button disabled>Save</button>", "is not enabled", "<button> \"Save\" is disabled"),
    ("<div aria-disabled=true><button>Save</button></div>", "is not enabled", "aria-disabled"),
    (
      "<button>Save</button><div id=veil style='position:fixed;inset:0;background:#fff8'>Loading</div>",
      "is not reached by the pointer", "<div#veil> \"Loading\" covers it"
    ),
    (
      "<style>@keyframes m{to{margin-left:300px}}</style><button style='animation:m 1s infinite linear'>Save</button>",
      "does not hold still", "is moving"
    ),
  ])
  func theConditionThatFailsIsNamed(_ html: String, _ condition: String, _ detail: String) async throws {
    try await Stage.with(["/": html]) { stage in
      await stage.open()
      // An animation that has not begun yet moves nothing.
      _ = try await stage.tab().evaluate("Promise.all(document.getAnimations().map((one) => one.ready)).then(() => 1)")
      let came = await stage.step("click", ["target": ["button": "Save"]], timeout: 700)
      #expect(came.kind == .timeout)
      #expect(came.message.contains(condition), "\(came.message)")
      #expect(came.message.contains(detail), "\(came.message)")
    }
  }

  @Test func whatIsNotThereIsAnsweredWithWhatIsNearest() async throws {
    try await Stage.with(["/": "<button>Save and add another</button><button>Save</button><a href=/x>Saved items</a>"])
    { stage in
      await stage.open()
      let came = await stage.step("click", ["target": ["button": "Save all"]], timeout: 400)
      #expect(came.kind == .effect)
      #expect(came.message.contains("button \"Save all\" was not found on \(stage.server.url("/")) within 400ms"))
      #expect(came.message.contains("button \"Save\""))
    }
  }

  @Test func anotherPointIsTakenWhereTheCentreIsCovered() async throws {
    try await Stage.with([
      "/": """
      <button style="width:200px;height:80px" onclick="document.title='hit'">Save</button>
      <div style="position:absolute;left:70px;top:20px;width:80px;height:50px;background:red"></div>
      """
    ]) { stage in
      await stage.open()
      #expect(await stage.step("click", ["target": ["button": "Save"]]) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "hit")
    }
  }

  @Test func textInsideAControlMeansTheControl() async throws {
    try await Stage.with([
      "/":
        "<button onclick=\"document.title=event.target.localName\"><b>Save</b> it</button><label><i>Agree</i><input type=checkbox></label>"
    ]) { stage in
      await stage.open()
      #expect(await stage.step("click", ["target": ["text": "Agree"]]) == .done(.null))
      let box = await stage.step("read", ["target": ["field": "Agree"], "as": "value", "type": "boolean"])
      #expect(box == .done(["text": true]))
    }
  }

  @Test func namesAreReadAsAPersonReadsThem() async throws {
    try await Stage.with([
      "/":
        "<button onclick=\"document.title=1\">\u{200b}\u{a0}S\u{ad}ave\u{200f} </button><button>\u{202e}evaS</button>"
    ]) { stage in
      await stage.open()
      #expect(await stage.step("click", ["target": ["button": "save"]]) == .done(.null))
    }
  }

  @Test func framesOfThisAndOfOtherSitesAreReached() async throws {
    try await Stage.with([
      "/inner": "<button onclick=\"parent.postMessage('hit', '*')\">Inside</button>",
      "/": "<p style='height:900px'></p>",
    ]) { stage in
      stage.server.set(
        "/",
        """
        <p style='height:900px'>tall</p><script>onmessage = (e) => { document.title += e.data }</script>
        <iframe title=near src=/inner style="margin:10px;border:7px solid;padding:3px"></iframe>
        <iframe title=far src="\(stage.server.url("/inner", host: "localhost"))"></iframe>
        """)
      let request = stage.request(
        "open", ["url": .string(stage.server.url("/"))], network: ["127.0.0.1:*", "localhost:*"])
      await stage.perform(request)
      for frame in ["near", "far"] {
        let click = stage.request(
          "click", ["target": ["button": "Inside", "frame": .string(frame)]], network: ["127.0.0.1:*", "localhost:*"])
        #expect(await stage.perform(click) == .done(.null))
      }
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "hithit")
    }
  }

  // MARK: Input that would land on something else

  static let over = """
    <style>button{position:absolute;left:100px;top:50px;width:200px;height:60px} iframe{position:absolute;left:0;top:1000px;width:500px;height:300px;border:0}</style>
    <button id=a>Keep</button><iframe id=f src=/inner></iframe>
    <script>let done; a.onmousemove = () => { if (!done) { done = true; f.style.top = '0' } }; a.onclick = () => { document.title = 'kept' }</script>
    """
  static let everything = """
    <style>button{position:absolute;left:0;top:0;width:500px;height:300px}</style>
    <button onpointerdown="fetch('/touched')" onclick="fetch('/paid')">Pay everything</button>
    """

  /// A frame that moves over the element gets nothing of the click.
  @Test func aFrameThatMovesUnderThePointerGetsNothing() async throws {
    try await Stage.with(["/": Self.over, "/inner": Self.everything, "/touched": "", "/paid": ""]) { stage in
      await stage.open()
      let came = await stage.step("click", ["target": ["button": "Keep"]], timeout: 2_000)
      #expect(came.message.contains("is not reached by the pointer"), "\(came.message)")
      #expect(!stage.server.asked.contains("/touched") && !stage.server.asked.contains("/paid"))
    }
  }

  /// The same for what moves over a frame that the element is in.
  @Test func whatMovesOverAFrameGetsNothing() async throws {
    try await Stage.with([
      "/": """
      <style>iframe{position:absolute;left:0;top:0;width:500px;height:300px;border:0} #x{position:absolute;left:0;top:900px;width:500px;height:300px}</style>
      <iframe id=f src=/keep></iframe><button id=x onpointerdown="fetch('/touched')" onclick="fetch('/paid')">Delete all</button>
      <script>onmessage = () => { x.style.top = '0' }</script>
      """,
      "/keep": """
      <button id=k style="width:200px;height:100px">Keep</button><script>k.onmousemove = () => parent.postMessage(1, '*')</script>
      """, "/touched": "", "/paid": "",
    ]) { stage in
      await stage.open()
      _ = await stage.step("click", ["target": ["button": "Keep", "frame": ["url": "/keep"]]], timeout: 2_000)
      #expect(!stage.server.asked.contains("/touched") && !stage.server.asked.contains("/paid"))
    }
  }

  @Test(arguments: ["s.focus()", "setTimeout(() => s.focus(), 5)", "requestAnimationFrame(() => s.focus())"])
  func whatIsTypedGoesIntoItsFieldOrNowhere(_ deed: String) async throws {
    try await Stage.with([
      "/": """
      <label>Password <input id=p type=password></label><label>Search <input id=s></label>
      <script>p.onfocus = () => \(deed); s.oninput = () => fetch('/leaked')</script>
      """, "/leaked": "",
    ]) { stage in
      await stage.open()
      let came = await stage.step("fill", ["target": ["field": "Password"], "with": "opensesame"], timeout: 2_000)
      #expect(came == .done(.null) || came.message.contains("does not get the focus"), "\(came)")
      let other = await stage.step("read", ["target": ["css": "#s"], "as": "value"])
      #expect(other.value?["text"]?.text == "", "\(other)")
      #expect(!stage.server.asked.contains("/leaked"))
    }
  }

  /// Keys go to the element that is named, not to what happens to have the focus.
  @Test func keysGoToTheirElementOrNowhere() async throws {
    try await Stage.with([
      "/": """
      <table><tr tabindex=0 onkeydown="fetch('/acme')"><td>Acme<td>100</tr><tr onkeydown="fetch('/bolt')"><td>Bolt<td>200</tr></table>
      <input aria-label=Query onfocus="b.focus()"><button id=b onclick="fetch('/paid')">Pay</button>
      <input aria-label=Free onkeydown="fetch('/free')">
      """, "/acme": "", "/bolt": "", "/paid": "", "/free": "",
    ]) { stage in
      await stage.open()
      await stage.step("click", ["target": ["row": "Acme"]])
      let row = await stage.step("press", ["keys": "Delete", "on": ["row": "Bolt"]], timeout: 2_000)
      #expect(row.message.contains("does not get the focus"), "\(row.message)")
      let field = await stage.step("press", ["keys": "Enter", "on": ["field": "Query"]], timeout: 2_000)
      #expect(field.message.contains("does not get the focus"), "\(field.message)")
      #expect(await stage.step("press", ["keys": ["a", "Tab"], "on": ["field": "Free"]]) == .done(.null))
      try await stage.until { stage.server.asked.contains("/free") }
      #expect(!["/acme", "/bolt", "/paid"].contains(where: stage.server.asked.contains))
    }
  }

  @Test(arguments: [
    ("oninput=\"this.value = this.value.replace(/[^0-9]/g, '')\"", "10.50", "1050"),
    ("value=5 oninput=\"this.value = 5\"", "10", "5"), ("maxlength=5", "10115 Berlin", "10115"),
    ("oninput=\"this.value = this.value.replace(/(..)$/, '.$1')\"", "1000", "10.00"),
    ("maxlength=4", "1000.50", "1000"), ("type=number", "12a", "12"),
    ("oninput=\"this.value = -this.value\"", "7", "-7"),
  ])
  func aFieldThatChangesWhatIsTypedIsNamed(_ attributes: String, _ text: String, _ stands: String) async throws {
    try await Stage.with(["/": "<label>Amount <input \(attributes)></label>"]) { stage in
      await stage.open()
      let came = await stage.step("fill", ["target": ["field": "Amount"], "with": .string(text)])
      #expect(came.message.contains("holds \"\(stands)\" after \"\(text)\" was typed into it"), "\(came)")
    }
  }

  /// How a field writes what was typed is its own affair.
  @Test(arguments: [
    ("this.value = Number(this.value).toLocaleString('en')", "12000", "12,000"),
    ("this.value = this.value.replace(/(....)(?=.)/g, '$1 ')", "4111111111111111", "4111 1111 1111 1111"),
    ("this.value = this.value.toUpperCase()", "straße 3", "STRASSE 3"),
    ("const text = this.value; this.value = ''; setTimeout(() => { this.value = text }, 30)", "Ana Maria", "Ana Maria"),
    ("this.value = '12.000,50 €'", "12000,50", "12.000,50 €"),
    ("this.value = this.value.replace(/^(..)(..)(....)$/, '$1.$2.$3')", "31012026", "31.01.2026"),
    ("this.value += 'lin'; this.setSelectionRange(3, 6)", "Ber", "Berlin"),
    ("chips.append(this.value); this.value = ''", "red", ""),
  ])
  func aFieldWritesInItsOwnWay(_ script: String, _ text: String, _ stands: String) async throws {
    try await Stage.with(["/": "<label>Entry <input id=e oninput=\"\(script)\"></label><p id=chips></p>"]) { stage in
      await stage.open()
      let came = await stage.step("fill", ["target": ["field": "Entry"], "with": .string(text)])
      #expect(came == .done(.null), "\(came.message)")
      let value = await stage.step("read", ["target": ["css": "#e"], "as": "value"])
      #expect(value.value?["text"]?.text == stands)
    }
  }

  @Test(arguments: [
    ("1200", "1200.00"), ("1200", "USD 1,200"), ("10", "10 %"), ("1234567,50", "1.234.567,50"), ("1,500", "1,500.00"),
    ("-5", "(5)"), ("-5", "−5.00"), ("0301234567", "030 123-4567"), ("2026-01-31", "2026/01/31"), ("1430", "14:30"),
    ("de89370400440532013000", "DE89 3704 0044 0532 0130 00"), ("DE89 3704", "DE893704"), ("", "0,00"), ("007", "0-07"),
    ("100000", "1,00,000"), (".5", "0.50"), ("-5", "5.00-"), ("-5", "(5.00 €)"), ("-5", "-$5"), ("5-", "-5"),
  ])
  func meansTheSame(_ text: String, _ field: String) {
    #expect(TypedText(text: text, isSecret: false).isHeld(by: field))
  }

  @Test(arguments: [
    ("1000", "10.00"), ("1000", "1001"), ("10.50", "1050"), ("1.5", "15"), ("1.500", "1500"), ("1,500", "1.5"),
    ("5", "-5"),
    ("5", "(5)"), ("10.50", "(10.50)"), ("10.50", "10.50-"), ("10.50", "(10.50 €)"), ("10.50", "-$10.50"),
    ("10.50", "10.50- EUR"), ("12", "12k"), ("007", "7"), ("j.doe", "jdoe"), ("Acme", "Acme2"), ("a@b.de", "ab.de"),
    ("31012026", "31.01.20"),
    ("", "5"), ("1.500", "1.500.000"),
  ])
  func meansSomethingElse(_ text: String, _ field: String) {
    #expect(!TypedText(text: text, isSecret: false).isHeld(by: field))
  }

  @Test func ofAPasswordEveryLetterCounts() {
    #expect(!TypedText(text: "aB.c", isSecret: true).isHeld(by: "ab.c"))
    #expect(!TypedText(text: "aB.c", isSecret: true).isHeld(by: "aBc"))
    #expect(TypedText(text: "123456", isSecret: true).isHeld(by: "123 456"))
  }

  @Test func boxesThatAreDrawnAnewGetEachCharacter() async throws {
    let script = """
      let v = ['', '', '', ''];
      const draw = (next) => {
        r.innerHTML = v.map((x, i) => `<input maxlength=1 aria-label="Digit ${i + 1}" value="${x}">`).join('');
        [...r.children].forEach((box, i) => { box.oninput = () => { v[i] = box.value; draw(i + 1); document.title = v.join('') } });
        r.children[next]?.focus();
      };
      draw(0);
      """
    try await Stage.with(["/": "<fieldset><legend>Code</legend><span id=r></span></fieldset><script>\(script)</script>"]
    ) {
      stage in
      await stage.open()
      #expect(await stage.step("fill", ["target": ["field": "Code"], "with": "1234"]) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "1234")
    }
  }

  @Test func aFieldThatWaitsForTheFocusIsGivenIt() async throws {
    let field = "<label>Name <input id=a readonly onfocus=\"this.removeAttribute('readonly')\"></label>"
    try await Stage.with(["/": field]) { stage in
      await stage.open()
      #expect(await stage.step("fill", ["target": ["field": "Name"], "with": "Ana"]) == .done(.null))
      #expect(await stage.step("read", ["target": ["css": "#a"], "as": "value"]).value?["text"]?.text == "Ana")
    }
  }

  @Test func whatADragLetsGoOfLandsWhereItIsMeant() async throws {
    try await Stage.with([
      "/": """
      <style>div{position:absolute;width:100px;height:60px} #d{left:10px;top:10px} #bin{left:300px;top:10px} #archive{left:300px;top:300px}</style>
      <div id=d draggable=true role=button aria-label=Letter>Letter</div><div id=bin role=button aria-label=Bin>Bin</div>
      <div id=archive role=button aria-label=Archive>Archive</div>
      <script>d.ondragstart = (e) => e.dataTransfer.setData('text/plain', 'x');
      for (const to of [bin, archive]) { to.ondragover = (e) => { e.preventDefault(); if (to === bin && location.hash) { archive.style.top = '10px'; bin.style.top = '300px' } };
      to.ondrop = (e) => { e.preventDefault(); fetch('/' + to.id) } }</script>
      """, "/bin": "", "/archive": "",
    ]) { stage in
      await stage.open()
      #expect(await stage.step("drag", ["target": ["button": "Letter"], "to": ["button": "Bin"]]) == .done(.null))
      try await stage.until { stage.server.asked.contains("/bin") }
      await stage.open("/#moves")
      let came = await stage.step("drag", ["target": ["button": "Letter"], "to": ["button": "Bin"]])
      #expect(came.message.contains("moved under the pointer"), "\(came)")
      #expect(!stage.server.asked.contains("/archive"))
    }
  }

  /// On a page that is left under the press, nothing of the next one is clicked.
  @Test func whatComesUnderThePressIsNotClicked() async throws {
    try await Stage.with([
      "/": """
      <button id=a style="position:absolute;left:100px;top:50px;width:200px;height:60px" onmousemove="location = '/next'; for (const end = performance.now() + 60; performance.now() < end;);">Keep</button>
      """,
      "/next":
        "<button style='position:absolute;left:0;top:0;width:500px;height:300px' onclick=\"fetch('/paid')\">Pay</button>",
      "/paid": "",
    ]) { stage in
      await stage.open()
      _ = await stage.step("click", ["target": ["button": "Keep"]], timeout: 3_000)
      #expect(!stage.server.asked.contains("/paid"))
    }
  }

  /// Frames that come up in the last moment, or get another document then, are closed to input that is meant for something else.
  @Test(arguments: [
    "const f = document.createElement('iframe'); document.body.append(f); f.contentDocument.write(other); f.contentDocument.close()",
    "const d = document.querySelector('iframe').contentDocument; d.open(); d.write(other); d.close(); d.defaultView.frameElement.style.top = 0",
    "const f = document.querySelector('iframe'); f.style.top = 0; f.srcdoc = other; for (const end = performance.now() + 60; performance.now() < end;);",
  ])
  func whatComesUpInFramesIsNotClicked(change: String) async throws {
    try await Stage.with([
      "/": """
      <style>iframe { position: fixed; left: 0; top: 0; width: 600px; height: 400px }</style>
      <button id=b style="position:absolute;left:100px;top:50px;width:200px;height:60px">Keep</button><iframe style="top:2000px"></iframe>
      <script>other = '<button style="position:fixed;inset:0" onmousedown="parent.fetch(`/paid`)">Pay</button>';
      b.addEventListener('mousemove', () => { \(change) }, {once: true})</script>
      """
    ]) { stage in
      await stage.open()
      _ = await stage.step("click", ["target": ["button": "Keep"]], timeout: 2_000)
      _ = try await stage.tab().evaluate("fetch('/last')")
      try await stage.until { stage.server.asked.contains("/last") }
      #expect(!stage.server.asked.contains("/paid"))
      // What was closed is open again.
      #expect(await stage.step("click", ["target": ["button": "Pay"]]) == .done(.null))
      try await stage.until { stage.server.asked.contains("/paid") }
    }
  }

  /// A page that is built anew under the pointer drops what listens in it, which listens again at once.
  @Test func aPageThatIsBuiltAnewUnderThePointerIsNotClicked() async throws {
    try await Stage.with([
      "/": """
      <button style="position:absolute;left:100px;top:50px;width:200px;height:60px" onmousemove="document.open(); document.write(other); document.close()">Keep</button>
      <script>other = '<button style="position:fixed;inset:0" onmousedown="fetch(`/paid`)">Pay</button>'</script>
      """
    ]) { stage in
      await stage.open()
      let came = await stage.step("click", ["target": ["button": "Keep"]], timeout: 3_000)
      #expect(came.message.contains("was not found"), "\(came)")
      #expect(!stage.server.asked.contains("/paid"))
    }
  }

  /// A switch that shows only later that it was clicked is clicked once.
  @Test func aSwitchThatTakesItsTimeIsClickedOnce() async throws {
    let script = "const to = s.ariaChecked !== 'true'; fetch('/clicked'); setTimeout(() => { s.ariaChecked = to }, 120)"
    try await Stage.with([
      "/": "<div id=s role=switch tabindex=0 aria-checked=false aria-label=Alarm onclick=\"\(script)\">Alarm</div>",
      "/clicked": "",
    ]) { stage in
      await stage.open()
      #expect(await stage.step("check", ["target": ["role": "switch", "name": "Alarm"]]) == .done(.null))
      let state = await stage.step("read", ["target": ["css": "#s"], "attribute": "aria-checked"])
      #expect(state.value?["text"]?.text == "true", "\(state)")
      #expect(stage.server.asked.filter { $0 == "/clicked" }.count == 1)
    }
  }

  /// What stands in closed shadow roots within each other is still what it is.
  @Test func whatIsDeepInClosedShadowsIsReached() async throws {
    let script = """
      customElements.define('x-field', class extends HTMLElement { connectedCallback() {
        this.attachShadow({mode: 'closed'}).innerHTML = '<label>Note <input oninput="document.title = this.value"></label><button onclick="document.title += 1">Add</button>' } });
      customElements.define('x-form', class extends HTMLElement { connectedCallback() {
        this.attachShadow({mode: 'closed'}).innerHTML = '<x-field></x-field>' } });
      """
    try await Stage.with(["/": "<x-form></x-form><script>\(script)</script>"]) { stage in
      await stage.open()
      #expect(await stage.step("fill", ["target": ["field": "Note"], "with": "hi"], timeout: 4_000) == .done(.null))
      #expect(await stage.step("click", ["target": ["button": "Add"]], timeout: 4_000) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "hi1")
    }
  }

  @Test func aFrameThatIsDrawnSmallerIsHitWhereItIs() async throws {
    try await Stage.with([
      "/": "<iframe src=/in style='width:600px;height:400px;transform:scale(.5);transform-origin:0 0'></iframe>",
      "/in": "<button style='margin:300px 0 0 400px' onclick=\"fetch('/hit')\">Go</button>", "/hit": "",
    ]) { stage in
      await stage.open()
      let go: PlainValue = ["target": ["button": "Go", "frame": ["url": "/in"]]]
      #expect(await stage.step("click", go, timeout: 4_000) == .done(.null))
      try await stage.until { stage.server.asked.contains("/hit") }
    }
  }

  @Test func aLabelWorksAControlThatIsNotDrawn() async throws {
    let page =
      "<label>Other <input type=checkbox style='display:none' onchange=\"document.title = this.checked\"></label>"
    try await Stage.with(["/": page]) { stage in
      await stage.open()
      #expect(await stage.step("click", ["target": ["text": "Other"]], timeout: 4_000) == .done(.null))
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "true")
    }
  }

  @Test func aLetterWithControlIsPressedWithoutShift() throws {
    let key = try KeyPress.parse("Control+A")
    #expect(key.key == "a" && key.modifiers == 2)
    #expect(try KeyPress.parse("Control+Shift+a").key == "A")
    #expect(try KeyPress.parse("A").modifiers == 8)
  }

  @Test func aPageThatClosesItselfWasClicked() async throws {
    try await Stage.with([
      "/": "<button onclick=\"window.open('/consent')\">Sign in</button>",
      "/consent": "<button onclick=\"fetch('/allowed', {keepalive: true}); window.close()\">Allow</button>",
      "/allowed": "",
    ]) { stage in
      await stage.open()
      await stage.step("click", ["target": ["button": "Sign in"]])
      await stage.step("tab", ["which": 2])
      let allowed = await stage.step("click", ["target": ["button": "Allow"]])
      #expect(allowed == .done(.null), "\(allowed)")
      try await stage.until { stage.server.asked.contains("/allowed") }
      #expect(await stage.step("click", ["target": ["button": "Sign in"]]) == .done(.null))
    }
  }

  @Test func aLinkThatIsOpenedBesideLoads() async throws {
    try await Stage.with(["/": "<a href=/other>Other</a>", "/other": "<h1>The other one</h1>"]) { stage in
      await stage.open()
      await stage.step("click", ["target": ["link": "Other"], "hold": ["Control"]])
      await stage.step("tab", ["which": 2])
      #expect(await stage.text(["role": "heading"]) == "The other one")
    }
  }

  /// A dialog that no step set off is asked about by the next one.
  @Test func aDialogThatComesUpBetweenStepsIsAsked() async throws {
    try await Stage.with([
      "/":
        "<button onclick=\"document.title = 'on'\">Go</button><script>onload = () => setTimeout(() => alert('Note this'), 50)</script>"
    ]) { stage in
      await stage.open()
      let tab = try await stage.tab()
      _ = await tab.signal.wait(until: .seconds(20)) { await tab.dialog != nil }
      let came = await stage.step("click", ["target": ["button": "Go"]], timeout: 4_000)
      #expect(came.question?["prompt"]?.text?.contains("Note this") == true, "\(came)")
    }
  }

  /// The second press of two is for the element as the first one was.
  @Test func aSecondPressHitsNothingElse() async throws {
    try await Stage.with([
      "/": """
      <style>button{position:absolute;left:0;top:0;width:200px;height:80px} #d{top:300px}</style>
      <button id=k>Keep</button><button id=d onclick="fetch('/deleted')">Delete</button>
      <script>k.onclick = () => { k.style.top = '300px'; d.style.top = '0' }</script>
      """, "/deleted": "", "/last": "",
    ]) { stage in
      await stage.open()
      let came = await stage.step("click", ["target": ["button": "Keep"], "clicks": 2], timeout: 4_000)
      guard case .inDoubt(let message) = came else { return _ = Issue.record("\(came)") }
      #expect(message.contains("given the first click"), "\(message)")
      _ = try await stage.tab().evaluate("fetch('/last')")
      try await stage.until { stage.server.asked.contains("/last") }
      #expect(!stage.server.asked.contains("/deleted"))
    }
  }

  /// A row is clicked beside the buttons that stand in it.
  @Test func aRowIsNotItsButton() async throws {
    let page =
      "<ul><li onclick=\"document.title += 'row'\" style='width:300px;padding:20px;text-align:center'>Acme <button onclick=\"event.stopPropagation(); document.title = 'gone'\" style='width:100px;height:40px'>Delete</button></li></ul>"
    try await Stage.with(["/": page]) { stage in
      await stage.open()
      await stage.step("click", ["target": ["css": "li"]])
      #expect(await stage.step("tab", ["which": 1]).value?["title"] == "row")
    }
  }
}
