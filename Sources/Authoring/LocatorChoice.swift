// The several ways to point at an element → the shortest one that a person would say, and what a person should look at.
// Costs follow Playwright's selector generator in spirit: names before ids, ids before positions, paths last.
import Locators
import Values

struct LocatorChoice {
  var query: LocatorQuery
  /// Why a person should look, in a sentence; nil where the locator is one that bears changes of the page.
  var remark: String?

  init(_ target: RecordedTarget) {
    var candidates = target.candidates.filter { $0.matches == nil || $0.matches == 1 }
    if candidates.isEmpty { candidates = target.candidates }
    // A recorder that counted (`(…)[3]`) knew that the words alone fit several.
    let counted = candidates.filter { $0.query.nth != nil }
    candidates.removeAll { plain in
      plain.query.nth == nil && plain.query.inside == nil && counted.contains { $0.query.kind == plain.query.kind }
    }
    precondition(!candidates.isEmpty, "a target has a way to point")
    let best = candidates.enumerated().min {
      let (a, b) = (Self.cost($0.element), Self.cost($1.element))
      return a != b ? a < b : $0.offset < $1.offset
    }
    query = (best?.element ?? candidates[0]).query
    remark = Self.remark(query, target)
  }

  private static func cost(_ candidate: LocatorCandidate) -> Int {
    let query = candidate.query
    var cost =
      switch query.kind {
      case .role(_, name: _?): 100
      case .field: 140
      case .testID: 160
      case .text: 180
      case .css(let selector):
        switch CSSText.strength(selector) {
        case .name: 500
        case .attribute: 800
        case .path: 100_000
        }
      case .intent: 700
      case .role(_, name: nil): 5_100
      }
    if query.containing { cost += 10 }
    if query.nth != nil { cost += 10_000 }
    if query.inside != nil { cost += 20 }
    if case .role(_, let name?) = query.kind { cost += name.count / 20 }
    return cost
  }

  private static func remark(_ query: LocatorQuery, _ target: RecordedTarget) -> String? {
    if !target.frame.isEmpty {
      return "it is inside a frame; if more than one thing fits, add `frame:` with the frame's name or address"
    }
    if let nth = query.nth {
      return "number \(nth) of several that look alike; say which with `in: { row: … }` if you can"
    }
    switch query.kind {
    case .css(let selector) where CSSText.strength(selector) == .path:
      return "found only by its place in the page; say its name or label if it has one"
    case .role(_, name: nil): return "it has no name; if more than one thing fits, a person is asked"
    case .role, .field, .text, .testID, .css, .intent: return nil
    }
  }
}

extension LocatorQuery {
  /// The name or label it says; nil where it says none.
  var words: String? {
    switch kind {
    case .role(_, let name): name
    case .field(let words), .text(let words), .intent(let words): words
    case .testID, .css: nil
    }
  }

  /// As the map of a skill's step. `phrase` turns recorded words into what the skill says, an input perhaps.
  func value(_ phrase: (String) -> SkillText) -> YAMLValue { Self.written(plain, phrase) }

  /// Words of a locator whose texts are the page's own and no person's.
  private static let literal: Set<String> = ["role", "test_id", "css", "frame"]

  private static func written(_ locator: PlainValue, _ phrase: (String) -> SkillText) -> YAMLValue {
    switch locator {
    case .map(let entries):
      .map(
        entries.map { entry in
          let key = entry.key.text ?? ""
          return (key, written(entry.value, literal.contains(key) ? { SkillText($0) } : phrase))
        })
    case .string(let words): .text(phrase(words))
    case .bool(let flag): .word(String(flag))
    case .int(let number): .word(String(number))
    default: preconditionFailure("no part of a locator")
    }
  }
}
