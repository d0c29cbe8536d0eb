// A checked skill: the author's steps with every name resolved, every expression typed, every value ready to be lowered.
// It is built in two passes (declarations, then checks in the order of execution) and read by the gate proof and lowering.
import Bytecode
import Syntax
import Values

/// The number of a name that has a register of its own: `vars.x`, `steps.x`, `gates.x`, a loop's variable, `error`.
typealias Slot = Int

struct SlotRow {
  /// As the author writes it: `vars.amount`.
  var name: String
  var place: Place
  /// nil: not known yet (a variable that is set further down).
  var type: CELType?
  /// Whether some place reads it where it may not have been written: it then has to hold `unset` until it is.
  var isReadUnset = false
  var isUsed = false
}

final class CheckedSkill {
  let syntax: SkillSyntax
  let file: FileID
  // These two are in every step's way, and nobody holds on to one while it asks for the other: the run time need not look.
  @exclusivity(unchecked) var slots: [SlotRow] = []
  /// Of all steps, in the order of the text.
  @exclusivity(unchecked) var nodes: [StepNode] = []
  var steps: [StepNode] = []
  /// Whether the action of some step could not be read.
  var hasInvalidSteps = false
  /// Whether some step says that it cannot be undone.
  var hasIrreversibleSteps = false
  var inputs: [InputRow] = []
  var inputTypes: [CELType] = []
  /// The object schema that all inputs are checked against when the skill is called.
  var inputSchema: PlainValue = .map([])
  /// The outputs, evaluated at the end and at every `return` without a value; nil where neither is reached.
  var outputs: CheckedValue?
  var outputsType: CELType = .record([])
  var concurrencyKey: CheckedValue?
  /// Secrets in the order of their first use.
  var usedSecrets: [(name: String, slot: Slot)] = []
  var permissions = Permissions()
  /// Skills that it calls, by name.
  var callees: [String: CheckedSkill] = [:]

  init(_ syntax: SkillSyntax) {
    self.syntax = syntax
    file = syntax.place.file
  }

  var name: String { syntax.name.text }
  /// Inputs in their order, then `run`.
  var parameterCount: Int { inputs.count + 1 }
  var runRegister: Register { Register(inputs.count) }
  func register(of slot: Slot) -> Register { Register(truncatingIfNeeded: parameterCount + slot) }
  func slot(of register: Register) -> Slot? {
    let slot = Int(register) - parameterCount
    return slots.indices.contains(slot) ? slot : nil
  }
}

/// One step. The pass that declares makes it, the pass that checks fills it.
final class StepNode {
  let syntax: StepSyntax
  /// In the order of the text, from 0; the step table of the program has them in this order.
  let number: Int
  /// The id, or a name made of the action's word.
  var label: String
  let parent: Int?
  /// Whether the step can be reached.
  var isReached = true
  /// Whether what follows its action can be, without an error or a jump in between.
  var isPassed = true
  /// From 1.
  let topLevel: Int
  /// `steps.<id>` or `gates.<id>`.
  var slot: Slot?
  /// All ids of this step and those in it: slots from … to.
  var idSlots: Range<Slot> = 0..<0
  /// Variables that this step and those in it set.
  @exclusivity(unchecked) var variables: [Slot] = []
  /// The block of steps in it that most such steps have.
  var main: [StepNode] = []
  /// What the check found.
  var action = CheckedAction.nothing

  /// What few steps have, kept apart: a large skill has thousands of the others.
  private final class Rare {
    var alternatives: [[StepNode]]?
    var other: [StepNode]?
    var finally: [StepNode]?
    var onReject: [StepNode]?
    var onExpire: [StepNode]?
    var handler: [StepNode]?
    var probe: [StepNode]?
    var when: CheckedCondition?
    var errorSlot: Slot?
    var catchSlot: Slot?
    var idempotencyKey: CheckedValue?
    var retryDelay: CheckedValue?
    var gateNumber: Int?
    var knownAtGate: SlotSet?
  }
  private var rare: Rare?

  init(_ syntax: StepSyntax, number: Int, label: String, parent: Int?, topLevel: Int) {
    self.syntax = syntax
    self.number = number
    self.label = label
    self.parent = parent
    self.topLevel = topLevel
  }

  private func keep<Part>(_ part: Part?, as path: ReferenceWritableKeyPath<Rare, Part?>) {
    if rare == nil, part != nil { rare = Rare() }
    rare?[keyPath: path] = part
  }

  // The other blocks of steps in it, by what they are for; nil or empty where there is none.
  var alternatives: [[StepNode]] {
    get { rare?.alternatives ?? [] }
    set { keep(newValue, as: \.alternatives) }
  }
  var other: [StepNode]? {
    get { rare?.other }
    set { keep(newValue, as: \.other) }
  }
  var finally: [StepNode]? {
    get { rare?.finally }
    set { keep(newValue, as: \.finally) }
  }
  var onReject: [StepNode]? {
    get { rare?.onReject }
    set { keep(newValue, as: \.onReject) }
  }
  var onExpire: [StepNode]? {
    get { rare?.onExpire }
    set { keep(newValue, as: \.onExpire) }
  }
  var handler: [StepNode]? {
    get { rare?.handler }
    set { keep(newValue, as: \.handler) }
  }
  var probe: [StepNode]? {
    get { rare?.probe }
    set { keep(newValue, as: \.probe) }
  }

  // What else the check found.
  var when: CheckedCondition? {
    get { rare?.when }
    set { keep(newValue, as: \.when) }
  }
  /// Where `on_error` finds the error.
  var errorSlot: Slot? {
    get { rare?.errorSlot }
    set { keep(newValue, as: \.errorSlot) }
  }
  /// Where `catch` finds it.
  var catchSlot: Slot? {
    get { rare?.catchSlot }
    set { keep(newValue, as: \.catchSlot) }
  }
  var idempotencyKey: CheckedValue? {
    get { rare?.idempotencyKey }
    set { keep(newValue, as: \.idempotencyKey) }
  }
  var retryDelay: CheckedValue? {
    get { rare?.retryDelay }
    set { keep(newValue, as: \.retryDelay) }
  }
  /// A gate's number among those of its skill.
  var gateNumber: Int {
    get { rare?.gateNumber ?? 0 }
    set { keep(newValue, as: \.gateNumber) }
  }
  /// At a gate: which names surely have a value when it asks.
  var knownAtGate: SlotSet {
    get { rare?.knownAtGate ?? SlotSet() }
    set { keep(newValue, as: \.knownAtGate) }
  }

  /// As the author named it.
  var idName: NameSyntax? { syntax.id }
  var id: String? { syntax.id == nil ? nil : label }
  var word: String { syntax.word?.rawValue ?? "step" }
  var place: Place { syntax.actionPlace }

  /// It has a `timeout:` that its block (call, wait, gate) is stopped by. An effect's own ends the effect alone.
  var isTimed: Bool {
    guard syntax.timeout != nil else { return false }
    switch syntax.action {
    case .if, .switch, .for, .while, .try, .parallel, .call, .wait, .waitUntil, .gate: return true
    case .set, .break, .continue, .return, .fail, .assert, .log, .effect, .invalid: return false
    }
  }

  /// All blocks, in the order of the text.
  var blocks: [[StepNode]] {
    [main] + alternatives + [other, finally, onReject, onExpire, handler, probe].compactMap { $0 }
  }
}

enum CheckedCondition {
  case constant(Bool)
  case expression(CheckedExpression)
  case invalid

  var expression: CheckedExpression? { if case .expression(let checked) = self { checked } else { nil } }
}

/// One entry of a mapping of the author's. (A type of its own: as a tuple inside `CheckedValue.Kind` the compiler finds a
/// circular reference, depending on the order in which it reads the files.)
struct CheckedField {
  var key: String
  var value: CheckedValue
}

/// A value of the author's: constants folded, expressions typed.
struct CheckedValue {
  enum Kind {
    case constant(PlainValue)
    case expression(CheckedExpression)
    case template(CheckedTemplate)
    case list([CheckedValue])
    case map([CheckedField])
    case invalid
  }
  var kind: Kind
  var type: CELType
  var place: Place

  var constant: PlainValue? {
    switch kind {
    case .constant(let value): value
    case .expression(let checked): checked.constant
    case .template, .list, .map, .invalid: nil
    }
  }

  var isConstant: Bool {
    switch kind {
    case .constant: true
    case .expression(let checked): checked.isConstant
    case .template, .list, .map, .invalid: false
    }
  }

  var isInvalid: Bool { if case .invalid = kind { true } else { false } }

  /// Every expression in it.
  func forEachExpression(_ body: (CheckedExpression) -> Void) {
    switch kind {
    case .constant, .invalid: break
    case .expression(let checked): body(checked)
    case .template(let template):
      for case .expression(let checked) in template.parts { body(checked) }
    case .list(let elements): for element in elements { element.forEachExpression(body) }
    case .map(let fields): for field in fields { field.value.forEachExpression(body) }
    }
  }
}

enum CheckedAction {
  case nothing
  case set([(slot: Slot, value: CheckedValue)])
  case `if`(CheckedCondition)
  indirect case `switch`(CheckedValue, cases: [PlainValue])
  indirect case `for`(CheckedFor)
  indirect case `while`(CheckedCondition, max: Int)
  case `break`
  case `continue`
  case `try`
  case parallel([String])
  case call(CheckedCall)
  /// nil: the outputs. In a probe: what happened.
  case `return`(CheckedValue?)
  case fail(CheckedValue)
  indirect case assert(CheckedCondition, message: CheckedValue?)
  case wait(CheckedValue)
  case waitUntil(CheckedValue)
  case log(CheckedValue)
  case effect(CheckedEffect)
  indirect case gate(CheckedGate)
}

struct CheckedFor {
  var variable: Slot
  var list: CheckedValue
  /// A map is gone through by its keys.
  var isMap: Bool
  var atOnce: Int?
  var collect: CheckedValue?
}

struct CheckedCall {
  var skill: CheckedSkill?
  var with: [CheckedField]
}

struct CheckedEffect {
  var kind: EffectKind
  var arguments: [CheckedField]
  var repeats: Repeat
  var isIrreversible: Bool
  var resultType: CELType
  /// The number of this effect among the irreversible ones of its skill.
  var irreversible: Int?
}

struct CheckedGate {
  var kind: GateSyntax.Kind
  var prompt: CheckedValue
  var show: [CheckedField]
  /// Names of `show` that the effect performer fills (`page: screenshot`).
  var capture: [String]
  /// What its fields start from: as their schemas have it where it is constant; null: from nothing.
  var edit: [CheckedField]
  var unless: CheckedCondition?
  var from: CheckedValue?
  /// Where it is not constant.
  var expires: CheckedValue?
  /// What it lets happen.
  var allows: [StepNode]
  /// The number of this gate in its skill.
  var number: Int
}
