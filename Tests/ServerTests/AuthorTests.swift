// Who may say what is run: a text without a gate passes every gate, so registering is a person's word and is on record.
import DurableRuntime
import Server
import Testing
import Values

@Suite struct AuthorTests {
  private static let harmless = "skill: publish\nsteps:\n  - log: published\n"

  @Test func anAgentNeitherMakesNorReplacesASkill() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let desk = try await house.worker.with { engine in
        try KeyRing.add(
          APIKey(name: "desk", scopes: [.start, .read, .decide], person: "bob", madeAt: 0, expiresAt: nil),
          to: engine.store, by: "tester")
      }
      for key in [house.agentKey, desk] {
        for name in ["publish", "another"] {
          let text = Self.harmless.replacing("publish\n", with: "\(name)\n", maxReplacements: 1)
          let refused = try await house.send(
            "PUT", "/v1/skills/\(name)", text, as: key, headers: ["content-type": "application/yaml"])
          #expect(refused.status == 403)
          #expect(try refused.json["type"] == "urn:twin:problem:forbidden")
          #expect(try refused.json["detail"]?.text?.hasSuffix("this needs the scope `author`") == true)
        }
      }
      #expect(try await house.get("/v1/skills/another").status == 404)
      #expect(try await house.get("/v1/skills/publish", headers: ["accept": "application/yaml"]).text == approval)
    }
  }

  /// A text that was replaced may lack the gate that replaced it.
  @Test func anAgentStartsWhatTheNameStandsForAndNothingOlder() async throws {
    try await Premises.open { house in
      try await house.register("publish", Self.harmless)
      try await house.register("publish", approval)
      func start(_ version: Int, as key: String) async throws -> Answered {
        try await house.send(
          "POST", "/v1/skills/publish/run", #"{"inputs": {"version": "2"}, "version": \#(version)}"#, as: key)
      }
      let refused = try await start(1, as: house.agentKey)
      #expect(refused.status == 403)
      #expect(try refused.json["detail"]?.text?.contains("starts version 2") == true)
      #expect(try await start(2, as: house.agentKey).status == 201)
    }
  }

  @Test func anAgentsKeyCannotBeMadeAnAuthors() async throws {
    try await Premises.open { house in
      let key = APIKey(name: "robot", scopes: [.start, .author], person: nil, madeAt: 0, expiresAt: nil)
      await #expect(throws: Problem.self) {
        try await house.worker.with { try KeyRing.add(key, to: $0.store, by: "tester") }
      }
    }
  }

  @Test func everyTextThatIsStartedByANameIsOnRecord() async throws {
    try await Premises.open { house in
      func registered() async throws -> [PlainValue] {
        let entries = try await house.get("/v1/audit?limit=500").json["entries"]?.elements ?? []
        return entries.flatMap { entry in
          (entry["events"]?.elements ?? []).filter { $0["event"] == "registered" }.map { event in
            .map((event.entries ?? []) + [PlainEntry(key: "program", value: entry["program"] ?? .null)])
          }
        }
      }
      for text in [approval, Self.harmless, Self.harmless, approval] { try await house.register("publish", text) }
      let found = try await registered()
      // What changes nothing is no event; going back to an older text is one.
      #expect(found.map { $0["version"] } == [1, 2, 1])
      #expect(
        found.map { $0["source"]?.text }
          == [approval, Self.harmless, approval].map { Digest(of: Array($0.utf8)).description })
      #expect(found.allSatisfy { $0["name"] == "publish" && $0["by"] == "ana" && $0["surface"] == "api" })
      let versions = try await house.get("/v1/skills/publish/versions").json["versions"]?.elements ?? []
      #expect(found.map { $0["program"] } == [0, 1, 0].map { versions[$0]["program"] })

      // A folder's files, as `twin serve --skills` reads them.
      _ = try await house.service.skills.registerFound(
        name: "found", file: "found.yaml", source: Array("skill: found\nsteps:\n  - log: x\n".utf8), by: "tester",
        beside: { _ in nil })
      let last = try #require(try await registered().last)
      #expect(last["name"] == "found" && last["by"] == "tester" && last["surface"] == "cli")
    }
  }
}
