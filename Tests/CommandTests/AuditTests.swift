// The audit log taken elsewhere: an export is verified where there is no store, and one that was changed is not believed.
import CSQLite
import Foundation
import Testing
import Values

@Suite struct AuditTests {
  @Test func anExportIsVerifiedOnAnotherMachine() async throws {
    let (here, elsewhere) = (try Workshop(), try Workshop())
    try here.write(
      "gate.yaml", "skill: gate\nsteps:\n  - approve: Go?\n    id: go\n    expires: 1h\n")
    let id = try #require(try await here.twin("run", "gate.yaml", "--json").json["id"]?.text)
    #expect(try await here.twin("approve", id, "--comment", "fine").code == 0)
    #expect(try await here.twin("audit", "export", "-o", "log.json").code == 0)
    let text = try String(contentsOf: here.folder.appendingPathComponent("log.json"), encoding: .utf8)
    try elsewhere.write("log.json", text)
    let verified = try await elsewhere.twin("audit", "verify", "log.json")
    #expect(verified.code == 0 && verified.output.hasPrefix("good"), "\(verified.errors)")
    #expect(!FileManager.default.fileExists(atPath: elsewhere.folder.appendingPathComponent(".twin").path))
    // One word of one person changed.
    #expect(text.contains("fine"))
    try elsewhere.write("forged.json", text.replacing("fine", with: "mine"))
    let forged = try await elsewhere.twin("audit", "verify", "forged.json")
    #expect(forged.code == 1 && forged.errors.contains("does not hold"), "\(forged.output)\(forged.errors)")
    // Another key than the one that is known.
    let other = try Workshop()
    _ = try await other.twin("user", "add", "eve")
    _ = try await other.twin("audit", "export", "-o", "log.json")
    // JSON lines; the first has the key and the checkpoint.
    let head = try String(contentsOf: other.folder.appendingPathComponent("log.json"), encoding: .utf8)
      .prefix { $0 != "\n" }
    let theirs = try PlainValue(jsonText: String(head))
    let key = try #require(theirs["key"]?.text, "\(theirs)")
    #expect(try await elsewhere.twin("audit", "verify", "log.json", "--key", key).code == 1)
  }

  /// A device or a link that `-o` names stays what it is; and who keeps the log elsewhere hears that it did not get there.
  @Test func whatIsExportedGoesToWhereItIsSentOrTheCommandFails() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", "skill: gate\nsteps:\n  - approve: Go?\n    id: go\n    expires: 1h\n")
    let id = try #require(try await shop.twin("run", "gate.yaml", "--json").json["id"]?.text)
    func path(_ name: String) -> String { shop.folder.appendingPathComponent(name).path }
    for (name, arguments) in [
      ("log", ["audit", "export"]), ("snap", ["snapshot", "export", id]), ("twinc", ["compile", "gate.yaml"]),
    ] {
      try FileManager.default.createSymbolicLink(atPath: path("link.\(name)"), withDestinationPath: "kept.\(name)")
      let done = try await shop.twin(arguments + ["-o", "link.\(name)"])
      #expect(done.code == 0, "\(done.errors)")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("link.\(name)")) == "kept.\(name)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: path("kept.\(name)"))).count > 50)
      // By a link, should it be replaced after all: it would be the whole machine's.
      try FileManager.default.createSymbolicLink(atPath: path("full.\(name)"), withDestinationPath: "/dev/full")
      let full = try await shop.twin(arguments + ["-o", "full.\(name)"])
      #expect(full.code != 0 && full.errors.contains("full.\(name) cannot be written: No space left"), "\(full.errors)")
    }
    shop.environment["TWIN"] = Workshop.twin.path
    let shell = try shop.begin(
      ["-c", #""$TWIN" audit export > /dev/full"#], program: URL(fileURLWithPath: "/bin/sh"))
    #expect(await shell.finish().code == 7)
  }

  /// Whoever can write into the file, but has not its key, takes the checkpoint out and changes what it was made of.
  @Test func aCheckpointThatWasTakenOutIsMissed() async throws {
    let shop = try Workshop()
    try shop.write("gate.yaml", "skill: gate\nsteps:\n  - approve: Go?\n    id: go\n    expires: 1h\n")
    let id = try #require(try await shop.twin("run", "gate.yaml", "--json").json["id"]?.text)
    #expect(try await shop.twin("approve", id, "--as", "bob").code == 0)
    let good = try await shop.twin("audit", "verify")
    #expect(good.code == 0 && good.output.contains("2 entries") && good.output.contains("2 of them now"), "\(good)")
    #expect(try await shop.twin("audit", "verify").output.contains("of them now") == false)
    var handle: OpaquePointer?
    #expect(sqlite3_open(shop.folder.appendingPathComponent(".twin/twin.db").path, &handle) == SQLITE_OK)
    let forgery = """
      DELETE FROM facts WHERE name = 'checkpoint';
      DELETE FROM audit WHERE first = (SELECT max(first) FROM audit);
      """
    #expect(sqlite3_exec(handle, forgery, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
    sqlite3_close(handle)
    for words in [["verify"], ["export"]] {
      let forged = try await shop.twin(["audit"] + words)
      #expect(forged.code == 1 && forged.output.isEmpty && forged.errors.contains("twin audit sign"), "\(forged)")
    }
    // A person who knows better vouches for it.
    #expect(try await shop.twin("audit", "sign").output.hasPrefix("signed  1 entries"))
    #expect(try await shop.twin("audit", "verify").code == 0)
  }

  /// A first command that is refused leaves nothing; one that dies while it makes the store leaves none, or a whole one.
  @Test func aStoreWhoseFirstCommandEndsEarlyCanBeVerified() async throws {
    let shop = try Workshop()
    try shop.write("log.yaml", "skill: log\nsteps:\n  - log: x\n")
    shop.environment["TWIN_KEY"] = "abc"
    let refused = try await shop.twin("run", "log.yaml")
    #expect(refused.code == 1 && refused.errors.contains("TWIN_KEY must be 64 hex digits"), "\(refused)")
    #expect(!FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent(".twin").path))
    shop.environment["TWIN_KEY"] = nil
    // As a process leaves it that died before the tables were there: an empty file, or a database without any.
    for statement in ["", "PRAGMA journal_mode=WAL"] {
      let folder = shop.folder.appendingPathComponent(".twin")
      try? FileManager.default.removeItem(at: folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let path = folder.appendingPathComponent("twin.db").path
      try Data().write(to: URL(fileURLWithPath: path))
      var handle: OpaquePointer?
      #expect(sqlite3_open(path, &handle) == SQLITE_OK)
      #expect(sqlite3_exec(handle, statement, nil, nil, nil) == SQLITE_OK)
      sqlite3_close(handle)
      #expect(try await shop.twin("run", "log.yaml").code == 0)
      let verified = try await shop.twin("audit", "verify")
      #expect(verified.code == 0 && verified.output.hasPrefix("good"), "\(verified)")
    }
  }

  @Test func whatSomebodyChoseIsShownAndASecretIsNot() async throws {
    let shop = try Workshop()
    try shop.write(
      "ask.yaml",
      """
      skill: ask
      gates: { expires: 1h }
      steps:
        - choose: Which?
          id: which
          from: [{ value: a, label: First }, { value: b, label: Second }]
        - ask: The code?
          id: code
          form: { code: { type: string, secret: true }, note: string }
      """)
    let id = try #require(try await shop.twin("run", "ask.yaml", "--json").json["id"]?.text)
    #expect(try await shop.twin("approve", id, "--choose", "b").code == 3)
    #expect(try await shop.twin("approve", id, "-i", "code=817263", "-i", "note=later").code == 0)
    let shown = try await shop.twin("show", id).output
    #expect(shown.contains(" choosing Second") && shown.contains("note later"), "\(shown)")
    let list = try #require(try await shop.twin("show", id, "--json").json["decisions"]?.elements)
    #expect(list[0]["values"]?["value"] == "b")
    #expect(!shown.contains("817263") && !"\(list)".contains("817263"))
  }

  /// Who decided, when, and what they saw, from the command line alone.
  @Test func whatSomebodySawIsShownAfterTheyDecided() async throws {
    let shop = try Workshop()
    try shop.write(
      "pay.yaml",
      """
      skill: pay
      inputs: { amount: integer }
      steps:
        - approve: Pay ${{ inputs.amount }} to Globex?
          id: pay
          show: { account: DE12 3456 }
          expires: 1h
        - approve: Small?
          id: small
          unless: ${{ inputs.amount < 100 }}
          expires: 1h
      """)
    let paused = try await shop.twin("run", "pay.yaml", "-i", "amount=50", "--json").json
    let id = try #require(paused["id"]?.text)
    #expect(try await shop.twin("approve", id, "--as", "bob", "--comment", "as agreed").code == 0)
    let shown = try await shop.twin("show", id).output
    #expect(shown.contains("Decisions\n  approved  pay  by bob (cli)") && shown.contains("“as agreed”"), "\(shown)")
    #expect(shown.contains("approved  small  by its policy: inputs.amount < 100 (inputs.amount = 50)"), "\(shown)")
    let seen = try await shop.twin("show", id, "--seen").output
    #expect(
      seen.contains("Pay 50 to Globex?") && seen.contains("DE12 3456") && seen.contains("made again from the journal"))
    let decisions = try #require(try await shop.twin("show", id, "--seen", "--json").json["decisions"]?.elements)
    #expect(decisions.map { $0["event"] } == ["decided", "policy"])
    #expect(decisions[0]["evidence"] == paused["pendingStep"]?["evidence"])
    #expect(decisions[0]["shown"]?["evidence"] == decisions[0]["evidence"])
    #expect(decisions[0]["shown"]?["show"] == ["account": "DE12 3456"])
  }

  /// A vote is on record before its gate has an outcome, and stays there where the gate comes to none.
  @Test func whatAVoterSawIsMadeAgainWhileTheGateIsOpen() async throws {
    let shop = try Workshop()
    try shop.write(
      "pay.yaml",
      """
      skill: pay
      steps:
        - approve: Pay?
          id: pay
          by: { count: 2 }
          show: { sum: 50 }
          edit: { sum: integer }
          expires: 1h
        - choose: Which?
          id: which
          from: [a, b]
          by: { count: 2 }
          expires: 1h
      """)
    let id = try #require(try await shop.twin("run", "pay.yaml", "--json").json["id"]?.text)
    func seen() async throws -> String { try await shop.twin("show", id, "--seen").output }
    func count(_ words: String, in text: String) -> Int { text.components(separatedBy: words).count - 1 }
    for (gate, more) in [("pay", []), ("which", ["--choose", "b"])] as [(String, [String])] {
      for (number, person) in ["ann", "bob"].enumerated() where gate == "pay" || number == 0 {
        _ = try await shop.twin(["approve", id, "--gate", gate, "--as", person] + more)
        let text = try await seen()
        let votes = (gate == "pay" ? 0 : 2) + number + 1
        #expect(count("made again from the journal", in: text) == votes && !text.contains("does not come"), "\(text)")
      }
    }
    #expect(try await seen().contains("which  by ann (cli) choosing b"))
    // The second gate never gets an outcome.
    _ = try await shop.twin("cancel", id)
    let text = try await seen()
    #expect(count("made again from the journal", in: text) == 3 && !text.contains("does not come"), "\(text)")
  }
}
