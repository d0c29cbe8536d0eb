// `twin cost`, as a person and as CI use it.
import Foundation
import Testing
import Values

@Suite struct CostTests {
  @Test func everyRunsCostIsShownAndARiseWithoutCauseFailsTheCheck() async throws {
    let shop = try Workshop()
    try shop.write(
      "ask.yaml",
      """
      skill: ask
      gates: { expires: 1h }
      inputs: { asks: { type: boolean, default: false }, twice: { type: boolean, default: false } }
      steps:
        - ask: Who?
          id: who
          when: ${{ inputs.asks }}
          form: { name: string }
        - ask: And who else?
          id: other
          when: ${{ inputs.twice }}
          form: { name: string }
      """)
    try shop.write("answers.yaml", "who: { input: { name: Ann } }\nother: { input: { name: Bob } }\n")
    let none = try await shop.twin("cost", "ask")
    #expect(none.code == 2)
    #expect(try await shop.twin("run", "ask.yaml", "-i", "asks=true", "--answers", "answers.yaml").code == 0)
    #expect(try await shop.twin("run", "ask.yaml").code == 0)
    let fallen = try await shop.twin("cost", "ask", "--check", "--svg", "curve.svg")
    #expect(fallen.code == 0)
    #expect(fallen.output.contains("human decisions  █·  1 → 0"))
    let picture = try String(contentsOf: shop.folder.appendingPathComponent("curve.svg"), encoding: .utf8)
    #expect(picture.contains("<svg"))

    // The same inputs as a run before, and yet a person was asked: nothing explains that.
    #expect(try await shop.twin("run", "ask.yaml", "-i", "asks=true", "--answers", "answers.yaml").code == 0)
    let risen = try await shop.twin("cost", "ask", "--check", "--json")
    #expect(risen.code == 1)
    #expect(risen.errors.contains("0 → 1 human decisions"))
    let json = try risen.json
    #expect(json["runs"]?.elements?.count == 3)
    #expect(json["rise"]?["explained"] == false)

    // Inputs that no run before had are a cause on record.
    #expect(
      try await shop.twin("run", "ask.yaml", "-i", "asks=true", "-i", "twice=true", "--answers", "answers.yaml").code
        == 0)
    let explained = try await shop.twin("cost", "ask", "--check")
    #expect(explained.code == 0)
    #expect(explained.output.contains("new input"))
  }
}
