// Every word of the language, compiled and played with scripted outcomes. The goldens hold the skill and its story.
import Testing
import Values

@testable import Compiler

struct Story: CustomTestStringConvertible, Sendable {
  var name: String
  var text: String
  var inputs: [String: PlainValue] = [:]
  var skills: [String: String] = [:]
  var script: [String: [Reply]] = [:]
  var testDescription: String { name }
}

@Suite struct StoryTests {
  static let stories: [Story] = [
    Story(
      name: "set-and-outputs",
      text: """
        skill: sums
        inputs: { n: integer }
        outputs: { twice: "${{ vars.b }}", words: "n is ${{ inputs.n }}", who: "${{ run.initiator }}" }
        steps:
          - set: { a: "${{ inputs.n + 1 }}", b: "${{ (vars.a - 1) * 2 }}" }
          - log: a is ${{ vars.a }}, b is ${{ vars.b }}
        """, inputs: ["n": 20]),
    Story(
      name: "if-switch",
      text: """
        skill: branches
        inputs: { kind: string, n: integer }
        outputs: { said: "${{ vars.said }}", size: "${{ vars.size }}" }
        steps:
          - switch: ${{ inputs.kind }}
            cases:
              a: [ { set: { said: first } } ]
              b: [ { set: { said: second } } ]
            default: [ { set: { said: other } } ]
          - if: ${{ inputs.n > 10 }}
            then: [ { set: { size: big } } ]
            else:
              - set: { size: small }
                when: ${{ inputs.n >= 0 }}
              - set: { size: negative }
                when: ${{ inputs.n < 0 }}
          - set: { size: "${{ vars.?size.orValue('none') }}" }
        """, inputs: ["kind": "b", "n": -1]),
    Story(
      name: "for-and-collect",
      text: """
        skill: rows
        outputs: { pages: "${{ steps.pages.items }}", last: "${{ vars.last }}", sum: "${{ vars.sum }}" }
        permissions: { network: [a.example] }
        steps:
          - set: { sum: 0, last: none }
          - for: n
            in: ${{ [1, 2, 3, 4, 5] }}
            id: pages
            collect: "${{ {'n': n, 'status': steps.get.status} }}"
            do:
              - if: ${{ n == 2 }}
                then: [ continue ]
              - if: ${{ n == 5 }}
                then: [ break ]
              - http: { url: "https://a.example/${{ n }}" }
                id: get
              - set: { sum: "${{ vars.sum + n }}", last: "page ${{ n }}" }
          - for: key
            in: "${{ {'x': 1, 'y': 2} }}"
            do:
              - log: key ${{ key }}
        """,
      script: [
        "get": [
          .done(plainMap([("status", 200)])), .done(plainMap([("status", 203)])), .done(plainMap([("status", 204)])),
        ]
      ]),
    Story(
      name: "while-and-maximum",
      text: """
        skill: turns
        steps:
          - set: { n: 0 }
          - while: ${{ vars.n < 3 }}
            max: 10
            do:
              - set: { n: "${{ vars.n + 1 }}" }
          - log: n is ${{ vars.n }}
          - while: ${{ vars.n >= 0 }}
            max: 2
            do:
              - set: { n: "${{ vars.n + 1 }}" }
        """),
    Story(
      name: "ids-are-cleared-in-loops",
      text: """
        skill: cleared
        permissions: { network: [a.example] }
        steps:
          - for: n
            in: ${{ [1, 2, 3] }}
            do:
              - http: { url: https://a.example/ }
                id: page
                when: ${{ n != 2 }}
              - log: "${{ n }}: ${{ steps.?page.status.orValue(0) }}"
        """,
      script: ["page": [.done(plainMap([("status", 201)]))]]),
    Story(
      name: "try-catch-finally",
      text: """
        skill: careful
        outputs: { how: "${{ vars.how }}" }
        steps:
          - set: { how: well }
          - try:
              - log: trying
              - fail: it went wrong
            catch:
              - set: { how: "${{ error.kind }}: ${{ error.message }} at ${{ error.step }}" }
            finally:
              - log: cleaning up
          - try:
              - for: n
                in: ${{ [1, 2] }}
                do:
                  - try:
                      - if: ${{ n == 1 }}
                        then: [ continue ]
                      - return: { how: "left in round ${{ n }}" }
                    finally:
                      - log: inner ${{ n }}
            finally:
              - log: outer
        """),
    Story(
      name: "finally-on-rejection",
      text: """
        skill: tidy
        gates: { expires: 1h }
        steps:
          - try:
              - approve: Go on?
                id: go
            catch:
              - log: a rejection is not caught
            finally:
              - log: signing out
        """, script: ["go": [.reject("no")]]),
    Story(
      name: "finally-that-fails-after-a-rejection",
      text: """
        skill: tidy
        permissions: { network: [a.example] }
        gates: { expires: 1h }
        steps:
          - try:
              - try:
                  - approve: Go on?
                    id: go
                finally:
                  - http: { method: DELETE, url: https://a.example/lock }
                    id: unlock
            catch:
              - log: a rejection is not caught, whatever else fails
          - http: { method: PUT, url: https://a.example/published }
            id: publish
        """,
      script: ["go": [.reject("no")], "unlock": [.fails("the server answers 500")]]),
    Story(
      name: "finally-that-fails",
      text: """
        skill: tidy
        permissions: { network: [a.example] }
        steps:
          - for: row
            in: ${{ [1, 2] }}
            do:
              - try:
                  - try:
                      - assert: ${{ row == 1 }}
                        message: not the first
                    finally:
                      - http: { method: DELETE, url: https://a.example/lock }
                        id: unlock
                catch:
                  - log: "row ${{ row }}: ${{ error.message }}"
        """,
      script: [
        "unlock": [.fails("the server answers 500"), .fails("the server answers 503")]
      ]),
    Story(
      name: "on-error-and-retry",
      text: """
        skill: patient
        permissions: { network: [a.example] }
        outputs: { status: "${{ steps.?get.status.orValue(0) }}" }
        steps:
          - http: { url: https://a.example/ }
            id: get
            retry: { times: 2, delay: 1s, backoff: 3 }
            on_error: [ { log: "gave up: ${{ error.message }}" } ]
          - http: { url: https://a.example/ }
            id: only
            retry: { times: 5, on: [timeout, 503] }
            on_error: continue
          - log: ${{ steps.?only.status.orValue(0) }}
        """,
      script: [
        "get": [.fails("1"), .fails("2"), .done(plainMap([("status", 200)]))],
        "only": [
          .fails("answered with 503", code: 503), .failed(.timeout, "slow", sent: true),
          .fails("answered with 404", code: 404),
        ],
      ]),
    Story(
      name: "retry-on-a-status-alone",
      text: """
        skill: particular
        permissions: { network: [a.example], exec: [deploy] }
        steps:
          - http: { url: https://a.example/orders/503 }
            retry: { times: 5, on: [503] }
            on_error: [ { log: "not tried again: ${{ error.message }}" } ]
          - exec: [deploy]
            id: deployed
            idempotent: true
            retry: { times: 1, on: [75] }
          - log: ${{ steps.deployed.exit }}
        """,
      script: [
        "http_1": [
          .fails(
            "GET https://a.example/orders/503 was answered with 400: there is no order 503, or 503: none", code: 400)
        ],
        "deployed": [.fails("deploy ended with exit code 75: busy", code: 75), .done(plainMap([("exit", 0)]))],
      ]),
    Story(
      name: "approve-with-edit",
      text: """
        skill: transfer
        permissions: { network: [bank.example] }
        inputs: { amount: number }
        steps:
          - approve: Transfer?
            id: ok
            allows: [send]
            show: { amount: "${{ inputs.amount }}" }
            edit: { amount: number }
            expires: 1h
          - http: { method: POST, url: https://bank.example/transfers, json: { amount: "${{ gates.ok.amount }}" } }
            id: send
            irreversible: true
          - log: sent ${{ gates.ok.amount }} by ${{ gates.ok.by }}
        """, inputs: ["amount": 10.0], script: ["ok": [.approve([("amount", 7.5)])]]),
    Story(
      name: "policy",
      text: """
        skill: small-change
        permissions: { network: [bank.example] }
        inputs: { amount: number }
        steps:
          - approve: Transfer ${{ inputs.amount }}?
            id: ok
            allows: [send]
            unless: ${{ inputs.amount < 20.0 && run.skill != '' }}
            expires: 1h
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
            id: send
            irreversible: true
        """, inputs: ["amount": 10.0]),
    Story(
      name: "approved-again-in-a-loop",
      text: """
        skill: each
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - for: n
            in: ${{ [1, 2] }}
            do:
              - approve: Send ${{ n }}?
                id: ok
                allows: [send]
                on_reject: [ { log: "skipped ${{ n }}: ${{ gates.ok.reason }}" } ]
              - http: { method: POST, url: "https://bank.example/${{ n }}" }
                id: send
                irreversible: true
                when: ${{ gates.ok.approved }}
        """, script: ["ok": [.reject("not this one"), .approve]]),
    Story(
      name: "approved-side-by-side",
      text: """
        skill: both
        inputs: { amount: number }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - parallel:
              legal:
                - approve: Are the terms fine?
                  id: terms
                  allows: [send]
                  on_reject: [ { log: "legal said no: ${{ gates.terms.reason }}" } ]
              finance:
                - approve: Pay ${{ inputs.amount }}?
                  id: money
                  allows: [send]
                  on_reject: [ { log: "finance said no: ${{ gates.money.reason }}" } ]
          - if: ${{ gates.terms.approved }}
            then:
              - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
                id: send
                irreversible: true
                when: ${{ gates.money.approved }}
        """, inputs: ["amount": 12.5], script: ["terms": [.approve], "money": [.approve]]),
    Story(
      name: "expiry",
      text: """
        skill: late
        steps:
          - approve: Still there?
            id: ok
            expires: 1h
            on_expire: [ { log: nobody answered } ]
            on_reject: [ { log: refused } ]
          - log: goes on, ${{ gates.ok.approved }}
        """, script: ["ok": [.expire]]),
    Story(
      name: "errors-belong-to-their-steps",
      text: """
        skill: places
        permissions: { network: [a.example] }
        steps:
          - http: { url: https://a.example/ }
            id: page
          - try:
              - log: not reached
                when: ${{ steps.page.json.ready }}
            catch: [ { log: "${{ error.step }}: ${{ error.message }}" } ]
          - try:
              - for: n
                in: ${{ [1] }}
                id: rows
                collect: ${{ steps.page.json.rows[n] }}
                do: [ { log: "${{ n }}" } ]
              - log: ${{ steps.rows.items }}
            catch: [ { log: "${{ error.step }}: ${{ error.message }}" } ]
        """, script: ["page": [.done(plainMap([("status", 200), ("json", plainMap([("rows", .list([]))]))]))]]),
    Story(
      name: "choose",
      text: """
        skill: pick
        steps:
          - choose: Which one?
            id: which
            from: ${{ ['red', 'green'] }}
            expires: 1h
          - log: ${{ gates.which.value + '!' }}
        """, script: ["which": [.approve([("value", "green"), ("label", "green")])]]),
    Story(
      name: "nothing-sent-may-be-tried-again",
      text: """
        skill: once
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - approve: Send?
            allows: [send]
          - http: { method: POST, url: https://bank.example/ }
            id: send
            irreversible: true
            retry: { times: 3 }
        """, script: ["send": [.fails("no route", sent: false), .fails("connection lost", sent: true)]]),
    Story(
      name: "probe",
      text: """
        skill: probing
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        outputs: { id: "${{ steps.send.json.id }}" }
        steps:
          - approve: Send?
            allows: [send]
          - http: { method: POST, url: https://bank.example/ }
            id: send
            irreversible: true
            schema: { type: object, properties: { id: string }, required: [id] }
            probe:
              - http: { url: https://bank.example/last }
                id: last
              - return: ${{ steps.last }}
                when: ${{ steps.last.status == 200 }}
        """,
      script: [
        "send": [.inDoubt, .inDoubt],
        "last": [
          .done(plainMap([("status", 404)])),
          .done(plainMap([("status", 200), ("headers", .map([])), ("json", plainMap([("id", "x1")])), ("text", "")])),
        ],
      ]),
    Story(
      name: "probe-and-retry",
      text: """
        skill: insisting
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        outputs: { id: "${{ steps.send.json.id }}" }
        steps:
          - approve: Send?
            allows: [send]
          - http: { method: POST, url: https://bank.example/ }
            id: send
            irreversible: true
            retry: { times: 3 }
            schema: { type: object, properties: { id: string }, required: [id] }
            probe:
              - http: { url: https://bank.example/last }
                id: last
              - return: ${{ steps.last }}
                when: ${{ steps.last.status == 200 }}
        """,
      script: [
        "send": [.fails("no route", sent: false), .inDoubt, .fails("no route", sent: false), .inDoubt],
        "last": [
          .done(plainMap([("status", 404)])),
          .done(plainMap([("status", 200), ("headers", .map([])), ("json", plainMap([("id", "x1")])), ("text", "")])),
        ],
      ]),
    Story(
      name: "parallel",
      text: """
        skill: side-by-side
        permissions: { network: [a.example] }
        outputs: { sum: "${{ vars.left + vars.right }}", status: "${{ steps.l.status }}" }
        steps:
          - parallel:
              left:
                - http: { url: https://a.example/l }
                  id: l
                - set: { left: "${{ steps.l.status }}" }
              right:
                - wait: 5s
                - set: { right: 1 }
        """, script: ["l": [.done(plainMap([("status", 200)]))]]),
    Story(
      name: "rows-at-once",
      text: """
        skill: many
        permissions: { network: [a.example] }
        outputs: { all: "${{ steps.rows.items }}" }
        steps:
          - for: n
            in: ${{ [1, 2, 3] }}
            at_once: 2
            id: rows
            collect: ${{ n * 10 + steps.get.status }}
            do:
              - http: { url: "https://a.example/${{ n }}" }
                id: get
        """,
      script: [
        "get": [.done(plainMap([("status", 1)])), .done(plainMap([("status", 2)])), .done(plainMap([("status", 3)]))]
      ]),
    Story(
      name: "call",
      text: """
        skill: outer
        permissions: { network: [a.example] }
        secrets: [token]
        outputs: { total: "${{ steps.sub.total }}" }
        steps:
          - call: inner
            id: sub
            with: { n: 4, token: "${{ secrets.token }}" }
          - log: ${{ steps.sub.total > 3.0 }}
        """,
      skills: [
        "inner": """
        skill: inner
        inputs: { n: number, times: { type: integer, default: 2 }, token: { type: string, secret: true } }
        permissions: { network: [a.example, b.example] }
        outputs: { total: "${{ inputs.n * double(inputs.times) }}" }
        steps:
          - http: { url: https://a.example/, headers: { Authorization: "Bearer ${{ inputs.token }}" } }
          - return

        """
      ]),
    Story(
      name: "files-and-model",
      text: """
        skill: kinds
        permissions: { read: [in/*], write: [out/*], exec: [jq] }
        steps:
          - read_file: in/a.csv
            as: csv
            id: rows
          - model: Summarise ${{ size(steps.rows) }} rows
            schema: { type: object, properties: { title: string }, required: [title] }
            id: summary
          - write_file: out/a.txt
            content: ${{ steps.summary.title }}
            id: file
          - exec: [jq, ., "${{ steps.file.path }}"]
            idempotent: true
            id: run
          - now:
            id: clock
          - random:
            id: chance
          - wait_until: ${{ steps.clock + duration('1h') }}
          - log: ${{ steps.run.stdout }} ${{ steps.chance < 1.0 }}
        """,
      script: [
        "rows": [.done(.list([plainMap([("a", "1")])]))], "summary": [.done(plainMap([("title", "One")]))],
        "file": [.done(plainMap([("path", "out/a.txt"), ("sha256", "00"), ("size", 3)]))],
        "run": [.done(plainMap([("exit", 0), ("stdout", "ok"), ("stderr", "")]))],
      ]),
    Story(
      name: "gate-in-a-called-skill-and-recursion-of-finally",
      text: """
        skill: outer
        steps:
          - try:
              - call: inner
                id: asked
              - log: answered ${{ steps.asked.answer }}
            finally:
              - try:
                  - fail: in finally
                catch:
                  - log: "caught in finally: ${{ error.message }}"
                finally:
                  - log: last
        """,
      skills: [
        "inner": """
        skill: inner
        gates: { expires: 1h }
        outputs: { answer: "${{ gates.q.answer }}" }
        steps:
          - ask: What?
            id: q
            form: { answer: string }
        """
      ], script: ["q": [.approve([("answer", "that")])]]),
  ]

  @Test(arguments: stories)
  func isPlayed(_ story: Story) {
    var text = story.text.hasSuffix("\n") ? story.text : story.text + "\n"
    for (name, inner) in story.skills.sorted(by: { $0.key < $1.key }) { text += "--- skills/\(name).yaml\n\(inner)\n" }
    let warnings = Skill.report(story.text, story.skills)
    let told = Skill.play(story.text, inputs: story.inputs, skills: story.skills, story.script)
    Golden.expect(text + "---\n" + (warnings.isEmpty ? "" : warnings + "---\n") + told, "story-\(story.name).txt")
  }
}
