// What people who tried the command found wrong, kept from coming back: whole runs with the real program.
import Foundation
import Testing
import Values

@Suite struct TrustTests {
  @Test func noSkillReadsOrWritesTheStoreItself() async throws {
    let shop = try Workshop()
    try shop.write(
      "key.yaml",
      """
      skill: key
      permissions: { read: ["**"], write: ["**"] }
      outputs: { refused: "${{ vars.refused }}" }
      steps:
        - set: { refused: "${{ [''] }}" }
        - for: path
          in: ${{ ['.twin/key', '.twin/twin.db', './link'] }}
          do:
            - try:
                - read_file: ${{ path }}
              catch:
                - set: { refused: "${{ vars.refused + [error.message] }}" }
            - try:
                - write_file: ${{ path }}
                  content: nothing
              catch:
                - set: { refused: "${{ vars.refused + [error.kind] }}" }
      """)
    try FileManager.default.createSymbolicLink(
      atPath: shop.folder.appendingPathComponent("link").path, withDestinationPath: ".twin/key")
    let done = try await shop.twin("run", "key.yaml", "--json")
    let refused = try done.json["outputs"]?["refused"]?.elements?.compactMap(\.text) ?? []
    #expect(
      refused == [
        "", "cannot read .twin/key: it is one of Twin's own files, which no skill may touch", "permission",
        "cannot read .twin/twin.db: it is one of Twin's own files, which no skill may touch", "permission",
        "cannot read ./link: it is one of Twin's own files, which no skill may touch", "permission",
      ])
    #expect(try await shop.twin("verify", "last").code == 0)
  }

  /// A skill that tries to read and to write each of `paths`, and gives what it was refused by.
  private func refusals(_ shop: Workshop, _ paths: [String], store: String = ".twin/twin.db") async throws -> [String] {
    try shop.write(
      "tries.yaml",
      """
      skill: tries
      inputs: { paths: { type: array, items: { type: string } } }
      permissions: { read: ["**", "/**"], write: ["**", "/**"] }
      outputs: { refused: "${{ vars.refused }}" }
      steps:
        - set: { refused: "${{ [''] }}" }
        - for: path
          in: ${{ inputs.paths }}
          do:
            - try:
                - write_file: ${{ path }}
                  content: nothing
                - set: { refused: "${{ vars.refused + ['written'] }}" }
              catch:
                - set: { refused: "${{ vars.refused + [error.kind] }}" }
            - try:
                - read_file: ${{ path }}
                - set: { refused: "${{ vars.refused + ['read'] }}" }
              catch:
                - set: { refused: "${{ vars.refused + [error.kind] }}" }
      """)
    let list = try PlainValue.list(paths.map { .string($0) }).json()
    let done = try await shop.twin(
      "run", "tries.yaml", "-i", "paths=\(String(decoding: list, as: UTF8.self))", "--store", store, "--json")
    return try done.json["outputs"]?["refused"]?.elements?.compactMap(\.text) ?? [done.errors]
  }

  /// Everything below `.twin` is Twin's own, and the configuration wherever it is looked for: it says where the vault's key goes.
  @Test func noSkillReadsOrWritesWhatIsTwinsOwn() async throws {
    let shop = try Workshop()
    for name in ["browsers/run_a/Cookies", "artifacts/run_a/page.png"] { try shop.write(".twin/" + name, "x") }
    try FileManager.default.createSymbolicLink(
      atPath: shop.folder.path + "/beside", withDestinationPath: ".twin/artifacts")
    let paths = [
      ".twin/twin.yaml", "twin.yaml", ".twin/browsers/run_a/Cookies", ".twin/artifacts/run_a/page.png",
      "beside/run_a/page.png", ".twin/new/file", shop.folder.path + "/.twin/twin.db-journal",
    ]
    #expect(try await refusals(shop, paths) == [""] + paths.flatMap { _ in ["permission", "permission"] })
    #expect(!FileManager.default.fileExists(atPath: shop.folder.path + "/twin.yaml"))
    #expect(try await refusals(shop, ["out/twin.yaml"]) == ["", "written", "read"])
  }

  /// What a store is called changes nothing: its files are forbidden under every name.
  @Test(arguments: ["link/twin.db", "linked.db"]) func aStoreBehindALinkIsNoSkillsEither(store: String) async throws {
    let shop = try Workshop()
    let folder = shop.folder.path
    try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "data")
    try FileManager.default.createSymbolicLink(atPath: folder + "/linked.db", withDestinationPath: "data/twin.db")
    // A store that is there, with its log.
    for _ in 0..<2 { #expect(try await refusals(shop, [], store: store) == [""]) }
    try FileManager.default.linkItem(atPath: folder + "/data/twin.db", toPath: folder + "/hard")
    let paths = ["data/twin.db", "link/twin.db-wal", "data/twin.db-wal", "data/twin.db-journal", "linked.db", "hard"]
    #expect(
      try await refusals(shop, paths, store: store) == [""] + paths.flatMap { _ in ["permission", "permission"] })
    #expect(try await shop.twin("audit", "verify", "--store", store).code == 0)
  }

  /// What the system shows as files is none: a process's surroundings hold its keys.
  @Test func theSystemsOwnAreNoFiles() async throws {
    let shop = try Workshop()
    shop.environment["TWIN_SECRET_TOKEN"] = "hush"
    let paths = ["/proc/self/environ", "/proc/\(getpid())/environ", "/sys/kernel/notes", "/dev/null"]
    #expect(try await refusals(shop, paths) == [""] + paths.flatMap { _ in ["permission", "permission"] })
  }

  private static let gate = """
    skill: gate
    gates: { expires: 1h }
    steps:
      - for: n
        in: ${{ [1, 2] }}
        at_once: 2
        do:
          - approve: Go ${{ n }}?
            id: go
    """

  @Test func aSupposedTimeLetsNobodyElsesGateExpire() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    let id = try #require(try await shop.twin("run", "gate.yaml", "--json").json["id"]?.text)
    #expect(try await shop.twin("run", "gate.yaml", "--clock", "2040-01-01T00:00:00Z").code == 3)
    #expect(try await shop.twin("show", id, "--json").json["status"] == "awaiting_approval")
  }

  @Test func whatTheCommandProposesWorksAsItIs() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    var shown = try await shop.twin("run", "gate.yaml").output
    for left in [2, 1] {
      let proposals = shown.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }.filter {
        $0.starts(with: ["twin", "approve"])
      }
      #expect(proposals.count == left)
      let answered = try await shop.begin(Array(try #require(proposals.last).dropFirst())).finish()
      #expect(answered.code == (left == 2 ? 3 : 0))
      shown = answered.output
    }
  }

  /// Runs `line` in a shell, with `$twin` in it.
  private func shell(_ shop: Workshop, _ line: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = shop.folder
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": shop.folder.path, "twin": Workshop.twin.path]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test(arguments: [
    "$twin run talk.yaml >&-", "$twin run talk.yaml <&- >&- 2>&-", "$twin run talk.yaml >/dev/full 2>&1",
    "$twin run talk.yaml 2>&1 | head -c 10 >/dev/null",
  ])
  func nobodyWhoListensIsNoReasonToLeaveARunInTheMiddle(line: String) async throws {
    let shop = try Workshop()
    try shop.write(
      "talk.yaml",
      """
      skill: talk
      permissions: { write: ["out/*"] }
      steps:
        - for: n
          in: ${{ lists.range(3000) }}
          do:
            - log: a line that nobody reads, number ${{ n }}
        - write_file: out/done
          content: yes, it came here
      """)
    _ = try shell(shop, line)
    #expect(try await shop.twin("show", "last", "--json").json["status"] == "completed")
    #expect(FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("out/done").path))
  }

  @Test func aUsedStoreIsGivenNoOtherKey() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    #expect(try await shop.twin("run", "gate.yaml").code == 3)
    let key = shop.folder.appendingPathComponent(".twin/key")
    let saved = try Data(contentsOf: key)
    try FileManager.default.removeItem(at: key)
    let refused = try await shop.twin("runs")
    #expect(refused.code == 1 && refused.errors.contains("the store's key is not at"))
    #expect(!FileManager.default.fileExists(atPath: key.path))
    try saved.write(to: key)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
    #expect(try await shop.twin("audit", "verify").code == 0)
  }

  @Test func severalWhoBeginAStoreAtOnceShareIt() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    let running = try (0..<6).map { _ in try shop.begin(["run", "gate.yaml"]) }
    for one in running {
      let finished = await one.finish()
      #expect(finished.code == 3, "\(finished.errors)")
    }
    #expect(try await shop.twin("runs", "--json").json.elements?.count == 6)
    #expect(try await shop.twin("audit", "verify").code == 0)
  }

  /// What cannot be said about a payment is no failure of the payment.
  @Test func anErrorInTheOutputsIsOfNoStep() async throws {
    for outputs in ["before", "behind"] {
      let shop = try Workshop()
      let said = "outputs: { receipt: \"${{ steps.pay.json.receipt }}\" }\n"
      let steps = "permissions: { exec: [echo] }\nsteps:\n  - exec: [echo, '{\"paid\": 1}']\n    id: pay\n"
      try shop.write("pay.yaml", "skill: pay\n" + (outputs == "before" ? said + steps : steps + said))
      let failed = try await shop.twin("run", "pay.yaml", "--json")
      #expect(failed.code == 1)
      let error = try #require(try failed.json["error"])
      #expect(error["message"] == "outputs: no such key: 'receipt'" && error["step"] == .null, "\(error)")
      #expect(try failed.json["steps"]?.elements?.first?["status"] == "done")
      let shown = try await shop.twin("show", "last")
      #expect(
        shown.output.contains("✓ 1  exec  pay") && shown.output.contains("Error (line \(outputs == "before" ? 2 : 6))")
      )
    }
  }

  @Test func noCommentForgesALineOfTheAudit() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate.replacing("[1, 2]", with: "[1]"))
    let id = try #require(try await shop.twin("run", "gate.yaml", "--json").json["id"]?.text)
    let forged = "fine\n2026-11-28T22:26:32.118Z  \(id)  decided  gate=other  verdict=approve  by=ceo"
    #expect(try await shop.twin("approve", id, "--comment", forged).code == 0)
    let lines = try await shop.twin("audit", "show", id).output.split(separator: "\n")
    #expect(!lines.contains { $0.hasPrefix("2026-11-28T22:26:32.118Z") })
    #expect(lines.contains { $0.contains("comment=\"fine\\n2026-11-28T22:26:32.118Z") }, "\(lines)")
  }

  @Test func whoFollowsAWaitHearsThatItWasCancelled() async throws {
    let shop = try Workshop()
    try shop.write("wait.yaml", "skill: wait\nsteps:\n  - log: it waits\n  - wait: 1d\n")
    let following = try shop.begin(["run", "wait.yaml"])
    defer { if following.process.isRunning { following.kill() } }
    try await shop.until { following.errorsSoFar.contains("it waits") }
    try await shop.twin("cancel", "last")
    let told = await following.finish()
    #expect(told.code == 5, "\(told.output)\(told.errors)")
  }

  @Test func controlCSaysWhatItLeaves() async throws {
    let shop = try Workshop()
    try shop.write(
      "slow.yaml",
      "skill: slow\npermissions: { exec: [sleep] }\nsteps:\n  - log: it sleeps\n  - exec: [sleep, '600']\n    idempotent: true\n    timeout: 10m\n"
    )
    let running = try shop.begin(["run", "slow.yaml"])
    try await shop.until { running.errorsSoFar.contains("it sleeps") }
    kill(running.process.processIdentifier, SIGINT)
    let left = await running.finish()
    let id = try #require(try await shop.twin("runs", "--json").json.elements?.first?["id"]?.text)
    #expect(left.errors == "it sleeps\n\(id) stays as it is; `twin resume \(id)` goes on with it\n")
    #expect(left.code == 130)
  }

  @Test func aKilledRunSaysWhereItStandsAndHowItGoesOn() async throws {
    let shop = try Workshop()
    try shop.write(
      "slow.yaml",
      "skill: slow\npermissions: { exec: [sleep] }\nsteps:\n  - approve: Go?\n    id: go\n    expires: 1h\n  - log: it sleeps\n  - exec: [sleep, '20']\n    idempotent: true\n"
    )
    let id = try #require(try await shop.twin("run", "slow.yaml", "--json").json["id"]?.text)
    let running = try shop.begin(["approve", id])
    try await shop.until { running.errorsSoFar.contains("it sleeps") }
    running.kill()
    _ = await running.finish()
    let shown = try await shop.twin("show", id).output
    #expect(shown.contains("running  step 1 of 3"), "\(shown)")
    #expect(shown.contains("The process that was at it has ended. `twin resume \(id)` goes on."), "\(shown)")
    #expect(try await shop.twin("cancel", id).code == 5)
  }

  @Test func aPortThatIsTakenIsNamed() async throws {
    let shop = try Workshop()
    let other = try LoopbackListener()
    defer { other.close() }
    let refused = try await shop.twin("serve", "--port", "\(other.port)")
    #expect(
      refused.errors.contains(
        "something listens on port \(other.port) of 127.0.0.1 already (another `twin serve`?); `--port` takes another one"
      ))
    #expect(refused.code == 1)
  }

  @Test func anOptionMayBeChosenByItsNumber() async throws {
    let shop = try Workshop()
    try shop.write(
      "choose.yaml",
      """
      skill: choose
      gates: { expires: 1h }
      outputs: { chosen: "${{ gates.which.value }}" }
      steps:
        - choose: Which?
          id: which
          from: "${{ [{'value': 'keep', 'label': 'Keep it'}, {'value': 'drop', 'label': 'Drop it'}] }}"
      """)
    let id = try #require(try await shop.twin("run", "choose.yaml", "--json").json["id"]?.text)
    let refused = try await shop.twin("approve", id, "--choose", "3")
    #expect(refused.errors.contains("'3' is not among the options of gate 'which': keep (Keep it), drop (Drop it)"))
    #expect(try await shop.twin("approve", id, "--choose", "2", "--json").json["outputs"]?["chosen"] == "drop")
  }

  /// The arrow key and Return bring the last command again: they do not pay the next bill.
  @Test func anApprovalThatIsSentAgainIsNotTheNextOne() async throws {
    let shop = try Workshop()
    try shop.write(
      "rows.yaml",
      """
      skill: rows
      permissions: { exec: [echo] }
      gates: { expires: 1h }
      steps:
        - for: bill
          in: ${{ ['B-1', 'B-2'] }}
          do:
            - approve: Pay ${{ bill }}?
              id: pay
              allows: [send]
            - exec: [echo, "${{ bill }}"]
              id: send
              irreversible: true
      """)
    let id = try #require(try await shop.twin("run", "rows.yaml", "--json").json["id"]?.text)
    #expect(try await shop.twin("approve", id).code == 3)
    let again = try await shop.twin("approve", id)
    let next = try #require(try await shop.twin("show", id, "--json").json["pendingStep"]?["instance"]?.text)
    #expect(
      again.errors
        == "Error: pay allows what cannot be undone and is asked for the 2nd time: name the gate (--gate \(next)) or what was seen (--seen)\n",
      "\(again.errors)")
    #expect(try await shop.twin("show", id).output.contains("twin approve \(id) --gate \(next)"))
    #expect(try await shop.twin("approve", id, "--gate", next).code == 0)
  }

  @Test func aTimeOfOnesOwnDecidesNothingInARunOfTheRealTime() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate.replacing("[1, 2]", with: "[1]"))
    let id = try #require(try await shop.twin("run", "gate.yaml", "--json").json["id"]?.text)
    for verb in [["approve", id], ["reject", id, "--reason", "no"], ["cancel", id], ["resume", id]] {
      let refused = try await shop.twin(verb + ["--clock", "2020-01-01T00:00:00Z"])
      #expect(refused.code == 2 && refused.errors.contains("was not started with --clock"), "\(verb) \(refused)")
    }
    #expect(try await shop.twin("show", id, "--json").json["status"] == "awaiting_approval")
    let fixed = try await shop.twin("run", "gate.yaml", "--clock", "2040-01-01T00:00:00Z", "--json")
    let other = try #require(try fixed.json["id"]?.text)
    #expect(try await shop.twin("approve", other, "--clock", "2040-01-01T00:01:00Z").code == 0)
  }

  @Test func aStoreIsNobodyElsesToRead() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", Self.gate)
    #expect(try await shop.twin("run", "gate.yaml", "--store", "mine.db").code == 3)
    for name in try FileManager.default.contentsOfDirectory(atPath: shop.folder.path) where name.hasPrefix("mine.db") {
      let attributes = try FileManager.default.attributesOfItem(atPath: shop.folder.appendingPathComponent(name).path)
      #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o77 } == 0, "\(name)")
    }
  }
}
