// What the machine asks of a program beside its instructions: found by looking, so that thawing a run costs nothing for it.
import Bytecode
import Values

extension VerifiedProgram {
  /// Number of the step that an instruction belongs to, or -1: the one whose `step` stands last before it, run or not. (A
  /// loop's head stands before its body, so it belongs to the loop; before the condition of a step's own `when:` the compiler
  /// puts a `step` that is jumped over.)
  package func step(at pc: Int) -> Int {
    let start = program.functions[function(at: pc)].code.lowerBound
    var position = pc
    while position >= start {
      if case .step(let number) = program.code[position] { return Int(number) }
      position -= 1
    }
    return -1
  }

  /// Whether an effect's result is read by anything in the skill that it stands in; only what an author named can be.
  package func isResultRead(ofEffect row: Int) -> Bool {
    for pc in program.code.indices {
      guard case .effect(let result, UInt16(row), _, _) = program.code[pc] else { continue }
      let function = program.functions[function(at: pc)]
      return function.names.contains { $0.register == result }
        && function.code.contains { program.reads(result, at: $0) && !isOfLoss(result, at: $0) }
    }
    return false
  }

  /// Whether an instruction looks at the register for what is to be raised where a probe found nothing.
  private func isOfLoss(_ result: Register, at pc: Int) -> Bool {
    if case .jumpIfError(result, _) = program.code[pc] { return true }
    guard case .move(_, result) = program.code[pc], case .unset(result) = program.code[pc + 1] else { return false }
    return true
  }

  /// Whether an effect is raised that its probe did not find. In programs that were compiled before there was such a thing it is
  /// sent again at once instead, as often as the probe finds nothing.
  package func raisesLoss(ofEffect row: Int) -> Bool {
    guard let probe = probe(ofEffect: row), case .doubt(let result, _, _, _) = program.code[probe.upperBound] else {
      return false
    }
    return probe.allSatisfy { pc in
      guard case .loop(let to) = program.code[pc], Int(to) < probe.lowerBound else { return true }
      if case .jumpIfError(result, _) = program.code[pc - 1] { return true }
      return false
    }
  }

  /// Whether the skill that an effect stands in reads this field of its result, and counts on it: `steps.ID.FIELD`, but not
  /// `has(steps.ID.FIELD)` or `steps.ID.?FIELD`.
  package func isRead(field: String, ofEffect row: Int) -> Bool {
    for pc in program.code.indices {
      guard case .effect(let result, UInt16(row), _, _) = program.code[pc] else { continue }
      // Registers that hold the result where they stand in the code: temporaries are read right behind where they are written.
      var holding: Set<Register> = [result]
      for at in program.functions[function(at: pc)].code {
        switch program.code[at] {
        case .field(_, let a, let k) where holding.contains(a):
          if case .string(let ref) = program.constants[Int(k)], program.heap.text(ref) == field { return true }
        case .index(_, let a, _) where holding.contains(a): return true
        case .move(let d, let a) where holding.contains(a), .wrap(let d, let a) where holding.contains(a):
          holding.insert(d)
          continue
        default: break
        }
        program.code[at].forEachOperand { operand in
          if case .write(let register) = operand, register != result { holding.remove(register) }
        }
      }
      return false
    }
    return false
  }

  /// Whose handler begins at `target`, and whether that step has failed by what comes there. The compiler writes it before the
  /// target, where nothing runs: `step n` is n's `on_error:`; `skip n` goes on within n (`catch`, `finally`, `retry`). Nil in
  /// programs of earlier days.
  func handling(at target: Int) -> (step: Int, hasFailed: Bool)? {
    guard target > 0 else { return nil }
    switch program.code[target - 1] {
    case .step(let number): return (Int(number), true)
    case .skip(let number): return (Int(number), false)
    default: return nil
    }
  }

  /// The register with the time limit of the arm that the `join` at `pc` waits for; nil where it is no such join.
  func timeLimit(at pc: Int) -> Register? {
    guard case .join = program.code[pc], case .forkWithin(_, let a) = program.code[pc - 1] else { return nil }
    return a
  }

  /// Registers of a function that hold permits of irreversible effects.
  func permits(in function: Int) -> [Register] {
    guard program.effects.contains(where: \.isIrreversible) else { return [] }
    var found: [Register] = []
    for pc in program.functions[function].code {
      switch program.code[pc] {
      case .effect(_, let row, _, let permit), .doubt(_, let row, _, let permit):
        if program.effects[Int(row)].isIrreversible, permit != noRegister, !found.contains(permit) {
          found.append(permit)
        }
      default: break
      }
    }
    return found
  }
}

extension Program {
  fileprivate func reads(_ wanted: Register, at pc: Int) -> Bool {
    var found = false
    code[pc].forEachOperand { operand in
      switch operand {
      case .read(let register), .update(let register), .maybe(let register): found = found || register == wanted
      case .range(let first, let count):
        found = found || (Int(first)..<Int(first) + Int(count)).contains(Int(wanted))
      case .arguments(let first, let skill):
        let count = Int(functions[Int(skill)].parameters)
        found = found || (Int(first)..<Int(first) + count).contains(Int(wanted))
      case .write, .write2, .permit, .target, .constant, .function, .skill, .effect, .gate, .fork, .step, .errorKind,
        .bool, .int16, .int32, .count:
        break
      }
    }
    return found
  }
}

extension Machine {
  /// `error.kind`, `error.message`, and `error.step`: the label of the step that the error was raised in.
  mutating func field(of error: Value, _ name: Value) throws(EvaluationError) -> Value {
    guard case .error(let ref) = error, case .string(let text) = name, heap.text(text) == "step",
      case .int(let number) = heap.element(ref, 2)
    else { return try heap.field(error, name) }
    let steps = program.program.steps
    return try heap.makeString(steps.indices.contains(Int(number)) ? steps[Int(number)].label : "")
  }
}
