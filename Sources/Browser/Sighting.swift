// A locator on the page that is shown, beside what is known of it → the element that is meant, or why that has to be asked.
// It looks; `Recognition` decides. Where the page has what the locator says and nothing speaks against it, that costs one
// question to the browser more than not knowing anything.
import DurableRuntime
import Locators
import Values

struct Sighting: Sendable {
  let tab: Tab
  let query: LocatorQuery
  let kind: BrowserEffectKind
  /// Nil: nothing is learned.
  var lesson: ElementLesson?
  /// A person was asked which element is meant: whichever is there is held against what they said.
  var isAnswered = false
  /// What will be done to it cannot be undone.
  var isIrreversible = false

  enum Meaning: Sendable {
    case one(PageElement, Finding?)
    /// A person says which.
    case several([Candidate], Recognition.Doubt)
    /// Nothing fits; what comes closest, best first, as a person reads it.
    case nothing([String])
    /// It may yet come.
    case unsure([String])
  }

  struct Candidate: Sendable {
    var element: PageElement
    /// Words that stand around it.
    var around: [String]
    /// What will be learned of it, should it be the one.
    var finding: Finding?
  }

  func look(_ patience: Recognition.Patience) async throws -> Meaning {
    var look = try await ElementFinder(tab: tab).look(query)
    let address = look.reading.tree.address
    let known = await lesson?.known(at: address)
    var intent: String?
    if case .intent(let words) = query.kind { intent = words }
    if known?.element != nil {
      try await mark(&look, isPlain: look.found.count == 1)
    }
    func sight() -> Recognition {
      Recognition(
        found: look.found, intent: intent, known: known?.element, page: address,
        run: known?.question.run.description ?? "", patience: patience, acts: kind.acts, wantsField: kind.wantsField,
        isIrreversible: isIrreversible)
    }
    var decision = look.reading.tree.recognise(sight())
    if case .use(_, .reused) = decision {
    } else if known?.element != nil, look.found.count == 1 {
      // Something speaks against it: the marks of the other elements may say more.
      try await mark(&look, isPlain: false)
      decision = look.reading.tree.recognise(sight())
    }
    switch decision {
    case .use(let index, let lesson):
      var found = try await finding(&look, index, lesson, known)
      if case .reused = lesson {} else if look.found != [index] { found?.locator = look.locator(to: index) }
      return isAnswered ? .several([candidate(look, index, found)], .gone) : .one(look.reading.element(index), found)
    case .ask(let candidates, let doubt):
      var shown: [Candidate] = []
      for index in candidates {
        guard shown.count < BrowserLimits.candidates else {
          shown.append(Candidate(element: look.reading.element(index), around: []))
          continue
        }
        let lesson = look.reading.tree.lesson(of: index, doubt, known?.element)
        var found = try await finding(&look, index, lesson, known)
        // Nobody has answered before: then it is not needed yet.
        if patience == .exhausted { found?.locator = look.locator(to: index) }
        shown.append(candidate(look, index, found))
      }
      return .several(shown, doubt)
    case .wait: return .unsure(look.nearest)
    case .none: return .nothing(look.nearest)
    }
  }

  private func candidate(_ look: Look, _ index: Int, _ finding: Finding?) -> Candidate {
    Candidate(
      element: look.reading.element(index),
      around: finding?.ways.around ?? look.reading.tree.around(index, withNumbers: true), finding: finding)
  }

  private func finding(
    _ look: inout Look, _ index: Int, _ lesson: Recognition.Lesson, _ known: ElementLesson.Known?
  ) async throws -> Finding? {
    guard let known else { return nil }
    let page = look.reading.tree.address
    if case .reused(let variant) = lesson, let ways = known.element?.variants[variant].ways {
      return Finding(known: known, lesson: lesson, ways: ways, page: page)
    }
    if known.element == nil { try await look.reading.mark(index, tab) }
    return Finding(known: known, lesson: lesson, ways: look.reading.tree.ways(to: index), page: page)
  }

  /// Adds test ids, which the accessibility tree has not.
  private func mark(_ look: inout Look, isPlain: Bool) async throws {
    if isPlain {
      try await look.reading.mark(look.found[0], tab)
    } else {
      try await look.reading.markAll(tab)
    }
  }
}

extension PageTree {
  /// What is learned of an element that a person chooses. Where the known one is not on its page any more, they say what it has
  /// become: that heals the step.
  fileprivate func lesson(of index: Int, _ doubt: Recognition.Doubt, _ known: KnownElement?) -> Recognition.Lesson {
    guard let known else { return .new }
    let page = PageTree.page(address)
    guard doubt == .lost, let lost = known.variants.firstIndex(where: { $0.page == page }) else { return .elsewhere }
    var drift = ["a person said what it has become"]
    if case .changed(let changes) = compare(known.variants[lost].ways, with: index) { drift = changes }
    return .changed(drift, variant: lost, isHealed: true)
  }
}

extension Look {
  /// The shortest locator that means one element alone.
  fileprivate func locator(to index: Int) -> PlainValue? { reading.tree.locators(to: index, atMost: 1).first?.plain }
}

extension BrowserEffectKind {
  /// Gives the page input; what only looks is no risk, and not worth a question.
  var acts: Bool {
    switch self {
    case .click, .fill, .select, .check, .press, .hover, .drag, .upload, .download: true
    case .open, .scroll, .waitFor, .read, .screenshot, .find, .index, .dialog, .tab: false
    }
  }

  /// May make the page go to another, later too.
  var leads: Bool {
    switch self {
    case .open, .click, .press, .download, .dialog, .tab: true
    case .fill, .select, .check, .hover, .drag, .scroll, .upload, .waitFor, .read, .screenshot, .find, .index: false
    }
  }

  /// What can only be done to a form's field.
  var wantsField: Bool {
    switch self {
    case .fill, .select, .check, .upload: true
    case .open, .click, .press, .hover, .drag, .scroll, .download, .waitFor, .read, .screenshot, .find, .index, .dialog,
      .tab:
      false
    }
  }
}

extension PageReading {
  /// The test id of one element.
  mutating func mark(_ index: Int, _ tab: Tab) async throws {
    let node = tree.nodes[index]
    guard !isMarked, node.node != 0 else { return }
    let answer = try await tab.send(
      "DOM.describeNode", ["backendNodeId": .int(Int64(node.node))], session: frames[node.frame].session)
    guard let described = answer["node"] else { return }
    ElementMarks(of: described).mark(&tree.nodes[index])
  }

  /// Those of all elements.
  mutating func markAll(_ tab: Tab) async throws {
    guard !isMarked else { return }
    var marks: [Int: ElementMarks] = [:]
    for session in Set(frames.map(\.session)).sorted() {
      for one in try await DocumentFacts.read(session, tab).nodes where one.kind == .element {
        marks[one.node] = one.marks
      }
    }
    for index in tree.nodes.indices { marks[tree.nodes[index].node]?.mark(&tree.nodes[index]) }
    isMarked = true
  }
}
