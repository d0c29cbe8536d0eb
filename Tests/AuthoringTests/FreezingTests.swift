// Explicit locators in the place of what had to be learned, and everything else as the author wrote it.
import Authoring
import Compiler
import Testing
import Values

@Suite struct FreezingTests {
  static let skill = """
    # Pays what is open.
    skill: pay
    permissions: { network: ["127.0.0.1:*"] }
    inputs: { vendor: { type: string, default: Acme } }
    steps:
      - open: http://127.0.0.1:1/
      - click: the invoice of March   # which one?
        idempotent: true
      - if: ${{ inputs.vendor == 'Acme' }}
        then:
          - click: { button: Pay now }
            idempotent: true
          - fill:
              field: Reference
              in: { form: Invoice }
            with: ${{ inputs.vendor }}
      - click: { link: "${{ inputs.vendor }}" }
        idempotent: true
      - approve: Was it right?
        expires: 1h
        on_reject:
          - click: the way back
            idempotent: true

    """

  @Test func onlyWhatIsAnsweredIsChanged() throws {
    var asked: [Freezing.Locator] = []
    let frozen = try #require(
      Freezing(name: "pay.yaml", text: Self.skill) { locator in
        asked.append(locator)
        switch locator.value {
        case "the invoice of March": return ["link": "view", "in": ["role": "row", "name": "INV-106: Acme March"]]
        case .map(let entries)? where entries.first?.key == "field": return ["test_id": "ref"]
        default: return nil
        }
      })
    #expect(asked.map(\.line) == [7, 11, 13, 17, 22])
    #expect(asked[3].value == nil, "it depends on an input")
    let expected = Self.skill.replacing(
      "the invoice of March ", with: #"{ link: view, in: { row: "INV-106: Acme March" } } "#
    ).replacing("field: Reference\n          in: { form: Invoice }\n", with: "{ test_id: ref }\n")
    #expect(frozen.text == expected)
    #expect(
      frozen.changes.map(\.after) == [#"{ link: view, in: { row: "INV-106: Acme March" } }"#, "{ test_id: ref }"])
    let compiled = compile(name: "pay.yaml", text: frozen.text)
    #expect(compiled.program != nil, "\(compiled.diagnostics)")
  }

  @Test func whatIsNoSkillIsRefused() {
    #expect(Freezing(name: "x.yaml", text: "steps: [") { _ in nil } == nil)
  }
}
