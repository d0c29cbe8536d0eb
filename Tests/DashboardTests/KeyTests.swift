// API keys and other people's sessions, by those who may: a key is shown once and does what it was made for until it is revoked.
import DurableRuntime
import Testing
import Values

@testable import Server

@Suite struct KeyPageTests {
  /// The status that the API answers this key with.
  private func status(_ house: House, _ key: String, _ method: String = "GET", _ path: String = "/v1/runs") async throws
    -> Int
  {
    var program = house.client()
    return try await program.send(method, path, headers: ["authorization": "Bearer \(key)"]).status
  }

  @Test func aKeyIsShownOnceAndOpensUntilItIsRevoked() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["admin"])
      try await house.add("bob")
      var ana = try await house.client(as: "ana")
      let token = try #require(try await ana.get("/keys").field("token"))
      let made = try await ana.send(
        "POST", "/keys", raw: "token=\(token)&name=planner&whose=agent&scope=start&scope=read&days=90")
      let key = try #require(made.text.firstMatch(of: /twin_[0-9a-f]{64}/)).0
      #expect(made.status == 200 && made.headers["cache-control"] == "no-store")
      let list = try await ana.get("/keys")
      #expect(!list.text.contains("twin_") && list.text.contains("<b>planner</b>") && list.text.contains("an agent’s"))
      #expect(try await status(house, String(key)) == 200)
      #expect(try await status(house, String(key), "POST", "/v1/runs/run_000000000000/approve") == 403)

      // Somebody else may neither see its text nor end it; the administrator may.
      var bob = try await house.client(as: "bob")
      let bobs = try #require(try await bob.get("/keys").field("token"))
      #expect(try await bob.post("/keys/revoke", ["token": bobs, "name": "planner"]).status == 403)
      #expect(try await ana.post("/keys/revoke", ["token": token, "name": "planner"]).status == 303)
      #expect(try await status(house, String(key)) == 401)
      let log = try await house.worker.with { try $0.store.audit(0..<(try $0.store.auditSize())) }
      let changes = try log.flatMap { try AuditEvent.read($0.body) }.filter { $0.kind == .account }.map(\.plain)
      #expect(changes.suffix(2).map { $0["change"] } == ["key made: planner (start,read)", "key revoked: planner"])
      #expect(changes.suffix(2).allSatisfy { $0["by"] == "ana" })
    }
  }

  @Test func aKeySpeaksForNobodyButWhoMakesIt() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["admin"])
      try await house.add("bob", roles: ["finance"])
      var bob = try await house.client(as: "bob")
      let token = try #require(try await bob.get("/keys").field("token"))
      // An agent's key is for administrators to make, and decides for nobody.
      let agents = "token=\(token)&name=a&whose=agent&scope=read&days=7"
      #expect(try await bob.send("POST", "/keys", raw: agents).status == 403)
      let own = try await bob.send(
        "POST", "/keys", raw: "token=\(token)&name=mine&scope=decide&scope=read&days=7&person=ana")
      let key = String(try #require(own.text.firstMatch(of: /twin_[0-9a-f]{64}/)).0)
      let run = try await house.start("pay", payInvoice, ["vendor": "Acme", "amount": 9])
      #expect(try await status(house, key, "POST", "/v1/runs/\(run.id)/approve") == 200)
      let by = try await house.worker.with { try $0.store.decisions(run.id).map { try Decision(bytes: $0.bytes).by } }
      #expect(by == ["bob"])

      var ana = try await house.client(as: "ana")
      let hers = try #require(try await ana.get("/keys").field("token"))
      for (body, said) in [
        ("name=x&whose=agent&scope=decide&days=7", "an agent&#39;s key cannot decide"),
        ("name=mine&whose=me&scope=read&days=7", "there is a key"),
        ("name=y&whose=me&days=7", "opens nothing"), ("name=&whose=me&scope=read&days=7", "between 1 and 100"),
      ] {
        let refused = try await ana.send("POST", "/keys", raw: "token=\(hers)&\(body)")
        #expect(refused.status == 303)
        #expect(try await ana.get("/keys").text.contains(said), "\(body)")
      }
      #expect(try await ana.send("POST", "/keys", raw: "token=\(hers)&name=z&scope=read&days=100000").status == 422)
      #expect(try await ana.send("POST", "/keys", raw: "token=wrong&name=z&scope=read&days=7").status == 403)
    }
  }

  /// Whoever registers a text without a gate has passed every gate: that takes more than being signed in.
  @Test func onlyAdministratorsRegisterSkillsOrMakeKeysThatDo() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["admin"])
      try await house.add("bob", roles: ["finance"])
      let text = "skill: pay\nsteps:\n  - log: x\n"
      for (name, status) in [("bob", 403), ("ana", 201)] {
        var client = try await house.client(as: name)
        let page = try await client.get("/keys")
        let token = try #require(page.field("token"))
        #expect(page.text.contains("value=\"author\"") == (name == "ana"))
        let put = try await client.send(
          "PUT", "/v1/skills/pay", raw: text, headers: ["x-twin-token": token, "content-type": "application/yaml"])
        #expect(put.status == status, "\(put.text)")
        let made = try await client.send(
          "POST", "/keys", raw: "token=\(token)&name=\(name)-x&whose=me&scope=author&days=7")
        #expect(made.status == (name == "ana" ? 200 : 403))
      }
      let log = try await house.worker.with { try $0.store.audit(0..<(try $0.store.auditSize())) }
      let events = try log.flatMap { try AuditEvent.read($0.body) }.filter { $0.kind == .registered }.map(\.plain)
      #expect(events.map { $0["by"] } == ["ana"] && events.map { $0["surface"] } == ["dashboard"])
    }
  }

  @Test func anAdministratorSignsSomebodyOutEverywhere() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["admin"])
      try await house.add("bob")
      var (ana, bob, phone) = (
        try await house.client(as: "ana"), try await house.client(as: "bob"), try await house.client(as: "bob")
      )
      let bobs = try #require(try await bob.get("/people").field("token"))
      #expect(try await bob.post("/people/sign-out", ["token": bobs, "name": "ana"]).status == 403)
      let token = try #require(try await ana.get("/people").field("token"))
      #expect(try await ana.post("/people/sign-out", ["token": token, "name": "bob"]).status == 303)
      #expect(try await bob.get("/").status == 303)
      #expect(try await phone.get("/").status == 303)
      let page = try await ana.get("/people")
      #expect(page.status == 200 && page.text.contains("bob is signed out everywhere."))
    }
  }
}
