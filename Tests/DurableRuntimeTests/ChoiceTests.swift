// `choose`: which option is meant, and what a later step reads of it.
import DurableRuntime
import Testing
import Values

@Suite struct ChoiceTests {
  /// So the compiler has it, too.
  @Test func aLabelIsText() async throws {
    let world = try World()
    let paused = try await world.start(
      """
      skill: choose
      inputs: { rows: { type: array } }
      outputs: { label: "${{ gates.c.label + '!' }}", size: "${{ size(gates.c.label) }}" }
      steps:
        - choose: Which?
          id: c
          from: ${{ inputs.rows }}
          expires: 1h
      """, inputs: ["rows": [["value": 5, "label": 70], 6]])
    var answer = approve()
    answer.choice = 5
    #expect(try await world.decide(paused, answer).outputs == ["label": "70!", "size": 2])
  }

  @Test func aNumberThatIsNoPlaceIsNoChoice() async throws {
    let world = try World()
    let paused = try await world.start(
      "skill: choose\nsteps:\n  - { choose: Which?, id: c, from: [one, two], expires: 1h }\n")
    for text in ["@-9223372036854775808", "-9223372036854775808", "@0", "@3", "@", "@9223372036854775807"] {
      var answer = approve()
      answer.choice = .string(text)
      let refused = await world.refusal { _ = try await world.decide(paused, answer) }
      #expect(refused?.kind == .refusedInput, "\(text)")
    }
    var answer = approve()
    answer.choice = .int(.min)
    #expect(await world.refusal { _ = try await world.decide(paused, answer) }?.kind == .refusedInput)
    answer.choice = "@2"
    #expect(try await world.decide(paused, answer).status == .completed)
  }

  @Test func aChoiceIsByValueOrLabel() async throws {
    let world = try World()
    let skill = """
      skill: choose
      outputs: { value: "${{ gates.c.value }}", label: "${{ gates.c.label }}" }
      steps:
        - choose: Which?
          id: c
          from: "${{ [{'value': 1, 'label': 'one'}, {'value': 2, 'label': 'two'}] }}"
          expires: 1h
      """
    let paused = try await world.start(skill)
    var answer = approve()
    answer.choice = "three"
    #expect(await world.refusal { _ = try await world.decide(paused, answer) }?.kind == .refusedInput)
    answer.choice = "two"
    #expect(try await world.decide(paused, answer).outputs == ["value": 2, "label": "two"])
  }
}
