// The text of `twin.yaml` and the environment → a `Configuration`, and diagnostics like those of a skill. Files and variables
// are handed in; every setting of a variable stands before the file's.
import Syntax

package struct ConfigurationReader {
  package private(set) var configuration = Configuration()
  package private(set) var diagnostics = DiagnosticBag()
  /// The texts that the diagnostics point into.
  package private(set) var sources = SourceFiles()

  package init() {}

  // MARK: The file

  package mutating func read(name: String, bytes: [UInt8]) {
    let file = sources.add(name: name, bytes: bytes)
    guard let root = parseConstants(file, into: &diagnostics) else { return }
    guard let fields = mapping(root, "The configuration") else { return }
    for field in fields {
      let word = field.key.text
      if let key = ConfigurationKey(rawValue: word), key.section == nil {
        set(key, nil, field.value, file)
      } else if ConfigurationKey.allCases.contains(where: { $0.section == word }) {
        for inner in mapping(field.value, "`\(word)`") ?? [] { setInner(inner, of: word, file) }
      } else {
        unknown(field.key, in: "the configuration", known: Self.topLevel)
      }
    }
  }

  /// The words at the top, in the table's order.
  private static let topLevel: [String] = ConfigurationKey.allCases.reduce(into: []) { words, key in
    let word = key.section ?? key.rawValue
    if key.list == nil, !words.contains(word) { words.append(word) }
  }

  private mutating func setInner(_ field: FieldSyntax, of section: String, _ file: SourceFile) {
    let word = field.key.text
    if let key = ConfigurationKey(rawValue: "\(section).\(word)") { return set(key, nil, field.value, file) }
    if let key = ConfigurationKey(rawValue: section + ".*") {
      if EffectKind(rawValue: word) != nil { return set(key, word, field.value, file) }
      return unknown(field.key, in: "`\(section)`", known: EffectKind.allCases.map(\.rawValue))
    }
    let known = ConfigurationKey.allCases.filter { $0.section == section }
    unknown(field.key, in: "`\(section)`", known: known.map { String($0.rawValue.dropFirst(section.count + 1)) })
  }

  private mutating func set(_ key: ConfigurationKey, _ element: String?, _ value: ValueSyntax, _ file: SourceFile) {
    if value.isNull { return }
    guard let value = read(value, as: key, element) else { return }
    let line = file.lineColumn(of: value.place).line
    configuration.set(key, element, value.value, .file(file.name, line: line))
  }

  private mutating func unknown(_ key: NameSyntax, in owner: String, known: [String]) {
    diagnostics.add(
      .unknownKey(key.text, in: owner, nearName: nearest(to: key.text, among: known), known: known, at: key.place))
  }

  /// The fields of a mapping; nothing at all is an empty one.
  private mutating func mapping(_ value: ValueSyntax, _ what: String) -> [FieldSyntax]? {
    if value.isNull { return [] }
    guard let fields = value.fields else {
      diagnostics.add(.wrongShape(what, expected: "a mapping", found: value.shape, at: value.place))
      return nil
    }
    return fields
  }

  // MARK: Values

  private mutating func read(
    _ value: ValueSyntax, as key: ConfigurationKey, _ element: String? = nil
  ) -> (value: Configuration.Value, place: Place)? {
    let read: Configuration.Value?
    switch key.form {
    case .text, .number, .count, .duration, .flag:
      read = Self.scalar(value, of: key, element, into: &diagnostics)
    case .secret:
      diagnostics.add(.secretInFile(key.rawValue, variable: key.variable(), vault: key.vaultName, at: value.place))
      read = nil
    case .texts: read = texts(value, "`\(key.rawValue)`").map { .texts($0) }
    case .rows: read = rows(value, key).map { .rows($0) }
    }
    return read.map { ($0, value.place) }
  }

  private mutating func texts(_ value: ValueSyntax, _ what: String) -> [String]? {
    if let text = value.constantText { return [text] }
    guard case .list(let items) = value.kind else {
      diagnostics.add(.wrongShape(what, expected: "a list of texts", found: value.shape, at: value.place))
      return nil
    }
    return items.compactMap { item in
      if let text = item.constantText { return text }
      diagnostics.add(.wrongShape("Each of \(what)", expected: "text", found: item.shape, at: item.place))
      return nil
    }
  }

  private mutating func rows(_ value: ValueSyntax, _ list: ConfigurationKey) -> [[ConfigurationKey: Configuration
    .Value]]?
  {
    guard case .list(let items) = value.kind else {
      diagnostics.add(
        .wrongShape("`\(list.rawValue)`", expected: "a list of mappings", found: value.shape, at: value.place))
      return nil
    }
    return items.compactMap { row($0, of: list) }
  }

  private mutating func row(
    _ value: ValueSyntax, of list: ConfigurationKey
  ) -> [ConfigurationKey: Configuration.Value]? {
    let owner = "an item of `\(list.rawValue)`"
    guard let fields = mapping(value, "Each item of `\(list.rawValue)`") else { return nil }
    var row: [ConfigurationKey: Configuration.Value] = [:]
    for field in fields where !field.value.isNull {
      guard let key = ConfigurationKey(rawValue: "\(list.rawValue)[].\(field.key.text)") else {
        let known = ConfigurationKey.allCases.filter { $0.list == list.rawValue }
        unknown(field.key, in: owner, known: known.map { String($0.rawValue.dropFirst(list.rawValue.count + 3)) })
        continue
      }
      row[key] = read(field.value, as: key)?.value
    }
    if list == .notify { checkChannel(fields, at: value.place) }
    return row
  }

  /// A target is reached one way.
  private mutating func checkChannel(_ fields: [FieldSyntax], at place: Place) {
    let channels = fields.filter { ["webhook", "slack", "email"].contains($0.key.text) }
    if channels.count > 1 {
      diagnostics.add(
        .exclusiveKeys(
          channels[0].key.text, channels[1].key.text, at: channels[1].key.place, first: channels[0].key.place))
    } else if channels.isEmpty {
      diagnostics.add(
        .missingKey("webhook", in: "Each item of `notify`", at: place.startPoint, help: "or `slack`, or `email`"))
    }
  }

  /// A value of one of the plain forms.
  private static func scalar(
    _ value: ValueSyntax, of key: ConfigurationKey, _ element: String?, into bag: inout DiagnosticBag
  ) -> Configuration.Value? {
    // Put together only where something is wrong.
    var name: String { "`\(key.name(element))`" }
    func wrong(_ expected: String) -> Configuration.Value? {
      bag.add(.wrongShape(name, expected: expected, found: value.shape, at: value.place))
      return nil
    }
    func outside(_ expected: String) -> Configuration.Value? {
      bag.add(.numberOutside(name, expected: expected, at: value.place))
      return nil
    }
    switch (key.form, value.kind) {
    case (.text, .text(let text)), (.secret, .text(let text)): return text.isEmpty ? wrong("text") : .text(text)
    case (.number, .int(let number)): return number < 0 ? outside("0 or more") : .number(Double(number))
    case (.number, .double(let number)): return number < 0 ? outside("0 or more") : .number(number)
    case (.count, .int(let number)):
      return (1...Int64(Int32.max)).contains(number) ? .count(Int(number)) : outside("1 to \(Int32.max)")
    case (.duration, .text(let text)): return parseDuration(text, at: value.place, into: &bag).map { .duration($0) }
    case (.duration, .int(let number)):
      return parseDuration("\(number)", at: value.place, into: &bag).map { .duration($0) }
    case (.flag, .bool(let flag)): return .flag(flag)
    case (.text, _), (.secret, _): return wrong("text")
    case (.number, _): return wrong("a number")
    case (.count, _): return wrong("a whole number")
    case (.duration, _): return wrong("a length of time")
    case (.flag, _): return wrong("true or false")
    case (.texts, _), (.rows, _): preconditionFailure("lists are read elsewhere")
    }
  }

  /// A value from text that is no YAML: a default, a variable.
  static func value(
    _ text: String, of key: ConfigurationKey, _ element: String?, at place: Place, into bag: inout DiagnosticBag
  ) -> Configuration.Value? {
    let kind: ValueSyntax.Kind
    switch key.form {
    case .text, .secret, .duration: kind = .text(text)
    case .number, .count, .flag, .texts, .rows:
      if let number = Int64(text) {
        kind = .int(number)
      } else if let number = Double(text), number.isFinite {
        kind = .double(number)
      } else {
        kind = text == "true" ? .bool(true) : text == "false" ? .bool(false) : .text(text)
      }
    }
    return scalar(ValueSyntax(kind, place), of: key, element, into: &bag)
  }

  // MARK: The environment

  /// Variables that are no settings.
  private static let otherVariables = ["TWIN_STORE", "TWIN_CONFIG", "TWIN_KEY", "TWIN_ROOMS"]
  private static let secretPrefix = "TWIN_SECRET_"

  package mutating func read(environment: [String: String]) {
    // Nearly always; the names of all that there might be are some sixty.
    guard environment.keys.contains(where: { $0.utf8.starts(with: "TWIN_".utf8) }) else { return }
    for key in ConfigurationKey.allCases where key.list == nil {
      let elements: [String?] = key.hasElements ? EffectKind.allCases.map(\.rawValue) : [nil]
      for element in elements {
        let name = key.variable(element)
        guard let text = environment[name], !text.isEmpty else { continue }
        let file = sources.add(name: name, bytes: Array(text.utf8))
        let value: Configuration.Value?
        switch key.form {
        case .texts, .rows: value = parseConstants(file, into: &diagnostics).flatMap { read($0, as: key)?.value }
        case .text, .secret, .number, .count, .duration, .flag:
          value = Self.value(text, of: key, element, at: Place(file: file.id, 0..<text.utf8.count), into: &diagnostics)
        }
        if let value { configuration.set(key, element, value, .variable(name)) }
      }
    }
  }

  /// Variables that look like settings and are none, each with the name that may be meant.
  package static func unknownVariables(_ environment: [String: String]) -> [(name: String, nearName: String?)] {
    var known = otherVariables
    for key in ConfigurationKey.allCases where key.list == nil {
      known += key.hasElements ? EffectKind.allCases.map { key.variable($0.rawValue) } : [key.variable()]
    }
    return environment.keys.sorted().filter {
      $0.hasPrefix("TWIN_") && !$0.hasPrefix(secretPrefix) && !known.contains($0)
    }.map { ($0, nearest(to: $0, among: known)) }
  }
}

extension ValueSyntax {
  /// What it is, in words.
  fileprivate var shape: String {
    switch kind {
    case .null: "empty"
    case .bool(let flag): "`\(flag)`"
    case .int, .double: "a number"
    case .text, .expression, .template: "text"
    case .list: "a list"
    case .map: "a mapping"
    case .invalid: "not readable"
    }
  }
}
