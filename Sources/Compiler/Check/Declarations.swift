// The first pass over a skill: every step gets its number, its label and its place in the tree, every id and variable its
// slot, so that the second pass can speak of what stands further down. It looks into no expression.
import Syntax
import Values

struct Declarations {
  let skill: CheckedSkill
  let scope: SkillScope
  private var gateCount = 0
  /// How many steps of a word there are so far. (Few words are in one skill: they are found by looking at each.)
  private var counts: [(word: ActionWord?, count: Int)] = []
  /// Steps that have an id, by it.
  private(set) var byID: [String: StepNode] = [:]
  // Some kinds of steps in the order of the text, so that nobody has to go through thousands of others to find them.
  private(set) var withID: [StepNode] = []
  private(set) var withResult: [StepNode] = []
  private var setters: [(node: StepNode, fields: [FieldSyntax])] = []

  init(_ skill: CheckedSkill, _ scope: SkillScope) {
    self.skill = skill
    self.scope = scope
  }

  mutating func declare(_ diagnostics: inout DiagnosticBag) {
    skill.nodes.reserveCapacity(skill.syntax.stepCount)
    skill.slots.reserveCapacity(skill.syntax.stepCount)
    byID.reserveCapacity(skill.syntax.idCount)
    scope.reserve(ids: skill.syntax.idCount)
    skill.steps = block(skill.syntax.steps, parent: nil, topLevel: nil, &diagnostics)
    // No label is an id, wherever that stands.
    if byID.keys.contains(where: { $0.utf8.contains(UInt8(ascii: "_")) }) {
      for node in skill.nodes where node.idName == nil {
        while byID[node.label] != nil { node.label += "_" }
      }
    }
    declareVariables()
  }

  /// Which of the steps of its word one is, from 1.
  private mutating func count(_ word: ActionWord?) -> Int {
    guard let index = counts.firstIndex(where: { $0.word == word }) else {
      counts.append((word, 1))
      return 1
    }
    counts[index].count += 1
    return counts[index].count
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
    let id = step.id
    let number = count(step.word)
    // A step without an id is called by its word and which of these it is.
    let node = StepNode(
      step, number: skill.nodes.count, label: id?.text ?? (step.word?.rawValue ?? "step") + "_" + String(number),
      parent: parent?.number, topLevel: topLevel)
    skill.nodes.append(node)
    let firstSlot = skill.slots.count
    if let id { declare(id, node, &diagnostics) }
    func inner(_ steps: [StepSyntax]) -> [StepNode] { block(steps, parent: node, topLevel: topLevel, &diagnostics) }
    switch step.action {
    case .if(_, let then, let other):
      node.main = inner(then)
      node.other = other.map(inner)
    case .switch(_, let cases, let other):
      node.alternatives = cases.map { inner($0.steps) }
      node.other = other.map(inner)
    case .for(let loop):
      withResult.append(node)
      node.main = inner(loop.do)
    case .while(_, _, _, let body): node.main = inner(body)
    case .try(let body, let handler, let finally):
      node.main = inner(body)
      node.other = handler.map(inner)
      node.finally = finally.map(inner)
    case .parallel(let branches): node.alternatives = branches.map { inner($0.steps) }
    case .gate(let gate):
      withResult.append(node)
      node.gateNumber = gateCount
      gateCount += 1
      node.onReject = gate.onReject.map(inner)
      if case .steps(let steps, _) = gate.onExpire { node.onExpire = inner(steps) }
    case .set(let fields): setters.append((node, fields))
    case .call, .effect: withResult.append(node)
    case .invalid: skill.hasInvalidSteps = true
    case .break, .continue, .return, .fail, .assert, .wait, .waitUntil, .log: break
    }
    if !step.modifiers.isEmpty {
      if step.isIrreversible { skill.hasIrreversibleSteps = true }
      if case .steps(let steps) = step.onError { node.handler = inner(steps) }
      node.probe = step.probe.map(inner)
    }
    node.idSlots = firstSlot..<skill.slots.count
    return node
  }

  /// Variables get their slots after all ids, so that the ids of a step and those in it are one range.
  private func declareVariables() {
    let nodes = skill.nodes
    scope.vars.reserveCapacity(setters.count)
    /// Of steps that have many: which they are.
    var known: [Int: Set<Slot>] = [:]
    for (node, fields) in setters {
      node.variables = fields.map { scope.declareVariable($0.key.text, $0.key.place) }
      // Each step around it sets them too.
      var outer = node.parent
      while let number = outer {
        let parent = nodes[number]
        for slot in node.variables {
          if parent.variables.count <= 16 {
            if !parent.variables.contains(slot) { parent.variables.append(slot) }
          } else if known[number, default: Set(parent.variables)].insert(slot).inserted {
            parent.variables.append(slot)
          }
        }
        outer = parent.parent
      }
    }
  }

  private mutating func declare(_ id: NameSyntax, _ node: StepNode, _ diagnostics: inout DiagnosticBag) {
    withID.append(node)
    if let first = byID.updateValue(node, forKey: id.text) {
      byID[id.text] = first
      diagnostics.add(.duplicateID(id.text, at: id.place, first: first.idName?.place ?? first.place))
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
