// Grammar/skill.schema.json, which editors complete from, says the same as the parser about keys, shapes and words:
// on the skills of these tests, on the pages' examples, and on thousands of skills spoilt by chance.

import Foundation
import Testing

@testable import Syntax

@Suite struct SchemaAgreementTests {
  static let schema: MiniSchema? = {
    let file = DiagnosticPageTests.root.appendingPathComponent("Grammar/skill.schema.json")
    guard let data = try? Data(contentsOf: file) else { return nil }
    return MiniSchema(data)
  }()

  /// The codes of what a schema can know.
  static let structural: Set<String> = [
    "TW0201", "TW0202", "TW0203", "TW0204", "TW0205", "TW0206", "TW0207", "TW0208", "TW0209", "TW0210", "TW0214",
    "TW0215", "TW0216", "TW0219", "TW0220",
  ]

  private func verdicts(_ text: String) throws -> (schema: Bool, parser: Set<String>)? {
    let file = SourceFile(name: "t", text: text)
    var bag = DiagnosticBag()
    guard let tree = readYAML(file, into: &bag), bag.isEmpty, !tree.nodes.isEmpty else { return nil }
    let schema = try #require(Self.schema)
    _ = parseSkill(file, into: &bag)
    let errors = bag.found.filter { $0.severity == .error }.map(\.code.text)
    // That an expression may not stand somewhere is more than the schema says everywhere.
    if errors.contains("TW0213") { return nil }
    return (schema.accepts(plain(tree, 0)), Set(errors).intersection(Self.structural))
  }

  private func plain(_ tree: YAMLTree, _ index: NodeIndex) -> Any {
    let index = tree.resolve(index)
    switch tree.nodes[index].kind {
    case .sequence: return tree.items(index).map { plain(tree, $0) }
    case .mapping:
      return Dictionary(tree.fields(index).map { (tree.string($0.key), plain(tree, $0.value)) }) { first, _ in first }
    case .scalar, .alias:
      guard tree.nodes[index].style == .plain else { return tree.string(index) }
      switch CoreSchema.scalar(tree.text[tree.contentRange(index)]) {
      case .null: return NSNull()
      case .bool(let value): return value
      case .int(let value): return value
      case .double(let value): return value
      case .text, .notExact, .notFinite: return tree.string(index)
      }
    }
  }

  @Test(arguments: [payInvoice, allWords, allEffects]) func goodSkillsAreAccepted(_ text: String) throws {
    let verdict = try #require(try verdicts(text))
    #expect(verdict.schema && verdict.parser.isEmpty, "\(verdict.parser)")
  }

  @Test(arguments: structural.sorted()) func examplesOfThePagesAreRefused(_ code: String) throws {
    let page = try String(
      contentsOf: DiagnosticPageTests.root.appendingPathComponent("Grammar/diagnostics/\(code).md"), encoding: .utf8)
    let bytes = try #require(DiagnosticPageTests.Example(page)).bytes
    let verdict = try #require(try verdicts(String(decoding: bytes, as: UTF8.self)))
    #expect(!verdict.schema && verdict.parser == [code])
  }

  @Test func spoiltSkillsAreJudgedAlike() throws {
    var random = Chance(seed: 3)
    let seeds = [payInvoice, allWords, allEffects].map { $0.split(separator: "\n").map(String.init) }
    let words = [
      "with", "id", "then", "do", "in", "form", "css", "button", "expires", "x", "5", "true", "[]", "{}", "text",
      "~", "1h", "nth", "catch", "target", "[a]", "{ a: 1 }", "\"q\"", "${{ true }}", "1.5", "pay-now",
    ]
    var refused = 0
    var differences: [String] = []
    for round in 0..<1_000 {
      var lines = seeds[round % seeds.count]
      let at = random.below(lines.count)
      switch random.below(4) {
      case 0: lines.remove(at: at)
      case 1: lines.swapAt(at, random.below(lines.count))
      default: lines[at] = spoil(lines[at], words[random.below(words.count)], &random)
      }
      let text = lines.joined(separator: "\n") + "\n"
      guard let verdict = try verdicts(text) else { continue }
      if !verdict.schema { refused += 1 }
      if verdict.schema != verdict.parser.isEmpty {
        differences.append("schema \(verdict.schema), parser \(verdict.parser): line \(at + 1): \(lines[at])")
      }
    }
    #expect(differences == [])
    #expect(refused > 100)
  }

  /// Puts a word in the place of a key or a value of a line.
  private func spoil(_ line: String, _ word: String, _ random: inout Chance) -> String {
    let tokens = line.matches(of: /[A-Za-z0-9_.$"-]+/).filter { $0.output != "-" && $0.output != "$" }
    guard !tokens.isEmpty else { return line }
    var line = line
    line.replaceSubrange(tokens[random.below(tokens.count)].range, with: word)
    return line
  }
}

/// As much of JSON Schema 2020-12 as Grammar/skill.schema.json uses; an unknown keyword is an error of the test.
struct MiniSchema: @unchecked Sendable {
  let root: [String: Any]
  private var patterns: [String: NSRegularExpression] = [:]

  init?(_ data: Data) {
    guard let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else { return nil }
    self.root = root
    collect(root)
  }

  private mutating func collect(_ value: Any) {
    if let list = value as? [Any] { list.forEach { collect($0) } }
    guard let map = value as? [String: Any] else { return }
    if let pattern = map["pattern"] as? String { patterns[pattern] = try? NSRegularExpression(pattern: pattern) }
    map.values.forEach { collect($0) }
  }

  func accepts(_ value: Any) -> Bool { accepts(value, root) }

  private func accepts(_ value: Any, _ schema: Any) -> Bool {
    if let flag = schema as? Bool, !(schema is [String: Any]) { return flag }
    guard let schema = schema as? [String: Any] else { return false }
    return schema.allSatisfy { keyword, given in holds(keyword, given, value, schema) }
  }

  private func holds(_ keyword: String, _ given: Any, _ value: Any, _ schema: [String: Any]) -> Bool {
    switch keyword {
    case "$schema", "title", "description", "$defs": return true
    case "$ref":
      let name = (given as! String).split(separator: "/").last.map(String.init)!
      return accepts(value, (root["$defs"] as! [String: Any])[name]!)
    case "type":
      let names = given as? [String] ?? [given as! String]
      return names.contains { isOf($0, value) }
    case "enum": return (given as! [Any]).contains { same($0, value) }
    case "const": return same(given, value)
    case "anyOf": return (given as! [Any]).contains { accepts(value, $0) }
    case "oneOf": return (given as! [Any]).count { accepts(value, $0) } == 1
    case "dependentRequired":
      guard let map = value as? [String: Any] else { return true }
      return (given as! [String: [String]]).allSatisfy { name, needed in
        map[name] == nil || needed.allSatisfy { map[$0] != nil }
      }
    case "allOf": return (given as! [Any]).allSatisfy { accepts(value, $0) }
    case "not": return !accepts(value, given)
    case "pattern":
      guard let text = value as? String else { return true }
      let all = NSRange(text.startIndex..., in: text)
      return patterns[given as! String]!.firstMatch(in: text, range: all) != nil
    case "maxLength": return (value as? String).map { $0.count <= given as! Int } ?? true
    case "minimum": return number(value).map { $0 >= number(given)! } ?? true
    case "minItems": return (value as? [Any]).map { $0.count >= given as! Int } ?? true
    case "items": return (value as? [Any]).map { $0.allSatisfy { accepts($0, given) } } ?? true
    case "minProperties": return (value as? [String: Any]).map { $0.count >= given as! Int } ?? true
    case "required":
      return (value as? [String: Any]).map { map in (given as! [String]).allSatisfy { map[$0] != nil } } ?? true
    case "propertyNames": return (value as? [String: Any]).map { $0.keys.allSatisfy { accepts($0, given) } } ?? true
    case "properties":
      guard let map = value as? [String: Any] else { return true }
      return (given as! [String: Any]).allSatisfy { name, inner in map[name].map { accepts($0, inner) } ?? true }
    case "additionalProperties":
      guard let map = value as? [String: Any] else { return true }
      let known = schema["properties"] as? [String: Any] ?? [:]
      return map.allSatisfy { known[$0.key] != nil || accepts($0.value, given) }
    default:
      Issue.record("the schema uses `\(keyword)`, which this test does not know")
      return false
    }
  }

  private func isBool(_ value: Any) -> Bool {
    type(of: value) == Bool.self || (value as? NSNumber).map(isBoolNumber) == true
  }
  private func isBoolNumber(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

  private func number(_ value: Any) -> Double? {
    if isBool(value) { return nil }
    return (value as? Int).map(Double.init) ?? value as? Double ?? (value as? Int64).map(Double.init)
  }

  private func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "null": value is NSNull
    case "boolean": isBool(value)
    case "string": value is String
    case "array": value is [Any]
    case "object": value is [String: Any]
    case "number": number(value) != nil
    case "integer":
      number(value).map { $0 == $0.rounded() && !(value is Double && Swift.type(of: value) == Double.self) } ?? false
    default: false
    }
  }

  private func same(_ a: Any, _ b: Any) -> Bool {
    if let a = a as? String, let b = b as? String { return a == b }
    return a is NSNull && b is NSNull
  }
}

/// The skills that come with Twin: the parser and the schema have nothing to say against them.
@Suite struct ShippedSkillTests {
  @Test func everyShippedSkillParses() throws {
    let folder = DiagnosticPageTests.root.appendingPathComponent("skills")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    for url in files.sorted(by: { $0.path < $1.path }) where url.pathExtension == "yaml" {
      let file = SourceFile(name: url.lastPathComponent, bytes: [UInt8](try Data(contentsOf: url)))
      guard String(decoding: file.bytes, as: UTF8.self).contains("skill:") else { continue }
      var bag = DiagnosticBag()
      _ = parseSkill(file, into: &bag)
      #expect(bag.isEmpty, "\(DiagnosticRenderer(file).text(bag))")
    }
  }
}
