// A value that stands by itself: what crosses the border between a machine and the rest of the world (inputs, arguments of
// effects, outcomes, decisions). A tree, not a graph; it owns its parts.

package enum PlainValue: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case decimal(DecimalValue)
  case timestamp(TimestampValue)
  case duration(DurationValue)
  case type(TypeName)
  case string(String)
  case bytes([UInt8])
  case list([PlainValue])
  case map([PlainEntry])
  indirect case optional(PlainValue?)
  indirect case error(PlainError)
  case secret(SecretText)
}

/// One entry of a map, in insertion order. The key is a bool, int, uint or string.
package struct PlainEntry: Hashable, Sendable {
  package var key: PlainValue
  package var value: PlainValue
  package init(key: PlainValue, value: PlainValue) {
    self.key = key
    self.value = value
  }
}

package struct PlainError: Hashable, Sendable {
  package var kind: ErrorKind
  package var message: String
  /// What is known of the effect that it came of, and the code that was answered, or -1.
  package var reach: Reach
  package var code: Int32
  /// Number in the step table, or -1.
  package var step: Int
  /// Number of the instruction that raised it, or -1.
  package var instruction: Int
  package init(
    kind: ErrorKind, message: String, reach: Reach = .notSent, code: Int32 = -1, step: Int = -1, instruction: Int = -1
  ) {
    self.kind = kind
    self.message = message
    self.reach = reach
    self.code = code
    self.step = step
    self.instruction = instruction
  }
}

/// Text with holes where secrets stand. The holes carry names, never texts.
package struct SecretText: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case text(String)
    /// The name under which the runtime keeps the secret: `vault:NAME`, `gate:INSTANCE/FIELD`, `result:TICKET/PATH`.
    case hole(String)
  }
  package var parts: [Part]
  package init(parts: [Part]) { self.parts = parts }
}

extension PlainValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .int(value) }
  package init(floatLiteral value: Double) { self = .double(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: PlainValue...) { self = .list(elements) }
  package init(dictionaryLiteral elements: (String, PlainValue)...) {
    self = .map(elements.map { PlainEntry(key: .string($0.0), value: $0.1) })
  }
}

extension PlainValue {
  /// The value under a text key of a map; nil where this is no map or has no such key.
  package subscript(_ key: String) -> PlainValue? {
    guard case .map(let entries) = self else { return nil }
    // The same bytes. Mostly the counts differ, which is told without looking at them.
    let count = key.utf8.count
    for entry in entries {
      if case .string(let name) = entry.key, name.utf8.count == count, name.utf8.elementsEqual(key.utf8) {
        return entry.value
      }
    }
    return nil
  }

  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }
  package var integer: Int64? {
    if case .int(let number) = self { number } else { nil }
  }
  package var boolean: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }
  package var elements: [PlainValue]? {
    if case .list(let elements) = self { elements } else { nil }
  }
  package var entries: [PlainEntry]? {
    if case .map(let entries) = self { entries } else { nil }
  }
}
