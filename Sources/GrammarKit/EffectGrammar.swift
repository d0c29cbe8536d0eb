// Grammar/effects.tsv → `EffectKind` and the rows of `EffectShape`: what a step may do in the world.
//
// Columns: kind, the action's word. main, the parameter that the value after the word is (`-`: the word takes none or,
// for http, a mapping of all of them). parameters, the keys beside the word. Each is `name:form`, `!` marks a required
// one, and a form is value, text, locator, map, list, bool, int, fields, auth, `word(a|b)` or `expect(key)`; an expression may
// stand for any. result, in words. repeat: pure changes nothing, idempotent twice is as once, once must not be repeated blindly,
// by_method (http) is idempotent for GET, HEAD, PUT and DELETE and once for the rest. permission: the list of
// `permissions:` it needs, or `-`. timeout: milliseconds where the step does not say, or `-`.

struct EffectGrammar {
  struct Parameter {
    var name: String
    var form: String
    var words: [String]
    var required: Bool
  }
  struct Row {
    var kind: String
    var main: Parameter?
    var parameters: [Parameter]
    var result: String
    var repeats: String
    var permission: String?
    var timeout: Int?
    var synopsis: String
  }
  var rows: [Row] = []

  private static let forms: Set<String> = [
    "value", "text", "locator", "map", "list", "bool", "int", "word", "fields", "expect", "auth",
  ]
  /// Those that have words in brackets.
  private static let worded: Set<String> = ["word", "expect"]
  private static let repeats: Set<String> = ["pure", "idempotent", "once", "by_method"]
  private static let permissions: Set<String> = ["network", "exec", "read", "write"]

  init(_ table: Table) throws(GrammarError) {
    var kinds: Set<String> = []
    for row in table.rows {
      let kind = try row.cell("kind")
      guard kinds.insert(kind).inserted else { throw row.error("`\(kind)` stands twice") }
      let main = try Self.parameters(try row.cell("main"), row)
      guard main.count <= 1 else { throw row.error("more than one main parameter") }
      let parameters = try Self.parameters(try row.cell("parameters"), row)
      guard Set((main + parameters).map(\.name)).count == main.count + parameters.count else {
        throw row.error("a parameter of `\(kind)` stands twice")
      }
      let repeats = try row.cell("repeat")
      guard Self.repeats.contains(repeats) else { throw row.error("`\(repeats)` is no way of repeating") }
      let permission = try row.cell("permission")
      guard permission == "-" || Self.permissions.contains(permission) else {
        throw row.error("`\(permission)` is no permission")
      }
      let timeout = try row.cell("timeout") == "-" ? nil : try row.number("timeout")
      rows.append(
        Row(
          kind: kind, main: main.first, parameters: parameters, result: try row.cell("result"), repeats: repeats,
          permission: permission == "-" ? nil : permission, timeout: timeout, synopsis: try row.cell("synopsis")))
    }
  }

  private static func parameters(_ cell: String, _ row: Table.Row) throws(GrammarError) -> [Parameter] {
    guard cell != "-" else { return [] }
    var parameters: [Parameter] = []
    for part in cell.split(separator: " ") {
      let required = part.hasSuffix("!")
      let halves = (required ? part.dropLast() : part).split(separator: ":", maxSplits: 1).map(String.init)
      guard halves.count == 2 else { throw row.error("`\(part)` is no `name:form`") }
      var form = halves[1]
      var words: [String] = []
      if form.hasSuffix(")"), let open = form.firstIndex(of: "(") {
        words = form[open...].dropFirst().dropLast().split(separator: "|").map(String.init)
        form = String(form[..<open])
      }
      guard forms.contains(form), worded.contains(form) == !words.isEmpty else {
        throw row.error("`\(part)` has no known form")
      }
      parameters.append(Parameter(name: halves[0], form: form, words: words, required: required))
    }
    return parameters
  }

  // MARK: Swift

  var file: String {
    var out = SwiftText.header("effects.tsv")
    out += """

      /// The words that stand for an effect. Raw values are the words themselves.
      package enum EffectKind: String, Sendable, CaseIterable {

      """
    for row in rows {
      out += SwiftText.comment(row.synopsis) + "\n"
      let word = SwiftText.camel(row.kind)
      out += "  case \(SwiftText.name(word))" + (word == row.kind ? "" : " = \(SwiftText.literal(row.kind))") + "\n"
    }
    out += "}\n\nextension EffectShape {\n  /// One row per kind, in the order of `EffectKind`.\n"
    out += "  package static let all: [EffectShape] = [\n"
    for row in rows {
      out += "    EffectShape(\n      kind: .\(SwiftText.camel(row.kind)),\n"
      out += "      main: \(row.main.map(Self.literal) ?? "nil"),\n"
      out += "      parameters: ["
      if !row.parameters.isEmpty {
        out += "\n" + row.parameters.map { "        \(Self.literal($0)),\n" }.joined() + "      "
      }
      out += "],\n      result: \(SwiftText.literal(row.result)), repeats: .\(SwiftText.camel(row.repeats)),\n"
      out += "      permission: \(row.permission.map(SwiftText.literal) ?? "nil"), "
      out += "timeout: \(row.timeout.map(String.init) ?? "nil"),\n"
      out += "      synopsis: \(SwiftText.literal(row.synopsis))),\n"
    }
    return out + "  ]\n}\n"
  }

  private static func literal(_ parameter: Parameter) -> String {
    var out = "ParameterShape(\(SwiftText.literal(parameter.name)), .\(parameter.form)"
    if parameter.required { out += ", required: true" }
    if !parameter.words.isEmpty {
      out += ", words: [\(parameter.words.map(SwiftText.literal).joined(separator: ", "))]"
    }
    return out + ")"
  }
}
