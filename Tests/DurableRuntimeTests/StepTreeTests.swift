// What a step list says of the steps of called skills.
import Compiler
import DurableRuntime
import Testing
import Values

@Suite("Steps of called skills")
struct StepTreeTests {
  private static let pay = """
    skill: pay
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - approve: Pay?
        id: ok
        allows: [send]
      - if: ${{ gates.ok.approved }}
        then:
          - http: { method: POST, url: "http://127.0.0.1:1/" }
            id: send
            irreversible: true
    """

  private static let twice = """
    skill: twice
    permissions: { network: ["127.0.0.1:*"] }
    steps:
      - for: row
        in: "${{ [1] }}"
        do:
          - { call: through, id: first }
      - { call: pay, id: second }
      - log: paid
    """

  private static let through = """
    skill: through
    permissions: { network: ["127.0.0.1:*"] }
    steps:
      - { call: pay, id: inner }
    """

  private func start(_ world: World) async throws -> RunView {
    let texts = ["pay": Self.pay, "through": Self.through]
    let result = compile(name: "twice.yaml", text: Self.twice) { name in
      texts[name].map { ResolvedSkill(name: "\(name).yaml", text: $0) }
    }
    let program = try LoadedProgram(try #require(result.program, "\(result.diagnostics)"))
    return try await world.worker().start(
      program, inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
  }

  /// As it is read: number of a row among all, indented name, status, count.
  private func list(_ view: RunView) -> [String] {
    view.stepsAsRead.map {
      "\($0.index) \(String(repeating: "  ", count: $0.depth))\($0.id) \($0.status.rawValue)\($0.count > 1 ? " ×\($0.count)" : "")"
    }
  }

  @Test func theyStandBeneathTheCall() async throws {
    let world = try World()
    let first = try await start(world)
    #expect(
      list(first) == [
        "1 for_1 running", "2   first running", "5     first.inner running",
        "6       first.inner.ok awaiting_approval", "7       first.inner.if_1 queued",
        "8         first.inner.send queued", "3 second queued", "4 log_1 queued",
      ], "\(list(first))")
    // The run's own steps keep their places in what programs read.
    let ids = first.plain["steps"]?.elements?.map { $0["id"]?.text ?? "" }
    #expect(ids?.prefix(4) == ["for_1", "first", "second", "log_1"] && ids?.count == 8)
    #expect(first.plain["steps"]?.elements?.map { $0["index"]?.integer } == (1...8).map { $0 })

    let second = try await world.decide(first, approve())
    #expect(
      list(second) == [
        "1 for_1 done", "2   first done", "5     first.inner done", "3 second running",
        "6   second.ok awaiting_approval ×2", "7   second.if_1 done", "8     second.send done", "4 log_1 queued",
      ], "\(list(second))")
    // Of both calls, none of which is under way.
    let done = try await world.decide(second, approve(gate: second.pending[0].instance.description))
    #expect(list(done).contains("8     pay.send done ×2") && done.status == .completed, "\(list(done))")
  }

  @Test func theyShowWhereItFailed() async throws {
    let world = try World()
    let failed = try await world.decide(try await start(world), approve()) { _ in
      .failed(.effect, "down", sent: true)
    }
    let ended = failed.stepsAsRead.filter(\.endedRun).map(\.id)
    #expect(ended == ["for_1", "first", "first.inner", "first.inner.if_1", "first.inner.send"], "\(ended)")
    #expect(failed.error?.step == "send" && failed.error?.skill == "pay" && failed.stepIndex == 1)
    #expect(failed.stepsAsRead.filter(\.endedRun).allSatisfy { $0.status == .failed })
  }
}
