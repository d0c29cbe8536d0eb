import Delivery
import DurableRuntime
import Foundation
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct DispatcherTests {
  /// A clock that a test moves on.
  private struct Moving {
    let clock = FixedClock(World.start)
    func pass(_ milliseconds: Int64) {
      clock.move(to: TimestampValue(milliseconds: clock.now().milliseconds + milliseconds))
    }
  }

  private func only(_ world: World) throws -> Delivery { try #require(try world.book.deliveries(limit: 1).first) }

  @Test func aBodyAsAReceiverGetsIt() async throws {
    let world = try World()
    try await Receiver.with { receiver in
      try world.endpoint(receiver.url, person: "bob")
      let run = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      await world.dispatcher().deliverDue()
      let got = try #require(receiver.requests.first)
      let body = try PlainValue(json: got.body)
      #expect(body["type"] == "run.awaiting_approval")
      #expect(body["timestamp"] == "2027-01-15T08:00:00Z")
      let data = try #require(body["data"])
      #expect(data["run"]?["id"] == .string(run.id.description) && data["run"]?["status"] == "awaiting_approval")
      #expect(data["pendingStep"]?["prompt"] == "Pay Globex?")
      #expect(data["pendingStep"]?["show"]?["vendor"] == "Globex")
      let link = try #require(data["link"]?.text)
      #expect(link.hasPrefix("https://twin.example/d/"))
      let parsed = try DecisionLink(token: String(link.dropFirst("https://twin.example/d/".count)), keys: world.keys)
      #expect(parsed.person == "bob" && parsed.gate.run == run.id)
      // The id is the message's, the time is the attempt's.
      #expect(got.headers["webhook-id"]?.hasPrefix("msg_") == true)
      #expect(got.headers["webhook-timestamp"] == "1800000000")
      #expect(try only(world).state == .delivered)
    }
  }

  @Test func afterFailuresItIsTriedAgainAsTheScheduleSaysAndThenGivenUp() async throws {
    let moving = Moving()
    let world = try World(clock: moving.clock)
    try await Receiver.with { _ in
      Receiver.Answer(status: 500)
    } _: { receiver in
      try world.endpoint(receiver.url)
      _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      for (number, delay) in DeliveryLimits.delays.enumerated() {
        await world.dispatcher().deliverDue()
        #expect(receiver.requests.count == number + 1)
        let wait = try only(world).due - moving.clock.now().milliseconds
        #expect((delay * 9 / 10...delay * 11 / 10).contains(wait), "after \(number + 1) attempts")
        moving.pass(wait - 1)
        await world.dispatcher().deliverDue()
        #expect(receiver.requests.count == number + 1, "not before its time")
        moving.pass(1)
      }
      await world.dispatcher().deliverDue()
      let given = try only(world)
      #expect(given.state == .failed && given.tries == DeliveryLimits.delays.count + 1)
      #expect(given.attempts.last?.error == "the receiver answered 500: nothing more")
      #expect(Set(receiver.requests.compactMap { $0.headers["webhook-id"] }).count == 1, "always the same message")
      moving.pass(100 * 86_400_000)
      await world.dispatcher().deliverDue()
      #expect(receiver.requests.count == DeliveryLimits.delays.count + 1)
    }
  }

  @Test func aReplaySendsTheSameMessageOnceMore() async throws {
    let world = try World()
    try await Receiver.with { receiver in
      try world.endpoint(receiver.url)
      _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      await world.dispatcher().deliverDue()
      #expect(try world.book.replay(try only(world).message, at: world.clock.now()) == 1)
      await world.dispatcher().deliverDue()
      #expect(receiver.requests.count == 2)
      #expect(receiver.requests[0].headers["webhook-id"] == receiver.requests[1].headers["webhook-id"])
      #expect(receiver.requests[0].body == receiver.requests[1].body)
      let error = #expect(throws: RuntimeError.self) { try world.book.replay("msg_none", at: world.clock.now()) }
      #expect(error?.message == "there is no message msg_none to send again; `twin webhook deliveries` has them")
    }
  }

  @Test func aReceiverThatNeverAnswersDelaysNobodyElse() async throws {
    let world = try World(clock: SystemClock())
    let (never, _) = AsyncStream<Void>.makeStream()
    try await Receiver.with { _ in
      for await _ in never {}
      return .ok
    } _: { slow in
      try await Receiver.with { quick in
        try world.endpoint(slow.url)
        try world.endpoint(quick.url)
        let dispatcher = world.dispatcher()
        let running = Task { await dispatcher.run() }
        for _ in 0..<3 { _ = try await world.run(World.gate, inputs: ["vendor": "Globex"]) }
        await quick.wait(for: 3)
        await slow.wait(for: 1)
        #expect(slow.requests.count == 1, "one at a time to each")
        running.cancel()
        await running.value
      }
    }
  }

  @Test func aDispatcherThatDiedIsReplacedWhenItsClaimEnds() async throws {
    let moving = Moving()
    let world = try World(clock: moving.clock)
    let (never, _) = AsyncStream<Void>.makeStream()
    try await Receiver.with { number in
      if number == 1 { for await _ in never {} }
      return .ok
    } _: { receiver in
      try world.endpoint(receiver.url)
      _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      let dying = world.dispatcher()
      let running = Task { await dying.run() }
      await receiver.wait(for: 1)
      // Another one leaves alone what is being sent.
      await world.dispatcher().deliverDue()
      #expect(receiver.requests.count == 1)
      running.cancel()
      await running.value
      moving.pass(DeliveryLimits.claimMilliseconds)
      await world.dispatcher().deliverDue()
      #expect(receiver.requests.count == 2)
      #expect(try only(world).state == .delivered)
    }
  }

  @Test func ofTwoDispatchersOneSends() async throws {
    let world = try World()
    try await Receiver.with { receiver in
      try world.endpoint(receiver.url)
      for _ in 0..<8 { _ = try await world.run(World.gate, inputs: ["vendor": "Globex"]) }
      async let one: Void = world.dispatcher().deliverDue()
      async let two: Void = world.dispatcher().deliverDue()
      _ = await (one, two)
      await world.dispatcher().deliverDue()
      #expect(receiver.requests.count == 8)
      #expect(Set(receiver.requests.compactMap { $0.headers["webhook-id"] }).count == 8)
    }
  }

  @Test func aReceiverThatIsGoneIsDisabled() async throws {
    let world = try World()
    try await Receiver.with { _ in
      Receiver.Answer(status: 410)
    } _: { receiver in
      try world.endpoint(receiver.url)
      _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      await world.dispatcher().deliverDue()
      #expect(try only(world).state == .failed)
      #expect(try world.book.endpoints().first?.disabled == "the receiver is gone: nothing more")
      _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      #expect(try world.book.deliveries(limit: 10).count == 1, "nothing more is queued for it")
    }
  }

  @Test func retryAfterIsHeeded() async throws {
    let world = try World()
    try await Receiver.with { _ in
      Receiver.Answer(status: 503, headers: ["Retry-After": "3600"])
    } _: { receiver in
      try world.endpoint(receiver.url)
      _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      await world.dispatcher().deliverDue()
      #expect(try only(world).due == World.start.milliseconds + 3_600_000)
    }
  }

  @Test func whatIsOldIsForgottenAndWhatWaitsIsNot() async throws {
    let world = try World()
    try await Receiver.with { receiver in
      try world.endpoint(receiver.url)
      for _ in 0..<4 { _ = try await world.run(World.gate, inputs: ["vendor": "Globex"]) }
      try world.book.prune(keeping: 2, page: 1)
      #expect(try world.book.deliveries(limit: 10).count == 4, "they are still to be sent")
      await world.dispatcher().deliverDue()
      try world.book.prune(keeping: 3, page: 1)
      #expect(try world.book.deliveries(limit: 10).count == 3)
      try world.book.prune(keeping: 2)
      #expect(try world.book.deliveries(limit: 10).count == 2)
      #expect(try world.store.items(ItemRange("delivery.message")).count == 2)
    }
  }
}
