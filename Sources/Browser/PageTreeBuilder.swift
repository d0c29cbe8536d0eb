// DevTools' accessibility nodes (and, where they were read, documents) → the nodes of a `PageTree`. Pure.
import Locators
import Values

struct PageTreeBuilder {
  var frames: [PageFrame]
  /// Accessibility nodes of each frame.
  var trees: [[AccessibilityNode]]
  /// Elements that must be in the tree whatever their role.
  var wanted: Set<Int>
  /// The element in the parent's document that a frame stands in.
  var owners: [String: Int] = [:]

  init(frames: [PageFrame], trees: [[AccessibilityNode]], wanted: Set<Int>) {
    self.frames = frames
    self.trees = trees
    self.wanted = wanted
  }

  // MARK: Roles

  /// Chromium's own role names → ARIA's.
  private static let roles: [String: String] = [
    "StaticText": "text", "LabelText": "label", "RootWebArea": "document", "Iframe": "iframe", "Video": "video",
    "Audio": "audio", "Canvas": "canvas", "LayoutTable": "table", "LayoutTableRow": "row", "LayoutTableCell": "cell",
    "DisclosureTriangle": "button", "DisclosureTriangleGrouped": "button", "Date": "date", "DateTime": "date",
    "InputTime": "time", "ColorWell": "color", "PopUpButton": "combobox", "ComboBoxSelect": "combobox",
    "ComboBoxMenuButton": "combobox", "ComboBoxGrouping": "combobox", "TextFieldWithComboBox": "combobox",
    "MenuListOption": "option", "MenuListPopup": "listbox", "image": "img", "Section": "generic",
    "Legend": "label", "Figcaption": "caption", "Details": "group", "PluginObject": "iframe", "Abbr": "generic",
  ]
  private static let passedOver: Set<String> = ["InlineTextBox", "MenuListPopup", "LineBreak"]

  /// Nil where there is nothing a person would be told of.
  private func node(_ ax: AccessibilityNode, frame: Int) -> PageNode? {
    guard !ax.isIgnored, let own = ax.role, !Self.passedOver.contains(own) else { return nil }
    return PageNode(
      node: ax.node, frame: frame, role: Self.roles[own] ?? own, name: ax.name, value: ax.value, states: ax.states)
  }

  // MARK: By accessibility alone

  func byAccessibility() -> [PageNode] {
    var nodes: [PageNode] = []
    var framesByOwner: [Int: Int] = [:]
    for (number, frame) in frames.enumerated() {
      if let owner = owners[frame.id] { framesByOwner[owner] = number }
    }
    func visitFrame(_ number: Int, parent: Int) {
      let all = trees[number]
      var byID: [String: Int] = [:]
      for (at, ax) in all.enumerated() { byID[ax.id] = at }
      func visit(_ at: Int, parent: Int, depth: Int) {
        guard depth < 2_000 else { return }
        var above = parent
        if var made = node(all[at], frame: number) {
          made.parent = parent
          above = nodes.count
          nodes.append(made)
          if let inner = framesByOwner[made.node], inner != number { visitFrame(inner, parent: above) }
        }
        for child in all[at].children {
          if let next = byID[child] { visit(next, parent: above, depth: depth + 1) }
        }
      }
      if let root = all.firstIndex(where: \.isRoot) { visit(root, parent: parent, depth: 0) }
    }
    visitFrame(0, parent: -1)
    return nodes
  }

  // MARK: Along the document

  func byDocument(_ documents: [DocumentFacts]) -> [PageNode] {
    var known: [Int: PageNode] = [:]
    for (number, tree) in trees.enumerated() {
      for ax in tree {
        if let made = node(ax, frame: number), made.node != 0 { known[made.node] = made }
      }
    }
    var frameNumbers: [String: Int] = [:]
    for (number, frame) in frames.enumerated() { frameNumbers[frame.id] = number }
    var nodes: [PageNode] = []
    for document in documents {
      let number = frames.firstIndex { $0.session == document.session } ?? 0
      let owner = owners[frames[number].id]
      let outside = owner.flatMap { at in nodes.firstIndex { $0.node == at } } ?? -1
      // For each of the document's nodes the last one of the tree that it is or stands in.
      var above: [Int] = []
      above.reserveCapacity(document.nodes.count)
      for one in document.nodes {
        let parent = one.parent < 0 ? outside : above[one.parent]
        guard
          var made = known[one.node] ?? (wanted.contains(one.node) ? PageNode(node: one.node, role: "generic") : nil)
        else {
          above.append(parent)
          continue
        }
        made.parent = parent
        made.frame = one.frame.flatMap { frameNumbers[$0] } ?? number
        one.marks.mark(&made)
        above.append(nodes.count)
        nodes.append(made)
      }
    }
    return nodes
  }
}
