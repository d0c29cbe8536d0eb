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
}
