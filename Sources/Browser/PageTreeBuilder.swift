// DevTools' accessibility nodes (and, where they were read, documents) → the nodes of a `PageTree`. Pure.
import Locators
import Values

struct PageTreeBuilder {
  var frames: [PageFrame]
  /// Accessibility nodes of each frame, as DevTools gives them.
  var trees: [[PlainValue]]
  /// Elements that must be in the tree whatever their role.
  var wanted: Set<Int>
  /// The element in the parent's document that a frame stands in.
  var owners: [String: Int] = [:]

  init(frames: [PageFrame], trees: [[PlainValue]], wanted: Set<Int>) {
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

  private static func states(_ properties: [PlainValue]) -> PageStates {
    var states: PageStates = []
    for property in properties {
      guard let name = property["name"]?.text, let value = property["value"]?["value"] else { continue }
      let isTrue = value.boolean == true || value.text == "true"
      switch name {
      case "disabled": if isTrue { states.insert(.disabled) }
      case "checked":
        if isTrue { states.insert(.checked) } else if value.text == "mixed" { states.insert(.mixed) }
      case "expanded": states.insert(isTrue ? .expanded : .collapsed)
      case "selected": if isTrue { states.insert(.selected) }
      case "required": if isTrue { states.insert(.required) }
      case "readonly": if isTrue { states.insert(.readonly) }
      case "focused": if isTrue { states.insert(.focused) }
      case "pressed": if isTrue { states.insert(.pressed) }
      case "invalid": if value.text != "false", value.boolean != false { states.insert(.invalid) }
      default: break
      }
    }
    return states
  }

  private static func valueText(_ value: PlainValue?) -> String {
    switch value {
    case .string(let text)?: text
    case let value?: (try? value.jsonText()) ?? ""
    case nil: ""
    }
  }

  /// Nil where there is nothing a person would be told of.
  private func node(_ ax: PlainValue, frame: Int) -> PageNode? {
    guard ax["ignored"]?.boolean != true, let own = ax["role"]?["value"]?.text, !Self.passedOver.contains(own) else {
      return nil
    }
    var node = PageNode(
      node: Int(ax["backendDOMNodeId"]?.integer ?? 0), frame: frame, role: Self.roles[own] ?? own,
      name: ax["name"]?["value"]?.text ?? "", value: Self.valueText(ax["value"]?["value"]),
      states: Self.states(ax["properties"]?.elements ?? []))
    if own == "menu", node.name.isEmpty { node.role = "menu" }
    return node
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
      for (at, ax) in all.enumerated() { if let id = ax["nodeId"]?.text { byID[id] = at } }
      func visit(_ at: Int, parent: Int, depth: Int) {
        guard depth < 2_000 else { return }
        var above = parent
        if var made = node(all[at], frame: number) {
          made.parent = parent
          above = nodes.count
          nodes.append(made)
          if let inner = framesByOwner[made.node], inner != number { visitFrame(inner, parent: above) }
        }
        for child in all[at]["childIds"]?.elements ?? [] {
          if let id = child.text, let next = byID[id] { visit(next, parent: above, depth: depth + 1) }
        }
      }
      if let root = all.firstIndex(where: { $0["parentId"] == nil }) { visit(root, parent: parent, depth: 0) }
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
    func visit(_ dom: PlainValue, parent: Int, frame: Int, depth: Int) {
      guard depth < 2_000, let backend = dom["backendNodeId"]?.integer.map({ Int($0) }) else { return }
      var above = parent
      if var made = known[backend] ?? (wanted.contains(backend) ? PageNode(node: backend, role: "generic") : nil) {
        made.parent = parent
        made.frame = frame
        Self.addAttributes(dom, to: &made)
        above = nodes.count
        nodes.append(made)
      }
      for child in DocumentFacts.children(of: dom) {
        var inner = frame
        if child["nodeName"]?.text == "#document" {
          inner = dom["frameId"]?.text.flatMap { frameNumbers[$0] } ?? frame
        }
        visit(child, parent: above, frame: inner, depth: depth + 1)
      }
    }
    for document in documents {
      let number = frames.firstIndex { $0.session == document.session } ?? 0
      let owner = owners[frames[number].id]
      visit(
        document.root, parent: owner.flatMap { at in nodes.firstIndex { $0.node == at } } ?? -1, frame: number, depth: 0
      )
    }
    return nodes
  }

  private static let testAttributes: Set<String> = ["data-testid", "data-test-id", "data-test", "data-cy", "data-qa"]

  static func addAttributes(_ dom: PlainValue, to node: inout PageNode) {
    guard let list = dom["attributes"]?.elements else { return }
    var at = 0
    while at + 1 < list.count {
      let name = list[at].text ?? ""
      let value = list[at + 1].text ?? ""
      switch name {
      case "placeholder", "aria-placeholder": node.placeholder = value
      case "type":
        if value.lowercased() == "password" { node.states.insert(.password) }
        if value.lowercased() == "file" { node.role = "file" }
      default: if testAttributes.contains(name) { node.testID = value }
      }
      at += 2
    }
  }
}
