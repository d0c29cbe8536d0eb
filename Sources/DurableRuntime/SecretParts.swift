// A secret that is JSON (a service account's key, an input of type object) → the texts and numbers in it, each of which is as
// secret as the whole: what a program prints as JSON, Twin parses, and a skill takes apart. It reads more than JSON's own rules
// allow (numbers of any length, keys that come twice): what cannot be carried as a value is secret all the same.
import Values

struct SecretParts {
  /// Those that are looked for by themselves. Keys are not among them: they say what something is, and stand everywhere.
  var texts: [String] = []
  /// The whole, where something in it is too short to be looked for by itself.
  var whole: PlainValue?

  /// Nothing where the text is no JSON, or a number.
  init(of text: String) {
    var reader = Reader(bytes: Array(text.utf8))
    guard let found = reader.tokens() else { return }
    var hasShort = false
    for token in found {
      switch token {
      case .string(let text):
        if text.utf8.count >= RuntimeLimits.scrubbedCharacters {
          texts.append(text)
        } else if !text.isEmpty {
          hasShort = true
        }
      case .number(let text):
        guard text.utf8.count(where: { (0x30...0x39).contains($0) }) >= RuntimeLimits.scrubbedDigits else {
          hasShort = true
          continue
        }
        texts.append(text)
      }
    }
    if hasShort, text.utf8.count >= RuntimeLimits.scrubbedCharacters {
      whole = (try? PlainValue(jsonText: text)).map(Self.ordered)
    }
  }

  /// Refuses what would have to be looked for in too many ways.
  /// - Parameter name: the hole's.
  static func check(_ text: String, name: String) throws(RuntimeError) {
    guard SecretParts(of: text).texts.count > RuntimeLimits.secretParts else { return }
    throw RuntimeError(
      .refusedInput,
      "'\(name)' is secret, and is JSON of more than \(RuntimeLimits.secretParts) texts and numbers (the limit); keep apart what is secret in it"
    )
  }

  // MARK: Equal, however it is written

  /// Whether this says the same as `whole`, which is ordered: in whatever order the keys come.
  static func says(_ value: PlainValue, _ whole: PlainValue) -> Bool {
    switch (value, whole) {
    case (.list(let mine), .list(let its)):
      mine.count == its.count && zip(mine, its).allSatisfy { says($0, $1) }
    case (.map(let mine), .map(let its)):
      mine.count == its.count
        && zip(sorted(mine), its).allSatisfy { $0.key == $1.key && says($0.value, $1.value) }
    case (.int(let mine), .double(let its)): Double(mine) == its
    case (.double(let mine), .int(let its)): mine == Double(its)
    default: value == whole
    }
  }

  private static func ordered(_ value: PlainValue) -> PlainValue {
    switch value {
    case .list(let elements): .list(elements.map(ordered))
    case .map(let entries):
      .map(sorted(entries).map { PlainEntry(key: $0.key, value: ordered($0.value)) })
    default: value
    }
  }

  private static func sorted(_ entries: [PlainEntry]) -> [PlainEntry] {
    entries.sorted { Gate.words($0.key) < Gate.words($1.key) }
  }

  // MARK: Reading

  private enum Token {
    case string(String)
    case number(String)
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    /// The texts that are no keys, and the numbers, in order; nil where this is no JSON.
    mutating func tokens() -> [Token]? {
      skipSpace()
      guard let first = next, [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\"")].contains(first) else {
        return nil
      }
      var found: [Token] = []
      var depth = 0
      while let byte = next {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          depth += 1
          position += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          position += 1
          if depth < 0 { return nil }
        case UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
        case UInt8(ascii: "\""):
          guard let text = string() else { return nil }
          skipSpace()
          if next != UInt8(ascii: ":") { found.append(.string(text)) }
        default:
          guard let word = word() else { return nil }
          if word.utf8.contains(where: { (0x30...0x39).contains($0) }) { found.append(.number(word)) }
        }
        skipSpace()
      }
      return depth == 0 ? found : nil
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
      while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    }

    private mutating func string() -> String? {
      let start = position
      position += 1
      while let byte = next, byte != UInt8(ascii: "\"") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
      guard next != nil else { return nil }
      position += 1
      let quoted = Array(bytes[start..<position])
      return (try? PlainValue(json: quoted))?.text ?? String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
    }

    /// A number, `true`, `false` or `null`; nil where something else stands here.
    private mutating func word() -> String? {
      let start = position
      while let byte = next, Self.letters.contains(byte) { position += 1 }
      return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.".utf8)
  }
}
