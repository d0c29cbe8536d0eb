// A server on 127.0.0.1 whose answers a test gives when it is their time.
import Foundation

/// Holds what would change something until it is told what to do with it, and answers everything else at once.
final class HoldingServer: @unchecked Sendable {
  var port: Int { listener.port }
  private let listener: LoopbackListener
  private let lock = NSCondition()
  private var seen: [String] = []
  private var held: [Int32] = []
  private let holds: Set<String>
  private let torn: Set<String>
  private let heads: [String: String]

  /// - Parameters:
  ///   - holds: requests (`POST /pay`) that are held the first time they come.
  ///   - torn: requests whose connection is closed without a word.
  ///   - heads: what others are answered with: a status, and header lines.
  init(holding holds: Set<String> = [], tearing torn: Set<String> = [], answering heads: [String: String] = [:]) throws
  {
    listener = try LoopbackListener()
    self.holds = holds
    self.torn = torn
    self.heads = heads
    listener.serve { [self] in take($0) }
  }

  private func take(_ connection: Int32) {
    guard let text = LoopbackListener.head(connection) else { return }
    let request = text.split(separator: " ").prefix(2).joined(separator: " ")
    lock.lock()
    let isHeld = holds.contains(request) && !seen.contains(request)
    seen.append(request)
    if isHeld { held.append(connection) }
    lock.broadcast()
    lock.unlock()
    if isHeld { return }
    if torn.contains(request) { tear(connection) } else { answer(connection, heads[request] ?? "200 OK") }
  }

  private func answer(_ connection: Int32, _ head: String) {
    let text =
      "HTTP/1.1 \(head)\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    tear(connection)
  }

  private func tear(_ connection: Int32) {
    shutdown(connection, Int32(SHUT_RDWR))
    Glibc.close(connection)
  }

  /// Answers what is held; nil: closes its connection without a word.
  func release(_ status: Int?) {
    lock.lock()
    let connections = held
    held = []
    lock.unlock()
    for connection in connections {
      if let status { answer(connection, "\(status) X") } else { tear(connection) }
    }
  }

  func count(_ request: String) -> Int { lock.withLock { seen.count { $0 == request } } }

  func waitFor(_ request: String) async {
    await withCheckedContinuation { continuation in
      Thread { [self] in
        lock.lock()
        while !seen.contains(request) { lock.wait() }
        lock.unlock()
        continuation.resume()
      }.start()
    }
  }

  func close() {
    release(nil)
    listener.close()
  }
}
