// What a step marks as secret in its result is sealed whoever says what the result is: the effect, a person at `in_doubt`, or
// the step's probe. And a path that leads nowhere lets nothing of the result be kept.
import DurableRuntime
import Foundation
import Testing
import Values

@Suite struct SecretResultTests {
  private static func unheard(_ request: EffectRequest) -> EffectOutcome {
    .unheard(.timeout, "no answer within 30s", sent: true)
  }

  private static let pay = """
    skill: pay
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    outputs: { receipt: "${{ steps.pay.json.receipt }}", text: "${{ steps.pay.text }}", echo: "${{ steps.use.text }}" }
    steps:
      - approve: Pay?
        id: ok
        allows: [pay]
        by: { count: COUNT }
      - http: { method: POST, url: "http://127.0.0.1:1/pay" }
        id: pay
        irreversible: true
        secret: [json.token]
        schema: { type: object, properties: { receipt: string, token: string }, required: [receipt, token] }
        PROBE
      - http: { method: PUT, url: "http://127.0.0.1:1/use", headers: { authorization: "${{ steps.pay.json.token }}" } }
        id: use
    """

  private static func skill(count: Int = 1, probe: String? = nil) -> String {
    let block = probe.map { "probe:\n" + $0.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n") } ?? ""
    return pay.replacing("COUNT", with: "\(count)").replacing("PROBE", with: block)
  }

  /// Echoes the header it was given.
  private static func world(_ request: EffectRequest) -> EffectOutcome {
    guard request.step == "use" else { return unheard(request) }
    guard case .secret(let secret)? = request.arguments["headers"]?["authorization"] else { return .done(.null) }
    let text = (try? request.resolve(secret)) ?? "?"
    return .done(["status": 200, "headers": [:], "json": .null, "text": .string("you are \(text)")])
  }

  private static func happened(_ result: String, by: String = "bob") -> Answer {
    var answer = input([("result", .string(result))], by: by, text: true)
    answer.choice = "happened"
    return answer
  }

  @Test func whatAPersonSaysHappenedIsSealedAsTheStepsOwnResultIs() async throws {
    let world = try World()
    let paused = try await world.start(Self.skill())
    let asked = try await world.decide(paused, approve()) { Self.world($0) }
    #expect(asked.pending.map(\.id) == ["pay.in_doubt"])
    let body = #"{\"receipt\": \"R\", \"token\": \"CANARY-res1\"}"#
    let done = try await world.decide(
      asked,
      Self.happened(
        #"{"json": {"receipt": "R", "token": "CANARY-res1"}, "text": "\#(body)", "headers": {"t": "CANARY-res1"}}"#)
    ) { Self.world($0) }
    #expect(done.status == .completed, "\(done.error?.message ?? "")")
    #expect(
      done.outputs == [
        "receipt": "R", "text": #"{"receipt":"R","token":"[secret gate:3/result/json.token]"}"#,
        "echo": "you are [secret gate:3/result/json.token]",
      ])
    #expect(!(try world.stored()).contains("CANARY"))
  }

  @Test func aPersonsResultWithoutTheSecretIsRefusedAndNotQuoted() async throws {
    let world = try World()
    let text = Self.skill().replacing("schema:", with: "#")
    let paused = try await world.start(text)
    let asked = try await world.decide(paused, approve()) { Self.world($0) }
    let refused = await world.refusal {
      _ = try await world.decide(asked, Self.happened(#"{"json": {"receipt": "R", "tok": "CANARY"}}"#))
    }
    #expect(
      refused?.message
        == "'result' cannot be taken: `secret:` names `json.token`, which is not in the result (`json` has no `token`)")
    let broken = await world.refusal { _ = try await world.decide(asked, Self.happened(#"{"token": "CANARY""#)) }
    #expect(broken?.field == "result" && broken?.message.contains("CANARY") == false)
  }

  @Test func peopleWhoSayTheSameSayTheSameSecret() async throws {
    let world = try World()
    let paused = try await world.start(Self.skill(count: 2))
    let one = try await world.decide(paused, approve("ann2"))
    let asked = try await world.decide(one, approve("bob")) { Self.world($0) }
    func result(_ token: String) -> String { #"{"json": {"receipt": "R", "token": "\#(token)"}}"# }
    let first = try await world.decide(asked, Self.happened(result("CANARY-1"), by: "cem"))
    let other = await world.refusal {
      _ = try await world.decide(first, Self.happened(result("CANARY-2"), by: "dora"))
    }
    #expect(other?.message.contains("people who approve the same") == true && !other!.message.contains("CANARY"))
    let done = try await world.decide(first, Self.happened(result("CANARY-1"), by: "dora")) { Self.world($0) }
    #expect(done.outputs["echo"] == "you are [secret gate:3/result/json.token]")
    #expect(!(try world.stored()).contains("CANARY"))
  }

  private static let look = """
    - http: { url: "http://127.0.0.1:1/paid" }
      id: look
      SECRET
    - return: ${{ steps.look }}
    """

  private static func found(_ json: PlainValue) -> @Sendable (EffectRequest) async -> EffectOutcome {
    { request in
      guard request.step == "look" else { return world(request) }
      return .done(["status": 200, "headers": [:], "json": json, "text": .string((try? json.jsonText()) ?? "")])
    }
  }

  @Test func whatAProbeFindsIsSealed() async throws {
    let world = try World()
    let text = Self.skill(probe: Self.look.replacing("SECRET", with: "secret: [json.token]"))
    let paused = try await world.start(text)
    let done = try await world.decide(
      paused, approve(), Self.found(["receipt": "R", "token": "CANARY-probe9"]))
    #expect(done.status == .completed, "\(done.error?.message ?? "")")
    #expect(done.outputs["echo"] == "you are [secret result:3/json.token]")
    #expect(!(try world.stored()).contains("CANARY"))
  }

  @Test func whatAProbeFindsFitsTheSchemaOrIsNoFinding() async throws {
    let world = try World()
    let text = Self.skill(probe: Self.look.replacing("SECRET", with: "secret: [json.token]"))
    let paused = try await world.start(text)
    let asked = try await world.decide(paused, approve(), Self.found(["receipt": 5, "token": "CANARY-probe9"]))
    #expect(asked.pending.map(\.id) == ["pay.in_doubt"])
    #expect(!(try world.stored()).contains("CANARY"))
  }

  @Test(arguments: [
    ("json.nope", "`json` has no `nope`"),
    ("json.items.tok", "`json.items` is a list of 2; `json.items.*` is each of its elements"),
    ("json.items.*.other", "`json.items.*` has no `other`"),
    ("json.items.5", "`json.items` is a list of 2; `json.items.*` is each of its elements"),
  ])
  func aPathThatLeadsNowhereLetsNothingBeKept(path: String, why: String) async throws {
    let world = try World()
    let text = """
      skill: look
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { status: "${{ steps.look.status }}" }
      steps:
        - http: { url: "http://127.0.0.1:1/" }
          id: look
          secret: ["\(path)"]
      """
    let json: PlainValue = ["items": [["tok": "CANARY-1"], ["tok": "CANARY-2", "other": 1]]]
    let failed = try await world.start(text) { _ in
      .done(["status": 200, "headers": [:], "json": json, "text": .string((try? json.jsonText()) ?? "")])
    }
    #expect(failed.error?.kind == .effect)
    #expect(
      failed.error?.message
        == "`secret:` names `\(path)`, which is not in the result (\(why)), so that nothing of it is kept")
    #expect(!(try world.stored()).contains("CANARY"))
  }

  @Test func whatSaysNothingHoldsNoSecretAndASchemaSaysWhatMayBeLeftOut() async throws {
    func status(_ modifier: String, _ json: PlainValue, _ body: String) async throws -> String {
      let view = try await World().start(
        """
        skill: look
        permissions: { network: ["127.0.0.1:*"] }
        outputs: { status: "${{ steps.look.status }}" }
        steps:
          - http: { url: "http://127.0.0.1:1/" }
            id: look
            \(modifier)
        """
      ) { _ in .done(["status": 200, "headers": [:], "json": json, "text": .string(body)]) }
      return view.error?.message ?? view.status.text
    }
    #expect(try await status("secret: [json.token]", .null, " ") == "completed")
    #expect(try await status("secret: [json.token]", ["token": .null], "{}") == "completed")
    #expect(try await status("secret: [json.items.*.tok]", ["items": []], "{}") == "completed")
    #expect(try await status("secret: [json.token]", .null, "token=CANARY").contains("what came is no JSON"))
    let optional = "schema: { type: object, properties: { token: { type: string, secret: true } } }"
    #expect(try await status(optional, [:], "{}") == "completed")
  }

  /// It was done, and an answer came of which nothing may be kept: whoever looks says what came of it.
  @Test func whatCannotBeUndoneAndAnswersWithoutItsSecretIsInDoubt() async throws {
    let world = try World()
    let paused = try await world.start(Self.skill().replacing("schema:", with: "#"))
    let asked = try await world.decide(paused, approve()) { _ in
      .done(["status": 200, "headers": [:], "json": ["tok": "CANARY"], "text": "CANARY"])
    }
    #expect(asked.pending.map(\.id) == ["pay.in_doubt"])
    #expect(asked.pending.first?.prompt.contains("`json` has no `token`") == true)
    #expect(!(try world.stored()).contains("CANARY"))
  }

  /// What cannot be sealed cannot be kept; that it was done is not forgotten over it, and it is not done again.
  @Test(arguments: [true, false]) func whatCannotBeSealedIsNotForgotten(isIrreversible: Bool) async throws {
    let world = try World()
    let paused = try await world.start(
      """
      skill: many
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - approve: Do it?
          id: ok
          \(isIrreversible ? "allows: [many]" : "show: {}")
        - http: { method: POST, url: "http://127.0.0.1:1/many" }
          id: many
          \(isIrreversible ? "irreversible: true" : "idempotent: false")
          secret: [json]
          retry: { times: 3 }
      """)
    let texts = PlainValue.list((0...RuntimeLimits.secretParts).map { .string("text number \($0)") })
    let performer = ScriptedEffects { _ in .done(["status": 200, "headers": [:], "json": texts, "text": ""]) }
    let worker = world.worker(performer: performer)
    let view = try await worker.decide(paused.id, approve(), follows: true).1
    #expect(performer.asked.count == 1)
    if isIrreversible {
      #expect(view.pending.map(\.path) == ["many.in_doubt"])
    } else {
      #expect(view.status == .failed)
      #expect(view.error?.message.contains("the result cannot be kept") == true, "\(view.error?.message ?? "")")
    }
    _ = try await worker.resume(paused.id, follows: true)
    #expect(performer.asked.count == 1)
  }
}
