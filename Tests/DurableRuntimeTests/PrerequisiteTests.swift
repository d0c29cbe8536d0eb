// What a person is asked before an effect may begin though no skill asks it: more budget, secrets that a copy lacks.
import DurableRuntime
import Foundation
import Testing
import Values

private func thrift(_ budget: String, _ steps: String) -> String {
  """
  skill: thrift
  budget: \(budget)
  on_budget: ask
  gates: { expires: 1h }
  outputs: { said: "${{ vars.said }}" }
  steps:
  \(steps)
  """
}

private let fiveCalls = """
    - set: { said: 0 }
    - for: i
      in: "${{ [1, 2, 3, 4, 5] }}"
      do:
        - model: Say ${{ i }}
          id: say
        - set: { said: "${{ i }}" }
  """

@Suite("Prerequisites")
struct PrerequisiteTests {
  @Test func theBudgetAsksAndGrowsByWhatAPersonAllows() async throws {
    let world = try World()
    let script: ScriptedEffects.Script = { _ in .done("x") }
    let asked = try await world.start(thrift("{ credits: 2 }", fiveCalls), script)
    let gate = try #require(asked.pending.first)
    #expect(gate.id == "say.budget" && gate.kind == .budget && gate.prompt == "2 credits used; 1 more?")
    #expect(gate.form.first?.name == "more" && asked.cost.credits == 2)
    #expect(gate.show["budget"] == 2 && gate.show["price"] == 1)

    let refused = await world.refusal { _ = try await world.decide(asked, input([("more", -1)]), script) }
    #expect(refused?.kind == .refusedInput && refused?.field == "more")
    // As proposed: one more, after which the next one asks again.
    let again = try await world.decide(asked, approve(), script)
    #expect(again.pending.first?.prompt == "3 credits used; 1 more?" && again.pending.first?.show["added"] == 1)
    let done = try await world.decide(again, input([("more", 7.5)]), script)
    #expect(done.status == .completed && done.outputs == ["said": 5])
    #expect(done.cost.credits == 5 && done.cost.humanDecisions == 2)
    // What was allowed is in the journal: no effect, the same states.
    #expect(try await world.worker().with { try $0.verify(done.id).states } == 3)
  }

  @Test func aBudgetThatIsNotExtendedEndsTheRun() async throws {
    let world = try World()
    let script: ScriptedEffects.Script = { _ in .done("x") }
    let asked = try await world.start(thrift("{ credits: 2 }", fiveCalls), script)
    let ended = try await world.decide(asked, reject("bob", "enough"), script)
    #expect(ended.status == .rejected && ended.error?.message == "enough")
  }

  @Test func aSecretMayBeCalledQuestion() async throws {
    var world = try World()
    let skill = """
      skill: riddle
      secrets: [question]
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - { approve: Go on?, id: go }
        - http: { url: "http://127.0.0.1:1/", auth: { bearer: "${{ secrets.question }}" } }
      """
    world.environment = ["TWIN_SECRET_QUESTION": "forty-two"]
    let paused = try await world.start(skill)
    world.environment = [:]
    let asked = try await world.decide(paused, approve())
    #expect(asked.pending.first?.form.map(\.name) == ["question_2"])
    let done = try await world.decide(asked, input([("question_2", "forty-two")]))
    #expect(done.status == .completed)
    #expect(try await world.worker().with { try $0.verify(done.id).states } > 0)
  }

  @Test func oneQuestionServesAllArmsThatWait() async throws {
    let world = try World()
    let performer = ScriptedEffects { _ in .done("x") }
    let skill = thrift(
      "{ credits: 1 }",
      """
        - set: { said: x }
        - parallel:
            a: [{ model: a, id: a }]
            b: [{ model: b, id: b }]
            c: [{ model: c, id: c }]
      """)
    let asked = try await world.worker(performer: performer).start(
      try world.program(skill), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    #expect(performer.asked.count == 1)
    #expect(asked.pending.map(\.id) == ["b.budget"])
    let done = try await world.worker(performer: performer).decide(asked.id, input([("more", 2)]), follows: true).1
    #expect(done.status == .completed && performer.asked.count == 3 && done.cost.credits == 3)
  }

  @Test func timeIsAskedForToo() async throws {
    let world = try World()
    let script: ScriptedEffects.Script = { [clock = world.clock] request in
      clock.move(to: TimestampValue(milliseconds: clock.now().milliseconds + 4_000))
      return .done("x")
    }
    let asked = try await world.start(thrift("{ time: 6s }", fiveCalls), script)
    #expect(asked.pending.first?.prompt == "8 seconds used; 3 more?")
    let done = try await world.decide(asked, input([("more", 3600)]), script)
    #expect(done.status == .completed)
  }

  // MARK: Secrets of copies

  private static let secretive = """
    skill: secretive
    secrets: [password]
    gates: { expires: 1h }
    permissions: { network: ["127.0.0.1:*"] }
    inputs: { pin: { type: string, secret: true } }
    outputs: { n: "${{ steps.send.json.n }}" }
    steps:
      - ask: The code?
        id: otp
        form: { code: { type: string, secret: true } }
      - approve: Go on?
        id: go
      - http: { method: PUT, url: "http://127.0.0.1:1/x", json: { code: "${{ gates.otp.code }}", again: "${{ gates.otp.code }}", pin: "${{ inputs.pin }}", password: "${{ secrets.password }}" } }
        id: send
    """

  /// The texts that an effect was sent with.
  private static func texts(_ request: EffectRequest) -> [String] {
    (request.arguments["json"]?.entries ?? []).compactMap { entry in
      if case .secret(let secret) = entry.value { return try? request.resolve(secret) }
      return nil
    }
  }

  private func paused(_ world: World) async throws -> RunView {
    let asked = try await world.start(Self.secretive, inputs: ["pin": "pin-0001"])
    return try await world.decide(asked, input([("code", "code-0002")]))
  }

  @Test func anImportedRunAsksForItsSecretsAgain() async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_PASSWORD": "word-0003"]
    let elsewhere = try World()
    let first = try await paused(world)
    let container = try RunContainer(bytes: try await world.worker().with { try $0.export(first.id) })
    let id = try await elsewhere.worker().with { try $0.import(container, by: "cid").id }
    let asked = try await elsewhere.decide(try await elsewhere.worker().view(id), approve())
    let gate = try #require(asked.pending.first)
    #expect(gate.id == "send.secrets" && gate.form.map(\.name) == ["code", "pin", "password"])
    #expect(gate.form.allSatisfy(\.isSecret) && gate.prompt.contains("imported from \(first.id)"))
    let sent = ScriptedEffects { [ok = elsewhere.ok] request in
      #expect(Self.texts(request) == ["code-9", "code-9", "pin-8", "word-7"])
      return .done(ok)
    }
    let given = input([("code", "code-9"), ("pin", "pin-8"), ("password", "word-7")])
    let done = try await elsewhere.worker(performer: sent).decide(id, given, follows: true).1
    #expect(done.status == .completed && sent.asked.count == 1)
    #expect(try await elsewhere.worker().with { try $0.verify(id).states } >= 2)
    // They were this run's alone, and they are gone with it.
    #expect(try elsewhere.store.sealedNames(id).isEmpty && elsewhere.store.sealedNames(nil).isEmpty)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: elsewhere.path))
    for text in ["code-9", "pin-8", "word-7", "code-0002"] { #expect(bytes.range(of: Data(text.utf8)) == nil) }
  }

  @Test func aForkAsksForWhatTheVaultDoesNotHave() async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_PASSWORD": "word-0003"]
    let first = try await paused(world)
    let fork = try await world.worker().with { try $0.fork(first.id, at: "go", by: "cid").id }
    let asked = try await world.decide(try await world.worker().view(fork), approve())
    #expect(asked.pending.first?.form.map(\.name) == ["code", "pin"])
    let sent = ScriptedEffects { [ok = world.ok] request in
      #expect(Self.texts(request) == ["c2", "c2", "p2", "word-0003"])
      return .done(ok)
    }
    let done = try await world.worker(performer: sent).decide(
      fork, input([("code", "c2"), ("pin", "p2")]), follows: true
    ).1
    #expect(done.status == .completed && sent.asked.count == 1)
    // The run that it was copied from has kept its own.
    let own = ScriptedEffects { [ok = world.ok] request in
      #expect(Self.texts(request) == ["code-0002", "code-0002", "pin-0001", "word-0003"])
      return .done(ok)
    }
    let original = try await world.worker(performer: own).decide(first.id, approve(), follows: true).1
    #expect(original.status == .completed)
  }

  @Test func aRunThatHasWaitedAsksForASecretThatIsNotKnownWhereItGoesOn() async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_PASSWORD": "word-0003"]
    let waiting = try await paused(world)
    world.environment = [:]
    let asked = try await world.decide(waiting, approve())
    let gate = try #require(asked.pending.first)
    #expect(gate.id == "send.secrets" && gate.form.map(\.name) == ["password"])
    #expect(gate.prompt == "Step 'send' needs a secret that is not known here.")
    let sent = ScriptedEffects { [ok = world.ok] request in
      #expect(Self.texts(request) == ["code-0002", "code-0002", "pin-0001", "word-7"])
      return .done(ok)
    }
    let done = try await world.worker(performer: sent).decide(
      asked.id, input([("password", "word-7")]), follows: true
    ).1
    #expect(done.status == .completed && sent.asked.count == 1)
    #expect(try await world.worker().with { try $0.verify(done.id).states } >= 2)
  }

  // MARK: The store itself

  @Test func namesReadAsTheyAre() async throws {
    let world = try World()
    func refusal(_ name: String, role: String = "finance") async throws -> String? {
      await world.refusal {
        try await world.worker().with { try $0.keep(Person(name: name, roles: [role]), by: "root") }
      }?.message
    }
    for name in ["bob", "Anna Maria", "zoë", "Боб", "名前", "o'neil-3", "sam.i"] {
      #expect(try await refusal(name) == nil)
    }
    for (name, part) in [
      (" bob", "space"), ("bob ", "space"), ("a  b", "several"), ("", "1 to 200 bytes"), ("b\u{200B}ob", "U+200B"),
      ("bob\n", "U+000A"), ("b\u{0}b", "U+0000"), ("a\u{A0}b", "U+00A0"), ("a\u{202E}b", "U+202E"),
      (String(repeating: "x", count: 201), "1 to 200 bytes"),
      // For one another.
      ("Bob", "'bob'"), ("b\u{43E}b", "'bob'"), ("b0b", "'bob'"), ("ｂｏｂ", "'bob'"), ("zoe\u{308}", "'zoë'"),
      ("anna maria", "'Anna Maria'"), ("sam.l", "nothing"),
    ] {
      let said = try await refusal(name)
      #expect(part == "nothing" ? said == nil : said?.contains(part) == true, "\(name): \(said ?? "taken")")
    }
    // Roles anew for whoever is known; and of roles the same is asked.
    #expect(try await refusal("bob", role: "audit") == nil)
    #expect(try await refusal("bob", role: "audit ")?.contains("a role") == true)
  }

  @Test func changesToPeopleAndSecretsAreOnRecord() async throws {
    let world = try World()
    try await world.worker().with { engine in
      try engine.keep(Person(name: "zoë", roles: ["finance", "admin"]), by: "root")
      try engine.setSecret("token", to: "hush-hush", by: "root")
      #expect(try engine.removeSecret("token", by: "ann"))
      #expect(try !engine.removeSecret("token", by: "ann"))
    }
    let entries = try world.store.audit(0..<3).map { String(decoding: try $0.json(), as: UTF8.self) }
    #expect(entries[0].contains(#"{"event":"person","name":"zoë","roles":"finance,admin","by":"root"}"#))
    #expect(entries[1].contains(#"{"event":"secret","name":"token","change":"set","by":"root"}"#))
    #expect(entries[2].contains(#"{"event":"secret","name":"token","change":"removed","by":"ann"}"#))
    #expect(!entries.joined().contains("hush"))
    let keys = world.keys
    try AuditLog(store: world.store, keys: keys).begin()
    let exported = try await world.worker().with { try AuditLog(store: $0.store, keys: keys).export() }
    #expect(try AuditLog.verify(exported: exported).size == 3)
  }
}
