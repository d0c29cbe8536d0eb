// The arena that all values of a machine, or of a program's constants, live in: four flat arrays and no pointers, so that
// it can be copied, compacted and written out as it stands. Objects are immutable once made, but for a list under
// construction (`append`), which nobody else can see yet.
//
// Sizes that the machine accounts for are *logical* (`logicalSize`): they depend on the values alone, never on where the
// arena happens to keep them, so that a frozen and thawed machine meets its bounds at the same instruction.

/// What an object is. The raw value is part of the snapshot and program formats.
@usableFromInline package enum ObjectKind: UInt8, BitwiseCopyable, Sendable {
  case string = 1
  case bytes, list, map, some, error, secret
}

/// Where an object's content lies.
@usableFromInline package struct HeapObject: BitwiseCopyable, Sendable {
  @usableFromInline package var kind: ObjectKind
  /// First byte (string, bytes) or first cell (all others).
  @usableFromInline package var start: UInt32
  /// Bytes; elements of a list; entries of a map (two cells each); one for `some`; cells of an error or a secret.
  @usableFromInline package var count: UInt32
  /// Cells reserved from `start` (lists under construction), else for maps the first slot of the hash index, or 0.
  @usableFromInline package var extra: UInt32

  @inlinable package init(kind: ObjectKind, start: Int, count: Int, extra: Int = 0) {
    self.kind = kind
    self.start = UInt32(truncatingIfNeeded: start)
    self.count = UInt32(truncatingIfNeeded: count)
    self.extra = UInt32(truncatingIfNeeded: extra)
  }
}

@usableFromInline package struct Heap: Sendable {
  @usableFromInline package var objects: [HeapObject] = []
  @usableFromInline package var cells: [Value] = []
  @usableFromInline package var bytes: [UInt8] = []
  /// Open-addressing tables of the larger maps; derived from the cells, never written out. Slot 0 is unused.
  @usableFromInline package var slots: [UInt32] = [0]

  /// Objects below this number are constants and inputs: never collected, never part of a snapshot.
  @usableFromInline package var frozen = 0
  /// Logical bytes allocated since the last collection. Part of a machine's state.
  @usableFromInline package var allocated = 0
  /// Logical bytes that were alive after the last collection. Part of a machine's state.
  @usableFromInline package var live = 0
  /// The most logical bytes that may be alive or allocated since the last collection.
  @usableFromInline package var limit = ValueLimits.heapBytes
  /// Work done by library functions since it was last taken away, in units of about one instruction: fuel charged by size.
  @usableFromInline package var work = 0
  /// Its program is of language 1: `uniqueItems` compares by spelling, and putting lists together costs as making one does.
  package var isOfFirstLanguage = false

  package init() {}

  // MARK: Accounting

  /// What an object of this kind and count costs against the heap's bound, in logical bytes.
  @inlinable package static func logicalSize(_ kind: ObjectKind, _ count: Int) -> Int {
    switch kind {
    case .string, .bytes: 16 + count
    case .list, .some, .error, .secret: 16 + 16 * count
    case .map: 16 + 32 * count
    }
  }

  /// Counts an allocation against the bound. Throws when the heap is full.
  @inlinable package mutating func account(_ size: Int) throws(EvaluationError) {
    allocated &+= size
    if live &+ allocated > limit { throw outOfMemory() }
  }

  @usableFromInline func outOfMemory() -> EvaluationError {
    EvaluationError("the run's memory is full (limit: \(limit) bytes)", kind: .budget)
  }

  /// Counts work that grows with the size of operands.
  @inlinable package mutating func charge(_ units: Int) { work &+= units }

  // MARK: Making objects

  @inlinable mutating func addObject(_ kind: ObjectKind, start: Int, count: Int, extra: Int = 0) -> Ref {
    let ref = Ref(objects.count)
    objects.append(HeapObject(kind: kind, start: start, count: count, extra: extra))
    return ref
  }

  package mutating func makeString(_ text: String) throws(EvaluationError) -> Value {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    return try finishBytes(.string, start: start)
  }

  package mutating func makeString(utf8 content: some Collection<UInt8>) throws(EvaluationError) -> Value {
    let start = bytes.count
    bytes.append(contentsOf: content)
    return try finishBytes(.string, start: start)
  }

  package mutating func makeBytes(_ content: some Collection<UInt8>) throws(EvaluationError) -> Value {
    let start = bytes.count
    bytes.append(contentsOf: content)
    return try finishBytes(.bytes, start: start)
  }

  /// Turns the bytes from `start` to the end of the arena, which the caller has just appended, into an object.
  /// The caller vouches that a string's bytes are valid UTF-8.
  package mutating func finishBytes(_ kind: ObjectKind, start: Int) throws(EvaluationError) -> Value {
    let count = bytes.count - start
    guard count <= ValueLimits.stringBytes else {
      bytes.removeSubrange(start...)
      throw EvaluationError("a text of \(count) bytes is too long (limit: \(ValueLimits.stringBytes))")
    }
    try account(Self.logicalSize(kind, count))
    work &+= count >> 3
    let ref = addObject(kind, start: start, count: count)
    return kind == .string ? .string(ref) : .bytes(ref)
  }

  /// A list of `elements`. For building piece by piece see `append`.
  package mutating func makeList(_ elements: some Collection<Value>) throws(EvaluationError) -> Value {
    guard elements.count <= ValueLimits.elements else { throw Self.tooMany(elements.count) }
    try account(Self.logicalSize(.list, elements.count))
    work &+= elements.count >> 2
    let start = cells.count
    cells.append(contentsOf: elements)
    return .list(addObject(.list, start: start, count: elements.count, extra: elements.count))
  }

  static func tooMany(_ count: Int) -> EvaluationError {
    EvaluationError("a collection of \(count) elements is too large (limit: \(ValueLimits.elements))")
  }

  /// Adds `element` to a list that is still being built: one that came from `makeList([])` and that only the builder
  /// has seen. Amortised constant time; costs 16 logical bytes.
  package mutating func append(_ element: Value, to list: Ref) throws(EvaluationError) {
    var object = objects[list.position]
    let count = Int(object.count)
    guard count < ValueLimits.elements else { throw Self.tooMany(count + 1) }
    try account(16)
    let start = Int(object.start)
    let reserved = Int(object.extra)
    if start + reserved == cells.count, count == reserved {
      cells.append(element)
      object.extra &+= 1
    } else if count < reserved {
      cells[start + count] = element
    } else {
      let moved = cells.count
      let room = max(8, count * 2)
      cells.reserveCapacity(moved + room)
      for index in start..<start + count { cells.append(cells[index]) }
      cells.append(element)
      for _ in count + 1..<room { cells.append(.null) }
      object.start = UInt32(moved)
      object.extra = UInt32(room)
    }
    object.count &+= 1
    objects[list.position] = object
  }

  /// `optional.of(value)`.
  package mutating func makeSome(_ value: Value) throws(EvaluationError) -> Value {
    try account(Self.logicalSize(.some, 1))
    let start = cells.count
    cells.append(value)
    return .some(addObject(.some, start: start, count: 1))
  }

  /// An error as a value. Cells: kind and what is known of its effect (int, `EvaluationError.cell`), message (string), step (int, its number in the step
  /// table, or -1), place (int, the instruction's number, or -1).
  package mutating func makeError(_ error: EvaluationError, step: Int = -1, instruction: Int = -1) -> Value {
    // An error must be expressible even when the heap is full: its message is cut instead of refused.
    let start = bytes.count
    bytes.append(contentsOf: error.message.utf8.prefix(ValueLimits.errorBytes))
    // Not within a code point: what a string holds is valid UTF-8, or a snapshot of it could not be read again.
    if error.message.utf8.count > ValueLimits.errorBytes {
      while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
      if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
    }
    let text = addObject(.string, start: start, count: bytes.count - start)
    allocated &+= Self.logicalSize(.string, bytes.count - start) + Self.logicalSize(.error, 4)
    let cell = cells.count
    cells.append(.int(error.cell))
    cells.append(.string(text))
    cells.append(.int(Int64(step)))
    cells.append(.int(Int64(instruction)))
    return .error(addObject(.error, start: cell, count: 4))
  }

  /// A secret: text with holes. `parts` alternates literal text and the name of the secret that fills the hole, beginning
  /// and ending with (possibly empty) text, all as string values: `["Bearer ", "secret:token", ""]`. An odd number of cells.
  package mutating func makeSecret(_ parts: some Collection<Value>) throws(EvaluationError) -> Value {
    precondition(parts.count % 2 == 1)
    try account(Self.logicalSize(.secret, parts.count))
    let start = cells.count
    cells.append(contentsOf: parts)
    return .secret(addObject(.secret, start: start, count: parts.count))
  }

  // MARK: Reading objects

  @inlinable @inline(__always) package subscript(_ ref: Ref) -> HeapObject { objects[ref.position] }

  /// The cells of a list, map (key, value, key, value …), `some`, error or secret.
  @inlinable package func cellRange(_ ref: Ref) -> Range<Int> {
    let object = objects[ref.position]
    let count = object.kind == .map ? Int(object.count) * 2 : Int(object.count)
    return Int(object.start)..<Int(object.start) + count
  }

  @inlinable package func byteRange(_ ref: Ref) -> Range<Int> {
    let object = objects[ref.position]
    return Int(object.start)..<Int(object.start) + Int(object.count)
  }

  /// Elements of a list, entries of a map, bytes of a string.
  @inlinable @inline(__always) package func count(_ ref: Ref) -> Int { Int(objects[ref.position].count) }

  @inlinable @inline(__always) package func element(_ ref: Ref, _ index: Int) -> Value {
    cells[Int(objects[ref.position].start) + index]
  }
  @inlinable @inline(__always) package func key(_ ref: Ref, _ entry: Int) -> Value {
    cells[Int(objects[ref.position].start) + 2 * entry]
  }
  @inlinable @inline(__always) package func value(_ ref: Ref, _ entry: Int) -> Value {
    cells[Int(objects[ref.position].start) + 2 * entry + 1]
  }

  package func text(_ ref: Ref) -> String { String(decoding: bytes[byteRange(ref)], as: UTF8.self) }
}
