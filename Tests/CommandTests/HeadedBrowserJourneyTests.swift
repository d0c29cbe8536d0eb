// `twin run --headed`: the run's browser has a window, on a screen that nobody sees.
import DemoSite
import Foundation
import Testing
import Values

@Suite struct HeadedBrowserJourneyTests {
  static let skill = """
    skill: look
    permissions: { network: ["127.0.0.1:*"] }
    inputs: { site: string }
    outputs: { title: "${{ steps.page.title }}" }
    steps:
      - open: ${{ inputs.site }}/login
        id: page
      - approve: Go on?
        id: go
        expires: 1h
      - fill: { field: Email }
        with: ana@acme.example
    """

  @Test func theBrowserOfARunHasAWindow() async throws {
    let screen = try await Screen.start()
    defer { screen.stop() }
    try await withDemoSite { _, port in
      let shop = try Workshop()
      try shop.write("look.yaml", Self.skill)
      shop.environment["DISPLAY"] = screen.display
      let paused = try await shop.twin("run", "look.yaml", "-i", "site=http://127.0.0.1:\(port)", "--headed", "--json")
      #expect(paused.code == 3, "\(paused.output)\(paused.errors)")
      let browser = try #require(shop.browserProcesses.first)
      let words = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "/proc/\(browser)/cmdline")), as: UTF8.self)
      #expect(words.hasPrefix("/usr/lib/chromium/chromium\0") && !words.contains("--headless"))
      // Whoever goes on needs no window: it is there.
      let done = try await shop.twin("approve", try #require(try paused.json["id"]?.text), "--json")
      #expect(done.code == 0, "\(done.output)\(done.errors)")
      #expect(try done.json["outputs"]?["title"] == "Sign in · Billing")
      #expect(shop.browserProcesses == [])
    }
  }

  @Test func withoutAScreenNoRunIsMade() async throws {
    let shop = try Workshop()
    try shop.write("look.yaml", Self.skill)
    let refused = try await shop.twin("run", "look.yaml", "-i", "site=http://127.0.0.1:1", "--headed")
    #expect(refused.code == 2)
    #expect(refused.errors.contains("--headed: there is no screen to open a window on (DISPLAY is not set)"))
    #expect(!FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent(".twin").path))
  }

  @Test func theSettingNamesTheBrowser() async throws {
    let shop = try Workshop()
    try shop.write("look.yaml", Self.skill)
    try shop.write("twin.yaml", "browser: /nowhere/chromium\n")
    let failed = try await shop.twin("run", "look.yaml", "-i", "site=http://127.0.0.1:1", "--json")
    #expect(failed.code == 1)
    let message = try failed.json["error"]?["message"]?.text ?? ""
    #expect(message.hasPrefix("the setting `browser` (TWIN_BROWSER) names /nowhere/chromium, which cannot be run"), "\(message)")
  }
}
