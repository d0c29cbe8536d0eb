// A locator beside what is known of it: used, healed, or asked about. Pages are drawn as in `RecallTests`.
import Locators
import Testing

@Suite struct RecognitionTests {
  /// What the run after one that used `name` on `before` does on `after`, as a person would say it.
  static func said(
    _ locator: LocatorQuery, learned name: String, _ before: String, _ after: String, page: String = "https://a.test/",
    patience: Recognition.Patience = .exhausted, acts: Bool = true, isChosen: Bool = false, isIrreversible: Bool = false
  ) -> String {
    let (old, new) = (RecallTests.page(before), RecallTests.page(after))
    guard let index = old.nodes.indices.first(where: { old.nodes[$0].name == name && old.isInteractive($0) }) else {
      return "no such element"
    }
    var known = KnownElement()
    known.learn(
      .init(page: "https://a.test/", ways: old.ways(to: index), run: "first", isHealed: false, isChosen: isChosen))
    var intent: String?
    if case .intent(let words) = locator.kind { intent = words }
    return said(
      new.recognise(
        Recognition(
          found: new.match(locator).found, intent: intent, known: known, page: page, run: "second", patience: patience,
          acts: acts, isIrreversible: isIrreversible)), new)
  }

  static func said(_ decision: Recognition.Decision, _ tree: PageTree) -> String {
    func text(_ index: Int) -> String { "\(tree.nodes[index].role) \(tree.nodes[index].name)" }
    switch decision {
    case .use(let index, .new): return "uses \(text(index))"
    case .use(let index, .reused): return "reuses \(text(index))"
    case .use(let index, .elsewhere): return "uses elsewhere \(text(index))"
    case .use(let index, .changed(let drift, _, let isHealed)):
      return "\(isHealed ? "heals" : "notes") \(text(index)): \(drift.joined(separator: ", "))"
    case .ask(let candidates, let doubt): return "asks, \(doubt): \(candidates.map(text).joined(separator: ", "))"
    case .wait: return "waits"
    case .none: return "none"
    }
  }

  static let pay = LocatorQuery(.role("button", name: "Pay now"))
  static let billing = RecallTests.billing

  @Test(
    arguments: [
      ([], "reuses button Pay now"),
      ([("300.75", "17.20"), ("INV-101", "INV-102")], "reuses button Pay now"),
      ([("  textbox", "  button \"Preview\"\n  textbox")], "reuses button Pay now"),
      (
        [("Pay now", "Pay this now")], "heals button Pay this now: it is called \"pay this now\" instead of \"pay now\""
      ),
      ([("button \"Pay now\"", "link \"Pay now\"")], "heals link Pay now: the button is a link now"),
      (
        [("form \"Invoice INV-101\"", "region \"Pay an invoice\"")],
        "notes button Pay now: it stands in region \"Pay an invoice\""
      ),
      ([("Pay now", "Delete")], "asks, lost: button Delete, button Cancel"),
    ] as [([(String, String)], String)])
  func aPlainLocator(changes: [(String, String)], expected: String) {
    #expect(Self.said(Self.pay, learned: "Pay now", Self.billing, RecallTests.changed(changes)) == expected)
  }

  static let imitation =
    "banner \"News\"\n  text \"You have won a prize, claim it here\"\n  link \"More\"\n  button \"Later\"\n  button \"Pay now\"\n"
    + billing.replacing("  button \"Pay now\"\n", with: "")

  @Test func anImitationIsAskedAboutOnceThePageHasSettled() {
    for (patience, expected) in [
      (Recognition.Patience.fresh, "waits"), (.settled, "asks, contradiction: button Pay now, button Cancel"),
    ] {
      let said = Self.said(Self.pay, learned: "Pay now", Self.billing, Self.imitation, patience: patience)
      #expect(said == expected)
    }
    // A step that only reads asks nobody, but says so.
    #expect(
      Self.said(Self.pay, learned: "Pay now", Self.billing, Self.imitation, acts: false)
        == "notes button Pay now: what stands around it changed")
  }

  /// As between two versions of Django's admin: a row that says more than it did.
  @Test func moreWordsAroundItAreNoContradiction() {
    let row = "table \"Results\"\n  row \"INV-7 Globex\"\n    link \"INV-7\"\n    cell \"Globex\""
    let more =
      "table \"Results\"\n  row \"Select INV-7 Globex\"\n    cell \"Select this object for an action\"\n    rowheader \"\"\n      link \"INV-7\"\n    cell \"Globex\""
    #expect(Self.said(LocatorQuery(.role("link", name: "INV-7")), learned: "INV-7", row, more) == "reuses link INV-7")
  }

  /// As in Django 5: boxes that had no name got one.
  @Test func aNameWhereNoneWasIsNoContradiction() {
    let list =
      "table \"Invoices\"\n"
      + ["Acme January", "Globex March"].map {
        "  row \"\($0)\"\n    checkbox \"\"\n    cell \"\($0)\"\n"
      }.joined()
    let (old, named) = (
      RecallTests.page(list),
      list.replacing("checkbox \"\"\n    cell \"Globex", with: "checkbox \"Select Globex March\"\n    cell \"Globex")
    )
    let known = old.ways(to: 6)
    let new = RecallTests.page(named)
    #expect(known.name == "" && known.rivals == 1)
    #expect(new.compare(known, with: 6) == .changed(["it is called \"select globex march\" instead of \"\""]))
    #expect(RecallTests.page(named.replacing("Globex March", with: "Hooli June")).compare(known, with: 6) == .other)
  }

  @Test func anotherPageIsNoContradiction() {
    #expect(
      Self.said(Self.pay, learned: "Pay now", Self.billing, Self.imitation, page: "https://a.test/other")
        == "uses elsewhere button Pay now")
  }

  @Test func whatIsNotThereYetIsWaitedForBeforeAnythingElseIsTaken() {
    let renamed = RecallTests.changed([("Pay now", "Pay this now")])
    #expect(Self.said(Self.pay, learned: "Pay now", Self.billing, renamed, patience: .fresh) == "waits")
    #expect(Self.said(Self.pay, learned: "Pay now", Self.billing, renamed, patience: .settled).hasPrefix("heals"))
    let gone = RecallTests.changed([("  button \"Pay now\"\n", "")])
    // What is only like it is asked about when the step's time is up, and never where nothing would be given input.
    #expect(Self.said(Self.pay, learned: "Pay now", Self.billing, gone, patience: .settled) == "waits")
    #expect(Self.said(Self.pay, learned: "Pay now", Self.billing, gone) == "asks, lost: button Cancel")
    #expect(Self.said(Self.pay, learned: "Pay now", Self.billing, gone, acts: false) == "none")
  }

  /// Two cards without a name of their own: only the words in them say which is which.
  static let cards = """
    group ""
      text "INV-103 Acme open"
      button "View"
    group ""
      text "INV-106 Acme open"
      button "View"
    """
  static let view = LocatorQuery(.role("button", name: "View"))

  @Test func oneThatAPersonChoseAmongManyIsNeverExchangedForAnother() {
    func said(_ after: String) -> String {
      Self.said(Self.view, learned: "View", Self.cards, after, isChosen: true)
    }
    #expect(said(Self.cards) == "reuses button View")
    let moved = Self.cards.split(separator: "\n")
    #expect(said((moved[3...] + moved[..<3]).joined(separator: "\n")) == "reuses button View")
    // It is paid and gone: of two others, or one, or as many as before, none is it.
    let others = Self.cards.replacing("INV-106", with: "INV-107").replacing("INV-103", with: "INV-106")
    #expect(said(others) == "asks, several: button View, button View")
    let one = moved[3...].joined(separator: "\n")
    #expect(said(one).hasPrefix("asks, contradiction: button View"), "\(said(one))")
  }

  @Test func aTestIDThatWentToAnotherElementIsAskedAbout() {
    let marked = Self.billing.replacing("button \"Pay now\"", with: "button \"Pay now\" @pay")
    let byID = LocatorQuery(.testID("pay"))
    #expect(Self.said(byID, learned: "Pay now", marked, marked) == "reuses button Pay now")
    let swapped = Self.billing.replacing("button \"Cancel\"", with: "button \"Cancel\" @pay")
    #expect(Self.said(byID, learned: "Pay now", marked, swapped).hasPrefix("asks, contradiction: button Cancel"))
    let renamed = marked.replacing("@pay", with: "@submit-payment")
    #expect(
      Self.said(byID, learned: "Pay now", marked, renamed) == "heals button Pay now: the locator no longer leads to it")
  }

  static let invoices = """
    table "3 invoices"
      row "INV-101 Acme January 10.00 paid"
        cell "Acme January"
        link "View"
      row "INV-102 Acme March 20.00 open"
        cell "Acme March"
        link "View"
      row "INV-103 Globex May 30.00 open"
        cell "Globex May"
        link "View"
    """

  static func meant(_ intent: String, _ text: String = invoices, patience: Recognition.Patience = .settled) -> String {
    let page = RecallTests.page(text)
    let sight = Recognition(found: [], intent: intent, known: nil, page: "", run: "first", patience: patience)
    return said(page.recognise(sight), page)
  }

  @Test func wordsAreAClearWinnerOrAQuestion() throws {
    let page = RecallTests.page(Self.invoices)
    let sight = Recognition(found: [], intent: "the invoice of March", known: nil, page: "", run: "first")
    #expect(page.recognise(sight) == .use(7, .new))
    #expect(Self.meant("view the invoice of Acme") == "asks, unclear: link View, link View")
    #expect(Self.meant("view the invoice of Acme", patience: .fresh) == "waits")
    // Nothing here pays: what merely shares a word is no winner.
    #expect(Self.meant("the open salary of May") == "asks, unclear: link View")
    #expect(Self.meant("pay all salaries of May") == "none")
    #expect(Self.meant("sign out") == "none")
    // The next run uses what it learned, and where that is gone it asks rather than taking what fits the words now.
    let intent = LocatorQuery(.intent("the invoice of March"))
    var known = KnownElement()
    known.learn(.init(page: "https://a.test/", ways: page.ways(to: 7), run: "first"))
    func again(_ text: String) -> String {
      let page = RecallTests.page(text)
      let sight = Recognition(
        found: page.match(intent).found, intent: "the invoice of March", known: known, page: "https://a.test/",
        run: "second", patience: .settled)
      return Self.said(page.recognise(sight), page)
    }
    #expect(again(Self.invoices) == "reuses link View")
    #expect(
      again(Self.invoices.replacing("INV-102 Acme March", with: "INV-202 Globex March")).hasPrefix(
        "asks, contradiction"))
  }

  /// What cannot be undone is done to what is the same in role and name, or asked about.
  @Test(
    arguments: [
      ("button \"Pay this now\"", "heals button Pay this now: it is called \"pay this now\" instead of \"pay now\""),
      ("button \"Pay invoice now\"", "asks, lost: button Pay invoice now"),
      ("link \"Pay now\"", "asks, lost: link Pay now"),
    ])
  func anIrreversibleStepIsHealedToTheSameNameAlone(after: String, expected: String) {
    let page = RecallTests.changed([("button \"Pay now\"", after)])
    #expect(Self.said(Self.pay, learned: "Pay now", Self.billing, page).hasPrefix("heals"))
    #expect(Self.said(Self.pay, learned: "Pay now", Self.billing, page, isIrreversible: true) == expected)
  }

  @Test func whatIsKnownGoesThroughAValueAndIsBounded() {
    let page = RecallTests.page(Self.billing)
    var known = KnownElement()
    for number in 1...20 {
      known.learn(.init(page: "https://a.test/\(number)?x=1#y", ways: page.ways(to: 7), run: "run"))
    }
    #expect(known.variants.count == KnownElement.mostVariants && known.isVarious)
    #expect(known.variants[0].page == "https://a.test/20")
    #expect(KnownElement(known.plain) == known)
    #expect(KnownElement("nothing") == nil)
  }
}
