// The audit log as rows: one for all the leaves of a transaction, and for each run the rows that hold some of its leaves, so
// that one run's are found however long the log is.
import DurableRuntime
import Values

enum AuditTable {
  /// Parameters: where the range ends, where it begins.
  static let inRange: StaticString = """
    SELECT first, count, entries FROM audit
    WHERE first < ?1 AND first >= (SELECT max(first) FROM audit WHERE first <= ?2) ORDER BY first
    """
  static let ofRun: StaticString = """
    SELECT audit.first, count, entries FROM leaves CROSS JOIN audit ON audit.first = leaves.first
    WHERE leaves.run = ?1 ORDER BY leaves.first
    """

  static func size(_ connection: Connection) throws(StoreError) -> Int {
    try connection.statement("SELECT first + count FROM audit ORDER BY first DESC LIMIT 1")
      .row { (row) throws(StoreError) in Int(row.int(0)) } ?? 0
  }

  static func append(
    _ entries: [AuditEntry], _ connection: Connection, programRow: (Digest) throws(StoreError) -> Int64
  ) throws(StoreError) {
    if entries.isEmpty { return }
    let first = try size(connection)
    var writer = CanonicalWriter()
    for entry in entries {
      writer.int(entry.at)
      writer.varint(entry.run.map { $0.number + 1 } ?? 0)
      var program: Int64 = 0
      if let digest = entry.program { program = try programRow(digest) }
      writer.varint(UInt64(program))
      writer.data(entry.body)
      if let run = entry.run { try index(run.number, first, connection) }
    }
    try connection.statement("INSERT INTO audit(first, count, entries) VALUES(?, ?, ?)")
      .bind(first).bind(entries.count).bind(writer.bytes).run()
  }

  private static func index(_ run: UInt64, _ first: Int, _ connection: Connection) throws(StoreError) {
    try connection.statement("INSERT OR IGNORE INTO leaves(run, first) VALUES(?, ?)").bind(run).bind(first).run()
  }

  /// Of a log that was kept without: once, when its store is brought up to date.
  static func indexAll(_ connection: Connection) throws(StoreError) {
    var next = 0
    while true {
      let rows = try rows(
        connection, "SELECT first, count, entries FROM audit WHERE first >= ?1 ORDER BY first LIMIT 1000", [next])
      for row in rows {
        try row.forEach { (_, run, _, _, _) throws(StoreError) in
          if let run { try index(run.number, row.first, connection) }
        }
      }
      guard let last = rows.last else { return }
      next = last.first + 1
    }
  }

  /// The leaves of the rows that `sql` finds which `wants`, by their number and their run's.
  static func leaves(
    _ connection: Connection, _ sql: StaticString, _ parameters: [Int], where wants: (Int, RunID?) -> Bool
  ) throws(StoreError) -> [NumberedLeaf] {
    var digests: [Int64: Digest] = [:]
    for (id, bytes) in try connection.statement("SELECT id, digest FROM programs")
      .rows({ (row) throws(StoreError) in (row.int(0), row.bytes(1)) }) where bytes.count == 32
    {
      digests[id] = Digest(bytes: bytes)
    }
    var found: [NumberedLeaf] = []
    for row in try rows(connection, sql, parameters) {
      try row.forEach { (number, run, at, program, body) throws(StoreError) in
        guard wants(number, run) else { return }
        guard program == 0 || digests[program] != nil else { throw row.damaged("it names an unknown program") }
        found.append(
          NumberedLeaf(
            number,
            AuditEntry(
              at: at, run: run, program: program == 0 ? nil : digests[program], body: body)))
      }
    }
    return found
  }

  private static func rows(_ connection: Connection, _ sql: StaticString, _ parameters: [Int]) throws(StoreError)
    -> [Row]
  {
    let statement = try connection.statement(sql)
    for parameter in parameters { statement.bind(parameter) }
    return try statement.rows { (row) throws(StoreError) in
      Row(first: Int(row.int(0)), count: Int(row.int(1)), bytes: row.bytes(2))
    }
  }

  private struct Row {
    var first: Int
    var count: Int
    var bytes: [UInt8]

    func damaged(_ why: String) -> StoreError {
      StoreError(.corrupt, "the audit log in the store is damaged near entry \(first): \(why)")
    }

    /// Each leaf: its number, run, moment, program's row and body.
    func forEach(
      _ body: (Int, RunID?, Int64, Int64, [UInt8]) throws(StoreError) -> Void
    ) throws(StoreError) {
      var reader = CanonicalReader(bytes.span)
      for number in first..<first + max(0, count) {
        let leaf: (at: Int64, run: UInt64, program: UInt64, body: [UInt8])
        do { leaf = (try reader.int(), try reader.varint(), try reader.varint(), try reader.data()) } catch {
          throw damaged("\(error)")
        }
        let run = leaf.run == 0 ? nil : RunID(exactly: leaf.run - 1)
        guard run != nil || leaf.run == 0, let program = Int64(exactly: leaf.program) else {
          throw damaged("it names an unknown run or program")
        }
        try body(number, run, leaf.at, program, leaf.body)
      }
      do { try reader.end() } catch { throw damaged("\(error)") }
    }
  }
}
