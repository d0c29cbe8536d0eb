// Program → verified program, or the reason why not. A machine trusts what passes here: it checks types of values as it
// goes, but no bounds of tables, no targets and no liveness. Nothing here looks at a skill's meaning.
import Values

extension Program {
  /// The program with its derived tables. Takes time about proportional to the program's size; programs whose flow of
  /// control would take more than `BytecodeLimits.flowWork` are refused.
  /// - withoutPermitProof: for tests of the machine, which hand permits to effects without a gate. Nothing else may ask for it.
  package func verified(withoutPermitProof: Bool = false) throws(VerificationError) -> VerifiedProgram {
    let verifier = Verifier(program: self, provesPermits: !withoutPermitProof)
    try verifier.checkTables()
    return try verifier.run()
  }
}

/// Checks what stands in tables; `FunctionVerifier` checks code.
struct Verifier {
  let program: Program
  let provesPermits: Bool

  func run() throws(VerificationError) -> VerifiedProgram {
    var uses = RowUses(program)
    var handlers: [Handler] = []
    var segmentStarts: [Int] = []
    var choices: [HandlerChoice] = []
    var liveRanges = LiveRanges()
    var armStarts: [Int] = []
    var arms: [ArmPlace] = []
    for (index, function) in program.functions.enumerated() {
      let verifier = FunctionVerifier(program: program, index: index)
      let segments = try verifier.checkHandlers()
      try verifier.checkInstructions(&uses)
      let control = try ControlFlow(verifier, segments: segments)
      var flow = try FunctionFlow(verifier, control)
      try flow.checkReads()
      if provesPermits { try PermitVerifier(verifier, control).check(flow.uses) }
      try ListVerifier(verifier, control).check(flow.uses)
      try flow.addLiveness(to: &liveRanges)
      for segment in segments {
        segmentStarts.append(segment.start)
        choices.append(segment.choice.shifted(by: Int32(handlers.count)))
      }
      for block in control.blocks where arms.last != block.place || block.start == function.code.lowerBound {
        armStarts.append(block.start)
        arms.append(block.place)
      }
      handlers += function.handlers
    }
    return VerifiedProgram(
      program: program, handlers: handlers, segmentStarts: segmentStarts, choices: choices, liveRanges: liveRanges,
      armStarts: armStarts, arms: arms)
  }

  // MARK: Tables

  func checkTables() throws(VerificationError) {
    guard program.versions.format == ProgramVersions.currentFormat else {
      throw VerificationError(.badFormat(program.versions.format))
    }
    try limit("instructions", program.code.count, BytecodeLimits.instructions)
    try limit("constants", program.constants.count, BytecodeLimits.constants)
    try limit("functions", program.functions.count, BytecodeLimits.functions)
    try limit("steps", program.steps.count, BytecodeLimits.steps)
    try limit("effects", program.effects.count, BytecodeLimits.effects)
    try limit("gates", program.gates.count, BytecodeLimits.gates)
    try limit("forks", program.forks.count, BytecodeLimits.forks)
    try limit("sources", program.sources.count, BytecodeLimits.sources)
    try limit("inputs", program.manifest.inputs.count, BytecodeLimits.parameters - 1)
    try checkFunctions()
    try checkHeap()
    try checkPlaces()
    try checkSteps()
    try checkEffectsAndGates()
    try checkForks()
  }

  private func limit(_ what: String, _ count: Int, _ limit: Int) throws(VerificationError) {
    if count > limit { throw VerificationError(.tooMany(what, count: count, limit: limit)) }
  }

  private func checkFunctions() throws(VerificationError) {
    guard let main = program.functions.first else { throw VerificationError(.emptyProgram) }
    guard Int(main.parameters) == program.manifest.inputs.count + 1 else {
      throw VerificationError(
        .badParameters(
          "the skill has \(program.manifest.inputs.count) inputs and `run`, but \(main.parameters) parameters"),
        function: main.name)
    }
    var next = 0
    for function in program.functions {
      guard function.code.lowerBound == next, function.code.upperBound <= program.code.count, !function.code.isEmpty
      else {
        throw VerificationError(.badCodeRange, function: function.name)
      }
      next = function.code.upperBound
      guard function.parameters <= function.registers, Int(function.parameters) <= BytecodeLimits.parameters else {
        throw VerificationError(
          .badParameters("\(function.parameters) parameters in \(function.registers) registers"),
          function: function.name)
      }
      guard Int(function.registers) <= BytecodeLimits.registers else {
        throw VerificationError(
          .tooMany("registers", count: Int(function.registers), limit: BytecodeLimits.registers),
          function: function.name)
      }
      guard function.handlers.count <= BytecodeLimits.handlers else {
        throw VerificationError(
          .tooMany("handlers", count: function.handlers.count, limit: BytecodeLimits.handlers), function: function.name)
      }
      for name in function.names where name.register >= function.registers {
        throw VerificationError(.register(Int(name.register), of: Int(function.registers)), function: function.name)
      }
    }
    guard next == program.code.count, program.places.count == program.code.count else {
      throw VerificationError(.badCodeRange)
    }
    if let key = program.manifest.concurrencyKey {
      guard Int(key) < program.functions.count else {
        throw VerificationError(.number(of: "function", Int(key), count: program.functions.count))
      }
      let function = program.functions[Int(key)]
      guard function.parameters == main.parameters else {
        throw VerificationError(
          .badParameters("the function of the concurrency key takes other parameters than the skill"),
          function: function.name)
      }
      for pc in function.code {
        switch program.code[pc].opcode.group {
        case .data, .arithmetic, .logic, .compare, .control, .exit, .effectless: break
        case .safepoint, .step, .ticket:
          guard case .loop = program.code[pc] else {
            throw VerificationError(
              .exit("the function of the concurrency key does more than evaluate"), function: function.name,
              instruction: pc)
          }
        }
      }
    }
  }

  /// Constants may refer to objects, and objects to objects made before them, and all content lies inside the arena.
  private func checkHeap() throws(VerificationError) {
    let heap = program.heap
    func check(_ value: Value, below bound: Int, _ row: Int) throws(VerificationError) {
      if case .unset = value { throw VerificationError(.badRow(table: "heap", row: row, "a cell holds `unset`")) }
      guard let ref = value.ref else { return }
      guard ref.position < bound else {
        throw VerificationError(.badRow(table: "heap", row: row, "a cell refers to an object that is not before it"))
      }
      guard value.objectKind == heap.objects[ref.position].kind else {
        throw VerificationError(.badRow(table: "heap", row: row, "a cell refers to an object of another kind"))
      }
    }
    for (row, object) in heap.objects.enumerated() {
      switch object.kind {
      case .string, .bytes:
        guard Int(object.start) + Int(object.count) <= heap.bytes.count else {
          throw VerificationError(.badRow(table: "heap", row: row, "its content is outside of the arena"))
        }
      case .list, .map, .some, .secret:
        let cells = Int(object.count) * (object.kind == .map ? 2 : 1)
        guard Int(object.start) + cells <= heap.cells.count else {
          throw VerificationError(.badRow(table: "heap", row: row, "its content is outside of the arena"))
        }
        for cell in 0..<cells { try check(heap.cells[Int(object.start) + cell], below: row, row) }
      case .error:
        throw VerificationError(.badRow(table: "heap", row: row, "an error is no constant"))
      }
    }
    for (row, constant) in program.constants.enumerated() {
      if case .unset = constant { throw VerificationError(.badRow(table: "constant", row: row, "it is `unset`")) }
      guard let ref = constant.ref else { continue }
      guard ref.position < heap.objects.count, constant.objectKind == heap.objects[ref.position].kind else {
        throw VerificationError(.badRow(table: "constant", row: row, "it refers to no object of its kind"))
      }
    }
  }

  private func checkPlaces() throws(VerificationError) {
    for (pc, place) in program.places.enumerated() where place.line > 0 && Int(place.source) >= program.sources.count {
      throw VerificationError(.number(of: "source", Int(place.source), count: program.sources.count), instruction: pc)
    }
  }

  private func checkSteps() throws(VerificationError) {
    for (row, step) in program.steps.enumerated() {
      func bad(_ why: String) -> VerificationError { VerificationError(.badRow(table: "step", row: row, why)) }
      guard Int(step.function) < program.functions.count else { throw bad("there is no function \(step.function)") }
      if let parent = step.parent {
        guard Int(parent) < row, program.steps[Int(parent)].function == step.function else {
          throw bad("its parent \(parent) is no earlier step of the same skill")
        }
      }
      if step.place.line > 0, Int(step.place.source) >= program.sources.count {
        throw bad("there is no source \(step.place.source)")
      }
    }
  }

  private func checkEffectsAndGates() throws(VerificationError) {
    for (row, effect) in program.effects.enumerated() {
      func bad(_ why: String) -> VerificationError { VerificationError(.badRow(table: "effect", row: row, why)) }
      guard Int(effect.step) < program.steps.count else { throw bad("there is no step \(effect.step)") }
      if effect.isIrreversible, effect.repeats == .pure { throw bad("nothing that is pure is irreversible") }
      if let probe = effect.probe, !program.code.indices.contains(probe) {
        throw bad("its probe is outside of the code")
      }
    }
    for (row, gate) in program.gates.enumerated() {
      func bad(_ why: String) -> VerificationError { VerificationError(.badRow(table: "gate", row: row, why)) }
      guard Int(gate.step) < program.steps.count else { throw bad("there is no step \(gate.step)") }
      for step in gate.allows where Int(step) >= program.steps.count {
        throw bad("it allows step \(step), which there is not")
      }
      if !gate.allows.isEmpty, gate.kind != .approve { throw bad("only `approve` allows anything") }
    }
  }

  private func checkForks() throws(VerificationError) {
    for (row, fork) in program.forks.enumerated() {
      func bad(_ why: String) -> VerificationError { VerificationError(.badRow(table: "fork", row: row, why)) }
      guard Int(fork.step) < program.steps.count else { throw bad("there is no step \(fork.step)") }
      guard !fork.arms.isEmpty else { throw bad("it has no arm") }
      try limit("arms of a fork", fork.arms.count, BytecodeLimits.arms)
      try limit("rows at once", Int(fork.atOnce), BytecodeLimits.atOnce)
      guard (fork.collect == nil) == (fork.collected == nil) else { throw bad("it collects from or into nothing") }
      for arm in fork.arms {
        guard program.code.indices.contains(arm.start) else { throw bad("an arm begins outside of the code") }
        guard zip(arm.writes, arm.writes.dropFirst()).allSatisfy({ $0 < $1 }) else {
          throw bad("what an arm writes is not in ascending order")
        }
      }
    }
  }
}

extension Value {
  /// The kind of object that this value refers to, if it refers to one.
  var objectKind: ObjectKind? {
    switch self {
    case .string: .string
    case .bytes: .bytes
    case .list: .list
    case .map: .map
    case .some: .some
    case .error: .error
    case .secret: .secret
    case .unset, .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .none: nil
    }
  }
}

extension HandlerChoice {
  func shifted(by offset: Int32) -> HandlerChoice {
    HandlerChoice(
      evaluation: evaluation < 0 ? -1 : evaluation + offset, errors: errors < 0 ? -1 : errors + offset,
      everything: everything < 0 ? -1 : everything + offset)
  }
}

/// Which instruction uses a row of a table. Rows stand for places of a skill, so each is used at most once.
struct RowUses {
  var effects: [Int?]
  var doubts: [Int?]
  var forks: [Int?]

  init(_ program: Program) {
    effects = .init(repeating: nil, count: program.effects.count)
    doubts = effects
    forks = .init(repeating: nil, count: program.forks.count)
  }
}
