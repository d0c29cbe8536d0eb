// TW02xx: a skill that is YAML but not yet a skill: keys, shapes, steps, gates.

extension Diagnostic {
  /// `owner` is what the key stands in: "a skill", "`click`", "a locator".
  package static func unknownKey(
    _ key: String, in owner: String, nearName: String?, known: [String], at place: Place
  ) -> Diagnostic {
    Diagnostic(
      "TW0201", at: place, "`\(key)` is not a key of \(owner)", label: "unknown key",
      expected: known.isEmpty || nearName != nil ? nil : list(known), nearName: nearName,
      fix: nearName.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  package static func keyOfAnotherWord(
    _ key: String, action: String, owners: [String], at place: Place, actionPlace: Place
  ) -> Diagnostic {
    Diagnostic(
      "TW0202", at: place, "`\(key)` does not go with `\(action)`", label: "belongs to \(list(owners))",
      secondary: [Label(actionPlace, "the action of this step")])
  }

  package static func missingKey(_ key: String, in owner: String, at place: Place, help: String? = nil) -> Diagnostic {
    Diagnostic("TW0203", at: place, "\(owner) needs `\(key)`", label: "`\(key)` is missing", help: help)
  }

  package static func wrongShape(
    _ what: String, expected: String, found: String, at place: Place, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      "TW0204", at: place, "\(what) must be \(expected)", label: "this is \(found)", expected: expected, help: help)
  }

  package static func noAction(at place: Place, nearName: String?, near: Place?) -> Diagnostic {
    Diagnostic(
      "TW0205", at: near ?? place, "This step has no action",
      label: near == nil ? "no word says what to do" : "unknown",
      expected: nearName == nil ? "a word such as open, click, fill, read, http, approve, set, if, for, call" : nil,
      nearName: nearName,
      fix: nearName.flatMap { name in near.map { Fix("write `\(name)`", at: $0, replacement: name) } })
  }

  package static func twoActions(_ first: String, _ second: String, at place: Place, first firstPlace: Place)
    -> Diagnostic
  {
    Diagnostic(
      "TW0206", at: place, "A step does one thing: this one has `\(first)` and `\(second)`", label: "a second action",
      secondary: [Label(firstPlace, "the first")], help: "begin a new step with `- \(second):`")
  }

  package static func badName(_ name: String, what: String, at place: Place, suggestion: String?) -> Diagnostic {
    Diagnostic(
      "TW0207", at: place, "`\(name)` cannot be \(what)", label: "not a name",
      expected: "a letter or `_`, then letters, digits and `_`, at most \(Limits.nameBytes) of them",
      help: suggestion.map { "write `\($0)`" })
  }

  package static func reservedName(_ name: String, what: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0207", at: place, "`\(name)` cannot be \(what)", label: "a reserved word of expressions",
      help: "choose another name, such as `\(name)_`")
  }

  package static func badSkillName(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0207", at: place, "`\(name)` cannot be the name of a skill", label: "not a name",
      expected: "letters, digits, `-` and `_`, beginning with a letter or a digit")
  }

  package static func badDuration(_ shown: String, at place: Place, help: String? = nil) -> Diagnostic {
    Diagnostic(
      "TW0208", at: place, "`\(shown)` is not a length of time", label: "no number with a unit",
      expected: "500ms, 30s, 10m, 24h or 7d", help: help)
  }

  package static func durationTooLong(_ shown: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0208", at: place, "`\(shown)` is too long", label: "more than \(Limits.durationDays) days")
  }

  package static func notOneOf(
    _ shown: String, what: String, known: [String], nearName: String?, at place: Place
  ) -> Diagnostic {
    Diagnostic(
      "TW0209", at: place, "`\(shown)` is not \(what)", label: "unknown", expected: list(known), nearName: nearName,
      fix: nearName.map { Fix("write `\($0)`", at: place, replacement: $0) })
  }

  package static func numberOutside(_ what: String, expected: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0210", at: place, "\(what) is out of range", label: "expected \(expected)", expected: expected)
  }

  package static func gateNeverExpires(_ word: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0211", at: place, "This gate never expires", label: "`\(word)` needs `expires:`",
      expected: "expires: 24h",
      help: "add `expires:` to the gate, or `gates: { expires: 24h }` at the top for all of them")
  }

  package static func expiryWouldApprove(at place: Place, allows: Place?) -> Diagnostic {
    Diagnostic(
      "TW0212", at: place, "A gate that allows something may not be approved by silence",
      label: "no answer means no", secondary: allows.map { [Label($0, "this is what it allows")] } ?? [],
      help: "leave `on_expire` out, or give it steps to run")
  }

  /// `kind`: what is to be written instead.
  package static func mustBeConstant(_ what: String, _ kind: String = "value", at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0213", at: place, "\(what) must be constant", label: "an expression cannot stand here",
      help: "write the \(kind) itself: it is needed before any run begins")
  }

  package static func exclusiveKeys(_ first: String, _ second: String, at place: Place, first firstPlace: Place)
    -> Diagnostic
  {
    Diagnostic(
      "TW0214", at: place, "`\(first)` and `\(second)` exclude each other", label: "one too many",
      secondary: [Label(firstPlace, "the other")], help: "keep one of them")
  }

  package static func emptyLocator(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0215", at: place, "This locator does not say what to look for", label: "only narrowed, or empty",
      expected: "one of button, link, field, text, role, test_id, css")
  }

  package static func emptyList(_ what: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0216", at: place, "\(what) is empty", label: "needs at least one")
  }

  package static func emptyText(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0217", at: place, "There is no skill here", label: "the text is empty",
      expected: "a mapping with `skill:` and `steps:`")
  }

  package static func tooManySteps(at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0218", at: place, "The skill has more than \(Limits.steps) steps", label: "the limit is reached here",
      help: "move a part of it to a skill of its own and `call:` it")
  }

  package static func badCron(_ shown: String, why reason: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "TW0219", at: place, "`\(shown)` is not a cron line", label: reason,
      expected: "minute, hour, day of month, month, day of week, as in `0 7 * * 1-5`")
  }

  package static func valueNotTaken(_ word: String, at place: Place) -> Diagnostic {
    Diagnostic("TW0220", at: place, "`\(word)` takes no value", label: "remove this", expected: "`- \(word)`")
  }

  /// "a", "a or b", "a, b or c".
  static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
