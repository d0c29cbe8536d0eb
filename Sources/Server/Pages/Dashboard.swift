// The dashboard's routes: requests of people's browsers → pages, rendered here and complete without scripts. Everything that
// decides goes through `Runs.decide`, as the API does; GET and HEAD change nothing.
//
//   GET  /                       inbox                POST /                     decide several alike
//   GET  /gates/INSTANCE         one gate             POST /gates/INSTANCE       decide it
//   GET  /d/TOKEN                a gate by a link         POST /d/TOKEN              decide it, once
//   GET  /runs, /runs/RUN        runs, one run        GET  /runs/RUN/snapshot    its state, and what differs from another's
//   GET  /skills, /skills/NAME   skills, one skill    GET  /people, /account     people, oneself
//   GET  /people/ways            how one signs in     POST /people/revoke        take it away
//   GET  /keys                   API keys             POST /keys, /keys/revoke   make one, end one
//   GET  /sign-in, /invitations/TOKEN                 GET  /events               that something has happened (SSE)
import DurableRuntime
import HTTPTypes
import Hummingbird
import Values

package struct Dashboard: Sendable {
  let service: TwinService
  let people: People
  let templates = PageTemplates()
  let notices = Notices()
  let waiting: WaitingGates

  package init(service: TwinService, people: People) {
    self.service = service
    self.people = people
    waiting = WaitingGates(reader: service.reader, hub: service.hub)
  }

  /// Whose session a request carries, for the API's sake too.
  package var authenticator: any Authenticator { SessionAuthenticator(people: people) }

  package func join(_ server: inout TwinServer) {
    server.authenticators.append(authenticator)
    server.extensions.append { add(to: $0) }
  }

  package func add(to router: TwinRouter) {
    addAssets(to: router)
    addSignIn(to: router)
    InboxPages(site: self).add(to: router)
    GatePages(site: self).add(to: router)
    LinkPages(site: self).add(to: router)
    RunPages(site: self).add(to: router)
    SnapshotPages(site: self).add(to: router)
    SkillPages(site: self).add(to: router)
    PeoplePages(site: self).add(to: router)
    AccountPages(site: self).add(to: router)
    KeyPages(site: self).add(to: router)
    EventPages(site: self).add(to: router)
  }

  private func addAssets(to router: TwinRouter) {
    router.get("/assets/:file") { request, context in
      guard let asset = templates.assets[context.parameters.get("file") ?? ""] else {
        throw Problem(.notFound, "there is no such file")
      }
      var headers = PageHeaders.common(isSecure: people.origin.isSecure)
      headers[.contentType] = asset.mediaType
      let isStamped = request.uri.query == templates.stamp
      headers[.cacheControl] = isStamped ? "public, max-age=31536000, immutable" : "no-cache"
      return Response(status: .ok, headers: headers, body: .init(byteBuffer: .init(bytes: asset.bytes)))
    }
  }

  // MARK: Pages of people who are signed in

  typealias Handler = @Sendable (Request, TwinContext, Session) async throws -> Response
  typealias FormHandler = @Sendable (Request, TwinContext, Session, FormBody) async throws -> Response

  func get(_ path: RouterPath, on router: TwinRouter, _ handler: @escaping Handler) {
    router.get(path) { request, context in
      try await answering(request, context) {
        guard let session = try await session(request) else {
          return Response.redirect(to: "/sign-in?next=" + Self.queryText(request.uri.string), type: .normal)
        }
        return try await handler(request, context, session)
      }
    }
  }

  /// Forms are taken from our own pages only: the token proves it, and the browser's own word where it gives one.
  func post(_ path: RouterPath, on router: TwinRouter, _ handler: @escaping FormHandler) {
    router.post(path) { request, context in
      try await answering(request, context) {
        try checkOrigin(request)
        guard let session = try await session(request) else { return Response.redirect(to: "/sign-in", type: .normal) }
        let form = try await FormBody(request)
        guard session.token.isForm(form["token"]) else {
          throw Problem(.forbidden, "this form was made for another session: load the page again")
        }
        return try await handler(request, context, session, form)
      }
    }
  }

  func session(_ request: Request) async throws -> Session? { try await SessionCookie.session(request, people) }

  func checkOrigin(_ request: Request) throws(Problem) {
    if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" {
      throw Problem(.forbidden, "the form was sent from another site")
    }
    if let origin = request.headers[.origin], !people.origin.isOurs(origin) {
      throw Problem(
        .forbidden,
        "the form was sent from another site than \(people.origin.text ?? "this one") (`twin serve --origin`, or the setting serve.url)"
      )
    }
  }

  /// What goes wrong is a page too, or a problem document for scripts.
  func answering(
    _ request: Request, _ context: TwinContext, _ body: () async throws -> Response
  ) async throws -> Response {
    do { return try await body() } catch is CancellationError { throw CancellationError() } catch {
      if request.headers[.accept] == "application/json" { throw error }
      let refusal = error as? SignInRefusal
      let problem =
        refusal.map { Problem($0.kind == .tooMany ? .tooMany : .invalid, $0.message) }
        ?? Problem(error, context: context)
      return message(
        problem.kind.title, problem.detail, link: "/", linkText: "To the inbox", status: problem.kind.status)
    }
  }

  // MARK: Rendering

  func page(
    _ name: String, _ values: some Sendable, status: HTTPResponse.Status = .ok
  ) -> Response {
    html(templates.render(name, values), status: status)
  }

  func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    var headers = PageHeaders.common(isSecure: people.origin.isSecure)
    headers[.contentType] = "text/html; charset=utf-8"
    headers[.cacheControl] = "no-store"
    return Response(status: status, headers: headers, body: .init(byteBuffer: .init(string: text)))
  }

  struct MessagePage: Sendable {
    var title: String
    var text: String
    var link: String
    var linkText: String
    var stamp: String
    var usesPasskeys = false
  }

  func message(
    _ title: String, _ text: String, link: String, linkText: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    page(
      "message",
      MessagePage(title: title, text: text.visible, link: link, linkText: linkText, stamp: templates.stamp),
      status: status)
  }

  /// What stands around every page.
  func frame(_ title: String, _ room: Frame.Room?, _ session: Session, events: String? = "/events") async throws
    -> Frame
  {
    let waiting = try await waiting.newest().gates.count { $0.obstacle(for: session.person) == nil }
    return Frame(
      title: title.visible.cut(120), isInbox: room == .inbox, isRuns: room == .runs, isSkills: room == .skills,
      isPeople: room == .people, isAccount: room == .account,
      waiting: waiting == 0 ? nil : "\(waiting)",
      me: session.person.name.visible, token: session.token.formToken, stamp: templates.stamp,
      usesPasskeys: people.party != nil && (room == .account || room == .gate), events: events,
      notice: notices.take(session))
  }

  /// Around the page of a decision link: nothing of the rest of the house is shown.
  func guestFrame(_ title: String, _ person: String) -> Frame {
    Frame(
      title: title.visible.cut(120), isInbox: false, isRuns: false, isSkills: false, isPeople: false, isAccount: false,
      waiting: nil, me: person.visible, token: "", stamp: templates.stamp, usesPasskeys: false, events: nil,
      notice: nil,
      isGuest: true)
  }

  static func queryText(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      if isPlain || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") {
        return String(UnicodeScalar(byte))
      }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}

struct Frame: Sendable {
  enum Room { case inbox, runs, skills, people, account, gate }
  var title: String
  var isInbox: Bool
  var isRuns: Bool
  var isSkills: Bool
  var isPeople: Bool
  var isAccount: Bool
  var waiting: String?
  var me: String
  var token: String
  var stamp: String
  var usesPasskeys: Bool
  /// Where a page hears that something has happened.
  var events: String?
  var notice: Notice?
  /// Somebody with a link for one gate, who has not signed in.
  var isGuest = false
}
