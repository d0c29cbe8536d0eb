// Runs that nobody is at: what they say of themselves, and that those who wait for them do not wait for ever.
import CSQLite
import Foundation
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct LeftRunTests {
  /// A gate beside a wait: with the gate open it waits for a person, whoever looks at it and whatever is due meanwhile.
  @Test func aRunWithAnOpenGateAwaitsApproval() async throws {
    let shop = try Workshop()
    try shop.write(
      "par.yaml",
      """
      skill: par
      permissions: { exec: [sh] }
      gates: { expires: 1h }
      steps:
        - parallel:
            a: [{ approve: Go?, id: a }]
            b:
              - { wait: 5s }
              - { exec: [sh, -c, "echo done >> log"], idempotent: true }
              - { approve: And now?, id: b }
      """)
    let paused = try await shop.twin("run", "par.yaml", "--detach")
    #expect(paused.code == 3 && paused.output.contains("Beside that something is due at "), "\(paused.output)")
    try await shop.until { try await shop.twin("show", "last", "--json").json["wakesAt"] == nil }
    // `show` has let the wait end; what follows is for whoever goes on with the run.
    let listed = try await shop.twin("runs", "--status", "awaiting_approval")
    #expect(listed.output.contains("a: Go?"), "\(listed.output)")
    let shown = try await shop.twin("show", "last")
    #expect(shown.output.contains("Beside that a step is to be done. `twin resume "), "\(shown.output)")
    #expect(!FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("log").path))
    let resumed = try await shop.twin("resume", "--all", "--json")
    #expect(resumed.code == 3, "\(resumed.output)\(resumed.errors)")
    let view = try await shop.twin("show", "last", "--json").json
    #expect(view["status"] == "awaiting_approval")
    #expect(view["pendingSteps"]?.elements?.compactMap { $0["id"]?.text } == ["a", "b"])
    for gate in ["a", "b"] { _ = try await shop.twin("approve", "last", "--gate", gate) }
    #expect(try await shop.twin("show", "last", "--json").json["status"] == "completed")
    #expect(try await shop.twin("verify", "last").code == 0)
  }

  /// A short delay beside a gate is no reason to leave.
  @Test func whoeverFollowsStaysForAMoment() async throws {
    let shop = try Workshop()
    try shop.write(
      "rows.yaml",
      """
      skill: rows
      gates: { expires: 1h }
      steps:
        - for: n
          in: "${{ [0, 1, 2] }}"
          at_once: 3
          do:
            - { wait: "${{ duration(string(n * 50) + 'ms') }}" }
            - { approve: "Row ${{ n }}?", id: row }
      """)
    let paused = try await shop.twin("run", "rows.yaml", "--json")
    #expect(paused.code == 3)
    #expect(try paused.json["pendingSteps"]?.elements?.count == 3, "\(paused.output)\(paused.errors)")
  }

  /// The only process at the store stands in line behind a run whose gate expires, or whose wait ends.
  @Test(arguments: [("approve: Go?", 3, 1), ("wait: 1s", 0, 2)])
  func whoStandsInLineLetsOthersGoOn(step: String, code: Int32, done: Int) async throws {
    let shop = try Workshop()
    let gate = step.hasPrefix("approve") ? "\n    expires: 1s\n    on_expire: { verdict: approve }" : ""
    try shop.write(
      "queue.yaml",
      """
      skill: queue
      inputs: { k: string }
      permissions: { exec: [sh] }
      concurrency: { key: "${{ inputs.k }}", on_conflict: queue }
      steps:
        - \(step)\(gate)
        - exec: [sh, -c, "echo done >> log"]
          idempotent: true
      """)
    let first = try await shop.twin("run", "queue.yaml", "-i", "k=a", "--detach")
    #expect(first.code == (code == 3 ? 3 : 6), "\(first.errors)")
    let second = try await shop.twin("run", "queue.yaml", "-i", "k=a")
    // Its own gate or wait is met, the first has ended.
    #expect(second.code == code, "\(second.output)\(second.errors)")
    let runs = try await shop.twin("runs", "--json").json.elements ?? []
    #expect(runs.count == 2 && runs.last?["status"] == "completed", "\(runs)")
    let log = try String(contentsOf: shop.folder.appendingPathComponent("log"), encoding: .utf8)
    #expect(log.split(separator: "\n").count == done)
  }

  /// Its time is its own: who looks at it later lets nothing of it expire, and who decides does so in its time.
  @Test func aRunWithATimeOfItsOwnIsNotEndedByLooking() async throws {
    let shop = try Workshop()
    try shop.write(
      "fixed.yaml",
      """
      skill: fixed
      outputs: { at: "${{ string(steps.t) }}" }
      steps:
        - { approve: Go?, id: go, expires: 1h }
        - wait: 2h
        - now:
          id: t
      """)
    let paused = try await shop.twin("run", "fixed.yaml", "--clock", "2026-01-01T00:00:00Z", "--seed", "9", "--json")
    let id = try #require(try paused.json["id"]?.text, "\(paused.errors)")
    for verb in [["runs"], ["show", id], ["inspect", id], ["resume", id], ["resume", "--all"]] {
      _ = try await shop.twin(verb)
      #expect(try await shop.twin("show", id, "--json").json["snapshot"] == paused.json["snapshot"], "\(verb)")
    }
    let done = try await shop.twin("approve", id, "--json")
    #expect(done.code == 0, "\(done.output)\(done.errors)")
    #expect(try done.json["outputs"]?["at"] == "2026-01-01T02:00:00Z")
  }

  /// What a damaged store says, and what it still shows.
  @Test func oneDamagedRowHidesNothingElse() async throws {
    let shop = try Workshop()
    try shop.write(
      "two.yaml",
      """
      skill: two
      inputs: { u: string }
      gates: { expires: 1h }
      steps:
        - { ask: Who?, id: who, form: { name: string } }
        - { approve: "Go, ${{ gates.who.name }}?", id: go }
      """)
    try shop.write("other.yaml", "skill: other\nsteps:\n  - log: here")
    var ids: [String] = []
    for _ in 0..<3 {
      let run = try await shop.twin("run", "two.yaml", "-i", "u=x", "--json")
      ids.append(try #require(try run.json["id"]?.text, "\(run.errors)"))
      _ = try await shop.twin("approve", ids.last!, "-i", "name=ana")
    }
    _ = try await shop.twin("run", "other.yaml")
    // The newest first, as their numbers go.
    let sql = """
      import sqlite3
      db = sqlite3.connect('.twin/twin.db')
      rows = [r[0] for r in db.execute('select id from runs order by id')]
      db.execute('update runs set status = 99 where id = ?', (rows[0],))
      db.execute('delete from journal where run = ?', (rows[1],))
      db.commit()
      """
    func python(_ text: String) async throws {
      let ended = try await shop.begin(["-c", text], program: URL(fileURLWithPath: "/usr/bin/python3")).finish()
      try #require(ended.code == 0, "\(ended.errors)")
    }
    try await python(sql)
    let listed = try await shop.twin("runs")
    #expect(listed.code == 0 && listed.output.split(separator: "\n").count == 4, "\(listed.output)\(listed.errors)")
    #expect(
      listed.output.contains("run \(ids[0]) in the store is damaged: its status is 99, and there is no such status"))
    #expect(listed.output.contains("go: Go, ana?"))
    let shown = try await shop.twin("show", ids[0])
    #expect(shown.code == 1 && shown.errors.contains(ids[0]), "\(shown)")
    // Who asks for the skill, or for the runs that have failed, sees it too.
    for filter in [["--skill", "two"], ["--status", "failed"]] {
      let some = try await shop.twin(["runs"] + filter)
      #expect(some.code == 0 && some.output.contains("\(ids[0])  damaged "), "\(some.output)\(some.errors)")
    }
    // A journal that is gone: in words.
    let forked = try await shop.twin("fork", ids[1], "--at", "go")
    #expect(forked.code == 1 && forked.errors.contains("the journal of run \(ids[1])"), "\(forked)")
    #expect(try await shop.twin("fork", ids[2], "--at", "go").code == 3)
    // One bit of a program: which, and the same program run once more puts it right.
    try await python(
      """
      import sqlite3
      db = sqlite3.connect('.twin/twin.db')
      row, data = db.execute("select id, bytes from programs where skill = 'two'").fetchone()
      db.execute('update programs set bytes = ? where id = ?', (data[:-9] + bytes([data[-9] ^ 1]) + data[-8:], row))
      db.commit()
      """)
    let damaged = try await shop.twin("show", ids[2])
    #expect(
      damaged.code == 1 && damaged.errors.contains("the program of 'two' in the store is damaged: its SHA-256 is"))
    #expect(try await shop.twin("run", "two.yaml", "-i", "u=x").code == 3)
    #expect(try await shop.twin("approve", ids[2]).code == 0)
    #expect(
      try await shop.twin("approve", "last", "-i", "name=a", "-i", "name=b").errors.contains("name is given twice"))
  }

  /// The row of its program is gone, or says nothing: every command says so, and all else goes on.
  @Test(arguments: [
    ("delete from programs where skill = 'lost'", "the store has lost its program"),
    ("update programs set digest = x'00' where skill = 'lost'", "the SHA-256 of its program in the store has 1 bytes"),
  ])
  func aRunWithoutItsProgramHidesNothingElse(sql: String, words: String) async throws {
    let shop = try Workshop()
    for name in ["lost", "kept"] {
      try shop.write("\(name).yaml", "skill: \(name)\nsteps:\n  - { approve: Go?, id: go, expires: 1h }\n")
    }
    let lost = try #require(try await shop.twin("run", "lost.yaml", "--json").json["id"]?.text)
    let kept = try #require(try await shop.twin("run", "kept.yaml", "--json").json["id"]?.text)
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    let path = shop.folder.appendingPathComponent(".twin/twin.db").path
    try #require(sqlite3_open(path, &handle) == SQLITE_OK && sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)

    let damage = "run \(lost) in the store is damaged: \(words)"
    let listed = try await shop.twin("runs")
    #expect(listed.code == 0 && listed.output.contains("\(lost)  damaged "), "\(listed)")
    #expect(listed.output.contains(damage) && listed.output.contains("kept  go: Go?"), "\(listed)")
    let runs = try await shop.twin("runs", "--json").json.elements ?? []
    #expect(runs.map { $0["id"]?.text } == [kept, lost] && runs[0]["damaged"] == nil)
    #expect(runs.last?["damaged"]?.text?.hasPrefix(damage) == true)
    for verb in [
      ["show", lost], ["inspect", lost], ["approve", lost], ["reject", lost, "--reason", "no"], ["cancel", lost],
      ["resume", lost], ["verify", lost], ["fork", lost], ["snapshot", "export", lost], ["freeze", lost],
      ["show", String(lost.prefix(10))],
    ] {
      let refused = try await shop.twin(verb)
      #expect(refused.code == 1 && refused.errors.contains(damage), "\(verb): \(refused)")
    }
    #expect(try await shop.twin("resume", "--all").code == 0)
    #expect(try await shop.twin("doctor").output.contains("2 runs"))
    #expect(try await shop.twin("approve", kept).code == 0)
    #expect(try await shop.twin("cost", "kept").code == 0)
    // Another skill's program does not stand in for it.
    try shop.write("new.yaml", "skill: new\nsteps:\n  - log: here\n")
    #expect(try await shop.twin("run", "new.yaml").code == 0)
    #expect(try await shop.twin("show", lost).errors.contains(damage))
  }

  /// At a gate that nobody was asked at a copy has nothing to wait for, and no process has been at it.
  @Test func aCopyThatGoesOnByItselfWasLeftByNobody() async throws {
    let shop = try Workshop()
    try shop.write(
      "passed.yaml",
      """
      skill: passed
      gates: { expires: 1h }
      permissions: { exec: ["true"] }
      steps:
        - { approve: Go?, id: go, unless: true }
        - { exec: ["true"], idempotent: true }
      """)
    let id = try #require(try await shop.twin("run", "passed.yaml", "--json").json["id"]?.text)
    let forked = try await shop.twin("fork", id, "--at", "go")
    #expect(
      forked.code == 6 && forked.output.contains("A step is to be done, and no process is at it. `twin resume "),
      "\(forked)")
    #expect(try await shop.twin("resume", "last").code == 0)
  }
}
