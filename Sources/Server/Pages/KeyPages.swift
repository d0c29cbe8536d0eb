// API keys: one's own, and for administrators those of agents. A key is shown once, on the page that answers its making, and is
// never part of another answer. What it may do is at most what whoever makes it may: a key that decides speaks for oneself.
import DurableRuntime
import Foundation
import Hummingbird
import Values

struct KeysPage: Sendable {
  var frame: Frame
  var isAdministrator: Bool
  var made: Made?
  var goodMarkup = Icon.good.markup
  var keys: [Row]
  var scopes: [ScopeChoice]
  var lengths: [Length]

  struct Made: Sendable {
    var name: String
    var text: String
  }
  struct Row: Sendable {
    var name: String
    var whose: String
    var scopes: [String]
    var made: String?
    var until: String?
    var isOver: Bool
    var mayRevoke: Bool
  }
  struct ScopeChoice: Sendable {
    var word: String
    var deed: String
    var isChosen: Bool
  }
  struct Length: Sendable {
    var days: String
    var text: String
    var isChosen: Bool
  }
}

struct KeyPages {
  let site: Dashboard

  /// Days that a key may be good for; nil: until it is revoked.
  private static let lengths: [(days: Int64?, text: String)] = [
    (7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "a year"), (nil, "until it is revoked"),
  ]

  func add(to router: TwinRouter) {
    site.get("/keys", on: router) { _, _, session in site.page("keys", try await page(session)) }
    site.post("/keys", on: router) { _, _, session, form in
      let key = try key(form, session)
      let text: String
      do {
        text = try await site.service.runs.worker.with { try KeyRing.add(key, to: $0.store, by: session.person.name) }
      } catch let problem as Problem where problem.kind == .invalid {
        site.notices.leave(Notice(.bad, problem.detail), for: session)
        return .redirect(to: "/keys", type: .normal)
      }
      var page = try await page(session)
      page.made = KeysPage.Made(name: key.name.visible, text: text)
      return site.page("keys", page)
    }
    site.post("/keys/revoke", on: router) { _, _, session, form in
      let name = form["name"] ?? ""
      let keys = try await site.service.reader.read { try KeyRing.list(in: $0.store) }
      guard let key = keys.first(where: { $0.name == name }) else {
        throw Problem(.notFound, "there is no key '\(name.visible.cut(100))'")
      }
      guard Self.mayRevoke(key, session) else {
        throw Problem(.forbidden, "'\(key.name.visible)' is not yours; this takes the role `\(People.administrator)`")
      }
      let by = session.person.name
      _ = try await site.service.runs.worker.with {
        try KeyRing.remove(name, from: $0.store, by: by, at: site.service.clock.now())
      }
      site.notices.leave(Notice(.good, "\(key.name.visible) is revoked: it opens nothing any more."), for: session)
      return .redirect(to: "/keys", type: .normal)
    }
  }

  private static func mayRevoke(_ key: APIKey, _ session: Session) -> Bool {
    key.person == session.person.name || session.person.roles.contains(People.administrator)
  }

  private func key(_ form: FormBody, _ session: Session) throws(Problem) -> APIKey {
    let isAgents = form["whose"] == "agent"
    if isAgents { try PeoplePages.checkAdministrator(session) }
    let now = site.service.clock.now().milliseconds
    let length = Self.lengths.first { $0.days.map(String.init) ?? "" == form["days"] }
    guard let length else { throw Problem(.invalid, "the key's time is none of those that are offered") }
    let name = (form["name"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    guard name == name.visible else { throw Problem(.invalid, "a key's name has only characters that can be seen") }
    let scopes = Set(form.all("scope").compactMap(Scope.init(rawValue:)))
    guard scopes.isSubset(of: session.scopes) else {
      throw Problem(
        .forbidden, "a key may do no more than \(session.person.name); this takes the role `\(People.administrator)`")
    }
    return APIKey(
      name: name, scopes: scopes,
      person: isAgents ? nil : session.person.name, madeAt: now, expiresAt: length.days.map { now + $0 * 86_400_000 })
  }

  private func page(_ session: Session) async throws -> KeysPage {
    let keys = try await site.service.reader.read { try KeyRing.list(in: $0.store) }
    let now = site.service.clock.now().milliseconds
    return KeysPage(
      frame: try await site.frame("API keys", .people, session, events: nil),
      isAdministrator: session.person.roles.contains(People.administrator),
      keys: keys.map { key in
        KeysPage.Row(
          name: key.name.visible, whose: key.person.map { "speaks for \($0.visible)" } ?? "an agent’s",
          scopes: Scope.allCases.filter(key.scopes.contains).map(\.rawValue),
          made: key.madeAt == 0 ? nil : Wording.day(key.madeAt), until: key.expiresAt.map { Wording.day($0) },
          isOver: key.expiresAt.map { $0 <= now } ?? false, mayRevoke: Self.mayRevoke(key, session))
      },
      scopes: Scope.allCases.filter(session.scopes.contains).map {
        KeysPage.ScopeChoice(word: $0.rawValue, deed: Self.deed($0), isChosen: !$0.takesPerson)
      },
      lengths: Self.lengths.map {
        KeysPage.Length(days: $0.days.map(String.init) ?? "", text: $0.text, isChosen: $0.days == 90)
      })
  }

  private static func deed(_ scope: Scope) -> String {
    switch scope {
    case .start: "start and cancel runs"
    case .read: "see runs, skills and the audit log"
    case .decide: "decide gates, as you"
    case .author: "register skills, as you: which gates there are, what runs on this machine"
    }
  }
}
