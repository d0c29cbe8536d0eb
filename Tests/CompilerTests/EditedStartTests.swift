// What an edited field starts from has to be what the field takes: told where no value of it is. And who decides a gate.
import Testing
import Values

@testable import Compiler

@Suite struct EditedStartTests {
  private func skill(_ start: String, _ field: String) -> String {
    """
    skill: start
    inputs: { n: integer, any: any, rows: { type: array, items: string } }
    permissions: { exec: [ls] }
    gates: { expires: 1h }
    steps:
      - now:
        id: today
      - exec: [ls]
        id: ran
        idempotent: true
      - approve: Go?
        id: go
        show: { f: "${{ \(start) }}" }
        edit: { f: \(field) }
      - log: "${{ [inputs.n, inputs.any, inputs.rows, steps.today, steps.ran, gates.go.f] }}"
    """
  }

  @Test(arguments: [
    ("steps.today", "string"), ("decimal('5.10')", "number"), ("decimal(string(inputs.n))", "string"),
    ("duration('90s')", "string"), ("b'hi'", "string"), ("type(inputs.n)", "string"), ("{1: 'a'}", "object"),
    ("{inputs.n: 'a'}", "object"), ("inputs.n", "string"), ("inputs.rows", "object"),
    ("steps.ran", "{ type: object, properties: { exit: string } }"), ("5.5", "integer"),
    ("500", "{ type: number, maximum: 100 }"), ("'no'", "{ type: string, enum: [yes] }"),
  ])
  func whatNeverFitsIsTold(start: String, field: String) {
    #expect(Skill.codes(skill(start, field)) == ["TW0447"])
  }

  @Test(arguments: [
    ("inputs.any", "number"), ("inputs.n", "number"), ("double(inputs.n)", "integer"), ("5u", "integer"),
    ("5.0", "integer"),
    ("string(steps.today)", "string"), ("inputs.rows", "{ type: array, items: number }"), ("steps.today", "any"),
    ("steps.ran", "{ type: object, properties: { exit: number, m: string } }"),
    ("{'n': inputs.n}", "{ type: object, properties: { n: number, m: { type: string, default: x } } }"),
    ("null", "string"), ("dyn(steps.today)", "string"), ("inputs.n", "{ type: [string, integer] }"),
  ])
  func whatMayFitIsLeftToTheGate(start: String, field: String) {
    #expect(Skill.codes(skill(start, field)) == [])
  }

  /// No gate takes more votes; and no roles at all would let anybody decide.
  @Test(
    arguments: [
      ("by: { count: 65 }", ["TW0210"]), ("by: { count: 64 }", []), ("by: { roles: [] }", ["TW0216"]),
      ("by: []", ["TW0216"]),
      ("by: { count: 2 }", []), ("by: [fin]", []),
    ] as [(String, [String])])
  func whoDecides(by: String, codes: [String]) {
    #expect(Skill.codes("skill: who\nsteps:\n  - { approve: Go?, expires: 1h, \(by) }\n") == codes)
    #expect(Skill.codes("skill: who\ngates: { expires: 1h, \(by) }\nsteps:\n  - { approve: Go? }\n") == codes)
  }

  @Test func theReportsSayWhatIsWrong() {
    let texts = [skill("steps.today", "string"), skill("500", "{ type: number, maximum: 100 }")]
    Golden.expect(texts.map { "\($0)\n\n\(Skill.report($0))" }.joined(separator: "\n"), "error-edited-start.txt")
  }
}
