// A step list as a person reads it.
import Foundation
import Testing

@Suite struct StepListTests {
  /// What a called skill did stands beneath its call, its gate and what cannot be undone too.
  @Test func stepsOfACalledSkillStandBeneathTheCall() async throws {
    let shop = try Workshop()
    try shop.write(
      "main.yaml",
      """
      skill: main
      permissions: { exec: [echo, "false"] }
      steps:
        - call: pay
          id: first
        - log: paid once
        - call: pay
          id: second
          on_error: continue
      """)
    try shop.write(
      "pay.yaml",
      """
      skill: pay
      permissions: { exec: [echo, "false"] }
      gates: { expires: 1h }
      steps:
        - approve: Pay?
          id: ok
          allows: [send]
        - exec: [echo, paid]
          id: send
          irreversible: true
      """)
    try shop.write("answers.yaml", "first.ok: approve\nsecond.ok: { verdict: reject, reason: no }\n")
    let done = try await shop.twin("run", "main.yaml", "--answers", "answers.yaml")
    let list = done.output.split(separator: "\n").filter { $0.contains(#/^  [✓✗?·▸-] /#) }
      .map { $0.replacing(#/  \d+(\.\d+)? m?s\b/#, with: "") }
    #expect(
      list == [
        "  ✓ 1  call     first",
        "  ✓ 2  log      log_1",
        "  ✗ 3  call     second",
        "  ✗    approve    second.ok    ×2  rejected",
        "  ✓    exec       second.send",
      ], "\(done.output)\(done.errors)")
    #expect(done.code == 4)
  }

  /// In the last row nobody was asked any longer; in another one somebody has decided.
  @Test func aGateThatWasWithdrawnInOneOfSeveralRowsIsInTheList() async throws {
    let shop = try Workshop()
    try shop.write(
      "rows.yaml",
      """
      skill: rows
      steps:
        - for: row
          in: "${{ [1, 2, 3] }}"
          at_once: 3
          do:
            - { approve: "Row ${{ row }}?", id: ok, expires: 1h }
            - log: never
              when: ${{ row == 4 }}
      """)
    let paused = try await shop.twin("run", "rows.yaml", "--json").json
    let id = try #require(paused["id"]?.text)
    let gates = try #require(paused["pendingSteps"]?.elements?.compactMap { $0["instance"]?.text })
    #expect(gates.count == 3)
    #expect(try await shop.twin("approve", id, "--gate", gates[0]).code == 3)
    let done = try await shop.twin("cancel", id, "--reason", "enough")
    let list = done.output.split(separator: "\n").filter { $0.contains("  approve ") }
    #expect(list.count == 1 && list[0].contains("×3") && list[0].hasSuffix("withdrawn; 2 of 3 not approved"), "\(done)")
    #expect(!done.output.contains("log_"), "\(done.output)")
  }
}
