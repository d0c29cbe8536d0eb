// Learned choices: a person is asked once, and never where a person must be asked each time.
import DurableRuntime
import Learning
import Testing
import Values

@Suite struct ChoiceTests {
  static func skill(_ learn: String, more: String = "") -> String {
    """
    skill: pick
    inputs: { options: { type: array, default: [red, green] }, for: { type: string, default: the wall } }
    gates: { expires: 1h }
    outputs: { colour: "${{ gates.colour.value }}", by: "${{ gates.colour.by }}" }
    steps:
      - choose: Which colour for ${{ inputs.for }}?
        id: colour
        from: ${{ inputs.options }}
        learn: \(learn)
    \(more)
    """
  }

  func world() throws -> World {
    var world = try World()
    world.settings.choices = LearnedChoices(world.learned)
    return world
  }

  func start(_ text: String, _ world: World, by: String = "ann", inputs: PlainValue = [:]) async throws -> RunView {
    try await world.worker().start(
      try world.program(text), inputs: inputs, options: StartOptions(initiator: by), follows: true)
  }

  func choose(_ value: PlainValue, _ view: RunView, _ world: World, by: String = "bob") async throws -> RunView {
    var answer = Answer(.approve, by: by, user: "os", surface: "cli")
    answer.choice = value
    return try await world.worker().decide(view.id, answer, follows: true).1
  }

  @Test func aPersonIsAskedOnce() async throws {
    let world = try world()
    let first = try await start(Self.skill("true"), world)
    #expect(first.status == .awaitingApproval)
    let chosen = try await choose("green", first, world)
    #expect(chosen.status == .completed && chosen.cost.humanDecisions == 1)
    #expect(chosen.steps[0].notes.map(\.kind) == [.learned])

    let second = try await start(Self.skill("true"), world)
    #expect(second.status == .completed)
    #expect(second.outputs == ["colour": "green", "by": ["policy"]])
    #expect(second.cost.humanDecisions == 0)
    #expect(second.steps[0].notes.map(\.origin) == ["learned from \(first.id) by bob, 0 ms old"])
    let audit = try world.store.audit(0..<world.store.auditSize()).filter { $0.run == second.id }
    let said = try audit.map { String(decoding: try $0.json(), as: UTF8.self) }.joined()
    #expect(said.contains("learned from \(first.id) by bob"))
    #expect(try await world.worker().with { try $0.verify(second.id).outcomes } == 1)

    let listed = try world.learned.list(skill: "pick")
    #expect(listed.map { $0.entry?.summary } == ["Which colour for the wall? → green"])
    try world.learned.forget(listed.map(\.key), by: "carol", at: world.now.milliseconds)
    let last = try #require(try world.store.audit(0..<world.store.auditSize()).last)
    let entry = String(decoding: try last.json(), as: UTF8.self)
    #expect(entry.contains(#""event":"forgotten","key":"choice/pick/colour//"#) && entry.contains(#""by":"carol""#), "\(entry)")
    #expect(try await start(Self.skill("true"), world).status == .awaitingApproval)
  }

  @Test func otherOptionsOrWordsAreAnotherQuestion() async throws {
    let world = try world()
    _ = try await choose("green", try await start(Self.skill("true"), world), world)
    let more = try await start(Self.skill("true"), world, inputs: ["options": ["red", "green", "blue"]])
    #expect(more.status == .awaitingApproval)
    #expect(more.steps[0].notes.map(\.kind) == [.newInput])
    #expect(try await start(Self.skill("true"), world, inputs: ["for": "the door"]).status == .awaitingApproval)
  }

  @Test func whatTheSkillLetsExpireExpires() async throws {
    var world = try world()
    let text = Self.skill("{ for: 30d }")
    _ = try await choose("red", try await start(text, world), world)
    world.now = TimestampValue(seconds: world.now.seconds + 29 * 86_400, nanoseconds: 0)
    #expect(try await start(text, world).status == .completed)
    world.now = TimestampValue(seconds: world.now.seconds + 86_400, nanoseconds: 0)
    let old = try await start(text, world)
    #expect(old.status == .awaitingApproval)
    #expect(old.steps[0].notes.map(\.kind) == [.expired])
  }

  @Test func withoutLearnEveryRunAsks() async throws {
    let world = try world()
    _ = try await choose("red", try await start(Self.skill("false"), world), world)
    #expect(try await start(Self.skill("false"), world).status == .awaitingApproval)
  }

  @Test func aRejectionIsNotLearned() async throws {
    let world = try world()
    let first = try await start(Self.skill("true"), world)
    var no = Answer(.reject, by: "bob", user: "os", surface: "cli")
    no.reason = "ugly"
    _ = try await world.worker().decide(first.id, no, follows: true)
    #expect(try await start(Self.skill("true"), world).status == .awaitingApproval)
  }

  @Test func whoCouldNotDecideNowDidNotTeach() async throws {
    let world = try world()
    let text = Self.skill("true", more: "    by: { roles: [painter], not_initiator: true }")
    try world.store.keep(person: Person(name: "bob", roles: ["painter"]), audit: [])
    _ = try await choose("red", try await start(text, world), world)
    #expect(try await start(text, world).status == .completed)
    // One's own run needs somebody else's word.
    #expect(try await start(text, world, by: "bob").status == .awaitingApproval)
    try world.store.keep(person: Person(name: "bob", roles: []), audit: [])
    #expect(try await start(text, world).status == .awaitingApproval)
  }

  @Test func anAmbiguityIsAskedOnceForAPage() async throws {
    let world = try world()
    func page(_ address: String, shot: String) -> CountedEffects {
      CountedEffects { request in
        if let answer = request.answer { return .done(["clicked": answer["label"] ?? .null]) }
        return EffectOutcome(
          .question(
            kind: "choice",
            payload: [
              "prompt": "link \"edit\" fits 2 elements",
              "show": ["page": .string(address), "screenshot": .string(shot)],
              "options": [
                ["value": "1", "label": "link \"edit\" in row Acme"],
                ["value": "2", "label": "link \"edit\" in row Globex"],
              ],
            ]))
      }
    }
    let text = """
      skill: edit
      permissions: { exec: [edit] }
      outputs: { did: "${{ steps.edit }}" }
      steps:
        - exec: [edit]
          id: edit
          idempotent: true
      """
    func run(_ address: String, _ shot: String) async throws -> RunView {
      try await world.worker(page(address, shot: shot)).start(
        try world.program(text), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    }
    let first = try await run("https://a.test/list?session=1", "one.png")
    #expect(first.pending.first?.id == "edit.choice")
    var answer = Answer(.approve, by: "bob", user: "os", surface: "cli")
    answer.choice = "2"
    let done = try await world.worker(page("https://a.test/list?session=1", shot: "one.png"))
      .decide(first.id, answer, follows: true).1
    #expect(done.status == .completed)
    // Another session's address and picture: the same page. The label, not the number, is what was meant.
    let second = try await run("https://a.test/list?session=2", "two.png")
    #expect(second.status == .completed && second.outputs == done.outputs)
    #expect(second.steps[0].notes.map(\.origin) == ["learned from \(first.id) by bob, 0 ms old"])
    #expect(try await run("https://b.test/list", "two.png").status == .awaitingApproval)
  }
}
