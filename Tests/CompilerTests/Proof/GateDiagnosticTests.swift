// What the gate proof (law 4) says: the paths that nothing covers, in goldens with the skill; what careful authors write and is
// accepted; and how it goes through deep nesting.
import Testing

@testable import Compiler

@Suite struct GateDiagnosticTests {
  typealias Wrong = DiagnosticTests.Wrong

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
      name: "gate-expiry-goes-on",
      text: paying(
        """
          - approve: Pay?
            id: ok
            allows: [send]
            on_expire:
              - log: late
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

  @Test(arguments: cases) func isReported(_ wrong: Wrong) { wrong.expectGolden() }

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
    lines.append(GateDiagnosticTests.indented(margin.count))
    let codes = Skill.codes(GateDiagnosticTests.paying(lines.joined(separator: "\n")))
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
    let guarded = GateDiagnosticTests.send + "\n    when: ${{ gates.?ok.?approved.orValue(false) }}"
    func isProven(_ gates: String, _ last: String) -> Bool {
      let codes = Skill.codes(GateDiagnosticTests.paying(gates + last))
      #expect(codes.isEmpty || codes.contains { $0.hasPrefix("TW06") }, "\(codes)")
      return codes.isEmpty
    }
    #expect(isProven(gate("ok"), guarded))
    #expect(!isProven(gate("ok"), GateDiagnosticTests.send))
    #expect(!isProven(gate("ok", edit: true), guarded))
    #expect(!isProven(gate("ok") + gate("other"), guarded))
    #expect(isProven(gate("other") + gate("ok"), guarded))
  }

  /// A gate with a `timeout:` closes undecided when that is over: what goes on then has no approval.
  @Test func aGateWithATimeLimitCoversWhatIsReachedInTime() {
    func codes(_ gate: String, _ send: String = GateDiagnosticTests.send) -> [String] {
      Skill.codes(GateDiagnosticTests.paying("  - approve: Pay?\n    id: ok\n    allows: [send]\n\(gate)" + send))
    }
    let guarded = GateDiagnosticTests.send + "\n    when: ${{ gates.?ok.?approved.orValue(false) }}"
    #expect(codes("    timeout: 1h\n") == [])
    #expect(codes("    timeout: 1h\n    retry: { times: 2, on: [timeout] }\n") == [])
    #expect(codes("    timeout: 1h\n    on_error: continue\n") == ["TW0604"])
    #expect(codes("    timeout: 1h\n    on_error: continue\n", guarded) == [])
  }
}
