// People at the door: sign-in by password or passkey, sessions, invitations, passkeys. Everything is kept in the store's items
// (sessions and links under their hashes) and every change of who may do what is an entry of the audit log.
import Delivery
import DurableRuntime
import Foundation
import Values

/// Why somebody was not let in, in words for them. It never tells whether a name exists.
package struct SignInRefusal: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case wrong, locked, tooMany, invalid }
  package var kind: Kind
  package var message: String
  /// Seconds after which another try is worth while.
  package var retryAfter: Int64?

  static let wrong = SignInRefusal(kind: .wrong, message: "That name and password do not fit together.")
  static func invalid(_ message: String) -> SignInRefusal { SignInRefusal(kind: .invalid, message: message) }
}

/// A passkey's answer as pages send it.
struct PasskeyAnswer: Sendable {
  var credential: [UInt8]
  var clientData: [UInt8]
  var authenticatorData: [UInt8]
  var signature: [UInt8]
  /// The person's handle, where the authenticator knows it.
  var handle: [UInt8]?
}

package actor People {
  private let executor = ThreadExecutor(name: "twin-people")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  let store: any RunStore
  let clock: any WorldClock
  private let passwords: PasswordHasher
  private let limits = SignInLimits()
  nonisolated let ceremonies = Ceremonies()
  package nonisolated let origin: ServedOrigin
  nonisolated var party: RelyingParty? { origin.party }

  /// The store is this value's own, and is closed with it.
  package init(store: any RunStore, clock: any WorldClock, origin: ServedOrigin) {
    self.init(store: store, clock: clock, origin: origin, cost: .standard)
  }

  init(store: any RunStore, clock: any WorldClock, origin: ServedOrigin, cost: PasswordHash.Cost) {
    self.store = store
    self.clock = clock
    self.origin = origin
    passwords = PasswordHasher(cost: cost)
  }

  package func close() async {
    await passwords.close()
    store.close()
    executor.stop()
  }

  var now: Int64 { clock.now().milliseconds }

  func person(_ name: String) throws -> Person? { try store.people().first { $0.name == name } }

  func account(_ name: String) throws -> (account: Account, bytes: [UInt8])? {
    guard let bytes = try store.item(PeopleItems.accounts, name) else { return nil }
    return (try Account(bytes: bytes), bytes)
  }

  /// Changes an account as it is now; a new one is made where there is none.
  /// - Parameter person: roles that are written with it.
  func change(
    _ name: String, with others: [ItemChange] = [], person: Person? = nil, audit: [AuditEvent] = [],
    _ body: (inout Account) throws -> Void
  ) throws {
    for _ in 0..<8 {
      let known = try account(name)
      var account = known?.account ?? Account(handle: Tokens.random(32))
      try body(&account)
      let change = ItemChange(
        collection: PeopleItems.accounts, key: name, value: account.bytes,
        condition: known.map { .unchanged($0.bytes) } ?? .absent)
      let entries = audit.isEmpty ? [] : [AuditEntry(at: now, run: nil, program: nil, events: audit)]
      let isDone =
        if let person {
          try store.keep(person: person, with: [change] + others, audit: entries)
        } else {
          try store.change([change] + others, audit: entries)
        }
      if isDone { return }
      // A condition of `others` that does not hold will not hold next time either.
      for other in others where try !holds(other) {
        throw SignInRefusal.invalid("This was done already. Load the page again.")
      }
    }
    throw RuntimeError(.busy, "the account of \(name) is being changed by others")
  }

  private func holds(_ change: ItemChange) throws -> Bool {
    switch change.condition {
    case .none: true
    case .absent: try store.item(change.collection, change.key) == nil
    case .unchanged(let bytes): try store.item(change.collection, change.key) == bytes
    }
  }

  // MARK: By password

  /// Every attempt counts as a wrong one before its password is looked at, and is taken back where it was right: however many
  /// come at once, no more of them are guesses than would be one after the other.
  /// - Parameter address: where the request comes from.
  package func signIn(name: String, password: String, address: String) async throws -> Session.Token {
    if let wait = limits.begin(address, isHashed: true, now: now) { throw Self.tooMany(wait) }
    var isRight = false
    defer { limits.ended(address, wasRight: isRight) }
    guard password.utf8.count <= PeopleLimits.longestPassword, name.utf8.count <= RuntimeLimits.nameCharacters else {
      throw SignInRefusal.wrong
    }
    let known = try account(name)?.account.password
    try countAttempt(name, known)
    guard try await passwords.isRight(password, known), try person(name) != nil else { throw SignInRefusal.wrong }
    try change(name) { account in
      // It may have been taken away or changed while we looked.
      guard account.password == known else { throw SignInRefusal.wrong }
      account.lockout = Lockout()
    }
    isRight = true
    return try open(name, address: address)
  }

  /// Refuses where the name takes no password for now.
  private func countAttempt(_ name: String, _ known: PasswordHash?) throws {
    let began = now
    if known == nil {
      if let until = limits.stranger(name, now: began) { throw Self.locked(until - began) }
      return
    }
    try change(name) { account in
      guard account.lockout.until <= began else { throw Self.locked(account.lockout.until - began) }
      account.lockout.count(now: began)
    }
  }

  private static func locked(_ wait: Int64) -> SignInRefusal {
    SignInRefusal(
      kind: .locked,
      message: "Too many wrong passwords: this account takes none for a while. A passkey still works.",
      retryAfter: (wait + 999) / 1000)
  }

  private static func tooMany(_ wait: Int64) -> SignInRefusal {
    SignInRefusal(
      kind: .tooMany, message: "Too many sign-ins from this address. Wait a while.",
      retryAfter: (wait + 999) / 1000)
  }

  // MARK: By passkey

  func signIn(passkey answer: PasskeyAnswer, challenge: [UInt8], address: String) throws -> Session.Token {
    if let wait = limits.begin(address, isHashed: false, now: now) { throw Self.tooMany(wait) }
    var isRight = false
    defer { limits.ended(address, wasRight: isRight) }
    do {
      try ceremonies.finish(challenge, .signIn, now: now)
      let id = Base64URL.encode(answer.credential)
      guard let owner = try store.item(PeopleItems.passkeys, id).map({ String(decoding: $0, as: UTF8.self) }),
        try person(owner) != nil, let account = try account(owner)?.account
      else { throw PasskeyError("this passkey is not known here: it may have been removed") }
      guard answer.handle.map({ $0 == account.handle }) ?? true else {
        throw PasskeyError("this passkey belongs to another person")
      }
      let verified = try AccountPasskeys(origin: origin, clock: clock).verify(
        answer, challenge: challenge, by: owner, store: store)
      guard try store.change(verified.items, audit: []) else { throw PasskeyError("try once more") }
      isRight = true
      return try open(owner, address: address)
    } catch let error as PasskeyError {
      throw SignInRefusal.invalid("The passkey was not accepted: \(error).")
    }
  }

  func addPasskey(
    to name: String, clientData: [UInt8], attestation: [UInt8], challenge: [UInt8], label: String
  ) throws {
    do {
      guard let party else { throw PasskeyError("passkeys do not work at this address") }
      try ceremonies.finish(challenge, .register(name), now: now)
      let made = try WebAuthn.register(
        clientData: clientData, attestation: attestation, challenge: challenge, party: party)
      let label = String(label.trimmingCharacters(in: .whitespacesAndNewlines).prefix(PeopleLimits.labelCharacters))
      let id = Base64URL.encode(made.id)
      let changes = [
        ItemChange(collection: PeopleItems.passkeys, key: id, value: Array(name.utf8), condition: .absent),
        ItemChange(
          collection: PeopleItems.uses, key: id, value: Account.Use(counter: made.counter, at: 0).bytes),
      ]
      let addedAt = now
      try change(name, with: changes, audit: [.signInChanged(name, "passkey added", by: name)]) { account in
        guard account.passkeys.count < PeopleLimits.passkeys else {
          throw PasskeyError("there are \(account.passkeys.count) passkeys already (limit: \(PeopleLimits.passkeys))")
        }
        account.passkeys.append(
          Account.Passkey(
            id: made.id, publicKey: made.publicKey, label: label.isEmpty ? "Passkey" : label, addedAt: addedAt,
            isSynced: made.isSynced))
      }
    } catch let error as PasskeyError {
      throw SignInRefusal.invalid("The passkey was not accepted: \(error).")
    }
  }

  func removePasskey(_ id: String, of name: String) throws {
    let changes = [PeopleItems.passkeys, PeopleItems.uses].map { ItemChange(collection: $0, key: id, value: nil) }
    try change(name, with: changes, audit: [.signInChanged(name, "passkey removed", by: name)]) { account in
      guard account.passkeys.contains(where: { Base64URL.encode($0.id) == id }) else {
        throw SignInRefusal.invalid("There is no such passkey.")
      }
      account.passkeys.removeAll { Base64URL.encode($0.id) == id }
      guard account.password != nil || !account.passkeys.isEmpty else {
        throw SignInRefusal.invalid(
          "This is the only way you can sign in: set a password or add another passkey first.")
      }
    }
  }

  // MARK: Passwords

  func setPassword(_ password: String, of name: String, current: String?) async throws {
    let known = try account(name)?.account
    if known?.password != nil {
      guard try await passwords.isRight(current ?? "", known?.password) else {
        throw SignInRefusal.invalid("The current password is not right.")
      }
    }
    try Self.check(password, of: name)
    let hash = try await passwords.hash(password)
    try change(name, audit: [.signInChanged(name, "password set", by: name)]) { $0.password = hash }
  }

  /// Length, and not the person's own name: what NIST SP 800-63B asks for; no riddles of signs and digits.
  static func check(_ password: String, of name: String) throws {
    guard password.count >= PeopleLimits.shortestPassword else {
      throw SignInRefusal.invalid(
        "A password has at least \(PeopleLimits.shortestPassword) characters. A few words do well.")
    }
    guard password.utf8.count <= PeopleLimits.longestPassword else {
      throw SignInRefusal.invalid("A password has at most \(PeopleLimits.longestPassword) bytes.")
    }
    let isRepeated = Set(password).count < 4
    guard !isRepeated, password.lowercased() != name.lowercased() else {
      throw SignInRefusal.invalid("That password is the first one that somebody would guess.")
    }
  }

  func hash(_ password: String) async throws -> PasswordHash { try await passwords.hash(password) }
}

extension AuditEvent {
  /// How somebody signs in has changed.
  static func signInChanged(_ name: String, _ change: String, by: String) -> AuditEvent {
    AuditEvent(.account, .text(name), .text(change), .text(by))
  }
}

// MARK: Strong gates

/// The store's passkeys, as the engine asks for them.
package struct AccountPasskeys: PasskeyVerifier {
  let origin: ServedOrigin
  let clock: any WorldClock

  package init(origin: ServedOrigin, clock: any WorldClock) {
    self.origin = origin
    self.clock = clock
  }

  package func verify(
    _ signature: PasskeySignature, challenge: [UInt8], by person: String, store: any RunStore
  ) throws(RuntimeError) -> VerifiedPasskey {
    do {
      return try verify(
        PasskeyAnswer(
          credential: signature.credential, clientData: signature.clientData,
          authenticatorData: signature.authenticatorData, signature: signature.signature),
        challenge: challenge, by: person, store: store)
    } catch let error as PasskeyError {
      throw RuntimeError(.needsPasskey, "the passkey was not accepted: \(error)")
    } catch { throw RuntimeError(error) }
  }

  func verify(
    _ answer: PasskeyAnswer, challenge: [UInt8], by person: String, store: any RunStore
  ) throws -> VerifiedPasskey {
    guard let party = origin.party else { throw PasskeyError("passkeys do not work at this address") }
    guard let bytes = try store.item(PeopleItems.accounts, person),
      let key = try Account(bytes: bytes).passkeys.first(where: { $0.id == answer.credential })
    else { throw PasskeyError("it is not one of \(person)'s") }
    let id = Base64URL.encode(key.id)
    let use = try store.item(PeopleItems.uses, id).map(Account.Use.init(bytes:))
    let counter = try WebAuthn.assert(
      clientData: answer.clientData, authenticatorData: answer.authenticatorData, signature: answer.signature,
      publicKey: key.publicKey, counter: use?.counter ?? 0, challenge: challenge, party: party)
    let used = Account.Use(counter: counter, at: clock.now().milliseconds)
    return VerifiedPasskey(
      publicKey: key.publicKey, items: [ItemChange(collection: PeopleItems.uses, key: id, value: used.bytes)])
  }
}

// MARK: Who is there

struct KnownPerson: Sendable {
  var person: Person
  /// In words: `password, 2 passkeys`.
  var signsIn: String
}

extension People {
  func list() throws -> [KnownPerson] {
    try store.people().sorted { $0.name.lowercased() < $1.name.lowercased() }.map { person in
      let account = try account(person.name)?.account
      let keys = account?.passkeys.count ?? 0
      let ways = [account?.password == nil ? nil : "password", keys == 0 ? nil : Wording.count(keys, "passkey")]
      let text = ways.compactMap { $0 }.joined(separator: ", ")
      return KnownPerson(person: person, signsIn: text.isEmpty ? "cannot sign in yet" : text)
    }
  }

  /// Somebody new, or new roles; on record.
  func add(_ name: String, roles: [String], by inviter: String) throws {
    guard roles.count <= 32 else { throw SignInRefusal.invalid("A person has at most 32 roles.") }
    guard try person(name) == nil else { throw SignInRefusal.invalid("There is somebody called \(name) already.") }
    if let problem = PersonName.problem(Person(name: name, roles: roles), among: try store.people()) {
      throw SignInRefusal.invalid(problem)
    }
    let event = AuditEvent(.person, .text(name), .text(roles.sorted().joined(separator: ",")), .text(inviter))
    try store.keep(
      person: Person(name: name, roles: Array(Set(roles)).sorted()),
      audit: [AuditEntry(at: now, run: nil, program: nil, events: [event])])
  }

  /// The account with its handle, made now where there was none.
  func accountForPasskeys(_ name: String) throws -> Account {
    if let known = try account(name) { return known.account }
    try change(name) { _ in }
    return try account(name)?.account ?? Account(handle: Tokens.random(32))
  }

  func passkeys(of name: String) throws -> [[UInt8]] { try account(name)?.account.passkeys.map(\.id) ?? [] }

  func uses(of keys: [Account.Passkey]) throws -> [String: Account.Use] {
    var uses: [String: Account.Use] = [:]
    for key in keys {
      let id = Base64URL.encode(key.id)
      uses[id] = try store.item(PeopleItems.uses, id).map(Account.Use.init(bytes:))
    }
    return uses
  }
}
