// Where runs are kept: the port, and what goes through it. A store keeps bytes and the few columns it has to search by; what
// the bytes say is this room's affair (`RunRecord`, `Journal`, `AuditEntry`), so that two stores cannot disagree about it.
//
// Calls block (a store is used from a thread that may block, see `Engine`) and are safe from several threads.
import Values

package protocol RunStore: Sendable {
  // Programs: kept for ever, once each.
  func keep(program: StoredProgram) throws(StoreError)
  func program(_ digest: Digest) throws(StoreError) -> StoredProgram?

  // Runs.
  /// Applies each commit wholly or, where its run has moved on since it was read, not at all; all of them in one
  /// transaction. With `flush` the transaction is on the disk when this returns; without, it survives the end of this
  /// process but perhaps not a power cut.
  func commit(_ commits: [RunCommit], flush: Bool) throws(StoreError) -> [CommitResult]
  /// What of its rows is not as it was written is said in `damage`, here and in lists; it is no error, which would be about the
  /// store.
  func run(_ id: RunID) throws(StoreError) -> StoredRun?
  /// Newest first; inputs are left empty.
  func runs(_ filter: RunFilter) throws(StoreError) -> [StoredRun]
  /// The pieces of a run's journal, in order, laid end to end.
  func journal(_ id: RunID) throws(StoreError) -> [UInt8]
  /// How many bytes they are together.
  func journalSize(_ id: RunID) throws(StoreError) -> Int
  func decisions(_ id: RunID) throws(StoreError) -> [StoredDecision]
  func artifacts(_ id: RunID) throws(StoreError) -> [StoredArtifact]

  // Timers of all runs, earliest first. A row of a kind that this release does not know (a newer one wrote it), or of no run, is
  // left as it is and given to nobody: it hides no other.
  func timers(dueBy milliseconds: Int64, limit: Int) throws(StoreError) -> [RunTimer]
  /// Looks through all of them.
  func timers(_ id: RunID) throws(StoreError) -> [RunTimer]
  /// Those by which a run that stands in line is called: found by an index, whoever else waits.
  func calls(_ id: RunID) throws(StoreError) -> [RunTimer]

  // Sealed texts: of a run, or of the vault (run nil).
  func sealed(_ run: RunID?, _ name: String) throws(StoreError) -> [UInt8]?
  func sealedNames(_ run: RunID?) throws(StoreError) -> [String]
  /// Nil takes it out. The audit entries go in the same transaction.
  func seal(vault name: String, _ box: [UInt8]?, audit: [AuditEntry]) throws(StoreError)

  // What approvers were shown, by digest.
  func content(_ digest: Digest) throws(StoreError) -> [UInt8]?

  // The audit log.
  func auditSize() throws(StoreError) -> Int
  func audit(_ range: Range<Int>) throws(StoreError) -> [AuditEntry]
  /// One run's leaves with their numbers, oldest first; found by an index, however long the log is.
  func audit(of run: RunID) throws(StoreError) -> [NumberedLeaf]
  /// Leaves that belong to no run's commit (people, secrets set).
  func append(audit: [AuditEntry]) throws(StoreError)

  // Items: small things in named collections, which belong to no run (what runs taught, keys, webhooks …). What their bytes say
  // is the affair of whoever keeps them.
  func item(_ collection: String, _ key: String) throws(StoreError) -> [UInt8]?
  /// A range of one collection, in the order of the keys' UTF-8 bytes.
  func items(_ range: ItemRange) throws(StoreError) -> [StoredItem]
  /// All of the changes and leaves of the audit log, on the disk when this returns; or, where one condition does not hold,
  /// nothing and false.
  func change(_ changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool

  // People and their roles; small facts about the store itself (its name, signed checkpoints).
  func people() throws(StoreError) -> [Person]
  /// As `change`, and somebody's roles in the same transaction.
  func keep(person: Person, with changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool
  func fact(_ name: String) throws(StoreError) -> [UInt8]?
  func keep(fact name: String, _ bytes: [UInt8]?) throws(StoreError)
  /// As `keep`; or, where the fact is no longer `known`, nothing and false.
  func change(fact name: String, from known: [UInt8]?, to bytes: [UInt8]) throws(StoreError) -> Bool

  func close()
}

extension RunStore {
  package func keep(person: Person, audit: [AuditEntry]) throws(StoreError) {
    _ = try keep(person: person, with: [], audit: audit)
  }
}

package struct StoredProgram: Sendable {
  package var digest: Digest
  package var skill: String
  package var bytes: [UInt8]
  /// Counts from 1 within a skill, in the order of arrival; set by the store.
  package var version = 0
  package init(digest: Digest, skill: String, bytes: [UInt8]) {
    self.digest = digest
    self.skill = skill
    self.bytes = bytes
  }
}

package struct StoredRun: Sendable {
  package var id: RunID
  /// Goes up with every commit.
  package var version: Int64
  package var status: RunStatus
  /// With its version in the skill: nil only where `damage` says why.
  package var program: Digest?
  package var skill: String
  package var skillVersion: Int?
  /// Canonical bytes; empty in lists.
  package var inputs: [UInt8]
  /// `RunRecord`'s bytes.
  package var record: [UInt8]
  package var lease: Lease?
  /// What is wrong with its rows, as what follows `it is damaged:`. It is listed all the same, as one that has failed where its
  /// status is none, and nothing is done with it: `Engine.stored` refuses it.
  package var damage: String?

  package init(
    id: RunID, version: Int64, status: RunStatus, program: Digest?, skill: String, skillVersion: Int?,
    inputs: [UInt8], record: [UInt8], lease: Lease?
  ) {
    self.id = id
    self.version = version
    self.status = status
    self.program = program
    self.skill = skill
    self.skillVersion = skillVersion
    self.inputs = inputs
    self.record = record
    self.lease = lease
  }
}

extension StoredRun {
  /// The first that is found is said.
  package mutating func add(damage words: String) { damage = damage ?? words }

  /// Refuses what is damaged, in words.
  package func check() throws(RuntimeError) {
    if let damage { throw RuntimeError(.damaged, "run \(id) in the store is damaged: \(damage)") }
  }
}

/// Who drives a run right now.
package struct Lease: Hashable, Sendable {
  /// `host:pid:start:namespace`: whether that process still lives can be asked on the same host; or `nobody`.
  package var owner: String
  /// Milliseconds since 1970; after that anybody may take over.
  package var until: Int64
  /// Of a run that was left for others to go on with.
  package static let nobody = "nobody"
  package init(owner: String, until: Int64) {
    self.owner = owner
    self.until = until
  }
}

/// Everything that changes at one pause of one run: one value, one transaction.
package struct RunCommit: Sendable {
  package var run: RunID
  /// The version that the run was read with; nil for a run that must not exist yet.
  package var expected: Int64?
  package var status: RunStatus
  package var record: [UInt8]
  package var lease: Lease?
  /// For a new run: what it is a run of.
  package var program: Digest?
  package var inputs: [UInt8]?
  /// What was consumed since the last commit, and the number of its first entry.
  package var journal: [UInt8] = []
  package var journalFirst = 0
  package var timersAdded: [RunTimer] = []
  package var timersRemoved: [RunTimer] = []
  package var decisions: [StoredDecision] = []
  package var audit: AuditEntry?
  package var sealed: [SealedText] = []
  /// The run has ended: its sealed texts go, and none is added.
  package var destroysSealed = false
  package var artifacts: [StoredArtifact] = []
  package var contents: [StoredContent] = []
  /// Written with the rest; conditions are not looked at (a run's progress must not hang on them).
  package var items: [ItemChange] = []

  package init(run: RunID, expected: Int64?, status: RunStatus, record: [UInt8]) {
    self.run = run
    self.expected = expected
    self.status = status
    self.record = record
  }
}

package enum CommitResult: Hashable, Sendable {
  /// The run's version is now this.
  case committed(version: Int64)
  /// Somebody else has moved the run on (or, for a new run, its id is taken).
  case conflict
}

package enum TimerKind: UInt8, CaseIterable, Sendable {
  /// Somebody drives the run; when this is due and the lease was not renewed, it is taken over.
  case lease = 0
  case wake
  case expire
  case remind
  case escalate
}

package struct RunTimer: Hashable, Sendable {
  /// Milliseconds since 1970.
  package var due: Int64
  package var run: RunID
  /// The machine's ticket; 0 for leases, and for the calls of a run that stands in line (`isCall`).
  package var ticket: UInt64
  package var kind: TimerKind
  package init(due: Int64, run: RunID, ticket: UInt64, kind: TimerKind) {
    self.due = due
    self.run = run
    self.ticket = ticket
    self.kind = kind
  }

  /// A run that stands in line is to look whether it may go (Lanes.swift). No machine gives this ticket.
  package var isCall: Bool { ticket == Self.callTicket && kind == .wake }
  package static let callTicket: UInt64 = 0
}

/// One person's (or a policy's) word on one gate instance. Several make a quorum.
package struct StoredDecision: Hashable, Sendable {
  package var run: RunID
  package var ticket: UInt64
  /// Counts from 0 within the instance.
  package var number: Int
  /// `Decision`'s bytes.
  package var bytes: [UInt8]
  package init(run: RunID, ticket: UInt64, number: Int, bytes: [UInt8]) {
    self.run = run
    self.ticket = ticket
    self.number = number
    self.bytes = bytes
  }
}

package struct SealedText: Hashable, Sendable {
  package var name: String
  package var box: [UInt8]
  package init(name: String, box: [UInt8]) {
    self.name = name
    self.box = box
  }
}

package struct StoredArtifact: Hashable, Sendable {
  /// Number in the step table.
  package var step: Int
  package var artifact: Artifact
  package init(step: Int, artifact: Artifact) {
    self.step = step
    self.artifact = artifact
  }
}

/// A leaf of the audit log and its number in it.
package struct NumberedLeaf: Hashable, Sendable {
  package var number: Int
  package var entry: AuditEntry
  package init(_ number: Int, _ entry: AuditEntry) {
    self.number = number
    self.entry = entry
  }
}

package struct StoredContent: Hashable, Sendable {
  package var digest: Digest
  package var bytes: [UInt8]
  package init(_ bytes: [UInt8]) {
    self.digest = Digest(of: bytes)
    self.bytes = bytes
  }
}

package struct StoredItem: Hashable, Sendable {
  package var collection: String
  package var key: String
  package var value: [UInt8]
  package init(collection: String, key: String, value: [UInt8]) {
    self.collection = collection
    self.key = key
    self.value = value
  }
}

/// One item to write, or to remove where `value` is nil.
package struct ItemChange: Hashable, Sendable {
  package enum Condition: Hashable, Sendable {
    case none
    /// There must be nothing under the key: a thing that is made, or used, once.
    case absent
    /// It must still be what was read.
    case unchanged([UInt8])
  }
  package var collection: String
  package var key: String
  package var value: [UInt8]?
  package var condition: Condition
  package init(collection: String, key: String, value: [UInt8]?, condition: Condition = .none) {
    self.collection = collection
    self.key = key
    self.value = value
    self.condition = condition
  }
}

package struct ItemRange: Hashable, Sendable {
  package var collection: String
  /// Keys that begin with this.
  package var prefix = ""
  /// Only keys beyond this one, for paging; in descending order: before it.
  package var after: String?
  package var isDescending = false
  package var limit = 100
  package init(
    _ collection: String, prefix: String = "", after: String? = nil, isDescending: Bool = false, limit: Int = 100
  ) {
    self.collection = collection
    self.prefix = prefix
    self.after = after
    self.isDescending = isDescending
    self.limit = limit
  }

  /// The first key in the order of bytes that no longer begins with `prefix`; nil: there is none.
  package var end: [UInt8]? {
    var bytes = Array(prefix.utf8)
    while let last = bytes.popLast() {
      if last < 0xFF {
        bytes.append(last + 1)
        return bytes
      }
    }
    return nil
  }
}

package struct RunFilter: Sendable {
  /// Empty: any.
  package var statuses: Set<RunStatus> = []
  package var skill: String?
  /// Only runs older than this one, for paging.
  package var before: RunID?
  package var limit = 100
  package init() {}
}

package struct Person: Hashable, Sendable {
  package var name: String
  package var roles: [String]
  package init(name: String, roles: [String]) {
    self.name = name
    self.roles = roles
  }
}

/// What a leaf of the audit log is made of, small; `AuditEntry.json` is the leaf itself.
package struct AuditEntry: Hashable, Sendable {
  /// Milliseconds since 1970.
  package var at: Int64
  package var run: RunID?
  package var program: Digest?
  /// Events, as `AuditEvent` writes them.
  package var body: [UInt8]
  package init(at: Int64, run: RunID?, program: Digest?, body: [UInt8]) {
    self.at = at
    self.run = run
    self.program = program
    self.body = body
  }
}

/// What is wrong with a store. The text is for the person who runs the command.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// There is nothing there, or it cannot be opened.
    case unopenable
    /// Made by a newer Twin.
    case newer
    /// Damaged.
    case corrupt
    case full
    /// Its disk has an error.
    case failing
    /// The same, and whether what was to be written will hold is not known.
    case uncertain
    /// It can be looked at, and nothing can be written.
    case readOnly
    /// Somebody else held it too long.
    case busy
    case failed
  }
  package var kind: Kind
  package var message: String
  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
  package var description: String { message }
}
