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
    let codes = Skill.codes("skill: many\nsteps:\n\(sets)  - log: done\n")
    #expect(codes.contains("TW0418"), "\(codes.prefix(3))")
  }

  /// Each line holds all lines before it: what has a thousand bytes would have 2 to the 40th parts.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("whole", "${{ vars }}"), ("map", "{ x: \"${{ vars.aBEFORE }}\", y: \"${{ vars.aBEFORE }}\" }"),
    ])
  func valuesThatDoubleAreReported(_ name: String, _ value: String) throws {
    let lines = (1..<40).map { number in
      let text = value.replacingOccurrences(of: "BEFORE", with: "\(number - 1)")
      return "  - set: { a\(number): \(text.hasPrefix("{") ? text : "\"\(text)\"") }\n"
    }
    let found = compile(name: "skill.yaml", text: "skill: doubling\nsteps:\n  - set: { a0: 1 }\n\(lines.joined())").diagnostics
    let first = try #require(found.first { $0.severity == .error })
    #expect(first.code.text == "TW0418")
    #expect(
      first.message
        == "this is too large to compile: this value has more than 10000 parts, or is nested deeper than 128 levels")
  }

  /// A type nests as deep as a value may, not as deep as a skill is long.
  @Test func valuesNestOnlySoDeep() {
    func skill(_ count: Int) -> String {
      "skill: deep\nsteps:\n  - set: { a0: 1 }\n"
        + (1...count).map { "  - set: { a\($0): \"${{ [vars.a\($0 - 1)] }}\" }\n" }.joined()
        + "  - log: \"${{ size(vars.a\(count)) }}\"\n"
    }
    #expect(Skill.codes(skill(128)) == [])
    #expect(Skill.codes(skill(3_000)).first == "TW0418")
  }

  @Test(.timeLimit(.minutes(1))) func wholeNamespacesAreUsedOnlySoOften() throws {
    func skill(_ count: Int) -> String {
      "skill: sizes\nsteps:\n" + (0..<count).map { "  - set: { v\($0): \"${{ size(vars) }}\" }\n" }.joined()
    }
    #expect(Skill.codes(skill(600)) == [])
    let found = compile(name: "skill.yaml", text: skill(1_000)).diagnostics.filter { $0.severity == .error }
    let first = try #require(found.first)
    #expect(found.count == 1)
    #expect(
      first.message
        == "this is too large to compile: where `vars`, `steps` and their like are used as a whole, they stand for more than "
        + "262144 values")
  }

  @Test func aLargeTableThatIsWrittenDownIsNone() {
    let rows = (0..<12_000).map { "      k\($0): \($0)\n" }.joined()
    let text = "skill: table\nsteps:\n  - set:\n      t:\n\(rows.replacingOccurrences(of: "      k", with: "        k"))"
    #expect(Skill.codes(text + "  - log: \"${{ vars.t.k7 }}\"\n") == [])
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
