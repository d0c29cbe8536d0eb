// A value against a `Schema`: its declared numbers widened, its defaults filled in, and everything that is wrong with it. It
// never changes a value in any other way.

// MARK: Checking a value

extension Schema {
  /// The value with its declared numbers widened and its defaults filled in, and everything that is wrong with it.
  /// - isSecret: nothing of the value may be told.
  /// - isUniqueBySpelling: as programs of language 1 have it.
  package func check(
    _ value: PlainValue, isSecret: Bool = false, isUniqueBySpelling: Bool = false
  ) -> (value: PlainValue, problems: [SchemaProblem]) {
    var checker = SchemaChecker(isSecret: isSecret, isUniqueBySpelling: isUniqueBySpelling)
    let checked = checker.check(value, self, path: "$", depth: 0)
    return (checked, checker.problems)
  }
}

private struct SchemaChecker {
  var isSecret: Bool
  var isUniqueBySpelling: Bool
  var problems: [SchemaProblem] = []

  mutating func problem(_ path: String, _ message: String) {
    if problems.count < ValueLimits.schemaProblems { problems.append(SchemaProblem(path: path, message: message)) }
  }

  mutating func check(_ given: PlainValue, _ schema: Schema, path: String, depth: Int) -> PlainValue {
    if depth > ValueLimits.depth {
      problem(path, "nested too deep (limit: \(ValueLimits.depth))")
      return given
    }
    guard var value = typed(given, schema, path) else { return given }
    switch value {
    case .string(let text): checkText(text, schema, path)
    case .int, .uint, .double, .decimal: checkNumber(value, schema, path)
    case .list(let elements): value = checkList(elements, schema, path, depth)
    case .map(let entries): value = checkMap(entries, schema, path, depth)
    default: break
    }
    if let allowed = schema.oneOfValues, !allowed.contains(where: { sameWorth($0, value) }) {
      let shown = allowed.prefix(20).map(\.schemaText).joined(separator: ", ")
      let given = isSecret ? "" : ", not \(value.schemaText)"
      problem(path, "must be one of \(shown)\(allowed.count > 20 ? " …" : "")\(given)")
    }
    if let constant = schema.constant, !sameWorth(constant, value) { problem(path, "must be \(constant.schemaText)") }
    return alternatives(value, schema, path, depth)
  }

  /// The value as one of the schema's types; nil, with a problem, where it is of none.
  mutating func typed(_ value: PlainValue, _ schema: Schema, _ path: String) -> PlainValue? {
    if schema.types.isEmpty { return value }
    for type in schema.types {
      switch (type, value) {
      case (.any, _), (.string, .string), (.boolean, .bool), (.null, .null), (.array, .list), (.integer, .int),
        (.number, .double):
        return value
      // A secret is text that nobody can look at.
      case (.string, .secret): return value
      case (.object, .map(let entries)) where entries.allSatisfy({ $0.key.text != nil }): return value
      default: continue
      }
    }
    // No type fits as it stands: an integer widens to a number, a whole number narrows to an integer.
    if schema.types.contains(.number), let widened = value.widened {
      guard let widened else {
        problem(path, "\(isSecret ? "it" : value.schemaText) is not exactly a number (a double)")
        return nil
      }
      return .double(widened)
    }
    if schema.types.contains(.integer) {
      if case .double(let number) = value, let whole = Int64(exactly: number) { return .int(whole) }
      if case .uint(let number) = value, let whole = Int64(exactly: number) { return .int(whole) }
    }
    problem(path, "expected \(schema.types.map(\.shown).joined(separator: " or ")), found \(value.kindText)")
    return nil
  }

  mutating func checkText(_ text: String, _ schema: Schema, _ path: String) {
    if schema.minLength != nil || schema.maxLength != nil {
      let count = text.unicodeScalars.count
      if let least = schema.minLength, count < least {
        problem(
          path,
          least == 1
            ? "must not be empty" : "must have at least \(least) characters" + (isSecret ? "" : ", not \(count)"))
      }
      if let most = schema.maxLength, count > most {
        problem(path, "must have at most \(most) characters" + (isSecret ? "" : ", not \(count)"))
      }
    }
    if let pattern = schema.compiledPattern {
      var text = text
      if !text.withUTF8({ pattern.matches($0) }) { problem(path, "must match the pattern \(schema.pattern ?? "")") }
    }
    if let format = schema.format, !format.accepts(Array(text.utf8)) { problem(path, "must be \(format.shown)") }
  }

  mutating func checkNumber(_ value: PlainValue, _ schema: Schema, _ path: String) {
    guard let number = value.schemaNumber else { return }
    func shown(_ bound: Double) -> String { DoubleText.plain(bound) }
    if let bound = schema.minimum, !(number >= bound) { problem(path, "must be at least \(shown(bound))") }
    if let bound = schema.maximum, !(number <= bound) { problem(path, "must be at most \(shown(bound))") }
    if let bound = schema.exclusiveMinimum, !(number > bound) { problem(path, "must be more than \(shown(bound))") }
    if let bound = schema.exclusiveMaximum, !(number < bound) { problem(path, "must be less than \(shown(bound))") }
    if let step = schema.multipleOf, !isMultiple(value, of: step) {
      problem(path, "must be a multiple of \(step.schemaText)")
    }
  }

  /// By decimal digits, so that 0.3 is a multiple of 0.1.
  private func isMultiple(_ value: PlainValue, of step: PlainValue) -> Bool {
    if case .int(let number) = value, case .int(let whole) = step { return number % whole == 0 }
    guard let a = value.schemaDecimal, let b = step.schemaDecimal, b.coefficient != 0 else { return false }
    let scale = max(Int(a.scale), Int(b.scale))
    return a.coefficient(atScale: scale) % b.coefficient(atScale: scale) == 0
  }

  mutating func checkList(_ elements: [PlainValue], _ schema: Schema, _ path: String, _ depth: Int) -> PlainValue {
    if let least = schema.minItems, elements.count < least {
      problem(path, "must have at least \(least) elements, not \(elements.count)")
    }
    if let most = schema.maxItems, elements.count > most {
      problem(path, "must have at most \(most) elements, not \(elements.count)")
    }
    var checked = elements
    if let items = schema.items {
      for index in elements.indices {
        checked[index] = check(elements[index], items, path: "\(path)[\(index)]", depth: depth + 1)
        if problems.count >= ValueLimits.schemaProblems { break }
      }
    }
    if schema.uniqueItems {
      var seen: [PlainValue: Int] = [:]
      for (index, element) in checked.enumerated() {
        if let earlier = seen.updateValue(index, forKey: isUniqueBySpelling ? element : element.byWorth) {
          problem("\(path)[\(index)]", "repeats element \(earlier)")
          break
        }
      }
    }
    return .list(checked)
  }

  mutating func checkMap(_ entries: [PlainEntry], _ schema: Schema, _ path: String, _ depth: Int) -> PlainValue {
    var checked = entries
    var places: [String: Int] = [:]
    for (index, entry) in entries.enumerated() { if let name = entry.key.text { places[name] = index } }
    var declared: Set<String> = []
    for (name, property) in schema.properties {
      declared.insert(name)
      if let index = places[name] {
        checked[index].value = check(entries[index].value, property, path: step(path, name), depth: depth + 1)
      } else if let value = property.defaultValue {
        checked.append(PlainEntry(key: .string(name), value: value))
      }
    }
    for name in schema.required where places[name] == nil {
      // A default stands in for what is required.
      if !checked[entries.count...].contains(where: { $0.key.text == name }) {
        problem(step(path, name), "is required")
      }
    }
    for (index, entry) in entries.enumerated() {
      guard let name = entry.key.text, !declared.contains(name) else { continue }
      switch schema.additional {
      case .allowed: break
      case .refused:
        let known = schema.properties.map(\.name).joined(separator: ", ")
        // A map's keys are its owner's words, too.
        let (place, what) =
          isSecret ? (path, "has a property that is not known") : (step(path, name), "is not a known property")
        problem(place, what + (known.isEmpty ? "" : "; known are \(known)"))
      case .schema(let other):
        checked[index].value = check(entry.value, other, path: step(path, name), depth: depth + 1)
      }
    }
    return .map(checked)
  }

  private func step(_ path: String, _ name: String) -> String {
    let isName =
      !name.isEmpty
      && name.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == 0x5F || $0 >= 0x30 && $0 < 0x3A }
    return isName ? "\(path).\(name)" : "\(path)['\(name)']"
  }

  mutating func alternatives(_ value: PlainValue, _ schema: Schema, _ path: String, _ depth: Int) -> PlainValue {
    var value = value
    for part in schema.allOf { value = check(value, part, path: path, depth: depth + 1) }
    for (options, onlyOne) in [(schema.anyOf, false), (schema.oneOf, true)] where !options.isEmpty {
      var fitting: [PlainValue] = []
      var reasons: [String] = []
      for option in options {
        var trial = SchemaChecker(isSecret: isSecret, isUniqueBySpelling: isUniqueBySpelling)
        let checked = trial.check(value, option, path: path, depth: depth + 1)
        if let first = trial.problems.first {
          reasons.append(first.path == path ? first.message : first.description)
        } else {
          fitting.append(checked)
          if !onlyOne { break }
        }
      }
      if let first = fitting.first {
        if fitting.count > 1 { problem(path, "fits \(fitting.count) of the alternatives, not one") }
        value = first
      } else {
        problem(path, "fits none of the alternatives: \(reasons.joined(separator: "; or "))")
      }
    }
    return value
  }

  /// Equal as JSON Schema has it: numbers by worth.
  private func sameWorth(_ a: PlainValue, _ b: PlainValue) -> Bool {
    if a == b { return true }
    var heap = Heap()
    guard let x = try? heap.make(a), let y = try? heap.make(b) else { return false }
    return (try? heap.equal(x, y)) ?? false
  }
}

extension PlainValue {
  /// One spelling for all values that JSON Schema takes for the same ("Instance Equality": numbers by worth, the order of keys
  /// says nothing).
  fileprivate var byWorth: PlainValue {
    switch self {
    case .uint(let number): Int64(exactly: number).map { .int($0) } ?? self
    case .double(let number): Int64(exactly: number).map { .int($0) } ?? self
    case .decimal(let number): Self.shortest(number)
    case .list(let elements): .list(elements.map(\.byWorth))
    case .map(let entries):
      .map(
        entries.map { PlainEntry(key: $0.key.byWorth, value: $0.value.byWorth) }
          .sorted { $0.key.canonicalBytes.lexicographicallyPrecedes($1.key.canonicalBytes) })
    case .optional(let inner): .optional(inner.map(\.byWorth))
    case .null, .bool, .int, .timestamp, .duration, .type, .string, .bytes, .secret, .error: self
    }
  }

  private static func shortest(_ number: DecimalValue) -> PlainValue {
    var number = number
    while number.scale > 0, number.coefficient % 10 == 0 {
      number.coefficient /= 10
      number.scale -= 1
    }
    return number.scale == 0 ? .int(number.coefficient) : .decimal(number)
  }
}

// MARK: Words

extension SchemaType {
  var shown: String {
    switch self {
    case .string: "a string"
    case .integer: "an integer"
    case .number: "a number"
    case .boolean: "true or false"
    case .object: "an object"
    case .array: "a list"
    case .null: "null"
    case .any: "anything"
    }
  }
}

extension PlainValue {
  /// The kind, with its article, as a message has it.
  var kindText: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .int, .uint: "an integer"
    case .double: "a number"
    case .decimal: "a decimal"
    case .timestamp: "a timestamp"
    case .duration: "a duration"
    case .type: "a type"
    case .string: "a string"
    case .bytes: "bytes"
    case .list: "a list"
    case .map: "an object"
    case .optional: "an optional"
    case .error: "an error"
    case .secret: "a secret"
    }
  }

  var schemaNumber: Double? {
    switch self {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .double(let number): number
    case .decimal(let number): number.double
    default: nil
    }
  }

  var schemaDecimal: DecimalValue? {
    switch self {
    case .int(let number): DecimalValue(coefficient: number, scale: 0)
    case .decimal(let number): number
    case .double(let number):
      if number.isFinite { try? DecimalValue.parse(DoubleText.plain(number).utf8) } else { nil }
    default: nil
    }
  }

  /// nil for what is no integer; for an integer the double of the same worth, if there is one.
  var widened: Double?? {
    switch self {
    case .int(let number): .some(Int64(exactly: Double(number)) == number ? Double(number) : nil)
    case .uint(let number): .some(UInt64(exactly: Double(number)) == number ? Double(number) : nil)
    default: nil
    }
  }

  var schemaText: String {
    guard let text = try? jsonText(style: .display) else { return kindText }
    return text.utf8.count <= 80 ? text : String(text.prefix(60)) + "…"
  }
}
