// What an exploration did (the outputs of a `DraftSkill` run) → the skill that does it again without a model: what the goal
// says becomes inputs, what was secret is asked for or taken from the vault, what sounds final is approved first, and each
// element is pointed at in the way that leans least on what differs from day to day.
import Compiler
import Foundation
import Locators
import Values

extension SkillDraft {
  /// - Parameters:
  ///   - outputs: of the run of `DraftSkill`.
  ///   - name: the skill's name; nil to take it from the goal.
  ///   - network: hosts it may go to.
  package init(explored outputs: PlainValue, name: String?, network: [String]) throws(DraftError) {
    guard let goal = outputs["goal"]?.text, let url = outputs["url"]?.text, let actions = outputs["actions"]?.elements
    else { throw DraftError("these are no outputs of an exploration") }
    var writing = DraftWriting(goal: goal, url: url, network: network)
    writing.collectInputs(actions)
    for action in actions { writing.take(action) }
    self = try writing.finish(name: name)
  }
}

struct DraftWriting {
  private var draft: SkillDraft
  private let goal: String
  /// Inputs by what was typed or chosen.
  private var inputNames: [String: String] = [:]
  private var ids: Set<String> = []
  private var page = ""

  init(goal: String, url: String, network: [String]) {
    self.goal = PageText.tidy(goal)
    draft = SkillDraft(name: "", goal: self.goal)
    draft.network = network
    if let pattern = WebAddress.pattern(of: url) { draft.match = [pattern] }
    append([("open", .text(SkillText(url)))])
  }

  // MARK: Inputs

  /// First, so that a name that says what an input says is said through it, wherever it stands.
  mutating func collectInputs(_ actions: [PlainValue]) {
    for action in actions {
      guard let word = action["action"]?.text, word == "fill" || word == "select", let text = action["text"]?.text else {
        continue
      }
      let isGiven = Self.says(goal, text)
      // What is chosen is the same next time, unless the goal named it or it is a date, a number.
      guard word == "fill" || isGiven || FieldNature.varies(text), inputNames[text] == nil, !text.isEmpty else { continue }
      let words = PageText.label(action["element"]?["name"]?.text ?? "")
      let name = SkillName.unused(SkillName.identifier(words, or: "text")) { name in
        draft.inputs.contains { $0.name == name }
      }
      inputNames[text] = name
      draft.inputs.append(
        .init(name: name, format: FieldNature.format(text), defaultValue: isGiven ? nil : text, tried: text))
    }
  }

  /// Whether a text has these words, one after another.
  static func says(_ text: String, _ words: String) -> Bool {
    let wanted = PageText.words(words)
    let all = PageText.words(text)
    guard !wanted.isEmpty, all.count >= wanted.count else { return false }
    return (0...all.count - wanted.count).contains { Array(all[$0..<$0 + wanted.count]) == wanted }
  }

  private func phrase(_ text: String) -> SkillText {
    inputNames[text].map { SkillText(expression: "inputs.\($0)") } ?? SkillText(text)
  }

  // MARK: Actions

  mutating func take(_ action: PlainValue) {
    let element = action["element"] ?? .null
    let text = action["text"]?.text ?? ""
    let title = PageText.tidy(action["title"]?.text ?? "")
    func add(_ fields: [(key: String, value: YAMLValue)]) { append(fields, under: title) }
    switch action["action"]?.text {
    case "open": add([("open", .text(SkillText(text)))])
    case "click": click(element, action, title)
    case "fill": add([("fill", point(element)), ("with", .text(phrase(text)))])
    case "fill_secret":
      if !draft.secrets.contains(text) { draft.secrets.append(text) }
      add([("fill", point(element)), ("with", .text(SkillText(expression: "secrets.\(text)")))])
    case "ask_secret": askSecret(element, text, title)
    case "select": add([("select", point(element)), ("option", .text(phrase(text)))])
    case "check": add([("check", point(element))])
    case "uncheck": add([("check", point(element)), ("to", .word("false"))])
    case "press":
      var fields = [(key: "press", value: YAMLValue.text(SkillText(text)))]
      if element["locators"] != nil { fields.append(("on", point(element))) }
      add(fields)
    case "read":
      let id = unusedID(SkillName.identifier(text, or: "result"))
      add([("read", point(element)), ("id", .word(id))])
      draft.outputs.append((id, SkillText(expression: "steps.\(id).text")))
    // Only said something, to the person or the model.
    case "ask", "done", nil: break
    case .some: break
    }
  }

  private mutating func click(_ element: PlainValue, _ action: PlainValue, _ title: String) {
    let answered = action["dialog"]?.text ?? ""
    func declare(_ writing: inout DraftWriting) {
      guard !answered.isEmpty else { return }
      writing.append([("dialog", .word(answered == "accept" ? "accept" : "dismiss")), ("idempotent", .word("true"))], under: title)
    }
    guard action["final"]?.boolean == true else {
      declare(&self)
      return append([("click", point(element))], under: title)
    }
    let words = PageText.tidy(element["name"]?.text ?? "")
    let id = unusedID(SkillName.identifier(words, or: "step"))
    let gate = unusedID("approve_\(id)")
    draft.hasGates = true
    append(
      [
        ("approve", .text(SkillText("Click “\(words)”?"))), ("id", .word(gate)), ("allows", .list([.word(id)])),
        ("show", .map([("page", .word("screenshot"))])),
      ], under: title)
    declare(&self)
    append([("click", point(element)), ("id", .word(id)), ("irreversible", .word("true"))], under: title)
  }

  private mutating func askSecret(_ element: PlainValue, _ question: String, _ title: String) {
    let words = PageText.label(element["name"]?.text ?? "")
    let field = SkillName.identifier(words, or: "secret")
    let gate = unusedID("asked_\(field)")
    draft.hasGates = true
    append(
      [
        ("ask", .text(SkillText(question.isEmpty ? "\(words.isEmpty ? "The secret" : words)?" : question))),
        ("id", .word(gate)),
        ("form", .map([(field, .map([("type", .word("string")), ("secret", .word("true"))]))])), ("expires", .word("10m")),
      ], under: title)
    append(
      [("fill", point(element)), ("with", .text(SkillText(expression: "gates.\(gate).\(field)")))], under: title)
  }

  private mutating func append(_ fields: [(key: String, value: YAMLValue)], under title: String = "") {
    var step = SkillDraft.Step(fields)
    if !title.isEmpty, title != page { step.page = title.count > 70 ? title.prefix(69) + "…" : title }
    page = title
    draft.steps.append(step)
  }

  private mutating func unusedID(_ name: String) -> String {
    let id = SkillName.unused(name, ids.contains)
    ids.insert(id)
    return id
  }

  // MARK: Elements

  private func point(_ element: PlainValue) -> YAMLValue {
    let queries = (element["locators"]?.elements ?? []).compactMap { try? LocatorQuery($0) }
    let best = queries.enumerated().min {
      let (a, b) = (cost($0.element), cost($1.element))
      return a != b ? a < b : $0.offset < $1.offset
    }
    guard let best else { return .text(SkillText(element["name"]?.text ?? "")) }
    return best.element.value(phrase)
  }

  /// What a locator leans on: names of the page cost nothing, what the goal says little, places some, and what is likely to be
  /// another one next time (a number, a month) much.
  private func cost(_ query: LocatorQuery) -> Int {
    var cost = query.nth == nil ? 0 : query.inside == nil ? 6 : 3
    if let words = query.words { cost += weight(words) }
    if let scope = query.scope { cost += 1 + self.cost(scope) }
    return cost
  }

  private func weight(_ words: String) -> Int {
    if inputNames[words] != nil || Self.says(goal, words) { return 0 }
    return FieldNature.varies(words) ? 10 : 1
  }

  // MARK: The end

  mutating func finish(name: String?) throws(DraftError) -> SkillDraft {
    guard draft.steps.count > 1 else { throw DraftError("nothing was done that a skill could do again") }
    var pattern = goal
    for (text, name) in inputNames.sorted(by: { $0.key.count > $1.key.count }) where Self.says(goal, text) {
      guard let range = pattern.range(of: text, options: .caseInsensitive) else { continue }
      pattern.replaceSubrange(range, with: "{\(name)}")
    }
    if pattern != goal { draft.also = [pattern] }
    draft.name = name ?? Self.name(pattern)
    draft.heading = ["Drafted by exploring: what a model found once is done here without it."]
    draft.heading += draft.secrets.map { "Before it runs: twin secret set \($0)" }
    return draft
  }

  /// The goal without what differs, and without the small words that are left over at its end.
  private static func name(_ pattern: String) -> String {
    let small: Set<String> = ["of", "the", "a", "an", "to", "for", "from", "in", "on", "at", "with", "and", "by"]
    var words = PageText.words(pattern.replacing(/\{[^{}]*\}/, with: " "))
    while words.count > 1, let last = words.last, small.contains(last) { words.removeLast() }
    return SkillName.skill(words.prefix(8).joined(separator: " "))
  }
}
