// People, their roles and how they sign in; who administers may add others, make their links and sign them out.
import DurableRuntime
import Foundation
import Hummingbird
import Values

struct PeoplePage: Sendable {
  var frame: Frame
  var people: [Row]
  var count: Int
  var isAdministrator: Bool
  var link: Link?
  var goodMarkup = Icon.good.markup

  struct Row: Sendable {
    var name: String
    var roles: [String]
    var signsIn: String
    var isMe: Bool
    /// Where an administrator sees, and takes away, how they sign in.
    var link: String?
    /// Somebody else who is signed in somewhere.
    var maySignOut: Bool
  }
  struct Link: Sendable {
    var name: String
    var address: String
  }
}

/// How somebody signs in, and taking it away.
struct SignInWaysPage: Sendable {
  var frame: Frame
  var name: String
  var roles: [String]
  var hasPassword: Bool
  var passkeys: [AccountPage.Row]
  var sessions: String
  var isSignedIn: Bool
  var keys: [String]
  /// There is something to take.
  var canSignIn: Bool
}

struct PeoplePages {
  let site: Dashboard

  func add(to router: TwinRouter) {
    site.get("/people", on: router) { _, _, session in site.page("people", try await page(session)) }
    site.post("/people", on: router) { request, _, session, form in
      try Self.checkAdministrator(session)
      let name = (form["name"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
      let roles = (form["roles"] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
        !$0.isEmpty
      }
      try await site.people.add(name, roles: roles, by: session.person.name)
      return try await link(name, request, session)
    }
    site.post("/people/invite", on: router) { request, _, session, form in
      try Self.checkAdministrator(session)
      return try await link(form["name"] ?? "", request, session)
    }
    addWays(to: router)
    site.post("/people/sign-out", on: router) { _, _, session, form in
      try Self.checkAdministrator(session)
      let name = form["name"] ?? ""
      let count = try await site.people.endSessions(of: name, by: session.person.name)
      let said =
        count == 0 ? "\(name.visible) was not signed in anywhere." : "\(name.visible) is signed out everywhere."
      site.notices.leave(Notice(.good, said), for: session)
      return .redirect(to: "/people", type: .normal)
    }
  }

  private func addWays(to router: TwinRouter) {
    site.get("/people/ways", on: router) { request, _, session in
      try Self.checkAdministrator(session)
      return try await ways(of: request.query("name") ?? "", session)
    }
    site.post("/people/revoke", on: router) { _, _, session, form in
      try Self.checkAdministrator(session)
      let name = form["name"] ?? ""
      guard name != session.person.name else {
        throw Problem(.invalid, "what is your own is changed on your account's page, so that nobody locks themself out")
      }
      let taken = try await site.people.revoke(try Self.ways(form), of: name, by: session.person.name)
      let said =
        taken.isEmpty
        ? "\(name.visible) had nothing of it." : "Taken from \(name.visible): \(taken.joined(separator: ", ").visible)."
      site.notices.leave(Notice(.good, said), for: session)
      return .redirect(to: Self.link(name), type: .normal)
    }
  }

  private static func link(_ name: String) -> String { "/people/ways?name=" + Dashboard.queryText(name) }

  private static func ways(_ form: FormBody) throws(Problem) -> Set<SignInWay> {
    switch form["way"] {
    case "password": [.password]
    case "passkey": [.passkey(form["id"] ?? "")]
    case "sessions": [.sessions]
    case "all": [.password, .passkeys, .sessions]
    default: throw Problem(.invalid, "say what is to be taken: password, passkey, sessions or all")
    }
  }

  private func ways(of name: String, _ session: Session) async throws -> Response {
    guard let person = try await site.people.person(name) else {
      throw Problem(.notFound, "there is nobody called \(name.visible.cut(100))")
    }
    let ways = try await site.people.ways(of: name)
    return site.page(
      "ways",
      SignInWaysPage(
        frame: try await site.frame(name, .people, session, events: nil), name: name.visible,
        roles: person.roles.map(\.visible), hasPassword: ways.hasPassword,
        passkeys: ways.passkeys.map { key in
          AccountPage.Row(
            id: key.id, label: key.label.visible, added: Wording.moment(key.addedAt),
            used: key.usedAt.map(Wording.moment), isSynced: key.isSynced)
        },
        sessions: ways.sessions == 0
          ? "Not signed in anywhere." : "Signed in with \(Wording.count(ways.sessions, "browser")).",
        isSignedIn: ways.sessions > 0, keys: ways.keys.map(\.visible),
        canSignIn: ways.hasPassword || !ways.passkeys.isEmpty || ways.sessions > 0))
  }

  static func checkAdministrator(_ session: Session) throws(Problem) {
    guard session.person.roles.contains(People.administrator) else {
      throw Problem(
        .forbidden, "this takes the role `\(People.administrator)`; \(session.person.name) does not have it")
    }
  }

  private func link(_ name: String, _ request: Request, _ session: Session) async throws -> Response {
    let token = try await site.people.invite(name, by: session.person.name)
    let origin = site.people.origin.text ?? "http://" + (request.head.authority ?? "localhost")
    var page = try await page(session)
    page.link = PeoplePage.Link(name: name.visible, address: "\(origin)/invitations/\(token)")
    return site.page("people", page)
  }

  private func page(_ session: Session) async throws -> PeoplePage {
    let people = try await site.people.list()
    let signedIn = try await site.people.signedIn()
    let isAdministrator = session.person.roles.contains(People.administrator)
    return PeoplePage(
      frame: try await site.frame("People", .people, session, events: nil),
      people: people.map { one in
        PeoplePage.Row(
          name: one.person.name.visible, roles: one.person.roles.map(\.visible), signsIn: one.signsIn,
          isMe: one.person.name == session.person.name,
          link: isAdministrator && one.person.name != session.person.name ? Self.link(one.person.name) : nil,
          maySignOut: one.person.name != session.person.name && signedIn.contains(one.person.name))
      }, count: people.count, isAdministrator: isAdministrator, link: nil)
  }
}
