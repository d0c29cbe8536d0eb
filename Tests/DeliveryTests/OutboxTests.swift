import Delivery
import DurableRuntime
import Foundation
import Testing
import Values

@Suite struct OutboxTests {
  /// Types of what was queued, oldest first.
  private func types(_ world: World) throws -> [String] {
    try world.book.deliveries(limit: 100).reversed().map(\.type.rawValue)
  }

  @Test func whatHappensToARunIsQueuedWithIt() async throws {
    let world = try World()
    try world.endpoint("https://hooks.example/in")
    let run = try await world.run(World.gate, inputs: ["vendor": "Globex"])
    #expect(try types(world) == ["run.awaiting_approval"])
    _ = try await world.decide(run.id, Answer(.approve, by: "bob", user: "os", surface: "cli"))
    #expect(try types(world) == ["run.awaiting_approval", "run.completed"])
  }

  @Test func remindersEscalationAndExpiryAreTold() async throws {
    let clock = FixedClock(World.start)
    let world = try World(clock: clock)
    try world.endpoint("https://hooks.example/in")
    _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
    for hours in [6, 12, 24] as [Int64] {
      clock.move(to: TimestampValue(seconds: World.start.seconds + hours * 3600, nanoseconds: 0))
      _ = try await world.worker().fireDue(performs: true)
    }
    let told = try types(world)
    #expect(told.first == "run.awaiting_approval")
    #expect(told.contains("gate.reminder") && told.contains("gate.escalated") && told.contains("gate.expired"))
    #expect(told.last == "run.rejected")
  }

  /// A run goes on whatever has become of one address; and the address can be seen and taken away.
  @Test func anAddressThatCannotBeReadStandsInNoRunsWay() async throws {
    let world = try World()
    try world.endpoint("https://hooks.example/in")
    let broken = ItemChange(collection: "delivery.endpoint", key: "we_broken", value: [0xFF, 1])
    _ = try world.store.change([broken], audit: [])
    _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
    #expect(try types(world) == ["run.awaiting_approval"])
    var damaged: [String] = []
    #expect(try world.book.endpoints { damaged.append($0) }.count == 1)
    #expect(damaged == ["we_broken"])
    try world.book.remove("we_broken")
    #expect(try world.store.items(ItemRange("delivery.endpoint")).count == 1)
  }

  @Test func nothingIsKeptWhereNobodyIsTold() async throws {
    let world = try World()
    try world.endpoint("https://hooks.example/in", events: ["run.failed"])
    _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
    #expect(try world.book.deliveries(limit: 10).isEmpty)
    #expect(try world.store.items(ItemRange("delivery.message")).isEmpty)
  }

  @Test func anEventThatThereIsNotIsRefusedWithThoseThereAre() throws {
    let world = try World()
    let error = #expect(throws: RuntimeError.self) {
      try world.endpoint("https://hooks.example/in", events: ["run.done"])
    }
    #expect(
      error?.message == """
        there is no event 'run.done'; there are run.awaiting_approval, gate.reminder, gate.escalated, gate.expired, \
        run.completed, run.failed, run.rejected, run.cancelled
        """)
  }

  @Test func noSecretIsInABodyOrInTheStoreInClear() async throws {
    let world = try World()
    try await Receiver.with { receiver in
      let key = WebhookKey.makeShared(world.random)
      try world.endpoint(receiver.url, key: key)
      let skill = """
        skill: sign-in
        steps:
          - ask: One-time code
            id: otp
            form: { code: { type: string, secret: true } }
            expires: 10m
        """
      let run = try await world.run(skill)
      var answer = Answer(.approve, by: "bob", user: "os", surface: "cli")
      answer.input = [PlainEntry(key: "code", value: "814725")]
      _ = try await world.decide(run.id, answer)
      await world.dispatcher().deliverDue()
      #expect(receiver.requests.count == 2)
      #expect(receiver.requests.allSatisfy { !$0.text.contains("814725") })
      let kept = try ["delivery", "delivery.message", "delivery.endpoint", "delivery.queue"].flatMap {
        try world.store.items(ItemRange($0)).map(\.value)
      }
      for secret in ["814725", String(key.text.dropFirst(6))] {
        #expect(!kept.contains { Data($0).range(of: Data(secret.utf8)) != nil })
      }
    }
  }
}
