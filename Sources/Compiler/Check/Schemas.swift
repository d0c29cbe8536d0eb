// The author's JSON Schemas as plain values, the types of what steps give (skill language, table of names), and what
// `secret:` paths make of a type. Computes no values.
import Syntax
import Values

extension SchemaSyntax {
  /// JSON Schema, with `secret` and `default` kept: keys in a fixed order.
  var plain: PlainValue {
    var entries: [PlainEntry] = []
    func add(_ key: String, _ value: PlainValue?) {
      if let value { entries.append(PlainEntry(key: .string(key), value: value)) }
    }
    let names = types.filter { $0.name != .any }.map { PlainValue.string($0.name.rawValue) }
    if names.count == types.count, !names.isEmpty { add("type", names.count == 1 ? names[0] : .list(names)) }
    add("title", title.map { .string($0.text) })
    add("description", describe.map { .string($0.text) })
    if !properties.isEmpty {
      add("properties", .map(properties.map { PlainEntry(key: .string($0.name.text), value: $0.schema.plain) }))
    }
    if !required.isEmpty { add("required", .list(required.map { .string($0.text) })) }
    add("items", items.first?.plain)
    if closed { add("additionalProperties", false) } else { add("additionalProperties", additional.first?.plain) }
    if !choices.isEmpty { add("enum", .list(choices.map(\.plainConstant))) }
    add("const", const?.plainConstant)
    add("pattern", pattern.map { .string($0.text) })
    add("format", format.map { .string($0.text) })
    for (key, value) in [
      ("minimum", minimum), ("maximum", maximum), ("exclusiveMinimum", exclusiveMinimum),
      ("exclusiveMaximum", exclusiveMaximum), ("multipleOf", multipleOf), ("minLength", minLength),
      ("maxLength", maxLength), ("minItems", minItems), ("maxItems", maxItems), ("uniqueItems", uniqueItems),
    ] {
      add(key, value?.plainConstant)
    }
    if secret { add("secret", true) }
    add("default", defaultValue.map { completed($0.plainConstant, by: .map(entries)) })
    return .map(entries)
  }

  /// A default as the schema has it, which is what people are shown: declared numbers widened, the defaults inside filled in.
  /// What does not fit stays as it is, and is told of as that.
  private func completed(_ value: PlainValue, by schema: PlainValue) -> PlainValue {
    switch value {
    case .int(let number) where types.count == 1 && types[0].name == .number: return .double(Double(number))
    case .list, .map: break
    default: return value
    }
    guard let (checked, problems) = try? Schema(schema).check(value), problems.isEmpty else { return value }
    return checked
  }

  var celType: CELType { CELType(schema: plain) }
}

extension SkillChecker {
  /// A schema that a run would stop at, or whose field nobody could fill in, is told of here.
  mutating func check(_ schema: SchemaSyntax) {
    checkSecretsWritten(schema)
    checkSecretsAreWhole(schema)
    warnOfShortSecrets(schema)
    do { _ = try Schema(schema.plain) } catch {
      for problem in error.problems {
        let path = problem.path.split(separator: ".").dropFirst()
        // A default that is no constant was told of as such.
        guard let place = schema.place(of: path) else { continue }
        let name = path.last.map { "`\($0)`" } ?? "this"
        diagnostics.add(.unusableSchema(name, problem.message, at: place))
      }
    }
  }
}

extension SchemaSyntax {
  /// Where what a path of keywords and names leads to stands; nil: at something that counts as reported.
  fileprivate func place(of path: ArraySlice<Substring>) -> Place? {
    let inner: SchemaSyntax?
    switch path.first {
    case "properties":
      guard let name = path.dropFirst().first else { return place }
      return properties.first { $0.name.text == name }?.schema.place(of: path.dropFirst(2)) ?? place
    case "items": inner = items.first
    case "additionalProperties": inner = additional.first
    case "default":
      guard let defaultValue else { return place }
      return defaultValue.isConstant ? defaultValue.place : nil
    case "pattern": return pattern?.place ?? place
    case "format": return format?.place ?? place
    case "minimum": return minimum?.place ?? place
    case "minLength": return minLength?.place ?? place
    case "minItems": return minItems?.place ?? place
    default: return place
    }
    return inner?.place(of: path.dropFirst()) ?? place
  }
}

extension ValueSyntax {
  fileprivate var isConstant: Bool {
    switch kind {
    case .null, .bool, .int, .double, .text: true
    case .invalid, .expression, .template: false
    case .list(let items): items.allSatisfy(\.isConstant)
    case .map(let fields): fields.allSatisfy(\.value.isConstant)
    }
  }

  /// A value without expressions, as it stands (an expression counts as null: it was reported).
  var plainConstant: PlainValue {
    switch kind {
    case .null, .invalid, .expression, .template: .null
    case .bool(let flag): .bool(flag)
    case .int(let number): .int(number)
    case .double(let number): .double(number)
    case .text(let text): .string(text)
    case .list(let items): .list(items.map(\.plainConstant))
    case .map(let fields):
      .map(fields.map { PlainEntry(key: .string($0.key.text), value: $0.value.plainConstant) })
    }
  }
}

/// A map from names to values, in their order.
func plainMap(_ entries: [(String, PlainValue)]) -> PlainValue {
  .map(entries.map { PlainEntry(key: .string($0.0), value: $0.1) })
}

/// The map of these, where all are constants.
func plainMap(_ fields: [CheckedField]) -> PlainValue? {
  for index in fields.indices where !fields[index].value.isConstant { return nil }
  var entries: [PlainEntry] = []
  entries.reserveCapacity(fields.count)
  for index in fields.indices {
    if let value = fields[index].value.constant {
      entries.append(PlainEntry(key: .string(fields[index].key), value: value))
    }
  }
  return .map(entries)
}

enum ResultTypes {
  static let artifact = CELType.record([.init("path", .string), .init("sha256", .string), .init("size", .int)])
  static let error = CELType.record([
    .init("kind", .string), .init("message", .string), .init("step", .string), .init("sent", .bool),
    .init("heard", .bool), .init("code", .int, isRequired: false),
  ])
  static let candidate = CELType.record(
    [.init("role", .string), .init("name", .string)], rest: .dyn)

  /// Of `http` where nothing is said of it: most are, and share this one.
  private static let answer = CELType.record([
    .init("status", .int), .init("headers", .map(.string, .string)), .init("json", .dyn, isRequired: false),
    .init("text", .string, isRequired: false),
  ])
  static let page = CELType.record([
    .init("url", .string), .init("title", .string), .init("text", .string),
    .init(
      "elements",
      .list(
        .record([
          .init("id", .string), .init("role", .string), .init("name", .string), .init("value", .string),
          .init("states", .list(.string)), .init("section", .list(.string)), .init("locators", .list(.dyn)),
        ]))), .init("left_out", .int),
  ])

  /// What `steps.<id>` is for an effect.
  static func of(_ effect: EffectSyntax, schema: SchemaSyntax?) -> CELType {
    let declared = schema?.celType
    switch effect.kind {
    case .http:
      if declared == nil, effect["save_as"] == nil { return answer }
      let base: [RecordType.Field] = [
        .init("status", .int), .init("headers", .map(.string, .string)),
        .init("json", declared ?? .dyn, isRequired: declared != nil), .init("text", .string, isRequired: false),
      ]
      guard effect["save_as"] != nil else { return .record(base) }
      return .record(base + [.init("path", .string), .init("sha256", .string), .init("size", .int)])
    case .exec:
      return .record([
        .init("exit", .int), .init("stdout", .string), .init("stderr", .string),
        .init("json", declared ?? .dyn, isRequired: declared != nil),
      ])
    case .readFile:
      switch effect["as"]?.constantText {
      case "json": return declared ?? .dyn
      case "csv": return declared ?? .list(.map(.string, .string))
      case "lines": return .list(.string)
      default: return .string
      }
    case .model: return declared ?? .string
    case .now: return .timestamp
    case .random: return .double
    case .writeFile, .download, .screenshot: return artifact
    case .find: return .list(candidate)
    case .index: return page
    case .read: return read(effect, declared: declared)
    case .open, .tab: return .record([.init("url", .string), .init("title", .string)])
    case .dialog: return .record([.init("message", .string, isRequired: false)], rest: .dyn)
    case .click, .fill, .select, .check, .press, .hover, .drag, .scroll, .upload, .waitFor: return .dyn
    }
  }

  private static func read(_ effect: EffectSyntax, declared: CELType?) -> CELType {
    if let declared { return declared }
    var one: CELType
    if let fields = effect["fields"]?.fields {
      one = .record(
        fields.map { field in
          // A field is a locator with a type beside it, or a locator alone.
          RecordType.Field(field.key.text, type(named: field.value["type"]?.constantText) ?? .string)
        })
    } else if effect["as"]?.constantText == "table" {
      one = .record([.init("rows", .dyn, isRequired: false), .init("text", .string, isRequired: false)], rest: .dyn)
    } else {
      one = .record([.init("text", type(named: effect["type"]?.constantText) ?? .string)])
    }
    if let all = effect["all"]?.kind {
      switch all {
      case .bool(true): one = .list(one)
      case .bool(false): break
      default: one = .dyn
      }
    }
    return one
  }

  private static func type(named name: String?) -> CELType? {
    guard let name else { return nil }
    return CELType(schema: .string(name))
  }

  /// What `gates.<id>` is.
  static func of(_ gate: GateSyntax, mayFallThrough: Bool) -> CELType {
    var fields: [RecordType.Field] = [
      .init("approved", .bool), .init("reason", .string, isRequired: false),
      .init("comment", .string, isRequired: false), .init("by", .list(.string)), .init("at", .timestamp),
    ]
    for property in gate.form + gate.edit {
      fields.append(.init(property.name.text, property.schema.celType, isRequired: !mayFallThrough))
    }
    if gate.kind == .choose {
      fields.append(.init("value", .dyn, isRequired: !mayFallThrough))
      fields.append(.init("label", .string, isRequired: !mayFallThrough))
    }
    return .record(fields)
  }

  /// Where a result has its body as it came, beside the same parsed in `json`.
  static let rawBodies: Set<String> = ["text", "stdout"]

  /// The type with what stands at a path (`json.token`, `json.items.*.key`) made a secret. nil where nothing can.
  static func marking(_ type: CELType, secret path: ArraySlice<Substring>) -> CELType? {
    guard let first = path.first else { return .secret }
    let rest = path.dropFirst()
    switch type {
    case .record(var record):
      if let index = record.fields.firstIndex(where: { $0.name == first }) {
        guard let inner = marking(record.fields[index].type, secret: rest) else { return nil }
        record.fields[index].type = inner
      } else {
        guard let other = record.rest, let inner = marking(other, secret: rest) else { return nil }
        record.fields.append(.init(String(first), inner, isRequired: false))
      }
      return .record(record)
    case .dyn:
      if first == "*" || Int(first) != nil { return marking(.dyn, secret: rest).map { .list($0) } }
      guard let inner = marking(.dyn, secret: rest) else { return nil }
      return .record([.init(String(first), inner, isRequired: false)], rest: .dyn)
    case .map(let key, let value):
      guard let inner = marking(value, secret: rest) else { return nil }
      if first == "*" { return .map(key, inner) }
      return .record([.init(String(first), inner, isRequired: false)], rest: value)
    case .list(let element):
      guard first == "*" || Int(first) != nil else { return nil }
      return marking(element, secret: rest).map { .list($0) }
    case .nullable(let base): return marking(base, secret: path)
    case .invalid, .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .optional,
      .type, .secret, .opaque, .parameter:
      return nil
    }
  }
}
