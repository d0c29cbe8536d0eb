// `twin record` as a person types it: a real window on a screen that nobody sees (Xvfb), closed by Control-C.
import DemoSite
import Foundation
import Testing

@Suite struct RecordTests {
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

/// An X server of its own, on a number that it chooses itself.
private struct Screen {
  let process: Process
  let display: String

  static func start() async throws -> Screen {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/Xvfb")
    process.arguments = ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let told = FileManager.default.temporaryDirectory.appendingPathComponent("twin-screen-\(UUID().uuidString)")
    FileManager.default.createFile(atPath: told.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: told) }
    process.standardOutput = try FileHandle(forWritingTo: told)
    try process.run()
    let deadline = ContinuousClock.now + .seconds(30)
    var number = ""
    while !number.hasSuffix("\n") {
      try #require(process.isRunning && ContinuousClock.now < deadline, "Xvfb did not say its number")
      try await Task.sleep(for: .milliseconds(10))
      number = try String(contentsOf: told, encoding: .utf8)
    }
    number = number.trimmingCharacters(in: .newlines)
    return Screen(process: process, display: ":\(number)")
  }

  func stop() { process.terminate() }
}

extension Running {
  /// Returns once it has said this on standard error.
  fileprivate func waitForErrors(_ words: String) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !errorsSoFar.contains(words) {
      try #require(process.isRunning && ContinuousClock.now < deadline, "\(errorsSoFar)")
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
