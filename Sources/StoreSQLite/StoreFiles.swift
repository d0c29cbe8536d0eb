// How SQLite opens a store's files: as it always does, but that a log which has been there for long is not taken for a new one.
import CSQLite
import Glibc

/// A file system for SQLite (`sqlite3_vfs`, sqlite.org/vfs.html): its own with another `xOpen`.
///
/// SQLite opens a log with SQLITE_OPEN_CREATE whether there is one or not, and then flushes the log's folder too at the first
/// flush, for a file's name to outlast a loss of power. Every process that makes one decision would flush twice. Where the log
/// holds more than its header somebody has done that: the header of a new log is flushed, and its folder with it, before anything
/// is written behind it (sqlite3WalFrames; never with `synchronous=OFF`, which no store has).
enum StoreFiles {
  /// Nil: SQLite's own, unchanged.
  static let name: String? = register()

  private static let headerBytes = 32
  nonisolated(unsafe) private static let system: UnsafeMutablePointer<sqlite3_vfs>? = sqlite3_vfs_find(nil)

  private static func register() -> String? {
    guard let system else { return nil }
    let name = "twin"
    // Both live as long as the process.
    let files = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    files.initialize(to: system.pointee)
    files.pointee.zName = UnsafePointer(strdup(name))
    files.pointee.pNext = nil
    files.pointee.xOpen = { files, path, file, flags, opened in
      guard let system = StoreFiles.system, let open = system.pointee.xOpen else { return SQLITE_CANTOPEN }
      var status = stat()
      if flags & SQLITE_OPEN_WAL != 0, let path, stat(path, &status) == 0, status.st_size > StoreFiles.headerBytes {
        let code = open(files, path, file, flags & ~SQLITE_OPEN_CREATE, opened)
        if code == SQLITE_OK { return code }
      }
      return open(files, path, file, flags, opened)
    }
    return sqlite3_vfs_register(files, 0) == SQLITE_OK ? name : nil
  }
}
