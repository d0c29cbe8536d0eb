// What a program is: everything a machine needs to run a skill and a person needs to read it, and nothing of the YAML it
// came from but the text. A program never changes once it is made; its identity is the SHA-256 of its canonical bytes
// (`ProgramCoding.swift`, `Grammar/program.md`).
import Values

package struct Program: Sendable {
  /// Versions this program was made for; a machine that does not know one refuses it.
  package var versions = ProgramVersions()
  /// What it is called and allowed to do.
  package var manifest: ProgramManifest
  /// Values known when the skill was compiled. `constants[k]` refers into `heap`; a machine starts with a copy of it.
  package var constants: [Value] = []
  package var heap = Heap()
  /// All functions' instructions, one after another; function 0 is the skill itself, those after it are called skills and
  /// the manifest's small functions.
  package var code: [Instruction] = []
  /// Where each instruction comes from; as long as `code`.
  package var places: [SourcePoint] = []
  package var functions: [Function] = []
  package var steps: [StepRow] = []
  package var effects: [EffectRow] = []
  package var gates: [GateRow] = []
  package var forks: [ForkRow] = []
  /// The skills' texts, so that a listing and an inspection can show the author's own lines years later.
  package var sources: [ProgramSource] = []

  package init(manifest: ProgramManifest) { self.manifest = manifest }
}

package struct ProgramVersions: Hashable, Sendable {
  /// The version of the byte format that is written now.
  package static let currentFormat: UInt32 = 1
  /// 1: until the opcodes 66 to 68; the time limit of a step said that nothing was sent, lists were unique by spelling, and putting
  /// them together was too cheap.
  package static let currentLanguage: UInt32 = 2

  /// Of the byte format.
  package var format = currentFormat
  /// Of the opcode and function tables, and of what they do: a run does what it did when its program was made.
  package var language = currentLanguage
  /// The release of the time zone table, as `2024a`.
  package var timeZones: String = ""
  package init() {}
}

package struct ProgramManifest: Sendable {
  package var skill: String
  package var goal: String?
  /// What a person may also say (`also:`) and where it applies (`match:`).
  package var also: [String] = []
  package var match: [String] = []
  /// In the order of function 0's parameters.
  package var inputs: [InputRow] = []
  /// Names in the vault.
  package var secrets: [String] = []
  package var permissions = Permissions()
  package var budget = Budget()
  /// Everything else the top level says that only the runtime reads (`gates:` defaults, `session:`, `schedule:`,
  /// `concurrency.on_conflict`, `on_budget`), as one map.
  package var options: PlainValue = .map([])
  /// The function that gives `concurrency.key` from the inputs, if there is one.
  package var concurrencyKey: UInt16?
  /// `on_budget: ask`: a person is asked before the run goes beyond its budget.
  package var asksForBudget: Bool { options["on_budget"]?.text == "ask" }

  package init(skill: String) { self.skill = skill }
}

package struct InputRow: Sendable {
  package var name: String
  /// JSON Schema.
  package var schema: PlainValue
  package var isSecret: Bool
  package init(name: String, schema: PlainValue, isSecret: Bool) {
    self.name = name
    self.schema = schema
    self.isSecret = isSecret
  }
}

/// What the skill may touch; nothing that is not listed. Called skills have rows of their own, already cut to the caller's.
package struct Permissions: Hashable, Sendable {
  package var network: [String] = []
  package var exec: [String] = []
  package var read: [String] = []
  package var write: [String] = []
  package init() {}
}

package struct Budget: Hashable, Sendable {
  package var credits: Double?
  package var steps: UInt64?
  /// Milliseconds; counts neither gates nor waits.
  package var time: Int64?
  package init() {}
}

package struct ProgramSource: Hashable, Sendable {
  /// File name without folders, so that the same skill has the same program everywhere.
  package var name: String
  package var text: String
  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A place in an author's text, for people. Line and column count from 1; line 0 means no place.
package struct SourcePoint: BitwiseCopyable, Hashable, Sendable {
  package var source: UInt16
  package var column: UInt16
  package var line: UInt32
  @inlinable package init(source: UInt16 = 0, line: UInt32 = 0, column: UInt16 = 0) {
    self.source = source
    self.line = line
    self.column = column
  }
}

package struct Function: Sendable {
  /// The skill's name.
  package var name: String
  /// Registers 0 ..< parameters hold the arguments: inputs in declared order, then the map `run`.
  package var parameters: UInt16
  package var registers: UInt16
  /// Its instructions in `Program.code`.
  package var code: Range<Int>
  /// Sorted so that an outer one comes before those inside it.
  package var handlers: [Handler] = []
  /// Names of registers that hold something the author named (`inputs.x`, `vars.x`, `steps.x`, `gates.x`): for inspection.
  package var names: [RegisterName] = []
  /// What a called skill may do (function 0: the manifest's).
  package var permissions = Permissions()

  package init(name: String, parameters: UInt16, registers: UInt16, code: Range<Int>) {
    self.name = name
    self.parameters = parameters
    self.registers = registers
    self.code = code
  }
}

package struct RegisterName: Hashable, Sendable {
  package var register: UInt16
  package var name: String
  package init(register: UInt16, name: String) {
    self.register = register
    self.name = name
  }
}

/// What catches an error raised in `range`: the error is put into `register` and the function goes on at `target`.
package struct Handler: Hashable, Sendable {
  package enum Catches: UInt8, Sendable {
    /// An operand of `&&`, `||` or a comprehension: only errors of evaluation (`ErrorKind.expression`).
    case evaluation = 0
    /// `catch`, `on_error`, `retry`: everything that is catchable.
    case errors
    /// `finally`: everything. The code there ends by raising the error again unless it leaves another way.
    case everything
  }
  package var range: Range<Int>
  package var target: Int
  package var register: UInt16
  package var catches: Catches

  package init(range: Range<Int>, target: Int, register: UInt16, catches: Catches) {
    self.range = range
    self.target = target
    self.register = register
    self.catches = catches
  }
}

/// One step of the author's, for the step list, the ledger and messages.
package struct StepRow: Sendable {
  /// The author's id, or nil.
  package var id: String?
  /// The id, else action and number (`set_3`): unique in its skill.
  package var label: String
  /// The action's word: `click`, `if`, `approve` …
  package var action: String
  package var describe: String?
  /// Which function it belongs to.
  package var function: UInt16
  /// The step it stands in, or nil at the top level.
  package var parent: UInt32?
  /// Number of the top-level step it belongs to, counted from 1.
  package var topLevel: UInt32
  package var place: SourcePoint

  package init(
    id: String?, label: String, action: String, describe: String? = nil, function: UInt16, parent: UInt32?,
    topLevel: UInt32, place: SourcePoint
  ) {
    self.id = id
    self.label = label
    self.action = action
    self.describe = describe
    self.function = function
    self.parent = parent
    self.topLevel = topLevel
    self.place = place
  }
}

/// How often an effect may be done without harm (law 6).
package enum Repeat: UInt8, Sendable {
  case pure = 0
  case idempotent
  case once
}

/// One place where the world is asked to do something.
package struct EffectRow: Sendable {
  package var step: UInt32
  /// The word of `Grammar/effects.tsv`: `http`, `exec`, `click` …
  package var kind: String
  package var repeats: Repeat
  package var isIrreversible: Bool
  /// What is the same at every arrival: `timeout` (ms), `expect`, `schema`, `secret` (paths), `secretNeeded`, `memo`, `idempotencyKey` …
  package var options: PlainValue
  /// First instruction of the author's `probe:` steps, in the same function. They end at the instruction after the effect
  /// with its register written (it happened), or by going back to the effect (it did not).
  package var probe: Int?

  package init(
    step: UInt32, kind: String, repeats: Repeat, isIrreversible: Bool, options: PlainValue, probe: Int? = nil
  ) {
    self.step = step
    self.kind = kind
    self.repeats = repeats
    self.isIrreversible = isIrreversible
    self.options = options
    self.probe = probe
  }
}

package enum GateKind: UInt8, Sendable {
  case approve = 0
  case ask
  case choose

  package var text: String {
    switch self {
    case .approve: "approve"
    case .ask: "ask"
    case .choose: "choose"
    }
  }
}

/// One place where a person decides. The payload given at run time is a map with `prompt` (text) and, as they apply,
/// `show` (map), `capture` (names of `show` to fill with what the effect performer can capture: `screenshot`),
/// `allowed` (list of {step, effect, arguments}), `options` (list of {value, label, …}), `edit` (map of starting values),
/// `expires` (duration), `by` (map), `policy` ({expression, values}: decided at once by `unless:`).
package struct GateRow: Sendable {
  package var step: UInt32
  /// The author's id (or the step's label).
  package var id: String
  package var kind: GateKind
  /// `form` and `edit` (JSON Schema), `by`, `expires` (ms), `onExpire` (`reject` or `approve`), `remind`, `escalate`,
  /// `learn`, `strong`.
  package var options: PlainValue
  /// Steps whose effects this gate lets happen.
  package var allows: [UInt32]

  package init(step: UInt32, id: String, kind: GateKind, options: PlainValue, allows: [UInt32] = []) {
    self.step = step
    self.id = id
    self.kind = kind
    self.options = options
    self.allows = allows
  }
}

/// Fibers that start together and end together.
package struct ForkRow: Sendable {
  package struct Arm: Hashable, Sendable {
    /// The branch's name; empty for the rows of `for … at_once`.
    package var name: String
    package var start: Int
    /// Registers that the join copies from the arm's frame into the parent's.
    package var writes: [UInt16]
    package init(name: String, start: Int, writes: [UInt16]) {
      self.name = name
      self.start = start
      self.writes = writes
    }
  }
  package var step: UInt32
  package var arms: [Arm]
  /// For `forkEach` (exactly one arm): where the row's element and its number go.
  package var item: UInt16?
  package var index: UInt16?
  /// How many rows run at once.
  package var atOnce: UInt32
  /// For `forkEach`: the register of a row's frame whose values, in the rows' order, make the list that the join puts
  /// into `collected`.
  package var collect: UInt16?
  package var collected: UInt16?

  package init(step: UInt32, arms: [Arm], atOnce: UInt32 = 0) {
    self.step = step
    self.arms = arms
    self.atOnce = atOnce
  }
}
