// Checked skill → proof tree: which slots each step writes, which each irreversible effect's arguments are made of, what
// conditions say of gates. And the diagnostics of what the proof finds.
import Bytecode
import Syntax

struct GateProver {
  let skill: CheckedSkill
  let gateNodes: [StepNode]
  private var proof = ProofSkill()
  private var effects: [StepNode] = []
  /// Gates by the slot of their decision.
  private var gateOfSlot: [Slot: Int] = [:]
  private var effectNumber: [Int: Int] = [:]
  private var gateNumber: [Int: Int] = [:]

  static func prove(_ skill: CheckedSkill, diagnostics: inout DiagnosticBag) {
    guard skill.hasIrreversibleSteps else { return }
    let effects = skill.nodes.filter { node in
      if case .effect(let effect) = node.action { effect.isIrreversible } else { false }
    }
    guard !effects.isEmpty else { return }
    let gates = skill.nodes.filter { if case .gate = $0.action { true } else { false } }
    var prover = GateProver(skill, gates, effects)
    prover.run(&diagnostics)
  }

  private init(_ skill: CheckedSkill, _ gates: [StepNode], _ effects: [StepNode]) {
    self.skill = skill
    gateNodes = gates
    self.effects = effects
  }

  private mutating func run(_ diagnostics: inout DiagnosticBag) {
    proof.slots = skill.slots.map(\.name)
    for (number, node) in gateNodes.enumerated() {
      gateNumber[node.number] = number
      if let slot = node.slot { gateOfSlot[slot] = number }
    }
    for (number, node) in effects.enumerated() {
      effectNumber[node.number] = number
      proof.effects.append(
        ProofEffect(id: node.id ?? node.label, place: node.place, dependencies: dependencies(of: node).sorted()))
    }
    var allowed: Set<Int> = []
    for node in gateNodes {
      guard case .gate(let gate) = node.action else { continue }
      let numbers = gate.allows.compactMap { effectNumber[$0.number] }
      allowed.formUnion(numbers)
      var slot = node.slot
      if slot == nil {
        proof.slots.append("gates.\(node.label)")
        slot = proof.slots.count - 1
      }
      proof.gates.append(
        ProofGate(
          id: node.id ?? node.label, place: node.place, allows: numbers, slot: slot!, hasEdits: !gate.edit.isEmpty))
    }
    var torn: Set<Int> = []
    for node in gateNodes {
      checkOwnFields(node, &diagnostics)
      checkKnown(node, &torn, &diagnostics)
    }
    proof.body = tree(skill.steps)
    for (number, node) in effects.enumerated() where !allowed.contains(number) {
      diagnostics.add(
        .nobodyAllows(node.id, at: node.place, irreversible: node.syntax.irreversiblePlace ?? node.place))
    }
    for node in skill.nodes { checkBranches(node, &torn, &diagnostics) }
    for failure in GateProof.failures(of: proof) where allowed.contains(failure.effect) {
      if !torn.contains(failure.effect) { diagnostics.add(.ungated(failure, in: proof)) }
    }
  }

  // MARK: Arguments

  private func expressions(of node: StepNode, _ body: (CheckedExpression) -> Void) {
    guard case .effect(let effect) = node.action else { return }
    for argument in effect.arguments { argument.value.forEachExpression(body) }
    node.idempotencyKey?.forEachExpression(body)
  }

  private func dependencies(of node: StepNode) -> Set<Slot> {
    var found: Set<Slot> = []
    expressions(of: node) { checked in
      for fact in checked.facts {
        for register in fact.meaning.registers {
          if let slot = skill.slot(of: register), !skill.slots[slot].name.hasPrefix("secrets.") { found.insert(slot) }
        }
      }
    }
    return found
  }

  /// An argument may use what the gate that allows it decides only where that is a field of its own `edit:`: all else of
  /// the decision is not known when the gate asks.
  private func checkOwnFields(_ node: StepNode, _ diagnostics: inout DiagnosticBag) {
    guard case .gate(let gate) = node.action, let slot = node.slot else { return }
    let register = skill.register(of: slot)
    for target in gate.allows {
      expressions(of: target) { checked in
        let nodes = checked.syntax.nodes
        for (index, fact) in checked.facts.enumerated() where fact.meaning.registers.contains(register) {
          let field = nodes.lazy.compactMap { candidate -> String? in
            if case .select(let operand, let field, _) = candidate.kind, Int(operand.index) == index {
              return field.text
            }
            return nil
          }.first
          let edited = field.flatMap { field in gate.edit.contains { $0.key == field } ? field : nil }
          if let edited, hasStart(edited, gate, node) { continue }
          let name = skill.slots[slot].name + (field.map { ".\($0)" } ?? "")
          diagnostics.add(
            .unknownAtGate(
              name, effect: target.id ?? target.label, gate: node.id ?? node.label, at: nodes[index].place,
              gatePlace: node.place, lacksStart: edited.map { ($0, isSecret($0, node)) }))
        }
      }
    }
  }

  /// Whether a field of `edit:` has a value before a person touches it.
  private func hasStart(_ field: String, _ gate: CheckedGate, _ node: StepNode) -> Bool {
    guard case .gate(let syntax) = node.syntax.action else { return false }
    return gate.show.contains { $0.key == field }
      || syntax.edit.contains { $0.name.text == field && $0.schema.defaultValue != nil }
  }

  private func isSecret(_ field: String, _ node: StepNode) -> Bool {
    guard case .gate(let syntax) = node.syntax.action else { return false }
    return syntax.edit.contains { $0.name.text == field && $0.schema.secret }
  }

  /// What a gate shows has to have a value when it asks, wherever the effect stands.
  private func checkKnown(_ node: StepNode, _ torn: inout Set<Int>, _ diagnostics: inout DiagnosticBag) {
    guard case .gate(let gate) = node.action, node.isReached else { return }
    for target in gate.allows {
      expressions(of: target) { checked in
        for (index, fact) in checked.facts.enumerated() {
          guard case .register(let register, mayBeUnset: false) = fact.meaning, let slot = skill.slot(of: register),
            slot != node.slot, !node.knownAtGate.contains(slot), !skill.slots[slot].name.hasPrefix("secrets.")
          else { continue }
          if let number = effectNumber[target.number] { torn.insert(number) }
          diagnostics.add(
            .unknownAtGate(
              skill.slots[slot].name, effect: target.id ?? target.label, gate: node.id ?? node.label,
              at: checked.syntax.nodes[index].place, gatePlace: node.place))
        }
      }
    }
  }

  // MARK: Conditions

  /// Gates of which the condition says, where it is true, that they were approved, and that they were not; and the same
  /// where it is false.
  private struct Says {
    var approved: [Int] = []
    var denied: [Int] = []
    var approvedElse: [Int] = []
    var deniedElse: [Int] = []
    var negated: Says { Says(approved: approvedElse, denied: deniedElse, approvedElse: approved, deniedElse: denied) }
  }

  private func says(_ condition: CheckedCondition?) -> Says {
    guard let checked = condition?.expression else { return Says() }
    return says(checked, checked.syntax.root)
  }

  private func says(_ checked: CheckedExpression, _ id: ExpressionSyntax.NodeID) -> Says {
    if let gate = approval(checked, id) { return Says(approved: [gate], deniedElse: [gate]) }
    switch checked.syntax.nodes[id].kind {
    case .unary(.not, let operand): return says(checked, operand).negated
    case .and(let operands):
      let parts = operands.map { says(checked, $0) }
      return Says(approved: parts.flatMap(\.approved), denied: parts.flatMap(\.denied))
    case .or(let operands):
      let parts = operands.map { says(checked, $0) }
      return Says(approvedElse: parts.flatMap(\.approvedElse), deniedElse: parts.flatMap(\.deniedElse))
    case .binary(.equal, let left, let right, _):
      if case .bool(let flag) = checked.syntax.nodes[right].kind {
        let inner = says(checked, left)
        return flag ? inner : inner.negated
      }
      return Says()
    case .null, .bool, .int, .uint, .double, .string, .bytes, .ident, .select, .has, .index, .call, .unary, .binary,
      .conditional, .list, .map, .structure, .comprehension, .bind:
      return Says()
    }
  }

  /// `gates.G.approved`, or `gates.G.?approved.orValue(false)`: the gate.
  private func approval(_ checked: CheckedExpression, _ id: ExpressionSyntax.NodeID) -> Int? {
    switch checked.syntax.nodes[id].kind {
    case .select(let operand, let field, let optional) where field.text == "approved":
      if optional { return nil }
      return gate(checked, operand)
    case .call(let name, let target?, let arguments) where name.text == "orValue" && arguments.count == 1:
      guard case .bool(false) = checked.syntax.nodes[arguments[0]].kind,
        case .select(let operand, let field, _) = checked.syntax.nodes[target].kind, field.text == "approved"
      else { return nil }
      return gate(checked, operand)
    default: return nil
    }
  }

  private func gate(_ checked: CheckedExpression, _ id: ExpressionSyntax.NodeID) -> Int? {
    for register in checked[id].meaning.registers {
      if case .fields = checked[id].meaning { return nil }
      if let slot = skill.slot(of: register) { return gateOfSlot[slot] }
    }
    return nil
  }

  // MARK: The tree

  private func tree(_ block: [StepNode]) -> [ProofNode] {
    var nodes: [ProofNode] = []
    for node in block where node.isReached { nodes += tree(node) }
    return nodes
  }

  private func tree(_ node: StepNode) -> [ProofNode] {
    var nodes = action(node)
    if node.isTimed {
      nodes = [.parallel([ProofArm(block: nodes, reason: .timed, place: node.place)], node.place)]
    }
    if node.syntax.retry != nil, !node.blocks.allSatisfy(\.isEmpty), !isEffect(node) {
      nodes = [.again(nodes, node.place)]
    }
    if let onError = node.syntax.onError {
      var handler: [ProofNode] = []
      if case .steps = onError { handler = tree(node.handler ?? []) }
      nodes = [
        .attempt(
          ProofAttempt(body: nodes, handler: handler, errorSlot: node.errorSlot, finally: nil, place: node.place))
      ]
    }
    if let when = node.when {
      let said = says(when)
      let place = modifierPlace(node)
      nodes = [
        .branch([
          ProofArm(
            block: nodes, reason: .isTrue(word: "when"), place: place, approved: said.approved, denied: said.denied),
          ProofArm(
            block: [], reason: .isFalse(word: "when"), place: place, approved: said.approvedElse,
            denied: said.deniedElse),
        ])
      ]
    }
    return nodes
  }

  private func isEffect(_ node: StepNode) -> Bool {
    if case .effect = node.action { true } else { false }
  }

  private func modifierPlace(_ node: StepNode) -> Place {
    for case .when(_, let key) in node.syntax.modifiers { return key }
    return node.place
  }

  private func action(_ node: StepNode) -> [ProofNode] {
    let own = node.slot.map { [$0] } ?? []
    switch node.action {
    case .nothing: return []
    case .set(let sets): return sets.map { .write([$0.slot], $0.value.place) }
    case .if(let condition):
      let said = says(condition)
      return [
        .write([], node.place),
        .branch([
          ProofArm(
            block: tree(node.main), reason: .isTrue(word: "if"), place: node.place, approved: said.approved,
            denied: said.denied),
          ProofArm(
            block: tree(node.other ?? []), reason: .isFalse(word: "if"), place: node.place,
            approved: said.approvedElse, denied: said.deniedElse),
        ]),
      ]
    case .switch(_, let cases):
      guard case .switch(_, let syntax, _) = node.syntax.action else { return [] }
      var arms = zip(node.alternatives, zip(cases, syntax)).map { block, item in
        ProofArm(block: tree(block), reason: .isCase(item.0.displayText), place: item.1.value.place)
      }
      arms.append(ProofArm(block: tree(node.other ?? []), reason: .noCase, place: node.place))
      return [.write([], node.place), .branch(arms)]
    case .for(let loop):
      var writes = idSlots(of: node.main)
      writes.append(loop.variable)
      var proofLoop = ProofLoop(body: tree(node.main), writes: writes, gates: gates(in: node.main), place: node.place)
      proofLoop.isParallel = loop.atOnce != nil
      return [.write([], node.place), .loop(proofLoop), .write(own, node.place)]
    case .while(let condition, _):
      let said = says(condition)
      var loop = ProofLoop(
        body: tree(node.main), writes: idSlots(of: node.main), gates: gates(in: node.main), place: node.place)
      loop.word = "while"
      (loop.approved, loop.denied) = (said.approved, said.denied)
      (loop.approvedAfter, loop.deniedAfter) = (said.approvedElse, said.deniedElse)
      return [.loop(loop)]
    case .break: return [.leave(.break, node.place)]
    case .continue: return [.leave(.continue, node.place)]
    case .return: return [.leave(.return, node.place)]
    case .fail: return [.leave(.fail, node.place)]
    case .try:
      return [
        .attempt(
          ProofAttempt(
            body: tree(node.main), handler: node.other.map(tree), errorSlot: node.catchSlot,
            finally: node.finally.map(tree), place: node.place))
      ]
    case .parallel(let names):
      guard case .parallel(let branches) = node.syntax.action else { return [] }
      let arms = zip(node.alternatives, zip(names, branches)).map { block, branch in
        ProofArm(block: tree(block), reason: .branch(branch.0), place: branch.1.name.place)
      }
      return [.parallel(arms, node.place)]
    case .call, .assert, .wait, .waitUntil, .log: return [.write(own, node.place)]
    case .effect:
      // Tried again, an effect needs its permit, which the machine gives back only where nothing was sent or a probe found
      // nothing: that is no second time. What its probe does has no such guard.
      var probe = node.probe.map(tree) ?? []
      if node.syntax.retry != nil, !probe.isEmpty { probe = [.again(probe, node.place)] }
      if let number = effectNumber[node.number] {
        // A probe runs when nobody knows whether the effect happened, and may send control back to it: the machine then
        // demands a permit that it has taken away.
        return [.fire(number, writes: own, node.place)] + optional(probe, node)
      }
      return [.write(own, node.place)] + optional(probe, node)
    case .gate(let gate):
      var edges = ProofGateEdges()
      edges.onReject = node.onReject.map(tree)
      edges.onExpire = node.onExpire.map(tree)
      if case .gate(let syntax) = node.syntax.action { edges.rejectPlace = syntax.onRejectPlace }
      if case .gate(let syntax) = node.syntax.action, case .steps(_, let place) = syntax.onExpire {
        edges.expirePlace = place
      }
      _ = gate
      return [.gate(gateNumber[node.number]!, edges, node.place)]
    }
  }

  private func optional(_ block: [ProofNode], _ node: StepNode) -> [ProofNode] {
    guard !block.isEmpty else { return [] }
    // A probe's `return` ends the probe, not the skill: everything it may write counts as written.
    return [
      .branch([
        ProofArm(block: [.write(writes(of: block), node.place)], reason: .isTrue(word: "probe"), place: node.place),
        ProofArm(block: [], reason: .isFalse(word: "probe"), place: node.place),
      ])
    ]
  }

  private func writes(of block: [ProofNode]) -> [Int] {
    block.flatMap { node -> [Int] in
      switch node {
      case .write(let slots, _): slots
      case .branch(let arms): arms.flatMap { writes(of: $0.block) }
      case .loop(let loop): loop.writes + writes(of: loop.body)
      case .attempt(let attempt):
        writes(of: attempt.body) + writes(of: attempt.handler ?? []) + writes(of: attempt.finally ?? [])
      case .again(let block, _): writes(of: block)
      case .parallel(let arms, _): arms.flatMap { writes(of: $0.block) }
      case .fire(_, let slots, _): slots
      case .gate, .leave: []
      }
    }
  }

  private func idSlots(of block: [StepNode]) -> [Int] {
    guard let first = block.first, let last = block.last else { return [] }
    return Array(first.idSlots.lowerBound..<last.idSlots.upperBound)
  }

  private func gates(in block: [StepNode]) -> [Int] {
    guard let first = block.first else { return [] }
    let end = lastNumber(of: block)
    // Gates stand in the order of their numbers, and a block is a run of numbers.
    var low = 0
    var high = gateNodes.count
    while low < high {
      let middle = (low + high) / 2
      if gateNodes[middle].number < first.number { low = middle + 1 } else { high = middle }
    }
    var found: [Int] = []
    while low < gateNodes.count, gateNodes[low].number <= end {
      found.append(low)
      low += 1
    }
    return found
  }

  private func lastNumber(of block: [StepNode]) -> Int {
    guard let last = block.last else { return -1 }
    return max(last.number, last.blocks.map(lastNumber).max() ?? -1)
  }

  // MARK: Branches

  /// An effect in a branch of a `parallel` has its gates there or before it: a branch beside it would ask while it acts.
  private func checkBranches(_ node: StepNode, _ torn: inout Set<Int>, _ diagnostics: inout DiagnosticBag) {
    guard case .parallel = node.action, case .parallel(let branches) = node.syntax.action else { return }
    let spans = node.alternatives.map { block in
      block.first.map { $0.number...lastNumber(of: block) }
    }
    for (number, effect) in effects.enumerated() {
      guard let home = spans.firstIndex(where: { $0?.contains(effect.number) == true }) else { continue }
      let asking = spans.indices.filter { branch in
        branch != home
          && gateNodes.indices.contains { gate in
            spans[branch]?.contains(gateNodes[gate].number) == true && proof.gates[gate].allows.contains(number)
          }
      }
      guard let other = asking.first else { continue }
      torn.insert(number)
      diagnostics.add(
        .askedBeside(
          proof.effects[number].id, asking: branches[other].name.place, running: branches[home].name.place))
    }
  }
}

extension NodeFact.Meaning {
  /// The registers of names that a node reads by itself.
  var registers: [Register] {
    switch self {
    case .register(let register, mayBeUnset: _), .optionalRegister(let register), .isSet(let register, mayBeUnset: _):
      [register]
    case .fields(let fields): fields.map(\.value.register)
    case .unvisited, .constant, .plain, .local, .binds, .function, .identity, .raises: []
    }
  }
}
