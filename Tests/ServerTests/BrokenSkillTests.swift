// Skills that do not compile when the service starts, and what starts by itself.
import CSQLite
import DurableRuntime
import Server
import Testing
import Values

@Suite struct BrokenSkillTests {
  private static let bad = "skill: publish\nsteps:\n  - klick: x\n"

  private static func find(_ name: String, _ text: String, _ house: Premises) async throws -> BrokenSkill? {
    try await house.service.skills.registerFound(
      name: name, file: "skills/\(name).yaml", source: Array(text.utf8), by: "tester"
    ) { _ -> [UInt8]? in nil }
  }

  @Test func aBrokenSkillIsShownAndNothingOfItIsStarted() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      #expect(try await Self.find("publish", Self.bad, house)?.text.contains("klick") == true)
      #expect(try await Self.find("never", "skill: other\nsteps: [{log: x}]\n", house) != nil)
      #expect(try await Self.find("zebra", "skill: zebra\nsteps: [{log: x}]\n", house) == nil)

      let listed = try await house.get("/v1/skills").json["skills"]?.elements ?? []
      #expect(listed.map { $0["name"] } == ["never", "publish", "zebra"])
      #expect(listed.map { $0["version"] } == [nil, 1, 1] && listed[2]["broken"] == nil)
      #expect(listed[1]["broken"]?["file"] == "skills/publish.yaml")
      #expect(listed[1]["broken"]?["diagnostics"]?.elements?.first?["didYouMean"] == "click")
      let first = try await house.get("/v1/skills?limit=1").json
      #expect(first["skills"]?.elements?.map { $0["name"] } == ["never"] && first["next"] == "never")
      let second = try await house.get("/v1/skills?limit=1&cursor=never").json
      #expect(second["skills"]?.elements?.map { $0["name"] } == ["publish"] && second["next"] == "publish")

      let refused = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "2"}}"#)
      #expect(refused.status == 422)
      #expect(try refused.json["type"] == "urn:twin:problem:skill-does-not-compile")
      #expect(try refused.json["diagnostics"]?.elements?.first?["didYouMean"] == "click")
      #expect(try await house.post("/v1/skills/never/run").status == 422)
      let goal = #"{"goal": "publish the release notes", "inputs": {"version": "2"}}"#
      #expect(try await house.post("/v1/agents/run", goal).status == 422)
      let tools = try await house.post("/mcp", #"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#)
      #expect(try tools.json["result"]?["tools"]?.elements?.map { $0["name"] } == ["zebra", "twin_run_status"])
      #expect(try await house.get("/v1/runs").json["runs"]?.elements?.isEmpty == true)

      // Who names a version that compiled means it.
      let old = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "2"}, "version": 1}"#)
      #expect(old.status == 201)
      let never = try await house.get("/v1/skills/never")
      #expect(try never.status == 200 && never.json["broken"]?["text"]?.text?.contains("skill: other") == true)
      #expect(try await house.get("/v1/skills/publish").json["broken"]?["file"] == "skills/publish.yaml")
      #expect(try await house.get("/v1/skills/absent").status == 404)

      // Mended, it is started again.
      try await house.register("publish", approval)
      #expect(try await house.get("/v1/skills/publish").json["broken"] == nil)
      #expect(try await house.post("/v1/agents/run", goal).status == 201)
    }
  }

  /// What became of one skill's program in the store is no reason for the others not to be served.
  @Test func aDamagedProgramStandsInNoOthersWay() async throws {
    try await Premises.open { house in
      #expect(try await Self.find("zebra", "skill: zebra\nsteps: [{log: x}]\n", house) == nil)
      var handle: OpaquePointer?
      #expect(sqlite3_open(house.folder.appendingPathComponent("twin.db").path, &handle) == SQLITE_OK)
      #expect(sqlite3_exec(handle, "UPDATE programs SET bytes = x'00'", nil, nil, nil) == SQLITE_OK)
      sqlite3_close(handle)
      #expect(try await Self.find("apple", "skill: apple\nsteps: [{log: x}]\n", house) == nil)
      // Only who calls it misses it.
      let caller = try await Self.find("caller", "skill: caller\nsteps: [{call: zebra}]\n", house)
      #expect(caller?.text.contains("zebra") == true)
    }
  }

  @Test func whatStartsByItselfIsListedTheNextFirst() async throws {
    try await Premises.open { house in
      let text = """
        skill: report
        inputs: { day: { type: string, default: today } }
        schedule:
          - { cron: "0 0 1 1 *", zone: Europe/Zurich }
          - { cron: "* * * * *", inputs: { day: yesterday } }
        steps:
          - log: ${{ inputs.day }}
        """
      try await house.register("report", text)
      let lines = try await house.get("/v1/schedules").json["schedules"]?.elements ?? []
      #expect(lines.map { $0["cron"] } == ["* * * * *", "0 0 1 1 *"])
      #expect(lines.allSatisfy { $0["skill"] == "report" && $0["next"]?.text != nil && $0["last"] == .null })
      #expect(lines[0]["inputs"] == ["day": "yesterday"] && lines[1]["zone"] == "Europe/Zurich")
      #expect(try await house.get("/v1/schedules?skill=other").json["schedules"] == [])
      #expect(try await house.send("GET", "/v1/schedules", as: nil).status == 401)
    }
  }
}
