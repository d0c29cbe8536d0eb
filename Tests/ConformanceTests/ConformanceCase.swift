// One line of the conformance data → a case. The format is that of the data's README.
import Foundation
import Values

struct ConformanceCase: Sendable {
  struct Declaration: Sendable {
    var name: String
    var type: String?
    var overloads: [Function]
  }
  struct Function: Sendable {
    var parameters: [String]
    var result: String
    var isMember: Bool
  }

  var file: String
  var section: String
  var ordinal: Int
  var name: String
  var expression: String
  var container = ""
  var declarations: [Declaration] = []
  var isUnchecked = false
  var isCheckOnly = false
  var bindings: [(name: String, value: PlainValue)] = []
  var expectedValue: PlainValue?
  var expectsError = false
  var expectedType: String?
  /// Why the case cannot be run: its values are not understood.
  var problem: String?

  /// The case's key in messages and in the list of exclusions.
  var id: String { "\(file)/\(section)/\(ordinal)" }
  var isExtension: Bool {
    file.hasSuffix("_ext") || ["optionals", "macros2", "block", "bindings"].contains(file)
  }

  init(line: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
    guard let row = json as? [String: Any], let file = row["file"] as? String,
      let section = row["section"] as? String, let ordinal = row["ordinal"] as? Int,
      let name = row["name"] as? String, let expression = row["expr"] as? String,
      let expect = row["expect"] as? [String: Any]
    else { throw ConformanceError("a case misses file, section, ordinal, name, expr or expect: \(line.prefix(200))") }
    (self.file, self.section, self.ordinal, self.name, self.expression) = (file, section, ordinal, name, expression)
    container = row["container"] as? String ?? ""
    isUnchecked = row["disableCheck"] as? Bool ?? false
    isCheckOnly = row["checkOnly"] as? Bool ?? false
    for declared in row["declare"] as? [[String: Any]] ?? [] {
      guard let name = declared["name"] as? String else { throw ConformanceError("a declaration without a name") }
      let functions = (declared["overloads"] as? [[String: Any]] ?? []).map { overload in
        Function(
          parameters: overload["params"] as? [String] ?? [], result: overload["result"] as? String ?? "dyn",
          isMember: overload["member"] as? Bool ?? false)
      }
      declarations.append(Declaration(name: name, type: declared["type"] as? String, overloads: functions))
    }
    do { try readValues(row, expect) } catch { problem = "\(error)" }
  }

  private mutating func readValues(_ row: [String: Any], _ expect: [String: Any]) throws {
    for (name, value) in (row["bindings"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
      bindings.append((name, try PlainValue(tagged: value)))
    }
    expectsError = expect["error"] as? Bool ?? false
    expectedType = expect["type"] as? String
    if let value = expect["value"] { expectedValue = try PlainValue(tagged: value) }
    let known: Set<String> = ["error", "type", "value"]
    guard known.isSuperset(of: expect.keys), expectsError || expectedType != nil || expectedValue != nil else {
      throw ConformanceError("an expectation that is not understood: \(expect)")
    }
  }
}

struct ConformanceError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

extension PlainValue {
  /// A value as the data writes it: `{"int": "1"}`.
  init(tagged json: Any) throws {
    guard let tagged = json as? [String: Any], tagged.count == 1, let (tag, content) = tagged.first else {
      throw ConformanceError("a value without a tag: \(json)")
    }
    func text() throws -> String {
      guard let text = content as? String else { throw ConformanceError("a \(tag) that is no text: \(content)") }
      return text
    }
    func number<N: LosslessStringConvertible>(_ type: N.Type) throws -> N {
      guard let number = N(try text()) else { throw ConformanceError("no \(tag): \(content)") }
      return number
    }
    func secondsAndNanos() throws -> (Int64, Int32) {
      guard let parts = content as? [String: Any], let text = parts["seconds"] as? String, let seconds = Int64(text)
      else {
        throw ConformanceError("no \(tag): \(content)")
      }
      return (seconds, Int32(parts["nanos"] as? Int ?? 0))
    }
    switch tag {
    case "null": self = .null
    case "bool":
      guard let flag = content as? Bool else { throw ConformanceError("no bool: \(content)") }
      self = .bool(flag)
    case "int": self = .int(try number(Int64.self))
    case "uint": self = .uint(try number(UInt64.self))
    case "double":
      switch try text() {
      case "NaN": self = .double(.nan)
      case "Infinity": self = .double(.infinity)
      case "-Infinity": self = .double(-.infinity)
      default: self = .double(try number(Double.self))
      }
    case "string": self = .string(try text())
    case "bytes":
      guard let data = Data(base64Encoded: try text()) else { throw ConformanceError("no base64: \(content)") }
      self = .bytes([UInt8](data))
    case "list":
      guard let elements = content as? [Any] else { throw ConformanceError("no list: \(content)") }
      self = .list(try elements.map(PlainValue.init(tagged:)))
    case "map":
      guard let entries = content as? [[Any]] else { throw ConformanceError("no map: \(content)") }
      self = .map(
        try entries.map { entry in
          guard entry.count == 2 else { throw ConformanceError("no entry: \(entry)") }
          return PlainEntry(key: try PlainValue(tagged: entry[0]), value: try PlainValue(tagged: entry[1]))
        })
    case "type":
      let name = try text()
      guard let type = TypeName.allCases.first(where: { $0.text == name }) else {
        throw ConformanceError("no type that a value can have: \(name)")
      }
      self = .type(type)
    case "timestamp":
      let (seconds, nanos) = try secondsAndNanos()
      self = .timestamp(TimestampValue(seconds: seconds, nanoseconds: nanos))
    case "duration":
      let (seconds, nanos) = try secondsAndNanos()
      self = .duration(DurationValue(seconds: seconds, nanoseconds: nanos))
    default: throw ConformanceError("a tag that is not known: \(tag)")
    }
  }

  /// Whether this is the expected value: of the same type everywhere, maps in any order, NaN equal to NaN.
  func isAsExpected(_ expected: PlainValue) -> Bool {
    switch (self, expected) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.uint(let a), .uint(let b)): a == b
    case (.double(let a), .double(let b)): a == b || a.isNaN && b.isNaN
    case (.string(let a), .string(let b)): Array(a.utf8) == Array(b.utf8)
    case (.bytes(let a), .bytes(let b)): a == b
    case (.timestamp(let a), .timestamp(let b)): a == b
    case (.duration(let a), .duration(let b)): a == b
    case (.type(let a), .type(let b)): a == b
    case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.isAsExpected($1) }
    case (.map(let a), .map(let b)):
      a.count == b.count
        && b.allSatisfy { wanted in
          a.contains { $0.key.isAsExpected(wanted.key) && $0.value.isAsExpected(wanted.value) }
        }
    default: false
    }
  }
}
