// What an effect's answer must be to count (`expect:`), and who asks (`auth:`): mappings of few keys, each checked here so that
// nothing is approved and then found to be misspelt.

extension SkillParser {
  /// `{status: 404}` or `{exit: [0, 1]}`; the key is the shape's only word.
  mutating func expectation(_ shape: ParameterShape, _ index: NodeIndex, _ what: @autoclosure () -> String)
    -> ValueSyntax
  {
    guard let key = shape.words.first else { preconditionFailure("`expect` without its key") }
    let help = "write `\(shape.name): { \(key): \(key == "status" ? "[200, 404]" : "[0, 1]") }`"
    return closed(index, what(), known: [key], help: help) { parser, fields, what in
      if let index = fields.take(key) {
        parser.checkNumbers(index, "`\(key)`")
      } else if fields.all.isEmpty {
        parser.bag.add(.missingKey(key, in: what, at: fields.place, help: help))
      }
    }
  }

  /// A mapping of these keys and no others, or an expression that gives one: looked through, and taken as a value.
  private mutating func closed(
    _ index: NodeIndex, _ what: String, known: [String], help: String,
    _ check: (inout SkillParser, inout Fields, String) -> Void
  ) -> ValueSyntax {
    let index = tree.resolve(index)
    let result = value(index)
    switch result.kind {
    case .expression, .invalid: return result
    case .null, .bool, .int, .double, .text, .template, .list, .map: break
    }
    let errors = bag.errorCount
    guard var fields = fields(index, what, help: help) else { return ValueSyntax(.invalid, result.place) }
    check(&self, &fields, what)
    finish(fields, in: what, known: known)
    return bag.errorCount == errors ? result : ValueSyntax(.invalid, result.place)
  }

  /// A whole number, or a list of them; an expression may stand for any.
  private mutating func checkNumbers(_ index: NodeIndex, _ what: String) {
    let isList = tree.nodes[index].kind == .sequence
    if isList, tree.nodes[index].count == 0 { bag.add(.emptyList(what, at: tree.place(index))) }
    for item in isList ? tree.items(index).map({ tree.resolve($0) }) : [index] {
      switch value(item).kind {
      case .int, .expression, .invalid: break
      case .null, .bool, .double, .text, .template, .list, .map:
        wrongShape(
          isList ? "Each of \(what)" : what, isList ? "a whole number" : "a whole number or a list of them", item)
      }
    }
  }

  /// `{bearer: token}` or `{basic: {user: …, password: …}}`.
  mutating func credentials(_ index: NodeIndex, _ what: @autoclosure () -> String) -> ValueSyntax {
    let help = "write `auth: { bearer: … }` or `auth: { basic: { user: …, password: … } }`"
    return closed(index, what(), known: ["bearer", "basic"], help: help) { parser, fields, what in
      let bearer = fields.takeField("bearer")
      let basic = fields.takeField("basic")
      if let bearer { parser.checkScalar(bearer.value, "`bearer`") }
      if let basic { parser.checkBasic(basic.value) }
      if let bearer, let basic {
        parser.bag.add(
          .exclusiveKeys(
            "bearer", "basic", at: parser.tree.place(basic.keyIndex), first: parser.tree.place(bearer.keyIndex)))
      } else if fields.all.isEmpty {
        parser.bag.add(.missingKey("bearer` or `basic", in: what, at: fields.place, help: help))
      }
    }
  }

  private mutating func checkBasic(_ index: NodeIndex) {
    if tree.nodes[index].kind == .scalar, case .expression = value(index).kind { return }
    guard var fields = fields(index, "`basic`", help: "write `basic: { user: …, password: … }`") else { return }
    for key in ["user", "password"] {
      if let index = fields.take(key) {
        checkScalar(index, "`\(key)`")
      } else if !fields.hasMisspelt(key) {
        bag.add(.missingKey(key, in: "`basic`", at: fields.place.startPoint))
      }
    }
    finish(fields, in: "`basic`", known: ["user", "password"])
  }

  private mutating func checkScalar(_ index: NodeIndex, _ what: String) {
    switch value(index).kind {
    case .bool, .int, .double, .text, .template, .expression, .invalid: break
    case .null, .list, .map: wrongShape(what, "text", index)
    }
  }
}
