// A document as DevTools tells of it → its nodes in document order, those of its shadow roots and of the frames within it among
// them, as far as they matter. DevTools' flat list is asked for: as a tree in a tree a document of some hundred and fifty levels
// is more than Chromium can say.
import Locators
import Values

/// What an element's attributes say of it beyond role and name.
struct ElementMarks: Sendable {
  var placeholder: String?
  var testID: String?
  var isPassword = false
  var isFile = false

  private static let testAttributes: Set<String> = ["data-testid", "data-test-id", "data-test", "data-cy", "data-qa"]

  static func areTold(by attribute: String) -> Bool {
    ["placeholder", "aria-placeholder", "type"].contains(attribute) || testAttributes.contains(attribute)
  }

  mutating func take(_ attribute: String, _ value: String) {
    switch attribute {
    case "placeholder", "aria-placeholder": placeholder = value
    case "type":
      let type = value.lowercased()
      (isPassword, isFile) = (type == "password", type == "file")
    default: if Self.testAttributes.contains(attribute) { testID = value }
    }
  }

  func mark(_ node: inout PageNode) {
    if let placeholder { node.placeholder = placeholder }
    if let testID { node.testID = testID }
    if isPassword { node.states.insert(.password) }
    if isFile { node.role = "file" }
  }
}

struct DocumentNode: Sendable {
  enum Kind: Sendable { case document, openRoot, closedRoot, browsersRoot, element, other }
  var kind = Kind.other
  /// DevTools' number, good until the document is asked for again.
  var id: Int64 = 0
  /// The number by which everybody else calls it.
  var node = 0
  var marks = ElementMarks()
  /// Its parent, as an index; -1 where it has none.
  var parent = -1
  /// The frame whose document it is in, nil for the one that was asked for.
  var frame: String?
}

struct DocumentFacts: Sendable {
  /// In document order, parents before children, shadow content before light content. The browser's own shadow roots (of
  /// fields) are left out.
  let nodes: [DocumentNode]
  let session: String
  private let byID: [Int64: Int]

  /// All of the document that a session shows.
  static func read(_ session: String, _ tab: Tab) async throws -> DocumentFacts {
    let told = try await tab.read("DOM.getFlattenedDocument", ["depth": -1, "pierce": true], session: session) {
      try ToldNode.list(&$0)
    }
    return DocumentFacts(told, session: session)
  }

  init(_ told: [ToldNode], session: String) {
    self.session = session
    // Children stand before their parents there.
    var children: [Int64: [Int]] = [:]
    var open: [(index: Int, parent: Int, frame: String?)] = []
    for (index, one) in told.enumerated() {
      if let parent = one.parent { children[parent, default: []].append(index) } else { open.append((index, -1, nil)) }
    }
    var nodes: [DocumentNode] = []
    nodes.reserveCapacity(told.count)
    while let (index, parent, frame) = open.popLast() {
      let one = told[index]
      guard one.node.kind != .browsersRoot else { continue }
      let at = nodes.count
      nodes.append(one.node)
      nodes[at].parent = parent
      nodes[at].frame = frame
      let below = children[one.node.id] ?? []
      // The last to go in comes out first.
      for child in below.reversed() where told[child].place == .contentDocument {
        open.append((child, at, one.contentFrame ?? frame))
      }
      for child in below.reversed() where told[child].place == .child { open.append((child, at, frame)) }
      for child in below.reversed() where told[child].place == .shadowRoot { open.append((child, at, frame)) }
    }
    self.nodes = nodes
    byID = Dictionary(nodes.enumerated().map { ($1.id, $0) }) { first, _ in first }
  }

  func select(_ selector: String, _ tab: Tab) async throws -> Set<Int> {
    var found: Set<Int> = []
    for root in nodes where root.kind == .document || root.kind == .openRoot || root.kind == .closedRoot {
      do {
        let answer = try await tab.send(
          "DOM.querySelectorAll", ["nodeId": .int(root.id), "selector": .string(selector)], session: session)
        for id in answer["nodeIds"]?.elements ?? [] {
          if let id = id.integer, let at = byID[id] { found.insert(nodes[at].node) }
        }
      } catch DevToolsError.refused(_, _, let message) {
        // The document may have changed since it was read; the caller looks again.
        guard message.contains("DOM Error") || message.contains("selector") else { continue }
        throw StepFailure.effect("`\(selector)` is no CSS selector that the browser understands")
      }
      guard found.count <= BrowserLimits.matches else {
        throw StepFailure.effect("`\(selector)` selects more than \(BrowserLimits.matches) elements")
      }
    }
    return found
  }
}

/// One node of DevTools' flat list.
struct ToldNode: Sendable {
  enum Place: Sendable { case child, shadowRoot, contentDocument }
  var node = DocumentNode()
  /// DevTools' number of what it stands in.
  var parent: Int64?
  var place = Place.child
  /// The frame that stands in this element.
  var contentFrame: String?

  /// The nodes in an answer to `DOM.getFlattenedDocument`. Shadow roots and documents of frames stand within their hosts.
  static func list(_ reader: inout ReplyReader) throws -> [ToldNode] {
    var all: [ToldNode] = []
    try reader.object { name, reader in
      if name == "nodes" { try reader.array { try read(&$0, into: &all) } }
    }
    return all
  }

  private static func read(_ reader: inout ReplyReader, into all: inout [ToldNode]) throws {
    var told = ToldNode()
    var within: [ToldNode] = []
    func take(_ reader: inout ReplyReader, at place: Place) throws {
      let from = within.count
      try read(&reader, into: &within)
      // The one that stands here is the last, what stands within it having its own parents.
      guard within.count > from else { return }
      within[within.count - 1].place = place
      within[within.count - 1].parent = nil
    }
    try reader.object { name, reader in
      switch name {
      case "nodeId": told.node.id = try reader.integer() ?? 0
      case "parentId": told.parent = try reader.integer()
      case "backendNodeId": told.node.node = try reader.integer().map { Int($0) } ?? 0
      case "nodeName": if try reader.text() == "#document" { told.node.kind = .document }
      case "frameId": told.contentFrame = try reader.text()
      case "shadowRootType":
        switch try reader.text() {
        case "user-agent": told.node.kind = .browsersRoot
        case "closed": told.node.kind = .closedRoot
        default: told.node.kind = .openRoot
        }
      case "attributes":
        told.node.kind = .element
        try told.node.marks.read(&reader)
      case "shadowRoots": try reader.array { try take(&$0, at: .shadowRoot) }
      case "contentDocument": try take(&reader, at: .contentDocument)
      default: break
      }
    }
    for index in within.indices where within[index].parent == nil { within[index].parent = told.node.id }
    all += within
    all.append(told)
  }
}

extension ElementMarks {
  /// Of `[name, value, name, value, …]`.
  fileprivate mutating func read(_ reader: inout ReplyReader) throws {
    var name: String?
    var marks = self
    try reader.array { reader in
      if let known = name {
        if Self.areTold(by: known) { marks.take(known, try reader.text() ?? "") }
        name = nil
      } else {
        name = try reader.text() ?? ""
      }
    }
    self = marks
  }

  /// Of an element that DevTools describes alone.
  init(of described: PlainValue) {
    let list = described["attributes"]?.elements ?? []
    for at in stride(from: 0, to: list.count - 1, by: 2) { take(list[at].text ?? "", list[at + 1].text ?? "") }
  }
}
