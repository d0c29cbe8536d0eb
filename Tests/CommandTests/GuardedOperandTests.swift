// `--`: what stands behind it is no option, for every verb, as scripts write it that do not know what they are given.
import Foundation
import Testing

@Suite struct GuardedOperandTests {
  @Test(
    arguments: [
      (["--", "-1"], "-1\n"), (["--", "1 + 2"], "3\n"), (["-b", "b=1", "--", "-b"], "-1\n"), (["-1 + 2"], "1\n"),
      (["--type", "--", "-1.5"], "double\n"), (["--", "-b", "-b", "b=1"], nil), (["--"], nil), (["1", "+", "2"], nil),
    ] as [([String], String?)]) func anExpressionMayBeginWithAMinus(_ words: [String], _ value: String?) async throws
  {
    let said = try await Workshop().twin(["eval"] + words)
    if let value {
      #expect(said.code == 0 && said.output == value, "\(said)")
    } else {
      #expect(said.code == 2 && said.output.isEmpty && said.errors.contains("expression"), "\(said)")
    }
  }

  @Test func everyVerbTakesIt() async throws {
    let shop = try Workshop()
    try shop.write("-odd.yaml", "skill: \"-odd\"\nsteps:\n  - log: hello\n")
    try shop.write("hello.yaml", "skill: hello\nsteps:\n  - log: hello\n")
    try shop.write("asks.yaml", "skill: asks\ngates: { expires: 1h }\nsteps:\n  - approve: Go on?\n    id: go\n")
    for verb in [["check"], ["disasm"], ["test"], ["run"], ["compile", "-o", "hello.twinc"]] {
      #expect(try await shop.twin(verb + ["--", "hello.yaml"]).code == 0, "\(verb)")
      let odd = try await shop.twin(verb + ["--", "-odd.yaml"])
      #expect(!odd.errors.contains("Unknown option"), "\(odd)")
    }
    for verb in ["show", "inspect", "verify", "resume", "freeze"] {
      #expect(try await shop.twin(verb, "--", "last").code == 0, "\(verb)")
    }
    #expect(try await shop.twin("audit", "show", "--", "last").code == 0)
    #expect(try await shop.twin("cost", "--", "hello").code == 0)
    #expect(try await shop.twin("explain", "--", "TW0401").code == 0)
    #expect(try await shop.twin("user", "add", "--", "ana").code == 0)
    #expect(try await shop.twin("user", "invite", "--", "ana").code == 0)
    for (verb, code) in [(["approve"], 0), (["reject", "--reason", "no"], 4), (["cancel"], 5)] as [([String], Int32)] {
      #expect(try await shop.twin("run", "asks.yaml").code == 3)
      #expect(try await shop.twin(verb + ["--", "last"]).code == code, "\(verb)")
    }
  }
}
