// The first pass over a skill: every step gets its number, its label and its place in the tree, every id and variable its
// slot, so that the second pass can speak of what stands further down. It looks into no expression.
import Syntax
import Values

struct Declarations {
  let skill: CheckedSkill
  let scope: SkillScope
  private var gateCount = 0
  /// Steps that have an id, by it.
  private(set) var byID: [String: StepNode] = [:]

  init(_ skill: CheckedSkill, _ scope: SkillScope) {
    self.skill = skill
    self.scope = scope
  }

  mutating func declare(_ diagnostics: inout DiagnosticBag) {
    skill.steps = block(skill.syntax.steps, parent: nil, topLevel: nil, &diagnostics)
    label(skill.nodes)
  }

  /// A step without an id is called by its word and which of these it is. No label is an id, wherever that stands.
  private func label(_ nodes: [StepNode]) {
    var counts: [ActionWord?: Int] = [:]
    func next(_ count: inout Int) -> Int {
      count += 1
      return count
    }
    let mayMeetID = byID.keys.contains { $0.utf8.contains(UInt8(ascii: "_")) }
    for node in nodes {
      let number = next(&counts[node.syntax.word, default: 0])
      guard node.idName == nil else { continue }
      node.label = node.word + "_" + String(number)
      while mayMeetID, byID[node.label] != nil { node.label += "_" }
    }
  }

  private mutating func block(
    _ steps: [StepSyntax], parent: StepNode?, topLevel: Int?, _ diagnostics: inout DiagnosticBag
  ) -> [StepNode] {
    var nodes: [StepNode] = []
    nodes.reserveCapacity(steps.count)
    for (index, step) in steps.enumerated() {
      nodes.append(declare(step, parent: parent, topLevel: topLevel ?? index + 1, &diagnostics))
    }
    return nodes
  }

  private mutating func declare(
    _ step: StepSyntax, parent: StepNode?, topLevel: Int, _ diagnostics: inout DiagnosticBag
  ) -> StepNode {
    let node = StepNode(step, number: skill.nodes.count, parent: parent?.number, topLevel: topLevel)
    skill.nodes.append(node)
    let firstSlot = skill.slots.count
    if let id = node.idName { declare(id, node, &diagnostics) }
    if case .gate = step.action {
      node.gateNumber = gateCount
      gateCount += 1
    }
    func inner(_ steps: [StepSyntax]) -> [StepNode] { block(steps, parent: node, topLevel: topLevel, &diagnostics) }
    switch step.action {
    case .if(_, let then, let other):
      node.main = inner(then)
      node.other = other.map(inner)
    case .switch(_, let cases, let other):
      node.alternatives = cases.map { inner($0.steps) }
      node.other = other.map(inner)
    case .for(let loop): node.main = inner(loop.do)
    case .while(_, _, _, let body): node.main = inner(body)
    case .try(let body, let handler, let finally):
      node.main = inner(body)
      node.other = handler.map(inner)
      node.finally = finally.map(inner)
    case .parallel(let branches): node.alternatives = branches.map { inner($0.steps) }
    case .gate(let gate):
      node.onReject = gate.onReject.map(inner)
      if case .steps(let steps, _) = gate.onExpire { node.onExpire = inner(steps) }
    case .set, .break, .continue, .call, .return, .fail, .assert, .wait, .waitUntil, .log, .effect, .invalid: break
    }
    if case .steps(let steps) = step.onError { node.handler = inner(steps) }
    node.probe = step.probe.map(inner)
    node.idSlots = firstSlot..<skill.slots.count
    return node
  }

  /// Variables get their slots after all ids, so that the ids of a step and those in it are one range.
  mutating func declareVariables() {
    let nodes = skill.nodes
    for node in nodes {
      guard case .set(let fields) = node.syntax.action else { continue }
      node.variables = fields.map { scope.declareVariable($0.key.text, $0.key.place) }
    }
    // Children stand after their parents: from behind, each hands its variables up.
    var known: [Int: Set<Slot>] = [:]
    for node in nodes.reversed() {
      let slots = node.variables
      guard !slots.isEmpty, let number = node.parent else { continue }
      let parent = nodes[number]
      var variables = parent.variables
      parent.variables = []
      for slot in slots {
        // Most have few; a set is only made for those that have many.
        if variables.count <= 16 {
          if !variables.contains(slot) { variables.append(slot) }
        } else if known[number, default: Set(variables)].insert(slot).inserted {
          variables.append(slot)
        }
      }
      parent.variables = variables
    }
  }

  /// Puts `value` where there is none yet; what is there already.
  static func enter<T>(_ value: T, in place: inout T?) -> T? {
    if let place { return place }
    place = value
    return nil
  }

  private mutating func declare(_ id: NameSyntax, _ node: StepNode, _ diagnostics: inout DiagnosticBag) {
    if let first = Self.enter(node, in: &byID[id.text])?.idName {
      diagnostics.add(.duplicateID(id.text, at: id.place, first: first.place))
      return
    }
    switch node.syntax.action {
    case .gate: node.slot = scope.declareGate(id.text, id.place)
    case .for(let loop) where loop.collect == nil: scope.withoutResult[id.text] = node.word
    case .effect, .call, .for, .invalid: node.slot = scope.declareStep(id.text, id.place)
    case .set, .if, .switch, .while, .break, .continue, .try, .parallel, .return, .fail, .assert, .wait, .waitUntil,
      .log:
      scope.withoutResult[id.text] = node.word
    }
  }
}
