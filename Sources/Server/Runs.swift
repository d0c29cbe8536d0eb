// What can be done with runs, whoever asks: the API, the pages, the links, MCP. Starts, waits, decides, cancels, lists.
// Nothing here knows HTTP; what is refused is a `Problem` or the runtime's own error.
import Bytecode
import DurableRuntime
import Values

/// A run as it was seen, and its version: the same version, the same run.
package struct SeenRun: Sendable {
  package var view: RunView
  package var version: Int64
  /// What steps made, by their place in the view's list.
  package var files: [Int: [Artifact]] = [:]
}

/// A run as lists show it: what the store has of it without looking into its machine.
package struct ListedRun: Sendable {
  package var id: RunID
  package var status: RunStatus
  package var skill: String
  package var skillVersion: Int?
  package var program: Digest?
  package var initiator: String
  package var startedAt: TimestampValue
  package var endedAt: TimestampValue?
  package var gates: [RunRecord.OpenGate]
  /// Why this is all that is known of it; nil: it can be read.
  package var damage: String?

  /// A run that cannot be read is listed as far as its row goes: it hides none of the others.
  package init(_ stored: StoredRun) throws(RuntimeError) {
    var record = RunRecord(
      startedAt: TimestampValue(seconds: RunRecord.seconds(of: stored.id), nanoseconds: 0), initiator: "")
    do { record = try RunRecord(stored: stored) } catch  where error.isOfOneRun { damage = error.message }
    id = stored.id
    status = stored.status
    skill = stored.skill
    skillVersion = stored.skillVersion
    program = stored.program
    initiator = record.initiator
    startedAt = record.startedAt
    endedAt = record.ended?.at
    gates = record.gates
  }
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
      let live = try engine.look(stored)
      var seen = SeenRun(view: try engine.view(live), version: stored.version)
      seen.files = Self.byStep(try engine.store.artifacts(id), live.program.program)
      return seen
    }
  }

  /// By the place of the step that made them among the run's own steps.
  static func byStep(_ artifacts: [StoredArtifact], _ program: Program) -> [Int: [Artifact]] {
    guard !artifacts.isEmpty else { return [:] }
    let own = program.steps.indices.filter { program.steps[$0].function == 0 }
    let places = Dictionary(uniqueKeysWithValues: own.enumerated().map { ($0.element, $0.offset) })
    var files: [Int: [Artifact]] = [:]
    for one in artifacts { if let place = places[one.step] { files[place, default: []].append(one.artifact) } }
    return files
  }

  /// The run once it no longer runs; as it is when the time is over.
  /// - Parameter decided: what was decided just now. A run that is still busy with the page it rests at takes its decision up
  ///   only then, and shows the gate until it has.
  package func rested(_ id: RunID, within wait: Duration, after decided: Decided? = nil) async throws -> SeenRun {
    let settled = decided.flatMap { $0.isSettled ? $0.instance : nil }
    return try await run(id, within: wait) { seen in
      seen.view.status != .running && !seen.view.pending.contains { $0.instance == settled }
    }
  }

  /// The run once it is another than that of `version`; as it is when the time is over.
  package func changed(_ id: RunID, from version: Int64, within wait: Duration) async throws -> SeenRun {
    try await run(id, within: wait) { $0.version != version }
  }

  func run(
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

  /// One page of runs, newest first; `next` is where the following one begins.
  package func page(_ filter: RunFilter) async throws -> (runs: [ListedRun], next: RunID?) {
    var more = filter
    more.limit += 1
    let wanted = more
    let found = try await reader.read { engine in
      try engine.store.runs(wanted).map { try ListedRun($0) }
    }
    return (Array(found.prefix(filter.limit)), found.count > filter.limit ? found[filter.limit - 1].id : nil)
  }

  /// What was seen is not what the gate shows: where does it come from, then?
  func stale(_ id: RunID, _ gate: Gate, seen: Digest?, _ error: RuntimeError) async throws -> Problem {
    let now = try await run(id).view
    var what = "it belongs to no gate of this run"
    if let seen {
      let events = try await reader.read { engine in
        try engine.store.audit(of: id).flatMap { try AuditEvent.read($0.entry.body) }
      }
      let opened = events.last { $0.kind == .gate && $0.fields.contains(.digest(seen)) }?.plain
      if let opened, let ticket = opened["ticket"] {
        let decided = events.last { $0.kind == .decided && $0.plain["ticket"] == ticket }?.plain
        what = "it is that of gate '\(opened["gate"]?.text ?? "")'"
        if let decided {
          what += ", which was decided: \(decided["verdict"]?.text ?? "") by \(decided["by"]?.text ?? "")"
        }
      }
    }
    let current = now.pending.first { $0.instance == gate.instance } ?? gate
    return Problem(
      .stale, "gate '\(gate.path)' shows something else now than what was seen (\(what)); look again before deciding",
      more: [
        "gate": .string(current.instance.description), "evidence": .string(current.evidence.description),
        "pendingStep": current.plain,
      ])
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
  /// - isNamed: whether the decision says which gate it is for; one that does not, and lets effects happen, may be an earlier one
  ///   that was sent again.
  package func gate(_ id: RunID, _ name: String?, isNamed: Bool) async throws -> Gate {
    try await reader.read { engine in
      let live = try engine.look(id)
      let gate = try engine.findGate(live, name)
      if !isNamed { try engine.checkMeant(gate, live) }
      return gate
    }
  }
}
