// What the compiler says about skills that are wrong beyond their syntax: names, types, secrets, control, calls. The goldens hold
// the skill and the whole report. (What the gate proof says: Proof/GateDiagnosticTests.swift.)
import Testing

@testable import Compiler

@Suite struct DiagnosticTests {
  struct Wrong: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var skills: [String: String] = [:]
    var testDescription: String { name }

    /// The skill, those it calls, and the report.
    func expectGolden() {
      var text = text + "\n"
      for (name, inner) in skills.sorted(by: { $0.key < $1.key }) { text += "--- skills/\(name).yaml\n\(inner)\n" }
      Golden.expect(text + "---\n" + Skill.report(self.text, skills), "wrong-\(name).txt")
    }
  }

  static let cases: [Wrong] = [
    Wrong(
      name: "names",
      text: """
        skill: names
        inputs: { email: string }
        outputs: { x: "${{ vars.totl }}" }
        permissions: { network: [a.example] }
        steps:
          - set: { total: 1 }
          - http: { url: "https://a.example/${{ inputs.emial }}" }
            id: page
          - log: ${{ steps.later.text }} ${{ steps.page.statuss }}
          - http: { url: https://a.example/ }
            id: page
          - read: { css: p }
            id: later
          - log: ${{ row }} ${{ secrets.key }}
          - set: { total: "${{ 'many' }}" }
          - for: vars
            in: ${{ vars.total }}
            do: [ { log: x } ]
          - for: line
            in: ${{ [1, 2] }}
            do: [ { log: "${{ vars.line }}" } ]
        """),
    Wrong(
      name: "may-have-no-value",
      text: """
        skill: maybe
        inputs: { n: integer }
        permissions: { network: [a.example] }
        outputs: { status: "${{ steps.page.status }}" }
        steps:
          - http: { url: https://a.example/ }
            id: page
            when: ${{ inputs.n > 1 }}
          - log: status ${{ steps.page.status }}
          - if: ${{ inputs.n > 5 }}
            then:
              - set: { x: 1 }
            else:
              - fail: no
          - log: ${{ vars.x + 1 }}
        """),
    Wrong(
      name: "schedules",
      text: """
        skill: schedules
        inputs: { who: string, n: { type: integer, default: 1 } }
        schedule:
          - { cron: "0 25 * * *", zone: Europe/Zürich, inputs: { whom: x } }
          - { cron: "0 0 30 2 *", inputs: { who: x, n: many } }
        steps:
          - log: ${{ inputs.who }}
        """),
    Wrong(
      name: "secrets",
      text: """
        skill: secrets
        secrets: [token]
        permissions: { network: [a.example], exec: [sh], write: [out/*] }
        gates: { expires: 1h }
        outputs: { token: "${{ secrets.token }}" }
        steps:
          - set: { t: "Bearer ${{ secrets.token }}" }
          - http: { url: "https://a.example/?t=${{ secrets.token }}", headers: { Authorization: "Bearer ${{ secrets.token }}" } }
            id: login
            secret: [json.session, nothing.there]
          - http: { method: PUT, url: https://a.example/, json: { session: "${{ steps.login.json.session }}" } }
          - log: ${{ steps.login.json }}
          - exec: [sh, -c, "echo ${{ secrets.token }}"]
            stdin: ${{ secrets.token }}
            idempotent: true
          - if: ${{ secrets.token == 'x' }}
            then: [ { log: x } ]
          - ask: Code?
            id: otp
            form: { code: { type: string, secret: true, maxLength: 3 }, pin: { type: integer, secret: true, maximum: 9999 } }
          - approve: Use ${{ gates.otp.code }}?
          - write_file: out/x
            content: ${{ gates.otp.code }}
        """),
    Wrong(
      name: "control",
      text: """
        skill: control
        inputs: { n: integer }
        steps:
          - break
          - parallel:
              a:
                - set: { x: 1 }
                - return
              b:
                - set: { x: 2 }
          - for: n
            in: ${{ inputs.n }}
            do: [ { log: x } ]
          - for: row
            in: ${{ [1] }}
            at_once: 2
            do:
              - set: { last: "${{ row }}" }
              - continue
          - switch: ${{ inputs.n }}
            cases:
              one: [ { log: one } ]
              2: [ { log: two } ]
              3: [ { log: three } ]
          - if: ${{ inputs.n }}
            then: [ { return: 5 } ]
          - log: x
            timeout: 5s
            irreversible: true
          - approve: Fine?
            timeout: 5s
          - for: n
            in: [1]
            do:
              - if: ${{ n == 1 }}
                then: [ { break: } ]
                timeout: 5s
              - wait: 10s
                timeout: 5s
              - try: [ { return: } ]
                finally: [ { log: x } ]
                timeout: 5s
              - try: [ { log: x } ]
                finally:
                  - if: ${{ n == 1 }}
                    then: [ { break: } ]
                  - for: m
                    in: [1]
                    do: [ { continue: } ]
                  - return
          - fail: enough
          - log: never
        """),
    Wrong(
      name: "calls",
      text: """
        skill: outer
        permissions: { network: [a.example] }
        secrets: [k]
        steps:
          - call: nowhere
          - call: inner
            with: { vendr: ACME, n: text }
          - call: inner
            with: { vendor: "${{ secrets.k }}", n: 1 }
          - call: loop
          - call: broken
        """,
      skills: [
        "inner": """
        skill: inner
        inputs: { vendor: string, n: integer }
        permissions: { network: [a.example, b.example] }
        steps: [ { log: "${{ inputs.vendor }}" } ]
        """,
        "loop": """
        skill: loop
        steps: [ { call: outer } ]
        """,
        "broken": """
        skill: brokn
        steps: [ { log: "${{ nothing }}" } ]
        """,
      ]),
    Wrong(
      name: "warnings",
      text: """
        skill: warned
        inputs: { spare: string }
        permissions: { network: [a.example], exec: [jq] }
        steps:
          - http: { method: POST, url: https://b.example/x }
          - exec: [rm, -rf, /]
          - click: { button: Pay now }
          - click: { button: Next }
          - read: { css: p }
            id: unused
          - set: { idle: 1 }
          - write_file: out/a
            content: x
          - read_file: in/../../a
            as: text
        """),
    Wrong(
      name: "memo",
      text: """
        skill: remembered
        permissions: { network: [a.example] }
        steps:
          - http: { method: POST, url: https://a.example/ }
            idempotent: false
            memo: { for: 1h }
          - http: { method: POST, url: https://a.example/search }
            idempotent: true
            memo: { for: 1h }
          - http: https://a.example/token
            secret: [text]
            memo: { for: 1h }
          - read: { css: p }
            memo: { for: 1h }
          - model: What is this?
            memo: { for: 1h }
        """),
  ]

  @Test(arguments: cases) func isReported(_ wrong: Wrong) { wrong.expectGolden() }
}

@Suite struct LimitTests {
  @Test func thereAreOnlySoManyInputs() {
    func skill(_ count: Int) -> String {
      "skill: many\ninputs:\n" + (0..<count).map { "  i\($0): { type: integer, default: 0 }\n" }.joined()
        + "steps: [ { log: \"${{ inputs }}\" } ]\n"
    }
    #expect(Skill.codes(skill(1023)) == [])
    #expect(Skill.codes(skill(1024)) == ["TW0418"])
  }

  @Test func moreNamesThanRegistersAreReported() {
    let sets = (0..<13_000).map { "  - set: { v\($0): 1 }\n" }.joined()
    let codes = Skill.codes("skill: many\nsteps:\n\(sets)  - log: \"${{ vars }}\"\n")
    #expect(codes.contains("TW0418"), "\(codes.prefix(3))")
  }

  @Test func delaysStayFinite() {
    let text = """
      skill: patient
      permissions: { network: [a.example] }
      steps:
        - http: { url: https://a.example/ }
          retry: { times: 90, delay: 1s, backoff: 1.0e300 }

      """
    #expect(Skill.program(text) != nil)
  }
}
