// What a session is made of: all of it is there again after the browser died, and none of it in another run.
import Foundation
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

@Suite struct SessionTests {
  private static let page = """
    <label>Name <input id=person></label><label>Password <input id=password type=password></label>
    <label>Gift <input id=gift type=checkbox></label><label>Size <select id=size><option>S<option>L</select></label>
    <p style="height:4000px">tall</p>
    """
  private static let told =
    "[document.cookie, localStorage.l, sessionStorage.s, person.value, password.value, gift.checked, size.value, scrollY]"

  @Test func aSessionIsRestoredWithAllThatWasInIt() async throws {
    try await Stage.with(["/": Self.page]) { stage in
      await stage.open()
      _ = try await stage.tab().evaluate(
        "document.cookie = 'c=1'; localStorage.l = 'local'; sessionStorage.s = 'session'; 0")
      await stage.step("fill", ["target": ["field": "Name"], "with": "Ana"])
      await stage.step("fill", ["target": ["field": "Password"], "with": "hush-hush"])
      await stage.step("check", ["target": ["field": "Gift"]])
      await stage.step("select", ["target": ["field": "Size"], "option": "L"])
      _ = try await stage.tab().evaluate("scrollTo(0, 1234); 0")
      let before = try await stage.tab().evaluate(Self.told)
      let state = try #require(await stage.effects.rest(run: stage.run))
      #expect(!String(decoding: state, as: UTF8.self).contains("hush-hush"), "a password is in what is kept")
      for process in stage.processes { kill(process, SIGKILL) }

      let other = Stage.effects(stage.folder)
      #expect(await other.restore(run: stage.run, from: state, isCurrent: true, secrets: Texts()) == .restored)
      let after = try await other.session(stage.run).tab().evaluate(Self.told)
      #expect(before == ["c=1", "local", "session", "Ana", "hush-hush", true, "L", 1234])
      #expect(after == ["c=1", "local", "session", "Ana", "", true, "L", 1234])
      _ = await other.release(run: stage.run, artifacts: stage.artifacts)
    }
  }

  @Test func nothingOfARunIsInAnother() async throws {
    try await Stage.with(["/": Self.page]) { stage in
      await stage.open()
      _ = try await stage.tab().evaluate("document.cookie = 'c=1; max-age=9999'; localStorage.l = 'local'; 0")
      // Beside it, in the same store.
      let other = RunID(number: 77)
      var request = stage.request("open", ["url": .string(stage.server.url("/"))], repeats: .idempotent)
      request.run = other
      #expect(await stage.perform(request).value != nil)
      #expect(
        try await stage.effects.session(other).tab().evaluate("[document.cookie, localStorage.length]") == ["", 0])
      _ = await stage.effects.release(run: other, artifacts: stage.artifacts + "/other")
      // After it, in its own folder.
      _ = await stage.effects.release(run: stage.run, artifacts: stage.artifacts)
      #expect(!FileManager.default.fileExists(atPath: stage.browserFolder.path))
      await stage.open()
      #expect(try await stage.tab().evaluate("[document.cookie, localStorage.length]") == ["", 0])
    }
  }

  @Test func onlyRootGoesWithoutChromiumsSandbox() async throws {
    try await Stage.with(["/": Self.page]) { stage in
      await stage.open()
      let browser = try #require(stage.processes.first)
      let words = String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: "/proc/\(browser)/cmdline")), as: UTF8.self
      )
      .split(separator: "\0")
      #expect(words.contains("--no-sandbox") == (geteuid() == 0))
      #expect(words.contains("--remote-debugging-pipe") && !words.contains { $0.hasPrefix("--remote-debugging-port") })
    }
  }
}
