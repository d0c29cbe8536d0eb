// Which registers each instruction of a function reads and writes, looked up once so that the flows need not ask the
// operands again.
import Values

struct RegisterUses {
  struct Read: BitwiseCopyable {
    var register: Register
    /// Whether it may never have been written.
    var isMaybe: Bool
  }

  private(set) var reads: [Read] = []
  private(set) var writes: [Register] = []
  /// Reads of instruction i of the function: `reads[readStarts[i]..<readStarts[i + 1]]`; likewise writes.
  private var readStarts: [Int32] = []
  private var writeStarts: [Int32] = []
  private let base: Int

  init(_ verifier: FunctionVerifier, _ flow: ControlFlow) throws(VerificationError) {
    // Parts of the program, not the whole: a closure that captured that would copy it for every instruction.
    let (code, functions, forks) = (verifier.program.code, verifier.program.functions, verifier.program.forks)
    base = verifier.code.lowerBound
    readStarts.reserveCapacity(verifier.code.count + 1)
    writeStarts.reserveCapacity(verifier.code.count + 1)
    for pc in verifier.code {
      readStarts.append(Int32(reads.count))
      writeStarts.append(Int32(writes.count))
      let instruction = code[pc]
      instruction.forEachOperand { operand in
        switch operand {
        case .write(let register): writes.append(register)
        case .write2(let register):
          writes.append(register)
          writes.append(register + 1)
        case .read(let register), .update(let register): reads.append(Read(register: register, isMaybe: false))
        case .maybe(let register): reads.append(Read(register: register, isMaybe: true))
        case .permit(let register):
          if register != noRegister { reads.append(Read(register: register, isMaybe: false)) }
        case .range(let first, let count): read(first, count)
        case .arguments(let first, let skill): read(first, Int(functions[Int(skill)].parameters))
        case .target, .constant, .function, .skill, .effect, .gate, .fork, .step, .errorKind, .bool, .int16, .int32,
          .count:
          break
        }
      }
      switch instruction {
      case .join(let row):
        // The join gives what the arms wrote.
        let fork = forks[Int(row)]
        for arm in fork.arms { writes += arm.writes }
        if let collected = fork.collected { writes.append(collected) }
        // While it waits, rows that have not begun are still in the list.
        // And what has a time limit has it until it ends.
        switch code[pc - 1] {
        case .forkEach(_, let a), .forkWithin(_, let a): read(a, 1)
        default: break
        }
      case .armEnd(let row):
        // The end of an arm reads what the join is to take from it.
        guard case .arm(_, let arm) = flow.blocks[flow.block(at: pc)].place else { break }
        let fork = forks[Int(row)]
        for register in fork.arms[arm].writes { read(register, 1) }
        if let collect = fork.collect { read(collect, 1) }
      default: break
      }
      guard reads.count + writes.count <= BytecodeLimits.operands else {
        throw verifier.error(.tooComplicated(limit: BytecodeLimits.operands), at: pc)
      }
    }
    readStarts.append(Int32(reads.count))
    writeStarts.append(Int32(writes.count))
  }

  private mutating func read(_ first: Register, _ count: Int) {
    for offset in 0..<count { reads.append(Read(register: first + Register(offset), isMaybe: false)) }
  }

  @inline(__always) func readRange(_ pc: Int) -> Range<Int> {
    Int(readStarts[pc &- base])..<Int(readStarts[pc &- base &+ 1])
  }
  @inline(__always) func writeRange(_ pc: Int) -> Range<Int> {
    Int(writeStarts[pc &- base])..<Int(writeStarts[pc &- base &+ 1])
  }
}
