// The types that the checker of expressions reasons with: those of CEL (google/cel-spec, langdef.md, "Gradual Type
// Checking"), and Twin's own (decimals, secrets, records with named fields). A type says nothing of a value's place.
import Values

package indirect enum CELType: Hashable, Sendable {
  /// Anything; what it is shows at run time.
  case dyn
  /// What stands here was wrong and has been reported; it goes with everything and nothing more is said about it.
  case invalid
  case null, bool, int, uint, double, decimal, string, bytes, timestamp, duration
  case list(CELType)
  case map(CELType, CELType)
  case optional(CELType)
  /// The type of types: the expression `int` has type `type(int)`.
  case type(CELType)
  /// A map with text keys of which some are known by name: a step's result, an object of a JSON Schema.
  case record(RecordType)
  /// A handle: text that is not in the machine. No operator and no function takes it.
  case secret
  /// The base type, or null (CEL's wrapper types).
  case nullable(CELType)
  /// A type only known by name, perhaps with parameters: declared by a test or by an environment.
  case opaque(String, [CELType])
  /// A type parameter: of an overload as it is declared, or a variable of the checker's that stands for one.
  case parameter(Int)
}

package struct RecordType: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var name: String
    package var type: CELType
    /// Whether it is there in every value; one that is not raises when it is selected and absent, so `has` or `.?`
    /// is in order.
    package var isRequired: Bool
    package init(_ name: String, _ type: CELType, isRequired: Bool = true) {
      self.name = name
      self.type = type
      self.isRequired = isRequired
    }
  }
  /// In the declared order.
  package var fields: [Field]
  /// The type of fields that are not named; nil: there are none, and selecting one is an error of the author's.
  package var rest: CELType?

  /// A record with exactly these fields, or, if `rest` is given, these and others of that type.
  package init(_ fields: [Field], rest: CELType? = nil) {
    self.fields = fields
    self.rest = rest
  }

  package subscript(_ name: String) -> Field? { fields.first { $0.name == name } }
}

extension CELType {
  package static func record(_ fields: [RecordType.Field], rest: CELType? = nil) -> CELType {
    .record(RecordType(fields, rest: rest))
  }

  package var isDyn: Bool {
    switch self {
    case .dyn, .invalid: true
    default: false
    }
  }

  /// The three kinds of numbers that compare across kinds, and decimals with them.
  package var isNumber: Bool {
    switch self {
    case .int, .uint, .double, .decimal: true
    default: false
    }
  }

  /// Whether nothing about it is left to run time or to be found out.
  var isSettled: Bool {
    switch self {
    case .dyn, .invalid, .parameter: false
    case .list(let inner), .optional(let inner), .nullable(let inner): inner.isSettled
    case .map(let key, let value): key.isSettled && value.isSettled
    case .opaque(_, let parameters): parameters.allSatisfy(\.isSettled)
    case .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .type, .record, .secret:
      true
    }
  }

  package var isParameter: Bool { if case .parameter = self { true } else { false } }

  /// Whether a value of this type is a secret or may have one among its declared parts.
  package var holdsSecret: Bool {
    switch self {
    case .secret: true
    case .list(let inner), .optional(let inner), .nullable(let inner), .type(let inner): inner.holdsSecret
    case .map(let key, let value): key.holdsSecret || value.holdsSecret
    case .record(let record): record.fields.contains { $0.type.holdsSecret } || record.rest?.holdsSecret == true
    case .opaque(_, let parameters): parameters.contains(where: \.holdsSecret)
    case .dyn, .invalid, .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration,
      .parameter:
      false
    }
  }

  /// Whether it has more parts than a type may have (`CheckLimits.typeParts`), or nests deeper (`CheckLimits.typeDepth`).
  var isTooLarge: Bool {
    var left = CheckLimits.typeParts
    return !fits(in: &left, depth: 0)
  }

  private func fits(in left: inout Int, depth: Int) -> Bool {
    left -= 1
    guard left >= 0, depth <= CheckLimits.typeDepth else { return false }
    switch self {
    case .dyn, .invalid, .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .secret,
      .parameter:
      return true
    case .list(let inner), .optional(let inner), .nullable(let inner), .type(let inner):
      return inner.fits(in: &left, depth: depth + 1)
    case .map(let key, let value):
      return key.fits(in: &left, depth: depth + 1) && value.fits(in: &left, depth: depth + 1)
    case .record(let record):
      for field in record.fields where !field.type.fits(in: &left, depth: depth + 1) { return false }
      return record.rest?.fits(in: &left, depth: depth + 1) ?? true
    case .opaque(_, let parameters):
      for parameter in parameters where !parameter.fits(in: &left, depth: depth + 1) { return false }
      return true
    }
  }

  /// Whether a value of this type has a secret wherever one of the other type has.
  package func keepsSecrets(of other: CELType) -> Bool {
    guard other.holdsSecret else { return true }
    switch (self, other) {
    case (.secret, _), (.null, _), (.invalid, _): return true
    case (.nullable(let mine), _): return mine.keepsSecrets(of: other)
    case (_, .nullable(let its)): return keepsSecrets(of: its)
    case (.list(let mine), .list(let its)), (.optional(let mine), .optional(let its)),
      (.map(_, let mine), .map(_, let its)):
      return mine.keepsSecrets(of: its)
    case (.record(let mine), .map(_, let its)):
      return (mine.fields.map(\.type) + (mine.rest.map { [$0] } ?? [])).allSatisfy { $0.keepsSecrets(of: its) }
    case (.map(_, let mine), .record(let its)):
      return (its.fields.map(\.type) + (its.rest.map { [$0] } ?? [])).allSatisfy(mine.keepsSecrets)
    case (.record(let mine), .record(let its)):
      for field in its.fields {
        guard let given = mine[field.name]?.type ?? mine.rest else { continue }
        if !given.keepsSecrets(of: field.type) { return false }
      }
      guard let rest = its.rest else { return true }
      let others = mine.fields.filter { its[$0.name] == nil }.map(\.type) + (mine.rest.map { [$0] } ?? [])
      return others.allSatisfy { $0.keepsSecrets(of: rest) }
    default: return false
    }
  }

  /// A record as the map that it is at run time: its fields' common type, or `dyn`; where one of them holds a secret, any may
  /// be it.
  package var asMap: CELType {
    guard case .record(let record) = self else { return self }
    var types = record.fields.map(\.type)
    if let rest = record.rest { types.append(rest) }
    guard let first = types.first else { return .map(.string, .dyn) }
    if types.allSatisfy({ $0 == first }) { return .map(.string, first) }
    return .map(.string, types.contains(where: \.holdsSecret) ? .secret : .dyn)
  }

  /// As an author reads it: `list(int)`, `map(string, dyn)`, `optional(string)`, `{status: int, …}`.
  package var text: String { describe(depth: 0) }

  private func describe(depth: Int) -> String {
    if depth > 6 { return "…" }
    func inner(_ type: CELType) -> String { type.describe(depth: depth + 1) }
    switch self {
    case .dyn: return "any"
    case .invalid: return "unknown"
    case .null: return "null"
    case .bool: return "bool"
    case .int: return "int"
    case .uint: return "uint"
    case .double: return "double"
    case .decimal: return "decimal"
    case .string: return "string"
    case .bytes: return "bytes"
    case .timestamp: return "timestamp"
    case .duration: return "duration"
    case .list(let element): return "list(\(inner(element)))"
    case .map(let key, let value): return "map(\(inner(key)), \(inner(value)))"
    case .optional(let value): return "optional(\(inner(value)))"
    case .type(let type): return "type(\(inner(type)))"
    case .secret: return "secret"
    case .nullable(let base): return "\(inner(base)) or null"
    case .opaque(let name, let parameters):
      return parameters.isEmpty ? name : "\(name)(\(parameters.map(inner).joined(separator: ", ")))"
    case .parameter: return "any"
    case .record(let record):
      var parts = record.fields.prefix(8).map { "\($0.name)\($0.isRequired ? "" : "?"): \(inner($0.type))" }
      if record.fields.count > 8 || record.rest != nil { parts.append("…") }
      return "{\(parts.joined(separator: ", "))}"
    }
  }
}

extension CELType: CustomStringConvertible {
  package var description: String { text }
}

// MARK: Types of signatures and schemas

extension CELType {
  /// A type of the function table. Its one-letter parameters become `.parameter(n)`, numbered as they are met.
  init(_ signature: SignatureType, parameters: inout [String]) {
    switch signature {
    case .dyn: self = .dyn
    case .null: self = .null
    case .bool: self = .bool
    case .int: self = .int
    case .uint: self = .uint
    case .double: self = .double
    case .decimal: self = .decimal
    case .string: self = .string
    case .bytes: self = .bytes
    case .timestamp: self = .timestamp
    case .duration: self = .duration
    case .type(let inner): self = .type(CELType(inner, parameters: &parameters))
    case .list(let inner): self = .list(CELType(inner, parameters: &parameters))
    case .optional(let inner): self = .optional(CELType(inner, parameters: &parameters))
    case .map(let key, let value):
      let key = CELType(key, parameters: &parameters)
      self = .map(key, CELType(value, parameters: &parameters))
    case .parameter(let name):
      if let known = parameters.firstIndex(of: name) {
        self = .parameter(known)
      } else {
        parameters.append(name)
        self = .parameter(parameters.count - 1)
      }
    }
  }

  /// The type of the values that a JSON Schema admits (`integer` is `int`, `number` is `double`, `any` or nothing is
  /// `dyn`, an object with properties is a record). `secret: true` makes it a secret.
  package init(schema: PlainValue) { self.init(schema: schema, depth: 0) }

  private init(schema: PlainValue, depth: Int) {
    if depth > CheckLimits.schemaDepth {
      self = .dyn
      return
    }
    if schema["secret"]?.boolean == true {
      self = .secret
      return
    }
    let names: [String]
    if let name = schema.text ?? schema["type"]?.text {
      names = [name]
    } else if let list = schema["type"]?.elements {
      names = list.compactMap(\.text)
    } else {
      names = schema["properties"] != nil ? ["object"] : schema["items"] != nil ? ["array"] : []
    }
    let types = names.filter { $0 != "null" }.map { CELType(schemaType: $0, of: schema, depth: depth) }
    guard let first = types.first else {
      self = names.isEmpty ? .dyn : .null
      return
    }
    if types.count > 1 {
      self = .dyn
    } else {
      self = names.count > types.count && first != .dyn ? .nullable(first) : first
    }
  }

  private init(schemaType name: String, of schema: PlainValue, depth: Int) {
    switch name {
    case "string": self = .string
    case "integer": self = .int
    case "number": self = .double
    case "boolean": self = .bool
    case "array": self = .list(schema["items"].map { CELType(schema: $0, depth: depth + 1) } ?? .dyn)
    case "object":
      let rest: CELType?
      switch schema["additionalProperties"] {
      case nil, .some(.bool(true)): rest = .dyn
      case .some(.bool(false)): rest = nil
      case .some(let inner): rest = CELType(schema: inner, depth: depth + 1)
      }
      guard let properties = schema["properties"]?.entries, !properties.isEmpty else {
        self = .map(.string, rest ?? .dyn)
        return
      }
      let required = Set((schema["required"]?.elements ?? []).compactMap(\.text))
      let fields = properties.compactMap { entry -> RecordType.Field? in
        guard let name = entry.key.text else { return nil }
        let hasDefault = entry.value["default"] != nil
        let type = CELType(schema: entry.value, depth: depth + 1)
        return RecordType.Field(name, type, isRequired: hasDefault || required.contains(name))
      }
      self = .record(fields, rest: rest)
    default: self = .dyn
    }
  }
}
