// `twin resume`: how what it goes on with stands is its exit code.
import Foundation
import Testing
import Values

@Suite struct ResumeTests {
  private let waits = """
    skill: waits
    gates: { expires: 1h }
    steps:
      - wait: 1s
      - approve: Go on?
        id: go
    """

  @Test(arguments: [["last"], ["--all"]]) func aRunThatComesToAGateWaitsForAPerson(which: [String]) async throws {
    let shop = try Workshop()
    try shop.write("waits.yaml", waits)
    let clock = ["--clock", "2026-01-31T09:00:00Z"]
    #expect(try await shop.twin(["run", "waits.yaml", "--detach"] + clock).code == 6)
    let resumed = try await shop.twin(["resume"] + which + ["--clock", "2026-01-31T09:00:02Z"])
    #expect(resumed.code == 3 && resumed.output.contains("awaiting approval"), "\(resumed)")
  }

  /// It is shown, and left as it is.
  @Test func aRunThatWaitsForAPersonIsLeftAsItIs() async throws {
    let shop = try Workshop()
    try shop.write("asks.yaml", "skill: asks\ngates: { expires: 1h }\nsteps:\n  - approve: Go on?\n    id: go\n")
    let before = try await shop.twin("run", "asks.yaml", "--json").json
    let resumed = try await shop.twin("resume", "last", "--json")
    #expect(resumed.code == 3, "\(resumed)")
    #expect(try resumed.json["snapshot"] == before["snapshot"])
    #expect(try resumed.json["pendingStep"]?["instance"] == before["pendingStep"]?["instance"])
    // It is not among those that can go on.
    #expect(try await shop.twin("resume", "--all").output == "nothing to resume\n")
  }

  /// One that waits for a server's answer holds up none but those that stand in line with it; all are told in their order.
  @Test(.timeLimit(.minutes(2))) func oneThatWaitsLongHoldsUpNoOther() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["PUT /slow"])
    defer { server.close() }
    try shop.write(
      "puts.yaml",
      """
      skill: puts
      inputs: { what: string, lane: string }
      permissions: { network: ["127.0.0.1:*"] }
      concurrency: { key: "${{ inputs.lane }}" }
      steps:
        - { wait: 10ms, when: "${{ inputs.what != 'next' }}" }
        - http: { method: PUT, url: "http://127.0.0.1:\(server.port)/${{ inputs.what }}" }
      """)
    var ids: [String] = []
    for (what, lane) in [("slow", "a"), ("next", "a"), ("quick", "b")] {
      let made = try await shop.twin(
        "run", "puts.yaml", "-i", "what=\(what)", "-i", "lane=\(lane)", "--detach", "--json")
      ids.append(try #require(try made.json["id"]?.text, "\(made)"))
    }
    try await shop.until { try await shop.twin("show", ids[2], "--json").json["status"] == "running" }
    let all = try shop.begin(["resume", "--all"])
    defer { if all.process.isRunning { all.kill() } }
    await server.waitFor("PUT /slow")
    await server.waitFor("PUT /quick")
    #expect(server.count("PUT /next") == 0)
    server.release(200)
    let done = await all.finish()
    #expect(done.code == 0, "\(done)")
    let told = done.output.split(separator: "\n").map { $0.split(separator: " ").dropFirst().first.map(String.init) }
    #expect(told == ids && server.count("PUT /next") == 1, "\(done)")
  }
}
