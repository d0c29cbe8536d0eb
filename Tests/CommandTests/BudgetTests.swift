// A budget that asks, from the terminal: the run pauses where its credits end, a person says how many more, and it goes on.
import Foundation
import Testing
import Values

@Suite struct BudgetTests {
  @Test func creditsThatAreUsedUpAreAskedFor() async throws {
    let shop = try Workshop()
    try shop.write(".twin/twin.yaml", "prices: { read_file: 5 }\n")
    try shop.write("page.txt", "p")
    try shop.write(
      "pages.yaml",
      """
      skill: pages
      permissions: { read: [page.txt] }
      budget: { credits: 20 }
      on_budget: ask
      gates: { expires: 1h }
      outputs: { read: "${{ vars.read }}" }
      steps:
        - set: { read: 0 }
        - for: number
          in: ${{ [1, 2, 3, 4, 5, 6] }}
          do:
            - read_file: page.txt
              id: page
            - set: { read: "${{ vars.read + size(steps.page) }}" }
      """)
    let paused = try await shop.twin("run", "pages.yaml", "--json")
    #expect(paused.code == 3, "\(paused.output)\(paused.errors)")
    let gate = try paused.json["pendingStep"]
    #expect(gate?["prompt"] == "20 credits used; 10 more?")
    #expect(gate?["id"] == "page.budget" && gate?["kind"] == "budget")
    #expect(try paused.json["cost"]?["credits"] == 20.0)
    let id = try #require(try paused.json["id"]?.text)

    // Whoever allows less than the rest needs is asked again, and knows what was added.
    let again = try await shop.twin("approve", id, "-i", "more=5", "--json")
    #expect(again.code == 3, "\(again.output)\(again.errors)")
    #expect(try again.json["pendingStep"]?["prompt"] == "25 credits used; 10 more?")
    #expect(try again.json["pendingStep"]?["show"]?["added"] == 5.0)
    let done = try await shop.twin("approve", id, "--json")
    #expect(done.code == 0, "\(done.output)\(done.errors)")
    #expect(try done.json["outputs"]?["read"] == 6)
    #expect(try done.json["cost"]?["credits"] == 30.0)
    #expect(try await shop.twin("verify", id).code == 0)

    // A no is the end, by name.
    let other = try await shop.twin("run", "pages.yaml", "--json")
    let second = try #require(try other.json["id"]?.text)
    let refused = try await shop.twin("reject", second, "--reason", "that is enough", "--json")
    #expect(refused.code != 0)
    #expect(try refused.json["error"]?["message"]?.text?.contains("that is enough") == true, "\(refused.output)")
  }
}
