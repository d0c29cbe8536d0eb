// What every store has to do, whichever it is.
import DurableRuntime
import Foundation
import StoreSQLite
import Testing
import Values

struct StoreKind: CustomTestStringConvertible, Sendable {
  var name: String
  var make: @Sendable () throws -> any RunStore
  var testDescription: String { name }

  static let all = [
    StoreKind(name: "memory") { MemoryStore() },
    StoreKind(name: "SQLite") { try SQLiteStore(path: temporaryPath()) },
  ]
}

/// A store as an earlier release left it, where it may be written to.
private func copy(of name: String) throws -> String {
  let golden = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Goldens/Store/\(name)")
  let path = temporaryPath()
  try FileManager.default.createDirectory(
    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
  try FileManager.default.copyItem(at: golden, to: URL(filePath: path))
  return path
}

func temporaryPath() -> String {
  FileManager.default.temporaryDirectory.appendingPathComponent("twin-\(UUID().uuidString)/twin.db").path
}

private let program = StoredProgram(digest: Digest(of: [1, 2, 3]), skill: "pay", bytes: [1, 2, 3])

private func newRun(_ number: UInt64, inputs: [UInt8] = [9, 9]) -> RunCommit {
  var commit = RunCommit(run: RunID(number: number), expected: nil, status: .running, record: [UInt8(number & 255)])
  commit.program = program.digest
  commit.inputs = inputs
  return commit
}

@Suite("Stores")
struct StoreTests {
  @Test(arguments: StoreKind.all) func aCommitIsReadAsItWasWritten(kind: StoreKind) throws {
    let store = try kind.make()
    try store.keep(program: program)
    try store.keep(program: program)
    let id = RunID(number: 77)
    var first = newRun(77, inputs: [5, 6, 7])
    first.lease = Lease(owner: "host:1:2", until: 99)
    first.journal = [1, 2]
    first.timersAdded = [
      RunTimer(due: 30, run: id, ticket: 1, kind: .wake), RunTimer(due: 10, run: id, ticket: 2, kind: .expire),
    ]
    first.decisions = [StoredDecision(run: id, ticket: 2, number: 0, bytes: [8])]
    first.sealed = [SealedText(name: "gate:2/code", box: [4, 4])]
    first.artifacts = [
      StoredArtifact(
        step: 3, artifact: Artifact(path: "a.png", sha256: Digest(of: [7]), size: 12, mediaType: "image/png"))
    ]
    first.contents = [StoredContent([1, 1, 1])]
    first.audit = AuditEntry(at: 5, run: id, program: program.digest, body: [0])
    #expect(try store.commit([first], flush: true) == [.committed(version: 1)])

    let run = try #require(try store.run(id))
    #expect(run.inputs == [5, 6, 7] && run.record == [77] && run.status == .running && run.version == 1)
    #expect(run.program == program.digest && run.skill == "pay" && run.skillVersion == 1)
    #expect(run.lease == first.lease)

    var second = RunCommit(run: id, expected: 1, status: .completed, record: [78])
    second.journal = [3]
    second.journalFirst = 2
    second.timersRemoved = [first.timersAdded[1]]
    second.destroysSealed = true
    #expect(try store.commit([second], flush: false) == [.committed(version: 2)])
    #expect(try store.journal(id) == [1, 2, 3] && store.journalSize(id) == 3)
    #expect(try store.timers(dueBy: 100, limit: 9) == [first.timersAdded[0]])
    #expect(try store.timers(id) == [first.timersAdded[0]])
    #expect(try store.decisions(id) == first.decisions)
    #expect(try store.artifacts(id) == first.artifacts)
    #expect(try store.sealedNames(id) == [])
    #expect(try store.content(Digest(of: [1, 1, 1])) == [1, 1, 1])
    #expect(try store.audit(0..<1) == [first.audit!])
    #expect(try store.run(id)?.lease == nil)
    store.close()
  }

  @Test(arguments: StoreKind.all) func whoComesSecondChangesNothing(kind: StoreKind) throws {
    let store = try kind.make()
    try store.keep(program: program)
    #expect(try store.commit([newRun(1)], flush: true) == [.committed(version: 1)])
    #expect(try store.commit([newRun(1)], flush: true) == [.conflict])
    var mine = RunCommit(run: RunID(number: 1), expected: 1, status: .waiting, record: [2])
    mine.audit = AuditEntry(at: 1, run: mine.run, program: nil, body: [])
    var theirs = mine
    theirs.record = [3]
    theirs.journal = [1]
    theirs.timersAdded = [RunTimer(due: 1, run: mine.run, ticket: 1, kind: .wake)]
    // In one transaction: the first is applied, the second is not, the third is again.
    #expect(
      try store.commit([mine, theirs, newRun(2)], flush: true)
        == [.committed(version: 2), .conflict, .committed(version: 1)])
    #expect(try store.run(mine.run)?.record == [2])
    #expect(try store.journal(mine.run) == [] && store.timers(mine.run) == [] && store.auditSize() == 1)
    store.close()
  }

  @Test(arguments: StoreKind.all) func manyRunsInOneTransactionKeepTheirInputs(kind: StoreKind) throws {
    let store = try kind.make()
    try store.keep(program: program)
    let commits = (1...300).map { number in
      newRun(UInt64(number), inputs: [UInt8](repeating: UInt8(number % 7), count: number * 11))
    }
    #expect(try store.commit(commits, flush: true).allSatisfy { $0 == .committed(version: 1) })
    for number in 1...300 {
      #expect(
        try store.run(RunID(number: UInt64(number)))?.inputs
          == [UInt8](repeating: UInt8(number % 7), count: number * 11))
    }
    var filter = RunFilter()
    filter.limit = 3
    #expect(try store.runs(filter).map(\.id.number) == [300, 299, 298])
    filter.before = RunID(number: 298)
    #expect(try store.runs(filter).map(\.id.number) == [297, 296, 295])
    filter.skill = "other"
    #expect(try store.runs(filter).isEmpty)
    filter = RunFilter()
    filter.statuses = [.failed]
    #expect(try store.runs(filter).isEmpty)
    store.close()
  }

  @Test(arguments: StoreKind.all) func oneRunsLeavesAreFoundAmongAllOthers(kind: StoreKind) throws {
    let store = try kind.make()
    try store.keep(program: program)
    func leaf(_ run: UInt64?, _ body: UInt8) -> AuditEntry {
      AuditEntry(at: 5, run: run.map { RunID(number: $0) }, program: program.digest, body: [body])
    }
    try store.append(audit: [leaf(nil, 0), leaf(3, 1), leaf(4, 2), leaf(3, 3)])
    let commits = (UInt64(10)..<40).map { number in
      var commit = newRun(number)
      commit.audit = leaf(number, UInt8(number))
      return commit
    }
    _ = try store.commit(commits, flush: false)
    try store.append(audit: [leaf(3, 9)])
    #expect(
      try store.audit(of: RunID(number: 3)) == [
        NumberedLeaf(1, leaf(3, 1)), NumberedLeaf(3, leaf(3, 3)), NumberedLeaf(34, leaf(3, 9)),
      ])
    #expect(try store.audit(of: RunID(number: 20)) == [NumberedLeaf(14, leaf(20, 20))])
    #expect(try store.audit(of: RunID(number: 99)) == [])
    #expect(try store.audit(3..<6).map(\.body) == [[3], [10], [11]])
    #expect(try store.audit(33..<35).map(\.body) == [[39], [9]])
  }

  /// However long the log is: both questions to it go by an index, and read no row but those that are wanted.
  @Test func theAuditLogIsAskedByAnIndex() throws {
    let store = try SQLiteStore(path: temporaryPath())
    for plan in [try store.plan(.auditOfRun), try store.plan(.auditRange)] {
      #expect(!plan.isEmpty && plan.allSatisfy { !$0.hasPrefix("SCAN") && !$0.contains("TEMP B-TREE") }, "\(plan)")
    }
    #expect(try store.plan(.auditOfRun).contains { $0.contains("leaves USING PRIMARY KEY (run=?)") })
    #expect(
      try store.plan(.auditRange).contains { $0.contains("audit USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)") })
  }

  /// Whoever stands in line is looked for again and again, among all that waits.
  @Test(arguments: StoreKind.all) func callsAreThoseOfOneRunInLine(kind: StoreKind) throws {
    let store = try kind.make()
    try store.keep(program: program)
    let (mine, other) = (RunID(number: 10), RunID(number: 11))
    var commit = newRun(10)
    let calls = [30, 20].map { RunTimer(due: $0, run: mine, ticket: RunTimer.callTicket, kind: .wake) }
    commit.timersAdded =
      calls + [
        RunTimer(due: 10, run: mine, ticket: 0, kind: .lease), RunTimer(due: 10, run: mine, ticket: 3, kind: .wake),
        RunTimer(due: 10, run: other, ticket: 0, kind: .wake),
      ]
    #expect(try store.commit([commit], flush: false) == [.committed(version: 1)])
    #expect(try store.calls(mine) == calls.reversed())
    #expect(try store.calls(RunID(number: 12)) == [])
  }

  @Test func callsAreFoundByAnIndex() throws {
    let plan = try SQLiteStore(path: ":memory:").plan(.calls)
    #expect(plan.count == 1 && plan[0].contains("timers USING COVERING INDEX timers_in_line (run=?)"), "\(plan)")
  }

  @Test(arguments: StoreKind.all) func peopleFactsAndTheVault(kind: StoreKind) throws {
    let store = try kind.make()
    try store.keep(person: Person(name: "zoë", roles: ["finance", "admin"]), audit: [])
    #expect(try store.people() == [Person(name: "zoë", roles: ["finance", "admin"])])
    try store.keep(fact: "x", [1])
    #expect(try store.fact("x") == [1])
    try store.keep(fact: "x", nil)
    #expect(try store.fact("x") == nil)
    #expect(try !store.change(fact: "x", from: [1], to: [2]) && store.fact("x") == nil)
    #expect(try store.change(fact: "x", from: nil, to: [2]) && !store.change(fact: "x", from: nil, to: [3]))
    #expect(try store.change(fact: "x", from: [2], to: [3]) && store.fact("x") == [3])
    // With items: all of it, or nothing.
    let claim = ItemChange(collection: "links", key: "one", value: [1], condition: .absent)
    #expect(try store.keep(person: Person(name: "ann", roles: []), with: [claim], audit: []))
    #expect(try !store.keep(person: Person(name: "eve", roles: []), with: [claim], audit: []))
    #expect(try store.people().map(\.name).sorted() == ["ann", "zoë"])
    try store.seal(vault: "token", [1, 2], audit: [])
    #expect(try store.sealed(nil, "token") == [1, 2] && store.sealedNames(nil) == ["token"])
    try store.seal(vault: "token", nil, audit: [])
    #expect(try store.sealedNames(nil) == [])
    try store.append(audit: [AuditEntry(at: 1, run: nil, program: nil, body: [1])])
    #expect(try store.auditSize() == 1)
    #expect(throws: StoreError.self) { try store.audit(0..<2) }
    store.close()
  }

  @Test(arguments: StoreKind.all) func noRunReachesTheVault(kind: StoreKind) throws {
    let store = try kind.make()
    try store.keep(program: program)
    try store.seal(vault: "token", [1, 2], audit: [])
    for number in [1, (1 << 60) - 1] as [UInt64] {
      var commit = newRun(number)
      commit.sealed = [SealedText(name: "token", box: [9])]
      #expect(try store.commit([commit], flush: true) == [.committed(version: 1)])
      #expect(try store.sealed(nil, "token") == [1, 2] && store.sealed(commit.run, "token") == [9])
      var last = RunCommit(run: commit.run, expected: 1, status: .cancelled, record: [])
      last.destroysSealed = true
      #expect(try store.commit([last], flush: true) == [.committed(version: 2)])
      #expect(try store.sealedNames(nil) == ["token"] && store.sealedNames(commit.run) == [])
    }
    store.close()
  }

  /// `format-4.db` holds a secret of the vault, sealed with a key of 32 times 42, under a number that runs had too.
  @Test func anOlderStoreKeepsItsSecrets() throws {
    let path = try copy(of: "format-4.db")
    for _ in 0..<2 {
      let store = try SQLiteStore(path: path, create: false)
      let vault = Vault(store: store, keys: try StoreKeys(master: [UInt8](repeating: 42, count: 32)), environment: [:])
      #expect(try vault.list().map(\.name) == ["billing_password"] && vault.text("billing_password") == "hunter22")
      store.close()
    }
  }

  @Test(arguments: StoreKind.all) func textIsKeptToItsEnd(kind: StoreKind) throws {
    let store = try kind.make()
    let name = "a\0b"
    try store.keep(person: Person(name: name, roles: ["x\0y"]), audit: [])
    try store.keep(fact: name, [1])
    try store.seal(vault: name, [2], audit: [])
    #expect(try store.people() == [Person(name: name, roles: ["x\0y"])])
    #expect(try store.fact(name) == [1] && store.fact("a") == nil)
    #expect(try store.sealedNames(nil) == [name] && store.sealed(nil, "a") == nil)
    store.close()
  }

  @Test func aStoreIsOpenedByTwoAtOnceAndSurvivesItsProcess() throws {
    let path = temporaryPath()
    let one = try SQLiteStore(path: path)
    let two = try SQLiteStore(path: path)
    try one.keep(program: program)
    #expect(try two.commit([newRun(5)], flush: true) == [.committed(version: 1)])
    #expect(try one.commit([newRun(5)], flush: true) == [.conflict])
    one.close()
    two.close()
    let later = try SQLiteStore(path: path, create: false)
    #expect(try later.run(RunID(number: 5))?.inputs == [9, 9])
    later.close()
  }

  /// What a store has from the beginning is there with its tables, or neither is: who comes after one that died makes both.
  @Test func aStoreIsMadeWithItsFirstFactsOrNotAtAll() throws {
    let path = temporaryPath()
    let full = StoreError(.full, "the disk is full")
    for _ in 0..<2 {
      #expect(throws: full) { try SQLiteStore(path: path, first: { () throws(StoreError) in throw full }) }
    }
    let store = try SQLiteStore(path: path, first: { ["checkpoint": [1, 2]] })
    #expect(try store.fact("checkpoint") == [1, 2])
    store.close()
    // Nobody is asked for them again.
    let later = try SQLiteStore(path: path, first: { () throws(StoreError) in throw full })
    #expect(try later.fact("checkpoint") == [1, 2])
    later.close()
  }

  /// Every format that was ever released stays readable: `format-1.db` holds a run that was paused by it.
  @Test func aStoreOfAnOlderFormatIsBroughtUpToDate() throws {
    let path = try copy(of: "format-1.db")
    for _ in 0..<2 {
      let store = try SQLiteStore(path: path, create: false)
      let runs = try store.runs(RunFilter())
      #expect(runs.map(\.status) == [.awaitingApproval])
      let all = try store.audit(0..<(try store.auditSize()))
      let own = try store.audit(of: try #require(runs.first).id)
      #expect(
        !own.isEmpty
          && own == all.enumerated().filter { $0.element.run == runs[0].id }.map { NumberedLeaf($0.offset, $0.element) }
      )
      #expect(try store.change([ItemChange(collection: "things", key: "a", value: [1])], audit: []))
      store.close()
    }
  }

  @Test func aNewerAForeignAndADamagedStoreAreRefused() throws {
    let path = temporaryPath()
    #expect(throws: StoreError.self) { try SQLiteStore(path: path, create: false) }
    try SQLiteStore(path: path).close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // user_version is the big-endian word at 60, application_id that at 68 (SQLite file format, 1.3).
    let newer = temporaryPath()
    try FileManager.default.createDirectory(
      atPath: (newer as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    bytes[63] = 99
    try bytes.write(to: URL(fileURLWithPath: newer))
    #expect(kind { _ = try SQLiteStore(path: newer) } == .newer)
    bytes[63] = 1
    bytes[71] ^= 1
    try bytes.write(to: URL(fileURLWithPath: newer))
    #expect(kind { _ = try SQLiteStore(path: newer) } == .unopenable)
    try Data(repeating: 0x55, count: 9000).write(to: URL(fileURLWithPath: newer))
    #expect(kind { _ = try SQLiteStore(path: newer) } == .corrupt)
  }

  private func kind(_ body: () throws -> Void) -> StoreError.Kind? {
    do {
      try body()
      return nil
    } catch { return (error as? StoreError)?.kind }
  }

  @Test(arguments: StoreKind.all) func itemsAreReadInTheOrderOfTheirBytes(kind: StoreKind) throws {
    let store = try kind.make()
    let keys = ["a/1", "a/10", "a/2", "a/\u{FF}", "a/é", "b/1"]
    let changes = keys.map { ItemChange(collection: "things", key: $0, value: Array($0.utf8)) }
    #expect(try store.change(changes + [ItemChange(collection: "others", key: "a/1", value: [])], audit: []))
    #expect(try store.items(ItemRange("things", prefix: "a/")).map(\.key) == ["a/1", "a/10", "a/2", "a/é", "a/\u{FF}"])
    #expect(try store.items(ItemRange("things", prefix: "a/", after: "a/10", limit: 1)).map(\.key) == ["a/2"])
    #expect(
      try store.items(ItemRange("things", prefix: "a/", after: "a/2", isDescending: true)).map(\.key) == [
        "a/10", "a/1",
      ])
    #expect(try store.item("things", "b/1") == Array("b/1".utf8))
    #expect(try store.item("others", "a/1") == [])
    #expect(try store.item("others", "b/1") == nil)
  }

  @Test(arguments: StoreKind.all) func changesOfItemsAreAllOrNothing(kind: StoreKind) throws {
    let store = try kind.make()
    let leaf = AuditEntry(at: 5, run: nil, program: nil, body: [0])
    let link = ItemChange(collection: "links", key: "x", value: [1], condition: .absent)
    #expect(try store.change([link], audit: [leaf]))
    #expect(try store.auditSize() == 1)

    // The second use of a single-use link changes nothing, whatever stands beside it.
    let beside = ItemChange(collection: "links", key: "y", value: [2])
    #expect(try !store.change([beside, link], audit: [leaf]))
    #expect(try store.item("links", "y") == nil && store.auditSize() == 1)

    let stale = ItemChange(collection: "links", key: "x", value: [3], condition: .unchanged([2]))
    #expect(try !store.change([stale], audit: []))
    let fresh = ItemChange(collection: "links", key: "x", value: nil, condition: .unchanged([1]))
    #expect(try store.change([fresh, link], audit: []))
    #expect(try store.item("links", "x") == [1])
  }

  @Test(arguments: StoreKind.all) func itemsComeWithTheCommitThatTheyBelongTo(kind: StoreKind) throws {
    let store = try kind.make()
    try store.keep(program: program)
    var commit = newRun(5)
    commit.items = [ItemChange(collection: "outbox", key: "1", value: [1])]
    #expect(try store.commit([commit], flush: true) == [.committed(version: 1)])
    commit.items = [ItemChange(collection: "outbox", key: "2", value: [2])]
    #expect(try store.commit([commit], flush: true) == [.conflict])
    #expect(try store.items(ItemRange("outbox")).map(\.key) == ["1"])
  }
}
