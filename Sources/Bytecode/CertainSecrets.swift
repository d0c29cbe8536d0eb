// Which secrets a run will surely come to need, read off the instructions that follow one another from the beginning: up to the
// first that may go another way, ends something, or waits for people or a time.
import Values

extension VerifiedProgram {
  /// Steps (numbers in the step table) with names of secrets' holes, in the order in which they are met; each name once.
  package var certainSecrets: [(step: Int, hole: String)] {
    var found: [(step: Int, hole: String)] = []
    follow(program.functions[0].code.lowerBound, holes: [:], &found)
    return found
  }

  /// - holes: what registers hold of secrets.
  private func follow(_ start: Int, holes: [Register: [String]], _ found: inout [(step: Int, hole: String)]) {
    var holes = holes
    var pc = start
    while program.functions[0].code.contains(pc) {
      let instruction = program.code[pc]
      switch instruction {
      case .jump(let to):
        guard Int(to) > pc else { return }
        pc = Int(to)
        continue
      case .fork(let fork), .forkWithin(let fork, _):
        for arm in program.forks[Int(fork)].arms { follow(arm.start, holes: holes, &found) }
        return
      case .effect(_, let row, let a, _):
        for hole in holes[a] ?? [] where !found.contains(where: { $0.hole == hole }) {
          found.append((Int(program.effects[Int(row)].step), hole))
        }
      case .gate, .timer, .timerUntil, .forkEach, .join, .armEnd, .callSkill, .return, .raise, .fail, .doubt: return
      default: break
      }
      var taken: [String] = []
      var written: [Register] = []
      var branches = false
      instruction.forEachOperand { operand in
        switch operand {
        case .write(let register): written.append(register)
        case .write2(let register): written += [register, register + 1]
        case .read(let register), .maybe(let register), .permit(let register): taken += holes[register] ?? []
        case .update(let register):
          taken += holes[register] ?? []
          written.append(register)
        case .range(let first, let count):
          for offset in 0..<count { taken += holes[first + Register(offset)] ?? [] }
        case .constant(let number): taken += self.holes(in: program.constants[Int(number)])
        case .target: branches = true
        case .arguments, .function, .skill, .effect, .gate, .fork, .step, .errorKind, .bool, .int16, .int32, .count:
          break
        }
      }
      if branches { return }
      for register in written { holes[register] = taken.isEmpty ? nil : taken }
      pc += 1
    }
  }

  private func holes(in constant: Value) -> [String] {
    guard case .secret(let ref) = constant else {
      guard case .map(let ref) = constant else { return [] }
      return program.heap.cellRange(ref).flatMap { holes(in: program.heap.cells[$0]) }
    }
    return program.heap.cellRange(ref).enumerated().compactMap { number, cell in
      number % 2 == 1 ? program.heap.cells[cell].ref.map(program.heap.text) : nil
    }
  }
}
