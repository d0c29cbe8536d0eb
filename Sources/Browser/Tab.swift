// One page of a browser: its frames, what loads, the dialog that stands on it, and how to wait until something of that
// changes. It keeps what the browser's events say and asks the browser everything else. It decides nothing: which element
// is meant, and whether it may be acted on, is said elsewhere.
import Foundation
import Synchronization
import Values

/// A frame of a page. Frames of other sites may live in processes, and so in DevTools sessions, of their own.
struct PageFrame: Sendable, Equatable {
  var id: String
  var parent: String?
  var session: String
  var address: String
  var name: String
  /// DevTools' number of the document that is in it.
  var loader: String
  /// Whether the browser shows an error of its own in it, since the address could not be reached.
  var isUnreachable = false
}

/// A native dialog that stands on a page and holds it.
struct OpenDialog: Codable, Equatable, Sendable {
  /// `alert`, `confirm`, `prompt`, `beforeunload`.
  var kind: String
  var message: String
  var defaultText: String

  /// The page has changes that nobody saved, and is to be left.
  var isAboutLeaving: Bool { kind == "beforeunload" }
}

actor Tab {
  let devTools: DevTools
  /// DevTools' target and session of the page itself.
  nonisolated let target: String
  nonisolated let session: String
  /// Whether a document may be loaded from an address; the answer is nil, or why not.
  private let mayLoad: @Sendable (_ address: String, _ isMainFrame: Bool) async -> String?

  private(set) var dialog: OpenDialog?
  private(set) var dialogCount = 0
  private(set) var lostReason: String?
  private(set) var wasClosed = false
  /// DevTools' number of the document that a step acted on last.
  private(set) var actedOn: String?
  /// The document that an `open` led to.
  private(set) var opened: String?
  /// The document is the answer to a form that was sent to its address: going there again would not give it.
  private(set) var isPosted = false
  /// The document that was asked for last was asked for so.
  private var isPosting = false
  private var frames: [String: PageFrame] = [:]
  /// Sessions of frames that have processes of their own.
  private(set) var frameSessions: [String: String] = [:]
  private var worlds: [String: Int64] = [:]
  private var milestones: [String: Set<String>] = [:]
  private var loading: Set<String> = []
  /// Documents that are there and have not loaded yet, by frame: a page may build itself only once it has.
  private var unfinished: [String: String] = [:]
  private var announced: Set<String> = []
  private var owners: [String: Int64] = [:]
  private var drag: PlainValue?
  /// What the page asks for, while that is listened to.
  var requests: Set<String> = []
  /// What every document has for a while, by its number.
  var passing: [Int: PassingScript] = [:]
  /// Scripts for every document of the page: in Twin's world, or in the page's own.
  private var scripts: [(source: String, isInPage: Bool)] = []
  /// Every document is answered with an empty one: how storage is put back before a page's own scripts run.
  private var isStubbed = false
  /// Told of everything that is heard.
  nonisolated let signal: ChangeSignal

  init(
    _ devTools: DevTools, target: String, session: String, signal: ChangeSignal,
    mayLoad: @escaping @Sendable (String, Bool) async -> String?
  ) {
    self.devTools = devTools
    self.target = target
    self.session = session
    self.signal = signal
    self.mayLoad = mayLoad
  }

  // MARK: Attaching

  /// Asks for the events that matter, sets the rules for what may be loaded, and lets the page run.
  func prepare() async throws {
    try await prepare(session, isPage: true)
    try await readFrames()
  }

  /// After another client had the page: what it saw happen is asked for anew.
  func rejoin() async throws {
    do {
      try await devTools.send("Runtime.disable", session: session, seconds: BrowserLimits.captureSeconds)
    } catch DevToolsError.timedOut {
      await stopLoading()
    }
    for one in [session] + frameSessions.keys.sorted() { try await devTools.send("Runtime.disable", session: one) }
    try await prepare()
  }

  /// A dialog may come up as the page goes on, and holds all answers: they come once it is closed.
  func rejoinUnlessHeld() async throws {
    let rejoined = Flag()
    let task = Task { [signal] in
      defer {
        rejoined.isSet.store(true, ordering: .releasing)
        signal.tell()
      }
      try await rejoin()
    }
    _ = await signal.wait(until: .seconds(BrowserLimits.commandSeconds)) {
      rejoined.isSet.load(ordering: .acquiring) || dialog != nil
    }
    if dialog == nil { try await task.value }
  }

  private func prepare(_ session: String, isPage: Bool) async throws {
    var commands = ["Page", "DOM", "Accessibility", "Runtime"].map {
      DevToolsCommand("\($0).enable", session: session)
    }
    commands += [
      DevToolsCommand("Page.setLifecycleEventsEnabled", ["enabled": true], session: session),
      DevToolsCommand(
        "Fetch.enable", ["patterns": [["resourceType": "Document", "requestStage": "Request"]]], session: session),
      DevToolsCommand(
        "Runtime.addBinding",
        ["name": .string(PageScripts.changed), "executionContextName": .string(PageScripts.world)], session: session),
      Self.script(PageScripts.observer, session),
      DevToolsCommand(
        "Target.setAutoAttach", ["autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true],
        session: session),
    ]
    commands += scripts.map { Self.script($0.source, session, inPage: $0.isInPage) }
    if isPage {
      commands += [
        DevToolsCommand(
          "Emulation.setDeviceMetricsOverride",
          ["width": 1280, "height": 720, "deviceScaleFactor": 1, "mobile": false], session: session),
        DevToolsCommand("Emulation.setFocusEmulationEnabled", ["enabled": true], session: session),
      ]
    }
    let first = commands.count
    let numbers = passing.keys.sorted()
    commands += numbers.compactMap { passing[$0].map { Self.script($0.source, session) } }
    commands.append(DevToolsCommand("Runtime.runIfWaitingForDebugger", session: session))
    // It runs only once all that holds for it has been said.
    let answers = try await devTools.send(inOrder: commands)
    for (at, number) in numbers.enumerated() { isIntroduced(number, session, answers[first + at]) }
  }

  /// Gives up a document that does not come. While Chromium owes an answer to `Page.navigate`, the page answers nothing else.
  func stopLoading() async {
    _ = try? await devTools.send("Page.stopLoading", session: session, seconds: BrowserLimits.captureSeconds)
    forgetLoading()
  }

  /// Its clocks stand still until a client comes back. A page that is told it has the focus does not freeze: it loses it first,
  /// as when a person turns to another window.
  func freeze() async {
    let commands: [(String, PlainValue)] = [
      ("Emulation.setFocusEmulationEnabled", ["enabled": false]), ("Page.setWebLifecycleState", ["state": "frozen"]),
    ]
    for (method, parameters) in commands {
      _ = try? await devTools.send(
        method, parameters, session: session, seconds: BrowserLimits.captureSeconds)
    }
  }

  static func script(_ source: String, _ session: String, inPage: Bool = false) -> DevToolsCommand {
    DevToolsCommand(
      "Page.addScriptToEvaluateOnNewDocument",
      ["source": .string(source), "worldName": .string(inPage ? "" : PageScripts.world), "runImmediately": true],
      session: session)
  }

  /// Runs a script now and in every document that comes, in frames that have processes of their own too.
  func runEverywhere(_ source: String, inPage: Bool = false) async {
    scripts.append((source, inPage))
    for one in [session] + frameSessions.keys.sorted() {
      // A dialog may come up meanwhile, and then nothing answers.
      _ = try? await devTools.send(Self.script(source, one, inPage: inPage), seconds: BrowserLimits.captureSeconds)
    }
  }

  /// Whether the page's own world tells of what only it knows.
  var isTelling: Bool { scripts.contains(where: \.isInPage) }

  private func readFrames() async throws {
    func take(_ tree: PlainValue) {
      if let frame = tree["frame"] { keep(frame, session: session) }
      for child in tree["childFrames"]?.elements ?? [] { take(child) }
    }
    let answer = try await devTools.send("Page.getFrameTree", session: session)
    if let tree = answer["frameTree"] { take(tree) }
  }

  private func keep(_ frame: PlainValue, session: String) {
    guard let id = frame["id"]?.text else { return }
    // A frame that moved to a process of its own is told of by both; its own session is right.
    let owner = frameSessions.first { $0.value == id }?.key ?? session
    frames[id] = PageFrame(
      id: id, parent: frame["parentId"]?.text ?? frames[id]?.parent, session: owner,
      address: frame["unreachableUrl"]?.text ?? (frame["url"]?.text ?? "") + (frame["urlFragment"]?.text ?? ""),
      name: frame["name"]?.text ?? "", loader: frame["loaderId"]?.text ?? "",
      isUnreachable: frame["unreachableUrl"]?.text != nil)
  }

  // MARK: What is known

  var mainFrame: PageFrame {
    frames[target] ?? PageFrame(id: target, parent: nil, session: session, address: "", name: "", loader: "")
  }
  var address: String { mainFrame.address }

  /// All frames, parents before children.
  var allFrames: [PageFrame] {
    var result = [mainFrame]
    var next = 0
    while next < result.count, result.count < BrowserLimits.frames {
      let parent = result[next].id
      result += frames.values.filter { $0.parent == parent && $0.id != target }.sorted { $0.id < $1.id }
      next += 1
    }
    return result
  }

  func frame(_ id: String) -> PageFrame? { frames[id] }
  func isInside(_ frame: PageFrame, _ outer: PageFrame) -> Bool {
    var (parent, depth) = (frame.parent, 0)
    while let id = parent, depth < BrowserLimits.framesDeep {
      if id == outer.id { return true }
      (parent, depth) = (frames[id]?.parent, depth + 1)
    }
    return false
  }

  /// Whether any document is on its way.
  var isLoading: Bool { !loading.isEmpty || !unfinished.isEmpty }
  /// Whether a document is on its way into the page itself or into this frame, with what it loads; that is not waited for
  /// longer than `loadSeconds`.
  func isLoading(_ frame: String) -> Bool {
    isAwaited(frame) || unfinished[target] != nil || unfinished[frame] != nil
  }
  /// Whether a document that is on its way there is not there yet.
  func isAwaited(_ frame: String) -> Bool { loading.contains(target) || loading.contains(frame) }
  /// Whether a page said that it will navigate, and has not begun yet.
  var hasAnnounced: Bool { !announced.isEmpty }
  var isLost: Bool { lostReason != nil }

  /// Whether a frame's document has come as far as this (`DOMContentLoaded`, `load`).
  func hasReached(_ milestone: String, loader: String, frame: String? = nil) -> Bool {
    milestones[(frame ?? target) + loader]?.contains(milestone) ?? false
  }

  func stub(_ flag: Bool) { isStubbed = flag }
  func wasActedOn(_ document: String) { actedOn = document }
  func wasOpened() { opened = mainFrame.loader }
  func wasPosted(_ flag: Bool) { isPosted = flag }
  func setDialog(_ dialog: OpenDialog?) { self.dialog = dialog }
  func resetDialogCount() { dialogCount = 0 }

  /// Whether this document of the page is there, with what it loads.
  func hasArrived(_ loader: String) -> Bool { hasReached("DOMContentLoaded", loader: loader) && !isLoading(target) }

  private func stopped(_ frame: String) {
    loading.remove(frame)
    unfinished[frame] = nil
  }

  /// Something that a document asks for may never come.
  private func waitForTheRest(of loader: String, in frame: String) {
    unfinished[frame] = loader
    Task {
      try? await Task.sleep(for: .seconds(BrowserLimits.loadSeconds))
      guard unfinished[frame] == loader else { return }
      unfinished[frame] = nil
      signal.tell()
    }
  }

  func forgetLoading() {
    loading = []
    unfinished = [:]
    announced = []
  }

  // MARK: Asking

  /// How often the page was given something that it may act on.
  private(set) var inputCount = 0

  /// The word that the page said of input that it was given, by the number of its guard.
  private var inputWord: (number: Int, word: String)?
  private var guards = 0

  func nextInput() -> Int {
    guards += 1
    return guards
  }

  /// What became of input whose document is gone, as it told before it went. The browser may tell of that a little later than of
  /// the new document.
  func heardInput(_ number: Int) async -> String? {
    _ = await signal.wait(until: .seconds(BrowserLimits.announcedSeconds)) {
      self.inputWord?.number == number
    }
    return inputWord?.number == number ? inputWord?.word : nil
  }

  private static func isInput(_ method: String, _ parameters: PlainValue) -> Bool {
    switch method {
    case "Input.dispatchMouseEvent": parameters["type"] != "mouseMoved"
    case "Input.dispatchKeyEvent", "Input.insertText", "Input.dispatchDragEvent", "DOM.setFileInputFiles": true
    default: false
    }
  }

  @discardableResult
  func send(_ method: String, _ parameters: PlainValue = [:], session: String? = nil) async throws -> PlainValue {
    // A page that is lost was given nothing.
    if lostReason == nil, Self.isInput(method, parameters) { inputCount += 1 }
    return try await read(method, parameters, session: session) { try $0.value() }
  }

  /// As `send`, for answers of which little is wanted: `reading` takes it from what the browser said.
  func read<Result: Sendable>(
    _ method: String, _ parameters: PlainValue, session: String? = nil,
    _ reading: @Sendable (inout ReplyReader) throws -> Result
  ) async throws -> Result {
    if let lostReason { throw PageLost(what: lostReason) }
    do {
      let command = DevToolsCommand(method, parameters, session: session ?? self.session)
      return try await devTools.send(command, reading: reading)
    } catch DevToolsError.gone {
      throw PageLost(what: "the browser has ended")
    }
  }

  /// The number of Twin's own world in a frame, made if it is not there yet.
  func world(of frame: PageFrame) async throws -> Int64 {
    if let known = worlds[frame.id] { return known }
    let answer = try await send(
      "Page.createIsolatedWorld",
      ["frameId": .string(frame.id), "worldName": .string(PageScripts.world), "grantUniveralAccess": false],
      session: frame.session)
    guard let number = answer["executionContextId"]?.integer else { throw StepFailure.effect("the frame is gone") }
    worlds[frame.id] = number
    return number
  }

  /// Evaluates an expression in Twin's world of a frame; promises are waited for. Where the frame goes to another document at
  /// that very moment, it is evaluated in that one.
  func evaluate(_ expression: String, in frame: PageFrame? = nil) async throws -> PlainValue {
    let id = frame?.id ?? target
    var looks = 0
    while true {
      guard let now = id == target ? mainFrame : frames[id] ?? frame else {
        throw StepFailure.effect("the frame is gone")
      }
      var world: Int64?
      do {
        world = try await self.world(of: now)
        let answer = try await send(
          "Runtime.evaluate",
          [
            "expression": .string(expression), "contextId": .int(world ?? 0), "returnByValue": true,
            "awaitPromise": true, "objectGroup": .string(PageScripts.world),
          ], session: now.session)
        return try Self.value(answer)
      } catch DevToolsError.refused(_, _, let message)
        where looks < BrowserLimits.documentsPassed && Self.isLeft(message)
      {
        looks += 1
        if worlds[id] == world { worlds[id] = nil }
      }
    }
  }

  /// Whether the browser refused since the document that was meant has been left.
  private static func isLeft(_ message: String) -> Bool {
    [
      "Cannot find context with specified id", "Execution context was destroyed",
      "Inspected target navigated or closed",
    ]
    .contains { message.hasPrefix($0) }
  }

  /// Whether the browser refused since what was acted on is there no more.
  static func isGone(_ error: any Error) -> Bool {
    guard case DevToolsError.refused(_, _, let message) = error else { return false }
    return isLeft(message) || message.hasPrefix("Could not find object with given id")
      || message.hasPrefix("Session with given id not found")
  }

  static func value(_ answer: PlainValue) throws -> PlainValue {
    if let problem = answer["exceptionDetails"] {
      throw StepFailure.effect(
        "the page refused: \(problem["exception"]?["description"]?.text ?? problem["text"]?.text ?? "an error")")
    }
    return answer["result"]?["value"] ?? .null
  }

  /// DevTools' number of the element in the parent's document that a frame stands in.
  func owner(of frame: PageFrame) async throws -> Int64 {
    if let known = owners[frame.id] { return known }
    let parent = frame.parent.flatMap { frames[$0] } ?? mainFrame
    let answer = try await send(
      "DOM.getFrameOwner", ["frameId": .string(frame.id)], session: parent.session)
    let node = answer["backendNodeId"]?.integer ?? 0
    owners[frame.id] = node
    return node
  }

  /// What a drag that the page began carries, once.
  func takeDrag() -> PlainValue? {
    defer { drag = nil }
    return drag
  }

  // MARK: Hearing

  /// The page, its process or its browser is gone.
  func lose(_ reason: String) {
    lostReason = reason
    dialog = nil
    signal.tell()
  }

  /// The browser says that the page was closed.
  func isClosed() {
    wasClosed = true
    lose("the page was closed")
  }

  func owns(_ session: String) -> Bool { session == self.session || frameSessions[session] != nil }

  func take(_ event: DevToolsEvent) {
    let given = event.parameters
    let session = event.session ?? self.session
    let frame = given["frameId"]?.text ?? ""
    switch event.method {
    case "Page.frameAttached":
      if frames[frame] == nil {
        frames[frame] = PageFrame(
          id: frame, parent: given["parentFrameId"]?.text, session: session, address: "", name: "", loader: "")
      }
    case "Page.frameNavigated":
      guard let told = given["frame"], let id = told["id"]?.text else { return }
      keep(told, session: session)
      if id == target { (isPosted, isPosting) = (isPosting, false) }
      worlds[id] = nil
      announced.remove(id)
    case "Page.navigatedWithinDocument":
      frames[frame]?.address = given["url"]?.text ?? ""
      announced.remove(frame)
    case "Page.frameDetached":
      stopped(frame)
      announced.remove(frame)
      if given["reason"]?.text != "swap" { forget(frame) }
    case "Page.frameRequestedNavigation":
      if given["disposition"]?.text == "currentTab" { announced.insert(frame) }
    case "Page.frameStartedNavigating":
      if given["navigationType"]?.text?.hasSuffix("sameDocument") != true { loading.insert(frame) }
      announced.remove(frame)
    case "Page.frameStartedLoading":
      loading.insert(frame)
      announced.remove(frame)
    case "Page.frameStoppedLoading":
      stopped(frame)
      announced.remove(frame)
      if isTelling { Task { await maskClosedRoots() } }
    case "Page.lifecycleEvent":
      guard let name = given["name"]?.text else { return }
      let loader = given["loaderId"]?.text ?? ""
      if name == "init" { milestones = milestones.filter { !$0.key.hasPrefix(frame) } }
      // Of one that has loaded the browser tells all once more where somebody begins to listen.
      if name == "DOMContentLoaded", loading.remove(frame) != nil { waitForTheRest(of: loader, in: frame) }
      if name == "load" { unfinished[frame] = nil }
      milestones[frame + loader, default: []].insert(name)
    case "Page.javascriptDialogOpening":
      dialogCount += 1
      dialog = OpenDialog(
        kind: given["type"]?.text ?? "alert", message: given["message"]?.text ?? "",
        defaultText: given["defaultPrompt"]?.text ?? "")
    case "Page.javascriptDialogClosed": dialog = nil
    case "Inspector.targetCrashed": return lose("the page crashed")
    case "Input.dragIntercepted": drag = given["data"]
    case "Network.requestWillBeSent":
      // Streams never end, and nothing comes back of a beacon.
      guard let id = given["requestId"]?.text, !["EventSource", "Ping"].contains(given["type"]?.text ?? "") else {
        return
      }
      requests.insert(id)
    case "Network.loadingFinished", "Network.loadingFailed": requests.remove(given["requestId"]?.text ?? "")
    case "Runtime.executionContextCreated":
      guard let context = given["context"], context["name"]?.text == PageScripts.world,
        let id = context["auxData"]?["frameId"]?.text
      else { return }
      worlds[id] = context["id"]?.integer
    case "Runtime.executionContextDestroyed":
      guard let gone = given["executionContextId"]?.integer else { return }
      worlds = worlds.filter { $0.value != gone || (frames[$0.key]?.session ?? self.session) != session }
    case "Runtime.executionContextsCleared":
      worlds = worlds.filter { (frames[$0.key]?.session ?? self.session) != session }
    case "Runtime.bindingCalled":
      let words = given["payload"]?.text?.split(separator: " ") ?? []
      if words.count == 3, words[0] == "input", let number = Int(words[1]) {
        // What the element itself was given counts more than what other documents were not.
        if words[2] != GuardScripts.refused || inputWord?.number != number { inputWord = (number, String(words[2])) }
      }
    case "Fetch.requestPaused": return judge(given, session)
    case "Target.attachedToTarget": return attached(given)
    case "Target.detachedFromTarget":
      if let gone = given["sessionId"]?.text, let id = frameSessions.removeValue(forKey: gone) {
        if frames[id]?.session == gone { forget(id) }
      }
    default: return
    }
    signal.tell()
  }

  private func forget(_ frame: String) {
    for child in frames.values where child.parent == frame { forget(child.id) }
    frames[frame] = nil
    worlds[frame] = nil
    owners[frame] = nil
  }

  /// A frame got a process of its own, or a worker began (of which nothing is wanted but that it runs).
  private func attached(_ given: PlainValue) {
    guard let session = given["sessionId"]?.text, let info = given["targetInfo"] else { return }
    guard info["type"]?.text == "iframe", let id = info["targetId"]?.text else {
      let command = DevToolsCommand("Runtime.runIfWaitingForDebugger", session: session)
      Task { [devTools] in await devTools.post(command) }
      return
    }
    frameSessions[session] = id
    frames[id]?.session = session
    worlds[id] = nil
    Task { try? await self.prepare(session, isPage: false) }
  }

  /// A document is about to be asked for: only from where the skill may go.
  private func judge(_ given: PlainValue, _ session: String) {
    guard let request = given["requestId"]?.text else { return }
    let address = given["request"]?["url"]?.text ?? ""
    let isMain = given["frameId"]?.text == target
    // Where a form's answer leads on to another page, that one is asked for in turn.
    if isMain { isPosting = given["request"]?["method"]?.text == "POST" }
    let isStubbed = isStubbed
    Task { [devTools, mayLoad] in
      let command: DevToolsCommand
      if isStubbed {
        command = DevToolsCommand(
          "Fetch.fulfillRequest",
          [
            "requestId": .string(request), "responseCode": 200,
            "responseHeaders": [["name": "Content-Type", "value": "text/html"]], "body": "",
          ], session: session)
      } else if await mayLoad(address, isMain) == nil {
        command = DevToolsCommand("Fetch.continueRequest", ["requestId": .string(request)], session: session)
      } else {
        command = DevToolsCommand(
          "Fetch.failRequest", ["requestId": .string(request), "errorReason": "BlockedByClient"], session: session)
      }
      await devTools.post(command)
    }
  }
}
