// What a heal may change in a skill's program, and what it may not.
import Bytecode
import Compiler
import Testing

@Suite struct LikenessTests {
  static let skill = """
    skill: pay
    inputs: { vendor: string }
    permissions: { network: [a.test] }
    budget: { credits: 5 }
    gates: { expires: 1h }
    steps:
      - open: https://a.test/
      - approve: Pay?
        id: go
        allows: [pay]
        by: { roles: [finance] }
      - click: { button: Pay, in: { row: "${{ inputs.vendor }}" } }
        id: pay
        irreversible: true
      - click: { link: Log out }
        idempotent: true
    """

  @Test(arguments: [
    ("{ link: Log out }", "{ button: Log out, in: { form: Menu }, nth: 2 }", true),
    ("{ link: Log out }", "the way out", true),
    ("Log out }", "Log out }\n  # healed", true),
    ("[a.test]", "[a.test, b.test]", false),
    ("credits: 5", "credits: 6", false),
    ("expires: 1h", "expires: 2h", false),
    ("by: { roles: [finance] }", "by: { roles: [finance, sales] }", false),
    ("by: { roles: [finance] }", "by: { roles: [finance], count: 2 }", false),
    ("vendor: string", "vendor: { type: string, secret: true }", false),
    ("idempotent: true", "timeout: 9s", false),
    ("click: { link: Log out }", "hover: { link: Log out }", false),
    ("  - open: https://a.test/\n", "  - open: https://a.test/\n  - log: here\n", false),
    ("${{ inputs.vendor }}", "Acme", false),
  ])
  func onlyTextsMayDiffer(from: String, to: String, isLike: Bool) throws {
    #expect(Self.skill.contains(from))
    let old = try #require(compile(name: "pay.yaml", text: Self.skill).program)
    let result = compile(name: "pay.yaml", text: Self.skill.replacing(from, with: to, maxReplacements: 1))
    // What does not even compile is not kept either.
    #expect((result.program?.isLike(old) ?? false) == isLike, "\(result.diagnostics)")
  }
}
