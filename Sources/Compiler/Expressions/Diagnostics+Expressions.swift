// What can be wrong with names and types in an expression (TW0401 to TW0419) and with secrets in one (TW0501 to TW0503);
// TW0720 warns of constants that fail.
// One constructor for each; the pages are `Grammar/diagnostics/TWnnnn.md`.
import Syntax

extension Diagnostic {
  private static func list(_ names: [String]) -> String? {
    if names.isEmpty { return nil }
    let shown = names.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }

  private static func expected(_ type: CELType) -> String {
    switch type {
    case .bool: "a condition (bool)"
    default: type.text
    }
  }

  /// What to do about an optional where a plain value is wanted; nil where `found` is none.
  private static func unwrapHelp(_ found: CELType) -> String? {
    guard case .optional(let inner) = found else { return nil }
    let other: String
    switch inner {
    case .string: other = "''"
    case .bool: other = "false"
    case .int: other = "0"
    case .double: other = "0.0"
    case .list: other = "[]"
    case .map, .record: other = "{}"
    default: other = "…"
    }
    return "it may have no value here: say what counts instead with `.orValue(\(other))`, or test `.hasValue()` first"
  }

  // MARK: Names

  static func unknownName(_ name: String, near: String?, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0401", at: place, "there is no `\(name)` here", label: "unknown name",
      help: name == "error"
        ? "`error` has a value in `catch:` and `on_error:` only"
        : near == nil
          ? "names begin with `inputs.`, `vars.`, `steps.`, `gates.`, `secrets.`, or are `run`, a loop's variable or, in `catch:` and `on_error:`, `error`"
          : nil,
      nearName: near, fix: near.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  static func unknownField(
    _ field: String, of namespace: String, noun: String, why: String?, near: String?, known: [String], at place: Place
  ) -> Diagnostic {
    var notes: [String] = []
    if let why { notes.append(why) }
    if near == nil, let known = list(known) { notes.append("there are \(known)") }
    return Diagnostic(
      "TW0402", at: place, "there is no \(noun) `\(field)` here", label: "unknown \(noun)", notes: notes,
      nearName: near,
      fix: near.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  static func noSuchField(_ field: String, near: String?, known: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0403", at: place, "there is no field `\(field)` here", label: "unknown field",
      notes: near == nil ? list(known).map { ["the fields are \($0)"] } ?? [] : [],
      nearName: near,
      fix: near.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  static func noFields(_ field: String, found: CELType, at place: Place, operand: Place) -> Diagnostic {
    Diagnostic(
      "TW0404", at: place, "a value of type \(found.text) has no field `\(field)`", label: "no fields here",
      secondary: [Label(operand, "this is \(found.text)")], expected: "a map, or a step's result")
  }

  static func notIndexable(found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0405", at: place, "a value of type \(found.text) cannot be indexed", label: "this is \(found.text)",
      expected: "a list or a map")
  }

  // MARK: Functions and operators

  static func unknownFunction(
    _ name: String, isMember: Bool, existsAsOther: Bool, near: String?, at place: Place
  ) -> Diagnostic {
    var help: String?
    if existsAsOther {
      help = isMember ? "`\(name)` is a function: write `\(name)(x)`" : "`\(name)` is a method: write `x.\(name)(…)`"
    }
    return Diagnostic(
      "TW0406", at: place, "there is no \(isMember ? "method" : "function") `\(name)`", label: "unknown", help: help,
      nearName: existsAsOther ? nil : near,
      fix: existsAsOther ? nil : near.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  static func noOverload(
    _ name: String, isMember: Bool, found: [CELType], signatures: [String], at place: Place, argumentPlaces: [Place]
  ) -> Diagnostic {
    let labels = zip(found, argumentPlaces).map { Label($1, "this is \($0.text)") }
    var notes = signatures.prefix(6).map { "there is \($0)" }
    if signatures.count > 6 { notes.append("and \(signatures.count - 6) more") }
    return Diagnostic(
      "TW0407", at: place, "`\(name)` does not take these arguments", label: "wrong arguments", secondary: labels,
      notes: notes, help: found.lazy.compactMap { unwrapHelp($0) }.first)
  }

  static func noOperator(
    _ word: String, _ left: CELType, at leftPlace: Place, _ right: CELType, at rightPlace: Place, operatorPlace: Place
  ) -> Diagnostic {
    var help = unwrapHelp(left) ?? unwrapHelp(right)
    if help == nil, left.isNumber, right.isNumber {
      if left == .decimal, right == .decimal {
        help = "a quotient of decimals must say how it is rounded: `decimal.divide(a, b, places)`"
      } else {
        let name =
          left == .decimal || right == .decimal ? "decimal" : left == .double || right == .double ? "double" : "int"
        help = "arithmetic does not mix kinds of numbers: convert one of them, as with `\(name)(…)`"
      }
    } else if help == nil, word == "+", left == .string || right == .string {
      help = "make the other one text with `string(…)`, or write the text as `… ${{ … }} …`"
    } else if help == nil, left == .string && right.isNumber || left.isNumber && right == .string {
      help =
        "a number is never equal to a text: leave out the quotes, or convert one of them with `int(…)` or `string(…)`"
    }
    return Diagnostic(
      "TW0408", at: operatorPlace, "there is no `\(word)` between \(left.text) and \(right.text)",
      label: "cannot be done",
      secondary: [Label(leftPlace, "this is \(left.text)"), Label(rightPlace, "this is \(right.text)")],
      help: help)
  }

  static func wrongOperand(_ word: String, found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0408", at: place, "there is no `\(word)` of \(found.text)", label: "this is \(found.text)",
      expected: word == "!" ? "bool" : "a number or a duration", help: unwrapHelp(found))
  }

  static func operandNotBool(_ word: String, found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0409", at: place, "`\(word)` wants a condition, and this is \(found.text)", label: "this is \(found.text)",
      expected: "bool", help: unwrapHelp(found) ?? "compare it with something: `… == …`")
  }

  // MARK: Types

  static func wrongType(found: CELType, expected wanted: CELType, at place: Place) -> Diagnostic {
    var help = unwrapHelp(found)
    if help == nil {
      switch (found, wanted) {
      case (.int, .double), (.uint, .double), (.decimal, .double), (.string, .double): help = "convert it: `double(…)`"
      case (.double, .int), (.uint, .int), (.decimal, .int), (.string, .int): help = "convert it: `int(…)`"
      case (.int, .string), (.double, .string), (.uint, .string), (.bool, .string), (.decimal, .string),
        (.timestamp, .string), (.duration, .string), (.bytes, .string):
        help = "convert it: `string(…)`"
      case (.string, .duration): help = "convert it: `duration(…)`"
      case (.string, .timestamp): help = "convert it: `timestamp(…)`"
      default: break
      }
    }
    return Diagnostic(
      "TW0410", at: place, "this is \(found.text), where \(expected(wanted)) is wanted", label: "this is \(found.text)",
      expected: expected(wanted), help: help)
  }

  static func optionalWanted(found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0411", at: place, "after `?` stands an optional, and this is \(found.text)", label: "this is \(found.text)",
      expected: "an optional", help: "leave out the `?`, or look the value up with `.?`")
  }

  static func wrongKey(found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0412", at: place, "a map's key cannot be \(found.text)", label: "this is \(found.text)",
      expected: "a string, int, uint or bool")
  }

  static func notACollection(_ macro: String, found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0413", at: place, "`\(macro)` goes through a list or a map, and this is \(found.text)",
      label: "this is \(found.text)", expected: "a list or a map", help: unwrapHelp(found))
  }

  static func branchesDiffer(
    _ first: CELType, at firstPlace: Place, _ second: CELType, at secondPlace: Place, whole: Place
  ) -> Diagnostic {
    Diagnostic(
      "TW0414", at: whole, "both branches of `? :` must be of one type", label: "one value of two types",
      secondary: [Label(firstPlace, "this is \(first.text)"), Label(secondPlace, "this is \(second.text)")],
      help: unwrapHelp(first) ?? unwrapHelp(second) ?? "convert one of them, or wrap both in `dyn(…)`")
  }

  static func noMessages(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0415", at: place, "there are no message types such as `\(name)`", label: "not a type that can be built",
      help: "write a map: `{'name': value}`")
  }

  static func badPattern(_ reason: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0416", at: place, reason, label: "RE2 syntax",
      notes: ["lookaround and backreferences are left out of RE2, so that every match takes linear time"])
  }

  static func optionalInText(found: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0417", at: place, "this may have no value, so it cannot stand in a text", label: "this is \(found.text)",
      help: unwrapHelp(found))
  }

  static func alwaysRaises(_ reason: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0720", .warning, at: place, "this fails whenever it is evaluated: \(reason)", label: "always fails",
      help: "nothing in it depends on the run: correct what is written here")
  }

  static func tooLargeToCompile(
    _ reason: String, help: String = "split it into several steps", at place: Place
  ) -> Diagnostic {
    Diagnostic("TW0418", at: place, "this is too large to compile: \(reason)", help: help)
  }

  static func typeTooLarge(at place: Place) -> Diagnostic {
    tooLargeToCompile(
      "this value has more than \(CheckLimits.typeParts) parts, or is nested deeper than \(CheckLimits.typeDepth) levels",
      help: "keep what is needed of the values before it, not all of them", at: place)
  }

  // MARK: Secrets

  static func operationOnSecret(_ operation: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0501", at: place, "nothing can be done with a secret, and \(operation) would",
      label: "this is a secret, or holds one",
      notes: ["a secret's text is never in the machine; it is put in at the last moment, where it is used"],
      help: "hand it on as it is, or put text around it: `Bearer ${{ secrets.token }}`")
  }

  static func namespaceOfSecrets(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0502", at: place, "`\(name)` holds secrets and cannot be used as a whole", label: "secrets",
      help: "name the one that is meant: `\(name).…`")
  }

  static func secretNotAllowed(expected wanted: CELType, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0503", at: place, "a secret cannot stand here", label: "this is a secret", expected: expected(wanted),
      help:
        "secrets go into `fill.with`, http headers and bodies, `stdin` and `env` of exec, and secret inputs of skills")
  }
}
