// A budget that is used up: what is said of it, and what a person is asked where the skill says `on_budget: ask`. Credits and
// time are looked at before an effect begins; steps are the machine's own affair, which waits where they end.
import Bytecode
import VM
import Values

/// What the budget has too little of, in the unit that a person is asked in.
struct Shortage {
  enum Unit: String { case credits, seconds, steps }
  var unit: Unit
  var used: Double
  /// What the skill allows, and what people have added to it.
  var limit: Double
  var added: Double
  /// What the effect would add; nil where it is not that which is too much.
  var price: Double?

  /// How much more is proposed: half of what the skill allows at first.
  private var proposal: Double {
    switch unit {
    case .credits: max(limit / 2, price ?? 0)
    case .seconds, .steps: min(max((limit / 2).rounded(.up), 1), 1e15)
    }
  }

  var message: String {
    switch unit {
    case .credits: "the run has used up its budget of \(Figures.text(limit)) credits"
    case .seconds: "the run has used up its time of \(Int64(limit * 1000)) ms"
    case .steps: "the run has used up its steps"
    }
  }

  /// What the gate `STEP.budget` is made of.
  func payload(step: String) -> PlainValue {
    var show: [PlainEntry] = [
      PlainEntry(key: "step", value: .string(step)), PlainEntry(key: "budget", value: Figures.plain(limit)),
      PlainEntry(key: "added", value: Figures.plain(added)),
    ]
    if let price { show.append(PlainEntry(key: "price", value: Figures.plain(price))) }
    return [
      "prompt": .string("\(Figures.text(used)) \(unit.rawValue) used; \(Figures.text(proposal)) more?"),
      "unit": .string(unit.rawValue),
      "form": [
        "more": [
          "type": unit == .credits ? "number" : "integer", "exclusiveMinimum": 0, "default": Figures.plain(proposal),
          "description": .string("\(unit.rawValue) to add to the budget"),
        ]
      ],
      "show": .map(show),
    ]
  }
}

extension Shortage {
  /// The machine's steps have ended.
  init(steps: Int, granted: UInt64, of manifest: ProgramManifest) {
    self.init(
      unit: .steps, used: Double(steps), limit: Double(manifest.budget.steps ?? 0), added: Double(granted))
  }
}

extension Engine {
  func shortage(_ live: LiveRun, _ row: EffectRow, credits: Double) -> Shortage? {
    let budget = live.program.program.manifest.budget
    let allowance = live.record.allowance
    if let time = budget.time, spent(live) > Figures.sum(time, allowance.milliseconds) { return outOfTime(live) }
    let price = settings.prices[row.kind] ?? 0
    if let limit = budget.credits, credits + price > limit + allowance.credits {
      return Shortage(unit: .credits, used: credits, limit: limit, added: allowance.credits, price: price)
    }
    return nil
  }

  func outOfTime(_ live: LiveRun) -> Shortage {
    Shortage(
      unit: .seconds, used: Double(spent(live) / 1000),
      limit: Double(live.program.program.manifest.budget.time ?? 0) / 1000,
      added: Double(live.record.allowance.milliseconds) / 1000)
  }

  func afford(_ live: LiveRun, _ request: Request, _ shortage: Shortage) -> Readiness {
    let program = live.program.program
    guard program.manifest.asksForBudget else {
      // What is under way is paid from the budget and comes to its end first: what it has cost is known then.
      if shortage.unit == .credits, shortage.used > live.record.ledger.total.credits { return .waits }
      return .ends(.budget, shortage.message)
    }
    for other in live.machine.requests {
      if case .question(_, Gate.Kind.budget.rawValue, _) = other.wish { return .waits }
    }
    return .asks(
      .question(
        kind: Gate.Kind.budget.rawValue, payload: shortage.payload(step: program.steps[request.step].label)))
  }

  /// The budget grows by what a person has allowed, in the very commit that holds their word.
  func takeAllowance(_ live: LiveRun, _ request: Request, _ decision: PlainValue) {
    guard case .question(_, Gate.Kind.budget.rawValue, let payload) = request.wish,
      decision["approved"]?.boolean == true, let more = decision["more"]?.number, more > 0
    else { return }
    var allowance = live.record.allowance
    defer { live.record.allowance = allowance }
    switch payload["unit"]?.text.flatMap(Shortage.Unit.init) {
    case .credits: allowance.credits = Figures.sum(allowance.credits, more)
    case .seconds: allowance.milliseconds = Figures.sum(allowance.milliseconds, Int64(min(more, 1e12) * 1000))
    // (An older release asked for steps at effects. The machine asks for them where they end.)
    case .steps, nil: break
    }
  }
}

extension PlainValue {
  fileprivate var number: Double? {
    switch self {
    case .double(let number): number
    case .int(let number): Double(number)
    default: nil
    }
  }
}
