// `timeout:` on steps that hold others: what runs when the time is over is stopped, and what may not be left unheard is heard of.
import Foundation
import Testing
import Values

@Suite(.serialized) struct TimedStepTests {
  @Test func aRequestThatHangsIsCutWithItsBlock() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["GET /slow"])
    defer { server.close() }
    try shop.write(
      "slow.yaml",
      """
      skill: slow
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { told: "${{ vars.?told.orValue('nothing') }}" }
      steps:
        - if: true
          then:
            - try:
                - http: { url: "http://127.0.0.1:\(server.port)/slow" }
                  id: get
              catch:
                - fail: a timeout of the block is not for who is in it
              finally:
                - http: { url: "http://127.0.0.1:\(server.port)/clean" }
                  id: clean
          id: block
          timeout: 1s
          on_error:
            - set: { told: "${{ error.kind }}: ${{ error.step }}: ${{ error.message }}" }
      """)
    let run = try await shop.twin("run", "slow.yaml", "--json")
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    let end = try run.json
    #expect(end["outputs"] == ["told": "timeout: block: it was not done within 1s"])
    #expect(server.count("GET /slow") == 1 && server.count("GET /clean") == 1)
    #expect(
      end.status(of: "block") == "failed" && end.status(of: "get") == "failed" && end.status(of: "clean") == "done")
    #expect(try await shop.twin("verify", try #require(end["id"]?.text)).code == 0)
  }

  @Test func whatCannotBeUndoneIsHeardToItsEnd() async throws {
    let shop = try Workshop()
    let server = try HoldingServer(holding: ["POST /pay"])
    defer { server.close() }
    try shop.write(
      "pay.yaml",
      """
      skill: pay
      gates: { expires: 1h }
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - approve: Pay?
          id: ok
          allows: [pay]
        - if: true
          then:
            - http: { method: POST, url: "http://127.0.0.1:\(server.port)/pay", json: { amount: 1 } }
              id: pay
              irreversible: true
            - log: paid
          id: both
          timeout: 5s
          on_error: continue
      """)
    let id = try #require(try await shop.twin("run", "pay.yaml", "--json").json["id"]?.text)
    let driver = try shop.begin(["approve", id, "--json"])
    await server.waitFor("POST /pay")
    for _ in 0..<400 {
      if try await shop.twin("audit", "show", id).output.contains("fate=unheard") { break }
    }
    server.release(200)
    let ended = await driver.finish()
    #expect(ended.code == 0, "\(ended.output)\(ended.errors)")
    let end = try ended.json
    #expect(server.count("POST /pay") == 1)
    #expect(end["sent"]?.elements?.first?["fate"] == "done", "\(ended.output)")
    #expect(end.status(of: "both") == "failed")
    #expect(try await shop.twin("verify", id).code == 0)
  }

  @Test func anOpenGateEndsWithItsStepAndTheRunGoesOnDaysLater() async throws {
    let shop = try Workshop()
    try shop.write(
      "ask.yaml",
      """
      skill: ask
      gates: { expires: 7d }
      outputs: { late: "${{ vars.?late.orValue('no') }}" }
      steps:
        - call: inner
          id: inner
          timeout: 1d
          retry: { times: 1, on: [timeout] }
          on_error:
            - set: { late: "${{ error.step }}" }
      """)
    try shop.write(
      "inner.yaml",
      """
      skill: inner
      gates: { expires: 7d }
      steps:
        - ask: Who?
          id: who
          form: { name: string }
      """)
    let run = try await shop.twin("run", "ask.yaml", "--clock", "2026-01-01T00:00:00Z", "--seed", "1", "--json")
    #expect(run.code == 3, "\(run.errors)")
    let id = try #require(try run.json["id"]?.text)
    let first = try #require(try run.json["pendingStep"]?["instance"]?.text)
    let second = try await shop.twin("resume", id, "--clock", "2026-01-02T00:00:01Z", "--json")
    #expect(second.code == 3, "\(second.output)")
    #expect(try second.json["pendingStep"]?["instance"]?.text != first)
    let gone = try await shop.twin("approve", id, "--gate", first, "-i", "name=ann", "--clock", "2026-01-02T00:00:02Z")
    #expect(gone.code == 2, "\(gone.output)\(gone.errors)")
    let end = try await shop.twin("resume", id, "--clock", "2026-01-04T00:00:00Z", "--json")
    #expect(end.code == 0, "\(end.output)\(end.errors)")
    #expect(try end.json["outputs"] == ["late": "inner"])
    #expect(try await shop.twin("verify", id).code == 0)
  }

  /// A gate with a `timeout:` of its own closes undecided, which is no rejection: the skill can go on.
  @Test func aGateClosesUndecidedWhenItsTimeIsOver() async throws {
    let shop = try Workshop()
    try shop.write(
      "pay.yaml",
      """
      skill: pay
      permissions: { write: ["*.txt"] }
      outputs: { how: "${{ vars.?how.orValue('paid') }}" }
      steps:
        - approve: Pay?
          id: ok
          allows: [pay]
          expires: 7d
          timeout: 1h
          on_error:
            - set: { how: "${{ error.kind }}: ${{ error.message }}" }
        - write_file: paid.txt
          id: pay
          content: paid
          irreversible: true
          when: ${{ gates.?ok.?approved.orValue(false) }}
      """)
    func asked(_ seed: Int) async throws -> String {
      let run = try await shop.twin("run", "pay.yaml", "--clock", "2026-01-01T00:00:00Z", "--seed", "\(seed)", "--json")
      #expect(run.code == 3, "\(run.output)\(run.errors)")
      let gate = try run.json["pendingStep"]
      #expect(gate?["closesAt"] == "2026-01-01T01:00:00Z" && gate?["expiresAt"] == "2026-01-08T00:00:00Z")
      return try #require(try run.json["id"]?.text)
    }
    let late = try await asked(1)
    let shown = try await shop.twin("show", late).output
    #expect(shown.contains("until 2026-01-01T01:00:00Z, then closed") && !shown.contains("something is due"), "\(shown)")
    let tooLate = try await shop.twin("approve", late, "--gate", "ok", "--clock", "2026-01-01T01:00:00Z")
    #expect(tooLate.code == 2, "\(tooLate.output)\(tooLate.errors)")
    let over = try await shop.twin("resume", late, "--clock", "2026-01-01T01:00:01Z", "--json")
    #expect(over.code == 0, "\(over.output)\(over.errors)")
    #expect(try over.json["outputs"] == ["how": "timeout: it was not done within 60m"])
    #expect(!FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("paid.txt").path))
    #expect(try await shop.twin("audit", "show", late).output.contains("closed  ticket=2  gate=ok"))
    let inTime = try await asked(2)
    let paid = try await shop.twin("approve", inTime, "--clock", "2026-01-01T00:59:59Z", "--json")
    #expect(paid.code == 0, "\(paid.output)\(paid.errors)")
    #expect(try paid.json["outputs"] == ["how": "paid"])
    #expect(FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("paid.txt").path))
    for run in [late, inTime] { #expect(try await shop.twin("verify", run).code == 0) }
  }

  /// The whole list of statuses, for steps that failed and were handled, each in its way.
  @Test func stepsThatFailedAreShownAsFailedThoughHandled() async throws {
    let shop = try Workshop()
    try shop.write(
      "handled.yaml",
      """
      skill: handled
      steps:
        - assert: ${{ run.skill == 'x' }}
          id: asserted
          on_error: continue
        - set: { a: "${{ 1 / int(run.skill == 'x' ? '1' : '0') }}" }
          id: divided
          on_error: [{ log: caught, id: handler }]
        - for: n
          in: [1, 2, 3]
          do:
            - if: ${{ n == 2 }}
              then:
                - fail: two
                  id: failing
              id: test
          id: loop
          on_error: continue
        - try:
            - fail: inside
              id: inside
          catch:
            - log: outside
              id: outside
          id: tried
        - call: broken
          id: called
          retry: { times: 2 }
          on_error: continue
        - for: n
          in: [1, 2, 3]
          do:
            - assert: ${{ n != 2 }}
              id: once
              on_error: continue
          id: sometimes
        - parallel:
            a: [{ fail: arm, id: arm }]
            b: [{ wait: 1h, id: waiting }]
          id: side
          on_error: continue
        - set: { b: 1 }
          id: last
      """)
    try shop.write(
      "broken.yaml",
      """
      skill: broken
      steps:
        - fail: always
      """)
    let run = try await shop.twin("run", "handled.yaml", "--json")
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    var found: [String: String] = [:]
    for step in try run.json["steps"]?.elements ?? [] {
      found[step["id"]?.text ?? ""] = step["status"]?.text
    }
    #expect(
      found == [
        "asserted": "failed", "divided": "failed", "handler": "done", "loop": "failed", "test": "failed",
        "failing": "failed", "tried": "done", "inside": "failed", "outside": "done", "called": "failed",
        "called.fail_1": "failed",
        "sometimes": "done", "once": "done", "side": "failed", "arm": "failed", "waiting": "failed", "last": "done",
      ])
  }
}
