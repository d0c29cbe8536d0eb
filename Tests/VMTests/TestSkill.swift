// Programs for the tests of this room, written through the builder as the compiler would, without a compiler.
import Bytecode
import Testing
import VM
import Values

/// A program under construction: the root skill's function with what tests emit again and again.
final class TestSkill {
  let builder: ProgramBuilder
  let f: FunctionBuilder
  private var stepCount: UInt64 = 0

  init(
    _ name: String = "test", inputs: [String] = [], budgetSteps: UInt64? = nil, asksForBudget: Bool = false
  ) {
    var manifest = ProgramManifest(skill: name)
    manifest.inputs = inputs.map { InputRow(name: $0, schema: .map([]), isSecret: false) }
    manifest.budget.steps = budgetSteps
    if asksForBudget { manifest.options = ["on_budget": "ask"] }
    builder = ProgramBuilder(manifest: manifest)
    f = builder.addFunction(name: name, parameters: inputs.count + 1)
    for (number, input) in inputs.enumerated() { f.name(parameter: Register(number), "inputs.\(input)") }
  }

  private init(_ builder: ProgramBuilder, _ f: FunctionBuilder) {
    self.builder = builder
    self.f = f
  }

  /// Another function of the same program; parameters as the root's: inputs, then `run`.
  func called(_ name: String, inputs: Int) -> TestSkill {
    TestSkill(builder, builder.addFunction(name: name, parameters: inputs + 1))
  }

  /// The machine's own tests give permits as they need them, so the verifier's proof is left out.
  func finish() throws -> VerifiedProgram { try builder.finish().verified(withoutPermitProof: true) }

  @discardableResult func step(_ label: String, _ action: String = "set") -> UInt32 {
    let number = row(label, action)
    f.emit(.step(n: number))
    return number
  }

  /// The step in which those that follow stand.
  private var parent: UInt32?

  func row(_ label: String, _ action: String = "set") -> UInt32 {
    builder.addStep(
      StepRow(
        id: label, label: label, action: action, function: f.index, parent: parent, topLevel: 1, place: SourcePoint()))
  }

  func constant(_ value: PlainValue) -> Register {
    let register = f.temporary()
    f.emit(.load(d: register, k: builder.constant(value)))
    return register
  }

  /// An effect with constant arguments.
  @discardableResult func effect(
    _ label: String, into d: Register, arguments: PlainValue = [:], irreversible permit: Register? = nil,
    probe: Bool = false
  ) -> UInt16 {
    let number = step(label, "http")
    let effect = f.addEffect(
      EffectRow(
        step: number, kind: "http", repeats: permit == nil ? .idempotent : .once, isIrreversible: permit != nil,
        options: .map([])))
    let mark = f.mark
    let a = constant(arguments)
    f.emit(.effect(d: d, effect: effect, a: a, permit: permit ?? noRegister))
    if !probe { f.release(to: mark) }
    return effect
  }

  /// A gate that ends the run as rejected unless it is approved.
  func gate(_ label: String, into d: Register, payload: PlainValue? = nil) {
    let number = step(label, "approve")
    let gate = f.addGate(GateRow(step: number, id: label, kind: .approve, options: .map([])))
    let mark = f.mark
    let a = constant(payload ?? ["prompt": .string("\(label)?")])
    f.emit(.gate(d: d, gate: gate, a: a))
    let approved = f.temporary()
    f.emit(.field(d: approved, a: d, k: builder.constant("approved")))
    let go = f.makeLabel()
    f.emit(.jumpIf(a: approved, to: 0), to: go)
    let reason = f.temporary()
    f.emit(.field(d: reason, a: d, k: builder.constant("reason")))
    f.emit(.fail(kind: .rejected, a: reason))
    f.bind(go)
    f.release(to: mark)
  }

  func wait(_ label: String, seconds: Int64) {
    step(label, "wait")
    let mark = f.mark
    f.emit(.timer(a: constant(.duration(DurationValue(seconds: seconds, nanoseconds: 0)))))
    f.release(to: mark)
  }

  /// `try: body catch: handler`.
  func attempt(_ catches: Handler.Catches = .errors, _ body: () -> Void, catch handler: (Register) -> Void) {
    let caught = f.makeLabel()
    let after = f.makeLabel()
    let error = f.lastingRegister()
    f.openHandler(catches, into: error, target: caught)
    body()
    f.closeHandler()
    f.emit(.jump(to: 0), to: after)
    f.bind(caught)
    handler(error)
    f.bind(after)
  }

  /// `try: body finally: last`, the last block compiled once: completion 0 goes on, 1 raises the saved error again.
  func always(_ body: () -> Void, finally last: () -> Void) {
    let caught = f.makeLabel()
    let finish = f.makeLabel()
    let after = f.makeLabel()
    let error = f.lastingRegister()
    let code = f.lastingRegister()
    f.emit(.loadNull(d: error))
    f.openHandler(.everything, into: error, target: caught)
    body()
    f.closeHandler()
    f.emit(.loadInt(d: code, value: 0))
    f.emit(.jump(to: 0), to: finish)
    f.bind(caught)
    f.emit(.loadInt(d: code, value: 1))
    f.bind(finish)
    last()
    let mark = f.mark
    let one = f.temporary()
    f.emit(.loadInt(d: one, value: 1))
    f.emit(.jumpUnlessEqual(a: code, b: one, to: 0), to: after)
    f.emit(.raise(a: error))
    f.bind(after)
    f.release(to: mark)
  }

  /// `parallel:` with the registers that each arm writes.
  func parallel(_ label: String, _ arms: [(name: String, writes: [Register], body: () -> Void)]) {
    let number = step(label, "parallel")
    let fork = f.addFork(
      ForkRow(step: number, arms: arms.map { ForkRow.Arm(name: $0.name, start: 0, writes: []) }))
    let after = f.makeLabel()
    f.emit(.fork(fork: fork))
    f.emit(.join(fork: fork))
    f.emit(.jump(to: 0), to: after)
    for (index, arm) in arms.enumerated() {
      f.beginArm(index, of: fork)
      arm.body()
      f.endArm(writes: arm.writes)
    }
    f.bind(after)
  }

  /// A step with a `timeout:`, and the registers that it writes.
  func within(_ label: String, seconds: Int64, writes: [Register], _ body: () -> Void) {
    let number = step(label, "if")
    let outer = parent
    parent = number
    defer { parent = outer }
    let fork = f.addFork(ForkRow(step: number, arms: [.init(name: "", start: 0, writes: [])]))
    let after = f.makeLabel()
    let mark = f.mark
    f.emit(.forkWithin(fork: fork, a: constant(.duration(DurationValue(seconds: seconds, nanoseconds: 0)))))
    f.emit(.join(fork: fork))
    f.emit(.jump(to: 0), to: after)
    f.beginArm(0, of: fork)
    body()
    f.endArm(writes: writes)
    f.bind(after)
    f.release(to: mark)
  }

  /// `for: item in: list at_once: n do: body`, collecting `collect` of each row into `collected`.
  func rows(
    _ label: String, in list: Register, item: Register, atOnce: UInt32, collect: Register? = nil,
    into collected: Register? = nil, writes: [Register] = [], _ body: () -> Void
  ) {
    let number = step(label, "for")
    var row = ForkRow(step: number, arms: [.init(name: "", start: 0, writes: [])], atOnce: atOnce)
    row.item = item
    row.collect = collect
    row.collected = collected
    let fork = f.addFork(row)
    let after = f.makeLabel()
    f.emit(.forkEach(fork: fork, a: list))
    f.emit(.join(fork: fork))
    f.emit(.jump(to: 0), to: after)
    f.beginArm(0, of: fork)
    body()
    f.endArm(writes: writes)
    f.bind(after)
  }
}

extension Machine {
  /// Runs and answers whatever is asked, in the order of opening, until the run ends.
  mutating func finish(_ answer: (Request) -> Outcome) throws -> Ending {
    while true {
      switch run() {
      case .ended(let ending, _): return ending
      case .waiting: try consume(.outcome(requests[0].ticket, answer(requests[0])))
      }
    }
  }

  mutating func expectWaiting() -> [Request] {
    switch run() {
    case .waiting: return requests
    case .ended(let ending, _):
      Issue.record("the run has ended: \(ending)")
      return []
    }
  }

  mutating func expectEnd() -> Ending {
    switch run() {
    case .ended(let ending, _): return ending
    case .waiting:
      Issue.record("the run waits: \(requests)")
      return .completed(outputs: .null)
    }
  }
}

extension Ending {
  var outputs: PlainValue? {
    if case .completed(let outputs) = self { outputs } else { nil }
  }
  var error: PlainError? {
    if case .failed(let error) = self { error } else { nil }
  }
}

extension Outcome {
  static var approved: Outcome { .decided(["approved": true]) }
  static func rejected(_ reason: String) -> Outcome { .decided(["approved": false, "reason": .string(reason)]) }
}

let someDigest = [UInt8](repeating: 0xAB, count: 32)
let otherDigest = [UInt8](repeating: 0xCD, count: 32)

extension Machine {
  var bytes: [UInt8] { snapshot(programDigest: someDigest, inputsDigest: otherDigest) }
}

func thaw(
  _ bytes: [UInt8], _ program: VerifiedProgram, digest: [UInt8] = someDigest, inputs: [PlainValue] = [],
  run: PlainValue = [:], limits: MachineLimits = MachineLimits()
) throws -> Machine {
  try Machine(
    thawing: bytes, FrozenInputs(program, inputs: inputs, run: run), programDigest: digest,
    inputsDigest: otherDigest, limits: limits)
}
