// What a person did in a browser, as a list of actions: the one shape into which every recorder's format is read, and out
// of which a skill is drafted. Read this first. It holds what was recorded and decides nothing.
import Locators

package struct Recording: Sendable {
  /// Which recorder it is from, in words: `a Chrome DevTools recording`.
  package var source: String
  /// What the person called it; empty where the recorder made the title up.
  package var title: String
  package var actions: [RecordedAction]

  package init(source: String, title: String, actions: [RecordedAction] = []) {
    self.source = source
    self.title = title
    self.actions = actions
  }
}

package struct RecordedAction: Hashable, Sendable {
  package var act: RecordedAct
  /// Pages that came up because of it, in order.
  package var arrivals: [PageArrival] = []
  /// What the person who recorded it wrote beside it.
  package var notes: [String] = []
  /// What a person has to look at, in a sentence each.
  package var remarks: [String] = []

  package init(_ act: RecordedAct, arrivals: [PageArrival] = []) {
    self.act = act
    self.arrivals = arrivals
  }
}

package struct PageArrival: Hashable, Sendable {
  package var address: String
  package var title: String
  package init(address: String, title: String) {
    self.address = address
    self.title = title
  }
}

package enum RecordedAct: Hashable, Sendable {
  case open(SkillText)
  case click(RecordedTarget, ClickManner = ClickManner())
  /// The whole text of a field after it was typed.
  case fill(RecordedTarget, SkillText)
  /// An option by its label or value.
  case select(RecordedTarget, SkillText)
  case check(RecordedTarget, Bool)
  /// Keys go down and up one by one in some recordings; `Tidying` makes `press` of them.
  case keyDown(String)
  case keyUp(String)
  /// A chord such as `Control+A`, where the focus is or on an element.
  case press(String, on: RecordedTarget? = nil)
  case hover(RecordedTarget)
  case drag(RecordedTarget, to: RecordedTarget)
  case upload(RecordedTarget, SkillText)
  case waitFor(RecordedTarget, WaitState)
  /// Reads a text, for later steps to use as `steps.NAME.text`.
  case read(RecordedTarget, name: String)
  case expectText(RecordedTarget, SkillText)
  /// How the next native dialog is answered.
  case answerDialog(accept: Bool, text: SkillText?)
  /// By title or address, or by number counted from 1.
  case goToTab(TabChoice)
  case closeTab
  case set(String, SkillText)
  case log(SkillText)
  /// What a skill cannot do: a comment, no step.
  case remark(String)
}

package struct ClickManner: Hashable, Sendable {
  package enum Mouse: String, Sendable { case left, right, middle }
  package var mouse: Mouse
  package var clicks: Int
  package init(_ mouse: Mouse = .left, clicks: Int = 1) {
    self.mouse = mouse
    self.clicks = clicks
  }
}

package enum WaitState: String, Sendable { case visible, hidden, attached, detached, enabled }

package enum TabChoice: Hashable, Sendable {
  case address(String)
  case number(Int)
}

/// An element as a recorder saw it: several ways to point at it, and what they give away of its nature.
package struct RecordedTarget: Hashable, Sendable {
  package var candidates: [LocatorCandidate]
  /// What tells this element from others, in the recorder's own words; two targets that share one are the same element.
  package var identities: [String]
  /// What it is made of, where the recording says so.
  package var element = ElementHint()
  /// Positions of frames from the page down; empty for the page itself.
  package var frame: [Int] = []

  package init(candidates: [LocatorCandidate], identities: [String]) {
    self.candidates = candidates
    self.identities = identities
  }

  /// Whether both are one element, as far as the recording can tell.
  package func isSame(_ other: RecordedTarget) -> Bool {
    frame == other.frame && identities.contains { other.identities.contains($0) }
  }
}

package struct LocatorCandidate: Hashable, Sendable {
  package var query: LocatorQuery
  /// On how many elements of the page it fits, where somebody has counted.
  package var matches: Int?
  package init(_ query: LocatorQuery, matches: Int? = nil) {
    self.query = query
    self.matches = matches
  }
  package init(_ kind: LocatorKind, matches: Int? = nil) { self.init(LocatorQuery(kind), matches: matches) }
}

/// What selectors give away of an element: its HTML tag and, of an `input`, its type.
package struct ElementHint: Hashable, Sendable {
  /// Lower case; empty where unknown.
  package var tag = ""
  package var inputType = ""
  package init(tag: String = "", inputType: String = "") {
    self.tag = tag
    self.inputType = inputType
  }

  package var isPassword: Bool { inputType == "password" }

  /// The ARIA role that HTML-AAM gives this element; nil where the tag alone does not tell.
  package var role: String? {
    switch tag {
    case "button", "summary": return "button"
    case "a": return "link"
    case "select": return "combobox"
    case "textarea": return "textbox"
    case "option": return "option"
    case "h1", "h2", "h3", "h4", "h5", "h6": return "heading"
    case "img": return "img"
    case "input":
      switch inputType {
      case "submit", "button", "reset", "image": return "button"
      case "checkbox", "radio": return inputType
      case "number": return "spinbutton"
      case "range": return "slider"
      case "search": return "searchbox"
      case "": return nil
      default: return "textbox"
      }
    default: return nil
    }
  }

  /// Whether it takes text or a choice and so has a label.
  package var isField: Bool {
    switch tag {
    case "textarea", "select": true
    case "input": role != "button"
    default: false
    }
  }
}

/// Why a text is no recording that can be read.
package struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where, as a path from the root: `$.steps[3].selectors`; empty for the file as a whole.
  package var path: String
  package var message: String
  package init(_ path: String, _ message: String) {
    self.path = path
    self.message = message
  }
  package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}
