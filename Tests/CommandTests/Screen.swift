// A screen that nobody sees (Xvfb), for what opens windows.
import Foundation
import Testing

/// An X server of its own, on a number that it chooses itself.
struct Screen {
  let process: Process
  let display: String
  private let ended: DispatchSemaphore

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
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try withNoSignalBlocked { try process.run() }
    let deadline = ContinuousClock.now + .seconds(120)
    var number = ""
    while !number.hasSuffix("\n") {
      try #require(process.isRunning && ContinuousClock.now < deadline, "Xvfb did not say its number")
      try await Task.sleep(for: .milliseconds(10))
      number = try String(contentsOf: told, encoding: .utf8)
    }
    number = number.trimmingCharacters(in: .newlines)
    return Screen(process: process, display: ":\(number)", ended: ended)
  }

  func stop() {
    process.terminate()
    if ended.wait(timeout: .now() + 30) == .timedOut {
      Issue.record("Xvfb did not end when it was asked to")
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    #expect(kill(process.processIdentifier, 0) != 0, "Xvfb was left behind")
  }
}

/// Threads of a task have signals blocked, and a program that is started on one inherits that: it could not be asked to end.
private func withNoSignalBlocked(_ body: () throws -> Void) rethrows {
  var (none, before) = (sigset_t(), sigset_t())
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  try body()
}
