// One run's entries of the audit log. The log is in the order of time and a run knows when it began: the beginning is found
// by halving, the end by the run's own last entry.
import DurableRuntime

enum RunAudit {
  private static let page = 1000

  /// With the numbers of their leaves.
  static func entries(of id: RunID, _ engine: Engine) throws -> [(leaf: Int, entry: AuditEntry)] {
    let record = try RunRecord(stored: try engine.stored(id))
    let size = try engine.store.auditSize()
    // Clocks of several processes may differ a little.
    let began = record.startedAt.milliseconds - 60_000
    var (low, high) = (0, size)
    while low < high {
      let middle = (low + high) / 2
      if let at = try engine.store.audit(middle..<middle + 1).first?.at, at < began {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let end = record.ended.map { $0.at.milliseconds + 60_000 } ?? .max
    var found: [(Int, AuditEntry)] = []
    while low < size {
      let entries = try engine.store.audit(low..<min(size, low + page))
      for (offset, entry) in entries.enumerated() where entry.run == id { found.append((low + offset, entry)) }
      if let last = entries.last, last.at > end { break }
      low += entries.count
    }
    return found
  }
}
