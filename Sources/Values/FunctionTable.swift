// What the expression language's functions are called and which types they take: the rows of Grammar/functions.tsv, their
// signature column parsed once. It tells the compiler's type checker everything and evaluates nothing (see Call.swift).

/// A type in a signature, for instance `list<T>` or `optional<string>`.
package indirect enum SignatureType: Hashable, Sendable {
  case dyn
  case null, bool, int, uint, double, decimal, string, bytes, timestamp, duration
  /// The type of types: `type<int>` is the type of the expression `int`.
  case type(SignatureType)
  case list(SignatureType)
  case map(SignatureType, SignatureType)
  case optional(SignatureType)
  /// A type parameter of the signature: one capital letter.
  case parameter(String)
}

/// One way of calling a function. A method's receiver is its first argument.
package struct FunctionOverload: Hashable, Sendable {
  package var function: FunctionID
  package var arguments: [SignatureType]
  /// Whether the last argument may be given again and again (`math.greatest(1, 2, 3)`) or left out.
  package var isVariadic: Bool
  package var result: SignatureType

  /// Whether a call with this many arguments (the receiver included) can mean this overload.
  package func accepts(count: Int) -> Bool {
    isVariadic ? count >= arguments.count - 1 : count == arguments.count
  }
}

package enum FunctionTable {
  /// One row of Grammar/functions.tsv.
  package struct Row: Sendable {
    package var function: FunctionID
    package var name: String
    package var isMember: Bool
    package var signatures: String
    package var synopsis: String

    init(_ function: FunctionID, _ name: String, isMember: Bool, _ signatures: String, _ synopsis: String) {
      self.function = function
      self.name = name
      self.isMember = isMember
      self.signatures = signatures
      self.synopsis = synopsis
    }
  }

  /// A function with its overloads, in the order of the table.
  package struct Entry: Sendable {
    package var function: FunctionID
    package var name: String
    package var isMember: Bool
    package var synopsis: String
    package var overloads: [FunctionOverload]
  }

  /// Every function, in the order of the table.
  package static let entries: [Entry] = rows.map { row in
    Entry(
      function: row.function, name: row.name, isMember: row.isMember, synopsis: row.synopsis,
      overloads: parseSignatures(row))
  }

  private static let members = Dictionary(
    uniqueKeysWithValues: entries.indices.filter { entries[$0].isMember }.map { (entries[$0].name, $0) })
  private static let globals = Dictionary(
    uniqueKeysWithValues: entries.indices.filter { !entries[$0].isMember }.map { (entries[$0].name, $0) })
  private static let byID = Dictionary(uniqueKeysWithValues: entries.indices.map { (entries[$0].function, $0) })

  /// The function of this name, called as `receiver.name(…)` (`member`) or as `name(…)`; a global's name may have dots.
  package static func entry(named name: String, member: Bool) -> Entry? {
    (member ? members[name] : globals[name]).map { entries[$0] }
  }

  /// The overloads of the function of this name; empty where there is no such function.
  package static func overloads(named name: String, member: Bool) -> [FunctionOverload] {
    entry(named: name, member: member)?.overloads ?? []
  }

  package static func entry(_ function: FunctionID) -> Entry { entries[byID[function]!] }

  static func parseSignatures(_ row: Row) -> [FunctionOverload] {
    row.signatures.split(separator: ";").map { text in
      var parser = SignatureParser(text: Array(text.utf8))
      return parser.overload(of: row)
    }
  }
}

/// Reads `string.contains(string) -> bool`. The text is ours, so what it does not understand is a bug of ours.
private struct SignatureParser {
  var text: [UInt8]
  var position = 0

  mutating func overload(of row: FunctionTable.Row) -> FunctionOverload {
    var arguments: [SignatureType] = []
    if row.isMember {
      arguments.append(type())
      expect(".")
    }
    expect(row.name)
    expect("(")
    var isVariadic = false
    while !accept(")") {
      arguments.append(type())
      if accept("...") { isVariadic = true }
      _ = accept(",")
    }
    expect("->")
    let result = type()
    skipSpaces()
    precondition(position == text.count, "trailing text in a signature of \(row.name)")
    return FunctionOverload(function: row.function, arguments: arguments, isVariadic: isVariadic, result: result)
  }

  mutating func type() -> SignatureType {
    skipSpaces()
    let start = position
    while position < text.count, isLetter(text[position]) { position += 1 }
    let name = String(decoding: text[start..<position], as: UTF8.self)
    switch name {
    case "dyn": return .dyn
    case "null_type": return .null
    case "bool": return .bool
    case "int": return .int
    case "uint": return .uint
    case "double": return .double
    case "decimal": return .decimal
    case "string": return .string
    case "bytes": return .bytes
    case "timestamp": return .timestamp
    case "duration": return .duration
    case "type": return .type(bracketed())
    case "list": return .list(bracketed())
    case "optional": return .optional(bracketed())
    case "map":
      expect("<")
      let key = type()
      expect(",")
      let value = type()
      expect(">")
      return .map(key, value)
    default:
      precondition(name.utf8.count == 1, "unknown type '\(name)' in a signature")
      return .parameter(name)
    }
  }

  mutating func bracketed() -> SignatureType {
    expect("<")
    let inner = type()
    expect(">")
    return inner
  }

  func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
  }

  mutating func skipSpaces() {
    while position < text.count, text[position] == 0x20 { position += 1 }
  }

  mutating func accept(_ token: String) -> Bool {
    skipSpaces()
    guard text[position...].starts(with: token.utf8) else { return false }
    position += token.utf8.count
    return true
  }

  mutating func expect(_ token: String) {
    let found = accept(token)
    precondition(found, "expected '\(token)' in a signature: \(String(decoding: text, as: UTF8.self))")
  }
}
