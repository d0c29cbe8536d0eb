// A real Chromium for one test, small pages served on loopback, and steps done as a run would do them. When a test ends its
// browser is gone, which is checked.
import Bytecode
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Synchronization
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

/// Pages by path. A path that is not there is a 404; `/never` is never answered, `/late` once `/now` was asked for; `/to?URL`
/// redirects.
final class PageServer: Sendable {
  let port: Int
  private let serving: Task<Void, any Error>
  private let pages: Pages

  final class Pages: Sendable {
    let html = Mutex<[String: String]>([:])
    let asked = Mutex<[String]>([])
    let posted = Mutex<[String]>([])
    let files = Mutex<[String: (name: String, body: String)]>([:])
  }

  private init(port: Int, serving: Task<Void, any Error>, pages: Pages) {
    (self.port, self.serving, self.pages) = (port, serving, pages)
  }

  deinit { serving.cancel() }

  static func start(_ html: [String: String]) async throws -> PageServer {
    let pages = Pages()
    pages.html.withLock { $0 = html }
    let router = Router()
    router.get("/never") { _, _ -> Response in
      try await Task.sleep(for: .seconds(3600))
      return Response(status: .ok)
    }
    router.get("/late") { _, _ -> Response in
      try await until { pages.asked.withLock { $0.contains("/now") } }
      return Response(status: .notFound)
    }
    router.get("/to") { request, _ in
      Response(status: .found, headers: [.location: String(request.uri.query ?? "").removingPercentEncoding ?? ""])
    }
    router.get("/file") { request, _ in
      pages.asked.withLock { $0.append(request.uri.path) }
      return pages.files.withLock { files in
        let file = files[request.uri.query ?? ""] ?? ("none", "")
        return Response(
          status: .ok,
          headers: [
            .contentType: "application/octet-stream", .contentDisposition: "attachment; filename=\"\(file.name)\"",
          ],
          body: .init(byteBuffer: ByteBuffer(string: file.body)))
      }
    }
    let page: @Sendable (Request, BasicRequestContext) async throws -> Response = { request, _ in
      pages.asked.withLock { $0.append(request.uri.path) }
      guard let body = pages.html.withLock({ $0[request.uri.path] }) else { return Response(status: .notFound) }
      return Response(
        status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: "<!doctype html><meta charset=utf-8>" + body)))
    }
    router.get("/", use: page)
    router.get("**", use: page)
    router.post("**") { request, _ in
      var request = request
      let body = try await request.collectBody(upTo: 8 << 20)
      pages.posted.withLock { $0.append("\(request.uri.path) \(String(buffer: body).prefix(4_000))") }
      return Response(
        status: .ok, headers: [.contentType: "text/html"],
        body: .init(byteBuffer: ByteBuffer(string: "<h1>Done</h1><p id=path>\(request.uri.path)</p>")))
    }
    let (ports, told) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "pages")
    logger.logLevel = .critical
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in told.yield(channel.localAddress?.port ?? 0) }, logger: logger)
    let serving = Task { try await application.run() }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    return PageServer(port: port, serving: serving, pages: pages)
  }

  /// By another name: `localhost` is another site than `127.0.0.1`.
  func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }
  func set(_ path: String, _ html: String) { pages.html.withLock { $0[path] = html } }
  func setFile(_ query: String, name: String, _ body: String) { pages.files.withLock { $0[query] = (name, body) } }
  var asked: [String] { pages.asked.withLock { $0 } }
  var posted: [String] { pages.posted.withLock { $0 } }
}

struct Texts: SecretTexts {
  var texts: [String: String] = [:]
  var known: [String] { texts.values.sorted() }
  func clean(_ text: String) -> String { texts.values.reduce(text) { $0.replacing($1, with: "•••") } }
  func resolve(_ secret: SecretText) throws -> String {
    secret.parts.map { part in
      switch part {
      case .text(let text): text
      case .hole(let name): texts[name] ?? ""
      }
    }.joined()
  }
}

/// What a step came to.
enum Came: Equatable {
  case done(PlainValue)
  case failed(ErrorKind, String, sent: Bool)
  case question(String, PlainValue)
  case inDoubt(String)
  case differs(String)

  var value: PlainValue? { if case .done(let value) = self { value } else { nil } }
  var message: String { if case .failed(_, let message, _) = self { message } else { "" } }
  var kind: ErrorKind? { if case .failed(let kind, _, _) = self { kind } else { nil } }
  var question: PlainValue? { if case .question(_, let payload) = self { payload } else { nil } }
}

final class Stage: Sendable {
  let server: PageServer
  let folder: URL
  let effects: BrowserEffects
  let run = RunID(number: UInt64.random(in: 1..<(1 << 60)))
  private let ticket = Mutex<UInt64>(0)

  private init(_ server: PageServer, _ folder: URL, _ program: BrowserProgram, _ clock: any WorldClock) {
    self.server = server
    self.folder = folder
    effects = Self.effects(folder, program, clock: clock)
  }

  static func effects(
    _ folder: URL, _ program: BrowserProgram = BrowserProgram(), clock: any WorldClock = SystemClock()
  ) -> BrowserEffects {
    BrowserEffects(
      root: folder.appendingPathComponent("browsers").path, folder: WorkFolder(path: folder.path), program: program,
      clock: clock)
  }

  /// Every site in processes of its own, as in a browser with a window; the headless shell leaves that out.
  static let isolatingSites: BrowserProgram = {
    var program = BrowserProgram()
    program.flags = ["--site-per-process"]
    return program
  }()

  /// Serves pages, hands over a stage, and sees to it that nothing of its browser stays.
  static func with(
    _ pages: [String: String], program: BrowserProgram = BrowserProgram(), clock: any WorldClock = SystemClock(),
    _ body: (Stage) async throws -> Void
  ) async throws {
    let server = try await PageServer.start(pages)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let stage = Stage(server, folder, program, clock)
    let problem: (any Error)?
    do {
      try await body(stage)
      problem = nil
    } catch { problem = error }
    await stage.effects.release(run: stage.run, artifacts: stage.artifacts)
    #expect(stage.processes == [], "a browser was left behind")
    try? FileManager.default.removeItem(at: folder)
    if let problem { throw problem }
  }

  /// Where the run's files are.
  var artifacts: String { folder.appendingPathComponent("artifacts").path }
  var browserFolder: URL { folder.appendingPathComponent("browsers").appendingPathComponent(run.description) }

  /// The page that steps are done on.
  func tab() async throws -> Tab { try await effects.session(run).tab() }

  /// Processes of this stage's browser.
  var processes: [Int32] { Self.processes(of: browserFolder) }

  /// Processes of the browser in a folder, by its profile's path.
  static func processes(of folder: URL) -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.filter { pid in
      guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
      let words = String(decoding: data, as: UTF8.self)
      return words.contains("--user-data-dir=\(folder.path)") && ProcessIdentity.start(of: pid) != nil
    }.sorted()
  }

  func request(
    _ kind: String, _ arguments: PlainValue = [:], step: String? = nil, timeout: Int64 = 20_000,
    network: [String] = ["127.0.0.1:*"], repeats: Repeat = .once, irreversible: Bool = false,
    approval: EffectRequest.Approval? = nil, answer: PlainValue? = nil, secrets: [String: String] = [:],
    read: [String] = ["**"]
  ) -> EffectRequest {
    var permissions = Permissions()
    permissions.network = network
    permissions.read = read
    permissions.write = ["out/**"]
    let number = ticket.withLock { number in
      number += 1
      return number
    }
    var request = EffectRequest(
      run: run, ticket: number, step: step ?? kind, kind: kind, repeats: repeats, isIrreversible: irreversible,
      arguments: arguments, options: [:], permissions: permissions, timeout: timeout, idempotencyKey: "\(number)",
      answer: answer, artifacts: artifacts, secrets: Texts(texts: secrets),
      folder: folder.path)
    request.approval = approval
    return request
  }

  @discardableResult
  func perform(_ request: EffectRequest, by effects: BrowserEffects? = nil) async -> Came {
    switch await (effects ?? self.effects).perform(request).result {
    case .done(let value): .done(value)
    case .failed(let kind, let message, let sent): .failed(kind, message, sent: sent)
    case .question(let kind, let payload): .question(kind, payload)
    case .inDoubt(let message, _): .inDoubt(message)
    case .differs(let message, _): .differs(message)
    }
  }

  /// One step; what it came to.
  @discardableResult
  func step(_ kind: String, _ arguments: PlainValue = [:], timeout: Int64 = 20_000) async -> Came {
    await perform(request(kind, arguments, timeout: timeout, repeats: Self.repeats(kind)))
  }

  static func repeats(_ kind: String) -> Repeat {
    switch kind {
    case "click", "press", "drag", "upload", "download", "dialog": .once
    case "wait_for", "read", "screenshot", "find", "index": .pure
    default: .idempotent
    }
  }

  @discardableResult
  func open(_ path: String = "/") async -> Came { await step("open", ["url": .string(server.url(path))]) }

  /// The text of an element.
  func text(_ locator: PlainValue) async -> String {
    let came = await step("read", ["target": locator])
    return came.value?["text"]?.text ?? came.message
  }
}

/// Waits until something holds, and gives up aloud where it never does.
func until(_ holds: () -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(240)
  while !holds() {
    try #require(ContinuousClock.now < end, "what was waited for never came")
    try await Task.sleep(for: .milliseconds(10))
  }
}
