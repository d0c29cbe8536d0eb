// Programs of others that Twin speaks with in these tests, from PyPI: the real receiver checks what the real sender sent.
import Foundation
import Synchronization
import Testing
import Values

/// A Python program under Tests/Peers that prints a line for everything that it sees.
final class Peer: Sendable {
  /// Made by `make python`; nil where it was not.
  static let python: String? = {
    let made = root.appending(path: ".build/python/bin/python3").path
    return FileManager.default.isExecutableFile(atPath: made) ? made : nil
  }()
  static let missing: Comment = "skipped: no Python with the packages of other people; `make python` installs it"
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private let process: Mutex<Process>
  private let lines: AsyncStream<String>

  init(_ name: String, _ arguments: [String]) throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = [Self.root.appending(path: "Tests/Peers/\(name)").path] + arguments
    process.standardOutput = output
    let (lines, tell) = AsyncStream<String>.makeStream()
    self.lines = lines
    try process.run()
    self.process = Mutex(process)
    let handle = output.fileHandleForReading
    Thread.detachNewThread {
      var rest = Data()
      while case let data = handle.availableData, !data.isEmpty {
        rest += data
        while let end = rest.firstIndex(of: 0x0A) {
          tell.yield(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
          rest = Data(rest[rest.index(after: end)...])
        }
      }
      tell.finish()
    }
  }

  /// The next line; the test's time limit bounds the wait.
  func line() async throws -> String {
    var iterator = lines.makeAsyncIterator()
    return try #require(await iterator.next(), "the peer has ended")
  }

  func json() async throws -> PlainValue { try PlainValue(jsonText: try await line()) }

  /// Started from a thread of Swift's pool it was born with SIGTERM blocked: only this ends it for sure.
  func stop() { _ = process.withLock { kill($0.processIdentifier, SIGKILL) } }
}
