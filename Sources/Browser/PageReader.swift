// A page in the browser → `PageTree`: Chromium's accessibility tree of every frame, in one tree. Where a locator needs more
// than roles and names (CSS, test ids, placeholders) the document is read too and the tree follows the document.
import Locators
import Values

/// A page as it was at one moment.
struct PageReading: Sendable {
  var tree: PageTree
  /// By the number that nodes bear.
  var frames: [PageFrame]
  /// What a frame may be called by, for `frame:`.
  var frameNames: [Int: String]
  /// For each selector the elements that it selects.
  var selected: [String: Set<Int>]
  /// Whether the elements have their attributes (test ids, placeholders).
  var isMarked: Bool

  func element(_ index: Int) -> PageElement {
    let node = tree.nodes[index]
    return PageElement(
      node: node.node, frame: frames[node.frame], role: node.role, name: node.name, section: tree.section(of: index))
  }
}

struct PageReader {
  let tab: Tab

  /// - Parameters:
  ///   - selectors: CSS selectors whose elements are wanted.
  ///   - withDocument: whether attributes are read as well; needed for selectors.
  func read(selectors: [String] = [], withDocument: Bool = false) async throws -> PageReading {
    try await tab.lookingAgain { try await readOnce(selectors, withDocument: withDocument) }
  }

  private func readOnce(_ selectors: [String], withDocument: Bool) async throws -> PageReading {
    try await checkSize()
    let frames = await tab.allFrames
    async let title = tab.evaluate("document.title")
    let trees = try await accessibility(of: frames)
    var documents: [DocumentFacts] = []
    if withDocument || !selectors.isEmpty {
      for session in Self.sessions(of: frames) { documents.append(try await document(session)) }
    }
    var selected: [String: Set<Int>] = [:]
    for selector in Set(selectors) {
      var nodes: Set<Int> = []
      for document in documents { nodes.formUnion(try await document.select(selector, tab)) }
      selected[selector] = nodes
    }
    var builder = PageTreeBuilder(
      frames: frames, trees: trees, wanted: selected.values.reduce(into: []) { $0.formUnion($1) })
    for frame in frames where frame.parent != nil {
      builder.owners[frame.id] = Int(try await tab.owner(of: frame))
    }
    let nodes = documents.isEmpty ? builder.byAccessibility() : builder.byDocument(documents)
    guard nodes.count <= BrowserLimits.pageNodes else {
      throw StepFailure.effect("the page has more than \(BrowserLimits.pageNodes) elements")
    }
    var names: [Int: String] = [:]
    for (number, frame) in frames.enumerated() {
      let owner = nodes.first { $0.node == builder.owners[frame.id] && $0.role == "iframe" }
      names[number] = [frame.name, owner?.name ?? "", frame.address].joined(separator: "\n")
    }
    let shownTitle = (try? await title)?.text ?? ""
    return PageReading(
      tree: PageTree(address: frames[0].address, title: shownTitle, nodes: nodes), frames: frames, frameNames: names,
      selected: selected, isMarked: !documents.isEmpty)
  }

  /// Before the browser is asked for all of a page, which may be more than anybody can hold.
  private func checkSize() async throws {
    guard let size = try await tab.evaluate(PageScripts.size).elements, size.count == 2 else { return }
    func refuse(_ number: PlainValue, _ what: String, _ limit: Int) throws {
      guard let number = number.integer, number > limit else { return }
      throw StepFailure.effect("the page has \(number) \(what), more than the limit of \(limit)")
    }
    try refuse(size[0], "elements", BrowserLimits.pageNodes)
    try refuse(size[1], "characters", BrowserLimits.pageCharacters)
  }

  private static func sessions(of frames: [PageFrame]) -> [String] {
    var found: [String] = []
    for frame in frames where !found.contains(frame.session) { found.append(frame.session) }
    return found
  }

  private func accessibility(of frames: [PageFrame]) async throws -> [[PlainValue]] {
    try await withThrowingTaskGroup(of: (Int, [PlainValue]).self) { group in
      for (number, frame) in frames.enumerated() {
        group.addTask { [tab] in
          do {
            let answer = try await tab.send(
              "Accessibility.getFullAXTree", ["frameId": .string(frame.id)], session: frame.session)
            return (number, answer["nodes"]?.elements ?? [])
          } catch DevToolsError.refused where number > 0 {
            // The frame went away in between.
            return (number, [])
          }
        }
      }
      var trees = [[PlainValue]](repeating: [], count: frames.count)
      for try await (number, nodes) in group { trees[number] = nodes }
      return trees
    }
  }

  private func document(_ session: String) async throws -> DocumentFacts {
    let answer = try await tab.send("DOM.getDocument", ["depth": -1, "pierce": true], session: session)
    guard let root = answer["root"] else { throw StepFailure.effect("the page has no document") }
    return DocumentFacts(root: root, session: session)
  }
}

/// A document as DevTools gives it, with the roots in which selectors are to be looked for.
struct DocumentFacts: Sendable {
  var root: PlainValue
  var session: String
  /// DevTools' node ids of documents and shadow roots.
  private var roots: [Int64] = []
  private var backendIDs: [Int64: Int] = [:]

  init(root: PlainValue, session: String) {
    self.root = root
    self.session = session
    visit(root, depth: 0)
  }

  private mutating func visit(_ node: PlainValue, depth: Int) {
    guard depth < 2_000, let id = node["nodeId"]?.integer else { return }
    if let backend = node["backendNodeId"]?.integer { backendIDs[id] = Int(backend) }
    if node["nodeName"]?.text == "#document" || node["shadowRootType"]?.text.map({ $0 != "user-agent" }) == true {
      roots.append(id)
    }
    for inner in Self.children(of: node) { visit(inner, depth: depth + 1) }
  }

  /// Shadow content before light content; the browser's own shadow roots (of fields) are passed over.
  static func children(of node: PlainValue) -> [PlainValue] {
    let shadows = (node["shadowRoots"]?.elements ?? []).filter { $0["shadowRootType"]?.text != "user-agent" }
    var all = shadows + (node["children"]?.elements ?? [])
    if let inner = node["contentDocument"] { all.append(inner) }
    return all
  }

  func select(_ selector: String, _ tab: Tab) async throws -> Set<Int> {
    var found: Set<Int> = []
    for root in roots {
      do {
        let answer = try await tab.send(
          "DOM.querySelectorAll", ["nodeId": .int(root), "selector": .string(selector)], session: session)
        for id in answer["nodeIds"]?.elements ?? [] {
          if let id = id.integer, let node = backendIDs[id] { found.insert(node) }
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
