// Every bound of this room, stated once; each is named in the diagnostic that reports it.

package enum Limits {
  /// Bytes of one source text.
  package static let sourceBytes = 4 << 20
  /// How deep YAML collections may nest, the document itself being 1. Blocks of steps nest two levels each.
  package static let yamlDepth = 100
  /// YAML nodes of one text, aliases expanded.
  package static let yamlNodes = 1_000_000
  /// Nodes that aliases may add to a text by being expanded.
  package static let yamlAliasNodes = 100_000
  /// Anchors of one text.
  package static let yamlAnchors = 1_000
  /// Diagnostics kept for one compilation.
  package static let diagnostics = 200
  /// Bytes of one expression.
  package static let expressionBytes = 64 << 10
  /// Nodes of one expression, macros expanded.
  package static let expressionNodes = 20_000
  /// How deep an expression's text may nest: brackets, calls, conditionals, macro bodies.
  package static let expressionNesting = 100
  /// How high an expression's tree may be, so that a recursive walk over it is safe. A chain of `&&` or of `||` is one
  /// node; of every other operator each one adds a level.
  package static let expressionHeight = 300
  /// Bytes of a name (ids, inputs, variables, skills).
  package static let nameBytes = 128
  /// Steps of one skill, nested ones included.
  package static let steps = 100_000
  /// The longest length of time.
  package static let durationDays = 3_660
}
