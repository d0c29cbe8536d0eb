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
  var frameNames: [Int: FrameQuery.Names]
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
    let title = try await checkedTitle()
    let frames = await tab.allFrames
    // Asked for together: the browser tells of the one while the other is read.
    async let told = documents(of: withDocument || !selectors.isEmpty ? Self.sessions(of: frames) : [])
    let trees = try await accessibility(of: frames)
    let documents = try await told
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
    var names: [Int: FrameQuery.Names] = [:]
    for (number, frame) in frames.enumerated() {
      let owner = nodes.first { $0.node == builder.owners[frame.id] && $0.role == "iframe" }
      names[number] = .init(name: frame.name, title: owner?.name ?? "", address: frame.address)
    }
    return PageReading(
      tree: PageTree(address: frames[0].address, title: title, nodes: nodes), frames: frames, frameNames: names,
      selected: selected, isMarked: !documents.isEmpty)
  }

  /// The page's title, and before the browser is asked for all of the page, whether that may be more than anybody can hold.
  private func checkedTitle() async throws -> String {
    guard let size = try await tab.evaluate(PageScripts.size).elements, size.count == 3 else { return "" }
    func refuse(_ number: PlainValue, _ what: String, _ limit: Int) throws {
      guard let number = number.integer, number > limit else { return }
      throw StepFailure.effect("the page has \(number) \(what), more than the limit of \(limit)")
    }
    try refuse(size[0], "elements", BrowserLimits.pageNodes)
    try refuse(size[1], "characters", BrowserLimits.pageCharacters)
    return size[2].text ?? ""
  }

  private static func sessions(of frames: [PageFrame]) -> [String] {
    var found: [String] = []
    for frame in frames where !found.contains(frame.session) { found.append(frame.session) }
    return found
  }

  private func accessibility(of frames: [PageFrame]) async throws -> [[AccessibilityNode]] {
    try await withThrowingTaskGroup(of: (Int, [AccessibilityNode]).self) { group in
      for (number, frame) in frames.enumerated() {
        group.addTask { [tab] in
          do {
            let nodes = try await tab.read(
              "Accessibility.getFullAXTree", ["frameId": .string(frame.id)], session: frame.session
            ) { try AccessibilityNode.list(&$0) }
            return (number, nodes)
          } catch DevToolsError.refused where number > 0 {
            // The frame went away in between.
            return (number, [])
          }
        }
      }
      var trees = [[AccessibilityNode]](repeating: [], count: frames.count)
      for try await (number, nodes) in group { trees[number] = nodes }
      return trees
    }
  }

  private func documents(of sessions: [String]) async throws -> [DocumentFacts] {
    var documents: [DocumentFacts] = []
    for session in sessions { documents.append(try await DocumentFacts.read(session, tab)) }
    return documents
  }
}
