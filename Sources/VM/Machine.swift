// program + outcomes → next pause. The machine's whole state as one value; it does no I/O, knows no time and no chance.
//
// `run` takes ready fibers in the order of their numbers and lets each run until it blocks (Interpreter.swift: the frame's
// own instructions; here: those that reach beyond it). `consume` hands one outcome to the fiber that waits for it
// (Tickets.swift). Forks are in Forks.swift, errors in Raising.swift, a budget of steps in StepBudget.swift, garbage in
// Collector.swift, bytes in SnapshotEncoding.swift and SnapshotDecoding.swift.
import Bytecode
import Values

/// A text that `log:` handed out.
package struct LogLine: Sendable {
  /// Number in `Program.steps`, or -1.
  package var step: Int
  /// A string, or a secret.
  package var text: PlainValue
}

package struct Machine: Sendable {
  let program: VerifiedProgram
  let limits: MachineLimits
  /// How much of the heap's arrays the frozen objects take.
  let floor: HeapFloor

  // The state, as the snapshot has it.
  var heap: Heap
  /// In the order of their numbers; empty when the run has ended.
  var fibers: [Fiber] = []
  var nextFiber = 0
  /// The number of the ticket opened last.
  var lastTicket: UInt64 = 0
  var meter: Meter
  /// The run was out of instructions (steps) once and has got some more for its `finally` blocks.
  var isInFinalInstructions = false
  var isInFinalSteps = false
  /// Steps that people have added to the skill's budget.
  var grantedSteps: UInt64 = 0
  /// How often each step was started, and passed over by its `when:`.
  var starts: [UInt64]
  var skips: [UInt64]
  var result = Result.none

  /// How the run ended.
  enum Result: Sendable {
    case none
    case completed(Value)
    /// An error object.
    case failed(Value)
  }

  // Not part of the state: what happened since the world last asked.
  var opened: [Ticket] = []
  var closed: [Ticket] = []
  var stopped: [StepStart] = []
  /// For each step how often it failed; empty while none has.
  var failures: [StepFailures] = []
  var log: [LogLine] = []
  var droppedLogLines = 0

  /// A run's first state.
  package init(_ given: FrozenInputs, limits: MachineLimits = MachineLimits()) throws(MachineError) {
    self.init(program: given.program, limits: limits, heap: given.heap)
    let root = program.program.functions[0]
    let arguments = given.arguments
    guard arguments.count == Int(root.parameters) else {
      throw MachineError(
        .inputs, "skill `\(root.name)` takes \(Int(root.parameters) - 1) inputs, not \(arguments.count - 1)")
    }
    var registers = arguments
    registers.append(contentsOf: repeatElement(.unset, count: Int(root.registers) - arguments.count))
    fibers.append(
      Fiber(
        number: 0, parent: -1, arm: 0, frames: [Frame(function: 0, base: 0, pc: root.code.lowerBound)],
        registers: registers))
    nextFiber = 1
  }

  /// The same from plain values: the inputs of `manifest.inputs`, in that order, already checked, and the map `run`.
  package init(
    program: VerifiedProgram, inputs: [PlainValue], run: PlainValue, limits: MachineLimits = MachineLimits()
  ) throws(MachineError) {
    try self.init(FrozenInputs(program, inputs: inputs, run: run), limits: limits)
  }

  init(program: VerifiedProgram, limits: MachineLimits, heap: Heap) {
    self.program = program
    self.limits = limits
    self.heap = heap
    floor = HeapFloor(heap)
    self.heap.limit = limits.heapBytes
    meter = Meter(fuel: 0, steps: 0)
    starts = Array(repeating: 0, count: program.program.steps.count)
    skips = starts
    meter = Meter(fuel: instructionLimit, steps: stepLimit)
  }

  // MARK: Run

  /// Runs until no fiber can run or the run has ended.
  package mutating func run() -> Pause {
    while let index = fibers.firstIndex(where: { $0.state == .ready }) { runFiber(fibers[index].number) }
    askForSteps()
    meter.fuel &-= heap.work
    heap.work = 0
    let (openedNow, closedNow) = (opened, closed)
    opened = []
    closed = []
    // A ticket that was opened and given up in between is no news.
    let gone = Set(closedNow).intersection(openedNow)
    let news = closedNow.filter { !gone.contains($0) }
    if let ending { return .ended(ending, closed: news) }
    return .waiting(opened: openedNow.filter { !gone.contains($0) }, closed: news)
  }

  /// Lets one fiber run until it blocks or ends.
  private mutating func runFiber(_ number: Int) {
    while let index = position(of: number), fibers[index].state == .ready {
      do throws(EvaluationError) {
        if try execute(index) == .collect { collectGarbage() } else { try perform(index) }
      } catch {
        // Whatever the instruction was about, the fiber that runs is the one it is raised in.
        raise(error, in: index)
      }
    }
  }

  /// Runs the top frame up to an instruction that is the machine's business.
  private mutating func execute(_ index: Int) throws(EvaluationError) -> Interpreter.Exit {
    let top = fibers[index].frames.count - 1
    let base = fibers[index].frames[top].base
    var pc = fibers[index].frames[top].pc
    defer { fibers[index].frames[top].pc = pc }
    let code = program.program.code
    let constants = program.program.constants
    // (Here, since garbage collection makes the heap anew.)
    heap.isOfFirstLanguage = program.program.versions.language < 2
    return try Interpreter.execute(
      code.span, constants.span, base: base, registers: &fibers[index].registers,
      heap: &heap, starts: &starts, skips: &skips, meter: &meter, collectAt: max(limits.collectAfter, heap.live),
      pc: &pc)
  }

  /// Does the instruction that the top frame stands at. Throws what is to be raised there.
  private mutating func perform(_ index: Int) throws(EvaluationError) {
    switch program.program.code[fibers[index].pc] {
    case .callSkill(_, let skill, let first): try call(skill, first, in: index)
    case .return(let a):
      // A probe may have been the last that a run waited for before it is stopped.
      if fibers[index].frames.count == 1, raisePending(index, isDone: true) { return }
      try checkOutputs(fibers[index][a], index)
      leave(with: fibers[index][a], index)
    case .raise(let a):
      guard case .error = fibers[index][a] else { throw Slow.inconsistent("what is to be raised is no error") }
      // What a probe was waited for is known now.
      if raisePending(index) { return }
      raise(fibers[index][a], in: index)
    case .fail(let kind, let a): throw EvaluationError(failureText(fibers[index][a]), kind: kind)
    case .effect(_, let effect, let a, let permit):
      try openEffect(row: Int(effect), arguments: a, permit: permit, in: index)
    case .doubt(_, let effect, let a, let permit):
      try openEffect(row: Int(effect), arguments: a, permit: permit, isInDoubt: true, in: index)
    case .gate(_, _, let a): try openGate(payload: a, in: index)
    case .timer(let a): try openTimer(a, isUntil: false, in: index)
    case .timerUntil(let a): try openTimer(a, isUntil: true, in: index)
    case .fork(let fork): try startFork(fork, rows: nil, in: index)
    case .forkEach(let fork, let a): try startFork(fork, rows: fibers[index][a], in: index)
    case .forkWithin(let fork, let a): try startFork(fork, within: a, in: index)
    case .armEnd(let fork): try endArm(fork, index)
    case .step: try beginBeyondBudget(index)
    case .join: throw Slow.inconsistent("a join without its fork")
    case .log(let a):
      try addToLog(fibers[index][a], at: fibers[index].pc)
      fibers[index].pc += 1
    case .field(let d, let a, let k):
      fibers[index][d] = try field(of: fibers[index][a], program.program.constants[Int(k)])
      fibers[index].pc += 1
    default: preconditionFailure("the interpreter left at an instruction of its own")
    }
  }

  // MARK: Calls

  private mutating func call(_ skill: UInt16, _ first: Register, in index: Int) throws(EvaluationError) {
    if heap.allocated > max(limits.collectAfter, heap.live) { collectGarbage() }
    meter.fuel &-= 16
    if meter.fuel < 0 { throw Slow.outOfInstructions() }
    let callee = program.program.functions[Int(skill)]
    guard fibers[index].frames.count < limits.frames else {
      throw EvaluationError("skills call each other too deep (limit: \(limits.frames))", kind: .budget)
    }
    clearDead(index)
    let start = fibers[index].top.base + Int(first)
    let base = fibers[index].registers.count
    guard base + Int(callee.registers) <= limits.registers else {
      throw EvaluationError("skills call each other with too many values (limit: \(limits.registers))", kind: .budget)
    }
    for argument in start..<start + Int(callee.parameters) {
      fibers[index].registers.append(fibers[index].registers[argument])
    }
    fibers[index].registers.append(
      contentsOf: repeatElement(.unset, count: Int(callee.registers) - Int(callee.parameters)))
    fibers[index].frames.append(Frame(function: skill, base: base, pc: callee.code.lowerBound))
  }

  /// What a run gives leaves the machine as JSON, which has no NaN and no infinities. (What else cannot be given is the ending's
  /// affair.) An expression by itself has no steps, and may give what it likes.
  private func checkOutputs(_ value: Value, _ index: Int) throws(EvaluationError) {
    guard !program.program.steps.isEmpty, fibers[index].number == 0, fibers[index].frames.count == 1,
      let plain = try? heap.plain(value),
      let (path, number) = plain.notFinite
    else { return }
    let what = path.isEmpty ? "what is given" : "`\(path)`"
    throw EvaluationError("\(what) is \(number.isNaN ? "NaN" : "infinite"), which JSON does not have")
  }

  /// The top frame ends with `value`.
  private mutating func leave(with given: Value, _ index: Int) {
    // What is returned is a value; `unset` is none.
    let value = if case .unset = given { Value.none } else { given }
    let frame = fibers[index].frames.removeLast()
    guard let caller = fibers[index].frames.last, case .callSkill(let d, _, _) = program.program.code[caller.pc] else {
      if fibers[index].number == 0 {
        end(.completed(value))
      } else {
        let error = heap.makeError(
          Slow.inconsistent("an arm returned"), step: step(at: frame.pc), instruction: frame.pc)
        fiberFailed(index, error)
      }
      return
    }
    fibers[index].registers.removeSubrange(frame.base...)
    fibers[index][d] = value
    fibers[index].pc += 1
  }

  // MARK: Small things

  /// The run is over: every fiber is dropped, every ticket given up.
  mutating func end(_ result: Result) {
    for fiber in fibers {
      if fiber.ticket != 0 { closed.append(Ticket(fiber.ticket)) }
      noteStopped(fiber)
    }
    fibers = []
    self.result = result
  }

  /// Where the fiber of this number is in `fibers`, if it is still there.
  func position(of number: Int) -> Int? {
    var low = 0
    var high = fibers.count
    while low < high {
      let middle = (low + high) / 2
      if fibers[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < fibers.count && fibers[low].number == number ? low : nil
  }

  private func failureText(_ value: Value) -> String {
    switch value {
    case .string(let ref): return heap.text(ref)
    case .secret: return "(a secret)"
    case .error(let ref): return heap.plainError(ref).message
    default: return "a failure without a text (\(value.kindName))"
    }
  }

  private mutating func addToLog(_ value: Value, at pc: Int) throws(EvaluationError) {
    guard log.count < limits.logLines else {
      droppedLogLines += 1
      return
    }
    log.append(LogLine(step: step(at: pc), text: try heap.plain(value)))
  }

  /// Texts logged since they were last taken. Not part of the state.
  package mutating func takeLog() -> [LogLine] {
    var lines = log
    if droppedLogLines > 0 {
      lines.append(LogLine(step: -1, text: .string("… and \(droppedLogLines) more lines (limit: \(limits.logLines))")))
    }
    log = []
    droppedLogLines = 0
    return lines
  }

  /// Number of the step that an instruction belongs to, or -1.
  func step(at pc: Int) -> Int { program.step(at: pc) }

  var instructionLimit: Int {
    Int(limits.instructions) + (isInFinalInstructions ? Int(limits.finalInstructions) : 0)
  }
  var usedInstructions: Int { instructionLimit - meter.fuel }
}

extension Fiber {
  var top: Frame { frames[frames.count - 1] }
  var pc: Int {
    get { frames[frames.count - 1].pc }
    set { frames[frames.count - 1].pc = newValue }
  }
  /// A register of the top frame.
  subscript(register: Register) -> Value {
    get { registers[frames[frames.count - 1].base + Int(register)] }
    set { registers[frames[frames.count - 1].base + Int(register)] = newValue }
  }
}

extension PlainValue {
  /// The first number in it that is NaN or infinite, and where it stands: `list[2].x`.
  fileprivate var notFinite: (path: String, number: Double)? {
    func under(_ name: String, _ found: (path: String, number: Double)) -> (String, Double) {
      (found.path.isEmpty || found.path.hasPrefix("[") ? name + found.path : "\(name).\(found.path)", found.number)
    }
    switch self {
    case .double(let number): return number.isFinite ? nil : ("", number)
    case .list(let elements):
      for (index, element) in elements.enumerated() {
        if let found = element.notFinite { return under("[\(index)]", found) }
      }
    case .map(let entries):
      for entry in entries { if let found = entry.value.notFinite { return under(entry.key.text ?? "?", found) } }
    case .optional(let inner): return inner?.notFinite
    case .null, .bool, .int, .uint, .decimal, .timestamp, .duration, .type, .string, .bytes, .error, .secret: break
    }
    return nil
  }
}
