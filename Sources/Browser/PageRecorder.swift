// A window in which a person does what a skill shall do, and everything that they do in it, told event by event. It watches
// and changes nothing: what is made of the events is said elsewhere (room Authoring). The browser is this recording's own
// and goes with it.
import Foundation
import Values

/// What a recording tells: an object as `RecorderScript` makes it, and on which tab, counted from 1 as they were opened.
package struct RecordedEvent: Sendable {
  package var tab: Int
  package var event: PlainValue
}

package actor PageRecorder {
  /// Events until the window is closed.
  package nonisolated let events: AsyncStream<RecordedEvent>
  private let told: AsyncStream<RecordedEvent>.Continuation
  private let process: BrowserProcess
  private var devTools: DevTools?
  private var pages: [Page] = []

  private struct Page {
    var target: String
    var session: String
    /// Sessions of its frames that have processes of their own.
    var frames: Set<String> = []
    /// The page itself began the navigation that is under way.
    var hasRequested = false
    /// The kind of the dialog that stands on it.
    var dialog: String?
  }

  // MARK: Beginning and ending

  /// Opens a window at an address.
  /// - Parameter folder: for the browser's pipes and profile; removed at the end.
  package static func open(
    _ address: String, in folder: URL, program: BrowserProgram = BrowserProgram(isHeaded: true)
  ) async throws -> PageRecorder {
    var process = try BrowserProcess.start(in: folder, program, flags: [RecorderScript.browserFlag])
    let recorder = PageRecorder(process)
    do {
      try await recorder.begin(address, &process)
    } catch {
      await recorder.close()
      throw error
    }
    return recorder
  }

  private init(_ process: BrowserProcess) {
    self.process = process
    (events, told) = AsyncStream.makeStream()
  }

  private func begin(_ address: String, _ process: inout BrowserProcess) async throws {
    let devTools = try await DevTools(&process) { [weak self] event in await self?.take(event) }
    self.devTools = devTools
    // Should this process die, nobody comes back for the window.
    BrowserKeeper.watch(process, keep: 1_000)
    // Every page is attached to once, by the browser; the one that is there already as well.
    try await devTools.send(
      "Target.setAutoAttach", ["autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true],
      seconds: BrowserLimits.startSeconds)
    guard let session = pages.first?.session else { throw BrowserError("the browser opened no window") }
    try await prepare(session)
    let reached = try await devTools.send("Page.navigate", ["url": .string(address)], session: session)
    if let problem = reached["errorText"]?.text { throw BrowserError("\(address) could not be opened: \(problem)") }
  }

  /// Ends the browser; nothing of it stays.
  package func close() async {
    await devTools?.detach()
    devTools = nil
    process.end()
    told.finish()
  }

  /// For tests: the browser's own channel, by which a hand on mouse and keyboard can be played.
  var channel: (devTools: DevTools, session: String)? {
    guard let devTools, let page = pages.first else { return nil }
    return (devTools, page.session)
  }

  // MARK: Pages

  /// Whether the page is new: a second session of one that is known would tell everything twice.
  private func add(_ page: Page) -> Bool {
    guard !pages.contains(where: { $0.target == page.target }), pages.count < BrowserLimits.tabs else { return false }
    pages.append(page)
    return true
  }

  private func prepare(_ session: String) async throws {
    guard let devTools else { return }
    let commands = [
      DevToolsCommand("Page.enable", session: session), DevToolsCommand("Runtime.enable", session: session),
      DevToolsCommand(
        "Runtime.addBinding",
        ["name": .string(RecorderScript.binding), "executionContextName": .string(RecorderScript.world)],
        session: session),
      DevToolsCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        [
          "source": .string(RecorderScript.source), "worldName": .string(RecorderScript.world), "runImmediately": true,
        ], session: session),
      DevToolsCommand(
        "Target.setAutoAttach", ["autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true],
        session: session),
      DevToolsCommand("Runtime.runIfWaitingForDebugger", session: session),
    ]
    // A page that waits for us answers some of them only after the last.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for command in commands { group.addTask { try await devTools.send(command) } }
      try await group.waitForAll()
    }
  }

  // MARK: Hearing

  private func take(_ event: DevToolsEvent?) async {
    guard let event else {
      told.finish()
      return
    }
    switch event.method {
    case "Target.attachedToTarget": attached(event)
    case "Target.targetDestroyed", "Target.detachedFromTarget":
      let gone = event.parameters["targetId"]?.text
      guard
        let index = pages.firstIndex(where: { $0.target == gone || $0.session == event.parameters["sessionId"]?.text })
      else { return }
      // Its number stays its own; when the last window is closed, that is the end.
      pages[index].session = ""
      if pages.allSatisfy({ $0.session.isEmpty }) { told.finish() }
    default:
      guard let session = event.session,
        let index = pages.firstIndex(where: { $0.session == session || $0.frames.contains(session) })
      else { return }
      heard(event, page: index)
    }
  }

  private func attached(_ event: DevToolsEvent) {
    guard let session = event.parameters["sessionId"]?.text, let info = event.parameters["targetInfo"],
      let target = info["targetId"]?.text
    else { return }
    let isWanted: Bool
    switch info["type"]?.text {
    case "page":
      // A window that a page opens begins where that page said.
      isWanted = add(Page(target: target, session: session, hasRequested: !pages.isEmpty)) && pages.count > 1
    case "iframe":
      let index = pages.firstIndex { $0.session == event.session || $0.frames.contains(event.session ?? "") }
      if let index { pages[index].frames.insert(session) }
      isWanted = index != nil
    default: isWanted = false
    }
    Task { [devTools] in
      if isWanted { try? await prepare(session) }
      await devTools?.post(DevToolsCommand("Runtime.runIfWaitingForDebugger", session: session))
    }
  }

  private func heard(_ event: DevToolsEvent, page: Int) {
    let given = event.parameters
    let isMain = given["frameId"]?.text == pages[page].target
    switch event.method {
    case "Runtime.bindingCalled":
      guard given["name"]?.text == RecorderScript.binding, let text = given["payload"]?.text,
        text.utf8.count <= BrowserLimits.recordedBytes, var told = try? PlainValue(jsonText: text)
      else { return }
      if told["kind"]?.text == "arrived" {
        // Every window begins with this, whoever opened it.
        if told["address"]?.text == "about:blank" { return }
        told = arrival(told, typed: !pages[page].hasRequested)
        pages[page].hasRequested = false
      }
      tell(told, page)
    case "Page.frameRequestedNavigation": if isMain { pages[page].hasRequested = true }
    case "Page.javascriptDialogOpening": pages[page].dialog = given["type"]?.text
    case "Page.javascriptDialogClosed":
      let kind = pages[page].dialog
      pages[page].dialog = nil
      // An alert can only be read, and leaving a page is not what a skill is about.
      guard kind == "confirm" || kind == "prompt" else { return }
      tell(
        [
          "kind": "dialog", "accepted": given["result"] ?? false,
          "text": kind == "prompt" ? given["userInput"] ?? .null : .null,
        ], page)
    default: return
    }
  }

  private func arrival(_ told: PlainValue, typed: Bool) -> PlainValue {
    .map((told.entries ?? []) + [PlainEntry(key: "typed", value: .bool(typed))])
  }

  private func tell(_ event: PlainValue, _ page: Int) { told.yield(RecordedEvent(tab: page + 1, event: event)) }
}
