// Skills that start by the clock: every time makes one run, whoever looks and whatever is killed in between.
import DurableRuntime
import Logging
import Testing
import Values

@testable import Server

@Suite(.timeLimit(.minutes(10))) struct ScheduleTests {
  private static let skill = """
    skill: tick
    schedule: { cron: "0 * * * *", inputs: { who: clock } }
    inputs: { who: string }
    steps:
      - log: ${{ inputs.who }}
    """
  /// A full hour, long after anything that these tests register.
  private static let hour: Int64 = 60_000_000

  private func scheduler(_ house: Premises) -> Scheduler {
    Scheduler(service: house.service, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func runs(_ house: Premises) async throws -> [PlainValue] {
    try await house.get("/v1/runs?skill=tick").json["runs"]?.elements ?? []
  }

  @Test func eachTimeMakesOneRunHoweverManyLook() async throws {
    try await Premises.open { house in
      try await house.register("tick", Self.skill)
      let hour = Self.hour
      try await scheduler(house).serve(hour - 1)
      #expect(try await runs(house).isEmpty)
      // Two services at the same time.
      async let a: Void = scheduler(house).serve(hour)
      async let b: Void = scheduler(house).serve(hour)
      _ = try await (a, b)
      #expect(try await runs(house).count == 1)
      // Nobody was there for five hours: the last time is made up for.
      try await scheduler(house).serve(hour + 5 * 60 + 3)
      try await scheduler(house).serve(hour + 5 * 60 + 3)
      let found = try await runs(house)
      #expect(found.count == 2 && found.allSatisfy { $0["initiator"] == "ana" })
      let line = try #require(try await house.worker.with { try Schedules.list($0) }.first)
      #expect(line.last?.minute == hour + 5 * 60 && line.last?.run.description == found[0]["id"]?.text)
      #expect(line.next(after: TimestampValue(milliseconds: hour * 60_000))?.seconds == (hour + 60) * 60)
    }
  }

  /// What starts by itself is the doing of whoever registered it: a gate that is for others is for others than they.
  @Test func whoRegistersAScheduleDoesNotApproveItsRunsAlone() async throws {
    try await Premises.open { house in
      try await house.register(
        "tick",
        """
        skill: tick
        schedule: { cron: "0 * * * *" }
        steps:
          - { approve: Go?, id: go, expires: 1h, by: { not_initiator: true } }
        """)
      try await scheduler(house).serve(Self.hour - 1)
      try await scheduler(house).serve(Self.hour)
      let id = try #require(try await runs(house).first?["id"]?.text)
      _ = try await house.get("/v1/runs/\(id)?wait=30s")
      let refused = try await house.post("/v1/runs/\(id)/approve")
      #expect(refused.status == 403 && refused.text.contains("somebody other than ana"), "\(refused.text)")
    }
  }

  /// Killed at each moment between claiming a time and having said that it was looked at.
  @Test func whateverIsKilledInBetweenThereIsOneRun() async throws {
    try await Premises.open { house in
      try await house.register("tick", Self.skill)
      let hour = Self.hour
      try await scheduler(house).serve(hour - 1)
      // Claimed by a process that is no more, which made no run.
      let line = try #require(try await house.worker.with { try Schedules.list($0) }.first)
      let claim = try await house.service.idempotency.claim(
        "schedule:\(line.key)/\(hour)", Array(line.key.utf8), key: "")
      var dead = claim
      let own = claim.owner.split(separator: ":")
      dead.owner = "\(own[0]):4194303:1:\(own[3])"
      let left = ItemChange(
        collection: Idempotency.collection, key: claim.item, value: dead.pending, condition: .absent)
      #expect(try await house.worker.with { try $0.store.change([left], audit: []) })
      try await scheduler(house).serve(hour)
      #expect(try await runs(house).count == 1)
      // The run is made, and nobody said that the time was looked at; a day later even its key is forgotten.
      try await house.worker.with { try $0.store.keep(fact: "schedules", PlainValue.int(hour - 1).canonicalBytes) }
      try await scheduler(house).serve(hour + 1)
      try await house.worker.with { engine in
        try engine.store.keep(fact: "schedules", PlainValue.int(hour - 1).canonicalBytes)
        _ = try engine.store.change(
          [ItemChange(collection: Idempotency.collection, key: claim.item, value: nil)], audit: [])
      }
      try await scheduler(house).serve(hour + 2)
      #expect(try await runs(house).count == 1)
    }
  }

  /// A clock that was ahead for a moment does not silence what is due until it gets there, and no minute is served twice.
  @Test func aClockThatWasAheadSilencesNothing() async throws {
    try await Premises.open { house in
      try await house.register("tick", Self.skill)
      let (hour, month) = (Self.hour, Self.hour + 30 * 24 * 60)
      try await scheduler(house).serve(hour - 1)
      try await scheduler(house).serve(hour)
      try await scheduler(house).serve(month)
      #expect(try await runs(house).count == 2)
      // Put right: the minute that was served stays so, the next one is served.
      try await scheduler(house).serve(hour)
      #expect(try await runs(house).count == 2)
      try await scheduler(house).serve(hour + 59)
      try await scheduler(house).serve(hour + 60)
      try await scheduler(house).serve(hour + 60)
      #expect(try await runs(house).count == 3)
      // One service is a little behind another: nothing is looked at anew.
      try await scheduler(house).serve(hour + 58)
      #expect(try await house.worker.with { try Schedules.looked($0) } == hour + 60)
      try await scheduler(house).serve(hour + 120)
      #expect(try await runs(house).count == 4)
    }
  }

  @Test func aRunThatFollowsAnotherOfItsKeyWaitsForIt() async throws {
    try await Premises.open { house in
      try await house.register(
        "tick",
        """
        skill: tick
        schedule: "0 * * * *"
        concurrency: { key: one }
        steps:
          - approve: Go on?
            id: go
            expires: 24h
        """)
      try await scheduler(house).serve(Self.hour)
      try await scheduler(house).serve(Self.hour + 60)
      let found = try await runs(house)
      #expect(found.map { $0["status"] } == ["waiting", "awaiting_approval"])
      let (second, first) = (try #require(found[0]["id"]?.text), try #require(found[1]["id"]?.text))
      #expect(try await house.get("/v1/runs/\(second)").json["behind"] == .string(first))
      #expect(try await house.post("/v1/runs/\(first)/approve").json["status"] == "completed")
      // Nobody asked for it.
      #expect(try await eventually(house, second, "awaiting_approval"))
      #expect(try await house.post("/v1/runs/\(second)/approve").json["status"] == "completed")
    }
  }

  private func eventually(_ house: Premises, _ run: String, _ status: String) async throws -> Bool {
    for _ in 0..<3000 {
      if try await house.get("/v1/runs/\(run)").json["status"]?.text == status { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  @Test func aKeyInUseRefusesWhereTheSkillSaysSo() async throws {
    try await Premises.open { house in
      try await house.register(
        "tick",
        """
        skill: tick
        inputs: { account: string }
        concurrency: { key: "${{ inputs.account }}", on_conflict: fail }
        steps:
          - approve: Go on?
            id: go
            expires: 24h
        """)
      let first = try await house.post("/v1/skills/tick/run", #"{"inputs": {"account": "a"}}"#)
      #expect(first.status == 201)
      #expect(try await house.post("/v1/skills/tick/run", #"{"inputs": {"account": "b"}}"#).status == 201)
      let refused = try await house.post("/v1/skills/tick/run", #"{"inputs": {"account": "a"}}"#)
      let id = try #require(first.json["id"]?.text)
      #expect(refused.status == 409)
      #expect(
        try refused.json["detail"]
          == .string("run \(id) of 'tick' has the same key and has not ended (concurrency: on_conflict: fail)"))
      _ = try await house.post("/v1/runs/\(id)/reject", #"{"reason": "no"}"#)
      #expect(try await house.post("/v1/skills/tick/run", #"{"inputs": {"account": "a"}}"#).status == 201)
    }
  }
}
