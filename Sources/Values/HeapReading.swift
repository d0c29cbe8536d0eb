// Canonical bytes straight into a heap, without the plain tree in between: the objects that `make` would make of that tree,
// in the same order, since snapshots call what is frozen by its number.

extension Heap {
  /// The value whose plain tree these bytes spell. Refuses what `CanonicalReader.plain` refuses; what the heap has been given
  /// by then stays in it.
  package mutating func read(_ reader: inout CanonicalReader) throws(CodingError) -> Value {
    var parts: [Value] = []
    parts.reserveCapacity(min(64, reader.left))
    return try read(&reader, depth: 0, &parts)
  }

  /// The elements of a list, which itself is not made.
  package mutating func readElements(_ reader: inout CanonicalReader) throws(CodingError) -> [Value] {
    let start = reader.position
    guard try reader.tag() == .list else { throw reader.error("expected a list", at: start) }
    var elements: [Value] = []
    elements.reserveCapacity(min(64, reader.left))
    for _ in 0..<(try reader.count(upTo: ValueLimits.elements)) {
      elements.append(try read(&reader, depth: 1, &elements))
    }
    return elements
  }

  /// - parts: what the collections around this value have read so far; as it was when this returns. (Cells are laid down once
  ///   all parts of a collection are there, so that a forged count asks for no memory.)
  private mutating func read(
    _ reader: inout CanonicalReader, depth: Int, _ parts: inout [Value]
  ) throws(CodingError) -> Value {
    if depth > ValueLimits.depth { throw reader.tooDeep() }
    switch try reader.tag() {
    case .null: return .null
    case .false: return .bool(false)
    case .true: return .bool(true)
    case .int: return .int(try reader.int())
    case .uint: return .uint(try reader.varint())
    case .double: return .double(try reader.double())
    case .decimal: return .decimal(try reader.decimal())
    case .timestamp: return .timestamp(try reader.timestamp())
    case .duration: return .duration(try reader.duration())
    case .type: return .type(try reader.typeName())
    case .string: return try text(&reader)
    case .bytes:
      let (start, place) = (bytes.count, reader.position)
      try reader.copy(try reader.count(upTo: ValueLimits.stringBytes), to: &bytes)
      return try made(reader, at: place) { (heap) throws(EvaluationError) in try heap.finishBytes(.bytes, start: start)
      }
    case .list:
      let place = reader.position
      let first = parts.count
      let count = try reader.count(upTo: ValueLimits.elements)
      for _ in 0..<count { parts.append(try read(&reader, depth: depth + 1, &parts)) }
      return try taken(from: first, &parts, reader, at: place) { (heap, parts) throws(EvaluationError) in
        try heap.makeList(parts)
      }
    case .map:
      let place = reader.position
      let first = parts.count
      let count = try reader.count(bytesEach: 2, upTo: ValueLimits.elements)
      for _ in 0..<2 * count { parts.append(try read(&reader, depth: depth + 1, &parts)) }
      return try taken(from: first, &parts, reader, at: place) { (heap, parts) throws(EvaluationError) in
        try heap.makeMap(parts)
      }
    case .none: return .none
    case .some:
      let place = reader.position
      let inner = try read(&reader, depth: depth + 1, &parts)
      return try made(reader, at: place) { (heap) throws(EvaluationError) in try heap.makeSome(inner) }
    case .error:
      let error = try reader.plainError()
      return makeError(
        EvaluationError(error.message, kind: error.kind), step: error.step, instruction: error.instruction)
    case .secret:
      let place = reader.position
      var texts: [Value] = []
      for _ in 0..<(try reader.secretParts()) { texts.append(try text(&reader)) }
      return try made(reader, at: place) { (heap) throws(EvaluationError) in try heap.makeSecret(texts) }
    }
  }

  private mutating func text(_ reader: inout CanonicalReader) throws(CodingError) -> Value {
    let (start, place) = (bytes.count, reader.position)
    try reader.copyText(to: &bytes)
    return try made(reader, at: place) { (heap) throws(EvaluationError) in try heap.finishBytes(.string, start: start) }
  }

  /// What cannot be made of the bytes: a key twice in a map, or more than the heap holds.
  @inline(__always) private mutating func made(
    _ reader: borrowing CanonicalReader, at place: Int, _ make: (inout Heap) throws(EvaluationError) -> Value
  ) throws(CodingError) -> Value {
    do throws(EvaluationError) { return try make(&self) } catch { throw reader.error(error.message, at: place) }
  }

  /// A value of the parts from `first` on, which are taken away.
  @inline(__always) private mutating func taken(
    from first: Int, _ parts: inout [Value], _ reader: borrowing CanonicalReader, at place: Int,
    _ make: (inout Heap, Span<Value>) throws(EvaluationError) -> Value
  ) throws(CodingError) -> Value {
    do throws(EvaluationError) {
      let value = try make(&self, parts.span.extracting(first...))
      parts.removeLast(parts.count - first)
      return value
    } catch {
      throw reader.error(error.message, at: place)
    }
  }
}
