// The verifier's two flows over a function's blocks: which registers are needed where the function begins (then something is
// read that was not surely written), and which are alive at every stop. Both go backwards from reads to writes, for 64
// registers at a time and only through the blocks between them: most registers of a large skill are used near where they are
// written, so that the work grows with the program and not with its blocks times its registers.
import Values

struct FunctionFlow {
  let uses: RegisterUses
  private let verifier: FunctionVerifier
  private let flow: ControlFlow
  /// Reads and writes by column (64 registers), within one in the order of the code; column c has
  /// `events[eventStarts[c]..<eventStarts[c + 1]]`.
  private var events: [Event] = []
  private var eventStarts: [Int] = []
  /// For each instruction the block that it is in.
  private var blockAt: [Int32] = []
  /// For each block the blocks that have an edge to it.
  private var earlier: [Int32] = []
  private var earlierStarts: [Int] = []

  // Of the column that is looked at, a word for each block; all zero in between.
  /// What is read before the block writes it.
  private var read: [UInt64]
  private var written: [UInt64]
  /// The answer, at the block's beginning.
  private var before: [UInt64]
  /// Blocks that have any of these.
  private var touched: BlockSet
  private var waiting: BlockSet
  /// Blocks and edges that the flows have gone over.
  private var work = 0

  /// One register's part in one instruction.
  private struct Event: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable { case read, maybe, write }
    var pc: Int32
    var register: Register
    var kind: Kind
    var bit: UInt64 { 1 << UInt64(register & 63) }
  }

  private enum Question {
    /// Registers that must have been written before.
    case needed
    /// Registers whose values can still be read.
    case alive
  }

  init(_ verifier: FunctionVerifier, _ flow: ControlFlow) throws(VerificationError) {
    self.verifier = verifier
    self.flow = flow
    uses = try RegisterUses(verifier, flow)
    read = [UInt64](repeating: 0, count: flow.blocks.count)
    written = read
    before = read
    touched = BlockSet(count: flow.blocks.count)
    waiting = touched
    sortEvents()
    blockAt.reserveCapacity(verifier.code.count)
    for (number, block) in flow.blocks.enumerated() {
      for _ in block.start..<block.end { blockAt.append(Int32(number)) }
    }
    reverseEdges()
  }

  private var columns: Int { eventStarts.count - 1 }

  private mutating func sortEvents() {
    let columns = (Int(verifier.function.registers) + 63) / 64
    eventStarts = [Int](repeating: 0, count: columns + 1)
    for read in uses.reads { eventStarts[Int(read.register >> 6) + 1] += 1 }
    for register in uses.writes { eventStarts[Int(register >> 6) + 1] += 1 }
    for column in 0..<columns { eventStarts[column + 1] += eventStarts[column] }
    var next = eventStarts
    events = [Event](
      repeating: Event(pc: 0, register: 0, kind: .read), count: uses.reads.count + uses.writes.count)
    for pc in verifier.code {
      // An instruction reads before it writes.
      for position in uses.readRange(pc) {
        let read = uses.reads[position]
        events[next[Int(read.register >> 6)]] = Event(
          pc: Int32(pc), register: read.register, kind: read.isMaybe ? .maybe : .read)
        next[Int(read.register >> 6)] += 1
      }
      for position in uses.writeRange(pc) {
        let register = uses.writes[position]
        events[next[Int(register >> 6)]] = Event(pc: Int32(pc), register: register, kind: .write)
        next[Int(register >> 6)] += 1
      }
    }
  }

  private mutating func reverseEdges() {
    earlierStarts = [Int](repeating: 0, count: flow.blocks.count + 1)
    for edge in flow.edges { earlierStarts[Int(edge.to) + 1] += 1 }
    for block in flow.blocks.indices { earlierStarts[block + 1] += earlierStarts[block] }
    earlier = [Int32](repeating: 0, count: flow.edges.count)
    var next = earlierStarts
    for block in flow.blocks.indices {
      for position in flow.edges(of: block) {
        let to = Int(flow.edges[position].to)
        earlier[next[to]] = Int32(block)
        next[to] += 1
      }
    }
  }

  private mutating func charge(_ steps: Int) throws(VerificationError) {
    work += steps
    guard work <= BytecodeLimits.flowWork else {
      throw verifier.error(.tooComplicated(limit: BytecodeLimits.flowWork))
    }
  }

  // MARK: One column

  /// Finds `before` of every block. To be followed by `forget`.
  private mutating func solve(_ column: Int, _ question: Question) throws(VerificationError) {
    for position in (eventStarts[column]..<eventStarts[column + 1]).reversed() {
      let event = events[position]
      let block = Int(blockAt[Int(event.pc) - verifier.code.lowerBound])
      touched.insert(block)
      switch event.kind {
      case .write:
        read[block] &= ~event.bit
        written[block] |= event.bit
      case .read: read[block] |= event.bit
      case .maybe: if question == .alive { read[block] |= event.bit }
      }
    }
    var seeds = touched
    while let block = seeds.takeHighest() {
      if read[block] != 0 { waiting.insert(block) }
    }
    // All edges but those of loops go forward, so that a block is mostly looked at once, after those behind it.
    while let block = waiting.takeHighest() {
      try charge(1 + flow.edges(of: block).count)
      let (behind, throughout) = follow(block, column, question)
      let now = read[block] | throughout | behind & ~written[block]
      guard now != before[block] else { continue }
      before[block] = now
      touched.insert(block)
      for position in earlierStarts[block]..<earlierStarts[block + 1] { waiting.insert(Int(earlier[position])) }
    }
  }

  private mutating func forget() {
    while let block = touched.takeHighest() {
      read[block] = 0
      written[block] = 0
      before[block] = 0
    }
  }

  /// What the edges of a block ask for: behind its last instruction, and all through it whatever it writes.
  private func follow(_ block: Int, _ column: Int, _ question: Question) -> (behind: UInt64, throughout: UInt64) {
    var (behind, throughout) = (UInt64(0), UInt64(0))
    for position in flow.edges(of: block) {
      let edge = flow.edges[position]
      var there = before[Int(edge.to)]
      if there == 0 { continue }
      if edge.gives != noRegister, Int(edge.gives >> 6) == column { there &= ~(1 << UInt64(edge.gives & 63)) }
      if edge.givesToo != noRegister, Int(edge.givesToo >> 6) == column { there &= ~(1 << UInt64(edge.givesToo & 63)) }
      switch (edge.kind, question) {
      case (.next, _), (.arm, .needed): behind |= there
      // Errors and doubts arrive as if the block had written nothing.
      case (.handler, _), (.probe, _), (.arm, .alive), (.laterRow, .alive): throughout |= there
      // A later row finds what the fork's first rows found.
      case (.laterRow, .needed): continue
      }
    }
    return (behind, throughout)
  }

  // MARK: Surely written

  /// Refuses code that reads a register which is not written on every path to it: one that is needed where the function
  /// begins and is no parameter.
  mutating func checkReads() throws(VerificationError) {
    var unsure: [Register] = []
    for column in 0..<columns {
      try solve(column, .needed)
      var bits = before[0]
      forget()
      while bits != 0 {
        let register = column * 64 + bits.trailingZeroBitCount
        if register >= Int(verifier.function.parameters) { unsure.append(Register(register)) }
        bits &= bits &- 1
      }
    }
    if !unsure.isEmpty { throw try firstUnsureRead(unsure) }
  }

  /// The first instruction in the order of the code that reads one of these without its having been written.
  private mutating func firstUnsureRead(_ registers: [Register]) throws(VerificationError) -> VerificationError {
    var first = (pc: Int.max, register: Register(0))
    for register in registers {
      // From the function's beginning along every path on which it stays unwritten.
      var met = [Bool](repeating: false, count: flow.blocks.count)
      met[0] = true
      var next = [0]
      while let number = next.popLast() {
        let block = flow.blocks[number]
        try charge(block.end - block.start)
        var isWritten = false
        for pc in block.start..<block.end where !isWritten {
          if pc < first.pc,
            uses.readRange(pc).contains(where: { uses.reads[$0].register == register && !uses.reads[$0].isMaybe })
          {
            first = (pc, register)
          }
          isWritten = uses.writeRange(pc).contains { uses.writes[$0] == register }
        }
        for position in flow.edges(of: number) {
          let edge = flow.edges[position]
          switch edge.kind {
          case .next, .arm: if isWritten { continue }
          case .handler, .probe: break
          case .laterRow: continue
          }
          guard edge.gives != register, edge.givesToo != register, !met[Int(edge.to)] else { continue }
          met[Int(edge.to)] = true
          next.append(Int(edge.to))
        }
      }
    }
    let name = verifier.function.names.first { $0.register == first.register }?.name
    return verifier.error(.unassigned(register: Int(first.register), name: name), at: first.pc)
  }

  // MARK: Still read

  /// What is alive at every instruction of the function at which a machine can stop.
  mutating func addLiveness(to ranges: inout LiveRanges) throws(VerificationError) {
    var stops: [Int] = []
    var stopStarts: [Int] = []
    for block in flow.blocks {
      stopStarts.append(stops.count)
      for pc in block.start..<block.end where verifier.program.code[pc].isStop { stops.append(pc) }
    }
    stopStarts.append(stops.count)
    for column in 0..<columns {
      try solve(column, .alive)
      var runs = LiveRanges.Runs(stops: stops.count)
      var position = eventStarts[column + 1]
      var left = touched
      while let number = left.takeHighest() {
        var (now, throughout) = follow(number, column, .alive)
        for stop in (stopStarts[number]..<stopStarts[number + 1]).reversed() {
          while position > eventStarts[column], events[position - 1].pc >= stops[stop] {
            position -= 1
            let event = events[position]
            // (Of blocks behind this one there are none left.)
            if event.kind == .write { now &= ~event.bit } else { now |= event.bit }
          }
          runs.put(now | throughout, at: stop, stops)
        }
        while position > eventStarts[column], events[position - 1].pc >= flow.blocks[number].start { position -= 1 }
      }
      forget()
      runs.end(stops)
      ranges.add(runs)
      guard ranges.count <= BytecodeLimits.livenessRuns else {
        throw verifier.error(.tooComplicated(limit: BytecodeLimits.livenessRuns))
      }
    }
    ranges.endFunction()
  }
}

/// A set of blocks from which the highest is taken.
private struct BlockSet {
  private var words: [UInt64]
  /// No word above this one has a member.
  private var highest = -1

  init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

  @inline(__always) mutating func insert(_ block: Int) {
    words[block >> 6] |= 1 << UInt64(block & 63)
    highest = max(highest, block >> 6)
  }

  mutating func takeHighest() -> Int? {
    while highest >= 0 {
      let word = words[highest]
      if word == 0 {
        highest -= 1
        continue
      }
      let bit = 63 - word.leadingZeroBitCount
      words[highest] = word & ~(1 << UInt64(bit))
      return highest << 6 + bit
    }
    return nil
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
