// `pay the newest invoice of {vendor}` against what a person said → the inputs that stand in it, or nothing. Words are
// compared as dispatch compares them; a person's own words are handed on as they were written.
import Locators
import Values

/// A goal cut into words, each with where it stands.
package struct GoalWords: Sendable {
  package struct Word: Hashable, Sendable {
    /// As compared: small letters, no plural `s`.
    package var stem: String
    var range: Range<String.Index>
  }
  let text: String
  package let words: [Word]

  package init(_ text: String) {
    self.text = text
    var found: [Word] = []
    var start: String.Index?
    func close(_ end: String.Index) {
      if let from = start, found.count < LearningLimits.goalWords {
        found.append(Word(stem: Self.stem(text[from..<end].lowercased()), range: from..<end))
      }
      start = nil
    }
    for index in text.indices {
      if Self.isWordPart(text[index], after: start != nil, text, index) {
        if start == nil { start = index }
      } else {
        close(index)
      }
    }
    close(text.endIndex)
    words = found
  }

  /// Letters and digits; and inside a word what joins names, amounts and addresses (`INV-101`, `300.75`, `ana@example.com`).
  private static func isWordPart(_ character: Character, after isInside: Bool, _ text: String, _ index: String.Index)
    -> Bool
  {
    if let byte = character.asciiValue {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"):
        return true
      default: break
      }
    } else if character.isLetter || character.isNumber {
      return true
    }
    guard isInside, "-.@'/:+&".contains(character) else { return false }
    let next = text.index(after: index)
    return next < text.endIndex && (text[next].isLetter || text[next].isNumber)
  }

  /// Small letters without a plural's `s`: `invoices` and `invoice` are one word, `address` stays what it is.
  package static func stem(_ word: String) -> String {
    guard word.count > 3, word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us") else { return word }
    return String(word.dropLast())
  }

  /// Words that say nothing about which skill is meant.
  package static let fillers: Set<String> = [
    "the", "a", "an", "of", "on", "in", "to", "for", "at", "by", "this", "that", "and", "with", "from", "please", "can",
    "could", "you", "me", "my", "i", "want", "would", "like", "now", "it", "is",
  ]

  func text(_ range: Range<Int>) -> String {
    String(text[words[range.lowerBound].range.lowerBound..<words[range.upperBound - 1].range.upperBound])
  }
}

struct GoalPattern: Sendable {
  enum Part: Hashable, Sendable {
    case word(String)
    case input(String)
  }
  let parts: [Part]
  var words: [String] { parts.compactMap { if case .word(let word) = $0 { word } else { nil } } }

  /// Nil where nothing in braces names one of `inputs`.
  init?(_ text: String, inputs: [SkillCard.Input]) {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return nil }
    var parts: [Part] = []
    var hasInput = false
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      parts += Self.words(rest[..<open])
      if inputs.contains(where: { $0.name == name && !$0.isSecret }) {
        parts.append(.input(name))
        hasInput = true
      } else {
        parts += Self.words(name[...])
      }
      rest = rest[rest.index(after: close)...]
    }
    parts += Self.words(rest)
    guard hasInput, parts.contains(where: { if case .word = $0 { true } else { false } }) else { return nil }
    self.parts = parts
  }

  /// Fillers are left out on both sides, so that `pay the invoice` and `pay my invoice` are one.
  private static func words(_ text: Substring) -> [Part] {
    GoalWords(String(text)).words.map(\.stem).filter { !GoalWords.fillers.contains($0) }.map(Part.word)
  }

  /// The words of the goal that each input stands for; nil where the goal says something else. An input takes as few words as
  /// it can.
  func match(_ goal: GoalWords) -> [(input: String, text: String)]? {
    var failed: Set<[Int]> = []
    var ranges: [(String, Range<Int>)] = []
    func go(_ part: Int, _ word: Int) -> Bool {
      if part == parts.count, goal.words[word...].allSatisfy({ GoalWords.fillers.contains($0.stem) }) { return true }
      guard part < parts.count, word < goal.words.count, !failed.contains([part, word]) else { return false }
      if case .input(let name) = parts[part] {
        for end in word + 1..<min(goal.words.count, word + LearningLimits.captureWords) + 1 {
          ranges.append((name, word..<end))
          if go(part + 1, end) { return true }
          ranges.removeLast()
        }
      } else if case .word(goal.words[word].stem) = parts[part], go(part + 1, word + 1) {
        return true
      }
      if GoalWords.fillers.contains(goal.words[word].stem), go(part, word + 1) { return true }
      failed.insert([part, word])
      return false
    }
    guard go(0, 0) else { return nil }
    return ranges.map { ($0, goal.text(trimmed($1, goal))) }
  }

  /// Without the fillers that a lazy capture caught at its beginning: `of the Acme` gives `Acme`.
  private func trimmed(_ range: Range<Int>, _ goal: GoalWords) -> Range<Int> {
    var range = range
    while range.count > 1, GoalWords.fillers.contains(goal.words[range.lowerBound].stem) {
      range = range.lowerBound + 1..<range.upperBound
    }
    return range
  }
}

extension SkillCard.Input {
  /// A text out of a goal as a value of this input; nil where it cannot be one.
  func value(_ text: String) -> PlainValue? {
    if let choices = schema["enum"]?.elements {
      return choices.first { $0.text.map(PageText.folded) == PageText.folded(text) }
    }
    switch schema["type"]?.text {
    case "string", "any", nil: return .string(text)
    case "integer": return Int64(text).map { .int($0) }
    case "number": return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
    default: return nil
    }
  }
}
