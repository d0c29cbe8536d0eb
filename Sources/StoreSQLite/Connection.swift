// A thin layer over libsqlite3: open, prepare once, bind, step, a transaction. Knows nothing of runs.
import CSQLite
import DurableRuntime
import Glibc

/// One connection, used by one thread at a time.
final class Connection {
  private let handle: OpaquePointer
  /// Those whose text stands in the program, and where it stands: some thirty, in the order of their first use. (No dictionary:
  /// a further type of key is looked up in all of the program's tables, which a process that makes one decision waits for.)
  private var statements: [Statement] = []
  private var places: [UInt] = []
  /// Those whose text is put together.
  private var composed: [String: Statement] = [:]
  /// As people call it.
  private let path: String
  /// What it really is, from the root: beside it SQLite's own files are.
  private let file: String
  private var isSynchronousFull = true
  /// A commit failed, and what it left in the log may hold for whoever opens the store next.
  private var isLogInDoubt = false
  /// Its tables were made by this connection.
  var isNew = false
  /// The file, or the folder that its log is in, is write-protected.
  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  init(path: String, file: String, create: Bool) throws(StoreError) {
    (self.path, self.file) = (path, file)
    do throws(StoreError) {
      // What is write-protected SQLite opens for reading, which shows at the first look: it wants its log beside the file.
      handle = try Self.open(file, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), path: path)
    } catch {
      guard error.kind == .unopenable || error.kind == .readOnly, let other = try Self.openFrozen(file, path: path)
      else {
        throw error
      }
      handle = other
    }
  }

  /// Opened, and looked at.
  private static func open(_ name: String, _ flags: Int32, path: String) throws(StoreError) -> OpaquePointer {
    var opened: OpaquePointer?
    var code = sqlite3_open_v2(
      name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, StoreFiles.name)
    if code == SQLITE_OK, let opened {
      sqlite3_busy_timeout(opened, 15_000)
      code = sqlite3_exec(opened, "SELECT count(*) FROM sqlite_schema", nil, nil, nil)
      if code == SQLITE_OK { return opened }
    }
    let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
    if let opened, isFull(opened, code) { code = SQLITE_FULL }
    if let opened { sqlite3_close_v2(opened) }
    throw error(code, "the store \(path) cannot be opened: \(message)")
  }

  /// A file that stands where no log can be made beside it: read as it is, since nobody writes there. Nil where there is no such
  /// file.
  private static func openFrozen(_ file: String, path: String) throws(StoreError) -> OpaquePointer? {
    guard access(file, R_OK) == 0, access(folder(of: file), W_OK) != 0 else { return nil }
    var status = stat()
    if stat(file + "-wal", &status) == 0, status.st_size > 0 {
      throw StoreError(
        .unopenable,
        "the store \(path) stands where nothing can be written, and its log (\(file)-wal) cannot be read there: copy the folder "
          + "to where you can write, and look at the copy (--store)")
    }
    let escaped = file.replacing("%", with: "%25").replacing("?", with: "%3F").replacing("#", with: "%23")
    return try open("file:\(escaped)?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, path: path)
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// A log of at most so many bytes is left for the next process.
  private static let shortLogBytes = 256 << 10

  /// Whoever closes a store last would fold its log back into it: two flushes, and the next to write flushes twice more for
  /// making a new one. All of that for a short log, which is as durable as it is and read in no time by whoever comes next.
  /// (A new store's is folded back: a file without tables is no store.)
  private func keepShortLog() {
    if isNew || isLogInDoubt { return }
    var status = stat()
    guard stat(file + "-wal", &status) == 0, status.st_size <= Self.shortLogBytes else { return }
    _ = sqlite3_keep_log_on_close(handle)
  }

  func close() {
    if isLogInDoubt { isLogInDoubt = !overwriteRefused() }
    keepShortLog()
    for statement in statements { sqlite3_finalize(statement.handle) }
    for statement in composed.values { sqlite3_finalize(statement.handle) }
    (statements, places, composed) = ([], [], [:])
    sqlite3_close_v2(handle)
  }

  static func error(_ code: Int32, _ message: String) -> StoreError {
    switch code & 0xFF {
    case SQLITE_CORRUPT, SQLITE_NOTADB: StoreError(.corrupt, "\(message) (the file is damaged or is no store)")
    case SQLITE_FULL:
      StoreError(.full, "\(message) (the disk is full; nothing of this was written: make room and try again)")
    case SQLITE_IOERR:
      StoreError(.failing, "\(message) (the disk has an error; nothing of this was written: look at it and try again)")
    case SQLITE_BUSY, SQLITE_LOCKED: StoreError(.busy, "\(message) (another process has held it for 15 s)")
    case SQLITE_READONLY: StoreError(.readOnly, message)
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: StoreError(.unopenable, message)
    default: StoreError(.failed, message)
    }
  }

  /// A full disk shows in several ways: the log's index cannot grow either, which SQLite calls an I/O error.
  private static func isFull(_ handle: OpaquePointer, _ code: Int32) -> Bool {
    code & 0xFF == SQLITE_IOERR && [ENOSPC, EDQUOT].contains(sqlite3_system_errno(handle))
  }

  func fail(_ doing: String) -> StoreError {
    if sqlite3_errcode(handle) & 0xFF == SQLITE_READONLY {
      return StoreError(
        .readOnly,
        "the store \(path) is write-protected: its runs can be looked at (runs, show, inspect, audit, verify), and nothing can be "
          + "changed; make the file and its folder writable, or copy the folder to where you can write")
    }
    let isFull = Self.isFull(handle, sqlite3_errcode(handle))
    return Self.error(
      isFull ? SQLITE_FULL : sqlite3_extended_errcode(handle),
      "the store \(path): \(doing): \(String(cString: sqlite3_errmsg(handle)))")
  }

  /// Statements without parameters or rows.
  func execute(_ sql: String) throws(StoreError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw fail(sql.prefix(60).description) }
  }

  /// Prepared once for the life of the connection.
  func statement(_ sql: StaticString) throws(StoreError) -> Statement {
    let place = UInt(bitPattern: sql.utf8Start)
    if let index = places.firstIndex(of: place) { return statements[index] }
    let statement = try prepare("\(sql)")
    statements.append(statement)
    places.append(place)
    return statement
  }

  /// The same of a text that was put together. There must be few of these.
  func statement(composed sql: String) throws(StoreError) -> Statement {
    if let known = composed[sql] { return known }
    let statement = try prepare(sql)
    composed[sql] = statement
    return statement
  }

  private func prepare(_ sql: String) throws(StoreError) -> Statement {
    var prepared: OpaquePointer?
    guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK,
      let prepared
    else { throw fail(sql.prefix(60).description) }
    return Statement(handle: prepared, connection: self)
  }

  var changes: Int { Int(sqlite3_changes(handle)) }
  var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// All or nothing. `flush`: on the disk when this returns; otherwise safe from the end of this process only.
  func transaction<T>(flush: Bool, _ body: () throws(StoreError) -> T) throws(StoreError) -> T {
    if flush != isSynchronousFull {
      try execute(flush ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL")
      isSynchronousFull = flush
    }
    try statement("BEGIN IMMEDIATE").run()
    let result: T
    do {
      result = try body()
    } catch {
      // Some errors have rolled back already.
      if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      throw error
    }
    do {
      try statement("COMMIT").run()
    } catch {
      throw refused(error)
    }
    if flush { isLogInDoubt = false }
    return result
  }

  /// What a commit that failed is called, once it is certain what became of it.
  ///
  /// Where the flush fails, the transaction stands in the log as a whole, with the mark of its commit. Nobody sees it as long as
  /// somebody has the store open, since the log's index does not count it; but whoever opens the store next, or after a crash,
  /// makes the index from the log, and then it holds (sqlite3WalFrames, walIndexRecover). So what failed is written over before
  /// anybody is told that it did not happen.
  private func refused(_ error: StoreError) -> StoreError {
    // The mark comes last. Where it could not be written, there is nothing that could ever hold.
    let isUnmarked = [SQLITE_FULL, Self.failedWrite].contains(sqlite3_extended_errcode(handle)) && !isLogInDoubt
    if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    isLogInDoubt = !overwriteRefused() && !isUnmarked
    guard isLogInDoubt else { return error }
    return StoreError(
      .uncertain,
      "the store \(path): the disk has an error, and it is not known whether this was kept: when that is mended, look (twin show, "
        + "twin runs) before you do it again")
  }

  /// SQLITE_IOERR_WRITE, a macro that Swift does not import.
  private static let failedWrite = SQLITE_IOERR | 3 << 8

  /// Puts another transaction, of one page that becomes what it is, where one that failed stands in the log: whatever is left
  /// behind it no longer continues what is before it, as each page's checksum goes on from the last one's. On the disk when this
  /// gives true; and the same holds if somebody else has written there meanwhile.
  private func overwriteRefused() -> Bool {
    isSynchronousFull = true
    let sql = "PRAGMA synchronous=FULL; BEGIN IMMEDIATE; PRAGMA application_id=\(Schema.applicationID); COMMIT"
    if sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK { return true }
    if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    return false
  }

  /// Part of a blob, without reading what is before it into memory.
  func blob(table: String, column: String, row: Int64, offset: Int, count: Int) throws(StoreError) -> [UInt8] {
    var blob: OpaquePointer?
    guard sqlite3_blob_open(handle, "main", table, column, row, 0, &blob) == SQLITE_OK, let blob else {
      throw fail("reading \(table)")
    }
    defer { sqlite3_blob_close(blob) }
    guard offset >= 0, count >= 0, offset + count <= Int(sqlite3_blob_bytes(blob)) else {
      throw StoreError(.corrupt, "the store \(path): a row of \(table) is shorter than it should be")
    }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      code = sqlite3_blob_read(blob, buffer.baseAddress, Int32(count), Int32(offset))
      filled = count
    }
    guard code == SQLITE_OK else { throw fail("reading \(table)") }
    return bytes
  }
}

/// One prepared statement: bind in order, then `run`, `row` or `forEach`. Always reset afterwards.
final class Statement {
  let handle: OpaquePointer
  private unowned let connection: Connection
  private var next: Int32 = 1

  init(handle: OpaquePointer, connection: Connection) {
    self.handle = handle
    self.connection = connection
  }

  @discardableResult func bind(_ value: Int64) -> Self {
    sqlite3_bind_int64(handle, next, value)
    next += 1
    return self
  }
  @discardableResult func bind(_ value: Int) -> Self { bind(Int64(value)) }
  @discardableResult func bind(_ value: UInt64) -> Self { bind(Int64(bitPattern: value)) }

  // The bytes stay where they are until the statement is reset; SQLite copies them (SQLITE_TRANSIENT).
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  @discardableResult func bind(_ bytes: [UInt8]) -> Self {
    if bytes.isEmpty {
      sqlite3_bind_zeroblob(handle, next, 0)
    } else {
      sqlite3_bind_blob64(handle, next, bytes, UInt64(bytes.count), Self.transient)
    }
    next += 1
    return self
  }
  @discardableResult func bind(_ text: String) -> Self {
    // With its count: a zero byte in it ends nothing.
    sqlite3_bind_text64(handle, next, text, UInt64(text.utf8.count), Self.transient, UInt8(SQLITE_UTF8))
    next += 1
    return self
  }
  @discardableResult func bindNull() -> Self {
    sqlite3_bind_null(handle, next)
    next += 1
    return self
  }

  private func reset() {
    sqlite3_reset(handle)
    if next > 1 { sqlite3_clear_bindings(handle) }
    next = 1
  }

  func run() throws(StoreError) {
    defer { reset() }
    let code = sqlite3_step(handle)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw connection.fail("writing") }
  }

  /// The first row, read by `read`; nil where there is none.
  func row<T>(_ read: (Statement) throws(StoreError) -> T) throws(StoreError) -> T? {
    defer { reset() }
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return try read(self)
    case SQLITE_DONE: return nil
    default: throw connection.fail("reading")
    }
  }

  func rows<T>(_ read: (Statement) throws(StoreError) -> T) throws(StoreError) -> [T] {
    defer { reset() }
    var rows: [T] = []
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: rows.append(try read(self))
      case SQLITE_DONE: return rows
      default: throw connection.fail("reading")
      }
    }
  }

  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  func bytes(_ column: Int32) -> [UInt8] {
    guard let base = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column))))
  }
  func text(_ column: Int32) -> String {
    guard let base = sqlite3_column_text(handle, column) else { return "" }
    let bytes = UnsafeBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column)))
    return String(decoding: bytes, as: UTF8.self)
  }
}
