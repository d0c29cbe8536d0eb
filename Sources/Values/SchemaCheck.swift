// JSON Schema keywords (draft 2020-12, the part that inputs, forms and `schema:` use): a schema's text becomes a `Schema`,
// and a value is checked against it, its declared numbers widened and its defaults filled in. It never changes a value in
// any other way, and knows no references.

/// What is wrong with a value, or with a schema, and where: `$.rows[3].total`.
package struct SchemaProblem: Hashable, Sendable, CustomStringConvertible {
  package var path: String
  package var message: String
  package var description: String { "\(path): \(message)" }
}

package enum SchemaType: String, CaseIterable, Sendable {
  case string, integer, number, boolean, object, array, null, any
}

package enum SchemaFormat: String, CaseIterable, Sendable {
  case email, uri, date, time, uuid, hostname, ipv4
  case dateTime = "date-time"
}

/// A schema, read and found sound.
package final class Schema: Sendable {
  /// What properties beyond the declared ones may be.
  package enum Additional: Sendable {
    case allowed, refused
    case schema(Schema)
  }

  /// Empty: any type.
  package let types: [SchemaType]
  package let properties: [(name: String, schema: Schema)]
  package let required: [String]
  package let additional: Additional
  package let items: Schema?
  package let oneOfValues: [PlainValue]?
  package let constant: PlainValue?
  package let minimum: Double?
  package let maximum: Double?
  package let exclusiveMinimum: Double?
  package let exclusiveMaximum: Double?
  package let multipleOf: PlainValue?
  package let minLength: Int?
  package let maxLength: Int?
  package let pattern: String?
  package let format: SchemaFormat?
  package let minItems: Int?
  package let maxItems: Int?
  package let uniqueItems: Bool
  package let defaultValue: PlainValue?
  package let description: String?
  package let title: String?
  package let isSecret: Bool
  package let anyOf: [Schema]
  package let oneOf: [Schema]
  package let allOf: [Schema]
  let compiledPattern: Pattern?

  package static let keywords = [
    "type", "properties", "required", "additionalProperties", "items", "enum", "const", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format", "minItems",
    "maxItems", "uniqueItems", "default", "description", "title", "secret", "anyOf", "oneOf", "allOf", "examples",
    "$schema", "$comment",
  ]

  /// Reads a schema: a map of keywords, or a type's name alone. Throws everything that is wrong with it.
  package convenience init(_ plain: PlainValue) throws(SchemaProblems) {
    var reader = SchemaReader()
    let schema = reader.read(plain, path: "$", depth: 0)
    if !reader.problems.isEmpty { throw SchemaProblems(problems: reader.problems) }
    self.init(fields: schema)
  }

  fileprivate init(fields: SchemaFields) {
    types = fields.types
    properties = fields.properties
    required = fields.required
    additional = fields.additional
    items = fields.items
    oneOfValues = fields.oneOfValues
    constant = fields.constant
    minimum = fields.minimum
    maximum = fields.maximum
    exclusiveMinimum = fields.exclusiveMinimum
    exclusiveMaximum = fields.exclusiveMaximum
    multipleOf = fields.multipleOf
    minLength = fields.minLength
    maxLength = fields.maxLength
    pattern = fields.pattern
    format = fields.format
    minItems = fields.minItems
    maxItems = fields.maxItems
    uniqueItems = fields.uniqueItems
    defaultValue = fields.defaultValue
    description = fields.description
    title = fields.title
    isSecret = fields.isSecret
    anyOf = fields.anyOf
    oneOf = fields.oneOf
    allOf = fields.allOf
    compiledPattern = fields.compiledPattern
  }
}

/// Why a schema was refused.
package struct SchemaProblems: Error, Equatable, Sendable, CustomStringConvertible {
  package var problems: [SchemaProblem]
  package var description: String { problems.map(\.description).joined(separator: "; ") }
}

private struct SchemaFields {
  var types: [SchemaType] = []
  var properties: [(name: String, schema: Schema)] = []
  var required: [String] = []
  var additional = Schema.Additional.allowed
  var items: Schema?
  var oneOfValues: [PlainValue]?
  var constant: PlainValue?
  var minimum: Double?
  var maximum: Double?
  var exclusiveMinimum: Double?
  var exclusiveMaximum: Double?
  var multipleOf: PlainValue?
  var minLength: Int?
  var maxLength: Int?
  var pattern: String?
  var format: SchemaFormat?
  var minItems: Int?
  var maxItems: Int?
  var uniqueItems = false
  var defaultValue: PlainValue?
  var description: String?
  var title: String?
  var isSecret = false
  var anyOf: [Schema] = []
  var oneOf: [Schema] = []
  var allOf: [Schema] = []
  var compiledPattern: Pattern?
}

// MARK: Reading a schema

private struct SchemaReader {
  var problems: [SchemaProblem] = []

  mutating func problem(_ path: String, _ message: String) {
    if problems.count < ValueLimits.schemaProblems { problems.append(SchemaProblem(path: path, message: message)) }
  }

  mutating func node(_ plain: PlainValue, path: String, depth: Int) -> Schema {
    Schema(fields: read(plain, path: path, depth: depth + 1))
  }

  mutating func read(_ plain: PlainValue, path: String, depth: Int) -> SchemaFields {
    var fields = SchemaFields()
    if depth > ValueLimits.depth {
      problem(path, "the schema is nested too deep (limit: \(ValueLimits.depth))")
      return fields
    }
    switch plain {
    case .string: fields.types = types(plain, path)
    case .bool(true): break
    case .map(let entries):
      for entry in entries {
        guard let keyword = entry.key.text else {
          problem(path, "a keyword is a text")
          continue
        }
        read(keyword, entry.value, into: &fields, path: "\(path).\(keyword)", depth: depth)
      }
      // A default is checked against the finished schema, so that a run cannot start with what it would refuse.
      if let given = fields.defaultValue, problems.isEmpty {
        var shape = fields
        shape.defaultValue = nil
        let checked = Schema(fields: shape).check(given)
        for found in checked.problems { problem("\(path).default" + found.path.dropFirst(), found.message) }
        fields.defaultValue = checked.value
      }
    default: problem(path, "a schema is a map of keywords or the name of a type, not \(plain.kindText)")
    }
    return fields
  }

  mutating func read(_ keyword: String, _ value: PlainValue, into fields: inout SchemaFields, path: String, depth: Int) {
    switch keyword {
    case "type": fields.types = types(value, path)
    case "properties":
      guard let entries = value.entries else { return problem(path, "takes a map of schemas") }
      for entry in entries {
        guard let name = entry.key.text else {
          problem(path, "a property's name is a text")
          continue
        }
        fields.properties.append((name, node(entry.value, path: "\(path).\(name)", depth: depth)))
      }
    case "required":
      guard let names = value.elements, names.allSatisfy({ $0.text != nil }) else {
        return problem(path, "takes a list of names")
      }
      fields.required = names.compactMap(\.text)
    case "additionalProperties":
      if case .bool(let flag) = value {
        fields.additional = flag ? .allowed : .refused
      } else {
        fields.additional = .schema(node(value, path: path, depth: depth))
      }
    case "items": fields.items = node(value, path: path, depth: depth)
    case "enum":
      guard let values = value.elements, !values.isEmpty else { return problem(path, "takes a list of values") }
      fields.oneOfValues = values
    case "const": fields.constant = value
    case "minimum": fields.minimum = number(value, path)
    case "maximum": fields.maximum = number(value, path)
    case "exclusiveMinimum": fields.exclusiveMinimum = number(value, path)
    case "exclusiveMaximum": fields.exclusiveMaximum = number(value, path)
    case "multipleOf":
      guard let step = number(value, path) else { return }
      if step > 0 { fields.multipleOf = value } else { problem(path, "takes a number greater than 0") }
    case "minLength": fields.minLength = count(value, path)
    case "maxLength": fields.maxLength = count(value, path)
    case "minItems": fields.minItems = count(value, path)
    case "maxItems": fields.maxItems = count(value, path)
    case "uniqueItems": fields.uniqueItems = flag(value, path)
    case "secret": fields.isSecret = flag(value, path)
    case "pattern":
      guard let text = value.text else { return problem(path, "takes a regular expression") }
      fields.pattern = text
      do { fields.compiledPattern = try Pattern(Array(text.utf8), hash: 0) } catch { problem(path, error.message) }
    case "format":
      fields.format = value.text.flatMap(SchemaFormat.init)
      if fields.format == nil {
        problem(path, "takes one of \(SchemaFormat.allCases.map(\.rawValue).joined(separator: ", "))")
      }
    case "default": fields.defaultValue = value
    case "description":
      fields.description = value.text
      if fields.description == nil { problem(path, "takes a text") }
    case "title":
      fields.title = value.text
      if fields.title == nil { problem(path, "takes a text") }
    case "anyOf": fields.anyOf = list(value, path, depth)
    case "oneOf": fields.oneOf = list(value, path, depth)
    case "allOf": fields.allOf = list(value, path, depth)
    case "examples", "$schema", "$comment": break
    default: problem(path, "unknown keyword '\(keyword)'")
    }
  }

  mutating func types(_ value: PlainValue, _ path: String) -> [SchemaType] {
    let names = value.elements ?? [value]
    var types: [SchemaType] = []
    for name in names {
      if let type = name.text.flatMap(SchemaType.init(rawValue:)) {
        types.append(type)
      } else {
        let shown = name.text.map { "'\($0)'" } ?? name.kindText
        problem(path, "\(shown) is no type; types are \(SchemaType.allCases.map(\.rawValue).joined(separator: ", "))")
      }
    }
    return types.contains(.any) ? [] : types
  }

  mutating func number(_ value: PlainValue, _ path: String) -> Double? {
    guard let number = value.number, number.isFinite else {
      problem(path, "takes a number")
      return nil
    }
    return number
  }

  mutating func count(_ value: PlainValue, _ path: String) -> Int? {
    guard let number = value.integer, number >= 0 else {
      problem(path, "takes a whole number from 0 on")
      return nil
    }
    return Int(number)
  }

  mutating func flag(_ value: PlainValue, _ path: String) -> Bool {
    guard let flag = value.boolean else {
      problem(path, "takes true or false")
      return false
    }
    return flag
  }

  mutating func list(_ value: PlainValue, _ path: String, _ depth: Int) -> [Schema] {
    guard let elements = value.elements, !elements.isEmpty else {
      problem(path, "takes a list of schemas")
      return []
    }
    return elements.enumerated().map { node($0.element, path: "\(path)[\($0.offset)]", depth: depth) }
  }
}

// MARK: Checking a value

extension Schema {
  /// The value with its declared numbers widened and its defaults filled in, and everything that is wrong with it.
  package func check(_ value: PlainValue) -> (value: PlainValue, problems: [SchemaProblem]) {
    var checker = SchemaChecker()
    let checked = checker.check(value, self, path: "$", depth: 0)
    return (checked, checker.problems)
  }
}

private struct SchemaChecker {
  var problems: [SchemaProblem] = []

  mutating func problem(_ path: String, _ message: String) {
    if problems.count < ValueLimits.schemaProblems { problems.append(SchemaProblem(path: path, message: message)) }
  }

  mutating func check(_ given: PlainValue, _ schema: Schema, path: String, depth: Int) -> PlainValue {
    if depth > ValueLimits.depth {
      problem(path, "nested too deep (limit: \(ValueLimits.depth))")
      return given
    }
    guard var value = typed(given, schema, path) else { return given }
    switch value {
    case .string(let text): checkText(text, schema, path)
    case .int, .uint, .double, .decimal: checkNumber(value, schema, path)
    case .list(let elements): value = checkList(elements, schema, path, depth)
    case .map(let entries): value = checkMap(entries, schema, path, depth)
    default: break
    }
    if let allowed = schema.oneOfValues, !allowed.contains(where: { sameWorth($0, value) }) {
      let shown = allowed.prefix(20).map(\.shown).joined(separator: ", ")
      problem(path, "must be one of \(shown)\(allowed.count > 20 ? " …" : ""), not \(value.shown)")
    }
    if let constant = schema.constant, !sameWorth(constant, value) { problem(path, "must be \(constant.shown)") }
    return alternatives(value, schema, path, depth)
  }

  /// The value as one of the schema's types; nil, with a problem, where it is of none.
  mutating func typed(_ value: PlainValue, _ schema: Schema, _ path: String) -> PlainValue? {
    if schema.types.isEmpty { return value }
    for type in schema.types {
      switch (type, value) {
      case (.any, _), (.string, .string), (.boolean, .bool), (.null, .null), (.array, .list), (.integer, .int),
        (.number, .double):
        return value
      // A secret is text that nobody can look at.
      case (.string, .secret): return value
      case (.object, .map(let entries)) where entries.allSatisfy({ $0.key.text != nil }): return value
      default: continue
      }
    }
    // No type fits as it stands: an integer widens to a number, a whole number narrows to an integer.
    if schema.types.contains(.number), let widened = value.widened {
      guard let widened = widened.exact else {
        problem(path, "\(value.shown) is not exactly a number (a double)")
        return nil
      }
      return .double(widened)
    }
    if schema.types.contains(.integer) {
      if case .double(let number) = value, let whole = Int64(exactly: number) { return .int(whole) }
      if case .uint(let number) = value, let whole = Int64(exactly: number) { return .int(whole) }
    }
    problem(path, "expected \(schema.types.map(\.shown).joined(separator: " or ")), found \(value.kindText)")
    return nil
  }

  mutating func checkText(_ text: String, _ schema: Schema, _ path: String) {
    if schema.minLength != nil || schema.maxLength != nil {
      let count = text.unicodeScalars.count
      if let least = schema.minLength, count < least {
        problem(path, least == 1 ? "must not be empty" : "must have at least \(least) characters, not \(count)")
      }
      if let most = schema.maxLength, count > most { problem(path, "must have at most \(most) characters, not \(count)") }
    }
    if let pattern = schema.compiledPattern {
      var text = text
      if !text.withUTF8({ pattern.matches($0) }) { problem(path, "must match the pattern \(schema.pattern ?? "")") }
    }
    if let format = schema.format, !format.accepts(Array(text.utf8)) { problem(path, "must be \(format.shown)") }
  }

  mutating func checkNumber(_ value: PlainValue, _ schema: Schema, _ path: String) {
    guard let number = value.number else { return }
    func shown(_ bound: Double) -> String { DoubleText.plain(bound) }
    if let bound = schema.minimum, !(number >= bound) { problem(path, "must be at least \(shown(bound))") }
    if let bound = schema.maximum, !(number <= bound) { problem(path, "must be at most \(shown(bound))") }
    if let bound = schema.exclusiveMinimum, !(number > bound) { problem(path, "must be more than \(shown(bound))") }
    if let bound = schema.exclusiveMaximum, !(number < bound) { problem(path, "must be less than \(shown(bound))") }
    if let step = schema.multipleOf, !isMultiple(value, of: step) { problem(path, "must be a multiple of \(step.shown)") }
  }

  /// By decimal digits, so that 0.3 is a multiple of 0.1.
  private func isMultiple(_ value: PlainValue, of step: PlainValue) -> Bool {
    if case .int(let number) = value, case .int(let whole) = step { return number % whole == 0 }
    guard let a = value.decimal, let b = step.decimal, b.coefficient != 0 else { return false }
    let scale = max(Int(a.scale), Int(b.scale))
    return a.coefficient(atScale: scale) % b.coefficient(atScale: scale) == 0
  }

  mutating func checkList(_ elements: [PlainValue], _ schema: Schema, _ path: String, _ depth: Int) -> PlainValue {
    if let least = schema.minItems, elements.count < least {
      problem(path, "must have at least \(least) elements, not \(elements.count)")
    }
    if let most = schema.maxItems, elements.count > most {
      problem(path, "must have at most \(most) elements, not \(elements.count)")
    }
    var checked = elements
    if let items = schema.items {
      for index in elements.indices {
        checked[index] = check(elements[index], items, path: "\(path)[\(index)]", depth: depth + 1)
        if problems.count >= ValueLimits.schemaProblems { break }
      }
    }
    if schema.uniqueItems {
      var seen: [PlainValue: Int] = [:]
      for (index, element) in checked.enumerated() {
        if let earlier = seen.updateValue(index, forKey: element) {
          problem("\(path)[\(index)]", "repeats element \(earlier)")
          break
        }
      }
    }
    return .list(checked)
  }

  mutating func checkMap(_ entries: [PlainEntry], _ schema: Schema, _ path: String, _ depth: Int) -> PlainValue {
    var checked = entries
    var places: [String: Int] = [:]
    for (index, entry) in entries.enumerated() { if let name = entry.key.text { places[name] = index } }
    var declared: Set<String> = []
    for (name, property) in schema.properties {
      declared.insert(name)
      if let index = places[name] {
        checked[index].value = check(entries[index].value, property, path: step(path, name), depth: depth + 1)
      } else if let value = property.defaultValue {
        checked.append(PlainEntry(key: .string(name), value: value))
      }
    }
    for name in schema.required where places[name] == nil {
      // A default stands in for what is required.
      if !checked[entries.count...].contains(where: { $0.key.text == name }) { problem(step(path, name), "is required") }
    }
    for (index, entry) in entries.enumerated() {
      guard let name = entry.key.text, !declared.contains(name) else { continue }
      switch schema.additional {
      case .allowed: break
      case .refused:
        let known = schema.properties.map(\.name).joined(separator: ", ")
        problem(step(path, name), "is not a known property" + (known.isEmpty ? "" : "; known are \(known)"))
      case .schema(let other):
        checked[index].value = check(entry.value, other, path: step(path, name), depth: depth + 1)
      }
    }
    return .map(checked)
  }

  private func step(_ path: String, _ name: String) -> String {
    let isName = !name.isEmpty && name.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == 0x5F || $0 >= 0x30 && $0 < 0x3A }
    return isName ? "\(path).\(name)" : "\(path)['\(name)']"
  }

  mutating func alternatives(_ value: PlainValue, _ schema: Schema, _ path: String, _ depth: Int) -> PlainValue {
    var value = value
    for part in schema.allOf { value = check(value, part, path: path, depth: depth + 1) }
    for (options, onlyOne) in [(schema.anyOf, false), (schema.oneOf, true)] where !options.isEmpty {
      var fitting: [PlainValue] = []
      var reasons: [String] = []
      for option in options {
        var trial = SchemaChecker()
        let checked = trial.check(value, option, path: path, depth: depth + 1)
        if let first = trial.problems.first {
          reasons.append(first.path == path ? first.message : first.description)
        } else {
          fitting.append(checked)
          if !onlyOne { break }
        }
      }
      if let first = fitting.first {
        if fitting.count > 1 { problem(path, "fits \(fitting.count) of the alternatives, not one") }
        value = first
      } else {
        problem(path, "fits none of the alternatives: \(reasons.joined(separator: "; or "))")
      }
    }
    return value
  }

  /// Equal as JSON Schema has it: numbers by worth.
  private func sameWorth(_ a: PlainValue, _ b: PlainValue) -> Bool {
    if a == b { return true }
    var heap = Heap()
    guard let x = try? heap.make(a), let y = try? heap.make(b) else { return false }
    return (try? heap.equal(x, y)) ?? false
  }
}

// MARK: Words

extension SchemaType {
  fileprivate var shown: String {
    switch self {
    case .string: "a string"
    case .integer: "an integer"
    case .number: "a number"
    case .boolean: "true or false"
    case .object: "an object"
    case .array: "a list"
    case .null: "null"
    case .any: "anything"
    }
  }
}

extension PlainValue {
  /// The kind, with its article, as a message has it.
  fileprivate var kindText: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .int, .uint: "an integer"
    case .double: "a number"
    case .decimal: "a decimal"
    case .timestamp: "a timestamp"
    case .duration: "a duration"
    case .type: "a type"
    case .string: "a string"
    case .bytes: "bytes"
    case .list: "a list"
    case .map: "an object"
    case .optional: "an optional"
    case .error: "an error"
    case .secret: "a secret"
    }
  }

  fileprivate var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .double(let number): number
    case .decimal(let number): number.double
    default: nil
    }
  }

  fileprivate var decimal: DecimalValue? {
    switch self {
    case .int(let number): DecimalValue(coefficient: number, scale: 0)
    case .decimal(let number): number
    case .double(let number):
      if number.isFinite { try? DecimalValue.parse(DoubleText.plain(number).utf8) } else { nil }
    default: nil
    }
  }

  /// For an integer: the double of the same worth, if there is one.
  fileprivate var widened: (exact: Double?, isInteger: Bool)? {
    switch self {
    case .int(let number): (Int64(exactly: Double(number)) == number ? Double(number) : nil, true)
    case .uint(let number): (UInt64(exactly: Double(number)) == number ? Double(number) : nil, true)
    default: nil
    }
  }

  fileprivate var shown: String {
    guard let text = try? jsonText(style: .display) else { return kindText }
    return text.utf8.count <= 80 ? text : String(text.prefix(60)) + "…"
  }
}

extension SchemaFormat {
  fileprivate var shown: String {
    switch self {
    case .email: "an e-mail address"
    case .uri: "a URI with a scheme, such as https://example.com"
    case .date: "a date such as 2026-01-31"
    case .time: "a time such as 23:59:00Z"
    case .dateTime: "a date and time such as 2026-01-31T23:59:00Z"
    case .uuid: "a UUID"
    case .hostname: "a host name"
    case .ipv4: "an IPv4 address"
    }
  }

  /// Whether the text has this form. Meant to catch mistakes, not to prove that an address exists.
  package func accepts(_ text: [UInt8]) -> Bool {
    switch self {
    case .email:
      guard let at = text.lastIndex(of: UInt8(ascii: "@")), at > 0, at <= 64 else { return false }
      let local = text[..<at]
      let isPlain = local.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"@,;:<>()[]\\\"".utf8.contains($0) }
      let host = Array(text[(at + 1)...])
      return isPlain && local.first != UInt8(ascii: ".") && local.last != UInt8(ascii: ".")
        && host.contains(UInt8(ascii: ".")) && Self.hostname.accepts(host)
    case .uri:
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < text.count,
        Self.isLetter(text[0])
      else { return false }
      return text[..<colon].allSatisfy { Self.isLetter($0) || Self.isDigit($0) || "+-.".utf8.contains($0) }
        && text.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<>\"{}|\\^`".utf8.contains($0) }
    case .date: return text.count == 10 && TimestampValue.parse(text + Array("T00:00:00Z".utf8)) != nil
    case .time: return TimestampValue.parse(Array("2000-01-02T".utf8) + text) != nil
    case .dateTime: return TimestampValue.parse(text) != nil
    case .uuid:
      return text.count == 36
        && text.enumerated().allSatisfy { index, byte in
          [8, 13, 18, 23].contains(index)
            ? byte == UInt8(ascii: "-") : Self.isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
        }
    case .hostname:
      guard !text.isEmpty, text.count <= 253 else { return false }
      return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
        !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
          && label.allSatisfy { Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "-") || $0 >= 0x80 }
      }
    case .ipv4:
      let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      return parts.count == 4
        && parts.allSatisfy { part in
          !part.isEmpty && part.count <= 3 && part.allSatisfy(Self.isDigit)
            && (part.count == 1 || part.first != UInt8(ascii: "0")) && (Heap.integer(part) ?? 999) <= 255
        }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
