// What a locator leads to on a page, beside what is known from earlier runs → the element to use and what is to be learned of
// it, or the question to ask. Pure: the browser looks, this decides. It never settles for another element than the one that
// was meant without saying so.
import Values

package struct Recognition: Sendable {
  /// Elements that the locator itself leads to, as indexes of the tree.
  package var found: [Int]
  /// The locator is a person's words rather than a place: those words.
  package var intent: String?
  package var known: KnownElement?
  /// Where the page is, and which run asks.
  package var page: String
  package var run: String
  /// How far waiting for the page has come.
  package var patience: Patience
  /// Whether the element will be given input; what only reads asks nobody.
  package var acts: Bool
  /// Only something to fill in is meant.
  package var wantsField: Bool
  /// What is done to it cannot be undone: then only what is the same in role and name is it without being asked.
  package var isIrreversible: Bool

  package enum Patience: Int, Comparable, Sendable {
    /// The page may still be built.
    case fresh
    /// It has come to rest.
    case settled
    /// Nothing is waited for any longer.
    case exhausted
    package static func < (a: Patience, b: Patience) -> Bool { a.rawValue < b.rawValue }
  }

  package init(
    found: [Int], intent: String? = nil, known: KnownElement?, page: String, run: String,
    patience: Patience = .settled, acts: Bool = true, wantsField: Bool = false, isIrreversible: Bool = false
  ) {
    self.found = found
    self.intent = intent
    self.known = known
    self.page = PageTree.page(page)
    self.run = run
    self.patience = patience
    self.acts = acts
    self.wantsField = wantsField
    self.isIrreversible = isIrreversible
  }

  package enum Decision: Hashable, Sendable {
    case use(Int, Lesson)
    /// A person says which, best first.
    case ask([Int], Doubt)
    /// Something may yet come of it: to be looked at again.
    case wait
    /// Nothing is meant by it here.
    case none
  }

  package enum Lesson: Hashable, Sendable {
    /// Nothing was known.
    case new
    /// Known, in this shape.
    case reused(variant: Int)
    /// Known, and the locator means it on yet another page, or in another shape within this run.
    case elsewhere
    /// It is the known one and has changed. `healed`: the locator no longer leads to it.
    case changed([String], variant: Int, isHealed: Bool)
  }

  package enum Doubt: Hashable, Sendable {
    /// Several fit, and nothing says which.
    case several
    /// Words that point at several, or at none clearly.
    case unclear
    /// The locator leads to something that is not what it was.
    case contradiction
    /// The locator leads nowhere, and what is like the known one is not surely it.
    case lost
    /// What a person chose has left the page.
    case gone
  }

  package static let leastWords = 0.25
  package static let clearWords = 0.5
  /// Scores within this part of the best one are a tie.
  package static let tie = 0.85
}

extension PageTree {
  package func recognise(_ sight: Recognition) -> Recognition.Decision {
    guard let known = sight.known, !known.variants.isEmpty else {
      if let intent = sight.intent { return understood(intent, sight) ?? .none }
      switch sight.found.count {
      case 0: return .none
      case 1: return .use(sight.found[0], .new)
      default: return .ask(sight.found, .several)
      }
    }
    switch sight.found.count {
    case 0: return refound(known, sight)
    case 1: return compared(sight.found[0], known, sight)
    default: return picked(known, sight)
    }
  }

  // MARK: The locator leads to one

  private func compared(_ one: Int, _ known: KnownElement, _ sight: Recognition) -> Recognition.Decision {
    var changed: (changes: [String], variant: Int)?
    for (number, variant) in known.variants.enumerated() {
      switch compare(variant.ways, with: one, strictly: variant.isChosen) {
      case .same: return .use(one, .reused(variant: number))
      case .changed(let changes): if changed == nil, variant.page == sight.page { changed = (changes, number) }
      case .other: break
      }
    }
    if let changed { return .use(one, .changed(changed.changes, variant: changed.variant, isHealed: false)) }
    // Contradicted only by what an earlier run saw on this very page: on another page it is another thing, and so it may be
    // in a loop.
    let before = known.variants.enumerated().filter {
      $0.element.run != sight.run && $0.element.page == sight.page
    }
    guard let first = before.first, !known.isVarious,
      !known.variants.contains(where: { $0.run == sight.run && $0.page == sight.page })
    else { return .use(one, .elsewhere) }
    guard sight.acts else {
      return .use(one, .changed(["what stands around it changed"], variant: first.offset, isHealed: false))
    }
    guard sight.patience >= .settled else { return .wait }
    var candidates = [one]
    for (_, variant) in before {
      switch recall(variant.ways) {
      case .agrees(let index), .healed(let index, _): candidates.append(index)
      case .doubtful(let others): candidates += others
      case .lost: break
      }
    }
    return .ask(Self.unique(candidates), .contradiction)
  }

  // MARK: The locator leads to several

  private func picked(_ known: KnownElement, _ sight: Recognition) -> Recognition.Decision {
    for (number, variant) in known.variants.enumerated() {
      if case .agrees(let index) = recall(variant.ways), sight.found.contains(index) {
        return .use(index, .reused(variant: number))
      }
    }
    return .ask(sight.found, .several)
  }

  // MARK: The locator leads nowhere

  private func refound(_ known: KnownElement, _ sight: Recognition) -> Recognition.Decision {
    var healed: (index: Int, drift: [String], variant: Int)?
    var doubtful: [Int] = []
    for (number, variant) in known.variants.enumerated() {
      switch recall(variant.ways, acts: sight.acts) {
      case .agrees(let index):
        // An intent leads nowhere by itself.
        if variant.isHealed || sight.intent != nil { return .use(index, .reused(variant: number)) }
        if healed == nil { healed = (index, ["the locator no longer leads to it"], number) }
      case .healed(let index, _) where sight.isIrreversible && !isSameThing(variant.ways, index):
        if variant.page == sight.page { doubtful.append(index) }
      case .healed(let index, let drift): if healed == nil { healed = (index, drift, number) }
      case .doubtful(let candidates): if variant.page == sight.page { doubtful += candidates }
      case .lost: break
      }
    }
    if let healed {
      guard sight.patience >= .settled else { return .wait }
      return .use(healed.index, .changed(healed.drift, variant: healed.variant, isHealed: true))
    }
    let isHere = known.variants.contains { $0.page == sight.page && $0.run != sight.run }
    if let intent = sight.intent {
      guard sight.patience >= .settled else { return .wait }
      // What was known of this page is gone from it: whatever fits the words now is another thing, and a person says so.
      switch understood(intent, sight) {
      case .use(let index, _)?:
        return isHere && sight.acts ? .ask(Self.unique([index] + doubtful), .contradiction) : .use(index, .elsewhere)
      case .ask(let candidates, let doubt)?: return .ask(candidates, doubt)
      case .wait?, Recognition.Decision.none?, nil: break
      }
    }
    guard sight.acts, !doubtful.isEmpty else { return .none }
    return sight.patience == .exhausted ? .ask(Self.unique(doubtful), .lost) : .wait
  }

  /// Whether it has kept its role and all that its name says.
  private func isSameThing(_ ways: ElementWays, _ index: Int) -> Bool {
    nodes[index].role == ways.role && Naming(of: ways, now: nodes[index].name) == .same
  }

  // MARK: Words

  /// Nil where nothing is like them.
  private func understood(_ intent: String, _ sight: Recognition) -> Recognition.Decision? {
    let scored = score(intent: intent).filter { !sight.wantsField || Self.fieldRoles.contains(nodes[$0.index].role) }
    guard let best = scored.first, best.score >= Recognition.leastWords else { return nil }
    let like = scored.prefix { $0.score >= best.score * Recognition.tie }.map(\.index)
    if like.count == 1, best.score >= Recognition.clearWords { return .use(best.index, .new) }
    // What is shown may still be half of the page.
    return sight.patience >= .settled ? .ask(like, .unclear) : .wait
  }

  private static func unique(_ indexes: [Int]) -> [Int] {
    var seen: Set<Int> = []
    return indexes.filter { seen.insert($0).inserted }
  }
}
