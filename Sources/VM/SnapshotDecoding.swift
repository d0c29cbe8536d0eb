// Canonical bytes → a machine's state, or the reason why not. Every number in the bytes is checked against the program before
// it is used: a damaged or forged snapshot is refused here, or else it is a state that the machine can go on from like any
// other. Digests are compared, never computed: hashing is the caller's.
import Bytecode
import Values

extension Machine {
  /// Goes on from a snapshot. The digests are compared with those in the snapshot; `given` is what the run was given on its
  /// first day.
  package init(
    thawing bytes: [UInt8], _ given: FrozenInputs, programDigest: [UInt8], inputsDigest: [UInt8],
    limits: MachineLimits = MachineLimits()
  ) throws(SnapshotError) {
    guard bytes.count <= limits.snapshotBytes else {
      throw SnapshotError("it has \(bytes.count) bytes (limit: \(limits.snapshotBytes))", at: 0)
    }
    self.init(program: given.program, limits: limits, heap: given.heap)
    do throws(CodingError) {
      var reader = SnapshotReader(CanonicalReader(bytes.span), heap: heap)
      let version = try Self.readHeader(&reader.input, programDigest: programDigest, inputsDigest: inputsDigest)
      try readState(&reader, version: version)
      heap = reader.heap
    } catch {
      throw SnapshotError(error.message, at: error.offset)
    }
  }

  /// The version of its format.
  private static func readHeader(
    _ input: inout CanonicalReader, programDigest: [UInt8], inputsDigest: [UInt8]
  ) throws(CodingError) -> UInt64 {
    guard try input.raw(min(SnapshotFormat.magic.count, input.left)) == SnapshotFormat.magic else {
      throw input.error("these bytes are no snapshot of Twin", at: 0)
    }
    let version = try input.varint()
    guard (SnapshotFormat.versionWithoutGrants...SnapshotFormat.version).contains(version) else {
      throw input.error("its format is version \(version), this machine knows versions up to \(SnapshotFormat.version)")
    }
    guard try input.data(upTo: 64) == programDigest else {
      throw input.error("it was taken of another program")
    }
    guard try input.data(upTo: 64) == inputsDigest else {
      throw input.error("it was taken of a run with other inputs")
    }
    return version
  }

  private mutating func readState(_ reader: inout SnapshotReader, version: UInt64) throws(CodingError) {
    try readCounters(&reader, version: version)
    let start = reader.input.position
    guard let kind = SnapshotFormat.Result(rawValue: try reader.input.byte()) else {
      throw reader.input.error("an unknown kind of ending", at: start)
    }
    switch kind {
    case .none: try readFibers(&reader)
    case .completed: result = .completed(try reader.part())
    case .failed:
      let value = try reader.value()
      guard case .error = value else { throw reader.input.error("the run failed without an error", at: start) }
      result = .failed(value)
    }
    func misfit() -> CodingError {
      reader.input.error("its format is version \(version), which is not that of what it holds", at: start)
    }
    guard hasGrants == (version == SnapshotFormat.versionWithGrants) || version == SnapshotFormat.version else {
      throw misfit()
    }
    try reader.readObjects()
    guard reader.hasReaches == (version == SnapshotFormat.version) else { throw misfit() }
    try reader.input.end()
    try reader.checkObjects()
    try checkAgainstObjects(reader)
  }

  private mutating func readCounters(_ reader: inout SnapshotReader, version: UInt64) throws(CodingError) {
    let most = 1 << 56
    let start = reader.input.position
    let flags = try reader.input.byte()
    guard flags <= SnapshotFormat.Flags.finalInstructions | SnapshotFormat.Flags.finalSteps else {
      throw reader.input.error("unknown flags", at: start)
    }
    isInFinalInstructions = flags & SnapshotFormat.Flags.finalInstructions != 0
    isInFinalSteps = flags & SnapshotFormat.Flags.finalSteps != 0
    lastTicket = UInt64(try reader.input.number(upTo: most, "the number of tickets"))
    nextFiber = try reader.input.number(upTo: most, "the number of fibers")
    meter.fuel = instructionLimit - (try reader.input.number(upTo: most, "the count of instructions"))
    let usedSteps = try reader.input.number(upTo: most, "the count of steps")
    if version != SnapshotFormat.versionWithoutGrants {
      grantedSteps = UInt64(try reader.input.number(upTo: Int(Self.mostSteps), "the count of granted steps"))
    }
    meter.steps = stepLimit - usedSteps
    reader.heap.allocated = try reader.input.number(upTo: most, "the count of allocated bytes")
    reader.heap.live = try reader.input.number(upTo: most, "the count of live bytes")
    var next = 0
    for _ in 0..<(try reader.input.count(bytesEach: 3, upTo: self.starts.count)) {
      let start = reader.input.position
      next += try reader.input.number(upTo: self.starts.count, "the number of a step")
      guard next < self.starts.count else { throw reader.input.error("there is no step \(next)", at: start) }
      self.starts[next] = try reader.input.varint()
      skips[next] = try reader.input.varint()
      guard self.starts[next] | skips[next] != 0, max(self.starts[next], skips[next]) <= UInt64(most) else {
        throw reader.input.error("the count of step \(next) is out of range", at: start)
      }
      next += 1
    }
  }

  // MARK: Fibers

  private mutating func readFibers(_ reader: inout SnapshotReader) throws(CodingError) {
    let count = try reader.input.count(bytesEach: 6, upTo: limits.fibers)
    guard count > 0 else { throw reader.input.error("a run that goes on has no fibers") }
    var tickets: [(number: UInt64, start: Int)] = []
    for _ in 0..<count {
      let start = reader.input.position
      let fiber = try readFiber(&reader, start)
      fibers.append(fiber)
      if fiber.ticket == 0 { continue }
      if fiber.ticket > lastTicket { throw unknownTicket(fiber.ticket, reader.input, start) }
      tickets.append((fiber.ticket, start))
    }
    tickets.sort { $0 < $1 }
    for (ticket, next) in zip(tickets, tickets.dropFirst()) where ticket.number == next.number {
      throw unknownTicket(next.number, reader.input, next.start)
    }
    for fiber in fibers {
      if let group = fiber.group, group.running == 0 {
        throw reader.input.error("fiber \(fiber.number) waits for fibers that are not there")
      }
    }
    let waiting = fibers.filter { $0.state == .budget }
    guard waiting.isEmpty || asksForSteps && meter.steps <= 0 && waiting.count(where: { $0.ticket != 0 }) == 1 else {
      throw reader.input.error("fiber \(waiting[0].number) waits for steps that nobody is asked for")
    }
  }

  private func unknownTicket(_ number: UInt64, _ input: borrowing CanonicalReader, _ start: Int) -> CodingError {
    input.error("ticket \(number) was not given out, or twice", at: start)
  }

  private mutating func readFiber(_ reader: inout SnapshotReader, _ start: Int) throws(CodingError) -> Fiber {
    let number = try reader.input.number(upTo: nextFiber, "the number of a fiber")
    guard number < nextFiber, fibers.isEmpty ? number == 0 : number > fibers[fibers.count - 1].number else {
      throw reader.input.error("fiber \(number) is out of order", at: start)
    }
    var parent = -1
    var arm = 0
    if number > 0 {
      parent = try reader.input.number(upTo: number - 1, "the number of a fiber")
      arm = try reader.input.number(upTo: ValueLimits.elements, "the number of an arm")
      try adopt(parent, arm, reader.input, start)
    }
    guard let state = Fiber.State(rawValue: try reader.input.byte()), state != .ready else {
      throw reader.input.error("fiber \(number) waits for nothing that is known", at: reader.input.position - 1)
    }
    let isUnwinding = try reader.input.bool()
    let pending = try reader.errorOrUnset()
    var fiber = Fiber(number: number, parent: parent, arm: arm, frames: [], registers: [])
    fiber.state = state
    fiber.isUnwinding = isUnwinding
    fiber.pending = pending
    try readFrames(&reader, &fiber)
    switch state {
    case .ready: break
    case .gate, .timer: fiber.ticket = try ticket(&reader)
    case .budget: fiber.ticket = try reader.input.varint()
    case .effect:
      fiber.ticket = try ticket(&reader)
      let start = reader.input.position
      fiber.held = try reader.value()
      switch fiber.held {
      case .unset, .map: break
      default: throw reader.input.error("the answer to a question is no map", at: start)
      }
    case .question:
      fiber.ticket = try ticket(&reader)
      let start = reader.input.position
      fiber.question = try reader.value()
      guard case .string = fiber.question else { throw reader.input.error("a question's kind is no text", at: start) }
      fiber.held = try reader.part()
    case .join: (fiber.group, fiber.ticket) = try readGroup(&reader, fiber)
    }
    switch (state, fiber.pending) {
    case (.gate, .error), (.timer, .error), (.budget, .error):
      if isFindingOut(fiber) { break }
      throw reader.input.error("fiber \(number) should have been stopped", at: start)
    default: break
    }
    return fiber
  }

  private func ticket(_ reader: inout SnapshotReader) throws(CodingError) -> UInt64 {
    let start = reader.input.position
    let number = try reader.input.varint()
    guard number > 0 else { throw reader.input.error("a ticket has no number", at: start) }
    return number
  }

  /// Counts a fiber among those that its parent waits for.
  private mutating func adopt(
    _ parent: Int, _ arm: Int, _ input: borrowing CanonicalReader, _ start: Int
  ) throws(CodingError) {
    guard let above = position(of: parent), let group = fibers[above].group else {
      throw input.error("fiber \(parent) waits for no fibers", at: start)
    }
    guard arm < group.started else { throw input.error("arm \(arm) of fiber \(parent) was not started", at: start) }
    guard !fibers.contains(where: { $0.parent == parent && $0.arm == arm }) else {
      throw input.error("arm \(arm) of fiber \(parent) is there twice", at: start)
    }
    fibers[above].group!.running += 1
  }

  private func readFrames(_ reader: inout SnapshotReader, _ fiber: inout Fiber) throws(CodingError) {
    let count = try reader.input.count(bytesEach: 2, upTo: limits.frames)
    guard count > 0 else { throw reader.input.error("fiber \(fiber.number) has no frames") }
    let code = program.program.code
    for depth in 0..<count {
      let start = reader.input.position
      let number = try reader.input.number(upTo: program.program.functions.count - 1, "the number of a function")
      let function = program.program.functions[number]
      let pc = function.code.lowerBound + (try reader.input.number(upTo: function.code.count - 1, "an instruction"))
      guard program.isStop(pc) else { throw reader.input.error("no fiber can wait at instruction \(pc)", at: start) }
      if depth > 0 {
        guard case .callSkill(_, let skill, _) = code[fiber.pc], Int(skill) == number else {
          throw reader.input.error("the frame below does not call `\(function.name)`", at: start)
        }
      } else if fiber.parent < 0 {
        guard number == 0 else { throw reader.input.error("the first frame is not the skill's", at: start) }
      }
      guard program.arm(at: pc) == place(of: fiber, depth: depth) else {
        throw reader.input.error("instruction \(pc) is not in the fiber's arm", at: start)
      }
      let fits =
        switch (code[pc], depth < count - 1 ? nil : fiber.state) {
        case (.callSkill, nil), (.effect, .effect), (.effect, .question), (.doubt, .effect), (.doubt, .question),
          (.gate, .gate), (.timer, .timer), (.timerUntil, .timer), (.join, .join),
          (.step, .budget):
          true
        default: false
        }
      guard fits else { throw reader.input.error("instruction \(pc) is not what the fiber waits at", at: start) }
      let base = fiber.registers.count
      guard base + Int(function.registers) <= limits.registers else {
        throw reader.input.error("fiber \(fiber.number) has too many registers (limit: \(limits.registers))", at: start)
      }
      fiber.registers.append(contentsOf: repeatElement(.unset, count: Int(function.registers)))
      fiber.frames.append(Frame(function: UInt16(number), base: base, pc: pc))
      try program.forEachLive(at: pc) { register throws(CodingError) in
        fiber.registers[base + Int(register)] = try reader.value()
      }
      if depth == count - 1 { try checkOperands(code[pc], fiber, reader.input, start) }
    }
  }

  /// Where the instruction that a frame stands at must be: in the arm that the fiber is for, or in no arm.
  private func place(of fiber: Fiber, depth: Int) -> ArmPlace {
    guard depth == 0, fiber.parent >= 0, let above = position(of: fiber.parent), let group = fibers[above].group
    else { return .body }
    return .arm(fork: group.fork, arm: program.program.forks[Int(group.fork)].arms.count == 1 ? 0 : fiber.arm)
  }

  /// What a request is made of must be of the right kind.
  private func checkOperands(
    _ instruction: Instruction, _ fiber: Fiber, _ input: borrowing CanonicalReader, _ start: Int
  ) throws(CodingError) {
    let fits: Bool
    switch instruction {
    case .effect(_, _, let a, _), .doubt(_, _, let a, _), .gate(_, _, let a):
      if case .map = fiber[a] { fits = true } else { fits = false }
    case .timer(let a): if case .duration = fiber[a] { fits = true } else { fits = false }
    case .timerUntil(let a): if case .timestamp = fiber[a] { fits = true } else { fits = false }
    case .join:
      if let a = program.timeLimit(at: fiber.pc) {
        if case .duration = fiber[a] { fits = true } else { fits = false }
      } else {
        fits = true
      }
    default: fits = true
    }
    if !fits { throw input.error("what fiber \(fiber.number) waits for is not described", at: start) }
  }

  /// With the ticket of its time limit; 0 where it has none, or none any longer.
  private func readGroup(
    _ reader: inout SnapshotReader, _ fiber: Fiber
  ) throws(CodingError) -> (Fiber.Group, UInt64) {
    let start = reader.input.position
    guard case .join(let fork) = program.program.code[fiber.pc] else { preconditionFailure("checked with the frame") }
    let row = program.program.forks[Int(fork)]
    let isRows: Bool
    if case .forkEach = program.program.code[fiber.pc - 1] { isRows = true } else { isRows = false }
    let rows = try reader.value()
    let count = try reader.input.number(upTo: ValueLimits.elements, "the number of arms")
    let started = try reader.input.number(upTo: count, "the number of started arms")
    let failure = try reader.errorOrUnset()
    let mergedRow = try reader.input.number(upTo: started, "the number of a row") - 1
    var group = Fiber.Group(
      fork: fork, rows: rows, count: count, started: started, running: 0, failure: failure, merged: [],
      mergedRow: mergedRow, collected: [])
    for _ in 0..<(try reader.input.count(upTo: ValueLimits.elements)) { group.merged.append(try reader.value()) }
    for _ in 0..<(try reader.input.count(upTo: ValueLimits.elements)) { group.collected.append(try reader.value()) }

    let isGoingOn: Bool
    switch (failure, fiber.pending) {
    case (.unset, .unset): isGoingOn = true
    case (.unset, _): isGoingOn = isFindingOut(fiber)
    default: isGoingOn = false
    }
    let hasList: Bool
    switch rows {
    case .list: hasList = true
    case .unset: hasList = false
    default: throw reader.input.error("what a fork goes through is no list", at: start)
    }
    let fits: Bool
    if !isGoingOn {
      fits =
        !hasList && count == started && mergedRow == -1 && group.merged.isEmpty && group.collected.isEmpty
        && (isRows || started <= row.arms.count)
    } else if isRows {
      fits =
        hasList && group.merged.count == row.arms[0].writes.count
        && group.collected.count == (row.collect == nil ? 0 : count)
    } else {
      fits =
        !hasList && count == row.arms.count && started == count && mergedRow == -1 && group.collected.isEmpty
        && group.merged.count == row.arms.reduce(0) { $0 + $1.writes.count }
    }
    guard fits else {
      throw reader.input.error("what fiber \(fiber.number) has started does not fit its fork", at: start)
    }
    guard program.timeLimit(at: fiber.pc) != nil else { return (group, 0) }
    let ticket = try reader.input.varint()
    guard (ticket != 0) == isGoingOn else {
      throw reader.input.error("fiber \(fiber.number) has a time limit at the wrong time", at: start)
    }
    return (group, ticket)
  }

  /// What could only be checked once the objects were known.
  private func checkAgainstObjects(_ reader: borrowing SnapshotReader) throws(CodingError) {
    for fiber in fibers {
      if fiber.state == .question, case .error = fiber.pending, !isInDoubt(fiber, reader.heap) {
        throw reader.input.error("fiber \(fiber.number) should have been stopped")
      }
      guard let group = fiber.group, case .list(let list) = group.rows else { continue }
      guard reader.heap.count(list) == group.count else {
        throw reader.input.error("fiber \(fiber.number) goes through a list of another length")
      }
    }
  }
}
