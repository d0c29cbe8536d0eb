// Law 4 once more, on the instructions themselves: whatever the compiler proved about the tree, a program in which an
// irreversible effect could get its permit other than from an approved gate is refused. The machine does the rest: it
// compares the arguments with the permit, takes it away when it asks for the effect, and gives it back only if nothing was
// sent.
//
// 1. A permit register is written by `unset`, by a `move`, and by a join that takes it from an arm; by nothing else.
// 2. Such a `move` lies on the approved side of `gate g; field approved; jumpUnless`, where g allows the effect's step, and
//    one decision gives one permit: after the `move` the gate has to be passed again.
// 3. An arm with the effect hands its permit back to the join, so that what was used up there is used up, and no arm beside it
//    writes that permit. Where arms without the effect write one permit, the join keeps it only if all of them hold the same.
//    In a row of a fork over a list the permit is written anew before the effect: what was approved before the fork is for
//    one, not for all.
import Values

struct PermitVerifier {
  private let verifier: FunctionVerifier
  private let control: ControlFlow
  /// The function's permit registers, and for each the step whose effect it is for.
  private var permits: [Register] = []
  /// For each register its place in `permits`, or -1.
  private var numbers: [Int32]
  private var steps: [UInt32] = []
  /// The same the other way round.
  private var permitsOfStep: [UInt32: [Int]] = [:]
  /// A register that is the permit of two steps.
  private var shared: Register?
  private let program: Program

  init(_ verifier: FunctionVerifier, _ control: ControlFlow) {
    self.verifier = verifier
    self.control = control
    program = verifier.program
    numbers = [Int32](repeating: -1, count: Int(verifier.function.registers))
    for pc in verifier.code {
      switch program.code[pc] {
      case .effect(_, let row, _, let permit), .doubt(_, let row, _, let permit):
        guard permit != noRegister else { continue }
        let number = number(of: permit) ?? permits.count
        if number == permits.count {
          numbers[Int(permit)] = Int32(number)
          permits.append(permit)
          steps.append(program.effects[Int(row)].step)
          permitsOfStep[program.effects[Int(row)].step, default: []].append(number)
        } else if steps[number] != program.effects[Int(row)].step {
          shared = permit
        }
      default: break
      }
    }
  }

  private func number(of register: Register) -> Int? {
    guard register != noRegister, numbers[Int(register)] >= 0 else { return nil }
    return Int(numbers[Int(register)])
  }

  func check(_ uses: RegisterUses) throws(VerificationError) {
    let forks = self.forks
    try checkJoins(forks)
    guard !permits.isEmpty else { return }
    try checkWriters(uses)
    try checkMoves()
    try checkArms(forks)
    try checkRows(uses)
  }

  // MARK: 1. Who writes permits

  private func checkWriters(_ uses: RegisterUses) throws(VerificationError) {
    if let shared { throw verifier.error(.permit("register \(shared) is the permit of two steps")) }
    if let parameter = permits.first(where: { $0 < verifier.function.parameters }) {
      throw verifier.error(.permit("register \(parameter) is a permit and a parameter"))
    }
    for handler in verifier.function.handlers where number(of: handler.register) != nil {
      throw verifier.error(.permit("an error is put into register \(handler.register), a permit"), at: handler.target)
    }
    for pc in verifier.code {
      let instruction = program.code[pc]
      if let row = instruction.forkRow {
        let fork = program.forks[Int(row)]
        for register in [fork.item, fork.index, fork.collect, fork.collected] {
          if let register, number(of: register) != nil {
            throw verifier.error(.permit("register \(register) is a permit and belongs to a fork"), at: pc)
          }
        }
      }
      switch instruction {
      case .unset, .move, .join: continue
      default: break
      }
      for position in uses.writeRange(pc) where number(of: uses.writes[position]) != nil {
        throw verifier.error(.permit("`\(instruction.opcode.name)` writes a permit"), at: pc)
      }
    }
  }

  // MARK: 2. Where permits come from

  private func checkMoves() throws(VerificationError) {
    var approvals: [Int: [Int]] = [:]
    var count = 0
    for number in control.blocks.indices {
      let permits = approved(behind: number)
      if !permits.isEmpty { approvals[number] = permits }
      count += permits.count
      guard count <= BytecodeLimits.flowWords else {
        throw verifier.error(.tooComplicated(limit: BytecodeLimits.flowWords))
      }
    }
    // A bit for each permit: it may be given now.
    let flow = try PathFlow(
      verifier, control, bits: permits.count, start: [],
      transfer: { pc, now in
        switch program.code[pc] {
        case .move(let d, _):
          if let number = number(of: d) { now.remove(0, number) }
        case .gate: now.clear(0)
        default: break
        }
      },
      carries: { block, edge in
        switch edge.kind {
        case .next: return (.after, adding: Int(edge.to) == block + 1 ? approvals[block] ?? [] : [])
        case .handler, .probe, .arm, .laterRow: return (.nothing, adding: [])
        }
      })
    try flow.check { pc, mayBeGiven throws(VerificationError) in
      guard case .move(let d, _) = program.code[pc], let number = number(of: d), !mayBeGiven(number) else { return }
      throw verifier.error(.permit("a permit is given that no gate has approved"), at: pc)
    }
  }

  /// The permits that a block's end approves on the edge to the block behind it: those of the steps that its gate allows, if
  /// it ends in the question whether that gate was approved.
  private func approved(behind number: Int) -> [Int] {
    let block = control.blocks[number]
    guard block.end - block.start >= 3,
      case .jumpUnless(let asked, let target) = program.code[block.end - 1], Int(target) != block.end,
      case .field(let answer, let decision, let key) = program.code[block.end - 2], answer == asked,
      case .gate(let decided, let row, _) = program.code[block.end - 3], decided == decision,
      case .string(let name) = program.constants[Int(key)], program.heap.text(name) == "approved"
    else { return [] }
    return Set(program.gates[Int(row)].allows).flatMap { permitsOfStep[$0] ?? [] }
  }

  // MARK: 3. Arms

  /// Where each fork row of the function is used.
  private var forks: [UInt16: Int] {
    var found: [UInt16: Int] = [:]
    for pc in verifier.code {
      if let row = program.code[pc].forkRow { found[row] = pc }
    }
    return found
  }

  /// Two arms may not write the same register, for what the join leaves there would depend on their order; but permits are
  /// kept only where they agree.
  private func checkJoins(_ forks: [UInt16: Int]) throws(VerificationError) {
    for (row, pc) in forks {
      var written: Set<Register> = []
      for register in program.forks[Int(row)].arms.flatMap(\.writes)
      where !written.insert(register).inserted && number(of: register) == nil {
        throw verifier.error(.fork("two arms write register \(register)"), at: pc)
      }
    }
  }

  private func checkArms(_ forks: [UInt16: Int]) throws(VerificationError) {
    for pc in verifier.code {
      guard case .effect(_, _, _, let permit) = program.code[pc], permit != noRegister else { continue }
      // From the innermost arm outward; a fork stands in the arm around it.
      var place = control.blocks[control.block(at: pc)].place
      while case .arm(let row, let arm) = place {
        let fork = program.forks[Int(row)]
        guard let start = forks[row] else { break }
        if fork.item == nil, !fork.arms[arm].writes.contains(permit) {
          throw verifier.error(.permit("an arm does not hand back the permit that it uses up"), at: pc)
        }
        if fork.arms.indices.contains(where: { $0 != arm && fork.arms[$0].writes.contains(permit) }) {
          throw verifier.error(.permit("two arms write the permit that one of them uses up"), at: pc)
        }
        place = control.blocks[control.block(at: start)].place
      }
    }
  }

  private func checkRows(_ uses: RegisterUses) throws(VerificationError) {
    // A bit for each permit: it was written since the row began that this is in (or this is in no row).
    let flow = try PathFlow(
      verifier, control, bits: permits.count, start: Array(permits.indices),
      transfer: { pc, now in
        for position in uses.writeRange(pc) {
          if let number = number(of: uses.writes[position]) { now.insert(0, number) }
        }
      },
      carries: { block, edge in
        switch edge.kind {
        case .next: return (.after, adding: [])
        case .handler, .probe: return (.kept, adding: [])
        case .arm:
          if case .forkEach = program.code[control.blocks[block].start] { return (.nothing, adding: []) }
          return (.after, adding: [])
        case .laterRow: return (.nothing, adding: [])
        }
      })
    try flow.check { pc, isNew throws(VerificationError) in
      guard case .effect(_, _, _, let permit) = program.code[pc], let number = number(of: permit), !isNew(number) else {
        return
      }
      throw verifier.error(.permit("a row may use a permit that was given before it began"), at: pc)
    }
  }
}

/// Lists under construction change in place, so nobody else may see them: `append` needs a list that `newList` or `makeList`
/// made on every path and that nothing but `append` has read since.
struct ListVerifier {
  private let verifier: FunctionVerifier
  private let control: ControlFlow
  private var lists: [Register] = []
  /// For each register its place in `lists`, or -1.
  private var numbers: [Int32]

  init(_ verifier: FunctionVerifier, _ control: ControlFlow) {
    self.verifier = verifier
    self.control = control
    numbers = [Int32](repeating: -1, count: Int(verifier.function.registers))
    for pc in verifier.code {
      switch verifier.program.code[pc] {
      case .append(let d, _), .appendOptional(let d, _):
        if numbers[Int(d)] < 0 {
          numbers[Int(d)] = Int32(lists.count)
          lists.append(d)
        }
      default: break
      }
    }
  }

  private func number(of register: Register) -> Int? {
    let number = numbers[Int(register)]
    return number < 0 ? nil : Int(number)
  }

  func check(_ uses: RegisterUses) throws(VerificationError) {
    guard !lists.isEmpty else { return }
    let code = verifier.program.code
    let flow = try PathFlow(
      verifier, control, bits: lists.count, start: [],
      transfer: { pc, now in
        switch code[pc] {
        case .append(_, let a), .appendOptional(_, let a):
          if let number = number(of: a) { now.remove(0, number) }
        case .newList(let d):
          if let number = number(of: d) { now.insert(0, number) }
        default:
          for position in uses.readRange(pc) {
            if let number = number(of: uses.reads[position].register) { now.remove(0, number) }
          }
          for position in uses.writeRange(pc) {
            if let number = number(of: uses.writes[position]) { now.remove(0, number) }
          }
          if case .makeList(let d, _, _) = code[pc], let number = number(of: d) { now.insert(0, number) }
        }
      },
      carries: { _, edge in
        switch edge.kind {
        case .next: (.after, adding: [])
        case .handler, .probe: (.kept, adding: [])
        case .arm, .laterRow: (.nothing, adding: [])
        }
      })
    try flow.check { pc, isOpen throws(VerificationError) in
      switch code[pc] {
      case .append(let d, let a), .appendOptional(let d, let a):
        if d != a, let number = number(of: d), isOpen(number) { return }
        throw verifier.error(.list(register: Int(d)), at: pc)
      default: break
      }
    }
  }
}
