// What is kept of a run's browser: names by which a later process finds the live pages, and, sealed in the store, everything
// from which a fresh browser can be made to stand in the same place. And how that is done.
import Foundation
import Values

/// `pages.json` in the run's browser folder: DevTools' names, nothing of what the pages hold.
struct SavedPages: Codable {
  struct Page: Codable {
    var target: String
    var session: String
    var isPosted: Bool?
  }
  var context: String?
  var pages: [Page]
  var current: Int
  /// Whether a dialog stands on the current page. What it says is in the sealed state alone.
  var hasDialog = false

  private static func file(_ folder: URL) -> URL { folder.appendingPathComponent("pages.json") }

  static func read(in folder: URL) -> SavedPages? {
    guard let data = try? Data(contentsOf: file(folder)) else { return nil }
    return try? JSONDecoder().decode(SavedPages.self, from: data)
  }

  func write(in folder: URL) {
    guard let data = try? JSONEncoder().encode(self) else { return }
    // Without it the browser cannot be found again, and the run is restored from the store instead.
    try? data.write(to: Self.file(folder), options: .atomic)
  }
}

/// What the steps of a run have said or seen that later steps go by.
struct SessionMemory: Codable, Sendable {
  /// `permissions.network` of the last step: what the page may load by itself between steps, and when it is restored.
  var network: [String] = []
  /// How the next native dialogs are to be answered, in order.
  var answers: [DialogAnswer]?
  /// A dialog that was asked about: by which step, and whether the step had acted already.
  var asked: AskedDialog?
  struct AskedDialog: Codable, Sendable {
    var step: String
    var hasActed: Bool
  }
  /// The dialog that stood on the page at a rest, which no event tells of again.
  var dialog: OpenDialog?
  /// What approvers were shown of the steps that they let happen.
  var shown: [ShownStep] = []
  /// What was read from pages.
  var reads: [RememberedRead] = []
  /// The page as it was seen last.
  var lastPage: ShownPage?
  /// Pages of which more was read.
  var forgotten: ForgottenReads?
  /// The page that the run was at is lost, and it has opened no other since.
  var isBehind = false
  /// What ended, in words, where it was not the browser.
  var behindSince: String?
}

struct SessionState: Codable, Sendable {
  var memory: SessionMemory
  struct KeptTab: Codable, Sendable {
    var address: String
    /// JSON as `PageScripts.keptState` gives it, of the page and of other frames' origins.
    var page: String?
    /// It was the answer to a form: it is not gone back to.
    var isPosted: Bool?
  }
  var tabs: [KeptTab]
  var current: Int
  /// As `Storage.setCookies` takes them, as JSON.
  var cookiesJSON: String

  init(memory: SessionMemory, tabs: [KeptTab], current: Int, cookies: PlainValue) {
    self.memory = memory
    self.tabs = tabs
    self.current = current
    cookiesJSON = ""
    self.cookies = cookies
  }

  private static let cookieFields: Set<String> = [
    "name", "value", "domain", "path", "expires", "httpOnly", "secure", "sameSite", "priority", "sourceScheme",
    "sourcePort", "partitionKey",
  ]

  var cookies: PlainValue {
    get { (try? PlainValue(jsonText: cookiesJSON)) ?? .list([]) }
    set {
      let kept: [PlainValue] = (newValue.elements ?? []).map { cookie in
        let isSession = cookie["session"]?.boolean == true
        return .map(
          (cookie.entries ?? []).filter { entry in
            guard let name = entry.key.text, Self.cookieFields.contains(name) else { return false }
            return name != "expires" || !isSession
          })
      }
      cookiesJSON = (try? PlainValue.list(kept).jsonText()) ?? "[]"
    }
  }

  var bytes: [UInt8] { (try? JSONEncoder().encode(self)).map { Array($0) } ?? [] }
  init(bytes: [UInt8]) throws { self = try JSONDecoder().decode(SessionState.self, from: Data(bytes)) }
}

extension Tab {
  /// What the page holds; what was kept earlier where it is stuck (a dialog stands on it).
  func keptState(earlier: SessionState.KeptTab?) async -> SessionState.KeptTab {
    let shown = address
    guard dialog == nil, !isLost else { return earlier ?? .init(address: shown, page: nil) }
    let page = await withTaskGroup(of: String?.self) { group in
      group.addTask { try? await self.evaluate("JSON.stringify(\(PageScripts.keptState))").text }
      group.addTask {
        try? await Task.sleep(for: .seconds(BrowserLimits.captureSeconds))
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    return .init(address: shown, page: page, isPosted: isPosted ? true : nil)
  }

  /// Told by whoever saw it: a dialog that was open when this client came.
  func stands(_ dialog: OpenDialog) { setDialog(dialog) }
}

/// Puts a session's state into a fresh browser: cookies, then, page by page, storages before any script of the page runs,
/// then the page itself, its fields and its scroll.
struct SessionRestorer {
  let session: BrowserSession

  func restore(_ state: SessionState) async throws {
    try await session.setCookies(state.cookies)
    for (number, kept) in state.tabs.enumerated() {
      let tab = number == 0 ? try await session.tab() : try await session.openTab()
      try await restore(kept, in: tab)
    }
    if state.tabs.indices.contains(state.current) { try await session.show(state.current) }
  }

  private func restore(_ kept: SessionState.KeptTab, in tab: Tab) async throws {
    guard WebLocation.origin(kept.address) != nil, kept.isPosted != true else { return }
    let deadline = Deadline.seconds(BrowserLimits.commandSeconds)
    if let page = kept.page {
      await tab.stub(true)
      try await go(tab, kept.address, deadline)
      _ = try await tab.evaluate(PageScripts.restoreStorage(page))
      await tab.stub(false)
    }
    try await go(tab, kept.address, deadline)
    if let page = kept.page { _ = try? await tab.evaluate(PageScripts.restoreFields(page)) }
  }

  private func go(_ tab: Tab, _ address: String, _ deadline: Deadline) async throws {
    let answer = try await tab.send("Page.navigate", ["url": .string(address)])
    guard answer["errorText"] == nil, let loader = answer["loaderId"]?.text else { return }
    _ = await tab.signal.wait(until: deadline) {
      if await tab.hasArrived(loader) { return true }
      if await tab.dialog != nil { return true }
      return await tab.isLost
    }
  }
}
