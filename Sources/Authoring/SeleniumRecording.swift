// A Selenium IDE project (.side, JSON) → the actions of one of its tests. Commands: selenium-ide, docs/api/commands.
// What only JavaScript can do (conditions, loops, scripts) becomes a remark; what a skill does by itself is left out.
import Locators
import Values

extension Recording {
  static func selenium(_ root: RecordedObject, test name: String?) throws(RecordingError) -> Recording {
    let tests = try root.objects("tests")
    let test = try chosen(tests, name)
    let title = try test.optionalText("name") ?? ""
    var reader = SeleniumReader(base: try root.optionalText("url") ?? "")
    for command in try test.objects("commands") { try reader.take(command) }
    return Recording(
      source: "a Selenium IDE test", title: title == "Untitled" ? "" : title, actions: reader.actions)
  }

  private static func chosen(_ tests: [RecordedObject], _ name: String?) throws(RecordingError) -> RecordedObject {
    var names: [String] = []
    for test in tests { names.append(try test.text("name")) }
    let listed = names.map { "“\($0)”" }.joined(separator: ", ")
    guard let first = tests.first else { throw RecordingError("$.tests", "the project has no test") }
    guard let name else {
      guard tests.count == 1 else {
        throw RecordingError("$.tests", "the project has \(tests.count) tests; choose one with --test: \(listed)")
      }
      return first
    }
    guard let index = names.firstIndex(of: name) else {
      throw RecordingError("$.tests", "the project has no test “\(name)”; it has \(listed)")
    }
    return tests[index]
  }
}

struct SeleniumReader {
  /// The project's address, which relative ones start from.
  let base: String
  var actions: [RecordedAction] = []
  /// Names that the test stored, and the expressions under which a skill finds them.
  private var variables: [String: String] = [:]
  /// How many blocks of control flow are open.
  private var blocks = 0

  init(base: String) { self.base = base }

  mutating func take(_ command: RecordedObject) throws(RecordingError) {
    let word = try command.text("command")
    // A command that the person switched off.
    if word.hasPrefix("//") || word.isEmpty { return }
    let before = actions.count
    try act(word, command)
    if let comment = try command.optionalText("comment"), !comment.isEmpty, actions.count > before {
      actions[before].notes.append(Recording.short(comment))
    }
    if actions.count > before, let opens = command.value["opensWindow"], opens.boolean == true,
      let handle = try command.optionalText("windowHandleName")
    {
      windows.append(handle)
    }
  }

  /// Handles of windows in the order in which they opened, the first being the test's own.
  private var windows = ["root"]

  // MARK: Commands

  private mutating func act(_ word: String, _ command: RecordedObject) throws(RecordingError) {
    switch word {
    case "open":
      let address = try text(command, "target")
      append(.open(resolved(address)))
    case "click", "clickAt": append(.click(try target(command)))
    case "doubleClick", "doubleClickAt": append(.click(try target(command), ClickManner(clicks: 2)))
    case "mouseOver": append(.hover(try target(command)))
    case "type", "editContent":
      let target = try target(command)
      if target.element.inputType == "file" {
        append(.upload(target, try text(command, "value")))
      } else {
        append(.fill(target, try text(command, "value")))
      }
    case "sendKeys": try sendKeys(command)
    case "select", "addSelection": try select(command)
    case "check", "uncheck": append(.check(try target(command), word == "check"))
    case "dragAndDropToObject":
      append(.drag(try target(command), to: try self.target(command, key: "value", alternatives: nil)))
    case "close": append(.closeTab)
    case "selectWindow": try selectWindow(command)
    default:
      if try wait(word, command) { return }
      if try check(word, command) { return }
      if try dialog(word, command) { return }
      if try variable(word, command) { return }
      other(word, command)
    }
  }

  private mutating func wait(_ word: String, _ command: RecordedObject) throws(RecordingError) -> Bool {
    let state: WaitState
    switch word {
    case "waitForElementPresent": state = .attached
    case "waitForElementNotPresent": state = .detached
    case "waitForElementVisible": state = .visible
    case "waitForElementNotVisible": state = .hidden
    case "waitForElementEditable": state = .enabled
    case "assertElementPresent", "verifyElementPresent": state = .attached
    case "assertElementNotPresent", "verifyElementNotPresent": state = .detached
    case "waitForText":
      append(.waitFor(RecordedTarget(words: try text(command, "value").constant ?? ""), .visible))
      return true
    default: return false
    }
    append(.waitFor(try target(command), state))
    return true
  }

  private mutating func check(_ word: String, _ command: RecordedObject) throws(RecordingError) -> Bool {
    switch word {
    case "assertText", "verifyText": append(.expectText(try target(command), try text(command, "value")))
    case "assertTitle", "verifyTitle":
      append(.remark("the recording checked that the page's title is “\(Recording.short(try command.text("target")))”"))
    case "assertValue", "verifyValue", "assertNotText", "verifyNotText", "assertChecked", "verifyChecked",
      "assertNotChecked", "verifyNotChecked", "assertEditable", "verifyEditable", "assertNotEditable",
      "verifyNotEditable", "assertSelectedLabel", "verifySelectedLabel", "assertSelectedValue", "verifySelectedValue",
      "assertNotSelectedValue", "verifyNotSelectedValue":
      let value = try command.optionalText("value") ?? ""
      append(
        .remark(
          "the recording checked `\(word)` of \(Recording.short(try command.text("target"))) \(Recording.short(value))")
      )
    default: return false
    }
    return true
  }

  private mutating func dialog(_ word: String, _ command: RecordedObject) throws(RecordingError) -> Bool {
    switch word {
    case "chooseOkOnNextConfirmation": append(.answerDialog(accept: true, text: nil))
    case "chooseCancelOnNextConfirmation", "chooseCancelOnNextPrompt": append(.answerDialog(accept: false, text: nil))
    case "answerOnNextPrompt": append(.answerDialog(accept: true, text: try text(command, "target")))
    // These stand after what opened the dialog; a skill says beforehand how it is answered.
    case "webdriverChooseOkOnVisibleConfirmation": insertBeforeLast(.answerDialog(accept: true, text: nil))
    case "webdriverChooseCancelOnVisibleConfirmation", "webdriverChooseCancelOnVisiblePrompt":
      insertBeforeLast(.answerDialog(accept: false, text: nil))
    case "webdriverAnswerOnVisiblePrompt":
      insertBeforeLast(.answerDialog(accept: true, text: try text(command, "value")))
    case "assertAlert", "assertConfirmation", "assertPrompt":
      let words = "the recording expected a dialog that says “\(Recording.short(try command.text("target")))”"
      if actions.isEmpty { append(.remark(words)) } else { actions[actions.count - 1].remarks.append(words) }
    default: return false
    }
    return true
  }

  private mutating func insertBeforeLast(_ act: RecordedAct) {
    actions.insert(RecordedAction(act), at: max(0, actions.count - 1))
  }

  private mutating func variable(_ word: String, _ command: RecordedObject) throws(RecordingError) -> Bool {
    switch word {
    case "store":
      let name = SkillName.identifier(try command.text("value"))
      append(.set(name, try text(command, "target")))
      variables[try command.text("value")] = "vars.\(name)"
    case "storeText":
      let name = SkillName.identifier(try command.text("value"))
      append(.read(try target(command), name: name))
      variables[try command.text("value")] = "steps.\(name).text"
    case "echo": append(.log(try text(command, "target")))
    default: return false
    }
    return true
  }

  private mutating func other(_ word: String, _ command: RecordedObject) {
    let isOpening = ["if", "while", "times", "forEach", "do"].contains(word)
    switch word {
    // A skill waits for what it acts on, sees its windows at one size and says where it clicks.
    case "setWindowSize", "pause", "setSpeed", "debugger", "mouseOut", "mouseMove", "mouseMoveAt", "mouseDown",
      "mouseDownAt", "mouseUp", "mouseUpAt", "selectFrame":
      if word == "selectFrame" { selectFrame(command.value["target"]?.text ?? "") }
    case "end", "repeatIf":
      guard blocks > 0 else { return }
      blocks -= 1
      append(.remark("… and the block of the recording ends here"))
    case "runScript" where command.value["target"]?.text?.hasPrefix("window.scrollTo(") == true: break
    default:
      if isOpening { blocks += 1 }
      let words = [word, command.value["target"]?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
      append(
        .remark(
          isOpening || word == "else" || word == "elseIf"
            ? "the recording has `\(Recording.short(words))` here; write it as `if:`, `for:` or `while:`"
            : "the recording has `\(Recording.short(words))` here, which cannot be imported"))
    }
  }

  /// Positions of frames that the following commands speak of.
  private var frame: [Int] = []

  private mutating func selectFrame(_ target: String) {
    if target == "relative=parent" {
      if !frame.isEmpty { frame.removeLast() }
    } else if target.hasPrefix("index="), let index = Int(target.dropFirst(6)) {
      frame.append(index)
    } else {
      frame = []
    }
  }

  private mutating func append(_ act: RecordedAct) { actions.append(RecordedAction(act)) }

  // MARK: Words of a command

  private mutating func sendKeys(_ command: RecordedObject) throws(RecordingError) {
    let value = try command.text("value")
    let pattern = /\$\{KEY_(\w+)\}/
    let typed = value.replacing(pattern, with: "")
    // Text before or between special keys is typed; the keys follow it.
    if !typed.isEmpty { append(.fill(try target(command), text(typed))) }
    for match in value.matches(of: pattern) {
      guard let key = Self.keys[String(match.1)] else {
        append(.remark("the recording pressed `\(match.1)` here"))
        continue
      }
      append(.press(key, on: try target(command)))
    }
  }

  private static let keys = [
    "ENTER": "Enter", "RETURN": "Enter", "TAB": "Tab", "ESC": "Escape", "ESCAPE": "Escape", "SPACE": "Space",
    "BACKSPACE": "Backspace", "BKSP": "Backspace", "DELETE": "Delete", "DEL": "Delete", "UP": "ArrowUp",
    "DOWN": "ArrowDown", "LEFT": "ArrowLeft", "RIGHT": "ArrowRight", "PAGE_UP": "PageUp", "PGUP": "PageUp",
    "PAGE_DOWN": "PageDown", "PGDN": "PageDown", "HOME": "Home", "END": "End",
  ]

  private mutating func select(_ command: RecordedObject) throws(RecordingError) {
    let value = try command.text("value")
    let target = try target(command)
    let kind = value.prefix { $0 != "=" }
    switch kind {
    case "label", "value": append(.select(target, text(String(value.dropFirst(kind.count + 1)))))
    case "index", "id":
      append(.remark("the recording chose the option with \(Recording.short(value)); say it by its label"))
    default: append(.select(target, text(value)))
    }
  }

  private mutating func selectWindow(_ command: RecordedObject) throws(RecordingError) {
    let handle = try command.text("target")
    let name = handle.replacing("handle=${", with: "").replacing("}", with: "")
    guard let index = windows.firstIndex(of: name) else { return append(.goToTab(.number(1))) }
    append(.goToTab(.number(index + 1)))
  }

  private func resolved(_ address: SkillText) -> SkillText {
    guard let text = address.constant else { return address }
    return SkillText(WebAddress.resolve(text, base: base))
  }

  /// Text in which `${name}` stands for what was stored under it.
  private func text(_ value: String) -> SkillText {
    var parts: [SkillText.Part] = []
    var rest = value[...]
    while let match = rest.firstMatch(of: /\$\{([^}]+)\}/) {
      if match.range.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<match.range.lowerBound]))) }
      if let known = variables[String(match.1)] {
        parts.append(.expression(known))
      } else {
        parts.append(.text(String(match.0)))
      }
      rest = rest[match.range.upperBound...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return SkillText(parts: parts)
  }

  private func text(_ command: RecordedObject, _ key: String) throws(RecordingError) -> SkillText {
    text(try command.optionalText(key) ?? "")
  }

  // MARK: Elements

  private func target(
    _ command: RecordedObject, key: String = "target", alternatives: String? = "targets"
  ) throws(RecordingError) -> RecordedTarget {
    let chosen = try command.text(key)
    guard !chosen.isEmpty else { throw command.wrong(key, "is empty; a locator such as id=email belongs here") }
    var locators = [chosen]
    if let alternatives, case .list(let rows)? = command.value[alternatives] {
      guard rows.count <= AuthoringLimits.selectors else {
        throw command.wrong(alternatives, "has \(rows.count) entries (limit: \(AuthoringLimits.selectors))")
      }
      for (index, row) in rows.enumerated() {
        guard let locator = row.elements?.first?.text else {
          throw command.wrong("\(alternatives)[\(index)]", "must be a pair of a locator and its kind")
        }
        if locator != chosen { locators.append(locator) }
      }
    }
    var target = SeleniumLocators.target(locators)
    target.frame = frame
    guard !target.candidates.isEmpty else {
      throw command.wrong(key, "`\(Recording.short(chosen))` is no locator that can be imported")
    }
    return target
  }
}

extension RecordedTarget {
  /// Whatever says these words.
  init(words: String) {
    self.init(candidates: [LocatorCandidate(.text(words))], identities: ["text=\(words)"])
  }
}
