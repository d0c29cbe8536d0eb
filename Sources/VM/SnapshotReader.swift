// Reads a snapshot's values and objects into a heap. Objects come breadth first, so that a value says whether its object is a
// new one, one met before or a frozen one; a new one is numbered by that, and its content comes when its turn is. Thus no
// object can be without a reference, and none can be numbered in another order.
import Bytecode
import Values

struct SnapshotReader: ~Copyable, ~Escapable {
  var input: CanonicalReader
  var heap: Heap
  /// The tags (raw values) of the objects met so far, in the order of their numbers.
  private var kinds: [UInt8] = []
  /// Whether a collection refers to one that is not after it: only then can there be a circle.
  private var refersBack = false
  /// Whether it is known of an error what became of its effect.
  private(set) var hasReaches = false

  @_lifetime(copy input)
  init(_ input: consuming CanonicalReader, heap: Heap) {
    self.input = input
    self.heap = heap
  }

  mutating func value() throws(CodingError) -> Value {
    let start = input.position
    let byte = try input.byte()
    switch byte & 0xC0 {
    case 0: return try plain(byte, start)
    case SnapshotFormat.met:
      let number = try input.number(upTo: .max, "the number of an object")
      guard number < kinds.count, kinds[number] == byte & 0x3F else {
        throw input.error("object \(number) is not there or of another kind", at: start)
      }
      return try reference(byte, heap.frozen + number, start)
    case SnapshotFormat.frozen:
      let number = try input.number(upTo: .max, "the number of a constant")
      guard number < heap.frozen, heap.objects[number].kind.tagValue == byte & 0x3F else {
        throw input.error("constant \(number) is not there or of another kind", at: start)
      }
      return try reference(byte, number, start)
    default: throw unknown(byte, start)
    }
  }

  private func unknown(_ byte: UInt8, _ start: Int) -> CodingError {
    input.error("an unknown kind of value: \(byte)", at: start)
  }

  /// A value that needs no other, or a new object.
  @inline(__always) private mutating func plain(_ byte: UInt8, _ start: Int) throws(CodingError) -> Value {
    switch byte {
    case ValueTag.null.rawValue: return .null
    case ValueTag.false.rawValue: return .bool(false)
    case ValueTag.true.rawValue: return .bool(true)
    case ValueTag.int.rawValue: return .int(try input.int())
    case ValueTag.uint.rawValue: return .uint(try input.varint())
    case ValueTag.double.rawValue: return .double(try input.double())
    case ValueTag.decimal.rawValue: return .decimal(try input.decimal())
    case ValueTag.timestamp.rawValue: return .timestamp(try input.timestamp())
    case ValueTag.duration.rawValue: return .duration(try input.duration())
    case ValueTag.type.rawValue: return .type(try input.typeName())
    case ValueTag.none.rawValue: return .none
    case SnapshotFormat.unset: return .unset
    default:
      let value = try reference(byte, heap.frozen + kinds.count, start)
      kinds.append(byte)
      return value
    }
  }

  @inline(__always) private func reference(_ byte: UInt8, _ position: Int, _ start: Int) throws(CodingError) -> Value {
    let ref = Ref(position)
    switch byte & 0x3F {
    case ValueTag.string.rawValue: return .string(ref)
    case ValueTag.bytes.rawValue: return .bytes(ref)
    case ValueTag.list.rawValue: return .list(ref)
    case ValueTag.map.rawValue: return .map(ref)
    case ValueTag.some.rawValue: return .some(ref)
    case ValueTag.error.rawValue: return .error(ref)
    case ValueTag.secret.rawValue: return .secret(ref)
    default: throw unknown(byte, start)
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
      switch kinds[next] {
      case ValueTag.string.rawValue: try readBytes(.string)
      case ValueTag.bytes.rawValue: try readBytes(.bytes)
      case ValueTag.list.rawValue: try readCells(.list, count: try input.count(upTo: ValueLimits.elements), next)
      case ValueTag.map.rawValue: try readMap(next)
      case ValueTag.some.rawValue: try readCells(.some, count: 1, next)
      case ValueTag.error.rawValue:
        try readCells(.error, count: 4, next)
        try checkError(start)
      case ValueTag.secret.rawValue:
        let count = try input.count(upTo: ValueLimits.elements)
        guard count % 2 == 1 else { throw input.error("a secret has an odd number of parts", at: start) }
        try readCells(.secret, count: count, next)
        for cell in heap.cells.count - count..<heap.cells.count {
          guard case .string = heap.cells[cell] else { throw input.error("a part of a secret is no text", at: start) }
        }
      default: preconditionFailure("only tags of objects are kept")
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
    if case .string = kind {
      let text = heap.bytes.span.extracting(start..<start + count)
      var high: UInt8 = 0
      for position in text.indices { high |= text[position] }
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
    try appendCells(count) { reader, cells throws(CodingError) in
      for _ in 0..<count {
        let value = try reader.part()
        reader.note(value, in: number)
        cells.append(value)
      }
    }
    var extra = 0
    if case .list = kind { extra = count }
    heap.objects.append(HeapObject(kind: kind, start: start, count: count, extra: extra))
  }

  private mutating func readMap(_ number: Int) throws(CodingError) {
    let count = try input.count(bytesEach: 2, upTo: ValueLimits.elements)
    let start = heap.cells.count
    try appendCells(2 * count) { reader, cells throws(CodingError) in
      for _ in 0..<count {
        let place = reader.input.position
        let key = try reader.part()
        switch key {
        case .bool, .int, .uint, .string: cells.append(key)
        default: throw reader.input.error("a map's key is a string, int, uint or bool", at: place)
        }
        let value = try reader.part()
        reader.note(value, in: number)
        cells.append(value)
      }
    }
    heap.objects.append(HeapObject(kind: .map, start: start, count: count))
  }

  /// Makes room for so many cells at once, each of which takes at least a byte of what is left. (Beside the reader, which goes
  /// on reading while they are filled; where that fails the whole heap is given up.)
  @inline(__always) private mutating func appendCells(
    _ count: Int,
    _ fill: (inout SnapshotReader, inout OutputSpan<Value>) throws(CodingError) -> Void
  ) throws(CodingError) {
    guard count <= input.left else { throw input.error("the data ends too early") }
    var cells: [Value] = []
    swap(&cells, &heap.cells)
    try cells.append(addingCapacity: count) { (cells: inout OutputSpan<Value>) throws(CodingError) in
      try fill(&self, &cells)
    }
    swap(&cells, &heap.cells)
  }

  @inline(__always) private mutating func note(_ value: Value, in number: Int) {
    switch value {
    case .list(let ref), .map(let ref), .some(let ref):
      if ref.position >= heap.frozen, ref.position - heap.frozen <= number { refersBack = true }
    default: break
    }
  }

  private mutating func checkError(_ start: Int) throws(CodingError) {
    let cells = heap.cells.suffix(4)
    guard case .int(let first) = cells[cells.startIndex], let parts = EvaluationError.parts(ofCell: first),
      case .string = cells[cells.startIndex + 1], case .int = cells[cells.startIndex + 2],
      case .int = cells[cells.startIndex + 3]
    else { throw input.error("an error has not the parts of one", at: start) }
    if parts.reach != .notSent { hasReaches = true }
  }

  /// Indexes of maps (which refuses duplicate keys), and that no value holds itself.
  mutating func checkObjects() throws(CodingError) {
    var previous: Ref?
    for number in kinds.indices where kinds[number] == ValueTag.map.rawValue {
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
