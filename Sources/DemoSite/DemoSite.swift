// A small billing company's web site and API on loopback, for trying Twin without touching anybody's account: sign-in with
// password and one-time code, twelve invoices with twelve like-named links, a payment behind a native confirm dialog, an
// iframe, an upload. Started by `twin demo site`, by `make demo` and by the tests.
import Foundation
import HTTPTypes
import Hummingbird
import Logging

public struct DemoSite: Sendable {
  public let books: BillingBooks
  private let pages: BillingPages

  public init(books: BillingBooks = BillingBooks()) throws {
    self.books = books
    pages = try BillingPages()
  }

  /// Serves until the task is cancelled or the process is told to stop.
  /// - Parameters:
  ///   - port: 0 takes a free one.
  ///   - onReady: told the port once requests are answered.
  public func serve(port: Int, onReady: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
    var logger = Logger(label: "demo-site")
    logger.logLevel = .critical
    let application = Application(
      router: routes(),
      configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: "billing"),
      onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
      logger: logger)
    try await application.runService()
  }

  /// Largest request body the site reads, in bytes.
  private static let bodyLimit = 1 << 20

  private func routes() -> Router<BasicRequestContext> {
    let router = Router()
    addSignIn(router)
    addInvoices(router)
    addAPI(router)
    return router
  }

  // MARK: Pages

  private func addSignIn(_ router: Router<BasicRequestContext>) {
    router.get("/") { request, _ in
      Response.redirect(to: await signedIn(request) ? "/invoices" : "/login")
    }
    router.get("/login") { _, _ in page("login", ["title": "Sign in"]) }
    router.post("/login") { request, _ in
      let form = try await form(request)
      guard let challenge = await books.signIn(email: form["email"] ?? "", password: form["password"] ?? "") else {
        return page("login", ["title": "Sign in", "error": "Wrong email or password."], status: .unauthorized)
      }
      return page("code", ["title": "One-time code", "challenge": challenge])
    }
    router.post("/code") { request, _ in
      let form = try await form(request)
      let challenge = form["challenge"] ?? ""
      switch await books.answer(challenge: challenge, code: form["code"] ?? "") {
      case .accepted(let session):
        var response = Response.redirect(to: "/invoices")
        response.setCookie(Cookie(name: "session", value: session, path: "/", httpOnly: true, sameSite: .lax))
        return response
      case .wrong:
        let values = ["title": "One-time code", "challenge": challenge, "error": "That code is not right."]
        return page("code", values, status: .unauthorized)
      case .codeUsed:
        let values = [
          "title": "One-time code", "challenge": challenge,
          "error": "That code has already been used. Wait for the next one.",
        ]
        return page("code", values, status: .unauthorized)
      }
    }
    router.post("/logout") { request, _ in
      if let session = request.cookies["session"]?.value { await books.signOut(session) }
      return Response.redirect(to: "/login")
    }
    router.get("/terms") { _, _ in page("terms", ["title": "Terms"]) }
  }

  private func addInvoices(_ router: Router<BasicRequestContext>) {
    router.get("/invoices") { request, _ in
      guard await signedIn(request) else { return Response.redirect(to: "/login") }
      let vendor = request.uri.queryParameters["vendor"].map(String.init)
      let shown = await books.list(vendor: vendor)
      let vendors: [[String: Any]] = ["Acme", "Globex", "Initech"].map { (name: String) in
        ["name": name, "selected": vendor == name]
      }
      return page(
        "invoices",
        [
          "title": "Invoices", "session": true, "count": shown.count, "vendors": vendors,
          "invoices": shown.map(Self.values),
        ])
    }
    router.get("/invoices/:number") { request, context in
      guard await signedIn(request) else { return Response.redirect(to: "/login") }
      return await invoicePage(context.parameters.get("number") ?? "")
    }
    router.post("/invoices/:number/pay") { request, context in
      guard await signedIn(request) else { return Response.redirect(to: "/login") }
      let number = context.parameters.get("number") ?? ""
      switch await books.pay(number) {
      case .paid, .unknown: return Response.redirect(to: "/invoices/\(number)")
      case .already: return await invoicePage(number, ["error": "This invoice is already paid."])
      }
    }
    router.post("/invoices/:number/attach") { request, context in
      guard await signedIn(request) else { return Response.redirect(to: "/login") }
      var request = request
      let body = try await request.collectBody(upTo: Self.bodyLimit)
      let text = String(decoding: body.readableBytesView.prefix(4096), as: UTF8.self)
      let name = text.firstMatch(of: /filename="([^"]*)"/).map { String($0.1) } ?? ""
      let note = name.isEmpty ? "Choose a document first." : "Attached \(name)"
      return await invoicePage(context.parameters.get("number") ?? "", ["attached": note])
    }
  }

  private func invoicePage(_ number: String, _ more: [String: Any] = [:]) async -> Response {
    guard let invoice = await books.invoice(number) else {
      return page("missing", ["title": "Not found", "session": true], status: .notFound)
    }
    var values = Self.values(invoice).merging(more) { $1 }
    values["title"] = "Invoice \(number)"
    values["session"] = true
    return page("invoice", values)
  }

  private static func values(_ invoice: Invoice) -> [String: Any] {
    var values: [String: Any] = [
      "number": invoice.number, "vendor": invoice.vendor, "month": invoice.month, "amount": invoice.amount,
    ]
    if let receipt = invoice.receipt { values["receipt"] = receipt }
    return values
  }

  // MARK: API

  private struct InvoiceView: Encodable {
    var number: String
    var vendor: String
    var month: String
    var total: Double
    var paid: Bool
    var receipt: String?
    init(_ invoice: Invoice) {
      number = invoice.number
      vendor = invoice.vendor
      month = invoice.month
      total = Double(invoice.total) / 100
      paid = invoice.receipt != nil
      receipt = invoice.receipt
    }
  }

  private struct APIError: Encodable { var error: String }

  private func addAPI(_ router: Router<BasicRequestContext>) {
    router.post("/api/login") { request, _ in
      struct Credentials: Decodable {
        var email: String
        var password: String
      }
      let given = try await decode(Credentials.self, request)
      guard let challenge = await books.signIn(email: given.email, password: given.password) else {
        return try json(APIError(error: "wrong email or password"), status: .unauthorized)
      }
      return try json(["challenge": challenge])
    }
    router.post("/api/code") { request, _ in
      struct Answer: Decodable {
        var challenge: String
        var code: String
      }
      let given = try await decode(Answer.self, request)
      switch await books.answer(challenge: given.challenge, code: given.code) {
      case .accepted(let session): return try json(["token": session])
      case .wrong: return try json(APIError(error: "wrong code"), status: .unauthorized)
      case .codeUsed: return try json(APIError(error: "code already used"), status: .conflict)
      }
    }
    router.get("/api/invoices") { request, _ in
      guard await hasToken(request) else { return try json(APIError(error: "sign in first"), status: .unauthorized) }
      let vendor = request.uri.queryParameters["vendor"].map(String.init)
      return try json(await books.list(vendor: vendor).map(InvoiceView.init))
    }
    router.post("/api/invoices/:number/pay") { request, context in
      guard await hasToken(request) else { return try json(APIError(error: "sign in first"), status: .unauthorized) }
      let key = request.headers[.init("Idempotency-Key")!]
      switch await books.pay(context.parameters.get("number") ?? "", key: key) {
      case .paid(let invoice): return try json(InvoiceView(invoice))
      case .already: return try json(APIError(error: "already paid"), status: .conflict)
      case .unknown: return try json(APIError(error: "no such invoice"), status: .notFound)
      }
    }
    router.get("/api/payments") { _, _ in try json(["count": await books.paid]) }
  }

  // MARK: Requests and responses

  private func signedIn(_ request: Request) async -> Bool {
    await books.isSignedIn(request.cookies["session"]?.value)
  }

  private func hasToken(_ request: Request) async -> Bool {
    guard let header = request.headers[.authorization], header.hasPrefix("Bearer ") else { return false }
    return await books.isSignedIn(String(header.dropFirst(7)))
  }

  private func form(_ request: Request) async throws -> [String: String] {
    var request = request
    let body = try await request.collectBody(upTo: Self.bodyLimit)
    do { return try URLEncodedFormDecoder().decode([String: String].self, from: String(buffer: body)) } catch {
      throw HTTPError(.badRequest, message: "not a form")
    }
  }

  private func decode<T: Decodable>(_ type: T.Type, _ request: Request) async throws -> T {
    var request = request
    let body = try await request.collectBody(upTo: Self.bodyLimit)
    do { return try JSONDecoder().decode(type, from: Data(body.readableBytesView)) } catch {
      throw HTTPError(.badRequest, message: "not the JSON that is wanted here")
    }
  }

  private func page(_ name: String, _ values: [String: Any], status: HTTPResponse.Status = .ok) -> Response {
    let body = ByteBuffer(string: pages.render(name, values))
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"], body: .init(byteBuffer: body))
  }

  private func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = ByteBuffer(bytes: try encoder.encode(value))
    return Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
  }
}
