// One message and one target → one attempt: signed and posted, or mailed. Never follows a redirect, keeps no connection, and
// says of every failure whether another attempt makes sense.
import AsyncHTTPClient
import DurableRuntime
import Foundation
import HTTPAnswers
import Values

/// What came of one attempt.
package struct Sent: Sendable {
  package var result: SendResult
  package var status: Int?
  package var error: String?
}

package struct Courier: Sendable {
  package struct MailServer: Sendable {
    /// `smtp://host:port` or `smtps://host:port`.
    package var url: String
    package var from: String
    package var user: String?
    package var password: String?
    package init(url: String, from: String, user: String? = nil, password: String? = nil) {
      self.url = url
      self.from = from
      self.user = user
      self.password = password
    }
  }

  private let vault: Vault
  private let keys: StoreKeys
  private let clock: any WorldClock
  /// The address that people reach the service by, without a slash at its end.
  private let publicAddress: String?
  private let mail: MailServer?
  private let allowsPrivateAddresses: Bool

  package init(
    vault: Vault, keys: StoreKeys, clock: any WorldClock, publicAddress: String?, mail: MailServer? = nil,
    allowsPrivateAddresses: Bool = false
  ) {
    self.vault = vault
    self.keys = keys
    self.clock = clock
    self.publicAddress = publicAddress.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    self.mail = mail
    self.allowsPrivateAddresses = allowsPrivateAddresses
  }

  package func send(_ message: Message, to target: Target) async -> Sent {
    let link = link(message, for: target.person)
    do {
      switch target.channel {
      case .webhook(let url, _):
        let body = message.body(link: link)
        let now = clock.now().seconds
        var headers = [
          ("content-type", "application/json"), ("webhook-id", message.id), ("webhook-timestamp", "\(now)"),
        ]
        if let key = try target.key(vault, keys) {
          headers.append(("webhook-signature", try key.signature(id: message.id, timestamp: now, body: body)))
        }
        return try await post(url, headers, body)
      case .slack(let url):
        return try await post(
          url, [("content-type", "application/json")], try Notice(message, link: link).slackBody())
      case .email(let address):
        guard let mail else {
          return Sent(result: .refused, error: "no mail server is set: `smtp:` in twin.yaml names one")
        }
        return await Mail(Notice(message, link: link), id: message.id, to: address, through: mail).send()
      }
    } catch let error as RuntimeError {
      return Sent(
        result: error.kind.isOfTheStore || error.kind == .secretMissing ? .later(after: nil) : .refused,
        error: error.message)
    } catch {
      return Sent(result: .later(after: nil), error: "\(error)")
    }
  }

  /// To the decision, where it is known who decides; else to the run's page.
  private func link(_ message: Message, for person: String?) -> String? {
    guard let publicAddress else { return nil }
    guard let gate = message.gate, let expires = message.linkExpires, let person else {
      return "\(publicAddress)/runs/\(message.run)"
    }
    return "\(publicAddress)/d/\(DecisionLink(gate: gate, person: person, expires: expires).token(keys))"
  }

  // MARK: HTTP

  private func post(_ url: String, _ headers: [(String, String)], _ body: [UInt8]) async throws -> Sent {
    let place = try WebPlace(url)
    let address = try await NetworkGuard.address(of: place, allowsPrivate: allowsPrivateAddresses)
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .milliseconds(DeliveryLimits.connectMilliseconds))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.proxy = nil
    configuration.httpVersion = .http1Only
    configuration.refuseImproperAnswers()
    // The connection goes to the address that was looked at; the certificate must still be the name's.
    if address.description != place.host { configuration.dnsOverride = [place.host: address.description] }
    // A client of its own for each attempt: a pooled connection would go where an earlier look-up pointed.
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    var request = HTTPClientRequest(url: place.url)
    request.method = .POST
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    request.headers.add(name: "user-agent", value: "twin")
    request.headers.add(name: "connection", value: "close")
    request.body = .bytes(body)
    let sent: Sent
    do {
      let answer = try await client.execute(request, timeout: .milliseconds(DeliveryLimits.attemptMilliseconds))
      sent = await Self.judge(answer)
    } catch {
      sent = Sent(result: .later(after: nil), error: Self.words(error))
    }
    try? await client.shutdown()
    return sent
  }

  private static func judge(_ answer: HTTPClientResponse) async -> Sent {
    let status = Int(answer.status.code)
    if (200...299).contains(status) { return Sent(result: .accepted, status: status) }
    let said = await beginning(of: answer)
    switch status {
    case 300...399:
      let location = answer.headers.first(name: "location") ?? "nowhere"
      return Sent(
        result: .later(after: nil), status: status,
        error:
          "the receiver redirects to \(location.prefix(DeliveryLimits.answerCharacters)); redirects are not followed")
    case 410: return Sent(result: .gone, status: status, error: "the receiver is gone: \(said)")
    default:
      let after = answer.headers.first(name: "retry-after").flatMap(Int64.init).map { max(0, min($0, 1 << 40)) * 1000 }
      return Sent(result: .later(after: after), status: status, error: "the receiver answered \(status): \(said)")
    }
  }

  private static func beginning(of answer: HTTPClientResponse) async -> String {
    var bytes: [UInt8] = []
    do {
      for try await chunk in answer.body {
        bytes.append(contentsOf: chunk.readableBytesView)
        if bytes.count >= DeliveryLimits.answerBytes { break }
      }
    } catch {
      // What was said until then is enough to tell a person.
    }
    let text = String(decoding: bytes.prefix(DeliveryLimits.answerBytes), as: UTF8.self)
    let line = text.map { $0.isNewline ? " " : $0 }.filter { !$0.unicodeScalars.contains { $0.value < 0x20 } }
    return line.isEmpty ? "nothing more" : String(line.prefix(DeliveryLimits.answerCharacters))
  }

  private static func words(_ error: any Error) -> String {
    if let error = error as? HTTPClientError {
      switch error {
      case .connectTimeout: return "no connection within \(DeliveryLimits.connectMilliseconds) ms"
      case .deadlineExceeded, .readTimeout: return "no answer within \(DeliveryLimits.attemptMilliseconds) ms"
      default: return error.shortDescription
      }
    }
    // What the event loops throw says the system's number somewhere in its description.
    let text = "\(error)"
    if let start = text.firstRange(of: "errno: ")?.upperBound,
      let number = Int32(text[start...].prefix(while: \.isNumber))
    {
      return "no connection: \(String(cString: strerror(number)))"
    }
    return String(text.prefix(DeliveryLimits.answerCharacters))
  }
}
