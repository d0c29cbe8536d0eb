// A recording → the skill that a person would have written for it. What was typed becomes an input with the recorded value
// as its default, a password becomes a secret and its text is forgotten, a one-time code is asked for, and what cannot be
// undone is approved first.
import Compiler
import Locators
import Syntax
import Values

extension SkillDraft {
  /// - Parameter name: the skill's name; nil to take it from the recording.
  /// - Throws: `RecordingError` where nothing is left that a skill could do.
  package init(_ recording: Recording, name: String? = nil) throws(RecordingError) {
    let recording = recording.tidied
    guard recording.actions.count <= AuthoringLimits.actions else {
      throw RecordingError(
        "", "the recording has \(recording.actions.count) actions (limit: \(AuthoringLimits.actions))")
    }
    var builder = DraftBuilder(recording, name: name)
    for action in recording.actions { builder.take(action) }
    self = try builder.finish()
  }
}

struct DraftBuilder {
  private var draft: SkillDraft
  private let source: String
  /// Inputs by the recorded text that each stands for, so that a name that says the same is said through it.
  private var inputNames: [String: String] = [:]
  /// Secrets by the text that was typed. It leaves this table for nowhere.
  private var secretNames: [String: String] = [:]
  private var ids: Set<String> = []
  /// Remarks that wait for the next step.
  private var pending: [String] = []
  private var notes: [String] = []
  /// Title of the page that came up last and has no step yet.
  private var arrived: String?
  private var lastTarget: RecordedTarget?

  init(_ recording: Recording, name: String?) {
    source = recording.source
    let addresses = recording.actions.flatMap { action in
      var found = action.arrivals.map(\.address)
      if case .open(let address) = action.act, let address = address.constant { found.insert(address, at: 0) }
      return found
    }
    let host = addresses.lazy.compactMap(WebAddress.host).first
    let title = PageText.tidy(recording.title)
    draft = SkillDraft(
      name: name ?? SkillName.skill(title.isEmpty ? host.map { WebAddress.site($0).isEmpty ? "recorded" : $0 } ?? "recorded" : title),
      goal: !title.isEmpty ? title : host.map { "What was recorded at \($0)" } ?? "What was recorded")
    for address in addresses {
      if let host = WebAddress.host(of: address), !draft.network.contains(host) { draft.network.append(host) }
    }
    if let pattern = addresses.lazy.compactMap(WebAddress.pattern).first { draft.match = [pattern] }
    collectSecrets(recording.actions, site: host.map(WebAddress.site) ?? "")
  }

  /// Secrets first, so that a text typed into a password field is a secret wherever else it was typed.
  /// The vault is one for all skills, so that a secret's name says the site as well.
  private mutating func collectSecrets(_ actions: [RecordedAction], site: String) {
    for action in actions {
      guard case .fill(let target, let text) = action.act, let text = text.constant else { continue }
      let words = fieldWords(target)
      // A recorder of ours does not tell the text of a password at all.
      let key = text.isEmpty && target.element.isPassword ? Self.untold(target) : text
      guard !key.isEmpty else { continue }
      guard target.element.isPassword || FieldNature.isSecret(words) || FieldNature.isCardNumber(text),
        secretNames[key] == nil
      else { continue }
      let plain = SkillName.identifier("\(site) \(words.isEmpty ? "password" : words)", or: "password")
      let name = SkillName.unused(plain) { draft.secrets.contains($0) }
      draft.secrets.append(name)
      secretNames[key] = name
    }
  }

  // MARK: Actions

  mutating func take(_ action: RecordedAction) {
    pending += action.remarks
    notes += action.notes
    let title = action.arrivals.last.map { PageText.tidy($0.title) }
    switch action.act {
    case .open(let address):
      arrived = title
      append([("open", .text(address))])
    case .click(let target, let manner): click(target, manner)
    case .fill(let target, let text): fill(target, text)
    case .select(let target, let option): select(target, option)
    case .check(let target, let isOn):
      var fields = [(key: "check", value: point(target, .field))]
      if !isOn { fields.append(("to", .word("false"))) }
      append(fields)
    case .press(let chord, let target):
      var fields = [(key: "press", value: YAMLValue.text(SkillText(chord)))]
      if let target, lastTarget?.isSame(target) != true { fields.append(("on", point(target))) }
      append(fields)
    case .hover(let target): append([("hover", point(target))])
    case .drag(let target, let to): append([("drag", point(target)), ("to", point(to))])
    case .upload(let target, let files): upload(target, files)
    case .waitFor(let target, let state):
      var fields = [(key: "wait_for", value: point(target))]
      if state != .visible { fields.append(("state", .word(state.rawValue))) }
      append(fields)
    case .read(let target, let name): append([("read", point(target, .content)), ("id", .word(unusedID(name)))])
    case .expectText(let target, let text): expect(target, text)
    case .answerDialog(let accept, let text):
      var fields = [(key: "dialog", value: YAMLValue.word(accept ? "accept" : "dismiss"))]
      if let text { fields.append(("with", .text(text))) }
      append(fields)
    case .goToTab(.number(let number)): append([("tab", .word(String(number)))])
    case .goToTab(.address(let address)): append([("tab", .text(SkillText(address)))])
    case .closeTab:
      pending.append("the recording closed a window here; a skill names the tab it goes on in with `tab:`")
    case .set(let name, let text): append([("set", .map([(name, .text(text))]))])
    case .log(let text): append([("log", .text(text))])
    case .remark(let words): pending.append(words)
    case .keyDown, .keyUp: preconditionFailure("tidying leaves no single keys")
    }
    if case .open = action.act {} else if let title { arrived = title }
    lastTarget = action.target
  }

  private mutating func append(_ fields: [(key: String, value: YAMLValue)]) {
    var step = SkillDraft.Step(fields)
    if let title = arrived, !title.isEmpty { step.page = title.count > 70 ? title.prefix(69) + "…" : title }
    arrived = nil
    step.notes = notes.map(Self.comment)
    notes = []
    step.remarks = pending.map(Self.comment)
    if !pending.isEmpty { draft.remarkCount += 1 }
    pending = []
    draft.steps.append(step)
  }

  /// One line of a comment, whatever was recorded.
  private static func comment(_ words: String) -> String {
    let line = PageText.tidy(words)
    return line.count > 200 ? line.prefix(199) + "…" : line
  }

  private mutating func click(_ target: RecordedTarget, _ manner: ClickManner) {
    var fields = [(key: "click", value: point(target))]
    if manner.mouse != .left { fields.append(("mouse", .word(manner.mouse.rawValue))) }
    if manner.clicks != 1 { fields.append(("clicks", .word(String(manner.clicks)))) }
    guard let words = LocatorChoice(target).query.words, Consequence.soundsFinal(words), !target.element.isField else {
      return append(fields)
    }
    let id = unusedID(SkillName.identifier(words, or: "step"))
    let gate = unusedID("approve_\(id)")
    draft.hasGates = true
    // How a dialog is answered is said right before what opens it.
    var dialog: SkillDraft.Step?
    if let last = draft.steps.last, last.fields[0].key == "dialog" { dialog = draft.steps.removeLast() }
    pending.append("“\(words)” sounds final, so a person approves it first")
    append([
      ("approve", .text(SkillText("Click “\(words)”?"))), ("id", .word(gate)), ("allows", .list([.word(id)])),
      ("show", .map([("page", .word("screenshot"))])),
    ])
    if let dialog { draft.steps.append(dialog) }
    fields += [("id", .word(id)), ("irreversible", .word("true"))]
    append(fields)
  }

  private mutating func fill(_ target: RecordedTarget, _ text: SkillText) {
    let recorded = text.constant ?? ""
    if let secret = secretNames[recorded.isEmpty && target.element.isPassword ? Self.untold(target) : recorded] {
      return append([("fill", point(target, .field)), ("with", .text(SkillText(expression: "secrets.\(secret)")))])
    }
    guard !recorded.isEmpty else { return append([("fill", point(target, .field)), ("with", .text(text))]) }
    let words = fieldWords(target)
    if FieldNature.isOneTimeCode(words, recorded) { return askForCode(target, words, digits: recorded.count) }
    let name = input(words, recorded)
    append([("fill", point(target, .field)), ("with", .text(SkillText(expression: "inputs.\(name)")))])
  }

  /// An option with a number or a month in it is another one next time.
  private mutating func select(_ target: RecordedTarget, _ option: SkillText) {
    let place = point(target, .field)
    guard let recorded = option.constant, FieldNature.varies(recorded) else {
      return append([("select", place), ("option", .text(option))])
    }
    let name = input(fieldWords(target), recorded)
    append([("select", place), ("option", .text(SkillText(expression: "inputs.\(name)")))])
  }

  private mutating func askForCode(_ target: RecordedTarget, _ words: String, digits: Int) {
    let gate = unusedID("code")
    let schema = YAMLValue.map([
      ("type", .word("string")), ("pattern", .text(SkillText("^[0-9]{\(digits)}$"))), ("secret", .word("true")),
    ])
    append([
      ("ask", .text("The one-time code?")), ("id", .word(gate)), ("form", .map([("code", schema)])),
      ("expires", .word("10m")),
    ])
    append([("fill", point(target, .field)), ("with", .text(SkillText(expression: "gates.\(gate).code")))])
  }

  /// The key under which a password is kept that was not told: its field.
  private static func untold(_ target: RecordedTarget) -> String { "\u{0}" + (target.identities.first ?? "") }

  private mutating func upload(_ target: RecordedTarget, _ files: SkillText) {
    let path = files.constant ?? ""
    let file = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? "file"
    let name = input("file", "in/\(file)")
    if !draft.read.contains("in/**") { draft.read.append("in/**") }
    append([("upload", point(target, .field)), ("files", .text(SkillText(expression: "inputs.\(name)")))])
  }

  private mutating func expect(_ target: RecordedTarget, _ text: SkillText) {
    let id = unusedID("found")
    append([("read", point(target, .content)), ("id", .word(id))])
    guard let recorded = text.constant else {
      pending.append("the recording compared this text with a variable")
      return
    }
    append([("assert", .text(SkillText(expression: "steps.\(id).text == \(CELText.literal(recorded))")))])
  }

  // MARK: Names

  /// The input that stands for a typed text; the same text in a field of the same name is the same input.
  private mutating func input(_ words: String, _ recorded: String) -> String {
    let plain = SkillName.identifier(words, or: "text")
    if let known = draft.inputs.first(where: { $0.defaultValue == recorded && $0.name.hasPrefix(plain) }) {
      return known.name
    }
    let name = SkillName.unused(plain) { name in draft.inputs.contains { $0.name == name } }
    draft.inputs.append(.init(name: name, format: FieldNature.format(recorded), defaultValue: recorded))
    // Short texts say too little to be recognised elsewhere.
    if recorded.count >= 3, inputNames[recorded] == nil { inputNames[recorded] = name }
    return name
  }

  private mutating func unusedID(_ name: String) -> String {
    let id = SkillName.unused(name, ids.contains)
    ids.insert(id)
    return id
  }

  /// What a field is called, for naming what goes into it.
  private func fieldWords(_ target: RecordedTarget) -> String {
    let target = Self.asField(target)
    if let words = LocatorChoice(target).query.words { return words }
    for candidate in target.candidates {
      switch candidate.query.kind {
      case .testID(let id): return id
      case .css(let selector):
        if let match = selector.firstMatch(of: /#([\w-]+)$|\[(?:name|id)=["']?([^"'\]]+)["']?\]$/) {
          return String(match.1 ?? match.2 ?? "").replacing(/^(?:id|input|txt|field)[_-]/, with: "")
        }
      case .role, .field, .text, .intent: break
      }
    }
    return ""
  }

  // MARK: Elements

  /// What an element is to an action: something typed into or chosen from is named by its label, and what is read is not
  /// pointed at by what it says.
  private enum Place { case anywhere, field, content }

  private mutating func point(_ target: RecordedTarget, _ place: Place = .anywhere) -> YAMLValue {
    let choice =
      switch place {
      case .anywhere: LocatorChoice(target)
      case .field: LocatorChoice(Self.asField(target))
      case .content: LocatorChoice(Self.withoutText(target))
      }
    if let remark = choice.remark { pending.append(remark) }
    let names = inputNames
    return choice.query.value { words in
      names[words].map { SkillText(expression: "inputs.\($0)") } ?? SkillText(words)
    }
  }

  private static func asField(_ target: RecordedTarget) -> RecordedTarget {
    var target = target
    for index in target.candidates.indices {
      switch target.candidates[index].query.kind {
      case .intent(let words), .role(_, let words?): target.candidates[index].query.kind = .field(words)
      case .role, .field, .text, .testID, .css: break
      }
    }
    // The text of a field is what was typed into it.
    return withoutText(target)
  }

  /// Without the ways that depend on its text, where there are others.
  private static func withoutText(_ target: RecordedTarget) -> RecordedTarget {
    var target = target
    let others = target.candidates.filter { if case .text = $0.query.kind { false } else { true } }
    if !others.isEmpty { target.candidates = others }
    return target
  }

  // MARK: The end

  mutating func finish() throws(RecordingError) -> SkillDraft {
    guard !draft.steps.isEmpty else {
      throw RecordingError("", "nothing is left of the recording that a skill could do")
    }
    if !pending.isEmpty { draft.remarkCount += 1 }
    let hint = draft.remarkCount > 0 ? " A comment that begins with “look” is for you." : ""
    draft.heading = ["Drafted from \(source).\(hint)"]
    if !draft.secrets.isEmpty {
      draft.heading += draft.secrets.map { "Before it runs: twin secret set \($0)" }
    }
    draft.lastRemarks = pending.map(Self.comment)
    return draft
  }
}

/// What a field is for, by its words and by what was typed.
enum FieldNature {
  private static func folded(_ words: String) -> Set<String> { Set(PageText.words(words)) }

  static func isSecret(_ words: String) -> Bool {
    let folded = folded(words)
    if PageText.folded(words).contains("password") { return true }
    let secret: Set<String> = [
      "passwort", "kennwort", "passphrase", "passcode", "pin", "secret", "cvc", "cvv", "apikey", "passwd", "pwd",
      "contraseña", "senha",
    ]
    if !folded.isDisjoint(with: secret) { return true }
    return folded.isSuperset(of: ["api", "key"]) || folded.isSuperset(of: ["security", "code"])
      || folded.isSuperset(of: ["mot", "passe"])
  }

  /// Thirteen to nineteen digits with a check digit (ISO/IEC 7812-1, Luhn).
  static func isCardNumber(_ text: String) -> Bool {
    let digits = text.utf8.filter { $0 != 0x20 && $0 != 0x2D }
    guard (13...19).contains(digits.count), digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return false }
    let sum = digits.reversed().enumerated().reduce(0) { sum, next in
      let digit = Int(next.element) - 0x30
      let weighed = next.offset % 2 == 0 ? digit : digit * 2
      return sum + weighed / 10 + weighed % 10
    }
    return sum % 10 == 0
  }

  /// Whether an option is likely to be another one next time: a date, a period, an amount.
  static func varies(_ option: String) -> Bool {
    let months: Set<String> = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    return option.contains(where: \.isNumber) || !folded(option).isDisjoint(with: months)
  }

  /// Digits for a field that speaks of a code, and not of one that stays the same.
  static func isOneTimeCode(_ words: String, _ text: String) -> Bool {
    guard (4...8).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return false }
    let folded = folded(words)
    let other: Set<String> = [
      "zip", "postal", "post", "promo", "coupon", "discount", "country", "area", "product", "item", "cost", "voucher",
      "sort", "bank", "tax",
    ]
    guard folded.isDisjoint(with: other) else { return false }
    return !folded.isDisjoint(with: ["code", "otp", "totp", "token", "verification", "2fa", "mfa", "authenticator"])
  }

  static func format(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    if SchemaFormat.email.accepts(bytes) { return SchemaFormat.email.rawValue }
    if SchemaFormat.date.accepts(bytes) { return SchemaFormat.date.rawValue }
    return nil
  }
}
