// A commit whose flush failed: what was refused does not hold for whoever comes next, or nobody is told that it was refused.
import DurableRuntime
import Foundation
import StoreSQLite
import Testing
import Values

@Suite struct RefusedCommitTests {
  private let path = temporaryPath()
  private let program = StoredProgram(digest: Digest(of: [1, 2, 3]), skill: "pay", bytes: [1, 2, 3])
  private let run = RunID(number: 7)

  /// A store with one run that waits, whose log is left for the next process.
  private func prepare() throws {
    var store = try SQLiteStore(path: path)
    try store.keep(program: program)
    store.close()
    store = try SQLiteStore(path: path)
    var new = RunCommit(run: run, expected: nil, status: .running, record: [1])
    (new.program, new.inputs) = (program.digest, [9])
    _ = try store.commit([new], flush: true)
    store.close()
    #expect(FileManager.default.fileExists(atPath: path + "-wal"))
  }

  /// Of several pages, as a decision is.
  private func decision(_ record: UInt8 = 2) -> RunCommit {
    var commit = RunCommit(run: run, expected: 1, status: .running, record: [record])
    commit.decisions = [StoredDecision(run: run, ticket: 2, number: 0, bytes: [UInt8](repeating: record, count: 9000))]
    commit.audit = AuditEntry(at: 5, run: run, program: program.digest, body: [record])
    return commit
  }

  private func expectNothingKept(_ path: String) throws {
    let next = try SQLiteStore(path: path, create: false)
    #expect(try next.run(run)?.version == 1 && next.decisions(run).isEmpty && next.auditSize() == 0)
    next.close()
  }

  /// The folder as a loss of the process leaves it: with the log, without its index.
  private func copied() throws -> String {
    let copy = temporaryPath()
    let folder = (copy as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: copy + end) }
    return copy
  }

  @Test(arguments: [EIO, ENOSPC, EDQUOT]) func aDecisionWhoseFlushFailedIsNotTakenByTheNextProcess(error: Int32) throws
  {
    try prepare()
    let store = try SQLiteStore(path: path, create: false)
    let refusal = #expect(throws: StoreError.self) {
      try FailingFlush.of(path + "-wal", times: 1, error: error) { try store.commit([decision()], flush: true) }
    }
    #expect(refusal?.kind == .failing || refusal?.kind == .full)
    #expect(refusal?.message.contains("nothing of this was written") == true)
    // Whether this process is killed now, or ends as it should.
    try expectNothingKept(try copied())
    store.close()
    try expectNothingKept(path)
  }

  /// What is refused and sent again is taken once.
  @Test func theSameAgainIsTaken() throws {
    try prepare()
    let store = try SQLiteStore(path: path, create: false)
    #expect(throws: StoreError.self) {
      try FailingFlush.of(path + "-wal", times: 1) { try store.commit([decision()], flush: true) }
    }
    #expect(try store.commit([decision()], flush: true) == [.committed(version: 2)])
    let next = try SQLiteStore(path: try copied(), create: false)
    #expect(try next.run(run)?.version == 2 && next.decisions(run).count == 1 && next.auditSize() == 1)
    next.close()
    store.close()
  }

  /// As long as no flush succeeds, nobody is told that nothing was written. When one does, nothing was.
  @Test func whatIsNotKnownIsNotCalledRefused() throws {
    try prepare()
    let store = try SQLiteStore(path: path, create: false)
    let refusal = #expect(throws: StoreError.self) {
      try FailingFlush.of(path + "-wal", times: 2) { try store.commit([decision()], flush: true) }
    }
    #expect(refusal?.kind == .uncertain)
    #expect(refusal?.message.contains("it is not known whether this was kept") == true)
    #expect(RuntimeError(StoreError(.uncertain, "")).kind.mayPass, "an outcome is saved again and again")
    #expect(try store.run(run)?.version == 1)
    store.close()
    try expectNothingKept(path)
  }

  /// Where nothing is in doubt the log is left as it is for the next process: nobody flushes twice for nothing.
  @Test func aLogWithoutDoubtIsKept() throws {
    try prepare()
    let store = try SQLiteStore(path: path, create: false)
    #expect(throws: StoreError.self) {
      try FailingFlush.of(path + "-wal", times: 1) { try store.commit([decision()], flush: true) }
    }
    store.close()
    #expect(FileManager.default.fileExists(atPath: path + "-wal"))
  }
}
