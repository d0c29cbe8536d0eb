// `twin record` as a person types it: a real window on a screen that nobody sees (Xvfb), closed by Control-C.
import DemoSite
import Foundation
import Testing

@Suite struct RecordBrowserJourneyTests {
  @Test func withoutAScreenThereIsNothingToRecordOn() async throws {
    let shop = try Workshop()
    let refused = try await shop.twin("record", "http://127.0.0.1:1/", "-o", "never.yaml")
    #expect(refused.code == 2)
    #expect(refused.errors.contains("there is no screen to open a window on (DISPLAY is not set)"))
    #expect(!FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("never.yaml").path))
  }

  @Test func controlCWritesWhatWasRecorded() async throws {
    let screen = try await Screen.start()
    defer { screen.stop() }
    try await withDemoSite { _, port in
      let shop = try Workshop()
      shop.environment["DISPLAY"] = screen.display
      let running = try shop.begin(["record", "http://127.0.0.1:\(port)/", "-o", "visit.yaml"])
      try await running.waitForErrors("recording; close the window or press Control-C")
      kill(running.process.processIdentifier, SIGINT)
      let done = await running.finish()
      #expect(done.code == 0, "\(done.errors)")
      let skill = try String(contentsOf: shop.folder.appendingPathComponent("visit.yaml"), encoding: .utf8)
      #expect(skill.contains("\nskill: visit\n") && skill.contains("  - open: http://127.0.0.1:\(port)/\n"))
      #expect(try await shop.twin("check", "visit.yaml").code == 0)
    }
  }
}

extension Running {
  /// Returns once it has said this on standard error.
  fileprivate func waitForErrors(_ words: String) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while !errorsSoFar.contains(words) {
      try #require(process.isRunning && ContinuousClock.now < deadline, "\(errorsSoFar)")
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
