// `secret: true` in schemas: where it may stand, and what it means of a result. What it marks is sealed by its path when the result
// comes, as `secret:` on the step says it; of inputs and forms a whole one is a secret. Nowhere is it passed over in silence.
import Syntax
import Values

extension SkillChecker {
  /// Law 7: no text of a secret stands in a program.
  mutating func checkSecretsWritten(_ schema: SchemaSyntax) {
    for (keyword, place) in schema.writtenSecrets() {
      diagnostics.add(.secretWritten("`\(keyword)`", at: place))
    }
  }

  /// Of an input or a field: what a person types in is sealed whole, so a part of it cannot be a secret by itself.
  mutating func checkSecretsAreWhole(_ schema: SchemaSyntax) {
    if schema.secret { return }
    for place in schema.inner.flatMap(\.secretPlaces) { diagnostics.add(.secretPart(at: place)) }
  }

  /// A secret of which all texts are too short to be looked for in what comes back.
  mutating func warnOfShortSecrets(_ schema: SchemaSyntax) {
    let limit = ValueLimits.secretCharacters
    guard schema.secret, schema.types.count == 1 else { return }
    let bound: ValueSyntax?
    let count: Int64?
    switch schema.types[0].name {
    case .string:
      bound = schema.maxLength
      count = bound?.plainConstant.integer
    case .integer:
      bound = schema.maximum
      count = bound?.plainConstant.integer.map { Int64("\($0)".utf8.count) }
    case .number, .boolean, .array, .object, .null, .any: return
    }
    if let bound, let count, count < limit { diagnostics.add(.shortSecret(limit: limit, at: bound.place)) }
  }

  /// Of what an effect gives: each has a path by which it is found.
  mutating func checkSecretsOfResult(_ schema: SchemaSyntax, _ node: StepNode) {
    checkSecretsWritten(schema)
    let places = schema.secretPlaces
    guard let first = places.first else { return }
    guard node.schemaPrefix != nil else {
      return diagnostics.add(.secretNotFound("the schema says nothing of what this step gives", at: first))
    }
    for place in schema.secretsWithoutPath { diagnostics.add(.secretNotFound("no path leads to it alone", at: place)) }
  }
}

extension StepNode {
  /// Where in the step's result the value that its `schema:` describes stands; nil: nowhere.
  var schemaPrefix: [String]? {
    guard case .effect(let effect) = syntax.action else { return nil }
    switch effect.kind {
    case .http, .exec: return ["json"]
    case .model, .read: return []
    case .readFile: return ["json", "csv"].contains(effect["as"]?.constantText) ? [] : nil
    case .writeFile, .now, .random, .open, .click, .fill, .select, .check, .press, .hover, .drag, .scroll, .upload,
      .download, .waitFor, .screenshot, .find, .index, .dialog, .tab:
      return nil
    }
  }

  /// All paths of its result that are secret: those of `secret:`, and those of its schema.
  var secretPaths: [String] {
    let declared = syntax.secretPaths.map(\.text)
    guard let schema = syntax.schema, let prefix = schemaPrefix else { return declared }
    let found = schema.secretPaths(prefix).map { $0.joined(separator: ".") }
    return declared + found.filter { !declared.contains($0) }
  }
}

extension SchemaSyntax {
  fileprivate var inner: [SchemaSyntax] { properties.map(\.schema) + items + additional }

  /// Of every schema in it that says `secret: true`, the outermost.
  fileprivate var secretPlaces: [Place] { secret ? [place] : inner.flatMap(\.secretPlaces) }

  fileprivate func secretPaths(_ prefix: [String]) -> [[String]] {
    if secret { return [prefix] }
    var paths = properties.flatMap { $0.schema.secretPaths(prefix + [$0.name.text]) }
    for each in items + (properties.isEmpty ? additional : []) { paths += each.secretPaths(prefix + ["*"]) }
    return paths
  }

  /// Those that `secretPaths` cannot name: below a name with a dot, and among the entries that `properties` leaves over.
  fileprivate var secretsWithoutPath: [Place] {
    if secret { return [] }
    var places = items.flatMap(\.secretsWithoutPath)
    places += additional.flatMap { properties.isEmpty ? $0.secretsWithoutPath : $0.secretPlaces }
    for property in properties {
      let isName = property.name.text != "*" && !property.name.text.isEmpty && !property.name.text.contains(".")
      places += isName ? property.schema.secretsWithoutPath : property.schema.secretPlaces
    }
    return places
  }

  /// Where `default`, `const` or `enum` would write down a secret: of what is secret, of its parts, or of what it is a part of.
  fileprivate func writtenSecrets(inside isInside: Bool = false) -> [(keyword: String, place: Place)] {
    let isSecret = isInside || secret
    var found: [(String, Place)] = []
    let given = [
      ("default", defaultValue.map { [$0] } ?? []), ("const", const.map { [$0] } ?? []), ("enum", choices),
    ]
    for (keyword, values) in given {
      guard let place = values.lazy.compactMap({ isSecret ? $0.place : secretPart(of: $0) }).first else { continue }
      found.append((keyword, place))
    }
    for schema in inner { found += schema.writtenSecrets(inside: isSecret) }
    return found
  }

  /// The first part of a value that is a secret's by this schema.
  func secretPart(of value: ValueSyntax) -> Place? {
    if secret { return value.place }
    switch value.kind {
    case .list(let elements): return items.first.flatMap { item in elements.lazy.compactMap(item.secretPart).first }
    case .map(let fields):
      for field in fields {
        let schema = properties.first { $0.name.text == field.key.text }?.schema ?? additional.first
        if let place = schema?.secretPart(of: field.value) { return place }
      }
      return nil
    case .null, .bool, .int, .double, .text, .expression, .template, .invalid: return nil
    }
  }
}
