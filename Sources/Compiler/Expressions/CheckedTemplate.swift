// Text with expressions in it: checked part by part, lowered to one `interpolate`. Strings, timestamps and durations stand
// bare in the text, everything else as canonical JSON; a secret among the parts makes the whole a secret.
import Bytecode
import Syntax
import Values

package struct CheckedTemplate: Sendable {
  enum Part: Sendable {
    case text(String)
    case expression(CheckedExpression)
  }
  let parts: [Part]
  let place: Place
  /// `string`, or `secret` where a part is one; `.invalid` where something was reported.
  package let type: CELType

  package var isValid: Bool { if case .invalid = type { false } else { true } }

  package static func check(
    _ template: TemplateSyntax, in scope: any NameScope, diagnostics: inout DiagnosticBag
  ) -> CheckedTemplate {
    var parts: [Part] = []
    var type = CELType.string
    var hasConstant = false
    let written = template.parts
    parts.reserveCapacity(written.count)
    // (By their numbers: a part that is looked at is then not copied.)
    for index in written.indices {
      switch written[index] {
      case .text(let text): parts.append(.text(text))
      case .expression(let syntax):
        let checked = ExpressionChecker.check(syntax, in: scope, diagnostics: &diagnostics)
        if checked.isConstant { hasConstant = true }
        switch checked.type {
        case .invalid: type = .invalid
        case .secret: if type != .invalid { type = .secret }
        case .optional:
          diagnostics.add(.optionalInText(found: checked.type, at: syntax.place))
          type = .invalid
        case let other where other.holdsSecret:
          diagnostics.add(.operationOnSecret("writing it out as text", at: syntax.place))
          type = .invalid
        default: break
        }
        parts.append(.expression(checked))
      }
    }
    // Two texts stand side by side only where an expression was one.
    return CheckedTemplate(parts: hasConstant ? merged(parts) : parts, place: template.place, type: type)
  }

  /// Neighbouring texts, and expressions that are constant texts, as one.
  private static func merged(_ parts: [Part]) -> [Part] {
    var merged: [Part] = []
    for part in parts {
      var text: String?
      switch part {
      case .text(let known): text = known
      case .expression(let checked): text = checked.constant?.text
      }
      if let text, case .text(let before)? = merged.last {
        merged[merged.count - 1] = .text(before + text)
      } else {
        merged.append(text.map { .text($0) } ?? part)
      }
    }
    return merged
  }

  /// Emits code that leaves the text in a register: `destination`, or a new temporary.
  package func lower(
    into function: FunctionBuilder, program: ProgramBuilder, to destination: Register? = nil,
    points: SourcePoints? = nil
  ) -> Register {
    precondition(isValid, "a template that was reported is not lowered")
    let d = destination ?? function.temporary()
    let mark = function.mark
    defer { function.release(to: mark) }
    if parts.count == 1, case .text(let text) = parts[0] {
      function.emit(.load(d: d, k: program.constant(.string(text))))
      return d
    }
    // A long text is put together from blocks; the first register of a block is what there is so far.
    let block = CheckLimits.literalRegisters
    let first = function.temporaries(min(max(parts.count, 1), block))
    var filled = 0
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let text): function.emit(.load(d: first + Register(filled), k: program.constant(.string(text))))
      case .expression(let checked):
        _ = checked.lower(into: function, program: program, to: first + Register(filled), points: points)
      }
      filled += 1
      if filled == block, index < parts.count - 1 {
        function.emit(.interpolate(d: first, first: first, count: UInt16(filled)))
        filled = 1
      }
    }
    function.emit(.interpolate(d: d, first: first, count: UInt16(filled)))
    return d
  }
}
