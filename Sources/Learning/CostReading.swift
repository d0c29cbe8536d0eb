// A skill's cost curve out of a store: the ledgers of its runs, with the steps' names from the programs they ran.
import Bytecode
import DurableRuntime
import Values

extension CostCurve {
  /// The last `limit` runs of `skill` that have ended. What a damaged one has cost is not known, and lists say what is wrong with
  /// it: it hides none of the others.
  package static func read(skill: String, from engine: Engine, limit: Int = 100) throws -> CostCurve {
    var filter = RunFilter()
    filter.skill = skill
    filter.statuses = Set(RunStatus.allCases.filter(\.isEnded))
    filter.limit = limit
    let runs = try engine.store.runs(filter).compactMap { listed -> Run? in
      do {
        // Lists come without inputs.
        return try Run(try engine.stored(listed.id), engine)
      } catch let error as RuntimeError where error.isOfOneRun { return nil }
    }
    return CostCurve(skill: skill, runs: runs)
  }
}

extension CostCurve.Run {
  fileprivate init(_ stored: StoredRun, _ engine: Engine) throws {
    let record = try RunRecord(stored: stored)
    let steps = try engine.program(of: stored).program.steps
    self.init(
      id: stored.id, startedAt: record.startedAt, status: stored.status, version: stored.skillVersion ?? 0,
      total: record.ledger.total, milliseconds: record.spent,
      notes: record.ledger.notes.map { note in
        (steps.indices.contains(note.step) ? steps[note.step].label : "", note)
      }, inputs: Digest(of: stored.inputs))
  }
}
