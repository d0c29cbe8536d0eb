// `twin mcp` on its pipes, spoken to line by line as an agent's host does.
import Foundation
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct MCPTests {
  @Test func aSkillPausesAndNothingButAPersonDecides() async throws {
    let shop = try Workshop()
    try FileManager.default.createDirectory(
      at: shop.folder.appendingPathComponent("skills"), withIntermediateDirectories: true)
    try shop.write(
      "skills/pay.yaml", "skill: pay\ngoal: Pay a vendor\nsteps:\n  - approve: Pay?\n    id: pay\n    expires: 24h\n")
    let messages = [
      #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
      #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"pay"}}"#, "no JSON",
    ]
    try shop.write("in.jsonl", messages.joined(separator: "\n") + "\n")
    let input = try FileHandle(forReadingFrom: shop.folder.appendingPathComponent("in.jsonl"))
    let finished = await (try shop.begin(["mcp", "--skills", "skills"], input: input)).finish()
    #expect(finished.code == 0, "\(finished.errors)")
    var answers: [PlainValue: PlainValue] = [:]
    for line in finished.output.split(separator: "\n") {
      let answer = try PlainValue(jsonText: String(line))
      answers[try #require(answer["id"])] = answer
    }
    #expect(answers.count == 4)
    #expect(answers[1]?["result"]?["protocolVersion"] == "2025-06-18")
    #expect(answers[2]?["result"]?["tools"]?.elements?.count == 2)
    let run = try #require(answers[3]?["result"]?["structuredContent"])
    #expect(run["status"] == "awaiting_approval" && run["pendingStep"]?["prompt"] == "Pay?")
    #expect(answers[.null]?["error"]?["code"] == -32700)
    // It is a run like any other, and waits for a person.
    let decided = try await shop.twin("approve", try #require(run["id"]?.text), "--json")
    #expect(decided.code == 0, "\(decided.errors)")
  }
}
