// The effect `http`: method, url, query, headers, json | form | body, auth, expect, save_as → status, headers, json, text.
//
// Every address is checked against permissions.network, those of redirects too; nothing is sent to one that is not listed.
// Redirects are followed by the rules of RFC 9110, section 15.4, at most `HostLimits.redirects` of them; credentials do
// not cross to another origin. What cannot be undone is done at the address that was approved and nowhere else: a redirect that
// would repeat it elsewhere is not followed. It keeps no cookies and never asks a proxy.
import Bytecode
import DurableRuntime
import Foundation
import Values

struct HTTPEffect {
  var folder: WorkFolder

  func perform(_ arguments: Arguments) async throws -> PlainValue {
    let plan = try Plan(arguments)
    let savePath = try arguments.text("save_as")
    if let savePath {
      try folder.checkWritable(savePath, patterns: arguments.request.permissions.write)
    }
    let progress = Progress()
    let timeout = arguments.request.timeout
    do {
      let answer = try await withDeadline(
        milliseconds: timeout,
        failure: {
          .timedOut(
            "\(progress.request ?? plan.request.shown): no complete answer within \(durationText(milliseconds: timeout))",
            sent: progress.mayHaveLeft)
        },
        { try await follow(plan, saving: savePath != nil, progress: progress) })
      let request = progress.request ?? plan.request.shown
      try check(answer, to: request, plan: plan, arguments)
      return try result(answer, to: request, savePath: savePath, arguments)
    } catch let error as EffectFailure {
      guard let redirected = progress.redirected else { throw error }
      // The request itself was taken: what came of that is not what came of following where it led.
      throw EffectFailure(
        kind: error.kind, message: "\(redirected); then \(error.message)", sent: true,
        isUnheard: error.isUnheard || error.isUnread || !["GET", "HEAD", "OPTIONS"].contains(plan.method))
    }
  }

  /// Sends the request and follows where it leads.
  private func follow(_ plan: Plan, saving: Bool, progress: Progress) async throws(EffectFailure) -> WebAnswer {
    var request = plan.request
    for hop in 0...HostLimits.redirects {
      try plan.network.check(request.address.origin, purpose: hop == 0 ? "asking" : "following a redirect to")
      let handover = progress.next(request)
      let limit = saving ? HostLimits.savedBodyBytes : HostLimits.responseBodyBytes
      let answer = try await WebClient.send(request, bodyLimit: limit, handover: handover)
      guard plan.expected?.contains(Int64(answer.status)) != true, let location = answer.header("location"),
        [301, 302, 303, 307, 308].contains(answer.status)
      else { return answer }
      if plan.isIrreversible, Self.repeats(request.method, status: answer.status) {
        var next = request
        next.address = try request.address.resolving(location)
        throw .failed(
          "\(request.shown) was answered with \(answer.status), which leads to \(next.shown): what cannot be undone is not "
            + "sent to another address than the one that was approved; give the step that address", sent: true,
          code: Int32(answer.status))
      }
      if hop == 0 { progress.redirects("\(request.shown) was answered with \(answer.status)") }
      request = try redirected(request, status: answer.status, location: location, plan: plan)
    }
    throw .failed("more than \(HostLimits.redirects) redirects followed", sent: true)
  }

  /// Whether a redirect means the same once more elsewhere, and no look at what came of it.
  private static func repeats(_ method: String, status: Int) -> Bool {
    status >= 307 || status < 303 && !["GET", "HEAD"].contains(method) && !becomesGET(method, status: status)
  }

  private static func becomesGET(_ method: String, status: Int) -> Bool {
    status == 303 && method != "HEAD" || status < 303 && method == "POST"
  }

  /// The request that a redirect asks for (RFC 9110, 15.4; 301 and 302 turn POST into GET as every agent does).
  private func redirected(
    _ request: WebRequest, status: Int, location: String, plan: Plan
  ) throws(EffectFailure) -> WebRequest {
    var next = request
    next.address = try request.address.resolving(location)
    let from = request.address.origin
    let to = next.address.origin
    if from.scheme == "https", to.scheme == "http" {
      throw .refused("\(from.text) redirects from https to http://\(to.text), which anyone could read")
    }
    if Self.becomesGET(request.method, status: status) {
      next.method = "GET"
      next.body = nil
      next.headers.removeAll { $0.name.lowercased().hasPrefix("content-") || $0.name.lowercased() == "idempotency-key" }
    }
    if from != to {
      next.headers.removeAll { plan.confined.contains($0.name.lowercased()) }
      if next.body != nil, plan.bodyHoldsSecret {
        throw .refused("\(from.text) redirects to \(to.text), and the body with a secret in it does not go there")
      }
    }
    return next
  }

  private func check(_ answer: WebAnswer, to request: String, plan: Plan, _ arguments: Arguments) throws(EffectFailure)
  {
    let fine = plan.expected.map { $0.contains(Int64(answer.status)) } ?? (answer.status < 400)
    guard !fine else { return }
    let isHidden = arguments.hides("text", "json")
    let body = isHidden ? "" : Body.text(answer.body, contentType: answer.header("content-type"))
    let text = excerpt(arguments.cleaned(body))
    let wanted = plan.expected.map { ", expected " + $0.map(String.init).joined(separator: " or ") } ?? ""
    let said = text.isEmpty ? "" : ": \(text)"
    throw .failed(
      "\(request) was answered with \(answer.status)\(wanted)\(said)", sent: true, code: Int32(answer.status))
  }

  private func result(
    _ answer: WebAnswer, to request: String, savePath: String?, _ arguments: Arguments
  ) throws(EffectFailure) -> PlainValue {
    let type = answer.header("content-type")
    let headers = PlainValue.map(
      answer.headers.map { PlainEntry(key: .string($0.name), value: .string(Body.text(Array($0.value.utf8)))) })
    var fields: [(String, PlainValue)] = [("status", .int(Int64(answer.status))), ("headers", headers)]
    if let savePath {
      do throws(EffectFailure) {
        try folder.write(answer.body, to: savePath, patterns: arguments.request.permissions.write)
      } catch {
        var failure = EffectFailure.unread(
          "\(request) was answered with \(answer.status), and then: \(error.message)", sent: true,
          code: Int32(answer.status))
        failure.kind = error.kind
        throw failure
      }
      fields += [("json", .null), ("text", .string(""))]
      fields += [
        ("path", .string(savePath)), ("sha256", .string(Digest(of: answer.body).description)),
        ("size", .int(Int64(answer.body.count))),
      ]
    } else {
      fields += [
        ("json", try json(answer, to: request, arguments)),
        ("text", .string(Body.text(answer.body, contentType: type))),
      ]
    }
    return .map(fields.map { PlainEntry(key: .string($0.0), value: $0.1) })
  }
}

extension HTTPEffect {
  /// What is no JSON though its type says so is an error for whoever reads `json`; others may not know or care what it is.
  private func json(_ answer: WebAnswer, to request: String, _ arguments: Arguments) throws(EffectFailure) -> PlainValue
  {
    let type = answer.header("content-type")
    do throws(JSONError) { return try Body.json(answer.body, contentType: type) ?? .null } catch {
      guard arguments.request.reads("json") || arguments.option("schema") != nil else { return .null }
      let why = arguments.hides("text", "json") ? "" : ": \(arguments.cleaned(error.description))"
      throw .unread(
        "\(request) was answered with \(answer.status) and a body that is no JSON, though its type is "
          + "\(excerpt(type ?? "")) and the skill reads `json`\(why)", sent: true, code: Int32(answer.status))
    }
  }
}

/// How far the whole exchange came, over all its requests.
private final class Progress: Sendable {
  private let handovers = SharedList<Handover>()
  private let requests = SharedList<String>()
  private let redirections = SharedList<String>()
  func next(_ request: WebRequest) -> Handover {
    let handover = Handover()
    handovers.append(handover)
    requests.append(request.shown)
    return handover
  }
  func redirects(_ answer: String) { redirections.append(answer) }
  /// The one that is under way, or was last.
  var request: String? { requests.all.last }
  /// How the first was answered, where that led elsewhere.
  var redirected: String? { redirections.all.first }
  var mayHaveLeft: Bool { handovers.all.contains { $0.happened } }
}

extension WebRequest {
  /// As errors show it: without its query, which may hold what is nobody's business.
  fileprivate var shown: String {
    let path = address.url.path
    return method + " " + address.origin.scheme + "://" + address.origin.text + (path.isEmpty ? "/" : path)
  }
}

/// What is to be sent, read from the arguments once.
private struct Plan: Sendable {
  var method: String
  var request: WebRequest
  var network: NetworkPermission
  var expected: [Int64]?
  /// Names of headers that do not cross to another origin.
  var confined: Set<String> = ["authorization", "cookie", "proxy-authorization"]
  var bodyHoldsSecret = false
  var isIrreversible: Bool

  init(_ arguments: Arguments) throws(EffectFailure) {
    method = (try arguments.text("method") ?? "GET").uppercased()
    guard ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(method) else {
      throw .unusable("“\(excerpt(method, limit: 20))” is no method: GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS")
    }
    isIrreversible = arguments.request.isIrreversible
    network = NetworkPermission(rules: arguments.request.permissions.network)
    expected = try arguments.expected("status")
    let address = try Self.address(arguments)
    // Before anything is resolved: a refused address never learns a secret's length.
    try network.check(address.origin, purpose: "asking")
    request = WebRequest(method: method, address: address, headers: [], body: nil)
    try readHeaders(arguments)
    try readBody(arguments)
    try readAuth(arguments)
    if method == "POST" || method == "PATCH", !has("idempotency-key"), !arguments.request.idempotencyKey.isEmpty {
      try add("Idempotency-Key", arguments.request.idempotencyKey)
    }
    if !has("user-agent") { try add("User-Agent", "twin") }
    if !has("accept") { try add("Accept", "application/json, */*;q=0.8") }
  }

  private static func address(_ arguments: Arguments) throws(EffectFailure) -> WebAddress {
    var url = try arguments.requiredText("url")
    if let hash = url.firstIndex(of: "#") { url = String(url[..<hash]) }
    if let query = arguments["query"] {
      guard let entries = query.entries else { throw .unusable("query must be a map of names and values") }
      var pairs: [String] = []
      for entry in entries {
        let name = try arguments.plainText(entry.key, at: "query")
        guard let value = Arguments.present(entry.value) else { continue }
        for element in value.elements ?? [value] {
          let text = try arguments.plainText(element, at: "query.\(name)")
          pairs.append(percentEncoded(name) + "=" + percentEncoded(text))
        }
      }
      if !pairs.isEmpty {
        let joint = !url.contains("?") ? "?" : url.hasSuffix("?") || url.hasSuffix("&") ? "" : "&"
        url += joint + pairs.joined(separator: "&")
      }
    }
    return try WebAddress(url)
  }

  // MARK: Headers

  private func has(_ name: String) -> Bool { request.headers.contains { $0.name.lowercased() == name } }

  /// Adds one field after checking that it is one: a line break in a value would begin another field.
  private mutating func add(_ name: String, _ value: String) throws(EffectFailure) {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
      throw .unusable("“\(excerpt(name, limit: 40))” is no name of a header")
    }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw .unusable("the header \(name) has a line break or another control character in its value")
    }
    guard value.utf8.count <= HostLimits.headerBytes else {
      throw .unusable("the header \(name) is longer than \(HostLimits.headerBytes) bytes")
    }
    guard request.headers.count < HostLimits.headerFields + 8 else {
      throw .unusable("more than \(HostLimits.headerFields) headers")
    }
    request.headers.append((name, value))
  }

  private mutating func readHeaders(_ arguments: Arguments) throws(EffectFailure) {
    guard let headers = arguments["headers"] else { return }
    guard let entries = headers.entries else { throw .unusable("headers must be a map of names and texts") }
    guard entries.count <= HostLimits.headerFields else {
      throw .unusable("more than \(HostLimits.headerFields) headers")
    }
    for entry in entries {
      let name = try arguments.plainText(entry.key, at: "headers")
      guard !HTTPFieldNames.isReserved(name) else {
        throw .unusable("the header \(name) is set by the connection itself and cannot be given")
      }
      guard let value = Arguments.present(entry.value) else { continue }
      if Arguments.holdsSecret(value) { confined.insert(name.lowercased()) }
      for element in value.elements ?? [value] {
        try add(name, try arguments.openText(element, at: "headers.\(name)"))
      }
    }
  }

  private mutating func readAuth(_ arguments: Arguments) throws(EffectFailure) {
    guard let auth = arguments["auth"] else { return }
    guard !has("authorization") else { throw .unusable("both auth and a header Authorization are given") }
    if let token = Arguments.present(auth["bearer"]) {
      try add("Authorization", "Bearer " + (try arguments.openText(token, at: "auth.bearer")))
    } else if let basic = Arguments.present(auth["basic"]) {
      guard let user = Arguments.present(basic["user"]), let password = Arguments.present(basic["password"]) else {
        throw .unusable("auth.basic needs user and password")
      }
      let name = try arguments.openText(user, at: "auth.basic.user")
      guard !name.contains(":") else { throw .unusable("auth.basic.user has a colon in it") }
      let pair = name + ":" + (try arguments.openText(password, at: "auth.basic.password"))
      let encoded = Data(pair.utf8).base64EncodedString()
      if Arguments.holdsSecret(basic) { arguments.seen.note(encoded) }
      try add("Authorization", "Basic " + encoded)
    } else {
      throw .unusable("auth must be {bearer: token} or {basic: {user, password}}")
    }
  }

  // MARK: Body

  private mutating func readBody(_ arguments: Arguments) throws(EffectFailure) {
    let given = ["json", "form", "body"].filter { request(arguments, has: $0) }
    guard given.count <= 1 else { throw .unusable("only one of json, form and body can be given") }
    guard let name = given.first else {
      // A POST without content says so.
      if method == "POST" || method == "PUT" || method == "PATCH" { request.body = [] }
      return
    }
    guard method != "GET", method != "HEAD" else { throw .unusable("a \(method) request cannot have \(name)") }
    let value = arguments.request.arguments[name] ?? .null
    bodyHoldsSecret = Arguments.holdsSecret(value)
    let body: [UInt8]
    var type: String?
    switch name {
    case "json":
      body = try arguments.json(try arguments.opened(value, at: "json"), at: "json")
      type = "application/json"
    case "form":
      body = Array(try Self.form(value, arguments).utf8)
      type = "application/x-www-form-urlencoded"
    default:
      if case .bytes(let bytes) = value {
        body = bytes
        type = "application/octet-stream"
      } else {
        body = Array(try arguments.openText(value, at: "body").utf8)
        type = "text/plain; charset=utf-8"
      }
    }
    guard body.count <= HostLimits.requestBodyBytes else {
      throw .unusable("the body is larger than the limit of \(HostLimits.requestBodyBytes) bytes")
    }
    if let type, !has("content-type") { try add("Content-Type", type) }
    request.body = body
  }

  /// `json: null` is a body, `form: null` and `body: null` are none.
  private func request(_ arguments: Arguments, has name: String) -> Bool {
    if name == "json", case .null? = arguments.request.arguments["json"] { return true }
    return arguments[name] != nil
  }

  private static func form(_ value: PlainValue, _ arguments: Arguments) throws(EffectFailure) -> String {
    guard let entries = Arguments.present(value)?.entries else {
      throw .unusable("form must be a map of names and texts")
    }
    var pairs: [String] = []
    for entry in entries {
      let name = try arguments.plainText(entry.key, at: "form")
      guard let value = Arguments.present(entry.value) else { continue }
      for element in value.elements ?? [value] {
        let text = percentEncoded(try arguments.openText(element, at: "form.\(name)"), form: true)
        if Arguments.holdsSecret(element) { arguments.seen.note(text) }
        pairs.append(percentEncoded(name, form: true) + "=" + text)
      }
    }
    return pairs.joined(separator: "&")
  }
}

/// Unreserved characters stay, all others become `%XX`; in a form a blank is `+`.
func percentEncoded(_ text: String, form: Bool = false) -> String {
  var result: [UInt8] = []
  let digits = Array("0123456789ABCDEF".utf8)
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      result.append(byte)
    case UInt8(ascii: "~") where !form: result.append(byte)
    case UInt8(ascii: " ") where form: result.append(UInt8(ascii: "+"))
    default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: result, as: UTF8.self)
}

private func isTokenByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}
