// A recording of Chrome DevTools' Recorder (JSON) → actions. Format: `UserFlow` of github.com/puppeteer/replay, src/Schema.ts.
// Nothing is run: a `waitForExpression` holds JavaScript and becomes a remark.
import Locators
import Values

extension Recording {
  static func chrome(_ root: RecordedObject) throws(RecordingError) -> Recording {
    let title = try root.optionalText("title") ?? ""
    var recording = Recording(source: "a Chrome DevTools recording", title: isMadeUp(title) ? "" : title)
    var window = "main"
    for step in try root.objects("steps") {
      let type = try step.text("type")
      if let target = try step.optionalText("target"), target != window, type != "setViewport", type != "navigate" {
        window = target
        recording.actions.append(RecordedAction(.goToTab(target == "main" ? .number(1) : .address(target))))
      }
      guard var action = try chromeAction(type, step) else { continue }
      for event in try step.objects("assertedEvents", limit: AuthoringLimits.selectors) {
        guard try event.text("type") == "navigation", let url = try event.optionalText("url") else { continue }
        action.arrivals.append(PageArrival(address: url, title: try event.optionalText("title") ?? ""))
      }
      recording.actions.append(action)
    }
    return recording
  }

  /// The Recorder names a recording by its date unless the person types over it.
  private static func isMadeUp(_ title: String) -> Bool {
    title.firstMatch(of: /^Recording \d|\d{1,2}[:.]\d{2}[:.]\d{2}/) != nil
  }

  /// nil for what a skill does by itself: sizes of windows, scrolling to what is clicked.
  private static func chromeAction(_ type: String, _ step: RecordedObject) throws(RecordingError) -> RecordedAction? {
    switch type {
    case "navigate":
      let url = try step.text("url")
      // What a new window shows before anybody goes anywhere.
      if url.isEmpty || ["about:", "chrome:", "edge:"].contains(where: url.hasPrefix) { return nil }
      return RecordedAction(.open(SkillText(url)))
    case "click", "doubleClick":
      let mouse: ClickManner.Mouse
      switch try step.optionalText("button") {
      case nil, "primary": mouse = .left
      case "secondary": mouse = .right
      case "auxiliary": mouse = .middle
      case let other?: throw step.wrong("button", "`\(other)` is no button that can be pressed")
      }
      let manner = ClickManner(mouse, clicks: type == "click" ? 1 : 2)
      return RecordedAction(.click(try chromeTarget(step), manner))
    case "hover": return RecordedAction(.hover(try chromeTarget(step)))
    case "change":
      let target = try chromeTarget(step)
      let value = SkillText(try step.text("value"))
      if target.element.tag == "select" { return RecordedAction(.select(target, value)) }
      switch (target.element.role, value.constant) {
      case ("checkbox", "true"), ("checkbox", "on"): return RecordedAction(.check(target, true))
      case ("checkbox", "false"): return RecordedAction(.check(target, false))
      default: return RecordedAction(.fill(target, value))
      }
    case "keyDown": return RecordedAction(.keyDown(try step.text("key")))
    case "keyUp": return RecordedAction(.keyUp(try step.text("key")))
    case "waitForElement": return try chromeWait(step)
    case "waitForExpression":
      let expression = try step.text("expression")
      return RecordedAction(
        .remark("the recording waited for the JavaScript `\(short(expression))`; say what it waits for"))
    case "customStep":
      return RecordedAction(.remark("the recording has a custom step `\(try step.optionalText("name") ?? "?")` here"))
    case "close": return RecordedAction(.closeTab)
    case "setViewport", "emulateNetworkConditions", "scroll": return nil
    default: return RecordedAction(.remark("the recording has a step `\(short(type))` here, which cannot be imported"))
    }
  }

  private static func chromeWait(_ step: RecordedObject) throws(RecordingError) -> RecordedAction {
    let target = try chromeTarget(step)
    let isHidden = step.value["visible"]?.boolean == false
    var action = RecordedAction(.waitFor(target, isHidden ? .hidden : .visible))
    let count = step.value["count"]?.integer
    switch (try step.optionalText("operator") ?? ">=", count) {
    case (_, nil), (">=", 1): break
    case ("==", 0), ("<=", 0): action.act = .waitFor(target, .detached)
    case (let comparison, let count?): action.remarks.append("the recording waited for \(comparison) \(count) of these")
    }
    for key in ["attributes", "properties"] where step.value[key]?.entries?.isEmpty == false {
      action.remarks.append("the recording also waited for certain \(key)")
    }
    return action
  }

  static func short(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 80 ? line.prefix(79) + "…" : line
  }

  // MARK: Elements

  private static func chromeTarget(_ step: RecordedObject) throws(RecordingError) -> RecordedTarget {
    guard case .list(let selectors)? = step.value["selectors"], !selectors.isEmpty else {
      throw step.wrong("selectors", "must be a list of at least one selector")
    }
    guard selectors.count <= AuthoringLimits.selectors else {
      throw step.wrong("selectors", "has \(selectors.count) entries (limit: \(AuthoringLimits.selectors))")
    }
    var chains: [[String]] = []
    for (index, selector) in selectors.enumerated() {
      let chain: [String]
      switch selector {
      case .string(let text): chain = [text]
      case .list(let parts): chain = parts.compactMap(\.text)
      default: chain = []
      }
      let size = chain.reduce(0) { $0 + $1.utf8.count }
      guard !chain.isEmpty, size > 0 else {
        throw step.wrong("selectors[\(index)]", "must be a selector or a list of them")
      }
      guard size <= AuthoringLimits.textBytes else {
        throw step.wrong("selectors[\(index)]", "has \(size) bytes (limit: \(AuthoringLimits.textBytes))")
      }
      chains.append(chain)
    }
    var target = ChromeSelectors.target(chains)
    for (index, number) in (step.value["frame"]?.elements ?? []).enumerated() {
      guard let number = number.integer, number >= 0 else {
        throw step.wrong("frame[\(index)]", "must be the position of a frame, 0 being the first")
      }
      target.frame.append(Int(clamping: number))
    }
    guard !target.candidates.isEmpty else {
      throw step.wrong("selectors", "has no selector that can be imported")
    }
    return target
  }
}
