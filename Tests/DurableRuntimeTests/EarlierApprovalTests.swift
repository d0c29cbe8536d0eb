// Whether an approval that names nothing may be one that was given before, as everybody is told it.
import DurableRuntime
import Testing
import Values

@Suite("Earlier approvals")
struct EarlierApprovalTests {
  /// What the runtime asks about a step may be called like a gate of the skill.
  @Test(arguments: [false, true]) func aQuestionIsNoApproval(isAsked: Bool) async throws {
    let world = try World()
    let script: ScriptedEffects.Script = { [ok = world.ok] request in
      guard request.step == "look", request.answer == nil else { return .done(ok) }
      return EffectOutcome(
        .question(kind: "choice", payload: ["prompt": "Which?", "options": [["value": 1, "label": "one"]]]))
    }
    let text = """
      skill: pays
      inputs: { asks: boolean }
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - { approve: Which?, id: choice, when: "${{ inputs.asks }}" }
        - { http: { url: "http://127.0.0.1:1/" }, id: look }
        - { approve: Pay?, id: pay, allows: [send] }
        - { http: { method: POST, url: "http://127.0.0.1:1/" }, id: send, irreversible: true }
      """
    var run = try await world.start(text, inputs: ["asks": .bool(isAsked)], script)
    if isAsked { run = try await world.decide(run, approve(), script) }
    var one = approve()
    one.choice = 1
    run = try await world.decide(run, one, script)
    #expect(run.pending.map(\.path) == ["pay"])
    #expect(run.pending[0].earlier == (isAsked ? .after("choice") : nil))
    let refused = await world.refusal { _ = try await world.decide(run, approve(), script) }
    #expect(refused?.kind == (isAsked ? .ambiguousGate : nil))
  }

  @Test func aGateThatIsComeToAgainSaysHowOften() async throws {
    let world = try World()
    var run = try await world.start(
      """
      skill: rows
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - for: n
          in: ${{ [1, 2] }}
          do:
            - { approve: Pay?, id: pay, allows: [send] }
            - { http: { method: POST, url: "http://127.0.0.1:1/" }, id: send, irreversible: true }
      """)
    #expect(run.pending[0].earlier == nil)
    run = try await world.decide(run, approve())
    #expect(run.pending[0].earlier == .again(2) && run.pending[0].earlier?.text == "is asked for the 2nd time")
  }
}
