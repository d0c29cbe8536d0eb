// A log that an earlier process left is opened as what it is: a file that has been there for long.
import CSQLite
import DurableRuntime
import Foundation
import Testing

@testable import StoreSQLite

@Suite struct StoreFilesTests {
  @Test func onlyALogWithFramesIsTakenForAnOldOne() throws {
    let create = SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL
    #expect(StoreFiles.flags(create, bytes: 33) & SQLITE_OPEN_CREATE == 0)
    // A header alone may stand in a folder that was never flushed; nothing at all is a new log.
    for bytes in [nil, 0, 32] { #expect(StoreFiles.flags(create, bytes: bytes) == create) }
    let database = SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE | SQLITE_OPEN_MAIN_DB
    #expect(StoreFiles.flags(database, bytes: 4096) == database, "whoever may make a store makes it")
  }

  @Test func storesAreOpenedByIt() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-files-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("twin.db").path
    try SQLiteStore(path: path).close()
    // Two processes' worth of writing into one log that is kept, and a third that reads both.
    for name in ["one", "two"] {
      let store = try SQLiteStore(path: path, create: false)
      try store.keep(fact: name, Array(name.utf8))
      store.close()
      #expect(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")).count > 32)
    }
    let store = try SQLiteStore(path: path, create: false)
    #expect(try store.fact("one") == Array("one".utf8) && store.fact("two") == Array("two".utf8))
    store.close()
    #expect(sqlite3_vfs_find("twin") != nil && sqlite3_vfs_find(nil) != sqlite3_vfs_find("twin"))
  }
}
