// Syntax tree → checked skill. The second pass: walks the steps in the order of execution with the names that have a value
// at each point, types every expression there, and reports everything that is wrong. It evaluates nothing and emits nothing.
import Bytecode
import Syntax
import Values

struct SkillChecker {
  let skill: CheckedSkill
  let scope: SkillScope
  var declarations: Declarations
  var diagnostics: DiagnosticBag
  /// Finds and checks a called skill; nil when it cannot be used (reported).
  let link: (NameSyntax, inout DiagnosticBag) -> CheckedSkill?

  /// Whether the current point can be reached. `scope.flow` is then the state there.
  var isReachable = true
  /// Loops around the current point, innermost last; an arm's border stands between.
  var loops: [LoopContext] = []
  struct LoopContext {
    var breaks: FlowState?
    /// Where this is no loop but what cannot be left by a jump.
    var border: Border?
  }
  enum Border {
    /// A branch that runs beside others. Where it begins.
    case branch(Place)
    /// A step with a `timeout:`.
    case timed(Place)
    /// A `finally`, which may run because the run is to end.
    case finally(Place)
  }
  /// What is known where `return` without a value leaves the skill.
  var returns: FlowState?
  var valueReturns: [CELType] = []
  /// The `probe:` that is being checked, and what its effect gives.
  var probe: (place: Place, step: String, type: CELType)?
  var irreversibleCount = 0
  /// Called skills of which it was said that they may do less.
  var warnedOfCut: Set<String> = []

  static func check(
    _ syntax: SkillSyntax, diagnostics: inout DiagnosticBag,
    link: @escaping (NameSyntax, inout DiagnosticBag) -> CheckedSkill?
  ) -> CheckedSkill {
    let skill = CheckedSkill(syntax)
    let scope = SkillScope(skill)
    var checker = SkillChecker(
      skill: skill, scope: scope, declarations: Declarations(skill, scope), diagnostics: diagnostics, link: link)
    checker.run()
    diagnostics = checker.diagnostics
    return skill
  }

  private mutating func run() {
    declareInputs()
    skill.permissions = Permissions(skill.syntax.permissions)
    warnOfVoidPermissions()
    warnOfLateDefaultReminders()
    declarations.declare(&diagnostics)
    declareTypes()
    checkConcurrency()
    checkSchedules()
    checkQuorum(skill.syntax.gates?.by)
    checkBlock(skill.steps)
    checkOutputs()
    warnOfUnused()
  }

  // MARK: Declarations

  private mutating func declareInputs() {
    var places: [String: Place] = [:]
    var properties: [PlainEntry] = []
    var required: [PlainValue] = []
    for input in skill.syntax.inputs {
      if let first = places[input.name.text] {
        diagnostics.add(.duplicateInput(input.name.text, at: input.name.place, first: first))
        continue
      }
      places[input.name.text] = input.name.place
      check(input.schema)
      let schema = input.schema.plain
      skill.inputs.append(InputRow(name: input.name.text, schema: schema, isSecret: input.schema.secret))
      skill.inputTypes.append(CELType(schema: schema))
      properties.append(PlainEntry(key: .string(input.name.text), value: schema))
      if input.isRequired { required.append(.string(input.name.text)) }
    }
    // One more register holds `run`.
    if skill.inputs.count >= BytecodeLimits.parameters, let last = skill.syntax.inputs.last {
      let reason = "\(skill.inputs.count) inputs (limit: \(BytecodeLimits.parameters - 1))"
      diagnostics.add(.tooLargeToCompile(reason, at: last.name.place))
    }
    skill.inputSchema = plainMap([
      ("type", "object"), ("properties", .map(properties)), ("required", .list(required)),
      ("additionalProperties", false),
    ])
    scope.declareInputs()
  }

  /// What `steps.<id>` and `gates.<id>` are follows from the steps alone, wherever they stand.
  private mutating func declareTypes() {
    for node in declarations.withResult {
      switch node.syntax.action {
      case .effect(let effect):
        let type = secretsMarked(ResultTypes.of(effect, schema: node.syntax.schema), node)
        node.action = .effect(
          CheckedEffect(
            kind: effect.kind, arguments: [], repeats: .pure, isIrreversible: node.syntax.isIrreversible,
            resultType: type, irreversible: nil))
        if let slot = node.slot { skill.slots[slot].type = type }
      case .gate(let gate):
        let fallsThrough = node.onReject != nil || node.onExpire != nil
        if let slot = node.slot { skill.slots[slot].type = ResultTypes.of(gate, mayFallThrough: fallsThrough) }
      case .call(let name, _):
        let callee = skill.callees[name.text] ?? link(name, &diagnostics)
        if let callee { skill.callees[name.text] = callee }
        if let slot = node.slot { skill.slots[slot].type = callee?.outputsType ?? .invalid }
      case .for:
        if let slot = node.slot { skill.slots[slot].type = .record([.init("items", .list(.dyn))]) }
      case .set, .if, .switch, .while, .break, .continue, .try, .parallel, .return, .fail, .assert, .wait, .waitUntil,
        .log, .invalid:
        break
      }
    }
  }

  private mutating func secretsMarked(_ type: CELType, _ node: StepNode) -> CELType {
    var type = type
    // Whoever marks a body as it came marks what it was parsed into: `json` says the same.
    let hidesBody = node.syntax.secretPaths.contains { ResultTypes.rawBodies.contains($0.text) }
    if hidesBody, let marked = ResultTypes.marking(type, secret: ["json"]) { type = marked }
    for path in node.syntax.secretPaths where !hidesBody || !(path.text == "json" || path.text.hasPrefix("json.")) {
      guard type != .invalid else { break }
      if let meant = SecretPath.meant(path.text) {
        diagnostics.add(.notASecretPath(path.text, meant: meant, at: path.place))
        continue
      }
      if let marked = ResultTypes.marking(type, secret: path.text.split(separator: ".")[...]) {
        type = marked
      } else {
        diagnostics.add(.secretPathMeetsNothing(path.text, type: type, at: path.place))
      }
    }
    return type
  }

  private mutating func checkConcurrency() {
    guard let concurrency = skill.syntax.concurrency else { return }
    scope.isBeforeRun = true
    skill.concurrencyKey = value(concurrency.key, leakName: "the key of a queue")
    scope.isBeforeRun = false
  }

  private mutating func checkOutputs() {
    let end = FlowState.join(isReachable ? scope.flow : nil, returns)
    if let end {
      scope.flow = end
      var fields: [CheckedField] = []
      for field in skill.syntax.outputs {
        let given = value(field.value, leakName: "an output, which is shown")
        fields.append(CheckedField(key: field.key.text, value: given))
      }
      let place = skill.syntax.outputsPlace ?? skill.syntax.place
      skill.outputs = fold(fields, place)
    }
    if valueReturns.isEmpty {
      skill.outputsType = skill.outputs?.type ?? .record([])
    } else if end == nil, valueReturns.allSatisfy({ $0 == valueReturns[0] }) {
      skill.outputsType = valueReturns[0]
    } else {
      skill.outputsType = .map(.string, .dyn)
    }
  }

  private mutating func warnOfUnused() {
    // The use may stand in what could not be read.
    if diagnostics.found.contains(where: { $0.severity == .error && $0.place.file == skill.file }) { return }
    for node in declarations.withID {
      guard let slot = node.slot, !skill.slots[slot].isUsed, let id = node.idName else { continue }
      if case .gate = node.syntax.action { continue }
      if node.syntax.isIrreversible { continue }
      let isInTest = skill.syntax.tests.contains { $0.effects?[id.text] != nil }
      if !isInTest { diagnostics.add(.unusedID(id.text, at: id.place)) }
    }
    for (name, slot) in scope.variables where !skill.slots[slot].isUsed {
      diagnostics.add(.unusedVariable(name, at: skill.slots[slot].place))
    }
    for (number, input) in skill.syntax.inputs.enumerated() where !scope.isInputRead[number] {
      diagnostics.add(.unusedInput(input.name.text, at: input.name.place))
    }
  }

  // MARK: Flow

  var flow: FlowState? {
    get { isReachable ? scope.flow : nil }
    set {
      isReachable = newValue != nil
      if let newValue { scope.flow = newValue }
    }
  }

  /// Slots that a block may write: ids of its steps and variables that they set.
  func mayWrite(_ block: [StepNode], _ state: inout FlowState) {
    guard let first = block.first, let last = block.last else { return }
    for slot in first.idSlots.lowerBound..<last.idSlots.upperBound { state.mayWrite(slot) }
    for node in block { for slot in node.variables { state.mayWrite(slot) } }
  }

  func clearIDs(of block: [StepNode], _ state: inout FlowState) {
    guard let first = block.first, let last = block.last else { return }
    for slot in first.idSlots.lowerBound..<last.idSlots.upperBound { state.clear(slot) }
  }

  mutating func checkBlock(_ block: [StepNode]) {
    for (index, node) in block.enumerated() {
      if !isReachable {
        let before = index > 0 ? block[index - 1] : nil
        if let before {
          diagnostics.add(.unreachable(at: node.place, after: before.place, word: before.word))
        }
        // What follows is still read, as if one could come here, for what else is wrong with it.
        isReachable = true
        for rest in block[index...] {
          isReachable = true
          check(rest)
          markUnreached(rest)
        }
        isReachable = false
        return
      }
      check(node)
    }
  }

  private func markUnreached(_ node: StepNode) {
    node.isReached = false
    for block in node.blocks { for inner in block { markUnreached(inner) } }
  }

  /// Checks a block from a state, and says in which it ends.
  mutating func check(_ block: [StepNode], from start: FlowState?) -> FlowState? {
    flow = start
    checkBlock(block)
    return flow
  }

  // MARK: Steps

  private mutating func check(_ node: StepNode) {
    if node.syntax.modifiers.isEmpty, probe == nil { return checkAction(node) }
    if let when = node.syntax.when { node.when = condition(when) }
    guard isReachable else { return }
    // Kept only where it is joined again: what is kept is copied by the next that is written.
    let onError = node.syntax.onError
    let before = node.when != nil || onError != nil ? scope.flow : FlowState()
    checkModifiers(node)
    if node.isTimed { loops.append(LoopContext(border: .timed(node.place))) }
    checkAction(node)
    if node.isTimed { loops.removeLast() }
    if let retry = node.syntax.retry { checkRetry(retry, node) }
    if let probe = node.probe { check(probe: probe, of: node) }
    if let onError { checkHandler(onError, node, before) }
    if node.when != nil { flow = FlowState.join(flow, before) }
  }

  private mutating func checkHandler(_ onError: OnErrorSyntax, _ node: StepNode, _ before: FlowState) {
    let end = flow
    var start = before
    mayWrite(node.main, &start)
    for block in node.alternatives { mayWrite(block, &start) }
    for block in [node.other, node.finally, node.onReject, node.onExpire] { mayWrite(block ?? [], &start) }
    for slot in node.variables { start.mayWrite(slot) }
    switch onError {
    case .continue: flow = FlowState.join(end, start)
    case .steps:
      let slot = scope.addSlot("error", node.place, type: ResultTypes.error)
      node.errorSlot = slot
      start.write(slot)
      scope.locals.append(("error", slot))
      let after = check(node.handler ?? [], from: start)
      scope.locals.removeLast()
      flow = FlowState.join(end, after)
    }
  }

  private mutating func check(probe block: [StepNode], of node: StepNode) {
    guard case .effect(let effect) = node.action else { return }
    let saved = (flow, probe, loops)
    probe = (block.first?.place ?? node.place, node.label, effect.resultType)
    loops = [LoopContext(border: .branch(block.first?.place ?? node.place))]
    if let slot = node.slot { scope.flow.clear(slot) }
    isReachable = true
    checkBlock(block)
    (flow, probe, loops) = saved
    mayWrite(block, &scope.flow)
  }

  private mutating func checkModifiers(_ node: StepNode) {
    let isEffect = if case .effect = node.syntax.action { true } else { false }
    var isGate = false
    if case .gate = node.syntax.action { isGate = true }
    let isInvalid = if case .invalid = node.syntax.action { true } else { false }
    if isInvalid { return }
    func effectsOnly(_ word: String, _ key: Place) {
      diagnostics.add(.modifierNotHere(word, word: node.word, at: key, why: "it goes with effects alone"))
    }
    for modifier in node.syntax.modifiers {
      switch modifier {
      case .probe(_, let key): if !isEffect { diagnostics.add(.probeWithoutEffect(at: key, word: node.word)) }
      case .irreversible(_, _, let key): if !isEffect { effectsOnly("irreversible", key) }
      case .idempotent(_, let key): if !isEffect { effectsOnly("idempotent", key) }
      case .schema(_, let key): if !isEffect { effectsOnly("schema", key) }
      case .memo(_, let key): if !isEffect { effectsOnly("memo", key) }
      case .secret(_, let key): if !isEffect { effectsOnly("secret", key) }
      case .timeout(let duration, let key):
        if !isEffect, !node.isTimed { diagnostics.add(.neverOver(node.word, at: key)) }
        if case .expression = duration.amount { diagnostics.add(.notConstant("timeout", at: duration.place)) }
      case .when, .describe, .retry, .onError: break
      }
    }
    if node.syntax.isIrreversible, isEffect, let probe {
      diagnostics.add(.irreversibleInProbe(at: node.place, probe: probe.place))
    }
    if isGate, let probe { diagnostics.add(.gateInProbe(at: node.place, probe: probe.place)) }
  }

  private mutating func checkRetry(_ retry: RetrySyntax, _ node: StepNode) {
    if let delay = retry.delay { node.retryDelay = duration(delay, "the delay of a retry") }
    for value in retry.on {
      switch value.kind {
      case .int, .invalid: break
      case .text(let text):
        if ErrorKind(text: text)?.isCatchable != true { diagnostics.add(.retryListUnknown(text, at: value.place)) }
      case .null, .bool, .double, .expression, .template, .list, .map:
        diagnostics.add(.retryListUnknown("this", at: value.place))
      }
    }
  }
}

extension Permissions {
  init(_ syntax: PermissionsSyntax) {
    self.init()
    network = syntax.network.map(\.text)
    exec = syntax.exec.map(\.text)
    read = syntax.read.map(\.text)
    write = syntax.write.map(\.text)
  }
}
