// What names mean at the point of a skill that is being checked. The checks move its `flow` along; expressions ask.
import Bytecode
import Syntax
import Values

final class SkillScope: NameScope {
  let skill: CheckedSkill
  // Each expression asks for these, and nobody holds on to one while asking for another: the run time need not look.
  /// Where the checks are; nil where nothing can come (names are then as at the last point that was reached).
  @exclusivity(unchecked) var flow = FlowState()
  /// Loop variables and `error`, innermost last.
  @exclusivity(unchecked) var locals: [(name: String, slot: Slot)] = []
  /// Only inputs and `run` have values: the key of `concurrency`.
  var isBeforeRun = false
  @exclusivity(unchecked) var vars: [String: Slot] = [:]
  @exclusivity(unchecked) var steps: [String: Slot] = [:]
  var gates: [String: Slot] = [:]
  @exclusivity(unchecked) private(set) var variables: [(name: String, slot: Slot)] = []
  @exclusivity(unchecked) private(set) var stepNames: [String] = []
  private(set) var gateNames: [String] = []
  /// Ids of steps that give no result, and what they are.
  var withoutResult: [String: String] = [:]
  @exclusivity(unchecked) private var inputs: [String: Int] = [:]
  /// Of each input whether some place reads it.
  @exclusivity(unchecked) private(set) var isInputRead: [Bool] = []
  /// A secret that is used has a register of its own, which is loaded when the skill begins.
  private var secrets: [String: Slot] = [:]

  /// Of namespaces that are used as a whole.
  private var valuesWrittenOut = 0

  init(_ skill: CheckedSkill) { self.skill = skill }

  func declareInputs() {
    for (number, input) in skill.inputs.enumerated() { inputs[input.name] = number }
    isInputRead = Array(repeating: false, count: skill.inputs.count)
  }

  /// Room for as many steps with an id.
  func reserve(ids: Int) {
    steps.reserveCapacity(ids)
    stepNames.reserveCapacity(ids)
  }

  func declareVariable(_ name: String, _ place: Place) -> Slot {
    if let known = vars.updateValue(skill.slots.count, forKey: name) {
      vars[name] = known
      return known
    }
    let slot = addSlot("vars." + name, place, type: nil)
    variables.append((name, slot))
    return slot
  }

  func declareStep(_ name: String, _ place: Place) -> Slot {
    let slot = addSlot("steps." + name, place, type: nil)
    steps[name] = slot
    stepNames.append(name)
    return slot
  }

  func declareGate(_ name: String, _ place: Place) -> Slot {
    let slot = addSlot("gates." + name, place, type: nil)
    gates[name] = slot
    gateNames.append(name)
    return slot
  }

  func addSlot(_ name: String, _ place: Place, type: CELType?) -> Slot {
    skill.slots.append(SlotRow(name: name, place: place, type: type))
    return skill.slots.count - 1
  }

  // MARK: NameScope

  var roots: [String] {
    var names = ["inputs", "run"]
    if !isBeforeRun { names += ["vars", "steps", "gates", "secrets"] }
    return names + locals.map(\.name).reversed()
  }

  func resolve(root: String) -> NameResolution? {
    if let local = locals.last(where: { $0.name == root }) {
      skill.slots[local.slot].isUsed = true
      return .value(NamedValue(skill.slots[local.slot].type ?? .dyn, in: skill.register(of: local.slot)))
    }
    switch root {
    case "inputs": return .namespace
    case "run": return .value(NamedValue(Self.runType, in: skill.runRegister))
    case "vars", "steps", "gates", "secrets": return isBeforeRun ? nil : .namespace
    default: return nil
    }
  }

  static let runType = CELType.record([
    .init("id", .string), .init("started_at", .timestamp), .init("skill", .string), .init("initiator", .string),
  ])

  func resolve(namespace: String, field: String) -> NamedValue? {
    switch namespace {
    case "inputs":
      guard let number = inputs[field] else { return nil }
      isInputRead[number] = true
      return NamedValue(skill.inputTypes[number], in: Register(truncatingIfNeeded: number))
    case "secrets":
      guard skill.syntax.secrets.contains(where: { $0.text == field }) else { return nil }
      return NamedValue(.secret, in: secretRegister(field))
    case "vars": return vars[field].flatMap(value)
    case "steps": return steps[field].flatMap(value)
    case "gates": return gates[field].flatMap(value)
    default: return nil
    }
  }

  private func secretRegister(_ name: String) -> Register {
    if let slot = secrets[name] { return skill.register(of: slot) }
    let slot = addSlot("secrets.\(name)", skill.syntax.place, type: .secret)
    secrets[name] = slot
    skill.usedSecrets.append((name, slot))
    return skill.register(of: slot)
  }

  private func value(_ slot: Slot) -> NamedValue? {
    skill.slots[slot].isUsed = true
    guard flow.possible.contains(slot) else { return nil }
    let isUnset = !flow.definite.contains(slot)
    if isUnset { skill.slots[slot].isReadUnset = true }
    return NamedValue(skill.slots[slot].type ?? .dyn, in: skill.register(of: slot), mayBeUnset: isUnset)
  }

  func fields(of namespace: String) -> [(name: String, value: NamedValue)] {
    func all(_ names: [String]) -> [(name: String, value: NamedValue)] {
      names.compactMap { name in resolve(namespace: namespace, field: name).map { (name, $0) } }
    }
    switch namespace {
    case "inputs": return all(skill.inputs.map(\.name))
    case "secrets": return all(skill.syntax.secrets.map(\.text))
    case "vars": return all(variables.map(\.name))
    case "steps": return all(stepNames)
    case "gates": return all(gateNames)
    default: return []
    }
  }

  func values(of namespace: String) -> [(name: String, value: NamedValue)]? {
    // Said once: what comes of the rest does not matter any more.
    guard valuesWrittenOut <= CheckLimits.namespaceValues else { return [] }
    let fields = fields(of: namespace)
    valuesWrittenOut += fields.count
    return valuesWrittenOut <= CheckLimits.namespaceValues ? fields : nil
  }

  func whyMissing(namespace: String, field: String) -> String? {
    switch namespace {
    case "vars" where vars[field] != nil: return "`vars.\(field)` has not been set on any way to here"
    case "steps" where withoutResult[field] == "for":
      return "a `for` gives a result where it says what each round gives: `collect: …`"
    case "steps" where withoutResult[field] != nil:
      return "step `\(field)` is `\(withoutResult[field]!)`, which gives no result"
    case "steps" where steps[field] != nil: return "step `\(field)` has not run on any way to here"
    case "gates" where gates[field] != nil: return "gate `\(field)` has not been decided on any way to here"
    case "steps" where gates[field] != nil: return "`\(field)` is a gate: write `gates.\(field)`"
    case "gates" where steps[field] != nil: return "`\(field)` is a step: write `steps.\(field)`"
    case "vars" where locals.contains { $0.name == field }: return "`\(field)` stands alone here: write `\(field)`"
    case "vars" where inputs[field] != nil: return "`\(field)` is an input: write `inputs.\(field)`"
    case "inputs" where vars[field] != nil: return "`\(field)` is a variable: write `vars.\(field)`"
    case "secrets": return "secrets are listed at the top of the skill: `secrets: [\(field)]`"
    default: return nil
    }
  }
}
