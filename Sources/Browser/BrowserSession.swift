// The browser of one run: a Chromium with a profile that lives and ends with the run, its open pages, and what the run's
// steps have said about dialogs, downloads and where documents may come from. Steps are done one after the other. It knows
// what pages there are; what is done on them stands in `Actions.swift`.
import Bytecode
import DurableRuntime
import Foundation
import Locators
import Values

/// Where a download stands.
struct Download: Sendable {
  var id: String
  var address: String
  /// As the page suggests it; not to be trusted with a path.
  var suggestedName: String
  var received: Int64 = 0
  var state = State.inProgress
  enum State: Sendable { case inProgress, completed, cancelled }
}

/// How a native dialog is answered.
struct DialogAnswer: Codable, Equatable, Sendable {
  var accepts: Bool
  var text: String?
}

/// A document that was not loaded since the skill may not go there.
struct Refusal: Sendable {
  var address: String
  var isMainFrame: Bool
  var reason: String
}

actor BrowserSession {
  nonisolated let run: RunID
  /// Holds the browser's pipes, profile and downloads. Mode 0700.
  nonisolated let folder: URL
  nonisolated let program: BrowserProgram
  private(set) var devTools: DevTools?
  private var process: BrowserProcess?
  private var context: String?
  private(set) var tabs: [Tab] = []
  private var current = 0
  nonisolated let signal = ChangeSignal()

  private(set) var refusals: [Refusal] = []
  private(set) var downloads: [Download] = []
  /// What is told of a run across its rests.
  var memory = SessionMemory()
  /// Milliseconds for which a live page is kept at a rest.
  var keepMilliseconds = BrowserLimits.keepMinutes * 60_000
  /// Texts of secrets that were typed, to be kept out of pictures.
  private(set) var knownSecrets: Set<String> = []
  /// Sessions of pages that cover them already.
  private var masked: Set<String> = []
  /// The last state that was captured, should the browser end by itself.
  private var lastState: SessionState?
  /// Whether steps were done since then: the pages are no longer as that state has them.
  private var hasMovedOn = false
  /// Films the run; nil where there is nothing to film with.
  private(set) var video: VideoRecorder?
  /// The page that it films.
  private var filmed: String?

  /// What earlier runs found; nil: nothing is learned.
  nonisolated let elements: (any ElementMemory)?
  /// By which one-time codes are computed.
  nonisolated let clock: any WorldClock
  /// What this run has learned so far, which may not be in the store yet.
  var learnedHere: [ElementQuestion: KnownElement] = [:]

  init(
    run: RunID, folder: URL, program: BrowserProgram = BrowserProgram(), elements: (any ElementMemory)? = nil,
    clock: any WorldClock = SystemClock()
  ) {
    self.run = run
    self.folder = folder
    self.program = program
    self.elements = elements
    self.clock = clock
  }

  // MARK: Starting and attaching

  var isAttached: Bool { devTools != nil }
  nonisolated var profileFolder: URL { folder.appendingPathComponent("profile") }
  nonisolated var downloadFolder: URL { folder.appendingPathComponent("downloads") }

  /// Attaches to the run's browser: the one that an earlier process left, or a new one. Says whether it was there.
  @discardableResult
  func open() async throws -> Bool {
    if let devTools {
      if await !devTools.isGone { return true }
      forget()
    }
    if let known = BrowserProcess.existing(in: folder), let saved = SavedPages.read(in: folder) {
      do {
        try await attach(known, saved)
        return true
      } catch {
        // It runs but cannot be spoken to: it is of no more use.
        known.end()
        forget()
      }
    }
    try await start()
    return false
  }

  private func connect(_ process: inout BrowserProcess) async throws -> DevTools {
    let devTools = try await DevTools(&process) { [weak self] event in await self?.take(event) }
    self.devTools = devTools
    self.process = process
    BrowserKeeper.watch(process, keep: keepMilliseconds)
    return devTools
  }

  private func start() async throws {
    var process = try BrowserProcess.start(
      in: folder, program, flags: program.flags + (program.isHeaded ? ["--no-startup-window"] : []))
    do {
      let devTools = try await connect(&process)
      // A context of its own keeps cookies and storage in memory: nothing of them reaches the disk.
      let answer = try await devTools.send(
        "Target.createBrowserContext", ["disposeOnDetach": false], seconds: BrowserLimits.startSeconds)
      context = answer["browserContextId"]?.text
      try await devTools.send(
        "Target.setAutoAttach", ["autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true])
      try await setDownloads(allowed: false)
      try await openTab()
    } catch {
      let log = (try? String(contentsOf: folder.appendingPathComponent("browser.log"), encoding: .utf8)) ?? ""
      await devTools?.detach()
      process.end()
      forget()
      guard case DevToolsError.gone = error else { throw error }
      let last = log.split(separator: "\n").last.map { ": \($0.prefix(300))" } ?? ""
      throw BrowserError("Chromium ended before it answered\(last)")
    }
  }

  private func attach(_ process: BrowserProcess, _ saved: SavedPages) async throws {
    var process = process
    let devTools = try await connect(&process)
    context = saved.context
    tabs = saved.pages.map { makeTab($0.target, $0.session, devTools) }
    for (tab, page) in zip(tabs, saved.pages) { await tab.wasPosted(page.isPosted ?? false) }
    current = min(saved.current, max(0, tabs.count - 1))
    if saved.hasDialog {
      for tab in tabs { devTools.post0("Page.setWebLifecycleState", ["state": "active"], session: tab.session) }
    } else {
      for tab in tabs { await tab.thaw() }
      for tab in tabs { try await tab.rejoinUnlessHeld() }
      for tab in tabs { await tab.catchUp() }
    }
    if saved.hasDialog, tabs.indices.contains(current) {
      await tabs[current].stands(
        memory.dialog ?? OpenDialog(kind: "confirm", message: "(its words are not known any more)", defaultText: ""))
    }
  }

  private func makeTab(_ target: String, _ session: String, _ devTools: DevTools) -> Tab {
    Tab(devTools, target: target, session: session, signal: signal) { [weak self] address, isMain in
      await self?.refuses(address, isMain)
    }
  }

  private func forget() {
    devTools = nil
    process = nil
    context = nil
    tabs = []
    current = 0
    downloads = []
    filmed = nil
  }

  // MARK: Pages

  /// The page that steps are done on.
  func tab() async throws -> Tab {
    guard tabs.indices.contains(current) else { throw StepFailure.effect("no page is open; `open:` goes to one") }
    return tabs[current]
  }

  @discardableResult
  func openTab() async throws -> Tab {
    guard let devTools else { throw PageLost(what: "the browser has ended") }
    guard tabs.count < BrowserLimits.tabs else {
      throw StepFailure.effect(
        "more than \(BrowserLimits.tabs) pages are open; close some with `tab:` and `close: true`")
    }
    var parameters: [PlainEntry] = [PlainEntry(key: "url", value: "about:blank")]
    if let context { parameters.append(PlainEntry(key: "browserContextId", value: .string(context))) }
    opening += 1
    defer { opening -= 1 }
    let answer = try await devTools.send("Target.createTarget", .map(parameters))
    guard let target = answer["targetId"]?.text else { throw BrowserError("the browser opened no page") }
    _ = await signal.wait(until: .seconds(BrowserLimits.startSeconds)) { tabs.contains { $0.target == target } }
    guard let index = tabs.firstIndex(where: { $0.target == target }) else {
      throw BrowserError("the browser opened a page that it does not tell of")
    }
    try await tabs[index].prepare()
    current = index
    save()
    return tabs[index]
  }

  func show(_ index: Int) async throws {
    current = index
    try await tabs[index].send("Page.bringToFront")
    save()
  }

  func close(_ index: Int) async throws {
    let tab = tabs[index]
    try await devTools?.send("Target.closeTarget", ["targetId": .string(tab.target)])
    _ = await signal.wait(until: .seconds(BrowserLimits.captureSeconds)) {
      !tabs.contains { $0.target == tab.target }
    }
  }

  /// A page that crashed is replaced by a fresh one in its place. Gives where it stood; nil where it is well.
  func replaceLostTab() async throws -> LostPlace? {
    guard tabs.indices.contains(current), await tabs[current].isLost else { return nil }
    let gone = tabs[current]
    let at = current
    let place = await gone.place
    devTools?.post0("Target.closeTarget", ["targetId": .string(gone.target)], session: nil)
    tabs.remove(at: at)
    let fresh = try await openTab()
    tabs.removeAll { $0.target == fresh.target }
    tabs.insert(fresh, at: min(at, tabs.count))
    current = min(at, tabs.count - 1)
    save()
    return place
  }

  var currentIndex: Int { current }

  /// What the next client has to know to find the pages again: names of DevTools' alone.
  private func save(hasDialog: Bool = false, posted: [Bool?] = []) {
    let pages = tabs.enumerated().map { number, tab in
      SavedPages.Page(
        target: tab.target, session: tab.session, isPosted: posted.indices.contains(number) ? posted[number] : nil)
    }
    SavedPages(context: context, pages: pages, current: current, hasDialog: hasDialog).write(in: folder)
  }

  // MARK: Hearing

  private func take(_ event: DevToolsEvent?) async {
    guard let event else {
      for tab in tabs { await tab.lose("the browser has ended") }
      signal.tell()
      return
    }
    switch event.method {
    case "Target.attachedToTarget" where event.session == nil: await attached(event.parameters)
    case "Target.detachedFromTarget" where event.session == nil:
      if let session = event.parameters["sessionId"]?.text { await closed { $0.session == session } }
    case "Target.targetDestroyed":
      if let target = event.parameters["targetId"]?.text { await closed { $0.target == target } }
    case "Browser.downloadWillBegin":
      guard let id = event.parameters["guid"]?.text else { return }
      downloads.append(
        Download(
          id: id, address: event.parameters["url"]?.text ?? "",
          suggestedName: event.parameters["suggestedFilename"]?.text ?? ""))
      signal.tell()
    case "Browser.downloadProgress":
      guard let index = downloads.firstIndex(where: { $0.id == event.parameters["guid"]?.text }) else { return }
      downloads[index].received = Int64(event.parameters["receivedBytes"]?.number ?? 0)
      switch event.parameters["state"]?.text {
      case "completed": downloads[index].state = .completed
      case "canceled": downloads[index].state = .cancelled
      default: break
      }
      signal.tell()
    case "Page.screencastFrame":
      if let devTools { video?.hear(event, devTools) }
    default:
      guard let session = event.session else { return }
      for tab in tabs where await tab.owns(session) { return await tab.take(event) }
    }
  }

  /// Pages that are being opened by ourselves.
  private var opening = 0

  private func attached(_ given: PlainValue) async {
    guard let devTools, let session = given["sessionId"]?.text, let info = given["targetInfo"] else { return }
    let isOurs = info["browserContextId"]?.text == context && info["type"]?.text == "page"
    guard isOurs, let target = info["targetId"]?.text else {
      devTools.post0("Runtime.runIfWaitingForDebugger", [:], session: session)
      return
    }
    let tab = makeTab(target, session, devTools)
    tabs.append(tab)
    if info["openerId"]?.text != nil || opening == 0 {
      // A page that the page opened, or that a link with Control or the middle button did: it may load only what the skill may, so it waits until that is set.
      Task {
        if tabs.count > BrowserLimits.tabs {
          devTools.post0("Target.closeTarget", ["targetId": .string(target)], session: nil)
        } else {
          try? await tab.prepare()
          save()
        }
        signal.tell()
      }
    }
    signal.tell()
  }

  private func closed(_ isIt: (Tab) -> Bool) async {
    guard let index = tabs.firstIndex(where: isIt) else { return }
    let tab = tabs.remove(at: index)
    if current >= index, current > 0 { current -= 1 }
    await tab.isClosed()
    save()
    signal.tell()
  }

  // MARK: Where documents may come from

  func permit(_ rules: [String]) {
    memory.network = rules
    refusals = []
  }

  /// Nil where a document may be loaded from the address; else why not, which is noted.
  private func refuses(_ address: String, _ isMainFrame: Bool) -> String? {
    guard let reason = WebLocation.refusal(of: address, NetworkPermission(rules: memory.network)) else { return nil }
    refusals.append(Refusal(address: address, isMainFrame: isMainFrame, reason: reason))
    signal.tell()
    return reason
  }

  // MARK: Downloads and secrets

  func setDownloads(allowed: Bool) async throws {
    var parameters: [PlainEntry] = [
      PlainEntry(key: "behavior", value: allowed ? "allowAndName" : "deny"),
      PlainEntry(key: "eventsEnabled", value: true),
    ]
    if let context { parameters.append(PlainEntry(key: "browserContextId", value: .string(context))) }
    if allowed {
      try FileManager.default.createDirectory(at: downloadFolder, withIntermediateDirectories: true)
      parameters.append(PlainEntry(key: "downloadPath", value: .string(downloadFolder.path)))
      downloads = []
    }
    try await devTools?.send("Browser.setDownloadBehavior", .map(parameters))
  }

  func cancel(_ download: Download) {
    var parameters: [PlainEntry] = [PlainEntry(key: "guid", value: .string(download.id))]
    if let context { parameters.append(PlainEntry(key: "browserContextId", value: .string(context))) }
    devTools?.post0("Browser.cancelDownload", .map(parameters), session: nil)
  }

  /// From now on no picture shows these texts, of pages that are open and of those that come.
  func mask(_ secrets: some Sequence<String> & Sendable) async {
    let count = knownSecrets.count
    knownSecrets.formUnion(secrets)
    guard knownSecrets.count > count else { return }
    masked = []
    for tab in tabs { await mask(tab) }
  }

  /// A page that a dialog stands on takes no script until that is gone, and shows nothing new until then.
  func mask(_ tab: Tab) async {
    guard !knownSecrets.isEmpty, await tab.dialog == nil, masked.insert(tab.session).inserted else { return }
    await maskSecrets(in: tab)
  }

  // MARK: The video

  /// Films from now on, into the run's folder of artifacts. What cannot be filmed is done all the same.
  func film(into artifacts: URL) {
    guard video == nil, VideoEncoder().program != nil else { return }
    video = try? VideoRecorder(reel: VideoReel(artifacts: artifacts))
  }

  /// The page that steps are done on is the one that is filmed.
  func filmCurrent() async {
    guard let devTools, tabs.indices.contains(current) else { return }
    await mask(tabs[current])
    guard let video, filmed != tabs[current].session else { return }
    filmed = tabs[current].session
    await video.film(tabs[current].session, devTools)
  }

  /// A frame of what is shown now, where the film is about to stand still.
  func filmStill() async {
    guard let devTools, tabs.indices.contains(current), await tabs[current].dialog == nil else { return }
    await video?.still(tabs[current].session, devTools)
  }

  // MARK: Resting and ending

  /// Everything that a fresh browser needs to stand where this one stands.
  func capture() async -> SessionState {
    var state = SessionState(memory: memory, tabs: [], current: current, cookies: .list([]))
    if let devTools, await !devTools.isGone {
      var parameters: [PlainEntry] = []
      if let context { parameters.append(PlainEntry(key: "browserContextId", value: .string(context))) }
      let cookies = try? await devTools.send(
        "Storage.getCookies", .map(parameters), seconds: BrowserLimits.captureSeconds)
      state.cookies = cookies?["cookies"] ?? .list([])
      for (number, tab) in tabs.enumerated() {
        let earlier = lastState.flatMap { $0.tabs.indices.contains(number) ? $0.tabs[number] : nil }
        state.tabs.append(await tab.keptState(earlier: earlier))
      }
      lastState = state
      hasMovedOn = false
    }
    return lastState.map { SessionState(memory: memory, tabs: $0.tabs, current: $0.current, cookies: $0.cookies) }
      ?? state
  }

  /// Lets go of the browser, its pages frozen, to be found again for a while.
  func rest() async -> SessionState {
    memory.dialog = tabs.indices.contains(current) ? await tabs[current].dialog : nil
    let state = await capture()
    await video?.rest()
    guard let devTools, let process else { return state }
    if memory.dialog == nil {
      for tab in tabs { await tab.freeze() }
    }
    save(hasDialog: memory.dialog != nil, posted: state.tabs.map(\.isPosted))
    await devTools.detach()
    BrowserKeeper.setDeadline(process.folder, after: keepMilliseconds)
    forget()
    return state
  }

  /// Lets go of the browser as it is (this process ends in the middle of a run).
  func detach() async {
    await devTools?.detach()
    forget()
  }

  /// Ends the browser; nothing of it stays.
  func end() async {
    await devTools?.detach()
    let process = process ?? BrowserProcess.existing(in: folder)
    forget()
    if let process { process.end() } else { try? FileManager.default.removeItem(at: folder) }
  }

  /// Makes a fresh browser stand where the run's last one stood.
  func restore(_ state: SessionState) async throws {
    memory = state.memory
    lastState = state
    try await SessionRestorer(session: self).restore(state)
    guard state.tabs.indices.contains(state.current), state.tabs[state.current].isPosted == true else { return }
    fallBehind("the browser has ended, and its page was the answer to a form, which is not sent again by itself")
  }

  var lastKnown: SessionState? { lastState }

  /// What the run had at its last rest, wherever that was; `isCurrent`: it has done nothing in its pages since.
  func recall(_ state: SessionState?, isCurrent: Bool) {
    if let state { memory = state.memory }
    lastState = state
    hasMovedOn = !isCurrent
  }

  /// A step was done that may have changed the pages.
  func movesOn() { hasMovedOn = true }

  /// Whether a fresh browser cannot be made to stand where the last one stood, which is noted.
  func fellBehind() -> Bool {
    guard hasMovedOn else { return false }
    hasMovedOn = false
    lastState = nil
    memory.isBehind = true
    memory.answers = nil
    forgetReads()
    return true
  }

  func standsAnew() {
    memory.isBehind = false
    memory.behindSince = nil
    memory.asked = nil
  }

  func setCookies(_ cookies: PlainValue) async throws {
    guard case .list(let list) = cookies, !list.isEmpty else { return }
    var parameters: [PlainEntry] = [PlainEntry(key: "cookies", value: cookies)]
    if let context { parameters.append(PlainEntry(key: "browserContextId", value: .string(context))) }
    try await devTools?.send("Storage.setCookies", .map(parameters))
  }
}

extension DevTools {
  /// `post` from where nobody waits.
  nonisolated func post0(_ method: String, _ parameters: PlainValue, session: String?) {
    let command = DevToolsCommand(method, parameters, session: session)
    Task { await post(command) }
  }
}
