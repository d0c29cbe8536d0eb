// A store that is write-protected: it can be looked at, and whoever wants to change something is told why that is not possible.
import CSQLite
import Foundation
import Testing
import Values

@Suite struct ReadOnlyStoreTests {
  /// Runs `twin` as somebody whom file permissions hold: they do not hold root.
  private static func twin(_ shop: Workshop, _ arguments: [String]) async throws -> Finished {
    guard geteuid() == 0 else { return try await shop.twin(arguments) }
    let who = ["--reuid=65534", "--regid=65534", "--clear-groups", "--", Workshop.twin.path]
    return try await shop.begin(who + arguments, program: URL(fileURLWithPath: "/usr/bin/setpriv")).finish()
  }

  private static func fold(_ shop: Workshop) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    #expect(sqlite3_open(shop.folder.appendingPathComponent(".twin/twin.db").path, &handle) == SQLITE_OK)
    #expect(sqlite3_exec(handle, "PRAGMA wal_checkpoint(TRUNCATE)", nil, nil, nil) == SQLITE_OK)
  }

  private static func canBeProtected() -> Bool {
    if geteuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") { return true }
    print("not tried: root without setpriv cannot be kept from writing")
    return false
  }

  /// Takes from the store's files and folder the right to write, or gives it back.
  private static func protect(_ shop: Workshop, _ isProtected: Bool) throws {
    let folder = shop.folder.appendingPathComponent(".twin").path
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let path = folder + "/" + name
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if geteuid() == 0 { chown(path, 65534, 65534) }
      chmod(path, (isProtected ? 0o400 : 0o600) | (isFolder.boolValue ? 0o100 : 0))
    }
    if geteuid() == 0 { chown(folder, 65534, 65534) }
    chmod(folder, isProtected ? 0o500 : 0o700)
  }

  @Test(arguments: [true, false]) func whatIsWriteProtectedCanBeLookedAt(hasLog: Bool) async throws {
    guard Self.canBeProtected() else { return }
    let shop = try Workshop()
    try shop.write("asks.yaml", "skill: asks\nsteps:\n  - approve: Well?\n    id: well\n    expires: 1h\n")
    let id = try #require(try await shop.twin("run", "asks.yaml", "--json").json["id"]?.text)
    // (Who makes a store folds its log back.)
    #expect(try await shop.twin("run", "asks.yaml").code == 3)
    if !hasLog {
      // As after a backup of the file alone: the log is folded in and gone.
      try Self.fold(shop)
      for end in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: shop.folder.path + "/.twin/twin.db" + end)
      }
    }
    try Self.protect(shop, true)
    defer { try? Self.protect(shop, false) }
    for arguments in [["runs"], ["show", id], ["inspect", id], ["verify", id], ["audit", "show"]] {
      let seen = try await Self.twin(shop, arguments)
      #expect(seen.code == 0 || arguments[0] == "show" && seen.code == 3, "\(arguments) \(seen.code) \(seen.errors)")
      #expect(!seen.output.isEmpty)
    }
    let audit = try await Self.twin(shop, ["audit", "verify"])
    #expect(audit.code == 0 && audit.output.contains("good"), "\(audit.output)\(audit.errors)")
    for arguments in [
      ["run", "asks.yaml"], ["approve", id], ["reject", id, "--reason", "no"], ["cancel", id], ["user", "add", "bob"],
    ] {
      let refused = try await Self.twin(shop, arguments)
      #expect(
        refused.code == 1 && refused.errors.contains("is write-protected"),
        "\(arguments) \(refused.code) \(refused.errors)")
      #expect(refused.errors.contains("make the file and its folder writable"))
    }
    try Self.protect(shop, false)
    #expect(try await Self.twin(shop, ["approve", id]).code == 0)
  }

  @Test func aLogThatCannotBeReadIsNamed() async throws {
    guard Self.canBeProtected() else { return }
    let shop = try Workshop()
    try shop.write("one.yaml", "skill: one\nsteps:\n  - log: hello\n")
    for _ in 1...2 { #expect(try await shop.twin("run", "one.yaml").code == 0) }
    try FileManager.default.removeItem(at: shop.folder.appendingPathComponent(".twin/twin.db-shm"))
    try Self.protect(shop, true)
    defer { try? Self.protect(shop, false) }
    let refused = try await Self.twin(shop, ["runs"])
    #expect(
      refused.code == 2 && refused.errors.contains("twin.db-wal) cannot be read there: copy the folder"),
      "\(refused.errors)")
  }
}
