// The seam between the compiler of skills and that of expressions: what names mean at one place of a skill, and where
// their values are. The compiler of skills implements `NameScope`; expressions only ask.
import Bytecode

/// A name that has a value.
package struct NamedValue: Sendable {
  /// The type of the value where there is one (not wrapped into `optional`, even if `mayBeUnset`).
  package var type: CELType
  package var register: Register
  /// True where it may not have been written on every path to here: the expression then sees `optional(type)`, read
  /// through the `wrap` instruction.
  package var mayBeUnset: Bool

  package init(_ type: CELType, in register: Register, mayBeUnset: Bool = false) {
    self.type = type
    self.register = register
    self.mayBeUnset = mayBeUnset
  }
}

package enum NameResolution: Sendable {
  /// A value: `error`, `run`, a loop's variable.
  case value(NamedValue)
  /// `inputs`, `vars`, `steps`, `gates`, `secrets`: names under a name, looked up by `resolve(namespace:field:)`.
  /// Used by itself it is a map of its fields (`secrets` cannot be).
  case namespace
}

/// What names mean at one place of a skill.
package protocol NameScope {
  /// What a name without a dot before it means, or nil. Variables of comprehensions and the names of types are not
  /// asked for here.
  func resolve(root: String) -> NameResolution?
  /// What `namespace.field` means, or nil.
  func resolve(namespace: String, field: String) -> NamedValue?
  /// The fields of a namespace that can be used here, in the author's order: for near names.
  func fields(of namespace: String) -> [(name: String, value: NamedValue)]
  /// The same, for a namespace used as a value. Nil where that is more than a skill may use as
  /// a whole (`CheckLimits.namespaceValues`), which is to be reported.
  func values(of namespace: String) -> [(name: String, value: NamedValue)]?
  /// All names that `resolve(root:)` knows, for near names.
  var roots: [String] { get }
  /// Why a field is not there, if more is to be said than that there is none: a step that stands further down, one of
  /// another branch. A sentence without a full stop.
  func whyMissing(namespace: String, field: String) -> String?
  /// What kind of thing the fields of a namespace are, for messages: `input`, `step`, `gate`, `variable`, `secret`.
  func noun(of namespace: String) -> String
  /// For environments with qualified names (`com.example.x`): what a whole dotted name means, written with a leading dot
  /// if `absolute`.
  func resolve(qualified name: [String], absolute: Bool) -> NamedValue?
  /// Whether it has such names at all.
  var hasQualifiedNames: Bool { get }
  /// For environments that declare functions of their own: the overloads by that name.
  func overloads(named name: String, member: Bool) -> [Overload]
}

extension NameScope {
  package var roots: [String] { [] }
  package func fields(of namespace: String) -> [(name: String, value: NamedValue)] { [] }
  package func values(of namespace: String) -> [(name: String, value: NamedValue)]? { fields(of: namespace) }
  package func whyMissing(namespace: String, field: String) -> String? { nil }
  package func noun(of namespace: String) -> String {
    switch namespace {
    case "inputs": "input"
    case "vars": "variable"
    case "steps": "step"
    case "gates": "gate"
    case "secrets": "secret"
    default: "field"
    }
  }
  package func resolve(qualified name: [String], absolute: Bool) -> NamedValue? { nil }
  package var hasQualifiedNames: Bool { false }
  package func overloads(named name: String, member: Bool) -> [Overload] { [] }
}

/// A scope in which nothing has a name.
package struct EmptyScope: NameScope {
  package init() {}
  package func resolve(root: String) -> NameResolution? { nil }
  package func resolve(namespace: String, field: String) -> NamedValue? { nil }
}
