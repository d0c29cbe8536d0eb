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
    var continuation: CheckedContinuation<[UInt8], any Error>
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
  package nonisolated func send(
    _ method: String, _ parameters: PlainValue = [:], session: String? = nil,
    seconds: Double = BrowserLimits.commandSeconds
  ) async throws -> PlainValue {
    try await send(DevToolsCommand(method, parameters, session: session), seconds: seconds)
  }

  @discardableResult
  nonisolated func send(
    _ command: DevToolsCommand, seconds: Double = BrowserLimits.commandSeconds
  ) async throws -> PlainValue {
    try await send(command, seconds: seconds) { try $0.value() }
  }

  /// Does one command and reads its result as it stands in the answer. That is done where it was asked, so that long answers are
  /// read side by side.
  nonisolated func send<Result: Sendable>(
    _ command: DevToolsCommand, seconds: Double = BrowserLimits.commandSeconds,
    reading: @Sendable (inout ReplyReader) throws -> Result
  ) async throws -> Result {
    try ReplyReader.result(of: command.method, try await answer(to: command, seconds), reading)
  }

  private func answer(to command: DevToolsCommand, _ seconds: Double) async throws -> [UInt8] {
    guard !isGone else { throw DevToolsError.gone }
    try Task.checkCancellation()
    nextNumber += 1
    let number = nextNumber
    let bytes = try encode(command, number)
    return try await answer(to: command, number, seconds) { writer.write(bytes) }
  }

  /// Says these one after the other, nothing between them, and waits for all answers: some come only after a later one was
  /// said.
  @discardableResult
  func send(inOrder commands: [DevToolsCommand]) async throws -> [PlainValue] {
    guard !isGone else { throw DevToolsError.gone }
    let first = nextNumber + 1
    nextNumber += commands.count
    let bytes = try commands.enumerated().flatMap { try encode($1, first + $0) }
    unsaid[first] = Unsaid(bytes: bytes, left: commands.count)
    defer { unsaid[first] = nil }
    return try await withThrowingTaskGroup(of: (Int, PlainValue).self) { group in
      for (offset, command) in commands.enumerated() {
        group.addTask { (offset, try await self.answer(to: command, first + offset, in: first)) }
      }
      var answers = [PlainValue](repeating: .null, count: commands.count)
      for try await (offset, answer) in group { answers[offset] = answer }
      return answers
    }
  }

  /// The answer to one of several; once all are waited for, they are said.
  private func answer(to command: DevToolsCommand, _ number: Int, in batch: Int) async throws -> PlainValue {
    let bytes = try await answer(to: command, number, BrowserLimits.commandSeconds) {
      unsaid[batch]?.left -= 1
      if let ready = unsaid[batch], ready.left == 0 { writer.write(ready.bytes) }
    }
    return try ReplyReader.result(of: command.method, bytes) { try $0.value() }
  }

  private func answer(
    to command: DevToolsCommand, _ number: Int, _ seconds: Double, whenSaying say: () -> Void
  ) async throws -> [UInt8] {
    guard !isGone else { throw DevToolsError.gone }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let timer = Task { [weak self] in
          try? await Task.sleep(for: .seconds(seconds))
          guard !Task.isCancelled else { return }
          await self?.fail(number, DevToolsError.timedOut(method: command.method, seconds: seconds))
        }
        waiting[number] = Waiting(continuation: continuation, timer: timer)
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
    // The rest of a message that an earlier client had half read says nothing.
    guard let message = try? ReplyReader.message(bytes) else { return }
    switch message {
    case .answer(let number):
      guard let waiting = waiting.removeValue(forKey: number) else { return }
      waiting.timer.cancel()
      waiting.continuation.resume(returning: bytes)
    case .event(let event): await listener(event)
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
