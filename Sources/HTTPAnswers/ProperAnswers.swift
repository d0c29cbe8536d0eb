// What an answer has to be before the HTTP client may see it. The client takes every status below 200 for one of several heads,
// and stops the process when a body follows what it did not count (async-http-client, `HTTPRequestStateMachine`); a server that
// answers `HTTP/1.1 000` must not be able to do that.
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension HTTPClient.Configuration {
  /// Breaks a connection off whose answer has a status that RFC 9110, section 15, does not know: it is below 100. What asked
  /// gets the error of an answer that is no HTTP, `HTTPParserError.invalidStatus`.
  package mutating func refuseImproperAnswers() {
    http1_1ConnectionDebugInitializer = { channel in
      channel.pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self).flatMapThrowing { decoder in
        try channel.pipeline.syncOperations.addHandler(ProperAnswers(), position: .after(decoder))
      }
    }
  }
}

private final class ProperAnswers: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart
  private var isRefused = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    if case .head(let head) = unwrapInboundIn(data), head.status.code < 100 {
      isRefused = true
      context.fireErrorCaught(HTTPParserError.invalidStatus)
      context.close(promise: nil)
      return
    }
    context.fireChannelRead(data)
  }
}
