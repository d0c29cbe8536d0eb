// The rest of the port: timers, sealed texts, contents, the audit log, people and facts.
import DurableRuntime
import Values

extension SQLiteStore {
  // MARK: Timers

  package func timers(dueBy milliseconds: Int64, limit: Int) throws(StoreError) -> [RunTimer] {
    try locked { (connection) throws(StoreError) in
      try connection.statement(
        """
        SELECT due, run, ticket, kind FROM timers
        WHERE due <= ? AND kind BETWEEN 0 AND ? AND run > 0 AND run < ?
        ORDER BY due, run, ticket, kind LIMIT ?
        """
      ).bind(milliseconds).bind(Self.lastKind).bind(RunID.numbers.upperBound).bind(limit).rows(Self.timer)
    }
  }

  package func timers(_ id: RunID) throws(StoreError) -> [RunTimer] {
    try locked { (connection) throws(StoreError) in
      try connection.statement(
        """
        SELECT due, run, ticket, kind FROM timers WHERE run = ? AND kind BETWEEN 0 AND ? ORDER BY due, ticket, kind
        """
      ).bind(id.number).bind(Self.lastKind).rows(Self.timer)
    }
  }

  package func calls(_ id: RunID) throws(StoreError) -> [RunTimer] {
    try locked { (connection) throws(StoreError) in
      try connection.statement(Schema.calls).bind(id.number).rows(Self.timer)
    }
  }

  private static let lastKind = Int(TimerKind.allCases.last!.rawValue)

  /// Of a row whose kind and run are known.
  private static func timer(_ row: Statement) -> RunTimer {
    RunTimer(
      due: row.int(0), run: RunID(number: UInt64(row.int(1))), ticket: UInt64(bitPattern: row.int(2)),
      kind: TimerKind(rawValue: UInt8(row.int(3)))!)
  }

  // MARK: Sealed texts and contents

  package func sealed(_ run: RunID?, _ name: String) throws(StoreError) -> [UInt8]? {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT box FROM sealed WHERE run = ? AND name = ?")
        .bind(Schema.owner(of: run)).bind(name).row { (row) throws(StoreError) in row.bytes(0) }
    }
  }

  package func sealedNames(_ run: RunID?) throws(StoreError) -> [String] {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT name FROM sealed WHERE run = ? ORDER BY name")
        .bind(Schema.owner(of: run)).rows { (row) throws(StoreError) in row.text(0) }
    }
  }

  package func seal(vault name: String, _ box: [UInt8]?, audit: [AuditEntry]) throws(StoreError) {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in
        if let box {
          try connection.statement("INSERT OR REPLACE INTO sealed(run, name, box) VALUES(?, ?, ?)")
            .bind(Schema.owner(of: nil)).bind(name).bind(box).run()
        } else {
          try connection.statement("DELETE FROM sealed WHERE run = ? AND name = ?")
            .bind(Schema.owner(of: nil)).bind(name).run()
        }
        try append(audit, connection)
      }
    }
  }

  package func content(_ digest: Digest) throws(StoreError) -> [UInt8]? {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT bytes FROM contents WHERE digest = ?").bind(digest.bytes)
        .row { (row) throws(StoreError) in row.bytes(0) }
    }
  }

  // MARK: Audit

  package func auditSize() throws(StoreError) -> Int {
    try locked { (connection) throws(StoreError) in try AuditTable.size(connection) }
  }

  package func append(audit entries: [AuditEntry]) throws(StoreError) {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in try append(entries, connection) }
    }
  }

  /// Programs are written by their row's number.
  func append(_ entries: [AuditEntry], _ connection: Connection) throws(StoreError) {
    try AuditTable.append(entries, connection) { (digest) throws(StoreError) in try row(of: digest, connection) ?? 0 }
  }

  package func audit(_ range: Range<Int>) throws(StoreError) -> [AuditEntry] {
    if range.isEmpty { return [] }
    let found = try locked { (connection) throws(StoreError) in
      try AuditTable.leaves(connection, AuditTable.inRange, [range.upperBound, range.lowerBound]) { number, _ in
        range.contains(number)
      }
    }
    guard found.count == range.count else {
      throw StoreError(
        .corrupt, "entries of the audit log are missing between \(range.lowerBound) and \(range.upperBound)")
    }
    return found.map(\.entry)
  }

  package func audit(of run: RunID) throws(StoreError) -> [NumberedLeaf] {
    try locked { (connection) throws(StoreError) in
      try AuditTable.leaves(connection, AuditTable.ofRun, [Int(run.number)]) { _, other in other == run }
    }
  }

  /// Questions whose plans are looked at by tests.
  package enum Question { case auditOfRun, auditRange, calls }

  /// How SQLite goes about answering a question.
  package func plan(_ question: Question) throws(StoreError) -> [String] {
    let sql =
      switch question {
      case .auditOfRun: AuditTable.ofRun
      case .auditRange: AuditTable.inRange
      case .calls: Schema.calls
      }
    return try locked { (connection) throws(StoreError) in
      try connection.statement(composed: "EXPLAIN QUERY PLAN \(sql)").rows { (row) throws(StoreError) in row.text(3) }
    }
  }

  // MARK: Items

  package func item(_ collection: String, _ key: String) throws(StoreError) -> [UInt8]? {
    try locked { (connection) throws(StoreError) in try item(collection, key, connection) }
  }

  private func item(_ collection: String, _ key: String, _ connection: Connection) throws(StoreError) -> [UInt8]? {
    try connection.statement("SELECT value FROM items WHERE collection = ? AND key = ?")
      .bind(collection).bind(Array(key.utf8)).row { (row) throws(StoreError) in row.bytes(0) }
  }

  package func items(_ range: ItemRange) throws(StoreError) -> [StoredItem] {
    try locked { (connection) throws(StoreError) in
      var conditions = "collection = ? AND key >= ?"
      if range.end != nil { conditions += " AND key < ?" }
      if range.after != nil { conditions += range.isDescending ? " AND key < ?" : " AND key > ?" }
      let statement = try connection.statement(
        composed: """
          SELECT key, value FROM items WHERE \(conditions)
          ORDER BY key\(range.isDescending ? " DESC" : "") LIMIT ?
          """)
      statement.bind(range.collection).bind(Array(range.prefix.utf8))
      if let end = range.end { statement.bind(end) }
      if let after = range.after { statement.bind(Array(after.utf8)) }
      return try statement.bind(range.limit).rows { (row) throws(StoreError) in
        StoredItem(
          collection: range.collection, key: String(decoding: row.bytes(0), as: UTF8.self), value: row.bytes(1))
      }
    }
  }

  package func change(_ changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool {
    try change(changes, audit) { (_) throws(StoreError) in }
  }

  private func change(
    _ changes: [ItemChange], _ audit: [AuditEntry], also write: (Connection) throws(StoreError) -> Void
  ) throws(StoreError) -> Bool {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in
        guard try holds(changes, connection) else { return false }
        try self.write(changes, connection)
        try write(connection)
        try append(audit, connection)
        return true
      }
    }
  }

  /// Each condition is on what the changes before it would make; nothing is written until all are known to hold.
  private func holds(_ changes: [ItemChange], _ connection: Connection) throws(StoreError) -> Bool {
    var made: [[String]: [UInt8]?] = [:]
    for change in changes {
      let place = [change.collection, change.key]
      let found: [UInt8]?
      if let before = made[place] {
        found = before
      } else {
        found = try item(change.collection, change.key, connection)
      }
      switch change.condition {
      case .none: break
      case .absent: if found != nil { return false }
      case .unchanged(let bytes): if found != bytes { return false }
      }
      made[place] = .some(change.value)
    }
    return true
  }

  func write(_ changes: [ItemChange], _ connection: Connection) throws(StoreError) {
    for change in changes {
      if let value = change.value {
        try connection.statement("INSERT OR REPLACE INTO items(collection, key, value) VALUES(?, ?, ?)")
          .bind(change.collection).bind(Array(change.key.utf8)).bind(value).run()
      } else {
        try connection.statement("DELETE FROM items WHERE collection = ? AND key = ?")
          .bind(change.collection).bind(Array(change.key.utf8)).run()
      }
    }
  }

  // MARK: People and facts

  package func people() throws(StoreError) -> [Person] {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT name, roles FROM people ORDER BY name").rows { (row) throws(StoreError) in
        Person(name: row.text(0), roles: row.text(1).split(separator: ",").map(String.init))
      }
    }
  }

  package func keep(person: Person, with changes: [ItemChange], audit: [AuditEntry]) throws(StoreError) -> Bool {
    try change(changes, audit) { (connection) throws(StoreError) in
      try connection.statement("INSERT OR REPLACE INTO people(name, roles) VALUES(?, ?)")
        .bind(person.name).bind(person.roles.joined(separator: ",")).run()
    }
  }

  package func fact(_ name: String) throws(StoreError) -> [UInt8]? {
    try locked { (connection) throws(StoreError) in try fact(name, connection) }
  }

  private func fact(_ name: String, _ connection: Connection) throws(StoreError) -> [UInt8]? {
    try connection.statement("SELECT bytes FROM facts WHERE name = ?").bind(name)
      .row { (row) throws(StoreError) in row.bytes(0) }
  }

  package func keep(fact name: String, _ bytes: [UInt8]?) throws(StoreError) {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in
        if let bytes {
          try write(fact: name, bytes, connection)
        } else {
          try connection.statement("DELETE FROM facts WHERE name = ?").bind(name).run()
        }
      }
    }
  }

  package func change(fact name: String, from known: [UInt8]?, to bytes: [UInt8]) throws(StoreError) -> Bool {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in
        guard try fact(name, connection) == known else { return false }
        try write(fact: name, bytes, connection)
        return true
      }
    }
  }

  private func write(fact name: String, _ bytes: [UInt8], _ connection: Connection) throws(StoreError) {
    try connection.statement("INSERT OR REPLACE INTO facts(name, bytes) VALUES(?, ?)")
      .bind(name).bind(bytes).run()
  }
}
