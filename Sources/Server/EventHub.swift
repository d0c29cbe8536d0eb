// What happens, told to those who listen: streams of events, requests that wait for a run, the driver. Fed by this process's
// own engine at once (`tell`) and by the audit log (`publish`), which also holds what other processes did. Nothing is missed
// between reading a state and listening: one takes a `cursor` first, reads, and then asks for what came after it.
import DurableRuntime
import Logging
import Synchronization
import Values

package final class EventHub: Notifier, Sendable {
  package struct Event: Sendable {
    /// Counts up within this process.
    package var number: Int
    package var run: RunID?
    /// `gate`, `decided`, `ended` … as the audit log has them; `status`, `step`, `log` are of the moment only.
    package var name: String
    package var data: PlainValue
    /// The number of its leaf in the audit log, for `Last-Event-ID`; nil: of the moment only.
    package var leaf: Int?
  }

  /// What came after a cursor.
  package enum News: Sendable {
    case events([Event], cursor: Int)
    /// More than is kept here has happened since: look at the store.
    case lost(cursor: Int)
  }

  private struct Waiter {
    var run: RunID?
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var recent: [Event] = []
    var next = 1
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
    var isClosed = false
    var totals: [String: Int] = [:]
  }

  private let state = Mutex(State())
  /// Rings whenever this process has committed something.
  package let bell: AsyncStream<Void>
  private let ring: AsyncStream<Void>.Continuation

  private let logger: Logger?

  /// - Parameter logger: is told what nobody listens to: why a run that goes on by itself could not.
  package init(logger: Logger? = nil) {
    self.logger = logger
    (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  // MARK: Telling

  package func tell(_ event: RunEvent) {
    switch event {
    case .status(let run, let status): add(run, "status", ["status": .string(status.text)])
    case .effect(let run, let step, let kind): add(run, "step", ["step": .string(step), "kind": .string(kind)])
    case .log(let run, let text): add(run, "log", ["text": .string(text)])
    case .gateReminder(let run, let instance, let gate, let prompt, let roles):
      add(
        run, "reminder",
        [
          "instance": .string(instance), "gate": .string(gate), "prompt": .string(prompt),
          "escalatedTo": .list((roles ?? []).map { .string($0) }),
        ])
    // The audit log has these.
    case .gateOpened, .gateExpired, .decided: break
    // The steps of the run say so.
    case .arrived, .waits: break
    case .unsaved(let run, let reason, let next):
      logger?.error(
        "a run cannot be saved; what came back is kept in memory, and it goes on once it is saved",
        metadata: ["run": "\(run)", "error": "\(reason)", "next": "\(next.text)"])
    case .savedAfterAll(let run): logger?.notice("the run is saved, and goes on", metadata: ["run": "\(run)"])
    case .lost(let run, let reason):
      logger?.error("a run could not go on", metadata: ["run": "\(run)", "error": "\(reason)"])
      add(run, "status", ["status": "running"])
    }
    ring.yield()
  }

  private func add(_ run: RunID, _ name: String, _ data: PlainValue) {
    publish([Event(number: 0, run: run, name: name, data: data, leaf: nil)])
  }

  /// Numbers are given here.
  package func publish(_ events: [Event]) {
    let woken = state.withLock { state -> [Waiter] in
      var runs: Set<RunID> = []
      for var event in events {
        event.number = state.next
        state.next += 1
        state.recent.append(event)
        state.totals[event.name, default: 0] += 1
        if let run = event.run { runs.insert(run) }
      }
      if state.recent.count > 2 * ServerLimits.recentEvents {
        state.recent.removeFirst(state.recent.count - ServerLimits.recentEvents)
      }
      let found = state.waiters.filter { $0.value.run.map(runs.contains) ?? true }
      for key in found.keys { state.waiters[key] = nil }
      return Array(found.values)
    }
    for waiter in woken { waiter.continuation.resume() }
  }

  // MARK: Listening

  package var cursor: Int { state.withLock { $0.next - 1 } }

  /// What came after `cursor`; of one run, or of all.
  package func news(after cursor: Int, run: RunID?) -> News {
    state.withLock { state in
      let now = state.next - 1
      if let first = state.recent.first, cursor < first.number - 1 { return .lost(cursor: now) }
      let fresh = state.recent.suffix(max(0, now - cursor))
      return .events(fresh.filter { run == nil || $0.run == nil || $0.run == run }, cursor: now)
    }
  }

  /// Returns when something came after `cursor`, when the hub closes or when the task is cancelled.
  package func wait(after cursor: Int, run: RunID?) async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isNow = state.withLock { state in
          let isThere = state.recent.suffix(max(0, state.next - 1 - cursor)).contains { run == nil || $0.run == run }
          if isThere || state.isClosed || Task.isCancelled { return true }
          state.waiters[number] = Waiter(run: run, continuation: continuation)
          return false
        }
        if isNow { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume()
    }
  }

  /// As `wait`, for at most so long; false where the time was over first.
  package func wait(after cursor: Int, run: RunID?, until deadline: ContinuousClock.Instant) async -> Bool {
    if isClosed || deadline <= .now { return false }
    return await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await self.wait(after: cursor, run: run)
        return true
      }
      group.addTask {
        try? await Task.sleep(until: deadline)
        return false
      }
      let first = await group.next() ?? false
      group.cancelAll()
      return first
    }
  }

  /// How often each kind of event was told since this process began.
  var totals: [(event: String, count: Int)] {
    state.withLock { $0.totals }.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }

  package var isClosed: Bool { state.withLock { $0.isClosed } }

  /// The service ends: everybody who waits is let go.
  package func close() {
    let waiters = state.withLock { state in
      state.isClosed = true
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.continuation.resume() }
    ring.finish()
  }
}
