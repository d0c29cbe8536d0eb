// Pointer and key actions of a skill, as real input: `click`, `hover`, `drag`, `scroll`, `press`, `check`.
import DurableRuntime
import Foundation
import Locators
import Values

extension StepRunner {
  // MARK: The pointer

  func click() async throws {
    let button = try step.text("mouse") ?? "left"
    let clicks = Int64(step["clicks"]?.integer ?? 1)
    guard (1...3).contains(clicks) else { throw StepFailure.effect("`clicks` is 1, 2 or 3") }
    let held = try KeyPress.modifiers((step["hold"]?.elements ?? []).map { try Step.plainText($0, "hold") })
    try await click(try query(), at: target(), button: button, clicks: clicks, modifiers: held)
  }

  func click(
    _ query: LocatorQuery, at target: Target, button: String = "left", clicks: Int64 = 1, modifiers: Int64 = 0
  ) async throws {
    try await target.attempt(query) { element, attempt in
      let point = try await element.actionPoint(tab, .click, attempt: attempt)
      try await press(point, button: button, clicks: clicks, modifiers: modifiers)
    }
  }

  /// Clicks at a point that was just found to reach the element. Should something get in between, that gets nothing of it.
  func press(
    _ point: ActionPoint, button: String = "left", clicks: Int64 = 1, modifiers: Int64 = 0
  ) async throws {
    try await point.handle.call(PageScripts.catchInput)
    let hit = HitReport()
    try await act(in: point.handle.frame) { [tab] in
      try await Self.mouse(tab, "mouseMoved", point.x, point.y, button: "none", modifiers: modifiers)
      for count in 1...clicks {
        for type in ["mousePressed", "mouseReleased"] {
          try await Self.mouse(tab, type, point.x, point.y, button: button, count: count, modifiers: modifiers)
        }
      }
      // Where the document is gone there is nothing to ask: the click has arrived.
      hit.missed = (try? await tab.evaluate(PageScripts.caught, in: point.handle.frame))?.boolean == false
    }
    if hit.missed {
      throw NotActionable(condition: "hit", detail: "something moved under the pointer as it was pressed")
    }
  }

  /// Written by the input's task before it ends, read after it has ended.
  private final class HitReport: @unchecked Sendable { var missed = false }

  private static func mouse(
    _ tab: Tab, _ type: String, _ x: Double, _ y: Double, button: String, count: Int64 = 0, modifiers: Int64 = 0
  ) async throws {
    try await tab.send(
      "Input.dispatchMouseEvent",
      [
        "type": .string(type), "x": .double(x), "y": .double(y), "button": .string(button),
        "clickCount": .int(count), "modifiers": .int(modifiers),
        "buttons": type == "mousePressed" ? .int(button == "left" ? 1 : button == "right" ? 2 : 4) : 0,
      ])
  }

  func hover() async throws {
    let (_, point) = try await target().point(try query(), .hover)
    try await act(in: point.handle.frame) { [tab] in
      try await Self.mouse(tab, "mouseMoved", point.x, point.y, button: "none")
    }
  }

  func drag() async throws {
    _ = try await target().point(try query(), .click)
    let (_, to) = try await target("to").point(try query("to"), .hover)
    // Scrolling to where it goes may have moved where it comes from.
    let (_, start) = try await target().point(try query(), Demands(isStable: false))
    try await tab.send("Input.setInterceptDrags", ["enabled": true])
    let signal = session.signal
    try await act(in: start.handle.frame) { [tab] in
      try await Self.mouse(tab, "mouseMoved", start.x, start.y, button: "none")
      try await Self.mouse(tab, "mousePressed", start.x, start.y, button: "left", count: 1)
      var carried: PlainValue?
      let steps = 12
      for number in 1...steps {
        let part = Double(number) / Double(steps)
        let x = start.x + (to.x - start.x) * part
        let y = start.y + (to.y - start.y) * part
        if carried == nil {
          try await tab.send(
            "Input.dispatchMouseEvent",
            ["type": "mouseMoved", "x": .double(x), "y": .double(y), "button": "left", "buttons": 1])
          carried = await tab.takeDrag()
          if carried != nil { try await Self.carry(tab, "dragEnter", x, y, carried) }
        } else {
          try await Self.carry(tab, "dragOver", x, y, carried)
        }
      }
      if let carried {
        try await Self.carry(tab, "dragOver", to.x, to.y, carried)
        try await Self.carry(tab, "drop", to.x, to.y, carried)
      }
      try await Self.mouse(tab, "mouseReleased", to.x, to.y, button: "left", count: 1)
      signal.tell()
    }
    _ = try? await tab.send("Input.setInterceptDrags", ["enabled": false])
  }

  private static func carry(_ tab: Tab, _ type: String, _ x: Double, _ y: Double, _ data: PlainValue?) async throws {
    try await tab.send(
      "Input.dispatchDragEvent", ["type": .string(type), "x": .double(x), "y": .double(y), "data": data ?? [:]])
  }

  func scroll() async throws {
    let distance = step["by"]?.integer
    guard let distance else {
      guard step["target"] != nil else { throw StepFailure.effect("`scroll` needs an element, or `by:` in pixels") }
      let element = try await target().element(try query())
      try await tab.handle(element).call(PageScripts.scrollIntoView)
      return
    }
    var (x, y) = (640.0, 360.0)
    for name in ["inside", "target"] where step[name] != nil {
      let (_, point) = try await target(name).point(try query(name), Demands(isStable: false, isEnabled: false))
      (x, y) = (point.x, point.y)
      break
    }
    try await act { [tab, x, y] in
      try await tab.send(
        "Input.dispatchMouseEvent",
        ["type": "mouseWheel", "x": .double(x), "y": .double(y), "deltaX": 0, "deltaY": .int(distance)])
    }
  }

  // MARK: Keys

  func press() async throws {
    let given = step["keys"] ?? .null
    let texts = try (given.elements ?? [given]).map { try Step.plainText($0, "keys") }
    let keys = try texts.map(KeyPress.parse)
    var frame: PageFrame?
    if step["on"] != nil {
      let (_, point) = try await target("on").point(try query("on"), .use)
      try await point.handle.call("function() { this.focus(); }")
      frame = point.handle.frame
    }
    try await act(in: frame) { [tab] in
      for key in keys { try await Self.send(key, tab) }
    }
  }

  static func send(_ key: KeyPress, _ tab: Tab) async throws {
    for event in key.events { try await tab.send("Input.dispatchKeyEvent", event) }
  }

  // MARK: Boxes

  func check() async throws {
    let wanted = step["to"]?.boolean ?? true
    try await target().attempt(try query()) { element, attempt in
      let handle = try await tab.handle(element)
      let box = try await handle.element(PageScripts.retarget) ?? handle
      let state = try await box.call(PageScripts.isChecked)
      guard let isSet = state.boolean else {
        throw NotActionable(condition: "checkable", detail: "it is neither a box nor a switch")
      }
      if isSet == wanted { return }
      let point = try await element.actionPoint(tab, .click, attempt: attempt)
      try await press(point)
      let after = try? await box.call(PageScripts.isChecked)
      if let after = after?.boolean, after != wanted {
        throw NotActionable(condition: "checkable", detail: "a click did not \(wanted ? "set" : "clear") it")
      }
    }
  }
}
