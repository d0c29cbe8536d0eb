// Fields that are no plain text fields, controls that are shown in ways of their own, and files that a page makes itself.
import Foundation
import Testing
import Values

@testable import Browser

@Suite struct FieldTests {
  private func with(_ html: String, _ body: (Stage) async throws -> Void) async throws {
    try await Stage.with(["/": html, "/clicked": "<h1>Clicked</h1>"]) { stage in
      await stage.open()
      try await body(stage)
    }
  }

  /// What a page does not take is not said to be done.
  @Test(arguments: [
    ("<select onchange=\"this.value = 'A'\"><option>A<option>B</select>", "select", "\"A\" after \"B\""),
    (
      "<select onchange=\"setTimeout(() => { this.value = 'A' }, 0)\"><option>A<option>B</select>", "select",
      "\"A\" after \"B\""
    ),
    ("<input type=date value=2020-01-01 onchange=\"this.value = '2020-01-01'\">", "2026-01-31", "holds \"2020-01-01\""),
    ("<input type=range value=1 oninput=\"this.value = 1\">", "50", "holds \"1\""),
    ("<input type=number>", "fifty", "takes a number only, written 1234.5, and not \"fifty\""),
    (
      "<div contenteditable role=textbox aria-label=Entry onbeforeinput=\"event.preventDefault()\">old</div>", "new",
      "holds \"old\" after \"new\" was typed"
    ),
  ])
  func whatIsPutBackIsNamed(_ field: String, _ text: String, _ message: String) async throws {
    try await with("<label>Entry \(field)</label>") { stage in
      let came =
        text == "select"
        ? await stage.step("select", ["target": ["field": "Entry"], "option": "B"])
        : await stage.step("fill", ["target": ["field": "Entry"], "with": .string(text)])
      #expect(came.message.contains(message), "\(came)")
    }
  }

  /// A list that stands for nothing again has taken up what was chosen, and an editor may write it in its own way.
  @Test(arguments: [
    (
      "<select onchange=\"out.textContent = this.value; this.value = ''\"><option value=''>Add<option>B</select>",
      "select", "B"
    ),
    (
      "<select onchange=\"const to = this.value; this.value = 'A'; setTimeout(() => { this.value = to; out.textContent = to }, 20)\"><option>A<option>B</select>",
      "select", "B"
    ),
    (
      "<div contenteditable role=textbox aria-label=Entry oninput=\"out.textContent = this.innerText; this.innerHTML = '<p># ' + this.innerText + '</p>'\">old</div>",
      "new", "new"
    ),
    (
      "<div contenteditable role=textbox aria-label=Entry oninput=\"out.textContent = this.innerText; this.innerHTML = ''\"></div>",
      "new", "new"
    ),
  ])
  func whatIsTakenUpIsDone(_ field: String, _ text: String, _ taken: String) async throws {
    try await with("<label>Entry \(field)</label><p id=out></p>") { stage in
      let came =
        text == "select"
        ? await stage.step("select", ["target": ["field": "Entry"], "option": "B"])
        : await stage.step("fill", ["target": ["field": "Entry"], "with": .string(text)])
      #expect(came == .done(.null), "\(came)")
      #expect(await stage.text(["css": "#out"]) == taken)
    }
  }

  @Test(arguments: ["Left", "Right", "Corner"])
  func aPartOfAPictureIsClicked(part: String) async throws {
    let page = """
      <p style="height:1000px"></p><img style="padding:5px;border:3px solid" src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='300' height='100'/>" width=300 height=100 usemap=#m>
      <map name=m><area shape=rect coords=0,0,90,90 href=# alt=Left><area shape=circle coords=150,50,40 href=# alt=Right>
      <area shape=poly coords=200,0,290,0,290,90 href=# alt=Corner></map>
      <script>addEventListener('click', (event) => { document.title = event.target.alt; event.preventDefault() })</script>
      """
    try await with(page) { stage in
      let came = await stage.step("click", ["target": ["link": .string(part)]], timeout: 6_000)
      #expect(came == .done(.null), "\(came)")
      let said = try await stage.tab().evaluate("document.title")
      #expect(said.text == part)
    }
  }

  /// A list that is drawn anew by the first click has the same row in the same place.
  @Test func whatIsDrawnAnewIsClickedTwice() async throws {
    let page = """
      <div id=z><button>Row</button></div><script>z.onclick = () => { z.innerHTML = '<button>Row</button>'; document.title += 'c' }</script>
      """
    try await with(page) { stage in
      let came = await stage.step("click", ["target": ["button": "Row"], "clicks": 2], timeout: 6_000)
      #expect(came == .done(.null), "\(came)")
      let said = try await stage.tab().evaluate("document.title")
      #expect(said.text == "cc")
    }
  }

  @Test func aFileGoesIntoTheFieldThatAStyledLabelHides() async throws {
    let page = """
      <label>Upload file<input type=file style="display:none" onchange="document.title = this.files[0].name"></label>
      """
    try await with(page) { stage in
      try Data("x".utf8).write(to: stage.folder.appendingPathComponent("a.txt"))
      let came = await stage.step("upload", ["target": ["text": "Upload file"], "files": "a.txt"], timeout: 6_000)
      #expect(came == .done(.null), "\(came)")
      let said = try await stage.tab().evaluate("document.title")
      #expect(said.text == "a.txt")
    }
  }

  @Test func whatHasNoBoxOfItsOwnIsClickedWhereItsContentIs() async throws {
    try await with("<p style='height:1000px'></p><a href=/clicked style='display:contents'><div>Card</div></a>") {
      stage in
      let came = await stage.step("click", ["target": ["link": "Card"]], timeout: 6_000)
      #expect(came == .done(.null), "\(came)")
      #expect(await stage.text(["css": "h1"]) == "Clicked")
    }
  }

  /// The box itself stands where nobody gets to it, and its label bears a link too.
  @Test func aBoxOutOfSightIsSetByItsLabel() async throws {
    let page = """
      <input id=z type=checkbox style="position:absolute;left:-9999px">
      <p style="height:1000px"></p><label for=z><a href=/clicked>The terms</a> are accepted</label>
      """
    try await with(page) { stage in
      let came = await stage.step("check", ["target": ["css": "#z"]], timeout: 6_000)
      #expect(came == .done(.null), "\(came)")
      let said = try await stage.tab().evaluate("[z.checked, location.pathname].join()")
      #expect(said == "true,/")
    }
  }

  /// A list has what was chosen in its own order, whichever it was named in.
  @Test func severalOptionsAreChosenInAnyOrder() async throws {
    try await Stage.with(["/": "<label>S <select multiple><option>A<option>B<option>C</select></label>"]) { stage in
      await stage.open()
      let step: PlainValue = ["target": ["field": "S"], "option": ["C", "A"]]
      #expect(await stage.step("select", step, timeout: 6_000) == .done(.null))
      let said = try await stage.tab().evaluate(
        "[...document.querySelector('select').selectedOptions].map((o) => o.text).join()")
      #expect(said.text == "A,C")
    }
  }

  /// A frame that may run no scripts has no timers.
  @Test func fieldsOfAFrameWithoutScriptsAreFilled() async throws {
    let form =
      "<form><label>Q <input name=q></label><label><input type=checkbox name=c> Agree</label><label>S <select><option>A<option>B</select></label></form>"
    try await Stage.with(["/": "<iframe sandbox='allow-forms allow-same-origin' src=/in></iframe>", "/in": form]) {
      stage in
      await stage.open()
      #expect(await stage.step("fill", ["target": ["field": "Q"], "with": "abc"], timeout: 6_000) == .done(.null))
      #expect(await stage.step("check", ["target": ["field": "Agree"]], timeout: 6_000) == .done(.null))
      #expect(await stage.step("select", ["target": ["field": "S"], "option": "B"], timeout: 6_000) == .done(.null))
      let held = """
        (() => {
          const form = document.querySelector('iframe').contentDocument;
          return form.querySelector('[name=q]').value + form.querySelector('[name=c]').checked + form.querySelector('select').value;
        })()
        """
      let said = try await stage.tab().evaluate(held)
      #expect(said.text == "abctrueB")
    }
  }

  /// A place that shows something over itself as the drag comes there takes the drop; what was there before does not.
  @Test(arguments: [true, false]) func whatIsLaidOverAPlaceTakesTheDrop(isNew: Bool) async throws {
    let page = """
      <style>div { width: 150px; height: 40px; background: #ddd; margin: 5px }</style>
      <div draggable=true>Alpha</div><div id=z>Bin</div><div id=o style="position:absolute;margin:0;\(isNew ? "display:none" : "left:400px")">Drop here</div>
      <script>z.ondragenter = () => { const box = z.getBoundingClientRect(); o.style.cssText += `;display:block;left:${box.x - 5}px;top:${box.y - 5}px;width:170px;height:60px` };
      for (const one of [o, z]) { one.ondragover = (event) => event.preventDefault(); one.ondrop = () => { document.title = 'dropped' } }</script>
      """
    try await with(page) { stage in
      let came = await stage.step("drag", ["target": ["text": "Alpha"], "to": ["text": "Bin"]], timeout: 3_000)
      #expect((came == .done(.null)) == isNew, "\(came)")
      let said = try await stage.tab().evaluate("document.title")
      #expect(said.text == (isNew ? "dropped" : ""))
    }
  }

  /// Several answers in a row are for the dialogs that come, in order; the last one then asks.
  @Test func severalAnswersAreForSeveralDialogs() async throws {
    let page = "<button onclick=\"document.title = [confirm('1'), prompt('2'), confirm('3')].join(); \">Go</button>"
    try await with(page) { stage in
      await stage.step("dialog", ["answer": "dismiss"])
      await stage.step("dialog", ["answer": "accept", "with": "Zoë"])
      await stage.step("dialog", ["answer": "accept"])
      #expect(await stage.step("click", ["target": ["button": "Go"]]) == .done(.null))
      let said = try await stage.tab().evaluate("document.title")
      #expect(said.text == "false,Zoë,true")
      await stage.step("dialog", ["answer": "accept"])
      guard case .question("dialog", let asked) = await stage.step("click", ["target": ["button": "Go"]]) else {
        return _ = Issue.record("nothing was asked")
      }
      #expect(asked["show"]?["message"] == "2")
    }
  }

  /// Files that a page makes itself, which no server has.
  @Test(arguments: [
    "const a = document.createElement('a'); a.href = URL.createObjectURL(file); a.download = 'b.csv'; a.click()",
    "const a = document.createElement('a'); a.href = URL.createObjectURL(file); a.download = 'b.csv'; document.body.append(a); a.click(); a.remove(); URL.revokeObjectURL(a.href)",
    "setTimeout(() => { location = URL.createObjectURL(file) }, 10)", "open(URL.createObjectURL(file))",
    "const a = document.createElement('a'); a.href = 'data:text/csv,x%2Cy'; a.download = 'b.csv'; a.click()",
  ])
  func aFileThatThePageMakesIsKept(script: String) async throws {
    let page = """
      <button id=b>Export</button><script>const file = new Blob(['x,y'], {type: 'application/octet-stream'});
      b.addEventListener('click', () => { \(script) })</script>
      """
    try await with(page) { stage in
      let came = await stage.step(
        "download", ["target": ["button": "Export"], "save_as": "out/kept.csv"], timeout: 8_000)
      #expect(came.value?["size"] == 3, "\(came)")
      let kept = try String(contentsOf: stage.folder.appendingPathComponent("out/kept.csv"), encoding: .utf8)
      #expect(kept == "x,y")
      // The page is still there for the next one.
      #expect(await stage.step("download", ["target": ["button": "Export"]], timeout: 8_000).value?["size"] == 3)
    }
  }
}
