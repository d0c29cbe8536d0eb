// The rest of the port: timers, sealed texts, contents, the audit log, people and facts.
import DurableRuntime
import Values

extension SQLiteStore {
  // MARK: Timers

  package func timers(dueBy milliseconds: Int64, limit: Int) throws(StoreError) -> [RunTimer] {
    try locked { (connection) throws(StoreError) in
      try connection.statement(
        "SELECT due, run, ticket, kind FROM timers WHERE due <= ? ORDER BY due, run, ticket, kind LIMIT ?"
      ).bind(milliseconds).bind(limit).rows { (row) throws(StoreError) in try timer(row) }
    }
  }

  package func timers(_ id: RunID) throws(StoreError) -> [RunTimer] {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT due, run, ticket, kind FROM timers WHERE run = ? ORDER BY due, ticket, kind")
        .bind(id.number).rows { (row) throws(StoreError) in try timer(row) }
    }
  }

  private func timer(_ row: Statement) throws(StoreError) -> RunTimer {
    let run = UInt64(bitPattern: row.int(1))
    guard run < 1 << 60, let kind = TimerKind(rawValue: UInt8(clamping: row.int(3))) else {
      throw StoreError(.corrupt, "a timer in the store is of no known kind")
    }
    return RunTimer(
      due: row.int(0), run: RunID(number: run), ticket: UInt64(bitPattern: row.int(2)), kind: kind)
  }

  // MARK: Sealed texts and contents

  package func sealed(_ run: RunID?, _ name: String) throws(StoreError) -> [UInt8]? {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT box FROM sealed WHERE run = ? AND name = ?")
        .bind(run?.number ?? 0).bind(name).row { (row) throws(StoreError) in row.bytes(0) }
    }
  }

  package func sealedNames(_ run: RunID?) throws(StoreError) -> [String] {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT name FROM sealed WHERE run = ? ORDER BY name")
        .bind(run?.number ?? 0).rows { (row) throws(StoreError) in row.text(0) }
    }
  }

  package func seal(vault name: String, _ box: [UInt8]?, audit: [AuditEntry]) throws(StoreError) {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in
        if let box {
          try connection.statement("INSERT OR REPLACE INTO sealed(run, name, box) VALUES(0, ?, ?)")
            .bind(name).bind(box).run()
        } else {
          try connection.statement("DELETE FROM sealed WHERE run = 0 AND name = ?").bind(name).run()
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
    try locked { (connection) throws(StoreError) in try size(connection) }
  }

  private func size(_ connection: Connection) throws(StoreError) -> Int {
    try connection.statement("SELECT first + count FROM audit ORDER BY first DESC LIMIT 1")
      .row { (row) throws(StoreError) in Int(row.int(0)) } ?? 0
  }

  package func append(audit entries: [AuditEntry]) throws(StoreError) {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in try append(entries, connection) }
    }
  }

  /// One row for all of a transaction. Programs are written by their row's number.
  func append(_ entries: [AuditEntry], _ connection: Connection) throws(StoreError) {
    if entries.isEmpty { return }
    var writer = CanonicalWriter()
    for entry in entries {
      writer.int(entry.at)
      writer.varint(entry.run.map { $0.number + 1 } ?? 0)
      var program: Int64 = 0
      if let digest = entry.program { program = try row(of: digest, connection) ?? 0 }
      writer.varint(UInt64(program))
      writer.data(entry.body)
    }
    try connection.statement("INSERT INTO audit(first, count, entries) VALUES(?, ?, ?)")
      .bind(try size(connection)).bind(entries.count).bind(writer.bytes).run()
  }

  package func audit(_ range: Range<Int>) throws(StoreError) -> [AuditEntry] {
    if range.isEmpty { return [] }
    return try locked { (connection) throws(StoreError) in
      var digests: [Int64: Digest] = [:]
      for (id, bytes) in try connection.statement("SELECT id, digest FROM programs")
        .rows({ (row) throws(StoreError) in (row.int(0), row.bytes(1)) }) where bytes.count == 32
      {
        digests[id] = Digest(bytes: bytes)
      }
      let rows = try connection.statement(
        "SELECT first, count, entries FROM audit WHERE first < ? AND first + count > ? ORDER BY first"
      ).bind(range.upperBound).bind(range.lowerBound)
        .rows { (row) throws(StoreError) in (first: Int(row.int(0)), count: Int(row.int(1)), bytes: row.bytes(2)) }
      var entries: [AuditEntry] = []
      for row in rows {
        do {
          var reader = CanonicalReader(row.bytes.span)
          for number in row.first..<row.first + row.count {
            let at = try reader.int()
            let run = try reader.varint()
            let program = try reader.varint()
            let body = try reader.data()
            guard range.contains(number) else { continue }
            guard run <= 1 << 60, program == 0 || digests[Int64(program)] != nil else {
              throw CodingError(offset: 0, "it names an unknown run or program")
            }
            entries.append(
              AuditEntry(
                at: at, run: run == 0 ? nil : RunID(number: run - 1),
                program: program == 0 ? nil : digests[Int64(program)], body: body))
          }
          try reader.end()
        } catch {
          throw StoreError(.corrupt, "the audit log in the store is damaged near entry \(row.first): \(error)")
        }
      }
      guard entries.count == range.count else {
        throw StoreError(
          .corrupt, "entries of the audit log are missing between \(range.lowerBound) and \(range.upperBound)")
      }
      return entries
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
      var conditions = ["collection = ?", "key >= ?"]
      if range.end != nil { conditions.append("key < ?") }
      if range.after != nil { conditions.append(range.isDescending ? "key < ?" : "key > ?") }
      let statement = try connection.statement(
        """
        SELECT key, value FROM items WHERE \(conditions.joined(separator: " AND "))
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
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in
        // Each condition is on what the changes before it have made; nothing is written until all are known to hold.
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
        try write(changes, connection)
        try append(audit, connection)
        return true
      }
    }
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

  package func keep(person: Person, audit: [AuditEntry]) throws(StoreError) {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in
        try connection.statement("INSERT OR REPLACE INTO people(name, roles) VALUES(?, ?)")
          .bind(person.name).bind(person.roles.joined(separator: ",")).run()
        try append(audit, connection)
      }
    }
  }

  package func fact(_ name: String) throws(StoreError) -> [UInt8]? {
    try locked { (connection) throws(StoreError) in
      try connection.statement("SELECT bytes FROM facts WHERE name = ?").bind(name)
        .row { (row) throws(StoreError) in row.bytes(0) }
    }
  }

  package func keep(fact name: String, _ bytes: [UInt8]?) throws(StoreError) {
    try locked { (connection) throws(StoreError) in
      try connection.transaction(flush: true) { () throws(StoreError) in
        if let bytes {
          try connection.statement("INSERT OR REPLACE INTO facts(name, bytes) VALUES(?, ?)")
            .bind(name).bind(bytes).run()
        } else {
          try connection.statement("DELETE FROM facts WHERE name = ?").bind(name).run()
        }
      }
    }
  }
}
