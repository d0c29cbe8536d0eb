// Ways to an element that was known → the element on this page if the ways agree, the one that it has become where enough of
// them still say the same, or doubt. Pure. It never settles for an element that only bears the name.
import Values

package enum Recall: Hashable, Sendable {
  /// What it is called leads to one element, and something independent of the name leads there too.
  case agrees(Int)
  /// It has changed, and yet one element alone fits enough ways: what changed, for the record.
  case healed(Int, drift: [String])
  /// Ways lead to different elements, or to one by its name alone: a person must say. Candidates, best first.
  case doubtful([Int])
  /// Nothing leads anywhere.
  case lost
}

extension PageTree {
  /// How alike what stands around must be to count as the same, 0 to 1.
  static let sameSurroundings = 0.6
  /// How alike another name must be to be worth a look: whether it means the same thing, `Naming` says.
  static let sameThing = 0.5

  /// - Parameter acts: whether the element will be given input. What is only read may say anything.
  package func recall(_ ways: ElementWays, acts: Bool = true) -> Recall {
    let votes = Votes(self, ways)
    if votes.named.count == 1, let one = votes.named.first {
      // The test id is the page's own word for which element it is: against it nothing is believed.
      if !ways.testID.isEmpty, !votes.marked.isEmpty, !votes.marked.contains(one) {
        return .doubtful(candidates([one], votes))
      }
      if votes.support(one) >= 2, !votes.hasRival(of: one) { return .agrees(one) }
      if !votes.hasOtherWays { return .agrees(one) }
      return .doubtful(candidates([one], votes))
    }
    if votes.named.count > 1 {
      // There were several of this name when it was learned: what is around decides, if it decides for one alone; else, where
      // they are as many as they were, which of them it was.
      var best = votes.named.filter { votes.support($0) >= 2 }
      if best.count > 1, votes.called.count == ways.rivals + 1 { best = best.filter(votes.placed.contains) }
      if ways.rivals > 0, best.count == 1 { return .agrees(best[0]) }
      return .doubtful(votes.named.sorted())
    }
    return heal(ways, votes, acts)
  }

  /// Nothing is called so in its place any more.
  private func heal(_ ways: ElementWays, _ votes: Votes, _ acts: Bool) -> Recall {
    var fits: [(index: Int, drift: [String])] = []
    for index in votes.all.sorted() {
      let drift = drift(from: ways, to: index)
      let isMarked = !ways.testID.isEmpty && votes.marked.contains(index)
      let isNamed = votes.called.contains(index)
      let name = nodes[index].name
      let isLike =
        acts ? Naming(of: ways, now: name).isLike : PageTree.likeness(name, ways.name) >= Self.sameThing
      let isAround = votes.around.contains(index)
      let isPlaced = votes.placed.contains(index)
      // The test id with a name or surroundings; the whole name with surroundings; a like name with surroundings and place.
      // Name and place alone are what an imitation has, unless nothing else was ever known. Of several of one name none is
      // taken for another: only a mark of its own says that it is still the one. A name that means something else is something
      // else, whatever it is marked with and wherever it stands.
      let fitsMark = isMarked && (isNamed || isLike || isAround && (ways.name.isEmpty || !acts))
      let fitsName =
        ways.rivals == 0 && isNamed && (isAround || isPlaced && ways.around.isEmpty && votes.called.count == 1)
      let fitsPlace = ways.rivals == 0 && isLike && isAround && isPlaced
      if fitsMark || fitsName || fitsPlace { fits.append((index, drift)) }
    }
    if fits.count == 1 { return .healed(fits[0].index, drift: fits[0].drift) }
    if fits.count > 1 { return .doubtful(fits.map(\.index)) }
    let rest = candidates(votes.called.sorted() + successors(of: ways, votes), votes)
    return rest.isEmpty ? .lost : .doubtful(rest)
  }

  /// Things of a like name in a block that says all that stood around the known one, and perhaps more: not surely what it has
  /// become, but worth a question.
  private func successors(of ways: ElementWays, _ votes: Votes) -> [Int] {
    guard ways.rivals == 0 else { return [] }
    return nodes.indices.filter { index in
      guard isInteractive(index), !votes.called.contains(index),
        Self.fieldRoles.contains(nodes[index].role) == Self.fieldRoles.contains(ways.role),
        Self.likeness(nodes[index].name, ways.name) >= Self.sameThing
      else { return false }
      return stillSays(index, ways.around)
    }
  }

  /// Whether all that stood around stands there now, be it in the element's own name.
  private func stillSays(_ index: Int, _ words: [String]) -> Bool {
    !words.isEmpty && Set(words).isSubset(of: around(index) + PageText.words(nodes[index].name))
  }

  private func candidates(_ first: [Int], _ votes: Votes) -> [Int] {
    let others = votes.all.subtracting(first).sorted { a, b in
      votes.support(a) != votes.support(b) ? votes.support(a) > votes.support(b) : a < b
    }
    // Something to click is no candidate for something to fill, nor the other way round.
    let alike = others.filter { index in
      votes.support(index) > 0 && isInteractive(index)
        && PageTree.fieldRoles.contains(nodes[index].role) == PageTree.fieldRoles.contains(votes.role)
    }
    return first + alike.prefix(4)
  }

  private func drift(from ways: ElementWays, to index: Int) -> [String] {
    let drift = changes(from: ways, to: index)
    return drift.isEmpty ? ["what stands around it changed"] : drift
  }

  /// What of its role, name, mark and section is another, in words. Numbers in it do not count, nor what a row says: they are
  /// the page's content.
  private func changes(from ways: ElementWays, to index: Int) -> [String] {
    let node = nodes[index]
    let (name, section) = (PageText.folded(node.name), section(of: index))
    var changes: [String] = []
    if node.role != ways.role { changes.append("the \(ways.role) is a \(node.role) now") }
    if name != ways.name,
      Self.telling(name) != Self.telling(ways.name) || Self.telling(name).isEmpty != ways.name.isEmpty
    {
      changes.append("it is called \"\(name)\" instead of \"\(ways.name)\"")
    }
    if node.testID != ways.testID { changes.append("its test id changed") }
    if section.map(Self.tellingSection) != ways.section.map(Self.tellingSection) {
      changes.append("it stands in \(section.isEmpty ? "no section" : section.joined(separator: " › "))")
    }
    return changes
  }

  private static func telling(_ text: String) -> [String] {
    PageText.words(text).filter { !$0.contains(where: \.isNumber) }
  }

  private static func tellingSection(_ part: String) -> [String] {
    ["row", "listitem"].first { part.hasPrefix($0 + " ") }.map { [$0] } ?? telling(part)
  }

  /// An element that something else than its ways led to (a locator) beside the one that was known.
  package enum Comparison: Hashable, Sendable {
    /// Its ways agree that it is the same.
    case same
    /// It is the same and has changed: what, for the record.
    case changed([String])
    /// Nothing but what led there says so.
    case other
  }

  /// - Parameter strictly: whether it is one among several that a person chose: then another row of the same list is another.
  package func compare(_ ways: ElementWays, with index: Int, strictly: Bool = false) -> Comparison {
    let node = nodes[index]
    let isMarked = !ways.testID.isEmpty && node.testID == ways.testID
    if !ways.testID.isEmpty, !isMarked, nodes.contains(where: { $0.testID == ways.testID }) { return .other }
    let name = PageText.folded(node.name)
    let isCalled =
      name == ways.name || Self.likeness(name, ways.name) >= Self.sameThing
      || !name.isEmpty && !ways.name.isEmpty && Self.telling(name) == Self.telling(ways.name)
    if strictly, ways.rivals > 0 {
      let isThere = ways.around.isEmpty ? section(of: index) == ways.section : isAround(index, ways)
      return isThere && isCalled ? .same : .other
    }
    var loose = ways
    loose.rivals = 0
    loose.around = ways.around.filter { !$0.contains(where: \.isNumber) }
    // More may stand there than did; an element that a locator led to needs no more than that all of it still does.
    let isAround = isAround(index, loose) || stillSays(index, loose.around)
    let isPlaced = ways.structure.count > 1 && isPlaced(index, ways.structure)
    // That it had no name and has one now (a box that got a label) is no contradiction, where the rest is as it was.
    let isNamedNow = ways.name.isEmpty && node.role == ways.role && (isMarked || isAround)
    // By another name it is the marked one only where nothing else bears the known name.
    let isRenamed = isMarked && isAround && !nodes.contains { PageText.folded($0.name) == ways.name }
    guard isCalled || isRenamed || isNamedNow else { return .other }
    guard isMarked || isAround || isPlaced || !ways.hasOtherWays else { return .other }
    let changes = changes(from: ways, to: index)
    return changes.isEmpty ? .same : .changed(changes)
  }

  /// Which elements each way leads to.
  private struct Votes {
    /// Role and name, in its section.
    var named: [Int] = []
    /// The name, whatever its role and section; only things that can be acted on, as the known one.
    var called: Set<Int> = []
    var marked: Set<Int> = []
    var around: Set<Int> = []
    var placed: Set<Int> = []
    let hasOtherWays: Bool
    let role: String
    private let hadRivals: Bool
    /// Among rivals the place says nothing (rows come and go) unless nothing is around.
    private let placeCounts: Bool

    init(_ tree: PageTree, _ ways: ElementWays) {
      role = ways.role
      hasOtherWays = ways.hasOtherWays
      hadRivals = ways.rivals > 0
      placeCounts = ways.rivals == 0 || ways.around.isEmpty
      let isActive = PageTree.interactiveRoles.contains(ways.role)
      for index in tree.nodes.indices {
        let node = tree.nodes[index]
        if !ways.testID.isEmpty, node.testID == ways.testID { marked.insert(index) }
        guard node.role == ways.role || isActive && tree.isInteractive(index) else { continue }
        if PageText.folded(node.name) == ways.name {
          if !ways.name.isEmpty { called.insert(index) }
          if node.role == ways.role, tree.section(of: index) == ways.section { named.append(index) }
        }
        if tree.isAround(index, ways) { around.insert(index) }
        if ways.structure.count > 1, tree.isPlaced(index, ways.structure) { placed.insert(index) }
      }
      // One mark for all rows of a list marks none of them.
      if hadRivals, marked.count > 1 { marked = [] }
    }

    var all: Set<Int> { called.union(marked).union(around).union(placed).union(named) }

    func support(_ index: Int) -> Int {
      (named.contains(index) ? 1 : 0) + (marked.contains(index) ? 1 : 0) + (around.contains(index) ? 1 : 0)
        + (placeCounts && placed.contains(index) ? 1 : 0)
    }

    /// Another element that is marked as ours, or that bears our name and stands where ours stood.
    func hasRival(of one: Int) -> Bool {
      all.contains { other in
        other != one
          && (marked.contains(other) && !marked.contains(one)
            || called.contains(other) && (around.contains(other) && placed.contains(other)))
      }
    }
  }

  /// Shared words of two sorted lists (Sørensen–Dice), 0 to 1.
  static func overlap(_ a: [String], _ b: [String]) -> Double {
    guard !a.isEmpty, !b.isEmpty else { return 0 }
    return 2 * Double(Set(a).intersection(b).count) / Double(a.count + b.count)
  }
}
