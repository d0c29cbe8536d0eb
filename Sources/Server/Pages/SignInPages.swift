// Signing in and out, and invitations: the pages that need no session.
import Delivery
import DurableRuntime
import Foundation
import HTTPTypes
import Hummingbird
import Values

struct SignInPage: Sendable {
  struct Refused: Sendable {
    var text: String
    var iconMarkup = Icon.bad.markup
  }
  var title = "Sign in"
  var stamp: String
  var usesPasskeys: Bool
  var next: String
  var name = ""
  var problem: Refused?
}

struct InvitationPage: Sendable {
  var title = "Welcome"
  var stamp: String
  var usesPasskeys = false
  var isFirst: Bool
  var name: String
  var shortest = PeopleLimits.shortestPassword
  var problem: SignInPage.Refused?
}

extension Dashboard {
  func addSignIn(to router: TwinRouter) {
    router.get("/sign-in") { request, context in
      try await answering(request, context) {
        let next = Self.next(request.query("next"))
        if try await session(request) != nil { return .redirect(to: next, type: .normal) }
        return signInPage(next: next)
      }
    }
    router.post("/sign-in") { request, context in
      try await answering(request, context) {
        try checkOrigin(request)
        let form = try await FormBody(request)
        let name = form["name"] ?? ""
        let next = Self.next(form["next"])
        return try await entering(next) {
          try await people.signIn(name: name, password: form["password"] ?? "", address: context.peer)
        } refused: {
          signInPage(next: next, name: name, refusal: $0)
        }
      }
    }
    router.post("/sign-in/passkey/options") { request, _ in
      try checkOrigin(request)
      guard let party = people.party else { throw Problem(.invalid, "passkeys do not work at this address") }
      let challenge = people.ceremonies.begin(.signIn, now: service.clock.now().milliseconds)
      return Response.json(PasskeyOptions.get(challenge: challenge, party: party, allowed: []))
    }
    router.post("/sign-in/passkey") { request, context in
      try await answering(request, context) {
        try checkOrigin(request)
        let form = try await FormBody(request)
        let next = Self.next(form["next"])
        return try await entering(next) {
          let answer = try PasskeyForm.assertion(form["answer"])
          return try await people.signIn(passkey: answer.answer, challenge: answer.challenge, address: context.peer)
        } refused: {
          signInPage(next: next, refusal: $0)
        }
      }
    }
    post("/sign-out", on: router) { _, _, session, _ in
      try await people.signOut(session.token)
      var response = Response.redirect(to: "/sign-in", type: .normal)
      response.setCookie(SessionCookie.clear(isSecure: people.origin.isSecure))
      return response
    }
    addInvitations(to: router)
  }

  private func addInvitations(to router: TwinRouter) {
    router.get("/invitations/:token") { request, context in
      try await answering(request, context) {
        guard let invitation = try await people.invitation(context.parameters.get("token") ?? "") else {
          throw Problem(.expired, People.used.message)
        }
        return invitationPage(invitation)
      }
    }
    router.post("/invitations/:token") { request, context in
      try await answering(request, context) {
        try checkOrigin(request)
        let token = context.parameters.get("token") ?? ""
        guard let invitation = try await people.invitation(token) else { throw Problem(.expired, People.used.message) }
        let form = try await FormBody(request)
        return try await entering("/account") {
          guard form["password"] == form["again"] else {
            throw SignInRefusal.invalid("The two passwords are not the same.")
          }
          return try await people.accept(
            token, name: form["name"] ?? "", password: form["password"] ?? "", address: context.peer)
        } refused: {
          invitationPage(invitation, name: form["name"], refusal: $0)
        }
      }
    }
  }

  /// In, with a cookie, or the page again with the reason.
  private func entering(
    _ next: String, _ open: () async throws -> Session.Token, refused: (SignInRefusal) -> Response
  ) async throws -> Response {
    do {
      let token = try await open()
      var response = Response.redirect(to: next, type: .normal)
      response.headers[.cacheControl] = "no-store"
      response.setCookie(SessionCookie.set(token, isSecure: people.origin.isSecure))
      return response
    } catch let refusal as SignInRefusal {
      return refused(refusal)
    }
  }

  private func signInPage(next: String, name: String = "", refusal: SignInRefusal? = nil) -> Response {
    let page = SignInPage(
      stamp: templates.stamp, usesPasskeys: people.party != nil, next: next, name: name.cut(200),
      problem: refusal.map { SignInPage.Refused(text: $0.message) })
    var response = self.page("sign-in", page, status: refusal?.status ?? .ok)
    if let wait = refusal?.retryAfter { response.headers[.retryAfter] = String(wait) }
    return response
  }

  private func invitationPage(_ invitation: Invitation, name: String? = nil, refusal: SignInRefusal? = nil) -> Response
  {
    page(
      "invitation",
      InvitationPage(
        stamp: templates.stamp, isFirst: invitation.name == nil, name: (invitation.name ?? name ?? "").visible,
        problem: refusal.map { SignInPage.Refused(text: $0.message) }),
      status: refusal?.status ?? .ok)
  }

  /// Only ever a path of ours: `//elsewhere` and `/\elsewhere` are addresses of others to a browser.
  static func next(_ text: String?) -> String {
    guard let text, text.hasPrefix("/"), text.utf8.count <= 1000,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }), !text.hasPrefix("//"),
      !text.hasPrefix("/sign-")
    else { return "/" }
    return text
  }
}

extension SignInRefusal {
  var status: HTTPResponse.Status {
    switch kind {
    case .wrong: .unauthorized
    case .locked, .tooMany: .tooManyRequests
    case .invalid: .unprocessableContent
    }
  }
}

// MARK: Passkeys as pages send them

enum PasskeyOptions {
  /// `navigator.credentials.get` (section 5.5). No list of credentials: whoever has one is offered it.
  static func get(challenge: [UInt8], party: RelyingParty, allowed: [[UInt8]]) -> PlainValue {
    [
      "challenge": .string(Base64URL.encode(challenge)), "rpId": .string(party.id), "userVerification": "required",
      "timeout": .int(PeopleLimits.ceremony),
      "allowCredentials": .list(
        allowed.map { ["type": "public-key", "id": .string(Base64URL.encode($0))] }),
    ]
  }

  /// `navigator.credentials.create` (section 5.4).
  static func create(challenge: [UInt8], party: RelyingParty, name: String, account: Account) -> PlainValue {
    [
      "challenge": .string(Base64URL.encode(challenge)),
      "rp": ["id": .string(party.id), "name": "Twin"],
      "user": [
        "id": .string(Base64URL.encode(account.handle)), "name": .string(name), "displayName": .string(name),
      ],
      "pubKeyCredParams": .list(PasskeyKey.algorithms.map { ["type": "public-key", "alg": .int(Int64($0))] }),
      "timeout": .int(PeopleLimits.ceremony), "attestation": "none",
      "authenticatorSelection": [
        "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
      ],
      "excludeCredentials": .list(
        account.passkeys.map { ["type": "public-key", "id": .string(Base64URL.encode($0.id))] }),
    ]
  }
}

/// The field `answer` of a form, as `passkeys.js` fills it.
enum PasskeyForm {
  private struct Fields: Decodable {
    var challenge: String
    var clientData: String
    var credential: String?
    var authenticatorData: String?
    var signature: String?
    var handle: String?
    var attestation: String?
  }

  private static let limit = 32 << 10
  static let unreadable = SignInRefusal.invalid("The passkey's answer did not arrive whole. Try once more.")

  private static func fields(_ text: String?) throws -> Fields {
    guard let text, text.utf8.count <= limit, let fields = try? JSONDecoder().decode(Fields.self, from: Data(text.utf8))
    else { throw unreadable }
    return fields
  }

  static func assertion(_ text: String?) throws -> (answer: PasskeyAnswer, challenge: [UInt8]) {
    let fields = try fields(text)
    guard let challenge = Base64URL.decode(fields.challenge), let clientData = Base64URL.decode(fields.clientData),
      let credential = fields.credential.flatMap(Base64URL.decode),
      let data = fields.authenticatorData.flatMap(Base64URL.decode),
      let signature = fields.signature.flatMap(Base64URL.decode)
    else { throw unreadable }
    let answer = PasskeyAnswer(
      credential: credential, clientData: clientData, authenticatorData: data, signature: signature,
      handle: fields.handle.flatMap(Base64URL.decode))
    return (answer, challenge)
  }

  static func attestation(_ text: String?) throws -> (clientData: [UInt8], attestation: [UInt8], challenge: [UInt8]) {
    let fields = try fields(text)
    guard let challenge = Base64URL.decode(fields.challenge), let clientData = Base64URL.decode(fields.clientData),
      let attestation = fields.attestation.flatMap(Base64URL.decode)
    else { throw unreadable }
    return (clientData, attestation, challenge)
  }
}
