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
}
