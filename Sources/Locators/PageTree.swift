// A page as its accessibility tree has it, flattened: what a person using a screen reader would be told, with enough of
// the document beside it to find an element again. Read this first. It never talks to a browser.

/// Where an element is drawn, in CSS pixels of the page's main frame.
package struct PageBox: Hashable, Sendable {
  package var x, y, width, height: Double
  package init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
  package var middle: (x: Double, y: Double) { (x + width / 2, y + height / 2) }
  /// Distance between the nearest points of two boxes; 0 where they touch.
  package func distance(to other: PageBox) -> Double {
    let dx = max(0, max(other.x - (x + width), x - (other.x + other.width)))
    let dy = max(0, max(other.y - (y + height), y - (other.y + other.height)))
    return (dx * dx + dy * dy).squareRoot()
  }
}

package struct PageStates: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }
  package static let disabled = PageStates(rawValue: 1)
  package static let checked = PageStates(rawValue: 2)
  package static let mixed = PageStates(rawValue: 4)
  package static let expanded = PageStates(rawValue: 8)
  package static let collapsed = PageStates(rawValue: 16)
  package static let selected = PageStates(rawValue: 32)
  package static let required = PageStates(rawValue: 64)
  package static let readonly = PageStates(rawValue: 128)
  package static let focused = PageStates(rawValue: 256)
  package static let pressed = PageStates(rawValue: 512)
  package static let invalid = PageStates(rawValue: 1024)
  /// A password field: its value is never read.
  package static let password = PageStates(rawValue: 2048)

  package var words: [String] {
    let all: [(PageStates, String)] = [
      (.disabled, "disabled"), (.checked, "checked"), (.mixed, "mixed"), (.expanded, "expanded"),
      (.collapsed, "collapsed"), (.selected, "selected"), (.required, "required"), (.readonly, "readonly"),
      (.focused, "focused"), (.pressed, "pressed"), (.invalid, "invalid"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}

/// One node of the accessibility tree. Nodes stand in document order, parents before children.
package struct PageNode: Hashable, Sendable {
  /// The browser's number for the DOM node (DevTools `backendNodeId`); 0 where there is none.
  package var node: Int
  /// Number of the frame, 0 being the page itself.
  package var frame: Int
  /// Index of the parent in `PageTree.nodes`, -1 for a frame's root.
  package var parent: Int
  /// Past the last descendant in `PageTree.nodes`.
  package var end: Int
  /// ARIA role.
  package var role: String
  /// Accessible name as the browser computed it (accname 1.2).
  package var name: String
  package var value: String
  package var placeholder: String
  package var testID: String
  package var states: PageStates
  package var box: PageBox?

  package init(
    node: Int, frame: Int = 0, parent: Int = -1, end: Int = 0, role: String, name: String = "", value: String = "",
    placeholder: String = "", testID: String = "", states: PageStates = [], box: PageBox? = nil
  ) {
    self.node = node
    self.frame = frame
    self.parent = parent
    self.end = end
    self.role = role
    self.name = name
    self.value = value
    self.placeholder = placeholder
    self.testID = testID
    self.states = states
    self.box = box
  }
}

package struct PageTree: Sendable {
  package var address: String
  package var title: String
  package var nodes: [PageNode]

  /// `end` of every node is derived here from the parents.
  package init(address: String, title: String, nodes: [PageNode]) {
    self.address = address
    self.title = title
    self.nodes = nodes
    for index in nodes.indices { self.nodes[index].end = index + 1 }
    for index in nodes.indices.reversed() where nodes[index].parent >= 0 {
      let parent = nodes[index].parent
      precondition(parent < index, "parents stand before their children")
      self.nodes[parent].end = max(self.nodes[parent].end, self.nodes[index].end)
    }
  }

  package func isInside(_ inner: Int, _ outer: Int) -> Bool { inner > outer && inner < nodes[outer].end }

  /// All the text below a node, as read, one space between pieces.
  package func text(of index: Int) -> String {
    var pieces: [String] = []
    for inner in index..<nodes[index].end where nodes[inner].end == inner + 1 && !nodes[inner].name.isEmpty {
      pieces.append(nodes[inner].name)
    }
    return pieces.isEmpty ? nodes[index].name : PageText.tidy(pieces.joined(separator: " "))
  }

  /// Ancestors, innermost first.
  package func ancestors(of index: Int) -> [Int] {
    var found: [Int] = []
    var at = nodes[index].parent
    while at >= 0 {
      found.append(at)
      at = nodes[at].parent
    }
    return found
  }
}

/// How texts of pages are compared: as a person reads them.
package enum PageText {
  /// White space (no-break space included) folded and trimmed; characters that nobody sees (zero width, direction marks,
  /// soft hyphens) dropped.
  package static func tidy(_ text: String) -> String {
    isTidy(text) ? text : tidied(text)
  }

  /// Whether a text is plainly as it is read: ASCII without white space but single spaces inside. Most are.
  private static func isTidy(_ text: String) -> Bool {
    var wasSpace = true
    for byte in text.utf8 {
      guard byte == 0x20 ? !wasSpace : byte > 0x20 && byte < 0x7F else { return false }
      wasSpace = byte == 0x20
    }
    return !wasSpace || text.isEmpty
  }

  private static func tidied(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var pendingSpace = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x00AD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: continue
      default: break
      }
      if scalar.properties.isWhitespace {
        pendingSpace = !result.isEmpty
      } else {
        if pendingSpace { result.append(" ") }
        pendingSpace = false
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// `tidy`, without case: names follow CSS `text-transform`.
  package static func folded(_ text: String) -> String { tidy(text).lowercased() }

  /// A label without what forms put behind it (`Email:`, `Email *`): what a person calls the field.
  package static func label(_ text: String) -> String {
    let whole = tidy(text)
    let bare = whole.reversed().drop { $0 == ":" || $0 == "*" || $0 == " " }
    return bare.isEmpty ? whole : String(bare.reversed())
  }

  /// The words of a text for scoring: folded, cut at everything that is neither letter nor digit.
  package static func words(_ text: String) -> [String] {
    folded(text).split { !($0.isLetter || $0.isNumber) }.map(String.init)
  }
}
