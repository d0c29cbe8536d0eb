// Grammar/run-states.tsv → the words for what can happen to a run, and the table of what follows from it.

struct RunStateGrammar {
  struct Row {
    /// Nil before there is a run.
    var state: String?
    var event: String
    var next: String
    var why: String
  }
  var rows: [Row] = []

  init(_ table: Table) throws(GrammarError) {
    var seen: Set<[String]> = []
    for row in table.rows {
      let state = try row.cell("state")
      let event = try row.cell("event")
      guard seen.insert([state, event]).inserted else { throw row.error("`\(state)` and `\(event)` stand twice") }
      rows.append(
        Row(state: state == "none" ? nil : state, event: event, next: try row.cell("next"), why: try row.cell("why")))
    }
  }

  /// Events in the order in which they first stand in the table.
  private var events: [String] {
    var found: [String] = []
    for row in rows where !found.contains(row.event) { found.append(row.event) }
    return found
  }

  var file: String {
    var out = SwiftText.header("run-states.tsv")
    out += "\n/// What can happen to a run. The raw value is the word in the table.\n"
    out += "package enum RunStep: String, CaseIterable, Sendable {\n"
    for event in events {
      let word = SwiftText.camel(event)
      out += "  case \(SwiftText.name(word))" + (word == event ? "" : " = \(SwiftText.literal(event))") + "\n"
    }
    out += "}\n\nextension RunStates {\n  package static let table: [Row] = [\n"
    for row in rows {
      let state = row.state.map { "." + SwiftText.camel($0) } ?? "nil"
      out += "    // \(row.why)\n"
      out += "    Row(state: \(state), event: .\(SwiftText.camel(row.event)), next: .\(SwiftText.camel(row.next))),\n"
    }
    return out + "  ]\n}\n"
  }
}
