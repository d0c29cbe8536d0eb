// Spells pieces of Swift: literals, names that may be keywords, comments broken into lines. It decides nothing.

package enum SwiftText {
  /// The first line of every file that is written here.
  static func header(_ source: String) -> String {
    "// Written by `swift run generate-grammar` from Grammar/\(source); edit that instead.\n"
  }

  /// A string literal.
  static func literal(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// A literal of several lines whose lines stand `indent` spaces in. The text keeps its line breaks; a trailing one is
  /// dropped.
  static func block(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    // Extended delimiters, so that nothing in the text needs an escape.
    var fence = "#"
    while text.contains("\"\"\"" + fence) || text.contains("\\" + fence) { fence += "#" }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last == "" { lines.removeLast() }
    let body = lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    return "\(fence)\"\"\"\n\(body)\n\(margin)\"\"\"\(fence)"
  }

  /// A literal of one line of text; where that is too long for a line of source, broken at spaces.
  static func wrappedLiteral(_ text: String, indent: Int) -> String {
    if text.count <= 96 { return literal(text) }
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if line.count + word.count > 96 {
        lines.append(line)
        line = ""
      }
      line += word + " "
    }
    lines.append(String(line.dropLast()))
    // Inside three quotes only backslashes need an escape.
    let body = lines.map {
      margin + $0.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
    }
    return "\"\"\"\n" + body.joined(separator: "\\\n") + "\n\(margin)\"\"\""
  }

  /// A documentation comment, broken at 120 columns.
  static func comment(_ text: String, indent: Int = 2) -> String {
    let start = String(repeating: " ", count: indent) + "///"
    var lines: [String] = []
    var line = start
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > 118, line != start {
        lines.append(line)
        line = start
      }
      line += " " + word
    }
    lines.append(line)
    return lines.joined(separator: "\n")
  }

  private static let keywords: Set<String> = [
    "return", "in", "default", "switch", "case", "for", "while", "if", "else", "break", "continue", "func", "var",
    "let",
    "is", "as", "try", "throw", "catch", "do", "where", "repeat", "self", "true", "false", "nil", "import", "init",
    "class",
    "struct", "enum", "extension", "protocol", "static", "operator", "public", "private", "internal", "guard", "defer",
  ]

  /// A name where a declaration introduces it.
  static func name(_ word: String) -> String { keywords.contains(word) ? "`\(word)`" : word }

  static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  /// `open_page` as `openPage`.
  static func camel(_ word: String) -> String {
    let parts = word.split(whereSeparator: { $0 == "_" || $0 == "-" || $0 == "." || $0 == " " }).map(String.init)
    guard let first = parts.first else { return word }
    return first + parts.dropFirst().map(capitalized).joined()
  }
}
