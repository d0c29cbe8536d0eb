// The `RunStore` port over one SQLite file in WAL mode. Two processes may have it open; each commit takes the write lock at
// its beginning and looks at the run's version before it writes.
import DurableRuntime
import Foundation
import Values

package final class SQLiteStore: RunStore, @unchecked Sendable {
  // Unchecked: every use of the connection is under the lock.
  private let lock = NSLock()
  private let connection: Connection
  private var isClosed = false
  /// Programs that were met, which never change: by their row, and their rows by the beginning of their digest (`Digest.start`;
  /// of two that begin alike one is known).
  private var programs: [UInt64: KnownProgram] = [:]
  private var programRows: [UInt64: Int64] = [:]
  private typealias KnownProgram = (digest: Digest, skill: String, version: Int)

  /// Inputs from this size on are looked up by digest before they are stored again.
  private static let indexedInputBytes = 2048
  private static let pileBytes = 64 << 10

  /// Opens the store at `path`, making it (and its folder) where it is not there and `create` says so.
  /// - Parameter first: the facts that a new store has, asked for only where its tables are made, and written with them: either
  ///   there is a store with all of these, or there is none.
  package init(
    path: String, create: Bool = true, first: () throws(StoreError) -> [String: [UInt8]] = { [:] }
  ) throws(StoreError) {
    // SQLite names the log after the file that it comes to, and takes some names for other than files (`file:…?mode=memory`).
    let file = path == ":memory:" ? path : RealPath.of(path)
    if create, path != ":memory:" {
      let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
      if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
        do {
          try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
          throw StoreError(
            .unopenable, "the folder \(folder) of the store cannot be made: \(error.localizedDescription)")
        }
      }
    }
    if create, path != ":memory:" {
      // Inputs and outcomes are in it: nobody else's to read. What stands beside it (WAL) is made with its rights.
      let made = Glibc.open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
      if made >= 0 { Glibc.close(made) }
    }
    connection = try Connection(path: path, file: file, create: create)
    do {
      try Schema.prepare(connection, path: path, first: first)
    } catch {
      close()
      throw error
    }
  }

  deinit { close() }

  /// Whether it can only be looked at.
  package var isReadOnly: Bool { connection.isReadOnly }

  package func close() {
    lock.withLock {
      if !isClosed { connection.close() }
      isClosed = true
    }
  }

  func locked<T>(_ body: (Connection) throws(StoreError) -> T) throws(StoreError) -> T {
    lock.lock()
    defer { lock.unlock() }
    guard !isClosed else { throw StoreError(.failed, "the store has been closed") }
    return try body(connection)
  }

  // MARK: Programs

  package func keep(program: StoredProgram) throws(StoreError) {
    try locked { (connection) throws(StoreError) in
      if knownRow(of: program.digest) != nil { return }
      if let row = try row(of: program.digest, connection) { return try mend(row, program, connection) }
      try connection.transaction(flush: false) { () throws(StoreError) in
        if try row(of: program.digest, connection) != nil { return }
        // Not a number that runs have whose program is lost: this one is not theirs. (What no store comes to is a damaged cell.)
        try connection.statement(
          """
          INSERT INTO programs(id, digest, skill, version, bytes)
          VALUES(
            1 + max(
              (SELECT coalesce(max(id), 0) FROM programs),
              (SELECT coalesce(max(program), 0) FROM runs WHERE program < 1 << 40)),
            ?, ?, 1 + (SELECT coalesce(max(version), 0) FROM programs WHERE skill = ?), ?)
          """
        ).bind(program.digest.bytes).bind(program.skill).bind(program.skill).bind(program.bytes).run()
      }
    }
  }

  /// What a program's bytes are is known by their digest: where others stand there, the row was damaged.
  private func mend(_ row: Int64, _ program: StoredProgram, _ connection: Connection) throws(StoreError) {
    let isWhole = try connection.statement("SELECT bytes = ? FROM programs WHERE id = ?").bind(program.bytes).bind(row)
      .row { (row) throws(StoreError) in row.int(0) == 1 }
    if isWhole == true { return }
    try connection.transaction(flush: true) { () throws(StoreError) in
      try connection.statement("UPDATE programs SET bytes = ? WHERE id = ?").bind(program.bytes).bind(row).run()
    }
  }

  private func knownRow(of digest: Digest) -> Int64? {
    guard let row = programRows[digest.start], programs[UInt64(bitPattern: row)]?.digest == digest else { return nil }
    return row
  }

  private func know(_ program: KnownProgram, at row: Int64) {
    programs[UInt64(bitPattern: row)] = program
    programRows[program.digest.start] = row
  }

  func row(of digest: Digest, _ connection: Connection) throws(StoreError) -> Int64? {
    if let known = knownRow(of: digest) { return known }
    let found = try connection.statement("SELECT id, skill, version FROM programs WHERE digest = ?")
      .bind(digest.bytes).row { (row) throws(StoreError) in (row.int(0), row.text(1), Int(row.int(2))) }
    guard let found else { return nil }
    know((digest, found.1, found.2), at: found.0)
    return found.0
  }

  /// Into a run whose program that is; what is wrong with it is wrong with the run.
  private func take(programAt row: Int64, into run: inout StoredRun, _ connection: Connection) throws(StoreError) {
    if programs[UInt64(bitPattern: row)] == nil {
      let found = try connection.statement("SELECT digest, skill, version FROM programs WHERE id = ?").bind(row)
        .row { (row) throws(StoreError) in (digest: row.bytes(0), skill: row.text(1), version: Int(row.int(2))) }
      guard let found else { return run.add(damage: "the store has lost its program (row \(row) of `programs`)") }
      guard found.digest.count == 32 else {
        run.skill = found.skill
        return run.add(
          damage: "the SHA-256 of its program in the store has \(found.digest.count) bytes (row \(row) of `programs`)")
      }
      know((Digest(bytes: found.digest), found.skill, found.version), at: row)
    }
    if let known = programs[UInt64(bitPattern: row)] {
      (run.program, run.skill, run.skillVersion) = (known.digest, known.skill, known.version)
    }
  }

  package func program(_ digest: Digest) throws(StoreError) -> StoredProgram? {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT skill, version, bytes FROM programs WHERE digest = ?").bind(digest.bytes)
        .row { (row) throws(StoreError) in
          var program = StoredProgram(digest: digest, skill: row.text(0), bytes: row.bytes(2))
          program.version = Int(row.int(1))
          return program
        }
    }
  }

  // MARK: Commits

  package func commit(_ commits: [RunCommit], flush: Bool) throws(StoreError) -> [CommitResult] {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: flush) { () throws(StoreError) in
        var results: [CommitResult] = []
        results.reserveCapacity(commits.count)
        var pile = Pile()
        var leaves: [AuditEntry] = []
        for commit in commits {
          let version = try write(commit, connection, &pile)
          results.append(version.map { .committed(version: $0) } ?? .conflict)
          if version != nil, let leaf = commit.audit { leaves.append(leaf) }
        }
        try flushPile(&pile, connection)
        try append(leaves, connection)
        return results
      }
    }
  }

  /// Inputs of one transaction that are not in a row of their own yet.
  private struct Pile {
    var bytes: [UInt8] = []
    var runs: [(run: UInt64, offset: Int, count: Int)] = []
    /// Where equal inputs of the same transaction are.
    var known: [Content: Int] = [:]
  }

  /// Bytes that are hashed as one piece.
  private struct Content: Hashable {
    var bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
  }

  /// Nil where the run has moved on (or exists already). Writes nothing then.
  private func write(_ commit: RunCommit, _ connection: Connection, _ pile: inout Pile) throws(StoreError) -> Int64? {
    let version: Int64
    if let expected = commit.expected {
      version = expected + 1
      guard try update(commit, connection, expected: expected) else { return nil }
    } else {
      version = 1
      guard try insert(commit, connection, &pile) else { return nil }
    }
    let run = commit.run.number
    if !commit.journal.isEmpty {
      try connection.statement("INSERT INTO journal(run, first, version, bytes) VALUES(?, ?, ?, ?)")
        .bind(run).bind(commit.journalFirst).bind(version).bind(commit.journal).run()
    }
    for timer in commit.timersRemoved {
      try connection.statement("DELETE FROM timers WHERE due = ? AND run = ? AND ticket = ? AND kind = ?")
        .bind(timer.due).bind(run).bind(timer.ticket).bind(Int(timer.kind.rawValue)).run()
    }
    for timer in commit.timersAdded {
      try connection.statement("INSERT OR REPLACE INTO timers(due, run, ticket, kind) VALUES(?, ?, ?, ?)")
        .bind(timer.due).bind(timer.run.number).bind(timer.ticket).bind(Int(timer.kind.rawValue)).run()
    }
    for decision in commit.decisions {
      try connection.statement("INSERT INTO decisions(run, ticket, number, bytes) VALUES(?, ?, ?, ?)")
        .bind(run).bind(decision.ticket).bind(decision.number).bind(decision.bytes).run()
    }
    for text in commit.sealed where !commit.destroysSealed {
      try connection.statement("INSERT OR REPLACE INTO sealed(run, name, box) VALUES(?, ?, ?)")
        .bind(run).bind(text.name).bind(text.box).run()
    }
    if commit.destroysSealed, commit.expected != nil {
      try connection.statement("DELETE FROM sealed WHERE run = ?").bind(run).run()
    }
    for artifact in commit.artifacts {
      try connection.statement(
        "INSERT OR REPLACE INTO artifacts(run, path, step, sha256, size, type) VALUES(?, ?, ?, ?, ?, ?)"
      ).bind(run).bind(artifact.artifact.path).bind(artifact.step).bind(artifact.artifact.sha256.bytes)
        .bind(artifact.artifact.size).bind(artifact.artifact.mediaType).run()
    }
    for content in commit.contents {
      try connection.statement("INSERT OR IGNORE INTO contents(digest, bytes) VALUES(?, ?)")
        .bind(content.digest.bytes).bind(content.bytes).run()
    }
    try write(commit.items, connection)
    return version
  }

  private func update(_ commit: RunCommit, _ connection: Connection, expected: Int64) throws(StoreError) -> Bool {
    let statement = try connection.statement(
      "UPDATE runs SET version = ?, status = ?, record = ?, lease = ?, until = ? WHERE id = ? AND version = ?")
    bindState(statement, commit, version: expected + 1)
    try statement.bind(commit.run.number).bind(expected).run()
    return connection.changes == 1
  }

  private func bindState(_ statement: Statement, _ commit: RunCommit, version: Int64) {
    statement.bind(version).bind(Int(commit.status.rawValue)).bind(commit.record)
    if let lease = commit.lease {
      statement.bind(lease.owner).bind(lease.until)
    } else {
      statement.bindNull().bindNull()
    }
  }

  private func insert(_ commit: RunCommit, _ connection: Connection, _ pile: inout Pile) throws(StoreError) -> Bool {
    guard let program = commit.program, let inputs = commit.inputs, let row = try row(of: program, connection) else {
      throw StoreError(.failed, "a new run needs a program that the store has, and inputs")
    }
    var place: [UInt8] = []
    var isPiled = false
    if inputs.count >= Self.indexedInputBytes {
      place = try indexed(inputs, connection)
    } else {
      isPiled = true
    }
    let statement = try connection.statement(
      """
      INSERT INTO runs(version, status, record, lease, until, id, program, inputs) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(id) DO NOTHING
      """)
    bindState(statement, commit, version: 1)
    if isPiled {
      // Its place is known when the pile is written; this is what it will be, since only we write now.
      if pile.bytes.count + inputs.count > Self.pileBytes { try flushPile(&pile, connection) }
      if pile.runs.isEmpty { pileRow = try nextPile(connection) }
      let content = Content(inputs)
      let known = pile.known[content]
      let offset = known ?? pile.bytes.count
      place = Self.place(row: pileRow, offset: offset, count: inputs.count)
      try statement.bind(commit.run.number).bind(row).bind(place).run()
      guard connection.changes == 1 else { return false }
      if known == nil {
        pile.known[content] = offset
        pile.bytes += inputs
      }
      pile.runs.append((commit.run.number, offset, inputs.count))
      return true
    }
    try statement.bind(commit.run.number).bind(row).bind(place).run()
    return connection.changes == 1
  }

  private var pileRow: Int64 = 0

  private func nextPile(_ connection: Connection) throws(StoreError) -> Int64 {
    1 + (try connection.statement("SELECT max(id) FROM piles").row { (row) throws(StoreError) in row.int(0) } ?? 0)
  }

  private func flushPile(_ pile: inout Pile, _ connection: Connection) throws(StoreError) {
    if pile.runs.isEmpty { return }
    try connection.statement("INSERT INTO piles(id, bytes) VALUES(?, ?)").bind(pileRow).bind(pile.bytes).run()
    pile = Pile()
  }

  private static func place(row: Int64, offset: Int, count: Int) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.varint(UInt64(row))
    writer.count(offset)
    writer.count(count)
    return writer.bytes
  }

  /// Large inputs are stored once.
  private func indexed(_ inputs: [UInt8], _ connection: Connection) throws(StoreError) -> [UInt8] {
    let digest = Digest(of: inputs).bytes
    let known = try connection.statement("SELECT place FROM inputs WHERE digest = ?").bind(digest)
      .row { (row) throws(StoreError) in row.bytes(0) }
    if let known { return known }
    try connection.statement("INSERT INTO piles(id, bytes) VALUES(?, ?)")
      .bind(max(try nextPile(connection), pileRow + 1)).bind(inputs).run()
    let place = Self.place(row: connection.lastRow, offset: 0, count: inputs.count)
    try connection.statement("INSERT INTO inputs(digest, place) VALUES(?, ?)").bind(digest).bind(place).run()
    return place
  }

  // MARK: Reading runs

  package func run(_ id: RunID) throws(StoreError) -> StoredRun? {
    try locked { (connection) throws(StoreError) in
      try connection.statement(
        "SELECT id, version, status, program, record, lease, until, inputs FROM runs WHERE id = ?"
      ).bind(id.number).row { (row) throws(StoreError) in
        var run = try stored(row, connection)
        // While the row is being read, so that both are of one moment, and the file is locked once. Where its own cell leads
        // nowhere, this run is damaged and no other.
        do throws(StoreError) { run.inputs = try inputs(at: row.bytes(7), connection) } catch {
          guard error.kind == .corrupt || error.kind == .failed else { throw error }
          run.add(damage: "its inputs cannot be read: \(error.message)")
        }
        return run
      }
    }
  }

  private func stored(_ row: Statement, _ connection: Connection) throws(StoreError) -> StoredRun {
    guard let id = RunID(exactly: UInt64(bitPattern: row.int(0))) else {
      throw StoreError(.corrupt, "a run in the store has an impossible id, \(row.int(0))")
    }
    let status = UInt8(exactly: row.int(2)).flatMap(RunStatus.init(rawValue:))
    let lease = row.isNull(5) ? nil : Lease(owner: row.text(5), until: row.int(6))
    var run = StoredRun(
      id: id, version: row.int(1), status: status ?? Self.statusOfNone, program: nil, skill: "", skillVersion: nil,
      inputs: [], record: row.bytes(4), lease: lease)
    if status == nil { run.add(damage: "its status is \(row.text(2)), and there is no such status") }
    try take(programAt: row.int(3), into: &run, connection)
    return run
  }

  /// As what a run counts whose status is none.
  private static let statusOfNone = RunStatus.failed

  private func inputs(at place: [UInt8], _ connection: Connection) throws(StoreError) -> [UInt8] {
    let row: Int64
    let offset: Int
    let count: Int
    do {
      var reader = CanonicalReader(place.span)
      row = Int64(try reader.number(upTo: .max))
      offset = try reader.number(upTo: 1 << 40)
      count = try reader.number(upTo: 1 << 40)
    } catch {
      throw StoreError(.corrupt, "its row does not say where they are")
    }
    if offset == 0 {
      // Mostly a pile holds one run's inputs; `length` does not read the blob.
      let whole = try connection.statement("SELECT iif(length(bytes) = ?, bytes, NULL) FROM piles WHERE id = ?")
        .bind(count).bind(row).row { (row) throws(StoreError) in row.isNull(0) ? nil : row.bytes(0) }
      if let whole = whole ?? nil { return whole }
    }
    return try connection.blob(table: "piles", column: "bytes", row: row, offset: offset, count: count)
  }

  /// A list that is filtered is laid together from one ordered piece for each status and program: each piece is read from
  /// where the page begins, and none further than the page is long.
  package func runs(_ filter: RunFilter) throws(StoreError) -> [StoredRun] {
    try locked { (connection) throws(StoreError) in
      var programs: [Int64]?
      if let skill = filter.skill {
        programs = try connection.statement("SELECT id FROM programs WHERE skill = ?").bind(skill)
          .rows { (row) throws(StoreError) in row.int(0) }
      }
      let isAny = filter.statuses.isEmpty || filter.statuses.count == RunStatus.allCases.count
      var found: [StoredRun] = []
      if isAny, programs == nil { return try piece(nil, nil, filter, connection) }
      for program in programs?.map(Optional.init) ?? [nil] {
        for status in RunStatus.allCases where isAny || filter.statuses.contains(status) {
          found += try piece((.equal, status), program, filter, connection)
        }
        if isAny || filter.statuses.contains(Self.statusOfNone) {
          // What is none stands before or behind all that are.
          found += try piece((.below, RunStatus.allCases.first!), program, filter, connection)
          found += try piece((.above, RunStatus.allCases.last!), program, filter, connection)
        }
      }
      return Array(found.sorted { $0.id > $1.id }.prefix(filter.limit))
    }
  }

  private enum Comparison: String { case equal = "=", below = "<", above = ">" }

  private func piece(
    _ status: (comparison: Comparison, than: RunStatus)?, _ program: Int64?, _ filter: RunFilter,
    _ connection: Connection
  ) throws(StoreError) -> [StoredRun] {
    let conditions =
      (program == nil ? [] : ["program = ?"]) + (status.map { ["status \($0.comparison.rawValue) ?"] } ?? []) + [
        "id < ?"
      ]
    let statement = try connection.statement(
      composed: """
        SELECT id, version, status, program, record, lease, until FROM runs
        WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?
        """)
    if let program { statement.bind(program) }
    if let status { statement.bind(Int(status.than.rawValue)) }
    statement.bind(filter.before.map { Int64($0.number) } ?? .max)
    return try statement.bind(filter.limit).rows { (row) throws(StoreError) in try stored(row, connection) }
  }

  package func journal(_ id: RunID) throws(StoreError) -> [UInt8] {
    try locked { (connection) throws(StoreError) in
      let pieces = try connection.statement("SELECT bytes FROM journal WHERE run = ? ORDER BY first, version")
        .bind(id.number).rows { (row) throws(StoreError) in row.bytes(0) }
      return pieces.count == 1 ? pieces[0] : Array(pieces.joined())
    }
  }

  package func journalSize(_ id: RunID) throws(StoreError) -> Int {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT coalesce(sum(length(bytes)), 0) FROM journal WHERE run = ?")
        .bind(id.number).row { (row) throws(StoreError) in Int(row.int(0)) } ?? 0
    }
  }

  package func decisions(_ id: RunID) throws(StoreError) -> [StoredDecision] {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT ticket, number, bytes FROM decisions WHERE run = ? ORDER BY ticket, number")
        .bind(id.number).rows { (row) throws(StoreError) in
          StoredDecision(
            run: id, ticket: UInt64(bitPattern: row.int(0)), number: Int(row.int(1)), bytes: row.bytes(2))
        }
    }
  }

  package func artifacts(_ id: RunID) throws(StoreError) -> [StoredArtifact] {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT path, step, sha256, size, type FROM artifacts WHERE run = ? ORDER BY path")
        .bind(id.number).rows { (row) throws(StoreError) in
          let sha256 = row.bytes(2)
          guard sha256.count == 32 else { throw StoreError(.corrupt, "an artifact in the store has no digest") }
          return StoredArtifact(
            step: Int(row.int(1)),
            artifact: Artifact(
              path: row.text(0), sha256: Digest(bytes: sha256), size: row.int(3), mediaType: row.text(4)))
        }
    }
  }
}
