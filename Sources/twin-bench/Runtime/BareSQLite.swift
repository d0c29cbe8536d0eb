// The least that a durable pause could cost: rows of the same size in one table of a SQLite file with the same settings, by
// prepared statements, with nothing around them.
import CSQLite
import Foundation

final class BareSQLite {
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  init(path: String) {
    check(sqlite3_open(path, &handle))
    for sql in [
      "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA wal_autocheckpoint=4000",
      "CREATE TABLE bare(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)",
    ] {
      check(sqlite3_exec(handle, sql, nil, nil, nil))
    }
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close(handle)
  }

  func insert(_ id: Int, _ bytes: [UInt8]) { run("INSERT INTO bare(bytes, id) VALUES(?, ?)", id, bytes) }
  func update(_ id: Int, _ bytes: [UInt8]) { run("UPDATE bare SET bytes = ? WHERE id = ?", id, bytes) }

  func together(_ body: () -> Void) {
    run("BEGIN IMMEDIATE")
    body()
    run("COMMIT")
  }

  private func run(_ sql: String, _ id: Int? = nil, _ bytes: [UInt8] = []) {
    var statement = statements[sql]
    if statement == nil {
      check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
      statements[sql] = statement
    }
    if let id {
      sqlite3_bind_blob(statement, 1, bytes, Int32(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
      sqlite3_bind_int64(statement, 2, Int64(id))
    }
    check(sqlite3_step(statement))
    sqlite3_reset(statement)
  }

  private func check(_ code: Int32) {
    guard code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW else {
      fatalError(String(cString: sqlite3_errmsg(handle)))
    }
  }
}
