// Which gates of a run let which irreversible steps happen, and for which fiber. It is kept for two purposes. A page that a gate
// showed is compared with what it is when the step is done, and of several gates that are open at once each showed its own. And
// the machine of a copy of a run (a fork, an import) holds approvals that people gave in the other run, which may have used
// them: in the copy nothing irreversible happens on their strength, so an effect whose latest approval was not given in the copy
// is asked about anew.
import Bytecode
import VM
import Values

/// That a gate of this very run has let steps happen.
struct GivenApproval: Hashable, Sendable {
  /// Number of the gate's instance; nil: the gate was passed in the other run, and here a person has said that it may happen.
  var gate: UInt64?
  /// The fiber that passed the gate and those above it (`Machine.lineage`), and how many had been started by then.
  var lineage: [Int]
  var startedFibers: Int
  /// The irreversible steps that it lets happen.
  var steps: [UInt32]
  /// A person said so. False: the gate's own `unless:`, which does not know that this is a copy.
  var isPersonal: Bool

  /// Whether what was approved has come to a fiber with this lineage that stands at an effect. It has where the fiber itself
  /// passed the gate, or branches of it that have ended since; or one above it, before this branch was started.
  func reaches(_ other: [Int]) -> Bool {
    guard let meeting = other.firstIndex(where: lineage.contains) else { return false }
    return meeting == 0 || other[meeting - 1] >= startedFibers
  }

  func write(to out: inout CanonicalWriter) {
    out.varint(gate ?? 0)
    out.count(lineage.count)
    for fiber in lineage { out.count(fiber) }
    out.count(startedFibers)
    out.count(steps.count)
    for step in steps { out.varint(UInt64(step)) }
    out.bool(isPersonal)
  }

  static func read(_ reader: inout CanonicalReader, hasGate: Bool) throws(CodingError) -> GivenApproval {
    let gate = hasGate ? try reader.varint() : 0
    var lineage: [Int] = []
    for _ in 0..<(try reader.count()) { lineage.append(try reader.number(upTo: .max)) }
    let started = try reader.number(upTo: .max)
    var steps: [UInt32] = []
    for _ in 0..<(try reader.count()) { steps.append(UInt32(try reader.number(upTo: Int(UInt32.max)))) }
    return GivenApproval(
      gate: gate == 0 ? nil : gate, lineage: lineage, startedFibers: started, steps: steps,
      isPersonal: try reader.bool())
  }
}

extension Engine {
  /// Takes note of what a decision lets happen, where that matters: in a copy, and where a page was shown. Called before the
  /// machine hears of it.
  func takeApproval(_ live: LiveRun, _ request: Request, _ decision: PlainValue) {
    guard decision["approved"]?.boolean == true else { return }
    let program = live.program.program
    var steps: [UInt32]
    var gate: UInt64?
    switch request.wish {
    case .gate(let row, _):
      steps = program.gates[row].allows
      gate = request.ticket.number
    case .question(let row, let kind, _):
      guard kind == Gate.Kind.again.rawValue else { return }
      steps = [program.effects[row].step]
      gate = latestApproval(live, request, step: steps[0])?.gate
    case .effect, .timer, .timerUntil, .budget: return
    }
    guard live.record.origin != nil || program.effects.contains(where: { isDoneOnPages($0) && steps.contains($0.step) })
    else {
      return
    }
    var isPersonal = true
    if case .gate = request.wish { isPersonal = live.gate(request)?.policy == nil }
    let approval = GivenApproval(
      gate: gate, lineage: live.machine.lineage(of: request.fiber), startedFibers: live.machine.startedFibers,
      steps: steps,
      isPersonal: isPersonal)
    // What the same fiber had been allowed before is replaced by it; what rows were that have ended is of no use.
    let fibers = Set(live.machine.inspection.fibers.map(\.number))
    live.record.approvals.removeAll { old in
      !old.lineage.contains(where: fibers.contains)
        || (old.lineage.first == approval.lineage.first && old.steps.allSatisfy(steps.contains))
    }
    live.record.approvals.append(approval)
    if live.record.approvals.count > RuntimeLimits.approvals { live.record.approvals.removeFirst() }
  }

  private func isDoneOnPages(_ row: EffectRow) -> Bool {
    row.isIrreversible && settings.browserKinds.contains(row.kind)
  }

  /// The approval that this effect stands on, if it was given in this very run.
  private func latestApproval(_ live: LiveRun, _ request: Request, step: UInt32) -> GivenApproval? {
    let lineage = live.machine.lineage(of: request.fiber)
    return live.record.approvals.last { $0.steps.contains(step) && $0.reaches(lineage) }
  }

  /// Whether it was given by a person.
  func isApprovedHere(_ live: LiveRun, _ request: Request, step: UInt32) -> Bool {
    latestApproval(live, request, step: step)?.isPersonal ?? false
  }

  /// What a performer is told of it.
  func approval(_ live: LiveRun, _ request: Request, _ row: EffectRow) -> EffectRequest.Approval? {
    guard row.isIrreversible, let latest = latestApproval(live, request, step: row.step) else { return nil }
    return latest.gate.map { .gate($0) } ?? .copy
  }
}

extension Program {
  /// The gates that let this effect happen; none where it can be undone.
  func gates(allowing effect: Int) -> [GateRow] {
    let row = effects[effect]
    return row.isIrreversible ? gates.filter { $0.allows.contains(row.step) } : []
  }
}

/// What a copy of a run asks before it does what cannot be undone.
enum Again {
  static func question(_ origin: RunRecord.Origin, step: String, arguments: PlainValue) -> Outcome {
    let from = origin.run.description
    return .question(
      kind: Gate.Kind.again.rawValue,
      payload: [
        "prompt": .string(
          "This run was copied from \(from), where step '\(step)' may have been done already. It cannot be undone. Do it here?"
        ),
        "show": ["arguments": arguments, "copied_from": .string(from)],
      ])
  }
}
