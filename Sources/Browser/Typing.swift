// Text into fields: `fill` (a plain field, an editor, a date, the split boxes of a code), `select`, `upload`. A secret's text
// goes into the field and nowhere else; what shows it is turned into dots before it is typed.
import DurableRuntime
import Foundation
import Locators
import Values

extension StepRunner {
  func fill() async throws {
    let (text, isSecret) = try await filling()
    if isSecret { await session.mask([text]) }
    let query = try query()
    if (2...10).contains(text.count), let boxes = try await boxesOfGroup(query, count: text.count) {
      try await checkApproved(nil)
      try await type(text, into: boxes, isSecret)
      return
    }
    do {
      try await target().attempt(query) { element, attempt in
        try await fill(element, attempt, text, isSecret)
      }
    } catch let question as StepQuestion where question.kind == "choice" {
      // Several boxes of one character each are one field to a person.
      guard let boxes = try await splitBoxes(query, count: text.count) else { throw question }
      try await checkApproved(nil)
      try await type(text, into: boxes, isSecret)
    }
  }

  /// What is to be typed, and whether it is a secret.
  private func filling() async throws -> (String, Bool) {
    if let source = step["with"]?["totp"] {
      let text = try open(source, "totp")
      let code = try await OneTimeCode(secret: text).next(
        ledger: session.folder.deletingLastPathComponent(), typed: session.knownSecrets,
        clock: session.clock, until: step.deadline)
      return (code, true)
    }
    guard let value = step["with"] else { throw StepFailure.effect("`with` is missing: what is to be typed?") }
    return (try open(value, "with"), Self.holdsSecret(value))
  }

  private func open(_ value: PlainValue, _ name: String) throws -> String {
    guard case .secret(let secret) = value else { return try Step.plainText(value, name) }
    do { return try step.request.resolve(secret) } catch {
      throw StepFailure.effect("`\(name)` needs a secret that is not known here: \(error)")
    }
  }

  private static func holdsSecret(_ value: PlainValue) -> Bool {
    if case .secret = value { true } else { false }
  }

  private func fill(_ element: PageElement, _ attempt: Int, _ text: String, _ isSecret: Bool) async throws {
    let point: ActionPoint
    do {
      point = try await element.actionPoint(tab, .type, attempt: attempt)
    } catch let problem as NotActionable where problem.condition == "editable" {
      // Some fields can be written in only once they have the focus, against password managers.
      try await tab.handle(element).call("function() { this.focus({preventScroll: true}); }")
      throw problem
    }
    if text.count > 1, let count = try await point.handle.call(PageScripts.splitBoxes, .null).integer, count > 1,
      try await isSingle(point.handle)
    {
      guard Int(count) == text.count else {
        throw StepFailure.effect("the code has \(text.count) characters, and \(element.description) \(count) boxes")
      }
      try await type(text, into: point.handle, isSecret)
      return
    }
    if isSecret { try await point.handle.call(PageScripts.hideText) }
    let kind = try await point.handle.call(PageScripts.focusForText)
    if kind.text == "value" {
      let kept = try await point.handle.call(PageScripts.setValue, .string(text))
      if kept["kept"] != nil { throw KeptBack() }
      await step.facts.forget()
      guard case .null = kept else {
        throw StepFailure.effect(
          "\(element.description) does not take \"\(isSecret ? "…" : text)\"; a date is written 2026-01-31, a time 14:30, a colour #aa3300"
        )
      }
      try await act(in: point.handle.frame) {}
      try await checkTyped(text, isSecret, point.handle, element)
      return
    }
    guard kind.text != "elsewhere" else { throw Self.focusIsElsewhere }
    let input = try await InputGuard(point.handle, .keys)
    try await act(in: point.handle.frame) { [tab] in
      if text.isEmpty {
        try await Self.send(try KeyPress.parse("Delete"), tab)
      } else {
        try await tab.send("Input.insertText", ["text": .string(text)])
      }
      try await input.end(or: Self.focusIsElsewhere.condition, Self.focusIsElsewhere.detail)
    }
    try await checkTyped(text, isSecret, point.handle, element, before: kind["before"]?.text)
  }

  /// A page may take its time to write what was typed in its own way.
  /// - Parameter before: what stood in an editor before, which may make of what is typed what it likes.
  private func checkTyped(
    _ text: String, _ isSecret: Bool, _ handle: ElementHandle, _ element: PageElement, before: String? = nil
  ) async throws {
    let typed = TypedText(text: text, isSecret: isSecret)
    let patience = Deadline.seconds(BrowserLimits.typedSeconds)
    while true {
      let heard = tab.signal.heard
      // Where the page has taken the field away with what was typed, there is nothing to compare.
      guard await tab.dialog == nil, let field = try? await handle.call(PageScripts.typedText),
        let stands = field["value"]?.text
      else { return }
      if typed.isHeld(by: stands) || (isSecret && stands.isEmpty) { return }
      if let before, stands != before || before.isEmpty { return }
      // What a field proposes as the rest of it is selected, so that the next key would replace it.
      if let start = field["start"]?.text, typed.isHeld(by: start) { return }
      if patience.hasPassed || step.deadline.hasPassed {
        // What a page empties it has taken up: a chip, a line of an editor, a code that is complete. The browser itself empties
        // what is no number or date.
        if stands.isEmpty, PageScripts.textTypes.contains(field["type"]?.text ?? "") { return }
        if stands.isEmpty, field["type"]?.text == "number" {
          throw StepFailure.effect(
            "\(element.description) takes a number only, written 1234.5, and not \(isSecret ? "what was typed" : "\"\(text)\"")"
          )
        }
        throw StepFailure.effect(
          isSecret
            ? "\(element.description) does not hold what was typed into it"
            : "\(element.description) holds \"\(stands)\" after \"\(text)\" was typed into it")
      }
      await tab.signal.change(since: heard, atMost: .milliseconds(BrowserLimits.looks[1]))
    }
  }

  private static let focusIsElsewhere = NotActionable(
    condition: "focus", detail: "the page moves the focus to something else")

  private func isSingle(_ handle: ElementHandle) async throws -> Bool {
    try await handle.call("function() { return this.maxLength === 1; }").boolean == true
  }

  // MARK: Split codes

  /// The first of the boxes, where the matches are exactly the boxes of one code.
  private func splitBoxes(_ query: LocatorQuery, count: Int) async throws -> ElementHandle? {
    let found = try await ElementFinder(tab: tab).all(query)
    guard found.count > 1, let first = found.first else { return nil }
    let handle = try await tab.handle(first)
    guard try await isSingle(handle), try await handle.call(PageScripts.splitBoxes, .null).integer == Int64(count)
    else {
      return nil
    }
    return handle
  }

  /// The boxes inside a group that bears the name which no field bears.
  private func boxesOfGroup(_ query: LocatorQuery, count: Int) async throws -> ElementHandle? {
    guard case .field(let label) = query.kind else { return nil }
    var group = query
    group.kind = .role("group", name: label)
    let found = try await ElementFinder(tab: tab).all(group)
    guard found.count == 1 else { return nil }
    let handle = try await tab.handle(found[0])
    return try await handle.call(PageScripts.splitBoxes, .null).integer == Int64(count) ? handle : nil
  }

  /// One character a box, in one action: the page may move the focus by itself, or submit after the last.
  private func type(_ text: String, into boxes: ElementHandle, _ isSecret: Bool) async throws {
    // A page may draw the boxes anew after each character.
    let holder = try await boxes.element(PageScripts.boxHolder) ?? boxes
    @Sendable func box(_ number: Int) async throws -> ElementHandle {
      guard let box = try await holder.element(PageScripts.splitBoxes, .int(Int64(number))) else {
        throw StepFailure.effect("the code has more characters than there are boxes")
      }
      if isSecret { try await box.call(PageScripts.hideText) }
      return box
    }
    for number in 0..<text.count { _ = try await box(number) }
    try await act(in: boxes.frame) { [tab] in
      for (number, character) in text.enumerated() {
        let box = try await box(number)
        guard try await box.call(PageScripts.focusForText).text == "text" else { throw Self.focusIsElsewhere }
        let input = try await InputGuard(box, .keys)
        try await tab.send("Input.insertText", ["text": .string(String(character))])
        try await input.end(or: Self.focusIsElsewhere.condition, Self.focusIsElsewhere.detail)
      }
    }
  }

  // MARK: Options

  func select() async throws {
    let given = step["option"] ?? .null
    let wanted = try (given.elements ?? [given]).map { try Step.plainText($0, "option") }
    try await target().attempt(try query()) { element, attempt in
      let point = try await element.actionPoint(tab, .use, attempt: attempt)
      guard try await point.handle.call("function() { return this.localName; }").text == "select" else {
        try await choose(wanted, from: element, attempt)
        return
      }
      let chosen = try await point.handle.call(PageScripts.chooseOptions, .list(wanted.map { .string($0) }))
      if chosen["kept"] != nil { throw KeptBack() }
      await step.facts.forget()
      if let missing = chosen["missing"]?.text {
        let options = (chosen["options"]?.elements ?? []).compactMap(\.text).joined(separator: ", ")
        let count = chosen["count"]?.integer ?? 0
        throw NotActionable(
          condition: "option",
          detail: "\(count == 0 ? "no" : "more than one") option \"\(missing)\"; there are: \(options)")
      }
      try await act(in: point.handle.frame) {}
      try await checkChosen((chosen["chosen"]?.elements ?? []).compactMap(\.text), point.handle, element)
    }
  }

  /// A page may put a list back. One that goes back to what stands for nothing has taken up what was chosen.
  private func checkChosen(_ wanted: [String], _ handle: ElementHandle, _ element: PageElement) async throws {
    let patience = Deadline.seconds(BrowserLimits.typedSeconds)
    while true {
      let heard = tab.signal.heard
      guard await tab.dialog == nil, let now = try? await handle.call(PageScripts.chosenOptions),
        let chosen = now["chosen"]?.elements?.compactMap(\.text)
      else { return }
      // A list has them in its own order, not in that in which they were named.
      if Set(chosen) == Set(wanted) || now["isNothing"]?.boolean == true { return }
      guard !patience.hasPassed, !step.deadline.hasPassed else {
        let words = { (labels: [String]) in labels.map { "\"\($0)\"" }.joined(separator: ", ") }
        throw StepFailure.effect(
          "\(element.description) has chosen \(words(chosen)) after \(words(wanted)) was chosen in it")
      }
      await tab.signal.change(since: heard, atMost: .milliseconds(BrowserLimits.looks[1]))
    }
  }

  /// A list of the page's own making: it is opened, and the option clicked.
  private func choose(_ wanted: [String], from element: PageElement, _ attempt: Int) async throws {
    try await press(try await element.actionPoint(tab, .click, attempt: attempt))
    for text in wanted { try await click(LocatorQuery(.role("option", name: text)), at: target(nil)) }
  }

  // MARK: Files

  func upload() async throws {
    let request = step.request
    let uploaded = UploadedFiles(
      folder: step.files, patterns: request.permissions.read, artifacts: request.artifacts)
    let files = try uploaded.stage(
      try UploadedFiles.Named.all(step["files"] ?? .null), ticket: request.ticket,
      in: session.folder.appendingPathComponent("uploads"))
    try await checkApproved(files)
    try await target().attempt(try query()) { element, _ in
      let handle = try await tab.handle(element)
      let meant = try await handle.element(PageScripts.retarget) ?? handle
      // Where the field itself is not shown its label was meant.
      let field = try await meant.element("function() { return this.control ?? null; }") ?? meant
      guard
        try await field.call("function() { return this.localName === 'input' && this.type === 'file'; }").boolean
          == true
      else { throw NotActionable(condition: "file", detail: "it is no file field") }
      try await act(in: field.frame) { [tab] in
        try await tab.send(
          "DOM.setFileInputFiles",
          ["files": .list(files.map { .string($0.place) }), "objectId": .string(field.object)],
          session: field.frame.session)
      }
    }
  }
}
