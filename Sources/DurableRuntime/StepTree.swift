// The step table as a person reads it: the run's own steps, and beneath a `call:` those of the skill that it calls. The machine
// counts by step, not by call: where several calls lead to one skill (with the same permissions) its steps are listed once, beneath
// the call that is under way or, of those that were started, stands last; named after the skill where they tell of several calls.
import Bytecode
import VM
import Values

struct StepTree {
  struct Place {
    /// Number in `Program.steps`.
    var step: Int
    /// `STEP`, or `CALL.STEP` of a called skill (`SKILL.STEP` where several calls have led there, none is under way
    /// and the run has not ended in one).
    var id: String
    /// How deep it stands in other steps.
    var depth: Int
    /// For a step of a called skill: where the call of the run's own skill stands in the list.
    var call: Int?
  }

  /// The run's own steps in their order, then those of called skills.
  private(set) var places: [Place] = []
  private let rows: [StepRow]
  /// By the number of a called function: the call beneath which its steps are listed.
  private var caller: [Int: Int] = [:]
  /// Names of called functions whose steps tell of several calls.
  private var shared: [Int: String] = [:]

  init(_ program: LoadedProgram, _ inspection: Inspection) {
    rows = program.program.steps
    let called = Self.calls(program)
    let underWay = Set(inspection.fibers.flatMap(\.frames).map(\.step))
    // Calls of the run's own skill last: they are what its author knows.
    let calls = called.sorted { a, b in
      (rows[a.key].function == 0 ? 1 : 0, a.key) < (rows[b.key].function == 0 ? 1 : 0, b.key)
    }
    for (call, function) in calls {
      guard let known = caller[function] else {
        caller[function] = call
        continue
      }
      let isStarted = inspection.stepCounts.indices.contains(call) && inspection.stepCounts[call] > 0
      if underWay.contains(call) || isStarted && !underWay.contains(known) { caller[function] = call }
    }
    let hasFailed = if case .failed? = inspection.ending { true } else { false }
    for (function, calls) in Dictionary(grouping: called.keys, by: { called[$0]! }) {
      let started = calls.count { inspection.stepCounts.indices.contains($0) && inspection.stepCounts[$0] > 0 }
      guard started > 1, !hasFailed, underWay.isDisjoint(with: calls) else { continue }
      shared[function] = program.program.functions[function].name
    }
    let own = rows.indices.filter { rows[$0].function == 0 }
    places = own.map { Place(step: $0, id: rows[$0].label, depth: parents($0).count - 1) }
    for (place, step) in own.enumerated() {
      list(called[step], of: step, beneath: places[place], at: place, called)
    }
  }

  private mutating func list(_ function: Int?, of call: Int, beneath: Place, at own: Int, _ called: [Int: Int]) {
    guard let function, caller[function] == call else { return }
    for (step, row) in rows.enumerated() where row.function == UInt16(function) {
      let place = Place(
        step: step, id: "\(shared[function] ?? beneath.id).\(row.label)",
        depth: beneath.depth + parents(step).count, call: own)
      places.append(place)
      list(called[step], of: step, beneath: place, at: own, called)
    }
  }

  /// By the number of a `call:` step: the function that it calls.
  static func calls(_ program: LoadedProgram) -> [Int: Int] {
    guard program.program.functions.count > 1 else { return [:] }
    var called: [Int: Int] = [:]
    for (pc, instruction) in program.program.code.enumerated() {
      guard case .callSkill(_, let function, _) = instruction else { continue }
      called[program.verified.step(at: pc)] = Int(function)
    }
    return called
  }

  /// A step and those that it stands in, innermost first.
  func parents(_ step: Int) -> [Int] {
    var chain: [Int] = []
    var next: Int? = rows.indices.contains(step) ? step : nil
    while let current = next, chain.count < rows.count {
      chain.append(current)
      next = rows[current].parent.map(Int.init)
    }
    return chain
  }

  /// The same, on through the calls that lead there, up to the run's own skill.
  func chain(_ step: Int) -> [Int] {
    var chain = parents(step)
    while let last = chain.last, rows[last].function != 0, let call = caller[Int(rows[last].function)] {
      chain += parents(call)
    }
    return chain
  }
}
