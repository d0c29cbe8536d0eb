// What happens at a `step` for which no steps are left. A skill that asks for budget (`on_budget: ask`) has a person asked for
// more: the fiber waits at the `step`, which has not begun, and begins it once more are granted. All fibers that come there wait
// for one answer; the first of them has the ticket. Where nobody is to be asked the step begins and fails.
import Bytecode
import Values

extension Machine {
  /// No more than this was ever granted.
  static let mostSteps: UInt64 = 1 << 56

  /// Steps that the run may take: the release's limit, and within it what the skill and people since have allowed.
  var stepLimit: Int {
    Int(min(limits.steps, allowedSteps)) + (isInFinalSteps ? Int(limits.finalSteps) : 0)
  }

  private var allowedSteps: UInt64 {
    guard let budget = program.program.manifest.budget.steps else { return .max }
    let (sum, isOver) = budget.addingReportingOverflow(grantedSteps)
    return isOver ? .max : sum
  }

  package var usedSteps: Int { stepLimit - meter.steps }

  /// Whether a person is asked where the steps end. Not beyond the release's limit, and not for what `finally` blocks do once
  /// the run is about to end.
  var asksForSteps: Bool {
    program.program.manifest.asksForBudget && allowedSteps < limits.steps && !isInFinalSteps && !isInterrupted
  }

  /// The whole run is being stopped: nothing but that stops the root.
  private var isInterrupted: Bool {
    if case .error = fibers[0].pending { true } else { fibers[0].isUnwinding }
  }

  /// The fiber stands at a `step`, and no steps are left.
  mutating func beginBeyondBudget(_ index: Int) throws(EvaluationError) {
    if asksForSteps {
      if raisePending(index) { return }
      fibers[index].state = .budget
      clearDead(index)
      return
    }
    // What has been stopped cleans up, however the steps stand.
    if isInterrupted, grantFinalSteps() { return }
    beginToFail(index)
    if !grantFinalSteps() { meter.steps -= 1 }
    throw Slow.outOfSteps()
  }

  /// The `step` that the fiber stands at is counted: it is the one that fails.
  private mutating func beginToFail(_ index: Int) {
    if case .step(let number) = program.program.code[fibers[index].pc] { starts[Int(number)] += 1 }
    meter.fuel -= 1
  }

  /// The first fiber that waits for more steps asks for all of them, unless one has asked already. When no fiber can run.
  mutating func askForSteps() {
    guard let first = fibers.firstIndex(where: { $0.state == .budget }),
      !fibers.contains(where: { $0.state == .budget && $0.ticket != 0 })
    else { return }
    open(.budget, first)
  }

  /// A person has allowed so many more: whoever waited for them looks again.
  mutating func grantSteps(_ more: Int64) {
    let used = usedSteps
    let (sum, isOver) = grantedSteps.addingReportingOverflow(UInt64(more))
    grantedSteps = isOver ? Self.mostSteps : min(sum, Self.mostSteps)
    meter.steps = stepLimit - used
    releaseForSteps()
  }

  /// There will be no more: every step that waited for some fails.
  mutating func refuseSteps(_ error: EvaluationError) {
    _ = grantFinalSteps()
    for number in fibers.filter({ $0.state == .budget }).map(\.number) {
      // One that failed may have stopped the others.
      guard let index = position(of: number), fibers[index].state == .budget else { continue }
      settle(index)
      beginToFail(index)
      raise(error, in: index)
    }
  }

  /// Nobody is asked any longer; what waited for the answer goes on from its `step`.
  mutating func releaseForSteps() {
    for index in fibers.indices where fibers[index].state == .budget {
      if fibers[index].ticket != 0 { closed.append(Ticket(fibers[index].ticket)) }
      settle(index)
    }
  }
}
