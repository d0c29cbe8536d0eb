// Garbage: keeps what the machine can still reach and slides it together, in the order in which it was made. When that
// happens is decided by logical counters alone, and what is reachable by the program's tables, so that a machine that was
// frozen and thawed collects at the same instruction and is left with the same count. No value can tell that it happened.
import Bytecode
import Values

/// How much of a heap's arrays belongs to frozen objects: constants, inputs and the map `run`.
struct HeapFloor: Sendable {
  let objects: Int
  let cells: Int
  let bytes: Int
  let slots: Int

  init(_ heap: Heap) {
    objects = heap.frozen
    cells = heap.cells.count
    bytes = heap.bytes.count
    slots = heap.slots.count
  }
}

extension Machine {
  /// Sets the registers of a fiber's top frame that nothing reads any more to unset, where the fiber stops. A thawed machine
  /// has them so; this way the other one has too, and not even a mistake elsewhere can make a difference between them.
  mutating func clearDead(_ index: Int) {
    let frame = fibers[index].top
    var next = frame.base
    let end = fibers[index].registers.count
    program.forEachLive(at: frame.pc) { register in
      let live = frame.base + Int(register)
      while next < live {
        fibers[index].registers[next] = .unset
        next += 1
      }
      next += 1
    }
    while next < end {
      fibers[index].registers[next] = .unset
      next += 1
    }
  }

  /// Calls `body` on every value from which the state is reached.
  private mutating func updateRoots(_ body: (inout Value) -> Void) {
    for index in fibers.indices {
      for frame in fibers[index].frames {
        if program.isStop(frame.pc) {
          program.forEachLive(at: frame.pc) { body(&fibers[index].registers[frame.base + Int($0)]) }
        } else {
          // A fiber that was woken and has not run yet: its registers were cleared when it stopped.
          let registers = Int(program.program.functions[Int(frame.function)].registers)
          for register in frame.base..<frame.base + registers { body(&fibers[index].registers[register]) }
        }
      }
      fibers[index].updateHeld(body)
    }
    switch result {
    case .none: break
    case .completed(var value):
      body(&value)
      result = .completed(value)
    case .failed(var value):
      body(&value)
      result = .failed(value)
    }
  }

  mutating func collectGarbage() {
    // The top frame of the fiber that runs has not been cleared: its dead registers must not be left pointing anywhere.
    for index in fibers.indices where program.isStop(fibers[index].pc) { clearDead(index) }
    var collection = Collection(heap: heap, floor: floor)
    updateRoots { collection.reach($0) }
    collection.followAll()
    heap = collection.compact()
    updateRoots { $0 = collection.moved($0) }
    heap.live = collection.live
    heap.allocated = 0
  }

  /// One collection under way.
  private struct Collection {
    let heap: Heap
    let floor: HeapFloor
    /// For each object above the floor: 0 unreached, 1 reached; later its new number.
    var forward: [UInt32]
    var waiting: [Ref] = []
    var live = 0

    init(heap: Heap, floor: HeapFloor) {
      self.heap = heap
      self.floor = floor
      forward = Array(repeating: 0, count: heap.objects.count - floor.objects)
    }

    mutating func reach(_ value: Value) {
      guard let ref = value.ref, ref.position >= floor.objects, forward[ref.position - floor.objects] == 0 else {
        return
      }
      forward[ref.position - floor.objects] = 1
      waiting.append(ref)
    }

    mutating func followAll() {
      while let ref = waiting.popLast() {
        switch heap[ref].kind {
        case .string, .bytes: break
        case .list, .map, .some, .error, .secret: for cell in heap.cellRange(ref) { reach(heap.cells[cell]) }
        }
      }
    }

    func moved(_ value: Value) -> Value {
      guard let ref = value.ref, ref.position >= floor.objects else { return value }
      return value.with(Ref(forward[ref.position - floor.objects]))
    }

    /// The reached objects, one after another above the frozen ones.
    mutating func compact() -> Heap {
      var result = heap
      result.objects.removeSubrange(floor.objects...)
      result.cells.removeSubrange(floor.cells...)
      result.bytes.removeSubrange(floor.bytes...)
      result.slots.removeSubrange(floor.slots...)
      live = 0
      for number in forward.indices where forward[number] != 0 {
        var object = heap.objects[floor.objects + number]
        let ref = Ref(floor.objects + number)
        live += Heap.logicalSize(object.kind, Int(object.count))
        forward[number] = UInt32(result.objects.count)
        switch object.kind {
        case .string, .bytes:
          object.start = UInt32(result.bytes.count)
          result.bytes.append(contentsOf: heap.bytes[heap.byteRange(ref)])
        case .list, .some, .error, .secret, .map:
          object.start = UInt32(result.cells.count)
          result.cells.append(contentsOf: heap.cells[heap.cellRange(ref)])
          if object.kind == .list { object.extra = object.count }
        }
        result.objects.append(object)
      }
      for cell in floor.cells..<result.cells.count { result.cells[cell] = moved(result.cells[cell]) }
      for number in floor.objects..<result.objects.count {
        guard result.objects[number].kind == .map, result.objects[number].extra != 0 else { continue }
        do throws(EvaluationError) {
          try result.buildIndex(Ref(number))
        } catch {
          preconditionFailure("a map's keys were distinct when it was made: \(error.message)")
        }
      }
      return result
    }
  }
}

extension Value {
  /// The same kind of value with another object.
  @inline(__always) func with(_ ref: Ref) -> Value {
    switch self {
    case .string: .string(ref)
    case .bytes: .bytes(ref)
    case .list: .list(ref)
    case .map: .map(ref)
    case .some: .some(ref)
    case .error: .error(ref)
    case .secret: .secret(ref)
    case .unset, .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .none: self
    }
  }
}
