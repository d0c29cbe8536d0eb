// Two ways to do the same on a page: as a run's steps are done, and by hand with the bare protocol. And the pages.
import Browser
import Bytecode
import DurableRuntime
import Foundation
import HTTPTypes
import Hummingbird
import Learning
import Logging
import StoreSQLite
import Values

/// Pages by path, on loopback.
enum PageServer {
  static func with(_ pages: [String: String], _ body: @Sendable @escaping (String) async throws -> Void) async throws {
    let router = Router()
    for (path, html) in pages {
      router.get(RouterPath(path)) { _, _ in
        Response(
          status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
          body: .init(byteBuffer: ByteBuffer(string: html)))
      }
    }
    var logger = Logger(label: "pages")
    logger.logLevel = .critical
    let (ports, told) = AsyncStream<Int>.makeStream()
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { told.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let serving = Task { try await application.run() }
    defer { serving.cancel() }
    for await port in ports {
      try await body("http://127.0.0.1:\(port)")
      break
    }
  }
}

/// A page that steps are done on without an engine.
struct Stand {
  var effects: BrowserEffects
  let root: String
  let run: RunID
  /// Where what steps teach is kept; nil: nowhere.
  var store: SQLiteStore?

  struct NoSecrets: SecretTexts {
    func resolve(_ secret: SecretText) throws -> String { "" }
    func clean(_ text: String) -> String { text }
    var known: [String] { [] }
  }

  static func open(_ address: String, in folder: URL, films: Bool, store: SQLiteStore? = nil) async throws -> Stand {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let keys = try StoreKeys(master: [UInt8](repeating: 1, count: 32))
    let memory = store.map { LearnedElements(LearnedStore(store: $0, keys: keys), clock: SystemClock()) }
    let stand = Stand(
      effects: BrowserEffects(
        root: folder.path, folder: WorkFolder(path: folder.path), films: films, elements: memory),
      root: folder.path, run: RunID(number: UInt64.random(in: 1..<(1 << 60))), store: store)
    try await stand.step("open", ["url": .string(address)])
    return stand
  }

  private var artifacts: String { root + "/artifacts" }

  @discardableResult
  func release() async -> ReleasedRun { await effects.release(run: run, artifacts: artifacts) }

  func step(_ kind: String, _ arguments: PlainValue) async throws {
    var permissions = Permissions()
    permissions.network = ["127.0.0.1:*"]
    let request = EffectRequest(
      run: run, ticket: 1, step: kind, kind: kind, repeats: .idempotent, isIrreversible: false, arguments: arguments,
      options: .map([]), permissions: permissions, timeout: 30_000, idempotencyKey: "", answer: nil,
      artifacts: artifacts, secrets: NoSecrets())
    let outcome = await effects.perform(request)
    guard case .done = outcome.result else { throw BenchFailure("\(kind) was not done: \(outcome.result)") }
    if let store, !outcome.items.isEmpty { _ = try store.change(outcome.items, audit: []) }
  }

  /// Fill, click, read; milliseconds of each turn.
  func turns(_ count: Int) async throws -> [Double] {
    var times: [Double] = []
    for number in 0..<count {
      let began = DispatchTime.now().uptimeNanoseconds
      try await step("fill", ["target": ["field": "Note"], "with": .string("a longer note, number \(number)")])
      try await step("click", ["target": ["button": "Save"]])
      try await step("read", ["target": ["css": "#out"]])
      times.append(Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6)
    }
    return times
  }
}

/// A page driven by hand: the protocol calls of Twin's steps, one after the other, and nothing around them.
struct RawPage {
  let devTools: DevTools
  let process: BrowserProcess
  let session: String
  let world: Int64
  let frame: String

  static func open(_ address: String, in folder: URL) async throws -> RawPage {
    var process = try BrowserProcess.start(in: folder)
    let devTools = try await DevTools(&process) { _ in }
    let made = try await devTools.send("Target.createTarget", ["url": .string(address)], seconds: 30)
    let target = made["targetId"]?.text ?? ""
    let attached = try await devTools.send("Target.attachToTarget", ["targetId": .string(target), "flatten": true])
    let session = attached["sessionId"]?.text ?? ""
    for room in ["Page", "DOM", "Accessibility", "Runtime"] {
      try await devTools.send("\(room).enable", session: session)
    }
    try await devTools.send(
      "Emulation.setDeviceMetricsOverride", ["width": 1280, "height": 720, "deviceScaleFactor": 1, "mobile": false],
      session: session)
    try await devTools.send("Emulation.setFocusEmulationEnabled", ["enabled": true], session: session)
    while try await devTools.send(
      "Runtime.evaluate", ["expression": "document.readyState + location.protocol", "returnByValue": true],
      session: session)["result"]?["value"]?.text != "completehttp:"
    {}
    let world = try await devTools.send(
      "Page.createIsolatedWorld", ["frameId": .string(target), "worldName": "twin"], session: session)
    return RawPage(
      devTools: devTools, process: process, session: session, world: world["executionContextId"]?.integer ?? 0,
      frame: target)
  }

  func end() { process.end() }

  func turns(_ count: Int) async throws -> [Double] {
    var times: [Double] = []
    for number in 0..<count {
      let began = DispatchTime.now().uptimeNanoseconds
      try await fill("Note", "a longer note, number \(number)")
      try await click("Save")
      try await read("#out")
      times.append(Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6)
    }
    return times
  }

  // MARK: The calls

  @discardableResult
  private func send(_ method: String, _ parameters: PlainValue = .map([])) async throws -> PlainValue {
    try await devTools.send(method, parameters, session: session)
  }

  @discardableResult
  private func evaluate(_ expression: String) async throws -> PlainValue {
    try await send(
      "Runtime.evaluate",
      [
        "expression": .string(expression), "contextId": .int(world), "returnByValue": true, "awaitPromise": true,
        "objectGroup": "raw",
      ])
  }

  private func call(
    _ object: String, _ function: String, _ argument: PlainValue? = nil, byValue: Bool = true
  ) async throws -> PlainValue {
    try await send(
      "Runtime.callFunctionOn",
      [
        "functionDeclaration": .string(function), "objectId": .string(object), "returnByValue": .bool(byValue),
        "awaitPromise": true, "objectGroup": "raw", "arguments": .list(argument.map { [["value": $0]] } ?? []),
      ])
  }

  /// The element of a role and name in the accessibility tree.
  private func find(_ role: String, _ name: String) async throws -> String {
    async let title = evaluate("document.title")
    let tree = try await send("Accessibility.getFullAXTree", ["frameId": .string(frame)])
    _ = try await title
    let node = tree["nodes"]?.elements?.first {
      $0["role"]?["value"]?.text == role && $0["name"]?["value"]?.text == name
    }
    return try await resolve(node?["backendDOMNodeId"] ?? 0)
  }

  private func resolve(_ node: PlainValue) async throws -> String {
    let answer = try await send(
      "DOM.resolveNode", ["backendNodeId": node, "executionContextId": .int(world), "objectGroup": "raw"])
    return answer["object"]?["objectId"]?.text ?? ""
  }

  private func point(_ element: String, _ demands: PlainValue) async throws -> (
    object: String, x: PlainValue, y: PlainValue
  ) {
    let own = try await call(element, PageScripts.retarget, byValue: false)["result"]?["objectId"]?.text ?? element
    let place = try await call(own, PageScripts.probe, demands)["result"]?["value"]
    return (own, place?["x"] ?? 0, place?["y"] ?? 0)
  }

  private func settle() async throws {
    try await evaluate("new Promise((done) => setTimeout(done, 0))")
    await devTools.post(DevToolsCommand("Runtime.releaseObjectGroup", ["objectGroup": "raw"], session: session))
  }

  private func fill(_ field: String, _ text: String) async throws {
    let (own, _, _) = try await point(
      find("textbox", field), ["visible": true, "enabled": true, "editable": true, "scroll": true, "align": "nearest"])
    _ = try await call(own, PageScripts.splitBoxes, .null)
    _ = try await call(own, PageScripts.focusForText)
    try await send("Input.insertText", ["text": .string(text)])
    try await settle()
  }

  private func click(_ button: String) async throws {
    let (own, x, y) = try await point(
      find("button", button),
      ["visible": true, "stable": true, "enabled": true, "hit": true, "scroll": true, "align": "nearest"])
    _ = try await call(own, GuardScripts.admit)
    for (type, button, buttons) in [
      ("mouseMoved", "none", 0), ("mousePressed", "left", 1), ("mouseReleased", "left", 0),
    ] {
      try await send(
        "Input.dispatchMouseEvent",
        [
          "type": .string(type), "x": x, "y": y, "button": .string(button), "buttons": .int(Int64(buttons)),
          "clickCount": type == "mouseMoved" ? 0 : 1,
        ])
    }
    try await evaluate(GuardScripts.endPointer)
    try await settle()
  }

  private func read(_ selector: String) async throws {
    async let title = evaluate("document.title")
    async let tree = send("Accessibility.getFullAXTree", ["frameId": .string(frame)])
    _ = try await (title, tree)
    let root = try await send("DOM.getDocument", ["depth": -1, "pierce": true])["root"]?["nodeId"]
    let found = try await send("DOM.querySelectorAll", ["nodeId": root ?? 0, "selector": .string(selector)])
    let node = try await send("DOM.describeNode", ["nodeId": found["nodeIds"]?.elements?.first ?? 0])
    let element = try await resolve(node["node"]?["backendNodeId"] ?? 0)
    let text = try await send(
      "Runtime.callFunctionOn",
      [
        "functionDeclaration": .string(PageScripts.read), "objectId": .string(element), "returnByValue": true,
        "awaitPromise": true, "objectGroup": "raw", "arguments": [["value": "text"], ["value": .null]],
      ])
    guard text["result"]?["value"]?.text?.hasPrefix("saved a longer note") == true else {
      throw BenchFailure("nothing was saved")
    }
    await devTools.post(DevToolsCommand("Runtime.releaseObjectGroup", ["objectGroup": "raw"], session: session))
  }
}
