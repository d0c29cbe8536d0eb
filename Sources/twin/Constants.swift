// Files that are read for their values: JSON bindings and inputs, YAML answers and configuration. Text in, plain values out.
import Foundation
import Syntax
import Values

enum JSONFile {
  static func read(_ path: String) throws -> PlainValue {
    do { return try PlainValue(json: try SkillFiles.read(path)) } catch let error as JSONError {
      throw UsageError("\(path) is no usable JSON: \(error)")
    }
  }
}

enum YAMLFile {
  static func read(_ path: String) throws -> PlainValue {
    let file = SourceFile(name: path, bytes: try SkillFiles.read(path))
    var bag = DiagnosticBag()
    let value = parseConstants(file, into: &bag)
    guard let value, !bag.hasErrors else {
      complain(DiagnosticRenderer(file, colour: Terminal.error.hasColor).text(bag).trimmed)
      throw RunExit.usage
    }
    return PlainValue(value)
  }
}

extension PlainValue {
  /// A constant of a YAML document.
  init(_ syntax: ValueSyntax) {
    switch syntax.kind {
    case .null, .invalid: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .double(let number): self = .double(number)
    case .text(let text): self = .string(text)
    case .expression(let expression): self = .string("${{ \(expression.text) }}")
    case .template(let template):
      self = .string(
        template.parts.map { part in
          switch part {
          case .text(let text): text
          case .expression(let expression): "${{ \(expression.text) }}"
          }
        }.joined())
    case .list(let elements): self = .list(elements.map(PlainValue.init))
    case .map(let fields):
      self = .map(fields.map { PlainEntry(key: .string($0.key.text), value: PlainValue($0.value)) })
    }
  }
}

enum Display {
  /// A value as a person reads it in a terminal: a text as it is, everything else as JSON, secrets by name.
  static func text(_ value: PlainValue) -> String {
    switch value {
    case .string(let text): return Terminal.harmless(text)
    case .timestamp(let time): return time.text
    case .duration(let length): return length.text
    default: break
    }
    return Terminal.harmless((try? value.jsonText(style: .display)) ?? "?")
  }

  /// The same for what stands on one line with other things.
  static func line(_ value: PlainValue) -> String { Terminal.onOneLine(text(value)) }

  /// A document for machines.
  static func json(_ value: PlainValue) throws -> String { try value.prettyJSON() }
}

extension String {
  /// Without line ends at its end.
  var trimmed: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
