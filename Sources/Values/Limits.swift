// Every bound of this room, in one place. Each is named in the error that it causes.

package enum ValueLimits {
  /// Bytes of one string or bytes value.
  package static let stringBytes = 16 << 20
  /// Elements of one list, entries of one map.
  package static let elements = 1 << 20
  /// Logical bytes alive in one machine's heap (see `Heap.logicalSize`), unless the machine is told otherwise.
  package static let heapBytes = 256 << 20
  /// Nesting of lists, maps and optionals in JSON, canonical bytes and comparisons.
  package static let depth = 128
  /// Bytes of one regular expression, and of the memory its automaton may take.
  package static let patternBytes = 4 << 10
  package static let patternMemory: Int64 = 8 << 20
}
