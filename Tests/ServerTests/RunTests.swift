// Runs over HTTP: started, looked at, decided, cancelled, by those who may.
import DurableRuntime
import Foundation
import Server
import Synchronization
import Testing
import Values

let signIn = """
  skill: sign-in
  gates: { expires: 1h }
  inputs: { email: string }
  outputs: { said: "${{ gates.otp.code }}" }
  steps:
    - log: hello
    - ask: One-time code for ${{ inputs.email }}
      id: otp
      form: { code: { type: string, pattern: "^[0-9]{6}$" } }
    - log: thanks
  """

@Suite struct RunTests {
  @Test func aRunIsStartedSeenAndAnsweredWithABareString() async throws {
    try await Premises.open { house in
      try await house.register("sign-in", signIn)
      let started = try await house.post("/v1/skills/sign-in/run", #"{"inputs": {"email": "a@b.example"}}"#)
      #expect(started.status == 201)
      #expect(started.headers["x-twin-status"] == "awaiting_approval")
      #expect(started.headers["x-twin-skill"] == "sign-in@v1")
      let run = try started.json
      let id = try #require(run["id"]?.text)
      #expect(started.headers["location"] == "/v1/runs/\(id)")
      #expect(run["pendingStep"]?["prompt"] == "One-time code for a@b.example")

      let seen = try await house.get("/v1/runs/\(id)")
      #expect(seen.status == 200)
      #expect(try seen.json["status"] == "awaiting_approval")

      let wrong = try await house.post("/v1/runs/\(id)/approve", #"{"input": "12"}"#)
      #expect(wrong.status == 422)
      #expect(try wrong.json["type"] == "urn:twin:problem:invalid")
      #expect(try wrong.json["field"] == "code")

      let done = try await house.post("/v1/runs/\(id)/approve", #"{"input": "123456"}"#)
      #expect(done.status == 200)
      #expect(done.headers["x-twin-status"] == "completed, resumed from step 2 of 3")
      #expect(try done.json["outputs"]?["said"] == "123456")
    }
  }

  /// Two people, each with several requests, for and against, at the same moment.
  @Test func ofThoseWhoDecideAtOnceOneWinsAndTheOthersAreToldSo() async throws {
    let sent = Mutex<[String]>([])
    let effects = ScriptedEffects { request in
      sent.withLock { $0.append("\(request.run)") }
      return .done(["status": 200, "headers": [:], "json": .null, "text": "ok"])
    }
    try await Premises.open(effects: effects) { house in
      try await house.register(
        "pay",
        """
        skill: pay
        permissions: { network: ["127.0.0.1:*"] }
        steps:
          - { approve: Pay?, id: ok, allows: [pay], expires: 1h }
          - http: { method: POST, url: "http://127.0.0.1:9/" }
            id: pay
            irreversible: true
        """)
      let bob = APIKey(name: "bob-laptop", scopes: Set(Scope.allCases), person: "bob", madeAt: 0, expiresAt: nil)
      let keys = [house.key, try await house.worker.with { try KeyRing.add(bob, to: $0.store, by: "tester") }]
      for _ in 0..<12 {
        let id = try #require(try await house.post("/v1/skills/pay/run").json["id"]?.text)
        let answers = try await withThrowingTaskGroup(of: (String, Answered).self) { group in
          for (verb, key) in [
            ("approve", keys[0]), ("reject", keys[1]), ("approve", keys[0]), ("reject", keys[1]), ("approve", keys[1]),
          ] {
            group.addTask {
              let body = verb == "reject" ? #"{"reason": "no"}"# : "{}"
              return (verb, try await house.send("POST", "/v1/runs/\(id)/\(verb)", body, as: key))
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        let won = answers.filter { $0.1.status == 200 }
        try #require(won.count == 1, "\(answers.map { ($0.0, $0.1.status, $0.1.text) })")
        #expect(answers.count { $0.1.status == 409 } == 4, "\(answers.map { ($0.0, $0.1.status, $0.1.text) })")
        #expect(try won[0].1.json["status"]?.text == (won[0].0 == "approve" ? "completed" : "rejected"))
        #expect(sent.withLock { $0.count { $0 == id } } == (won[0].0 == "approve" ? 1 : 0))
        let run = try #require(RunID(id))
        let events = try await house.worker.with { engine in
          _ = try engine.verify(run)
          return try engine.store.audit(of: run).flatMap { try AuditEvent.read($0.entry.body) }
        }
        #expect(events.count { $0.kind == .decided } == 1)
      }
    }
  }

  @Test func nobodyGetsInWhereTheyDoNotBelong() async throws {
    try await Premises.open { house in
      try await house.register("sign-in", signIn)
      let run = try await house.send(
        "POST", "/v1/skills/sign-in/run", #"{"inputs": {"email": "a@b.example"}}"#, as: house.agentKey)
      #expect(run.status == 201)
      let id = try #require(try run.json["id"]?.text)
      let approve = "/v1/runs/\(id)/approve"
      let agent = try await house.send("POST", approve, #"{"input": "123456"}"#, as: house.agentKey)
      #expect(agent.status == 403)
      #expect(try agent.json["type"] == "urn:twin:problem:forbidden")
      for key in [nil, "twin_0000", "nonsense"] {
        #expect(try await house.send("POST", approve, #"{"input": "123456"}"#, as: key).status == 401)
        #expect(try await house.send("GET", "/v1/runs/\(id)", as: key).status == 401)
      }
      #expect(try await house.get("/v1/runs/\(id)").json["status"] == "awaiting_approval")
    }
  }

  @Test func healthIsOpenToAll() async throws {
    try await Premises.open { house in
      for path in ["/healthz", "/readyz"] {
        let answer = try await house.send("GET", path, as: nil)
        #expect(answer.status == 200)
      }
    }
  }

  @Test func whatIsCountedIsForThoseWhoMayRead() async throws {
    try await Premises.open { house in
      #expect(try await house.send("GET", "/metrics", as: nil).status == 401)
      _ = try await house.get("/v1/runs?status=completed")
      _ = try await house.get("/v1/runs/run_000000000000")
      let answer = try await house.get("/metrics")
      #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      let lines = answer.text.split(separator: "\n")
      #expect(lines.contains(#"twin_http_requests_total{route="/v1/runs",method="GET",status="200"} 1"#))
      #expect(lines.contains(#"twin_http_requests_total{route="/v1/runs/{run}",method="GET",status="404"} 1"#))
      #expect(lines.contains("# TYPE twin_http_request_seconds histogram") && lines.contains("twin_audit_leaves 2"))
      // Nothing that a client made up becomes a label.
      _ = try await house.get("/made/up")
      _ = try await house.send("BREW", "/v1/runs", as: house.key)
      let later = try await house.get("/metrics").text
      #expect(!later.contains("made/up") && !later.contains("BREW"))
    }
  }

  /// `x-twin-cache`: what the run owes to earlier ones.
  @Test func aRunSaysWhetherItCouldUseWhatOthersTaught() async throws {
    let count = Mutex(0)
    let effects = ScriptedEffects { _ in
      let number = count.withLock { count in
        count += 1
        return count
      }
      var outcome = EffectOutcome(.done(["status": 200, "headers": [:], "json": .null, "text": "ok"]))
      if number == 1 { outcome.notes = [LedgerNote(.learned, .memo)] }
      if number == 2 { outcome.notes = [LedgerNote(.reused, .memo)] }
      return outcome
    }
    try await Premises.open(effects: effects) { house in
      try await house.register(
        "fetch",
        """
        skill: fetch
        goal: Fetch the page
        match: ["http://127.0.0.1:9/**"]
        permissions: { network: ["127.0.0.1:*"] }
        steps:
          - http: http://127.0.0.1:9/
        """)
      let first = try await house.post("/v1/agents/run", #"{"goal": "fetch the page", "url": "http://127.0.0.1:9/"}"#)
      #expect(first.status == 201 && first.headers["x-twin-cache"] == "learned", "\(first.text)")
      let second = try await house.post("/v1/agents/run", #"{"goal": "fetch the page", "url": "http://127.0.0.1:9/"}"#)
      #expect(second.headers["x-twin-cache"] == "hit")
      let third = try await house.post("/v1/skills/fetch/run")
      #expect(third.headers["x-twin-cache"] == "miss")
      let id = try #require(try second.json["id"]?.text)
      #expect(try await house.get("/v1/runs/\(id)").headers["x-twin-cache"] == "hit")
    }
  }
}
