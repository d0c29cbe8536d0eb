// What the machine asks of a program beside its instructions: found by looking, so that thawing a run costs nothing for it.
import Bytecode
import Values

extension VerifiedProgram {
  /// Number of the step that an instruction belongs to, or -1: the one whose `step` stands last before it. (A loop's head and
  /// its condition stand before its body, so they belong to the loop.)
  func step(at pc: Int) -> Int {
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
        if program.effects[Int(row)].isIrreversible, permit != noRegister, !found.contains(permit) { found.append(permit) }
      default: break
      }
    }
    return found
  }
}
