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

  /// SQLite would take such a name for an address, and keep what is written in memory.
  @Test func everyNameIsAFilesName() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-names-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let here = FileManager.default.currentDirectoryPath
    // From here, as a person would write it, without going there: other tests are under way.
    let up = String(repeating: "../", count: here.split(separator: "/").count)
    let name = "file:x\(UUID().uuidString)/../\(up)\(folder.dropFirst())/x?mode=memory"
    let store = try SQLiteStore(path: name)
    try store.keep(fact: "one", [1])
    store.close()
    let next = try SQLiteStore(path: folder + "/x?mode=memory", create: false)
    #expect(try next.fact("one") == [1])
    next.close()
  }

  /// Where a link leads, the store is: with its log beside it, and nobody else's to read, even if it was not there before.
  @Test func aStoreBehindALinkIsWhereTheLinkLeads() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-links-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder + "/twin.db", withDestinationPath: "data/real.db")
    for number: UInt8 in [1, 2] {
      let store = try SQLiteStore(path: folder + "/twin.db")
      try store.keep(fact: "number", [number])
      store.close()
    }
    #expect(FileManager.default.fileExists(atPath: folder + "/data/real.db-wal"), "a short log is kept")
    let rights = try FileManager.default.attributesOfItem(atPath: folder + "/data/real.db")[.posixPermissions] as? Int
    #expect(rights == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["data", "twin.db"])
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
