// TW01xx: what can be wrong with the text as YAML, before it means anything.

extension Diagnostic {
  package static func invalidUTF8(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0101", at: place, "The text is not UTF-8", label: "this byte cannot stand here",
      help: "save the file as UTF-8")
  }

  package static func controlCharacter(_ value: UInt32, at place: Place) -> Diagnostic {
    let digits = String(value, radix: 16, uppercase: true)
    let hex = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let endsLines = value == 0x85 || value == 0x2028 || value == 0x2029
    return Diagnostic(
      "TW0102", at: place,
      endsLines ? "The text holds a character that some take for the end of a line" : "The text holds a character that YAML does not allow",
      label: "U+" + hex,
      help: "remove it; inside double quotes it can be written as an escape: \"\\\(hex.count == 4 && endsLines ? "u" + hex : "x07")\"")
  }

  package static func yamlSyntax(
    _ problem: String, help: String?, at place: Place, context: Label?
  ) -> Diagnostic {
    Diagnostic(
      "TW0103", at: place, "This is not valid YAML", label: problem, secondary: context.map { [$0] } ?? [], help: help)
  }

  package static func tabIndentation(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0104", at: place, "A tab cannot indent YAML", label: "tab",
      help: "indent with spaces")
  }

  package static func duplicateKey(_ key: String, at place: Place, first: Place) -> Diagnostic {
    Diagnostic(
      "TW0105", at: place, "`\(key)` is given twice", label: "again here",
      secondary: [Label(first, "first given here")], help: "keep one of them")
  }

  package static func severalDocuments(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0106", at: place, "The file holds more than one YAML document", label: "a second one begins here",
      expected: "one skill in one file", help: "move it to a file of its own")
  }

  package static func keyIsNoText(at place: Place, isDoubleBrace: Bool) -> Diagnostic {
    Diagnostic(
      "TW0107", at: place, "A key must be a plain word", label: "this is a list, a mapping or an alias",
      expected: "`key: value`",
      help: isDoubleBrace ? "an expression is written with a dollar sign: ${{ … }}" : nil)
  }

  package static func unknownTag(_ tag: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0108", at: place, "The tag `\(tag)` is not known here", label: "only YAML's core tags are",
      expected: "!!str, !!int, !!float, !!bool, !!null, !!seq or !!map", help: "leave the tag out")
  }

  package static func tagDoesNotFit(_ tag: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0108", at: place, "The value does not fit its tag `\(tag)`", label: "this is something else")
  }

  package static func unknownAlias(_ name: String, at place: Place, nearName: String?) -> Diagnostic {
    Diagnostic(
      "TW0109", at: place, "There is no anchor `&\(name)` before this", label: "refers to nothing",
      help: "if the text is to begin with `*`, put it in quotes", nearName: nearName)
  }

  package static func selfAlias(_ name: String, at place: Place, anchor: Place) -> Diagnostic {
    Diagnostic(
      "TW0109", at: place, "`*\(name)` refers to the value that it is a part of", label: "would never end",
      secondary: [Label(anchor, "the anchor")])
  }

  package static func mergeKey(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0110", at: place, "The merge key `<<` is not part of YAML 1.2", label: "not merged",
      help: "write the keys out, or refer to a whole value by `*name`")
  }

  package static func yamlTooLarge(_ what: String, _ limit: Int, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0111", at: place, "The text has more than \(limit) \(what)", label: "the limit is reached here",
      help: "a skill may call other skills (`call:`); move a part of it to one")
  }

  /// An expression inside `{…}` or `[…]` that YAML took for its own brackets.
  package static func unquotedExpressionInFlow(quoted: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0112", at: place, "An expression inside { } or [ ] must be quoted",
      label: "YAML takes its braces for a mapping", help: "write \(quoted)",
      fix: Fix("quote the expression", at: place, replacement: quoted))
  }

  /// Text with `: ` in it that YAML took for a key.
  package static func unquotedColon(quoted: String, at place: Place, colon: Place) -> Diagnostic {
    Diagnostic(
      "TW0113", at: colon, "Text with `: ` in it must be quoted", label: "YAML takes this for a key and its value",
      help: "write \(quoted)", fix: Fix("quote the text", at: place, replacement: quoted))
  }

  /// Text inside `{…}` that YAML cut in two at a comma.
  package static func unquotedComma(quoted: String, at place: Place, comma: Place) -> Diagnostic {
    Diagnostic(
      "TW0118", at: comma, "Text with `,` in it must be quoted inside `{…}`", label: "YAML takes this for another key",
      help: "write \(quoted)", fix: Fix("quote the text", at: place, replacement: quoted))
  }

  /// An expression that YAML cut off at ` #`.
  package static func expressionCutByComment(quoted: String, at place: Place, comment: Place) -> Diagnostic {
    Diagnostic(
      "TW0114", at: comment, "Text with ` #` in it must be quoted", label: "YAML takes the rest for a comment",
      secondary: [
        Label(
          Place(file: place.file, start: place.start, end: min(place.end, comment.start)),
          "so this is all that is left")
      ],
      help: "write \(quoted)", fix: Fix("quote the text", at: place, replacement: quoted))
  }

  package static func textCutByComment(quoted: String, at place: Place, comment: Place) -> Diagnostic {
    Diagnostic(
      "TW0115", .warning, at: comment, "The text ends at ` #`", label: "YAML takes this for a comment",
      help: "if it belongs to the text, write \(quoted); if it is a comment, put a space after `#`",
      fix: Fix("quote the text", at: place, replacement: quoted))
  }

  package static func numberNotExact(_ shown: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0116", at: place, "The number `\(shown)` cannot be carried exactly", label: "neither as int nor as double",
      help: "if it is an identifier rather than a quantity, quote it: \"\(shown)\"")
  }

  package static func numberNotFinite(_ shown: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0116", at: place, "`\(shown)` is not a number that can be carried", label: "not finite",
      help: "if it is a text, quote it")
  }

  package static func leadingZero(_ shown: String, value: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0117", .warning, at: place, "`\(shown)` is read as the number \(value)", label: "its leading zero is lost",
      help: "if it is a code or an account, quote it: \"\(shown)\"",
      fix: Fix("quote it", at: place, replacement: "\"\(shown)\""))
  }
}
