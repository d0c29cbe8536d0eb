// Closes a connection on which no whole request begins in time, or none is answered. A client that sends its header or its body a
// byte now and then is never idle, and so would keep its place among the connections for ever.
import NIO

final class ConnectionDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  // It stands behind the parser: what comes by is a request's head, whole, a piece of what follows, or a piece of an answer.
  typealias InboundIn = Any
  typealias InboundOut = Any
  typealias OutboundIn = Any
  typealias OutboundOut = Any

  private let head: TimeAmount
  private let answer: TimeAmount
  private var timer: Scheduled<Void>?
  private var hasBegun = false

  init(head: TimeAmount, answer: TimeAmount) {
    self.head = head
    self.answer = answer
  }

  func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { begin(head, context) } }
  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelActive(context: ChannelHandlerContext) {
    begin(head, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !hasBegun {
      hasBegun = true
      begin(answer, context)
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // From the last piece of an answer on: the next request of a connection that is kept has as long again.
    hasBegun = false
    begin(head, context)
    context.write(data, promise: promise)
  }

  private func begin(_ limit: TimeAmount, _ context: ChannelHandlerContext) {
    timer?.cancel()
    let channel = context.channel
    timer = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
  }
}
