// The selectors of one recorded step (`aria/…`, `text/…`, `xpath/…`, `pierce/…`, CSS; chains of them through shadow roots) →
// ways to point as a skill says them. Prefixes: Puppeteer's "P selectors".
import Locators

enum ChromeSelectors {
  /// - Parameter chains: alternatives; of each the elements from the outside in.
  static func target(_ chains: [[String]]) -> RecordedTarget {
    var hint = ElementHint()
    for chain in chains.reversed() { hint = merged(hint, with: element(chain)) }
    // Whoever sees `text/Pay now` beside `aria/Pay now` knows that the name is what is written on it.
    let texts = chains.compactMap { chain in chain.last.flatMap { body($0, "text/") } }
    var target = RecordedTarget(candidates: [], identities: [])
    target.element = hint
    for chain in chains {
      // The text of a field is its value, which the next action changes.
      if body(chain[0], "text/") == nil { target.identities.append(chain.joined(separator: " >>> ")) }
      guard let query = query(chain, hint, texts) else { continue }
      target.candidates.append(LocatorCandidate(query))
    }
    if let name = target.candidates.first(where: { if case .field = $0.query.kind { true } else { false } }),
      case .field(let label) = name.query.kind, label.lowercased().contains("password")
    {
      target.element.inputType = "password"
    }
    return target
  }

  private static func body(_ selector: String, _ prefix: String) -> String? {
    selector.hasPrefix(prefix) ? String(selector.dropFirst(prefix.count)) : nil
  }

  private static func element(_ chain: [String]) -> ElementHint {
    guard let selector = chain.last else { return ElementHint() }
    if let aria = body(selector, "aria/") { return ElementHint(tag: tag(ofRole: ARIASelector(aria).role)) }
    if body(selector, "text/") != nil { return ElementHint() }
    if let xpath = body(selector, "xpath/") { return XPathReader.read(xpath)?.element ?? ElementHint() }
    return CSSText.element(body(selector, "pierce/") ?? selector)
  }

  private static func tag(ofRole role: String?) -> String {
    switch role {
    case "button": "button"
    case "link": "a"
    default: ""
    }
  }

  private static func merged(_ hint: ElementHint, with other: ElementHint) -> ElementHint {
    ElementHint(
      tag: other.tag.isEmpty ? hint.tag : other.tag,
      inputType: other.inputType.isEmpty ? hint.inputType : other.inputType)
  }

  private static func query(_ chain: [String], _ hint: ElementHint, _ texts: [String]) -> LocatorQuery? {
    // What has neither a name nor a role a person knows is part of what it stands in.
    var chain = chain
    while chain.count > 1, let inner = chain.last.flatMap({ body($0, "aria/") }), ARIASelector(inner).isMute {
      chain.removeLast()
    }
    guard let last = chain.last, var query = query(last, hint, texts) else { return nil }
    // A chain of names narrows: the inner one is looked for in the outer one. A chain of CSS goes through shadow roots,
    // which are no obstacle here.
    if chain.count > 1, let outer = body(chain[chain.count - 2], "aria/") {
      let name = ARIASelector(outer)
      guard let role = name.role, !name.name.isEmpty else { return query }
      query.inside = .query(LocatorQuery(.role(role, name: name.name)))
    }
    return query
  }

  private static func query(_ selector: String, _ hint: ElementHint, _ texts: [String]) -> LocatorQuery? {
    if let aria = body(selector, "aria/") { return named(ARIASelector(aria), hint, texts) }
    if let text = body(selector, "text/") {
      let words = PageText.tidy(text)
      guard isName(words), !hint.isField else { return nil }
      // The Recorder shortens a text to what is unique, at the cost of its end.
      if let role = hint.role {
        var query = LocatorQuery(.role(role, name: words))
        query.containing = true
        return query
      }
      return LocatorQuery(.text(words))
    }
    if let xpath = body(selector, "xpath/") {
      guard let path = XPathReader.read(xpath) else { return nil }
      return path.query
    }
    let css = body(selector, "pierce/") ?? selector
    if let id = CSSText.testID(css) { return LocatorQuery(.testID(id)) }
    return LocatorQuery(.css(css))
  }

  private static func named(_ aria: ARIASelector, _ hint: ElementHint, _ texts: [String]) -> LocatorQuery? {
    guard isName(aria.name) else { return nil }
    if let role = aria.role ?? hint.role {
      let isTyped = PageTree.fieldRoles.contains(role) && !["checkbox", "radio", "switch"].contains(role)
      return LocatorQuery(isTyped ? .field(aria.name) : .role(role, name: aria.name))
    }
    if hint.isField { return LocatorQuery(.field(aria.name)) }
    // No word of what it is. Its text is its name where the recording has both; else only an intent remains.
    let isWritten = texts.contains { !$0.isEmpty && PageText.folded(aria.name).hasPrefix(PageText.folded($0)) }
    return LocatorQuery(isWritten ? .text(aria.name) : .intent(aria.name))
  }

  private static func isName(_ text: String) -> Bool {
    !PageText.tidy(text).isEmpty && text.count <= AuthoringLimits.nameCharacters
  }
}

/// `Save[role="button"]`: a name and perhaps a role. Roles that say nothing to a person are left out.
struct ARIASelector {
  var name: String
  var role: String?

  init(_ text: String) {
    if let match = text.firstMatch(of: /\s*\[role=["']([\w-]+)["']\]$/) {
      name = PageText.tidy(String(text[..<match.range.lowerBound]))
      role = Self.role(String(match.1))
    } else {
      name = PageText.tidy(text)
    }
  }

  /// Chromium's own role names → ARIA's.
  /// Says nothing that could be looked for.
  var isMute: Bool { name.isEmpty && role == nil }

  static func role(_ name: String) -> String? {
    switch name.lowercased() {
    case "generic", "statictext", "labeltext", "none", "presentation", "paragraph", "genericcontainer": nil
    case "disclosuretriangle": "button"
    case "image": "img"
    case let role: role
    }
  }
}

extension XPathTarget {
  /// As a skill says it: by role and text where the tag tells the role, by text, else by CSS.
  var query: LocatorQuery? {
    var query: LocatorQuery
    if let words {
      let text = PageText.tidy(words.text)
      guard !text.isEmpty, text.count <= AuthoringLimits.nameCharacters else { return nil }
      query = LocatorQuery(element.role.map { .role($0, name: text) } ?? .text(text))
      query.containing = false
    } else if let css {
      query = LocatorQuery(CSSText.testID(css).map { .testID($0) } ?? .css(css))
    } else {
      return nil
    }
    query.nth = nth
    return query
  }
}
