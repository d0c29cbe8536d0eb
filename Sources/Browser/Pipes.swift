// A browser's two pipes, each served by a thread of its own, since a pipe blocks: bytes out in order, messages in until the
// browser ends or nobody listens any more. What the messages say is no matter here.
import CSpawn
import Foundation

/// Writes messages in order on a thread of its own, since a full pipe blocks.
final class PipeWriter: Sendable {
  private let queue = DispatchQueue(label: "twin.browser.commands")
  private let descriptor: Int32

  /// Opens the pipe that a browser reads. A named pipe that nobody reads any more would keep whoever opens it waiting for ever,
  /// so it is opened without waiting, which is refused then.
  init(path: String) throws {
    descriptor = Glibc.open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENXIO { throw DevToolsError.gone }
      throw BrowserError("cannot open \(path): \(errorText(errno))")
    }
    // From here on a full pipe is waited for.
    _ = fcntl(descriptor, F_SETFL, O_WRONLY)
    _ = cspawn_set_pipe_size(descriptor, Int32(BrowserLimits.pipeBytes))
  }

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
enum PipeReader {
  static func messages(descriptor: Int32, of browser: BrowserProcess) -> AsyncStream<[UInt8]> {
    AsyncStream { continuation in
      let watched = cspawn_watch(browser.address.pid)
      // It may have ended since it was looked for, and its number be another's by now.
      guard browser.isRunning else {
        if watched >= 0 { Glibc.close(watched) }
        Glibc.close(descriptor)
        return continuation.finish()
      }
      var stopPipe: [Int32] = [0, 0]
      pipe(&stopPipe)
      let (stopRead, stopWrite) = (stopPipe[0], stopPipe[1])
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
        if polls[0].revents != 0 || polls[2].revents != 0 { return }
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
