// What is wrong with one run's rows, written with SQL, and what the store says of that run and of all others.
import CSQLite
import DurableRuntime
import StoreSQLite
import Testing
import Values

@Suite struct DamagedRunTests {
  struct Damage: CustomTestStringConvertible, Sendable {
    var sql: String
    var words: String
    /// What is still known of it.
    var skill = "lost"
    var status = RunStatus.waiting
    var isListed = true
    var testDescription: String { sql }
  }
  static let all = [
    Damage(
      sql: "DELETE FROM programs WHERE skill = 'lost'", words: "the store has lost its program (row 2 of `programs`)",
      skill: ""),
    Damage(
      sql: "UPDATE programs SET digest = x'0102' WHERE skill = 'lost'",
      words: "the SHA-256 of its program in the store has 2 bytes (row 2 of `programs`)"),
    Damage(
      sql: "UPDATE runs SET program = 9223372036854775807 WHERE id = 2",
      words: "the store has lost its program (row 9223372036854775807 of `programs`)", skill: ""),
    Damage(
      sql: "UPDATE runs SET status = 99 WHERE id = 2", words: "its status is 99, and there is no such status",
      status: .failed),
    Damage(
      sql: "UPDATE runs SET status = -255 WHERE id = 2", words: "its status is -255, and there is no such status",
      status: .failed),
    Damage(
      sql: "UPDATE runs SET status = 'gone' WHERE id = 2", words: "its status is gone, and there is no such status",
      status: .failed),
    // A list does not look for inputs.
    Damage(
      sql: "UPDATE runs SET inputs = x'00' WHERE id = 2",
      words: "its inputs cannot be read: its row does not say where they are", isListed: false),
  ]

  @Test(arguments: all) func oneRunsDamageIsItsOwn(damage: Damage) throws {
    let path = try Self.store(damage.sql)
    let store = try SQLiteStore(path: path)
    defer { store.close() }
    let run = try #require(try store.run(RunID(number: 2)))
    #expect(run.damage == damage.words && run.status == damage.status && run.skill == damage.skill)
    #expect(
      (run.program == nil) == damage.words.contains("program") && (run.skillVersion == nil) == (run.program == nil))
    #expect(try store.run(RunID(number: 1))?.damage == nil && store.run(RunID(number: 3))?.damage == nil)

    func list(_ status: RunStatus? = nil, skill: String? = nil) throws -> [UInt64] {
      var filter = RunFilter()
      if let status { filter.statuses = [status] }
      filter.skill = skill
      return try store.runs(filter).map(\.id.number)
    }
    let listed = try store.runs(RunFilter())
    #expect(listed.map(\.id.number) == [3, 2, 1] && listed[0].damage == nil && listed[2].damage == nil)
    #expect(listed[1].damage == (damage.isListed ? damage.words : nil))
    // It is found by what is known of it, and by nothing else.
    for status in RunStatus.allCases {
      let others: [UInt64] = status == .waiting ? [3, 1] : []
      #expect(try list(status) == (others + (status == damage.status ? [2] : [])).sorted(by: >))
      #expect(try list(status, skill: "lost") == (status == damage.status && damage.skill == "lost" ? [2] : []))
    }
    #expect(try list(skill: "lost") == (damage.skill == "lost" ? [2] : []))
    #expect(try list(skill: "fine") == [3, 1])
  }

  /// Else the run would go on as one of a program that it never had.
  @Test(arguments: [
    "DELETE FROM programs WHERE skill = 'lost'", "UPDATE runs SET program = 9223372036854775807 WHERE id = 2",
  ])
  func noOtherProgramTakesTheLostOnesPlace(sql: String) throws {
    let store = try SQLiteStore(path: try Self.store(sql))
    defer { store.close() }
    try store.keep(program: StoredProgram(digest: Digest(of: [9]), skill: "other", bytes: [9]))
    try store.keep(program: StoredProgram(digest: Digest(of: [8]), skill: "other", bytes: [8]))
    #expect(try store.program(Digest(of: [8]))?.version == 2)
    #expect(try store.run(RunID(number: 2))?.damage?.hasPrefix("the store has lost its program") == true)
  }

  /// One that a newer release wrote, or of no run: all others come due, and it is there for whoever knows it.
  @Test(arguments: [
    "1, 2, 0, 5", "1, 2, 7, 250", "1, 2, 0, -1", "1, 2, 0, 'x'", "1, 0, 0, 1", "1, -1, 0, 1", "1, x'00', 0, 1",
  ])
  func aStrangeTimerHidesNoOther(row: String) throws {
    let path = try Self.store(
      "INSERT INTO timers(due, run, ticket, kind) VALUES(\(row)), (2, 2, 4, 2), (3, 3, 0, 0)")
    let store = try SQLiteStore(path: path)
    defer { store.close() }
    let known = [
      RunTimer(due: 2, run: RunID(number: 2), ticket: 4, kind: .expire),
      RunTimer(due: 3, run: RunID(number: 3), ticket: 0, kind: .lease),
    ]
    #expect(try store.timers(dueBy: 9, limit: 2) == known)
    #expect(try store.timers(dueBy: 9, limit: 1) == [known[0]])
    #expect(try store.timers(RunID(number: 2)) == [known[0]])
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    #expect(sqlite3_exec(handle, "DELETE FROM timers", nil, nil, nil) == SQLITE_OK && sqlite3_changes(handle) == 3)
  }

  /// Three runs that wait, of which the second is of a skill of its own; then `sql`, as somebody else would write it.
  private static func store(_ sql: String) throws -> String {
    let path = temporaryPath()
    let store = try SQLiteStore(path: path)
    for (number, skill) in [(UInt64(1), "fine"), (2, "lost"), (3, "fine")] {
      let program = StoredProgram(digest: Digest(of: Array(skill.utf8)), skill: skill, bytes: Array(skill.utf8))
      try store.keep(program: program)
      var commit = RunCommit(run: RunID(number: number), expected: nil, status: .waiting, record: [1])
      (commit.program, commit.inputs) = (program.digest, [UInt8(number)])
      #expect(try store.commit([commit], flush: true) == [.committed(version: 1)])
    }
    store.close()
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
    return path
  }
}
