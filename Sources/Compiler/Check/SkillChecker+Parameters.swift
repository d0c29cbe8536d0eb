// What an effect is given, by type: where it is surely of no use (a list for an address, a map for an environment variable) it is
// an error here, and not a failure after an approval was spent on it. What may be anything shows at run time.
import Syntax
import Values

/// What may stand for one text that is sent or passed on.
private struct Wanted {
  var secret = false
  /// Null is none: the name is left out.
  var null = false
  var bytes = false
  /// A list gives the name several times.
  var list = false

  func takes(_ type: CELType) -> Bool {
    switch type {
    case .dyn, .invalid, .parameter, .bool, .int, .uint, .double, .decimal, .string, .timestamp, .duration: true
    case .null: null
    case .bytes: bytes
    case .secret: secret
    // Whether it is there shows at run time.
    case .nullable(let base), .optional(let base): takes(base)
    case .list(let element): list && Wanted(secret: secret).takes(element)
    case .map, .record, .type, .opaque: false
    }
  }

  var words: String {
    let one = "text" + (secret ? ", a number or a secret" : " or a number")
    return list ? "\(one), or a list of them" : one
  }
}

extension SkillChecker {
  mutating func checkParameter(
    _ shape: ParameterShape, of effect: EffectShape, _ syntax: ValueSyntax, _ given: CheckedValue
  ) {
    guard !given.isInvalid else { return }
    let kind = effect.kind
    // What stands beside the action's word is known by that.
    let name = effect.main === shape ? kind.rawValue : shape.name
    var what: String { "`\(name)`" }
    switch shape.form {
    case .text: check(given, Wanted(), what)
    case .list:
      checkParts(syntax, given, "a list", kind == .exec ? Wanted() : nil, what: name) {
        if case .list(let element) = $0 { [("", element)] } else { nil }
      }
    case .map:
      let wanted =
        kind == .exec ? Wanted(secret: true, null: true) : Wanted(secret: shape.name != "query", null: true, list: true)
      checkParts(syntax, given, "a mapping", wanted, what: name, fields: Self.fieldTypes)
      if kind == .http, shape.name == "headers" { checkHeaders(syntax, given) }
    case .expect:
      for field in parts(syntax, given) ?? [] where !Self.countsNumbers(field.value.type) {
        let expected = "a whole number or a list of them"
        diagnostics.add(
          .wrongValue("`\(field.name)`", found: field.value.type, expected: expected, at: field.value.place))
      }
      checkParts(syntax, given, "a mapping", nil, what: name, fields: Self.fieldTypes)
    case .auth:
      checkParts(syntax, given, "a mapping", nil, what: name, fields: Self.fieldTypes)
      for field in parts(syntax, given) ?? [] {
        if field.name == "bearer" { check(field.value, Wanted(secret: true), "`bearer`") }
        guard field.name == "basic" else { continue }
        checkParts(field.syntax, field.value, "a mapping", Wanted(secret: true), what: "basic", fields: Self.fieldTypes)
      }
    case .value where kind == .http && shape.name == "body":
      check(given, Wanted(secret: true, null: true, bytes: true), what)
    case .value, .locator, .bool, .int, .word, .fields: break
    }
  }

  private mutating func checkHeaders(_ syntax: ValueSyntax, _ given: CheckedValue) {
    if case .map(let fields) = syntax.kind {
      for index in fields.indices where HTTPFieldNames.isReserved(fields[index].key.text) {
        diagnostics.add(.connectionHeader(fields[index].key.text, at: fields[index].key.place))
      }
      return
    }
    for name in (given.constant?.entries ?? []).compactMap(\.key.text) where HTTPFieldNames.isReserved(name) {
      diagnostics.add(.connectionHeader(name, at: given.place))
    }
  }

  /// A GET or a HEAD carries nothing: what is given would not be sent.
  mutating func checkBody(_ syntax: EffectSyntax) {
    guard syntax.kind == .http else { return }
    let given = syntax.parameters
    func isBody(_ name: String) -> Bool { name == "json" || name == "form" || name == "body" }
    guard let body = given.firstIndex(where: { isBody($0.key.text) }) else { return }
    let method = syntax["method"].map { $0.constantText } ?? "GET"
    guard let method, method == "GET" || method == "HEAD" else { return }
    let key = given[body].key
    diagnostics.add(.bodyNotSent(key.text, method: method, isWritten: syntax["method"] != nil, at: key.place))
  }

  private mutating func check(_ given: CheckedValue, _ wanted: Wanted, _ what: @autoclosure () -> String) {
    if wanted.takes(given.type) { return }
    diagnostics.add(.wrongValue(what(), found: given.type, expected: wanted.words, at: given.place))
  }

  /// The parts of a list or mapping, one by one where they are written down, else by the type of the whole. `wanted`: of each;
  /// nil: only the whole is looked at.
  private mutating func checkParts(
    _ syntax: ValueSyntax, _ given: CheckedValue, _ shape: String, _ wanted: Wanted?, what: String,
    fields: (CELType) -> [(name: String, type: CELType)]?
  ) {
    func name(_ part: String) -> String { part.isEmpty ? "a word of `\(what)`" : "`\(part)` of `\(what)`" }
    if let written = parts(syntax, given) {
      guard let wanted else { return }
      for part in written {
        guard wanted.list, let elements = parts(part.syntax, part.value), case .list = part.syntax.kind else {
          check(part.value, wanted, name(part.name))
          continue
        }
        for element in elements { check(element.value, Wanted(secret: wanted.secret), name(part.name)) }
      }
      return
    }
    if given.type.isDyn { return }
    guard let types = fields(given.type) else {
      return diagnostics.add(.wrongValue("`\(what)`", found: given.type, expected: shape, at: given.place))
    }
    guard let wanted else { return }
    for part in types where !wanted.takes(part.type) {
      diagnostics.add(.wrongValue(name(part.name), found: part.type, expected: wanted.words, at: given.place))
    }
  }

  private static func fieldTypes(_ type: CELType) -> [(name: String, type: CELType)]? {
    switch type {
    case .record(let record): record.fields.map { ($0.name, $0.type) }
    case .map(_, let value): [("", value)]
    case .nullable(let base): fieldTypes(base)
    case .dyn, .invalid, .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .list,
      .optional, .type, .secret, .opaque, .parameter:
      nil
    }
  }

  private static func countsNumbers(_ type: CELType) -> Bool {
    switch type {
    case .dyn, .invalid, .int, .uint, .parameter: true
    case .list(let element), .nullable(let element): countsNumbers(element)
    case .null, .bool, .double, .decimal, .string, .bytes, .timestamp, .duration, .map, .optional, .type, .record,
      .secret, .opaque:
      false
    }
  }

  private struct Part {
    var name: String
    var syntax: ValueSyntax
    var value: CheckedValue
  }

  /// Items of a list (without names) or fields of a mapping that are written down; nil: an expression gives the whole.
  private func parts(_ syntax: ValueSyntax, _ given: CheckedValue) -> [Part]? {
    func constant(_ syntax: ValueSyntax, _ value: PlainValue) -> CheckedValue {
      CheckedValue(kind: .constant(value), type: value.roughType, place: syntax.place)
    }
    switch (syntax.kind, given.kind) {
    case (.list(let items), .list(let values)): return zip(items, values).map { Part(name: "", syntax: $0, value: $1) }
    case (.list(let items), .constant(.list(let values))):
      return zip(items, values).map { Part(name: "", syntax: $0, value: constant($0, $1)) }
    case (.map(let fields), .map(let values)):
      return zip(fields, values).map { Part(name: $0.key.text, syntax: $0.value, value: $1.value) }
    case (.map(let fields), .constant(.map(let values))):
      return zip(fields, values).map { Part(name: $0.key.text, syntax: $0.value, value: constant($0.value, $1.value)) }
    default: return nil
    }
  }
}

extension PlainValue {
  /// Its type, as far as one looks at it here: of a list's elements only whether they are all alike.
  fileprivate var roughType: CELType {
    switch self {
    case .null, .optional(nil): return .null
    case .bool: return .bool
    case .int: return .int
    case .uint: return .uint
    case .double: return .double
    case .decimal: return .decimal
    case .timestamp: return .timestamp
    case .duration: return .duration
    case .string: return .string
    case .bytes: return .bytes
    case .map: return .record([], rest: .dyn)
    case .optional(.some(let inner)): return inner.roughType
    case .secret: return .secret
    case .type, .error: return .dyn
    case .list(let elements):
      guard let first = elements.first?.roughType, elements.allSatisfy({ $0.roughType == first }) else {
        return .list(.dyn)
      }
      return .list(first)
    }
  }
}
