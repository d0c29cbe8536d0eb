// The service as it is run: the real program, killed and told to end, beside the command on the same store, and with the
// client that people copy from the README.
import AsyncHTTPClient
import DurableRuntime
import Foundation
import NIO
import Testing
import Values

@Suite struct ServiceTests {
  static let code = """
    skill: sign-in
    goal: Sign in to the portal
    gates: { expires: 1h }
    inputs: { url: string }
    outputs: { said: "${{ gates.otp.code }}" }
    permissions: { network: [portal.example.com] }
    steps:
      - log: ${{ inputs.url }}
      - set: { asked: true }
      - ask: One-time code
        id: otp
        form: { code: { type: string, pattern: "^[0-9]{6}$" } }
      - set: { asked: false }
      - log: thanks
    """

  @Test func killedAtAnyMomentEveryRunIsWhereItWas() async throws {
    let shop = try Workshop()
    let silent = try SilentServer()
    defer { silent.close() }
    try shop.write("skills/sign-in.yaml", Self.code)
    try shop.write(
      "skills/fetch.yaml",
      """
      skill: fetch
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - http: http://127.0.0.1:\(silent.port)/
      """)
    let key = try await shop.key("start,read,decide")
    let first = try await shop.serve()
    let paused = try await first.post("/v1/skills/sign-in/run", #"{"inputs": {"url": "x"}}"#, key: key)
    let fetching = try await first.post("/v1/skills/fetch/run", #"{"wait": "0"}"#, key: key)
    #expect(fetching["status"] == "running")
    await silent.waitForRequests(1)
    first.running.kill()
    _ = await first.running.finish()

    let second = try await shop.serve()
    // Nobody asked for it: the step that was under way is done again, since it may be.
    await silent.waitForRequests(2)
    let id = try #require(paused["id"]?.text)
    let now = try await second.get("/v1/runs/\(id)", key: key)
    #expect(now["status"] == "awaiting_approval" && now["snapshot"] == paused["snapshot"])
    // The command decides on the same store; who waits here hears of it.
    async let changed = second.get("/v1/runs/\(id)?wait=30s", key: key, etag: "\"\(id)-1\"")
    let answered = try await shop.twin("approve", id, "-i", "code=123456", "--json")
    #expect(answered.code == 0, "\(answered.errors)")
    #expect(try await changed["status"] == "completed")
    second.running.kill()
    _ = await second.running.finish()
  }

  @Test func toldToEndItFinishesTheStepAndBeginsNoOther() async throws {
    let shop = try Workshop()
    try shop.write(
      "skills/two.yaml",
      """
      skill: two
      permissions: { exec: [sh] }
      steps:
        - exec: [sh, -c, "touch began; until [ -e go ]; do sleep 0.02; done; echo one >> log"]
          idempotent: true
        - exec: [sh, -c, "echo two >> log"]
          idempotent: true
      """)
    let key = try await shop.key("start,read")
    let service = try await shop.serve()
    let run = try await service.post("/v1/skills/two/run", #"{"wait": "0"}"#, key: key)
    let id = try #require(run["id"]?.text)
    let log = shop.folder.appendingPathComponent("log")
    try await shop.until { FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("began").path) }
    service.running.process.terminate()
    try await shop.until { service.running.errorsSoFar.contains("told to end") }
    try shop.write("go", "")
    let ended = await service.running.finish()
    #expect(ended.code == 0, "\(ended.errors)")
    #expect((try? String(contentsOf: log, encoding: .utf8)) == "one\n", "\(ended.errors)")
    let resumed = try await shop.twin("resume", id, "--json")
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(try String(contentsOf: log, encoding: .utf8) == "one\ntwo\n")
    #expect(!ended.errors.contains(key))
  }

  @Test func theLogIsOneObjectALineWithRunsAndWithoutSecrets() async throws {
    let shop = try Workshop()
    try shop.write(
      "skills/sign-in.yaml",
      Self.code.replacing("pattern: \"^[0-9]{6}$\"", with: "secret: true")
        .replacing("outputs: { said: \"${{ gates.otp.code }}\" }", with: "outputs: {}"))
    let key = try await shop.key("start,read,decide")
    let service = try await shop.serve()
    let run = try await service.post("/v1/skills/sign-in/run", #"{"inputs": {"url": "canary-in"}}"#, key: key)
    let id = try #require(run["id"]?.text, "\(run)")
    let done = try await service.post("/v1/runs/\(id)/approve", #"{"input": "canary-code"}"#, key: key)
    #expect(done["status"] == "completed", "\(done)")
    service.running.process.terminate()
    let ended = await service.running.finish()
    let lines = try ended.errors.split(separator: "\n").map { try PlainValue(jsonText: String($0)) }
    #expect(lines.allSatisfy { $0["at"]?.text != nil && $0["level"]?.text != nil && $0["message"]?.text != nil })
    let routes = lines.filter { $0["run"]?.text == id }.compactMap { $0["route"]?.text }
    #expect(routes == ["/v1/skills/{name}/run", "/v1/runs/{run}/approve"], "\(ended.errors)")
    #expect(!ended.errors.contains("canary") && !ended.errors.contains(key))
  }

  /// One that does not compile is logged and refused; the others are served.
  @Test func aBrokenSkillIsNoReasonNotToServe() async throws {
    let shop = try Workshop()
    try shop.write("skills/fine.yaml", "skill: fine\nsteps:\n  - log: here\n")
    // Tests beside a skill are none.
    try shop.write("skills/fine.tests.yaml", "tests:\n  it: {}\n")
    try shop.write("skills/bad.yaml", "skill: bad\nsteps:\n  - klick: x\n")
    try shop.write("skills/caller.yaml", "skill: caller\nsteps:\n  - call: bad\n")
    try FileManager.default.createSymbolicLink(
      atPath: shop.folder.appendingPathComponent("skills/lost.yaml").path, withDestinationPath: "nowhere.yaml")
    let key = try await shop.key("start,read")
    let service = try await shop.serve()
    #expect(try await service.post("/v1/skills/fine/run", "{}", key: key)["status"] == "completed")
    for name in ["bad", "caller", "lost"] {
      let refused = try await service.post("/v1/skills/\(name)/run", "{}", key: key)
      #expect(refused["type"] == "urn:twin:problem:skill-does-not-compile", "\(refused)")
    }
    service.running.kill()
    let ended = await service.running.finish()
    let told = try ended.errors.split(separator: "\n").map { try PlainValue(jsonText: String($0)) }
      .filter { $0["message"]?.text?.contains("broken") == true }
    #expect(
      told.compactMap { $0["file"]?.text } == ["skills/bad.yaml", "skills/caller.yaml", "skills/lost.yaml"],
      "\(ended.errors)")
    #expect(told.first?["diagnostics"]?.text?.contains("did you mean") == true, "\(ended.errors)")
  }

  /// Killed again and again, at moments that no one chose: what was answered stays so, and every run comes to its end by the
  /// decisions that were made, each step of it done.
  @Test(arguments: [1, 2] as [UInt64]) func killedAgainAndAgainNothingThatWasAnsweredIsLost(seed: UInt64) async throws {
    let shop = try Workshop()
    try shop.write(
      "skills/chain.yaml",
      """
      skill: chain
      inputs: { n: integer }
      permissions: { exec: [sh], write: ["out/**"] }
      gates: { expires: 1h }
      outputs: { said: "${{ gates.go.word }}-${{ inputs.n }}" }
      steps:
        - exec: [sh, -c, "echo before >> log"]
          idempotent: true
        - ask: Go on with ${{ inputs.n }}?
          id: go
          form: { word: string }
        - exec: [sh, -c, "echo after >> log"]
          idempotent: true
        - write_file: out/${{ inputs.n }}
          content: ${{ gates.go.word }}
      """)
    let key = try await shop.key("start,read,decide")
    let random = SeededRandom(seed: seed)
    let log = shop.folder.appendingPathComponent("log")
    func lines() -> Int { Self.lines(log) }
    // Answered with 2xx: what the service must still know after every kill.
    var started: [String: Int] = [:]
    var decided: Set<String> = []
    for round in 0..<5 {
      let service = try await shop.serve()
      for id in started.keys {
        let run = try await service.get("/v1/runs/\(id)", key: key)
        #expect(run["id"]?.text == id)
        if decided.contains(id) { #expect(run["pendingSteps"]?.elements?.isEmpty == true, "decided twice: \(run)") }
      }
      // Several are under way when the process dies: started without waiting, some decided as they come.
      let moment = lines() + 1 + Int(random.next() % 4)
      async let death: Void = Self.grown(log, to: moment, or: service.running)
      for number in 0..<4 {
        let n = round * 10 + number
        guard
          let run = try? await service.post(
            "/v1/skills/chain/run", "{\"inputs\": {\"n\": \(n)}, \"wait\": \"0\"}", key: key)
        else { break }
        if let id = run["id"]?.text { started[id] = n }
      }
      for id in started.keys.sorted() where !decided.contains(id) && random.next() % 2 == 0 {
        guard let run = try? await service.get("/v1/runs/\(id)?wait=30s", key: key),
          run["status"] == "awaiting_approval",
          let answer = try? await service.post("/v1/runs/\(id)/approve", #"{"input": "yes", "wait": "0"}"#, key: key)
        else { continue }
        if answer["id"]?.text == id { decided.insert(id) }
      }
      try await death
      service.running.kill()
      _ = await service.running.finish()
    }
    let service = try await shop.serve()
    for (id, n) in started {
      var run = try await service.get("/v1/runs/\(id)?wait=60s", key: key)
      if run["status"] == "awaiting_approval" {
        #expect(!decided.contains(id), "its decision was lost: \(run)")
        run = try await service.post("/v1/runs/\(id)/approve", #"{"input": "yes", "wait": "60s"}"#, key: key)
      }
      #expect(run["status"] == "completed" && run["outputs"]?["said"]?.text == "yes-\(n)", "\(run)")
      let made = shop.folder.appendingPathComponent("out/\(n)")
      #expect(try String(contentsOf: made, encoding: .utf8) == "yes")
    }
    #expect(started.count >= 4 && lines() >= 2 * started.count)
    service.running.process.terminate()
    #expect(await service.running.finish().code == 0)
    for id in started.keys { #expect(try await shop.twin("verify", id).code == 0) }
    #expect(try await shop.twin("audit", "verify").code == 0)
  }

  private static func lines(_ file: URL) -> Int {
    ((try? String(contentsOf: file, encoding: .utf8)) ?? "").count { $0 == "\n" }
  }

  /// Returns once the file has so many lines, or the process is no more.
  private static func grown(_ file: URL, to wanted: Int, or running: Running) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while lines(file) < wanted, running.process.isRunning {
      try #require(ContinuousClock.now < deadline)
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// `a` calls `b`, which is registered after it; and what starts by itself is told.
  @Test func aFolderOfSkillsThatCallEachOtherIsServed() async throws {
    let shop = try Workshop()
    try shop.write(
      "skills/a.yaml",
      """
      skill: a
      schedule: { cron: "30 2 * * *", zone: Europe/Zurich }
      outputs: { said: "${{ steps.b.said }}" }
      steps:
        - call: b
          id: b
      """)
    try shop.write("skills/b.yaml", "skill: b\noutputs: { said: yes }\nsteps:\n  - log: here\n")
    let key = try await shop.key("start,read")
    let service = try await shop.serve()
    #expect(try await service.post("/v1/skills/a/run", "{}", key: key)["outputs"]?["said"] == "yes")
    service.running.kill()
    _ = await service.running.finish()
    let told = try await shop.twin("schedules", "--clock", "2026-03-28T12:00:00Z")
    // The night on which clocks are put forward over it.
    #expect(told.output == "2026-03-29T01:00Z  a  30 2 * * *  Europe/Zurich\n", "\(told.output)\(told.errors)")
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/node")))
  func theFiveLinesWorkAsWritten() async throws {
    let shop = try Workshop()
    try shop.write("skills/sign-in.yaml", Self.code)
    let key = try await shop.key("start,read,decide")
    let service = try await shop.serve()
    let client = Workshop.skills.deletingLastPathComponent().appendingPathComponent("Clients/TypeScript")
    let node = Process()
    node.executableURL = URL(fileURLWithPath: "/usr/bin/node")
    node.arguments = [client.appendingPathComponent("test.js").path]
    node.environment = ["TWIN_URL": "http://127.0.0.1:\(service.port)", "TWIN_API_KEY": key]
    let running = Running(node)
    try node.run()
    let said = await running.finish()
    #expect(said.code == 0, "\(said.errors)")
    #expect(said.output == "completed, resumed from step 3 of 5\n")
    service.running.kill()
    _ = await service.running.finish()
  }
}

/// A service at work.
struct Served: Sendable {
  let running: Running
  let port: Int

  func post(_ path: String, _ body: String, key: String) async throws -> PlainValue {
    try await send(.POST, path, key) { request in
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(string: body))
    }
  }

  /// A skill's text.
  func put(_ path: String, _ text: String, key: String) async throws -> PlainValue {
    try await send(.PUT, path, key) { request in
      request.headers.add(name: "content-type", value: "application/yaml")
      request.body = .bytes(ByteBuffer(string: text))
    }
  }

  func get(_ path: String, key: String, etag: String? = nil) async throws -> PlainValue {
    try await send(.GET, path, key) { request in
      if let etag { request.headers.add(name: "if-none-match", value: etag) }
    }
  }

  private func send(
    _ method: NIOHTTPMethod, _ path: String, _ key: String, _ fill: (inout HTTPClientRequest) -> Void
  ) async throws -> PlainValue {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = .RAW(value: method.rawValue)
    request.headers.add(name: "authorization", value: "Bearer \(key)")
    fill(&request)
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    return try PlainValue(json: Array(try await response.body.collect(upTo: 16 << 20).readableBytesView))
  }

  enum NIOHTTPMethod: String { case GET, POST, PUT }
}

extension Workshop {
  func key(_ scopes: String) async throws -> String {
    let made = try await twin("key", "add", "tester", "--scope", scopes, "--json")
    return try #require(try made.json["key"]?.text)
  }

  /// Returns once it answers.
  func serve() async throws -> Served {
    let running = try begin(["serve", "--port", "0", "--skills", "skills"])
    var port: Int?
    try await until {
      port = running.outputSoFar.firstMatch(of: /127\.0\.0\.1:(\d+)/).flatMap { Int($0.1) }
      return port != nil || !running.process.isRunning
    }
    return Served(running: running, port: try #require(port))
  }

  /// Looks again and again until it holds.
  func until(_ holds: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !holds() {
      try #require(ContinuousClock.now < deadline)
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
