// Every outcome, cleaned of the texts of secrets before anything of it is kept (law 7): pages and programs echo what they were
// given, as it is or as their format writes it. It knows the forms that programs use by themselves; it does not undo what
// somebody hides on purpose (encryption, one letter a line).
import Foundation
import Values

/// Takes secrets' texts out of values: as they are, and as JSON, HTML, URLs, base64 and hex write them, wherever lines are
/// broken in them.
struct Scrubber: Sendable {
  private struct Pattern: Sendable {
    var bytes: [UInt8]
    var label: [UInt8]
  }
  private var patterns: [Pattern] = []
  /// Too short to be looked for inside other texts.
  private var whole: [String: String] = [:]
  /// Those that a program may write as a number.
  private var numbers: [String: String] = [:]

  init(_ secrets: [String: String]) {
    // What a program printed ends with a new line; whoever echoes it, or reads a number in it, leaves that out.
    let texts = secrets.sorted(by: { $0.key < $1.key }).flatMap { name, text in
      let core = Self.trimmed(text)
      return core == text ? [(name, text)] : [(name, text), (name, core)]
    }
    for (name, text) in texts where !text.isEmpty {
      let label = Array("[secret \(name)]".utf8)
      if text.utf8.count < RuntimeLimits.scrubbedCharacters {
        whole[text] = whole[text] ?? String(decoding: label, as: UTF8.self)
        continue
      }
      if text.utf8.allSatisfy({ (0x2B...0x39).contains($0) }) {
        numbers[text] = numbers[text] ?? String(decoding: label, as: UTF8.self)
      }
      let forms = Self.spellings(text).reduce(into: Set()) { $0.formUnion(Self.forms($1)) }
      for form in forms where form.count >= RuntimeLimits.scrubbedCharacters {
        patterns.append(Pattern(bytes: form, label: label))
      }
    }
    // Longer ones first, so that nothing of a longer form stays behind; equal lengths in the order of names.
    patterns = patterns.enumerated().sorted {
      $0.element.bytes.count != $1.element.bytes.count
        ? $0.element.bytes.count > $1.element.bytes.count : $0.offset < $1.offset
    }.map(\.element)
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

  /// The ways in which other programs write this text.
  static func forms(_ text: [UInt8]) -> Set<[UInt8]> {
    var forms: Set<[UInt8]> = [text]
    forms.formUnion(jsonForms(text))
    forms.formUnion(urlForms(text))
    forms.insert(htmlForm(text, apostrophe: "&#39;"))
    forms.insert(htmlForm(text, apostrophe: "&#x27;"))
    forms.formUnion(base64Forms(text))
    for digits in ["0123456789abcdef", "0123456789ABCDEF"] { forms.insert(hexForm(text, Array(digits.utf8))) }
    return forms
  }

  private static func jsonForms(_ text: [UInt8]) -> [[UInt8]] {
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
    func form(escapesSlash: Bool, asciiOnly: Bool, upper: Bool) -> [UInt8] {
      var out = ""
      for scalar in scalars {
        switch scalar {
        case "\"": out += "\\\""
        case "\\": out += "\\\\"
        case "\n": out += "\\n"
        case "\r": out += "\\r"
        case "\t": out += "\\t"
        case "/" where escapesSlash: out += "\\/"
        case _ where scalar.value < 0x20 || (asciiOnly && scalar.value > 0x7E):
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16, uppercase: upper)
            out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        default: out.unicodeScalars.append(scalar)
        }
      }
      return Array(out.utf8)
    }
    return [
      form(escapesSlash: false, asciiOnly: false, upper: false),
      form(escapesSlash: true, asciiOnly: false, upper: false),
      form(escapesSlash: false, asciiOnly: true, upper: false), form(escapesSlash: false, asciiOnly: true, upper: true),
      form(escapesSlash: true, asciiOnly: true, upper: false),
    ]
  }

  private static func urlForms(_ text: [UInt8]) -> [[UInt8]] {
    func form(upper: Bool, plus: Bool, kept: String) -> [UInt8] {
      var out: [UInt8] = []
      for byte in text {
        let isAlphanumeric =
          (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        if isAlphanumeric || kept.utf8.contains(byte) {
          out.append(byte)
        } else if plus, byte == 0x20 {
          out.append(UInt8(ascii: "+"))
        } else {
          out.append(UInt8(ascii: "%"))
          let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
          out.append(digits[Int(byte >> 4)])
          out.append(digits[Int(byte & 15)])
        }
      }
      return out
    }
    return [true, false].flatMap { upper in
      [
        form(upper: upper, plus: false, kept: "-._~"), form(upper: upper, plus: true, kept: "-._~"),
        form(upper: upper, plus: true, kept: "-._*"), form(upper: upper, plus: false, kept: "-_.!~*'()"),
        form(upper: upper, plus: false, kept: "-._~!$&'()*+,;=:@/?"),
      ]
    }
  }

  private static func htmlForm(_ text: [UInt8], apostrophe: String) -> [UInt8] {
    var out: [UInt8] = []
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): out += Array("&amp;".utf8)
      case UInt8(ascii: "<"): out += Array("&lt;".utf8)
      case UInt8(ascii: ">"): out += Array("&gt;".utf8)
      case UInt8(ascii: "\""): out += Array("&quot;".utf8)
      case UInt8(ascii: "'"): out += Array(apostrophe.utf8)
      default: out.append(byte)
      }
    }
    return out
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
    let bytes = Array(text.utf8)
    guard let cleaned = replaced(bytes) else { return text }
    return String(decoding: cleaned, as: UTF8.self)
  }

  /// Nil where nothing was found.
  private func replaced(_ bytes: [UInt8]) -> [UInt8]? {
    var current = bytes
    var changed = false
    for pattern in patterns {
      var out: [UInt8] = []
      var from = 0
      while let found = Self.find(pattern.bytes, in: current, from: from) {
        out.append(contentsOf: current[from..<found.lowerBound])
        out.append(contentsOf: pattern.label)
        from = found.upperBound
      }
      if from > 0 {
        out.append(contentsOf: current[from...])
        current = out
        changed = true
      }
    }
    return changed ? current : nil
  }

  /// The first place of these bytes, line breaks between them aside: programs wrap base64 and hex by themselves.
  private static func find(_ needle: [UInt8], in hay: [UInt8], from: Int) -> Range<Int>? {
    guard hay.count - from >= needle.count, let first = needle.first else { return nil }
    return hay.withUnsafeBytes { hay in
      needle.withUnsafeBytes { needle in
        var at = from
        while at <= hay.count - needle.count {
          guard let found = memchr(hay.baseAddress! + at, Int32(first), hay.count - needle.count - at + 1) else {
            return nil
          }
          at = UnsafeRawPointer(found) - hay.baseAddress!
          if let end = end(of: needle, in: hay, at: at) { return at..<end }
          at += 1
        }
        return nil
      }
    }
  }

  /// Where the needle ends that begins here; nil where something else stands here.
  private static func end(of needle: UnsafeRawBufferPointer, in hay: UnsafeRawBufferPointer, at start: Int) -> Int? {
    var at = start
    var matched = 0
    while matched < needle.count {
      guard at < hay.count else { return nil }
      if hay[at] == needle[matched] {
        matched += 1
      } else if hay[at] != UInt8(ascii: "\n"), hay[at] != UInt8(ascii: "\r") {
        return nil
      }
      at += 1
    }
    return at
  }

  func clean(_ value: PlainValue) -> PlainValue {
    if isIdle { return value }
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
}
