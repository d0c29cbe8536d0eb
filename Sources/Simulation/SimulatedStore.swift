// A store that dies: before or after any commit, as a process does or as the power does. What was flushed stays; what was
// only written stays for a process and is gone for the power. And a disk that is full now and then: what is to be written is refused.
import DurableRuntime
import Synchronization
import Values

/// The process ends in the middle of this call.
package struct Crash: Error {}

/// The disk: what is on it, and what is only in the operating system's hands.
package final class SimulatedDisk: Sendable {
  private let states: Mutex<(written: MemoryStore.State, flushed: MemoryStore.State)>
  package init() { states = Mutex((MemoryStore.State(), MemoryStore.State())) }

  var written: MemoryStore.State { states.withLock { $0.written } }

  func write(_ state: MemoryStore.State, flush: Bool) {
    states.withLock {
      $0.written = state
      if flush { $0.flushed = state }
    }
  }

  /// The power goes: only what was flushed is there afterwards.
  package func losePower() { states.withLock { $0.written = $0.flushed } }
}

/// One process's connection to the disk. After a crash nothing works any more.
package final class SimulatedStore: RunStore, @unchecked Sendable {
  // Unchecked: a simulation runs on one thread.
  private let disk: SimulatedDisk
  private let random: any RandomSource
  /// One commit in so many ends the process; 0: none.
  private let crashes: UInt64
  /// One change in so many finds the disk full; 0: none.
  private let refusals: UInt64
  package private(set) var isDead = false
  package var commits = 0

  package init(disk: SimulatedDisk, random: any RandomSource, crashes: UInt64, refusals: UInt64 = 0) {
    self.disk = disk
    self.random = random
    self.crashes = crashes
    self.refusals = refusals
  }

  package func kill() { isDead = true }

  private func read() throws(StoreError) -> MemoryStore {
    if isDead { throw StoreError(.failed, "the process has ended") }
    return MemoryStore(disk.written)
  }

  private func die() -> StoreError {
    isDead = true
    return StoreError(.failed, "the process ended here")
  }

  private func change<T>(flush: Bool, _ body: (MemoryStore) throws(StoreError) -> T) throws(StoreError) -> T {
    let store = try read()
    if refusals > 0, random.next() % refusals == 0 { throw StoreError(.full, "the disk is full") }
    let isCrash = crashes > 0 && random.next() % crashes == 0
    if isCrash, random.next() % 2 == 0 { throw die() }
    let result = try body(store)
    disk.write(store.copy, flush: flush)
    commits += 1
    // It is done, and nobody hears of it.
    if isCrash { throw die() }
    return result
  }

  package func keep(program: StoredProgram) throws(StoreError) {
    try change(flush: false) { (store) throws(StoreError) in try store.keep(program: program) }
  }
  package func program(_ digest: Digest) throws(StoreError) -> StoredProgram? { try read().program(digest) }
  package func commit(_ commits: [RunCommit], flush: Bool) throws(StoreError) -> [CommitResult] {
    try change(flush: flush) { (store) throws(StoreError) in try store.commit(commits, flush: flush) }
  }
  package func run(_ id: RunID) throws(StoreError) -> StoredRun? { try read().run(id) }
  package func runs(_ filter: RunFilter) throws(StoreError) -> [StoredRun] { try read().runs(filter) }
  package func journalSize(_ id: RunID) throws(StoreError) -> Int { try read().journalSize(id) }
  package func journal(_ id: RunID) throws(StoreError) -> [UInt8] { try read().journal(id) }
  package func decisions(_ id: RunID) throws(StoreError) -> [StoredDecision] { try read().decisions(id) }
  package func artifacts(_ id: RunID) throws(StoreError) -> [StoredArtifact] { try read().artifacts(id) }
  package func timers(dueBy milliseconds: Int64, limit: Int) throws(StoreError) -> [RunTimer] {
    try read().timers(dueBy: milliseconds, limit: limit)
  }
  package func timers(_ id: RunID) throws(StoreError) -> [RunTimer] { try read().timers(id) }
  package func calls(_ id: RunID) throws(StoreError) -> [RunTimer] { try read().calls(id) }
  package func sealed(_ run: RunID?, _ name: String) throws(StoreError) -> [UInt8]? { try read().sealed(run, name) }
  package func sealedNames(_ run: RunID?) throws(StoreError) -> [String] { try read().sealedNames(run) }
  package func seal(vault name: String, _ box: [UInt8]?, audit: [AuditEntry]) throws(StoreError) {
    try change(flush: true) { (store) throws(StoreError) in try store.seal(vault: name, box, audit: audit) }
  }
  package func content(_ digest: Digest) throws(StoreError) -> [UInt8]? { try read().content(digest) }
  package func auditSize() throws(StoreError) -> Int { try read().auditSize() }
  package func audit(_ range: Range<Int>) throws(StoreError) -> [AuditEntry] { try read().audit(range) }
  package func audit(of run: RunID) throws(StoreError) -> [NumberedLeaf] { try read().audit(of: run) }
  package func append(audit: [AuditEntry]) throws(StoreError) {
    try change(flush: true) { (store) throws(StoreError) in try store.append(audit: audit) }
  }
  package func item(_ collection: String, _ key: String) throws(StoreError) -> [UInt8]? {
    try read().item(collection, key)
  }
  package func items(_ range: ItemRange) throws(StoreError) -> [StoredItem] { try read().items(range) }
  package func change(_ changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool {
    try change(flush: true) { (store) throws(StoreError) in try store.change(changes, audit: audit) }
  }
  package func people() throws(StoreError) -> [Person] { try read().people() }
  package func keep(person: Person, with changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool {
    try change(flush: true) { (store) throws(StoreError) in
      try store.keep(person: person, with: changes, audit: audit)
    }
  }
  package func fact(_ name: String) throws(StoreError) -> [UInt8]? { try read().fact(name) }
  package func keep(fact name: String, _ bytes: [UInt8]?) throws(StoreError) {
    try change(flush: true) { (store) throws(StoreError) in try store.keep(fact: name, bytes) }
  }
  package func change(fact name: String, from known: [UInt8]?, to bytes: [UInt8]) throws(StoreError) -> Bool {
    try change(flush: true) { (store) throws(StoreError) in try store.change(fact: name, from: known, to: bytes) }
  }
  package func close() {}
}
