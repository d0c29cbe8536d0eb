// Steps about pages rather than elements: `open`, `tab`, `dialog`, `wait_for`, `download`.
import Bytecode
import DurableRuntime
import Foundation
import Locators
import Values

extension StepRunner {
  // MARK: Going somewhere

  func open() async throws -> PlainValue {
    guard let address = try step.text("url") else { throw StepFailure.effect("`open` needs an address") }
    let scheme = address.prefix { $0 != ":" }.lowercased()
    guard WebLocation.origin(address) != nil else {
      throw StepFailure.effect(
        "\"\(address.prefix(200))\" is no address to open: expected http:// or https://, not \(scheme)")
    }
    if let refusal = WebLocation.refusal(of: address, NetworkPermission(rules: step.request.permissions.network)) {
      throw StepFailure.refused(refusal)
    }
    let arrival = Arrival()
    let left = await tab.mainFrame.loader
    // Going somewhere sends nothing that matters twice, but it does leave the page that was there.
    let signal = session.signal
    let going = Task { [tab] in
      await arrival.set(Result { try await tab.send("Page.navigate", ["url": .string(address)]) })
      signal.tell()
    }
    progress.acts()
    do {
      try await answering { await arrival.answer != nil }
    } catch {
      going.cancel()
      await tab.stopLoading()
      if let failure = error as? StepFailure, failure.kind == .timeout { throw neverLoads(address) }
      throw error
    }
    let answer = try await arrival.answer?.get() ?? [:]
    if let problem = answer["errorText"]?.text {
      try await checkPermissions()
      if problem == "net::ERR_ABORTED" || answer["isDownload"]?.boolean == true {
        throw StepFailure.effect("\(address) gives no page (a file, or nothing); `download:` keeps files")
      }
      throw StepFailure.effect("\(address) could not be reached: \(Self.inWords(problem))")
    }
    return try await arrived(address, loader: answer["loaderId"]?.text, leaving: left)
  }

  private actor Arrival {
    private(set) var answer: Result<PlainValue, any Error>?
    func set(_ answer: Result<PlainValue, any Error>) { self.answer = answer }
  }

  /// Waits until the page's document is there and has loaded: many build themselves, or begin to listen, only then. One that does
  /// not come to that is taken as it is (`loadSeconds`). The document that is left stays the frame's until the browser says that another is there, which may be after it said which one that will be.
  func arrived(_ address: String, loader: String?, leaving left: String? = nil) async throws -> PlainValue {
    let loader = if let loader { loader } else { await tab.mainFrame.loader }
    do {
      try await answering { [tab] in
        if await tab.hasArrived(loader) { return true }
        // A page may go on to another by itself.
        let frame = await tab.mainFrame
        let isLoading = await tab.isLoading(tab.target)
        return frame.loader != loader && frame.loader != left && !frame.loader.isEmpty && !isLoading
      }
    } catch let failure as StepFailure where failure.kind == .timeout {
      guard await !tab.isAwaited(tab.target) else { throw neverLoads(address) }
    }
    try await checkRefusals()
    return try await place()
  }

  private func neverLoads(_ address: String) -> StepFailure {
    .timedOut("\(address) did not load within \(step.deadline.text)")
  }

  /// Address and title of the page, as `open` and `tab` give them.
  func place() async throws -> PlainValue {
    let title = (try? await tab.evaluate("document.title"))?.text ?? ""
    return ["url": .string(await tab.address), "title": .string(title)]
  }

  private static func inWords(_ problem: String) -> String {
    switch problem {
    case "net::ERR_CONNECTION_REFUSED": "nothing answers there (connection refused)"
    case "net::ERR_NAME_NOT_RESOLVED": "the name is not known"
    case "net::ERR_INTERNET_DISCONNECTED": "there is no network"
    case "net::ERR_CONNECTION_TIMED_OUT", "net::ERR_TIMED_OUT": "no answer"
    case "net::ERR_EMPTY_RESPONSE": "it answers with nothing"
    case "net::ERR_TOO_MANY_REDIRECTS": "it redirects in a circle"
    case "net::ERR_UNSAFE_PORT": "browsers do not go to this port"
    default: problem
    }
  }

  // MARK: Tabs

  func goToTab() async throws -> PlainValue {
    let which = try Step.plainText(step["which"] ?? .null, "which")
    if which == "new" {
      return try await StepRunner(session: session, tab: try await session.openTab(), step: step).place()
    }
    let index = try await tabIndex(which)
    if step["close"]?.boolean == true {
      try await session.close(index)
      return try await StepRunner(session: session, tab: try await session.tab(), step: step).place()
    }
    try await session.show(index)
    return try await StepRunner(session: session, tab: try await session.tab(), step: step).place()
  }

  /// By number (from 1), else by title or address; a page that is about to open is waited for.
  private func tabIndex(_ which: String) async throws -> Int {
    let wanted = PageText.folded(which)
    while true {
      let heard = session.signal.heard
      let tabs = await session.tabs
      if let number = Int(which), tabs.indices.contains(number - 1) { return number - 1 }
      var shown: [String] = []
      var exact: [Int] = []
      var containing: [Int] = []
      for (index, tab) in tabs.enumerated() {
        let title = PageText.tidy((try? await tab.evaluate("document.title"))?.text ?? "")
        let address = await tab.address
        shown.append("\(index + 1) \"\(title)\" \(address)")
        if PageText.folded(title) == wanted || address == which { exact.append(index) }
        if PageText.folded(title).contains(wanted) || address.contains(which) { containing.append(index) }
      }
      let fitting = exact.isEmpty ? containing : exact
      if fitting.count == 1 { return fitting[0] }
      if fitting.count > 1 || step.deadline.hasPassed {
        throw StepFailure.effect(
          "\(fitting.isEmpty ? "no tab is" : "\(fitting.count) tabs are") \"\(which)\"; there are:\n  "
            + shown.joined(separator: "\n  "))
      }
      try Task.checkCancellation()
      await session.signal.change(since: heard, atMost: min(.milliseconds(250), step.deadline.left + .milliseconds(1)))
    }
  }

  // MARK: Dialogs

  /// Says how the next dialog is answered; one that stands there already is answered now.
  func dialog() async throws -> PlainValue {
    let answer = DialogAnswer(accepts: step["answer"]?.text == "accept", text: try step.text("with"))
    guard let dialog = await tab.dialog else {
      guard await session.memory.answers?.count ?? 0 < BrowserLimits.dialogs else {
        throw StepFailure.effect("more than \(BrowserLimits.dialogs) answers wait for dialogs that have not come")
      }
      await session.declare(answer)
      return .map([])
    }
    try await close(dialog, answer)
    return ["message": .string(dialog.message)]
  }

  // MARK: Waiting

  func waitFor() async throws {
    if let pattern = step["target"]?["url"]?.text { return try await waitForAddress(pattern) }
    let query = try query()
    switch try step.text("state") ?? "visible" {
    case "hidden", "detached": try await waitUntilGone(query, isDetached: step["state"]?.text == "detached")
    case "attached": _ = try await first(query, nil)
    case "enabled": _ = try await first(query, Demands(isStable: false, isHit: false))
    default: _ = try await first(query, Demands(isStable: false, isEnabled: false, isHit: false))
    }
  }

  /// One of the elements is enough: nothing is done to it.
  private func first(_ query: LocatorQuery, _ demands: Demands?) async throws -> PageElement {
    while true {
      do {
        let (element, _) = try await target(nil).attempt(query) { element, attempt in
          if let demands { _ = try await element.actionPoint(tab, demands, attempt: attempt) }
          return (element, attempt)
        }
        return element
      } catch let question as StepQuestion where question.kind == "choice" {
        let found = try await ElementFinder(tab: tab).all(query)
        for element in found.prefix(BrowserLimits.candidates) {
          guard let demands else { return element }
          if (try? await element.actionPoint(tab, demands)) != nil { return element }
        }
        guard !step.deadline.hasPassed else {
          throw StepFailure.timedOut(
            "none of \(found.count) elements that fit \(query.description) got so far within \(step.deadline.text)")
        }
      }
    }
  }

  private func waitUntilGone(_ query: LocatorQuery, isDetached: Bool) async throws {
    var looks = 0
    while true {
      let heard = tab.signal.heard
      let found = (try? await ElementFinder(tab: tab).all(query)) ?? []
      var shown: PageElement?
      for element in found.prefix(BrowserLimits.candidates) {
        if isDetached {
          shown = element
        } else if (try? await element.actionPoint(tab, .look)) != nil {
          shown = element
        }
      }
      guard let shown else { return }
      if await tab.dialog != nil { try await answering { true } }
      guard !step.deadline.hasPassed else {
        throw StepFailure.timedOut("\(shown.description) is still there after \(step.deadline.text)")
      }
      try Task.checkCancellation()
      let pause = BrowserLimits.looks[min(looks, BrowserLimits.looks.count - 1)]
      looks += 1
      await tab.signal.change(since: heard, atMost: .milliseconds(pause))
    }
  }

  /// `*` stands for anything in an address.
  private func waitForAddress(_ pattern: String) async throws {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    do {
      try await answering { [tab] in
        let isLoading = await tab.isLoading(tab.target)
        return Self.fits(await tab.address, parts) && !isLoading
      }
    } catch let failure as StepFailure where failure.kind == .timeout {
      throw StepFailure.timedOut("the page is at \(await tab.address), not at \(pattern), after \(step.deadline.text)")
    }
  }

  static func fits(_ address: String, _ parts: [String]) -> Bool {
    guard let first = parts.first, address.hasPrefix(first) else { return false }
    guard parts.count > 1 else { return address == first }
    var rest = address.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.range(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(parts.last ?? "")
  }

  // MARK: Downloads

  func download() async throws -> (PlainValue, Artifact) {
    try await session.setDownloads(allowed: true)
    let result = await Result { try await clickedAndDownloaded() }
    // Before the next step may allow them again, and though this one was given up.
    await Task { try? await session.setDownloads(allowed: false) }.value
    return try result.get()
  }

  private func clickedAndDownloaded() async throws -> (PlainValue, Artifact) {
    do { try await click(try query(), at: target()) } catch let failure as StepFailure where failure.kind == .effect {
      // A download that began leaves the page where it was; the browser calls that a failure to load.
      guard await !session.downloads.isEmpty else { throw failure }
    }
    return try await downloaded()
  }

  func downloaded() async throws -> (PlainValue, Artifact) {
    let session = session
    do {
      try await answering {
        guard let download = await session.downloads.first else { return false }
        return download.state != .inProgress || download.received > BrowserLimits.downloadBytes
      }
    } catch let failure as StepFailure where failure.kind == .timeout {
      let began = await session.downloads.first
      throw StepFailure.timedOut(
        began.map {
          "the file \(FileNames.safe($0.suggestedName)) did not arrive within \(step.deadline.text) (\($0.received) bytes did)"
        }
          ?? "no download began within \(step.deadline.text)")
    }
    guard let download = await session.downloads.first else { throw StepFailure.effect("no download began") }
    let file = session.downloadFolder.appendingPathComponent(download.id)
    defer { try? FileManager.default.removeItem(at: file) }
    guard download.received <= BrowserLimits.downloadBytes else {
      await session.cancel(download)
      throw StepFailure.effect("the file is larger than the limit of \(BrowserLimits.downloadBytes) bytes")
    }
    guard download.state == .completed else {
      throw StepFailure.effect("the download of \(download.address) was broken off")
    }
    return try KeptFile(step).keep(file, name: FileNames.safe(download.suggestedName))
  }
}

extension Result where Failure == any Error {
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
