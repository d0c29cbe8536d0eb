// A screen that nobody sees (Xvfb), for what opens windows.
import Foundation
import Testing

/// An X server of its own, on a number that it chooses itself.
struct Screen {
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
