// What surely holds at a place because it holds on every path to it, for properties other than "this register was written":
// a few bits that instructions set and take back, followed over a function's blocks until nothing changes.

struct PathFlow {
  /// What an edge hands on.
  enum Carries {
    case nothing
    /// What held before the block and was not taken back in it: for edges that leave from anywhere in the block.
    case kept
    /// What holds after the block.
    case after
  }

  let control: ControlFlow
  private let verifier: FunctionVerifier
  private let bits: Int
  /// For each block that is reached, what holds where it begins.
  private var holds: BitRows
  private var reached: [Bool]
  /// What an instruction does to what holds.
  private let transfer: (Int, inout BitRows) -> Void

  /// - start: what holds at the beginning of the function.
  /// - transfer: changes row 0 by the instruction with this number.
  /// - carries: what an edge out of a block hands on, and what it adds to that.
  init(
    _ verifier: FunctionVerifier, _ control: ControlFlow, bits: Int, start: [Int],
    transfer: @escaping (Int, inout BitRows) -> Void,
    carries: (_ block: Int, _ edge: ControlFlow.Edge) -> (Carries, adding: [Int])
  ) throws(VerificationError) {
    self.verifier = verifier
    self.control = control
    self.bits = bits
    self.transfer = transfer
    guard control.blocks.count * ((bits + 63) / 64) <= BytecodeLimits.flowWords else {
      throw verifier.error(.tooComplicated(limit: BytecodeLimits.flowWords))
    }
    holds = BitRows(rows: control.blocks.count, bits: bits)
    reached = [Bool](repeating: false, count: control.blocks.count)
    for bit in start { holds.insert(0, bit) }
    try solve(carries)
  }

  private mutating func solve(
    _ carries: (_ block: Int, _ edge: ControlFlow.Edge) -> (Carries, adding: [Int])
  ) throws(VerificationError) {
    var now = BitRows(rows: 1, bits: bits)
    var kept = now
    var handed = now
    var dirty = reached
    var work = 0
    reached[0] = true
    dirty[0] = true
    var again = true
    while again {
      again = false
      for number in control.blocks.indices where dirty[number] {
        dirty[number] = false
        let block = control.blocks[number]
        work += (block.end - block.start) * (holds.width + 1)
        guard work <= BytecodeLimits.flowWork else {
          throw verifier.error(.tooComplicated(limit: BytecodeLimits.flowWork), at: block.start)
        }
        now.copy(0, from: holds, number)
        kept.copy(0, from: holds, number)
        for pc in block.start..<block.end {
          transfer(pc, &now)
          _ = kept.intersect(0, with: now, 0)
        }
        for position in control.edges(of: number) {
          let edge = control.edges[position]
          if edge.kind == .laterRow { continue }
          let (carried, added) = carries(number, edge)
          switch carried {
          case .nothing: handed.clear(0)
          case .kept: handed.copy(0, from: kept, 0)
          case .after: handed.copy(0, from: now, 0)
          }
          for bit in added { handed.insert(0, bit) }
          let next = Int(edge.to)
          if !reached[next] {
            reached[next] = true
            holds.copy(next, from: handed, 0)
          } else if !holds.intersect(next, with: handed, 0) {
            continue
          }
          dirty[next] = true
          if next <= number { again = true }
        }
      }
    }
  }

  /// Goes through every instruction that is reached, with what holds before it.
  func check(
    _ body: (_ pc: Int, _ holds: (Int) -> Bool) throws(VerificationError) -> Void
  ) throws(VerificationError) {
    var now = BitRows(rows: 1, bits: bits)
    for (number, block) in control.blocks.enumerated() where reached[number] {
      now.copy(0, from: holds, number)
      for pc in block.start..<block.end {
        try body(pc) { now.contains(0, $0) }
        transfer(pc, &now)
      }
    }
  }
}
