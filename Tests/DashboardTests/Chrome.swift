// A real Chromium for the tests of pages: one process, one page at a time, real clicks and keys, a virtual authenticator. Every wait
// is for a condition of the page itself.
import Dispatch
import Foundation
import Glibc
import Synchronization
import Testing
import Values

// The dispatch source is made in `init` and only ever cancelled afterwards; everything that changes is behind the lock.
/// Commands out, answers and events in, each a JSON message ended by NUL, over two named pipes that become the browser's
/// descriptors 3 and 4 (`--remote-debugging-pipe`).
final class Chrome: @unchecked Sendable {
  private struct State {
    var next = 0
    var waiting: [Int: CheckedContinuation<PlainValue, any Error>] = [:]
    var logs: [String: PageLog] = [:]
    var pending: [UInt8] = []
  }
  private let state = Mutex(State())
  private let process = Process()
  private let commands: Int32
  private let replies: Int32
  private let source: any DispatchSourceRead

  private init(in folder: URL) throws {
    let paths = ["commands", "replies"].map { folder.appendingPathComponent($0).path }
    for path in paths { try #require(mkfifo(path, 0o600) == 0) }
    // Read and write, so that neither opening waits for the other side.
    commands = Glibc.open(paths[0], O_RDWR | O_CLOEXEC)
    replies = Glibc.open(paths[1], O_RDWR | O_NONBLOCK | O_CLOEXEC)
    let program = ProcessInfo.processInfo.environment["TWIN_BROWSER"] ?? "/usr/lib/chromium/chromium-headless-shell"
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let script = #"exec "$0" "$@" 3<"$COMMANDS" 4>"$REPLIES" </dev/null >/dev/null 2>&1"#
    var flags = [
      "--remote-debugging-pipe", "--user-data-dir=\(folder.path)/profile", "--no-first-run", "--disable-gpu",
      "--disable-dev-shm-usage", "--hide-scrollbars", "about:blank",
    ]
    // Chromium refuses to run as root with its sandbox.
    if geteuid() == 0 { flags.insert("--no-sandbox", at: 0) }
    process.arguments = ["-c", script, program] + flags
    process.environment = ["HOME": folder.path, "LANG": "C.UTF-8", "COMMANDS": paths[0], "REPLIES": paths[1]]
    source = DispatchSource.makeReadSource(fileDescriptor: replies, queue: DispatchQueue(label: "chrome.replies"))
    source.setEventHandler { [weak self] in self?.read() }
    let descriptors = (commands, replies)
    source.setCancelHandler {
      Glibc.close(descriptors.0)
      Glibc.close(descriptors.1)
    }
    source.resume()
    try process.run()
  }

  static func open<T: Sendable>(_ body: @Sendable (Chrome) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-chrome-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let chrome = try Chrome(in: folder)
    let result: Result<T, any Error>
    do { result = .success(try await body(chrome)) } catch { result = .failure(error) }
    _ = try? await chrome.send("Browser.close")
    chrome.process.waitUntilExit()
    chrome.source.cancel()
    return try result.get()
  }

  func send(_ method: String, _ parameters: PlainValue = [:], session: String? = nil) async throws -> PlainValue {
    try await withCheckedThrowingContinuation { continuation in
      let number = state.withLock { state in
        state.next += 1
        state.waiting[state.next] = continuation
        return state.next
      }
      var message: [PlainEntry] = [
        PlainEntry(key: "id", value: .int(Int64(number))), PlainEntry(key: "method", value: .string(method)),
        PlainEntry(key: "params", value: parameters),
      ]
      if let session { message.append(PlainEntry(key: "sessionId", value: .string(session))) }
      var rest = ((try? PlainValue.map(message).json()) ?? [])[...] + [0]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(commands, $0.baseAddress, $0.count) }
        guard written > 0 else { break }
        rest = rest.dropFirst(written)
      }
    }
  }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    let count = Glibc.read(replies, &buffer, buffer.count)
    guard count > 0 else { return }
    let messages = state.withLock { state -> [[UInt8]] in
      state.pending += buffer[..<count]
      var found: [[UInt8]] = []
      while let end = state.pending.firstIndex(of: 0) {
        found.append(Array(state.pending[..<end]))
        state.pending.removeSubrange(...end)
      }
      return found
    }
    for message in messages { if let value = try? PlainValue(json: message) { take(value) } }
  }

  private func take(_ message: PlainValue) {
    if let number = message["id"]?.integer {
      let continuation = state.withLock { $0.waiting.removeValue(forKey: Int(number)) }
      if let error = message["error"] {
        continuation?.resume(throwing: Unexpected(error["message"]?.text ?? "refused"))
      } else {
        continuation?.resume(returning: message["result"] ?? [:])
      }
    } else if let session = message["sessionId"]?.text, let method = message["method"]?.text {
      state.withLock { $0.logs[session] }?.take(method, message["params"] ?? [:])
    }
  }

  /// A page with its own cookies.
  func page() async throws -> Page {
    let context = try await send("Target.createBrowserContext")["browserContextId"] ?? .null
    let target =
      try await send("Target.createTarget", ["url": "about:blank", "browserContextId": context])["targetId"] ?? .null
    let attached = try await send("Target.attachToTarget", ["targetId": target, "flatten": true])
    let session = try #require(attached["sessionId"]?.text)
    let page = Page(chrome: self, session: session, log: PageLog())
    state.withLock { $0.logs[session] = page.log }
    for domain in ["Page", "Runtime", "Log", "DOM"] { try await page.send("\(domain).enable") }
    return page
  }
}

/// What a page has complained about: errors of scripts, of the Content-Security-Policy, dialogs.
final class PageLog: Sendable {
  private let lines = Mutex<[String]>([])

  func take(_ method: String, _ parameters: PlainValue) {
    let line: String?
    switch method {
    case "Page.javascriptDialogOpening": line = "dialog: \(parameters["message"]?.text ?? "")"
    case "Runtime.exceptionThrown": line = "exception: \((try? parameters.jsonText()) ?? "")"
    case "Log.entryAdded":
      let entry = parameters["entry"]
      // A refused form is an answer with a status of its own, not a fault of the page.
      line = entry?["level"] == "error" && entry?["source"] != "network" ? "\(entry?["text"]?.text ?? "")" : nil
    default: line = nil
    }
    if let line { lines.withLock { $0.append(line) } }
  }

  var complaints: [String] { lines.withLock { $0 } }
}

struct Page: Sendable {
  let chrome: Chrome
  let session: String
  let log: PageLog

  @discardableResult
  func send(_ method: String, _ parameters: PlainValue = [:]) async throws -> PlainValue {
    try await chrome.send(method, parameters, session: session)
  }

  /// Null while a page is being left for the next one.
  func value(_ script: String) async throws -> PlainValue {
    let parameters: PlainValue = ["expression": .string(script), "returnByValue": true, "awaitPromise": true]
    guard let answer = try? await send("Runtime.evaluate", parameters) else { return .null }
    return answer["result"]?["value"] ?? .null
  }

  /// Waits until `script` is true.
  func until(_ script: String, _ location: SourceLocation = #_sourceLocation) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < deadline {
      if try await value("Boolean(\(script))") == true { return }
      try await Task.sleep(for: .milliseconds(15))
    }
    let text = try await value("location.href + '\\n' + document.body.innerText").text ?? ""
    Issue.record("never came: \(script)\n\(text)\n\(log.complaints)", sourceLocation: location)
    throw Unexpected("never came: \(script)")
  }

  func open(_ address: String, _ location: SourceLocation = #_sourceLocation) async throws {
    let frame = try await send("Page.navigate", ["url": .string(address)])
    if let failure = frame["errorText"]?.text { throw Unexpected("\(address): \(failure)") }
    try await until("document.readyState === 'complete' && location.href !== 'about:blank'", location)
  }

  func text() async throws -> String { try await value("document.body.innerText").text ?? "" }

  /// A real click in the middle of the element.
  func click(_ selector: String, _ location: SourceLocation = #_sourceLocation) async throws {
    try await until("document.querySelector(\(quoted(selector)))", location)
    let place = try await value(
      """
      (() => { const e = document.querySelector(\(quoted(selector))); e.scrollIntoView({block: "center", behavior: "instant"});
        const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()
      """)
    let (x, y) = (place.elements?[0] ?? 0, place.elements?[1] ?? 0)
    for type in ["mousePressed", "mouseReleased"] {
      try await send(
        "Input.dispatchMouseEvent", ["type": .string(type), "x": x, "y": y, "button": "left", "clickCount": 1])
    }
  }

  func fill(_ selector: String, _ text: String) async throws {
    try await until("document.querySelector(\(quoted(selector)))")
    _ = try await value("(() => { const e = document.querySelector(\(quoted(selector))); e.focus(); e.select?.(); })()")
    try await send("Input.insertText", ["text": .string(text)])
  }

  /// `Tab`, `Enter`, or a letter.
  func press(_ key: String) async throws {
    let codes: [String: Int64] = ["Tab": 9, "Enter": 13]
    var down: PlainValue = ["type": "keyDown", "key": .string(key), "windowsVirtualKeyCode": .int(codes[key] ?? 0)]
    let text = key == "Enter" ? "\r" : key.count == 1 ? key : nil
    if let text { down = .map((down.entries ?? []) + [PlainEntry(key: "text", value: .string(text))]) }
    try await send("Input.dispatchKeyEvent", down)
    try await send(
      "Input.dispatchKeyEvent", ["type": "keyUp", "key": .string(key), "windowsVirtualKeyCode": .int(codes[key] ?? 0)])
  }

  /// An authenticator in this page alone: built in, verifies its user, keeps credentials.
  func addAuthenticator() async throws -> String {
    try await send("WebAuthn.enable")
    let made = try await send(
      "WebAuthn.addVirtualAuthenticator",
      [
        "options": [
          "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
          "isUserVerified": true, "automaticPresenceSimulation": true,
        ]
      ])
    return try #require(made["authenticatorId"]?.text)
  }

  private func quoted(_ text: String) -> String { (try? PlainValue.string(text).jsonText()) ?? "''" }
}
