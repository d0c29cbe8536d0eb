// What knowing costs: a goal among ten thousand skills, one entry among a million, and whether the ways to an element agree.
import DurableRuntime
import Foundation
import Learning
import Locators
import StoreSQLite
import Values

enum LearningBench {
  static func run() throws {
    try dispatch()
    verification()
    try lookUp()
  }

  private static func dispatch() throws {
    let verbs = ["pay", "export", "refund", "close", "open", "approve", "send", "cancel", "renew", "check"]
    let things = [
      "invoice", "order", "customer", "ticket", "contract", "shipment", "report", "licence", "account", "plan",
    ]
    let cards = (0..<10_000).map { number -> SkillCard in
      let (verb, thing) = (verbs[number % 10], things[number / 10 % 10])
      return SkillCard(
        name: "\(verb)-\(thing)-\(number)", goal: "\(verb) the newest \(thing) of department \(number / 100)",
        also: ["\(verb) \(thing) {who} for team\(number)"], match: ["https://site\(number % 50).example.com/**"],
        inputs: [.init(name: "who", schema: ["type": "string"], isRequired: true)])
    }
    var index = DispatchIndex(cards)
    let made = Rounds.milliseconds(3) { index = DispatchIndex(cards) }
    report("index of 10,000 skills, once after a change", String(format: "%.0f ms (%@)", made.median, made.spread))
    let goals = [
      "pay the newest invoice of department 17", "refund order 4711 for team1220", "send a report to everybody",
    ]
    let rounds = try Rounds.milliseconds(7) {
      for goal in goals { _ = try index.dispatch(goal: goal, address: "https://site20.example.com/x") }
    }
    let each = rounds.median / Double(goals.count)
    report(
      "dispatch of a goal over 10,000 skills", String(format: "%.2f ms (three goals: %@)", each, rounds.spread),
      reach: "≤ 10 ms", isMet: each <= 10)
  }

  /// A page of some fifteen hundred nodes: a table of two hundred rows with a link and a button each, and a form.
  private static func page() -> PageTree {
    var nodes = [
      PageNode(node: 1, role: "document", name: "Invoices"),
      PageNode(node: 2, parent: 0, role: "table", name: "Invoices"),
    ]
    func add(_ parent: Int, _ role: String, _ name: String) -> Int {
      nodes.append(PageNode(node: nodes.count + 1, parent: parent, role: role, name: name))
      return nodes.count - 1
    }
    for number in 0..<200 {
      let row = add(1, "row", "INV-\(number) vendor\(number)")
      for cell in ["INV-\(number)", "vendor\(number)", "\(number).00"] { _ = add(row, "cell", cell) }
      _ = add(row, "link", "Open")
      _ = add(row, "button", "Archive")
    }
    let form = add(0, "form", "New invoice")
    _ = add(form, "text", "Make an invoice by hand")
    _ = add(form, "textbox", "Vendor")
    _ = add(form, "button", "Create")
    return PageTree(address: "https://a.test/", title: "Invoices", nodes: nodes)
  }

  private static func verification() {
    let page = page()
    let index = page.nodes.count - 1
    let ways = page.ways(to: index)
    var query = LocatorQuery(.role("button", name: "Create"))
    query.containing = false
    guard page.recall(ways) == .agrees(index), page.match(query).found == [index] else {
      fatalError("the element was not found")
    }
    let pair = Rounds.pairs(9, { _ = page.recall(ways) }, { _ = page.match(query) })
    let over = pair.a.median - pair.b.median
    report(
      "do the ways agree, beyond a plain locator, \(page.nodes.count) nodes",
      String(format: "%.2f ms over %.2f ms (%@)", over, pair.b.median, pair.a.spread), reach: "≤ 5 ms", isMet: over <= 5
    )
  }

  private static func lookUp() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-learned-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore(path: folder.appendingPathComponent("twin.db").path)
    defer { store.close() }
    let learned = LearnedStore(store: store, keys: try StoreKeys(master: [UInt8](repeating: 7, count: 32)))
    let count = 1_000_000
    func key(_ number: Int) -> LearnedKey {
      LearnedKey(
        .choice, skill: "skill-\(number % 1000)", step: "step_\(number % 7)",
        site: "https://site\(number % 50).example.com",
        situation: Digest(of: Array("\(number)".utf8)))
    }
    let entry = LearnedEntry(
      provenance: .init(run: RunID(number: 1), ticket: 1, by: ["ann"], at: 0), expires: nil,
      cost: .init(humanDecisions: 1),
      summary: "Which customer is meant? → Acme", value: "acme")
    for start in stride(from: 0, to: count, by: 20_000) {
      _ = try store.change((start..<start + 20_000).flatMap { learned.change(key($0), entry) }, audit: [])
    }
    var number = 0
    let rounds = Rounds.milliseconds(7) {
      for _ in 0..<1000 {
        number = (number &* 1_103_515_245 &+ 12_345) & 0x3FFF_FFFF
        guard case .known = learned.look(key(number % count), at: 1) else { fatalError("an entry was not found") }
      }
    }
    report(
      "look-up of one learned entry among a million",
      String(format: "%.4f ms (a thousand: %@)", rounds.median / 1000, rounds.spread),
      reach: "≤ 1 ms", isMet: rounds.median / 1000 <= 1)
  }
}
