// A run on a terminal, as it goes: a pseudo-terminal (script(1)) around the real command.
import Foundation
import Testing
import Values

@Suite struct LiveProgressTests {
  @Test func stepsAndWaitsAreShownAsTheyHappen() async throws {
    let shop = try Workshop()
    shop.environment["TERM"] = "xterm"
    shop.environment["NO_COLOR"] = "1"
    try shop.write(
      "live.yaml",
      """
      skill: live
      permissions: { exec: [echo, "false"] }
      steps:
        - exec: [echo, one]
          id: first
        - exec: ["false"]
          id: second
          on_error: continue
        - wait: 50ms
          id: pause
        - exec: [echo, three]
          id: third
        - log: at last
      """)
    let command = "'\(Workshop.twin.path)' run live.yaml >/dev/null"
    let shown = await
      (try shop.begin(
        ["-qec", command, "/dev/null"], program: URL(fileURLWithPath: "/usr/bin/script"))).finish()
    #expect(shown.code == 0, "\(shown)")
    let screen = shown.output
    #expect(screen.contains("▸ exec  first"), "\(screen)")
    #expect(screen.contains("✓ exec  first") && screen.contains("✗ exec  second"), "\(screen)")
    #expect(screen.contains(" waits until ") && screen.contains("at last"), "\(screen)")
    #expect(screen.contains("✓ exec  third") && !screen.contains(" more"), "the wait is over when the third begins: \(screen)")
  }
}
