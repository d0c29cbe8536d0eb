// The design's own example: what it compiles to, how it runs, and what happens when its gate is made conditional.
import Bytecode
import Testing
import Values

@testable import Compiler

@Suite struct PayInvoiceTests {
  static let text = """
    skill: pay-invoice
    goal: Pay the newest open invoice of a vendor
    match: ["https://billing.example.com/**"]
    inputs:
      email:  string
      vendor: { type: string, description: Vendor to pay }
      limit:  { type: number, default: 500, minimum: 0 }
    secrets: [billing_password]
    permissions:
      network: ["billing.example.com", "127.0.0.1:*"]
      exec: [jq]
      read: ["in/**"]
      write: ["out/**"]
    budget: { credits: 20, steps: 100000, time: 30m }
    outputs:
      receipt: ${{ steps.receipt.text }}
    steps:
      - open: https://billing.example.com/login
      - fill: { field: Email }
        with: ${{ inputs.email }}
      - fill: { field: Password }
        with: ${{ secrets.billing_password }}
      - click: { button: Sign in }
      - ask: One-time code for ${{ inputs.email }}
        id: otp
        form: { code: { type: string, pattern: "^[0-9]{6}$", secret: true } }
        expires: 10m
      - fill: { field: Code }
        with: ${{ gates.otp.code }}
      - read: { role: row, name: "${{ inputs.vendor }}" }
        id: invoice
        fields: { total: { css: ".total", type: number }, number: { css: ".no" } }
      - assert: ${{ steps.invoice.total <= inputs.limit }}
        message: ${{ steps.invoice.total }} is over the limit
      - approve: Pay ${{ steps.invoice.total }} to ${{ inputs.vendor }}?
        id: pay
        allows: [pay_now]
        show: { total: "${{ steps.invoice.total }}", page: screenshot }
        by: { roles: [finance], count: 1 }
        expires: 24h
      - click: { button: Pay now }
        id: pay_now
        irreversible: true
      - read: { css: "#receipt" }
        id: receipt

    """

  @Test func compilesWithoutAWord() throws {
    #expect(Skill.report(Self.text) == "")
  }

  @Test func listing() throws {
    guard let program = Skill.program(Self.text) else { return }
    Golden.expect(Disassembler.listing(of: program.program, verified: program), "pay-invoice.listing.txt")
  }

  @Test func runs() throws {
    let code = SecretText(parts: [.hole("gate:1/code")])
    let script: [String: [Reply]] = [
      "otp": [.approve([("code", .secret(code))])],
      "invoice": [.done(plainMap([("total", 120.5), ("number", "A-17")]))],
      "receipt": [.done(plainMap([("text", "Thank you")]))],
    ]
    let inputs: [String: PlainValue] = ["email": "ann@example.com", "vendor": "ACME", "limit": 500.0]
    Golden.expect(Skill.play(Self.text, inputs: inputs, script), "pay-invoice.run.txt")
    var rejected = script
    rejected["pay"] = [.reject("too much")]
    #expect(Skill.play(Self.text, inputs: inputs, rejected).hasSuffix("failed (rejected) at pay, line 35: too much\n"))
    #expect(
      Skill.play(Self.text, inputs: ["email": "a", "vendor": "b", "limit": 100.0], script)
        .hasSuffix("failed (assert) at assert_1, line 33: 120.5 is over the limit\n"))
  }

  @Test func aConditionOnTheGateLeavesAPathUngated() {
    let spoiled = Self.text.replacing(
      "    allows: [pay_now]\n", with: "    allows: [pay_now]\n    when: ${{ steps.invoice.total > 100.0 }}\n")
    Golden.expect(Skill.report(spoiled), "pay-invoice.when.txt")
    let policy = Self.text.replacing(
      "    allows: [pay_now]\n", with: "    allows: [pay_now]\n    unless: ${{ steps.invoice.total <= 100.0 }}\n")
    #expect(Skill.report(policy) == "")
  }
}
