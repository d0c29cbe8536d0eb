// Journeys with a browser: the real command, a real Chromium, the demo site. What a run leaves in its page is there when
// another process goes on.
import DemoSite
import Foundation
import Testing
import Values

/// The browser's journey: the page of a paused run stays alive between processes, and goes on where it stood.
@Suite struct BrowserJourneyTests {
  @Test func aPausedRunGoesOnInTheSamePage() async throws {
    try await withDemoSite { site, port in
      let shop = try Workshop()
      let skill = Workshop.skills.appendingPathComponent("pay-invoice.yaml").path
      let started = try await shop.twin(
        "run", skill, "-i", "vendor=Acme", "-i", "site=http://127.0.0.1:\(port)", "--json")
      #expect(started.code == 3, "\(started.output)\(started.errors)")
      let id = try #require(try started.json["id"]?.text)
      let browser = try #require(shop.browserProcesses.first)

      let code = await site.books.currentCode()
      let asked = try await shop.twin("approve", id, "-i", "code=\(code)", "--json")
      #expect(try asked.json["pendingStep"]?["kind"] == "choice", "\(asked.output)")
      let terminal = try await shop.twin("show", id)
      #expect(
        terminal.output.contains(#"  2  link "View" in table "4 invoices" › row "INV-106 Acme March 601.50 open View""#)
      )
      let seen = try await shop.twin("show", id, "--evidence", "seen")
      #expect(seen.output.hasPrefix("seen/click_4.choice-screenshot.png  "), "\(seen.output)\(seen.errors)")
      let picture = try #require(
        FileManager.default.contents(atPath: shop.folder.path + "/seen/click_4.choice-screenshot.png"))
      #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))

      let answered = try await shop.twin("approve", id, "--choose", "1", "--json")
      #expect(try answered.json["pendingStep"]?["id"] == "pay", "\(answered.output)")
      #expect(shop.browserProcesses.contains(browser), "the browser is the one that was there")
      let gate = try answered.json["pendingStep"]
      #expect(gate?["show"]?["total"]?.text == nil && gate?["prompt"]?.text == "Pay 300.75 to Acme?")
      let captured = gate?["captured"]?.elements?.compactMap { $0["name"]?.text } ?? []
      #expect(captured == ["page", "index", "targets"])
      #expect(await site.books.paid == 0)

      let paid = try await shop.twin("approve", id, "--json")
      #expect(paid.code == 0, "\(paid.output)")
      #expect(try paid.json["outputs"]?["receipt"] == "RCPT-103-0001")
      #expect(await site.books.paid == 1)
      // What was captured for those who decided is there when all is over.
      let kept = try await shop.twin("show", id, "--evidence", "kept", "--json")
      let files = try #require(try kept.json.elements)
      let names = files.compactMap { $0["path"]?.text }
      #expect(
        names.filter { $0.hasPrefix("kept/pay-") } == [
          "kept/pay-page.png", "kept/pay-index.txt", "kept/pay-targets.json",
        ])
      for file in files {
        let bytes = FileManager.default.contents(atPath: shop.folder.path + "/" + (file["path"]?.text ?? ""))
        #expect(bytes.map { PlainValue.int(Int64($0.count)) } == file["size"] && bytes?.isEmpty == false, "\(file)")
      }
      #expect(shop.browserProcesses == [], "a browser was left behind")
      let log = try await shop.twin("audit", "show", id)
      #expect(log.output.contains("session  page=live"))
      for secret in [BillingBooks.password, code] {
        for (path, bytes) in try shop.files() {
          #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(path) holds a secret")
        }
      }
      #expect(try await shop.twin("verify", id).code == 0)
    }
  }

  @Test func aPageThatIsGoneIsRestoredAndTheAuditSaysSo() async throws {
    try await withDemoSite { site, port in
      let shop = try Workshop()
      let skill = Workshop.skills.appendingPathComponent("pay-invoice.yaml").path
      let started = try await shop.twin(
        "run", skill, "-i", "vendor=Acme", "-i", "site=http://127.0.0.1:\(port)", "--json")
      let id = try #require(try started.json["id"]?.text)
      let code = await site.books.currentCode()
      #expect(try await shop.twin("approve", id, "-i", "code=\(code)", "--json").code == 3)
      #expect(try await shop.twin("approve", id, "--choose", "1", "--json").code == 3)
      for process in shop.browserProcesses { kill(process, SIGKILL) }

      let paid = try await shop.twin("approve", id, "--json")
      #expect(paid.code == 0, "\(paid.output)")
      #expect(await site.books.paid == 1)
      #expect(try await shop.twin("audit", "show", id).output.contains("session  page=restored"))
      #expect(shop.browserProcesses == [])
    }
  }
}

extension Workshop {
  /// Browsers of this workshop's runs, by the path of their profiles.
  var browserProcesses: [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.filter { pid in
      guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
      return String(decoding: data, as: UTF8.self).contains("--user-data-dir=\(folder.path)")
    }.sorted()
  }
}
