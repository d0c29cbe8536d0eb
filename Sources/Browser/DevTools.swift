// The DevTools protocol over a browser's two named pipes: commands out, answers and events in, each message JSON ended by a
// NUL byte. One actor matches answers with commands and hands events on in the order in which they came, so that an event
// that was sent before an answer has been taken in before the answer is. It knows nothing of pages.
// Protocol: https://chromedevtools.github.io/devtools-protocol/
import CSpawn
import Foundation
import Values

/// Something the browser said unasked.
package struct DevToolsEvent: Sendable {
  var method: String
  var parameters: PlainValue
  /// The target's session, nil for the browser itself.
  var session: String?
}

/// A command that the browser refused, that nobody answered, or a browser that is gone.
enum DevToolsError: Error, CustomStringConvertible {
  case refused(method: String, code: Int64, message: String)
  case timedOut(method: String, seconds: Double)
  case gone

  var description: String {
    switch self {
    case .refused(let method, let code, let message): "the browser refused \(method): \(message) (\(code))"
    case .timedOut(let method, let seconds): "the browser did not answer \(method) within \(seconds) s"
    case .gone: "the browser has ended"
    }
  }
}

/// One command.
package struct DevToolsCommand: Sendable {
  var method: String
  var parameters: PlainValue
  var session: String?

  package init(_ method: String, _ parameters: PlainValue = [:], session: String? = nil) {
    self.method = method
    self.parameters = parameters
    self.session = session
  }
}

package actor DevTools {
  /// Is told every event, one after the other; nil: the browser has ended. It must not wait for an answer to a command.
  package typealias Listener = @Sendable (DevToolsEvent?) async -> Void

  private struct Waiting {
    var method: String
    var continuation: CheckedContinuation<PlainValue, any Error>
    var timer: Task<Void, Never>
  }

  private let writer: PipeWriter
  private let listener: Listener
  private var nextNumber: Int
  private var waiting: [Int: Waiting] = [:]
  private(set) var isGone = false
  private var reading: Task<Void, Never>?
  /// Commands that are said together, by the number of the first.
  private struct Unsaid {
    var bytes: [UInt8]
    var left: Int
  }
  private var unsaid: [Int: Unsaid] = [:]

  /// Attaches to a browser. What an earlier client left half-written is ended by a NUL first, and the first message that
  /// comes in may be the rest of one that it had half read: it does not parse and is passed over.
  /// - Throws: `DevToolsError.gone` where the browser has ended since it was looked for.
  package init(_ process: inout BrowserProcess, listener: @escaping Listener) async throws {
    self.listener = listener
    let generation = try process.nextGeneration()
    nextNumber = generation * 1_000_000
    let replies = open(process.repliesPath, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard replies >= 0 else { throw BrowserError("cannot open \(process.repliesPath): \(errorText(errno))") }
    do {
      writer = try PipeWriter(path: process.commandsPath)
    } catch {
      Glibc.close(replies)
      throw error
    }
    _ = cspawn_set_pipe_size(replies, Int32(BrowserLimits.pipeBytes))
    let messages = PipeReader.messages(descriptor: replies, of: process)
    reading = Task { [weak self] in
      for await message in messages { await self?.receive(message) }
      await self?.lost()
    }
    writer.write([0])
  }

  /// Does one command and gives its result.
  @discardableResult
  package func send(
    _ method: String, _ parameters: PlainValue = [:], session: String? = nil,
    seconds: Double = BrowserLimits.commandSeconds
  ) async throws -> PlainValue {
    try await send(DevToolsCommand(method, parameters, session: session), seconds: seconds)
  }

  @discardableResult
  func send(_ command: DevToolsCommand, seconds: Double = BrowserLimits.commandSeconds) async throws -> PlainValue {
    guard !isGone else { throw DevToolsError.gone }
    try Task.checkCancellation()
    nextNumber += 1
    let number = nextNumber
    let bytes = try encode(command, number)
    return try await answer(to: command, number, seconds) { writer.write(bytes) }
  }

  /// Says these one after the other, nothing between them, and waits for all answers: some come only after a later one was
  /// said.
  func send(inOrder commands: [DevToolsCommand]) async throws {
    guard !isGone else { throw DevToolsError.gone }
    let first = nextNumber + 1
    nextNumber += commands.count
    let bytes = try commands.enumerated().flatMap { try encode($1, first + $0) }
    unsaid[first] = Unsaid(bytes: bytes, left: commands.count)
    defer { unsaid[first] = nil }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (offset, command) in commands.enumerated() {
        group.addTask { try await self.answer(to: command, first + offset, in: first) }
      }
      try await group.waitForAll()
    }
  }

  /// The answer to one of several; once all are waited for, they are said.
  private func answer(to command: DevToolsCommand, _ number: Int, in batch: Int) async throws {
    _ = try await answer(to: command, number, BrowserLimits.commandSeconds) {
      unsaid[batch]?.left -= 1
      if let ready = unsaid[batch], ready.left == 0 { writer.write(ready.bytes) }
    }
  }

  private func answer(
    to command: DevToolsCommand, _ number: Int, _ seconds: Double, whenSaying say: () -> Void
  ) async throws -> PlainValue {
    guard !isGone else { throw DevToolsError.gone }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let timer = Task { [weak self] in
          try? await Task.sleep(for: .seconds(seconds))
          guard !Task.isCancelled else { return }
          await self?.fail(number, DevToolsError.timedOut(method: command.method, seconds: seconds))
        }
        waiting[number] = Waiting(method: command.method, continuation: continuation, timer: timer)
        say()
      }
    } onCancel: {
      Task { await self.fail(number, CancellationError()) }
    }
  }

  /// Says something whose answer nobody waits for.
  package func post(_ command: DevToolsCommand) {
    guard !isGone else { return }
    nextNumber += 1
    if let bytes = try? encode(command, nextNumber) { writer.write(bytes) }
  }

  private func encode(_ command: DevToolsCommand, _ number: Int) throws -> [UInt8] {
    var message: [PlainEntry] = [
      PlainEntry(key: "id", value: .int(Int64(number))), PlainEntry(key: "method", value: .string(command.method)),
      PlainEntry(key: "params", value: command.parameters),
    ]
    if let session = command.session { message.append(PlainEntry(key: "sessionId", value: .string(session))) }
    return try PlainValue.map(message).json() + [0]
  }

  /// Lets go of the browser without ending it: it and its pages live on for the next client.
  func detach() {
    reading?.cancel()
    close()
  }

  private func receive(_ bytes: [UInt8]) async {
    guard let message = try? PlainValue(json: bytes) else { return }
    if let number = message["id"]?.integer {
      guard let waiting = waiting.removeValue(forKey: Int(number)) else { return }
      waiting.timer.cancel()
      if let error = message["error"] {
        waiting.continuation.resume(
          throwing: DevToolsError.refused(
            method: waiting.method, code: error["code"]?.integer ?? 0,
            message: error["message"]?.text ?? "no reason given"))
      } else {
        waiting.continuation.resume(returning: message["result"] ?? [:])
      }
    } else if let method = message["method"]?.text {
      await listener(
        DevToolsEvent(method: method, parameters: message["params"] ?? [:], session: message["sessionId"]?.text))
    }
  }

  private func fail(_ number: Int, _ error: any Error) {
    guard let waiting = waiting.removeValue(forKey: number) else { return }
    waiting.timer.cancel()
    waiting.continuation.resume(throwing: error)
  }

  private func close() {
    isGone = true
    writer.close()
    for number in waiting.keys.sorted() { fail(number, DevToolsError.gone) }
  }

  private func lost() async {
    guard !isGone else { return }
    close()
    await listener(nil)
  }
}
