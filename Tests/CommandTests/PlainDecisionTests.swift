// `twin approve` and `twin reject` are read without the argument parser where they are plain, and by it otherwise: both must
// mean the same.
import Foundation
import Testing
import Values

@Suite struct PlainDecisionTests {
  private static let skill = """
    skill: form
    goal: Ask twice
    outputs: { size: "${{ gates.how.size }}", name: "${{ gates.how.name }}", comment: "${{ gates.go.comment }}" }
    steps:
      - ask: How?
        id: how
        form: { size: integer, name: string }
        expires: 1h
      - approve: Go?
        id: go
        expires: 1h
    """

  private static func say(_ shop: Workshop, _ arguments: [String]) async throws -> (code: Int32, run: PlainValue) {
    let finished = try await shop.twin(arguments + ["--json"])
    return (finished.code, try finished.json)
  }

  @Test func bothReadingsOfAnApprovalAreTheSame() async throws {
    let shop = try Workshop()
    try shop.write("form.yaml", Self.skill)
    for isPlain in [true, false] {
      let started = try await Self.say(shop, ["run", "form.yaml"])
      let id = try #require(started.run["id"]?.text)
      let asked = try await Self.say(
        shop, ["approve", id, "-i", "size=3", "--input", "name=a=b"] + (isPlain ? ["--as", "ann"] : ["--as=ann"]))
      #expect(asked.code == 3 && asked.run["status"] == "awaiting_approval")
      let answered = try await Self.say(
        shop, ["approve", id, "--gate", "go"] + (isPlain ? ["--comment", "as seen"] : ["--comment=as seen"]))
      #expect(answered.code == 0)
      #expect(answered.run["outputs"] == ["size": 3, "name": "a=b", "comment": "as seen"])
    }
  }

  @Test func bothReadingsOfARejectionAreTheSame() async throws {
    let shop = try Workshop()
    try shop.write("form.yaml", Self.skill)
    for reason in [["--reason", "no"], ["--reason=no"]] {
      let started = try await Self.say(shop, ["run", "form.yaml"])
      let id = try #require(started.run["id"]?.text)
      let rejected = try await Self.say(shop, ["reject", id] + reason)
      #expect(rejected.code == 4)
      #expect(rejected.run["error"]?["message"] == "no")
    }
  }

  /// What is not plain is explained by the parser.
  @Test(arguments: [
    ["approve"], ["approve", "last", "--coment", "x"], ["approve", "last", "--comment"], ["reject", "last"],
    ["approve", "last", "--reason", "x"], ["approve", "a", "b"], ["approve", "last", "-i", "noequals"],
  ])
  func whatIsWrongIsSaid(words: [String]) async throws {
    let finished = try await Workshop().twin(words)
    #expect(finished.code == 2)
    #expect(finished.errors.contains("Usage: twin \(words[0])"), "\(finished.errors)")
  }
}
