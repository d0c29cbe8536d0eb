// Taking away how somebody signs in: a device was lost, a person has left. Whoever administers does it, it is on record, and
// everything that was signed in as them ends with it. Roles are another affair (`twin user add`), and so are API keys: those that
// speak for the person are named, so that nobody forgets them.
import Delivery
import DurableRuntime
import Values

/// How somebody can sign in, for whoever administers.
package struct SignInWays: Sendable {
  package struct Key: Sendable {
    package var id: String
    package var label: String
    package var addedAt: Int64
    /// Nil: never.
    package var usedAt: Int64?
    package var isSynced: Bool
  }
  package var hasPassword: Bool
  package var passkeys: [Key]
  package var sessions: Int
  /// API keys that speak for them.
  package var keys: [String]
}

package enum SignInWay: Hashable, Sendable {
  case password
  /// One, by its id.
  case passkey(String)
  case passkeys
  case sessions
}

extension People {
  package func ways(of name: String) throws -> SignInWays {
    guard try person(name) != nil else { throw SignInRefusal.nobody(name) }
    let account = try account(name)?.account
    let uses = try uses(of: account?.passkeys ?? [])
    return SignInWays(
      hasPassword: account?.password != nil,
      passkeys: (account?.passkeys ?? []).map { key in
        let id = Base64URL.encode(key.id)
        return SignInWays.Key(
          id: id, label: key.label, addedAt: key.addedAt, usedAt: uses[id].flatMap { $0.at > 0 ? $0.at : nil },
          isSynced: key.isSynced)
      }, sessions: try sessions(of: name),
      keys: try KeyRing.list(in: store).filter { $0.person == name }.map(\.name).sorted())
  }

  /// Takes ways to sign in from somebody, and ends all their sessions. Links that were made for them before stop working when the
  /// password goes: whoever has their mail has those.
  /// - Returns: what was taken, in words.
  package func revoke(_ ways: Set<SignInWay>, of name: String, by administrator: String) throws -> [String] {
    guard try person(name) != nil else { throw SignInRefusal.nobody(name) }
    let account = try account(name)?.account
    let lost = (account?.passkeys ?? []).filter { key in
      ways.contains(.passkeys) || ways.contains(.passkey(Base64URL.encode(key.id)))
    }
    for case .passkey(let id) in ways where !lost.contains(where: { Base64URL.encode($0.id) == id }) {
      throw SignInRefusal.invalid("There is no such passkey.")
    }
    let losesPassword = ways.contains(.password) && account?.password != nil
    var taken = losesPassword ? ["password"] : []
    taken += lost.map { "passkey \($0.label)" }
    var changes = lost.flatMap { key in
      [PeopleItems.passkeys, PeopleItems.uses].map {
        ItemChange(collection: $0, key: Base64URL.encode(key.id), value: nil)
      }
    }
    if ways.contains(.password) {
      let links = try invitations().filter { (try? Invitation(bytes: $0.value))?.name == name }
      if !links.isEmpty { taken.append("links") }
      changes += links.map { ItemChange(collection: $0.collection, key: $0.key, value: nil) }
    }
    let open = try sessionItems(of: name)
    if !open.isEmpty { taken.append("sessions") }
    changes += open.map { ItemChange(collection: $0.collection, key: $0.key, value: nil) }
    guard !taken.isEmpty else { return [] }
    let event = AuditEvent.signInChanged(name, "taken away: \(taken.joined(separator: ", "))", by: administrator)
    guard account != nil else {
      _ = try store.change(changes, audit: [AuditEntry(at: now, run: nil, program: nil, events: [event])])
      return taken
    }
    let ids = Set(lost.map(\.id))
    try change(name, with: changes, audit: [event]) { account in
      if losesPassword { account.password = nil }
      account.passkeys.removeAll { ids.contains($0.id) }
    }
    return taken
  }
}

extension SignInRefusal {
  static func nobody(_ name: String) -> SignInRefusal { .invalid("There is nobody called \(name).") }
}
