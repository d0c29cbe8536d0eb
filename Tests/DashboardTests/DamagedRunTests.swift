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
}
