// What dispatch asks before it calls, as a skill: it compiles, and what it says is what a person meets.
import Compiler
import DurableRuntime
import Foundation
import Learning
import StoreSQLite
import Syntax
import Testing
import Values

@Suite struct DispatchSkillTests {
  static let report = """
    skill: report
    goal: Make the monthly report of sales
    inputs: { month: string, "limit": { type: number, default: 1 } }
    permissions: { network: [a.example.com] }
    budget: { credits: 3, time: 1m }
    outputs: { said: "${{ vars.said }}" }
    steps:
      - set: { said: "sales of ${{ inputs.month }} ${{ inputs.limit }}" }
    """
  static let costs = """
    skill: costs
    goal: Make the monthly report of costs
    inputs: { month: { type: string, pattern: "^[a-z ]+$" }, key: { type: string, secret: true } }
    permissions: { network: [b.example.com], write: ["out/**"] }
    budget: { credits: 7 }
    outputs: { said: "${{ vars.said }}" }
    steps:
      - set: { said: "costs of ${{ inputs.month }}" }
    """
  static let texts = ["report": report, "costs": costs]

  func compiled(_ text: String) throws -> LoadedProgram {
    let result = compile(name: "dispatch.yaml", text: text) { name in
      Self.texts[name].map { ResolvedSkill(name: name + ".yaml", bytes: Array($0.utf8)) }
    }
    let problems = result.diagnostics.map { "\($0)" }
    guard let program = result.program else { throw Failed(problems.joined(separator: "\n") + "\n" + text) }
    return try LoadedProgram(program)
  }

  func fits(_ goal: String) throws -> [Dispatch.Fit] {
    let cards = try Self.texts.keys.sorted().map { SkillCard(try compiled(Self.texts[$0] ?? "").program.manifest) }
    switch try DispatchIndex(cards).dispatch(goal: goal) {
    case .winner(let fit): return [fit]
    case .tie(let fits), .none(let fits): return fits
    }
  }

  @Test func aTieIsAChoiceThenAQuestionThenACall() async throws {
    let world = try World()
    let source = DispatchSkill.source(
      goal: "make the “monthly” ${{ report }}: now", fits: try fits("make the monthly report"))
    let program = try compiled(source)
    #expect(program.program.manifest.permissions.network == ["b.example.com", "a.example.com"])
    let worker = world.worker()
    let first = try await worker.start(program, inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    #expect(first.pending.first?.prompt == "Which skill is meant by “make the “monthly” ${{ report }}: now”?")
    #expect(first.pending.first?.options.map { $0["value"] } == ["costs", "report"])
    var choice = Answer(.approve, by: "ann", user: "os", surface: "cli")
    choice.choice = "report"
    let second = try await worker.decide(first.id, choice, follows: true).1
    #expect(second.pending.first?.form.map(\.name) == ["month"])
    var month = Answer(.approve, by: "ann", user: "os", surface: "cli")
    month.input = [PlainEntry(key: "month", value: "may")]
    let third = try await worker.decide(first.id, month, follows: true).1
    #expect(third.status == .completed)
    #expect(third.outputs == ["skill": "report", "result": ["said": "sales of may 1.0"]])
  }

  @Test func whatIsGivenIsNotAskedFor() throws {
    let fit = try fits("make the monthly report of sales")[0]
    let source = DispatchSkill.source(
      goal: "sales", fits: [fit], given: [PlainEntry(key: "month", value: "may"), PlainEntry(key: "other", value: 1)])
    #expect(!source.contains("ask:") && !source.contains("choose:") && !source.contains("other"))
    #expect(try compiled(source).program.manifest.budget.credits == 3)
  }

  @Test func aSecretInputIsAskedForAsOne() throws {
    let source = DispatchSkill.source(goal: "costs", fits: try fits("make the monthly report of costs"))
    let gate = try #require(try compiled(source).program.gates.first)
    #expect(gate.options["form"]?["key"]?["secret"] == true)
  }
}
