// The audit log taken elsewhere: an export is verified where there is no store, and one that was changed is not believed.
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
}
