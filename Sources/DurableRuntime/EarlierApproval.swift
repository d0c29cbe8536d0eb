// What was approved in a run before it came to a gate: an approval that names nothing may be meant for that, sent again, and would
// let happen what nobody has looked at. Decided here for all who ask, and shown by all from `Gate.earlier`.
import Bytecode
import VM
import Values

package enum EarlierApproval: Hashable, Sendable {
  /// The run has come to this very gate before: it is asked for so many times.
  case again(UInt64)
  /// Another gate was approved.
  case after(String)

  /// Said of the gate.
  package var text: String {
    switch self {
    case .again(let times): "is asked for the \(Gate.ordinal(times)) time"
    case .after(let gate): "is asked after '\(gate)' was approved"
    }
  }
}

extension Engine {
  /// After another approval, one that names neither gate nor what was seen may be that one sent again. (To be asked by whoever finds
  /// the gate for such an approval.)
  package func checkMeant(_ gate: Gate, _ live: LiveRun) throws(RuntimeError) {
    guard let before = try earlierApproval(live, gate) else { return }
    throw RuntimeError(
      .ambiguousGate,
      "gate '\(gate.path)' of run \(live.id) \(before.text): name the gate (\(gate.instance)) or what was seen")
  }

  /// Nil where nothing was, or where this gate lets nothing happen that cannot be undone.
  package func earlierApproval(_ live: LiveRun, _ gate: Gate) throws(RuntimeError) -> EarlierApproval? {
    guard gate.allowsEffects else { return nil }
    let counts = live.machine.stepCounts
    let times = counts.indices.contains(gate.step) ? counts[gate.step] : 0
    if times > 1 { return .again(times) }
    for stored in try storing({ try store.decisions(live.id) }) + live.unsaved.decisions
    where stored.ticket != gate.instance.ticket {
      let decision = try Decision(bytes: stored.bytes)
      guard decision.verdict == Answer.Verdict.approve.rawValue, isApproval(decision.gate, live.program) else {
        continue
      }
      return .after(decision.gate)
    }
    return nil
  }

  /// Whether a path (`CALLID.GATEID`) is that of an `approve:`, and not that of what the runtime asked about a step. One that means
  /// nothing here was made under another version of the skill, and is taken for one.
  private func isApproval(_ path: String, _ program: LoadedProgram) -> Bool {
    let rows = program.program.steps
    let called = StepTree.calls(program)
    var function = 0
    var labels = path.split(separator: ".")
    guard let id = labels.popLast() else { return false }
    // (A question is asked about a step: `STEP.in_doubt`.)
    let isElsewhere = Gate.Kind(rawValue: String(id))?.isOfRuntime != true
    for label in labels {
      let call = rows.indices.first { rows[$0].function == function && rows[$0].label == label }
      guard let next = call.flatMap({ called[$0] }) else { return isElsewhere }
      function = next
    }
    let known = program.program.gates.filter { $0.id == id && rows[Int($0.step)].function == function }
    return known.isEmpty ? isElsewhere : known.contains { $0.kind == .approve }
  }
}
