// A `twin` that is killed while a browser step is under way: whoever resumes finds the page where it is, repeats what may be
// repeated, asks about what may not, and the film has both halves.
import DemoSite
import Foundation
import Testing
import Values

@Suite struct KilledBrowserJourneyTests {
  @Test func aClickThatWasUnderWayIsAskedAboutAndTheFilmHasBothHalves() async throws {
    let site = try SilentServer(pages: ["/": "<title>Till</title><form method=post action=/pay><button>Pay</button></form>"])
    defer { site.close() }
    let shop = try Workshop()
    try shop.write(
      "pay.yaml",
      """
      skill: pay
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      outputs: { title: "${{ steps.after.title }}" }
      steps:
        - open: http://127.0.0.1:\(site.port)/
        - approve: Pay?
          id: go
          allows: [pay]
        - click: { button: Pay }
          id: pay
          irreversible: true
          timeout: 5m
        - open: http://127.0.0.1:\(site.port)/
          id: after
      """)
    let paused = try await shop.twin("run", "pay.yaml", "--json")
    let id = try #require(try paused.json["id"]?.text)
    let first = try shop.begin(["approve", id])
    await site.waitForRequests(2)
    first.kill()
    _ = await first.finish()
    let browser = try #require(shop.browserProcesses.first)

    let resumed = try await shop.twin("resume", id, "--json")
    #expect(resumed.code == 3, "\(resumed.output)\(resumed.errors)")
    #expect(try resumed.json["pendingStep"]?["id"] == "pay.in_doubt")
    #expect(site.count == 2, "it was paid twice")
    let ended = try await shop.twin("approve", id, "--choose", "happened", "--json")
    #expect(ended.code == 0, "\(ended.output)\(ended.errors)")
    #expect(try ended.json["outputs"]?["title"] == "Till")
    #expect(try await shop.twin("audit", "show", id).output.contains("session  page=live"))
    #expect(!shop.browserProcesses.contains(browser) && shop.browserProcesses == [])

    let chapters = try #require(try shop.files().first { $0.path.hasSuffix("session.vtt") })
    let titles = String(decoding: chapters.bytes, as: UTF8.self).split(separator: "\n").filter {
      !$0.contains("-->") && Int($0) == nil
    }
    #expect(titles.starts(with: ["WEBVTT", "open_1", "Pay?", "click pay"]), "\(titles)")
    #expect(titles.last == "open after", "\(titles)")
    #expect(try shop.files().contains { $0.path.hasSuffix("session.webm") && $0.bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) })
  }

  @Test func aStepThatMayBeRepeatedIsRepeatedInTheSamePage() async throws {
    let site = try SilentServer(pages: ["/": "<title>Shop</title><label>Note <input></label>"])
    defer { site.close() }
    let shop = try Workshop()
    try shop.write(
      "note.yaml",
      """
      skill: note
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { note: "${{ steps.note.text }}" }
      steps:
        - open: http://127.0.0.1:\(site.port)/
        - fill: { field: Note }
          with: kept
        - open: http://127.0.0.1:\(site.port)/never
          timeout: 3s
          on_error: continue
        - read: { field: Note }
          id: note
          as: value
      """)
    let first = try shop.begin(["run", "note.yaml"])
    await site.waitForRequests(2)
    first.kill()
    _ = await first.finish()
    // Its number tells it from one that was started anew.
    let ended = try await shop.twin("resume", "last", "--json")
    #expect(site.count == 3, "what was under way was not repeated, or the page was loaded again")
    #expect(ended.code == 0, "\(ended.output)\(ended.errors)")
    #expect(try ended.json["outputs"]?["note"] == "kept", "\(ended.output)")
    #expect(shop.browserProcesses == [])
  }
}
