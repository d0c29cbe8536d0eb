// An element that was known, on pages that have changed: found again where it is the same, healed where it is plainly what it
// has become, asked about in every other case. Pages are drawn as indented text: role, name, and @test-id.
import Locators
import Testing

@Suite struct RecallTests {
  /// `button "Pay now" @pay`, two spaces a level.
  static func page(_ text: String) -> PageTree {
    var nodes: [PageNode] = [PageNode(node: 1, role: "document", name: "Page")]
    var open: [(depth: Int, index: Int)] = [(-1, 0)]
    for line in text.split(separator: "\n") {
      let depth = line.prefix { $0 == " " }.count / 2
      while let last = open.last, last.depth >= depth { open.removeLast() }
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      let role = parts[0].trimmingPrefix { $0 == " " }.prefix { $0 != " " }
      let mark = line.split(separator: "@").dropFirst().first.map(String.init) ?? ""
      nodes.append(
        PageNode(
          node: nodes.count + 1, parent: open.last?.index ?? 0, role: String(role),
          name: parts.count > 1 ? String(parts[1]) : "", testID: mark))
      open.append((depth, nodes.count - 1))
    }
    return PageTree(address: "https://a.test/", title: "Page", nodes: nodes)
  }

  static let billing = """
    navigation "Main"
      link "Invoices"
      link "Log out"
    form "Invoice INV-101"
      text "Amount due 300.75 to Acme"
      textbox "Reference"
      button "Pay now"
      button "Cancel"
    """

  /// What comes of a known element on another page, as a person would say it.
  static func said(_ name: String, _ before: String, _ after: String) -> String {
    let (old, new) = (page(before), page(after))
    guard let index = old.nodes.indices.first(where: { old.nodes[$0].name == name && old.isInteractive($0) }) else {
      return "no such element"
    }
    func text(_ index: Int) -> String { "\(new.nodes[index].role) \(new.nodes[index].name) \(index)" }
    switch new.recall(old.ways(to: index)) {
    case .agrees(let index): return "agrees: \(text(index))"
    case .healed(let index, let drift): return "healed: \(text(index)): \(drift.joined(separator: ", "))"
    case .doubtful(let found): return "asks: \(found.map(text).joined(separator: ", "))"
    case .lost: return "lost"
    }
  }

  static func changed(_ pairs: [(String, String)]) -> String {
    pairs.reduce(billing) { $0.replacing($1.0, with: $1.1) }
  }

  @Test(
    arguments: [
      ("Pay now", [], "agrees: button Pay now 7"),
      // Amounts change from run to run.
      ("Pay now", [("300.75", "17.20")], "agrees: button Pay now 7"),
      // Something new before it: the number in the list is no longer the same, the rest is.
      ("Pay now", [("  textbox", "  button \"Preview\"\n  textbox")], "agrees: button Pay now 8"),
      // Its letters are written otherwise.
      ("Pay now", [("Pay now", "PAY NOW")], "agrees: button PAY NOW 7"),
      // As in Django 5: a link became a button and kept its name.
      ("Log out", [("link \"Log out\"", "button \"Log out\"")], "healed: button Log out 3: the link is a button now"),
      (
        "Pay now", [("form \"Invoice INV-101\"", "region \"Pay an invoice\"")],
        "healed: button Pay now 7: it stands in region \"Pay an invoice\""
      ),
      (
        "Pay now", [("Pay now", "Pay this now")],
        "healed: button Pay this now 7: it is called \"pay this now\" instead of \"pay now\""
      ),
      // What stands there now is something else: never clicked.
      ("Pay now", [("Pay now", "Delete")], "asks: button Delete 7, button Cancel 8"),
      ("Pay now", [("  button \"Pay now\"\n", "")], "asks: button Cancel 7"),
      // As in Django 5: it is called by more words, and more stands in its block and above it.
      (
        "Log out",
        [
          ("navigation \"Main\"\n", "main \"Main shop\"\n  text \"Recent actions are shown here\"\n  link \"Home\"\n"),
          ("link \"Log out\"", "link \"Log out of Invoices\""),
        ], "asks: link Log out of Invoices 5"
      ),
    ] as [(String, [(String, String)], String)])
  func whatBecameOfAnElement(name: String, changes: [(String, String)], expected: String) {
    #expect(Self.said(name, Self.billing, Self.changed(changes)) == expected)
  }

  /// A page that wants the click imitates what the element is called, and not what is around it.
  @Test(arguments: [
    // Beside the real one, in a section that is called the same.
    billing + "\nform \"Invoice INV-101\"\n  text \"Subscribe to our newsletter today\"\n  button \"Pay now\"",
    // Instead of the real one, elsewhere.
    "banner \"News\"\n  text \"You have won a prize, claim it here\"\n  button \"Pay now\"\n"
      + billing.replacing("    button \"Pay now\"\n", with: "").replacing("  button \"Pay now\"\n", with: ""),
    // Instead of everything.
    "form \"Invoice INV-101\"\n  text \"Congratulations dear visitor\"\n  link \"More\"\n  button \"Later\"\n  button \"Pay now\"",
  ])
  func anImitationIsAskedAbout(page: String) {
    #expect(Self.said("Pay now", Self.billing, page).hasPrefix("asks: "), "\(Self.said("Pay now", Self.billing, page))")
  }

  /// Another word in the name's place is another thing, though it stands where ours stood and bears its mark.
  @Test(
    arguments: [
      ("Delete draft", "Delete account"), ("Delete draft", "Pay 900 EUR"), ("Delete draft", "Publish draft"),
      ("Delete draft", "Delete draft and account"), ("Delete draft", "Delete letter"), ("Delete letter", "Delete"),
      ("Delete", "Delete all"), ("Draft", "Delete draft"), ("Draft", "Not draft"), ("Sign in", "Sign out"),
      ("Turn on", "Turn off"), ("Transfer to Acme", "Transfer from Acme"), ("Pay 50 EUR", "Pay 900 EUR"),
    ], ["", " @del"])
  func anotherNameIsAnotherThing(names: (String, String), mark: String) {
    func page(_ name: String) -> String {
      """
      form "Draft, all of it"
        text "What now with this letter, in, on, off, from or to Acme? Delete"
        button "\(name)"\(mark)
        button "Back"
      """
    }
    let said = Self.said(names.0, page(names.0), page(names.1))
    #expect(said.hasPrefix("asks: button \(names.1) 3"), "\(said)")
  }

  /// Words that say nothing, and words of the part of the page that it stands in.
  @Test(
    arguments: [
      ("Delete draft", "Delete this draft"), ("Delete draft", "Delete"), ("Delete", "Delete draft"),
      ("Log out", "Log me out"), ("Pay now", "Pay"),
    ], ["", " @del"])
  func thisIsStillTheSame(names: (String, String), mark: String) {
    func page(_ name: String) -> String {
      "form \"Draft\"\n  text \"What now with this letter?\"\n  button \"\(name)\"\(mark)\n  button \"Back\""
    }
    let said = Self.said(names.0, page(names.0), page(names.1))
    #expect(said.hasPrefix("healed: button \(names.1) 3"), "\(said)")
  }

  @Test func aTestIDOutweighsPlaceAndIsNotOutweighedByAName() {
    let marked = Self.billing.replacing("button \"Pay now\"", with: "button \"Pay now\" @pay")
    #expect(
      Self.said("Pay now", marked, marked.replacing("Pay now", with: "Pay invoice now"))
        == "healed: button Pay invoice now 7: it is called \"pay invoice now\" instead of \"pay now\"")
    // The mark has gone to another element.
    let swapped = Self.billing.replacing("button \"Cancel\"", with: "button \"Cancel\" @pay")
    #expect(Self.said("Pay now", marked, swapped).hasPrefix("asks: "))
  }

  static let list = """
    table "Invoices"
      row "Acme January"
        cell "Acme January"
        link "Open"
      row "Globex March"
        cell "Globex March"
        link "Open"
      row "Initech May"
        cell "Initech May"
        link "Open"
    """

  @Test func oneOfManyOfANameIsFoundByItsRow() {
    let old = Self.page(Self.list)
    let known = old.ways(to: 7)
    #expect(known.rivals == 2 && old.recall(known) == .agrees(7))
    // Another order: the row moves, the link with it.
    let moved = Self.page(
      "table \"Invoices\"\n" + Self.list.split(separator: "\n").dropFirst(4).joined(separator: "\n"))
    #expect(moved.recall(known) == .agrees(4))
    // The row is gone: the others are others.
    let gone = Self.page(Self.list.replacing("Globex March", with: "Hooli June"))
    if case .agrees = gone.recall(known) { Issue.record("another row's link was taken") }
    if case .healed = gone.recall(known) { Issue.record("another row's link was taken") }
  }

  @Test func waysGoThroughAValue() {
    let page = Self.page(Self.list)
    let known = page.ways(to: 7)
    #expect(ElementWays(known.plain) == known)
    #expect(ElementWays("no ways") == nil)
  }
}
