// What a diagnostic advises is what helps: each of these said something else before.
import Syntax
import Testing

@testable import Compiler

@Suite struct CureTests {
  static let head = "skill: cures\ngates: { expires: 1h }\npermissions: { network: [a.example] }\n"

  /// What was to be merged in may hold the action, the id, the whole step: nothing else is said of it.
  @Test(arguments: [
    "steps:\n  - log: &said hello\n  - <<: *said\n    id: again\n",
    "steps:\n  - log: hello\n    retry: &often { times: 3 }\n  - <<: *often\n    log: hello\n",
    "steps:\n  - <<: { log: hello }\n",
    "steps:\n  - log: hello\n<<: { goal: Say hello }\n",
  ]) func aMergeKeyIsNamed(_ text: String) {
    #expect(Skill.codes(Self.head + text) == ["TW0110"], "\(Skill.report(Self.head + text))")
  }

  @Test func errorIsKnownWhereItHasAValue() {
    let outside = Skill.report(Self.head + "steps:\n  - log: ${{ error.kind }}\n")
    #expect(outside.contains("TW0401") && outside.contains("`error` has a value in `catch:` and `on_error:` only"))
    #expect(!outside.contains("names begin with"))
    let inside = "steps:\n  - fail: no\n    on_error:\n      - log: ${{ error.kind }}\n"
    #expect(Skill.codes(Self.head + inside) == [])
  }

  @Test(arguments: [
    (
      "inputs: { k: integer }\nsteps:\n  - for: n\n    in: ${{ [1] }}\n    at_once: ${{ inputs.k }}\n    do: [{ log: a }]\n",
      "write the number itself"
    ),
    ("inputs: { k: string }\nmatch: [\"${{ inputs.k }}\"]\nsteps:\n  - log: a\n", "write the text itself"),
    (
      "inputs: { k: string }\nsteps:\n  - open: https://a.example/\n    timeout: ${{ inputs.k }}\n",
      "write the length itself"
    ),
    (
      "inputs: { k: string }\nsteps:\n  - ask: Who?\n    form: { name: { type: string, default: \"${{ inputs.k }}\" } }\n",
      "write the value itself"
    ),
    // The step list is made when the skill is compiled.
    (
      "inputs: { k: string }\nsteps:\n  - log: ${{ inputs.k }}\n    describe: Row ${{ inputs.k }}\n",
      "write the text itself"
    ),
  ]) func aConstantIsAskedFor(_ text: String, _ help: String) {
    let report = Skill.report(Self.head + text)
    #expect(Skill.codes(Self.head + text) == ["TW0213"], "\(report)")
    #expect(report.contains("= help: \(help): it is needed before any run begins"), "\(report)")
  }

  /// Of the characters themselves the page of TW0213 says how they are written.
  @Test func theCharactersThemselvesCanStandInAConstant() throws {
    let text = "goal: Fill in $${{ name }}\nsteps:\n  - log: a\n    describe: Row $${{ n }}\n"
    let program = try #require(Skill.program(Self.head + text)).program
    #expect(program.manifest.goal == "Fill in ${{ name }}")
    #expect(program.steps.map(\.describe) == ["Row ${{ n }}"])
  }

  @Test func aSecretIsAskedForBeforeItIsAllowed() {
    func skill(_ steps: String) -> String {
      Self.head + "steps:\n" + steps
        + """
          - http: { method: POST, url: "https://a.example/", json: { pw: "${{ gates.GATE.pw }}" } }
            id: send
            irreversible: true

        """.replacing("GATE", with: steps.contains("- ask") ? "first" : "ok")
    }
    let field = "{ pw: { type: string, secret: true } }"
    let edited = skill("  - approve: Send?\n    id: ok\n    allows: [send]\n    edit: \(field)\n")
    let report = Skill.report(edited)
    #expect(report.contains("TW0609"), "\(report)")
    #expect(report.contains("ask for it before, as in `ask: …` with `form: \(field)`"), "\(report)")
    #expect(!report.contains("`show: { pw"))
    let asked = skill(
      "  - ask: Password?\n    id: first\n    form: \(field)\n  - approve: Send?\n    id: ok\n    allows: [send]\n")
    #expect(Skill.codes(asked) == [], "\(Skill.report(asked))")
  }

  @Test func anInputThatNothingReadsIsWarnedOf() {
    let text = "inputs: { used: string, left: { type: integer, default: 3 } }\nsteps:\n  - log: ${{ inputs.used }}\n"
    #expect(Skill.codes(Self.head + text) == ["TW0701"])
    #expect(Skill.report(Self.head + text).contains("nothing reads `inputs.left`"))
    // All of them together are each of them.
    let whole = "inputs: { used: string, left: string }\noutputs: { all: \"${{ inputs }}\" }\nsteps:\n  - log: a\n"
    #expect(Skill.codes(Self.head + whole) == [])
    let key = "inputs: { who: string }\nconcurrency: { key: \"${{ inputs.who }}\" }\nsteps:\n  - log: a\n"
    #expect(Skill.codes(Self.head + key) == [])
  }

  @Test func aSecretThatIsTooShortToBeFoundIsWarnedOf() {
    func asking(_ schema: String) -> [String] {
      Skill.codes(
        Self.head
          + "steps:\n  - ask: Code?\n    id: q\n    form: { code: \(schema) }\n  - http: { url: \"https://a.example/\", headers: { A: \"${{ gates.q.code }}\" } }\n"
      )
    }
    #expect(asking("{ type: string, secret: true, maxLength: 3 }") == ["TW0706"])
    #expect(asking("{ type: integer, secret: true, maximum: 999 }") == ["TW0706"])
    #expect(asking("{ type: string, secret: true, maxLength: 4 }") == [])
    #expect(asking("{ type: string, maxLength: 3 }") == [])
  }
}
