// A function of a program that only computes, kept ready to be evaluated again and again: heap, registers and constants
// are made once. The machine's own interpreter runs it, so it gives what a run would give. For the keys of queues
// (`concurrency`) and for benchmarks; it has no tickets, steps or snapshots.
import Bytecode
import Values

package struct PreparedExpression: Sendable {
  private let program: VerifiedProgram
  private let code: [Instruction]
  private let constants: [Value]
  private let start: Int
  private let instructionLimit: Int
  private let inputCount: Int
  /// Constants and inputs, and above `floor` what the last evaluation made.
  package private(set) var heap: Heap
  private var floor: HeapFloor
  private var registers: [Value]

  package init(
    _ given: FrozenInputs, function number: Int = 0, limits: MachineLimits = MachineLimits()
  ) throws(MachineError) {
    let program = given.program
    let arguments = given.arguments
    let function = program.program.functions[number]
    guard arguments.count == Int(function.parameters) else {
      throw MachineError(
        .inputs, "the expression takes \(Int(function.parameters) - 1) inputs, not \(arguments.count - 1)")
    }
    heap = given.heap
    heap.limit = limits.heapBytes
    self.program = program
    code = program.program.code
    constants = program.program.constants
    start = function.code.lowerBound
    instructionLimit = Int(clamping: limits.instructions)
    inputCount = arguments.count - 1
    floor = HeapFloor(heap)
    registers = arguments
    registers.append(contentsOf: repeatElement(.unset, count: Int(function.registers) - arguments.count))
  }

  /// The same from plain values: the inputs of `manifest.inputs`, in that order.
  package init(program: VerifiedProgram, inputs: [PlainValue]) throws(MachineError) {
    try self.init(FrozenInputs(program, inputs: inputs, run: .map([])))
  }

  /// The value, which stays readable in `heap` until the next evaluation.
  package mutating func evaluate() throws(EvaluationError) -> Value {
    reset()
    // Spans of these are lent out while registers and heap change.
    let (code, constants) = (code, constants)
    var pc = start
    var meter = Meter(fuel: instructionLimit, steps: 0)
    var counts: [UInt64] = []
    var skips: [UInt64] = []
    while true {
      var raised: EvaluationError
      do throws(EvaluationError) {
        _ = try Interpreter.execute(
          code.span, constants.span, base: 0, registers: &registers, heap: &heap, starts: &counts, skips: &skips,
          meter: &meter, collectAt: .max, pc: &pc)
        switch code[pc] {
        case .return(let a): return registers[Int(a)]
        case .raise(let a): raised = error(in: registers[Int(a)])
        case .fail(let kind, let a): raised = EvaluationError(text(registers[Int(a)]), kind: kind)
        default: throw EvaluationError("an expression by itself cannot \(code[pc].opcode)", kind: .permission)
        }
      } catch {
        raised = error
      }
      meter.fuel &-= 32
      if meter.fuel < 0 { raised = Slow.outOfInstructions() }
      guard let handler = program.handler(for: raised.kind, at: pc) else { throw raised }
      registers[Int(handler.register)] = heap.makeError(raised, instruction: pc)
      pc = handler.target
    }
  }

  /// The value as a plain tree.
  package mutating func evaluatePlain() throws(EvaluationError) -> PlainValue {
    let value = try evaluate()
    return try heap.plain(value)
  }

  /// Gives other values to the inputs.
  package mutating func replace(inputs: [PlainValue]) throws(EvaluationError) {
    precondition(inputs.count == inputCount, "as many inputs as before")
    // The old ones lie below the floor and stay there: for many replacements make a new one.
    reset()
    for (number, input) in inputs.enumerated() { registers[number] = try heap.make(input) }
    heap.frozen = heap.objects.count
    floor = HeapFloor(heap)
  }

  private mutating func reset() {
    if heap.objects.count > floor.objects { heap.objects.removeSubrange(floor.objects...) }
    if heap.cells.count > floor.cells { heap.cells.removeSubrange(floor.cells...) }
    if heap.bytes.count > floor.bytes { heap.bytes.removeSubrange(floor.bytes...) }
    if heap.slots.count > floor.slots { heap.slots.removeSubrange(floor.slots...) }
    heap.allocated = 0
    heap.work = 0
  }

  private func error(in value: Value) -> EvaluationError {
    guard case .error(let ref) = value else { return Slow.inconsistent("what is to be raised is no error") }
    let plain = heap.plainError(ref)
    return EvaluationError(plain.message, kind: plain.kind)
  }

  private func text(_ value: Value) -> String {
    guard case .string(let ref) = value else { return "" }
    return heap.text(ref)
  }
}
