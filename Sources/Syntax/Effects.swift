// What each effect takes: the shape of a row. The rows themselves are generated from `Grammar/effects.tsv`.

/// How an effect bears being repeated.
package enum EffectRepeat: String, Sendable, CaseIterable {
  /// Changes nothing in the world.
  case pure
  /// Doing it twice leaves the world as doing it once.
  case idempotent
  /// Must not be repeated blindly.
  case once
  /// `http` alone: GET, HEAD, PUT, DELETE are idempotent, everything else is once.
  case byMethod = "by_method"
}

/// What may stand for a parameter.
package enum ParameterForm: String, Sendable, CaseIterable {
  /// Any value.
  case value
  /// Text, possibly with expressions.
  case text
  /// A locator mapping, or an intent in plain text.
  case locator
  /// A mapping by names of the author's.
  case map
  /// A list.
  case list
  case bool
  case int
  /// One of fixed words; they are in `ParameterShape.words`.
  case word
  /// `read`'s fields: a locator with `type` and `attribute` each.
  case fields
  /// What counts as having gone well: a mapping whose one key is in `ParameterShape.words`, of numbers.
  case expect
  /// Who asks: `{bearer: …}` or `{basic: {user: …, password: …}}`.
  case auth
}

/// One parameter. (An object, as `EffectShape` is: both are handed on for every step and never changed.)
package final class ParameterShape: Sendable {
  package let name: String
  package let form: ParameterForm
  package let required: Bool
  package let words: [String]
  package init(_ name: String, _ form: ParameterForm, required: Bool = false, words: [String] = []) {
    self.name = name
    self.form = form
    self.required = required
    self.words = words
  }
}

package final class EffectShape: Sendable {
  package let kind: EffectKind
  /// The parameter that the value after the word is; nil where the word takes none (`now`) or a mapping of all (`http`).
  package let main: ParameterShape?
  /// The ones beside the word (for `http` inside its mapping).
  package let parameters: [ParameterShape]
  /// In words, for a person.
  package let result: String
  package let repeats: EffectRepeat
  /// Which permission it needs: `network`, `exec`, `read`, `write`, or none.
  package let permission: String?
  /// In milliseconds, where the step does not say; nil: none.
  package let timeout: Int64?
  /// What it does, in a sentence.
  package let synopsis: String

  init(
    kind: EffectKind, main: ParameterShape?, parameters: [ParameterShape], result: String, repeats: EffectRepeat,
    permission: String?, timeout: Int64?, synopsis: String
  ) {
    self.kind = kind
    self.main = main
    self.parameters = parameters
    self.result = result
    self.repeats = repeats
    self.permission = permission
    self.timeout = timeout
    self.synopsis = synopsis
  }

  package func parameter(_ name: String) -> ParameterShape? {
    if let main, main.name == name { return main }
    return parameters.first { $0.name == name }
  }
}

extension EffectShape {
  private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

  package static func of(_ kind: EffectKind) -> EffectShape {
    guard let shape = byKind[kind] else { preconditionFailure("no row for \(kind)") }
    return shape
  }
}

extension EffectShape: Equatable {
  package static func == (a: EffectShape, b: EffectShape) -> Bool { a.kind == b.kind }
}
