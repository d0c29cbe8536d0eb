// `twin index` as a person types it, on the demo site.
import DemoSite
import Foundation
import Testing
import Values

@Suite struct IndexBrowserJourneyTests {
  @Test func aPageIsListedAndNoBrowserStays() async throws {
    try await withDemoSite { _, port in
      let shop = try Workshop()
      shop.environment["TMPDIR"] = shop.folder.path
      let shown = try await shop.twin("index", "127.0.0.1:\(port)/login")
      #expect(shown.code == 0, "\(shown.errors)")
      #expect(
        shown.output == """
          http://127.0.0.1:\(port)/login
          Sign in · Billing
          1 textbox "Email" (required)
          2 textbox "Password" (required)
          3 button "Sign in"

          """)
      let cut = try await shop.twin("index", "http://127.0.0.1:\(port)/login", "--budget", "10", "--json")
      #expect(try cut.json["leftOut"] == 2, "\(cut.output)")
      #expect(try shop.files().isEmpty)
      #expect(shop.browserProcesses == [])
      #expect(try await shop.twin("index", "file:///etc/passwd").code == 2)
      let closed = try SilentServer()
      closed.close()
      let nobody = try await shop.twin("index", "http://127.0.0.1:\(closed.port)/")
      #expect(nobody.code == 1)
      #expect(nobody.errors.contains("http://127.0.0.1:\(closed.port)/ could not be reached: nothing answers there"))
      shop.environment["TWIN_BROWSER"] = "/nowhere/chromium"
      let missing = try await shop.twin("index", "http://127.0.0.1:\(port)/login")
      #expect(missing.code == 1)
      #expect(missing.errors.contains("TWIN_BROWSER) names /nowhere/chromium, which cannot be run"))
      #expect(missing.errors.contains("apt-get install chromium-headless-shell"))
    }
  }
}
