// Pages over HTTP, as a browser without scripts meets them: what is shown, what forms do, what is refused, and that no text of a
// page, a skill or a person ever becomes part of a page.
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Server

let payInvoice = """
  skill: pay
  goal: Pay an invoice
  inputs: { vendor: string, amount: integer }
  permissions: { network: ["127.0.0.1:*"] }
  steps:
    - approve: Pay ${{ inputs.amount }} EUR to ${{ inputs.vendor }}?
      id: pay
      allows: [send]
      show: { amount: "${{ inputs.amount }}", vendor: "${{ inputs.vendor }}" }
      by: { roles: [finance] }
      expires: 1h
    - http: { method: POST, url: "http://127.0.0.1:9/pay", json: { vendor: "${{ inputs.vendor }}" } }
      id: send
      irreversible: true
  """

let details = """
  skill: details
  steps:
    - ask: How many seats?
      id: seats
      form:
        seats: { type: integer, minimum: 1, maximum: 500 }
        plan: { type: string, enum: [small, large] }
        code: { type: string, pattern: "^[0-9]{6}$", secret: true }
      expires: 1h
  """

let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{frame.token}}{{{me}}}\u{202E}"

@Suite struct PageTests {
  static let pages = ["/", "/?all=1", "/runs", "/skills", "/skills/pay", "/people", "/keys", "/account"]

  @Test func everyPageIsForThoseWhoAreSignedInAndTakesNothingFromElsewhere() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 9])
      let gate = try #require(run.pending.first?.instance)
      let all = Self.pages + ["/gates/\(gate)", "/runs/\(run.id)", "/runs/\(run.id)/snapshot"]
      var nobody = house.client()
      var ana = try await house.client(as: "ana")
      for path in all {
        let refused = try await nobody.get(path)
        #expect(refused.status == 303 && refused.headers["location"] == "/sign-in?next=" + Dashboard.queryText(path))
        let page = try await ana.get(path)
        #expect(page.status == 200, "\(path)")
        #expect(page.headers["content-security-policy"] == PageHeaders.contentSecurityPolicy)
        #expect(page.headers["x-content-type-options"] == "nosniff" && page.headers["cache-control"] == "no-store")
        #expect(page.text.hasPrefix("<!doctype html>\n<html lang=\"en\">") && page.text.contains("<h1"), "\(path)")
        #expect(
          !page.text.contains(" style=") && !page.text.contains("<style") && page.text.matches(of: /\ on\w+=/).isEmpty,
          "\(path)")
        #expect(page.text.matches(of: /<script(?! src="\/assets\/)/).isEmpty, "\(path)")
        #expect(page.text.matches(of: /(?:src|href)="(?!\/|#)/).isEmpty, "\(path)")
      }
      let sheet = try await nobody.get("/assets/style.css")
      #expect(sheet.status == 200 && sheet.headers["content-type"] == "text/css; charset=utf-8")
      #expect(!sheet.text.contains("url(") && !sheet.text.contains("@import"))
    }
  }

  @Test func templatesPutInNothingUnescapedButOurOwnMarkup() {
    for (name, bytes) in PageTemplates.files where name.hasSuffix(".mustache") {
      let text = String(decoding: bytes, as: UTF8.self)
      for match in text.matches(of: /\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{&\s*([\w.]+)/) {
        let field = match.1 ?? match.2 ?? ""
        #expect(field.hasSuffix("Markup"), "\(name): \(field)")
      }
    }
  }

  @Test func hostileTextStaysText() async throws {
    let text = """
      skill: evil
      goal: '</title><script>alert(3)</script>'
      inputs: { name: string }
      steps:
        # </pre><script>alert(4)</script>
        - set: { note: "${{ inputs.name }}" }
          describe: '<img src=x onerror=alert(5)>'
        - approve: ${{ inputs.name }}
          id: gate
          show: { "<b onmouseover=alert(6)>": "${{ inputs.name }}", list: "${{ [inputs.name] }}" }
          expires: 1h
        - fail: ${{ inputs.name }}
      """
    try await House.open { house in
      try await house.add("<i>ana</i>", roles: ["<script>alert(7)</script>"])
      let run = try await house.start("evil", text, ["name": .string(hostile)], by: "<u>agent</u>")
      let gate = try #require(run.pending.first?.instance)
      var ana = try await house.client(as: "<i>ana</i>")
      let paths = [
        "/", "/runs", "/skills", "/skills/evil", "/people", "/account", "/gates/\(gate)", "/runs/\(run.id)",
        "/runs/\(run.id)/snapshot",
      ]
      for path in paths {
        let page = try await ana.get(path)
        #expect(page.status == 200, "\(path)")
        for evil in ["<script>alert", "<img src=x", "<b onmouse", "<i>ana", "<u>agent", "\u{202E}"] {
          #expect(!page.text.contains(evil), "\(path) has \(evil)")
        }
      }
      let page = try await ana.get("/gates/\(gate)")
      // What cannot be seen is spelled out; what looks like a template is none.
      #expect(page.text.contains("⟨U+202E⟩") && page.text.contains("{{frame.token}}{{{me}}}"))
      // A hostile query comes back as text too.
      let query = try await ana.get("/runs?skill=%3Cscript%3Ealert(8)%3C/script%3E")
      #expect(query.text.contains("&lt;script&gt;alert(8)") && !query.text.contains("<script>alert(8)"))
      let rejected = try await ana.post(
        "/gates/\(gate)",
        ["token": page.field("token") ?? "", "seen": page.field("seen") ?? "", "verdict": "reject", "reason": hostile])
      #expect(rejected.status == 303)
      let after = try await ana.get("/runs/\(run.id)")
      #expect(after.text.contains("&lt;script&gt;") && !after.text.contains("<script>alert"))
    }
  }

  @Test func aGateIsDecidedByItsFormAndTheRunGoesOn() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 9])
      let gate = try #require(run.pending.first)
      var ana = try await house.client(as: "ana")
      let inbox = try await ana.get("/")
      #expect(inbox.text.contains("Pay 9 EUR to Acme?") && inbox.text.contains("href=\"/gates/\(gate.instance)\""))
      let page = try await ana.get("/gates/\(gate.instance)")
      // The exact arguments, the lines that follow, and the digest that the form will name.
      #expect(page.text.contains("http://127.0.0.1:9/pay") && page.text.contains("<li class=\"lets\">"))
      #expect(page.field("seen") == gate.evidence.description)
      let form = [
        "token": page.field("token") ?? "", "seen": page.field("seen") ?? "", "key": page.field("key") ?? "",
        "verdict": "approve", "comment": "checked",
      ]
      let decided = try await ana.post("/gates/\(gate.instance)", form)
      #expect(decided.status == 303 && decided.headers["location"] == "/runs/\(run.id)")
      #expect(try await house.rested(run.id).status == .completed)
      let seen = try await ana.get("/runs/\(run.id)")
      #expect(seen.text.contains("Approved: the run goes on.") && seen.text.contains("“checked”"))
      #expect(seen.text.contains("named by the approver") && seen.text.contains("pay: approved by ana"))
      // The same form again is the same decision; another one is told who was first.
      #expect(try await ana.post("/gates/\(gate.instance)", form).status == 409)
      let late = try await ana.get("/gates/\(gate.instance)")
      #expect(late.status == 409 && late.text.contains("pay: approved by ana"))
    }
  }

  @Test func formsAreTakenFromOurOwnPagesOfTheSameSessionOnly() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      try await house.add("bob", roles: ["finance"])
      let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 9])
      let gate = try #require(run.pending.first)
      let path = "/gates/\(gate.instance)"
      var ana = try await house.client(as: "ana")
      var bob = try await house.client(as: "bob")
      let token = try #require(try await ana.get(path).field("token"))
      var form = ["seen": gate.evidence.description, "verdict": "approve"]
      #expect(try await ana.post(path, form).status == 403)
      form["token"] = token
      #expect(try await bob.post(path, form).status == 403)
      #expect(try await ana.post(path, form, headers: ["origin": "http://evil.example"]).status == 403)
      #expect(try await ana.post(path, form, headers: ["sec-fetch-site": "cross-site"]).status == 403)
      #expect(try await ana.post(path, form, headers: ["origin": "null"]).status == 403)
      // A name of somebody else's that leads here stands in both headers.
      let rebound = "rebound.example:\(house.port)"
      #expect(try await ana.post(path, form, headers: ["host": rebound, "origin": "http://\(rebound)"]).status == 403)
      // Reading never decides, whatever stands in the address.
      for method in ["GET", "HEAD"] {
        #expect(
          try await ana.send(method, path + "?verdict=approve&token=\(token)&seen=\(gate.evidence)").status == 200)
      }
      // The API by session: reading yes, deciding only with the session's own token.
      #expect(try await ana.get("/v1/runs/\(run.id)").status == 200)
      let body = ["content-type": "application/json"]
      #expect(try await ana.send("POST", "/v1/runs/\(run.id)/approve", headers: body).status == 403)
      #expect(try await house.rested(run.id).status == .awaitingApproval)
      let decided = try await ana.send(
        "POST", "/v1/runs/\(run.id)/approve", headers: body.merging(["x-twin-token": token]) { $1 })
      #expect(decided.status == 200, "\(decided.text)")
    }
  }

  @Test func whoMayNotDecideIsToldWhyAndStaleEvidenceIsRefused() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      try await house.add("eve", roles: ["ops"])
      let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 9])
      let gate = try #require(run.pending.first)
      let path = "/gates/\(gate.instance)"
      var eve = try await house.client(as: "eve")
      #expect(try await eve.get("/").text.contains("Nothing waits for you; 1 for others."))
      let page = try await eve.get(path)
      #expect(page.text.contains("This is for finance; you are not one of them.") && page.field("seen") == nil)
      let token = try #require(page.field("token"))
      let forced = try await eve.post(path, ["token": token, "verdict": "approve", "seen": gate.evidence.description])
      #expect(forced.status == 403)
      var ana = try await house.client(as: "ana")
      let own = try #require(try await ana.get(path).field("token"))
      let stale = try await ana.post(
        path, ["token": own, "verdict": "approve", "seen": String(repeating: "0", count: 64)])
      #expect(stale.status == 409 && stale.text.contains("shows something else now than what was seen"))
      let silent = try await ana.post(
        path, ["token": own, "verdict": "reject", "seen": gate.evidence.description, "reason": " "])
      #expect(silent.status == 422)
      #expect(try await house.rested(run.id).status == .awaitingApproval)
    }
  }

  @Test func aFormChecksAsItsSchemaSaysAndComesBackFilled() async throws {
    try await House.open { house in
      try await house.add("ana")
      let run = try await house.start("details", details)
      let gate = try #require(run.pending.first)
      let path = "/gates/\(gate.instance)"
      var ana = try await house.client(as: "ana")
      let page = try await ana.get(path)
      #expect(page.text.contains(#"name="f.seats" type="number" value="" required min="1" max="500" step="1""#))
      #expect(page.text.contains(#"<option value="large">large</option>"#))
      #expect(page.text.contains(#"pattern="[0-9]{6}""#) && page.text.contains(#"autocomplete="one-time-code""#))
      var form = [
        "token": page.field("token") ?? "", "seen": page.field("seen") ?? "", "verdict": "approve", "f.seats": "900",
        "f.plan": "large", "f.code": "123456",
      ]
      let refused = try await ana.post(path, form)
      #expect(
        refused.status == 422 && refused.text.contains(#"value="900""#)
          && refused.text.contains("aria-invalid=\"true\""))
      #expect(refused.text.contains(#"<option selected value="large">large</option>"#))
      // A secret does not come back.
      #expect(!refused.text.contains("123456"))
      form["f.seats"] = "90"
      #expect(try await ana.post(path, form).status == 303)
      #expect(try await house.rested(run.id).status == .completed)
      let seen = try await ana.get("/runs/\(run.id)")
      #expect(!seen.text.contains("123456") && seen.text.contains("•••••• (a secret)"))
    }
  }

  @Test func severalAlikeAreDecidedTogetherAndEachForItself() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      var picked: [GateInstance: Digest] = [:]
      for amount in 1...3 {
        let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": .int(Int64(amount))])
        let gate = try #require(run.pending.first)
        picked[gate.instance] = gate.evidence
      }
      var ana = try await house.client(as: "ana")
      let inbox = try await ana.get("/")
      #expect(inbox.text.contains("3 alike") && inbox.text.matches(of: /name="gate" value="run_/).count == 3)
      let token = try #require(inbox.field("token"))
      // One of them with evidence that is not its own.
      let picks = picked.enumerated().map { index, one in
        "gate=\(one.key):" + (index == 0 ? String(repeating: "0", count: 64) : one.value.description)
      }
      let sent = try await ana.send("POST", "/inbox", [:], headers: [:])
      #expect(sent.status == 403)
      let result = try await ana.post(raw: "/inbox", "token=\(token)&verdict=approve&" + picks.joined(separator: "&"))
      #expect(result.status == 303)
      let told = try await ana.get("/")
      #expect(told.text.contains("2 approved, 1 not:") && told.text.contains("look again before deciding"))
      #expect(told.text.contains("1 decision waits for you."))
    }
  }

  /// Whoever decides several at once sees of each what it lets happen, or has to open it.
  @Test func aRowShowsAllThatIsDecidedAboutOrIsDecidedOnItsPage() async throws {
    let text = """
      skill: send
      permissions: { network: [bank.example] }
      gates: { expires: 1h }
      inputs: { amount: integer, note: string }
      steps:
        - approve: Send it?
          id: ok
          allows: [pay]
          show: { note: "${{ inputs.note }}" }
        - http: { method: POST, url: https://bank.example/pay, json: { total: "${{ inputs.amount }}" } }
          id: pay
          irreversible: true
      """
    try await House.open { house in
      try await house.add("ana")
      var runs: [RunView] = []
      for (amount, note) in [(1, "one"), (2, "two"), (3, String(repeating: "long ", count: 60))] {
        runs.append(try await house.start("send", text, ["amount": .int(Int64(amount)), "note": .string(note)]))
      }
      var ana = try await house.client(as: "ana")
      let inbox = try await ana.get("/").text
      #expect(inbox.contains("2 alike") && inbox.matches(of: /name="gate" value="run_/).count == 2)
      for (run, amount) in zip(runs, 1...3) {
        #expect(inbox.contains(#"href="/runs/\#(run.id)""#))
        #expect(inbox.contains("pay: http {") && inbox.contains("&quot;total&quot;:\(amount)"))
      }
      #expect(inbox.contains("more on its page") && !inbox.contains(#"value="\#(runs[2].pending[0].instance):"#))
    }
  }

  /// Whoever comes second sees what the first one has approved, and approves that.
  @Test func aQuorumsSecondPersonSeesWhatTheFirstApproved() async throws {
    let text = """
      skill: two
      outputs: { sum: "${{ gates.go.sum }}" }
      steps:
        - approve: Pay?
          id: go
          edit: { sum: { type: integer, default: 100 } }
          by: { count: 2 }
          expires: 1h
      """
    try await House.open { house in
      for name in ["ana", "bob"] { try await house.add(name) }
      let run = try await house.start("two", text, [:])
      let path = "/gates/\(try #require(run.pending.first).instance)"
      var (ana, bob) = (try await house.client(as: "ana"), try await house.client(as: "bob"))
      func form(_ page: Answered, _ sum: String) -> [String: String] {
        ["token": page.field("token") ?? "", "seen": page.field("seen") ?? "", "verdict": "approve", "f.sum": sum]
      }
      let first = try await ana.get(path)
      #expect(first.text.contains(#"name="f.sum" type="number" value="100""#))
      #expect(try await ana.post(path, form(first, "99999")).status == 303)
      let second = try await bob.get(path)
      #expect(
        second.text.contains("ana approved") && second.text.contains(#"name="f.sum" type="number" value="99999""#))
      // Whoever opened the page before that is told.
      let early = try await bob.post(path, form(second, "100"))
      #expect(early.status == 422 && early.text.contains("ana has approved"))
      #expect(try await bob.post(path, form(second, "99999")).status == 303)
      #expect(try await house.rested(run.id).outputs == ["sum": 99999])
    }
  }

  /// What was emptied is not what stood there; nor does a list offer to leave out what stands there.
  @Test func aFieldThatIsEmptiedIsNotAsItWasShown() async throws {
    let text = """
      skill: note
      outputs: { note: "${{ gates.go.note }}", plan: "${{ gates.go.plan }}" }
      steps:
        - approve: Go?
          id: go
          show: { sum: 5 }
          edit:
            note: { type: string, default: later }
            sum: integer
            plan: { type: string, enum: [small, large], default: small }
          expires: 1h
      """
    try await House.open { house in
      try await house.add("ana")
      let run = try await house.start("note", text, [:])
      let path = "/gates/\(try #require(run.pending.first).instance)"
      var ana = try await house.client(as: "ana")
      let page = try await ana.get(path)
      #expect(page.text.contains(#"<option selected value="small">"#) && !page.text.contains(">–</option>"))
      var form = [
        "token": page.field("token") ?? "", "seen": page.field("seen") ?? "", "verdict": "approve", "f.note": "",
        "f.sum": "", "f.plan": "large",
      ]
      let refused = try await ana.post(path, form)
      #expect(refused.status == 422 && refused.text.contains("must be integer"))
      form["f.sum"] = "5"
      #expect(try await ana.post(path, form).status == 303)
      #expect(try await house.rested(run.id).outputs == ["note": "", "plan": "large"])
    }
  }

  @Test func signingInLeadsBackAndNeverElsewhere() async throws {
    try await House.open { house in
      try await house.add("ana")
      for (next, leads) in [
        ("/runs?status=open", "/runs?status=open"), ("//evil.example", "/"), ("/\\evil.example", "/"),
        ("https://evil.example", "/"), ("/a\r\nset-cookie: x=y", "/"), ("", "/"),
      ] {
        var client = house.client()
        let answer = try await client.post("/sign-in", ["name": "ana", "password": House.password, "next": next])
        #expect(answer.status == 303 && answer.headers["location"] == leads, "\(next)")
        let cookie = try #require(answer.headers["set-cookie"])
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"))
      }
      var client = house.client()
      let wrong = try await client.post("/sign-in", ["name": "ana", "password": "wrong"])
      let nobody = try await client.post("/sign-in", ["name": "nobody", "password": "wrong"])
      #expect(wrong.status == 401 && nobody.status == 401 && client.cookie == nil)
      #expect(wrong.text.contains("That name and password do not fit together."))
      #expect(
        try await client.post(
          "/sign-in", ["name": "ana", "password": House.password], headers: ["origin": "http://evil.example"]
        ).status == 403)
    }
  }

  @Test func evidenceAndFilesComeAsIfFromNowhere() async throws {
    let text = """
      skill: shot
      steps:
        - approve: Is this right?
          id: look
          show: { page: screenshot }
          expires: 1h
      """
    var effects = SilentEffects()
    effects.captured = [
      CapturedEvidence(name: "screenshot", mediaType: "image/png", bytes: [0x89, 0x50]),
      CapturedEvidence(
        name: "page", mediaType: "application/json",
        bytes: Array(#"{"url":"http://a.example/<b>","index":"1 button <Pay>"}"#.utf8)),
      CapturedEvidence(name: "bad", mediaType: "text/html", bytes: Array("<script>alert(1)</script>".utf8)),
    ]
    try await House.open(effects: effects) { house in
      try await house.add("ana")
      let run = try await house.start("shot", text)
      let gate = try #require(run.pending.first)
      #expect(gate.captured.map(\.name) == ["page", "page", "bad"])
      var ana = try await house.client(as: "ana")
      let page = try await ana.get("/gates/\(gate.instance)")
      #expect(
        page.text.contains("src=\"/gates/\(gate.instance)/evidence/0\"") && page.text.contains("1 button &lt;Pay&gt;"))
      let shot = try await ana.get("/gates/\(gate.instance)/evidence/0")
      #expect(shot.status == 200 && shot.headers["content-type"] == "image/png")
      #expect(shot.headers["content-security-policy"] == "default-src 'none'; sandbox")
      // Never as a page of ours.
      #expect(try await ana.get("/gates/\(gate.instance)/evidence/2").status == 404)
      #expect(try await ana.get("/gates/\(gate.instance)/evidence/..%2F..%2Fkey").status == 404)
      var nobody = house.client()
      #expect(try await nobody.get("/gates/\(gate.instance)/evidence/0").status == 303)

      // The API says where each is fetched.
      let seen = try PlainValue(jsonText: try await ana.get("/v1/runs/\(run.id)").text)
      let link = try #require(seen["pendingStep"]?["captured"]?.elements?.first?["link"]?.text)
      #expect(link == "/v1/runs/\(run.id)/evidence/\(gate.captured[0].digest)")
      let fetched = try await ana.get(link)
      #expect(fetched.status == 200 && fetched.headers["content-type"] == "image/png")
    }
  }

  @Test func onlyAdministratorsInviteAndALinkIsShownOnce() async throws {
    try await House.open { house in
      try await house.add("ada", roles: ["admin"])
      try await house.add("eve")
      var eve = try await house.client(as: "eve")
      let token = try #require(try await eve.get("/people").field("token"))
      #expect(try await eve.post("/people", ["token": token, "name": "mallory", "roles": "admin"]).status == 403)
      #expect(try await eve.post("/people/invite", ["token": token, "name": "ada"]).status == 403)
      var ada = try await house.client(as: "ada")
      let own = try #require(try await ada.get("/people").field("token"))
      let made = try await ada.post("/people", ["token": own, "name": "bob", "roles": "finance, ops"])
      let link = try #require(made.text.firstMatch(of: /\/invitations\/([\w-]{43})/))
      #expect(!(try await ada.get("/people").text.contains(link.0)))
      var bob = house.client()
      let welcome = try await bob.get(String(link.0))
      #expect(welcome.status == 200 && welcome.text.contains("Welcome, bob"))
      let set = try await bob.post(
        String(link.0), ["password": House.password, "again": House.password])
      #expect(set.status == 303 && bob.cookie != nil)
      #expect(try await bob.get("/account").text.contains("<span class=\"tag\">finance</span>"))
      #expect(try await bob.get(String(link.0)).status == 410)
    }
  }

  @Test func mistypedAddressesAndBrokenFormsGetAClearPage() async throws {
    try await House.open { house in
      try await house.add("ana")
      var ana = try await house.client(as: "ana")
      for path in [
        "/runs/nonsense", "/gates/run_x.1", "/skills/none", "/runs/run_0000000000zz", "/assets/none.css",
        "/invitations/x",
      ] {
        let page = try await ana.get(path)
        #expect(page.status == 404 || page.status == 410, "\(path): \(page.status)")
      }
      let token = try #require(try await ana.get("/").field("token"))
      #expect(try await ana.post(raw: "/inbox", "token=\(token)&x=%E0%A4%A").status == 400)
      let many = "token=\(token)" + String(repeating: "&a=b", count: 1200)
      #expect(try await ana.post(raw: "/inbox", many).status == 413)
      #expect(try await ana.send("POST", "/inbox", headers: ["content-type": "application/json"]).status == 415)
    }
  }
}
