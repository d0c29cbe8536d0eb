// Runs that could not be carried on: each is tried again later and later, so that one which cannot be opened neither fills the
// log nor keeps the driver from the others.
import DurableRuntime

struct Backoff {
  private var troubles: [RunID: (failures: Int, until: Int64)] = [:]

  /// Milliseconds since 1970, here and below.
  func isReady(_ run: RunID, now: Int64) -> Bool { (troubles[run]?.until ?? .min) <= now }

  mutating func failed(_ run: RunID, now: Int64) {
    let failures = (troubles[run]?.failures ?? 0) + 1
    let pause = min(ServerLimits.longestRetryMilliseconds, ServerLimits.pollMilliseconds << Int64(min(failures, 20)))
    troubles[run] = (failures, now + pause)
  }

  mutating func succeeded(_ run: RunID) { troubles[run] = nil }

  /// What is no longer due has no trouble either.
  mutating func keep(only runs: some Sequence<RunID>) {
    if troubles.isEmpty { return }
    let runs = Set(runs)
    troubles = troubles.filter { runs.contains($0.key) }
  }
}
