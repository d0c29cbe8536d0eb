// One step: finds its action word, its modifiers, and what belongs to neither.

extension SkillParser {
  enum StepKey {
    case action(ActionWord)
    case id
    case modifier(ModifierWord)
  }
  /// Every key that means the same on all steps; what is not in it is a companion of one action, or wrong.
  static let stepKeys: [String: StepKey] = {
    var keys: [String: StepKey] = ["id": .id]
    for word in ActionWord.allCases { keys[word.rawValue] = .action(word) }
    for word in ModifierWord.allCases { keys[word.rawValue] = .modifier(word) }
    return keys
  }()
  static let actionWords = Dictionary(uniqueKeysWithValues: ActionWord.allCases.map { ($0.rawValue, $0) })

  enum ModifierWord: String, CaseIterable {
    case when, describe, timeout, retry, idempotent, probe, irreversible, schema, secret, memo
    case onError = "on_error"
  }

  /// The keys that may stand on any step.
  static let commonKeys = ["id"] + ModifierWord.allCases.map(\.rawValue)

  /// The keys beside an action's word that are its own.
  static func companions(of word: ActionWord) -> [String] {
    switch word {
    case .set, .break, .continue, .parallel, .return, .fail, .wait, .waitUntil, .log: []
    case .if: ["then", "else"]
    case .switch: ["cases", "default"]
    case .for: ["in", "do", "at_once", "collect"]
    case .while: ["max", "do"]
    case .try: ["catch", "finally"]
    case .call: ["with"]
    case .assert: ["message"]
    case .approve: ["allows", "show", "edit", "unless"] + gateKeys
    case .ask: ["form", "show"] + gateKeys
    case .choose: ["from", "learn", "show"] + gateKeys
    case .http: []
    case .exec, .readFile, .writeFile, .model, .now, .random, .open, .click, .fill, .select, .check, .press, .hover,
      .drag, .scroll, .upload, .download, .waitFor, .read, .screenshot, .find, .index, .dialog, .tab:
      effectShape(word)?.parameters.map(\.name) ?? []
    }
  }

  private static let gateKeys = ["by", "expires", "on_expire", "on_reject", "remind", "escalate", "strong"]

  private static let effectShapes: [ActionWord: EffectShape] = {
    var shapes: [ActionWord: EffectShape] = [:]
    for shape in EffectShape.all { shapes[actionWords[shape.kind.rawValue]!] = shape }
    return shapes
  }()

  static func effectShape(_ word: ActionWord) -> EffectShape? { effectShapes[word] }

  // MARK: Lists of steps

  mutating func steps(_ index: NodeIndex, _ what: String) -> [StepSyntax] {
    let index = tree.resolve(index)
    guard tree.nodes[index].kind == .sequence else {
      wrongShape(what, "a list of steps", index, help: "begin each step with `- `")
      return []
    }
    var steps: [StepSyntax] = []
    steps.reserveCapacity(Int(tree.nodes[index].count))
    for item in tree.items(index) {
      stepCount += 1
      if stepCount > Limits.steps {
        if stepCount == Limits.steps + 1 { bag.add(.tooManySteps(at: tree.place(item))) }
        break
      }
      steps.append(step(tree.resolve(item)))
    }
    return steps
  }

  // MARK: One step

  private mutating func step(_ index: NodeIndex) -> StepSyntax {
    let place = tree.place(index)
    switch tree.nodes[index].kind {
    case .mapping: return mappingStep(index, place)
    case .scalar: return bareStep(index, place)
    case .sequence, .alias:
      wrongShape("A step", "a mapping such as `open: https://…`", index)
      return StepSyntax(place: place, action: .invalid, actionPlace: place.startPoint, word: nil)
    }
  }

  /// `- break`, `- now` and the like: a word alone.
  private mutating func bareStep(_ index: NodeIndex, _ place: Place) -> StepSyntax {
    let text = tree.string(index)
    var action = ActionSyntax.invalid
    let word = Self.actionWords[text]
    switch word {
    case .break: action = .break
    case .continue: action = .continue
    case .return: action = .return(nil)
    case .now: action = .effect(EffectSyntax(.of(.now), []))
    case .random: action = .effect(EffectSyntax(.of(.random), []))
    case .screenshot: action = .effect(EffectSyntax(.of(.screenshot), []))
    case .index: action = .effect(EffectSyntax(.of(.index), []))
    case .some: wrongShape("`\(text)`", "followed by a value", index, help: "write `- \(text): …`")
    case nil:
      let near = nearest(to: text, among: ActionWord.allCases.map(\.rawValue))
      if isNull(index) {
        wrongShape("A step", "a mapping such as `open: https://…`", index)
      } else {
        bag.add(.noAction(at: place, nearName: near, near: near == nil ? nil : place))
      }
    }
    return StepSyntax(place: place, action: action, actionPlace: place, word: word)
  }

  private mutating func mappingStep(_ index: NodeIndex, _ place: Place) -> StepSyntax {
    var fields = fieldsOfMapping(index)
    var action: (at: Int, word: ActionWord)?
    var second: ActionWord?
    var id: NameSyntax?
    var modifiers: [ModifierSyntax] = []
    for at in fields.all.indices {
      switch Self.stepKeys[fields.all[at].key] {
      case nil: break
      case .id:
        fields.all[at].taken = true
        id = identifier(fields.all[at].value, "an id")
        idCount += 1
      case .modifier(let word):
        fields.all[at].taken = true
        if let made = modifier(word, fields.all[at]) { modifiers.append(made) }
      case .action(let word):
        fields.all[at].taken = true
        if let first = action {
          // The same word twice is a key given twice, and has been reported as that.
          if first.word == word { continue }
          bag.add(
            .twoActions(
              first.word.rawValue, word.rawValue, at: tree.place(fields.all[at].keyIndex),
              first: tree.place(fields.all[first.at].keyIndex)))
          second = word
        } else {
          action = (at, word)
        }
      }
    }
    guard let (actionIndex, word) = action else { return stepWithoutAction(fields, place, id, modifiers) }
    let field = fields.all[actionIndex]
    let actionPlace = tree.place(field.keyIndex)
    let made = self.action(word, field.value, &fields, actionPlace)
    reportLeftovers(fields, word, actionPlace, second: second)
    return StepSyntax(place: place, action: made, actionPlace: actionPlace, word: word, id: id, modifiers: modifiers)
  }

  private mutating func stepWithoutAction(
    _ fields: Fields, _ place: Place, _ id: NameSyntax?, _ modifiers: [ModifierSyntax]
  ) -> StepSyntax {
    let first = fields.all.first.map { tree.place($0.keyIndex) } ?? place.startPoint
    if let merge = fields.all.first(where: { $0.key == "<<" }) {
      // The action may stand in what was to be merged in.
      bag.add(.mergeKey(at: tree.place(merge.keyIndex)))
      return StepSyntax(place: place, action: .invalid, actionPlace: first, word: nil, id: id, modifiers: modifiers)
    }
    let words = ActionWord.allCases.map(\.rawValue)
    var near: String?
    var nearPlace: Place?
    for field in fields.all where !field.taken {
      if let found = nearest(to: field.key, among: words) {
        near = found
        nearPlace = tree.place(field.keyIndex)
        break
      }
    }
    let unknown = fields.all.first { !$0.taken }.map { tree.place($0.keyIndex) }
    bag.add(.noAction(at: unknown ?? first, nearName: near, near: nearPlace))
    return StepSyntax(
      place: place, action: .invalid, actionPlace: nearPlace ?? first, word: nil, id: id, modifiers: modifiers)
  }

  private mutating func reportLeftovers(
    _ fields: Fields, _ word: ActionWord, _ actionPlace: Place, second: ActionWord?
  ) {
    for field in fields.all where !field.taken {
      // A step with two actions has been reported; what belongs to the second is no further news.
      if let second, Self.companions(of: second).contains(field.key) { continue }
      let own = Self.companions(of: word)
      let known = own + Self.commonKeys
      let owners = ActionWord.allCases.filter { Self.companions(of: $0).contains(field.key) }.map(\.rawValue)
      let near = nearest(to: field.key, among: own)
      if near == nil, !owners.isEmpty {
        bag.add(
          .keyOfAnotherWord(
            field.key, action: word.rawValue, owners: owners, at: tree.place(field.keyIndex),
            actionPlace: actionPlace))
      } else {
        unknownKey(field, in: "`\(word.rawValue)`", known: known)
      }
    }
  }

  // MARK: Modifiers

  private mutating func modifier(_ word: ModifierWord, _ field: Field) -> ModifierSyntax? {
    let key = tree.place(field.keyIndex)
    let index = field.value
    switch word {
    case .when: return .when(condition(index, "when"), key: key)
    case .describe: return constantText(index, "`describe`").map { .describe($0, key: key) }
    case .timeout: return .timeout(duration(index), key: key)
    case .retry: return retry(index).map { .retry($0, key: key) }
    case .onError: return onError(index).map { .onError($0, key: key) }
    case .idempotent: return idempotent(index).map { .idempotent($0, key: key) }
    case .probe: return .probe(steps(index, "`probe`"), key: key)
    case .irreversible:
      return bool(index, "`irreversible`").map { .irreversible($0, place: tree.place(index), key: key) }
    case .schema: return .schema(schema(index, "`schema`"), key: key)
    case .secret: return .secret(constantTexts(index, "`secret`"), key: key)
    case .memo: return memo(index).map { .memo($0, key: key) }
    }
  }

  private mutating func retry(_ index: NodeIndex) -> RetrySyntax? {
    if tree.nodes[index].kind == .scalar {
      guard let times = count(index, "`retry`") else { return nil }
      return RetrySyntax(place: tree.place(index), times: times, delay: nil, backoff: nil, on: [])
    }
    guard var fields = fields(index, "`retry`") else { return nil }
    var times: Int?
    if let index = fields.take("times") {
      times = count(index, "`times`")
    } else if !fields.hasMisspelt("times") {
      bag.add(.missingKey("times", in: "`retry`", at: fields.place.startPoint))
    }
    let delay = fields.take("delay").map { duration($0) }
    var backoff: Double?
    if let index = fields.take("backoff") {
      switch number(index, "`backoff`", least: 1)?.kind {
      case .int(let factor): backoff = Double(factor)
      case .double(let factor): backoff = factor
      default: break
      }
    }
    var on: [ValueSyntax] = []
    if let index = fields.take("on") {
      for item in items(index, "`on`", orOne: true) { on.append(errorKind(item)) }
    }
    finish(fields, in: "`retry`", known: ["times", "delay", "backoff", "on"])
    return times.map { RetrySyntax(place: fields.place, times: $0, delay: delay, backoff: backoff, on: on) }
  }

  private mutating func errorKind(_ index: NodeIndex) -> ValueSyntax {
    let result = strictConstant(index, "Each of `on`")
    let kinds = ["fail", "assert", "expression", "effect", "timeout", "permission", "input"]
    switch result.kind {
    case .int, .invalid: return result
    case .text(let text) where kinds.contains(text): return result
    case .text(let text):
      bag.add(
        .notOneOf(
          text, what: "a kind of error", known: kinds, nearName: nearest(to: text, among: kinds), at: result.place))
    case .null, .bool, .double, .expression, .template, .list, .map:
      wrongShape("Each of `on`", "a kind of error or a status", tree.resolve(index))
    }
    return ValueSyntax(.invalid, result.place)
  }

  private mutating func onError(_ index: NodeIndex) -> OnErrorSyntax? {
    if tree.nodes[index].kind == .sequence { return .steps(steps(index, "`on_error`")) }
    guard tree.nodes[index].kind == .scalar, tree.string(index) == "continue" else {
      wrongShape("`on_error`", "`continue` or a list of steps", index)
      return nil
    }
    return .continue
  }

  private mutating func idempotent(_ index: NodeIndex) -> IdempotentSyntax? {
    let result = value(index)
    switch result.kind {
    case .bool(let flag): return .flag(flag)
    case .text, .expression, .template: return .key(result)
    case .invalid: return nil
    case .null, .int, .double, .list, .map:
      wrongShape("`idempotent`", "true or a key", index)
      return nil
    }
  }

  private mutating func memo(_ index: NodeIndex) -> MemoSyntax? {
    lifetime(index, "`memo`").map { MemoSyntax(place: tree.place(index), for: $0) }
  }

  /// `{ for: 7d }`: how long something that is kept is good.
  mutating func lifetime(_ index: NodeIndex, _ word: String) -> DurationSyntax? {
    guard var fields = fields(index, word, help: "write `\(word.dropFirst().dropLast()): { for: 7d }`") else {
      return nil
    }
    var length: DurationSyntax?
    if let index = fields.take("for") {
      length = duration(index)
    } else if !fields.hasMisspelt("for") {
      bag.add(.missingKey("for", in: word, at: fields.place.startPoint))
    }
    finish(fields, in: word, known: ["for"])
    return length
  }
}
