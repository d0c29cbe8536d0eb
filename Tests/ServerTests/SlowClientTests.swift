// Clients that send their header a byte now and then: time is moved by hand.
import NIO
import Testing

@testable import Server

@Suite struct SlowClientTests {
  private static func connected() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel(handler: ConnectionDeadline(head: .seconds(75), answer: .minutes(6)))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    return channel
  }

  @Test func aRequestThatNeverBeginsEndsItsConnection() throws {
    let channel = try Self.connected()
    channel.embeddedEventLoop.advanceTime(by: .seconds(74))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  /// A request that waits for a run has its time, and so has the next one on the same connection.
  @Test func aRequestThatHasBegunMayTakeItsTime() throws {
    let channel = try Self.connected()
    channel.embeddedEventLoop.advanceTime(by: .seconds(70))
    for _ in 0..<2 {
      try channel.writeInbound("head")
      channel.embeddedEventLoop.advanceTime(by: .minutes(5))
      #expect(channel.isActive)
      try channel.writeOutbound("answer")
      channel.embeddedEventLoop.advanceTime(by: .seconds(70))
      #expect(channel.isActive)
    }
    channel.embeddedEventLoop.advanceTime(by: .seconds(5))
    #expect(!channel.isActive)
  }

  /// Also one that was refused before its body was there.
  @Test func aBodyThatNeverEndsEndsItsConnection() throws {
    for isRefused in [false, true] {
      let channel = try Self.connected()
      try channel.writeInbound("head")
      if isRefused { try channel.writeOutbound("answer") }
      for _ in 0..<12 {
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        if channel.isActive { try channel.writeInbound("a byte") }
      }
      channel.embeddedEventLoop.advanceTime(by: .seconds(30))
      #expect(!channel.isActive)
    }
  }
}
