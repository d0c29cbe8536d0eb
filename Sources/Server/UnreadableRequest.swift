// A request that is no HTTP, or whose head is too large or cut off, never reaches a route. The server answers it with a bare 400,
// which becomes a problem document here, as every other error is one.
import NIO
import NIOHTTP1

final class UnreadableRequest: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private static let problem = Problem(
    .malformed,
    "the request's head cannot be read: it is cut off, is no HTTP/1.1, or has more than \(ServerLimits.headerCount) fields, "
      + "\(ServerLimits.headerFieldBytes) bytes in one or \(ServerLimits.headerBytes) bytes in all"
  )

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // Whatever answers with a problem of its own has a body.
    guard case .head(var head) = unwrapOutboundIn(data), head.status == .badRequest,
      head.headers["content-length"] == ["0"]
    else { return context.write(data, promise: promise) }
    let body = Self.problem.plain.jsonBuffer
    head.headers.replaceOrAdd(name: "content-length", value: "\(body.readableBytes)")
    head.headers.replaceOrAdd(name: "content-type", value: "application/problem+json")
    head.headers.replaceOrAdd(name: "cache-control", value: "no-store")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: promise)
  }
}

/// Stands where a connection's handlers may be added, and puts the other one where it sees answers as HTTP/1.1 has them.
final class UnreadableRequestPlacement: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any
  typealias InboundOut = Any

  func handlerAdded(context: ChannelHandlerContext) {
    let pipeline = context.pipeline.syncOperations
    guard let encoder = try? pipeline.handler(type: HTTPResponseEncoder.self) else { return }
    try? pipeline.addHandler(UnreadableRequest(), position: .after(encoder))
  }
}
