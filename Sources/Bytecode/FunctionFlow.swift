// The verifier's two flows over a function's blocks, as sweeps over sets of registers: forwards which are surely written,
// backwards which are still read. Targets but those of `loop` lie ahead, so a sweep or two settle straight code and each
// loop around it asks for one more.
import Values

extension FunctionVerifier {
  // MARK: Surely written

  /// Fills `assigned`.
  mutating func followAssignment() throws(VerificationError) {
    let registers = Int(function.registers)
    assigned = BitRows(rows: blocks.count, bits: registers)
    // Row 0: what leaves a block; row 1: what one edge carries.
    var scratch = BitRows(rows: 2, bits: registers)
    var reached = [Bool](repeating: false, count: blocks.count)
    var dirty = [Bool](repeating: false, count: blocks.count)
    for parameter in 0..<Int(function.parameters) { assigned.insert(0, parameter) }
    reached[0] = true
    dirty[0] = true
    var again = true
    while again {
      again = false
      for number in blocks.indices where dirty[number] {
        dirty[number] = false
        try charge(4)
        let block = blocks[number]
        func carry(_ row: Int, to next: Int) {
          if !reached[next] {
            reached[next] = true
            assigned.copy(next, from: scratch, row)
          } else if !assigned.intersect(next, with: scratch, row) {
            return
          }
          dirty[next] = true
          if next <= number { again = true }
        }
        // An error can come before the block has written anything.
        for handler in block.handlers {
          scratch.copy(1, from: assigned, number)
          scratch.insert(1, Int(handler.register))
          carry(1, to: Int(handler.block))
        }
        scratch.copy(0, from: assigned, number)
        // A block with a probe holds nothing but its effect.
        if let probe = block.probe { carry(0, to: Int(probe)) }
        for pc in block.code {
          forEachWrite(at: pc) { scratch.insert(0, Int($0)) }
        }
        for next in block.next { carry(0, to: Int(next)) }
        for arm in block.arms {
          scratch.copy(1, from: scratch, 0)
          if let row = program.code[block.code.lowerBound].forkRow.map({ program.forks[Int($0)] }) {
            if let item = row.item { scratch.insert(1, Int(item)) }
            if let index = row.index { scratch.insert(1, Int(index)) }
          }
          carry(1, to: Int(arm.block))
        }
      }
    }
  }

  /// Every read of reachable code against what is surely written there.
  func checkReads() throws(VerificationError) {
    var now = BitRows(rows: 1, bits: Int(function.registers))
    for (number, block) in blocks.enumerated() where block.place != .unreachable {
      now.copy(0, from: assigned, number)
      for pc in block.code {
        try forEachRead(at: pc, maybe: false) { register throws(VerificationError) in
          guard now.contains(0, Int(register)) else {
            let name = function.names.first { $0.register == register }?.name
            throw error(.unassigned(register: Int(register), name: name), at: pc)
          }
        }
        forEachWrite(at: pc) { now.insert(0, Int($0)) }
      }
    }
  }

  // MARK: Still read

  /// Fills `liveIn`.
  mutating func followLiveness() throws(VerificationError) {
    let registers = Int(function.registers)
    liveIn = BitRows(rows: blocks.count, bits: registers)
    var uses = BitRows(rows: blocks.count, bits: registers)
    var writes = BitRows(rows: blocks.count, bits: registers)
    for (number, block) in blocks.enumerated() {
      for pc in block.code.reversed() {
        forEachWrite(at: pc) {
          uses.remove(number, Int($0))
          writes.insert(number, Int($0))
        }
        forEachRead(at: pc, maybe: true) { uses.insert(number, Int($0)) }
      }
    }
    // Row 0: what is alive behind the block, then before it; row 1: what other edges keep alive.
    var scratch = BitRows(rows: 2, bits: registers)
    // Who has to be looked at again when a block's row grew.
    var before = [[Int32]](repeating: [], count: blocks.count)
    for (number, block) in blocks.enumerated() {
      forEachFollower(of: block) { before[$0].append(Int32(number)) }
    }
    var dirty = [Bool](repeating: true, count: blocks.count)
    var again = true
    while again {
      again = false
      for number in blocks.indices.reversed() where dirty[number] {
        dirty[number] = false
        try charge(5)
        let block = blocks[number]
        scratch.clear(0)
        for next in block.next { scratch.unite(0, with: liveIn, Int(next)) }
        scratch.subtract(0, writes, number)
        scratch.unite(0, with: uses, number)
        scratch.clear(1)
        keepAlive(block, into: &scratch, row: 1)
        scratch.unite(0, with: 1)
        if scratch.equals(0, liveIn, number) { continue }
        liveIn.copy(number, from: scratch, 0)
        for earlier in before[number] {
          dirty[Int(earlier)] = true
          if Int(earlier) >= number { again = true }
        }
      }
    }
  }

  /// The row of liveness of every instruction of the function at which a machine can stop.
  mutating func emitLiveness(into rows: inout [UInt32], _ words: inout [UInt64]) throws(VerificationError) {
    var scratch = BitRows(rows: 2, bits: Int(function.registers))
    var last: (start: Int, block: Int)?
    for (number, block) in blocks.enumerated() {
      scratch.clear(0)
      for next in block.next { scratch.unite(0, with: liveIn, Int(next)) }
      scratch.clear(1)
      keepAlive(block, into: &scratch, row: 1)
      for pc in block.code.reversed() {
        forEachWrite(at: pc) { scratch.remove(0, Int($0)) }
        forEachRead(at: pc, maybe: true) { scratch.insert(0, Int($0)) }
        scratch.unite(0, with: 1)
        guard program.code[pc].isStop else { continue }
        let row = scratch.row(0)
        if let last, last.block == number, words[(last.start + 1)...].elementsEqual(row) {
          rows[pc] = UInt32(last.start)
          continue
        }
        last = (words.count, number)
        rows[pc] = UInt32(words.count)
        words.append(UInt64(row.count))
        words += row
        guard words.count <= BytecodeLimits.livenessWords else {
          throw error(.tooComplicated(limit: BytecodeLimits.livenessWords), at: pc)
        }
      }
    }
  }

  // MARK: Edges and operands

  func blockIndex(of pc: Int) -> Int {
    var low = 0
    var high = blocks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].code.lowerBound <= pc { low = middle } else { high = middle }
    }
    return low
  }

  private mutating func charge(_ rows: Int) throws(VerificationError) {
    work += rows * max(1, assigned.width)
    guard work <= BytecodeLimits.flowWork else { throw error(.tooComplicated(limit: BytecodeLimits.flowWork)) }
  }

  /// The blocks whose registers alive at their beginning matter to this one.
  private func forEachFollower(of block: Block, _ body: (Int) -> Void) {
    for next in block.next { body(Int(next)) }
    for handler in block.handlers { body(Int(handler.block)) }
    if let probe = block.probe { body(Int(probe)) }
    for arm in block.arms { body(Int(arm.block)) }
    if let start = laterRows(block) { body(start) }
  }

  /// For the join of a fork over a list, the block that rows begin at: rows that begin later copy the parent's frame
  /// while it stands at the join.
  private func laterRows(_ block: Block) -> Int? {
    guard case .join(let row) = program.code[block.code.lowerBound] else { return nil }
    guard case .forkEach = program.code[block.code.lowerBound - 1] else { return nil }
    return blockIndex(of: program.forks[Int(row)].arms[0].start)
  }

  /// What is alive all through a block, whatever it writes: what handlers, probes and arms still read.
  private func keepAlive(_ block: Block, into rows: inout BitRows, row: Int) {
    for handler in block.handlers {
      // The handler's register is written by the error; another edge may need its old value.
      rows.unite(row, with: liveIn, Int(handler.block), without: [handler.register])
    }
    if let probe = block.probe { rows.unite(row, with: liveIn, Int(probe)) }
    for arm in block.arms {
      let fork = program.code[block.code.lowerBound].forkRow.map { program.forks[Int($0)] }
      rows.unite(row, with: liveIn, Int(arm.block), without: [fork?.item, fork?.index].compactMap { $0 })
    }
    if let start = laterRows(block), case .forkEach(let number, let list) = program.code[block.code.lowerBound - 1] {
      let fork = program.forks[Int(number)]
      rows.unite(row, with: liveIn, start, without: [fork.item, fork.index].compactMap { $0 })
      rows.insert(row, Int(list))
    }
  }

  /// The registers that an instruction gives a value to. A join gives those that its arms wrote.
  func forEachWrite(at pc: Int, _ body: (Register) -> Void) {
    let instruction = program.code[pc]
    instruction.forEachOperand { operand in
      switch operand {
      case .write(let register): body(register)
      case .write2(let register):
        body(register)
        body(register + 1)
      case .read, .maybe, .update, .permit, .range, .arguments, .target, .constant, .function, .skill, .effect, .gate,
        .fork, .step, .errorKind, .bool, .int16, .int32, .count:
        break
      }
    }
    if case .join(let row) = instruction {
      let fork = program.forks[Int(row)]
      for arm in fork.arms { for register in arm.writes { body(register) } }
      if let collected = fork.collected { body(collected) }
    }
  }

  /// The registers that an instruction reads. The end of an arm reads what the join is to take.
  /// - maybe: whether those count that may never have been written.
  func forEachRead<Failure: Error>(
    at pc: Int, maybe: Bool, _ body: (Register) throws(Failure) -> Void
  ) throws(Failure) {
    let instruction = program.code[pc]
    try instruction.forEachOperand { operand throws(Failure) in
      switch operand {
      case .read(let register), .update(let register): try body(register)
      case .maybe(let register):
        if maybe { try body(register) }
      case .permit(let register):
        if register != noRegister { try body(register) }
      case .range(let first, let count):
        for offset in 0..<count { try body(first + Register(offset)) }
      case .arguments(let first, let skill):
        for offset in 0..<program.functions[Int(skill)].parameters { try body(first + offset) }
      case .write, .write2, .target, .constant, .function, .skill, .effect, .gate, .fork, .step, .errorKind, .bool, .int16,
        .int32, .count:
        break
      }
    }
    if case .armEnd(let row) = instruction, case .arm(_, let arm) = blocks[blockIndex(of: pc)].place {
      let fork = program.forks[Int(row)]
      for register in fork.arms[arm].writes { try body(register) }
      if let collect = fork.collect { try body(collect) }
    }
  }
}

extension BitRows {
  mutating func subtract(_ row: Int, _ others: BitRows, _ other: Int) {
    for word in 0..<width { words[row &* width &+ word] &= ~others.words[other &* width &+ word] }
  }

  /// Adds what `other` has, but for a few numbers.
  mutating func unite(_ row: Int, with others: BitRows, _ other: Int, without: [Register]) {
    for word in 0..<width {
      var added = others.words[other &* width &+ word]
      for register in without where Int(register >> 6) == word { added &= ~(1 << UInt64(register & 63)) }
      words[row &* width &+ word] |= added
    }
  }
}

extension Instruction {
  /// Whether a machine can stand here when it is frozen or collects garbage.
  var isStop: Bool {
    switch opcode.group {
    case .safepoint, .step, .ticket: true
    case .data, .arithmetic, .logic, .compare, .control, .exit, .effectless: false
    }
  }
}
