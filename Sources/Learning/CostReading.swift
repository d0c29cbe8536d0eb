// A skill's cost curve out of a store: the ledgers of its runs, with the steps' names from the programs they ran.
import Bytecode
import DurableRuntime
import Values

extension CostCurve {
  /// The last `limit` runs of `skill` that have ended. Throws where the store or a record in it is damaged.
  package static func read(skill: String, from engine: Engine, limit: Int = 100) throws -> CostCurve {
    var filter = RunFilter()
    filter.skill = skill
    filter.statuses = Set(RunStatus.allCases.filter(\.isEnded))
    filter.limit = limit
    let runs = try engine.store.runs(filter).map { stored -> Run in
      let record = try RunRecord(stored: stored)
      let steps = try engine.program(stored.program).program.steps
      // Lists come without inputs.
      let inputs = try engine.store.run(stored.id)?.inputs
      return Run(
        id: stored.id, startedAt: record.startedAt, status: stored.status, version: stored.skillVersion,
        total: record.ledger.total, milliseconds: record.spent,
        notes: record.ledger.notes.map { note in
          (steps.indices.contains(note.step) ? steps[note.step].label : "", note)
        }, inputs: inputs.map { Digest(of: $0) })
    }
    return CostCurve(skill: skill, runs: runs)
  }
}
