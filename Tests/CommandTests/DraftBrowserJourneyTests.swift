// `twin draft` from a goal to a registered skill: a real Chromium, the demo site, and an endpoint on loopback that answers as
// a test has written (no model is asked anywhere here).
import DemoSite
import Foundation
import Synchronization
import Testing
import Values

/// The time by which the site takes one-time codes: each is good once.
private final class SiteTime: Sendable {
  private let date = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
  var now: Date { date.withLock { $0 } }
  func nextCode() { date.withLock { $0 += 60 } }
}

@Suite struct DraftBrowserJourneyTests {
  private static func act(
    _ action: String, _ words: String = "", _ text: String = "", final: Bool = false
  ) -> ScriptedModel.Answer {
    { prompt in
      ScriptedModel.action(action, words.isEmpty ? "" : prompt.id(words), text, final: final)
    }
  }

  /// What a sensible model would do to pay the newest invoice of Acme.
  static let paying: [ScriptedModel.Answer] = [
    act("ask", "", "Which e-mail address do you sign in with?"),
    act("fill", "textbox \"Email\"", "ana@example.com"),
    act("fill_secret", "textbox \"Password\"", "billing_password"),
    act("click", "button \"Sign in\""),
    act("ask_secret", "textbox \"Code\"", "The one-time code, please"),
    act("click", "button \"Verify\""),
    act("select", "combobox \"Vendor\"", "Acme"),
    act("click", "button \"Filter\""),
    act("click", "link \"View\""),
    act("click", "button \"Pay now\""),
    act("read", "RCPT-", "receipt"),
    act("done", "", "The invoice is paid."),
  ]

  @Test func aGoalBecomesASkillThatNeedsNoModel() async throws {
    let time = SiteTime()
    try await withDemoSite(books: BillingBooks(now: { time.now })) { site, port in
      let shop = try Workshop()
      let model = try ScriptedModel(Self.paying)
      defer { model.close() }
      shop.environment.merge(model.environment) { $1 }
      let goal = "pay the newest invoice of Acme"
      let begun = try await shop.twin(
        "draft", "--goal", goal, "--url", "http://127.0.0.1:\(port)/", "--secret", "billing_password", "--json")
      #expect(begun.code == 3, "\(begun.output)\(begun.errors)")
      let id = try #require(try begun.json["id"]?.text)
      #expect(try begun.json["pendingStep"]?["prompt"] == "Which e-mail address do you sign in with?")

      let code = try await shop.twin("approve", id, "-i", "answer=ana@example.com", "--json")
      #expect(try code.json["pendingStep"]?["prompt"] == "The one-time code, please", "\(code.output)\(code.errors)")
      let typed = await site.books.currentCode()
      let pay = try await shop.twin("approve", id, "-i", "value=\(typed)", "--json")
      let gate = try pay.json["pendingStep"]
      #expect(gate?["id"] == "allow" && gate?["prompt"]?.text?.hasPrefix("Click “Pay now”") == true, "\(pay.output)")
      #expect(await site.books.paid == 0)
      let dialog = try await shop.twin("approve", id, "--json")
      #expect(try dialog.json["pendingStep"]?["kind"] == "dialog", "\(dialog.output)\(dialog.errors)")

      // What was found is written and shown; the exploration is over, and a run of its own tries the skill.
      let drafted = try await shop.twin("approve", id, "--choose", "accept", "--json")
      #expect(drafted.code == 3, "\(drafted.output)\(drafted.errors)")
      #expect(await site.books.paid == 1)
      let trial = try #require(try drafted.json["id"]?.text)
      #expect(trial != id)
      let source = try #require(try drafted.json["pendingStep"]?["show"]?["skill"]?.text)
      #expect(source == Self.skill.replacing("PORT", with: "\(port)"))
      let asked = model.prompts.count
      #expect(asked == Self.paying.count)
      for prompt in model.prompts {
        #expect(!prompt.text.contains(BillingBooks.password) && !prompt.text.contains(typed))
      }
      #expect(try await shop.twin("verify", id).code == 0)

      // Tried without the model, as far as what cannot be undone.
      shop.environment["TWIN_MODEL_URL"] = nil
      let waiting = try await shop.twin("approve", trial, "--json")
      #expect(try waiting.json["pendingStep"]?["id"] == "asked_code", "\(waiting.output)\(waiting.errors)")
      time.nextCode()
      let again = await site.books.currentCode()
      let done = try await shop.twin("approve", trial, "-i", "code=\(again)", "--json")
      #expect(done.code == 0, "\(done.output)\(done.errors)")
      #expect(try done.json["registered"] == "pay-the-newest-invoice@v1")
      #expect(try done.json["cost"]?["modelCalls"] == 0)
      #expect(await site.books.paid == 1 && model.prompts.count == asked)

      // The next goal of the kind finds it, with what is said in it.
      let next = try await shop.twin("run", "--goal", "pay the newest invoice of Globex", "--json")
      #expect(next.code == 3, "\(next.output)\(next.errors)")
      #expect(try next.json["skill"] == "pay-the-newest-invoice")
      time.nextCode()
      let third = await site.books.currentCode()
      let run = try #require(try next.json["id"]?.text)
      let approve = try await shop.twin("approve", run, "-i", "code=\(third)", "--json")
      #expect(try approve.json["pendingStep"]?["id"] == "approve_pay_now", "\(approve.output)\(approve.errors)")
      let paid = try await shop.twin("approve", run, "--json")
      #expect(paid.code == 0, "\(paid.output)\(paid.errors)")
      #expect(try paid.json["outputs"]?["receipt"]?.text?.hasPrefix("RCPT-") == true)
      #expect(await site.books.paid == 2 && model.prompts.count == asked)
      #expect(shop.browserProcesses == [], "a browser was left behind")
    }
  }

  static let skill = """
    # Drafted by exploring: what a model found once is done here without it.
    # Before it runs: twin secret set billing_password
    skill: pay-the-newest-invoice
    goal: pay the newest invoice of Acme
    also: ["pay the newest invoice of {vendor}"]
    match: ["http://127.0.0.1:PORT/**"]
    inputs:
      email: { type: string, format: email, default: ana@example.com }
      vendor: { type: string }
    secrets: [billing_password]
    permissions:
      network: ["127.0.0.1:PORT"]
    gates: { expires: 24h }
    outputs: { receipt: "${{ steps.receipt.text }}" }
    steps:
      - open: http://127.0.0.1:PORT/

      # Sign in · Billing
      - fill: { field: Email }
        with: ${{ inputs.email }}
      - fill: { field: Password }
        with: ${{ secrets.billing_password }}
      - click: { button: Sign in }

      # One-time code · Billing
      - ask: The one-time code, please
        id: asked_code
        form: { code: { type: string, secret: true } }
        expires: 10m
      - fill: { field: Code }
        with: ${{ gates.asked_code.code }}
      - click: { button: Verify }

      # Invoices · Billing
      - select: { field: Vendor }
        option: ${{ inputs.vendor }}
      - click: { button: Filter }
      - click: { link: View, in: { row: "${{ inputs.vendor }}" }, nth: -1 }

      # Invoice INV-112 · Billing
      - approve: Click “Pay now”?
        id: approve_pay_now
        allows: [pay_now]
        show: { page: screenshot }
      - dialog: accept
        idempotent: true
      - click: { button: Pay now }
        id: pay_now
        irreversible: true
      - read: { role: strong, nth: -1 }
        id: receipt

    """

  @Test(arguments: ["garbage", "loop", "host"])
  func aModelThatIsOfNoUseIsRefusedAndCounted(how: String) async throws {
    try await withDemoSite { site, port in
      let shop = try Workshop()
      let answers: [ScriptedModel.Answer] =
        switch how {
        case "garbage": [{ _ in "Sure! Here is what I would do next." }]
        case "loop": [Self.act("press", "", "End")]
        default: (1...3).map { Self.act("open", "", "http://evil.example/\($0)") }
        }
      let model = try ScriptedModel(answers)
      defer { model.close() }
      shop.environment.merge(model.environment) { $1 }
      let ended = try await shop.twin(
        "draft", "--goal", "pay the newest invoice of Acme", "--url", "http://127.0.0.1:\(port)/", "--json")
      #expect(ended.code == 1, "\(ended.output)\(ended.errors)")
      let message = try ended.json["error"]?["message"]?.text ?? ""
      #expect(message.hasPrefix("the model's proposals were refused 3 times, the last one because: "), "\(message)")
      let reason =
        switch how {
        case "garbage": "does not fit the schema"
        case "loop": "the page is as it was"
        default: "evil.example"
        }
      #expect(message.contains(reason), "\(message)")
      #expect(ended.errors.contains("nothing was drafted"))
      #expect(shop.browserProcesses == [])
    }
  }

  /// The service drafts where no skill fits, shows what it found, and knows the skill from then on.
  @Test func theServiceDraftsWhereNoSkillFits() async throws {
    try await withDemoSite { _, port in
      let shop = try Workshop()
      let model = try ScriptedModel([Self.act("read", "Sign in", "name"), Self.act("done", "", "It is read.")])
      defer { model.close() }
      shop.environment.merge(model.environment) { $1 }
      try shop.write("skills/water.yaml", "skill: water\ngoal: Water the plants\nsteps:\n  - log: done\n")
      let key = try await shop.key("start,read,decide")
      let service = try await shop.serve()
      let wish =
        #"{"goal": "say what the first page is called", "url": "http://127.0.0.1:\#(port)/login", "wait": "50s", "draft": true}"#
      let lost = try await service.post(
        "/v1/agents/run", wish.replacing("true", with: #"{"secrets": ["a b"]}"#), key: key)
      #expect(lost["field"] == "draft" && lost["detail"]?.text?.contains("is no name of a secret") == true, "\(lost)")
      let explored = try await service.post(
        "/v1/agents/run",
        wish.replacing(
          "true", with: #"{"allow": ["login.example.com"], "secrets": ["billing_password"], "name": "first-page"}"#),
        key: key)
      #expect(explored["status"] == "completed" && explored["skill"] == "draft", "\(explored)")
      #expect(explored["cost"]?["modelCalls"] == 2)

      var trial: String?
      try await shop.until {
        let runs = try await service.get("/v1/runs?skill=draft-trial&status=awaiting_approval", key: key)
        trial = runs["runs"]?.elements?.first?["id"]?.text
        return trial != nil
      }
      let id = try #require(trial)
      let shown = try await service.get("/v1/runs/\(id)", key: key)
      let source = try #require(shown["pendingSteps"]?.elements?.first?["show"]?["skill"]?.text, "\(shown)")
      #expect(source.contains("role: heading") && source.contains("skill: first-page\n"), "\(source)")
      #expect(source.contains("login.example.com]"), "\(source)")
      let tried = try await service.post("/v1/runs/\(id)/approve", #"{"wait": "50s"}"#, key: key)
      #expect(tried["status"] == "completed" && tried["cost"]?["modelCalls"] == 0, "\(tried)")
      try await shop.until {
        try await service.get("/v1/skills", key: key)["skills"]?.elements?.contains { $0["name"] == "first-page" }
          == true
      }
      // On record as the word of who approved its text.
      let registered = (try await service.get("/v1/audit?limit=500", key: key)["entries"]?.elements ?? [])
        .flatMap { $0["events"]?.elements ?? [] }.last { $0["event"] == "registered" }
      #expect(registered?["surface"] == "draft" && registered?["name"] == "first-page", "\(registered ?? .null)")
      // The same goal again is that skill, and asks no model.
      let again = try await service.post("/v1/agents/run", wish, key: key)
      #expect(again["outputs"]?["name"] == "Sign in", "\(again)")
      #expect(model.prompts.count == 2)
      service.running.process.terminate()
      #expect(await service.running.finish().code == 0)
    }
  }

  /// Killed while a page is opened, while the model is asked, and while the skill is tried: it goes on where it was each time,
  /// and no proposal that was carried out is asked for again.
  @Test func killedWhereverItIsADraftGoesOn() async throws {
    let site = try SilentServer(
      pages: [
        "/": "<title>One</title><h1>Welcome</h1><a href=/two>Next</a>",
        "/two": "<title>Two</title><h1>Twenty parcels</h1>",
      ],
      holds: [1, 4])
    defer { site.close() }
    let shop = try Workshop()
    let stuck = DispatchSemaphore(value: 0)
    let model = try ScriptedModel([
      Self.act("click", "link \"Next\""),
      { _ in
        stuck.wait()
        return ""
      },
      Self.act("read", "Twenty", "parcels"),
      Self.act("done", "", "They are counted."),
    ])
    defer { model.close() }
    shop.environment.merge(model.environment) { $1 }

    let opening = try shop.begin(["draft", "--goal", "count the parcels", "--url", "http://127.0.0.1:\(site.port)/"])
    await site.waitForRequests(1)
    opening.kill()
    _ = await opening.finish()
    #expect(model.prompts.isEmpty)

    let asking = try shop.begin(["resume", "last"])
    try await shop.until { model.prompts.count == 2 }
    asking.kill()
    _ = await asking.finish()
    stuck.signal()

    let drafted = try await shop.twin("resume", "last", "--json")
    #expect(drafted.code == 3, "\(drafted.output)\(drafted.errors)")
    #expect(try drafted.json["skill"] == "draft-trial")
    #expect(site.count == 3, "a page that had been left was loaded again")
    let prompts = model.prompts.map(\.text)
    #expect(prompts.count == 4 && prompts[1] == prompts[2], "what was under way was not asked for again as it was")
    #expect(Set(prompts).count == 3, "a proposal that was carried out was asked for again")
    let source = try #require(try drafted.json["pendingStep"]?["show"]?["skill"]?.text)
    #expect(source.contains("- click: { link: Next }") && source.contains("outputs: { parcels: "), "\(source)")
    let runs = try await shop.twin("runs", "--json").json
    #expect((runs["runs"] ?? runs).elements?.count == 2, "a draft was begun anew: \(runs)")

    let trial = try #require(try drafted.json["id"]?.text)
    let trying = try shop.begin(["approve", trial])
    await site.waitForRequests(4)
    trying.kill()
    _ = await trying.finish()
    let done = try await shop.twin("resume", trial, "--json")
    #expect(done.code == 0, "\(done.output)\(done.errors)")
    #expect(try done.json["registered"] == "count-the-parcels@v1")
    #expect(try done.json["outputs"]?["found"]?["parcels"] == "Twenty parcels")
    #expect(model.prompts.count == 4)
    #expect(shop.browserProcesses == [])
  }

  @Test func whatIsOfNoUseIsSaidBeforeAnythingIsDone() async throws {
    let shop = try Workshop()
    let without = try await shop.twin("draft", "--goal", "pay", "--url", "http://127.0.0.1:1/")
    #expect(without.code == 2 && without.errors.contains("no model is configured"))
    shop.environment["TWIN_MODEL_URL"] = "http://127.0.0.1:1/v1"
    shop.environment["TWIN_MODEL_NAME"] = "scripted"
    let address = try await shop.twin("draft", "--goal", "pay", "--url", "ftp://a.example/")
    #expect(address.code == 2 && address.errors.contains("is no http or https address"))
    let secret = try await shop.twin("draft", "--goal", "pay", "--url", "http://127.0.0.1:1/", "--secret", "a b")
    #expect(secret.code == 2 && secret.errors.contains("is no name of a secret"))
    for verb in [["draft"], ["run", "--draft"]] {
      let forgetful = try shop.begin(verb + ["--goal", "pay", "--url", "http://127.0.0.1:1/", "--store", ":memory:"])
      let refused = await forgetful.finish()
      #expect(refused.code == 2 && refused.errors.contains("give --store a file instead of :memory:"), "\(refused.errors)")
    }
  }
}
