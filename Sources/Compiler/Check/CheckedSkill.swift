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
  var slots: [SlotRow] = []
  /// Of all steps, in the order of the text.
  var nodes: [StepNode] = []
  var steps: [StepNode] = []
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
  /// As the author named it.
  let idName: NameSyntax?
  /// The id, or a name made of the action's word.
  var label: String
  let parent: Int?
  /// From 1.
  let topLevel: Int
  /// `steps.<id>` or `gates.<id>`.
  var slot: Slot?
  /// All ids of this step and those in it: slots from … to.
  var idSlots: Range<Slot> = 0..<0
  /// Variables that this step and those in it set.
  var variables: [Slot] = []

  // The blocks of steps in it, by what they are for; nil or empty where there is none.
  var main: [StepNode] = []
  var alternatives: [[StepNode]] = []
  var other: [StepNode]?
  var finally: [StepNode]?
  var onReject: [StepNode]?
  var onExpire: [StepNode]?
  var handler: [StepNode]?
  var probe: [StepNode]?

  // What the check found.
  var when: CheckedCondition?
  var action = CheckedAction.nothing
  /// Where `catch` or `on_error` find the error.
  var errorSlot: Slot?
  var catchSlot: Slot?
  var idempotencyKey: CheckedValue?
  var retryDelay: CheckedValue?
  /// Whether the step can be reached.
  var isReached = true
  /// A gate's number among those of its skill.
  var gateNumber = 0
  /// At a gate: which names surely have a value when it asks.
  var knownAtGate = SlotSet()

  init(_ syntax: StepSyntax, number: Int, parent: Int?, topLevel: Int) {
    self.syntax = syntax
    self.number = number
    idName = syntax.id
    label = idName?.text ?? ""
    self.parent = parent
    self.topLevel = topLevel
  }

  var id: String? { idName?.text }
  var word: String { syntax.word?.rawValue ?? "step" }
  var place: Place { syntax.actionPlace }

  /// It has a `timeout:` that its block (call, wait) is stopped by. An effect's own ends the effect alone.
  var isTimed: Bool {
    guard syntax.timeout != nil else { return false }
    switch syntax.action {
    case .if, .switch, .for, .while, .try, .parallel, .call, .wait, .waitUntil: return true
    case .set, .break, .continue, .return, .fail, .assert, .log, .effect, .gate, .invalid: return false
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
  indirect enum Kind {
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

indirect enum CheckedAction {
  case nothing
  case set([(slot: Slot, value: CheckedValue)])
  case `if`(CheckedCondition)
  case `switch`(CheckedValue, cases: [PlainValue])
  case `for`(CheckedFor)
  case `while`(CheckedCondition, max: Int)
  case `break`
  case `continue`
  case `try`
  case parallel([String])
  case call(CheckedCall)
  /// nil: the outputs. In a probe: what happened.
  case `return`(CheckedValue?)
  case fail(CheckedValue)
  case assert(CheckedCondition, message: CheckedValue?)
  case wait(CheckedValue)
  case waitUntil(CheckedValue)
  case log(CheckedValue)
  case effect(CheckedEffect)
  case gate(CheckedGate)
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
