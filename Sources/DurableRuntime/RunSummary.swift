// A run in one line of a list. What its row says is enough for most; only a run that waits for people is opened, because what
// they are asked is in its state.
import Values

package struct RunSummary: Sendable {
  package var id: RunID
  package var status: RunStatus
  package var skill: String
  package var startedAt: TimestampValue
  /// What it waits for; empty for every other status.
  package var pending: [Gate]
  /// It has been cancelled, and has not ended yet.
  package var isBeingCancelled = false
  /// Why it failed, or what is wrong with what the store has of it.
  package var failure: String?
  package var isDamaged = false
}

extension Engine {
  /// Newest first. A run that is damaged says so as its failure, and hides none of the others.
  package func summaries(_ filter: RunFilter) throws(RuntimeError) -> [RunSummary] {
    var summaries: [RunSummary] = []
    for stored in try storing({ try store.runs(filter) }) {
      do { summaries.append(try summary(stored)) } catch  where error.isOfOneRun {
        let began = TimestampValue(seconds: RunRecord.seconds(of: stored.id), nanoseconds: 0)
        summaries.append(
          RunSummary(
            id: stored.id, status: stored.status, skill: stored.skill, startedAt: began, pending: [],
            failure: error.message, isDamaged: error.kind == .damaged))
      }
    }
    return summaries
  }

  private func summary(_ stored: StoredRun) throws(RuntimeError) -> RunSummary {
    let record = try RunRecord(stored: stored)
    var summary = RunSummary(
      id: stored.id, status: stored.status, skill: stored.skill, startedAt: record.startedAt, pending: [])
    summary.isBeingCancelled = !stored.status.isEnded && record.cancelBy != nil
    if case .error(let error)? = record.ended?.value { summary.failure = error.message }
    if stored.status == .awaitingApproval { summary.pending = try openGates(try open(stored.id)) }
    return summary
  }
}
