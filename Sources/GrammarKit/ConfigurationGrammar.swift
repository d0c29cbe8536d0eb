// Grammar/configuration.tsv → the keys of `twin.yaml`, with the form, the default and the synopsis of each.

struct ConfigurationGrammar {
  struct Row {
    var key: String
    var form: String
    var initial: String?
    var synopsis: String
  }
  var rows: [Row] = []

  private static let forms: Set<String> = ["text", "secret", "number", "count", "duration", "flag", "texts", "rows"]

  init(_ table: Table) throws(GrammarError) {
    var seen: Set<String> = []
    for row in table.rows {
      let key = try row.cell("key")
      guard seen.insert(key).inserted else { throw row.error("`\(key)` stands twice") }
      let form = try row.cell("form")
      guard Self.forms.contains(form) else { throw row.error("`\(form)` is no form of a setting") }
      if let list = key.split(separator: "[").first, list.count < key.count,
        !rows.contains(where: { $0.key == list && $0.form == "rows" })
      {
        throw row.error("`\(key)` belongs to `\(list)`, which has no row of form `rows` above it")
      }
      let initial = try row.cell("default")
      rows.append(
        Row(key: key, form: form, initial: initial == "-" ? nil : initial, synopsis: try row.cell("synopsis")))
    }
  }

  private func word(_ key: String) -> String {
    SwiftText.camel(key.replacing(".*", with: "").replacing("[]", with: ""))
  }

  var file: String {
    var out = SwiftText.header("configuration.tsv")
    out +=
      "\n/// What `twin.yaml` may set. The raw value is the key as people write it: `*` stands for an effect's word, `[]` for\n"
    out += "/// each item of a list.\n"
    out += "package enum ConfigurationKey: String, CaseIterable, Sendable {\n"
    for row in rows {
      out += SwiftText.comment(row.synopsis) + "\n"
      out += "  case \(SwiftText.name(word(row.key)))"
      out += (word(row.key) == row.key ? "" : " = \(SwiftText.literal(row.key))") + "\n"
    }
    out += "\n  package var form: Form {\n    switch self {\n"
    for row in rows { out += "    case .\(word(row.key)): .\(row.form)\n" }
    out += "    }\n  }\n"
    out +=
      "\n  /// As one would write it; of a key with `*`, `word=value`.\n  var initialText: String? {\n    switch self {\n"
    for row in rows where row.initial != nil {
      out += "    case .\(word(row.key)): \(SwiftText.literal(row.initial ?? ""))\n"
    }
    out += "    case " + rows.filter { $0.initial == nil }.map { "." + word($0.key) }.joined(separator: ", ")
    out += ": nil\n    }\n  }\n"
    out += "\n  package var synopsis: String {\n    switch self {\n"
    for row in rows {
      out += "    case .\(word(row.key)): \(SwiftText.wrappedLiteral(row.synopsis, indent: 6))\n"
    }
    return out + "    }\n  }\n}\n"
  }
}
