// TW03xx: what can be wrong in the text of an expression.

extension Diagnostic {
  package static func unexpectedToken(_ found: String, expected: String, at place: Place) -> Diagnostic {
    var help: String?
    switch found {
    case "and": help = "write `&&`"
    case "or": help = "write `||`"
    case "not": help = "write `!`"
    case "is": help = "write `==`"
    default: break
    }
    return Diagnostic(
      "TW0301", at: place, "`\(found)` does not fit here", label: "expected \(expected)", expected: expected, help: help
    )
  }

  package static func expressionEndsEarly(expected: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0302", at: place, "The expression ends too early", label: "expected \(expected)", expected: expected)
  }

  package static func unterminatedString(quote: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0303", at: place, "A string is not closed", label: "it begins here", expected: "a closing \(quote)",
      help: "a string with single quotes ends on its line; write `\\n` for a line break, or use three quotes")
  }

  package static func badEscape(_ shown: String, inBytes: Bool, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0304", at: place, "`\(shown)` is not an escape", label: "unknown or incomplete",
      expected: inBytes
        ? "one of \\n \\r \\t \\a \\b \\f \\v \\\\ \\' \\\" \\` \\?, \\xHH or \\OOO (three octal digits)"
        : "one of \\n \\r \\t \\a \\b \\f \\v \\\\ \\' \\\" \\` \\?, \\xHH, \\OOO, \\uHHHH or \\UHHHHHHHH",
      help: "for a backslash itself write `\\\\`, or put `r` before the quote: r'…'")
  }

  package static func badNumber(_ shown: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0305", at: place, "`\(shown)` is not a number", label: "malformed",
      expected: "an int (12, 0x1f), a uint (12u) or a double (1.5, 2e3)",
      help: "a name cannot begin with a digit")
  }

  package static func numberOutOfRange(
    _ shown: String, type: String, range: String, at place: Place
  ) -> Diagnostic {
    Diagnostic(
      "TW0305", at: place, "`\(shown)` does not fit into \(type)", label: "out of range", expected: "\(type): \(range)")
  }

  package static func reservedWord(_ word: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0306", at: place, "`\(word)` is a reserved word of CEL", label: "cannot be a name here",
      help: "after a dot it may stand: `steps.\(word)`")
  }

  package static func unknownCharacter(_ shown: String, at place: Place) -> Diagnostic {
    var help: String?
    var expected: String?
    switch shown {
    case "=":
      help = "to compare, write `==`; an expression cannot assign, `set:` does"
      expected = "=="
    case "&": expected = "&&"
    case "|": expected = "||"
    case "“", "”", "„", "‘", "’": help = "these are typographic quotes; use ' or \""
    case "$": help = "inside `${{ … }}` the expression stands bare: write `inputs.x`, not `${{ inputs.x }}`"
    case "#": help = "a comment inside an expression begins with `//`"
    case ";": help = "an expression is one value; several are several steps"
    case "\\": help = "escapes stand inside quotes only"
    default: break
    }
    return Diagnostic(
      "TW0307", at: place, "`\(shown)` has no meaning in an expression", label: "unknown character",
      expected: expected, help: help)
  }

  package static func expressionTooLarge(_ what: String, _ limit: Int, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0308", at: place, "The expression has more than \(limit) \(what)", label: "the limit is reached here",
      help: "split it: `set:` a part of it in a step before")
  }

  package static func hasNeedsField(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0309", at: place, "`has()` asks for a field", label: "this is no field of something",
      expected: "a selection such as `has(steps.receipt.text)`",
      help: "for a map's key that is no identifier write `'key' in map`")
  }

  package static func loopVariableIsNoName(_ function: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0310", at: place, "`\(function)` needs a plain name for its variable", label: "this is an expression",
      expected: "a name, as in `list.map(x, x + 1)`")
  }

  package static func sameVariableTwice(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0310", at: place, "Both variables are called `\(name)`", label: "they must differ",
      expected: "two names, as in `map.all(k, v, v > 0)`")
  }

  package static func badQuotedName(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0311", at: place, "A name in backticks has a character that it cannot have", label: "here",
      expected: "letters, digits and _ . - / or a space, between two backticks on one line",
      help: "for any other key write `map['key']`")
  }

  package static func unclosedExpression(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0312", at: place, "`${{` is not closed", label: "it begins here", expected: "`}}` after the expression",
      help: "for the three characters themselves write `$${{`")
  }

  package static func emptyExpression(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0313", at: place, "There is no expression between `${{` and `}}`", label: "empty",
      help: "for the three characters themselves write `$${{`")
  }

  package static func mixedCondition(_ word: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0314", at: place, "`\(word)` takes one expression, not text with expressions in it",
      label: "this would always be a text", expected: "\(word): ${{ … }}",
      help: "put the whole of it inside one `${{ … }}`")
  }
}
