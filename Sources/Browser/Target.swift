// A step's target, waited for: resolve, check that it may be acted on, act; if not yet, wait until the page changes and look
// again, until the step's time is up. More than one match is asked about, never guessed at.
import DurableRuntime
import Locators
import Values

struct Target: Sendable {
  let tab: Tab
  let step: Step
  /// Draws the numbered candidates; gives the picture as an artifact.
  let picture: @Sendable ([PageElement]) async -> Artifact?
  /// What a person chose where several fit: the description of the one.
  var chosen: String?
  /// Throws where an element is not the one that was approved.
  var approved: @Sendable (PageElement) async throws -> Void = { _ in }

  /// The element that a locator means, once there is one.
  func element(_ query: LocatorQuery) async throws -> PageElement {
    try await attempt(query) { element, _ in element }
  }

  /// A point at which it may be acted on.
  func point(_ query: LocatorQuery, _ demands: Demands) async throws -> (PageElement, ActionPoint) {
    try await attempt(query) { element, attempt in
      (element, try await element.actionPoint(tab, demands, attempt: attempt))
    }
  }

  /// Tries until `body` has an element that it can use.
  func attempt<R: Sendable>(
    _ query: LocatorQuery, _ body: @Sendable (PageElement, Int) async throws -> R
  ) async throws -> R {
    var last: Trouble = .nothing([])
    var looks = 0
    var tries = 0
    while true {
      let heard = tab.signal.heard
      do {
        switch try await resolution(of: query) {
        case .unique(let element):
          try await approved(element)
          do { return try await body(element, tries) } catch let problem as NotActionable {
            last = .unusable(element, problem)
            tries += 1
          }
        case .none(let nearest): last = .nothing(nearest)
        case .several(let elements):
          // A page that is still being built may yet lose the others.
          if await tab.isLoading { last = .many(elements.count) } else { throw await choice(query, elements) }
        }
      } catch let error as DevToolsError {
        // The document went away while it was looked at.
        guard case .refused = error else { throw error }
      }
      if let dialog = await tab.dialog { throw DialogInTheWay(dialog: dialog) }
      if step.deadline.hasPassed { throw await failure(query, last) }
      try Task.checkCancellation()
      let pause = BrowserLimits.looks[min(looks, BrowserLimits.looks.count - 1)]
      looks += 1
      await tab.signal.change(since: heard, atMost: min(.milliseconds(pause), step.deadline.left + .milliseconds(1)))
    }
  }

  private enum Trouble {
    case nothing([String])
    case many(Int)
    case unusable(PageElement, NotActionable)
  }

  private func resolution(of query: LocatorQuery) async throws -> Resolution {
    let resolution = try await ElementFinder(tab: tab).resolve(query)
    guard let chosen, case .several(let elements) = resolution else { return resolution }
    let labels = Self.labels(elements)
    guard let index = labels.firstIndex(of: chosen) else { return resolution }
    return .unique(elements[index])
  }

  /// Descriptions that tell candidates apart; where two read alike, which of them it is.
  static func labels(_ elements: [PageElement]) -> [String] {
    let plain = elements.map(\.description)
    var seen: [String: Int] = [:]
    return plain.map { text in
      let all = plain.filter { $0 == text }.count
      guard all > 1 else { return text }
      seen[text, default: 0] += 1
      return "\(text) (\(seen[text, default: 0]) of \(all))"
    }
  }

  private func choice(_ query: LocatorQuery, _ elements: [PageElement]) async -> StepQuestion {
    let shown = Array(elements.prefix(BrowserLimits.candidates))
    let artifact = await picture(shown)
    let options: [PlainValue] = zip(shown, Self.labels(elements)).enumerated().map { number, pair in
      var entries: [PlainEntry] = [
        PlainEntry(key: "value", value: .string("\(number + 1)")), PlainEntry(key: "label", value: .string(pair.1)),
      ]
      entries += pair.0.plain.entries ?? []
      return .map(entries)
    }
    var show: [PlainEntry] = [PlainEntry(key: "page", value: .string(await tab.address))]
    if let artifact {
      show.append(PlainEntry(key: "screenshot", value: .string(artifact.path)))
      show.append(PlainEntry(key: "screenshot_sha256", value: .string(artifact.sha256.description)))
    }
    if elements.count > shown.count {
      show.append(PlainEntry(key: "left_out", value: .int(Int64(elements.count - shown.count))))
    }
    return StepQuestion(
      kind: "choice",
      payload: [
        "prompt": .string(
          "\(query.description) fits \(elements.count) elements. Which one is meant for step '\(step.request.step)'?"),
        "options": .list(options), "show": .map(show),
      ], artifacts: artifact.map { [$0] } ?? [])
  }

  private func failure(_ query: LocatorQuery, _ trouble: Trouble) async -> StepFailure {
    let place = "on \(await tab.address) within \(step.deadline.text)"
    switch trouble {
    case .nothing(let nearest):
      var text = "\(query.description) was not found \(place)"
      if !nearest.isEmpty { text += "; nearest:" + nearest.map { "\n  \($0)" }.joined() }
      return .effect(text)
    case .many(let count):
      return .timedOut("\(query.description) fits \(count) elements of a page that went on loading \(place)")
    case .unusable(let element, let problem):
      let condition =
        switch problem.condition {
        case "visible": "is not visible"
        case "stable": "does not hold still"
        case "enabled": "is not enabled"
        case "editable": "is not editable"
        case "hit": "is not reached by the pointer"
        case "attached": "does not stay on the page"
        default: "is not \(problem.condition)"
        }
      return .timedOut("\(element.description) was found but \(condition) \(place): \(problem.detail)")
    }
  }
}

/// A native dialog holds the page while something was waited for.
struct DialogInTheWay: Error { var dialog: OpenDialog }
