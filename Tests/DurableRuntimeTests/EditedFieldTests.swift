// What a gate shows of the fields that may be edited is what an approval that touches nothing gives, to the byte (law 4).
import Compiler
import DurableRuntime
import Synchronization
import Testing
import Values

private func pay(start: String, edit: String, json: String, more: String = "") -> String {
  """
  skill: edited
  inputs: { given: any }
  permissions: { network: ["127.0.0.1:*"] }
  gates: { expires: 1h }
  steps:
    - approve: Pay?
      id: go
      allows: [send]
      show: { field: "\(start)" }
      edit: { field: \(edit) }
      \(more)
    - http: { method: POST, url: "http://127.0.0.1:1/pay", json: "${{ \(json) }}" }
      id: send
      irreversible: true
  """
}

private let order =
  "{ type: object, properties: { amount: number, to: { type: string, default: ACME } } }"
private let rows =
  "{ type: array, items: { type: object, properties: { qty: { type: integer, default: 1000 } } } }"

/// What was sent, of a run whose effects all go well.
private final class Sent: Sendable {
  private let all = Mutex<[PlainValue]>([])
  var arguments: [PlainValue] { all.withLock { $0 } }
  var script: ScriptedEffects.Script {
    { request in
      self.all.withLock { $0.append(request.arguments) }
      return .done(["status": 200, "headers": [:], "json": [:], "text": "{}"])
    }
  }
}

@Suite struct EditedFieldTests {
  @Test(
    arguments: [
      // Defaults within, numbers that widen and narrow, and what is made of them.
      (["amount": 1], order, "gates.go.field", ["amount": 1.0, "to": "ACME"]),
      ([["id": 1], ["qty": 5]], rows, "gates.go.field.map(row, row.?qty.orValue(1))", [1000, 5]),
      (5, "number", "{'half': gates.go.field / 2.0}", ["half": 2.5]),
      (5.0, "integer", "{'rest': gates.go.field % 3}", ["rest": 2]),
      ("as it is", "string", "gates.go.field", "as it is"),
    ] as [(PlainValue, String, String, PlainValue)])
  func whatIsShownIsWhatIsSent(given: PlainValue, edit: String, json: String, sent: PlainValue) async throws {
    let world = try World()
    let bank = Sent()
    let skill = pay(start: "${{ inputs.given }}", edit: edit, json: json)
    let paused = try await world.start(skill, inputs: ["given": given])
    let gate = try #require(paused.pending.first, "\(String(describing: paused.error))")
    #expect(gate.allowed.elements?[0]["arguments"]?["json"] == sent)
    #expect(gate.show["field"] == gate.form[0].start)
    var answer = approve()
    answer.seen = gate.evidence
    #expect(try await world.decide(paused, answer, bank.script).status == .completed)
    #expect(bank.arguments == [gate.allowed.elements?[0]["arguments"]])

    // A policy approves the same.
    let ruled = Sent()
    let policy = pay(start: "${{ inputs.given }}", edit: edit, json: json, more: "unless: ${{ true }}")
    #expect(try await world.start(policy, inputs: ["given": given], ruled.script).status == .completed)
    #expect(ruled.arguments.map { $0["json"] } == [sent])
  }

  @Test func whatIsConstantIsHeldAgainstItsSchemaByTheCompiler() async throws {
    let world = try World()
    let bank = Sent()
    let skill = pay(start: "${{ [{'id': 1}] }}", edit: rows, json: "gates.go.field")
    let paused = try await world.start(skill, inputs: ["given": 0])
    #expect(paused.pending[0].show == ["field": [["id": 1, "qty": 1000]]])
    _ = try await world.decide(paused, approve(), bank.script)
    #expect(bank.arguments == [paused.pending[0].allowed.elements?[0]["arguments"]])
  }

  /// What a question takes where nobody says anything is what it says that it would.
  @Test func aDefaultIsShownWithTheDefaultsInIt() async throws {
    let world = try World()
    let fields = "properties: { amount: number, to: { type: string, default: ACME } }"
    let paused = try await world.start(
      """
      skill: asked
      outputs: { got: "${{ gates.q.order }}" }
      steps:
        - ask: What?
          id: q
          form: { order: { type: object, \(fields), default: { amount: 1 } } }
          expires: 1h
      """)
    let whole: PlainValue = ["amount": 1.0, "to": "ACME"]
    #expect(paused.pending[0].form[0].schema["default"] == whole)
    #expect(try await world.decide(paused, approve()).outputs == ["got": whole])
  }

  @Test func aStartThatDoesNotFitIsAnErrorOfTheGate() async throws {
    let world = try World()
    let skill = pay(
      start: "${{ inputs.given }}", edit: "{ type: number, maximum: 100 }", json: "{'a': gates.go.field}")
    for (given, why) in [("5.00", "expected a number, found a string"), (101, "must be at most 100")]
      as [(PlainValue, String)]
    {
      let failed = try await world.start(skill, inputs: ["given": given])
      #expect(failed.status == .failed && failed.error?.kind == .input && failed.error?.step == "go")
      #expect(failed.error?.message == "$.field: \(why)")
    }
  }

  /// Null is no start: a person fills the field in.
  @Test func aStartThatIsNullIsAskedFor() async throws {
    let world = try World()
    let bank = Sent()
    let skill = pay(start: "${{ inputs.given }}", edit: "number", json: "{'a': gates.go.field}")
    let paused = try await world.start(skill, inputs: ["given": .null])
    #expect(paused.pending[0].form[0].start == nil)
    #expect(await world.refusal { _ = try await world.decide(paused, approve()) }?.field == "field")
    #expect(try await world.decide(paused, input([("field", 3)]), bank.script).status == .completed)
    #expect(bank.arguments.map { $0["json"] } == [["a": 3.0]])
  }

  @Test func twoPeopleWhoTouchNothingAgree() async throws {
    let world = try World()
    let skill = pay(
      start: "${{ inputs.given }}", edit: "number", json: "{'a': gates.go.field}", more: "by: { count: 2 }")
    let paused = try await world.start(skill, inputs: ["given": 5])
    _ = try await world.decide(paused, approve("ann"))
    #expect(try await world.decide(paused, approve("bob")).status == .completed)
  }

  /// The second gives the secret again, which they cannot see, and touches nothing either.
  @Test func twoPeopleAgreeOnWhatASecretsTextStandsInAsItWasShown() async throws {
    let world = try World()
    let bank = Sent()
    let skill = pay(
      start: "Invoice 2024-1234", edit: "string, pin: { type: string, secret: true }", json: "{'a': gates.go.field}",
      more: "by: { count: 2 }")
    let paused = try await world.start(skill, inputs: ["given": 5])
    for person in ["ann", "bob"] {
      var answer = approve(person)
      answer.input = [PlainEntry(key: "pin", value: "1234")]
      _ = try await world.decide(paused, answer, bank.script)
    }
    #expect(bank.arguments.map { $0["json"] } == [["a": "Invoice 2024-1234"]])
  }

  /// A program of an earlier compiler shows the start as it is. Nothing else than that is sent unless somebody says so.
  @Test func whatAnEarlierCompilerShowsIsNotTakenForSomethingElse() async throws {
    let world = try World()
    var program = try world.program(
      pay(start: "${{ inputs.given }}", edit: "{ type: any }", json: "gates.go.field")
    ).program
    let schema: PlainValue = [
      "type": "object", "properties": ["amount": ["type": "number"], "to": ["type": "string", "default": "ACME"]],
    ]
    program.gates[0].options = ["edit": ["field": schema], "expires": 3_600_000]
    let bank = Sent()
    let paused = try await world.worker(bank.script).start(
      LoadedProgram(program), inputs: ["given": ["amount": 1]], options: StartOptions(initiator: "ann"), follows: true)
    #expect(paused.pending[0].show == ["field": ["amount": 1]])
    // Untouched, and handed back as it stands (by the dashboard's form).
    for answer in [approve(), input([("field", #"{"amount":1}"#)], text: true)] {
      let refusal = await world.refusal { _ = try await world.decide(paused, answer, bank.script) }
      #expect(refusal?.kind == .refusedInput && refusal?.field == "field")
      #expect(
        refusal?.message
          == #"gate 'go' shows 'field' as {"amount":1}, which would be taken as {"amount":1.0,"to":"ACME"}: give the field as it is meant (-i field='{"amount":1.0,"to":"ACME"}')"#
      )
    }
    #expect(bank.arguments.isEmpty)
    let said = input([("field", #"{"amount":1.0,"to":"ACME"}"#)], text: true)
    #expect(try await world.decide(paused, said, bank.script).status == .completed)
    #expect(bank.arguments.map { $0["json"] } == [["amount": 1.0, "to": "ACME"]])
  }

  /// What was shown was shown before the secret was given, and is sent as it was shown.
  @Test func whatWasShownKeepsItsBytesBesideASecretThatIsGivenLater() async throws {
    let world = try World()
    let skill = pay(
      start: "${{ inputs.given }}", edit: "string, pin: { type: string, secret: true }", json: "{'a': gates.go.field}")
    for (answer, sent) in [
      (input([("pin", "1234")]), "Invoice 2024-1234"),
      (input([("pin", "1234"), ("field", "Invoice 2024-1234")], text: true), "Invoice 2024-1234"),
    ] {
      let bank = Sent()
      let paused = try await world.start(skill, inputs: ["given": "Invoice 2024-1234"])
      #expect(try await world.decide(paused, answer, bank.script).status == .completed)
      #expect(bank.arguments.map { $0["json"] } == [["a": .string(sent)]])
    }
    // What is new would have to be cleaned of the secret, and the effect would get the placeholder.
    let paused = try await world.start(skill, inputs: ["given": "Bill"])
    let slip = input([("pin", "1234"), ("field", "Bill 1234")])
    let refusal = await world.refusal { _ = try await world.decide(paused, slip) }
    #expect(refusal?.field == "field" && refusal?.kind == .refusedInput)
  }
}
