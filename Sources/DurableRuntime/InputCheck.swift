// Inputs by name, as a person gives them, to the list that a machine takes: checked and completed by each input's JSON
// Schema; a secret input's text is sealed and its place taken by a hole.
import Values

enum InputCheck {
  static func check(
    _ given: PlainValue, program: LoadedProgram, secrets: RunSecrets, sealed: inout [SealedText]
  ) throws(RuntimeError) -> [PlainValue] {
    let rows = program.program.manifest.inputs
    for entry in given.entries ?? [] {
      guard let name = entry.key.text, rows.contains(where: { $0.name == name }) else {
        let name = Gate.words(entry.key)
        let known = rows.map { "'\($0.name)'" }.joined(separator: ", ")
        throw RuntimeError(
          .refusedInput,
          "skill '\(program.program.manifest.skill)' has no input '\(name)'"
            + (known.isEmpty ? "; it takes none" : "; it takes \(known)"), field: name)
      }
    }
    let missing = rows.filter { given[$0.name] == nil && $0.schema["default"] == nil }.map(\.name)
    if let first = missing.first {
      let names = missing.map { "'\($0)'" }.joined(separator: ", ")
      throw RuntimeError(
        .refusedInput, missing.count == 1 ? "the input \(names) is missing" : "the inputs \(names) are missing",
        field: first)
    }
    var checked: [PlainValue] = []
    for (row, schema) in zip(rows, program.inputSchemas) {
      let value = given[row.name] ?? row.schema["default"] ?? .null
      if row.isSecret {
        if case .secret = value {
          checked.append(value)
          continue
        }
        let text = Gate.words(try FieldCheck.check(value, schema, field: row.name, isSecret: true))
        let name = "input:\(row.name)"
        sealed.append(try secrets.learn(name, text))
        checked.append(.secret(SecretText(parts: [.hole(name)])))
      } else {
        checked.append(try FieldCheck.check(value, schema, field: row.name))
      }
    }
    return checked
  }
}

package enum FieldCheck {
  /// The value widened and completed by its schema; refused with the field's name otherwise, and nothing of a secret value.
  @discardableResult
  static func check(_ value: PlainValue, _ schema: Schema, field: String, isSecret: Bool = false) throws(RuntimeError)
    -> PlainValue
  {
    let (checked, problems) = schema.check(value, isSecret: isSecret)
    if problems.isEmpty { return checked }
    // The schema speaks of `$`, the person of a field.
    let words = problems.map { "'\(field)\($0.path.dropFirst())' \($0.message)" }.joined(separator: "; ")
    throw RuntimeError(.refusedInput, words, field: field)
  }

  static func schema(_ plain: PlainValue, field: String) throws(RuntimeError) -> Schema {
    do { return try Schema(plain) } catch {
      throw RuntimeError(.damaged, "the schema of '\(field)' is not usable: \(error)")
    }
  }

  /// Whether a text that is no JSON was meant to be: taken as text, what is in it would be lost without a word. A number that is
  /// written as JSON writes it, and yet is none, has more digits than can be carried.
  package static func looksLikeJSON(_ text: String) -> Bool {
    text.prefixMatch(of: /\s*[\[{"]/) != nil
      || text.wholeMatch(of: /\s*-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*/) != nil
  }

  /// Text from a command line: as it is where the schema wants a string, as JSON otherwise.
  static func read(
    _ text: String, schema: PlainValue, field: String, isSecret: Bool
  ) throws(RuntimeError) -> PlainValue {
    let types = schema["type"]?.elements?.compactMap(\.text) ?? schema["type"]?.text.map { [$0] } ?? []
    if types.contains("string") || (types.isEmpty && schema["enum"]?.elements?.contains(.string(text)) ?? false) {
      return .string(text)
    }
    do { return try PlainValue(jsonText: text) } catch {
      if types.isEmpty || types.contains("any") {
        if !looksLikeJSON(text) { return .string(text) }
        let (shown, why) = isSecret ? ("what was given", "") : ("'\(text)'", ": \(error.message)")
        throw RuntimeError(
          .refusedInput, "'\(field)' may be anything, and \(shown) looks like JSON and is none\(why)", field: field)
      }
      throw RuntimeError(
        .refusedInput,
        "'\(field)' must be \(types.joined(separator: " or ")), and \(isSecret ? "what was given" : "'\(text)'") is no JSON of that kind",
        field: field)
    }
  }
}
