// The store port in memory: for tests of skills, for rehearsals that leave nothing behind, and as the plain reading of what
// every store has to do. Nothing survives the process.
import Synchronization
import Values

package final class MemoryStore: RunStore {
  /// A copy of it is what a crash leaves.
  package struct State: Sendable {
    var programs: [Digest: StoredProgram] = [:]
    var runs: [RunID: StoredRun] = [:]
    var inputs: [RunID: [UInt8]] = [:]
    var journals: [RunID: [UInt8]] = [:]
    var decisions: [RunID: [StoredDecision]] = [:]
    var artifacts: [RunID: [StoredArtifact]] = [:]
    var timers: Set<RunTimer> = []
    var sealed: [RunID?: [String: [UInt8]]] = [:]
    var contents: [Digest: [UInt8]] = [:]
    var audit: [AuditEntry] = []
    var people: [String: Person] = [:]
    var facts: [String: [UInt8]] = [:]
    var items: [String: [String: [UInt8]]] = [:]
    package init() {}
  }
  private let state: Mutex<State>

  package init(_ state: State = State()) { self.state = Mutex(state) }

  package var copy: State { state.withLock { $0 } }

  package func keep(program: StoredProgram) throws(StoreError) {
    state.withLock { state in
      guard state.programs[program.digest] == nil else { return }
      var program = program
      program.version = 1 + (state.programs.values.filter { $0.skill == program.skill }.map(\.version).max() ?? 0)
      state.programs[program.digest] = program
    }
  }
  package func program(_ digest: Digest) throws(StoreError) -> StoredProgram? {
    state.withLock { $0.programs[digest] }
  }

  package func commit(_ commits: [RunCommit], flush: Bool) throws(StoreError) -> [CommitResult] {
    let results: Result<[CommitResult], StoreError> = state.withLock { state in
      var next = state
      do throws(StoreError) {
        var results: [CommitResult] = []
        for commit in commits { results.append(try Self.apply(commit, &next)) }
        state = next
        return .success(results)
      } catch {
        return .failure(error)
      }
    }
    return try results.get()
  }

  private static func apply(_ commit: RunCommit, _ state: inout State) throws(StoreError) -> CommitResult {
    let id = commit.run
    guard state.runs[id]?.version == commit.expected else { return .conflict }
    let version = (commit.expected ?? 0) + 1
    if commit.expected == nil {
      guard let program = commit.program, let inputs = commit.inputs, let stored = state.programs[program] else {
        throw StoreError(.failed, "a new run needs a program that the store has, and inputs")
      }
      state.inputs[id] = inputs
      state.runs[id] = StoredRun(
        id: id, version: 0, status: commit.status, program: program, skill: stored.skill,
        skillVersion: stored.version, inputs: [], record: [], lease: nil)
    }
    state.runs[id]!.version = version
    state.runs[id]!.status = commit.status
    state.runs[id]!.record = commit.record
    state.runs[id]!.lease = commit.lease
    state.journals[id, default: []] += commit.journal
    for timer in commit.timersRemoved { state.timers.remove(timer) }
    for timer in commit.timersAdded { state.timers.insert(timer) }
    state.decisions[id, default: []] += commit.decisions
    if commit.destroysSealed {
      state.sealed[id] = nil
    } else {
      for text in commit.sealed { state.sealed[id, default: [:]][text.name] = text.box }
    }
    for artifact in commit.artifacts {
      state.artifacts[id, default: []].removeAll { $0.artifact.path == artifact.artifact.path }
      state.artifacts[id, default: []].append(artifact)
    }
    for content in commit.contents { state.contents[content.digest] = content.bytes }
    if let leaf = commit.audit { state.audit.append(leaf) }
    for item in commit.items { state.items[item.collection, default: [:]][item.key] = item.value }
    return .committed(version: version)
  }

  package func run(_ id: RunID) throws(StoreError) -> StoredRun? {
    state.withLock { state in
      var run = state.runs[id]
      run?.inputs = state.inputs[id] ?? []
      return run
    }
  }
  package func runs(_ filter: RunFilter) throws(StoreError) -> [StoredRun] {
    state.withLock { state in
      Array(
        state.runs.values.filter { run in
          (filter.statuses.isEmpty || filter.statuses.contains(run.status))
            && (filter.skill == nil || filter.skill == run.skill) && filter.before.map { run.id < $0 } ?? true
        }.sorted { $0.id > $1.id }.prefix(filter.limit))
    }
  }
  package func journal(_ id: RunID) throws(StoreError) -> [UInt8] { state.withLock { $0.journals[id] ?? [] } }
  package func journalSize(_ id: RunID) throws(StoreError) -> Int {
    state.withLock { $0.journals[id]?.count ?? 0 }
  }
  package func decisions(_ id: RunID) throws(StoreError) -> [StoredDecision] {
    state.withLock { ($0.decisions[id] ?? []).sorted { ($0.ticket, $0.number) < ($1.ticket, $1.number) } }
  }
  package func artifacts(_ id: RunID) throws(StoreError) -> [StoredArtifact] {
    state.withLock { ($0.artifacts[id] ?? []).sorted { $0.artifact.path < $1.artifact.path } }
  }

  package func timers(dueBy milliseconds: Int64, limit: Int) throws(StoreError) -> [RunTimer] {
    state.withLock { Array(Self.sorted($0.timers.filter { $0.due <= milliseconds }).prefix(limit)) }
  }
  package func timers(_ id: RunID) throws(StoreError) -> [RunTimer] {
    state.withLock { Self.sorted($0.timers.filter { $0.run == id }) }
  }
  package func calls(_ id: RunID) throws(StoreError) -> [RunTimer] {
    state.withLock { Self.sorted($0.timers.filter { $0.run == id && $0.isCall }) }
  }
  private static func sorted(_ timers: Set<RunTimer>) -> [RunTimer] {
    timers.sorted {
      ($0.due, $0.run.number, $0.ticket, $0.kind.rawValue) < ($1.due, $1.run.number, $1.ticket, $1.kind.rawValue)
    }
  }

  package func sealed(_ run: RunID?, _ name: String) throws(StoreError) -> [UInt8]? {
    state.withLock { $0.sealed[run]?[name] }
  }
  package func sealedNames(_ run: RunID?) throws(StoreError) -> [String] {
    state.withLock { ($0.sealed[run] ?? [:]).keys.sorted() }
  }
  package func seal(vault name: String, _ box: [UInt8]?, audit: [AuditEntry]) throws(StoreError) {
    state.withLock {
      $0.sealed[nil, default: [:]][name] = box
      $0.audit += audit
    }
  }
  package func content(_ digest: Digest) throws(StoreError) -> [UInt8]? { state.withLock { $0.contents[digest] } }

  package func auditSize() throws(StoreError) -> Int { state.withLock { $0.audit.count } }
  package func audit(_ range: Range<Int>) throws(StoreError) -> [AuditEntry] {
    let found: [AuditEntry]? = state.withLock { range.upperBound <= $0.audit.count ? Array($0.audit[range]) : nil }
    guard let found else { throw StoreError(.corrupt, "entries of the audit log are missing") }
    return found
  }
  package func audit(of run: RunID) throws(StoreError) -> [NumberedLeaf] {
    state.withLock {
      $0.audit.enumerated().filter { $0.element.run == run }.map { NumberedLeaf($0.offset, $0.element) }
    }
  }
  package func append(audit: [AuditEntry]) throws(StoreError) { state.withLock { $0.audit += audit } }

  package func item(_ collection: String, _ key: String) throws(StoreError) -> [UInt8]? {
    state.withLock { $0.items[collection]?[key] }
  }
  package func items(_ range: ItemRange) throws(StoreError) -> [StoredItem] {
    state.withLock { state in
      let fitting = (state.items[range.collection] ?? [:]).filter { key, _ in
        guard key.utf8.starts(with: range.prefix.utf8) else { return false }
        guard let after = range.after else { return true }
        return range.isDescending
          ? key.utf8.lexicographicallyPrecedes(after.utf8) : after.utf8.lexicographicallyPrecedes(key.utf8)
      }
      let ascending = fitting.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return (range.isDescending ? ascending.reversed() : ascending).prefix(range.limit).map {
        StoredItem(collection: range.collection, key: $0.key, value: $0.value)
      }
    }
  }
  package func change(_ changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool {
    change(changes, person: nil, audit: audit)
  }

  private func change(_ changes: [ItemChange], person: Person?, audit: [AuditEntry]) -> Bool {
    state.withLock { state in
      var items = state.items
      for change in changes {
        let found = items[change.collection]?[change.key]
        switch change.condition {
        case .none: break
        case .absent: if found != nil { return false }
        case .unchanged(let bytes): if found != bytes { return false }
        }
        items[change.collection, default: [:]][change.key] = change.value
      }
      state.items = items
      if let person { state.people[person.name] = person }
      state.audit += audit
      return true
    }
  }

  package func people() throws(StoreError) -> [Person] {
    state.withLock { $0.people.values.sorted { $0.name < $1.name } }
  }
  package func keep(person: Person, with changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool {
    change(changes, person: person, audit: audit)
  }
  package func fact(_ name: String) throws(StoreError) -> [UInt8]? { state.withLock { $0.facts[name] } }
  package func keep(fact name: String, _ bytes: [UInt8]?) throws(StoreError) {
    state.withLock { $0.facts[name] = bytes }
  }
  package func change(fact name: String, from known: [UInt8]?, to bytes: [UInt8]) throws(StoreError) -> Bool {
    state.withLock {
      guard $0.facts[name] == known else { return false }
      $0.facts[name] = bytes
      return true
    }
  }
  package func close() {}
}
