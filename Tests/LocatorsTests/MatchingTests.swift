// What a locator means on a page, and that two that fit are never made one.
import Locators
import Testing
import Values

@Suite struct MatchingTests {
  /// A table with three rows, each with a link of the same name, two buttons whose names begin alike, and a field that has
  /// only a text before it.
  private static let page = PageTree(
    address: "http://billing.example/", title: "Invoices",
    nodes: [
      PageNode(node: 1, role: "document", name: "Invoices"),
      PageNode(node: 2, parent: 0, role: "table", name: "3 invoices"),
      PageNode(node: 3, parent: 1, role: "row", name: ""),
      PageNode(node: 4, parent: 2, role: "cell", name: "Acme"),
      PageNode(node: 5, parent: 2, role: "link", name: "OPEN"),
      PageNode(node: 6, parent: 1, role: "row", name: ""),
      PageNode(node: 7, parent: 5, role: "cell", name: "Globex"),
      PageNode(node: 8, parent: 5, role: "link", name: "Open"),
      PageNode(node: 9, parent: 1, role: "row", name: ""),
      PageNode(node: 10, parent: 8, role: "cell", name: "Initech"),
      PageNode(node: 11, parent: 8, role: "link", name: "\u{a0}Open\u{200b} "),
      PageNode(node: 12, parent: 0, role: "button", name: "Save"),
      PageNode(node: 13, parent: 0, role: "button", name: "Save and add another"),
      PageNode(node: 14, parent: 0, role: "text", name: "Reference"),
      PageNode(node: 15, parent: 0, role: "textbox", name: ""),
      PageNode(node: 16, parent: 0, role: "textbox", name: "Due date: *"),
    ])

  private func find(_ locator: PlainValue) throws -> [Int] {
    Self.page.match(try LocatorQuery(locator)).found.map { Self.page.nodes[$0].node }
  }

  @Test func namesAreComparedAsAPersonReadsThem() throws {
    #expect(try find(["link": "open"]) == [5, 8, 11])
  }

  @Test func aNameIsTheWholeName() throws {
    #expect(try find(["button": "Save"]) == [12])
    #expect(try find(["button": "Save", "exact": false]) == [12, 13])
  }

  @Test func aRowIsTheOneInWhichACellSaysIt() throws {
    #expect(try find(["link": "Open", "in": ["row": "Globex"]]) == [8])
    #expect(try find(["link": "Open", "nth": -1]) == [11])
    #expect(try find(["link": "Open", "nth": 4]) == [])
  }

  @Test func plainWordsNarrowByWhatOneReads() throws {
    #expect(try find(["link": "Open", "in": "Globex"]) == [8])
    #expect(try find(["link": "Open", "in": "3 invoices"]) == [5, 8, 11])
    #expect(try find(["link": "Open", "in": "Save"]) == [])
    guard case .query(let near)? = try LocatorQuery(["role": "textbox", "near": "Reference"]).near else {
      Issue.record("`near` was not read")
      return
    }
    #expect(near.kind == .text("Reference"))
  }

  @Test func whatIsNearNothingIsNotTaken() throws {
    let match = Self.page.match(try LocatorQuery(["link": "Open", "near": "Initech GmbH"]))
    #expect(match.found == [] && match.nearest.count == 3)
    #expect(match.nearest.first?.why == "text \"Initech GmbH\", which it should be near, is not on the page")
    // One that is alone needs no neighbour.
    #expect(try find(["button": "Save", "near": "Initech GmbH"]) == [12])
  }

  @Test func aFieldIsCalledWithoutTheMarksBehindItsLabel() throws {
    #expect(try find(["field": "Due date"]) == [16])
    #expect(try find(["field": "due date:"]) == [16])
    #expect(PageText.label(" * ") == "*")
  }

  @Test func aFieldWithoutANameIsFoundByTheTextBeforeIt() throws {
    #expect(try find(["field": "Reference"]) == [15])
  }

  @Test func whatIsNotThereIsAnsweredWithWhatIsNearest() throws {
    let match = Self.page.match(try LocatorQuery(["button": "Save all"]))
    #expect(match.found.isEmpty)
    let first = try #require(match.nearest.first)
    #expect(Self.page.nodes[first.index].name == "Save")
  }

  @Test func whatIsNoLocatorIsRefusedInWords() {
    #expect(throws: LocatorError.self) { try LocatorQuery(["button": "Save", "link": "Open"]) }
    #expect(throws: LocatorError.self) { try LocatorQuery(["buton": "Save"]) }
    #expect(throws: LocatorError.self) { try LocatorQuery(["button": ""]) }
    #expect(throws: LocatorError.self) { try LocatorQuery(["name": "Save"]) }
  }

  @Test func anIntentIsScoredByNameAndSurroundings() {
    let scored = Self.page.score(intent: "open the invoice of Globex")
    #expect(scored.first.map { Self.page.nodes[$0.index].node } == 8)
  }

  @Test func theIndexKeepsToItsBudgetAndCountsWhatIsLeftOut() {
    let (all, none) = Self.page.index()
    #expect(all.count == 7 && none == 0)
    let (some, left) = Self.page.index(tokens: 20)
    #expect(some.count + left == 7 && left > 0)
  }
}

/// What is said of an element so that it alone is meant, and how a page reads.
@Suite struct NamingTests {
  private static let page = PageTree(
    address: "http://billing.example/", title: "Invoices",
    nodes: [
      PageNode(node: 1, role: "document", name: "Invoices"),
      PageNode(node: 2, parent: 0, role: "heading", name: "Invoices"),
      PageNode(node: 3, parent: 1, role: "text", name: "Invoices"),
      PageNode(node: 4, parent: 0, role: "combobox", name: "Vendor", value: "Acme"),
      PageNode(node: 5, parent: 3, role: "option", name: "All"),
      PageNode(node: 6, parent: 3, role: "option", name: "Acme"),
      PageNode(node: 7, parent: 0, role: "table", name: ""),
      PageNode(node: 8, parent: 6, role: "row", name: ""),
      PageNode(node: 9, parent: 7, role: "cell", name: "INV-1"),
      PageNode(node: 10, parent: 8, role: "text", name: "INV-1"),
      PageNode(node: 11, parent: 7, role: "cell", name: "Acme"),
      PageNode(node: 12, parent: 10, role: "text", name: "Acme"),
      PageNode(node: 13, parent: 7, role: "link", name: "View"),
      PageNode(node: 14, parent: 12, role: "text", name: "View"),
      PageNode(node: 15, parent: 6, role: "row", name: ""),
      PageNode(node: 16, parent: 14, role: "cell", name: "INV-2"),
      PageNode(node: 17, parent: 15, role: "text", name: "INV-2"),
      PageNode(node: 18, parent: 14, role: "cell", name: "Acme"),
      PageNode(node: 19, parent: 17, role: "text", name: "Acme"),
      PageNode(node: 20, parent: 14, role: "link", name: "View"),
      PageNode(node: 21, parent: 19, role: "text", name: "View"),
      PageNode(node: 22, parent: 0, role: "textbox", name: "Password: *", value: "x", states: [.password, .required]),
      PageNode(node: 23, parent: 0, role: "button", name: "", testID: "go"),
      PageNode(node: 24, parent: 0, role: "strong", name: ""),
      PageNode(node: 25, parent: 23, role: "text", name: "RCPT-1"),
    ])

  private func locators(_ node: Int) -> [PlainValue] { Self.page.locators(to: node - 1).map(\.plain) }

  @Test func whatIsAloneIsCalledByItsName() {
    #expect(locators(4) == [["field": "Vendor"]])
    #expect(locators(22) == [["field": "Password"]])
    #expect(locators(23) == [["test_id": "go"]])
    #expect(locators(24) == [["role": "strong"]])
  }

  @Test func whatHasLikesIsCalledByItsRowThenByItsPlace() {
    #expect(
      locators(20) == [
        ["link": "View", "in": ["row": "INV-2"]], ["link": "View", "in": ["row": "Acme"], "nth": -1],
        ["link": "View", "nth": -1],
      ])
  }

  @Test func everyLocatorMeansItsElementAloneAndIsReadBack() throws {
    for index in Self.page.nodes.indices {
      for query in Self.page.locators(to: index) {
        #expect(Self.page.match(query).found == [index])
        #expect(try LocatorQuery(query.plain) == query)
      }
    }
  }

  @Test func aPageReadsLineByLineWithWhatCanBeActedOnInItsPlace() {
    let outline = Self.page.outline(tokens: 200)
    #expect(
      outline.text == """
        # (t1) Invoices
        [1] combobox "Vendor" = "Acme" of "All", "Acme"
        row: (t2) INV-1 | (t3) Acme | [4] link "View"
        row: (t4) INV-2 | (t5) Acme | [5] link "View"
        [6] textbox "Password: *" (required, password) | [7] button "" | (t6) RCPT-1

        """)
    #expect(outline.elements.map(\.id) == ["t1", "1", "t2", "t3", "4", "t4", "t5", "5", "6", "7", "t6"])
    #expect(outline.leftOut == 0)
    let short = Self.page.outline(tokens: 20)
    #expect(short.text.utf8.count <= 80 && short.leftOut == 4)
  }
}
