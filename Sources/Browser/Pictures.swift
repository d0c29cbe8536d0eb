// Pictures of a page: of what is shown, of the whole of it, of one element; with candidates outlined and numbered; with what
// is secret covered. What Twin draws for a picture is taken away again before anybody could click it.
import DurableRuntime
import Foundation
import Locators
import Values

struct Pictures: Sendable {
  let tab: Tab
  let step: Step?
  let session: BrowserSession

  init(tab: Tab, step: Step? = nil, session: BrowserSession) {
    self.tab = tab
    self.step = step
    self.session = session
  }

  /// What is shown now, as PNG. Nil where a dialog stands on the page, which then draws nothing.
  func view() async -> [UInt8]? {
    guard await tab.dialog == nil else { return nil }
    await coverSecrets()
    let bytes = try? await capture()
    await removeMarks()
    return bytes
  }

  /// An element that is not as it was, outlined where it still is: `drift-before.png`, `drift-after.png`.
  func drift(_ element: PageElement, _ when: String) async -> Artifact? {
    guard await tab.dialog == nil else { return nil }
    return await candidates([element], name: "drift-\(when).png")
  }

  /// The page with elements outlined and numbered from 1, as an artifact.
  func candidates(_ elements: [PageElement], name: String = "choice.png") async -> Artifact? {
    guard let step else { return nil }
    if let first = elements.first, let handle = try? await tab.handle(first) {
      _ = try? await handle.call(PageScripts.scrollIntoView)
    }
    await coverSecrets()
    for (number, element) in elements.enumerated() {
      guard let handle = try? await tab.handle(element) else { continue }
      _ = try? await handle.call(PageScripts.outline, .int(Int64(number + 1)))
    }
    let bytes = try? await capture()
    await removeMarks()
    guard let bytes else { return nil }
    return try? KeptFile(step).keep(bytes, name: name, withoutSaving: true)
  }

  private func removeMarks() async {
    for frame in await tab.allFrames { _ = try? await tab.evaluate(PageScripts.removeMarks, in: frame) }
  }

  /// A field's value changes without a word of it: the masks look again.
  private func coverSecrets() async {
    guard await !session.knownSecrets.isEmpty else { return }
    for frame in await tab.allFrames { _ = try? await tab.evaluate(SecretMask.lookAgain, in: frame) }
  }

  func capture(clip: PlainValue? = nil) async throws -> [UInt8] {
    var parameters: [PlainEntry] = [PlainEntry(key: "format", value: "png")]
    if let clip {
      parameters += [
        PlainEntry(key: "clip", value: clip), PlainEntry(key: "captureBeyondViewport", value: true),
      ]
    }
    let answer = try await tab.lookingAgain { try await tab.send("Page.captureScreenshot", .map(parameters)) }
    guard let text = answer["data"]?.text, let data = Data(base64Encoded: text) else {
      throw StepFailure.effect("the browser gave no picture")
    }
    return Array(data)
  }

  // MARK: The step

  func screenshot(_ runner: StepRunner) async throws -> (PlainValue, Artifact) {
    var clip: PlainValue?
    if runner.step["target"] != nil {
      clip = try await runner.target().attempt(try runner.query()) { element, attempt in
        let point = try await element.actionPoint(tab, Demands(isEnabled: false, isHit: false), attempt: attempt)
        let scroll = try await tab.evaluate("[scrollX, scrollY]").elements?.compactMap(\.number) ?? [0, 0]
        guard point.width > 0, point.height > 0 else {
          throw NotActionable(condition: "visible", detail: "it has no size")
        }
        return [
          "x": .double(point.x - point.width / 2 + scroll[0]), "y": .double(point.y - point.height / 2 + scroll[1]),
          "width": .double(point.width), "height": .double(min(point.height, BrowserLimits.pictureHeight)), "scale": 1,
        ]
      }
    } else if runner.step["full"]?.boolean == true {
      let size = try await tab.lookingAgain { try await tab.send("Page.getLayoutMetrics")["cssContentSize"] }
      clip = [
        "x": 0, "y": 0, "width": size?["width"] ?? 1280,
        "height": .double(min(size?["height"]?.number ?? 720, BrowserLimits.pictureHeight)), "scale": 1,
      ]
    }
    let masks = try (runner.step["mask"]?.elements ?? []).map { try runner.query(of: $0) }
    let bytes = try await tab.lookingAgain {
      await removeMarks()
      for mask in masks {
        let found = try await ElementFinder(tab: tab).all(mask)
        for element in found { try await tab.handle(element).call(PageScripts.cover) }
      }
      await coverSecrets()
      return try await capture(clip: clip)
    }
    await removeMarks()
    return try KeptFile(runner.step).keep(bytes, name: "screenshot.png")
  }
}

extension KeptFile {
  /// For pictures that the skill did not ask for: `save_as` is not theirs.
  func keep(_ bytes: [UInt8], name: String, withoutSaving: Bool) throws -> Artifact {
    var plain = step
    plain.request.arguments = .map([])
    return try KeptFile(plain).keep(bytes, name: name).1
  }
}
