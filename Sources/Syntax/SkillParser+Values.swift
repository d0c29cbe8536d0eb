// Scalars and values: conditions, constants, names, durations, numbers and fixed words.

extension SkillParser {
  // MARK: Any value

  /// A value with its expressions.
  mutating func value(_ index: NodeIndex) -> ValueSyntax {
    let index = tree.resolve(index)
    let place = tree.place(index)
    switch tree.nodes[index].kind {
    case .scalar: return ValueSyntax(scalarKind(index), place)
    case .sequence:
      var values: [ValueSyntax] = []
      values.reserveCapacity(Int(tree.nodes[index].count))
      for item in tree.items(index) { values.append(value(item)) }
      return ValueSyntax(.list(values), place)
    case .mapping:
      var fields: [FieldSyntax] = []
      fields.reserveCapacity(Int(tree.nodes[index].count))
      for (key, item) in tree.fields(index) { fields.append(FieldSyntax(keyName(key), value(item))) }
      return ValueSyntax(.map(fields), place)
    case .alias: preconditionFailure("an alias was resolved")
    }
  }

  /// A key as it is written; it may not hold an expression.
  mutating func keyName(_ key: NodeIndex) -> NameSyntax {
    let place = tree.place(key)
    if firstExpression(tree.contentRange(key)) != nil { bag.add(.mustBeConstant("A key", "key", at: place)) }
    return NameSyntax(tree.string(key), place)
  }

  private mutating func scalarKind(_ index: NodeIndex) -> ValueSyntax.Kind {
    let node = tree.nodes[index]
    let bytes = tree.text[tree.contentRange(index)]
    if node.tag == .none, node.style == .plain {
      let scalar = CoreSchema.scalar(bytes)
      if case .text = scalar { return textKind(index) }
      return typed(scalar, index)
    }
    switch node.tag {
    case .none, .nonSpecific, .string: return textKind(index)
    case .int, .float, .bool, .null:
      let scalar = CoreSchema.scalar(bytes)
      switch (node.tag, scalar) {
      case (.int, .int), (.float, .double), (.bool, .bool), (.null, .null): return typed(scalar, index)
      case (.float, .int(let whole)): return .double(Double(whole))
      default:
        bag.add(.tagDoesNotFit("!!\(node.tag)", at: tree.place(index)))
        return .invalid
      }
    case .sequence, .mapping:
      bag.add(.tagDoesNotFit("!!\(node.tag)", at: tree.place(index)))
      return .invalid
    }
  }

  private mutating func typed(_ scalar: CoreSchema.Scalar, _ index: NodeIndex) -> ValueSyntax.Kind {
    switch scalar {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value):
      let bytes = tree.text[tree.contentRange(index)]
      let digits = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes
      if digits.count > 1, digits.first == UInt8(ascii: "0"), isDigit(digits[digits.startIndex + 1]) {
        bag.add(.leadingZero(tree.string(index), value: "\(value)", at: tree.place(index)))
      }
      return .int(value)
    case .double(let value): return .double(value)
    case .notExact: bag.add(.numberNotExact(tree.string(index), at: tree.place(index)))
    case .notFinite: bag.add(.numberNotFinite(tree.string(index), at: tree.place(index)))
    case .text: return textKind(index)
    }
    return .invalid
  }

  // MARK: Conditions and other places for one expression

  /// A value where one expression is meant; text without `${{` is taken for the expression itself.
  mutating func expressionValue(_ index: NodeIndex, _ word: String) -> ValueSyntax {
    let index = tree.resolve(index)
    let node = tree.nodes[index]
    guard node.kind == .scalar else { return value(index) }
    let kind = scalarKind(index)
    let place = tree.place(index)
    switch kind {
    case .text:
      let range = tree.contentRange(index)
      var parser = ExpressionParser(tree.text, range, tree.offsets(index))
      do {
        return ValueSyntax(.expression(try parser.parseWhole()), place)
      } catch {
        if let cut = commentCut(index) {
          bag.add(cut)
        } else {
          bag.add(error.make(parser.map.place(error.start, error.end)))
        }
        return ValueSyntax(.invalid, place)
      }
    case .template:
      bag.add(.mixedCondition(word, at: place))
      return ValueSyntax(.invalid, place)
    case .null, .bool, .int, .double, .expression, .list, .map, .invalid: return ValueSyntax(kind, place)
    }
  }

  /// A condition: an expression or `true`/`false`.
  mutating func condition(_ index: NodeIndex, _ word: String) -> ValueSyntax {
    let result = expressionValue(index, word)
    switch result.kind {
    case .bool, .expression, .invalid: return result
    case .null, .int, .double, .text, .template, .list, .map:
      wrongShape("`\(word)`", "a condition", tree.resolve(index), help: "write `\(word): ${{ … }}`")
      return ValueSyntax(.invalid, result.place)
    }
  }

  /// Text, possibly with expressions; numbers and booleans are no text.
  mutating func textValue(_ index: NodeIndex, _ what: @autoclosure () -> String) -> ValueSyntax {
    let result = value(index)
    switch result.kind {
    case .text, .template, .expression, .invalid: return result
    case .null, .bool, .int, .double, .list, .map:
      let isNumber =
        switch result.kind {
        case .int, .double, .bool: true
        default: false
        }
      wrongShape(
        what(), "text", tree.resolve(index),
        help: isNumber ? "put it in quotes: \"\(tree.string(tree.resolve(index)))\"" : nil)
      return ValueSyntax(.invalid, result.place)
    }
  }

  // MARK: Constants

  /// A value in which `${{` has no meaning.
  mutating func constant(_ index: NodeIndex) -> ValueSyntax {
    let index = tree.resolve(index)
    let place = tree.place(index)
    switch tree.nodes[index].kind {
    case .scalar:
      let node = tree.nodes[index]
      let isText = node.style != .plain || firstExpression(tree.contentRange(index)) != nil
      return ValueSyntax(isText && node.tag == .none ? .text(tree.string(index)) : scalarKind(index), place)
    case .sequence: return ValueSyntax(.list(tree.items(index).map { constant($0) }), place)
    case .mapping: return ValueSyntax(.map(constantFieldList(index)), place)
    case .alias: preconditionFailure("an alias was resolved")
    }
  }

  private mutating func constantFieldList(_ index: NodeIndex) -> [FieldSyntax] {
    var fields: [FieldSyntax] = []
    for (key, item) in tree.fields(index) {
      fields.append(FieldSyntax(NameSyntax(tree.string(key), tree.place(key)), constant(item)))
    }
    return fields
  }

  mutating func constantFields(_ index: NodeIndex, _ what: String) -> [FieldSyntax] {
    guard tree.nodes[index].kind == .mapping else {
      wrongShape(what, "a mapping", index)
      return []
    }
    return constantFieldList(index)
  }

  /// A constant that may not even look like a template.
  mutating func strictConstant(_ index: NodeIndex, _ what: String) -> ValueSyntax {
    let result = value(index)
    if !result.isConstant {
      bag.add(.mustBeConstant(what, at: result.place))
      return ValueSyntax(.invalid, result.place)
    }
    return result
  }

  /// Constant text that is not empty. Plain numbers and words such as `true` are taken as they are written.
  mutating func constantText(_ index: NodeIndex, _ what: @autoclosure () -> String) -> NameSyntax? {
    let index = tree.resolve(index)
    guard tree.nodes[index].kind == .scalar, !isNull(index) else {
      wrongShape(what(), "text", index)
      return nil
    }
    let place = tree.place(index)
    switch textKind(index) {
    case .text(let text): return NameSyntax(text, place)
    case .invalid: break
    default: bag.add(.mustBeConstant(what(), "text", at: place))
    }
    return nil
  }

  /// Constant text for a name: a plain number or `true` is none.
  mutating func nameText(_ index: NodeIndex, _ what: String) -> NameSyntax? {
    let index = tree.resolve(index)
    let node = tree.nodes[index]
    // Only a message has it.
    var owner: String { what.prefix(1).uppercased() + what.dropFirst() }
    if node.kind == .scalar, node.style == .plain, node.tag == .none {
      switch CoreSchema.scalar(tree.text[tree.contentRange(index)]) {
      case .text: break
      case .null, .bool, .int, .double, .notExact, .notFinite:
        wrongShape(owner, "a name, as `total`", index)
        return nil
      }
    }
    return constantText(index, owner)
  }

  mutating func constantTexts(_ index: NodeIndex, _ what: String) -> [NameSyntax] {
    var texts: [NameSyntax] = []
    for item in items(index, what, orOne: true) {
      if let text = constantText(item, "Each of \(what)") { texts.append(text) }
    }
    return texts
  }

  mutating func bool(_ index: NodeIndex, _ what: String) -> Bool? {
    let index = tree.resolve(index)
    if tree.nodes[index].kind == .scalar, tree.nodes[index].style == .plain,
      case .bool(let flag) = CoreSchema.scalar(tree.text[tree.contentRange(index)])
    {
      return flag
    }
    wrongShape(what, "true or false", index)
    return nil
  }

  /// A constant number.
  mutating func number(_ index: NodeIndex, _ what: String, least: Double, whole: Bool = false) -> ValueSyntax? {
    let result = value(index)
    switch result.kind {
    case .int(let number) where Double(number) >= least: return result
    case .double(let number) where !whole && number >= least: return result
    case .int, .double:
      let bound = least == least.rounded() ? "\(Int(least))" : "\(least)"
      bag.add(
        .numberOutside(what, expected: (whole ? "a whole number, " : "") + "at least \(bound)", at: result.place))
    case .invalid: break
    case .expression, .template: bag.add(.mustBeConstant(what, "number", at: result.place))
    case .null, .bool, .text, .list, .map: wrongShape(what, whole ? "a whole number" : "a number", tree.resolve(index))
    }
    return nil
  }

  /// A constant whole number of at most 31 bits.
  mutating func count(_ index: NodeIndex, _ what: String, least: Int = 1) -> Int? {
    guard let result = number(index, what, least: Double(least), whole: true), case .int(let value) = result.kind else {
      return nil
    }
    guard value <= Int32.max else {
      bag.add(.numberOutside(what, expected: "at most \(Int32.max)", at: result.place))
      return nil
    }
    return Int(value)
  }

  /// One of the fixed words of an enum.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ index: NodeIndex, _ what: String, _ type: Word.Type
  ) -> Word? where Word.RawValue == String {
    guard let text = constantText(index, what) else { return nil }
    if let word = Word(rawValue: text.text) { return word }
    let known = Word.allCases.map(\.rawValue)
    bag.add(
      .notOneOf(
        text.text, what: "a value of \(what)", known: known, nearName: nearest(to: text.text, among: known),
        at: text.place))
    return nil
  }

  // MARK: Names

  private static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
  ]

  func isSkillName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isNameByte(first), first != UInt8(ascii: "_") else { return false }
    return text.utf8.count <= Limits.nameBytes && text.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "-") }
  }

  /// Whether a text can be selected as `something.text` in an expression.
  private mutating func checkIdentifier(_ name: NameSyntax, _ what: String, bare: Bool = false) -> Bool {
    let bytes = name.text.utf8
    if let first = bytes.first, isNameStart(first), bytes.count <= Limits.nameBytes, bytes.allSatisfy(isNameByte) {
      let isKeyword = name.text == "in" || name.text == "true" || name.text == "false" || name.text == "null"
      if isKeyword || (bare && Self.reserved.contains(name.text)) {
        bag.add(.reservedName(name.text, what: what, at: name.place))
        return false
      }
      return true
    }
    var suggestion: String? = String(
      decoding: bytes.prefix(Limits.nameBytes).map { isNameByte($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    if let first = suggestion?.utf8.first, isDigit(first) { suggestion = "_" + suggestion! }
    if suggestion == "" || name.text.utf8.contains(where: { $0 >= 0x80 }) { suggestion = nil }
    bag.add(.badName(name.text, what: what, at: name.place, suggestion: suggestion))
    return false
  }

  /// A name an expression can refer to. A bad one is reported and kept, so that what refers to it is not reported too.
  mutating func identifier(_ index: NodeIndex, _ what: String, bare: Bool = false) -> NameSyntax? {
    guard let name = nameText(index, what) else { return nil }
    _ = checkIdentifier(name, what, bare: bare)
    return name
  }

  mutating func keyIdentifier(_ key: NodeIndex, _ what: String) -> NameSyntax {
    let name = NameSyntax(tree.string(key), tree.place(key))
    _ = checkIdentifier(name, what)
    return name
  }

  mutating func names(_ index: NodeIndex, _ list: String, _ what: String) -> [NameSyntax] {
    var names: [NameSyntax] = []
    for item in items(index, list, orOne: true) {
      if let name = identifier(item, what) { names.append(name) }
    }
    return names
  }

  /// A mapping of names to values with expressions.
  mutating func namedValues(_ index: NodeIndex, _ what: String, identifiers: String? = nil) -> [FieldSyntax] {
    let index = tree.resolve(index)
    guard tree.nodes[index].kind == .mapping else {
      wrongShape(what, "a mapping", index)
      return []
    }
    var fields: [FieldSyntax] = []
    fields.reserveCapacity(Int(tree.nodes[index].count))
    for (key, item) in tree.fields(index) {
      let name = identifiers.map { keyIdentifier(key, $0) } ?? keyName(key)
      fields.append(FieldSyntax(name, value(item)))
    }
    return fields
  }

  // MARK: Durations

  /// `expressions`: whether `${{ … }}` of type duration may stand for it.
  mutating func duration(_ index: NodeIndex, expressions: Bool = false) -> DurationSyntax {
    let index = tree.resolve(index)
    let place = tree.place(index)
    guard tree.nodes[index].kind == .scalar, !isNull(index) else {
      wrongShape("A length of time", "a number with a unit, such as 30s", index)
      return DurationSyntax(.invalid, place)
    }
    if firstExpression(tree.contentRange(index)) != nil {
      switch scalarKind(index) {
      case .expression(let e) where expressions: return DurationSyntax(.expression(e), place)
      case .invalid: break
      default: bag.add(.mustBeConstant("This length of time", "length", at: place))
      }
      return DurationSyntax(.invalid, place)
    }
    return DurationSyntax(milliseconds(tree.string(index), place), place)
  }

  private mutating func milliseconds(_ text: String, _ place: Place) -> DurationSyntax.Amount {
    parseDuration(text, at: place, into: &bag).map { .milliseconds($0) } ?? .invalid
  }
}

/// A length of time such as `500ms`, `30s`, `10m`, `24h`, `7d`, in milliseconds; what is none goes into the bag.
package func parseDuration(_ text: String, at place: Place, into bag: inout DiagnosticBag) -> Int64? {
  let digits = text.utf8.prefix(while: isDigit)
  let unit = String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self)
  let scales: [String: Int64] = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
  guard !digits.isEmpty, let scale = scales[unit] else {
    var help: String?
    if !digits.isEmpty, unit.isEmpty { help = "add a unit: `\(text)s` for seconds, `\(text)m` for minutes" }
    bag.add(.badDuration(text, at: place, help: help))
    return nil
  }
  let longest = Int64(Limits.durationDays) * 86_400_000
  guard let amount = Int64(String(decoding: digits, as: UTF8.self)), amount <= longest / scale else {
    bag.add(.durationTooLong(text, at: place))
    return nil
  }
  return amount * scale
}
