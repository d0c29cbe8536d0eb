// What a recorder saw, key by key and click by click → what the person meant: one `fill` for a typed word, one chord for
// the keys held together, no click that only put the caret into a field. The order of what remains is kept.

extension Recording {
  package var tidied: Recording {
    var result = self
    result.actions = KeyTidying.run(actions)
    result.actions = PointerTidying.run(result.actions)
    if case .closeTab? = result.actions.last?.act { result.actions.removeLast() }
    return result
  }
}

/// Keys down and up → chords, without the keys that merely typed what a field holds afterwards.
private struct KeyTidying {
  private var done: [RecordedAction] = []
  /// Modifiers that are down, in the order of a chord.
  private var held: Set<String> = []
  /// Keys pressed since the last other action, with what they brought up.
  private var pressed: [Press] = []
  private struct Press {
    var chord: String
    var isTyping: Bool
    var isDown: Bool
    var arrivals: [PageArrival]
  }
  private static let modifiers = ["Control", "Alt", "Meta", "Shift"]

  static func run(_ actions: [RecordedAction]) -> [RecordedAction] {
    var tidying = KeyTidying()
    for action in actions { tidying.take(action) }
    tidying.settle(before: nil)
    return tidying.done
  }

  private mutating func take(_ action: RecordedAction) {
    switch action.act {
    case .keyDown(let key): down(key, action.arrivals)
    case .keyUp(let key): up(key, action.arrivals)
    case .fill:
      // A field tells its text while Enter is still down: it was typed before Enter.
      let late = pressed.filter { $0.isDown && !$0.isTyping }
      pressed.removeAll { $0.isDown && !$0.isTyping }
      settle(before: action)
      done.append(action)
      pressed = late
    default:
      settle(before: action)
      done.append(action)
    }
  }

  private mutating func down(_ key: String, _ arrivals: [PageArrival]) {
    if Self.modifiers.contains(key) {
      held.insert(key)
      return
    }
    // A key that is held down repeats.
    if let last = pressed.last, last.isDown, last.chord.hasSuffix(key), !last.isTyping { return }
    let isTyping =
      key.count == 1 || ["Backspace", "Delete", "Dead", "CapsLock", "Unidentified", "Process"].contains(key)
    let isShortcut = held.contains { $0 != "Shift" }
    // Shift alone makes another letter of a letter, which the key's name says already.
    let chord = Self.modifiers.filter { held.contains($0) && (isShortcut || !isTyping) }
    let name = key == " " ? "Space" : isShortcut && key.count == 1 ? key.uppercased() : key
    pressed.append(
      Press(
        chord: (chord + [name]).joined(separator: "+"), isTyping: isTyping && !isShortcut, isDown: true,
        arrivals: arrivals))
  }

  private mutating func up(_ key: String, _ arrivals: [PageArrival]) {
    held.remove(key)
    for index in pressed.indices where pressed[index].chord.lowercased().hasSuffix(key.lowercased()) {
      pressed[index].isDown = false
      pressed[index].arrivals += arrivals
    }
  }

  /// Writes down the keys that meant something by themselves.
  private mutating func settle(before next: RecordedAction?) {
    let typesBefore = done.last?.isFill ?? false
    let typesAfter = next?.isFill ?? false
    for (index, press) in pressed.enumerated() {
      let isCaret =
        press.isTyping || (press.chord.hasPrefix("Arrow") && typesAfter) || press.chord == "Home"
        || press.chord == "End"
      if isCaret, typesBefore || typesAfter { continue }
      // Tab leads to the field that the next action names anyway.
      let isLast = index == pressed.count - 1
      if press.chord == "Tab" || press.chord == "Shift+Tab", isLast, typesBefore || next != nil { continue }
      done.append(RecordedAction(.press(press.chord), arrivals: press.arrivals))
    }
    pressed = []
  }
}

/// Clicks, hovers and repeated changes that add nothing.
private enum PointerTidying {
  static func run(_ actions: [RecordedAction]) -> [RecordedAction] {
    var done: [RecordedAction] = []
    for var action in actions {
      while let last = done.last, action.makesNeedless(last) {
        action.arrivals = last.arrivals + action.arrivals
        action.notes = last.notes + action.notes
        action.remarks = last.remarks + action.remarks
        done.removeLast()
      }
      // The caret put elsewhere in a field between two changes of it.
      if action.isFill, done.count >= 2, case .click(let clicked, _) = done[done.count - 1].act,
        action.target?.isSame(clicked) == true, done[done.count - 2].isFill,
        action.makesNeedless(done[done.count - 2])
      {
        done.removeLast(2)
      }
      // A page that one was led to need not be opened as well.
      if case .open(let address) = action.act, let last = done.last,
        last.arrivals.contains(where: { $0.address == address.constant })
      {
        continue
      }
      done.append(action)
    }
    return done
  }
}

extension RecordedAction {
  var isFill: Bool {
    switch act {
    case .fill, .select: true
    case .open, .click, .check, .keyDown, .keyUp, .press, .hover, .drag, .upload, .waitFor, .read, .expectText,
      .answerDialog, .goToTab, .closeTab, .set, .log, .remark:
      false
    }
  }

  /// The element it speaks of.
  var target: RecordedTarget? {
    switch act {
    case .click(let target, _), .fill(let target, _), .select(let target, _), .check(let target, _),
      .hover(let target), .drag(let target, _), .upload(let target, _), .waitFor(let target, _), .read(let target, _),
      .expectText(let target, _):
      target
    case .open, .keyDown, .keyUp, .press, .answerDialog, .goToTab, .closeTab, .set, .log, .remark: nil
    }
  }

  /// Whether doing this leaves nothing for `earlier`, which stands right before it, to do.
  fileprivate func makesNeedless(_ earlier: RecordedAction) -> Bool {
    guard let target, let before = earlier.target, target.isSame(before) else { return false }
    switch (act, earlier.act) {
    case (.fill, .fill), (.select, .select), (.check, .check): return true
    // The click that put the caret there, opened the list, or began a file's choice.
    case (.fill, .click(_, let manner)), (.select, .click(_, let manner)), (.upload, .click(_, let manner)):
      return manner.mouse == .left
    case (.check, .click(_, let manner)): return manner == ClickManner()
    // The two clicks of a double click.
    case (.click(_, let double), .click(_, let single)):
      return double.clicks == 2 && single.clicks == 1 && double.mouse == single.mouse
    case (.click, .hover), (.fill, .hover), (.select, .hover): return true
    default: return false
    }
  }
}
