// How somebody signs in: a password's hash and passkeys, kept as one item of the store under the person's name. Roles are not
// here: they are the store's own affair (`Person`), as are decisions.
import DurableRuntime
import Values

struct Account: Sendable {
  /// What authenticators know the person by; says nothing about them.
  var handle: [UInt8]
  var password: PasswordHash?
  var passkeys: [Passkey] = []
  var lockout = Lockout()

  struct Passkey: Hashable, Sendable {
    var id: [UInt8]
    /// COSE_Key.
    var publicKey: [UInt8]
    var label: String
    var addedAt: Int64
    var isSynced: Bool
  }

  /// What changes with every use of a passkey is an item of its own, so that it can go with a run's commit.
  struct Use: Sendable {
    var counter: UInt32
    var at: Int64
  }

  init(handle: [UInt8]) { self.handle = handle }
}

// MARK: Where they are kept

enum PeopleItems {
  static let accounts = "accounts"
  /// Credential id → person.
  static let passkeys = "passkeys"
  /// Credential id → counter and last use.
  static let uses = "passkey-uses"
  static let sessions = "sessions"
  static let invitations = "invitations"
  /// Where the pages are served, or were last.
  static let served = "served"

  static func damaged(_ what: String) -> RuntimeError { RuntimeError(.damaged, "\(what) in the store is damaged") }

  static func plain(_ bytes: [UInt8], _ what: String) throws(RuntimeError) -> PlainValue {
    do { return try PlainValue(canonicalBytes: bytes) } catch { throw damaged(what) }
  }
}

extension PlainValue {
  var byteString: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
}

extension Account {
  var bytes: [UInt8] {
    let keys = passkeys.map { key -> PlainValue in
      [
        "id": .bytes(key.id), "key": .bytes(key.publicKey), "label": .string(key.label), "added": .int(key.addedAt),
        "synced": .bool(key.isSynced),
      ]
    }
    let password: PlainValue =
      password.map {
        [
          "rounds": .int(Int64($0.cost.rounds)), "block": .int(Int64($0.cost.block)),
          "parallelism": .int(Int64($0.cost.parallelism)), "salt": .bytes($0.salt), "hash": .bytes($0.hash),
        ]
      } ?? .null
    let all: PlainValue = [
      "handle": .bytes(handle), "password": password, "passkeys": .list(keys),
      "failures": .int(Int64(lockout.failures)),
      "lockedUntil": .int(lockout.until),
    ]
    return all.canonicalBytes
  }

  init(bytes: [UInt8]) throws(RuntimeError) {
    let value = try PeopleItems.plain(bytes, "an account")
    guard let handle = value["handle"]?.byteString, let failures = value["failures"]?.integer,
      let lockedUntil = value["lockedUntil"]?.integer, let keys = value["passkeys"]?.elements
    else { throw PeopleItems.damaged("an account") }
    self.handle = handle
    lockout = Lockout(failures: Int(failures), until: lockedUntil)
    if let hash = value["password"], hash.entries != nil { password = try PasswordHash(hash) }
    for key in keys { passkeys.append(try Passkey(key)) }
  }
}

extension PasswordHash {
  fileprivate init(_ value: PlainValue) throws(RuntimeError) {
    guard let rounds = value["rounds"]?.integer, let block = value["block"]?.integer,
      let parallelism = value["parallelism"]?.integer, let salt = value["salt"]?.byteString,
      let hash = value["hash"]?.byteString, (2...1 << 24).contains(rounds), (1...64).contains(block),
      (1...64).contains(parallelism)
    else { throw PeopleItems.damaged("a password's hash") }
    self.init(
      cost: Cost(rounds: Int(rounds), block: Int(block), parallelism: Int(parallelism)), salt: salt, hash: hash)
  }
}

extension Account.Passkey {
  fileprivate init(_ value: PlainValue) throws(RuntimeError) {
    guard let id = value["id"]?.byteString, let key = value["key"]?.byteString, let label = value["label"]?.text,
      let added = value["added"]?.integer, let synced = value["synced"]?.boolean
    else { throw PeopleItems.damaged("a passkey") }
    self.init(id: id, publicKey: key, label: label, addedAt: added, isSynced: synced)
  }
}

extension Account.Use {
  var bytes: [UInt8] { PlainValue.list([.int(Int64(counter)), .int(at)]).canonicalBytes }

  init(bytes: [UInt8]) throws(RuntimeError) {
    let parts = try PeopleItems.plain(bytes, "a passkey's counter").elements?.compactMap(\.integer) ?? []
    guard parts.count == 2, let counter = UInt32(exactly: parts[0]) else {
      throw PeopleItems.damaged("a passkey's counter")
    }
    self.init(counter: counter, at: parts[1])
  }
}
