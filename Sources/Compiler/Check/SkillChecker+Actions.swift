// The control words: what each does to the names that have a value, and what it asks of its parts.
import Bytecode
import Syntax
import Values

extension SkillChecker {
  mutating func checkAction(_ node: StepNode) {
    switch node.syntax.action {
    case .set(let fields): checkSet(fields, node)
    case .if(let syntax, _, _):
      let test = condition(syntax)
      node.action = .if(test)
      let start = flow
      let then = check(node.main, from: start)
      let other = if let block = node.other { check(block, from: start) } else { start }
      flow = FlowState.join(then, other)
    case .switch(let syntax, let cases, _): checkSwitch(syntax, cases, node)
    case .for(let loop): checkFor(loop, node)
    case .while(let syntax, let max, _, _): checkWhile(syntax, max: max, node)
    case .break, .continue: checkJump(node)
    case .try: checkTry(node)
    case .parallel(let branches): checkParallel(branches, node)
    case .call(let name, let with): checkCall(name, with, node)
    case .return(let syntax): checkReturn(syntax, node)
    case .fail(let syntax):
      node.action = .fail(text(syntax, leakName: "a message"))
      flow = nil
    case .assert(let syntax, let message):
      let test = condition(syntax)
      node.action = .assert(test, message: message.map { text($0, leakName: "a message") })
    case .wait(let length): node.action = .wait(duration(length, "a wait"))
    case .waitUntil(let syntax):
      let time = value(syntax, expecting: .timestamp, leakName: "a wait")
      expect(time, .timestamp, "this")
      node.action = .waitUntil(time)
    case .log(let syntax): node.action = .log(text(syntax, leakName: "the log"))
    case .effect(let effect): checkEffect(effect, node)
    case .gate(let gate): checkGate(gate, node)
    case .invalid: break
    }
    node.isPassed = isReachable
  }

  // MARK: Variables

  private mutating func checkSet(_ fields: [FieldSyntax], _ node: StepNode) {
    var sets: [(slot: Slot, value: CheckedValue)] = []
    sets.reserveCapacity(fields.count)
    let variables = node.variables
    for index in fields.indices {
      let slot = variables[index]
      let known = skill.slots[slot].type
      let checked = value(
        fields[index].value, expecting: known == .double ? .double : nil, leakName: "a variable", optionalAllowed: true)
      sets.append((slot, checked))
      if !checked.isInvalid { settle(slot, checked, fields[index]) }
      scope.flow.write(slot)
    }
    node.action = .set(sets)
  }

  /// The first `set` of a variable, in the order of the text, says what type it has.
  private mutating func settle(_ slot: Slot, _ checked: CheckedValue, _ field: FieldSyntax) {
    let type = Self.general(checked.type)
    guard let known = skill.slots[slot].type else {
      skill.slots[slot].type = type
      skill.slots[slot].place = field.key.place
      return
    }
    var inference = TypeInference()
    if inference.assign(checked.type, to: known) || known == .dyn { return }
    diagnostics.add(
      .variableChangesType(
        field.key.text, from: known, to: checked.type, at: field.value.place, first: skill.slots[slot].place))
  }

  /// What a variable that starts with such a value may hold later: of null nothing is known, of `[]` and of a mapping
  /// only that they are a list and a map.
  private static func general(_ type: CELType) -> CELType {
    switch type {
    case .null: return .dyn
    case .record(let record): return record.fields.isEmpty ? .map(.string, .dyn) : type
    case .invalid, .dyn, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .list, .map,
      .optional, .type, .secret, .nullable, .opaque, .parameter:
      return type
    }
  }

  // MARK: Branches and loops

  private mutating func checkSwitch(_ syntax: ValueSyntax, _ cases: [CaseSyntax], _ node: StepNode) {
    let switched = value(syntax, leakName: "a choice between steps")
    var constants: [PlainValue] = []
    var seen: Set<[UInt8]> = []
    for item in cases {
      let constant = item.value.plainConstant
      let shown = constant.displayText
      if !item.value.isInvalid, !seen.insert(constant.canonicalBytes).inserted {
        diagnostics.add(.textCaseTwice(shown, at: item.value.place))
      }
      let type = CELType(of: constant)
      if !switched.isInvalid, !switched.type.isDyn, type != switched.type, !(type.isNumber && switched.type.isNumber),
        !isNullable(switched.type, type)
      {
        diagnostics.add(.caseOfOtherType(shown, found: type, switched: switched.type, at: item.value.place))
      }
      constants.append(constant)
    }
    node.action = .switch(switched, cases: constants)
    let start = flow
    var end: FlowState?
    for block in node.alternatives { end = FlowState.join(end, check(block, from: start)) }
    end = FlowState.join(end, check(node.other ?? [], from: start))
    flow = end
  }

  private func isNullable(_ switched: CELType, _ type: CELType) -> Bool {
    guard case .nullable(let base) = switched else { return type == .null }
    return type == .null || type == base
  }

  private mutating func checkFor(_ loop: ForSyntax, _ node: StepNode) {
    let list = value(loop.in, leakName: "a loop")
    var element = CELType.dyn
    var isMap = false
    switch list.type {
    case .list(let inner): element = inner
    case .map(let key, _): (element, isMap) = (key, true)
    case .record: (element, isMap) = (.string, true)
    case .dyn, .invalid: break
    case .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .optional, .type,
      .secret, .nullable, .opaque, .parameter:
      diagnostics.add(.notLoopable(found: list.type, at: loop.in.place))
    }
    let name = loop.variable.text
    if ["inputs", "vars", "steps", "gates", "secrets", "run", "error"].contains(name) {
      diagnostics.add(.hiddenName(name, at: loop.variable.place))
    }
    let variable = scope.addSlot(name, loop.variable.place, type: element)
    var head = scope.flow
    for slot in node.main.flatMap(\.variables) { head.mayWrite(slot) }
    var start = head
    clearIDs(of: node.main, &start)
    start.write(variable)
    let isParallel = loop.atOnce != nil
    if isParallel { refuseSets(in: node.main, loop: node.place) }
    loops.append(LoopContext(border: isParallel ? .branch(node.place) : nil))
    scope.locals.append((name, variable))
    flow = start
    checkBlock(node.main)
    var collected: CheckedValue?
    if let collect = loop.collect {
      let wasReachable = isReachable
      collected = value(collect, leakName: "a collected list")
      isReachable = wasReachable
    }
    scope.locals.removeLast()
    let context = loops.removeLast()
    if !isParallel { mayWrite(node.main, &head) }
    flow = FlowState.join(head, context.breaks)
    node.action = .for(
      CheckedFor(variable: variable, list: list, isMap: isMap, atOnce: loop.atOnce, collect: collected))
    if let slot = node.slot, let collected {
      skill.slots[slot].type = .record([.init("items", .list(collected.type))])
      scope.flow.write(slot)
    }
  }

  private mutating func refuseSets(in block: [StepNode], loop: Place) {
    for node in block {
      for slot in node.variables {
        diagnostics.add(.rowsSet(skill.slots[slot].name, at: node.place, loop: loop))
      }
    }
  }

  private mutating func checkWhile(_ syntax: ValueSyntax, max: Int, _ node: StepNode) {
    var head = scope.flow
    let entry = head
    mayWrite(node.main, &head)
    scope.flow = head
    let test = condition(syntax)
    node.action = .while(test, max: max)
    var start = head
    clearIDs(of: node.main, &start)
    loops.append(LoopContext())
    flow = start
    checkBlock(node.main)
    let context = loops.removeLast()
    var after = head
    after.definite = entry.definite
    flow = FlowState.join(after, context.breaks)
  }

  private mutating func checkJump(_ node: StepNode) {
    let isBreak = if case .break = node.syntax.action { true } else { false }
    node.action = isBreak ? .break : .continue
    if let last = loops.indices.last, loops[last].border == nil {
      if isBreak { loops[last].breaks = FlowState.join(loops[last].breaks, flow) }
    } else {
      diagnostics.add(.outsideLoop(node.word, at: node.place, border: loops.last?.border))
    }
    flow = nil
  }

  private mutating func checkTry(_ node: StepNode) {
    node.action = .try
    let start = scope.flow
    var end = check(node.main, from: start)
    var failed = start
    mayWrite(node.main, &failed)
    if let handler = node.other {
      let slot = scope.addSlot("error", node.place, type: ResultTypes.error)
      node.catchSlot = slot
      failed.write(slot)
      scope.locals.append(("error", slot))
      end = FlowState.join(end, check(handler, from: failed))
      scope.locals.removeLast()
      mayWrite(handler, &failed)
      failed.clear(slot)
    }
    if let finally = node.finally {
      failed.definite = start.definite
      loops.append(LoopContext(border: .finally(finally.first?.place ?? node.place)))
      let last = check(finally, from: failed)
      loops.removeLast()
      if let last, var after = end {
        after.definite.formUnion(last.definite)
        after.possible.formUnion(last.possible)
        end = after
      } else {
        end = nil
      }
    }
    flow = end
  }

  private mutating func checkParallel(_ branches: [BranchSyntax], _ node: StepNode) {
    node.action = .parallel(branches.map(\.name.text))
    let start = scope.flow
    var after = start
    var isEndReached = true
    var setters: [Slot: Place] = [:]
    for (index, block) in node.alternatives.enumerated() {
      let place = branches[index].name.place
      for slot in block.flatMap(\.variables) {
        if let first = setters[slot], first != place {
          diagnostics.add(.bothArmsSet(skill.slots[slot].name, at: place, first: first))
        }
        setters[slot] = place
      }
      loops.append(LoopContext(border: .branch(node.place)))
      let end = check(block, from: start)
      loops.removeLast()
      if let end {
        after.definite.formUnion(end.definite)
        after.possible.formUnion(end.possible)
      } else {
        isEndReached = false
      }
    }
    flow = isEndReached ? after : nil
  }

  private mutating func checkReturn(_ syntax: ValueSyntax?, _ node: StepNode) {
    // A probe begins with a border of its own, which its `return` is meant to leave.
    if let border = loops.dropFirst(probe == nil ? 0 : 1).compactMap(\.border).last {
      diagnostics.add(.leaves(border, by: "return", at: node.place))
    }
    if let probe {
      let result = syntax.map { value($0, leakName: probe.type.holdsSecret ? nil : "a probe's answer") }
      if let result, !result.isInvalid {
        var inference = TypeInference()
        if !inference.assign(result.type, to: probe.type) {
          diagnostics.add(
            .wrongValue("this", found: result.type, expected: probe.type.text, at: result.place))
        } else if !result.type.keepsSecrets(of: probe.type) {
          diagnostics.add(.secretGivenInClear(by: probe.step, at: result.place))
        } else if !probe.type.keepsSecrets(of: result.type) {
          diagnostics.add(.secretLeaks("what `\(probe.step)` gives in clear", at: result.place))
        }
      }
      node.action = .return(result)
      flow = nil
      return
    }
    if let syntax {
      let result = value(syntax, leakName: "an output, which is shown")
      switch result.type {
      case .record, .map, .dyn, .invalid: break
      case .null, .bool, .int, .uint, .double, .decimal, .string, .bytes, .timestamp, .duration, .list, .optional,
        .type,
        .secret, .nullable, .opaque, .parameter:
        diagnostics.add(.outputsAreAMap(found: result.type, at: syntax.place))
      }
      valueReturns.append(result.type)
      node.action = .return(result)
    } else {
      returns = FlowState.join(returns, flow)
      node.action = .return(nil)
    }
    flow = nil
  }

  // MARK: Called skills

  private mutating func checkCall(_ name: NameSyntax, _ with: [FieldSyntax], _ node: StepNode) {
    let callee = skill.callees[name.text]
    var given: [CheckedField] = []
    for field in with {
      let row = callee?.inputs.firstIndex { $0.name == field.key.text }
      if let callee, row == nil {
        let known = callee.inputs.map(\.name)
        diagnostics.add(
          .unknownInput(
            field.key.text, of: name.text, near: nearest(to: field.key.text, among: known), known: known,
            at: field.key.place))
      }
      let isSecret = row.map { callee!.inputs[$0].isSecret } ?? false
      let type = row.map { callee!.inputTypes[$0] }
      // Objects are completed and widened by `check` when the call is made; scalars can be told now.
      var expected: CELType?
      if let type, !isSecret { if case .record = type {} else if case .list = type {} else { expected = type } }
      let leak = isSecret || row == nil ? nil : "`\(field.key.text)`, which is no secret input of `\(name.text)`"
      let checked = value(field.value, expecting: expected, leakName: leak)
      if isSecret, Self.isWrittenDown(checked) { diagnostics.add(.secretGiven(name.text, at: field.value.place)) }
      if case .constant = checked.kind, let expected, !expected.isDyn, checked.type != expected,
        !isNullable(expected, checked.type)
      {
        diagnostics.add(
          .wrongValue("`\(field.key.text)`", found: checked.type, expected: expected.text, at: field.value.place))
      }
      given.append(CheckedField(key: field.key.text, value: checked))
    }
    if let callee {
      let missing = callee.syntax.inputs.filter { input in
        input.isRequired && !with.contains { $0.key.text == input.name.text }
      }
      if !missing.isEmpty {
        diagnostics.add(.missingInput(missing.map(\.name.text), of: name.text, at: node.place))
      }
      if warnedOfCut.insert(name.text).inserted { warnOfCut(callee, name) }
    }
    node.action = .call(CheckedCall(skill: callee, with: given))
    if let slot = node.slot { scope.flow.write(slot) }
  }

  /// A text that stands in the program. Null and the empty text are none.
  private static func isWrittenDown(_ given: CheckedValue) -> Bool {
    switch given.constant {
    case nil, .null, "": false
    default: true
    }
  }

  private mutating func warnOfCut(_ callee: CheckedSkill, _ name: NameSyntax) {
    let cut = callee.permissions.cut(to: skill.permissions)
    for (kind, wanted, kept) in [
      ("network", callee.permissions.network, cut.network), ("exec", callee.permissions.exec, cut.exec),
      ("read", callee.permissions.read, cut.read), ("write", callee.permissions.write, cut.write),
    ] {
      let lost = wanted.filter { !kept.contains($0) }
      if !lost.isEmpty { diagnostics.add(.permissionCut(kind, lost, skill: name.text, at: name.place)) }
    }
  }
}

extension CELType {
  /// The type of a constant.
  init(of value: PlainValue) {
    switch value {
    case .null: self = .null
    case .bool: self = .bool
    case .int: self = .int
    case .uint: self = .uint
    case .double: self = .double
    case .decimal: self = .decimal
    case .timestamp: self = .timestamp
    case .duration: self = .duration
    case .type: self = .type(.dyn)
    case .string: self = .string
    case .bytes: self = .bytes
    case .list: self = .list(.dyn)
    case .map: self = .map(.string, .dyn)
    case .optional: self = .optional(.dyn)
    case .error: self = .dyn
    case .secret: self = .secret
    }
  }
}

extension PlainValue {
  /// A constant as the author would write it.
  var displayText: String {
    switch self {
    case .string(let text): "`\(text)`"
    case .int(let number): "\(number)"
    case .double(let number): "\(number)"
    case .bool(let flag): flag ? "true" : "false"
    case .null: "null"
    case .uint, .decimal, .timestamp, .duration, .type, .bytes, .list, .map, .optional, .error, .secret: "this"
    }
  }
}
