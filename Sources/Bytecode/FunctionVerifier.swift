// One function's handlers and instructions, one by one. How control flows through it is in ControlFlow.swift, which registers
// are written and read where in FunctionFlow.swift.
import Values

/// A class only so that the many small closures here hold one reference instead of a copy of the program.
final class FunctionVerifier {
  let program: Program
  let index: Int
  let function: Function
  let code: Range<Int>

  init(program: Program, index: Int) {
    self.program = program
    self.index = index
    function = program.functions[index]
    code = function.code
  }

  func error(_ reason: VerificationError.Reason, at pc: Int? = nil) -> VerificationError {
    VerificationError(reason, function: function.name, instruction: pc)
  }

  // MARK: Handlers

  /// Where the choice of handlers changes, in ascending order, beginning with the function.
  func checkHandlers() throws(VerificationError) -> [HandlerSegment] {
    var open: [Range<Int>] = []
    var last: Range<Int>?
    var bounds: [Int] = [code.lowerBound]
    for handler in function.handlers {
      let range = handler.range
      guard !range.isEmpty, code.lowerBound <= range.lowerBound, range.upperBound <= code.upperBound else {
        throw error(.handlerRange("covers nothing or more than its function"))
      }
      if let last {
        let isSorted =
          last.lowerBound < range.lowerBound
          || last.lowerBound == range.lowerBound && last.upperBound >= range.upperBound
        guard isSorted else {
          throw error(.handlerRange("stands before one that it lies inside of"), at: range.lowerBound)
        }
      }
      last = range
      while let outer = open.last, outer.upperBound <= range.lowerBound { open.removeLast() }
      if let outer = open.last, range.upperBound > outer.upperBound {
        throw error(.handlerRange("overlaps another"), at: range.lowerBound)
      }
      open.append(range)
      // Behind the range, so that an error always goes forward and no cycle is without a `loop`.
      guard code.contains(handler.target), handler.target >= range.upperBound else {
        throw error(.handlerRange("goes on at \(handler.target), which is not behind its range"), at: range.lowerBound)
      }
      try check(register: handler.register, at: handler.target)
      bounds.append(range.lowerBound)
      if range.upperBound < code.upperBound { bounds.append(range.upperBound) }
    }
    return segments(bounds: bounds)
  }

  private func segments(bounds: [Int]) -> [HandlerSegment] {
    var segments: [HandlerSegment] = []
    var next = 0
    // Ends of the ranges around the place, innermost last, and who takes errors inside each.
    var around: [(end: Int, choice: HandlerChoice)] = []
    var previous = -1
    for start in bounds.sorted() where start != previous {
      previous = start
      while let inner = around.last, inner.end <= start { around.removeLast() }
      while next < function.handlers.count, function.handlers[next].range.lowerBound == start {
        var choice = around.last?.choice ?? HandlerChoice()
        choice.evaluation = Int32(next)
        switch function.handlers[next].catches {
        case .evaluation: break
        case .errors: choice.errors = Int32(next)
        case .everything:
          choice.errors = Int32(next)
          choice.everything = Int32(next)
        }
        around.append((function.handlers[next].range.upperBound, choice))
        next += 1
      }
      let choice = around.last?.choice ?? HandlerChoice()
      if segments.last?.choice != choice { segments.append(HandlerSegment(start: start, choice: choice)) }
    }
    return segments
  }

  // MARK: Instructions

  func check(register: Register, count: Int = 1, at pc: Int) throws(VerificationError) {
    guard Int(register) + count <= Int(function.registers) else {
      throw error(.register(Int(register) + max(count, 1) - 1, of: Int(function.registers)), at: pc)
    }
  }

  private func check(_ what: String, _ number: Int, _ count: Int, at pc: Int) throws(VerificationError) {
    guard number < count else { throw error(.number(of: what, number, count: count), at: pc) }
  }

  /// Every operand of every instruction, reachable or not.
  func checkInstructions(_ uses: inout RowUses) throws(VerificationError) {
    for pc in code {
      try checkOperands(at: pc)
      try checkMeaning(at: pc, &uses)
    }
    switch program.code[code.upperBound - 1] {
    case .jump, .loop: break
    case let last where last.isExit: break
    default: throw error(.fallsOffTheEnd, at: code.upperBound - 1)
    }
  }

  private func checkOperands(at pc: Int) throws(VerificationError) {
    try program.code[pc].forEachOperand { operand throws(VerificationError) in
      switch operand {
      case .write(let register), .read(let register), .maybe(let register), .update(let register):
        try check(register: register, at: pc)
      case .write2(let register): try check(register: register, count: 2, at: pc)
      case .permit(let register):
        if register != noRegister { try check(register: register, at: pc) }
      case .range(let register, let count): try check(register: register, count: count, at: pc)
      case .arguments(let register, let skill):
        try check("function", Int(skill), program.functions.count, at: pc)
        try check(register: register, count: Int(program.functions[Int(skill)].parameters), at: pc)
      case .target(let target):
        guard code.contains(Int(target)) else { throw error(.target(Int(target)), at: pc) }
      case .constant(let number): try check("constant", Int(number), program.constants.count, at: pc)
      case .function(let number):
        guard FunctionID(rawValue: number) != nil else {
          throw error(.number(of: "library function", Int(number), count: FunctionID.allCases.count), at: pc)
        }
      case .skill(let number): try check("function", Int(number), program.functions.count, at: pc)
      case .effect(let row): try check("effect", Int(row), program.effects.count, at: pc)
      case .gate(let row): try check("gate", Int(row), program.gates.count, at: pc)
      case .fork(let row): try check("fork", Int(row), program.forks.count, at: pc)
      case .step(let row):
        try check("step", Int(row), program.steps.count, at: pc)
        guard Int(program.steps[Int(row)].function) == index else {
          throw error(.badRow(table: "step", row: Int(row), "it belongs to another function"), at: pc)
        }
      case .errorKind, .bool, .int16, .int32, .count: break
      }
    }
  }

  private func checkMeaning(at pc: Int, _ uses: inout RowUses) throws(VerificationError) {
    let instruction = program.code[pc]
    if let target = instruction.target {
      if case .loop = instruction {
        if target > pc { throw error(.notBackward(target: target), at: pc) }
      } else if target <= pc {
        throw error(.notForward(target: target), at: pc)
      }
    }
    switch instruction {
    case .field(_, _, let k), .hasField(_, _, let k), .optionalField(_, _, let k):
      guard case .string = program.constants[Int(k)] else { throw error(.constantType(k, needed: "text"), at: pc) }
    case .check(_, _, let k):
      switch program.constants[Int(k)] {
      case .map, .bool: break
      default: throw error(.constantType(k, needed: "JSON Schema"), at: pc)
      }
    case .effect(let d, let row, _, let permit):
      try checkEffect(Int(row), d, permit, at: pc)
      guard uses.effects[Int(row)] == nil else { throw error(.effect("effect row \(row) is used twice"), at: pc) }
      uses.effects[Int(row)] = pc
    case .doubt(let d, let row, _, let permit):
      try checkEffect(Int(row), d, permit, at: pc)
      guard uses.doubts[Int(row)] == nil else { throw error(.effect("effect row \(row) is in doubt twice"), at: pc) }
      uses.doubts[Int(row)] = pc
    case .fork(let row): try checkFork(Int(row), each: false, at: pc, &uses)
    case .forkEach(let row, _): try checkFork(Int(row), each: true, at: pc, &uses)
    case .forkWithin(let row, _):
      try checkFork(Int(row), each: false, at: pc, &uses)
      guard program.forks[Int(row)].arms.count == 1 else {
        throw error(.fork("a fork with a time limit has one arm"), at: pc)
      }
    case .join(let row):
      guard pc > code.lowerBound, program.code[pc - 1].forkRow == row else {
        throw error(.fork("a join follows no fork of its row"), at: pc)
      }
    case .callSkill(_, let skill, _):
      if skill == 0 { throw error(.exit("the skill calls itself"), at: pc) }
    default: break
    }
  }

  private func checkEffect(_ row: Int, _ d: Register, _ permit: Register, at pc: Int) throws(VerificationError) {
    let effect = program.effects[row]
    if effect.isIrreversible, permit == noRegister {
      throw error(.permit("the irreversible effect \(row) has no permit"), at: pc)
    }
    if !effect.isIrreversible, permit != noRegister {
      throw error(.permit("effect \(row) has a permit and needs none"), at: pc)
    }
    if permit == d { throw error(.permit("the permit of effect \(row) is also its result"), at: pc) }
    if let probe = effect.probe {
      guard code.contains(probe) else {
        throw error(.effect("the probe of effect \(row) is in another function"), at: pc)
      }
    } else if case .doubt = program.code[pc] {
      throw error(.effect("effect \(row) has no probe that could leave it in doubt"), at: pc)
    }
    guard Int(program.steps[Int(effect.step)].function) == index else {
      throw error(.badRow(table: "effect", row: row, "its step belongs to another function"), at: pc)
    }
  }

  private func checkFork(_ row: Int, each: Bool, at pc: Int, _ uses: inout RowUses) throws(VerificationError) {
    let fork = program.forks[row]
    guard uses.forks[row] == nil else { throw error(.fork("fork row \(row) is used twice"), at: pc) }
    uses.forks[row] = pc
    guard pc + 1 < code.upperBound, case .join(let joined) = program.code[pc + 1], Int(joined) == row else {
      throw error(.fork("no join of the same row follows"), at: pc)
    }
    if each {
      guard fork.arms.count == 1, fork.item != nil else {
        throw error(.fork("a fork over a list has one arm and an item"), at: pc)
      }
    } else {
      guard fork.item == nil, fork.index == nil, fork.collect == nil else {
        throw error(.fork("a fork of named arms has no item and collects nothing"), at: pc)
      }
    }
    for register in fork.arms.flatMap(\.writes)
      + [fork.item, fork.index, fork.collect, fork.collected].compactMap({ $0 })
    {
      try check(register: register, at: pc)
    }
    for arm in fork.arms {
      guard code.contains(arm.start) else { throw error(.target(arm.start), at: pc) }
      guard arm.start > pc + 1 else { throw error(.notForward(target: arm.start), at: pc) }
    }
  }
}

/// Instructions from `start` on have this choice of handlers.
struct HandlerSegment {
  var start: Int
  var choice: HandlerChoice
}

extension Instruction {
  /// Whether nothing of the function follows it.
  var isExit: Bool { opcode.group == .exit }

  /// The row of a fork instruction.
  var forkRow: UInt16? {
    switch self {
    case .fork(let row), .forkEach(let row, _), .forkWithin(let row, _): row
    default: nil
    }
  }
}
