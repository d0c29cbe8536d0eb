// One function's instructions as blocks that are always run in a row, and the edges between them: what the verifier's flows
// go along. Everything is flat arrays of trivial values, because they are gone over again and again.
import Values

struct ControlFlow {
  struct Block: BitwiseCopyable {
    /// Its instructions in `Program.code`.
    var start: Int
    var end: Int
    var place: ArmPlace
  }

  /// How control, and with it the registers' values, get to another block of the same function.
  enum EdgeKind: BitwiseCopyable {
    /// After the last instruction.
    case next
    /// By an error of any instruction of the block, which then has written nothing.
    case handler
    /// By an outcome in doubt of the effect that the block is.
    case probe
    /// By the fork that the block is, in a copy of the frame.
    case arm
    /// By the join over a list that the block is, in a copy of the frame that stands there: a row that begins later.
    case laterRow
  }

  struct Edge: BitwiseCopyable {
    var to: Int32
    var kind: EdgeKind
    /// Registers that get a value on the way (the error; the item and its number), or `noRegister`.
    var gives: Register = noRegister
    var givesToo: Register = noRegister
  }

  private(set) var blocks: [Block] = []
  /// Edges of block b: `edges[edgeStarts[b]..<edgeStarts[b + 1]]`.
  private(set) var edges: [Edge] = []
  private(set) var edgeStarts: [Int] = []

  private let program: Program
  private let function: Function
  private let code: Range<Int>

  init(_ verifier: FunctionVerifier, segments: [HandlerSegment]) throws(VerificationError) {
    program = verifier.program
    function = verifier.function
    code = verifier.code
    connect(leaders(segments), segments)
    try placeBlocks(verifier)
    try checkJoins(verifier)
  }

  func edges(of block: Int) -> Range<Int> { edgeStarts[block]..<edgeStarts[block + 1] }

  /// The block that an instruction is in.
  func block(at pc: Int) -> Int {
    var low = 0
    var high = blocks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].start <= pc { low = middle } else { high = middle }
    }
    return low
  }

  // MARK: Making blocks

  /// Whether a block begins, for each instruction and the end of the code.
  private func leaders(_ segments: [HandlerSegment]) -> [Bool] {
    var leads = [Bool](repeating: false, count: code.count + 1)
    let base = code.lowerBound
    leads[0] = true
    for segment in segments { leads[segment.start - base] = true }
    for handler in function.handlers { leads[handler.target - base] = true }
    for pc in code {
      let instruction = program.code[pc]
      if let target = instruction.target { leads[target - base] = true }
      if instruction.target != nil || instruction.isExit { leads[pc + 1 - base] = true }
      switch instruction {
      case .effect(_, let row, _, _), .doubt(_, let row, _, _):
        if let probe = program.effects[Int(row)].probe {
          leads[pc - base] = true
          leads[pc + 1 - base] = true
          leads[probe - base] = true
        }
      case .fork(let row), .forkEach(let row, _), .forkWithin(let row, _):
        for position in pc...pc + 2 { leads[position - base] = true }
        for arm in program.forks[Int(row)].arms { leads[arm.start - base] = true }
      default: break
      }
    }
    return leads
  }

  private mutating func connect(_ leads: [Bool], _ segments: [HandlerSegment]) {
    let base = code.lowerBound
    var blockAt = [Int32](repeating: -1, count: code.count)
    var start = base
    for pc in code where leads[pc + 1 - base] || pc + 1 == code.upperBound {
      blockAt[start - base] = Int32(blocks.count)
      blocks.append(Block(start: start, end: pc + 1, place: .unreachable))
      start = pc + 1
    }
    edgeStarts.reserveCapacity(blocks.count + 1)
    var segment = 0
    for block in blocks {
      edgeStarts.append(edges.count)
      while segment + 1 < segments.count, segments[segment + 1].start <= block.start { segment += 1 }
      addEdges(from: block, segments[segment].choice) { blockAt[$0 - base] }
    }
    edgeStarts.append(edges.count)
  }

  private mutating func addEdges(from block: Block, _ choice: HandlerChoice, to blockAt: (Int) -> Int32) {
    let last = block.end - 1
    let instruction = program.code[last]
    if let target = instruction.target { edges.append(Edge(to: blockAt(target), kind: .next)) }
    switch instruction {
    case .jump, .loop: break
    case _ where instruction.isExit: break
    default: edges.append(Edge(to: blockAt(last + 1), kind: .next))
    }
    choice.forEach { number in
      let handler = function.handlers[number]
      edges.append(Edge(to: blockAt(handler.target), kind: .handler, gives: handler.register))
    }
    switch instruction {
    case .effect(_, let row, _, _), .doubt(_, let row, _, _):
      if let probe = program.effects[Int(row)].probe { edges.append(Edge(to: blockAt(probe), kind: .probe)) }
    case .fork(let row), .forkEach(let row, _), .forkWithin(let row, _):
      let fork = program.forks[Int(row)]
      for arm in fork.arms {
        edges.append(
          Edge(
            to: blockAt(arm.start), kind: .arm, gives: fork.item ?? noRegister, givesToo: fork.index ?? noRegister))
      }
    case .join(let row):
      guard case .forkEach = program.code[last - 1] else { break }
      let fork = program.forks[Int(row)]
      edges.append(
        Edge(
          to: blockAt(fork.arms[0].start), kind: .laterRow, gives: fork.item ?? noRegister,
          givesToo: fork.index ?? noRegister))
    default: break
    }
  }

  // MARK: Arms

  /// Says of every block in which arm it stands; no block may stand in two places.
  private mutating func placeBlocks(_ verifier: FunctionVerifier) throws(VerificationError) {
    var waiting = [0]
    blocks[0].place = .body
    while let number = waiting.popLast() {
      let here = blocks[number]
      var arm = 0
      for position in edges(of: number) {
        let edge = edges[position]
        var place = here.place
        switch edge.kind {
        case .next, .handler, .probe: break
        case .arm:
          place = .arm(fork: program.code[here.start].forkRow ?? 0, arm: arm)
          arm += 1
        case .laterRow: continue
        }
        let known = blocks[Int(edge.to)].place
        if known == place { continue }
        guard known == .unreachable else { throw verifier.error(.leavesArm, at: blocks[Int(edge.to)].start) }
        blocks[Int(edge.to)].place = place
        waiting.append(Int(edge.to))
      }
    }
    for block in blocks where block.place != .unreachable { try checkExit(block, verifier) }
  }

  private func checkExit(_ block: Block, _ verifier: FunctionVerifier) throws(VerificationError) {
    let last = block.end - 1
    switch program.code[last] {
    case .return:
      guard block.place == .body else { throw verifier.error(.exit("`return` inside an arm of a fork"), at: last) }
    case .armEnd(let row):
      guard case .arm(row, _) = block.place else {
        throw verifier.error(.exit("`armEnd` outside of an arm of its fork"), at: last)
      }
    default: break
    }
  }

  /// A join is reached from its fork alone.
  private func checkJoins(_ verifier: FunctionVerifier) throws(VerificationError) {
    for (number, here) in blocks.enumerated() {
      let isFork = program.code[here.end - 1].forkRow != nil
      for edge in edges[edges(of: number)] where edge.kind != .next || !isFork {
        let start = blocks[Int(edge.to)].start
        if case .join = program.code[start] {
          throw verifier.error(.fork("a join is reached without its fork"), at: start)
        }
      }
    }
  }
}
