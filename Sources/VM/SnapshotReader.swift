// Reads a snapshot's values and objects into a heap. Objects come breadth first, so that a value says whether its object is a
// new one, one met before or a frozen one; a new one is numbered by that, and its content comes when its turn is. Thus no
// object can be without a reference, and none can be numbered in another order.
import Bytecode
import Values

struct SnapshotReader: ~Copyable, ~Escapable {
  var input: CanonicalReader
  var heap: Heap
  /// The kinds of the objects met so far, in the order of their numbers. (Compared by raw value in here: `==` of an enum with
  /// a raw type is a generic call.)
  private var kinds: [ObjectKind] = []
  /// Whether a collection refers to one that is not after it: only then can there be a circle.
  private var refersBack = false

  @_lifetime(copy input)
  init(_ input: consuming CanonicalReader, heap: Heap) {
    self.input = input
    self.heap = heap
  }

  mutating func value() throws(CodingError) -> Value {
    let start = input.position
    let byte = try input.byte()
    if byte == SnapshotFormat.unset { return .unset }
    guard let tag = ValueTag(rawValue: byte & 0x3F) else {
      throw input.error("an unknown kind of value: \(byte)", at: start)
    }
    if let kind = tag.objectKind {
      switch byte & 0xC0 {
      case 0:
        kinds.append(kind)
        return Self.reference(kind, heap.frozen + kinds.count - 1)
      case SnapshotFormat.met:
        let number = try input.number(upTo: .max, "the number of an object")
        guard number < kinds.count, kinds[number].rawValue == kind.rawValue else {
          throw input.error("object \(number) is not there or of another kind", at: start)
        }
        return Self.reference(kind, heap.frozen + number)
      case SnapshotFormat.frozen:
        let number = try input.number(upTo: .max, "the number of a constant")
        guard number < heap.frozen, heap.objects[number].kind.rawValue == kind.rawValue else {
          throw input.error("constant \(number) is not there or of another kind", at: start)
        }
        return Self.reference(kind, number)
      default: throw input.error("an unknown kind of value: \(byte)", at: start)
      }
    }
    guard byte & 0xC0 == 0 else { throw input.error("an unknown kind of value: \(byte)", at: start) }
    switch tag {
    case .null: return .null
    case .false: return .bool(false)
    case .true: return .bool(true)
    case .int: return .int(try input.int())
    case .uint: return .uint(try input.varint())
    case .double: return .double(try input.double())
    case .decimal: return .decimal(try input.decimal())
    case .timestamp: return .timestamp(try input.timestamp())
    case .duration: return .duration(try input.duration())
    case .type: return .type(try input.typeName())
    case .none: return .none
    case .string, .bytes, .list, .map, .some, .error, .secret: preconditionFailure("an object's tag")
    }
  }

  /// A value that is not `unset`.
  mutating func part() throws(CodingError) -> Value {
    let start = input.position
    let value = try value()
    if case .unset = value { throw input.error("a value is missing", at: start) }
    return value
  }

  mutating func errorOrUnset() throws(CodingError) -> Value {
    let start = input.position
    let value = try value()
    switch value {
    case .unset, .error: return value
    default: throw input.error("what was raised is no error", at: start)
    }
  }

  private static func reference(_ kind: ObjectKind, _ position: Int) -> Value {
    let ref = Ref(position)
    return switch kind {
    case .string: .string(ref)
    case .bytes: .bytes(ref)
    case .list: .list(ref)
    case .map: .map(ref)
    case .some: .some(ref)
    case .error: .error(ref)
    case .secret: .secret(ref)
    }
  }

  // MARK: Objects

  /// Reads the content of every object met so far, of those met by that, and so on.
  mutating func readObjects() throws(CodingError) {
    // About what small objects take, so that arrays seldom grow; never more than a few times the bytes that are left.
    heap.cells.reserveCapacity(heap.cells.count + input.left / 4)
    heap.bytes.reserveCapacity(heap.bytes.count + input.left)
    heap.objects.reserveCapacity(heap.objects.count + input.left / 6)
    var next = 0
    while next < kinds.count {
      let start = input.position
      let kind = kinds[next]
      switch kind {
      case .string, .bytes: try readBytes(kind)
      case .list: try readCells(kind, count: try input.count(upTo: ValueLimits.elements), next)
      case .map: try readMap(next)
      case .some: try readCells(kind, count: 1, next)
      case .error:
        try readCells(kind, count: 4, next)
        try checkError(start)
      case .secret:
        let count = try input.count(upTo: ValueLimits.elements)
        guard count % 2 == 1 else { throw input.error("a secret has an odd number of parts", at: start) }
        try readCells(kind, count: count, next)
        for cell in heap.cells.count - count..<heap.cells.count {
          guard case .string = heap.cells[cell] else { throw input.error("a part of a secret is no text", at: start) }
        }
      }
      guard heap.cells.count < Int(UInt32.max) / 2, heap.bytes.count < Int(UInt32.max) / 2 else {
        throw input.error("it holds too much", at: start)
      }
      next += 1
    }
  }

  private mutating func readBytes(_ kind: ObjectKind) throws(CodingError) {
    let count = try input.count(upTo: ValueLimits.stringBytes)
    let start = heap.bytes.count
    let place = input.position
    try input.copy(count, to: &heap.bytes)
    if kind.rawValue == ObjectKind.string.rawValue {
      var high: UInt8 = 0
      for position in start..<start + count { high |= heap.bytes[position] }
      if high >= 0x80 { try checkText(start..<start + count, place) }
    }
    heap.objects.append(HeapObject(kind: kind, start: start, count: count))
  }

  private func checkText(_ range: Range<Int>, _ place: Int) throws(CodingError) {
    do {
      _ = try UTF8Span(validating: heap.bytes.span.extracting(range))
    } catch {
      throw input.error("a text is not valid UTF-8", at: place)
    }
  }

  private mutating func readCells(_ kind: ObjectKind, count: Int, _ number: Int) throws(CodingError) {
    let start = heap.cells.count
    for _ in 0..<count {
      let value = try part()
      note(value, in: number)
      heap.cells.append(value)
    }
    heap.objects.append(
      HeapObject(kind: kind, start: start, count: count, extra: kind.rawValue == ObjectKind.list.rawValue ? count : 0))
  }

  private mutating func readMap(_ number: Int) throws(CodingError) {
    let count = try input.count(bytesEach: 2, upTo: ValueLimits.elements)
    let start = heap.cells.count
    for _ in 0..<count {
      let place = input.position
      let key = try part()
      switch key {
      case .bool, .int, .uint, .string: heap.cells.append(key)
      default: throw input.error("a map's key is a string, int, uint or bool", at: place)
      }
      let value = try part()
      note(value, in: number)
      heap.cells.append(value)
    }
    heap.objects.append(HeapObject(kind: .map, start: start, count: count))
  }

  private mutating func note(_ value: Value, in number: Int) {
    switch value {
    case .list(let ref), .map(let ref), .some(let ref):
      if ref.position >= heap.frozen, ref.position - heap.frozen <= number { refersBack = true }
    default: break
    }
  }

  private func checkError(_ start: Int) throws(CodingError) {
    let cells = heap.cells.suffix(4)
    guard case .int(let kind) = cells[cells.startIndex], ErrorKind(rawValue: UInt8(clamping: kind)) != nil,
      case .string = cells[cells.startIndex + 1], case .int = cells[cells.startIndex + 2],
      case .int = cells[cells.startIndex + 3]
    else { throw input.error("an error has not the parts of one", at: start) }
  }

  /// Indexes of maps (which refuses duplicate keys), and that no value holds itself.
  mutating func checkObjects() throws(CodingError) {
    var previous: Ref?
    for number in kinds.indices where kinds[number].rawValue == ObjectKind.map.rawValue {
      let map = Ref(heap.frozen + number)
      // Rows of a table have the same keys: what was found of one holds for the next.
      if let previous, heap.hasSmallIndex(map, like: previous) { continue }
      previous = map
      do throws(EvaluationError) {
        try heap.buildIndex(map)
      } catch {
        throw input.error("a map cannot be: \(error.message)")
      }
    }
    if refersBack { try checkCircles() }
  }

  private func checkCircles() throws(CodingError) {
    /// 0: not looked at, 1: on the path, 2: free of circles.
    var marks = [UInt8](repeating: 0, count: kinds.count)
    var path: [(number: Int, next: Int)] = []
    for root in kinds.indices where marks[root] == 0 {
      marks[root] = 1
      path.append((root, heap.cellsOf(root).lowerBound))
      while let (number, next) = path.last {
        guard next < heap.cellsOf(number).upperBound else {
          marks[number] = 2
          path.removeLast()
          continue
        }
        path[path.count - 1].next = next + 1
        guard let ref = heap.cells[next].ref, ref.position >= heap.frozen else { continue }
        let child = ref.position - heap.frozen
        if marks[child] == 1 { throw input.error("a value holds itself") }
        if marks[child] == 0 {
          marks[child] = 1
          path.append((child, heap.cellsOf(child).lowerBound))
        }
      }
    }
  }
}

extension Heap {
  /// The cells of the object of this number above the frozen ones; none for texts.
  fileprivate func cellsOf(_ number: Int) -> Range<Int> {
    let ref = Ref(frozen + number)
    switch self[ref].kind {
    case .string, .bytes: return 0..<0
    case .list, .map, .some, .error, .secret: return cellRange(ref)
    }
  }
}
