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
