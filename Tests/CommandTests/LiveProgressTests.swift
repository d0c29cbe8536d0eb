// A run on a terminal, as it goes: a pseudo-terminal (script(1)) around the real command.
import Foundation
import Testing
import Values

@Suite struct LiveProgressTests {
  /// A run that stands in line says so, and for whom it waits; once, and beside what it prints for machines.
  @Test(arguments: [false, true]) func aRunThatStandsInLineSaysBehindWhich(isTerminal: Bool) async throws {
    let shop = try Workshop()
    shop.environment["TERM"] = "xterm"
    shop.environment["NO_COLOR"] = "1"
    try shop.write(
      "line.yaml",
      """
      skill: line
      concurrency: { key: "${{ 'one' }}" }
      gates: { expires: 1h }
      steps:
        - approve: Go on?
          id: go
      """)
    let first = try #require(try await shop.twin("run", "line.yaml", "--json").json["id"]?.text)
    let command = "'\(Workshop.twin.path)' run line.yaml"
    let second =
      isTerminal
      ? try shop.begin(["-qec", command, "/dev/null"], program: URL(fileURLWithPath: "/usr/bin/script"))
      : try shop.begin(["run", "line.yaml", "--json"])
    defer { if second.process.isRunning { second.kill() } }
    func said() -> String { isTerminal ? second.outputSoFar : second.errorsSoFar }
    try await shop.until { said().contains("has ended") }
    try await shop.twin("approve", first)
    let done = await second.finish()
    #expect(done.code == 3, "\(done)")
    let lines = (isTerminal ? done.output : done.errors).split(whereSeparator: \.isNewline).filter {
      $0.contains(" waits until \(first), which has the same concurrency key, has ended")
    }
    #expect(lines.count == 1 && lines[0].contains("run_"), "\(done)")
    if !isTerminal { #expect(try done.json["status"] == "awaiting_approval") }
  }

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
    #expect(
      screen.contains("✓ exec  third") && !screen.contains(" more"), "the wait is over when the third begins: \(screen)"
    )
  }

  /// What a terminal cannot show it is not sent: no line is wiped on a dumb one, and nothing is coloured where nobody wants it.
  @Test func aTerminalGetsWhatItCanShow() async throws {
    let shop = try Workshop()
    try shop.write("hello.yaml", "skill: hello\nsteps:\n  - wait: 5ms\n  - log: here\n")
    let escape: Character = "\u{1B}"
    func shown(_ environment: [String: String]) async throws -> String {
      shop.environment.merge(environment) { $1 }
      defer { for name in environment.keys { shop.environment[name] = nil } }
      let command = "'\(Workshop.twin.path)' run hello.yaml"
      let done = await
        (try shop.begin(["-qec", command, "/dev/null"], program: URL(fileURLWithPath: "/usr/bin/script"))).finish()
      #expect(done.code == 0 && done.output.contains("here") && done.output.contains("completed"), "\(done)")
      return done.output
    }
    #expect(try await shown(["TERM": "xterm"]).contains("\u{1B}[32m"))
    let plain = try await shown(["TERM": "xterm", "NO_COLOR": "1"])
    #expect(plain.contains("\r\u{1B}[K") && !plain.contains(#/\x{1B}\[\d+m/#), "\(plain)")
    #expect(try await !shown(["TERM": "dumb"]).contains(escape))
    #expect(try await !shown(["TERM": "dumb", "NO_COLOR": "1"]).contains(escape))
  }
}
