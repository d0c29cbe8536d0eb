// What the compiler says about skills that are wrong beyond their syntax: names, types, secrets, control, calls, the gate
// proof. The goldens hold the skill and the whole report.
import Testing

@testable import Compiler

@Suite struct DiagnosticTests {
  struct Wrong: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var skills: [String: String] = [:]
    var testDescription: String { name }
  }

  /// Around the steps of a skill that pays. It has no input that they do not read.
  static func paying(_ steps: String) -> String {
    let inputs = ["amount: number", "again: boolean"].filter { steps.contains("inputs.\($0.prefix { $0 != ":" })") }
    return """
      skill: pay
      inputs: \(inputs.isEmpty ? "{}" : "{ \(inputs.joined(separator: ", ")) }")
      permissions: { network: [bank.example] }
      gates: { expires: 1h }
      steps:
      \(steps)
      """
  }
  static let send = """
      - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
        id: send
        irreversible: true
    """

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
    Wrong(name: "gate-nobody-allows", text: paying(send)),
    Wrong(
      name: "gate-allows-what-is-not-there",
      text: paying(
        """
          - approve: Pay?
            id: ok
            allows: [snd, note, plain]
          - log: x
            id: note
          - http: { url: https://bank.example/ }
            id: plain
        \(send)
        """)),
    Wrong(
      name: "gate-before-a-loop",
      text: paying(
        """
          - approve: Pay all?
            id: ok
            allows: [send]
          - for: n
            in: ${{ [1, 2] }}
            do:
              - http: { method: POST, url: https://bank.example/ }
                id: send
                irreversible: true
        """)),
    Wrong(
      name: "gate-edit-starts-from-nothing",
      text: paying(
        """
          - approve: Pay what?
            id: ok
            allows: [send]
            edit: { sum: number, to: { type: string, default: ACME } }
          - http: { method: POST, url: https://bank.example/, json: { sum: "${{ gates.ok.sum }}", to: "${{ gates.ok.to }}" } }
            id: send
            irreversible: true
        """)),
    Wrong(
      name: "gate-argument-set-again",
      text: paying(
        """
          - set: { amount: "${{ inputs.amount }}" }
          - approve: Pay ${{ vars.amount }}?
            id: ok
            allows: [send]
          - set: { amount: "${{ vars.amount * 2.0 }}" }
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ vars.amount }}" } }
            id: send
            irreversible: true
        """)),
    Wrong(
      name: "gate-argument-not-known-yet",
      text: paying(
        """
          - approve: Pay?
            id: ok
            allows: [send]
          - read: { css: .total }
            id: total
          - http: { method: POST, url: https://bank.example/, json: { n: "${{ steps.total.text }}", why: "${{ gates.ok.comment }}" } }
            id: send
            irreversible: true
        """)),
    Wrong(
      name: "gate-rejection-goes-on",
      text: paying(
        """
          - approve: Pay?
            id: ok
            allows: [send]
            on_reject:
              - log: rejected
        \(send)
        """)),
    Wrong(
      name: "gate-in-one-branch",
      text: paying(
        """
          - if: ${{ inputs.amount > 100.0 }}
            then:
              - approve: Pay?
                id: ok
                allows: [send]
            else:
              - log: small
        \(send)
        """)),
    Wrong(
      name: "gate-error-caught",
      text: paying(
        """
          - try:
              - read: { css: p }
              - approve: Pay?
                id: ok
                allows: [send]
            catch:
              - log: ${{ error.message }}
        \(send)
        """)),
    Wrong(
      name: "gate-finally-on-every-way",
      text: paying(
        """
          - try:
              - approve: Pay?
                id: ok
                allows: [send]
            finally:
        \(send.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n"))
        """)),
    Wrong(
      name: "gate-in-two-branches",
      text: paying(
        """
          - parallel:
              ask:
                - approve: Pay?
                  id: ok
                  allows: [send]
              act:
        \(send.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n"))
        """)),
    Wrong(
      name: "gate-of-one-branch-rejected",
      text: paying(
        """
          - parallel:
              legal:
                - approve: Are the terms fine?
                  id: terms
                  allows: [send]
              finance:
                - approve: Pay?
                  id: ok
                  allows: [send]
                  on_reject: [ { log: finance said no } ]
        \(send)
        """)),
    Wrong(
      name: "gate-of-both-branches-rejected",
      text: paying(
        """
          - parallel:
              legal:
                - approve: Are the terms fine?
                  id: terms
                  allows: [send]
                  on_reject: [ { log: legal said no } ]
              finance:
                - approve: Pay?
                  id: ok
                  allows: [send]
                  on_reject: [ { log: finance said no } ]
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
            id: send
            irreversible: true
            when: ${{ gates.ok.approved }}
        """)),
    Wrong(
      name: "gate-of-one-branch-of-another-amount",
      text: paying(
        """
          - set: { amount: "${{ inputs.amount }}" }
          - parallel:
              legal:
                - approve: Are the terms fine?
                  id: terms
                  allows: [send]
              finance:
                - set: { amount: "${{ vars.amount / 2.0 }}" }
                - approve: Pay?
                  id: ok
                  allows: [send]
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ vars.amount }}" } }
            id: send
            irreversible: true
        """)),
    Wrong(
      name: "gate-covers-rows-at-once",
      text: paying(
        """
          - approve: Pay?
            id: ok
            allows: [send]
          - for: n
            in: ${{ [1, 2] }}
            at_once: 2
            do:
              - http: { method: POST, url: https://bank.example/ }
                id: send
                irreversible: true
        """)),
  ]

  @Test(arguments: cases)
  func isReported(_ wrong: Wrong) {
    var text = wrong.text + "\n"
    for (name, inner) in wrong.skills.sorted(by: { $0.key < $1.key }) { text += "--- skills/\(name).yaml\n\(inner)\n" }
    Golden.expect(text + "---\n" + Skill.report(wrong.text, wrong.skills), "wrong-\(wrong.name).txt")
  }

  /// What careful authors write is accepted without a word.
  @Test(arguments: [
    """
      - approve: Pay?
        id: ok
        allows: [send]
        on_reject: []
      - if: ${{ gates.ok.approved && inputs.again }}
        then:
    \(indented(6))
    """,
    """
      - approve: Pay?
        id: ok
        allows: [send]
        on_reject: []
      - if: ${{ !gates.ok.approved }}
        then: [ { return: { paid: false } } ]
    \(indented(2))
    """,
    """
      - if: ${{ inputs.again }}
        then:
          - approve: Pay the first way?
            allows: [send]
        else:
          - approve: Pay the other way?
            allows: [send]
    \(indented(2))
    """,
    """
      - approve: Pay?
        id: ok
        allows: [send]
        when: ${{ inputs.again }}
        on_reject: []
      - if: ${{ gates.?ok.approved.orValue(false) }}
        then:
    \(indented(6))
    """,
    """
      - while: ${{ inputs.again }}
        max: 10
        do:
          - try:
              - approve: Pay?
                allows: [send]
    \(indented(10))
            catch:
              - log: ${{ error.message }}
            finally:
              - log: done
    """,
    """
      - parallel:
          a:
            - approve: Pay?
              allows: [send]
          b:
            - log: beside
    \(indented(2))
    """,
  ])
  func isAccepted(_ steps: String) {
    #expect(Skill.report(Self.paying(steps)) == "")
    #expect(Skill.program(Self.paying(steps)) != nil)
  }

  static func indented(_ depth: Int) -> String {
    let margin = String(repeating: " ", count: depth)
    return """
      \(margin)- http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
      \(margin)  id: send
      \(margin)  irreversible: true
      """
  }
}

@Suite struct DeepNestingTests {
  /// Loops and `finally` blocks as deep as YAML may nest: looked at exactly where that is cheap, by what they may do at
  /// most where it is not, and refused or accepted all the same.
  @Test(arguments: ["for", "while", "finally"], [true, false])
  func isProvenInBoundedTime(_ word: String, gateInside: Bool) {
    var lines: [String] = []
    var margin = "  "
    func gate() { lines += ["\(margin)- approve: Pay?", "\(margin)  allows: [send]"] }
    if !gateInside { gate() }
    for depth in 0..<40 {
      switch word {
      case "for": lines += ["\(margin)- for: n\(depth)", "\(margin)  in: ${{ [1, 2] }}", "\(margin)  do:"]
      case "while": lines += ["\(margin)- while: ${{ inputs.again }}", "\(margin)  max: 3", "\(margin)  do:"]
      default: lines += ["\(margin)- try: [ { log: x } ]", "\(margin)  finally:"]
      }
      margin += "    "
    }
    if gateInside { gate() }
    lines.append(DiagnosticTests.indented(margin.count))
    let codes = Skill.codes(DiagnosticTests.paying(lines.joined(separator: "\n")))
    // One approval covers one time: a loop around the effect needs its gate inside, a `finally` does not.
    #expect(codes.isEmpty == (gateInside || word == "finally"), "\(codes)")
  }
}

@Suite struct GuardedGateTests {
  private func gate(_ id: String, edit: Bool = false) -> String {
    let fields = edit ? ", edit: { amount: number }, show: { amount: \"${{ inputs.amount }}\" }" : ""
    return """
        - try:
            - { approve: Pay?, id: \(id), allows: [send]\(fields) }
          catch:
            - log: "${{ error.message }}"

      """
  }

  /// Where the gate failed and that was caught, its own word is that nobody approved it; unless what a person edits is looked at
  /// after the decision, or another gate has revoked what this one approved.
  @Test func aGateInATryCoversWhatStandsUnderItsOwnWord() {
    let guarded = DiagnosticTests.send + "\n    when: ${{ gates.?ok.?approved.orValue(false) }}"
    func isProven(_ gates: String, _ last: String) -> Bool {
      let codes = Skill.codes(DiagnosticTests.paying(gates + last))
      #expect(codes.isEmpty || codes.contains { $0.hasPrefix("TW06") }, "\(codes)")
      return codes.isEmpty
    }
    #expect(isProven(gate("ok"), guarded))
    #expect(!isProven(gate("ok"), DiagnosticTests.send))
    #expect(!isProven(gate("ok", edit: true), guarded))
    #expect(!isProven(gate("ok") + gate("other"), guarded))
    #expect(isProven(gate("other") + gate("ok"), guarded))
  }
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
