// A skill's text → lines with colours. Reads line by line, as an editor does; it never judges.
import Values

/// One line of a skill as a page shows it.
struct SourceLine: Sendable {
  var number: Int
  var textMarkup: Markup
  /// `here`, `lets`: what it stands out for.
  var kind: String?
  var anchor: String?
}

enum SkillText {
  /// - Parameter marks: by line number.
  static func lines(
    _ text: String, only range: ClosedRange<Int>? = nil, marks: [Int: String] = [:], anchors: Bool = false
  ) -> [SourceLine] {
    var lines: [SourceLine] = []
    var highlighter = Highlighter()
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let number = index + 1
      guard number <= PageLimits.sourceLines else { break }
      let markup = highlighter.line(String(line).visible)
      if let range, !range.contains(number) { continue }
      lines.append(
        SourceLine(
          number: number, textMarkup: markup, kind: marks[number], anchor: anchors ? "L\(number)" : nil))
    }
    if let last = lines.last, text.hasSuffix("\n"), last.textMarkup.renderText.isEmpty { lines.removeLast() }
    return lines
  }
}

/// Knows YAML's looks: keys, quoted text, numbers, comments, and `${{ expressions }}`, which may go over several lines.
private struct Highlighter {
  private var isInExpression = false

  mutating func line(_ line: String) -> Markup {
    var parts: [Markup] = []
    var rest = line[...]
    if !isInExpression {
      let space = rest.prefix { $0 == " " || $0 == "-" }
      parts.append("\(space)")
      rest = rest.dropFirst(space.count)
      if let key = Self.key(rest) {
        parts.append("<span class=\"k\">\(key)</span>")
        rest = rest.dropFirst(key.count)
      }
    }
    // A quote inside a word is an apostrophe.
    var before: Character = " "
    while !rest.isEmpty {
      parts.append(next(&rest, after: before))
      if !rest.isEmpty { before = line[..<rest.startIndex].last ?? " " }
    }
    return Markup(joining: parts)
  }

  private mutating func next(_ rest: inout Substring, after before: Character) -> Markup {
    if isInExpression || rest.hasPrefix("${{") {
      let end = rest.firstRange(of: "}}")
      let part = end.map { rest[..<$0.upperBound] } ?? rest
      isInExpression = end == nil
      rest = rest.dropFirst(part.count)
      return "<span class=\"e\">\(part)</span>"
    }
    let first = rest.first ?? " "
    if first == "#" {
      defer { rest = "" }
      return "<span class=\"c\">\(rest)</span>"
    }
    if first == "\"" || first == "'", !before.isLetter, !before.isNumber {
      var end = rest.index(after: rest.startIndex)
      while end < rest.endIndex, rest[end] != first {
        // An expression inside quotes keeps its own colour.
        if rest[end...].hasPrefix("${{") { break }
        if rest[end] == "\\", first == "\"", rest.index(after: end) < rest.endIndex { end = rest.index(after: end) }
        end = rest.index(after: end)
      }
      if end < rest.endIndex, rest[end] == first { end = rest.index(after: end) }
      let part = rest[..<end]
      rest = rest[end...]
      return "<span class=\"t\">\(part)</span>"
    }
    if first.isNumber {
      let part = rest.prefix { $0.isNumber || $0 == "." || $0.isLetter }
      rest = rest.dropFirst(part.count)
      return "<span class=\"n\">\(part)</span>"
    }
    if first.isLetter {
      // A word; inside `{…}` it may be a key.
      if let key = Self.key(rest) {
        rest = rest.dropFirst(key.count)
        return "<span class=\"k\">\(key)</span>"
      }
      let part = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      rest = rest.dropFirst(part.count)
      return part == "true" || part == "false" || part == "null" ? "<span class=\"n\">\(part)</span>" : "\(part)"
    }
    let part = rest.prefix { !$0.isLetter && !$0.isNumber && !"#\"'$".contains($0) }
    guard !part.isEmpty else {
      rest = rest.dropFirst()
      return "\(String(first))"
    }
    rest = rest.dropFirst(part.count)
    return "\(part)"
  }

  private static func key(_ text: Substring) -> Substring? {
    let word = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
    guard !word.isEmpty, text.dropFirst(word.count).first == ":" else { return nil }
    let after = text.dropFirst(word.count + 1).first
    return after == nil || after == " " ? word : nil
  }
}
