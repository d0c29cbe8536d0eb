// Grammar/locators.tsv → the words of a locator, for the room that reads skills and for the one that finds elements, which know
// nothing of each other.
//
// Columns: word. kind: role (`{button: Save}` is `{role: button, name: Save}`), way (another way to point; a locator has one
// role or way), narrowing (goes with any of them). role: the ARIA role that a word of kind role stands for. The first seven
// ways are those that a message lists.

struct LocatorGrammar {
  struct Row {
    var word: String
    var kind: String
    var role: String?
    var synopsis: String
  }
  var rows: [Row] = []

  init(_ table: Table) throws(GrammarError) {
    var seen: Set<String> = []
    for row in table.rows {
      let word = try row.cell("word")
      guard seen.insert(word).inserted else { throw row.error("`\(word)` stands twice") }
      let kind = try row.cell("kind")
      guard ["role", "way", "narrowing"].contains(kind) else { throw row.error("`\(kind)` is no kind of word") }
      let role = try row.cell("role")
      guard (role != "-") == (kind == "role") else { throw row.error("a role stands beside words of kind role alone") }
      rows.append(Row(word: word, kind: kind, role: role == "-" ? nil : role, synopsis: try row.cell("synopsis")))
    }
  }

  /// For `Syntax`.
  var syntaxFile: String {
    var out = SwiftText.header("locators.tsv")
    out +=
      "\nenum LocatorWords {\n  /// Ways to point at an element; a locator has one of them.\n  static let ways = [\n"
    for row in rows where row.kind != "narrowing" { out += "    \(SwiftText.literal(row.word)),\n" }
    out += "  ]\n  /// What narrows any of them down.\n  static let narrowing = [\n"
    for row in rows where row.kind == "narrowing" { out += "    \(SwiftText.literal(row.word)),\n" }
    return out + "  ]\n}\n"
  }

  /// For `Locators`.
  var locatorsFile: String {
    var out = SwiftText.header("locators.tsv")
    out +=
      "\nenum LocatorWords {\n  /// Words that stand for a role, and the ARIA role.\n  static let roles: [String: String] = [\n"
    for row in rows {
      guard let role = row.role else { continue }
      out += "    \(SwiftText.literal(row.word)): \(SwiftText.literal(role)),\n"
    }
    return out + "  ]\n}\n"
  }
}
