// `read` and `find`: an element or many → texts, numbers, fields, tables, as the skill declares them. Nothing is changed.
import DurableRuntime
import Foundation
import Locators
import Values

extension StepRunner {
  func read() async throws -> PlainValue {
    let value = try await reading()
    let page = await tab.shownPage
    if let fresh = try? RememberedRead(step.request, value, page) { await session.remember(read: fresh) }
    return value
  }

  /// What `read` gives, without remembering it.
  func reading() async throws -> PlainValue {
    let query = try query()
    guard step["all"]?.boolean == true else {
      return try await target().attempt(query) { element, _ in try await one(element, query) }
    }
    // Of many there may be none; but a page that is on its way is waited for.
    try await answering { [tab] in await !tab.isLoading(tab.target) }
    var found = try await ElementFinder(tab: tab).all(query)
    if found.isEmpty {
      // Nothing yet: the page may be about to show them.
      let deadline = Deadline(milliseconds: min(1_000, step.request.timeout))
      _ = try await session.signal.wait(until: deadline) {
        found = try await ElementFinder(tab: tab).all(query)
        return !found.isEmpty
      }
    }
    guard found.count <= BrowserLimits.matches else {
      throw StepFailure.effect("\(query.description) fits more than \(BrowserLimits.matches) elements")
    }
    var list: [PlainValue] = []
    let context = step["fields"] == nil ? nil : try await FieldContext(self, query)
    for element in found {
      try await notes?.note(try await tab.handle(element), .siblings)
      list.append(try await one(element, query, context))
    }
    return .list(list)
  }

  private func one(_ element: PageElement, _ query: LocatorQuery, _ context: FieldContext? = nil) async throws
    -> PlainValue
  {
    if let fields = step["fields"]?.entries {
      let context = if let context { context } else { try await FieldContext(self, query) }
      return .map(try await context.read(fields, of: element))
    }
    let handle = try await tab.handle(element)
    let what = try step.text("as") ?? "text"
    let attribute = step["attribute"] ?? .null
    try await notes?.note(handle, .read(what: what, attribute: attribute))
    let given = try await handle.call(PageScripts.read, .string(what), attribute)
    if what == "table" { return try Self.table(given) }
    let type = try step.text("type")
    if case .null = given, let attribute = step["attribute"]?.text {
      throw NotActionable(condition: "read", detail: "it has no attribute \"\(attribute)\"")
    }
    return ["text": try ReadValue.typed(given, type, element.description, isExact: what == "value" || what == "html")]
  }

  private static func table(_ given: PlainValue) throws -> PlainValue {
    let heads = given["heads"]?.elements?.compactMap(\.text)
    let rows: [PlainValue] = (given["grid"]?.elements ?? []).map { row in
      guard let heads, let cells = row.elements else { return row }
      var entries: [PlainEntry] = []
      for (number, cell) in cells.enumerated() {
        let head = heads.indices.contains(number) && !heads[number].isEmpty ? heads[number] : "column_\(number + 1)"
        // Two columns of one name: the later ones are told by their number.
        let name = entries.contains { $0.key.text == head } ? "\(head)_\(number + 1)" : head
        entries.append(PlainEntry(key: .string(name), value: cell))
      }
      return .map(entries)
    }
    return ["rows": .list(rows), "text": .string(PageText.lines(given["text"]?.text ?? ""))]
  }

  func find() async throws -> PlainValue {
    let query = try query()
    try await answering { [tab] in await !tab.isLoading(tab.target) }
    let found = try await ElementFinder(tab: tab).all(query)
    let limit = Int(clamping: step["limit"]?.integer ?? 20)
    return .list(found.prefix(max(0, min(limit, BrowserLimits.matches))).map(\.plain))
  }
}

extension StepRunner {
  /// What the page says and what can be acted on there.
  func index() async throws -> PlainValue {
    let tokens = min(
      max(1, Int(clamping: step["tokens"]?.integer ?? Int64(BrowserLimits.indexTokens))), BrowserLimits.mostIndexTokens)
    try await answering { [tab] in await !tab.isLoading(tab.target) }
    let tree = try await tab.tree(without: session.knownSecrets)
    let outline = tree.outline(tokens: tokens)
    return [
      "url": .string(tree.address), "title": .string(PageText.tidy(tree.title)), "text": .string(outline.text),
      "elements": .list(
        outline.elements.map { element in
          let node = tree.nodes[element.index]
          let isPassword = node.states.contains(.password)
          return [
            "id": .string(element.id), "role": .string(node.role), "name": .string(PageText.tidy(node.name)),
            "value": .string(isPassword ? "" : node.value),
            "states": .list((node.states.words + (isPassword ? ["password"] : [])).map { .string($0) }),
            "section": .list(tree.section(of: element.index).map { .string($0) }),
            "locators": .list(tree.locators(to: element.index).map(\.plain)),
          ]
        }), "left_out": .int(Int64(outline.leftOut)),
    ]
  }
}

/// Finds and reads the fields of elements on one reading of the page.
struct FieldContext: Sendable {
  let runner: StepRunner
  private let reading: PageReading
  private let queries: [String: LocatorQuery]

  init(_ runner: StepRunner, _ query: LocatorQuery) async throws {
    self.runner = runner
    var queries: [String: LocatorQuery] = [:]
    var selectors = query.allSelectors
    for entry in runner.step["fields"]?.entries ?? [] {
      guard let name = entry.key.text else { continue }
      let locator = Self.locator(entry.value)
      guard let locator else { continue }
      queries[name] = try runner.query(of: locator)
      selectors += queries[name]?.allSelectors ?? []
    }
    self.queries = queries
    // Always with the document: fields are told apart by where they stand in it.
    reading = try await PageReader(tab: runner.tab).read(selectors: selectors, withDocument: true)
  }

  /// A field's locator without the words that are the field's own; nil where it means the element itself.
  private static func locator(_ value: PlainValue) -> PlainValue? {
    guard case .map(let entries) = value else { return value }
    let rest = entries.filter { !["type", "attribute", "optional"].contains($0.key.text ?? "") }
    return rest.isEmpty ? nil : .map(rest)
  }

  func read(_ fields: [PlainEntry], of element: PageElement) async throws -> [PlainEntry] {
    guard let outer = reading.tree.nodes.firstIndex(where: { $0.node == element.node }) else {
      throw NotActionable(condition: "attached", detail: "it was removed from the page")
    }
    var result: [PlainEntry] = []
    for field in fields {
      let name = field.key.text ?? ""
      let isOptional = field.value["optional"]?.boolean == true
      var inner: PageElement? = element
      if let query = queries[name] {
        let all = reading.match(query).found
        let inside = all.filter { reading.tree.isInside($0, outer) || $0 == outer }
        // What is not in the element may be meant from the page, where only one is.
        let fitting = inside.isEmpty && all.count == 1 && outer == 0 ? all : inside
        switch fitting.count {
        case 1: inner = reading.element(fitting[0])
        case 0:
          guard isOptional else {
            throw NotActionable(condition: "read", detail: "its field `\(name)` (\(query.description)) is not in it")
          }
          inner = nil
        default:
          throw StepFailure.effect(
            "field `\(name)`: \(query.description) fits \(fitting.count) elements in \(element.description); say which with `nth`"
          )
        }
      }
      guard let inner else {
        result.append(PlainEntry(key: field.key, value: .null))
        continue
      }
      let handle = try await runner.tab.handle(inner)
      let attribute = field.value["attribute"] ?? .null
      try await runner.notes?.note(handle, .read(what: "text", attribute: attribute))
      let given = try await handle.call(PageScripts.read, "text", attribute)
      let value = try ReadValue.typed(given, field.value["type"]?.text, "field `\(name)`", isOptional: isOptional)
      result.append(PlainEntry(key: field.key, value: value))
    }
    return result
  }
}

/// A text of a page as the value that a skill declares.
enum ReadValue {
  /// - Parameter isExact: white space stays as it is.
  static func typed(
    _ given: PlainValue, _ type: String?, _ what: String, isOptional: Bool = false, isExact: Bool = false
  ) throws -> PlainValue {
    let text: String
    switch given {
    case .string(let raw): text = raw
    case .bool(let flag):
      if type == "boolean" || type == "any" { return given }
      text = flag ? "true" : "false"
    case .null:
      if isOptional || type == "null" || type == "any" { return .null }
      text = ""
    default: text = (try? given.jsonText()) ?? ""
    }
    guard text.count <= BrowserLimits.textCharacters else {
      throw StepFailure.effect("\(what) has more than \(BrowserLimits.textCharacters) characters")
    }
    let tidy = PageText.tidy(text)
    switch type {
    case nil, "string", "any": return .string(isExact ? text : PageText.lines(text))
    case "boolean":
      switch tidy.lowercased() {
      case "true", "yes", "on", "1", "✓", "✔", "checked": return true
      case "false", "no", "off", "0", "", "✗", "✘", "-", "–": return false
      default: throw StepFailure.effect("\(what) says \"\(tidy.prefix(80))\", which is neither true nor false")
      }
    case "integer":
      guard let number = number(tidy), number == number.rounded(), abs(number) < 9e15 else {
        throw StepFailure.effect("\(what) says \"\(tidy.prefix(80))\", which is no whole number")
      }
      return .int(Int64(number))
    case "number":
      guard let number = number(tidy) else {
        throw StepFailure.effect("\(what) says \"\(tidy.prefix(80))\", which is no number")
      }
      return .double(number)
    case "null": return .null
    case let other?:
      guard let value = try? PlainValue(jsonText: text) else {
        throw StepFailure.effect("\(what) says \"\(tidy.prefix(80))\", which is no JSON for type \(other)")
      }
      return value
    }
  }

  /// The one number that a text shows, as pages write it: words, a currency sign or a unit around it, groups of three, `,` or
  /// `.` before decimals. Where both marks stand, the last is the decimal one; a single mark followed by exactly three digits
  /// groups thousands only if it is a comma, and not behind a zero. Negative is what has a sign right beside it, or stands alone
  /// in an accountant's brackets. Nil: there is none, or more than one, or what it means is open.
  static func number(_ text: String) -> Double? {
    let found = text.matches(of: /[0-9](?:[0-9.,'’\s]*[0-9])?/)
    guard let match = found.first, found.count == 1 else { return nil }
    var before = text[..<match.startIndex]
    let after = text[match.endIndex...]
    var digits = String(match.output)
    if let mark = before.last, mark == "." || mark == ",", before.dropLast().last?.isLetter != true {
      digits = "0\(mark)\(digits)"
      before.removeLast()
    }
    guard let value = plain(digits) else { return nil }
    let isMoney: (Character) -> Bool = { $0.isCurrencySymbol || $0.isWhitespace }
    let (left, right) = (before.trimming(isMoney), after.trimming(isMoney))
    if left.last == "(", right.first == ")" {
      if left.count == 1, right.count == 1 { return -value }
      // Behind words it is a count, or an accountant's: only a whole number is surely the first.
      return value == value.rounded() && digits.allSatisfy(\.isNumber) ? value : nil
    }
    if let sign = left.last, "-−–".contains(sign) {
      let words = left.dropLast()
      if words.isEmpty { return -value }
      if words.last?.isLetter == true || words.last?.isNumber == true { return value }
      // "Total - 900" may be either.
      return before[words.endIndex...].dropFirst().first?.isWhitespace == true ? nil : -value
    }
    if let sign = after.first, "-−".contains(sign), right.count == 1 { return -value }
    return value
  }

  /// Digits with their marks as Swift reads them; nil: groups that are none.
  private static func plain(_ digits: String) -> Double? {
    let marks = digits.filter { $0 == "." || $0 == "," }
    var whole = digits[...]
    var decimals: Substring = ""
    if let last = marks.last {
      let parts = digits.split(separator: last, omittingEmptySubsequences: false)
      let isGrouping =
        marks.count > 1 && Set(marks).count == 1
        || last == "," && marks.count == 1 && parts[1].count == 3 && parts[0] != "0"
      if !isGrouping {
        guard parts.count == 2 else { return nil }
        (whole, decimals) = (parts[0], parts[1])
      }
    }
    let separators = Set(whole.filter { !$0.isNumber }.map { $0.isWhitespace ? " " : $0 })
    guard separators.count <= 1, decimals.allSatisfy(\.isNumber) else { return nil }
    let groups = whole.split(omittingEmptySubsequences: false) { !$0.isNumber }
    if groups.count > 1 {
      // Three by three, or two by two before the last three as in India.
      let inner = Set(groups.dropFirst().dropLast().map(\.count))
      guard groups.last?.count == 3, (1...3).contains(groups[0].count), inner.isSubset(of: [3]) || inner == [2] else {
        return nil
      }
    }
    return Double("\(groups.joined()).\(decimals.isEmpty ? "0" : decimals)")
  }
}

extension Substring {
  /// Without what fits at its ends.
  fileprivate func trimming(_ fits: (Character) -> Bool) -> Substring {
    var rest = self
    while let first = rest.first, fits(first) { rest.removeFirst() }
    while let last = rest.last, fits(last) { rest.removeLast() }
    return rest
  }
}

extension PageText {
  /// As read: white space folded within lines, empty lines at the ends dropped.
  static func lines(_ text: String) -> String {
    let lines = text.replacing("\u{a0}", with: " ").split(separator: "\n", omittingEmptySubsequences: false).map {
      line in
      tidy(String(line))
    }
    return lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
  }
}
