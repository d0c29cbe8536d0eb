// Tabs and browsers that end in the middle of a step: what may be done again is done again, what may not is asked about, and
// what had been done on a page is never taken for still there.
import Foundation
import Testing
import Values

@testable import Browser

@Suite struct CrashTests {
  /// A page that, given input, tells the server and never answers again.
  private static let stuck = """
    <label>Note <input oninput="fetch('/gone'); while (true) {}"></label>
    <button onclick="fetch('/gone'); while (true) {}">Pay</button>
    """

  enum Ends: String, CaseIterable { case tab, browser }

  private func end(_ what: Ends, _ stage: Stage) {
    for process in what == .tab ? stage.renderers : stage.processes { kill(process, SIGKILL) }
  }

  @Test(arguments: Ends.allCases)
  func aClickThatWasDeliveredIsInDoubt(_ what: Ends) async throws {
    try await Stage.with(["/": Self.stuck]) { stage in
      await stage.open()
      async let clicked = stage.step("click", ["target": ["button": "Pay"]], timeout: 30_000)
      try await stage.until { stage.server.asked.contains("/gone") }
      end(what, stage)
      let reason = what == .tab ? "the page crashed" : "the browser has ended"
      #expect(
        await clicked
          == .inDoubt("\(reason) while step 'click' (click) was done. Did it happen? Look before you answer."))
      // The run is told so, and may go on elsewhere.
      stage.server.set("/", "<h1>Fresh</h1>")
      #expect(await stage.open().value?["url"]?.text == stage.server.url("/"))
    }
  }

  @Test func aFieldIsFilledAgainWhereTheTabCrashed() async throws {
    try await Stage.with(["/": Self.stuck]) { stage in
      await stage.open()
      async let filled = stage.step("fill", ["target": ["field": "Note"], "with": "once"], timeout: 30_000)
      try await stage.until { stage.server.asked.contains("/gone") }
      stage.server.set("/", "<label>Note <input id=note></label>")
      end(.tab, stage)
      #expect(await filled == .done(.null))
      #expect(await stage.step("read", ["target": ["css": "#note"], "as": "value"]).value?["text"] == "once")
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func whoAttachesToABrowserThatHasJustEndedIsToldSo() async throws {
    try await Stage.with(["/": "<h1>Here</h1>"]) { stage in
      await stage.open()
      var seen = try #require(BrowserProcess.existing(in: stage.browserFolder))
      await stage.effects.close()
      end(.browser, stage)
      try await stage.until { stage.processes.isEmpty }
      // Its children may hold its pipes a little longer; then nobody does, and opening them would wait for ever.
      for isHeld in [true, false] {
        if !isHeld {
          for path in [seen.commandsPath, seen.repliesPath] { #expect(unlink(path) == 0 && mkfifo(path, 0o600) == 0) }
        }
        do {
          try await DevTools(&seen) { _ in }.send("Browser.getVersion")
          Issue.record("a browser that has ended answered")
        } catch let error as DevToolsError { #expect(error.description == "the browser has ended") }
      }
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func aBrowserThatEndsAsItBeginsIsTold() async throws {
    try await Stage.with(["/": "<h1>Here</h1>"], program: BrowserProgram(chosen: "/bin/false")) { stage in
      #expect(await stage.open() == .failed(.effect, "Chromium ended before it answered", sent: false))
    }
  }

  @Test func whatIsAskedOfAPageAsItLeavesIsAskedOfTheNext() async throws {
    try await Stage.with(["/": "<title>Here</title><button>Go</button>"]) { stage in
      await stage.open()
      let tab = try await stage.tab()
      // As where the document that was there went away, and the browser has not said so yet.
      let gone = DevToolsEvent(
        method: "Runtime.executionContextCreated",
        parameters: [
          "context": ["id": 999_999, "name": .string(PageScripts.world), "auxData": ["frameId": .string(tab.target)]]
        ], session: tab.session)
      await tab.take(gone)
      #expect(try await tab.evaluate("document.title") == "Here")
      await tab.take(gone)
      #expect(await stage.step("click", ["target": ["button": "Go"]]) == .done(.null))
      await tab.take(gone)
      #expect(await stage.step("screenshot", ["mask": [["button": "Go"]]]).value?["path"] != nil)
    }
  }

  @Test(arguments: Ends.allCases)
  func whatWasDoneOnThePageIsNotTakenForStillThere(_ what: Ends) async throws {
    try await Stage.with(["/": "<label>Name <input></label><label>Note <input></label><button>Save</button>"]) {
      stage in
      await stage.open()
      await stage.step("fill", ["target": ["field": "Name"], "with": "Ana"])
      end(what, stage)
      try await stage.until { [stage] in await stage.isPageLost }
      let reason = what == .tab ? "the page crashed" : "the browser has ended"
      let lost =
        "\(reason), and what the run did in it since it last rested is lost; only `open` can go on from here"
      for kind in ["fill", "click"] {
        let target: PlainValue = kind == "fill" ? ["field": "Note"] : ["button": "Save"]
        #expect(
          await stage.step(kind, ["target": target, "with": "x"]) == .failed(.effect, "\(kind): \(lost)", sent: false))
      }
      await stage.open()
      #expect(await stage.step("fill", ["target": ["field": "Note"], "with": "x"]) == .done(.null))
    }
  }
}

extension Stage {
  /// The processes that pages run in.
  var renderers: [Int32] {
    let groups = Set(processes)
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.filter { pid in
      guard groups.contains(getpgid(pid)), let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
      else { return false }
      return String(decoding: data, as: UTF8.self).contains("--type=renderer")
    }.sorted()
  }

  /// Whether the page that steps are done on is known to be gone.
  var isPageLost: Bool {
    get async {
      guard let tab = try? await tab() else { return true }
      return await tab.isLost
    }
  }

  /// Returns once it is so.
  func until(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(240)
    while try await !condition() {
      try #require(ContinuousClock.now < deadline, "it did not come to be so")
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
