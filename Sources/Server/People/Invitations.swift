// Links with which somebody sets their first password: random, kept under their hash, used once, gone after three days. The very
// first one has no name yet; whoever opens it is the first person here.
import DurableRuntime
import Foundation
import Values

package struct Invitation: Hashable, Sendable {
  /// Nil: the first person, who chooses a name.
  package var name: String?
  package var until: Int64
}

extension People {
  /// The role that may invite others and see all accounts.
  package static let administrator = "admin"

  /// A link's token for somebody who is known already (`twin user add`). A link that was made for them before stops working.
  package func invite(_ name: String, by inviter: String) throws -> String {
    guard try person(name) != nil else {
      throw RuntimeError(.notAllowed, "there is nobody called \(name): twin user add \(name) --role ROLE")
    }
    return try keep(Invitation(name: name, until: now + PeopleLimits.invitation), by: inviter)
  }

  /// A token for the first person; nil once somebody can sign in.
  package func firstInvitation() throws -> String? {
    guard try store.items(ItemRange(PeopleItems.accounts, limit: 1)).isEmpty else { return nil }
    return try keep(Invitation(name: nil, until: now + PeopleLimits.invitation), by: "twin serve")
  }

  private func keep(_ invitation: Invitation, by inviter: String) throws -> String {
    let token = Tokens.make()
    var changes = [
      ItemChange(collection: PeopleItems.invitations, key: Tokens.key(token), value: invitation.bytes)
    ]
    for item in try invitations() {
      let known = try? Invitation(bytes: item.value)
      guard known.map({ $0.until <= now || $0.name == invitation.name }) ?? true else { continue }
      changes.append(ItemChange(collection: item.collection, key: item.key, value: nil))
    }
    let event = AuditEvent.signInChanged(invitation.name ?? "(first person)", "invited", by: inviter)
    _ = try store.change(changes, audit: [AuditEntry(at: now, run: nil, program: nil, events: [event])])
    return token
  }

  func invitations() throws -> [StoredItem] { try allItems(of: PeopleItems.invitations) }

  /// What a link is for; looking does not use it up.
  package func invitation(_ token: String) throws -> Invitation? {
    guard let bytes = try store.item(PeopleItems.invitations, Tokens.key(token)) else { return nil }
    let invitation = try Invitation(bytes: bytes)
    guard invitation.until > now else { return nil }
    if invitation.name == nil, try !store.items(ItemRange(PeopleItems.accounts, limit: 1)).isEmpty { return nil }
    return invitation
  }

  /// Uses a link up: the password is set, everything that was signed in before is signed out, and the person is signed in.
  /// - Parameter name: for the first person.
  package func accept(_ token: String, name given: String, password: String, address: String) async throws
    -> Session.Token
  {
    guard let invitation = try invitation(token) else { throw Self.used }
    let name = invitation.name ?? given.trimmingCharacters(in: .whitespacesAndNewlines)
    if let problem = PersonName.problem(Person(name: name, roles: []), among: try store.people()) {
      throw SignInRefusal.invalid(problem)
    }
    try Self.check(password, of: name)
    let hash = try await hash(password)
    var audit = [AuditEvent.signInChanged(name, "password set by invitation", by: name)]
    var first: Person?
    if invitation.name == nil {
      let roles = Array(Set((try person(name)?.roles ?? []) + [Self.administrator])).sorted()
      first = Person(name: name, roles: roles)
      audit.insert(AuditEvent(.person, .text(name), .text(roles.joined(separator: ",")), .text(name)), at: 0)
    }
    // The role goes with the link's use: of several who open the first link at once, one becomes the first person.
    let use = ItemChange(
      collection: PeopleItems.invitations, key: Tokens.key(token), value: nil, condition: .unchanged(invitation.bytes))
    try change(name, with: [use], person: first, audit: audit) { account in
      account.password = hash
      account.lockout = Lockout()
    }
    let session = try open(name, address: address)
    if let opened = try self.session(session.text) { _ = try signOutElsewhere(opened) }
    return session
  }

  static let used = SignInRefusal.invalid("This link was used already, or its time is over. Ask for a new one.")
}

extension Invitation {
  var bytes: [UInt8] { PlainValue.list([name.map { .string($0) } ?? .null, .int(until)]).canonicalBytes }

  init(bytes: [UInt8]) throws(RuntimeError) {
    guard let parts = try PeopleItems.plain(bytes, "an invitation").elements, parts.count == 2,
      let until = parts[1].integer
    else { throw PeopleItems.damaged("an invitation") }
    self.init(name: parts[0].text, until: until)
  }
}
