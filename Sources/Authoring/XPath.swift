// The XPaths that recorders write → a CSS selector, or a tag with its text. Not an XPath engine: child and descendant
// steps, positions, attributes and texts, which is all that recorders use; anything else is no candidate (nil).
// Source: XPath 1.0 section 2 (location paths), Selectors level 4.

struct XPathTarget: Hashable {
  /// An element's tag, its text and which of them it is.
  struct Words: Hashable {
    var text: String
    var isWhole: Bool
  }
  var element: ElementHint
  var css: String?
  var words: Words?
  /// Counts from 1: `(//a[…])[3]`.
  var nth: Int?
  /// The path reaches its element by counting from the root, which the next redesign breaks.
  var isPositional: Bool
}

struct XPathReader {
  private let text: [UInt8]
  private var at = 0

  private init(_ text: String) { self.text = Array(text.utf8) }

  static func read(_ xpath: String) -> XPathTarget? {
    guard xpath.utf8.count <= AuthoringLimits.xpathBytes else { return nil }
    var reader = XPathReader(xpath)
    return reader.whole()
  }

  private mutating func whole() -> XPathTarget? {
    let isCounted = take("(")
    guard var target = path() else { return nil }
    if isCounted {
      guard take(")"), take("["), let number = number(), take("]") else { return nil }
      target.nth = number
    }
    return at == text.count ? target : nil
  }

  private mutating func path() -> XPathTarget? {
    var selector = ""
    var target = XPathTarget(element: ElementHint(), css: nil, words: nil, nth: nil, isPositional: false)
    var steps = 0
    while true {
      let isFirst = steps == 0
      let combinator: String
      if take("//") { combinator = " " } else if take("/") { combinator = " > " } else { break }
      // Words of an element inside the path cannot be said in CSS; only the last one's can be said at all.
      guard target.words == nil, steps < AuthoringLimits.xpathSteps else { return nil }
      guard let step = step(&target) else { return nil }
      selector += isFirst ? step : combinator + step
      steps += 1
    }
    guard steps > 0 else { return nil }
    target.css = target.words == nil ? selector : nil
    return target
  }

  /// One step as a compound selector.
  private mutating func step(_ target: inout XPathTarget) -> String? {
    let tag: String
    if take("*") {
      tag = ""
    } else {
      guard let name = name() else { return nil }
      tag = name.lowercased()
    }
    target.element = ElementHint(tag: tag)
    var selector = tag
    while take("[") {
      if let number = number() {
        selector += ":nth-of-type(\(number))"
        // Of any element there is no nth of its type.
        guard !tag.isEmpty else { return nil }
        target.isPositional = true
      } else if take("@") {
        guard let attribute = name() else { return nil }
        guard take("=") else {
          selector += "[\(attribute)]"
          guard take("]") else { return nil }
          continue
        }
        guard let value = string() else { return nil }
        if attribute == "type" { target.element.inputType = value.lowercased() }
        // What is clicked by its `value` is a button that says it.
        if attribute == "value", tag == "input", target.element.inputType != "radio" {
          target.element.inputType = "submit"
          target.words = .init(text: value, isWhole: true)
        }
        selector += CSSText.attribute(attribute, value)
      } else {
        guard condition(&target, &selector) else { return nil }
      }
      guard take("]") else { return nil }
    }
    return selector.isEmpty ? "*" : selector
  }

  /// `contains(@href, 'x')`, `contains(text(), 'x')`, `contains(., 'x')`, `text()='x'`, `.='x'`, `normalize-space()='x'`.
  private mutating func condition(_ target: inout XPathTarget, _ selector: inout String) -> Bool {
    if take("contains(") {
      if take("@") {
        guard let attribute = name(), take(","), let value = string(), take(")") else { return false }
        selector += "[\(attribute)*=\(CSSText.quoted(value))]"
        return true
      }
      guard takeText(), take(","), let words = string(), take(")") else { return false }
      target.words = .init(text: words, isWhole: false)
      return true
    }
    guard takeText(), take("="), let words = string() else { return false }
    target.words = .init(text: words, isWhole: true)
    return true
  }

  private mutating func takeText() -> Bool {
    ["normalize-space(text())", "normalize-space(.)", "normalize-space()", "text()", "."].contains { take($0) }
  }

  // MARK: Letters

  private mutating func skipSpace() { while at < text.count, text[at] == 0x20 { at += 1 } }

  private mutating func take(_ word: String) -> Bool {
    let start = at
    skipSpace()
    guard text[at...].starts(with: word.utf8) else {
      at = start
      return false
    }
    at += word.utf8.count
    return true
  }

  private mutating func number() -> Int? {
    let digits = text[at...].prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard let number = Int(String(decoding: digits, as: UTF8.self)), number > 0 else { return nil }
    at += digits.count
    return number
  }

  private mutating func name() -> String? {
    let letters = text[at...].prefix { CSSText.isNameByte($0) }
    guard let first = letters.first, !(first >= 0x30 && first <= 0x39) else { return nil }
    at += letters.count
    return String(decoding: letters, as: UTF8.self)
  }

  /// A literal in either quotes.
  private mutating func string() -> String? {
    skipSpace()
    guard at < text.count, text[at] == UInt8(ascii: "'") || text[at] == UInt8(ascii: "\"") else { return nil }
    let quote = text[at]
    guard let end = text[(at + 1)...].firstIndex(of: quote) else { return nil }
    defer { at = end + 1 }
    return String(decoding: text[(at + 1)..<end], as: UTF8.self)
  }
}

/// What is said about CSS selectors without a CSS parser.
enum CSSText {
  static func isNameByte(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x2D || byte == 0x5F
      || byte >= 0x80
  }

  /// Whether it can stand after `#` as it is.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(first >= 0x30 && first <= 0x39), first != 0x2D else { return false }
    return text.utf8.allSatisfy(isNameByte)
  }

  /// The selector of an attribute's value, in its shortest form.
  static func attribute(_ name: String, _ value: String) -> String {
    guard isName(value) else { return "[\(name)=\(quoted(value))]" }
    return name == "id" ? "#\(value)" : "[\(name)=\(value)]"
  }

  /// A CSS string.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
      if scalar.value < 0x20 {
        result += "\\\(String(scalar.value, radix: 16)) "
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// The last compound of a selector: `form > input.big` gives `input.big`. Quotes and brackets are respected.
  static func lastCompound(_ selector: String) -> Substring {
    var depth = 0
    var quote: Character?
    var start = selector.startIndex
    for index in selector.indices {
      let character = selector[index]
      if let open = quote {
        if character == open { quote = nil }
        continue
      }
      switch character {
      case "\"", "'": quote = character
      case "[", "(": depth += 1
      case "]", ")": depth -= 1
      case " ", ">", "+", "~": if depth == 0 { start = selector.index(after: index) }
      default: break
      }
    }
    return selector[start...]
  }

  /// Tag and input type, as far as the last compound names them.
  static func element(_ selector: String) -> ElementHint {
    let last = lastCompound(selector)
    let tag = last.prefix { $0.isLetter || $0.isNumber }.lowercased()
    var hint = ElementHint(tag: tag)
    if let match = last.firstMatch(of: /\[type=["']?(\w+)["']?\]/) {
      hint.inputType = match.1.lowercased()
      if hint.tag.isEmpty, hint.inputType == "password" { hint.tag = "input" }
    }
    return hint
  }

  /// The value of `[data-testid="…"]` where the selector is nothing else.
  static func testID(_ selector: String) -> String? {
    selector.wholeMatch(of: /\w*\[data-testid=["']?([^"'\]]+)["']?\]/).map { String($0.1) }
  }

  /// How well a selector will bear the next change of the page.
  enum Strength: Int { case name, attribute, path }

  static func strength(_ selector: String) -> Strength {
    if let match = selector.wholeMatch(of: /\w*#([^\s>+~.:\[#]+)/) {
      return looksGenerated(String(match.1)) ? .path : .name
    }
    if let match = selector.wholeMatch(of: /\w*\[([\w-]+)=["']?([^"'\]]*)["']?\]/) {
      let attribute = match.1
      if attribute == "name" || attribute == "aria-label" || attribute.hasPrefix("data-") {
        return looksGenerated(String(match.2)) ? .path : .name
      }
      return .attribute
    }
    return selector.contains(where: { " >+~:".contains($0) }) ? .path : .attribute
  }

  /// Ids that a framework counted up or hashed: they differ at the next load.
  static func looksGenerated(_ id: String) -> Bool {
    if id.contains(":") || id.contains("\\") { return true }
    let digits = id.count { $0.isNumber }
    if digits >= 4 || (digits >= 2 && digits * 3 >= id.count) { return true }
    return ["ember", "react", "mui-", "headlessui", "radix", "ext-gen", "yui_", "__bvid"].contains {
      id.lowercased().hasPrefix($0)
    }
  }
}
