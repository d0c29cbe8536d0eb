// Checked and proven skill → instructions of one function. Every step becomes a `step` instruction and a constant number
// of instructions around its parts; `finally` is emitted once, with a register that says how its block was left. It decides
// nothing about meaning, and never reports: what is wrong has been said before.
import Bytecode
import Syntax
import Values

final class SkillLowering {
  let skill: CheckedSkill
  let program: ProgramBuilder
  let function: FunctionBuilder
  let points: SourcePoints
  /// The number of a called skill's function.
  let callee: (CheckedSkill) -> UInt16
  /// Number of the skill's first step in the program's table.
  let firstStep: UInt32

  /// What surrounds the code being emitted, for those who leave: innermost last.
  enum Frame {
    case loop(breaks: Label, continues: Label)
    case finally(Finally)
    /// `return` in a probe means that the effect happened.
    case probe(result: Register, schema: PlainValue?, permit: Register, after: Label)
  }
  final class Finally {
    let code: Register
    let label: Label
    /// Ways out through it, numbered from 2 in `code`.
    var ways: [Leave] = []
    init(code: Register, label: Label) {
      self.code = code
      self.label = label
    }
  }
  enum Leave: Equatable { case `break`, `continue`, returnOutputs, returnValue }
  var frames: [Frame] = []

  /// Where `outputs` are evaluated and the function ends.
  private let outputsLabel: Label
  /// Where a returned value waits while `finally` blocks run.
  private var returned: Register?
  /// Permits of irreversible effects, by the number of their step.
  private(set) var permits: [Int: Register] = [:]
  // What the function has to prepare before its first step.
  private var irreversible: [StepNode] = []
  private var lookedAtUnset: Set<Slot> = []
  private var returnsValue = false

  init(
    _ skill: CheckedSkill, into function: FunctionBuilder, of program: ProgramBuilder, points: SourcePoints,
    callee: @escaping (CheckedSkill) -> UInt16
  ) {
    self.skill = skill
    self.function = function
    self.program = program
    self.points = points
    self.callee = callee
    outputsLabel = function.makeLabel()
    firstStep = UInt32(program.stepCount)
    program.reserve(steps: skill.nodes.count)
    function.reserve(steps: skill.nodes.count, names: skill.parameterCount + skill.slots.count)
    for node in skill.nodes {
      _ = program.addStep(
        StepRow(
          id: node.id, label: node.label, action: node.word, describe: node.syntax.describe?.text,
          function: function.index, parent: node.parent.map { firstStep + UInt32($0) }, topLevel: UInt32(node.topLevel),
          place: point(node.place)))
      prepare(node)
    }
  }

  /// For the key of `concurrency` alone: no steps.
  init(
    keyOf skill: CheckedSkill, into function: FunctionBuilder, of program: ProgramBuilder, points: SourcePoints
  ) {
    self.skill = skill
    self.function = function
    self.program = program
    self.points = points
    callee = { _ in preconditionFailure("a key calls no skill") }
    outputsLabel = function.makeLabel()
    firstStep = 0
  }

  func step(_ node: StepNode) -> UInt32 { firstStep + UInt32(node.number) }

  func point(_ place: Place) -> SourcePoint { points.point(place) }

  // MARK: The function

  func lower() {
    function.place = point(skill.syntax.name.place)
    for (number, input) in skill.inputs.enumerated() {
      function.name(parameter: Register(number), "inputs.\(input.name)")
    }
    function.name(parameter: skill.runRegister, "run")
    for slot in skill.slots.indices {
      let register = function.named(skill.slots[slot].name)
      precondition(register == skill.register(of: slot) || register >= BytecodeLimits.lastingRegisters - 1)
      if skill.slots[slot].isReadUnset { lookedAtUnset.insert(slot) }
    }
    for slot in lookedAtUnset.sorted() { emit(.unset(d: register(slot))) }
    for node in irreversible {
      let permit = function.lastingRegister()
      permits[node.number] = permit
      emit(.unset(d: permit))
    }
    if returnsValue { emit(.unset(d: returnedRegister)) }
    for (name, slot) in skill.usedSecrets {
      let secret = SecretText(parts: [.text(""), .hole("vault:\(name)"), .text("")])
      emit(.load(d: register(slot), k: program.constant(.secret(secret))))
    }
    lower(skill.steps)
    function.bind(outputsLabel)
    if let outputs = skill.outputs, !outputs.isInvalid {
      function.place = point(outputs.place)
      let mark = function.mark
      emit(.return(a: value(outputs)))
      function.release(to: mark)
    } else {
      let register = function.temporary()
      emit(.load(d: register, k: program.constant(.map([]))))
      emit(.return(a: register))
    }
  }

  private func prepare(_ node: StepNode) {
    /// Their registers are looked at where they may not have been written: after a `finally`, and at a join.
    func all(_ block: [StepNode]) {
      for slot in idSlots(of: block) { lookedAtUnset.insert(slot) }
      for inner in block { lookedAtUnset.formUnion(inner.variables) }
    }
    if node.isTimed { all([node]) }
    switch node.action {
    case .effect(let effect): if effect.isIrreversible { irreversible.append(node) }
    case .return(.some): returnsValue = true
    case .try where node.finally != nil:
      all(node.main)
      all(node.other ?? [])
    case .parallel: for block in node.alternatives { all(block) }
    case .for(let loop) where loop.atOnce != nil: all(node.main)
    case .nothing, .set, .if, .switch, .for, .while, .break, .continue, .try, .call, .return, .fail, .assert, .wait,
      .waitUntil, .log, .gate:
      break
    }
  }

  func idSlots(of block: [StepNode]) -> Range<Slot> {
    guard let first = block.first, let last = block.last else { return 0..<0 }
    return first.idSlots.lowerBound..<last.idSlots.upperBound
  }

  // MARK: Small words

  func register(_ slot: Slot) -> Register { skill.register(of: slot) }
  func emit(_ instruction: Instruction) { function.emit(instruction) }
  func emit(_ instruction: Instruction, to label: Label) { function.emit(instruction, to: label) }

  func load(_ value: PlainValue, to wanted: Register? = nil) -> Register {
    let d = wanted ?? function.temporary()
    switch value {
    case .null: emit(.loadNull(d: d))
    case .bool(let flag): emit(.loadBool(d: d, value: flag))
    case .int(let number) where Int32(exactly: number) != nil: emit(.loadInt(d: d, value: Int32(number)))
    default: emit(.load(d: d, k: program.constant(value)))
    }
    return d
  }

  /// Emits a value: into `wanted`, or wherever it is.
  func value(_ checked: CheckedValue, to wanted: Register? = nil) -> Register {
    switch checked.kind {
    case .constant(let value): return load(value, to: wanted)
    case .expression(let expression):
      return expression.lower(into: function, program: program, to: wanted, points: points)
    case .template(let template):
      return template.lower(into: function, program: program, to: wanted, points: points)
    case .list(let elements):
      let d = wanted ?? function.temporary()
      let mark = function.mark
      let list = function.temporary()
      let cell = function.temporary()
      emit(.newList(d: list))
      for element in elements { emit(.append(d: list, a: value(element, to: cell))) }
      emit(.move(d: d, a: list))
      function.release(to: mark)
      return d
    case .map(let fields): return map(fields, to: wanted)
    case .invalid: preconditionFailure("a value that was reported is not lowered")
    }
  }

  /// Emits a map of named values.
  func map(_ fields: [CheckedField], to wanted: Register? = nil) -> Register {
    map(fields, to: wanted) { self.value($0.value, to: $1) }
  }

  /// The same, of values that `emitValue` emits into the register that it is given.
  func map(
    _ fields: [CheckedField], to wanted: Register?, emitValue: (CheckedField, Register) -> Register
  ) -> Register {
    let d = wanted ?? function.temporary()
    let mark = function.mark
    if fields.count <= 32 {
      let first = function.temporaries(max(2 * fields.count, 1))
      for (index, field) in fields.enumerated() {
        _ = load(.string(field.key), to: first + Register(2 * index))
        _ = emitValue(field, first + Register(2 * index + 1))
      }
      emit(.makeMap(d: d, first: first, count: UInt16(fields.count)))
    } else {
      let list = function.temporary()
      let cell = function.temporary()
      emit(.newList(d: list))
      for field in fields {
        emit(.append(d: list, a: load(.string(field.key), to: cell)))
        emit(.append(d: list, a: emitValue(field, cell)))
      }
      emit(.mapFromList(d: d, a: list))
    }
    function.release(to: mark)
    return d
  }

  /// Goes to `label` where the condition is false.
  func condition(_ condition: CheckedCondition, ifFalse label: Label) {
    switch condition {
    case .constant(true): break
    case .constant(false): function.go(to: label)
    case .expression(let checked):
      checked.lowerCondition(into: function, program: program, ifFalse: label, points: points)
    case .invalid: preconditionFailure("a condition that was reported is not lowered")
    }
  }

  /// The text of a message: of a value that may be of any type.
  func text(_ checked: CheckedValue, to wanted: Register? = nil) -> Register {
    let isText = checked.type == .string || checked.type == .secret
    let found = value(checked, to: wanted)
    if isText { return found }
    let d = wanted ?? function.temporary()
    if d != found { emit(.move(d: d, a: found)) }
    emit(.interpolate(d: d, first: d, count: 1))
    return d
  }

  // MARK: Steps

  func lower(_ block: [StepNode]) {
    for node in block where node.isReached { lower(node) }
  }

  func lower(_ node: StepNode) {
    let mark = function.mark
    defer { function.release(to: mark) }
    function.place = point(node.place)
    guard let when = node.when else {
      emit(.step(n: step(node)))
      lowerHandled(node)
      return
    }
    let skipped = function.makeLabel()
    let end = function.makeLabel()
    if let checked = when.expression, checked.raisingNodes()[Int(checked.syntax.root.index)] { belong(to: node) }
    condition(when, ifFalse: skipped)
    function.place = point(node.place)
    emit(.step(n: step(node)))
    lowerHandled(node)
    function.place = point(node.place)
    emit(.jump(to: 0), to: end)
    function.bind(skipped)
    emit(.skip(n: step(node)))
    function.bind(end)
  }

  /// Says, for errors in what follows, which step it belongs to, without beginning it: the machine looks back from an
  /// instruction for the nearest `step`, which is here one that is never run.
  func belong(to node: StepNode) {
    let over = function.makeLabel()
    emit(.jump(to: 0), to: over)
    emit(.step(n: step(node)))
    function.bind(over)
  }

  private func lowerHandled(_ node: StepNode) {
    if node.syntax.modifiers.isEmpty { return lowerAction(node) }
    guard let onError = node.syntax.onError else { return lowerRetried(node) }
    let error = node.errorSlot.map(register) ?? function.temporary()
    let caught = function.makeLabel()
    let end = function.makeLabel()
    function.openHandler(.errors, into: error, target: caught)
    lowerRetried(node)
    function.closeHandler()
    emit(.jump(to: 0), to: end)
    emit(.step(n: step(node)))
    function.bind(caught)
    if case .steps = onError { lower(node.handler ?? []) }
    function.bind(end)
  }

  private func lowerRetried(_ node: StepNode) {
    guard let retry = node.syntax.retry else { return lowerTimed(node) }
    let attempts = function.temporary()
    let error = function.temporary()
    _ = load(0, to: attempts)
    let head = function.bindNewLabel()
    let failed = function.makeLabel()
    let again = function.makeLabel()
    let end = function.makeLabel()
    function.openHandler(.errors, into: error, target: failed)
    lowerTimed(node)
    function.closeHandler()
    function.place = point(retry.place)
    emit(.jump(to: 0), to: end)
    emit(.skip(n: step(node)))
    function.bind(failed)
    let giveUp = function.makeLabel()
    // Something irreversible may have been sent: its permit is gone, and so is the right to try again.
    if let permit = permits[node.number] { emit(.jumpIfUnset(a: permit, to: 0), to: giveUp) }
    let mark = function.mark
    let limit = load(.int(Int64(retry.times)))
    emit(.jumpUnlessLess(a: attempts, b: limit, to: 0), to: giveUp)
    lowerRetryTest(retry, node, error, giveUp: giveUp)
    function.release(to: mark)
    emit(.jump(to: 0), to: again)
    // What follows is this step's, not the last one's of its block.
    emit(.step(n: step(node)))
    function.bind(giveUp)
    emit(.raise(a: error))
    function.bind(again)
    lowerDelay(node, retry, attempts)
    emit(.addInt(d: attempts, a: attempts, value: 1))
    emit(.loop(to: 0), to: head)
    function.bind(end)
  }

  /// Goes to `giveUp` unless the error's kind or code is listed. What is not to be done twice is not tried again where it was
  /// sent and not heard of; and a request also not where it was answered, unless its status is listed: no answer says that
  /// nothing was done.
  private func lowerRetryTest(_ retry: RetrySyntax, _ node: StepNode, _ error: Register, giveUp: Label) {
    var kinds: [PlainValue] = []
    var codes: [PlainValue] = []
    for value in retry.on {
      switch value.kind {
      case .text(let text): kinds.append(.string(text))
      case .int(let number): codes.append(.int(number))
      case .null, .bool, .double, .expression, .template, .list, .map, .invalid: break
      }
    }
    let listed = function.makeLabel()
    let fact = function.temporary()
    func read(_ name: String) { emit(.field(d: fact, a: error, k: program.constant(.string(name)))) }
    func isIn(_ list: [PlainValue]) {
      emit(.contains(d: fact, a: fact, b: load(.list(list))))
      emit(.jumpIf(a: fact, to: 0), to: listed)
    }
    func testCode() {
      guard !codes.isEmpty else { return }
      let without = function.makeLabel()
      emit(.hasField(d: fact, a: error, k: program.constant(.string("code"))))
      emit(.jumpUnless(a: fact, to: 0), to: without)
      read("code")
      isIn(codes)
      function.bind(without)
    }
    // What has a permit has been asked for it.
    if case .effect(let effect) = node.action, effect.repeats == .once, permits[node.number] == nil {
      let heard = function.makeLabel()
      if effect.kind == .http {
        testCode()
      } else {
        read("heard")
        emit(.jumpIf(a: fact, to: 0), to: heard)
      }
      read("sent")
      emit(.jumpIf(a: fact, to: 0), to: giveUp)
      function.bind(heard)
    }
    if !retry.on.isEmpty {
      if !kinds.isEmpty {
        read("kind")
        isIn(kinds)
      }
      testCode()
      emit(.jump(to: 0), to: giveUp)
    }
    function.bind(listed)
  }

  private func lowerDelay(_ node: StepNode, _ retry: RetrySyntax, _ attempts: Register) {
    guard let delay = node.retryDelay else { return }
    let mark = function.mark
    defer { function.release(to: mark) }
    guard case .constant(.duration(let first)) = delay.kind, let factor = retry.backoff, factor > 1 else {
      emit(.timer(a: value(delay)))
      return
    }
    // The delays are known: each the last one times the factor, none longer than a day.
    var delays: [PlainValue] = []
    var length = Double(first.seconds) * 1000 + Double(first.nanoseconds) / 1_000_000
    for _ in 0..<min(retry.times, LowerLimits.delays) {
      delays.append(
        .duration(
          DurationValue(
            milliseconds: Int64(length.isFinite ? min(length, LowerLimits.longestDelay) : LowerLimits.longestDelay))))
      length *= factor
    }
    let list = load(.list(delays))
    let index = function.temporary()
    if retry.times > delays.count {
      let last = load(.int(Int64(delays.count - 1)))
      let end = function.makeLabel()
      emit(.move(d: index, a: attempts))
      emit(.jumpUnlessLess(a: last, b: index, to: 0), to: end)
      emit(.move(d: index, a: last))
      function.bind(end)
      emit(.index(d: index, a: list, b: index))
    } else {
      emit(.index(d: index, a: list, b: attempts))
    }
    emit(.timer(a: index))
  }

  // MARK: Leaving

  /// Leaves blocks until one that takes this way out; `finally` blocks on the way run first.
  func leave(_ way: Leave) {
    for frame in frames.reversed() {
      switch frame {
      case .finally(let block):
        let number: Int
        if let known = block.ways.firstIndex(of: way) {
          number = known
        } else {
          number = block.ways.count
          block.ways.append(way)
        }
        _ = load(.int(Int64(number + 2)), to: block.code)
        emit(.jump(to: 0), to: block.label)
        return
      case .loop(let breaks, let continues):
        if way == .break { return function.go(to: breaks) }
        if way == .continue { return function.go(to: continues) }
      case .probe: break
      }
    }
    switch way {
    case .returnOutputs: emit(.jump(to: 0), to: outputsLabel)
    case .returnValue: emit(.return(a: returnedRegister))
    case .break, .continue: preconditionFailure("a jump out of no loop is reported")
    }
  }

  var returnedRegister: Register {
    if let returned { return returned }
    let register = function.lastingRegister()
    returned = register
    return register
  }
}

/// Bounds of what is emitted for one step.
enum LowerLimits {
  /// Delays of a retry that are worked out beforehand; later ones are like the last.
  static let delays = 64
  /// In milliseconds.
  static let longestDelay: Double = 86_400_000
}

extension DurationValue {
  init(milliseconds: Int64) {
    self.init(seconds: milliseconds / 1000, nanoseconds: Int32(milliseconds % 1000) * 1_000_000)
  }
}
