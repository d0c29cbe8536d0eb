// Remembered answers: what is done once is not paid for again, and what may not be kept is not.
import DurableRuntime
import Learning
import Testing
import Values

@Suite struct MemoTests {
  static let draft = """
    skill: draft
    inputs: { topic: { type: string, default: rain } }
    outputs: { said: "${{ steps.draft }}" }
    steps:
      - model: Write a line about ${{ inputs.topic }}
        id: draft
        memo: { for: 7d }
    """

  /// A model that counts, and costs.
  static func model() -> CountedEffects {
    CountedEffects { request in
      EffectOutcome(
        .done(.string("a line: \(request.arguments["prompt"]?.text ?? "")")),
        cost: EffectCost(modelCalls: 1, tokens: 90))
    }
  }

  func run(
    _ text: String, _ world: World, _ effects: CountedEffects, basis: String = "m1", inputs: PlainValue = [:]
  ) async throws -> RunView {
    let performer = LearningPerformer(
      next: effects, learned: world.learned, clock: FixedClock(world.now), basis: ["model": basis],
      prices: ["model": 1])
    return try await world.worker(performer).start(
      try world.program(text), inputs: inputs, options: StartOptions(initiator: "ann"), follows: true)
  }

  @Test func theSecondRunAsksNoModelAndSaysWhoTaughtIt() async throws {
    var world = try World()
    let model = Self.model()
    let first = try await run(Self.draft, world, model)
    #expect(first.cost.modelCalls == 1 && first.cost.credits == 1)
    #expect(first.steps[0].notes.map(\.kind) == [.learned])
    world.now = TimestampValue(seconds: world.now.seconds + 3 * 3600, nanoseconds: 0)
    let second = try await run(Self.draft, world, model)
    #expect(second.outputs == first.outputs)
    #expect(model.asked.count == 1)
    #expect(second.cost.modelCalls == 0 && second.cost.credits == 0 && second.cost.tokens == 0)
    let note = try #require(second.steps[0].notes.first)
    #expect(note.origin == "remembered from \(first.id) by model, 3 h old")
    #expect(note.savedText == "1 credit, 1 model call, 90 tokens")
    // The hit is an outcome like any other: the run can be proven from its journal.
    #expect(try await world.worker().with { try $0.verify(second.id).outcomes } == 1)
  }

  @Test func otherInputsAnotherModelAndAgeAreAskedAnewAndSayWhy() async throws {
    var world = try World()
    let model = Self.model()
    _ = try await run(Self.draft, world, model)
    let other = try await run(Self.draft, world, model, inputs: ["topic": "snow"])
    #expect(other.steps[0].notes.map(\.kind) == [.newInput, .learned])
    let exchanged = try await run(Self.draft, world, model, basis: "m2")
    #expect(exchanged.cost.modelCalls == 1)
    world.now = TimestampValue(seconds: world.now.seconds + 8 * 86_400, nanoseconds: 0)
    let old = try await run(Self.draft, world, model)
    #expect(old.steps[0].notes.map(\.kind) == [.expired, .learned])
    #expect(model.asked.count == 4)
  }

  @Test func aDamagedOrMovedEntryIsNotBelieved() async throws {
    let world = try World()
    let model = Self.model()
    _ = try await run(Self.draft, world, model)
    let item = try #require(try world.store.items(ItemRange("learned")).first)
    for place in [0, 4, item.value.count / 2, item.value.count - 1] {
      var bytes = item.value
      bytes[place] ^= 1
      _ = try world.store.change([ItemChange(collection: "learned", key: item.key, value: bytes)], audit: [])
      let before = model.asked.count
      let view = try await run(Self.draft, world, model)
      #expect(model.asked.count == before + 1)
      #expect(view.steps[0].notes.map(\.kind) == [.ignored, .learned])
    }
    // Kept for another step: the mark covers the key.
    let moved = item.key.replacing("/draft//", with: "/other//")
    _ = try world.store.change([ItemChange(collection: "learned", key: moved, value: item.value)], audit: [])
    #expect(try world.learned.list(skill: "draft").contains { $0.key.step == "other" && $0.entry == nil })
  }

  static let fetch = """
    skill: fetch
    secrets: [token]
    permissions: { network: [a.example.com] }
    outputs: { n: "${{ steps.got.json }}" }
    steps:
      - http:
          method: METHOD
          url: https://a.example.com/x
          headers: { Authorization: "Bearer ${{ secrets.token }}" }
        id: got
        memo: { for: 1h }
    """

  @Test func whatMayBeRepeatedIsRemembered() async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_TOKEN": "tok-4711-canary"]
    let web = CountedEffects { request in
      _ = try? request.secrets.resolve(SecretText(parts: [.hole("vault:token")]))
      return .done(["status": 200, "headers": [:], "json": "you are tok-4711-canary", "text": ""])
    }
    let text = Self.fetch.replacing("METHOD", with: "GET")
    _ = try await run(text, world, web)
    let second = try await run(text, world, web)
    #expect(second.status == .completed)
    #expect(web.asked.count == 1)
    // Law 7 holds for what is remembered, too.
    for item in try world.store.items(ItemRange("learned")) {
      #expect(!String(decoding: item.value, as: UTF8.self).contains("tok-4711-canary"))
    }
  }

  @Test func anotherSecretIsAnotherQuestion() async throws {
    var world = try World()
    let web = CountedEffects { _ in .done(["status": 200, "headers": [:], "json": 1, "text": ""]) }
    for (token, asked) in [("tok-1", 1), ("tok-2", 2), ("tok-1", 2)] {
      world.environment = ["TWIN_SECRET_TOKEN": token]
      _ = try await run(Self.fetch.replacing("METHOD", with: "GET"), world, web)
      #expect(web.asked.count == asked)
    }
  }

  @Test func whatIsDoneOnceOrSecretIsNeverRemembered() throws {
    let world = try World()
    #expect(throws: Failed.self) { try world.program(Self.fetch.replacing("METHOD", with: "POST")) }
    let secret =
      Self.draft.replacing("outputs: { said: \"${{ steps.draft }}\" }\n", with: "")
      + "\n    schema: { type: object, properties: { key: string } }\n    secret: [key]"
    #expect(throws: Failed.self) { try world.program(secret) }
  }

  @Test func aFailureIsNotRemembered() async throws {
    let world = try World()
    let broken = CountedEffects { _ in .failed(.effect, "no", sent: true) }
    for _ in 0..<2 { _ = try await run(Self.draft, world, broken) }
    #expect(broken.asked.count == 2)
    #expect(try world.store.items(ItemRange("learned")).isEmpty)
  }
}
