// The command as people use it: whole journeys with the real program, a real store and real HTTP on this machine.
import DemoSite
import Foundation
import Testing
import Values

@Suite struct JourneyTests {
  @Test func aRunPausesForACodeIsApprovedAndPaysOnce() async throws {
    try await withDemoSite { site, port in
      let shop = try Workshop()
      let skill = Workshop.skills.appendingPathComponent("pay-invoice-api.yaml").path
      let started = try await shop.twin(
        "run", skill, "-i", "vendor=Acme", "-i", "site=http://127.0.0.1:\(port)", "--json")
      #expect(started.code == 3)
      let first = try started.json
      #expect(first["status"] == "awaiting_approval")
      #expect(first["pendingStep"]?["id"] == "otp")
      #expect(first["step"]?["index"] == 2)
      let id = try #require(first["id"]?.text)

      let code = await site.books.currentCode()
      let refused = try await shop.twin("approve", id, "-i", "code=12", "--json")
      #expect(refused.code == 2)
      #expect(refused.errors.contains("code"))
      let answered = try await shop.twin("approve", id, "-i", "code=\(code)", "--json")
      #expect(answered.code == 3)
      #expect(try answered.json["resumedFrom"]?["step"] == 2)
      #expect(try answered.json["pendingStep"]?["id"] == "pay")
      #expect(await site.books.paid == 0)

      let paid = try await shop.twin("approve", id, "--comment", "checked", "--json")
      #expect(paid.code == 0)
      #expect(try paid.json["status"] == "completed")
      #expect(try paid.json["cost"]?["humanDecisions"] == 2)
      #expect(await site.books.paid == 1)

      let again = try await shop.twin("approve", id)
      #expect(again.code == 2)
      #expect(await site.books.paid == 1)
      #expect(try await shop.twin("verify", id).code == 0)
      #expect(try await shop.twin("audit", "verify").code == 0)
      try self.expectNoSecrets(shop, [BillingBooks.password, code], started, answered, paid)
    }
  }

  @Test func aFailureInACalledSkillIsShownWhereItHappenedAndWhereItWasCalled() async throws {
    let shop = try Workshop()
    try shop.write(
      "inner.yaml", "skill: inner\ngoal: Break\nsteps:\n  - log: begun\n  - fail: it broke\n    id: breaks\n")
    try shop.write(
      "outer.yaml",
      """
      skill: outer
      goal: Call what breaks
      steps:
        - log: one
        - call: inner
        - log: two
      """)
    let failed = try await shop.twin("run", "outer.yaml", "--json")
    #expect(failed.code == 1)
    let run = try failed.json
    #expect(run["error"]?["step"] == "breaks" && run["error"]?["skill"] == "inner" && run["error"]?["line"] == 5)
    #expect(run["step"]?["index"] == 2)
    let steps = run["steps"]?.elements?.map { "\($0["id"]?.text ?? "") \($0["status"]?.text ?? "")" }
    #expect(
      steps == [
        "log_1 done", "call_1 failed", "log_2 skipped", "call_1.log_1 done", "call_1.breaks failed",
      ], "\(steps ?? [])")
    #expect(try await shop.twin("show", "last").output.contains("Error at breaks (line 5 of skill inner)"))
  }

  /// Law 7: the text of a secret is in no file of the store's folder and in nothing that was printed.
  private func expectNoSecrets(_ shop: Workshop, _ secrets: [String], _ said: Finished...) throws {
    for secret in secrets {
      for (path, bytes) in try shop.files() {
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(path) holds a secret")
      }
      for one in said { #expect(!one.output.contains(secret) && !one.errors.contains(secret)) }
    }
  }

  @Test func aSecretAnswerIsNowhereInClear() async throws {
    let shop = try Workshop()
    try shop.write(
      "echo.yaml",
      """
      skill: echo
      gates: { expires: 1h }
      permissions: { exec: [cat] }
      outputs: { said: "${{ steps.said.stdout }}" }
      steps:
        - ask: Your word?
          id: word
          form: { it: { type: string, secret: true } }
        - exec: [cat]
          stdin: ${{ gates.word.it }}
          id: said
          idempotent: true
        - ask: Anything else?
          id: more
          form: { it: string }
      """)
    let canary = "canary-5b1f-\"quoted\"-ü"
    let first = try await shop.twin("run", "echo.yaml", "--json")
    let id = try #require(try first.json["id"]?.text)
    let second = try await shop.twin("approve", id, "-i", "it=\(canary)", "--json")
    #expect(second.code == 3)
    let exported = try await shop.twin("snapshot", "export", id, "-o", "run.snap")
    #expect(exported.code == 0)
    let last = try await shop.twin("approve", id, "-i", "it=no", "--json")
    #expect(last.code == 0)
    let log = try await shop.twin("audit", "export", "-o", "log.json")
    try expectNoSecrets(shop, ["canary-5b1f"], first, second, last, log)
  }

  @Test func clockAndSeedFixEveryByte() async throws {
    func once() async throws -> Finished {
      let shop = try Workshop()
      try shop.write(
        "dice.yaml",
        """
        skill: dice
        gates: { expires: 1h }
        outputs: { high: "${{ steps.dice > 0.5 }}", at: "${{ steps.when }}" }
        steps:
          - now:
            id: when
          - random:
            id: dice
          - wait: 3h
          - ask: Go on?
            id: go
            form: { why: string }
        """)
      return try await shop.twin("run", "dice.yaml", "--clock", "2026-01-31T09:00:00Z", "--seed", "11", "--json")
    }
    let (a, b) = (try await once(), try await once())
    #expect(a.code == 3, "\(a.errors)")
    #expect(a.output == b.output)
  }

  @Test func whatCannotRunMakesNoRun() async throws {
    let shop = try Workshop()
    try shop.write("bad.yaml", "skill: bad\nsteps:\n  - klick: { button: Pay }\n")
    try shop.write("typed.yaml", "skill: typed\ninputs: { n: integer }\nsteps:\n  - log: ${{ inputs.n }}\n")
    let broken = try await shop.twin("run", "bad.yaml")
    #expect(broken.code == 2)
    #expect(broken.errors.contains("click"))
    #expect(try await shop.twin("check", "bad.yaml").code == 2)
    #expect(try await shop.twin("run", "typed.yaml", "-i", "n=many").code == 2)
    #expect(try await shop.twin("run", "typed.yaml", "-i", "m=1").code == 2)
    #expect(try await shop.twin("run", "typed.yaml").code == 2)
    #expect(try await shop.twin("run", "absent.yaml").code == 2)
    #expect(try await shop.twin("frobnicate").code == 2)
    let listed = try await shop.twin("runs")
    #expect(!listed.output.contains("run_"))
  }

  @Test func exitCodesSayHowARunStands() async throws {
    let shop = try Workshop()
    try shop.write("done.yaml", "skill: done\nsteps:\n  - set: { a: 1 }\n")
    try shop.write("fails.yaml", "skill: fails\nsteps:\n  - fail: no luck\n")
    try shop.write("waits.yaml", "skill: waits\nsteps:\n  - wait: 2h\n")
    try shop.write("asks.yaml", "skill: asks\nsteps:\n  - approve: Well?\n    id: well\n    expires: 1h\n")
    #expect(try await shop.twin("run", "done.yaml").code == 0)
    #expect(try await shop.twin("run", "fails.yaml").code == 1)
    #expect(try await shop.twin("run", "waits.yaml", "--detach").code == 6)
    #expect(try await shop.twin("run", "asks.yaml").code == 3)
    try shop.write(
      "handles.yaml",
      "skill: handles\nsteps:\n  - approve: Well?\n    id: well\n    expires: 1h\n    on_reject: [{ log: so be it }]\n")
    #expect(try await shop.twin("run", "handles.yaml").code == 3)
    let handled = try await shop.twin("reject", "last", "--reason", "no")
    #expect(
      handled.code == 0 && handled.output.contains("✗ 1  approve  well     rejected, handled"), "\(handled.output)")
    #expect(try await shop.twin("run", "asks.yaml").code == 3)
    let silent = try await shop.twin("reject", "last", "--reason", " ")
    #expect(silent.code == 2 && silent.errors.contains("needs a reason"), "\(silent.code) \(silent.errors)")
    #expect(try await shop.twin("reject", "last", "--reason", "no").code == 4)
    #expect(try await shop.twin("run", "asks.yaml").code == 3)
    #expect(try await shop.twin("cancel", "last").code == 5)
    #expect(try await shop.twin("resume", "last").code == 5)
  }

  @Test func twoPeopleAtOnceDecideOnce() async throws {
    let shop = try Workshop()
    try shop.write(
      "asks.yaml", "skill: asks\nsteps:\n  - ask: Who?\n    id: who\n    form: { name: string }\n    expires: 1h\n")
    let id = try #require(try await shop.twin("run", "asks.yaml", "--json").json["id"]?.text)
    let both = try [
      shop.begin(["approve", id, "-i", "name=ana", "--as", "ana"]),
      shop.begin(["approve", id, "-i", "name=bob", "--as", "bob"]),
    ]
    let results = [await both[0].finish(), await both[1].finish()]
    #expect(results.map(\.code).sorted() == [0, 2], "\(results)")
    let loser = try #require(results.first { $0.code == 2 })
    #expect(loser.errors.contains("error") || loser.errors.contains("Error"))
  }

  @Test func aRunKilledInTheMiddleOfAPaymentAsksWhatHappened() async throws {
    let shop = try Workshop()
    let server = try SilentServer()
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
          allows: [send]
        - http: { method: POST, url: "http://127.0.0.1:\(server.port)/pay", json: { amount: 1 } }
          id: send
          irreversible: true
        - log: after
      """)
    let id = try #require(try await shop.twin("run", "pay.yaml", "--json").json["id"]?.text)
    let running = try shop.begin(["approve", id])
    await server.waitForRequests(1)
    running.kill()
    _ = await running.finish()

    let resumed = try await shop.twin("resume", id, "--json")
    #expect(resumed.code == 3, "\(resumed.errors)")
    #expect(try resumed.json["pendingStep"]?["kind"] == "in_doubt")
    #expect(server.count == 1)
    let shown = try await shop.twin("show", id)
    #expect(shown.output.contains("send"))
    #expect(try await shop.twin("verify", id).code == 0)
  }

  @Test func aStoreOrFileThatIsNotOursIsRefusedInWords() async throws {
    let shop = try Workshop()
    try shop.write("junk.db", String(repeating: "this is no database ", count: 100))
    let junk = try await shop.twin("runs", "--store", "junk.db")
    #expect(junk.code != 0)
    #expect(junk.errors.contains("junk.db"))
    try shop.write("asks.yaml", "skill: asks\nsteps:\n  - approve: Well?\n    id: well\n    expires: 1h\n")
    #expect(try await shop.twin("run", "asks.yaml").code == 3)
    #expect(try await shop.twin("snapshot", "export", "last", "-o", "run.snap").code == 0)
    var bytes = try Data(contentsOf: shop.folder.appendingPathComponent("run.snap"))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: shop.folder.appendingPathComponent("forged.snap"))
    let forged = try await shop.twin("snapshot", "import", "forged.snap", "--store", "other/twin.db")
    #expect(forged.code == 2)
    #expect(try await shop.twin("snapshot", "import", "run.snap", "--store", "other/twin.db").code == 3)
  }

  /// Law 1 over every shipped skill: frozen and thawed at every pause, the last state has the same bytes.
  @Test func everyShippedSkillPassesItsOwnTestsPausedEverywhere() async throws {
    let shop = try Workshop()
    let files = try FileManager.default.contentsOfDirectory(atPath: Workshop.skills.path).filter {
      $0.hasSuffix(".yaml")
    }
    #expect(files.count >= 8)
    let paths = files.sorted().map { Workshop.skills.appendingPathComponent($0).path }
    let running = try shop.begin(["test", "--pause-everywhere", "--json"] + paths)
    let finished = await running.finish()
    #expect(finished.code == 0, "\(finished.output)\(finished.errors)")
    let results = try #require(try finished.json.elements)
    let tested = Set(results.compactMap { $0["file"]?.text })
    #expect(tested.count == files.count, "every shipped skill has tests")
  }

  /// No run is made with answers that cannot be any; one that is not taken leaves its run as it waits.
  @Test func answersAreLookedAtBeforeAnythingIsDone() async throws {
    let shop = try Workshop()
    try shop.write(
      "ask.yaml",
      """
      skill: ask
      gates: { expires: 1h }
      steps:
        - log: begun
        - approve: Go on?
          id: okay
          by: { roles: [finance] }
      """)
    for (answers, said) in [
      ("okay: { verdict: approv }", "'approv' is neither approve nor reject"),
      ("okay: { inputs: { a: 1 } }", "'inputs' is none of"), ("okai: approve", "did you mean `okay`?"),
      ("other: approve", "it has okay"), ("okay.choice: 3", "neither a word nor a map"),
    ] {
      try shop.write("answers.yaml", answers + "\n")
      let refused = try await shop.twin("run", "ask.yaml", "--answers", "answers.yaml")
      #expect(refused.code == 2 && refused.errors.contains(said) && !refused.errors.contains("begun"), "\(refused)")
    }
    #expect(try await shop.twin("runs").output == "no runs\n")
    try shop.write("answers.yaml", "okay: approve\nokay.in_doubt: { choose: fail }\n")
    let waiting = try await shop.twin("run", "ask.yaml", "--answers", "answers.yaml", "--json")
    #expect(waiting.code == 3 && waiting.errors.contains("the answer to okay is not taken: "), "\(waiting)")
    #expect(try waiting.json["status"] == "awaiting_approval")
  }

  @Test func aSecretThatIsSurelyNeededIsMissedBeforeAnythingIsDone() async throws {
    let shop = try Workshop()
    func skill(_ second: String) -> String {
      """
      skill: post
      secrets: [api_token]
      permissions: { exec: [sh] }
      gates: { expires: 1h }
      inputs: { posts: { type: boolean, default: false } }
      steps:
        - exec: [sh, -c, "echo one >>done"]
          idempotent: true
      \(second)
      """
    }
    let step = """
      exec: [sh, -c, 'test -n "$TOKEN" && echo two >>done']
      env: { TOKEN: "Bearer ${{ secrets.api_token }}" }
      idempotent: true
      """
    func at(_ indent: Int) -> String {
      step.split(separator: "\n").joined(separator: "\n" + String(repeating: " ", count: indent))
    }
    for second in ["  - \(at(4))", "  - parallel:\n      a:\n        - \(at(10))\n      b:\n        - log: b"] {
      try shop.write("post.yaml", skill(second))
      let refused = try await shop.twin("run", "post.yaml")
      #expect(
        refused.code == 2
          && refused.errors.contains(
            "needs the secret 'api_token', which is not known: set it with `twin secret set api_token`"),
        "\(refused)")
      #expect(!FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("done").path))
      #expect(try await shop.twin("runs").output == "no runs\n")
    }
    // Whether these will need it nobody knows yet.
    for second in [
      "  - if: ${{ inputs.posts }}\n    then:\n      - \(at(8))", "  - approve: Post?\n  - \(at(4))",
    ] {
      try shop.write("post.yaml", skill(second))
      #expect([0, 3].contains(try await shop.twin("run", "post.yaml").code))
    }
    shop.environment["TWIN_SECRET_API_TOKEN"] = "t"
    try shop.write("post.yaml", skill("  - \(at(4))"))
    #expect(try await shop.twin("run", "post.yaml").code == 0)
  }

  @Test func aStepThatWasStoppedBeforeItsNextTryWasNotHandled() async throws {
    let shop = try Workshop()
    try shop.write(
      "arms.yaml",
      """
      skill: arms
      permissions: { exec: [sh] }
      steps:
        - parallel:
            left:
              - exec: [sh, -c, "touch tried; exit 3"]
                id: flaky
                idempotent: true
                retry: { times: 5, delay: 1h }
            right:
              - exec: [sh, -c, "while [ ! -e tried ]; do sleep 0.01; done; sleep 0.3; exit 4"]
                id: down
                idempotent: true
      """)
    let ended = try await shop.twin("run", "arms.yaml")
    #expect(ended.code == 1 && ended.output.contains("failed, then stopped"), "\(ended.output)")
    #expect(!ended.output.contains("handled"))
  }
}
