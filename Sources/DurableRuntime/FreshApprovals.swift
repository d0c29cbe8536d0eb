// Approvals in a copy of a run (a fork, an import). The machine that was copied holds approvals that people gave in the other
// run, which may have used them: in the copy nothing irreversible happens on their strength. So a copy keeps which of its
// gates let which step happen, and for which fiber; an effect whose latest approval is not among them is asked about anew.
import Bytecode
import VM
import Values

/// That a gate of the copy has let steps happen.
struct FreshApproval: Hashable, Sendable {
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
    out.count(lineage.count)
    for fiber in lineage { out.count(fiber) }
    out.count(startedFibers)
    out.count(steps.count)
    for step in steps { out.varint(UInt64(step)) }
    out.bool(isPersonal)
  }

  static func read(_ reader: inout CanonicalReader) throws(CodingError) -> FreshApproval {
    var lineage: [Int] = []
    for _ in 0..<(try reader.count()) { lineage.append(try reader.number(upTo: .max)) }
    let started = try reader.number(upTo: .max)
    var steps: [UInt32] = []
    for _ in 0..<(try reader.count()) { steps.append(UInt32(try reader.number(upTo: Int(UInt32.max)))) }
    return FreshApproval(lineage: lineage, startedFibers: started, steps: steps, isPersonal: try reader.bool())
  }
}

extension Engine {
  /// Takes note of what a decision lets happen, where the run is a copy. Called before the machine hears of it.
  func takeApproval(_ live: LiveRun, _ request: Request, _ decision: PlainValue) {
    guard live.record.origin != nil, decision["approved"]?.boolean == true else { return }
    let program = live.program.program
    var steps: [UInt32]
    var isPersonal = true
    switch request.wish {
    case .gate(let row, _):
      steps = program.gates[row].allows
      isPersonal = live.gate(request)?.policy == nil
    case .question(let row, let kind, _):
      guard kind == Gate.Kind.again.rawValue else { return }
      steps = [program.effects[row].step]
    case .effect, .timer, .timerUntil: return
    }
    if steps.isEmpty { return }
    let approval = FreshApproval(
      lineage: live.machine.lineage(of: request.fiber), startedFibers: live.machine.startedFibers, steps: steps,
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

  /// Whether the approval that this effect stands on was given in this very run, by a person.
  func isApprovedHere(_ live: LiveRun, _ request: Request, step: UInt32) -> Bool {
    let lineage = live.machine.lineage(of: request.fiber)
    let latest = live.record.approvals.last { $0.steps.contains(step) && $0.reaches(lineage) }
    return latest?.isPersonal ?? false
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
