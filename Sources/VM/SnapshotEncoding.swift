// A machine's state → canonical bytes (Grammar/snapshot.md). Only reads. What it writes is what the program can still read:
// registers that are alive where a fiber stands, and the objects reached from there, numbered in the order in which they are
// first met; so neither garbage nor the arena's layout shows.
import Bytecode
import Values

extension Machine {
  /// The canonical bytes of the state. Only when no fiber can run (after `run`); changes nothing.
  /// - programDigest: the identity of the program; `inputsDigest`: of inputs and the map `run`. Opaque here.
  package func snapshot(programDigest: [UInt8], inputsDigest: [UInt8]) -> [UInt8] {
    precondition(fibers.allSatisfy { $0.state != .ready }, "a snapshot is taken when no fiber can run")
    var writer = SnapshotWriter(heap: heap)
    writer.out.raw(SnapshotFormat.magic)
    writer.out.varint(hasGrants ? SnapshotFormat.versionWithGrants : SnapshotFormat.versionWithoutGrants)
    writer.out.data(programDigest)
    writer.out.data(inputsDigest)
    let grants = writeCounters(&writer)
    switch result {
    case .none:
      writer.out.byte(SnapshotFormat.Result.none.rawValue)
      writer.out.count(fibers.count)
      for index in fibers.indices { write(fibers[index], &writer) }
    case .completed(let value):
      writer.out.byte(SnapshotFormat.Result.completed.rawValue)
      writer.value(value)
    case .failed(let value):
      writer.out.byte(SnapshotFormat.Result.failed.rawValue)
      writer.value(value)
    }
    writer.objects()
    guard writer.hasReaches else { return writer.out.bytes }
    // Which errors can still be read is known only now. What is said of their effects stands in them; before them only this differs.
    writer.out.bytes[SnapshotFormat.magic.count] = UInt8(SnapshotFormat.version)
    if !hasGrants { writer.out.bytes.insert(0, at: grants) }
    return writer.out.bytes
  }

  var hasGrants: Bool { grantedSteps > 0 || fibers.contains { $0.state == .budget } }

  /// Returns where the granted steps stand, or would.
  private func writeCounters(_ writer: inout SnapshotWriter) -> Int {
    var flags: UInt8 = 0
    if isInFinalInstructions { flags |= SnapshotFormat.Flags.finalInstructions }
    if isInFinalSteps { flags |= SnapshotFormat.Flags.finalSteps }
    writer.out.byte(flags)
    writer.out.varint(lastTicket)
    writer.out.count(nextFiber)
    writer.out.count(usedInstructions)
    writer.out.count(usedSteps)
    let grants = writer.out.bytes.count
    if hasGrants { writer.out.varint(grantedSteps) }
    writer.out.count(heap.allocated)
    writer.out.count(heap.live)
    var counted = 0
    for step in starts.indices where starts[step] | skips[step] != 0 { counted += 1 }
    writer.out.count(counted)
    var next = 0
    for step in starts.indices where starts[step] | skips[step] != 0 {
      writer.out.count(step - next)
      writer.out.varint(starts[step])
      writer.out.varint(skips[step])
      next = step + 1
    }
    return grants
  }

  private func write(_ fiber: Fiber, _ writer: inout SnapshotWriter) {
    writer.out.count(fiber.number)
    if fiber.number > 0 {
      writer.out.count(fiber.parent)
      writer.out.count(fiber.arm)
    }
    writer.out.byte(fiber.state.rawValue)
    writer.out.bool(fiber.isUnwinding)
    writer.value(fiber.pending)
    writer.out.count(fiber.frames.count)
    for frame in fiber.frames {
      writer.out.varint(UInt64(frame.function))
      writer.out.count(frame.pc - program.program.functions[Int(frame.function)].code.lowerBound)
      program.forEachLive(at: frame.pc) { writer.value(fiber.registers[frame.base + Int($0)]) }
    }
    switch fiber.state {
    case .ready: break
    case .gate, .timer, .budget: writer.out.varint(fiber.ticket)
    case .effect:
      writer.out.varint(fiber.ticket)
      writer.value(fiber.held)
    case .question:
      writer.out.varint(fiber.ticket)
      writer.value(fiber.question)
      writer.value(fiber.held)
    case .join:
      guard let group = fiber.group else { preconditionFailure("a fiber at a join has a group") }
      writer.value(group.rows)
      writer.out.count(group.count)
      writer.out.count(group.started)
      writer.value(group.failure)
      writer.out.count(group.mergedRow + 1)
      writer.out.count(group.merged.count)
      for value in group.merged { writer.value(value) }
      writer.out.count(group.collected.count)
      for value in group.collected { writer.value(value) }
      if program.timeLimit(at: fiber.pc) != nil { writer.out.varint(fiber.ticket) }
    }
  }
}

/// Writes values, and after them the objects they refer to, breadth first.
struct SnapshotWriter {
  var out = CanonicalWriter()
  let heap: Heap
  /// For each object above the frozen ones: its number in the snapshot plus 1, or 0.
  private var numbers: [UInt32]
  /// The objects in the order of their numbers.
  private var queue: [Ref] = []
  /// Whether it is known of an error what became of its effect.
  private(set) var hasReaches = false

  init(heap: Heap) {
    self.heap = heap
    numbers = Array(repeating: 0, count: heap.objects.count - heap.frozen)
    out.bytes.reserveCapacity(512)
  }

  mutating func value(_ value: Value) {
    switch value {
    case .unset: out.bytes.append(SnapshotFormat.unset)
    case .null: out.tag(.null)
    case .bool(let flag): out.tag(flag ? .true : .false)
    case .int(let number):
      out.tag(.int)
      out.int(number)
    case .uint(let number):
      out.tag(.uint)
      out.varint(number)
    case .double(let number):
      out.tag(.double)
      out.double(number)
    case .decimal(let number):
      out.tag(.decimal)
      out.decimal(number)
    case .timestamp(let time):
      out.tag(.timestamp)
      out.timestamp(time)
    case .duration(let length):
      out.tag(.duration)
      out.duration(length)
    case .type(let name):
      out.tag(.type)
      out.byte(name.rawValue)
    case .none: out.tag(.none)
    case .string(let ref): reference(ref, .string)
    case .bytes(let ref): reference(ref, .bytes)
    case .list(let ref): reference(ref, .list)
    case .map(let ref): reference(ref, .map)
    case .some(let ref): reference(ref, .some)
    case .error(let ref): reference(ref, .error)
    case .secret(let ref): reference(ref, .secret)
    }
  }

  private mutating func reference(_ ref: Ref, _ tag: ValueTag) {
    let position = Int(ref.index)
    if position < heap.frozen {
      out.bytes.append(tag.rawValue | SnapshotFormat.frozen)
      out.count(position)
      return
    }
    let number = numbers[position - heap.frozen]
    if number == 0 {
      queue.append(ref)
      numbers[position - heap.frozen] = UInt32(queue.count)
      out.bytes.append(tag.rawValue)
    } else {
      out.bytes.append(tag.rawValue | SnapshotFormat.met)
      out.count(Int(number) - 1)
    }
  }

  /// Writes every object met so far, those that it meets by that, and so on.
  mutating func objects() {
    var next = 0
    while next < queue.count {
      let object = heap.objects[Int(queue[next].index)]
      let start = Int(object.start)
      let cells: Int
      switch object.kind {
      case .string, .bytes:
        cells = 0
        out.count(Int(object.count))
        heap.bytes.withUnsafeBufferPointer { bytes in
          out.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<start + Int(object.count)]))
        }
      case .list, .map, .secret:
        cells = Int(object.count) * (object.kind == .map ? 2 : 1)
        out.count(Int(object.count))
      case .some: cells = Int(object.count)
      case .error:
        cells = Int(object.count)
        if heap.errorParts(queue[next]).reach != .notSent { hasReaches = true }
      }
      for cell in start..<start + cells { value(heap.cells[cell]) }
      next += 1
    }
  }
}
