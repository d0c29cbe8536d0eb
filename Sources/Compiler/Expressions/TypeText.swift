// Types as text, in the way CEL's own tools write them: `list(int)`, `map(string, dyn)`, `optional_type(<T>)`. For
// environments that declare variables and functions.

extension CELType {
  /// The type a text declares; nil where it is none. Names that are not known are opaque types; `<T>` is a type parameter,
  /// numbered by its place in `parameters`, which grows.
  package init?(declared text: String, parameters: inout [String]) {
    var reader = TypeReader(text: Array(text.utf8))
    guard let type = reader.type(&parameters, depth: 0), reader.isAtEnd else { return nil }
    self = type
  }

  package init?(declared text: String) {
    var parameters: [String] = []
    self.init(declared: text, parameters: &parameters)
  }

  /// The inverse, for a type without records and secrets (which show as the nearest type of CEL).
  package var declared: String {
    switch self {
    case .dyn, .parameter: "dyn"
    case .invalid: "error"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .decimal: "decimal"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .secret: "secret"
    case .list(let inner): "list(\(inner.declared))"
    case .map(let key, let value): "map(\(key.declared), \(value.declared))"
    case .optional(let inner): "optional_type(\(inner.declared))"
    case .type(let inner): "type(\(inner.declared))"
    case .nullable(let inner): "wrapper(\(inner.declared))"
    case .record: asMap.declared
    case .opaque(let name, let inner):
      inner.isEmpty ? name : "\(name)(\(inner.map(\.declared).joined(separator: ", ")))"
    }
  }
}

private struct TypeReader {
  let text: [UInt8]
  var position = 0

  var isAtEnd: Bool { position == text.count }

  mutating func accept(_ byte: Unicode.Scalar) -> Bool {
    while position < text.count, text[position] == 0x20 { position += 1 }
    guard position < text.count, text[position] == UInt8(ascii: byte) else { return false }
    position += 1
    while position < text.count, text[position] == 0x20 { position += 1 }
    return true
  }

  mutating func name() -> String? {
    let start = position
    while position < text.count {
      switch text[position] {
      case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x5F, 0x2E: position += 1
      default: return start == position ? nil : String(decoding: text[start..<position], as: UTF8.self)
      }
    }
    return start == position ? nil : String(decoding: text[start...], as: UTF8.self)
  }

  mutating func type(_ parameters: inout [String], depth: Int) -> CELType? {
    if depth > CheckLimits.schemaDepth { return nil }
    if accept("<") {
      guard let name = name(), accept(">") else { return nil }
      if let known = parameters.firstIndex(of: name) { return .parameter(known) }
      parameters.append(name)
      return .parameter(parameters.count - 1)
    }
    guard let name = name() else { return nil }
    var inner: [CELType] = []
    if accept("(") {
      repeat {
        guard let next = type(&parameters, depth: depth + 1) else { return nil }
        inner.append(next)
      } while accept(",")
      guard accept(")") else { return nil }
    }
    return Self.named(name, inner)
  }

  static func named(_ name: String, _ inner: [CELType]) -> CELType {
    switch name {
    case "dyn", "any", "google.protobuf.Value", "google.protobuf.Any": .dyn
    case "null", "null_type": .null
    case "bool": .bool
    case "int": .int
    case "uint": .uint
    case "double": .double
    case "decimal": .decimal
    case "string": .string
    case "bytes": .bytes
    case "timestamp", "google.protobuf.Timestamp": .timestamp
    case "duration", "google.protobuf.Duration": .duration
    case "list": .list(inner.first ?? .dyn)
    case "map": .map(inner.first ?? .dyn, inner.dropFirst().first ?? .dyn)
    case "optional_type", "optional": .optional(inner.first ?? .dyn)
    case "type": .type(inner.first ?? .dyn)
    case "wrapper": .nullable(inner.first ?? .dyn)
    default: .opaque(name, inner)
    }
  }
}
