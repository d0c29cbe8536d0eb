// JSON Schema keywords as far as the language has them: inputs, forms, edits, results.

extension SkillParser {
  private static let keywords = [
    "type", "description", "title", "default", "enum", "const", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format", "items", "minItems", "maxItems",
    "uniqueItems", "properties", "required", "additionalProperties", "secret",
  ]

  /// A schema; a bare type name is short for `{type: …}`.
  mutating func schema(_ index: NodeIndex, _ what: @autoclosure () -> String) -> SchemaSyntax {
    let index = tree.resolve(index)
    var schema = SchemaSyntax(place: tree.place(index))
    if tree.nodes[index].kind == .scalar {
      if isNull(index) {
        wrongShape(what(), "a type such as string, or a mapping of schema keywords", index)
      } else if let type = typeName(index) {
        schema.types = [type]
      }
      return schema
    }
    guard var fields = fields(index, what()) else { return schema }
    types(&fields, &schema)
    if let index = fields.take("description") { schema.describe = constantText(index, "`description`") }
    if let index = fields.take("title") { schema.title = constantText(index, "`title`") }
    if let index = fields.take("default") { schema.defaultValue = strictConstant(index, "`default`") }
    if let index = fields.take("const") { schema.const = strictConstant(index, "`const`") }
    if let index = fields.take("enum") {
      // Nothing is among no values: nobody could give any.
      if tree.nodes[index].kind == .sequence, tree.nodes[index].count == 0 {
        bag.add(.emptyList("`enum`", at: tree.place(index)))
      }
      schema.choices = items(index, "`enum`").map { strictConstant($0, "Each of `enum`") }
    }
    if let index = fields.take("pattern") { schema.pattern = constantText(index, "`pattern`") }
    if let index = fields.take("format") { schema.format = constantText(index, "`format`") }
    bounds(&fields, &schema)
    if let index = fields.take("uniqueItems") { schema.uniqueItems = strictConstant(index, "`uniqueItems`") }
    if let index = fields.take("items") { schema.items = [self.schema(index, "`items`")] }
    if let index = fields.take("properties") { schema.properties = properties(index, "`properties`", nil) }
    if let index = fields.take("required") { schema.required = required(index) }
    if let index = fields.take("additionalProperties") {
      if tree.nodes[index].kind == .mapping {
        schema.additional = [self.schema(index, "`additionalProperties`")]
      } else if let allowed = bool(index, "`additionalProperties`") {
        schema.closed = !allowed
      }
    }
    if let index = fields.take("secret") { schema.secret = bool(index, "`secret`") ?? false }
    finish(fields, in: "a schema", known: Self.keywords)
    return schema
  }

  /// The names of properties that must be there; `required: true` on a property itself is not JSON Schema.
  private mutating func required(_ index: NodeIndex) -> [NameSyntax] {
    if tree.nodes[index].kind == .sequence { return constantTexts(index, "`required`") }
    wrongShape(
      "`required`", "a list of names of properties", index,
      help: "an input or a field that has no `default` must be given anyway")
    return []
  }

  private mutating func types(_ fields: inout Fields, _ schema: inout SchemaSyntax) {
    guard let index = fields.take("type") else { return }
    if tree.nodes[index].kind == .sequence {
      for item in tree.items(index) {
        if let type = typeName(tree.resolve(item)) { schema.types.append(type) }
      }
    } else if let type = typeName(index) {
      schema.types = [type]
    }
  }

  private mutating func typeName(_ index: NodeIndex) -> SchemaSyntax.TypeSyntax? {
    // A plain `null` is the type of that name.
    if isNull(index), tree.nodes[index].count > 0 { return SchemaSyntax.TypeSyntax(.null, tree.place(index)) }
    guard let text = constantText(index, "A type") else { return nil }
    if let name = SchemaSyntax.TypeName(rawValue: text.text) { return SchemaSyntax.TypeSyntax(name, text.place) }
    let known = SchemaSyntax.TypeName.allCases.map(\.rawValue)
    let usual = [
      "int": "integer", "float": "number", "double": "number", "bool": "boolean", "text": "string",
      "str": "string", "list": "array", "map": "object", "dict": "object", "dyn": "any",
    ]
    bag.add(
      .notOneOf(
        text.text, what: "a type", known: known, nearName: usual[text.text] ?? nearest(to: text.text, among: known),
        at: text.place))
    return nil
  }

  private mutating func bounds(_ fields: inout Fields, _ schema: inout SchemaSyntax) {
    func bound(_ parser: inout Self, _ key: String, whole: Bool) -> ValueSyntax? {
      guard let index = fields.take(key) else { return nil }
      return parser.number(
        index, "`\(key)`", least: whole ? 0 : -Double.greatestFiniteMagnitude, whole: whole)
    }
    schema.minimum = bound(&self, "minimum", whole: false)
    schema.maximum = bound(&self, "maximum", whole: false)
    schema.exclusiveMinimum = bound(&self, "exclusiveMinimum", whole: false)
    schema.exclusiveMaximum = bound(&self, "exclusiveMaximum", whole: false)
    schema.multipleOf = bound(&self, "multipleOf", whole: false)
    schema.minLength = bound(&self, "minLength", whole: true)
    schema.maxLength = bound(&self, "maxLength", whole: true)
    schema.minItems = bound(&self, "minItems", whole: true)
    schema.maxItems = bound(&self, "maxItems", whole: true)
  }

  /// A mapping of names to schemas. `identifiers`: what the names are, where expressions refer to them.
  mutating func properties(
    _ index: NodeIndex, _ what: String, _ identifiers: String?
  ) -> [SchemaSyntax.Property] {
    let index = tree.resolve(index)
    guard tree.nodes[index].kind == .mapping else {
      wrongShape(what, "a mapping", index)
      return []
    }
    var properties: [SchemaSyntax.Property] = []
    for (key, item) in tree.fields(index) {
      let name = identifiers.map { keyIdentifier(key, $0) } ?? keyName(key)
      properties.append(SchemaSyntax.Property(name, schema(item, "`\(name.text)`")))
    }
    return properties
  }
}
