// Names of keys as a skill writes them (`Enter`, `Control+A`, `x`) → the DevTools events that press and release them.
import Values

struct KeyPress: Sendable {
  var key: String
  var code: String
  var keyCode: Int64
  /// What the key types; empty for keys that type nothing.
  var text: String
  /// DevTools' bits: 1 Alt, 2 Control, 4 Meta, 8 Shift.
  var modifiers: Int64

  private static let named: [String: (key: String, code: String, keyCode: Int64, text: String)] = [
    "enter": ("Enter", "Enter", 13, "\r"), "return": ("Enter", "Enter", 13, "\r"), "tab": ("Tab", "Tab", 9, ""),
    "escape": ("Escape", "Escape", 27, ""), "esc": ("Escape", "Escape", 27, ""),
    "backspace": ("Backspace", "Backspace", 8, ""), "delete": ("Delete", "Delete", 46, ""),
    "insert": ("Insert", "Insert", 45, ""), "space": (" ", "Space", 32, " "), "home": ("Home", "Home", 36, ""),
    "end": ("End", "End", 35, ""), "pageup": ("PageUp", "PageUp", 33, ""), "pagedown": ("PageDown", "PageDown", 34, ""),
    "arrowleft": ("ArrowLeft", "ArrowLeft", 37, ""), "left": ("ArrowLeft", "ArrowLeft", 37, ""),
    "arrowup": ("ArrowUp", "ArrowUp", 38, ""), "up": ("ArrowUp", "ArrowUp", 38, ""),
    "arrowright": ("ArrowRight", "ArrowRight", 39, ""), "right": ("ArrowRight", "ArrowRight", 39, ""),
    "arrowdown": ("ArrowDown", "ArrowDown", 40, ""), "down": ("ArrowDown", "ArrowDown", 40, ""),
  ]
  private static let modifierBits: [String: (bit: Int64, key: String, code: String, keyCode: Int64)] = [
    "alt": (1, "Alt", "AltLeft", 18), "control": (2, "Control", "ControlLeft", 17),
    "ctrl": (2, "Control", "ControlLeft", 17), "meta": (4, "Meta", "MetaLeft", 91),
    "shift": (8, "Shift", "ShiftLeft", 16),
  ]

  /// Of `Control+Shift+A`; throws in words where a part is no key.
  static func parse(_ text: String) throws -> KeyPress {
    var parts = text == "+" ? ["+"] : text.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    if text.hasSuffix("++") { parts = parts.dropLast(2) + ["+"] }
    guard let last = parts.popLast(), !last.isEmpty else { throw StepFailure.effect("`\(text)` names no key") }
    let bits = try modifiers(parts)
    let name = last.lowercased()
    if let known = named[name] {
      return KeyPress(
        key: known.key, code: known.code, keyCode: known.keyCode, text: bits & 7 == 0 ? known.text : "", modifiers: bits
      )
    }
    if name.hasPrefix("f"), let number = Int64(name.dropFirst()), (1...12).contains(number) {
      return KeyPress(key: "F\(number)", code: "F\(number)", keyCode: 111 + number, text: "", modifiers: bits)
    }
    guard last.count == 1, let character = last.first else {
      throw StepFailure.effect("`\(last)` is no key; keys are Enter, Tab, Escape, ArrowDown, F5 … or one character")
    }
    return of(character, bits)
  }

  static func modifiers(_ names: [String]) throws -> Int64 {
    try names.reduce(into: 0) { bits, name in
      guard let modifier = modifierBits[name.lowercased()] else {
        throw StepFailure.effect("`\(name)` is no key to hold; those are Control, Shift, Alt and Meta")
      }
      bits |= modifier.bit
    }
  }

  /// One character of a text that is typed.
  static func of(_ character: Character, _ modifiers: Int64 = 0) -> KeyPress {
    let upper = String(character).uppercased()
    var code = ""
    var keyCode: Int64 = 0
    if let ascii = upper.utf8.first, upper.utf8.count == 1 {
      if (65...90).contains(ascii) { (code, keyCode) = ("Key" + upper, Int64(ascii)) }
      if (48...57).contains(ascii) { (code, keyCode) = ("Digit" + upper, Int64(ascii)) }
    }
    // `Control+A` is written so and is pressed without Shift.
    let isHeld = modifiers & 7 != 0
    let isUpper = !isHeld && String(character) == upper && upper != upper.lowercased()
    let plain = isHeld ? String(character).lowercased() : String(character)
    let key = modifiers & 8 != 0 ? upper : plain
    return KeyPress(
      key: key, code: code, keyCode: keyCode, text: isHeld ? "" : key, modifiers: modifiers | (isUpper ? 8 : 0))
  }

  /// What an editor would do with it, since the browser's own shortcuts are not ours: select all, copy, cut, undo.
  private var commands: [PlainValue] {
    guard modifiers & 6 != 0 else { return [] }
    switch key.lowercased() {
    case "a": return ["selectAll"]
    case "c": return ["copy"]
    case "x": return ["cut"]
    case "z": return [.string(modifiers & 8 != 0 ? "redo" : "undo")]
    default: return []
    }
  }

  /// The parameters of `Input.dispatchKeyEvent`, in order: keys held go down first and come up last.
  var events: [PlainValue] {
    let held = ["control", "shift", "alt", "meta"].compactMap { Self.modifierBits[$0] }.filter {
      modifiers & $0.bit != 0
    }
    var events: [PlainValue] = []
    var bits: Int64 = 0
    for modifier in held where code != "" || text == "" {
      bits |= modifier.bit
      events.append(Self.event("rawKeyDown", modifier.key, modifier.code, modifier.keyCode, bits))
    }
    var down = Self.event(text.isEmpty ? "rawKeyDown" : "keyDown", key, code, keyCode, modifiers).entries ?? []
    if !text.isEmpty {
      down.append(PlainEntry(key: "text", value: .string(text)))
      down.append(PlainEntry(key: "unmodifiedText", value: .string(text)))
    }
    if !commands.isEmpty { down.append(PlainEntry(key: "commands", value: .list(commands))) }
    events.append(.map(down))
    events.append(Self.event("keyUp", key, code, keyCode, modifiers))
    for modifier in held.reversed() where code != "" || text == "" {
      bits &= ~modifier.bit
      events.append(Self.event("keyUp", modifier.key, modifier.code, modifier.keyCode, bits))
    }
    return events
  }

  private static func event(
    _ type: String, _ key: String, _ code: String, _ keyCode: Int64, _ modifiers: Int64
  ) -> PlainValue {
    [
      "type": .string(type), "key": .string(key), "code": .string(code), "windowsVirtualKeyCode": .int(keyCode),
      "modifiers": .int(modifiers),
    ]
  }
}
