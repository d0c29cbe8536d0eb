// Gates that are approved without a person, secrets that are written down, and parameters that are surely of no use: each is an
// error of the author's, told before anything is done. The goldens hold the skills and the whole reports.
import Testing
import Values

@testable import Compiler

@Suite struct UnattendedTests {
  @Test func whatNobodyAnswersIsHeldAgainstTheForm() {
    let text = """
      skill: silence
      gates: { expires: 1h }
      steps:
        - ask: How many?
          id: unfit
          form: { n: { type: integer, minimum: 5 }, to: { type: string, maxLength: 3 }, on: boolean }
          on_expire: { verdict: approve, input: { n: abc, to: too long, om: true } }
        - ask: How many?
          id: too_few
          form: { n: { type: integer, minimum: 5 } }
          on_expire:
            verdict: approve
            input: { n: 1 }
        - ask: How many?
          id: bare
          form: { n: integer, m: { type: integer, default: 3 } }
          on_expire: approve
        - ask: Code?
          id: code
          form: { code: { type: string, secret: true } }
          on_expire: approve
        - ask: Code?
          id: code_given
          form: { code: { type: string, secret: true } }
          on_expire: { verdict: approve, input: { code: "1234" } }
        - choose: Which?
          id: nothing
          from: [a, b]
          on_expire: approve
        - choose: Which?
          id: neither
          from: [{ value: 1, label: One }, { value: 2, label: Two }]
          on_expire: { verdict: approve, choose: 3 }
        - approve: Go?
          id: edited
          show: { shown: 1 }
          edit: { shown: integer, sum: integer, note: { type: string, default: none } }
          on_expire: approve
        - approve: Go?
          id: policy
          edit: { sum: integer }
          unless: ${{ run.id != '' }}
        - log: "${{ [gates.unfit.n, gates.too_few.n, gates.bare.n, gates.edited.sum, gates.policy.sum] }}"
        - log: "${{ [gates.nothing.value, gates.neither.value] }}"
        - exec: [cat]
          stdin: ${{ gates.code.code }}${{ gates.code_given.code }}
          idempotent: true
      """
    Golden.expect("\(text)\n\n\(Skill.report(text))", "error-silence.txt")
  }

  @Test func whatFitsIsTaken() throws {
    let verified = try #require(
      Skill.program(
        """
        skill: silence
        gates: { expires: 1h }
        steps:
          - ask: How many?
            id: some
            form: { n: { type: integer, minimum: 5 }, m: { type: integer, default: 3 } }
            on_expire: { verdict: approve, input: { n: 5 } }
          - choose: Which?
            id: one
            from: [{ value: 1, label: One }, { value: 2, label: Two }]
            on_expire: { verdict: approve, choose: Two }
          - approve: Go?
            id: no
            on_expire: { verdict: reject, reason: nobody came }
          - approve: Go?
            id: edited
            show: { shown: 1 }
            edit: { shown: integer }
            on_expire: approve
            unless: ${{ run.id == '' }}
          - log: "${{ [gates.some.n, gates.one.value, gates.edited.shown] }} ${{ gates.no.approved }}"
        """))
    #expect(
      verified.program.gates.map { $0.options["onExpire"] } == [
        ["verdict": "approve", "input": ["n": 5]], ["verdict": "approve", "choose": "Two"],
        ["verdict": "reject", "reason": "nobody came"], "approve",
      ])
  }

  @Test func secretsAreNotWrittenDown() {
    let text = """
      skill: secrets
      inputs:
        pin: { type: string, secret: true, default: CANARY }
        kind: { type: string, secret: true, enum: [CANARY, OTHER] }
        same: { type: string, secret: true, const: CANARY }
        parts:
          type: object
          properties: { user: string, token: { type: string, secret: true } }
          default: { user: ann, token: CANARY }
        deep:
          type: object
          secret: true
          properties: { token: { type: string, default: CANARY } }
        rows:
          type: array
          items: { type: string, secret: true }
          default: [CANARY]
        fine:
          type: object
          properties: { user: string, token: { type: string, secret: true } }
          default: { user: ann }
      permissions: { network: [a.example] }
      gates: { expires: 1h }
      steps:
        - ask: Code?
          id: q
          form: { code: { type: string, secret: true, default: CANARY } }
        - http: { url: https://a.example/ }
          id: page
          schema: { type: object, properties: { token: { type: string, secret: true, default: CANARY } } }
        - log: ${{ inputs.fine.user }} ${{ inputs.parts.user }} ${{ steps.page.status }} ${{ gates.q.approved }}
      """
    let report = Skill.report(text)
    Golden.expect("\(text)\n\n\(report)", "error-secret-written.txt")
    #expect(Skill.codes(text).filter { $0 == "TW0511" }.count == 8)
  }

  /// What is constant and of no use is told before anything is done.
  @Test func constantsAreLookedAt() {
    let text = """
      skill: constants
      secrets: [pin]
      inputs: { pin: string }
      permissions: { network: [a.example] }
      gates: { expires: 1h }
      steps:
        - call: sign_in
          with: { pin: CANARY }
        - call: sign_in
          with: { pin: "${{ 'CAN' + 'ARY' }}", note: plain }
        - call: sign_in
          with: { pin: "${{ secrets.pin }}" }
        - call: sign_in
          with: { pin: "${{ inputs.pin }}" }
        - call: sign_in
          with: { pin: "" }
        - choose: Which?
          from: []
        - choose: Which?
          from: ${{ [1].filter(x, x > 1) }}
        - http:
            url: https://a.example/
            headers: { Host: b.example, content-length: 3, Connection: close, Accept: text/plain }
        - http: { url: https://a.example/, headers: "${{ {'Transfer-Encoding': 'chunked'} }}" }
      """
    let callee = """
      skill: sign_in
      inputs: { pin: { type: string, secret: true }, note: { type: string, default: none } }
      permissions: { network: [a.example] }
      steps:
        - http: { url: https://a.example/, headers: { Authorization: "${{ inputs.pin }}", note: "${{ inputs.note }}" } }
      """
    Golden.expect("\(text)\n\n\(Skill.report(text, ["sign_in": callee]))", "error-constants.txt")
  }

  /// Its use may stand in what could not be read.
  @Test func nothingIsCalledUnusedBesideErrors() {
    let text = """
      skill: unused
      permissions: { network: [a.example] }
      steps:
        - set: { total: 1 }
        - http: { url: https://a.example/ }
          id: page
        - log: ${{ vars.total + steps.page.status + }}
      """
    #expect(!Skill.codes(text).contains("TW0701") && !Skill.codes(text).isEmpty)
    #expect(Skill.codes(text.replacing(" + }}", with: " }}")) == [])
    #expect(Skill.codes(text.replacing("${{ vars.total + steps.page.status + }}", with: "x")) == ["TW0701", "TW0701"])
  }

  @Test func parametersHaveTheirTypes() {
    let text = """
      skill: parameters
      inputs: { any: any, names: { type: array, items: string }, pair: { type: object, properties: { a: { type: array } } } }
      secrets: [token]
      permissions: { network: [a.example], exec: [jq], read: ["in/**"] }
      steps:
        - http: { url: "${{ [1] }}" }
        - http:
            method: POST
            url: https://a.example/
            query: { b: "${{ {'x': 1} }}", c: [1, two, [3]], d: "${{ inputs.names }}", e: ~ }
            headers: { a: { b: c }, token: "${{ secrets.token }}" }
            form: "${{ inputs.names }}"
          idempotent: true
        - http: { method: POST, url: https://a.example/, query: "${{ inputs.pair }}", body: { a: 1 } }
          idempotent: true
        - http: { url: https://a.example/, json: { a: 1 } }
        - http: { method: HEAD, url: https://a.example/, body: text }
        - http:
            url: https://a.example/
            auth: { basic: { user: "${{ inputs.names }}", password: "${{ secrets.token }}" } }
            expect: { status: "${{ 'fine' }}" }
        - http: { url: https://a.example/, auth: "${{ secrets.token }}", expect: "${{ [404] }}" }
        - exec: [jq, "${{ [1] }}", ~, [a], "${{ inputs.any }}", 1.5, true]
          env: { A: "${{ [1] }}", B: [b], C: ~, D: "${{ secrets.token }}" }
          idempotent: true
        - exec: "${{ inputs.pair }}"
          idempotent: true
        - read_file: "${{ inputs.names }}"
        - read_file: "${{ 5 }}"
        - read_file: "${{ inputs.any }}"
      """
    Golden.expect("\(text)\n\n\(Skill.report(text))", "error-parameters.txt")
  }
}

@Suite struct SecretSchemaTests {
  /// What the schema of a result marks is sealed by its path.
  @Test func whatASchemaMarksIsSealedByItsPath() throws {
    let verified = try #require(
      Skill.program(
        """
        skill: sealed
        permissions: { network: [a.example], exec: [jq] }
        steps:
          - http: { url: https://a.example/ }
            secret: [json.user]
            schema:
              type: object
              properties:
                token: { type: string, secret: true }
                rows: { type: array, items: { type: object, properties: { key: { type: string, secret: true } } } }
                by_name: { type: object, additionalProperties: { type: string, secret: true } }
                user: { type: string, secret: true }
          - exec: [jq]
            idempotent: true
            schema: { type: string, secret: true }
          - model: Which?
            schema: { type: object, properties: { code: { type: string, secret: true } } }
        """))
    #expect(
      verified.program.effects.map { $0.options["secret"] } == [
        ["json.user", "json.token", "json.rows.*.key", "json.by_name.*"], ["json"], ["code"],
      ])
  }

  @Test func whatCannotBeSealedIsRefused() {
    let text = """
      skill: clear
      inputs:
        pins: { type: array, items: { type: string, secret: true } }
        whole: { type: object, secret: true, properties: { pin: { type: string, secret: true } } }
      permissions: { network: [a.example], read: ["in/**"] }
      gates: { expires: 1h }
      steps:
        - ask: Who?
          id: q
          form: { creds: { type: object, properties: { pw: { type: string, secret: true }, u: string } } }
        - approve: Go?
          id: edited
          edit: { creds: { type: object, additionalProperties: { type: string, secret: true }, default: {} } }
        - http: { url: https://a.example/ }
          id: page
          schema:
            type: object
            properties: { a.b: { type: string, secret: true }, c: string }
            additionalProperties: { type: string, secret: true }
        - read_file: in/a.txt
          id: file
          schema: { type: string, secret: true }
        - model: Which?
          id: kept
          memo: { for: 1d }
          schema: { type: object, properties: { code: { type: string, secret: true } } }
        - log: ${{ gates.q.creds.u }} ${{ steps.page.json.c }} ${{ steps.file }} ${{ gates.edited.approved }} ${{ steps.kept.?x }}
      """
    Golden.expect("\(text)\n\n\(Skill.report(text))", "error-secret-in-clear.txt")
  }
}

@Suite struct UngatedLoopTests {
  /// The way past a loop is told in the author's lines.
  @Test(arguments: [
    (
      "for-past",
      "  - for: x\n    in: ${{ [1] }}\n    do:\n      - { approve: Pay?, id: ok, allows: [send], expires: 1h }\n"
    ),
    (
      "while-past",
      "  - while: ${{ inputs.again }}\n    max: 3\n    do:\n      - { approve: Pay?, id: ok, allows: [send], expires: 1h }\n"
    ),
    (
      "rows-past",
      "  - for: x\n    in: ${{ [1] }}\n    at_once: 2\n    do:\n      - { approve: Pay?, id: ok, allows: [send], expires: 1h }\n"
    ),
  ]) func theWayPastALoopIsTold(_ name: String, _ loop: String) {
    let text = GateDiagnosticTests.paying(loop + GateDiagnosticTests.send)
    Golden.expect("\(text)\n\n\(Skill.report(text))", "ungated-\(name).txt")
  }

  /// The second time round the approval is spent, whatever the condition says of it.
  @Test func theSecondTimeIsTold() {
    let text = GateDiagnosticTests.paying(
      """
        - set: { n: 0 }
        - approve: Pay?
          id: ok
          allows: [send]
          on_reject: [ { log: no } ]
        - while: ${{ vars.n < 3 }}
          max: 3
          do:
            - set: { n: "${{ vars.n + 1 }}" }
            - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
              when: ${{ gates.ok.approved }}
              id: send
              irreversible: true
      """)
    #expect(Skill.codes(text) == ["TW0606"])
    Golden.expect("\(text)\n\n\(Skill.report(text))", "ungated-second-time.txt")
  }
}

@Suite struct NothingToChooseTests {
  @Test func anEmptyListFailsTheStep() {
    let text = """
      skill: none
      inputs: { rows: { type: array } }
      gates: { expires: 1h }
      steps:
        - choose: Which?
          id: one
          from: ${{ inputs.rows }}
          on_error:
            - log: ${{ error.kind }} ${{ error.step }}, ${{ error.message }}
            - fail: stop
        - log: ${{ gates.one.value }}
      """
    let story = Skill.play(text, inputs: ["rows": .list([])])
    #expect(
      story.hasPrefix("log: fail one, there is nothing to choose from: the list that `from:` gives is empty\n"),
      "\(story)")
    #expect(!Skill.play(text, inputs: ["rows": [1]]).contains("nothing to choose"))
  }

  /// A reminder of a gate that has expired by then; a default that is too late for one gate alone is as meant.
  @Test func whatNeverComesDueIsWarnedOf() {
    let found = compile(
      name: "late.yaml",
      text: """
        skill: late
        gates: { expires: 4h, remind: 4h, escalate: { after: 3h, to: [boss] } }
        steps:
          - { approve: One?, id: one, remind: 2h, expires: 1h }
          - { approve: Two?, id: two, remind: 59m, expires: 1h }
          - { approve: Three?, id: three, escalate: { after: 5h, to: [boss] } }
        """
    ).diagnostics.filter { $0.code == "TW0708" }
    #expect(found.allSatisfy { $0.severity == .warning })
    #expect(
      found.map(\.message)
        == ["remind", "remind", "escalate"].map {
          "this `\($0)` never comes due: its gate has expired by then"
        })
  }
}
