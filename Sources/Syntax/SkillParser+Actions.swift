// Control words and effects: the value after the action's word and the keys beside it.

extension SkillParser {
  mutating func action(
    _ word: ActionWord, _ index: NodeIndex, _ fields: inout Fields, _ place: Place
  ) -> ActionSyntax {
    switch word {
    case .set: return .set(namedValues(index, "`set`", identifiers: "the name of a variable"))
    case .if: return ifAction(index, &fields, place)
    case .switch: return switchAction(index, &fields, place)
    case .for: return forAction(index, &fields, place)
    case .while: return whileAction(index, &fields, place)
    case .break, .continue, .now, .random:
      if !isNull(index) { bag.add(.valueNotTaken(word.rawValue, at: tree.place(index))) }
      if word == .break { return .break }
      if word == .continue { return .continue }
      return .effect(EffectSyntax(.of(word == .now ? .now : .random), []))
    case .try:
      let body = steps(index, "`try`")
      let handler = fields.take("catch").map { steps($0, "`catch`") }
      let finally = fields.take("finally").map { steps($0, "`finally`") }
      if handler == nil, finally == nil { bag.add(.missingKey("catch` or `finally", in: "`try`", at: place)) }
      return .try(body, catch: handler, finally: finally)
    case .parallel: return parallelAction(index)
    case .call:
      let name = nameText(index, "the name of a skill")
      if let name, !isSkillName(name.text) { bag.add(.badSkillName(name.text, at: name.place)) }
      let arguments = fields.take("with").map { namedValues($0, "`with`") } ?? []
      return name.map { .call($0, with: arguments) } ?? .invalid
    case .return: return .return(isNull(index) ? nil : value(index))
    case .fail: return .fail(textValue(index, "`fail`"))
    case .assert:
      let condition = condition(index, "assert")
      return .assert(condition, message: fields.take("message").map { textValue($0, "`message`") })
    case .wait: return .wait(duration(index, expressions: true))
    case .waitUntil: return .waitUntil(value(index))
    case .log: return .log(value(index))
    case .approve: return .gate(gate(.approve, index, &fields, place))
    case .ask: return .gate(gate(.ask, index, &fields, place))
    case .choose: return .gate(gate(.choose, index, &fields, place))
    case .http, .exec, .readFile, .writeFile, .model, .open, .click, .fill, .select, .check, .press, .hover, .drag,
      .scroll, .upload, .download, .waitFor, .read, .screenshot, .find, .index, .dialog, .tab:
      guard let shape = Self.effectShape(word) else { preconditionFailure("\(word) is no effect") }
      return .effect(effect(shape, index, &fields, place))
    }
  }

  // MARK: Control

  private mutating func ifAction(_ index: NodeIndex, _ fields: inout Fields, _ place: Place) -> ActionSyntax {
    let condition = condition(index, "if")
    var then: [StepSyntax] = []
    if let index = fields.take("then") {
      then = steps(index, "`then`")
    } else if !fields.hasMisspelt("then") {
      bag.add(.missingKey("then", in: "`if`", at: place, help: "to run one step only sometimes, give it a `when:`"))
    }
    return .if(condition, then: then, else: fields.take("else").map { steps($0, "`else`") })
  }

  private mutating func switchAction(_ index: NodeIndex, _ fields: inout Fields, _ place: Place) -> ActionSyntax {
    let subject = expressionValue(index, "switch")
    var cases: [CaseSyntax] = []
    if let index = fields.take("cases") {
      if tree.nodes[index].kind == .mapping {
        for (key, item) in tree.fields(index) {
          let value = strictConstant(key, "A case")
          cases.append(CaseSyntax(value, steps(item, "The steps of a case")))
        }
      } else {
        wrongShape("`cases`", "a mapping of values to steps", index)
      }
    } else if !fields.hasMisspelt("cases") {
      bag.add(.missingKey("cases", in: "`switch`", at: place))
    }
    return .switch(subject, cases: cases, default: fields.take("default").map { steps($0, "`default`") })
  }

  private mutating func forAction(_ index: NodeIndex, _ fields: inout Fields, _ place: Place) -> ActionSyntax {
    let variable = identifier(index, "the name of a loop variable", bare: true)
    var range: ValueSyntax?
    if let index = fields.take("in") {
      range = expressionValue(index, "in")
    } else if !fields.hasMisspelt("in") {
      bag.add(
        .missingKey("in", in: "`for`", at: place, help: "write `for: row` and, beside it, `in: ${{ … }}`"))
    }
    var atOnce: Int?
    var atOncePlace: Place?
    if let field = fields.takeField("at_once") {
      atOnce = count(field.value, "`at_once`")
      atOncePlace = tree.place(field.keyIndex)
    }
    let body = body(&fields, "`for`", place)
    let collect = fields.take("collect").map { value($0) }
    return .for(
      ForSyntax(
        variable: variable ?? NameSyntax("_", tree.place(index)),
        in: range ?? ValueSyntax(.invalid, place), atOnce: atOnce, atOncePlace: atOncePlace, collect: collect,
        do: body))
  }

  private mutating func body(_ fields: inout Fields, _ owner: String, _ place: Place) -> [StepSyntax] {
    if let index = fields.take("do") { return steps(index, "`do`") }
    if !fields.hasMisspelt("do") { bag.add(.missingKey("do", in: owner, at: place)) }
    return []
  }

  private mutating func whileAction(_ index: NodeIndex, _ fields: inout Fields, _ place: Place) -> ActionSyntax {
    let condition = condition(index, "while")
    var limit: Int?
    var limitPlace = place
    if let index = fields.take("max") {
      limitPlace = tree.place(index)
      limit = count(index, "`max`")
    } else if !fields.hasMisspelt("max") {
      bag.add(
        .missingKey("max", in: "`while`", at: place, help: "say how often at most: `max: 100`; reaching it is an error")
      )
    }
    return .while(condition, max: limit ?? 1, maxPlace: limitPlace, do: body(&fields, "`while`", place))
  }

  private mutating func parallelAction(_ index: NodeIndex) -> ActionSyntax {
    guard tree.nodes[index].kind == .mapping else {
      wrongShape("`parallel`", "a mapping of branches", index, help: "write `parallel: { left: [ … ], right: [ … ] }`")
      return .invalid
    }
    var branches: [BranchSyntax] = []
    for (key, item) in tree.fields(index) {
      let name = keyIdentifier(key, "the name of a branch")
      branches.append(BranchSyntax(name, steps(item, "A branch")))
    }
    if branches.isEmpty { bag.add(.emptyList("`parallel`", at: tree.place(index))) }
    return .parallel(branches)
  }

  // MARK: Effects

  private mutating func effect(
    _ shape: EffectShape, _ index: NodeIndex, _ fields: inout Fields, _ place: Place
  ) -> EffectSyntax {
    var word: String { shape.kind.rawValue }
    var parameters: [FieldSyntax] = []
    parameters.reserveCapacity(2)
    if let main = shape.main {
      if isNull(index) {
        if main.required { wrongShape("`\(word)`", Self.words(main), index) }
      } else {
        parameters.append(
          FieldSyntax(NameSyntax(main.name, place), parameter(main, index, "`\(word)`", isPage: shape.kind == .waitFor))
        )
      }
      for at in fields.all.indices where !fields.all[at].taken {
        guard let shape = shape.parameters.first(where: { $0.name == fields.all[at].key }) else { continue }
        fields.all[at].taken = true
        parameters.append(taken(shape, fields.all[at]))
      }
    } else {
      parameters = mappingParameters(shape, index, place)
    }
    if shape.main != nil { checkRequired(shape, parameters, fields, place) }
    if shape.kind == .http { checkHTTP(parameters) }
    if shape.kind == .exec, case .list(let argv)? = parameters.first?.value.kind, argv.isEmpty {
      bag.add(.emptyList("`exec`", at: tree.place(index)))
    }
    return EffectSyntax(shape, parameters)
  }

  private mutating func checkRequired(
    _ shape: EffectShape, _ parameters: [FieldSyntax], _ fields: Fields, _ place: Place
  ) {
    for needed in shape.parameters where needed.required && !parameters.contains(where: { $0.key.text == needed.name })
    {
      if fields.hasMisspelt(needed.name) { continue }
      bag.add(.missingKey(needed.name, in: "`\(shape.kind.rawValue)`", at: place))
    }
  }

  private mutating func taken(_ shape: ParameterShape, _ field: Field) -> FieldSyntax {
    FieldSyntax(
      NameSyntax(shape.name, tree.place(field.keyIndex)), parameter(shape, field.value, "`\(shape.name)`"))
  }

  /// `http:` has its parameters inside its mapping; a text alone is its `url`.
  private mutating func mappingParameters(_ shape: EffectShape, _ index: NodeIndex, _ place: Place) -> [FieldSyntax] {
    var word: String { "`\(shape.kind.rawValue)`" }
    if tree.nodes[index].kind == .scalar, !isNull(index), let url = shape.parameter("url") {
      return [FieldSyntax(NameSyntax("url", place), parameter(url, index, word))]
    }
    guard var inside = fields(index, word) else { return [] }
    var parameters: [FieldSyntax] = []
    parameters.reserveCapacity(inside.all.count)
    for at in inside.all.indices {
      guard let shape = shape.parameter(inside.all[at].key) else { continue }
      inside.all[at].taken = true
      parameters.append(taken(shape, inside.all[at]))
    }
    checkRequired(shape, parameters, inside, place)
    if !inside.all.allSatisfy(\.taken) { finish(inside, in: word, known: shape.parameters.map(\.name)) }
    return parameters
  }

  private static let httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  private mutating func checkHTTP(_ parameters: [FieldSyntax]) {
    let bodies = parameters.filter { $0.key.text == "json" || $0.key.text == "form" || $0.key.text == "body" }
    if bodies.count > 1 {
      bag.add(
        .exclusiveKeys(bodies[0].key.text, bodies[1].key.text, at: bodies[1].key.place, first: bodies[0].key.place))
    }
    guard let method = parameters.first(where: { $0.key.text == "method" }), let text = method.value.constantText else {
      return
    }
    let known = Self.httpMethods
    if !known.contains(text) {
      bag.add(
        .notOneOf(
          text, what: "an http method", known: known, nearName: nearest(to: text, among: known),
          at: method.value.place))
    }
  }

  private static func words(_ shape: ParameterShape) -> String {
    switch shape.form {
    case .value: "a value"
    case .text: "text"
    case .locator: "a locator such as `{button: Sign in}`, or an intent in words"
    case .map: "a mapping"
    case .list: "a list"
    case .bool: "true or false"
    case .int: "a whole number"
    case .word: "one of " + Diagnostic.list(shape.words)
    case .fields: "a mapping of names to locators"
    case .expect, .auth: "a mapping"
    }
  }

  /// One parameter by its form. An expression may stand for any of them.
  private mutating func parameter(
    _ shape: ParameterShape, _ index: NodeIndex, _ what: @autoclosure () -> String, isPage: Bool = false
  ) -> ValueSyntax {
    switch shape.form {
    case .value: return value(index)
    case .text: return textValue(index, what())
    case .locator: return locator(index, what(), takesAddress: isPage)
    case .fields: return readFields(index, what())
    case .expect: return expectation(shape, index, what())
    case .auth: return credentials(index, what())
    case .map, .list, .bool, .int, .word: break
    }
    let result = value(index)
    switch (shape.form, result.kind) {
    case (_, .expression), (_, .invalid): return result
    case (.map, .map), (.list, .list), (.bool, .bool), (.int, .int): return result
    case (.word, .text(let text)):
      if shape.words.contains(text) { return result }
      bag.add(
        .notOneOf(
          text, what: "a value of \(what())", known: shape.words, nearName: nearest(to: text, among: shape.words),
          at: result.place))
    default:
      let help =
        shape.name == "argv" && result.constantText != nil
        ? "a command is a list of its words, so that nothing is split or expanded by a shell: `exec: [jq, .total]`"
        : nil
      wrongShape(what(), Self.words(shape), tree.resolve(index), help: help)
    }
    return ValueSyntax(.invalid, result.place)
  }

  // MARK: Locators

  private static let locatorKeys = LocatorWords.ways + LocatorWords.narrowing
  /// Which of `locatorKeys` a key is.
  private static let locatorKeyIndex = Dictionary(
    uniqueKeysWithValues: locatorKeys.enumerated().map { ($0.element, $0.offset) })

  /// `extra`: further keys where a locator stands among other things.
  /// `takesAddress`: whether `url` is a way, too, as in `wait_for: {url: …}`.
  private mutating func locator(
    _ index: NodeIndex, _ what: @autoclosure () -> String, takesAddress: Bool = false, extra: [String] = []
  ) -> ValueSyntax {
    let index = tree.resolve(index)
    guard tree.nodes[index].kind == .mapping else { return textValue(index, what()) }
    var fields = fieldsOfMapping(index)
    var way: NameSyntax?
    var secondWay: NameSyntax?
    var parts: [FieldSyntax] = []
    parts.reserveCapacity(fields.all.count)
    for at in fields.all.indices {
      let field = fields.all[at]
      let isAddress = takesAddress && field.key == "url"
      guard
        let known = Self.locatorKeyIndex[field.key] ?? (isAddress ? 0 : nil)
          ?? (extra.contains(field.key) ? Int.max : nil)
      else { continue }
      fields.all[at].taken = true
      let isInner = field.key == "in" || field.key == "near"
      let inner =
        isInner
        ? locator(field.value, "`\(field.key)`") : field.key == "frame" ? frame(field) : locatorPart(field)
      let part = FieldSyntax(NameSyntax(field.key, tree.place(field.keyIndex)), inner)
      if known < LocatorWords.ways.count {
        if way == nil { way = part.key } else { secondWay = part.key }
      }
      parts.append(part)
    }
    if !fields.all.allSatisfy(\.taken) {
      finish(
        fields, in: "a locator", known: Self.locatorKeys + (takesAddress ? ["url"] : []) + extra,
        shown: Array(LocatorWords.ways.prefix(7)) + LocatorWords.narrowing)
    } else if let way, let secondWay {
      bag.add(.exclusiveKeys(way.text, secondWay.text, at: secondWay.place, first: way.place))
    } else if way?.text != "role", let name = parts.first(where: { $0.key.text == "name" }) {
      bag.add(.missingKey("role", in: "A locator with `name`", at: name.key.place))
    } else if way == nil {
      bag.add(.emptyLocator(at: tree.place(index)))
    }
    return ValueSyntax(.map(parts), tree.place(index))
  }

  private static let frameKeys = ["title", "name", "url"]

  /// `frame: checkout` or `frame: {title: …, name: …, url: …}`.
  private mutating func frame(_ field: Field) -> ValueSyntax {
    let index = tree.resolve(field.value)
    guard tree.nodes[index].kind == .mapping else { return locatorPart(field) }
    var fields = fieldsOfMapping(index)
    var parts: [FieldSyntax] = []
    for at in fields.all.indices where Self.frameKeys.contains(fields.all[at].key) {
      fields.all[at].taken = true
      let part = fields.all[at]
      parts.append(FieldSyntax(NameSyntax(part.key, tree.place(part.keyIndex)), locatorPart(part)))
    }
    if !fields.all.allSatisfy(\.taken) {
      finish(fields, in: "`frame`", known: Self.frameKeys, shown: Self.frameKeys)
    } else if parts.isEmpty {
      wrongShape("`frame`", "a text, or a mapping with `title`, `name` or `url`", field.value)
    }
    return ValueSyntax(.map(parts), tree.place(index))
  }

  private mutating func locatorPart(_ field: Field) -> ValueSyntax {
    let result = value(field.value)
    var what: String { "`\(field.key)`" }
    switch (field.key, result.kind) {
    case (_, .expression), (_, .invalid), ("nth", .int), ("exact", .bool): return result
    case ("nth", _): wrongShape(what, "a whole number, 1 being the first", field.value)
    case ("exact", _): wrongShape(what, "true or false", field.value)
    case ("optional", .bool): return result
    case ("optional", _): wrongShape(what, "true or false", field.value)
    case (_, .text), (_, .template): return result
    // A name may well be a number: `{link: 3}`.
    case (_, .int), (_, .double), (_, .bool): return ValueSyntax(.text(tree.string(field.value)), result.place)
    default: wrongShape(what, "text", field.value)
    }
    return ValueSyntax(.invalid, result.place)
  }

  /// `fields: {total: {css: ".total", type: number}, …}`; a text alone is an intent.
  private mutating func readFields(_ index: NodeIndex, _ what: @autoclosure () -> String) -> ValueSyntax {
    let index = tree.resolve(index)
    guard tree.nodes[index].kind == .mapping else {
      wrongShape(what(), "a mapping of names to locators", index)
      return ValueSyntax(.invalid, tree.place(index))
    }
    var fields: [FieldSyntax] = []
    for (key, item) in tree.fields(index) {
      let name = keyIdentifier(key, "the name of a field")
      let inner = locator(item, "`\(name.text)`", extra: ["type", "attribute", "optional"])
      if let type = inner["type"], let text = type.constantText, SchemaSyntax.TypeName(rawValue: text) == nil {
        let known = SchemaSyntax.TypeName.allCases.map(\.rawValue)
        bag.add(
          .notOneOf(text, what: "a type", known: known, nearName: nearest(to: text, among: known), at: type.place))
      }
      fields.append(FieldSyntax(name, inner))
    }
    return ValueSyntax(.map(fields), tree.place(index))
  }
}
