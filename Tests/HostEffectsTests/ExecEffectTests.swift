import DurableRuntime
import Foundation
import Testing
import Values

@testable import HostEffects

@Suite struct ExecEffectTests {
  func exec(
    _ argv: PlainValue, _ more: PlainValue = [:], options: PlainValue = .map([]),
    permitted: [String] = ["sh", "cat", "printf"], timeout: Int64 = 120_000, reads: [String] = ["json"]
  ) async -> EffectOutcome {
    await Bench().perform(
      "exec", .map([PlainEntry(key: "argv", value: argv)] + more.entries!), options: options, exec: permitted,
      timeout: timeout, reads: reads)
  }

  @Test func whatIsNoTextIsAnErrorForWhoeverReadsIt() async {
    for (field, to) in [("stdout", "1"), ("stderr", "2")] {
      let argv: PlainValue = ["sh", "-c", .string("printf 'out/\\377' >&\(to)")]
      #expect(
        await exec(argv, reads: ["exit", field]).shown
          == "effect, sent: sh ended with exit code 0, and what it wrote to \(field) is not UTF-8 text, which the skill reads"
      )
      #expect(await exec(argv, reads: ["exit"]).value?["exit"] == 0)
    }
    #expect(await exec(["printf", "é€😀"], reads: ["stdout", "stderr"]).value?["stdout"] == "é€😀")
  }

  @Test func aProgramGetsItsArgumentsAsTheyAre() async {
    #expect(
      await exec(["printf", "%s|", "a b", "$HOME", "*", "'", 7, 2.5, true]).shown
        == #"{"exit":0,"stdout":"a b|$HOME|*|'|7|2.5|true|","stderr":"","json":null}"#)
    #expect(await exec(["printf", "{\"n\": [1]}"]).value?["json"]?["n"]?.elements?.count == 1)
    #expect(
      await exec(["printf", "{\"n\": [1, 12345678901234567890]}"]).shown
        == "effect, sent: printf ended with exit code 0 and printed JSON that cannot be read as such: $.n[1] (byte 10): "
        + "12345678901234567890 is a number that neither an int nor a double carries exactly")
    #expect(await exec(["printf", "{\"n\": nothing}"]).value?["json"] == .null)
  }

  @Test func standardInputIsTextOrJSON() async {
    #expect(await exec(["cat"], ["stdin": "hi\n"]).value?["stdout"]?.text == "hi\n")
    #expect(await exec(["cat"], ["stdin": ["a": [1, nil]]]).value?["stdout"]?.text == #"{"a":[1,null]}"#)
    #expect(
      await exec(["cat"], ["stdin": secret("vault:password", before: "pw=")]).value?["stdout"]?.text == "pw=hunter2")
    let long = String(repeating: "x", count: 1_000_000)
    #expect(await exec(["cat"], ["stdin": .string(long)]).value?["stdout"]?.text == long)
    #expect(await exec(["sh", "-c", "exit 0"], ["stdin": .string(long)]).value?["exit"]?.integer == 0)
  }

  @Test func theEnvironmentIsMinimal() async {
    var bench = Bench()
    bench.environment = ["PATH": "/usr/bin:relative:/bin", "HOME": "/home/ada", "AWS_SECRET": "x", "LANG": "C"]
    let outcome = await bench.perform(
      "exec", ["argv": ["env"], "env": ["TOKEN": secret("vault:token"), "N": 3]], exec: ["env"])
    let lines = outcome.value?["stdout"]?.text?.split(separator: "\n").sorted() ?? []
    #expect(lines == ["HOME=/home/ada", "LANG=C", "N=3", "PATH=/usr/bin:/bin", "TOKEN=s3cr3t-t0ken"])
  }

  @Test(arguments: ["", "A=B", "1A"]) func environmentVariablesHaveNames(name: String) async {
    #expect(
      await exec(["sh"], ["env": .map([PlainEntry(key: .string(name), value: "x")])]).shown
        == "effect: “\(name)” is no name of an environment variable")
  }

  @Test func aProgramStandsByItself() async {
    // It leads its session, has three open files, and blocks and ignores no signal but the two that the C library keeps to itself.
    let script = """
      read -r pid name state parent group session rest </proc/$$/stat
      [ $pid = $$ ] && [ $group = $$ ] && [ $session = $$ ] && echo leads
      grep -cE '^Sig(Blk:.0{16}|Ign:.0{7}(0|18)0+)$' /proc/self/status
      ls /proc/$$/fd
      """
    #expect(await exec(["sh", "-c", .string(script)]).value?["stdout"]?.text == "leads\n2\n0\n1\n2\n")
  }

  @Test func whatIsNotListedIsNotRun() async {
    #expect(
      await exec(["rm", "-rf", "x"]).shown
        == "permission: running rm is not permitted: permissions.exec lists sh, cat, printf")
    #expect(
      await exec(["/bin/sh"]).shown
        == "permission: running /bin/sh is not permitted: permissions.exec lists sh, cat, printf")
    #expect(await exec(["/bin/sh", "-c", "printf x"], permitted: ["/bin/sh"]).value?["stdout"]?.text == "x")
    #expect(
      await exec(["no-such-program"], permitted: ["no-such-program"]).shown.hasPrefix(
        "effect: no-such-program cannot be started: it is not on PATH ("))
    #expect(await exec([secret("vault:token")]).shown == "permission: argument 0 may not hold a secret")
    #expect(await exec([]).shown == "effect: exec needs a list: the program's name and its arguments")
  }

  @Test func exitCodesAreErrorsUnlessExpected() async {
    let argv: PlainValue = ["sh", "-c", "echo no such table >&2; exit 3"]
    #expect(await exec(argv).shown == "effect, sent: sh ended with exit code 3: no such table")
    #expect(await exec(argv, options: ["expect": ["exit": [0, 3]]]).value?["exit"]?.integer == 3)
    #expect(
      await exec(argv, options: ["expect": ["exit": 4]]).shown
        == "effect, sent: sh ended with exit code 3, expected 4: no such table")
    let killed = await exec(["sh", "-c", "kill -9 $$"])
    #expect(killed.shown == "effect, sent: sh was ended by signal 9" && killed.isUnheard)
  }

  @Test func noErrorQuotesWhatIsSecret() async {
    let argv: PlainValue = ["sh", "-c", "echo 482913; exit 3"]
    #expect(await exec(argv, options: ["secret": ["stdout"]]).shown == "effect, sent: sh ended with exit code 3")
    #expect(await exec(argv, options: ["secret": "json.code"]).shown == "effect, sent: sh ended with exit code 3")
    #expect(
      await exec(argv, options: ["secret": ["stderr"]]).shown == "effect, sent: sh ended with exit code 3: 482913")
  }

  @Test func aProgramThatTakesTooLongGoesWithItsChildren() async throws {
    try await Bench.inFolder { bench in
      let script = "trap '' TERM; sleep 1000 & echo $! > child; wait; sleep 1000"
      let outcome = await bench.perform("exec", ["argv": ["sh", "-c", .string(script)]], exec: ["sh"], timeout: 400)
      #expect(outcome.shown == "timeout, sent: sh did not end within 400ms and was stopped")
      try await Self.isGone(bench)
    }
  }

  /// `timeout` leads a process group of its own.
  @Test func theGroupsOfASessionGoTogether() async throws {
    try await Bench.inFolder { bench in
      let script =
        "timeout 1000 sh -c 'echo $$ >child; exec sleep 1000' & while [ ! -s child ]; do sleep 0.01; done; echo done"
      let outcome = await bench.perform("exec", ["argv": ["sh", "-c", .string(script)]], exec: ["sh"])
      #expect(outcome.value?["stdout"]?.text == "done\n")
      try await Self.isGone(bench)
    }
  }

  @Test func aProgramThatEndsWhenItIsAskedToIsNotKilled() async throws {
    try await Bench.inFolder { bench in
      let script = "trap 'echo asked >child; exit 3' TERM; : >ready; while :; do sleep 0.01; done"
      let task = Task { await bench.perform("exec", ["argv": ["sh", "-c", .string(script)]], exec: ["sh"]) }
      try await Self.wait(for: "ready", bench)
      task.cancel()
      #expect(await task.value.isUnheard)
      #expect(bench.content("child") == "asked\n")
    }
  }

  @Test func theSameEffectDoesNotRunBesideItself() async throws {
    try await Bench.inFolder { bench in
      let first = Task {
        await bench.perform(
          "exec", ["argv": ["sh", "-c", "echo first >>child; : >ready; while [ ! -e go ]; do sleep 0.01; done"]],
          exec: ["sh"], ticket: 7)
      }
      try await Self.wait(for: "ready", bench)
      let late = await bench.perform(
        "exec", ["argv": ["sh", "-c", "echo second >>child"]], exec: ["sh"], timeout: 200, ticket: 7)
      #expect(
        late.shown == "timeout: sh was not started within 200ms: what exec_1 began before has not ended")
      let second = Task {
        await bench.perform("exec", ["argv": ["sh", "-c", "echo second >>child"]], exec: ["sh"], ticket: 7)
      }
      try bench.put("", at: "go")
      #expect(await first.value.value?["exit"]?.integer == 0)
      #expect(await second.value.value?["exit"]?.integer == 0)
      #expect(bench.content("child") == "first\nsecond\n")
    }
  }

  @Test func whatIsNoProgramIsNotStarted() async throws {
    try await Bench.inFolder { bench in
      try bench.put("#!/no/such/interpreter\n", at: "script")
      chmod(bench.folder + "/script", 0o700)
      #expect(
        await bench.perform("exec", ["argv": ["./script"]], exec: ["./script"]).shown
          == "effect: ./script cannot be started: \(bench.folder)/./script is no program")
      var nowhere = bench
      nowhere.folder += "/nowhere"
      let outcome = await nowhere.perform("exec", ["argv": ["sh"]], exec: ["sh"])
      #expect(outcome.shown.hasPrefix("effect: sh cannot be started: \(bench.folder)/nowhere/.exec-"))
    }
  }

  @Test func whatAProgramLeavesBehindIsEnded() async throws {
    try await Bench.inFolder { bench in
      let outcome = await bench.perform(
        "exec", ["argv": ["sh", "-c", "sleep 1000 & echo $! > child; echo done"]], exec: ["sh"])
      #expect(outcome.value?["stdout"]?.text == "done\n")
      try await Self.isGone(bench)
    }
  }

  /// As when `twin` is killed after the program has begun and before its number was told. In the second, only what it left
  /// behind has one of its streams.
  @Test(arguments: [
    "trap '' TERM; sleep 1000 & echo $! >child; wait; sleep 1000",
    "exec </dev/null 2>/dev/null; sleep 1000 & echo $! >child",
  ])
  func aProgramWhoseNumberWasNotToldIsEnded(script: String) async throws {
    try await Bench.inFolder { bench in
      let program = KeptProgram(
        path: "/bin/sh", argv: ["sh", "-c", script], environment: ["PATH=/usr/bin:/bin"], folder: bench.folder, input: [],
        lock: bench.folder + "/.exec-1")
      let keeper = try await ProgramKeeper.hired(lock: program.lock) {}
      var streams = try ProgramStreams(input: [])
      defer { streams.close() }
      #expect(keeper.tell(streams.names))
      _ = try await program.start(streams.handOver()) { process in
        await #expect(throws: Never.self) {
          try await Self.wait(for: "child", bench)
          try await offThePool { keeper.finish() }
          try await Self.isGone(bench)
        }
        kill(-process.value, SIGKILL)
      }
      try await ProgramKeeper.hired(lock: program.lock) { Issue.record("it is still locked") }.finish()
    }
  }

  /// The process whose number the script left is dead: gone, or a zombie that waits for init.
  static func isGone(_ bench: Bench) async throws {
    let pid = try #require(bench.content("child").flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
    // SIGKILL was sent; the kernel may still be at it.
    for _ in 0..<100_000 {
      guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return }
      if status.contains(") Z ") || status.contains(") X ") { return }
      await Task.yield()
    }
    Issue.record("process \(pid) is still there")
  }

  @Test func outputIsBounded() async {
    let stopped = await exec(["sh", "-c", "while :; do printf '%01000d' 1; done"])
    #expect(stopped.shown == "effect, sent: sh wrote more than the limit of 8388608 bytes and was stopped")
    // We ended it, at whatever it was: whether it did what it was to do is not known.
    #expect(stopped.isUnheard)
  }

  @Test func cancellingStopsTheProgram() async throws {
    try await Bench.inFolder { bench in
      let task = Task {
        await bench.perform("exec", ["argv": ["sh", "-c", "sleep 1000 & echo $! > child; wait"]], exec: ["sh"])
      }
      try await Self.wait(for: "child", bench)
      task.cancel()
      let outcome = await task.value
      #expect(outcome.shown.hasPrefix("effect, sent: ") && outcome.isUnheard)
      try await Self.isGone(bench)
    }
  }

  static func wait(for file: String, _ bench: Bench) async throws {
    let end = ContinuousClock.now + .seconds(240)
    while bench.content(file).map({ file == "child" && !$0.hasSuffix("\n") }) ?? true {
      try #require(ContinuousClock.now < end, "the program never came so far")
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
