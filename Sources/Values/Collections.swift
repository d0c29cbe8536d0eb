// Lists and maps as expressions use them: making maps, looking keys up, indexing, fields, `in`, optional access, and walking
// through them. Maps keep insertion order; from `Heap.indexedFrom` entries on they have a hash index in `slots`.

extension Heap {
  /// Maps of at least so many entries have a hash index.
  static var indexedFrom: Int { 9 }
  /// The longest run of occupied slots that a key may need. Only keys chosen to collide come near it.
  static var mostProbes: Int { 1024 }

  // MARK: Making maps

  /// A map of alternating keys and values. Keys are bool, int, uint or string and differ (1 and 1u do not).
  package mutating func makeMap(_ entries: some Collection<Value>) throws(EvaluationError) -> Value {
    let start = try beginMap(cells: entries.count)
    cells.append(contentsOf: entries)
    return try finishMap(start: start)
  }

  /// The same from a machine's registers.
  package mutating func makeMap(_ entries: Span<Value>) throws(EvaluationError) -> Value {
    let start = try beginMap(cells: entries.count)
    for index in entries.indices { cells.append(entries[index]) }
    return try finishMap(start: start)
  }

  /// The same from a list that alternates keys and values: how comprehensions build maps.
  package mutating func makeMap(pairs list: Ref) throws(EvaluationError) -> Value {
    let range = cellRange(list)
    let start = try beginMap(cells: range.count)
    appendCells(copying: range)
    return try finishMap(start: start)
  }

  private func beginMap(cells count: Int) throws(EvaluationError) -> Int {
    precondition(count % 2 == 0)
    guard count / 2 <= ValueLimits.elements else { throw Self.tooMany(count / 2) }
    try checkRoom(Self.logicalSize(.map, count / 2))
    return cells.count
  }

  /// Turns the cells from `start` to the end of the arena, alternating keys and values, into a map.
  mutating func finishMap(start: Int) throws(EvaluationError) -> Value {
    let count = (cells.count - start) / 2
    for entry in 0..<count {
      switch cells[start + 2 * entry] {
      case .bool, .int, .uint, .string: continue
      case let other:
        cells.removeSubrange(start...)
        throw EvaluationError("unsupported key type: \(other.kindName); a key is a string, int, uint or bool")
      }
    }
    try account(Self.logicalSize(.map, count))
    work &+= count
    let ref = addObject(.map, start: start, count: count)
    try buildIndex(ref)
    return .map(ref)
  }

  /// Builds a map's hash index where its size asks for one, and refuses duplicate keys. Also for a heap that was read from
  /// bytes or compacted: indexes are derived and never written out.
  package mutating func buildIndex(_ map: Ref) throws(EvaluationError) {
    let count = self.count(map)
    if count < Self.indexedFrom {
      objects[map.position].extra = 0
      for entry in 1..<max(count, 1) {
        let key = self.key(map, entry)
        for earlier in 0..<entry where sameKey(self.key(map, earlier), key) { throw duplicateKey(key) }
      }
      return
    }
    let capacity = Self.slotCount(count)
    let first = slots.count
    slots.append(contentsOf: repeatElement(0, count: capacity))
    objects[map.position].extra = UInt32(first)
    for entry in 0..<count {
      let key = self.key(map, entry)
      var slot = Int(truncatingIfNeeded: hashKey(key)) & (capacity - 1)
      var probes = 0
      while slots[first + slot] != 0 {
        if sameKey(self.key(map, Int(slots[first + slot]) - 1), key) { throw duplicateKey(key) }
        slot = (slot + 1) & (capacity - 1)
        probes += 1
        if probes > Self.mostProbes {
          throw EvaluationError("a map's keys collide too often (limit: \(Self.mostProbes))")
        }
      }
      slots[first + slot] = UInt32(entry + 1)
    }
  }

  /// Whether a map without a hash index has the very keys, in their order, of another whose keys have been looked at.
  package func hasSmallIndex(_ map: Ref, like other: Ref) -> Bool {
    let (one, known) = (objects[map.position], objects[other.position])
    guard one.count == known.count, one.count < Self.indexedFrom, one.extra == 0 else { return false }
    for entry in 0..<Int(one.count) {
      guard case (.string(let a), .string(let b)) = (key(map, entry), key(other, entry)), a.index == b.index else {
        return false
      }
    }
    return true
  }

  /// A power of two, at least twice the entries.
  @inline(__always) private static func slotCount(_ entries: Int) -> Int {
    1 << (Int.bitWidth - (entries * 2 - 1).leadingZeroBitCount)
  }

  private func duplicateKey(_ key: Value) -> EvaluationError { EvaluationError("duplicate key: \(keyText(key))") }

  // MARK: Looking up

  /// The value under a key; nil where there is none. Keys that are numbers compare by worth, doubles included.
  package func lookup(_ map: Ref, _ key: Value) -> Value? {
    let entry = find(map, key)
    return entry < 0 ? nil : value(map, entry)
  }

  /// The number of the entry under a key, or -1.
  package func find(_ map: Ref, _ key: Value) -> Int {
    let object = objects[map.position]
    let count = Int(object.count)
    let start = Int(object.start)
    if object.extra == 0 {
      if case .string(let wanted) = key {
        for entry in 0..<count {
          if case .string(let ref) = cells[start + 2 * entry], ref == wanted || sameText(ref, wanted) { return entry }
        }
        return -1
      }
      for entry in 0..<count where sameKey(cells[start + 2 * entry], key) { return entry }
      return -1
    }
    switch key {
    case .bool, .int, .uint, .double, .string: break
    default: return -1
    }
    let capacity = Self.slotCount(count)
    let first = Int(object.extra)
    var slot = Int(truncatingIfNeeded: hashKey(key)) & (capacity - 1)
    while true {
      let occupant = slots[first + slot]
      if occupant == 0 { return -1 }
      if sameKey(cells[start + 2 * (Int(occupant) - 1)], key) { return Int(occupant) - 1 }
      slot = (slot + 1) & (capacity - 1)
    }
  }

  @inline(__always) private func sameText(_ x: Ref, _ y: Ref) -> Bool {
    let first = objects[x.position]
    let second = objects[y.position]
    return first.count == second.count && sameBytes(Int(first.start), Int(second.start), count: Int(first.count))
  }

  /// Whether a key of a map is the one looked for. 1, 1u and 1.0 are the same key; 1.5 is none.
  private func sameKey(_ held: Value, _ wanted: Value) -> Bool {
    switch (held, wanted) {
    case (.string(let x), .string(let y)): x == y || sameText(x, y)
    case (.int(let x), .int(let y)): x == y
    case (.uint(let x), .uint(let y)): x == y
    case (.bool(let x), .bool(let y)): x == y
    case (.int(let x), .uint(let y)): UInt64(exactly: x) == y
    case (.uint(let x), .int(let y)): UInt64(exactly: y) == x
    case (.int(let x), .double(let y)): Int64(exactly: y) == x
    case (.uint(let x), .double(let y)): UInt64(exactly: y) == x
    default: false
    }
  }

  /// In this, the same keys agree.
  private func hashKey(_ key: Value) -> UInt64 {
    switch key {
    case .string(let ref): hashBytes(byteRange(ref))
    case .bool(let flag): flag ? 0x51 : 0x13
    case .int(let number): Self.mix(UInt64(bitPattern: number), 1)
    case .uint(let number): Self.mix(number, 1)
    case .double(let number):
      if let whole = Int64(exactly: number) {
        Self.mix(UInt64(bitPattern: whole), 1)
      } else {
        Self.mix(UInt64(exactly: number) ?? 0, 1)
      }
    default: 0
    }
  }

  /// A key as a message shows it.
  func keyText(_ key: Value) -> String {
    switch key {
    case .string(let ref):
      let range = byteRange(ref)
      if range.count <= 64 { return "'\(text(ref))'" }
      return "'\(String(decoding: bytes[range.prefix(64)], as: UTF8.self))…'"
    case .int(let number): return "\(number)"
    case .uint(let number): return "\(number)u"
    case .double(let number): return "\(number)"
    case .bool(let flag): return "\(flag)"
    default: return key.kindName
    }
  }

  // MARK: Index, field, in

  /// `c[key]`. Through an optional it gives an optional.
  package mutating func index(_ collection: Value, _ key: Value) throws(EvaluationError) -> Value {
    switch collection {
    case .map(let map):
      let entry = find(map, key)
      if entry < 0 { throw EvaluationError("no such key: \(keyText(key))") }
      return value(map, entry)
    case .list(let list):
      let position = try listPosition(key, collection)
      guard position >= 0, position < Int64(count(list)) else {
        throw EvaluationError("index out of bounds: \(position) (the list has \(count(list)) elements)")
      }
      return element(list, Int(position))
    case .some, .none, .unset: return try optionalIndex(collection, key)
    default: throw .noOverload("[]", [collection, key])
    }
  }

  private func listPosition(_ key: Value, _ collection: Value) throws(EvaluationError) -> Int64 {
    switch key {
    case .int(let position): return position
    case .uint(let position): return Int64(clamping: position)
    case .double(let position):
      guard let whole = Int64(exactly: position) else { throw EvaluationError("no such index: \(position)") }
      return whole
    default: throw .noOverload("[]", [collection, key])
    }
  }

  /// `m.name`, where `name` is a string. Through an optional it gives an optional. A caught error has
  /// `kind`, `message`, `sent`, `heard` and perhaps `code`.
  package mutating func field(_ holder: Value, _ name: Value) throws(EvaluationError) -> Value {
    switch holder {
    case .map(let map):
      let entry = find(map, name)
      if entry < 0 { throw EvaluationError("no such key: \(keyText(name))") }
      return value(map, entry)
    case .some, .none, .unset: return try optionalField(holder, name)
    case .error(let ref):
      guard case .string(let text) = name else { throw .noOverload(".", holder, name) }
      switch self.text(text) {
      case "message": return element(ref, 1)
      case "kind": return try makeString(errorParts(ref).kind.text)
      case "sent": return .bool(errorParts(ref).reach != .notSent)
      case "heard": return .bool(errorParts(ref).reach == .answered)
      case "code" where errorParts(ref).code >= 0: return .int(Int64(errorParts(ref).code))
      default: throw EvaluationError("no such key: \(keyText(name))")
      }
    default: throw EvaluationError("a value of type \(holder.kindName) has no field \(keyText(name))")
    }
  }

  package func errorParts(_ ref: Ref) -> (kind: ErrorKind, reach: Reach, code: Int32) {
    guard case .int(let cell) = element(ref, 0), let parts = EvaluationError.parts(ofCell: cell) else {
      return (.expression, .notSent, -1)
    }
    return parts
  }

  /// `error.code` is there only where something was answered.
  private func errorHas(_ ref: Ref, _ name: Value) -> Bool {
    guard case .string(let text) = name else { return false }
    return switch self.text(text) {
    case "kind", "message", "sent", "heard": true
    case "code": errorParts(ref).code >= 0
    default: false
    }
  }

  /// `has(m.name)`.
  package func hasField(_ holder: Value, _ name: Value) throws(EvaluationError) -> Bool {
    var holder = holder
    while case .some(let ref) = holder { holder = element(ref, 0) }
    switch holder {
    case .map(let map): return find(map, name) >= 0
    case .none, .unset: return false
    case .error(let ref): return errorHas(ref, name)
    default: throw EvaluationError("a value of type \(holder.kindName) has no field \(keyText(name))")
    }
  }

  /// `m.?name`: an optional, empty where there is no such field.
  package mutating func optionalField(_ holder: Value, _ name: Value) throws(EvaluationError) -> Value {
    var holder = holder
    while case .some(let ref) = holder { holder = element(ref, 0) }
    switch holder {
    case .none, .unset: return .none
    case .map(let map):
      let entry = find(map, name)
      return entry < 0 ? .none : try makeSome(value(map, entry))
    case .error(let ref): return errorHas(ref, name) ? try makeSome(try field(holder, name)) : .none
    default: throw EvaluationError("a value of type \(holder.kindName) has no field \(keyText(name))")
    }
  }

  /// `c[?key]`: an optional, empty where there is no such key or position.
  package mutating func optionalIndex(_ collection: Value, _ key: Value) throws(EvaluationError) -> Value {
    var collection = collection
    while case .some(let ref) = collection { collection = element(ref, 0) }
    switch collection {
    case .none, .unset: return .none
    case .map(let map):
      let entry = find(map, key)
      return entry < 0 ? .none : try makeSome(value(map, entry))
    case .list(let list):
      let position = try listPosition(key, collection)
      guard position >= 0, position < Int64(count(list)) else { return .none }
      return try makeSome(element(list, Int(position)))
    default: throw .noOverload("[?]", [collection, key])
    }
  }

  /// `x in c`: whether a list has an equal element, or a map such a key.
  package mutating func contains(_ collection: Value, _ x: Value) throws(EvaluationError) -> Bool {
    switch collection {
    case .map(let map):
      if case .secret = x { throw EvaluationError("a secret cannot be compared") }
      return find(map, x) >= 0
    case .list(let list):
      let ceiling = work &+ ValueLimits.workAtOnce
      for index in 0..<count(list) where try equal(x, element(list, index), ceiling: ceiling) {
        work &+= index
        return true
      }
      work &+= count(list)
      return false
    default: throw .noOverload("in", x, collection)
    }
  }

  /// The value of a register that may not have been written: `.none` for `unset`, else an optional that holds the value.
  package mutating func wrapOptional(_ value: Value) throws(EvaluationError) -> Value {
    if case .unset = value { return .none }
    return try makeSome(value)
  }

  // MARK: Walking through

  /// How often a comprehension or `for` over this goes round: elements of a list, entries of a map.
  @inlinable @inline(__always) package func size(of collection: Value) throws(EvaluationError) -> Int {
    switch collection {
    case .list(let ref), .map(let ref): return count(ref)
    default: throw noIteration(collection)
    }
  }

  @usableFromInline func noIteration(_ collection: Value) -> EvaluationError {
    EvaluationError("cannot go through a value of type \(collection.kindName); it takes a list or a map")
  }

  /// The element of a list, or the key of a map's entry, at a position below `size(of:)`.
  @inlinable @inline(__always) package func item(of collection: Value, at index: Int) -> Value {
    switch collection {
    case .list(let ref): return element(ref, index)
    case .map(let ref): return key(ref, index)
    default: preconditionFailure("neither list nor map")
    }
  }

  /// The element of a list, or the value of a map's entry, at a position below `size(of:)`.
  @inlinable @inline(__always) package func entryValue(of collection: Value, at index: Int) -> Value {
    switch collection {
    case .list(let ref): return element(ref, index)
    case .map(let ref): return value(ref, index)
    default: preconditionFailure("neither list nor map")
    }
  }
}
