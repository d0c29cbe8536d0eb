// A goal instead of a file: the skill that fits is run, a tie is asked about once, and what nothing fits is said with the nearest.
import Foundation
import Testing
import Values

@Suite struct GoalTests {
  func workshop() throws -> Workshop {
    let shop = try Workshop()
    try FileManager.default.createDirectory(
      at: shop.folder.appendingPathComponent("skills"), withIntermediateDirectories: true)
    for (name, goal) in [
      ("report-sales", "Make the monthly report of sales"), ("report-costs", "Make the monthly report of costs"),
    ] {
      try shop.write(
        "skills/\(name).yaml",
        """
        skill: \(name)
        goal: \(goal)
        also: ["report \(name.suffix(5)) of {month}"]
        inputs: { month: string }
        gates: { expires: 1h }
        outputs: { said: "${{ vars.said }}" }
        steps:
          - set: { said: "\(name) of ${{ inputs.month }}" }
        """)
    }
    return shop
  }

  @Test func theSkillThatFitsIsRunWithWhatTheGoalSays() async throws {
    let shop = try workshop()
    let done = try await shop.twin("run", "--goal", "report costs of May", "--json")
    #expect(done.code == 0)
    #expect(try done.json["skill"] == "report-costs")
    #expect(try done.json["outputs"]?["said"] == "report-costs of May")
  }

  @Test func aTieIsAskedAboutOnce() async throws {
    let shop = try workshop()
    let goal = ["run", "--goal", "make the monthly report", "-i", "month=May", "--json"]
    let asked = await try shop.begin(goal).finish()
    #expect(asked.code == 3)
    let id = try #require(try asked.json["id"]?.text)
    #expect(try asked.json["pendingStep"]?["id"] == "which")
    let chosen = try await shop.twin("approve", id, "--choose", "report-sales", "--json")
    #expect(try chosen.json["outputs"]?["result"]?["said"] == "report-sales of May")
    let again = await try shop.begin(goal).finish()
    #expect(again.code == 0)
    #expect(try again.json["outputs"]?["skill"] == "report-sales")
    #expect(try again.json["cost"]?["humanDecisions"] == 0)
    let listed = try await shop.twin("learned", "list")
    #expect(listed.output.contains("Which skill is meant"))
    #expect(try await shop.twin("learned", "forget", "--skill", "dispatch").output == "forgotten: 1\n")
    #expect(await try shop.begin(goal).finish().code == 3)
  }

  @Test func whatNothingFitsNamesTheNearest() async throws {
    let shop = try workshop()
    let none = try await shop.twin("run", "--goal", "water the sales plants of the office daily")
    #expect(none.code == 2)
    #expect(none.errors.contains("nearest:\n  report-sales"))
    #expect(try await shop.twin("run").code == 2)
    #expect(try await shop.twin("run", "skills/report-sales.yaml", "--goal", "x").code == 2)
  }

  @Test func aSkillThatOnlyTheStoreKnowsIsFoundToo() async throws {
    let shop = try workshop()
    let service = try await shop.serve()
    service.running.kill()
    _ = await service.running.finish()
    try FileManager.default.removeItem(at: shop.folder.appendingPathComponent("skills"))
    let done = try await shop.twin("run", "--goal", "report costs of May", "--json")
    #expect(done.code == 0, "\(done.errors)")
    #expect(try done.json["outputs"]?["said"] == "report-costs of May")
    // A tie calls them by the texts that the store has.
    let asked = try await shop.twin("run", "--goal", "make the monthly report", "-i", "month=May", "--json")
    let id = try #require(try asked.json["id"]?.text)
    let chosen = try await shop.twin("approve", id, "--choose", "report-costs", "--json")
    #expect(try chosen.json["outputs"]?["result"]?["said"] == "report-costs of May", "\(chosen.errors)")
  }

  @Test func whatIsMissingIsAskedFor() async throws {
    let shop = try workshop()
    let asked = try await shop.twin("run", "--goal", "make the monthly report of sales", "--json")
    #expect(asked.code == 3, "\(asked.errors)")
    let gate = try asked.json["pendingStep"]
    #expect(gate?["kind"] == "ask" && gate?["form"]?["month"] != nil)
    let id = try #require(try asked.json["id"]?.text)
    let done = try await shop.twin("approve", id, "-i", "month=June", "--json")
    #expect(try done.json["outputs"]?["result"]?["said"] == "report-sales of June", "\(done.errors)")
  }
}
