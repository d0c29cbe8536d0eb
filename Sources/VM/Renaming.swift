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

  mutating func rename(_ old: String, to new: String) throws(MachineError) {
    var renamed = self
    do throws(EvaluationError) { try renamed.replace(old, with: new) } catch {
      throw MachineError(.name, "there is no room for its id: \(error.message)")
    }
    self = renamed
  }

  private mutating func replace(_ old: String, with new: String) throws(EvaluationError) {
    var run: Value?
    if let map = runMap { run = try heap.make(try heap.plain(map).with("id", .string(new))) }
    for index in fibers.indices {
      var registers = operands(of: fibers[index])
      for frame in fibers[index].frames {
        if let run, let register = runRegister(frame, of: fibers[index]) { fibers[index].registers[register] = run }
        registers += try permits(of: frame, in: fibers[index])
      }
      for register in registers {
        fibers[index].registers[register] = try replaced(fibers[index].registers[register], old, new)
      }
      if fibers[index].ticket != 0 { fibers[index].held = try replaced(fibers[index].held, old, new) }
      try replaceMerged(index, old, new)
    }
  }

  /// Approvals of arms that have ended wait for their join.
  private mutating func replaceMerged(_ index: Int, _ old: String, _ new: String) throws(EvaluationError) {
    guard let group = fibers[index].group else { return }
    let permits = program.permits(in: Int(fibers[index].top.function))
    let writes = program.program.forks[Int(group.fork)].arms.flatMap(\.writes)
    for (slot, register) in zip(group.merged.indices, writes) where permits.contains(register) {
      fibers[index].group!.merged[slot] = try replaced(group.merged[slot], old, new)
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

  /// What a fiber asks for at its ticket. At a gate, and where it was decided just now, what the approval makes permits of too.
  private func operands(of fiber: Fiber) -> [Int] {
    let code = program.program.code
    let function = Int(fiber.top.function)
    func allowed(after gate: Int) -> [Register] {
      let permits = program.permits(in: function)
      var found: [Register] = []
      for next in gate + 1..<program.program.functions[function].code.upperBound {
        switch code[next] {
        case .field, .jumpUnless: continue
        case .move(let d, let a) where permits.contains(d): found.append(a)
        default: return found
        }
      }
      return found
    }
    var found: [Register] = []
    if fiber.ticket != 0 {
      switch code[fiber.pc] {
      case .effect(_, _, let a, _), .doubt(_, _, let a, _): found = [a]
      case .gate(_, _, let payload): found = [payload] + allowed(after: fiber.pc)
      default: break
      }
    } else if fiber.state == .ready, fiber.pc > 0, case .gate = code[fiber.pc - 1] {
      found = allowed(after: fiber.pc - 1)
    }
    return found.map { fiber.top.base + Int($0) }
  }

  /// The permits of a frame; and the arguments of the effects that they are for, where these are to be met again with what they had:
  /// when they are tried once more, or looked for.
  private func permits(of frame: Frame, in fiber: Fiber) throws(EvaluationError) -> [Int] {
    guard program.program.effects.contains(where: \.isIrreversible) else { return [] }
    var found: [Int] = []
    for pc in program.program.functions[Int(frame.function)].code {
      switch program.program.code[pc] {
      case .effect(_, _, let a, let permit), .doubt(_, _, let a, let permit):
        guard permit != noRegister else { continue }
        let (arguments, permit) = (frame.base + Int(a), frame.base + Int(permit))
        found.append(permit)
        if try isSame(fiber.registers[arguments], fiber.registers[permit]) { found.append(arguments) }
      default: continue
      }
    }
    return found
  }

  /// Whether two permits, or a permit and arguments, are the same byte for byte. What is no map is no permit.
  func isSame(_ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    guard case .map = a, case .map = b else { return false }
    return try heap.canonicalBytes(a) == heap.canonicalBytes(b)
  }

  private mutating func replaced(_ value: Value, _ old: String, _ new: String) throws(EvaluationError) -> Value {
    guard case .map = value else { return value }
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
