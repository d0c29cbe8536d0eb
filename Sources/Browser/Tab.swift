// One page of a browser: where it is, what is on it, and real input into it. Everything is asked of Chromium itself; every
// wait is for a condition. It decides nothing: which element is meant, and whether it may be acted on, is said elsewhere.
import Foundation
import Locators
import Values

actor Tab {
  let devTools: DevTools
  /// DevTools' session and target.
  let session: String
  let target: String
  private(set) var dialog: OpenDialog?
  private var loading: Set<String> = []
  private var listening: Task<Void, Never>?
  private var changed: [CheckedContinuation<Void, Never>] = []

  /// A native dialog that stands on the page and holds it.
  struct OpenDialog: Sendable, Equatable {
    /// `alert`, `confirm`, `prompt`, `beforeunload`.
    var kind: String
    var message: String
    var defaultText: String
  }

  private init(_ devTools: DevTools, session: String, target: String) {
    self.devTools = devTools
    self.session = session
    self.target = target
  }

  /// Attaches to a page target and asks for the events that matter.
  static func attach(_ devTools: DevTools, target: String) async throws -> Tab {
    let answer = try await devTools.send("Target.attachToTarget", ["targetId": .string(target), "flatten": true])
    guard let session = answer["sessionId"]?.text else { throw BrowserError("the browser gave no session for a page") }
    let tab = Tab(devTools, session: session, target: target)
    await tab.listen()
    for domain in ["Page", "DOM", "Accessibility", "Runtime"] { try await tab.send("\(domain).enable") }
    try await tab.send("Page.setLifecycleEventsEnabled", ["enabled": true])
    try await tab.send(
      "Emulation.setDeviceMetricsOverride",
      ["width": 1280, "height": 720, "deviceScaleFactor": 1, "mobile": false])
    return tab
  }

  @discardableResult
  func send(_ method: String, _ parameters: PlainValue = [:]) async throws -> PlainValue {
    try await devTools.send(method, parameters, session: session)
  }

  private func listen() async {
    let events = await devTools.events(session: session)
    listening = Task { [weak self] in
      for await event in events { await self?.take(event) }
    }
  }

  private func take(_ event: DevToolsEvent) {
    switch event.method {
    case "Page.javascriptDialogOpening":
      dialog = OpenDialog(
        kind: event.parameters["type"]?.text ?? "alert", message: event.parameters["message"]?.text ?? "",
        defaultText: event.parameters["defaultPrompt"]?.text ?? "")
    case "Page.javascriptDialogClosed": dialog = nil
    case "Page.frameStartedLoading": if let frame = event.parameters["frameId"]?.text { loading.insert(frame) }
    case "Page.frameStoppedLoading", "Page.frameDetached":
      if let frame = event.parameters["frameId"]?.text { loading.remove(frame) }
    default: return
    }
    let waiting = changed
    changed = []
    for continuation in waiting { continuation.resume() }
  }
}
