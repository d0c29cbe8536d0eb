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
