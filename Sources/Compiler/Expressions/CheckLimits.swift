// Every bound of the checker and lowering of expressions, in one place. Height, nesting and nodes of an expression are
// bounded by Syntax before it comes here.

package enum CheckLimits {
  /// How deep a JSON Schema is followed for its type; what is deeper is `dyn`.
  package static let schemaDepth = 32
  /// How deep a type may nest; what is deeper is `dyn`. (`[[[…]]]` nests one for each pair of brackets.)
  package static let typeDepth = 128
  /// Parts that a type may have, its own and those of what is in it: a few lines that each hold the ones before them twice would
  /// make types that nobody can walk through.
  package static let typeParts = 10_000
  /// Values that `vars`, `steps` and their like stand for where they are used as a whole, in one skill: each is written out.
  package static let namespaceValues = 1 << 18
  /// Elements up to which a list or map literal is built from neighbouring registers in one instruction; a longer one is
  /// filled piece by piece.
  package static let literalRegisters = 32
  /// Nodes of a constant that is worked out by the compiler; a larger one is left to the machine.
  package static let foldedNodes = 1_000
  /// Bytes of the text, or elements of the list, that a folded operation may give.
  package static let foldedSize = 4_096
}
