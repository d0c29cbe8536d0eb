// Every bound of this room, in one place. Each is named in the error that it causes.

@usableFromInline package enum ValueLimits {
  /// Bytes of one string or bytes value.
  @inlinable package static var stringBytes: Int { 16 << 20 }
  /// Elements of one list, entries of one map.
  @inlinable package static var elements: Int { 1 << 20 }
  /// Logical bytes alive in one machine's heap (see `Heap.logicalSize`), unless the machine is told otherwise.
  @inlinable package static var heapBytes: Int { 256 << 20 }
  /// Nesting of lists, maps and optionals in JSON, canonical bytes and comparisons.
  package static let depth = 128
  /// The same in JSON for people, which has such values within what is said of them: a run, its gates and what these allow.
  package static let shownDepth = 2 * depth
  /// Characters of the shortest secret that is looked for inside other texts: shorter ones would black out everything.
  package static let secretCharacters = 4
  /// Units of work that one comparison, hash or sort may take before it is given up (about a third of a second).
  @inlinable package static var workAtOnce: Int { 1 << 26 }
  /// Nodes of a tree that leaves the heap: values share parts inside it, a tree does not.
  package static let treeNodes = 1 << 20
  /// Bytes of one value in canonical form.
  package static let encodedBytes = 64 << 20
  /// Bytes of one JSON text, written or read.
  package static let jsonBytes = 16 << 20
  /// Bytes of the message that a caught error keeps.
  package static let errorBytes = 4096
  /// Places after the point that `format` may be asked for.
  package static let formatPlaces = 400
  /// Problems that one check against a schema reports.
  package static let schemaProblems = 50
  /// Bytes of one regular expression, and of the memory its automaton may take.
  package static let patternBytes = 4 << 10
  package static let patternMemory: Int64 = 8 << 20
}
