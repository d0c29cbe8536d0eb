// Values → YAML as a person would have typed it: short maps on one line, quotes only where they are needed. What it writes
// reads back as the very same texts (YAML 1.2 core schema, libyaml's reading of it); a test holds it to that.

package indirect enum YAMLValue: Sendable {
  case text(SkillText)
  /// A number, a truth value, a duration, a name: written as it is.
  case word(String)
  case list([YAMLValue])
  case map([(key: String, value: YAMLValue)])
}

package enum YAMLWriter {
  // MARK: On one line

  /// Inside `{ … }` or `[ … ]`.
  package static func flow(_ value: YAMLValue) -> String {
    switch value {
    case .text(let text): scalar(text.template, isFlow: true)
    case .word(let word): word
    case .list(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
    case .map(let fields):
      fields.isEmpty ? "{}" : "{ " + fields.map { "\($0.key): \(flow($0.value))" }.joined(separator: ", ") + " }"
    }
  }

  // MARK: As a block

  /// `key: value` at an indentation, its first line without it. A value that is too long for the line becomes a block.
  package static func field(_ key: String, _ value: YAMLValue, indent: Int) -> String {
    switch value {
    case .text(let text):
      if let block = literal(text.template, indent: indent + 2) { return "\(key): \(block)" }
      return "\(key): \(scalar(text.template, isFlow: false))"
    case .word(let word): return "\(key): \(word)"
    case .list(let items):
      let line = "\(key): \(flow(value))"
      if indent + line.count <= AuthoringLimits.lineCharacters { return line }
      return "\(key):" + items.map { "\n" + spaces(indent + 2) + "- \(flow($0))" }.joined()
    case .map(let fields):
      let line = "\(key): \(flow(value))"
      if fields.isEmpty || indent + line.count <= AuthoringLimits.lineCharacters { return line }
      return "\(key):"
        + fields.map { "\n" + spaces(indent + 2) + field($0.key, $0.value, indent: indent + 2) }.joined()
    }
  }

  static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  // MARK: Scalars

  /// A text that reads back as this text and nothing else.
  package static func scalar(_ text: String, isFlow: Bool) -> String {
    isPlain(text, isFlow: isFlow) ? text : quoted(text)
  }

  /// `|-` and the lines, where a text of several lines can stand so.
  private static func literal(_ text: String, indent: Int) -> String? {
    guard text.contains("\n"), !text.hasPrefix("\n"), !text.hasPrefix(" "), !text.hasSuffix("\n"),
      !text.hasPrefix("\t"),
      text.unicodeScalars.allSatisfy({ $0 == "\n" || !mustEscape($0) })
    else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.allSatisfy({ !$0.hasSuffix(" ") && !$0.hasSuffix("\t") }) else { return nil }
    return "|-" + lines.map { $0.isEmpty ? "\n" : "\n\(spaces(indent))\($0)" }.joined()
  }

  /// Whether a text may stand without quotes.
  private static func isPlain(_ text: String, isFlow: Bool) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last else { return false }
    if "-?:,[]{}#&*!|>'\"%@`=<~".unicodeScalars.contains(first) || first == " " || last == " " || last == ":" {
      return false
    }
    var before: Unicode.Scalar = "\n"
    for scalar in scalars {
      if mustEscape(scalar) || scalar == "\t" || scalar == "\n" { return false }
      if before == ":", scalar == " " || isFlow { return false }
      if scalar == "#", before == " " { return false }
      if isFlow, "{}[],".unicodeScalars.contains(scalar) { return false }
      before = scalar
    }
    return !looksTyped(text)
  }

  /// Whether YAML would take it for a number, a truth value or null; anything that begins like a number counts.
  private static func looksTyped(_ text: String) -> Bool {
    if ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased()) { return true }
    guard let first = text.unicodeScalars.first else { return true }
    guard first == "+" || first == "." || (first >= "0" && first <= "9") else { return false }
    // A date or an amount of words is text to everybody; digits, points, exponents and bases are not.
    return text.unicodeScalars.allSatisfy { "0123456789abcdefABCDEFoxX.+-_:infINFnN".unicodeScalars.contains($0) }
  }

  /// In single quotes where that saves escapes, else in double ones.
  private static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    if scalars.contains(where: { $0 == "\"" || $0 == "\\" }),
      !scalars.contains(where: { $0 == "'" || $0 == "\n" || $0 == "\t" || mustEscape($0) })
    {
      return "'\(text)'"
    }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case let scalar where mustEscape(scalar): result += escape(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    switch scalar.value {
    case ...0xFF: return "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
    case ...0xFFFF: return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
  }

  /// What YAML may not hold, takes for the end of a line, or what no reader of the file would see: controls, line and
  /// paragraph separators, zero-width characters, direction marks, no-break spaces, what is no character.
  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" || scalar == "\t" { return false }
    switch scalar.value {
    case ..<0x20, 0x7F...0xA0, 0xAD, 0x200B...0x200F, 0x2028...0x202F, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
      return true
    case 0xE000...0xF8FF, 0xFDD0...0xFDEF, 0xE0000...0xE007F, 0xF0000...: return true
    default: return scalar.value & 0xFFFE == 0xFFFE
    }
  }
}

/// Texts as CEL writes them.
enum CELText {
  static func literal(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'": result += "\\'"
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }
}
