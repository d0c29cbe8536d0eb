// An element of a page that was found: which it is in the browser's terms, and which it is in a person's.
import Locators
import Values

struct PageElement: Sendable, Equatable {
  /// DevTools' `backendNodeId`, good while the document lives.
  var node: Int
  var frame: PageFrame
  /// As the accessibility tree has them.
  var role: String
  var name: String
  /// Where it stands, outermost first: `table "12 invoices"`, `row "INV-101 Acme"`.
  var section: [String]

  /// `link "Open" in row "INV-101 Acme January"`.
  var description: String {
    let tidy = PageText.tidy(name)
    let own = tidy.isEmpty ? role : "\(role) \"\(tidy.prefix(80))\""
    return section.isEmpty ? own : "\(own) in \(section.joined(separator: " › "))"
  }

  var plain: PlainValue {
    ["role": .string(role), "name": .string(PageText.tidy(name)), "section": .string(section.joined(separator: " › "))]
  }
}

/// A handle on an element in the browser, for scripts.
struct ElementHandle: Sendable {
  var tab: Tab
  var frame: PageFrame
  var object: String

  /// Calls a function of `PageScripts` with the element as `this`.
  @discardableResult
  func call(_ function: String, _ arguments: PlainValue...) async throws -> PlainValue {
    try Tab.value(try await invoke(function, arguments, byValue: true))
  }

  /// As `call`, for functions that give another element; nil where they give none.
  func element(_ function: String, _ arguments: PlainValue...) async throws -> ElementHandle? {
    let answer = try await invoke(function, arguments, byValue: false)
    _ = try Tab.value(answer)
    guard let object = answer["result"]?["objectId"]?.text else { return nil }
    return ElementHandle(tab: tab, frame: frame, object: object)
  }

  private func invoke(_ function: String, _ arguments: [PlainValue], byValue: Bool) async throws -> PlainValue {
    try await tab.send(
      "Runtime.callFunctionOn",
      [
        "functionDeclaration": .string(function), "objectId": .string(object), "returnByValue": .bool(byValue),
        "awaitPromise": true, "objectGroup": .string(PageScripts.world),
        "arguments": .list(arguments.map { ["value": $0] }),
      ], session: frame.session)
  }
}

extension Tab {
  /// Asks several things of a page, and asks all of them anew where the page went to another document in between.
  nonisolated func lookingAgain<R: Sendable>(_ body: () async throws -> R) async throws -> R {
    var looks = 0
    while true {
      let heard = signal.heard
      do { return try await body() } catch let error as DevToolsError {
        guard case .refused = error, looks < BrowserLimits.documentsPassed else { throw error }
        let pause = BrowserLimits.looks[min(looks, BrowserLimits.looks.count - 1)]
        await signal.change(since: heard, atMost: .milliseconds(pause))
        try Task.checkCancellation()
        looks += 1
      }
    }
  }

  /// Throws where the element's document is gone.
  nonisolated func handle(_ element: PageElement) async throws -> ElementHandle {
    let answer = try await send(
      "DOM.resolveNode",
      [
        "backendNodeId": .int(Int64(element.node)), "executionContextId": .int(try await world(of: element.frame)),
        "objectGroup": .string(PageScripts.world),
      ], session: element.frame.session)
    guard let object = answer["object"]?["objectId"]?.text else { throw StepFailure.effect("the element is gone") }
    return ElementHandle(tab: self, frame: element.frame, object: object)
  }

  /// Handles that were given out are no longer needed.
  nonisolated func releaseHandles() async {
    for frame in Set(await allFrames.map(\.session)) {
      await devTools.post(
        DevToolsCommand(
          "Runtime.releaseObjectGroup", ["objectGroup": .string(PageScripts.world)], session: frame))
    }
  }
}
