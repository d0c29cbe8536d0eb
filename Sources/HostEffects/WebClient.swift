// One request → the answer's status, headers and body, over a connection of its own. No redirect is followed here, no
// cookie kept, no proxy asked, nothing retried: what is said about a request having been sent must be true, and a pooled
// connection that the server has just closed would make it a guess.
import AsyncHTTPClient
import DurableRuntime
import HTTPAnswers
import Synchronization
import Values

#if canImport(Glibc)
  import Glibc
#endif

struct WebRequest: Sendable {
  var method: String
  var address: WebAddress
  var headers: [(name: String, value: String)]
  var body: [UInt8]?
}

struct WebAnswer: Sendable {
  var status: Int
  /// Lower-case names, in order of first appearance; repeated fields joined with `, `.
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// How far a request came. It is asked when something went wrong, also from a timeout's task.
final class Handover: Sendable {
  private let state = Atomic<Bool>(false)
  /// Whether bytes of the request may have been given to a connection.
  var happened: Bool { state.load(ordering: .acquiring) }
  func mark() { state.store(true, ordering: .releasing) }
}

enum WebClient {
  /// Lives as long as the process.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .milliseconds(HostLimits.connectMilliseconds))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = HostLimits.connectionsPerHost
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.proxy = nil
    configuration.httpVersion = .http1Only
    configuration.refuseImproperAnswers()
    configuration.decompression = .enabled(limit: .size(HostLimits.savedBodyBytes))
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// Sends one request. `handover` is marked as soon as anything of it may have left.
  static func send(
    _ request: WebRequest, bodyLimit: Int, handover: Handover
  ) async throws(EffectFailure) -> WebAnswer {
    var outgoing = HTTPClientRequest(url: request.address.url.absoluteString)
    outgoing.method = .init(rawValue: request.method)
    for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
    outgoing.headers.replaceOrAdd(name: "Connection", value: "close")
    if let body = request.body {
      outgoing.body = .bytes(HandedOver(bytes: body, handover: handover), length: .known(Int64(body.count)))
    }
    // A request without a body gives no sign of having been handed over; only an error that says so proves it was not.
    let silent = request.body?.isEmpty ?? true
    let host = request.address.origin.text
    do {
      if silent { handover.mark() }
      // The effect's own deadline cancels this task; this one only keeps the library from having none.
      let answer = try await client.execute(outgoing, timeout: .hours(1))
      handover.mark()
      // An answer that says no is one whatever its size; of any other what came of the request is in what was not read.
      func tooLarge() -> EffectFailure {
        let message = "\(host) answers with \(answer.status.code) and more than the limit of \(bodyLimit) bytes"
        let code = Int32(answer.status.code)
        return code < 400 ? .unread(message, sent: true, code: code) : .failed(message, sent: true, code: code)
      }
      if let length = answer.headers.first(name: "content-length").flatMap(Int.init), length > bodyLimit {
        throw tooLarge()
      }
      var body: [UInt8] = []
      for try await chunk in answer.body {
        guard body.count + chunk.readableBytes <= bodyLimit else { throw tooLarge() }
        body.append(contentsOf: chunk.readableBytesView)
      }
      var headers: [(name: String, value: String)] = []
      for field in answer.headers {
        let name = field.name.lowercased()
        if let index = headers.firstIndex(where: { $0.name == name }) {
          headers[index].value += ", " + field.value
        } else {
          headers.append((name, field.value))
        }
      }
      return WebAnswer(status: Int(answer.status.code), headers: headers, body: body)
    } catch let failure as EffectFailure {
      throw failure
    } catch {
      throw explain(error, host: host, handover: handover, silent: silent)
    }
  }

  /// The library's error in words, and whether the request may have left.
  static func explain(_ error: any Error, host: String, handover: Handover, silent: Bool) -> EffectFailure {
    let text = String(describing: error)
    let type = String(describing: Swift.type(of: error))
    // A connection that was there and is no more was given the request's head first, though its body may never have been asked
    // for: that counts as sent. These are raised before a request is given to a connection.
    if let error = error as? HTTPClientError {
      switch error {
      case .connectTimeout, .getConnectionFromPoolTimeout:
        let limit = durationText(milliseconds: HostLimits.connectMilliseconds)
        return .timedOut("cannot reach \(host): no connection within \(limit)", sent: false)
      case .tlsHandshakeTimeout:
        return .timedOut("cannot reach \(host): its TLS handshake did not end in time", sent: false)
      case .invalidURL, .emptyHost, .emptyScheme:
        return .unusable("the address of \(host) cannot be used: \(error.shortDescription)")
      case .remoteConnectionClosed, .uncleanShutdown:
        return .brokenOff("\(host) closed the connection before its answer was complete", sent: true)
      default:
        return .brokenOff("asking \(host) failed: \(error.shortDescription)", sent: handover.happened)
      }
    }
    if let number = errorNumber(text), number == ECONNREFUSED || type == "NIOConnectionError" {
      let reason =
        switch number {
        case ECONNREFUSED: "the connection was refused"
        case EHOSTUNREACH, ENETUNREACH: "there is no route to it"
        default: String(cString: strerror(number))
        }
      return .failed("cannot reach \(host): \(reason)", sent: false)
    }
    if type == "NIOConnectionError" || type == "SocketAddressError" {
      return .failed("cannot reach \(host): its name is not known", sent: false)
    }
    if type.contains("NIOSSL") || type.contains("BoringSSL") {
      // A handshake that fails comes before everything; a connection that is torn in the middle does not.
      let isHandshake = type == "NIOSSLExtraError" || text.hasPrefix("handshakeFailed")
      let isFresh = isHandshake || !handover.happened
      let what = isFresh ? "no safe connection to \(host)" : "\(host) broke the safe connection off"
      return .brokenOff("\(what): \(excerpt(text, limit: 160))", sent: !isFresh)
    }
    if error is CancellationError {
      return .brokenOff("asking \(host) was given up", sent: handover.happened)
    }
    if let number = errorNumber(text), [ECONNRESET, EPIPE, ECONNABORTED].contains(number) {
      return .brokenOff("\(host) broke the connection off before its answer was complete", sent: true)
    }
    if type == "HTTPParserError" {
      let cutOff = text.contains("ended at an unexpected time")
      let what = cutOff ? "closed the connection before its answer was complete" : "does not speak proper HTTP"
      return .brokenOff("\(host) \(what)", sent: true)
    }
    return .brokenOff("asking \(host) failed: \(type)", sent: handover.happened)
  }
}

/// The system's error number that the description of a socket error names.
private func errorNumber(_ text: String) -> Int32? {
  guard let start = text.firstRange(of: "errno: ")?.upperBound else { return nil }
  return Int32(text[start...].prefix { $0.isNumber })
}

/// A body that notes the moment in which a connection asks for it.
private struct HandedOver: Sequence, Sendable {
  var bytes: [UInt8]
  var handover: Handover

  func makeIterator() -> IndexingIterator<[UInt8]> {
    handover.mark()
    return bytes.makeIterator()
  }
}

/// Runs the work; when the time is up, cancels it, waits until it has let go, and throws what `failure` says then.
func withDeadline<Result: Sendable>(
  milliseconds: Int64, failure: @escaping @Sendable () -> EffectFailure,
  _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: .milliseconds(milliseconds))
      return nil
    }
    defer { group.cancelAll() }
    guard let result = try await group.next()! else {
      // What is known about the work is asked after it was stopped.
      group.cancelAll()
      _ = try? await group.next()
      throw failure()
    }
    return result
  }
}
