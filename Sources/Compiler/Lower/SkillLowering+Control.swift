// The control words as instructions.
import Bytecode
import Syntax
import Values

extension SkillLowering {
  func lowerAction(_ node: StepNode) {
    switch node.action {
    case .nothing: preconditionFailure("a step without an action is reported")
    case .set(let sets):
      for set in sets {
        let mark = function.mark
        function.place = point(set.value.place)
        let found = value(set.value, to: register(set.slot))
        if found != register(set.slot) { emit(.move(d: register(set.slot), a: found)) }
        function.release(to: mark)
      }
    case .if(let test): lowerIf(test, node)
    case .switch(let switched, let cases): lowerSwitch(switched, cases, node)
    case .for(let loop): loop.atOnce == nil ? lowerFor(loop, node) : lowerRows(loop, node)
    case .while(let test, let max): lowerWhile(test, max: max, node)
    case .break: leave(.break)
    case .continue: leave(.continue)
    case .try: lowerTry(node)
    case .parallel(let names): lowerParallel(names, node)
    case .call(let call): lowerCall(call, node)
    case .return(let result): lowerReturn(result)
    case .fail(let message): emit(.fail(kind: .fail, a: text(message)))
    case .assert(let test, let message): lowerAssert(test, message)
    case .wait(let length): emit(.timer(a: value(length)))
    case .waitUntil(let time): emit(.timerUntil(a: value(time)))
    case .log(let message): emit(.log(a: text(message)))
    case .effect(let effect): lowerEffect(effect, node)
    case .gate(let gate): lowerGate(gate, node)
    }
  }

  // MARK: Branches

  private func lowerIf(_ test: CheckedCondition, _ node: StepNode) {
    let otherwise = function.makeLabel()
    condition(test, ifFalse: otherwise)
    lower(node.main)
    guard let other = node.other, !other.isEmpty else {
      function.bind(otherwise)
      return
    }
    let end = function.makeLabel()
    emit(.jump(to: 0), to: end)
    function.bind(otherwise)
    lower(other)
    function.bind(end)
  }

  private func lowerSwitch(_ switched: CheckedValue, _ cases: [PlainValue], _ node: StepNode) {
    let found = value(switched)
    let end = function.makeLabel()
    for (constant, block) in zip(cases, node.alternatives) {
      let next = function.makeLabel()
      function.place = point(node.place)
      if case .int(let value) = constant, let value = Int16(exactly: value) {
        emit(.jumpUnlessEqualInt(a: found, value: value, to: 0), to: next)
      } else {
        let mark = function.mark
        emit(.jumpUnlessEqual(a: found, b: load(constant), to: 0), to: next)
        function.release(to: mark)
      }
      lower(block)
      emit(.jump(to: 0), to: end)
      function.bind(next)
    }
    lower(node.other ?? [])
    function.bind(end)
  }

  private func lowerAssert(_ test: CheckedCondition, _ message: CheckedValue?) {
    let failed = function.makeLabel()
    let end = function.makeLabel()
    condition(test, ifFalse: failed)
    emit(.jump(to: 0), to: end)
    function.bind(failed)
    let words: Register
    if let message { words = text(message) } else { words = load(.string(test.shownText)) }
    emit(.fail(kind: .assert, a: words))
    function.bind(end)
  }

  // MARK: Loops

  /// Ids of a loop's body have no value when an iteration starts.
  private func clearIDs(of block: [StepNode]) {
    for slot in idSlots(of: block) where skill.slots[slot].isReadUnset { emit(.unset(d: register(slot))) }
  }

  private func lowerFor(_ loop: CheckedFor, _ node: StepNode) {
    // The list is kept in a register of its own: a variable that it came from may be set in the body.
    let list = value(loop.list, to: function.temporary())
    let index = function.temporary()
    let items = loop.collect == nil ? nil : function.temporary()
    if let items { emit(.newList(d: items)) }
    _ = load(0, to: index)
    let end = function.makeLabel()
    let next = function.makeLabel()
    let head = function.bindNewLabel()
    function.place = point(node.place)
    emit(.iterMore(index: index, a: list, to: 0), to: end)
    emit(.iterItem(d: register(loop.variable), a: list, index: index))
    clearIDs(of: node.main)
    frames.append(.loop(breaks: end, continues: next))
    lower(node.main)
    frames.removeLast()
    if let collect = loop.collect, let items, !collect.isInvalid {
      let mark = function.mark
      belong(to: node)
      emit(.append(d: items, a: value(collect)))
      function.release(to: mark)
    }
    function.bind(next)
    function.place = point(node.place)
    emit(.loop(to: 0), to: head)
    function.bind(end)
    finishFor(node, items)
  }

  /// `steps.<id>.items`.
  private func finishFor(_ node: StepNode, _ items: Register?) {
    guard let slot = node.slot, let items else { return }
    let first = function.temporaries(2)
    _ = load("items", to: first)
    emit(.move(d: first + 1, a: items))
    emit(.makeMap(d: register(slot), first: first, count: 1))
  }

  private func lowerRows(_ loop: CheckedFor, _ node: StepNode) {
    let list = elements(of: value(loop.list), isList: { if case .list = loop.list.type { true } else { false } }())
    let items = function.temporary()
    let item = function.temporary()
    var row = ForkRow(
      step: step(node), arms: [ForkRow.Arm(name: "", start: 0, writes: [])], atOnce: UInt32(clamping: loop.atOnce ?? 1))
    row.item = register(loop.variable)
    row.index = function.temporary()
    if loop.collect != nil {
      row.collect = item
      row.collected = items
    }
    let fork = function.addFork(row)
    function.place = point(node.place)
    emit(.forkEach(fork: fork, a: list))
    emit(.join(fork: fork))
    let end = function.makeLabel()
    emit(.jump(to: 0), to: end)
    function.beginArm(0, of: fork)
    let outer = frames
    frames = []
    clearIDs(of: node.main)
    // What was approved before the rows began is not for each of them.
    for permit in permits(of: node.main).sorted() { emit(.unset(d: permit)) }
    lower(node.main)
    if loop.collect != nil { belong(to: node) }
    if let collect = loop.collect { emitMove(value(collect, to: item), to: item) }
    frames = outer
    function.endArm()
    function.bind(end)
    finishFor(node, loop.collect == nil ? nil : items)
  }

  func emitMove(_ from: Register, to: Register) {
    if from != to { emit(.move(d: to, a: from)) }
  }

  /// The elements of a list, or the keys of a map, as a list.
  private func elements(of found: Register, isList: Bool) -> Register {
    if isList { return found }
    let list = function.temporary()
    let index = function.temporary()
    let item = function.temporary()
    emit(.newList(d: list))
    _ = load(0, to: index)
    let end = function.makeLabel()
    let head = function.bindNewLabel()
    emit(.iterMore(index: index, a: found, to: 0), to: end)
    emit(.iterItem(d: item, a: found, index: index))
    emit(.append(d: list, a: item))
    emit(.loop(to: 0), to: head)
    function.bind(end)
    return list
  }

  private func lowerWhile(_ test: CheckedCondition, max: Int, _ node: StepNode) {
    let rounds = function.temporary()
    let limit = function.temporary()
    _ = load(0, to: rounds)
    _ = load(.int(Int64(max)), to: limit)
    let end = function.makeLabel()
    let next = function.makeLabel()
    let within = function.makeLabel()
    let head = function.bindNewLabel()
    condition(test, ifFalse: end)
    function.place = point(node.place)
    emit(.count(index: rounds, limit: limit, to: 0), to: within)
    let mark = function.mark
    // Before the body, so that the error belongs to this step.
    let message = "the loop has come round \(max) times (its `max`), and its condition is still true"
    emit(.fail(kind: .fail, a: load(.string(message))))
    function.release(to: mark)
    function.bind(within)
    clearIDs(of: node.main)
    frames.append(.loop(breaks: end, continues: next))
    lower(node.main)
    frames.removeLast()
    function.bind(next)
    function.place = point(node.place)
    emit(.loop(to: 0), to: head)
    function.bind(end)
  }

  // MARK: Errors

  private func lowerTry(_ node: StepNode) {
    guard let finally = node.finally else { return lowerCatch(node) }
    let code = function.temporary()
    let saved = function.temporary()
    let label = function.makeLabel()
    let failed = function.makeLabel()
    emit(.loadNull(d: saved))
    _ = load(0, to: code)
    let block = Finally(code: code, label: label)
    function.openHandler(.everything, into: saved, target: failed)
    frames.append(.finally(block))
    lowerCatch(node)
    frames.removeLast()
    function.closeHandler()
    _ = load(0, to: code)
    emit(.jump(to: 0), to: label)
    emit(.skip(n: step(node)))
    function.bind(failed)
    _ = load(1, to: code)
    function.bind(label)
    let error = function.temporary()
    let unclean = function.makeLabel()
    function.openHandler(.errors, into: error, target: unclean)
    lower(finally)
    function.closeHandler()
    let clean = function.makeLabel()
    emit(.jump(to: 0), to: clean)
    emit(.skip(n: step(node)))
    function.bind(unclean)
    lowerUnclean(block, saved: saved, error: error)
    function.bind(clean)
    lowerWays(block, saved: saved, node)
  }

  /// Something failed in `finally`. The error after which it runs stays the one that goes on: where that is a rejection or
  /// the run's end, no `catch` around here may take it for something else.
  private func lowerUnclean(_ block: Finally, saved: Register, error: Register) {
    let other = function.makeLabel()
    emit(.jumpUnlessEqualInt(a: block.code, value: 1, to: 0), to: other)
    emit(.raise(a: saved))
    function.bind(other)
    emit(.raise(a: error))
  }

  /// After `finally`: on as the block was left.
  private func lowerWays(_ block: Finally, saved: Register, _ node: StepNode) {
    let end = function.makeLabel()
    var next = function.makeLabel()
    if node.isPassed {
      emit(.jumpUnlessEqualInt(a: block.code, value: 0, to: 0), to: next)
      emit(.jump(to: 0), to: end)
    } else {
      emit(.jump(to: 0), to: next)
    }
    for (index, way) in block.ways.enumerated() {
      function.bind(next)
      next = function.makeLabel()
      // (Of ways there are as many as `Leave` has cases.)
      emit(.jumpUnlessEqualInt(a: block.code, value: Int16(index + 2), to: 0), to: next)
      leave(way)
    }
    emit(.step(n: step(node)))
    function.bind(next)
    emit(.raise(a: saved))
    function.bind(end)
  }

  private func lowerCatch(_ node: StepNode) {
    guard let handler = node.other, let slot = node.catchSlot else { return lower(node.main) }
    let caught = function.makeLabel()
    let end = function.makeLabel()
    function.openHandler(.errors, into: register(slot), target: caught)
    lower(node.main)
    function.closeHandler()
    emit(.jump(to: 0), to: end)
    emit(.skip(n: step(node)))
    function.bind(caught)
    lower(handler)
    function.bind(end)
  }

  // MARK: Within a time

  /// The step's action, for so long as its `timeout:` allows. (How long an effect takes is its performer's affair.)
  func lowerTimed(_ node: StepNode) {
    guard node.isTimed, let time = node.syntax.timeout?.milliseconds else { return lowerAction(node) }
    let fork = function.addFork(
      ForkRow(step: step(node), arms: [ForkRow.Arm(name: "", start: 0, writes: [])]))
    let limit = load(.duration(DurationValue(milliseconds: time)))
    emit(.forkWithin(fork: fork, a: limit))
    emit(.join(fork: fork))
    let end = function.makeLabel()
    goOn(behind: node, to: end)
    function.beginArm(0, of: fork)
    let outer = frames
    frames = []
    lowerAction(node)
    frames = outer
    function.place = point(node.place)
    function.endArm(writes: writes(of: [node]).sorted())
    function.bind(end)
  }

  // MARK: Side by side

  private func lowerParallel(_ names: [String], _ node: StepNode) {
    let fork = function.addFork(
      ForkRow(step: step(node), arms: names.map { ForkRow.Arm(name: $0, start: 0, writes: []) }))
    emit(.fork(fork: fork))
    emit(.join(fork: fork))
    let end = function.makeLabel()
    goOn(behind: node, to: end)
    let outer = frames
    for (index, block) in node.alternatives.enumerated() {
      function.beginArm(index, of: fork)
      frames = []
      lower(block)
      function.place = point(node.place)
      function.endArm(writes: writes(of: block).sorted())
    }
    frames = outer
    function.bind(end)
  }

  /// Behind a join. Where an arm never ends there is no way on, which the join does not say by itself: what follows may count on
  /// names that other ways there give a value to.
  private func goOn(behind node: StepNode, to end: Label) {
    if node.isPassed { return emit(.jump(to: 0), to: end) }
    emit(.fail(kind: .fail, a: load("an arm that never ends has ended")))
  }

  /// Registers that a branch hands to the join: its ids, its variables, and the permits that its steps give and take.
  private func writes(of block: [StepNode]) -> Set<Register> {
    var found = Set(idSlots(of: block).map(register)).union(permits(of: block))
    func visit(_ node: StepNode) {
      found.formUnion(node.variables.map(register))
      for inner in node.blocks { inner.forEach(visit) }
    }
    block.forEach(visit)
    return found
  }

  /// Permits that steps of a block give and take.
  private func permits(of block: [StepNode]) -> Set<Register> {
    var found: Set<Register> = []
    func visit(_ node: StepNode) {
      if let permit = permits[node.number] { found.insert(permit) }
      if case .gate(let gate) = node.action {
        for target in gate.allows { if let permit = permits[target.number] { found.insert(permit) } }
      }
      for inner in node.blocks { inner.forEach(visit) }
    }
    block.forEach(visit)
    return found
  }

  // MARK: Calls

  private func lowerCall(_ call: CheckedCall, _ node: StepNode) {
    guard let skill = call.skill else { preconditionFailure("a skill that was not found is reported") }
    let mark = function.mark
    let count = skill.inputs.count
    let first = function.temporaries(count + 1)
    if count > 0 {
      let given = map(call.with)
      emit(.check(d: given, a: given, k: program.constant(skill.inputSchema)))
      for (index, input) in skill.inputs.enumerated() {
        emit(.field(d: first + Register(index), a: given, k: program.constant(.string(input.name))))
      }
    }
    emit(.move(d: first + Register(count), a: self.skill.runRegister))
    let d = node.slot.map(register) ?? first
    emit(.callSkill(d: d, skill: callee(skill), first: first))
    function.release(to: mark)
  }

  private func lowerReturn(_ result: CheckedValue?) {
    for case .probe(let d, let schema, let permit, let after) in frames.reversed() {
      if let result { emitMove(value(result, to: d), to: d) } else { emit(.loadNull(d: d)) }
      // What does not fit ends the probe, which then has found out nothing.
      if result != nil, let schema { emit(.check(d: d, a: d, k: program.constant(schema))) }
      // It happened: what was approved for it is used up.
      if permit != noRegister { emit(.unset(d: permit)) }
      emit(.jump(to: 0), to: after)
      return
    }
    guard let result else { return leave(.returnOutputs) }
    let d = returnedRegister
    emitMove(value(result, to: d), to: d)
    leave(.returnValue)
  }
}

extension CheckedCondition {
  /// As the author wrote it.
  var shownText: String {
    switch self {
    case .constant(let flag): flag ? "true" : "false"
    case .expression(let checked): checked.syntax.text
    case .invalid: ""
    }
  }
}
