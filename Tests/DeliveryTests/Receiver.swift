// A receiver of webhooks on 127.0.0.1 that answers as a test says, and remembers what came.
import Delivery
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

struct Received: Sendable {
  var headers: [String: String]
  var body: [UInt8]
  var text: String { String(decoding: body, as: UTF8.self) }
}

final class Receiver: Sendable {
  struct Answer: Sendable {
    var status: Int
    var headers: [String: String] = [:]
    static let ok = Answer(status: 204)
  }
  let port: Int
  private let task: Task<Void, any Error>
  private let kept: Kept

  private final class Kept: Sendable {
    let requests = Mutex<[Received]>([])
    let news: AsyncStream<Void>
    let tell: AsyncStream<Void>.Continuation
    init() { (news, tell) = AsyncStream.makeStream() }
  }

  var url: String { "http://127.0.0.1:\(port)/hook" }
  var requests: [Received] { kept.requests.withLock { $0 } }

  /// `answer` is given the request's number, from 1.
  static func start(_ answer: @escaping @Sendable (Int) async -> Answer = { _ in .ok }) async throws -> Receiver {
    let kept = Kept()
    let router = Router()
    router.post("**") { request, _ in
      let body = try await request.body.collect(upTo: 1 << 20)
      var headers: [String: String] = [:]
      for field in request.headers { headers[field.name.canonicalName] = field.value }
      headers["host"] = request.head.authority
      let received = Received(headers: headers, body: Array(body.readableBytesView))
      let number = kept.requests.withLock {
        $0.append(received)
        return $0.count
      }
      kept.tell.yield()
      let answer = await answer(number)
      var fields = HTTPFields()
      for (name, value) in answer.headers { fields[HTTPField.Name(name)!] = value }
      return Response(status: HTTPResponse.Status(code: answer.status), headers: fields)
    }
    let (ports, tell) = AsyncStream<Int>.makeStream()
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { tell.yield($0.localAddress?.port ?? 0) }, logger: .silent)
    let task = Task { try await application.runService(gracefulShutdownSignals: []) }
    var iterator = ports.makeAsyncIterator()
    return Receiver(port: await iterator.next() ?? 0, task: task, kept: kept)
  }

  private init(port: Int, task: Task<Void, any Error>, kept: Kept) {
    self.port = port
    self.task = task
    self.kept = kept
  }

  /// Returns when so many requests have come.
  func wait(for count: Int) async {
    if requests.count >= count { return }
    for await _ in kept.news where requests.count >= count { return }
  }

  func stop() { task.cancel() }

  /// A receiver for the length of a test.
  static func with<T>(
    _ answer: @escaping @Sendable (Int) async -> Answer = { _ in .ok }, _ body: (Receiver) async throws -> T
  ) async throws -> T {
    let receiver = try await start(answer)
    defer { receiver.stop() }
    return try await body(receiver)
  }
}
