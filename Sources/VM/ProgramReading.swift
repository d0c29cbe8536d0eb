// What the machine asks of a program beside its instructions: found by looking, so that thawing a run costs nothing for it.
import Bytecode
import Values

extension VerifiedProgram {
  /// Number of the step that an instruction belongs to, or -1: the one whose `step` stands last before it. (A loop's head and
  /// its condition stand before its body, so they belong to the loop.) The condition of a step's own `when:` stands before
  /// its `step`; it is told by its place in the author's text, which is behind the step's beginning.
  func step(at pc: Int) -> Int {
    let code = program.functions[function(at: pc)].code
    if let next = conditionalStep(after: pc, in: code) { return next }
    var position = pc
    while position >= code.lowerBound {
      if case .step(let number) = program.code[position] { return Int(number) }
      position -= 1
    }
    return -1
  }

  private func conditionalStep(after pc: Int, in code: Range<Int>) -> Int? {
    var position = pc
    while position < code.upperBound {
      if case .step(let number) = program.code[position] {
        guard position > pc else { return nil }
        let (here, step) = (program.places[pc], program.steps[Int(number)].place)
        guard step.line > 0, here.line > 0, here.source == step.source,
          (here.line, here.column) >= (step.line, step.column)
        else { return nil }
        let isConditional = program.code[position..<code.upperBound].contains {
          if case .skip(number) = $0 { true } else { false }
        }
        return isConditional ? Int(number) : nil
      }
      position += 1
    }
    return nil
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
