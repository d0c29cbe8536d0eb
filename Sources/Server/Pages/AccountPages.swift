// How one signs in oneself: passkeys, password, sessions.
import Delivery
import DurableRuntime
import Foundation
import Hummingbird
import Values

struct AccountPage: Sendable {
  var frame: Frame
  var name: String
  var roles: [String]
  var passkeys: [Row]
  var hasPassword: Bool
  var shortest = PeopleLimits.shortestPassword
  var sessions: String

  struct Row: Sendable {
    var id: String
    var label: String
    var added: String
    var used: String?
    var isSynced: Bool
  }
}

struct AccountPages {
  let site: Dashboard

  func add(to router: TwinRouter) {
    site.get("/account", on: router) { _, _, session in try await show(session) }
    site.post("/account/password", on: router) { _, _, session, form in
      try await doing(session, "The password is changed, and everything else is signed out.") {
        try await site.people.setPassword(form["password"] ?? "", of: session.person.name, current: form["current"])
        _ = try await site.people.signOutElsewhere(session)
      }
    }
    site.post("/account/sessions", on: router) { _, _, session, _ in
      try await doing(session, "Only this browser is signed in now.") {
        _ = try await site.people.signOutElsewhere(session)
      }
    }
    site.post("/account/passkeys/options", on: router) { _, _, session, _ in
      guard let party = site.people.party else { throw Problem(.invalid, "passkeys do not work at this address") }
      let name = session.person.name
      let account = try await site.people.accountForPasskeys(name)
      let challenge = site.people.ceremonies.begin(.register(name), now: site.service.clock.now().milliseconds)
      return .json(PasskeyOptions.create(challenge: challenge, party: party, name: name, account: account))
    }
    site.post("/account/passkeys", on: router) { _, _, session, form in
      try await doing(session, "The passkey is added.") {
        let made = try PasskeyForm.attestation(form["answer"])
        try await site.people.addPasskey(
          to: session.person.name, clientData: made.clientData, attestation: made.attestation,
          challenge: made.challenge,
          label: form["label"] ?? "")
      }
    }
    site.post("/account/passkeys/remove", on: router) { _, _, session, form in
      try await doing(session, "The passkey is removed.") {
        try await site.people.removePasskey(form["id"] ?? "", of: session.person.name)
      }
    }
  }

  private func doing(_ session: Session, _ said: String, _ body: () async throws -> Void) async throws -> Response {
    do {
      try await body()
      site.notices.leave(Notice(.good, said), for: session)
    } catch let refusal as SignInRefusal {
      site.notices.leave(Notice(.bad, refusal.message), for: session)
    }
    return .redirect(to: "/account", type: .normal)
  }

  private func show(_ session: Session) async throws -> Response {
    let name = session.person.name
    let account = try await site.people.account(name)?.account
    let uses = try await site.people.uses(of: account?.passkeys ?? [])
    let sessions = try await site.people.sessions(of: name)
    let page = AccountPage(
      frame: try await site.frame(name, .account, session, events: nil), name: name.visible,
      roles: session.person.roles.map(\.visible),
      passkeys: (account?.passkeys ?? []).map { key in
        let id = Base64URL.encode(key.id)
        return AccountPage.Row(
          id: id, label: key.label.visible, added: Wording.moment(key.addedAt),
          used: uses[id].flatMap { $0.at > 0 ? Wording.moment($0.at) : nil }, isSynced: key.isSynced)
      }, hasPassword: account?.password != nil,
      sessions: sessions == 1
        ? "This browser alone is signed in." : "\(sessions) browsers are signed in as you, this one among them.")
    return site.page("account", page)
  }
}
