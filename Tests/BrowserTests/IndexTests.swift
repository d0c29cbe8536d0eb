// The index of a page: what is in it, in which order, and how it is cut; the same for a gate's evidence and for a visit.
import Foundation
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

@Suite struct IndexTests {
  @Test func whatCanBeActedOnIsListedAsAPersonReadsIt() async throws {
    try await Stage.with([
      "/": """
      <title>Invoices&nbsp; of Acme</title>
      <nav aria-label=Main><a href=/a>Home</a></nav><p>12 invoices</p>
      <form aria-label="Sign in"><label>Email <input value=ana@acme.example required></label>
      <label>Password <input type=password value=hunter2></label><label><input type=checkbox checked> Stay</label>
      <button disabled style="text-transform:uppercase">Sign in</button></form>
      <table><tr><td>INV-1<td><a href=/1>edit</a></tr><tr><td>INV-2<td><a href=/2>edit</a></tr></table>
      """
    ]) { stage in
      await stage.open()
      let evidence = await stage.effects.evidence(EvidenceRequest(run: stage.run, gate: 1, prompt: "Go on?"))
      let index = try #require(evidence.first { $0.name == "index" })
      let text = String(decoding: index.bytes, as: UTF8.self)
      #expect(
        text == """
          \(stage.server.url("/"))
          Invoices of Acme
          1 link "Home" in navigation "Main"
          2 textbox "Email" (required) = "ana@acme.example" in form "Sign in"
          3 textbox "Password"
          4 checkbox "Stay" (checked)
          5 button "SIGN IN" (disabled)
          6 link "edit" in row "INV-1 edit"
          7 link "edit" in row "INV-2 edit"

          """)
      // A visit sees what the evidence shows.
      let folder = stage.folder.appendingPathComponent("visit")
      let visit = try await PageIndexer(program: BrowserProgram(), folder: folder)
        .index(stage.server.url("/"), tokens: BrowserLimits.indexTokens, milliseconds: 30_000)
      #expect(visit.page.text == text)
      #expect(visit.page.plain["elements"]?.elements?[5]["section"] == ["row \"INV-1 edit\""])
      #expect(!FileManager.default.fileExists(atPath: folder.path))
      #expect(Stage.processes(of: folder) == [])
    }
  }

  /// The step `index`: the page as a model is shown it, and locators that mean each element alone when they are used.
  @Test func theStepGivesThePageAndLocatorsThatWork() async throws {
    try await Stage.with([
      "/": """
      <title>Invoices</title><h1>Invoices</h1>
      <p><label>Vendor <select><option>All<option>Acme</select></label></p>
      <p><label>Password <input type=password value=hunter2></label></p>
      <table><tr><td>INV-1<td>Acme<td><a href=/1>View</a></tr><tr><td>INV-2<td>Acme<td><a href=/2>View</a></tr></table>
      """, "/2": "<title>INV-2</title><p>Receipt <strong>RCPT-2</strong></p>",
    ]) { stage in
      await stage.open()
      let page = try #require(await stage.step("index", ["tokens": 500]).value)
      #expect(
        page["text"]?.text == """
          # (t1) Invoices
          (t2) Vendor | [1] combobox "Vendor" (collapsed) = "All" of "All", "Acme"
          (t3) Password | [4] textbox "Password" (password)
          row: (t4) INV-1 | (t5) Acme | [5] link "View"
          row: (t6) INV-2 | (t7) Acme | [6] link "View"

          """, "\(page["text"]?.text ?? "")")
      let elements = page["elements"]?.elements ?? []
      let password = try #require(elements.first { $0["id"] == "4" })
      #expect(password["value"] == "" && password["states"]?.elements?.contains("password") == true)
      let second = try #require(elements.first { $0["id"] == "6" })
      #expect(
        second["locators"] == [
          ["link": "View", "in": ["row": "INV-2"]], ["link": "View", "in": ["row": "Acme"], "nth": -1],
          ["link": "View", "nth": -1],
        ], "\(second)")
      for locator in second["locators"]?.elements ?? [] {
        await stage.open()
        #expect(await stage.step("click", ["target": locator]).value != nil)
        #expect(await stage.text(["role": "strong"]) == "RCPT-2")
      }
    }
  }

  @Test func whatDoesNotFitIsCounted() async throws {
    let rows = (1...1_000).map { "<tr><td>INV-\($0)<td><button>Pay</button></tr>" }
    try await Stage.with(["/": "<table>\(rows.joined())</table>"]) { stage in
      await stage.open()
      let tab = try await stage.tab()
      let page = try await tab.index(tokens: 500)
      #expect(page.elements.map(\.number) == Array(1..<page.elements.count + 1))
      #expect(page.elements.count + page.leftOut == 1_000)
      #expect(page.elements.reduce(0) { $0 + $1.line.utf8.count + 1 } <= 2_000)
      #expect(page.text.hasSuffix("… and \(page.leftOut) more\n"))
      let all = try await tab.index(tokens: 100_000)
      #expect(all.leftOut == 0 && all.elements.last?.line == "1000 button \"Pay\" in row \"INV-1000 Pay\"")
    }
  }

  @Test func aVisitGoesToTheAddressAndNowhereElse() async throws {
    try await Stage.with(["/inner": "<button>There</button>"]) { stage in
      let other = stage.server.url("/inner", host: "localhost")
      stage.server.set("/", "<button>Here</button><iframe src=\"\(other)\"></iframe>")
      let folder = stage.folder.appendingPathComponent("visit")
      let indexer = PageIndexer(program: BrowserProgram(), folder: folder)
      let visit = try await indexer.index(stage.server.url("/"), tokens: 100, milliseconds: 30_000)
      #expect(visit.page.elements.map(\.name) == ["Here"])
      #expect(visit.refused == [other])
      let away = stage.server.url("/to?\(other)")
      await #expect {
        try await indexer.index(away, tokens: 100, milliseconds: 30_000)
      } throws: {
        "\($0)"
          == "\(away) leads to \(other), and only 127.0.0.1:\(stage.server.port) was named; index that address itself"
      }
      #expect(!stage.server.asked.contains("/inner"))
      stage.server.set("/", "<script>alert('Cookies?')</script>")
      await #expect {
        try await indexer.index(stage.server.url("/"), tokens: 100, milliseconds: 30_000)
      } throws: {
        "\($0)".hasSuffix("shows a dialog instead of a page: Cookies?")
      }
      #expect(Stage.processes(of: folder) == [] && !FileManager.default.fileExists(atPath: folder.path))
    }
  }
}
