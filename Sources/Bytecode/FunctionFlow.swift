// The verifier's two flows over a function's blocks, as sweeps over sets of registers: forwards which are surely written,
// backwards which are still read. All targets but those of `loop` lie ahead, so one sweep settles straight code and each loop
// around it asks for another.
import Values

struct FunctionFlow {
  private let verifier: FunctionVerifier
  private let flow: ControlFlow
  let uses: RegisterUses
  private let registers: Int
  /// Words that the flows have gone over.
  private var work = 0

  init(_ verifier: FunctionVerifier, _ flow: ControlFlow) throws(VerificationError) {
    self.verifier = verifier
    self.flow = flow
    uses = try RegisterUses(verifier, flow)
    registers = Int(verifier.function.registers)
  }

  private mutating func charge(_ rows: Int, _ width: Int) throws(VerificationError) {
    work += rows * max(1, width)
    guard work <= BytecodeLimits.flowWork else {
      throw verifier.error(.tooComplicated(limit: BytecodeLimits.flowWork))
    }
  }

  // MARK: Surely written

  /// Refuses code that reads a register which is not written on every path to it.
  mutating func checkReads() throws(VerificationError) {
    let assigned = try assignedAtStarts()
    var now = BitRows(rows: 1, bits: registers)
    for (number, block) in flow.blocks.enumerated() where block.place != .unreachable {
      now.copy(0, from: assigned, number)
      for pc in block.start..<block.end {
        for position in uses.readRange(pc) {
          let read = uses.reads[position]
          guard read.isMaybe || now.contains(0, Int(read.register)) else {
            let name = verifier.function.names.first { $0.register == read.register }?.name
            throw verifier.error(.unassigned(register: Int(read.register), name: name), at: pc)
          }
        }
        for position in uses.writeRange(pc) { now.insert(0, Int(uses.writes[position])) }
      }
    }
  }

  /// For each block that is reached, what is surely written where it begins.
  private mutating func assignedAtStarts() throws(VerificationError) -> BitRows {
    let blocks = flow.blocks
    let edges = flow.edges
    var assigned = BitRows(rows: blocks.count, bits: registers)
    var leaving = BitRows(rows: 1, bits: registers)
    var reached = [Bool](repeating: false, count: blocks.count)
    var dirty = reached
    for parameter in 0..<Int(verifier.function.parameters) { assigned.insert(0, parameter) }
    reached[0] = true
    dirty[0] = true
    var again = true
    while again {
      again = false
      for number in blocks.indices where dirty[number] {
        dirty[number] = false
        try charge(4, assigned.width)
        for isAfter in [false, true] {
          // Errors and doubts arrive as if the block had written nothing.
          if isAfter {
            for pc in blocks[number].start..<blocks[number].end {
              for position in uses.writeRange(pc) { leaving.insert(0, Int(uses.writes[position])) }
            }
          } else {
            leaving.copy(0, from: assigned, number)
          }
          for position in flow.edges(of: number) {
            let edge = edges[position]
            switch edge.kind {
            case .next, .arm: if !isAfter { continue }
            case .handler, .probe: if isAfter { continue }
            case .laterRow: continue
            }
            let next = Int(edge.to)
            let added = leaving.add(0, edge.gives)
            let addedToo = leaving.add(0, edge.givesToo)
            let changed: Bool
            if reached[next] {
              changed = assigned.intersect(next, with: leaving, 0)
            } else {
              assigned.copy(next, from: leaving, 0)
              reached[next] = true
              changed = true
            }
            if added { leaving.remove(0, Int(edge.gives)) }
            if addedToo { leaving.remove(0, Int(edge.givesToo)) }
            guard changed else { continue }
            dirty[next] = true
            if next <= number { again = true }
          }
        }
      }
    }
    return assigned
  }

  // MARK: Still read

  /// The rows of liveness (see `VerifiedProgram`) of every instruction of the function at which a machine can stop.
  mutating func addLiveness(to rows: inout [UInt32], _ words: inout [UInt64]) throws(VerificationError) {
    let live = try liveAtStarts()
    var now = BitRows(rows: 1, bits: registers)
    var kept = BitRows(rows: 1, bits: registers)
    for (number, block) in flow.blocks.enumerated() {
      let code = verifier.program.code
      guard (block.start..<block.end).contains(where: { code[$0].isStop }) else { continue }
      now.clear(0)
      kept.clear(0)
      follow(number, live, behind: &now, throughout: &kept)
      var last = -1
      for pc in (block.start..<block.end).reversed() {
        for position in uses.writeRange(pc) { now.remove(0, Int(uses.writes[position])) }
        for position in uses.readRange(pc) { now.insert(0, Int(uses.reads[position].register)) }
        guard code[pc].isStop else { continue }
        now.unite(0, with: kept, 0)
        if last >= 0, now.equals(0, words, at: last + 1) {
          rows[pc] = UInt32(last)
          continue
        }
        last = words.count
        rows[pc] = UInt32(last)
        words.append(UInt64(now.width))
        words += now.row(0)
        guard words.count <= BytecodeLimits.livenessWords else {
          throw verifier.error(.tooComplicated(limit: BytecodeLimits.livenessWords), at: pc)
        }
      }
    }
  }

  /// For each block, what is read later where it begins.
  private mutating func liveAtStarts() throws(VerificationError) -> BitRows {
    let blocks = flow.blocks
    var live = BitRows(rows: blocks.count, bits: registers)
    var read = BitRows(rows: blocks.count, bits: registers)
    var written = BitRows(rows: blocks.count, bits: registers)
    for (number, block) in blocks.enumerated() {
      for pc in (block.start..<block.end).reversed() {
        for position in uses.writeRange(pc) {
          read.remove(number, Int(uses.writes[position]))
          written.insert(number, Int(uses.writes[position]))
        }
        for position in uses.readRange(pc) { read.insert(number, Int(uses.reads[position].register)) }
      }
    }
    let (earlier, earlierStarts) = edgesReversed()
    var now = BitRows(rows: 1, bits: registers)
    var kept = BitRows(rows: 1, bits: registers)
    var dirty = [Bool](repeating: true, count: blocks.count)
    var again = true
    while again {
      again = false
      for number in blocks.indices.reversed() where dirty[number] {
        dirty[number] = false
        try charge(6, live.width)
        now.clear(0)
        kept.copy(0, from: read, number)
        follow(number, live, behind: &now, throughout: &kept)
        now.subtract(0, written, number)
        now.unite(0, with: kept, 0)
        guard live.update(number, from: now, 0) else { continue }
        for position in earlierStarts[number]..<earlierStarts[number + 1] {
          let block = Int(earlier[position])
          dirty[block] = true
          if block >= number { again = true }
        }
      }
    }
    return live
  }

  /// What the edges of a block keep alive: behind its last instruction, and all through it whatever it writes.
  private func follow(
    _ number: Int, _ live: borrowing BitRows, behind: inout BitRows, throughout: inout BitRows
  ) {
    for position in flow.edges(of: number) {
      let edge = flow.edges[position]
      switch edge.kind {
      case .next: behind.unite(0, with: live, Int(edge.to))
      case .handler, .probe, .arm, .laterRow:
        // What the edge itself gives is not kept for its sake; another edge may still need the old value.
        let had = edge.gives != noRegister && throughout.contains(0, Int(edge.gives))
        let hadToo = edge.givesToo != noRegister && throughout.contains(0, Int(edge.givesToo))
        throughout.unite(0, with: live, Int(edge.to))
        if edge.gives != noRegister, !had { throughout.remove(0, Int(edge.gives)) }
        if edge.givesToo != noRegister, !hadToo { throughout.remove(0, Int(edge.givesToo)) }
      }
    }
  }

  /// For each block the blocks that have an edge to it, as one array and where each block's part begins.
  private func edgesReversed() -> (from: [Int32], starts: [Int]) {
    var starts = [Int](repeating: 0, count: flow.blocks.count + 1)
    for edge in flow.edges { starts[Int(edge.to) + 1] += 1 }
    for block in flow.blocks.indices { starts[block + 1] += starts[block] }
    var from = [Int32](repeating: 0, count: flow.edges.count)
    var next = starts
    for block in flow.blocks.indices {
      for position in flow.edges(of: block) {
        let to = Int(flow.edges[position].to)
        from[next[to]] = Int32(block)
        next[to] += 1
      }
    }
    return (from, starts)
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
