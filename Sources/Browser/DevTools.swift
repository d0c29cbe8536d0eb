// The DevTools protocol over a browser's two named pipes: commands out, answers and events in, each message JSON ended by a
// NUL byte. One actor matches answers with commands and hands events on in the order in which they came. It knows nothing
// of pages. Protocol: https://chromedevtools.github.io/devtools-protocol/
import CSpawn
import Foundation
import Values

/// Something the browser said unasked.
struct DevToolsEvent: Sendable {
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

actor DevTools {
  private let writer: PipeWriter
  private var nextNumber: Int
  private var waiting: [Int: CheckedContinuation<PlainValue, any Error>] = [:]
  private var timers: [Int: Task<Void, Never>] = [:]
  private var listeners: [Int: AsyncStream<DevToolsEvent>.Continuation] = [:]
  private var nextListener = 0
  private var isGone = false
  private var reading: Task<Void, Never>?

  /// Attaches to a browser. What an earlier client left half-written is ended by a NUL first, and the first message that
  /// comes in may be the rest of one that it had half read: it does not parse and is passed over.
  init(_ process: inout BrowserProcess) async throws {
    let generation = try process.nextGeneration()
    nextNumber = generation * 1_000_000
    let replies = open(process.repliesPath, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard replies >= 0 else { throw BrowserError("cannot open \(process.repliesPath): \(errorText(errno))") }
    let commands = open(process.commandsPath, O_WRONLY | O_CLOEXEC)
    guard commands >= 0 else {
      Glibc.close(replies)
      throw BrowserError("cannot open \(process.commandsPath): \(errorText(errno))")
    }
    _ = cspawn_set_pipe_size(replies, Int32(BrowserLimits.pipeBytes))
    _ = cspawn_set_pipe_size(commands, Int32(BrowserLimits.pipeBytes))
    writer = PipeWriter(descriptor: commands)
    let messages = PipeReader.messages(descriptor: replies, watching: process.address.pid)
    reading = Task { [weak self] in
      for await message in messages { await self?.receive(message) }
      await self?.lost()
    }
    writer.write([0])
  }

  /// Does one command and gives its result.
  /// - Parameter session: the target's session; nil addresses the browser.
  @discardableResult
  func send(
    _ method: String, _ parameters: PlainValue = [:], session: String? = nil,
    seconds: Double = BrowserLimits.commandSeconds
  ) async throws -> PlainValue {
    guard !isGone else { throw DevToolsError.gone }
    nextNumber += 1
    let number = nextNumber
    var message: [PlainEntry] = [
      PlainEntry(key: "id", value: .int(Int64(number))), PlainEntry(key: "method", value: .string(method)),
      PlainEntry(key: "params", value: parameters),
    ]
    if let session { message.append(PlainEntry(key: "sessionId", value: .string(session))) }
    let bytes = try PlainValue.map(message).json()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiting[number] = continuation
        timers[number] = Task { [weak self] in
          try? await Task.sleep(for: .seconds(seconds))
          if !Task.isCancelled { await self?.fail(number, DevToolsError.timedOut(method: method, seconds: seconds)) }
        }
        writer.write(bytes + [0])
      }
    } onCancel: {
      Task { await self.fail(number, CancellationError()) }
    }
  }

  /// Events from now on, of one session or of all, in order. The stream ends with the browser.
  func events(session: String? = nil) -> AsyncStream<DevToolsEvent> {
    let (stream, continuation) = AsyncStream<DevToolsEvent>.makeStream()
    guard !isGone else {
      continuation.finish()
      return stream
    }
    nextListener += 1
    let number = nextListener
    listeners[number] = continuation
    continuation.onTermination = { _ in Task { await self.removeListener(number) } }
    guard let session else { return stream }
    return AsyncStream { filtered in
      let task = Task {
        for await event in stream where event.session == session { filtered.yield(event) }
        filtered.finish()
      }
      filtered.onTermination = { _ in task.cancel() }
    }
  }

  /// Lets go of the browser without ending it: it and its pages live on for the next client.
  func detach() {
    reading?.cancel()
    lost()
  }

  private func removeListener(_ number: Int) { listeners[number] = nil }

  private func receive(_ bytes: [UInt8]) {
    guard let message = try? PlainValue(json: bytes) else { return }
    if let number = message["id"]?.integer {
      let number = Int(number)
      guard let continuation = waiting.removeValue(forKey: number) else { return }
      timers.removeValue(forKey: number)?.cancel()
      if let error = message["error"] {
        continuation.resume(
          throwing: DevToolsError.refused(
            method: "a command", code: error["code"]?.integer ?? 0, message: error["message"]?.text ?? "no reason given"))
      } else {
        continuation.resume(returning: message["result"] ?? [:])
      }
    } else if let method = message["method"]?.text {
      let event = DevToolsEvent(
        method: method, parameters: message["params"] ?? [:], session: message["sessionId"]?.text)
      for number in listeners.keys.sorted() { listeners[number]?.yield(event) }
    }
  }

  private func fail(_ number: Int, _ error: any Error) {
    timers.removeValue(forKey: number)?.cancel()
    waiting.removeValue(forKey: number)?.resume(throwing: error)
  }

  private func lost() {
    guard !isGone else { return }
    isGone = true
    writer.close()
    for number in waiting.keys.sorted() { fail(number, DevToolsError.gone) }
    for listener in listeners.values { listener.finish() }
    listeners = [:]
  }
}

/// Writes messages in order on a thread of its own, since a full pipe blocks.
private final class PipeWriter: Sendable {
  private let queue = DispatchQueue(label: "twin.browser.commands")
  private let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  func write(_ bytes: [UInt8]) {
    queue.async { [descriptor] in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 {
          if errno == EINTR { continue }
          return  // The browser is gone; the reader notices and says so.
        }
        rest = rest.dropFirst(written)
      }
    }
  }

  func close() {
    queue.async { [descriptor] in Glibc.close(descriptor) }
  }
}

/// Reads messages on a thread of its own until the browser ends or nobody listens any more.
private enum PipeReader {
  static func messages(descriptor: Int32, watching pid: Int32) -> AsyncStream<[UInt8]> {
    AsyncStream { continuation in
      var stopPipe: [Int32] = [0, 0]
      pipe(&stopPipe)
      let (stopRead, stopWrite) = (stopPipe[0], stopPipe[1])
      let watched = cspawn_watch(pid)
      continuation.onTermination = { _ in Glibc.close(stopWrite) }
      let thread = Thread {
        read(descriptor: descriptor, stop: stopRead, process: watched, into: continuation)
        Glibc.close(descriptor)
        Glibc.close(stopRead)
        if watched >= 0 { Glibc.close(watched) }
        continuation.finish()
      }
      thread.name = "twin.browser.replies"
      thread.stackSize = 512 << 10
      thread.start()
    }
  }

  private static func read(
    descriptor: Int32, stop: Int32, process: Int32, into continuation: AsyncStream<[UInt8]>.Continuation
  ) {
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      var polls = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
        pollfd(fd: process, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&polls, nfds_t(process >= 0 ? 3 : 2), -1)
      if ready < 0, errno == EINTR { continue }
      if ready < 0 || polls[1].revents != 0 { return }
      if polls[0].revents & Int16(POLLIN) == 0 {
        if polls[2].revents != 0 { return }
        continue
      }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EAGAIN || errno == EINTR { continue }
      guard count > 0 else { return }
      var start = 0
      while let end = buffer[start..<count].firstIndex(of: 0) {
        pending.append(contentsOf: buffer[start..<end])
        if !pending.isEmpty { continuation.yield(pending) }
        pending.removeAll(keepingCapacity: false)
        start = end + 1
      }
      pending.append(contentsOf: buffer[start..<count])
      guard pending.count <= BrowserLimits.messageBytes else { return }
    }
  }
}
