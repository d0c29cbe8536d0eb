// Why YAML did not understand: recognises the classic traps of `${{ … }}` and of unquoted text, and shows the quoted
// form; for everything else libyaml's few words are put into a person's.

enum YAMLTraps {
  static func diagnose(_ problem: String, at: Int, context: Int?, in file: SourceFile) -> Diagnostic {
    let bytes = file.bytes
    let at = min(at, bytes.count)
    func place(_ start: Int, _ end: Int) -> Place { Place(file: file.id, start..<max(start, end)) }

    if at < bytes.count, bytes[at] == 0x09, problem.contains("cannot start any token") || problem.contains("tab") {
      return .tabIndentation(at: place(at, at + 1))
    }
    if problem.contains("tab character") { return .tabIndentation(at: place(at, at + 1)) }
    for line in linesToLookAt(file, at, context) {
      if let trap = flowTrap(file, line) { return trap }
    }
    if problem.contains("mapping values are not allowed"), let trap = colonTrap(file, at) { return trap }

    var label: Diagnostic.Label?
    if let context, context != at, context < bytes.count {
      label = Diagnostic.Label(place(context, context + 1), "in what begins here")
    }
    let (words, help) = explain(problem)
    let end = min(at + 1, bytes.count)
    return .yamlSyntax(words, help: help, at: place(min(at, end), end), context: label)
  }

  private static func linesToLookAt(_ file: SourceFile, _ at: Int, _ context: Int?) -> [Int] {
    let here = file.lineIndex(ofByte: at)
    var lines = [here]
    if let context {
      let began = file.lineIndex(ofByte: context)
      if began != here { lines.append(began) }
    }
    if here > 0, !lines.contains(here - 1) { lines.append(here - 1) }
    return lines
  }

  // MARK: ${{ … }} inside { } or [ ]

  /// An unquoted `${{` that stands inside flow brackets opened on the same line.
  private static func flowTrap(_ file: SourceFile, _ line: Int) -> Diagnostic? {
    let range = file.byteRange(ofLine: line)
    let bytes = file.bytes
    var at = range.lowerBound
    var depth = 0
    var quote: UInt8?
    var valueStart: Int?
    while at < range.upperBound {
      let c = bytes[at]
      if let open = quote {
        if c == UInt8(ascii: "\\"), open == UInt8(ascii: "\"") { at += 1 } else if c == open { quote = nil }
        at += 1
        continue
      }
      switch c {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        quote = c
        valueStart = valueStart ?? at
      case UInt8(ascii: "$") where isOpening(bytes, at, range.upperBound):
        if depth > 0 {
          let start = valueStart ?? at
          let end = flowScalarEnd(bytes, at, range.upperBound)
          let text = String(decoding: bytes[start..<end], as: UTF8.self)
          return .unquotedExpressionInFlow(
            quoted: quoted(text), at: Place(file: file.id, start..<end))
        }
        return nil
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        valueStart = nil
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        valueStart = nil
      case UInt8(ascii: ","), UInt8(ascii: ":"): valueStart = nil
      case UInt8(ascii: "#") where at > range.lowerBound && bytes[at - 1] == 0x20: return nil
      case 0x20, 0x09: break
      default: valueStart = valueStart ?? at
      }
      at += 1
    }
    return nil
  }

  private static func isOpening(_ bytes: [UInt8], _ at: Int, _ end: Int) -> Bool {
    at + 2 < end && bytes[at + 1] == UInt8(ascii: "{") && bytes[at + 2] == UInt8(ascii: "{")
  }

  /// Where the author meant the scalar to end: after its expressions, at a comma or closing bracket.
  private static func flowScalarEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end {
      if bytes[at] == UInt8(ascii: "$"), isOpening(bytes, at, end) {
        var lexer = ExpressionLexer(bytes, at + 3..<end)
        guard let close = lexer.closingBraces() else { return end }
        at = close + 2
        continue
      }
      switch bytes[at] {
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
        var stop = at
        while stop > start, bytes[stop - 1] == 0x20 { stop -= 1 }
        return stop
      default: at += 1
      }
    }
    return end
  }

  // MARK: text with `: `

  private static func colonTrap(_ file: SourceFile, _ at: Int) -> Diagnostic? {
    let bytes = file.bytes
    let range = file.byteRange(ofLine: file.lineIndex(ofByte: at))
    guard let start = valueStart(bytes, range) else { return nil }
    guard start < at, at <= range.upperBound else { return nil }
    let first = bytes[start]
    // A value that is quoted or a bracket already has another trouble.
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") || first == UInt8(ascii: "{")
      || first == UInt8(ascii: "[") || first == UInt8(ascii: "|") || first == UInt8(ascii: ">")
    {
      return nil
    }
    var end = range.upperBound
    while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    return .unquotedColon(
      quoted: quoted(text), at: Place(file: file.id, start..<end),
      colon: Place(file: file.id, at..<min(at + 1, bytes.count)))
  }

  /// Where the value of the first `key: ` of a line begins (after `- ` as well).
  private static func valueStart(_ bytes: [UInt8], _ line: Range<Int>) -> Int? {
    var at = line.lowerBound
    while at < line.upperBound, bytes[at] == 0x20 || bytes[at] == UInt8(ascii: "-") { at += 1 }
    while at + 1 < line.upperBound {
      if bytes[at] == UInt8(ascii: ":"), bytes[at + 1] == 0x20 {
        at += 1
        while at < line.upperBound, bytes[at] == 0x20 { at += 1 }
        return at < line.upperBound ? at : nil
      }
      at += 1
    }
    return nil
  }

  // MARK: text with ` #`

  /// The comment that follows a plain scalar on its line: ` #` to the end of the line.
  static func comment(after end: Int, in file: SourceFile) -> Range<Int>? {
    let bytes = file.bytes
    var at = end
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
    guard at > end, at < bytes.count, bytes[at] == UInt8(ascii: "#") else { return nil }
    return at..<file.byteRange(ofLine: file.lineIndex(ofByte: at)).upperBound
  }

  // MARK: text with `,` inside { }

  /// The unquoted text of which a comma made two: a value, and a key without a value. Nil: this key is something else.
  static func textCutByComma(before key: NodeIndex, in tree: YAMLTree) -> Place? {
    guard key > 0, tree.nodes.indices.contains(key + 1) else { return nil }
    let (before, cut, value) = (tree.nodes[key - 1], tree.nodes[key], tree.nodes[key + 1])
    guard before.kind == .scalar, before.style == .plain, cut.kind == .scalar, cut.style == .plain,
      value.kind == .scalar, value.start == value.end, before.end < cut.start
    else { return nil }
    let between = tree.file.bytes[Int(before.end)..<Int(cut.start)]
    guard between.first(where: { $0 != 0x20 }) == UInt8(ascii: ",") else { return nil }
    return Place(file: tree.file.id, start: before.start, end: cut.end)
  }

  // MARK: Words

  /// The text as a YAML scalar in quotes.
  static func quoted(_ text: String) -> String {
    if !text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) { return "\"\(text)\"" }
    if !text.utf8.contains(UInt8(ascii: "'")) { return "'\(text)'" }
    var out = "\""
    for character in text.unicodeScalars {
      if character == "\"" || character == "\\" { out.unicodeScalars.append("\\") }
      out.unicodeScalars.append(character)
    }
    return out + "\""
  }

  /// libyaml's words, and what usually cures it.
  private static func explain(_ problem: String) -> (String, String?) {
    switch problem {
    case "mapping values are not allowed in this context":
      return ("a key and its value cannot stand here", "check the indentation, or quote text that holds `: `")
    case "did not find expected ',' or '}'":
      return ("expected `,` or `}`", "is a bracket not closed, or a text with a bracket in it not quoted?")
    case "did not find expected ',' or ']'":
      return ("expected `,` or `]`", "is a bracket not closed, or a text with a bracket in it not quoted?")
    case "did not find expected key":
      return ("expected a key here", "check that the keys of one mapping stand in one column")
    case "did not find expected '-' indicator":
      return ("expected `- ` here", "check that the items of one list stand in one column")
    case "did not find expected node content": return ("expected a value here", nil)
    case "found character that cannot start any token":
      return ("a value cannot begin with this character", "put the text in quotes")
    case "found unexpected end of stream": return ("the text ends inside quotes", "close the quotes")
    case "could not find expected ':'":
      return ("expected `:` after this key", "check the indentation, and the space after `:`")
    case "found unknown escape character":
      return ("unknown escape inside double quotes", "write `\\\\` for a backslash, or use single quotes")
    case "block sequence entries are not allowed in this context":
      return ("a list item cannot stand here", "begin the list on a line of its own")
    case "found undefined tag handle", "did not find expected tag URI", "did not find the expected '!'":
      return ("a tag begins with `!`", "if the text is to begin with `!`, put it in quotes")
    default: return (problem, nil)
    }
  }
}
