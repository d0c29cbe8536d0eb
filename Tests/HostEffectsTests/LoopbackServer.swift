// A real server on 127.0.0.1 that does what a test's script says: answers, breaks off, resets, or never answers. It reads
// requests by Content-Length and keeps each as it came, byte for byte.
import Foundation
import NIO
import Synchronization
import Testing

struct SeenRequest: Sendable {
  var method: String
  var target: String
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
  var text: String { String(decoding: body, as: UTF8.self) }
}

enum Reply: Sendable {
  case answer(Int, [(String, String)], [UInt8])
  /// These bytes, then an orderly close.
  case raw([UInt8])
  /// These bytes, then a reset of the connection.
  case reset([UInt8])
  case never

  static func json(_ text: String, status: Int = 200) -> Reply {
    .answer(status, [("Content-Type", "application/json")], Array(text.utf8))
  }
  static func text(_ text: String, status: Int = 200) -> Reply {
    .answer(status, [("Content-Type", "text/plain")], Array(text.utf8))
  }
  static func redirect(_ status: Int, to location: String) -> Reply { .answer(status, [("Location", location)], []) }
}

final class LoopbackServer: Sendable {
  typealias Script = @Sendable (SeenRequest) -> Reply
  private let channel: any Channel
  private let kept: Kept
  let port: Int

  final class Kept: Sendable {
    let requests = Mutex<[SeenRequest]>([])
  }

  /// The requests so far, in order of arrival.
  var requests: [SeenRequest] { kept.requests.withLock { $0 } }
  var url: String { "http://127.0.0.1:\(port)" }

  private init(channel: any Channel, kept: Kept) {
    self.channel = channel
    self.kept = kept
    self.port = channel.localAddress!.port!
  }

  static func start(_ script: @escaping Script) async throws -> LoopbackServer {
    let kept = Kept()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ScriptHandler(script: script, kept: kept))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return LoopbackServer(channel: channel, kept: kept)
  }

  func stop() async { try? await channel.close() }

  /// Starts a server for the length of a test.
  static func serving<Result>(_ script: @escaping Script, _ body: (LoopbackServer) async throws -> Result) async throws
    -> Result
  {
    let server = try await start(script)
    do {
      let result = try await body(server)
      await server.stop()
      return result
    } catch {
      await server.stop()
      throw error
    }
  }
}

/// A port on which nobody listens, nor can until this goes: it is bound, and that is all.
final class ClosedPort: Sendable {
  let number: Int
  private let socket: Int32

  init() throws {
    let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    self.socket = socket
    try #require(isBound)
    number = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(socket) }
}

private final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  private let script: LoopbackServer.Script
  private let kept: LoopbackServer.Kept
  private var received: [UInt8] = []

  init(script: @escaping LoopbackServer.Script, kept: LoopbackServer.Kept) {
    self.script = script
    self.kept = kept
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
    // The first byte of a TLS handshake: answered as servers that speak no TLS do.
    if received.first == 0x16 { return finish(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), in: context) }
    guard let request = Self.parse(received) else { return }
    received = []
    kept.requests.withLock { $0.append(request) }
    perform(script(request), in: context)
  }

  private func perform(_ reply: Reply, in context: ChannelHandlerContext) {
    switch reply {
    case .answer(let status, let headers, let body):
      var head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\nConnection: close\r\n"
      for (name, value) in headers { head += "\(name): \(value)\r\n" }
      finish(Array((head + "\r\n").utf8) + body, in: context)
    case .raw(let bytes): finish(bytes, in: context)
    case .reset(let bytes):
      let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes))).whenComplete { _ in
        let context = loopBound.value
        let socket = context.channel as! any SocketOptionProvider
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in loopBound.value.close(promise: nil) }
      }
    case .never: break
    }
  }

  private func finish(_ bytes: [UInt8], in context: ChannelHandlerContext) {
    let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes))).whenComplete { _ in
      loopBound.value.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// The request, once all of it is there.
  private static func parse(_ bytes: [UInt8]) -> SeenRequest? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n")?.lowerBound else { return nil }
    let lines = text[..<end].split(separator: "\r\n")
    let words = lines[0].split(separator: " ")
    var headers: [(name: String, value: String)] = []
    for line in lines.dropFirst() {
      let colon = line.firstIndex(of: ":")!
      headers.append((String(line[..<colon]), line[line.index(after: colon)...].drop { $0 == " " }.description))
    }
    let start =
      bytes.indices.first { index in
        index + 4 <= bytes.count && Array(bytes[index..<index + 4]) == [13, 10, 13, 10]
      }! + 4
    let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
    guard bytes.count >= start + length else { return nil }
    return SeenRequest(
      method: String(words[0]), target: String(words[1]), headers: headers, body: Array(bytes[start..<start + length]))
  }
}
