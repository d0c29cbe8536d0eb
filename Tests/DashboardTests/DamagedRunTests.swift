// A run that cannot be read: every page and list says so, and shows all the others.
import DurableRuntime
import Testing
import Values

@testable import Server

@Suite struct DamagedRunTests {
  @Test func oneDamagedRunHidesNothing() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      let broken = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 9])
      let fine = try await house.start("pay", payInvoice, ["vendor": "Globex", "amount": 9])
      try await house.worker.with { engine in
        let run = try engine.stored(broken.id)
        let commit = RunCommit(run: run.id, expected: run.version, status: run.status, record: [0xFF, 0xFF])
        #expect(try engine.store.commit([commit], flush: true) == [.committed(version: run.version + 1)])
      }
      var ana = try await house.client(as: "ana")
      let inbox = try await ana.get("/")
      #expect(inbox.status == 200 && inbox.text.contains(fine.pending[0].instance.description))
      for path in ["/runs", "/skills/pay"] {
        let page = try await ana.get(path)
        #expect(page.status == 200 && page.text.contains(fine.id.description), "\(path)")
        #expect(page.text.contains(broken.id.description), "\(path)")
      }
      #expect(try await ana.get("/runs").text.contains("damaged"))
      let list = try await ana.get("/v1/runs")
      let runs = try PlainValue(jsonText: list.text)["runs"]?.elements ?? []
      #expect(list.status == 200 && runs.map { $0["id"]?.text } == [fine.id, broken.id].map(\.description))
      #expect(runs[0]["damage"] == nil && runs[1]["damage"]?.text?.contains(broken.id.description) == true)
    }
  }

  /// Its program is lost: it is no run of any skill that can be shown.
  @Test func aRunWithoutItsProgramHidesNothing() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["finance"])
      let broken = try await house.start(
        "other", payInvoice.replacing("skill: pay", with: "skill: other"), ["vendor": "Acme", "amount": 9])
      let fine = try await house.start("pay", payInvoice, ["vendor": "Globex", "amount": 9])
      // As other processes would find it: with connections that never saw that program.
      try house.execute("UPDATE runs SET program = 77 WHERE id = (SELECT min(id) FROM runs)")
      var ana = try await house.client(as: "ana")
      for path in ["/", "/runs", "/skills", "/skills/pay"] {
        let page = try await ana.get(path)
        #expect(page.status == 200, "\(path) \(page.text)")
      }
      let page = try await ana.get("/runs").text
      #expect(page.contains(fine.id.description) && page.contains(broken.id.description) && page.contains("damaged"))
      let list = try await ana.get("/v1/runs")
      let runs = try PlainValue(jsonText: list.text)["runs"]?.elements ?? []
      #expect(list.status == 200 && runs.map { $0["id"]?.text } == [fine.id, broken.id].map(\.description))
      #expect(runs[0]["damage"] == nil && runs[0]["program"]?.text != nil)
      #expect(runs[1]["damage"]?.text?.contains("lost its program") == true && runs[1]["program"] == .null)
      let one = try await ana.get("/v1/runs/\(broken.id)")
      #expect(one.status == 500 && one.text.contains("the service's log says more"), "\(one)")
    }
  }

  /// After going back to an older text the page shows what is started, and what a file's run left behind is not that.
  @Test func aSkillsPageShowsWhatItsNameStarts() async throws {
    try await House.open { house in
      try await house.add("ana")
      func text(_ word: String) -> String { "skill: note\nsteps:\n  - log: \(word)\n" }
      for word in ["first", "second", "first"] { try await house.start("note", text(word)) }
      var ana = try await house.client(as: "ana")
      let page = try await ana.get("/skills/note")
      #expect(
        page.text.contains("?version=1\" aria-current=\"page\">v1 <span class=\"tag\">started</span>"), "\(page.text)")
      #expect(page.text.contains("?version=2\">v2<"))
      let other = try await ana.get("/skills/note?version=2")
      #expect(other.text.contains("?version=2\" aria-current=\"page\">v2<"))
      #expect(other.text.contains("?version=1\">v1 <span class=\"tag\">started</span>"))
    }
  }

  @Test func aRunThatIsBeingCancelledSaysSo() async throws {
    var effects = SilentEffects()
    effects.result = .failed(kind: .timeout, message: "no answer", sent: true)
    effects.isUnheard = true
    try await House.open(effects: effects) { house in
      try await house.add("ana", roles: ["finance"])
      let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 9])
      var ana = try await house.client(as: "ana")
      _ = try await ana.approve(try #require(run.pending.first))
      let asked = try await house.service.runs.run(run.id, within: .seconds(120)) {
        $0.view.pending.first?.id == "send.in_doubt"
      }
      #expect(asked.view.pending.first?.id == "send.in_doubt")
      let before = try await ana.get("/runs/\(run.id)")
      #expect(before.text.contains("Cancel this run") && !before.text.contains("cancelled by"))
      _ = try await ana.post(
        "/runs/\(run.id)/cancel", ["token": try #require(before.field("token")), "reason": "not <this> one"])
      let page = try await ana.get("/runs/\(run.id)").text
      #expect(page.contains("Being cancelled by ana: not &lt;this&gt; one. It ends when this is answered."), "\(page)")
      #expect(!page.contains("Cancel this run"))
      #expect(try await ana.get("/runs").text.contains("being cancelled"))
    }
  }

  @Test func whatWasSentBeforeARunWasStoppedIsSaid() async throws {
    let (answers, answer) = AsyncStream<Void>.makeStream()
    var effects = SilentEffects()
    effects.holds = {
      var next = answers.makeAsyncIterator()
      _ = await next.next()
    }
    try await House.open(effects: effects) { house in
      try await house.add("ana", roles: ["finance"])
      let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 9])
      var ana = try await house.client(as: "ana")
      _ = try await ana.approve(try #require(run.pending.first))
      // Whoever cancels is answered when it has ended.
      async let cancelled = house.worker.cancel(run.id, by: "ana", user: "ana", surface: "test", reason: "enough")
      let stopped = try await house.service.runs.run(run.id, within: .seconds(120)) { !$0.view.sent.isEmpty }
      #expect(stopped.view.sent.map(\.fate) == [.unheard])
      let page = try await ana.get("/runs/\(run.id)").text
      #expect(page.contains("Step &#39;send&#39; was sent before it was stopped: no answer has come yet."), "\(page)")
      #expect(page.contains("It ends when what is under way has been heard of."))
      answer.yield()
      #expect(try await cancelled.status == .cancelled)
      let ended = try await ana.get("/runs/\(run.id)").text
      #expect(ended.contains("Step &#39;send&#39; was sent before it was stopped: answered with 200."), "\(ended)")
      #expect(!ended.contains("Being cancelled"))
    }
  }
}
