// Every outcome, cleaned of the texts of secrets before anything of it is kept (law 7): pages and programs echo what they were
// given, as it is or as their format writes it. It knows the forms that programs use by themselves; it does not undo what
// somebody hides on purpose (encryption, one letter a line).
import Foundation
import Values

/// Takes secrets' texts out of values: as they are, however they are escaped (`EscapedText`), and in base64 and hex.
struct Scrubber: Sendable {
  private struct Pattern: Sendable {
    var text: EscapedText
    var label: [UInt8]
  }
  private var patterns: [Pattern] = []
  /// Which patterns an occurrence can begin with a byte.
  private var starting: [[Int]] = Array(repeating: [], count: 256)
  /// Too short to be looked for inside other texts.
  private var whole: [String: String] = [:]
  /// Those that a program may write as a number.
  private var numbers: [String: String] = [:]
  /// JSON of which a part is too short to be looked for, and what takes its place.
  private var structures: [(whole: PlainValue, label: String)] = []
  /// All that is looked for.
  let texts: [String]

  /// - Parameter secrets: by the hole's name, or by that of the row of what was sent (`SentText`).
  init(_ secrets: [String: String]) {
    var all: [(name: String, text: String)] = []
    for (name, text) in secrets.sorted(by: { $0.key < $1.key }) {
      let name = SentText.hole(name)
      let parts = SecretParts(of: text)
      if let whole = parts.whole { structures.append((whole, "[secret \(name)]")) }
      for text in [text] + parts.texts {
        all.append((name, text))
        // What a program printed ends with a new line; whoever echoes it, or reads a number in it, leaves that out.
        let core = Self.trimmed(text)
        if core != text { all.append((name, core)) }
      }
    }
    texts = all.map(\.text)
    for (name, text) in all where !text.isEmpty {
      let label = Array("[secret \(name)]".utf8)
      if text.utf8.count < RuntimeLimits.scrubbedCharacters {
        whole[text] = whole[text] ?? String(decoding: label, as: UTF8.self)
        // In JSON it is a whole value between its quotes.
        patterns.append(Pattern(text: EscapedText(bytes: Array("\"\(text)\"".utf8)), label: label))
        continue
      }
      if text.utf8.allSatisfy({ (0x2B...0x39).contains($0) }) {
        numbers[text] = numbers[text] ?? String(decoding: label, as: UTF8.self)
      }
      if let value = try? PlainValue(jsonText: text), value.isNumber {
        let words = Gate.words(value)
        if words.utf8.count >= RuntimeLimits.scrubbedCharacters {
          numbers[words] = numbers[words] ?? String(decoding: label, as: UTF8.self)
        }
      }
      for form in Self.spellings(text).reduce(into: Set(), { $0.formUnion(Self.forms($1)) })
      where form.count >= RuntimeLimits.scrubbedCharacters {
        patterns.append(Pattern(text: EscapedText(bytes: form), label: label))
      }
    }
    // In an order of their own, so that equal secrets under two names always get the same label.
    patterns.sort {
      $0.label != $1.label
        ? $0.label.lexicographicallyPrecedes($1.label) : $0.text.bytes.lexicographicallyPrecedes($1.text.bytes)
    }
    for (index, pattern) in patterns.enumerated() {
      for byte in pattern.text.starts { starting[Int(byte)].append(index) }
    }
  }

  /// Without white space at its ends.
  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  var isIdle: Bool { patterns.isEmpty && whole.isEmpty }

  /// The bytes of this text: as it is, with the line ends that forms are sent with, and as a program has it that took its
  /// UTF-8 for Latin-1.
  private static func spellings(_ text: String) -> [[UInt8]] {
    var spellings = [Array(text.utf8)]
    if text.utf8.contains(UInt8(ascii: "\n")) { spellings.append(Array(text.replacing("\n", with: "\r\n").utf8)) }
    if !text.utf8.allSatisfy({ $0 < 0x80 }) {
      spellings.append(Array(String(String.UnicodeScalarView(text.utf8.map { Unicode.Scalar($0) })).utf8))
    }
    return spellings
  }

  /// This text, and as base64 and hex have it.
  private static func forms(_ text: [UInt8]) -> Set<[UInt8]> {
    var forms: Set<[UInt8]> = [text]
    forms.formUnion(base64Forms(text))
    for digits in ["0123456789abcdef", "0123456789ABCDEF"] { forms.insert(hexForm(text, Array(digits.utf8))) }
    return forms
  }

  /// Standing alone, and inside a larger text at each of the three alignments: the letters that depend on this text alone.
  private static func base64Forms(_ text: [UInt8]) -> [[UInt8]] {
    var forms: [[UInt8]] = []
    for before in 0..<3 {
      let padded = [UInt8](repeating: 0, count: before) + text
      let encoded = Array(Data(padded).base64EncodedString().utf8)
      let first = before == 0 ? 0 : before + 1
      let last = padded.count * 8 / 6
      guard last - first >= 6 else { continue }
      forms.append(Array(encoded[first..<last]))
    }
    let alone = Array(Data(text).base64EncodedString().utf8)
    forms.append(alone)
    return forms
      + forms.map { form in
        form.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
      }
  }

  private static func hexForm(_ text: [UInt8], _ digits: [UInt8]) -> [UInt8] {
    text.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  func clean(_ text: String) -> String {
    if isIdle { return text }
    if let label = whole[text] { return label }
    let text = withoutStructures(text) ?? text
    let bytes = Array(text.utf8)
    guard let cleaned = replaced(bytes) else { return text }
    return String(decoding: cleaned, as: UTF8.self)
  }

  /// Nil where nothing was found.
  private func replaced(_ bytes: [UInt8]) -> [UInt8]? {
    let hay = bytes.span
    var out: [UInt8] = []
    var from = 0
    // Occurrences that overlap are one, so that nothing of a longer one stays behind.
    var found: (range: Range<Int>, pattern: Int)?
    for at in hay.indices {
      let candidates = starting[Int(hay[at])]
      if candidates.isEmpty { continue }
      for index in candidates {
        guard let end = patterns[index].text.end(in: hay, at: at) else { continue }
        if let known = found, at < known.range.upperBound {
          found!.range = known.range.lowerBound..<max(known.range.upperBound, end)
          continue
        }
        if let known = found {
          out.append(contentsOf: bytes[from..<known.range.lowerBound])
          out.append(contentsOf: patterns[known.pattern].label)
          from = known.range.upperBound
        }
        found = (at..<end, index)
      }
    }
    guard let last = found else { return nil }
    out.append(contentsOf: bytes[from..<last.range.lowerBound])
    out.append(contentsOf: patterns[last.pattern].label)
    out.append(contentsOf: bytes[last.range.upperBound...])
    return out
  }

  func clean(_ value: PlainValue) -> PlainValue {
    if isIdle { return value }
    if let label = label(of: value) { return .string(label) }
    switch value {
    case .string(let text): return .string(clean(text))
    case .bytes(let bytes): return .bytes(replaced(bytes) ?? bytes)
    case .list(let elements): return .list(elements.map(clean))
    case .map(let entries):
      return .map(entries.map { PlainEntry(key: clean($0.key), value: clean($0.value)) })
    case .optional(.some(let inner)): return .optional(clean(inner))
    case .error(var error):
      error.message = clean(error.message)
      return .error(error)
    case .int, .uint, .double, .decimal:
      if numbers.isEmpty { return value }
      return numbers[Gate.words(value)].map { .string($0) } ?? value
    case .null, .bool, .timestamp, .duration, .type, .optional(nil), .secret:
      return value
    }
  }

  // MARK: Secrets that are JSON

  /// Where all of this value is a secret.
  private func label(of value: PlainValue) -> String? {
    switch value {
    case .list, .map: structures.first { SecretParts.says(value, $0.whole) }?.label
    default: nil
    }
  }

  /// A text that is JSON, has JSON between other words, or JSON in each line, written anew without what is secret as a whole. Nil
  /// where nothing of it is.
  private func withoutStructures(_ text: String) -> String? {
    if structures.isEmpty { return nil }
    let utf8 = text.utf8
    guard let first = utf8.firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }),
      let last = utf8.lastIndex(where: { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") }), first < last
    else { return nil }
    if let value = try? PlainValue(jsonText: String(text[first...last])) {
      return withoutStructures(value).map { text[..<first] + Gate.words($0) + text[utf8.index(after: last)...] }
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1 else { return nil }
    let written = lines.map { withoutStructures(String($0)) }
    if written.allSatisfy({ $0 == nil }) { return nil }
    return zip(lines, written).map { $1 ?? String($0) }.joined(separator: "\n")
  }

  private func withoutStructures(_ value: PlainValue) -> PlainValue? {
    if let label = label(of: value) { return .string(label) }
    switch value {
    case .string(let text): return withoutStructures(text).map { .string($0) }
    case .list(let elements):
      let written = elements.map(withoutStructures)
      if written.allSatisfy({ $0 == nil }) { return nil }
      return .list(zip(elements, written).map { $1 ?? $0 })
    case .map(let entries):
      let written = entries.map { withoutStructures($0.value) }
      if written.allSatisfy({ $0 == nil }) { return nil }
      return .map(zip(entries, written).map { PlainEntry(key: $0.key, value: $1 ?? $0.value) })
    default: return nil
    }
  }
}

extension PlainValue {
  fileprivate var isNumber: Bool {
    switch self {
    case .int, .uint, .double, .decimal: true
    default: false
    }
  }
}
