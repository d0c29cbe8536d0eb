// What can be done with runs, whoever asks: the API, the pages, the links, MCP. Starts, waits, decides, cancels, lists.
// Nothing here knows HTTP; what is refused is a `Problem` or the runtime's own error.
import DurableRuntime
import Values

/// A run as it was seen, and its version: the same version, the same run.
package struct SeenRun: Sendable {
  package var view: RunView
  package var version: Int64
}

package struct Runs: Sendable {
  package let worker: Worker
  package let reader: StoreReader
  package let hub: EventHub

  package init(worker: Worker, reader: StoreReader, hub: EventHub) {
    self.worker = worker
    self.reader = reader
    self.hub = hub
  }

  // MARK: Looking

  package func run(_ id: RunID) async throws -> SeenRun {
    try await reader.read { engine in
      let stored = try engine.stored(id)
      return SeenRun(view: try engine.view(try engine.open(stored)), version: stored.version)
    }
  }

  /// The run once it no longer runs; as it is when the time is over.
  package func rested(_ id: RunID, within wait: Duration) async throws -> SeenRun {
    try await run(id, within: wait) { $0.view.status != .running }
  }

  /// The run once it is another than that of `version`; as it is when the time is over.
  package func changed(_ id: RunID, from version: Int64, within wait: Duration) async throws -> SeenRun {
    try await run(id, within: wait) { $0.version != version }
  }

  private func run(
    _ id: RunID, within wait: Duration, until isWanted: (SeenRun) -> Bool
  ) async throws -> SeenRun {
    let deadline = ContinuousClock.now + wait
    while true {
      let cursor = hub.cursor
      let seen = try await run(id)
      if isWanted(seen) { return seen }
      guard await hub.wait(after: cursor, run: id, until: deadline) else { return seen }
    }
  }

  // MARK: Doing

  /// In the store when this returns; it goes on by itself.
  package func start(_ program: LoadedProgram, inputs: PlainValue, options: StartOptions) async throws -> RunID {
    try await worker.launch(program, inputs: inputs, options: options)
  }

  /// In the store when this returns; the run goes on by itself.
  package func decide(_ id: RunID, _ answer: Answer) async throws -> Decided {
    try await worker.note(id, answer)
  }

  package func cancel(_ id: RunID, by principal: Principal, user: String, reason: String) async throws {
    _ = try await worker.cancel(id, by: principal.name, user: user, surface: principal.surface, reason: reason)
  }

  /// The gate that is meant: the named one, or the only one that is open.
  package func gate(_ id: RunID, _ name: String?) async throws -> Gate {
    try await reader.read { engine in try engine.findGate(try engine.open(id), name) }
  }
}
