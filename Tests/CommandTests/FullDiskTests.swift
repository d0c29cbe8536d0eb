// A disk that is full while a person decides: an error in words, nothing lost, nothing done twice. The disk is a real one, a
// small file system in memory that only this test's processes see.
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct FullDiskTests {
  /// Mounting needs a namespace of one's own, which not every sandbox allows.
  static let canMount: Bool = {
    let probe = Process()
    probe.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    probe.arguments = ["-Urm", "mount", "-t", "tmpfs", "-o", "size=64k", "disk", "/mnt"]
    probe.standardError = FileHandle.nullDevice
    guard (try? probe.run()) != nil else { return false }
    probe.waitUntilExit()
    return probe.terminationStatus == 0
  }()

  /// Commands on a disk of a megabyte that lies in `disk`, with the workshop's skills on it. Each `step NAME COMMAND…` tells what it
  /// printed and how it ended.
  private struct Journey {
    let output: String
    private let errors: String

    init(_ script: String, in shop: Workshop) async throws {
      try shop.write(
        "journey.sh",
        """
        mount -t tmpfs -o size=1m disk disk && cd disk && cp ../*.yaml .
        step() { echo "== $1"; shift; "$@" 2>&1; echo "exit $?"; }
        \(script)
        """)
      let finished = try await FullDiskTests.begin("journey.sh", in: shop).finish()
      (output, errors) = (finished.output, finished.errors)
    }

    func part(_ name: String) throws -> String {
      let parts = output.components(separatedBy: "== ").dropFirst()
      return try #require(parts.first { $0.hasPrefix(name + "\n") }, "\(output)\(errors)")
    }
  }

  /// In a namespace in which the script may mount something on the folder `disk`.
  private static func begin(_ script: String, in shop: Workshop) throws -> Running {
    try FileManager.default.createDirectory(
      at: shop.folder.appendingPathComponent("disk"), withIntermediateDirectories: true)
    shop.environment["TWIN"] = Workshop.twin.path
    return try shop.begin(["-Urm", "bash", script], program: URL(fileURLWithPath: "/usr/bin/unshare"))
  }

  /// `left`: bytes that are free once the disk is full. None at all; and enough to begin a commit but not to end it.
  @Test(.enabled(if: canMount), arguments: [0, 49_152])
  func nothingIsLostAndTheErrorSaysWhy(left: Int) async throws {
    let shop = try Workshop()
    let script = """
      step start "$TWIN" run note.yaml
      head -c 2000000 /dev/zero > filler 2>/dev/null
      truncate -s -\(left) filler
      step full-approve "$TWIN" approve last -i name=ana --comment "$(head -c 9000 /dev/zero | tr '\\0' x)"
      step full-run "$TWIN" run note.yaml
      rm filler
      step verify "$TWIN" verify last
      step approve "$TWIN" approve last -i name=ana
      step runs "$TWIN" runs
      step audit "$TWIN" audit verify
      wc -l < notes.txt
      """
    try shop.write(
      "note.yaml",
      """
      skill: note
      gates: { expires: 1h }
      permissions: { exec: [sh] }
      steps:
        - ask: Who?
          id: who
          form: { name: string }
        - exec: [sh, -c, "echo done >> notes.txt"]
          idempotent: false
      """)
    let journey = try await Journey(script, in: shop)
    #expect(try journey.part("start").contains("exit 3"))
    for refused in ["full-approve", "full-run"] {
      let said = try journey.part(refused)
      #expect(said.contains("the disk is full; nothing of this was written") && said.contains("exit 1"), "\(said)")
    }
    #expect(try journey.part("verify").contains("exit 0"))
    // Still open, and answered once.
    #expect(try journey.part("approve").contains("exit 0"))
    #expect(try journey.part("runs").components(separatedBy: "run_").count == 2)
    #expect(try journey.part("audit").contains("exit 0"))
    #expect(journey.output.hasSuffix("\n1\n"))
  }

  /// What was not signed yet is held against what was, and stays unsigned.
  @Test(.enabled(if: canMount)) func anAuditLogIsVerifiedWithoutRoom() async throws {
    let shop = try Workshop()
    try shop.write("asks.yaml", "skill: asks\nsteps:\n  - approve: Well?\n    id: well\n    expires: 1h\n")
    let journey = try await Journey(
      """
      "$TWIN" run asks.yaml; "$TWIN" runs
      head -c 2000000 /dev/zero > filler 2>/dev/null
      step full-audit "$TWIN" audit verify
      step full-approve "$TWIN" approve last
      """, in: shop)
    #expect(try journey.part("full-approve").contains("the disk is full; nothing of this was written"))
    let audit = try journey.part("full-audit")
    #expect(audit.contains("exit 0") && audit.contains("good  1 entries"), "\(audit)")
  }

  /// What a step gives is there, and the disk has become full meanwhile: it is kept until there is room, and said aloud; nobody is
  /// asked whether it happened.
  @Test(.enabled(if: canMount), arguments: ["approve", "run"])
  func whatCameBackIsKeptUntilThereIsRoom(verb: String) async throws {
    let shop = try Workshop()
    let script = """
      if [ \(verb) = approve ]; then step start "$TWIN" run pay.yaml; fi
      if [ \(verb) = approve ]; then words="approve $("$TWIN" runs --json | grep -o 'run_[a-z0-9]*' | head -1)"; else words="run tell.yaml"; fi
      "$TWIN" $words > ../output 2> ../errors & pid=$!
      until grep -q 'cannot be saved' ../errors; do kill -0 $pid || break; sleep 0.02; done
      step full-runs "$TWIN" runs
      rm filler
      wait $pid; code=$?; echo "== end"; echo "exit $code"; cat ../output
      step verify "$TWIN" verify last
      step audit "$TWIN" audit verify
      wc -l < notes.txt
      """
    let effect =
      #"exec: [sh, -c, "echo paid >> notes.txt; cat /dev/zero > filler; head -c 30000 /dev/zero | tr '\\0' x"]"#
    try shop.write("pay.yaml", paymentByProgram(effect: effect))
    try shop.write(
      "tell.yaml",
      """
      skill: tell
      gates: { expires: 1h }
      permissions: { exec: [sh] }
      steps:
        - \(effect)
          id: pay
          idempotent: false
        - ask: How was it?
          id: how
          form: { word: string }
      """)
    let journey = try await Journey(script, in: shop)
    let errors = try String(contentsOf: shop.folder.appendingPathComponent("errors"), encoding: .utf8)
    #expect(errors.contains("the disk is full; nothing of this was written: make room"), "\(errors)")
    #expect(errors.contains("is saved, and goes on"), "\(errors)")
    #expect(try journey.part("full-runs").contains("running") && journey.part("full-runs").contains("exit 0"))
    let end = try journey.part("end")
    #expect(end.contains(verb == "approve" ? "exit 0" : "exit 3") && !end.contains("in_doubt"), "\(end)")
    #expect(try journey.part("verify").contains("exit 0") && journey.part("audit").contains("exit 0"))
    #expect(journey.output.hasSuffix("\n1\n"), "\(journey.output)")
  }

  /// The service on a full disk: who decides or starts something hears why not, what came back is kept, and with room all goes on by
  /// itself.
  @Test(.enabled(if: canMount)) func theServiceSaysSoAndGoesOnByItself() async throws {
    let shop = try Workshop()
    try shop.write(
      "serve.sh",
      #"mount -t tmpfs -o size=4m disk disk && cd disk && cp -r ../skills . && exec "$TWIN" serve --port 0 --skills skills"#
    )
    try shop.write(
      "skills/ask.yaml",
      """
      skill: ask
      gates: { expires: 1h }
      steps:
        - ask: Who?
          id: who
          form: { name: string }
      """)
    try shop.write(
      "skills/pay.yaml",
      #"""
      skill: pay
      permissions: { exec: [sh] }
      gates: { expires: 1h }
      steps:
        - exec: [sh, -c, "echo paid >> notes.txt; touch began; until [ -e go ]; do sleep 0.02; done; head -c 30000 /dev/zero | tr '\\0' x"]
          id: pay
          idempotent: false
        - ask: How was it?
          id: how
          form: { word: string }
      """#)
    let disk = shop.folder.appendingPathComponent("disk")
    let running = try Self.begin("serve.sh", in: shop)
    var port: Int?
    try await shop.until {
      port = running.outputSoFar.firstMatch(of: /127\.0\.0\.1:(\d+)/).flatMap { Int($0.1) }
      return port != nil || !running.process.isRunning
    }
    let served = Served(running: running, port: try #require(port, "\(running.errorsSoFar)"))
    // The disk as its processes see it.
    let pid = running.process.processIdentifier
    func inDisk(_ words: String) async throws -> String {
      let one = try shop.begin(
        ["-t", "\(pid)", "-U", "-m", "--preserve-credentials", "sh", "-c", "cd \(disk.path) && \(words)"],
        program: URL(fileURLWithPath: "/usr/bin/nsenter"))
      let ended = await one.finish()
      return ended.output + ended.errors
    }
    let key = try #require(
      try await inDisk("$TWIN key add tester --scope start,read,decide").split(separator: "\n").first.map(String.init))
    let asked = try await served.post("/v1/skills/ask/run", "{}", key: key)
    let id = try #require(asked["id"]?.text, "\(asked)")
    let paying = try await served.post("/v1/skills/pay/run", #"{"wait": "0"}"#, key: key)
    let paid = try #require(paying["id"]?.text, "\(paying)")
    try await shop.until { try await inDisk("ls").contains("began") }
    _ = try await inDisk("touch go_ && cat /dev/zero > filler; mv go_ go")
    try await shop.until { running.errorsSoFar.contains("a run cannot be saved") }
    let large = String(repeating: "x", count: 9_000)
    for (path, body) in [
      ("/v1/runs/\(id)/approve", #"{"input": {"name": "ana"}, "comment": "\#(large)"}"#),
      ("/v1/skills/ask/run", "{}"),
    ] {
      let refused = try await served.post(path, body, key: key)
      #expect(refused["status"] == 503 && refused["type"] == "urn:twin:problem:unavailable", "\(refused)")
      #expect(refused["detail"]?.text?.contains("the disk of the store is full. Nothing was changed") == true)
    }
    #expect(try await served.get("/v1/runs/\(id)", key: key)["status"] == "awaiting_approval")
    #expect(try await served.get("/v1/runs/\(paid)", key: key)["status"] == "running")
    _ = try await inDisk("rm filler")
    // Nobody does anything else about it.
    try await shop.until { try await served.get("/v1/runs/\(paid)", key: key)["status"] == "awaiting_approval" }
    let rested = try await served.get("/v1/runs/\(paid)", key: key)
    #expect(rested["pendingStep"]?["id"] == "how", "\(rested)")
    let done = try await served.post("/v1/runs/\(id)/approve", #"{"input": {"name": "ana"}}"#, key: key)
    #expect(done["status"] == "completed", "\(done)")
    #expect(try await inDisk("cat notes.txt") == "paid\n")
    #expect(
      try await inDisk("$TWIN verify \(paid) && $TWIN audit verify > /dev/null && $TWIN runs --json").contains(paid))
    running.process.terminate()
    let ended = await running.finish()
    #expect(ended.code == 0 && ended.errors.contains("the run is saved, and goes on"), "\(ended.errors)")
  }
}
