// `--json`: what a verb prints for people it prints for machines too, one JSON document and nothing else.
import Foundation
import Testing

@Suite struct MachineOutputTests {
  @Test func severalFilesAreOneDocument() async throws {
    let shop = try Workshop()
    try shop.write("a.yaml", "skill: a\nsteps:\n  - log: ${{ x }}\n")
    try shop.write("b.yaml", "skill: b\nsteps:\n  - log: ${{ y }}\n")
    let list = try await shop.twin("check", "a.yaml", "b.yaml", "missing.yaml", "--json")
    #expect(list.code == 2 && list.errors.contains("missing.yaml"))
    #expect(try list.json["errors"] == 2)
    #expect(try list.json["diagnostics"]?.elements?.map { $0["file"]?.text } == ["a.yaml", "b.yaml"])
    let sarif = try await shop.twin("check", "a.yaml", "b.yaml", "--format", "sarif")
    let run = try #require(try sarif.json["runs"]?.elements)
    #expect(run.count == 1 && run[0]["results"]?.elements?.count == 2)
    let missing = try await shop.twin("check", "missing.yaml", "--json")
    #expect(try missing.json["errors"] == 0 && missing.code == 2)
  }

  /// What a skill says of itself may come from anywhere.
  @Test func noSkillSpeaksToTheTerminal() async throws {
    let shop = try Workshop()
    try shop.write(
      "esc.yaml",
      #"""
      skill: esc
      goal: "\e]0;owned\a"
      inputs: { i: { type: string, default: "\u009B2J" } }
      steps: [now]
      tests: { "\e[2J it": {} }
      """#)
    for words in [["disasm", "esc.yaml"], ["test", "esc.yaml"], ["check", "esc.yaml"]] {
      let said = try await shop.twin(words)
      #expect(said.code == 0, "\(said)")
      #expect(!(said.output + said.errors).unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{9B}" })
    }
  }

  @Test func everyVerbThatTakesTheOptionHeedsIt() async throws {
    let shop = try Workshop()
    try shop.write(
      "note.yaml", "skill: note\ngates: { expires: 1h }\nsteps:\n  - ask: Who?\n    form: { name: string }\n")
    let (one, two) = (
      try await shop.twin("run", "note.yaml", "--json"), try await shop.twin("run", "note.yaml", "--json")
    )
    #expect(one.code == 3 && two.code == 3)
    let ids = try [one, two].map { try #require(try $0.json["id"]?.text) }

    let added = try await shop.twin("user", "add", "ana", "--role", "dba", "--json")
    #expect(try added.json == ["name": "ana", "roles": ["dba"]])
    let invited = try await shop.twin("user", "invite", "ana", "--json")
    #expect(try invited.json["link"]?.text?.contains("/invitations/") == true)
    let revoked = try await shop.twin("user", "revoke", "ana", "--json")
    #expect(try revoked.json["name"] == "ana")

    let verified = try await shop.twin("audit", "verify", "--json")
    #expect(try verified.json["good"] == true && verified.json["root"]?.text?.count == 64)
    let exported = try await shop.twin("audit", "export", "-o", "audit.log", "--json")
    #expect(try exported.json["file"] == "audit.log")
    let snapshot = try await shop.twin("snapshot", "export", ids[0], "-o", "one.snap", "--json")
    #expect(try snapshot.json["sha256"]?.text?.count == 64)

    let kept = try await shop.twin("secret", "rm", "nobody_knows", "--json")
    #expect(kept.code == 2 && kept.output.isEmpty)
    let input = Pipe()
    try input.fileHandleForWriting.write(contentsOf: Data("hunter2-hunter2\n".utf8))
    try input.fileHandleForWriting.close()
    let secret = await (try shop.begin(["secret", "set", "token", "--json"], input: input.fileHandleForReading))
      .finish()
    #expect(try secret.json == ["name": "token", "kept": true])

    let changes = try await shop.twin("inspect", ids[0], "--diff", ids[1], "--json")
    let lines = try #require(try changes.json.elements?.compactMap { $0["line"]?.text })
    #expect(lines.contains { $0.contains(ids[0]) } && lines.contains { $0.contains(ids[1]) })
    // From the first to the second, as `diff` has it.
    let first = try changes.json.elements?.first { $0["line"]?.text?.contains(ids[0]) == true }
    #expect(first?["change"] == "removed")
    #expect(try await shop.twin("inspect", ids[0], "--diff", ids[0], "--json").json == [])

    #expect(try await shop.twin("approve", ids[0], "-i", "name=ana").code == 0)
    let frozen = try await shop.twin("freeze", ids[0], "--json")
    #expect(try frozen.json.elements?.first?["name"] == "note.yaml" && frozen.json.elements?.first?["changed"] == false)
    let written = try await shop.twin("freeze", ids[0], "-o", "frozen", "--json")
    #expect(try written.json == [["file": "frozen/note.yaml"]])
  }

  /// What prints no document does not promise one.
  @Test(arguments: ["serve", "mcp"]) func whatHasNoDocumentTakesNoSuchOption(_ verb: String) async throws {
    let refused = try await Workshop().twin(verb, "--json")
    #expect(refused.code == 2 && refused.errors.contains("--json"), "\(refused)")
  }

  /// One greedy run does not take the machine-readable list of the whole store away.
  @Test func aDocumentIsAsLongAsWhatIsInIt() async throws {
    let shop = try Workshop()
    // As JSON each of these bytes takes six.
    try shop.write(
      "greedy.yaml",
      #"""
      skill: greedy
      gates: { expires: 1h }
      permissions: { exec: [sh] }
      steps:
        - exec: [sh, -c, "head -c 1600000 /dev/zero | tr '\\000' '\\001'"]
          id: much
          idempotent: true
        - approve: Go on?
          show: { much: "${{ steps.much.stdout }}" }
      """#)
    let run = try await shop.twin("run", "greedy.yaml", "--json")
    #expect(run.code == 3 && run.output.utf8.count > 16 << 20, "\(run.code) \(run.errors)")
    let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(document?["status"] as? String == "awaiting_approval")
    let list = try await shop.twin("runs", "--json")
    #expect(list.code == 0 && list.output.utf8.count > 16 << 20, "\(list.code) \(list.errors)")
  }

  /// Nor does one whose values are as deep as values may be: the run's JSON puts some more around them.
  @Test func aDocumentIsAsDeepAsWhatIsInIt() async throws {
    let shop = try Workshop()
    try shop.write(
      "deep.yaml",
      """
      skill: deep
      inputs: { a: any }
      gates: { expires: 1h }
      permissions: { exec: [cat] }
      steps:
        - approve: Go on?
          id: go
          allows: [told]
        - exec: [cat]
          id: told
          stdin: "${{ inputs.a }}"
          irreversible: true
        - ask: What else?
          id: more
          form: { x: any }
      """)
    let deep = String(repeating: "[", count: 124) + String(repeating: "]", count: 124)
    let run = try await shop.twin("run", "deep.yaml", "-i", "a=\(deep)", "--json")
    #expect(run.code == 3 && run.output.contains("awaiting_approval"), "\(run.code) \(run.errors)")
    let id = try #require(run.output.firstMatch(of: /"id": "(run_\w+)"/)?.1).description
    let approved = try await shop.twin("approve", id, "--json")
    #expect(approved.code == 3, "\(approved.code) \(approved.errors)")
    let deepest = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    let answered = try await shop.twin("approve", id, "-i", "x=\(deepest)", "--json")
    #expect(answered.code == 0, "\(answered.code) \(answered.errors)")
    for verb in [["runs"], ["show", id]] {
      let said = try await shop.twin(verb + ["--json"])
      #expect(said.code == 0 && said.output.contains(id), "\(said.code) \(said.errors)")
    }
  }
}
