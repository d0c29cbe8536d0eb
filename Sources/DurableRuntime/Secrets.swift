// Texts of secrets: where they come from (vault, environment, what this run sealed), and how every outcome is cleaned of
// them before anything of it is kept. A text is here while its run is driven, and sealed in the store otherwise.
import Foundation
import Synchronization
import Values

/// The vault that a person fills: `twin secret set|list|rm`, or `TWIN_SECRET_NAME` in the environment (which wins).
package struct Vault: Sendable {
  let store: any RunStore
  let keys: StoreKeys
  let environment: [String: String]

  package init(store: any RunStore, keys: StoreKeys, environment: [String: String]) {
    self.store = store
    self.keys = keys
    self.environment = environment
  }

  /// `billing_password` is `TWIN_SECRET_BILLING_PASSWORD`; the name as written works too.
  private func fromEnvironment(_ name: String) -> String? {
    environment["TWIN_SECRET_" + name] ?? environment["TWIN_SECRET_" + name.uppercased()]
  }

  package func set(_ name: String, _ text: String) throws {
    guard !name.isEmpty, name.utf8.count <= RuntimeLimits.nameCharacters else {
      throw RuntimeError(.refusedInput, "a secret's name has 1 to \(RuntimeLimits.nameCharacters) bytes")
    }
    try store.seal(vault: name, try keys.seal(Array(text.utf8), run: nil, name: name))
  }

  /// Whether there was one.
  @discardableResult package func remove(_ name: String) throws -> Bool {
    let was = try store.sealed(nil, name) != nil
    if was { try store.seal(vault: name, nil) }
    return was
  }

  /// Names in the store, sorted, and whether the environment has them.
  package func list() throws -> [(name: String, fromEnvironment: Bool)] {
    try store.sealedNames(nil).sorted().map { ($0, fromEnvironment($0) != nil) }
  }

  package func has(_ name: String) throws -> Bool {
    if fromEnvironment(name) != nil { return true }
    return try store.sealed(nil, name) != nil
  }

  /// For whoever is to use it at once and keep it nowhere.
  package func text(_ name: String) throws -> String? {
    if let text = fromEnvironment(name) { return text }
    guard let box = try store.sealed(nil, name) else { return nil }
    return String(decoding: try keys.open(box, run: nil, name: name), as: UTF8.self)
  }
}

/// The secrets of one run that is being driven. Safe to use from the performers' tasks.
package final class RunSecrets: SecretTexts, Sendable {
  private let run: RunID
  private let vault: Vault
  /// By the hole's name.
  private let known = Mutex<[String: String]>([:])

  init(run: RunID, vault: Vault) {
    self.run = run
    self.vault = vault
  }

  /// A text that this run learnt just now, sealed for the store.
  func learn(_ name: String, _ text: String) throws(RuntimeError) -> SealedText {
    let box = try vault.keys.seal(Array(text.utf8), run: run, name: name)
    known.withLock { $0[name] = text }
    return SealedText(name: name, box: box)
  }

  package func resolve(_ secret: SecretText) throws -> String {
    var text = ""
    for part in secret.parts {
      switch part {
      case .text(let plain): text += plain
      case .hole(let name): text += try hole(name)
      }
    }
    return text
  }

  private func hole(_ name: String) throws -> String {
    if let text = known.withLock({ $0[name] }) { return text }
    let text: String
    if name.hasPrefix("vault:") {
      let inner = String(name.dropFirst("vault:".count))
      guard let found = try vault.text(inner) else {
        throw RuntimeError(
          .secretMissing, "the secret '\(inner)' is not known: set it with `twin secret set \(inner)`")
      }
      text = found
    } else {
      guard let box = try vault.store.sealed(run, name) else {
        throw RuntimeError(.secretMissing, "the text of the secret '\(name)' is not kept any longer")
      }
      text = String(decoding: try vault.keys.open(box, run: run, name: name), as: UTF8.self)
    }
    known.withLock { $0[name] = text }
    return text
  }

  /// Cleans with everything resolved so far.
  func scrubber() -> Scrubber { Scrubber(known.withLock { $0 }) }
}

/// Takes secrets' texts out of values: as they are, and as JSON, HTML, URLs and base64 write them.
struct Scrubber: Sendable {
  private struct Pattern: Sendable {
    var bytes: [UInt8]
    var label: [UInt8]
  }
  private var patterns: [Pattern] = []
  /// Too short to be looked for inside other texts.
  private var whole: [String: String] = [:]

  init(_ secrets: [String: String]) {
    for (name, text) in secrets.sorted(by: { $0.key < $1.key }) where !text.isEmpty {
      let label = Array("[secret \(name)]".utf8)
      if text.utf8.count < RuntimeLimits.scrubbedCharacters {
        whole[text] = String(decoding: label, as: UTF8.self)
        continue
      }
      for form in Self.forms(Array(text.utf8)) where form.count >= RuntimeLimits.scrubbedCharacters {
        patterns.append(Pattern(bytes: form, label: label))
      }
    }
    // Longer ones first, so that nothing of a longer form stays behind; equal lengths in the order of names.
    patterns = patterns.enumerated().sorted {
      $0.element.bytes.count != $1.element.bytes.count
        ? $0.element.bytes.count > $1.element.bytes.count : $0.offset < $1.offset
    }.map(\.element)
  }

  var isIdle: Bool { patterns.isEmpty && whole.isEmpty }

  /// The ways in which other programs write this text.
  static func forms(_ text: [UInt8]) -> Set<[UInt8]> {
    var forms: Set<[UInt8]> = [text]
    forms.formUnion(jsonForms(text))
    forms.formUnion(urlForms(text))
    forms.insert(htmlForm(text, apostrophe: "&#39;"))
    forms.insert(htmlForm(text, apostrophe: "&#x27;"))
    forms.formUnion(base64Forms(text))
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
      form(escapesSlash: false, asciiOnly: false, upper: false), form(escapesSlash: true, asciiOnly: false, upper: false),
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
    return forms + forms.map { form in
      form.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
    }
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
      while let at = Self.find(pattern.bytes, in: current, from: from) {
        out.append(contentsOf: current[from..<at])
        out.append(contentsOf: pattern.label)
        from = at + pattern.bytes.count
      }
      if from > 0 {
        out.append(contentsOf: current[from...])
        current = out
        changed = true
      }
    }
    return changed ? current : nil
  }

  private static func find(_ needle: [UInt8], in hay: [UInt8], from: Int) -> Int? {
    guard hay.count - from >= needle.count, let first = needle.first else { return nil }
    return hay.withUnsafeBytes { hay in
      needle.withUnsafeBytes { needle in
        var at = from
        while at <= hay.count - needle.count {
          guard let found = memchr(hay.baseAddress! + at, Int32(first), hay.count - needle.count - at + 1) else {
            return nil
          }
          at = UnsafeRawPointer(found) - hay.baseAddress!
          if memcmp(hay.baseAddress! + at, needle.baseAddress!, needle.count) == 0 { return at }
          at += 1
        }
        return nil
      }
    }
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
    case .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .optional(nil), .secret:
      return value
    }
  }
}

extension PlainValue {
  /// The value at a path as `json.token` or `rows.0.card`, taken out and replaced; nil where there is none.
  func replacing(path: ArraySlice<Substring>, with replace: (PlainValue) throws -> PlainValue) rethrows -> PlainValue? {
    guard let name = path.first else { return try replace(self) }
    switch self {
    case .map(var entries):
      guard let index = entries.firstIndex(where: { $0.key.text.map { $0 == name } ?? false }),
        let inner = try entries[index].value.replacing(path: path.dropFirst(), with: replace)
      else { return nil }
      entries[index].value = inner
      return .map(entries)
    case .list(var elements):
      if name == "*" {
        var found = false
        for index in elements.indices {
          guard let inner = try elements[index].replacing(path: path.dropFirst(), with: replace) else { continue }
          elements[index] = inner
          found = true
        }
        return found ? .list(elements) : nil
      }
      guard let index = Int(name), elements.indices.contains(index),
        let inner = try elements[index].replacing(path: path.dropFirst(), with: replace)
      else { return nil }
      elements[index] = inner
      return .list(elements)
    case .optional(.some(let inner)): return try inner.replacing(path: path, with: replace).map { .optional($0) }
    default: return nil
    }
  }
}
