// What is said and does not get there: a full disk behind standard output is no success, a reader that went away is.
import Foundation
import Testing

@Suite struct LostOutputTests {
  private func shell(_ shop: Workshop, _ command: String) async throws -> Finished {
    shop.environment["TWIN"] = Workshop.twin.path
    return await (try shop.begin(["-c", command], program: URL(fileURLWithPath: "/bin/bash"))).finish()
  }

  private func shop() async throws -> Workshop {
    let shop = try Workshop()
    try shop.write("hello.yaml", "skill: hello\nsteps:\n  - log: hello\n")
    try shop.write("asks.yaml", "skill: asks\ngates: { expires: 1h }\nsteps:\n  - approve: Go on?\n    id: go\n")
    try shop.write("wrong.yaml", "skill: wrong\nsteps:\n  - log: ${{ nothing }}\n")
    #expect(try await shop.twin("run", "hello.yaml").code == 0)
    return shop
  }

  @Test(arguments: [
    "audit export", "audit verify", "audit show", "runs", "runs --json", "show last", "show last --json",
    "inspect last",
    "verify last", "cost hello", "check hello.yaml", "check hello.yaml --json", "disasm hello.yaml", "explain TW0401",
    "eval 1+1", "test hello.yaml", "user add ana", "key add k --scope read", "doctor --json", "learned list",
    "schedules",
    "webhook list", "--help", "run --help", "--version", "--generate-completion-script bash",
  ]) func whatCouldNotBeSaidIsNoSuccess(_ verb: String) async throws {
    let shop = try await shop()
    let full = try await shell(shop, "\"$TWIN\" \(verb) > /dev/full")
    #expect(full.code == 7, "\(verb): \(full)")
    let complaint = "standard output cannot be written: No space left on device\n"
    #expect(full.errors.components(separatedBy: complaint).count == 2, "once: \(full.errors)")
  }

  /// A run that was done is not failed for want of a place to say so: whoever looks for 1 would run it again.
  @Test func whatBecameOfARunIsNotLostWithIt() async throws {
    let shop = try await shop()
    for json in ["", " --json"] {
      let done = try await shell(shop, "\"$TWIN\" run hello.yaml\(json) > /dev/full")
      #expect(done.code == 7 && done.errors.contains("hello  run_") && done.errors.contains("completed"), "\(done)")
      let waits = try await shell(shop, "\"$TWIN\" run asks.yaml\(json) > /dev/full")
      #expect(waits.code == 3 && waits.errors.contains("awaiting approval  step 1 of 1"), "\(waits)")
      let decided = try await shell(shop, "\"$TWIN\" approve last\(json) > /dev/full")
      #expect(decided.code == 7 && decided.errors.contains("completed"), "\(decided)")
      let wrong = try await shell(shop, "\"$TWIN\" run wrong.yaml\(json) > /dev/full")
      #expect(wrong.code == 2, "\(wrong)")
    }
    #expect(try await shop.twin("runs", "--status", "completed", "--json").json.elements?.count == 5)
  }

  /// `twin … | head`: the reader has what it wanted.
  @Test func aReaderThatWentAwayIsNoComplaint() async throws {
    let shop = try await shop()
    // A pipe whose only reader is closed before anything is said.
    let gone = "mkfifo pipe; exec 3<>pipe; exec 4>pipe; exec 3<&-; "
    for verb in ["runs", "audit export", "run hello.yaml", "--help"] {
      let quiet = try await shell(shop, "\(gone) \"$TWIN\" \(verb) >&4; code=$?; rm pipe; exit $code")
      #expect(quiet.code == 0 && !quiet.errors.contains("cannot be written"), "\(verb): \(quiet)")
    }
    #expect(try await shop.twin("runs", "--status", "completed", "--json").json.elements?.count == 2)
  }
}
