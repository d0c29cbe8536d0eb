// JSON Schema (draft 2020-12, the keywords that inputs, forms and `schema:` use): a plain tree becomes a `Schema`, or the
// list of what is wrong with it. It knows no references. SchemaCheck.swift checks values against it.

/// What is wrong with a value, or with a schema, and where: `$.rows[3].total`.
package struct SchemaProblem: Hashable, Sendable, CustomStringConvertible {
  package var path: String
  package var message: String
  package var description: String { "\(path): \(message)" }
}

package enum SchemaType: String, CaseIterable, Sendable {
  case string, integer, number, boolean, object, array, null, any
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
      let bounds = [
        ("minimum", fields.minimum, "maximum", fields.maximum),
        ("minLength", fields.minLength.map(Double.init), "maxLength", fields.maxLength.map(Double.init)),
        ("minItems", fields.minItems.map(Double.init), "maxItems", fields.maxItems.map(Double.init)),
      ]
      for (low, least, high, most) in bounds {
        if let least, let most, least > most { problem("\(path).\(low)", "is above `\(high)`: nothing is both") }
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

  mutating func read(_ keyword: String, _ value: PlainValue, into fields: inout SchemaFields, path: String, depth: Int)
  {
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
    guard let number = value.schemaNumber, number.isFinite else {
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
