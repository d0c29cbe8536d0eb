// The session's cookie: read from requests, set and taken away by answers. Nothing but our own server ever sees what it holds.
import DurableRuntime
import HTTPTypes
import Hummingbird

enum SessionCookie {
  /// A browser keeps a `__Host-` cookie only from HTTPS, for this very host.
  static func name(isSecure: Bool) -> String { isSecure ? "__Host-twin" : "twin_session" }

  static func session(_ request: Request, _ people: People) async throws -> Session? {
    guard let cookie = request.cookies[name(isSecure: people.origin.isSecure)]?.value else { return nil }
    return try await people.session(cookie)
  }

  /// Lax, not strict: who follows a link from a mail to a gate is signed in there. Forms need their token besides.
  static func set(_ token: Session.Token, isSecure: Bool) -> Cookie {
    Cookie(
      name: name(isSecure: isSecure), value: token.text, maxAge: Int(PeopleLimits.longestSession / 1000), path: "/",
      secure: isSecure, httpOnly: true, sameSite: .lax)
  }

  static func clear(isSecure: Bool) -> Cookie {
    Cookie(
      name: name(isSecure: isSecure), value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
  }
}

/// A person's session as a principal of the API. Whatever changes something needs the session's token in a header, which pages of
/// other sites cannot send; the dashboard's own forms check theirs.
struct SessionAuthenticator: Authenticator {
  let people: People

  func principal(of request: Request, context: TwinContext) async throws -> Principal? {
    guard request.uri.path.hasPrefix("/v1/") || request.uri.path == "/mcp",
      let session = try await SessionCookie.session(request, people)
    else { return nil }
    switch request.method {
    case .get, .head, .options: break
    default:
      guard session.token.isForm(request.headers[.twinToken]) else {
        throw Problem(
          .forbidden, "a request by session needs the header `x-twin-token`, as the session's forms have it")
      }
    }
    return Principal(name: session.person.name, scopes: session.scopes, proof: .session(session.name))
  }
}

extension HTTPField.Name {
  static let twinToken = HTTPField.Name("x-twin-token")!
}
