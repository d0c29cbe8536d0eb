// Grammar/functions.tsv → `FunctionID` and the rows of `FunctionTable`: the functions of the expression language. The
// signatures stay text here; FunctionTable.swift parses them.

struct FunctionGrammar {
  struct Row {
    var id: Int
    var name: String
    var isMember: Bool
    var signatures: String
    var synopsis: String
    /// The case in `FunctionID`.
    var word: String
  }
  var rows: [Row] = []

  init(_ table: Table) throws(GrammarError) {
    var globals: Set<String> = []
    for row in table.rows where try row.cell("style") == "global" { globals.insert(try row.cell("name")) }
    var ids: Set<Int> = []
    var words: Set<String> = []
    for row in table.rows {
      let id = try row.number("id")
      let name = try row.cell("name")
      let style = try row.cell("style")
      guard style == "global" || style == "member" else {
        throw row.error("style `\(style)` is neither global nor member")
      }
      guard (1...65_535).contains(id), ids.insert(id).inserted else {
        throw row.error("id \(id) is taken already or is 0")
      }
      // A method that is also a function gets a longer word.
      var word = SwiftText.camel(name.split(separator: "@").joined())
      if style == "member", globals.contains(name) { word += "Method" }
      guard words.insert(word).inserted else { throw row.error("`\(name)` (\(style)) stands twice") }
      rows.append(
        Row(
          id: id, name: name, isMember: style == "member", signatures: try row.cell("signatures"),
          synopsis: try row.cell("synopsis"), word: word))
    }
  }

  var file: String {
    var out = SwiftText.header("functions.tsv")
    out += """

      /// A function of the expression language, by name and call style. The raw value is part of the program format.
      package enum FunctionID: UInt16, BitwiseCopyable, CaseIterable, Sendable {

      """
    for row in rows {
      out += SwiftText.comment("`\(row.name)` (\(row.isMember ? "member" : "global")). \(row.synopsis)") + "\n"
      out += "  case \(SwiftText.name(row.word)) = \(row.id)\n"
    }
    out += "}\n\nextension FunctionTable {\n  static let rows: [Row] = [\n"
    for row in rows {
      out += "    Row(\n      .\(row.word), \(SwiftText.literal(row.name)), isMember: \(row.isMember),\n"
      out += "      \(SwiftText.wrappedLiteral(row.signatures, indent: 8)),\n"
      out += "      \(SwiftText.wrappedLiteral(row.synopsis, indent: 8))),\n"
    }
    return out + "  ]\n}\n"
  }
}
