// Pointer and key actions of a skill, as real input: `click`, `hover`, `drag`, `scroll`, `press`, `check`.
import DurableRuntime
import Foundation
import Locators
import Synchronization
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
    let isIrreversible = step.request.isIrreversible
    let input = try await InputGuard(point.handle, .pointer)
    try await unlessClosed(by: input) {
      try await act(in: point.handle.frame) { [tab, facts = step.facts] in
        var (x, y) = (point.x, point.y)
        try await Self.mouse(tab, "mouseMoved", x, y, button: "none", modifiers: modifiers)
        if isIrreversible {
          facts.isPointedAt(true)
          // What comes up under the pointer may have moved it.
          if let place = try await point.now(tab), place != (x, y) {
            (x, y) = place
            try await Self.mouse(tab, "mouseMoved", x, y, button: "none", modifiers: modifiers)
          }
        }
        for count in 1...clicks {
          for type in ["mousePressed", "mouseReleased"] {
            try await Self.mouse(tab, type, x, y, button: button, count: count, modifiers: modifiers)
          }
        }
        do { try await input.end(or: "hit", "something moved under the pointer as it was pressed") } catch let none
          as NoClick
        {
          guard !isIrreversible, button == "left", clicks == 1, modifiers == 0 else { throw none }
          try await none.click()
        }
      }
    }
  }

  /// A page that closes itself on its input (a consent, a preview) was given it.
  private func unlessClosed(by input: InputGuard, _ act: () async throws -> Void) async throws {
    do { try await act() } catch let lost as PageLost {
      guard await tab.wasClosed, case .arrived = await input.outcome() else { throw lost }
    }
  }

  static func mouse(
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
    do {
      try await drag(from: start, to: to)
    } catch {
      _ = try? await tab.send("Input.setInterceptDrags", ["enabled": false])
      throw error
    }
    _ = try? await tab.send("Input.setInterceptDrags", ["enabled": false])
  }

  private func drag(from start: ActionPoint, to: ActionPoint) async throws {
    let signal = session.signal
    let pressed = try await InputGuard(start.handle, .pointer, beside: to.handle.frame, isCarried: true)
    let dropped = try await InputGuard(to.handle, .drop)
    try await act(in: start.handle.frame) { [tab, facts = step.facts] in
      facts.isPointedAt(true)
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
      let moved = "something moved under the pointer as it dragged"
      // Who drags by the pointer alone has no event for letting go on something.
      let landed = await dropped.outcome()
      if case .changed = landed { throw InputLost(what: "the page changed as it was dragged: it was not let go of") }
      if carried != nil, case .kept = landed { throw NotActionable(condition: "hit", detail: moved, isKept: true) }
      if carried != nil, case .lost = landed {
        throw StepFailure.effect("\(step.request.step): nothing took what was dragged")
      }
      try await pressed.end(or: "hit", moved)
      signal.tell()
    }
  }

  private static let goElsewhere = "keys go to what has the focus, and that is something else"

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
    guard step["on"] != nil else {
      try await act { [tab, facts = step.facts] in
        try await facts.whileSo {
          for key in keys { try await Self.send(key, tab) }
        }
      }
      return
    }
    try await target("on").attempt(try query("on")) { element, attempt in
      let point = try await element.actionPoint(tab, .use, attempt: attempt)
      try await point.handle.call("function() { if (!this.matches(':focus, :focus-within')) this.focus(); }")
      let input = try await InputGuard(point.handle, .keys)
      try await unlessClosed(by: input) {
        try await act(in: point.handle.frame) { [tab] in
          // Where the first one leads, the others follow: `Tab` is a way to the next field.
          for (index, key) in keys.enumerated() {
            try await Self.send(key, tab)
            if index == 0 { try await input.end(or: "focus", Self.goElsewhere) }
          }
        }
      }
    }
  }

  static func send(_ key: KeyPress, _ tab: Tab) async throws {
    for event in key.events { try await tab.send("Input.dispatchKeyEvent", event) }
  }

  // MARK: Boxes

  func check() async throws {
    let wanted = step["to"]?.boolean ?? true
    let isClicked = Flag()
    try await target().attempt(try query()) { element, attempt in
      let handle = try await tab.handle(element)
      let box = try await handle.element(PageScripts.retarget) ?? handle
      let state = try await box.call(PageScripts.isChecked)
      guard let isSet = state.boolean else {
        throw NotActionable(condition: "checkable", detail: "it is neither a box nor a switch")
      }
      if isSet == wanted { return }
      // A page may show a while later that it was clicked: a second click would undo the first.
      if !isClicked.isSet.load(ordering: .acquiring) {
        try await press(try await element.actionPoint(tab, .click, attempt: attempt))
        isClicked.isSet.store(true, ordering: .releasing)
        let after = try? await box.call(PageScripts.isChecked)
        guard let after = after?.boolean, after != wanted else { return }
      }
      throw NotActionable(condition: "set", detail: "a click did not \(wanted ? "set" : "clear") it")
    }
  }
}
