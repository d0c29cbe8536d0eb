import Testing

@testable import Syntax

/// Parses a skill and says what was found wrong, one line each: `TWnnnn line:column message`.
func complaints(_ text: String) -> [String] {
  let file = SourceFile(name: "t.yaml", text: text)
  var bag = DiagnosticBag()
  _ = parseSkill(file, into: &bag)
  return bag.sorted.map { "\($0.code) \(file.lineColumn(of: $0.place)) \($0.message)" }
}

func skill(_ text: String) throws -> SkillSyntax {
  let file = SourceFile(name: "t.yaml", text: text)
  var bag = DiagnosticBag()
  let skill = parseSkill(file, into: &bag)
  #expect(bag.isEmpty, "\(bag.sorted.map { "\($0.code) \(file.lineColumn(of: $0.place)) \($0.message) \($0.label)" })")
  return try #require(skill)
}

/// A skill with these steps.
func withSteps(_ steps: String) -> String { "skill: t\nsteps:\n" + steps }

let payInvoice = """
  skill: pay-invoice
  goal: Pay the newest open invoice of a vendor       # what a person would ask for
  match: ["https://billing.example.com/**"]           # where it applies
  inputs:                                             # JSON Schema keywords; a bare type name is short for {type: …}
    email:  string
    vendor: { type: string, description: Vendor to pay }
    limit:  { type: number, default: 500, minimum: 0 }
  secrets: [billing_password]
  permissions:                                        # deny by default
    network: ["billing.example.com", "127.0.0.1:*"]
    exec: [jq]
    read: ["in/**"]
    write: ["out/**"]
  budget: { credits: 20, steps: 100000, time: 30m }   # time counts neither gates nor waits
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

@Suite struct SkillTests {
  @Test func theExampleOfTheDesignParses() throws {
    let skill = try skill(payInvoice)
    #expect(skill.name.text == "pay-invoice")
    #expect(skill.inputs.map(\.name.text) == ["email", "vendor", "limit"])
    #expect(skill.inputs[2].schema.types.first?.name == .number && !skill.inputs[2].isRequired)
    #expect(skill.steps.count == 11)
    #expect(skill.budget?.time?.milliseconds == 1_800_000)
    guard case .effect(let fill) = skill.steps[1].action, case .expression(let e)? = fill["with"]?.kind else {
      throw Missing(what: "no fill")
    }
    #expect(fill.kind == .fill && fill["target"]?["field"]?.constantText == "Email" && e.text == "inputs.email")
    guard case .gate(let approve) = skill.steps[8].action, case .template(let prompt) = approve.prompt.kind else {
      throw Missing(what: "no gate")
    }
    #expect(prompt.parts.count == 5 && approve.allows.map(\.text) == ["pay_now"])
    #expect(approve.show[1].value.constantText == "screenshot")
    #expect(approve.expires?.milliseconds == 86_400_000 && approve.by?.roles.map(\.text) == ["finance"])
    #expect(skill.steps[9].isIrreversible && skill.steps[9].id?.text == "pay_now")
    #expect(skill.outputs.first?.key.text == "receipt")
  }

  @Test func everyControlWordParses() throws {
    let skill = try skill(allWords)
    #expect(skill.steps.count == 15 && skill.gates?.expires?.milliseconds == 86_400_000)
    guard case .if(let condition, let then, let other) = skill.steps[1].action,
      case .expression = condition.kind
    else { throw Missing(what: "no if") }
    #expect(then.count == 1 && other == [])
    guard case .switch(_, let cases, let fallback) = skill.steps[2].action else { throw Missing(what: "no switch") }
    #expect(cases.map(\.value.kind) == [.int(1), .text("two")] && fallback?.count == 1)
    #expect(cases[1].steps[0].action == .break)
    guard case .for(let loop) = skill.steps[3].action else { throw Missing(what: "no for") }
    #expect(loop.atOnce == 4 && loop.do.map(\.word) == [.now, .random, .break])
    #expect(skill.steps[7].retry?.on.count == 2 && skill.steps[7].onError == .continue)
    #expect(skill.steps[8].memo?.for.milliseconds == 604_800_000 && skill.steps[8].probe?.count == 1)
    guard case .return(let value?) = skill.steps[14].action else { throw Missing(what: "no return") }
    #expect(value["a"]?.kind == .int(1))
  }

  @Test func everyEffectParses() throws {
    let skill = try skill(allEffects)
    var kinds: Set<EffectKind> = []
    for step in skill.steps { if case .effect(let effect) = step.action { kinds.insert(effect.kind) } }
    #expect(kinds == Set(EffectKind.allCases))
  }

  @Test func everyActionWordIsAControlWordAGateOrAnEffect() {
    let effects = Set(EffectKind.allCases.map(\.rawValue))
    let words = Set(ActionWord.allCases.map(\.rawValue))
    #expect(effects.isSubset(of: words) && words.count == effects.count + 16 + 3)
    // A companion may not be an action's word, or two steps could not be told apart from one.
    for word in ActionWord.allCases {
      #expect(words.isDisjoint(with: SkillParser.companions(of: word)), "\(word)")
    }
  }

  @Test func templatesKeepTypesPlacesAndLiterals() throws {
    let text = withSteps(
      """
        - set:
            a: "${{ 1 }}"
            b: |-
              x${{ 'é }}' + "}" }}y${{ {'k': {'v': 1}}.k }}
            c: $${{ literal }}
            d: |
              ${{
                1 + two
              }}
            e: >-
              Zoë folded
              text ${{ three }}
            f: "esc\\taped\\u00e9 ${{ four }}"
            g: 'it''s ${{ five
              }}'
      """)
    let file = SourceFile(name: "t", text: text)
    let parsed = try skill(text)
    guard case .set(let fields) = parsed.steps[0].action else { throw Missing(what: "no set") }
    func value(_ key: String) -> ValueSyntax.Kind { fields.first { $0.key.text == key }!.value.kind }
    func names(_ kind: ValueSyntax.Kind) -> [String] {
      var expressions: [ExpressionSyntax] = []
      switch kind {
      case .expression(let e): expressions = [e]
      case .template(let t): for case .expression(let e) in t.parts { expressions.append(e) }
      default: break
      }
      return expressions.flatMap { e in
        e.nodes.compactMap { node in
          if case .ident(let name, _) = node.kind { return "\(name)=\(file.text(of: node.place))" }
          return nil
        }
      }
    }
    guard case .expression = value("a") else { throw Missing(what: "a") }
    guard case .template(let b) = value("b") else { throw Missing(what: "b") }
    #expect(b.parts.count == 4 && b.parts[0] == .text("x") && b.parts[2] == .text("y"))
    #expect(value("c") == .text("${{ literal }}"))
    guard case .expression(let d) = value("d") else { throw Missing(what: "d") }
    #expect(d.text == "1 + two" && names(value("d")) == ["two=two"])
    #expect(names(value("e")) == ["three=three"])
    #expect(names(value("f")) == ["four=four"])
    #expect(names(value("g")) == ["five=five"])
  }

  @Test func scalarsFollowTheCoreSchema() throws {
    let parsed = try skill(
      withSteps(
        """
          - set:
              a: [yes, on, no, true, ~, null, "null", 12, -3, 0x1f, 0o17, 1.5, 1e3, .5, 5., 1_000, 1.2.3, 12:30]
              b: !!str 12
              c: !!float 12
              d: ! 12
        """))
    guard case .set(let fields) = parsed.steps[0].action, case .list(let a) = fields[0].value.kind else {
      throw Missing(what: "no set")
    }
    #expect(
      a.map(\.kind) == [
        .text("yes"), .text("on"), .text("no"), .bool(true), .null, .null, .text("null"), .int(12), .int(-3), .int(31),
        .int(15), .double(1.5), .double(1000), .double(0.5), .double(5), .text("1_000"), .text("1.2.3"), .text("12:30"),
      ])
    #expect(fields[1].value.kind == .text("12") && fields[2].value.kind == .double(12))
    #expect(fields[3].value.kind == .text("12"))
  }

  @Test func aliasesStandForTheirAnchors() throws {
    let parsed = try skill(
      withSteps("  - fill: &email { field: Email }\n    with: &v a\n  - fill: *email\n    with: *v\n"))
    guard case .effect(let second) = parsed.steps[1].action else { throw Missing(what: "no fill") }
    #expect(second["target"]?["field"]?.constantText == "Email" && second["with"]?.constantText == "a")
  }

  @Test func manyMistakesAreFoundAtOnce() {
    #expect(
      complaints(
        """
        skil: x
        budget: { credit: 1 }
        steps:
          - opne: https://a
          - click: { buton: Save }
          - fill: { field: A }
            wiht: b
          - open: https://a
            click: b
          - retry: { times: 2 }
          - set: { pay-now: 1 }
          - wait: 5
          - approve: Go?
            with: 1
          - 7
        """) == [
          "TW0201 1:1 `skil` is not a key of a skill",
          "TW0201 2:11 `credit` is not a key of `budget`",
          "TW0205 4:5 This step has no action",
          "TW0201 5:14 `buton` is not a key of a locator",
          "TW0201 7:5 `wiht` is not a key of `fill`",
          "TW0206 9:5 A step does one thing: this one has `open` and `click`",
          "TW0205 10:5 This step has no action",
          "TW0207 11:12 `pay-now` cannot be the name of a variable",
          "TW0208 12:11 `5` is not a length of time",
          "TW0211 13:5 This gate never expires",
          "TW0202 14:5 `with` does not go with `approve`",
          "TW0205 15:5 This step has no action",
        ])
  }
}

struct Missing: Error { var what: String }

/// Every control word and gate, every modifier and top-level key.
let allWords = """
  skill: all
  goal: g
  gates: { expires: 1d, by: [ops], escalate: { after: 2h, to: { roles: [boss] } } }
  concurrency: { key: "${{ inputs.a }}", on_conflict: fail }
  schedule: { cron: 0 7 * * 1-5, zone: Europe/Berlin, inputs: { a: 1 } }
  on_budget: ask
  inputs: { a: integer }
  steps:
    - set: { x: 1, y: "${{ vars.x + 1 }}", z: [a, { b: null }] }
    - if: inputs.a > 1
      then: [ { log: yes } ]
      else: []
    - switch: ${{ inputs.a }}
      cases:
        1: [ { log: one } ]
        two: [ break ]
      default: [ continue ]
    - for: row
      in: [1, 2]
      at_once: 4
      collect: ${{ row + 1 }}
      do:
        - now
        - random:
        - break
    - while: ${{ true }}
      max: 10
      do: [ continue ]
    - try: [ { fail: no } ]
      catch: [ { log: "${{ error.message }}" } ]
      finally: []
    - parallel: { left: [ { wait: 30s } ], right: [ { wait_until: "${{ run.started_at }}" } ] }
    - call: other-skill
      with: { a: 1 }
      id: c
      when: ${{ true }}
      describe: Calls
      timeout: 5m
      retry: { times: 3, delay: 1s, backoff: 2, on: [effect, 503] }
      on_error: continue
    - http: { method: POST, url: "https://x.example", json: { a: [1] }, expect: { status: [200, 201] } }
      idempotent: key-${{ run.id }}
      probe: [ { http: https://x.example } ]
      schema: { type: object, properties: { ok: boolean } }
      secret: [json.token]
      memo: { for: 7d }
    - exec: [jq, "."]
      stdin: "{}"
      env: { A: b }
    - choose: Which?
      from: steps.c.list
      learn: true
      on_expire:
        verdict: approve
        choose: 1
      on_reject: [ return ]
    - ask: Fine?
      form: { ok: boolean }
      on_expire: [ { log: late } ]
      remind: 1h
      strong: true
    - ask: How many?
      form: { n: integer }
      on_expire:
        verdict: approve
        input: { n: 1 }
    - approve: Sure?
      on_expire:
        verdict: reject
        reason: nobody came
      escalate: { after: 1h, to: boss }
      unless: ${{ inputs.a < 5 }}
      edit: { note: string }
    - return: { a: 1 }
  tests:
    - name: works
      inputs: { a: 1 }
      answers: { x: approve }
      expect: { status: completed }
  """ + "\n"

/// Every effect with every parameter.
let allEffects = """
  skill: effects
  goal: g
  steps:
    - http: https://a.example/${{ 1 }}
    - http: { url: "https://a.example", headers: { a: b }, query: { q: 1 }, form: { a: 1 }, auth: { bearer: x }, save_as: out/a }
    - http:
        url: https://a.example
        auth:
          basic: { user: a, password: b }
        expect:
          status: 404
    - exec: [jq, "."]
      expect: { exit: [0, 1] }
    - read_file: in/a.csv
      as: csv
    - write_file: out/a.json
      content: { a: 1 }
    - model: Summarise ${{ 'this' }}
      max_tokens: 200
      schema: { type: object, properties: { title: string }, required: [title], additionalProperties: false }
    - now
    - random:
      id: chance
    - open: https://a.example
    - click: the invoice of March
      mouse: right
      clicks: 2
      hold: [Shift]
    - click: { link: 3, nth: 2, in: { role: row, name: March }, near: Total, frame: checkout, exact: false }
    - fill: { field: Age }
      with: 42
    - select: { field: Country }
      option: [Germany, France]
    - check: { field: I agree }
      to: false
    - press: Control+A
      on: { field: Note }
    - hover: { menuitem: More, in: { dialog: Settings } }
    - drag: { text: Card }
      to: { text: Done }
    - scroll: { css: "#list" }
      by: 400
    - scroll:
      by: ${{ 1 + 1 }}
      inside: { css: main }
    - upload: { field: File }
      files: [in/a.pdf]
    - download: { link: Export }
      save_as: out/export.csv
    - wait_for: { url: "https://a.example/done" }
    - wait_for: { text: Loading }
      state: hidden
    - read: { role: row }
      all: true
      fields: { total: { css: ".t", type: number }, link: { css: a, attribute: href, optional: true }, note: the note }
    - read: { css: .x }
      as: html
      type: string
    - screenshot
    - screenshot: { css: .x }
      full: true
      mask: [{ css: .secret }]
    - find: { button: Delete }
      limit: 5
    - index
    - index: 3000
    - dialog: accept
      with: hello
    - tab: { title: Invoice }
      close: true
  """ + "\n"
