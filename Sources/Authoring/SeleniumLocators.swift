// The locators of one Selenium command (`id=`, `name=`, `linkText=`, `css=`, `xpath=`) → ways to point as a skill says them.
import Locators

enum SeleniumLocators {
  static func target(_ locators: [String]) -> RecordedTarget {
    var target = RecordedTarget(candidates: [], identities: locators)
    for locator in locators.reversed() {
      let hint = element(locator)
      if !hint.tag.isEmpty { target.element.tag = hint.tag }
      if !hint.inputType.isEmpty { target.element.inputType = hint.inputType }
    }
    for locator in locators {
      if let query = query(locator, target.element) { target.candidates.append(LocatorCandidate(query)) }
    }
    return target
  }

  /// `css=form > a` gives `css` and `form > a`. A locator without a kind is an XPath where it begins with a slash.
  private static func split(_ locator: String) -> (kind: String, rest: String) {
    if locator.hasPrefix("//") || locator.hasPrefix("(") { return ("xpath", locator) }
    guard let equals = locator.firstIndex(of: "=") else { return ("id", locator) }
    return (String(locator[..<equals]), String(locator[locator.index(after: equals)...]))
  }

  private static func element(_ locator: String) -> ElementHint {
    let (kind, rest) = split(locator)
    switch kind {
    case "css": return CSSText.element(rest)
    case "xpath": return XPathReader.read(rest)?.element ?? ElementHint()
    case "linkText", "partialLinkText", "link": return ElementHint(tag: "a")
    default: return ElementHint()
    }
  }

  private static func query(_ locator: String, _ hint: ElementHint) -> LocatorQuery? {
    let (kind, rest) = split(locator)
    guard !rest.isEmpty else { return nil }
    switch kind {
    case "id": return LocatorQuery(.css(CSSText.attribute("id", rest)))
    case "name": return LocatorQuery(.css(CSSText.attribute("name", rest)))
    case "linkText", "link": return LocatorQuery(.role("link", name: rest))
    case "partialLinkText":
      var query = LocatorQuery(.role("link", name: rest))
      query.containing = true
      return query
    case "css": return LocatorQuery(CSSText.testID(rest).map { .testID($0) } ?? .css(rest))
    case "class", "className": return LocatorQuery(.css(".\(rest)"))
    case "xpath": return XPathReader.read(rest)?.query
    default: return nil
    }
  }
}
