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
    let shown = try await shop.twin("show", id).output
    #expect(
      shown.contains("budget  20\n") && shown.contains("added   0\n") && shown.contains("price   5\n"), "\(shown)")

    // Whoever allows less than the rest needs is asked again, and knows what was added.
    let again = try await shop.twin("approve", id, "-i", "more=5", "--json")
    #expect(again.code == 3, "\(again.output)\(again.errors)")
    #expect(try again.json["pendingStep"]?["prompt"] == "25 credits used; 10 more?")
    #expect(try again.json["pendingStep"]?["show"]?["added"] == 5)
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

  private static let counting = """
    skill: counting
    budget: { steps: 40 }
    on_budget: ask
    outputs: { n: "${{ vars.n }}" }
    steps:
      - set: { n: 0 }
      - while: ${{ vars.n < 100 }}
        id: loop
        max: 1000
        do:
          - set: { n: "${{ vars.n + 1 }}" }
            id: count
    """

  @Test func aLoopOfPureStepsAsksForMore() async throws {
    let shop = try Workshop()
    try shop.write("counting.yaml", Self.counting)
    // Each command is a process of its own: what was granted is nowhere but in the run's state.
    let paused = try await shop.twin("run", "counting.yaml", "--json")
    #expect(paused.code == 3, "\(paused.output)\(paused.errors)")
    let gate = try paused.json["pendingStep"]
    #expect(gate?["id"] == "count.budget" && gate?["kind"] == "budget")
    #expect(gate?["prompt"] == "40 steps used; 20 more?" && gate?["form"]?["more"]?["default"] == 20)
    let id = try #require(try paused.json["id"]?.text)
    let inspected = try await shop.twin("inspect", id)
    #expect(inspected.code == 0 && inspected.output.contains("budget"), "\(inspected.output)")
    #expect(try await shop.twin("verify", id).code == 0)

    let file = shop.folder.path + "/paused.snap"
    #expect(try await shop.twin("snapshot", "export", id, "-o", file).code == 0)
    let fork = try await shop.twin("fork", id, "--json")
    let copy = try #require(try fork.json["id"]?.text, "\(fork.output)\(fork.errors)")

    let again = try await shop.twin("approve", id, "--json")
    #expect(try again.code == 3 && again.json["pendingStep"]?["prompt"] == "60 steps used; 20 more?")
    #expect(try again.json["pendingStep"]?["show"]?["added"] == 20)
    let done = try await shop.twin("approve", id, "-i", "more=100", "--json")
    #expect(try done.code == 0 && done.json["outputs"]?["n"] == 100, "\(done.output)\(done.errors)")
    #expect(try await shop.twin("verify", id).code == 0)
    #expect(try await shop.twin("audit", "verify").code == 0)

    // A copy stands at the same question, and one that nobody answers ends.
    let refused = try await shop.twin("reject", copy, "--reason", "that is enough", "--json")
    #expect(try refused.code == 4 && refused.json["error"]?["message"] == "that is enough", "\(refused.output)")
    let other = try await shop.twin("run", "counting.yaml", "--clock", "2026-01-01T00:00:00Z", "--json")
    let late = try #require(try other.json["id"]?.text)
    let expired = try await shop.twin("resume", late, "--clock", "2026-01-02T00:00:01Z", "--json")
    #expect(expired.code == 4, "\(expired.output)\(expired.errors)")
    #expect(try await shop.twin("verify", late).code == 0)
  }

  @Test func testsAnswerForMoreSteps() async throws {
    let shop = try Workshop()
    try shop.write(
      "counting.yaml",
      Self.counting + """

        tests:
          - name: granted twice
            answers: { count.budget: [approve, { input: { more: 100 } }] }
            expect: { status: completed, outputs: { n: 100 } }
          - name: refused
            answers: { count.budget: { verdict: reject, reason: enough } }
            expect: { status: rejected }
        """)
    for arguments in [["test", "counting.yaml"], ["test", "counting.yaml", "--pause-everywhere"]] {
      let tested = try await shop.twin(arguments)
      #expect(tested.code == 0, "\(tested.output)\(tested.errors)")
    }
  }

  /// What is over then is the run's time, which no skill handles.
  @Test func timeThatRunsOutInAStepIsNoErrorOfTheStep() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["PUT /slow"])
    defer { server.close() }
    try shop.write(
      "slow.yaml",
      """
      skill: slow
      permissions: { network: ["127.0.0.1:*"] }
      budget: { time: 2s }
      steps:
        - http: { method: PUT, url: "http://127.0.0.1:\(server.port)/slow" }
          id: slow
          retry: { times: 3 }
          on_error: continue
        - http: { method: PUT, url: "http://127.0.0.1:\(server.port)/next" }
      """)
    let ended = try await shop.twin("run", "slow.yaml", "--json")
    #expect(ended.code == 1, "\(ended.output)\(ended.errors)")
    let error = try ended.json["error"]
    #expect(
      error?["kind"] == "budget" && error?["message"] == "the run has used up its time of 2000 ms", "\(ended.output)")
    #expect(server.count("PUT /slow") <= 1 && server.count("PUT /next") == 0)
    #expect(try await shop.twin("verify", "last").code == 0)
  }
}
