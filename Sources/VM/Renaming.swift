// A copy of a run gets an id of its own: from there on the map `run` says so. What was computed before and stands in variables
// stays; what is still to be done says the copy's id, so that it is not taken for what the other run does: what is open and
// waited for, and what approvals allow.
import Bytecode
import Values

extension Machine {
  /// Runs up to where this was consumed: a copy is renamed before it does anything of its own.
  package mutating func run(upTo consumed: Consumed) {
    if case .renamed = consumed { return }
    _ = run()
  }

  mutating func rename(_ id: String) throws(MachineError) {
    var renamed = self
    do throws(EvaluationError) { try renamed.putName(id) } catch {
      throw MachineError(.name, "there is no room for its id: \(error.message)")
    }
    self = renamed
  }

  private mutating func putName(_ id: String) throws(EvaluationError) {
    guard let map = runMap else { return }
    let named = try heap.plain(map)
    let renamed = try heap.make(named.with("id", .string(id)))
    let old = named["id"]?.text ?? ""
    for index in fibers.indices {
      for frame in fibers[index].frames {
        if let register = runRegister(frame, of: fibers[index]) { fibers[index].registers[register] = renamed }
        for permit in program.permits(in: Int(frame.function)) {
          let register = frame.base + Int(permit)
          fibers[index].registers[register] = try replaced(fibers[index].registers[register], old, id)
        }
      }
      if fibers[index].ticket != 0 {
        for operand in operands(at: fibers[index].pc, in: Int(fibers[index].top.function)) {
          fibers[index][operand] = try replaced(fibers[index][operand], old, id)
        }
        fibers[index].held = try replaced(fibers[index].held, old, id)
      }
      try renameMerged(index, old, id)
    }
  }

  /// Approvals of arms that have ended wait for their join.
  private mutating func renameMerged(_ index: Int, _ old: String, _ id: String) throws(EvaluationError) {
    guard let group = fibers[index].group else { return }
    let permits = program.permits(in: Int(fibers[index].top.function))
    let writes = program.program.forks[Int(group.fork)].arms.flatMap(\.writes)
    for (slot, register) in zip(group.merged.indices, writes) where permits.contains(register) {
      fibers[index].group!.merged[slot] = try replaced(group.merged[slot], old, id)
    }
  }

  /// The map `run`, where something can still read it.
  private var runMap: Value? {
    for fiber in fibers {
      for frame in fiber.frames {
        if let register = runRegister(frame, of: fiber) { return fiber.registers[register] }
      }
    }
    return nil
  }

  /// The last parameter, where it is alive.
  private func runRegister(_ frame: Frame, of fiber: Fiber) -> Int? {
    let register = frame.base + Int(program.program.functions[Int(frame.function)].parameters) - 1
    guard register >= frame.base, case .map = fiber.registers[register] else { return nil }
    return register
  }

  /// What is asked for at a ticket; and at a gate what its approval will make permits of.
  private func operands(at pc: Int, in function: Int) -> [Register] {
    switch program.program.code[pc] {
    case .effect(_, _, let a, _), .doubt(_, _, let a, _): return [a]
    case .gate(_, _, let payload):
      let permits = program.permits(in: function)
      var found = [payload]
      for next in pc + 1..<program.program.functions[function].code.upperBound {
        switch program.program.code[next] {
        case .field, .jumpUnless: continue
        case .move(let d, let a) where permits.contains(d): found.append(a)
        default: return found
        }
      }
      return found
    default: return []
    }
  }

  private mutating func replaced(_ value: Value, _ old: String, _ new: String) throws(EvaluationError) -> Value {
    guard case .map = value, !old.isEmpty else { return value }
    let plain = try heap.plain(value)
    let changed = plain.replacing(old, with: new)
    return changed == plain ? value : try heap.make(changed)
  }
}

extension PlainValue {
  fileprivate func with(_ key: String, _ value: PlainValue) -> PlainValue {
    .map((entries ?? []).map { $0.key.text == key ? PlainEntry(key: $0.key, value: value) : $0 })
  }

  /// With another text wherever `old` stands in a text. Holes keep the names of their secrets.
  fileprivate func replacing(_ old: String, with new: String) -> PlainValue {
    switch self {
    case .string(let text): .string(text.replacing(old, with: new))
    case .list(let elements): .list(elements.map { $0.replacing(old, with: new) })
    case .map(let entries):
      .map(entries.map { PlainEntry(key: $0.key, value: $0.value.replacing(old, with: new)) })
    case .optional(let inner): .optional(inner?.replacing(old, with: new))
    case .secret(let secret):
      .secret(
        SecretText(
          parts: secret.parts.map { part in
            if case .text(let text) = part { .text(text.replacing(old, with: new)) } else { part }
          }))
    case .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .bytes, .error: self
    }
  }
}
