// Text as a skill will hold it: what was recorded, with expressions where values vary. Knows nothing of YAML's quotes.

package struct SkillText: Hashable, Sendable, ExpressibleByStringLiteral {
  package enum Part: Hashable, Sendable {
    /// Taken word for word, also where it looks like an expression.
    case text(String)
    /// The inside of a `${{ … }}`.
    case expression(String)
  }
  package var parts: [Part]

  package init(parts: [Part]) { self.parts = parts }
  package init(_ text: String) { parts = text.isEmpty ? [] : [.text(text)] }
  package init(stringLiteral text: String) { self.init(text) }
  package init(expression: String) { parts = [.expression(expression)] }

  /// The text where there is no expression in it; nil otherwise.
  package var constant: String? {
    switch parts.count {
    case 0: return ""
    case 1: if case .text(let text) = parts[0] { return text }
    default: break
    }
    return nil
  }

  package var isEmpty: Bool { parts.isEmpty }

  /// As the value of a YAML scalar: expressions in `${{ }}`, and a recorded `${{` escaped as `$${{`.
  package var template: String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += Self.escaped(text)
      case .expression(let expression): result += "${{ \(expression) }}"
      }
    }
    return result
  }

  /// `$` before every `${{`, so that the skill's reader takes it for text.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if scalar == "$", index + 2 < scalars.count, scalars[index + 1] == "{", scalars[index + 2] == "{" {
        result.append("$")
      }
      result.append(scalar)
    }
    return String(result)
  }
}
