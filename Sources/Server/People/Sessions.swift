// Sessions: a random token in a cookie, kept under its hash; who it stands for, since when, and when it was last used.
import Crypto
import Delivery
import DurableRuntime
import Foundation
import Values

package struct Session: Sendable {
  /// What the cookie holds. Never kept.
  package struct Token: Hashable, Sendable {
    package var text: String
    init(_ text: String) { self.text = text }

    /// Proof that a form was made for this session: derived from the cookie, which pages of others cannot read.
    package var formToken: String {
      let key = SymmetricKey(data: Array(text.utf8))
      return Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Array("form".utf8), using: key)))
    }
    package func isForm(_ given: String?) -> Bool {
      Tokens.isSame(Array((given ?? "").utf8), Array(formToken.utf8))
    }
  }
  package var token: Token
  package var person: Person
  var openedAt: Int64
  var usedAt: Int64

  /// What its person may do here. A skill's text says which gates there are and what runs on this machine: it is for those who
  /// administer it.
  var scopes: Set<Scope> {
    Set(Scope.allCases).subtracting(person.roles.contains(People.administrator) ? [] : [.author])
  }

  /// Short and harmless: for logs and lists.
  var name: String { String(Tokens.key(token.text).prefix(12)) }
}

extension People {
  private static func record(_ name: String, opened: Int64, used: Int64, address: String) -> [UInt8] {
    let value: PlainValue = [
      "name": .string(name), "opened": .int(opened), "used": .int(used), "address": .string(address),
    ]
    return value.canonicalBytes
  }

  /// A new session; those that are over are swept away with it.
  func open(_ name: String, address: String) throws -> Session.Token {
    let token = Session.Token(Tokens.make())
    let now = now
    var changes = [
      ItemChange(
        collection: PeopleItems.sessions, key: Tokens.key(token.text),
        value: Self.record(name, opened: now, used: now, address: address))
    ]
    for item in try store.items(ItemRange(PeopleItems.sessions, limit: 1000)) where Self.isOver(item.value, now: now) {
      changes.append(
        ItemChange(collection: item.collection, key: item.key, value: nil, condition: .unchanged(item.value)))
    }
    if try !store.change(changes, audit: []) { _ = try store.change([changes[0]], audit: []) }
    return token
  }

  private static func isOver(_ bytes: [UInt8], now: Int64) -> Bool {
    guard let value = try? PeopleItems.plain(bytes, "a session"), let opened = value["opened"]?.integer,
      let used = value["used"]?.integer
    else { return true }
    return now - used > PeopleLimits.idleSession || now - opened > PeopleLimits.longestSession
  }

  /// Whose session this is, if it still is one.
  package func session(_ text: String) throws -> Session? {
    guard text.utf8.count == 43 else { return nil }
    let key = Tokens.key(text)
    guard let bytes = try store.item(PeopleItems.sessions, key), !Self.isOver(bytes, now: now) else { return nil }
    let value = try PeopleItems.plain(bytes, "a session")
    guard let name = value["name"]?.text, let opened = value["opened"]?.integer, let used = value["used"]?.integer,
      let person = try person(name)
    else { return nil }
    if now - used > PeopleLimits.sessionTouch {
      let touched = Self.record(name, opened: opened, used: now, address: value["address"]?.text ?? "")
      // Whoever signs out at this moment wins.
      _ = try store.change(
        [ItemChange(collection: PeopleItems.sessions, key: key, value: touched, condition: .unchanged(bytes))],
        audit: [])
    }
    return Session(token: Session.Token(text), person: person, openedAt: opened, usedAt: used)
  }

  package func signOut(_ token: Session.Token) throws {
    _ = try store.change(
      [ItemChange(collection: PeopleItems.sessions, key: Tokens.key(token.text), value: nil)], audit: [])
  }

  /// Every session of a person but one: after a password was changed, or a device was lost.
  func signOutElsewhere(_ session: Session) throws -> Int {
    let own = Tokens.key(session.token.text)
    let others = try sessionItems(of: session.person.name).filter { $0.key != own }
    guard !others.isEmpty else { return 0 }
    _ = try store.change(others.map { ItemChange(collection: $0.collection, key: $0.key, value: nil) }, audit: [])
    return others.count
  }

  /// Every session of somebody, by who administers: on record. Returns how many there were.
  func endSessions(of name: String, by administrator: String) throws -> Int {
    let items = try sessionItems(of: name)
    guard !items.isEmpty else { return 0 }
    let event = AuditEvent.signInChanged(name, "signed out everywhere", by: administrator)
    _ = try store.change(
      items.map { ItemChange(collection: $0.collection, key: $0.key, value: nil) },
      audit: [AuditEntry(at: now, run: nil, program: nil, events: [event])])
    return items.count
  }

  /// Everybody who has a session.
  func signedIn() throws -> Set<String> {
    let now = now
    return Set(
      try allItems(of: PeopleItems.sessions).compactMap { item in
        Self.isOver(item.value, now: now) ? nil : (try? PeopleItems.plain(item.value, "a session"))?["name"]?.text
      })
  }

  func sessions(of name: String) throws -> Int {
    let now = now
    return try sessionItems(of: name).count { !Self.isOver($0.value, now: now) }
  }

  func sessionItems(of name: String) throws -> [StoredItem] {
    try allItems(of: PeopleItems.sessions).filter { item in
      (try? PeopleItems.plain(item.value, "a session"))?["name"]?.text == name
    }
  }

  /// However many there are: what is to end must not hide behind others.
  func allItems(of collection: String) throws -> [StoredItem] {
    var items: [StoredItem] = []
    while true {
      let page = try store.items(ItemRange(collection, after: items.last?.key, limit: 1000))
      items += page
      if page.count < 1000 { return items }
    }
  }
}
