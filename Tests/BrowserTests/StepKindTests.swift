// The actions that other tests do not come by, and the words that narrow a locator, on real pages.
import Foundation
import Testing
import Values

@testable import Browser

@Suite struct StepKindTests {
  @Test func whatIsHoveredScrolledAndPressedIsSoForThePage() async throws {
    let page = """
      <style>#menu a { display: none } #menu:hover a { display: inline }</style>
      <div id=menu><button>Account</button> <a href="#" onclick="document.title = 'out'; return false">Log out</a></div>
      <label>Search <input id=q onkeydown="if (event.key === 'Enter') document.title = 'sought ' + q.value"></label>
      <div id=box role=region aria-label=Log style="height:100px;overflow:auto"><p style="height:3000px">long</p></div>
      <p style="height:3000px">tall</p><button id=last>Last</button>
      """
    try await Stage.with(["/": page]) { stage in
      await stage.open()
      let tab = try await stage.tab()
      #expect(await stage.step("hover", ["target": ["button": "Account"]]) == .done(.null))
      #expect(await stage.step("click", ["target": ["link": "Log out"]]) == .done(.null))
      #expect(try await tab.evaluate("document.title") == "out")

      await stage.step("fill", ["target": ["field": "Search"], "with": "abc"])
      #expect(await stage.step("press", ["keys": ["Backspace", "Enter"], "on": ["field": "Search"]]) == .done(.null))
      #expect(try await tab.evaluate("document.title") == "sought ab")

      #expect(await stage.step("scroll", ["by": 300, "inside": ["role": "region", "name": "Log"]]) == .done(.null))
      try await stage.until { try await tab.evaluate("box.scrollTop").integer == 300 }
      #expect(await stage.step("scroll", ["target": ["button": "Last"]]) == .done(.null))
      #expect(try await tab.evaluate("last.getBoundingClientRect().bottom <= innerHeight") == true)
    }
  }

  @Test func aLocatorIsNarrowedByWhatIsAroundAndBeside() async throws {
    func button(_ said: String) -> String { "<button onclick=\"document.title='\(said)'\">Edit</button>" }
    let page = """
      <nav aria-label=Main>\(button("nav"))</nav>
      <table><tr><td>INV-7<td>\(button("seven"))</tr><tr><td>INV-70<td>\(button("seventy"))</tr></table>
      <section><h2>Notes</h2>\(button("notes"))</section><p style="height:200px"></p><p>Billing address</p>\(button("billing"))
      <div id=host></div><script>
      const root = host.attachShadow({mode: 'closed'});
      root.innerHTML = '<button>Hidden away</button>';
      root.querySelector('button').onclick = () => { document.title = 'closed' };
      </script><label><input type=checkbox data-testid=agree> Yes</label>
      """
    try await Stage.with(["/": page]) { stage in
      await stage.open()
      let tab = try await stage.tab()
      let ways: [(PlainValue, String)] = [
        (["button": "Edit", "in": ["row": "INV-7"]], "seven"),
        (["button": "Edit", "in": ["role": "navigation"]], "nav"),
        (["button": "Edit", "near": ["text": "Billing address"]], "billing"),
        (["button": "Edit", "nth": 3], "seventy"), (["button": "Edit", "nth": -2], "notes"),
        (["role": "button", "name": "dit", "exact": false, "in": ["css": "section"]], "notes"),
        (["button": "Hidden away"], "closed"),
      ]
      for (locator, said) in ways {
        #expect(await stage.step("click", ["target": locator]) == .done(.null), "\(locator)")
        #expect(try await tab.evaluate("document.title") == .string(said), "\(locator)")
      }
      #expect(await stage.step("check", ["target": ["test_id": "agree"]]) == .done(.null))
      #expect(await stage.step("check", ["target": ["field": "Yes"], "to": false]) == .done(.null))
      #expect(try await tab.evaluate("document.querySelector('input').checked") == false)
      let found = await stage.step("find", ["target": ["button": "Edit"]])
      #expect(found.value?.elements?.count == 5)
      #expect(found.value?.elements?[1]["section"]?.text?.contains("INV-7") == true, "\(found)")
    }
  }

  @Test func aConditionIsWaitedFor() async throws {
    let page = """
      <p id=busy>Loading</p><button id=go disabled>Go</button><script>
      addEventListener('message', () => { busy.remove(); go.disabled = false; history.pushState(0, '', '/ready?x=1') });
      setTimeout(() => postMessage(0), 200)</script>
      """
    try await Stage.with(["/": page]) { stage in
      await stage.open()
      #expect(await stage.step("wait_for", ["target": ["text": "Loading"], "state": "hidden"]) == .done(.null))
      #expect(await stage.step("wait_for", ["target": ["button": "Go"], "state": "enabled"]) == .done(.null))
      #expect(await stage.step("wait_for", ["target": ["url": "*/ready?*"]]) == .done(.null))
      let never = await stage.step("wait_for", ["target": ["button": "Go"], "state": "hidden"], timeout: 300)
      #expect(never == .failed(.timeout, "button \"Go\" is still there after 300ms", sent: false))
    }
  }

  /// Its document is there long before that: its picture comes a while later.
  @Test func aPageThatBuildsItselfOnceItHasLoadedIsReadAndClickedThen() async throws {
    let page = """
      <p id=task></p><ul></ul><button id=go>Go</button><img src=/late><script>
      addEventListener('DOMContentLoaded', () => setTimeout(() => fetch('/now'), 300));
      onload = () => {
        task.textContent = 'Two rows';
        document.querySelector('ul').innerHTML = '<li>One<li>Two';
        go.onclick = () => { document.title = 'gone' };
      };</script>
      """
    let way = "<a href=/page>There</a>"
    for isFollowed in [false, true] {
      try await Stage.with(["/": way, "/page": page]) { stage in
        await stage.open(isFollowed ? "/" : "/page")
        if isFollowed { #expect(await stage.step("click", ["target": ["link": "There"]]) == .done(.null)) }
        #expect(await stage.text(["css": "#task"]) == "Two rows")
        let rows = await stage.step("read", ["target": ["css": "li"], "all": true])
        #expect(rows.value == [["text": "One"], ["text": "Two"]], "\(rows)")
        #expect(await stage.step("click", ["target": ["button": "Go"]]) == .done(.null))
        let tab = try await stage.tab()
        #expect(try await tab.evaluate("document.title") == "gone")
      }
    }
  }

  /// However little time a step has, a document that is there is one.
  @Test(arguments: [20_000, 1_000]) func whatAPageAsksForAndNeverGetsIsNotWaitedFor(timeout: Int64) async throws {
    let page = "<button onclick=\"document.title = 'gone'\">Go</button><a href=/>Again</a><img src=/never>"
    try await Stage.with(["/": page]) { stage in
      let opened = await stage.step("open", ["url": .string(stage.server.url("/"))], timeout: timeout)
      #expect(opened.value?["url"]?.text == stage.server.url("/"), "\(opened)")
      #expect(await stage.step("click", ["target": ["link": "Again"]], timeout: timeout) == .done(.null))
      #expect(await stage.step("click", ["target": ["button": "Go"]], timeout: timeout) == .done(.null))
      let tab = try await stage.tab()
      #expect(try await tab.evaluate("document.title") == "gone")
    }
  }
}
