// A folder of its own for one test, and the real `twin` run in it as a person would: arguments in, exit code and text out.
import DemoSite
import Foundation
import Testing
import Values

struct Finished {
  var code: Int32
  var output: String
  var errors: String
  /// Standard output as JSON.
  var json: PlainValue {
    get throws { try PlainValue(jsonText: output) }
  }
}

extension PlainValue {
  /// Of a run's JSON.
  func status(of step: String) -> String? {
    self["steps"]?.elements?.first { $0["id"]?.text == step }?["status"]?.text
  }
}

/// A skill whose only effect is `POST /pay`, which a person approves. `modifiers`: what else is said of that step, line by line.
func payment(_ port: Int, _ modifiers: [String] = []) -> String {
  let lines = [
    "skill: pay", "gates: { expires: 1h }", "permissions: { network: [\"127.0.0.1:*\"] }", "steps:",
    "  - approve: Pay?", "    id: ok", "    allows: [pay]",
    "  - http: { method: POST, url: \"http://127.0.0.1:\(port)/pay\", json: { amount: 1 } }", "    id: pay",
    "    irreversible: true",
  ]
  return (lines + modifiers.map { "    " + $0 }).joined(separator: "\n")
}

/// The same by a program on this machine, which leaves `paid` in `paid.txt`. `gate`: what else is said of the gate.
func paymentByProgram(
  _ prompt: String = "Pay?", effect: String = #"exec: [sh, -c, "echo paid >> paid.txt"]"#, gate: [String] = []
) -> String {
  let lines =
    [
      "skill: pay", "gates: { expires: 1h }", "permissions: { exec: [sh] }", "steps:",
      "  - approve: \(prompt)", "    id: ok", "    allows: [pay]",
    ] + gate.map { "    " + $0 } + ["  - \(effect)", "    id: pay", "    irreversible: true"]
  return lines.joined(separator: "\n")
}

final class Workshop {
  let folder: URL
  var environment: [String: String] = ["TWIN_SECRET_BILLING_PASSWORD": BillingBooks.password]

  /// Beside the test bundle, where SwiftPM leaves what it builds.
  static let twin: URL = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = bundle.deletingLastPathComponent()
    for _ in 0..<6 {
      let candidate = folder.appendingPathComponent("twin")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appendingPathComponent(".build/debug/twin")
  }()

  static let skills = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("skills")

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ name: String, _ text: String) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func begin(
    _ arguments: [String], program: URL = Workshop.twin, input: FileHandle = .nullDevice, hearsSignals: Bool = false
  ) throws -> Running {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.path]
    environment.merge(self.environment) { $1 }
    process.environment = environment
    process.standardInput = input
    let running = Running(process)
    // The pool's threads block signals, and what is started from one is born deaf to them.
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    if hearsSignals { pthread_sigmask(SIG_SETMASK, &none, &before) }
    defer { if hearsSignals { pthread_sigmask(SIG_SETMASK, &before, nil) } }
    try process.run()
    running.letGoOfFiles()
    return running
  }

  @discardableResult
  func twin(_ arguments: String...) async throws -> Finished { try await twin(arguments) }

  @discardableResult
  func twin(_ arguments: [String]) async throws -> Finished {
    await CommandTurns.all.begin()
    do {
      let finished = try await begin(arguments).finish()
      await CommandTurns.all.end()
      return finished
    } catch {
      await CommandTurns.all.end()
      throw error
    }
  }

  /// Every byte that is in the folder, file by file.
  func files() throws -> [(path: String, bytes: Data)] {
    guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]) else {
      return []
    }
    return try walk.compactMap { $0 as? URL }.filter {
      try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
    }.map { ($0.path, try Data(contentsOf: $0)) }
  }
}

/// A `twin` at work. What it writes goes to files, so that no pipe can fill up and hold it.
final class Running: @unchecked Sendable {
  let process: Process
  private let output: URL
  private let errors: URL

  init(_ process: Process) {
    self.process = process
    let name = UUID().uuidString
    output = FileManager.default.temporaryDirectory.appendingPathComponent("\(name).out")
    errors = FileManager.default.temporaryDirectory.appendingPathComponent("\(name).err")
    for url in [output, errors] { FileManager.default.createFile(atPath: url.path, contents: nil) }
    process.standardOutput = try? FileHandle(forWritingTo: output)
    process.standardError = try? FileHandle(forWritingTo: errors)
  }

  /// The program has them now.
  func letGoOfFiles() {
    for case let file as FileHandle in [process.standardOutput, process.standardError] { try? file.close() }
  }

  /// What it has said until now.
  var outputSoFar: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
  var errorsSoFar: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  func finish() async -> Finished {
    await withCheckedContinuation { continuation in
      Thread { [self] in
        process.waitUntilExit()
        continuation.resume()
      }.start()
    }
    defer {
      try? FileManager.default.removeItem(at: output)
      try? FileManager.default.removeItem(at: errors)
    }
    let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
    let errorText = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
    return Finished(code: process.terminationStatus, output: text, errors: errorText)
  }
}

/// Commands that run from their start to their end take turns: hundreds of tests begin at once, and there are some cores.
private actor CommandTurns {
  static let all = CommandTurns()
  private var free = 24
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func begin() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func end() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// The demo site, served while `body` runs.
func withDemoSite<T: Sendable>(
  books: BillingBooks = BillingBooks(), _ body: @escaping @Sendable (DemoSite, Int) async throws -> T
) async throws -> T {
  let site = try DemoSite(books: books)
  let (ports, told) = AsyncStream<Int>.makeStream()
  let serving = Task { try await site.serve(port: 0) { told.yield($0) } }
  defer { serving.cancel() }
  var iterator = ports.makeAsyncIterator()
  guard let port = await iterator.next() else { throw CancellationError() }
  return try await body(site, port)
}

/// A socket that listens on 127.0.0.1, on a port that the system chose.
final class LoopbackListener: Sendable {
  let port: Int
  private let socket: Int32

  init() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    self.socket = socket
    port = Int(UInt16(bigEndian: address.sin_port))
    try #require(isBound && listen(socket, 8) == 0)
  }

  /// What a client asks, up to the end of its headers; nil where it goes away before.
  static func head(_ connection: Int32) -> String? {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return nil }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return text
  }

  /// Hands over each connection on a thread of its own, until it is closed. Whoever takes one closes it.
  func serve(_ take: @escaping @Sendable (Int32) -> Void) {
    Thread { [socket] in
      while true {
        let connection = Glibc.accept(socket, nil, nil)
        guard connection >= 0 else { return }
        Thread { take(connection) }.start()
      }
    }.start()
  }

  func close() {
    shutdown(socket, Int32(SHUT_RDWR))
    Glibc.close(socket)
  }
}

/// A server that reads one request after another and answers none of them, but for pages that it knows.
final class SilentServer: @unchecked Sendable {
  var port: Int { listener.port }
  private let listener: LoopbackListener
  private let lock = NSCondition()
  private var requests = 0
  private var connections: [Int32] = []
  private var pages: [String: String]
  private let holds: Set<Int>

  /// - Parameters:
  ///   - pages: HTML by path.
  ///   - holds: numbers of requests, from 1, that are not answered all the same.
  init(pages: [String: String] = [:], holds: Set<Int> = []) throws {
    listener = try LoopbackListener()
    self.pages = pages
    self.holds = holds
    listener.serve { [self] in take($0) }
  }

  private func take(_ connection: Int32) {
    lock.withLock { connections.append(connection) }
    guard let text = LoopbackListener.head(connection) else { return }
    let path = text.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    // A browser asks for an icon by itself.
    guard path != "/favicon.ico" else { return }
    lock.lock()
    requests += 1
    let page = holds.contains(requests) ? nil : pages[path]
    lock.broadcast()
    lock.unlock()
    guard text.hasPrefix("GET "), let page else { return }
    let answer =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: \(page.utf8.count)\r\nConnection: close\r\n\r\n"
    _ = Array((answer + page).utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  var count: Int { lock.withLock { requests } }

  /// From now on a page is another one.
  func change(_ path: String, _ page: String) { lock.withLock { pages[path] = page } }

  /// Returns once so many requests have come in.
  func waitForRequests(_ wanted: Int) async {
    await withCheckedContinuation { continuation in
      Thread { [self] in
        lock.lock()
        while requests < wanted { lock.wait() }
        lock.unlock()
        continuation.resume()
      }.start()
    }
  }

  func close() {
    listener.close()
    for connection in lock.withLock({ connections }) { Glibc.close(connection) }
  }
}
