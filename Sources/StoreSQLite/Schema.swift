// The tables of a store. Small rows matter here (a million paused runs are a million of them), so: integer keys that grow,
// second indexes only where a list would else read every run, what belongs together in one row, and what one transaction adds of a kind in one row as well.
import DurableRuntime

enum Schema {
  /// Of this release. A store with a higher one is refused; a lower one is brought up to date by `migrate`.
  static let version = 6
  /// "twin" in ASCII: tells a store from other databases.
  static let applicationID = 0x7477_696E

  static let tables = """
    CREATE TABLE programs(
      id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, skill TEXT NOT NULL, version INTEGER NOT NULL,
      bytes BLOB NOT NULL);
    -- `inputs` says where they are: a row of `piles`, and the place in it where that holds several.
    CREATE TABLE runs(
      id INTEGER PRIMARY KEY, version INTEGER NOT NULL, status INTEGER NOT NULL, program INTEGER NOT NULL,
      inputs BLOB NOT NULL, record BLOB NOT NULL, lease TEXT, until INTEGER);
    CREATE TABLE piles(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    -- Only inputs that are large enough for it to pay.
    CREATE TABLE inputs(digest BLOB PRIMARY KEY, place BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE journal(
      run INTEGER NOT NULL, first INTEGER NOT NULL, version INTEGER NOT NULL, bytes BLOB NOT NULL,
      PRIMARY KEY(run, first, version)) WITHOUT ROWID;
    CREATE TABLE decisions(
      run INTEGER NOT NULL, ticket INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
      PRIMARY KEY(run, ticket, number)) WITHOUT ROWID;
    -- Everything that waits by the clock on the wall has a row here, so this is also how live runs are found.
    CREATE TABLE timers(
      due INTEGER NOT NULL, run INTEGER NOT NULL, ticket INTEGER NOT NULL, kind INTEGER NOT NULL,
      PRIMARY KEY(due, run, ticket, kind)) WITHOUT ROWID;
    -- Run -1 is the vault (see `owner`).
    CREATE TABLE sealed(
      run INTEGER NOT NULL, name TEXT NOT NULL, box BLOB NOT NULL, PRIMARY KEY(run, name)) WITHOUT ROWID;
    CREATE TABLE contents(digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE artifacts(
      run INTEGER NOT NULL, path TEXT NOT NULL, step INTEGER NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL,
      type TEXT NOT NULL, PRIMARY KEY(run, path)) WITHOUT ROWID;
    -- The leaves number first ..< first + count of the audit log.
    CREATE TABLE audit(first INTEGER PRIMARY KEY, count INTEGER NOT NULL, entries BLOB NOT NULL);
    CREATE TABLE people(name TEXT PRIMARY KEY, roles TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE facts(name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
    \(items)
    \(lists)
    \(leaves)
    \(line)
    """
  private static let items = """
    -- Keys are blobs, so that their order is that of their bytes.
    CREATE TABLE items(
      collection TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY(collection, key)) WITHOUT ROWID;
    """

  private static let lists = """
    -- Both end in the run's id, which is the order of lists: a page is read from its beginning to its end, whatever else
    -- there is.
    CREATE INDEX runs_by_status ON runs(status);
    CREATE INDEX runs_by_program ON runs(program, status);
    """

  private static let leaves = """
    -- Where a run's leaves are: the rows of `audit` that hold some of them.
    CREATE TABLE leaves(run INTEGER NOT NULL, first INTEGER NOT NULL, PRIMARY KEY(run, first)) WITHOUT ROWID;
    """

  /// A call is what `RunTimer.isCall` says.
  private static let line = """
    -- Of runs that stand in line alone: nobody else's timers are looked for by their run.
    CREATE INDEX timers_in_line ON timers(run) WHERE ticket = 0 AND kind = 1;
    """
  static let calls: StaticString =
    "SELECT due, run, ticket, kind FROM timers WHERE run = ? AND ticket = 0 AND kind = 1 ORDER BY due"

  /// Whose a sealed text is: a run's, or, under a number that no run can have, the vault's.
  static func owner(of run: RunID?) -> Int64 { run.map { Int64($0.number) } ?? -1 }

  /// The vault once had the number 0, which a forged file could give to a run. There never was an honest run of that number.
  private static let vault = """
    UPDATE sealed SET run = -1 WHERE run = 0;
    DELETE FROM runs WHERE id = 0;
    DELETE FROM timers WHERE run = 0;
    """

  /// Brings a store of one version to the next one.
  private static func migrate(from version: Int, _ connection: Connection) throws(StoreError) {
    switch version {
    case 1: try connection.execute(items)
    case 2: try connection.execute(lists)
    case 3:
      try connection.execute(leaves)
      try AuditTable.indexAll(connection)
    case 4: try connection.execute(vault)
    case 5: try connection.execute(line)
    default: break
    }
  }

  /// - Parameter first: what a store that is made here has from the beginning, by the names of facts.
  static func prepare(
    _ connection: Connection, path: String, first: () throws(StoreError) -> [String: [UInt8]]
  ) throws(StoreError) {
    var version = try number(connection, "PRAGMA user_version")
    if version == 0 {
      // Another process may have made it since its version was read.
      let isEmpty = try number(connection, "SELECT count(*) FROM sqlite_schema") == 0
      let made = try number(connection, "PRAGMA user_version")
      guard isEmpty || made != 0 else {
        throw StoreError(.unopenable, "\(path) is a database, but not one of Twin's")
      }
      try connection.execute("PRAGMA journal_mode=WAL")
      try connection.transaction(flush: true) { () throws(StoreError) in
        // Another process may have been faster.
        if try number(connection, "PRAGMA user_version") == 0 {
          try connection.execute(tables)
          try connection.execute("PRAGMA application_id=\(applicationID); PRAGMA user_version=\(Schema.version)")
          connection.isNew = true
          for (name, bytes) in try first() {
            try connection.statement("INSERT INTO facts(name, bytes) VALUES(?, ?)").bind(name).bind(bytes).run()
          }
        }
      }
      version = try number(connection, "PRAGMA user_version")
    }
    guard try number(connection, "PRAGMA application_id") == applicationID else {
      throw StoreError(.unopenable, "\(path) is a database, but not one of Twin's")
    }
    guard version <= Schema.version else {
      throw StoreError(
        .newer,
        "the store \(path) was made by a newer Twin (its format is \(version), this one knows \(Schema.version)): update Twin"
      )
    }
    if version < Schema.version, connection.isReadOnly {
      throw StoreError(
        .readOnly,
        "the store \(path) was made by an older Twin and has to be brought up to date first, but it is write-protected: make the "
          + "file and its folder writable, or copy the folder to where you can write")
    }
    if version < Schema.version {
      try connection.transaction(flush: true) { () throws(StoreError) in
        // Another process may have been faster.
        let old = try number(connection, "PRAGMA user_version")
        for step in min(old, Schema.version)..<Schema.version { try migrate(from: step, connection) }
        if old < Schema.version { try connection.execute("PRAGMA user_version=\(Schema.version)") }
      }
    }
    // The log is folded back less often than by default: pages that many commits touch are then copied once.
    try connection.execute("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000")
    guard try number(connection, "PRAGMA synchronous") == 2 else {
      throw StoreError(.failed, "the store \(path) cannot be made durable (synchronous is not FULL)")
    }
  }

  private static func number(_ connection: Connection, _ sql: StaticString) throws(StoreError) -> Int {
    // Read once: not worth a prepared statement that is kept, but one that is finalized with the others is fine.
    try connection.statement(sql).row { (row) throws(StoreError) in Int(row.int(0)) } ?? 0
  }
}
