// A locator over a page → the elements it means, in document order, or the nearest candidates with why each is not it.
// Deterministic: the same page and locator give the same answer. It never chooses between two that fit.
import Values

package struct LocatorMatch: Sendable {
  /// Indexes into `PageTree.nodes`.
  package var found: [Int]
  /// Where nothing fits: what comes closest, best first, and why it is not it.
  package var nearest: [Candidate] = []

  package struct Candidate: Hashable, Sendable {
    package var index: Int
    package var why: String
  }
}

extension PageTree {
  /// - Parameter selected: for each selector of `query.selectors` the DOM nodes (`PageNode.node`) that it selects.
  package func match(_ query: LocatorQuery, selected: [String: Set<Int>] = [:], frames: [Int: FrameQuery.Names] = [:])
    -> LocatorMatch
  {
    var candidates = nodes.indices.filter { fits($0, query, selected) }
    candidates = innermost(candidates, query)
    if let frame = query.frame {
      candidates = candidates.filter { frame.fits(frames[nodes[$0].frame] ?? .init()) }
    }
    if query.frame == nil, case .css = query.kind, candidates.contains(where: { nodes[$0].frame == 0 }) {
      // A selector speaks of the page's own document; frames are searched where nothing there fits.
      candidates = candidates.filter { nodes[$0].frame == 0 }
    }
    if case .query(let scope)? = query.inside {
      let outer =
        if case .intent(let words) = scope.kind { containers(called: words) } else {
          match(scope, selected: selected, frames: frames).found
        }
      candidates = candidates.filter { inner in outer.contains { isInside(inner, $0) } }
    }
    if case .query(let scope)? = query.near, candidates.count > 1 {
      let anchors = match(scope, selected: selected, frames: frames).found
      // What is nearest to nothing is not known: the page may yet show it.
      guard !anchors.isEmpty else {
        let why = "\(scope.description), which it should be near, is not on the page"
        return LocatorMatch(found: [], nearest: candidates.prefix(5).map { .init(index: $0, why: why) })
      }
      candidates = nearest(candidates, to: anchors)
    }
    if let nth = query.nth {
      let position = nth > 0 ? nth - 1 : candidates.count + nth
      candidates = candidates.indices.contains(position) ? [candidates[position]] : []
    }
    guard candidates.isEmpty else { return LocatorMatch(found: candidates) }
    return LocatorMatch(found: [], nearest: almost(query))
  }

  // MARK: What fits

  private func fits(_ index: Int, _ query: LocatorQuery, _ selected: [String: Set<Int>]) -> Bool {
    let node = nodes[index]
    switch query.kind {
    case .role(let role, let name):
      guard Self.sameRole(node.role, role) else { return false }
      guard let name else { return true }
      return same(node.name, name, query) || (Self.holders.contains(node.role) && holds(index, name, query))
    case .field(let label):
      guard Self.fieldRoles.contains(node.role) else { return false }
      let wanted = PageText.label(label)
      if same(PageText.label(node.name), wanted, query) || same(node.placeholder, label, query) { return true }
      return PageText.tidy(node.name).isEmpty && same(PageText.label(textBefore(index)), wanted, query)
    case .text(let words): return node.node != 0 && showsText(index) && same(ownText(index), words, query)
    case .testID(let id): return node.testID == id
    case .css(let selector): return node.node != 0 && selected[selector]?.contains(node.node) == true
    case .intent: return false
    }
  }

  private func same(_ text: String, _ wanted: String, _ query: LocatorQuery) -> Bool {
    let (text, wanted) = (PageText.folded(text), PageText.folded(wanted))
    guard !text.isEmpty else { return false }
    return query.containing ? text.contains(wanted) : text == wanted
  }

  /// Rows and items are named by any of their cells or lines: `{row: Acme}` is the row in which a cell says Acme.
  private static let holders: Set<String> = ["row", "listitem", "article", "treeitem", "region", "group"]

  private func holds(_ index: Int, _ words: String, _ query: LocatorQuery) -> Bool {
    for inner in index + 1..<max(index + 1, nodes[index].end) where same(nodes[inner].name, words, query) {
      return true
    }
    return false
  }

  /// Parts of a page that may be called by what stands in them, and those that have a name only.
  private static let containers = holders.union([
    "dialog", "alertdialog", "form", "search", "table", "grid", "list", "menu", "navigation", "main", "complementary",
    "banner", "contentinfo", "tabpanel", "toolbar", "tree", "radiogroup",
  ])

  /// `in: Acme`: the innermost parts of the page that are called so.
  private func containers(called words: String) -> [Int] {
    let query = LocatorQuery(.intent(words))
    let called = nodes.indices.filter { index in
      Self.containers.contains(nodes[index].role)
        && (same(nodes[index].name, words, query)
          || Self.holders.contains(nodes[index].role) && holds(index, words, query))
    }
    return called.filter { outer in !called.contains { $0 != outer && isInside($0, outer) } }
  }

  package static let fieldRoles: Set<String> = [
    "textbox", "searchbox", "combobox", "spinbutton", "checkbox", "radio", "switch", "slider", "listbox", "date",
    "time",
    "color", "file",
  ]

  static func sameRole(_ actual: String, _ wanted: String) -> Bool {
    if actual == wanted { return true }
    switch (wanted, actual) {
    case ("textbox", "searchbox"), ("combobox", "listbox"), ("row", "rowheader"), ("checkbox", "switch"),
      ("cell", "gridcell"), ("image", "img"):
      return true
    default: return false
    }
  }

  /// The text that stands right before an element in its block: what a sighted person takes for its label.
  package func textBefore(_ index: Int) -> String {
    var at = index - 1
    let floor = max(0, index - 12)
    while at >= floor {
      if nodes[at].role == "text", !PageText.tidy(nodes[at].name).isEmpty { return nodes[at].name }
      if Self.interactiveRoles.contains(nodes[at].role) { return "" }
      at -= 1
    }
    return ""
  }

  /// Whether it says anything itself; a box is called by its label, which is a text of its own.
  private func showsText(_ index: Int) -> Bool {
    (index..<nodes[index].end).contains { nodes[$0].role == "text" }
  }

  private func ownText(_ index: Int) -> String {
    nodes[index].role == "text" ? nodes[index].name : text(of: index)
  }

  /// Of nodes inside each other that say the same text, the innermost element.
  private func innermost(_ found: [Int], _ query: LocatorQuery) -> [Int] {
    guard case .text = query.kind else { return found }
    let set = Set(found)
    return found.filter { outer in
      !(outer + 1..<max(outer + 1, nodes[outer].end)).contains { set.contains($0) }
    }
  }

  private func nearest(_ candidates: [Int], to anchors: [Int]) -> [Int] {
    let boxes = anchors.compactMap { nodes[$0].box }
    guard !boxes.isEmpty else { return candidates }
    var best: (distance: Double, found: [Int]) = (.infinity, [])
    for candidate in candidates {
      guard let box = nodes[candidate].box else { continue }
      let distance = boxes.map(box.distance(to:)).min()!
      if distance < best.distance - 0.5 {
        best = (distance, [candidate])
      } else if abs(distance - best.distance) <= 0.5 {
        best.found.append(candidate)
      }
    }
    return best.found.isEmpty ? candidates : best.found
  }

  // MARK: What almost fits

  private func almost(_ query: LocatorQuery) -> [LocatorMatch.Candidate] {
    let wanted: (role: String?, name: String?) =
      switch query.kind {
      case .role(let role, let name): (role, name)
      case .field(let label): (nil, label)
      case .text(let words), .intent(let words): (nil, words)
      case .testID, .css: (nil, nil)
      }
    var scored: [(score: Double, candidate: LocatorMatch.Candidate)] = []
    for index in nodes.indices
    where isInteractive(index) || wanted.role.map({ Self.sameRole(nodes[index].role, $0) }) == true {
      let node = nodes[index]
      let sameRole = wanted.role.map { Self.sameRole(node.role, $0) } ?? true
      let likeness = wanted.name.map { PageTree.likeness(node.name, $0) } ?? 0
      let score = likeness + (sameRole ? 0.3 : 0)
      guard score > 0.3 || (sameRole && wanted.role != nil) else { continue }
      let why: String
      if let name = wanted.name, PageText.folded(node.name) == PageText.folded(name) {
        why = sameRole ? "it is not where the locator says" : "it is a \(node.role)"
      } else {
        why = node.name.isEmpty ? "it has no name" : "its name is \"\(PageText.tidy(node.name))\""
      }
      scored.append((score, .init(index: index, why: why)))
    }
    return scored.enumerated().sorted {
      $0.element.score != $1.element.score ? $0.element.score > $1.element.score : $0.offset < $1.offset
    }.prefix(5).map(\.element.candidate)
  }

  /// How alike two names are, 0 to 1: shared words (Sørensen–Dice), so that order and additions count little.
  package static func likeness(_ a: String, _ b: String) -> Double {
    let (x, y) = (Set(PageText.words(a)), Set(PageText.words(b)))
    guard !x.isEmpty, !y.isEmpty else { return 0 }
    return 2 * Double(x.intersection(y).count) / Double(x.count + y.count)
  }
}
