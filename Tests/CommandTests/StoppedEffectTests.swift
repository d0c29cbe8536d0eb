// A run, or an arm of it, is stopped while something that is not to be done twice is under way: what came of it is heard, found
// out or asked before the run ends, and whoever stopped it is told (law 6).
import Foundation
import Testing
import Values

@Suite(.serialized) struct StoppedEffectTests {
  private func gates(_ run: PlainValue) -> [String: String] {
    var gates: [String: String] = [:]
    for one in run["pendingSteps"]?.elements ?? [] { gates[one["id"]?.text ?? ""] = one["instance"]?.text }
    return gates
  }

  private func fates(_ run: PlainValue) -> [String] {
    (run["sent"]?.elements ?? []).map { "\($0["step"]?.text ?? "") \($0["fate"]?.text ?? "")" }
  }

  /// Returns once the process that drives the run has stopped what is under way.
  private func waitForStop(_ shop: Workshop, _ id: String) async throws {
    for _ in 0..<200 {
      if try await shop.twin("audit", "show", id).output.contains("fate=unheard") { return }
    }
    Issue.record("what is under way was not stopped")
  }

  private func arms(_ port: Int, probe: Bool) -> String {
    let found = """

                    probe:
                      - http: { url: "http://127.0.0.1:\(port)/paid" }
                        id: look
                      - return: "${{ steps.look }}"
      """
    return """
      skill: arms
      gates: { expires: 1h }
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { caught: "${{ vars.?caught.orValue('') }}" }
      steps:
        - try:
            - parallel:
                left:
                  - approve: Pay?
                    id: ok
                    allows: [pay]
                  - http: { method: POST, url: "http://127.0.0.1:\(port)/pay", json: { amount: 1 } }
                    id: pay
                    irreversible: true\(probe ? found : "")
                right:
                  - approve: Beside?
                    id: beside
                    on_reject: [{ fail: the other arm failed }]
          catch:
            - set: { caught: "${{ error.message }}" }
      """
  }

  @Test func aProbeOfAStoppedArmFindsOutWhatAKilledProcessSent() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["POST /pay"])
    defer { server.close() }
    try shop.write("arms.yaml", arms(server.port, probe: true))
    let run = try await shop.twin("run", "arms.yaml", "--json").json
    let id = try #require(run["id"]?.text)
    let first = try shop.begin(["approve", id, "--gate", try #require(gates(run)["ok"])])
    await server.waitFor("POST /pay")
    first.kill()
    _ = await first.finish()
    let ended = try await shop.twin(
      "reject", id, "--gate", try #require(gates(run)["beside"]), "--reason", "no", "--json")
    #expect(ended.code == 0, "\(ended.output)\(ended.errors)")
    #expect(server.count("POST /pay") == 1 && server.count("GET /paid") == 1)
    let end = try ended.json
    #expect(end["outputs"] == ["caught": "the other arm failed"])
    #expect(end.status(of: "pay") == "done")
    #expect(try await shop.twin("verify", id).code == 0)
  }

  @Test(arguments: ["happened", "did_not_happen", "fail"])
  func aPersonIsAskedWhatBecameOfAStoppedArmsPayment(answer: String) async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["POST /pay"])
    defer { server.close() }
    try shop.write("arms.yaml", arms(server.port, probe: false))
    let run = try await shop.twin("run", "arms.yaml", "--json").json
    let id = try #require(run["id"]?.text)
    let driver = try shop.begin(["approve", id, "--gate", try #require(gates(run)["ok"]), "--json"])
    await server.waitFor("POST /pay")
    try await shop.twin("reject", id, "--gate", try #require(gates(run)["beside"]), "--reason", "no")
    try await waitForStop(shop, id)
    server.release(nil)
    let asked = await driver.finish()
    #expect(asked.code == 3, "\(asked.output)\(asked.errors)")
    let question = try #require(try asked.json["pendingStep"])
    #expect(question["id"] == "pay.in_doubt")
    #expect(
      question["options"]?.elements?.map { $0["label"]?.text ?? "" } == [
        "It happened", "It did not happen, and is not done any more", "Treat it as failed",
      ])
    #expect(try fates(asked.json) == ["pay in_doubt"])
    #expect(try asked.json.status(of: "pay") == "awaiting_approval" && asked.json.status(of: "fail_1") == "failed")
    let end = try await shop.twin("approve", id, "--gate", "pay.in_doubt", "--choose", answer, "--json")
    #expect(end.code == 0 && server.count("POST /pay") == 1, "\(end.output)\(end.errors)")
    #expect(try end.json.status(of: "pay") == (answer == "happened" ? "done" : "failed"))
    #expect(try fates(end.json) == [answer == "happened" ? "pay done" : "pay failed"])
    #expect(try await shop.twin("verify", id).code == 0)
  }

  private func cancelled(_ port: Int) -> String {
    """
    skill: pay
    gates: { expires: 1h }
    permissions: { network: ["127.0.0.1:*"] }
    steps:
      - approve: Pay?
        id: ok
        allows: [pay]
      - http: { method: POST, url: "http://127.0.0.1:\(port)/pay", json: { amount: 1 } }
        id: pay
        irreversible: true
      - log: after
    """
  }

  @Test func whoCancelsIsToldWhatWasSentAndWhatCameOfIt() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["POST /pay"])
    defer { server.close() }
    try shop.write("pay.yaml", cancelled(server.port))
    let id = try #require(try await shop.twin("run", "pay.yaml", "--json").json["id"]?.text)
    let driver = try shop.begin(["approve", id])
    await server.waitFor("POST /pay")
    let told = try await shop.twin("cancel", id)
    #expect(
      told.output.contains("Step 'pay' was sent before it was stopped: no answer has come yet."), "\(told.output)")
    try await waitForStop(shop, id)
    server.release(200)
    let ended = await driver.finish()
    #expect(ended.code == 5 && ended.output.contains("Step 'pay' was sent before it was stopped: answered with 200."))
    let view = try await shop.twin("show", id, "--json").json
    #expect(view["status"] == "cancelled" && view.status(of: "pay") == "done" && fates(view) == ["pay done"])
    #expect(try await shop.twin("audit", "show", id).output.contains(#"fate=done  known="answered with 200""#))
    #expect(try await shop.twin("verify", id).code == 0)
  }

  @Test func aCancelledRunWhosePaymentWasNotHeardOfAsks() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["POST /pay"])
    defer { server.close() }
    try shop.write("pay.yaml", cancelled(server.port))
    let id = try #require(try await shop.twin("run", "pay.yaml", "--json").json["id"]?.text)
    let driver = try shop.begin(["approve", id])
    await server.waitFor("POST /pay")
    driver.kill()
    _ = await driver.finish()
    let asked = try await shop.twin("cancel", id, "--json")
    #expect(asked.code == 3, "\(asked.output)\(asked.errors)")
    #expect(try asked.json["pendingStep"]?["id"] == "pay.in_doubt")
    #expect(try asked.json["cancelling"]?["reason"] == "cancelled")
    let shown = try await shop.twin("show", id).output
    #expect(
      shown.contains("awaiting approval, being cancelled") && !shown.contains("go on with its result"), "\(shown)")
    #expect(shown.contains("Being cancelled by ") && shown.contains(" It ends when this is answered."), "\(shown)")
    #expect(try await shop.twin("runs").output.contains("\(id)  cancelling "))
    let ended = try await shop.twin("approve", id, "--choose", "happened", "--json")
    #expect(ended.code == 5, "\(ended.output)\(ended.errors)")
    #expect(try ended.json["cancelling"] == nil)
    #expect(try ended.json.status(of: "pay") == "done")
    #expect(server.count("POST /pay") == 1)
    #expect(try await shop.twin("verify", id).code == 0)
  }

  /// A word that its driver did not live to hear is heard by whoever comes next.
  @Test func aCancellationOutlivesTheProcessThatWasToHearOfIt() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["PUT /slow"])
    defer { server.close() }
    try shop.write(
      "slow.yaml",
      """
      skill: slow
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - http: { method: PUT, url: "http://127.0.0.1:\(server.port)/slow" }
          id: slow
        - http: { method: PUT, url: "http://127.0.0.1:\(server.port)/next" }
      """)
    let driver = try shop.begin(["run", "slow.yaml"])
    await server.waitFor("PUT /slow")
    // It lives, and hears nothing.
    kill(driver.process.processIdentifier, SIGSTOP)
    let id = try #require(try await shop.twin("runs", "--json").json.elements?.first?["id"]?.text)
    try await shop.twin("cancel", id)
    driver.kill()
    _ = await driver.finish()
    let ended = try await shop.twin("resume", id, "--json")
    #expect(ended.code == 5 && server.count("PUT /next") == 0, "\(ended.output)\(ended.errors)")
  }

  private func tidying(_ port: Int, _ steps: String) -> String {
    """
    skill: tidy
    gates: { expires: 1h }
    permissions: { network: ["127.0.0.1:*"] }
    steps:
      - try:
          - approve: Go on?
            id: go
        finally:
    \(steps)
    """
  }

  @Test func whatAFinallyRepeatsIsRepeatedAfterItsProcessWasKilled() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["PUT /unlock"])
    defer { server.close() }
    try shop.write(
      "tidy.yaml",
      tidying(
        server.port,
        """
              - http: { method: PUT, url: "http://127.0.0.1:\(server.port)/unlock" }
                id: unlock
              - http: { method: PUT, url: "http://127.0.0.1:\(server.port)/second" }
                id: second
        """))
    let id = try #require(try await shop.twin("run", "tidy.yaml", "--json").json["id"]?.text)
    let driver = try shop.begin(["cancel", id])
    await server.waitFor("PUT /unlock")
    driver.kill()
    _ = await driver.finish()
    let ended = try await shop.twin("resume", id, "--json")
    #expect(ended.code == 5, "\(ended.output)\(ended.errors)")
    #expect(server.count("PUT /unlock") == 2 && server.count("PUT /second") == 1)
    #expect(try ["unlock", "second"].map { try ended.json.status(of: $0) } == ["done", "done"])
  }

  @Test func whatAFinallyMayNotRepeatIsAskedAfterItsProcessWasKilled() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["POST /refund"])
    defer { server.close() }
    try shop.write(
      "tidy.yaml",
      tidying(
        server.port,
        """
              - approve: Refund?
                id: clean
                allows: [refund]
              - http: { method: POST, url: "http://127.0.0.1:\(server.port)/refund" }
                id: refund
                irreversible: true
        """))
    let id = try #require(try await shop.twin("run", "tidy.yaml", "--json").json["id"]?.text)
    #expect(try await shop.twin("cancel", id).code == 3)
    let driver = try shop.begin(["approve", id, "--gate", "clean"])
    await server.waitFor("POST /refund")
    driver.kill()
    _ = await driver.finish()
    let asked = try await shop.twin("resume", id, "--json")
    #expect(asked.code == 3, "\(asked.output)\(asked.errors)")
    #expect(try asked.json["pendingStep"]?["id"] == "refund.in_doubt")
    let ended = try await shop.twin("approve", id, "--choose", "did_not_happen", "--json")
    #expect(ended.code == 5 && server.count("POST /refund") == 2, "\(ended.output)\(ended.errors)")
    #expect(try ended.json.status(of: "refund") == "done")
  }

  /// Whoever says something to a run that another process is at is told so, and nobody is waited for.
  @Test func whoDecidesBesideAnotherProcessIsToldOfIt() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["POST /pay"])
    defer { server.close() }
    try shop.write("arms.yaml", arms(server.port, probe: false))
    let run = try await shop.twin("run", "arms.yaml", "--json").json
    let id = try #require(run["id"]?.text)
    let driver = try shop.begin(["approve", id, "--gate", try #require(gates(run)["ok"])])
    await server.waitFor("POST /pay")
    let who = "process \(driver.process.processIdentifier) on this machine, begun at "
    let beside = try await shop.twin("approve", id, "--gate", try #require(gates(run)["beside"]))
    #expect(beside.code == 6 && beside.output.contains("Another process carries it on: \(who)"), "\(beside)")
    let busy = try await shop.twin("resume", id)
    #expect(busy.code == 6 && busy.errors.contains("is being carried on already, by \(who)"), "\(busy)")
    #expect(busy.output.contains("Another process carries it on: \(who)"), "\(busy)")
    server.release(200)
    #expect(await driver.finish().code == 0)
  }
}
