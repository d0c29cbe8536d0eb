// Turns a stream of instructions, labels and register requests into one function of a program. It knows no skill language
// and checks no meaning: the verifier does. What the compiler must not do is a precondition here; what an author can cause
// (too many registers, rows, instructions) is kept and thrown by `ProgramBuilder.finish`, so that emitting needs no `try`.
import Values

/// A place in a function's code that may not be known yet.
package struct Label: Hashable, Sendable {
  let number: Int
}

/// Where the stack of temporary registers stood.
package struct RegisterMark: Sendable {
  let top: Int
}

package final class FunctionBuilder {
  package let name: String
  /// Its number in `Program.functions`.
  package let index: UInt16
  package let parameters: UInt16
  package var permissions = Permissions()

  unowned let program: ProgramBuilder
  /// What has been emitted, and the place of what comes next. (Emitting is the innermost work of all, and nothing that it calls
  /// emits: the run time need not look.)
  private struct Emitted {
    var code: [Instruction] = []
    var places: [SourcePoint] = []
    var place = SourcePoint()
    /// Instructions whose target is a label.
    var pending: [(instruction: Int, label: Label)] = []

    mutating func append(_ instruction: Instruction) {
      code.append(instruction)
      places.append(place)
    }
  }
  @exclusivity(unchecked) private var emitted = Emitted()
  var code: [Instruction] { emitted.code }
  var places: [SourcePoint] { emitted.places }
  /// The place in the author's text that the next instructions come from.
  package var place: SourcePoint {
    get { emitted.place }
    set { emitted.place = newValue }
  }
  @exclusivity(unchecked) private(set) var names: [RegisterName] = []

  /// Temporaries are numbered from here while code is being emitted, because how many lasting registers there will be is
  /// not known yet; `finish` moves them behind those.
  static let firstTemporary: Register = 0x8000
  private var lasting: Int
  private var top = 0
  private var highest = 0

  @exclusivity(unchecked) private var labels: [Int?] = []

  private struct OpenHandler {
    var start: Int
    var target: Label
    var register: Register
    var catches: Handler.Catches
    var order: Int
    /// Inside an arm of a fork the handlers around the fork are asleep: an arm's error is raised again by the join.
    var isAsleep = false
  }
  private struct ClosedHandler {
    var range: Range<Int>
    var target: Label
    var register: Register
    var catches: Handler.Catches
    var order: Int
  }
  private var openHandlers: [OpenHandler] = []
  private var closedHandlers: [ClosedHandler] = []
  private var handlerCount = 0
  /// How many handlers were open where each arm that is being emitted began.
  private var arms: [(fork: UInt16, arm: Int, handlers: Int, woken: [Int])] = []

  private var probes: [(effect: UInt16, label: Label)] = []
  private var armStarts: [(fork: UInt16, arm: Int, label: Label)] = []
  private var forks: [UInt16] = []
  private(set) var failure: BytecodeError?

  init(name: String, index: UInt16, parameters: UInt16, program: ProgramBuilder) {
    self.name = name
    self.index = index
    self.parameters = parameters
    self.program = program
    lasting = Int(parameters)
  }

  /// Room for a function of so many steps and named registers. (A step is some five instructions.)
  package func reserve(steps: Int, names count: Int) {
    emitted.code.reserveCapacity(5 * steps)
    emitted.places.reserveCapacity(5 * steps)
    names.reserveCapacity(count)
  }

  // MARK: Instructions

  /// The number of the next instruction, within this function.
  package var here: Int { emitted.code.count }

  /// Adds an instruction that comes from `place`.
  package func emit(_ instruction: Instruction) { emitted.append(instruction) }

  /// Adds an instruction whose target (whatever it holds) is to be `label`.
  package func emit(_ instruction: Instruction, to label: Label) {
    precondition(instruction.target != nil, "\(instruction.opcode) has no target")
    emitted.pending.append((here, label))
    emit(instruction)
  }

  package func makeLabel() -> Label {
    labels.append(nil)
    return Label(number: labels.count - 1)
  }

  /// The label means the next instruction from now on.
  package func bind(_ label: Label) {
    precondition(labels[label.number] == nil, "a label stands in two places")
    labels[label.number] = here
  }

  /// A new label that means the next instruction: the head of a loop.
  package func bindNewLabel() -> Label {
    let label = makeLabel()
    bind(label)
    return label
  }

  package func isBound(_ label: Label) -> Bool { labels[label.number] != nil }

  /// Goes to a label: by `loop` if it lies behind, by `jump` if it is still to come.
  package func go(to label: Label) {
    emit(isBound(label) ? .loop(to: 0) : .jump(to: 0), to: label)
  }

  // MARK: Registers

  /// A register that keeps its number for the whole function and that a person sees by name: `inputs.x`, `vars.x`,
  /// `steps.x`, `gates.x`.
  package func named(_ name: String) -> Register {
    let register = lastingRegister()
    names.append(RegisterName(register: register, name: name))
    return register
  }

  /// Gives a parameter a name.
  package func name(parameter: Register, _ name: String) {
    precondition(parameter < parameters)
    names.append(RegisterName(register: parameter, name: name))
  }

  /// A register without a name that keeps its number for the whole function: loop counters, permits, saved errors.
  package func lastingRegister() -> Register {
    guard lasting < BytecodeLimits.lastingRegisters else {
      fail(.tooMany("registers", count: lasting + 1, limit: BytecodeLimits.lastingRegisters, function: name))
      return Register(lasting - 1)
    }
    lasting += 1
    return Register(lasting - 1)
  }

  /// One more register on top of the stack of temporaries.
  package func temporary() -> Register { temporaries(1) }

  /// `count` registers in a row on top of the stack of temporaries; the first of them.
  package func temporaries(_ count: Int) -> Register {
    guard top + count <= BytecodeLimits.temporaryRegisters else {
      fail(
        .tooMany(
          "temporary registers", count: top + count, limit: BytecodeLimits.temporaryRegisters, function: name))
      return Self.firstTemporary
    }
    let first = Self.firstTemporary + Register(top)
    top += count
    highest = max(highest, top)
    return first
  }

  /// Where the stack of temporaries stands.
  package var mark: RegisterMark { RegisterMark(top: top) }

  /// Gives back every temporary made since `mark`.
  package func release(to mark: RegisterMark) {
    precondition(mark.top <= top, "temporaries were released already")
    top = mark.top
  }

  package func isTemporary(_ register: Register) -> Bool {
    register >= Self.firstTemporary && register != noRegister
  }

  // MARK: Handlers

  /// From the next instruction on, errors go to `target` with the error in `register`, until `closeHandler`. A handler
  /// opened inside another comes first. The target is bound after the handler was closed.
  package func openHandler(_ catches: Handler.Catches, into register: Register, target: Label) {
    openHandlers.append(
      OpenHandler(start: here, target: target, register: register, catches: catches, order: handlerCount))
    handlerCount += 1
  }

  /// Ends the range of the handler opened last.
  package func closeHandler() {
    precondition(openHandlers.count > (arms.last?.handlers ?? 0), "no handler is open here")
    let handler = openHandlers.removeLast()
    close(handler)
  }

  private func close(_ handler: OpenHandler) {
    guard !handler.isAsleep, handler.start < here else { return }
    closedHandlers.append(
      ClosedHandler(
        range: handler.start..<here, target: handler.target, register: handler.register, catches: handler.catches,
        order: handler.order))
  }

  // MARK: Rows

  package func addEffect(_ row: consuming EffectRow) -> UInt16 { program.addEffect(row) }
  package func addGate(_ row: GateRow) -> UInt16 { program.addGate(row) }

  /// The probe of an effect row of this function begins at `label`.
  package func setProbe(of effect: UInt16, at label: Label) { probes.append((effect, label)) }

  /// A fork row whose arms begin at `beginArm` and say at `endArm` what they write. Registers in it are this function's.
  package func addFork(_ row: ForkRow) -> UInt16 {
    let number = program.addFork(row)
    forks.append(number)
    return number
  }

  /// The next instruction is the first of an arm. The handlers around it sleep until `endArm`: an arm is a fiber of its
  /// own, whose error the join raises again.
  package func beginArm(_ arm: Int, of fork: UInt16) {
    armStarts.append((fork, arm, bindNewLabel()))
    var woken: [Int] = []
    for position in openHandlers.indices where !openHandlers[position].isAsleep {
      close(openHandlers[position])
      openHandlers[position].isAsleep = true
      woken.append(position)
    }
    arms.append((fork, arm, openHandlers.count, woken))
  }

  /// Ends the arm begun last; the join copies `writes` out of it.
  package func endArm(writes: [Register] = []) {
    guard let ended = arms.popLast() else { preconditionFailure("no arm is open") }
    precondition(openHandlers.count == ended.handlers, "a handler is still open at the end of an arm")
    emit(.armEnd(fork: ended.fork))
    program.setWrites(writes, arm: ended.arm, of: ended.fork)
    for position in ended.woken {
      openHandlers[position].isAsleep = false
      openHandlers[position].start = here
    }
  }

  // MARK: Finishing

  func fail(_ error: BytecodeError) { if failure == nil { failure = error } }

  /// The function with its code, as if it stood at `base` in the program; rows of the program that belong to it are
  /// completed.
  func finish(at base: Int) -> Function {
    precondition(openHandlers.isEmpty && arms.isEmpty, "a handler or an arm of `\(name)` is still open")
    for (instruction, label) in emitted.pending {
      emitted.code[instruction] = emitted.code[instruction].retargeted(to: base + bound(label))
    }
    let shift = Self.firstTemporary - Register(lasting)
    func settled(_ register: Register) -> Register { isTemporary(register) ? register - shift : register }
    if highest > 0 {
      func settle(_ code: inout [Instruction]) {
        for position in code.indices { code[position] = code[position].mapRegisters(settled) }
      }
      settle(&emitted.code)
    }

    var function = Function(
      name: name, parameters: parameters, registers: Register(lasting + highest), code: base..<base + code.count)
    function.names = names.sorted { $0.register < $1.register }
    function.permissions = permissions
    // Outer before inner: a range that begins earlier or ends later is the outer one, else the one opened first.
    function.handlers = closedHandlers.sorted { a, b in
      if a.range.lowerBound != b.range.lowerBound { return a.range.lowerBound < b.range.lowerBound }
      if a.range.upperBound != b.range.upperBound { return a.range.upperBound > b.range.upperBound }
      return a.order < b.order
    }.map { handler in
      Handler(
        range: handler.range.lowerBound + base..<handler.range.upperBound + base, target: base + bound(handler.target),
        register: settled(handler.register), catches: handler.catches)
    }
    if function.handlers.count > BytecodeLimits.handlers {
      fail(
        .tooMany(
          "ranges of error handlers", count: function.handlers.count, limit: BytecodeLimits.handlers, function: name))
    }
    for (effect, label) in probes { program.setProbe(base + bound(label), of: effect) }
    for (fork, arm, label) in armStarts { program.setStart(base + bound(label), arm: arm, of: fork) }
    for fork in forks { program.settleRegisters(of: fork, settled) }
    return function
  }

  private func bound(_ label: Label) -> Int {
    guard let position = labels[label.number] else { preconditionFailure("a label of `\(name)` stands nowhere") }
    return position
  }
}
