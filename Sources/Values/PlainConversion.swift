// Between the heap and the plain tree, in both directions. Sharing is lost on the way out (so the tree's size is bounded),
// secrets keep their holes.

extension Heap {
  /// A plain tree as a value of this heap.
  package mutating func make(_ plain: PlainValue) throws(EvaluationError) -> Value { try make(plain, depth: 0) }

  private mutating func make(_ plain: PlainValue, depth: Int) throws(EvaluationError) -> Value {
    if depth > ValueLimits.depth { throw Self.tooDeep }
    switch plain {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .uint(let number): return .uint(number)
    case .double(let number): return .number(number)
    case .decimal(let number): return .decimal(number)
    case .timestamp(let time): return .timestamp(time)
    case .duration(let length): return .duration(length)
    case .type(let name): return .type(name)
    case .string(let text): return try makeString(text)
    case .bytes(let content): return try makeBytes(content)
    case .list(let elements):
      var made: [Value] = []
      made.reserveCapacity(elements.count)
      for element in elements { made.append(try make(element, depth: depth + 1)) }
      return try makeList(made)
    case .map(let entries):
      var made: [Value] = []
      made.reserveCapacity(entries.count * 2)
      for entry in entries {
        made.append(try make(entry.key, depth: depth + 1))
        made.append(try make(entry.value, depth: depth + 1))
      }
      return try makeMap(made)
    case .optional(nil): return .none
    case .optional(.some(let inner)): return try makeSome(try make(inner, depth: depth + 1))
    case .error(let error):
      return makeError(
        EvaluationError(error.message, kind: error.kind, reach: error.reach, code: error.code), step: error.step,
        instruction: error.instruction)
    case .secret(let secret):
      var made: [Value] = []
      for text in secret.alternating { made.append(try makeString(text)) }
      return try makeSecret(made)
    }
  }

  /// A value of this heap as a plain tree. Throws where the tree would be larger or deeper than `ValueLimits` allow.
  /// `unset` becomes the empty optional.
  package func plain(_ value: Value) throws(EvaluationError) -> PlainValue {
    var nodes = 0
    return try plain(value, depth: 0, nodes: &nodes)
  }

  private func plain(_ value: Value, depth: Int, nodes: inout Int) throws(EvaluationError) -> PlainValue {
    if depth > ValueLimits.depth { throw Self.tooDeep }
    nodes += 1
    if nodes > ValueLimits.treeNodes {
      throw EvaluationError("a value is too large to leave the machine (limit: \(ValueLimits.treeNodes) parts)")
    }
    switch value {
    case .unset, .none: return .optional(nil)
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .uint(let number): return .uint(number)
    case .double(let number): return .double(number)
    case .decimal(let number): return .decimal(number)
    case .timestamp(let time): return .timestamp(time)
    case .duration(let length): return .duration(length)
    case .type(let name): return .type(name)
    case .string(let ref):
      nodes += count(ref) >> 6
      return .string(text(ref))
    case .bytes(let ref):
      nodes += count(ref) >> 6
      return .bytes(Array(bytes[byteRange(ref)]))
    case .list(let ref):
      var elements: [PlainValue] = []
      elements.reserveCapacity(count(ref))
      for index in 0..<count(ref) {
        elements.append(try plain(element(ref, index), depth: depth + 1, nodes: &nodes))
      }
      return .list(elements)
    case .map(let ref):
      var entries: [PlainEntry] = []
      entries.reserveCapacity(count(ref))
      for index in 0..<count(ref) {
        entries.append(
          PlainEntry(
            key: try plain(key(ref, index), depth: depth + 1, nodes: &nodes),
            value: try plain(self.value(ref, index), depth: depth + 1, nodes: &nodes)))
      }
      return .map(entries)
    case .some(let ref): return .optional(try plain(element(ref, 0), depth: depth + 1, nodes: &nodes))
    case .error(let ref): return .error(plainError(ref))
    case .secret(let ref):
      return .secret(SecretText(alternating: cellRange(ref).map { cells[$0].ref.map(text) ?? "" }))
    }
  }

  /// An error object as plain data.
  package func plainError(_ ref: Ref) -> PlainError {
    func number(_ index: Int) -> Int {
      if case .int(let number) = element(ref, index) { Int(number) } else { -1 }
    }
    let parts = errorParts(ref)
    return PlainError(
      kind: parts.kind, message: element(ref, 1).ref.map(text) ?? "", reach: parts.reach, code: parts.code,
      step: number(2), instruction: number(3))
  }
}

extension SecretText {
  /// Literal text and the names of holes by turns, beginning and ending with text: an odd number.
  package var alternating: [String] {
    var result = [""]
    for part in parts {
      switch part {
      case .text(let text): result[result.count - 1] += text
      case .hole(let name):
        result.append(name)
        result.append("")
      }
    }
    return result
  }

  package init(alternating: [String]) {
    parts = []
    for (index, text) in alternating.enumerated() {
      if index % 2 == 1 {
        parts.append(.hole(text))
      } else if !text.isEmpty {
        parts.append(.text(text))
      }
    }
  }
}
