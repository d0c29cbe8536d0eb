// A real application on this machine, made and served by a script of a folder of such scripts (`SCRIPT up FOLDER PORT`,
// `SCRIPT code|reset FOLDER`) while a test runs; it leads a session of its own, so that all of it ends with the test.
import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

struct RealSite: Sendable {
  /// What TWIN_BEDS names, or else what stands beside the checkout; nil where there is none, which is said aloud.
  static let scripts: URL? = {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["TWIN_BEDS"].map { URL(filePath: $0) }
    let folder = (named ?? checkout.appending(path: "../shared/beds")).standardizedFileURL
    if FileManager.default.fileExists(atPath: folder.appending(path: "django-2fa").path) { return folder }
    print("The real sites are skipped: \(folder.path) has no scripts that make them; TWIN_BEDS names another folder")
    return nil
  }()

  struct Failure: Error, CustomStringConvertible { var description: String }

  let address: String
  /// What the script makes: the application and its data.
  let folder: URL
  private let script: URL

  /// Serves the site while `body` runs. What a script installs (packages, a virtual environment) takes up to a minute.
  /// - Parameters:
  ///   - version: of the application; nil: the script's own choice.
  ///   - port: where another one was served before, to be the same site; nil: a free one.
  static func serve<T: Sendable>(
    _ name: String, version: String? = nil, port: Int? = nil, _ body: @escaping @Sendable (RealSite) async throws -> T
  ) async throws -> T {
    guard let scripts else { throw Failure(description: "there is no script \(name)") }
    let port = try port ?? freePort()
    let folder = FileManager.default.temporaryDirectory.appending(path: "twin-site-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let site = RealSite(address: "http://127.0.0.1:\(port)", folder: folder, script: scripts.appending(path: name))
    return try await withThrowingTaskGroup(of: T.self) { group in
      defer { group.cancelAll() }
      group.addTask { throw try await site.serve(port: port, version) }
      group.addTask {
        while !answers(port) { try await Task.sleep(for: .milliseconds(100)) }
        return try await body(site)
      }
      guard let result = try await group.next() else { throw CancellationError() }
      return result
    }
  }

  /// Serves until it is cancelled. Returns only where the script ended by itself: what it said.
  private func serve(port: Int, _ version: String?) async throws -> Failure {
    let log = folder.appendingPathExtension("log")
    defer { try? FileManager.default.removeItem(at: log) }
    let descriptor = try FileDescriptor.open(
      FilePath(log.path), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
    let ended = try await Subprocess.run(
      .path(.init(script.path)), arguments: .init(["up", folder.path, "\(port)"] + (version.map { [$0] } ?? [])),
      platformOptions: options,
      output: .fileDescriptor(descriptor, closeAfterSpawningProcess: true), error: .combinedWithOutput)
    let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return Failure(description: "\(script.lastPathComponent) ended (\(ended.terminationStatus)): \(said.suffix(2_000))")
  }

  /// A verb of the site's script, and what it prints.
  @discardableResult
  func call(_ verb: String) async throws -> String {
    try await Self.output(of: .path(.init(script.path)), [verb, folder.path])
  }

  /// What a statement gives in a SQLite file of the site: a line a row, columns between bars.
  func rows(_ file: String, _ statement: String) async throws -> [String] {
    let program = """
      import sqlite3, sys
      for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row, sep='|')
      """
    let text = try await Self.output(
      of: .name("python3"), ["-c", program, folder.appending(path: file).path, statement])
    return text.split(separator: "\n").map(String.init)
  }

  private static func output(of program: Executable, _ arguments: [String]) async throws -> String {
    let result = try await Subprocess.run(
      program, arguments: .init(arguments), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    guard result.terminationStatus.isSuccess else {
      throw Failure(description: "\(program) \(arguments.joined(separator: " ")): \(result.standardError)")
    }
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func answers(_ port: Int) -> Bool { onLoopback(port) { connect($0, $1, $2) == 0 } }

  static func freePort() throws -> Int {
    try onLoopback(0) { socket, address, length in
      var own = sockaddr_in()
      var size = length
      guard bind(socket, address, length) == 0,
        withUnsafeMutablePointer(
          to: &own,
          {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
          }) == 0
      else { throw Failure(description: "no port is free") }
      return Int(in_port_t(bigEndian: own.sin_port))
    }
  }

  private static func onLoopback<T>(
    _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) throws -> T
  ) rethrows -> T {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = in_port_t(port).bigEndian
    return try withUnsafePointer(to: &address) {
      try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try body(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
