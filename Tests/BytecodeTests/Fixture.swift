// Small programs for the tests of this room, built by hand and never run.
import Bytecode
import Values

/// A program whose code is exactly what is listed: for code that the builder would not make.
func handMade(
  parameters: UInt16 = 1, registers: UInt16 = 8, _ code: [Instruction], handlers: [Handler] = [],
  _ change: (inout Program) -> Void = { _ in }
) -> Program {
  var program = Program(manifest: ProgramManifest(skill: "test"))
  program.code = code
  program.places = code.map { _ in SourcePoint() }
  var function = Function(name: "test", parameters: parameters, registers: registers, code: 0..<code.count)
  function.handlers = handlers
  program.functions = [function]
  program.steps = [
    StepRow(
      id: nil, label: "step_1", action: "test", function: 0, parent: nil, topLevel: 1, place: SourcePoint())
  ]
  program.constants = [.int(1)]
  change(&program)
  return program
}

func effectRow(irreversible: Bool = false, probe: Int? = nil) -> EffectRow {
  EffectRow(step: 0, kind: "http", repeats: .once, isIrreversible: irreversible, options: .map([]), probe: probe)
}

/// Why a program is refused, or nil.
func refusal(_ program: Program) -> VerificationError.Reason? {
  do throws(VerificationError) {
    _ = try program.verified()
    return nil
  } catch {
    return error.reason
  }
}

/// Pays every open invoice after a person's approval: a loop, a gate, an irreversible effect with a retry around it.
func payInvoices() throws -> Program {
  var manifest = ProgramManifest(skill: "pay-invoices")
  manifest.goal = "Pay every open invoice"
  manifest.inputs = [InputRow(name: "vendor", schema: ["type": "string"], isSecret: false)]
  manifest.permissions.network = ["billing.example.com"]
  let builder = ProgramBuilder(manifest: manifest)
  let text = """
    skill: pay-invoices
    steps:
      - http: { method: GET, url: "https://billing.example.com/open" }
        id: open
      - for: invoice
        in: ${{ steps.open.json }}
        do:
          - approve: Pay ${{ vars.invoice }}?
            id: ok
            allows: [pay]
          - click: { button: Pay }
            id: pay
            irreversible: true
    """
  let source = builder.addSource(name: "pay-invoices.yaml", text: text)
  let f = builder.addFunction(name: "pay-invoices", parameters: 2)
  f.name(parameter: 0, "inputs.vendor")
  f.name(parameter: 1, "run")
  func step(_ id: String?, _ label: String, _ action: String, parent: UInt32?, _ top: UInt32, line: UInt32) -> UInt32 {
    let place = SourcePoint(source: source, line: line, column: 5)
    f.place = place
    return builder.addStep(
      StepRow(
        id: id, label: label, action: action, function: f.index, parent: parent, topLevel: top, place: place))
  }
  let open = step("open", "open", "http", parent: nil, 1, line: 3)
  let opened = f.named("steps.open")
  f.emit(.step(n: open))
  var mark = f.mark
  let arguments = f.temporary()
  f.emit(
    .load(d: arguments, k: builder.constant(["method": "GET", "url": "https://billing.example.com/open"])))
  f.emit(
    .effect(
      d: opened,
      effect: f.addEffect(
        EffectRow(
          step: open, kind: "http", repeats: .idempotent, isIrreversible: false, options: ["timeout": 30_000])),
      a: arguments, permit: noRegister))
  f.release(to: mark)

  let loop = step(nil, "for_1", "for", parent: nil, 2, line: 5)
  f.emit(.step(n: loop))
  mark = f.mark
  let list = f.lastingRegister()
  let index = f.lastingRegister()
  let invoice = f.named("vars.invoice")
  let decision = f.named("gates.ok")
  let paid = f.named("steps.pay")
  let permit = f.lastingRegister()
  f.emit(.field(d: list, a: opened, k: builder.constant("json")))
  f.emit(.loadInt(d: index, value: 0))
  let done = f.makeLabel()
  let head = f.bindNewLabel()
  f.emit(.iterMore(index: index, a: list, to: 0), to: done)
  f.emit(.iterItem(d: invoice, a: list, index: index))
  let approve = step("ok", "ok", "approve", parent: loop, 2, line: 8)
  let pay = step("pay", "pay", "click", parent: loop, 2, line: 11)
  f.place = SourcePoint(source: source, line: 8, column: 11)
  f.emit(.step(n: approve))
  let payload = f.temporary()
  let what = f.temporary()
  f.emit(.load(d: what, k: builder.constant(["button": "Pay"])))
  let parts = f.temporaries(4)
  f.emit(.load(d: parts, k: builder.constant("prompt")))
  let words = f.temporaries(2)
  f.emit(.load(d: words, k: builder.constant("Pay ")))
  f.emit(.move(d: words + 1, a: invoice))
  f.emit(.interpolate(d: parts + 1, first: words, count: 2))
  f.emit(.load(d: parts + 2, k: builder.constant("allowed")))
  f.emit(.makeList(d: parts + 3, first: what, count: 1))
  f.emit(.makeMap(d: payload, first: parts, count: 2))
  let gate = f.addGate(
    GateRow(step: approve, id: "ok", kind: .approve, options: ["expires": 86_400_000], allows: [pay]))
  f.emit(.gate(d: decision, gate: gate, a: payload))
  let approved = f.temporary()
  f.emit(.field(d: approved, a: decision, k: builder.constant("approved")))
  let rejected = f.makeLabel()
  f.emit(.jumpUnless(a: approved, to: 0), to: rejected)
  f.emit(.move(d: permit, a: what))
  f.place = SourcePoint(source: source, line: 11, column: 11)
  f.emit(.step(n: pay))
  let caught = f.makeLabel()
  let next = f.makeLabel()
  let error = f.lastingRegister()
  let row = f.addEffect(
    EffectRow(step: pay, kind: "click", repeats: .once, isIrreversible: true, options: ["timeout": 30_000]))
  f.openHandler(.errors, into: error, target: caught)
  f.emit(.effect(d: paid, effect: row, a: what, permit: permit))
  f.closeHandler()
  f.go(to: next)
  f.bind(caught)
  f.emit(.log(a: error))
  f.bind(next)
  f.go(to: head)
  f.bind(rejected)
  f.emit(.field(d: approved, a: decision, k: builder.constant("reason")))
  f.emit(.fail(kind: .rejected, a: approved))
  f.bind(done)
  f.release(to: mark)
  f.place = SourcePoint()
  let outputs = f.temporary()
  f.emit(.load(d: outputs, k: builder.constant([:])))
  f.emit(.return(a: outputs))
  return try builder.finish()
}
