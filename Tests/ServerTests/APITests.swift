// The API as its clients meet it: lists, skills, idempotency, dispatch, events, bad input.
import AsyncHTTPClient
import CSQLite
import DurableRuntime
import Foundation
import NIO
import Server
import Testing
import Values

let approval = """
  skill: publish
  goal: Publish the release notes of a version
  match: ["https://notes.example.com/**"]
  permissions: { network: [notes.example.com] }
  inputs: { version: { type: string, minLength: 1 } }
  outputs: { by: "${{ gates.ok.by }}" }
  steps:
    - approve: Publish ${{ inputs.version }}?
      id: ok
      expires: 24h
      show: { version: "${{ inputs.version }}" }
    - log: published
  """

@Suite struct APITests {
  // MARK: Lists

  @Test func runsAreListedInPagesAndFiltered() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      try await house.register("sign-in", signIn)
      var ids: [String] = []
      for number in 0..<5 {
        let run = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "\#(number)"}}"#)
        ids.insert(try #require(try run.json["id"]?.text), at: 0)
      }
      _ = try await house.post("/v1/skills/sign-in/run", #"{"inputs": {"email": "a"}}"#)
      _ = try await house.post("/v1/runs/\(ids[2])/approve")
      var seen: [String] = []
      var cursor = ""
      while true {
        let page = try await house.get("/v1/runs?skill=publish&limit=2\(cursor)").json
        seen += (page["runs"]?.elements ?? []).compactMap { $0["id"]?.text }
        guard let next = page["next"]?.text else { break }
        cursor = "&cursor=\(next)"
      }
      #expect(seen == ids)
      let done = try await house.get("/v1/runs?status=completed,failed").json["runs"]?.elements
      #expect(done?.compactMap { $0["id"]?.text } == [ids[2]])
      let waiting = try await house.get("/v1/runs?status=awaiting_approval&skill=publish").json["runs"]?.elements
      #expect(waiting?.count == 4)
      #expect(waiting?.first?["gates"]?.elements?.count == 1)
    }
  }

  @Test func whatOneRunHoldsCanBeRead() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let run = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "1.2"}}"#)
      let id = try #require(try run.json["id"]?.text)
      let steps = try await house.get("/v1/runs/\(id)/steps").json["steps"]?.elements
      #expect(steps?.map { $0["status"] } == ["awaiting_approval", "queued"])
      let state = try await house.get("/v1/runs/\(id)/snapshot").json
      #expect(state["fibers"]?.elements?.first?["frames"]?.elements?.first?["step"] == "ok")
      let container = try await house.get(
        "/v1/runs/\(id)/snapshot", headers: ["accept": "application/vnd.twin.snapshot"])
      #expect(try RunContainer(bytes: container.body).run.description == id)
      _ = try await house.post("/v1/runs/\(id)/approve")
      let events = try await house.get("/v1/runs/\(id)/audit").json["entries"]?.elements?
        .flatMap { $0["events"]?.elements ?? [] }.map { $0["event"] }
      #expect(events == ["started", "gate", "decided", "ended"])
      #expect(try await house.get("/v1/runs/\(id)/video").status == 404)
      #expect(try await house.get("/v1/runs/\(id)/artifacts/..%2f..%2ftwin.db").status == 404)
    }
  }

  // MARK: Skills

  @Test func skillsHaveVersionsAndDiagnostics() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let changed = approval.replacing("log: published", with: "log: done")
      try await house.register("publish", changed)
      let versions = try await house.get("/v1/skills/publish/versions").json["versions"]?.elements
      #expect(versions?.map { $0["version"] } == [1, 2])
      let text = try await house.get("/v1/skills/publish?version=1", headers: ["accept": "application/yaml"]).text
      #expect(text == approval)
      let old = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "9"}, "version": 1}"#)
      #expect(old.headers["x-twin-skill"] == "publish@v1")
      let bad = try await house.send(
        "PUT", "/v1/skills/publish", "skill: publish\nsteps:\n  - klick: x\n", as: house.key,
        headers: ["content-type": "application/yaml"])
      #expect(bad.status == 422)
      #expect(try bad.json["type"] == "urn:twin:problem:skill-does-not-compile")
      #expect(try bad.json["diagnostics"]?.elements?.first?["didYouMean"] == "click")
      let listed = try await house.get("/v1/skills").json["skills"]?.elements
      #expect(listed?.first?["version"] == 2)
    }
  }

  // MARK: Dispatch

  @Test func aGoalFindsItsSkillAsksForWhatIsMissingAndGoesNowhereElse() async throws {
    try await Premises.open { house in
      let none = try await house.post("/v1/agents/run", #"{"goal": "publish the release notes"}"#)
      #expect(none.status == 404)
      try await house.register("publish", approval)
      let direct = try await house.post(
        "/v1/agents/run",
        #"{"goal": "publish the release notes of a version", "url": "https://notes.example.com/7", "inputs": {"version": "7"}}"#
      )
      #expect(direct.status == 201)
      #expect(try direct.json["skill"] == "publish")

      let asking = try await house.post("/v1/agents/run", #"{"goal": "publish the release notes of a version"}"#)
      #expect(asking.status == 201)
      #expect(try asking.json["pendingStep"]?["kind"] == "ask")
      let id = try #require(try asking.json["id"]?.text)
      let gate = try await house.post("/v1/runs/\(id)/approve", #"{"input": "8"}"#)
      #expect(try gate.json["pendingStep"]?["prompt"] == "Publish 8?")
      let done = try await house.post("/v1/runs/\(id)/approve")
      #expect(try done.json["status"] == "completed")

      let elsewhere = try await house.post(
        "/v1/agents/run", #"{"goal": "publish the release notes of a version", "url": "https://evil.example/"}"#)
      #expect([403, 404].contains(elsewhere.status))
      try await house.register(
        "anywhere",
        approval.replacing("match: [\"https://notes.example.com/**\"]\n", with: "").replacing(
          "skill: publish", with: "skill: anywhere"
        ).replacing("release notes of a version", with: "yearly almanac"))
      let outside = try await house.post(
        "/v1/agents/run", #"{"goal": "publish the yearly almanac", "url": "https://evil.example/"}"#)
      #expect(outside.status == 403)
      #expect(try outside.json["type"] == "urn:twin:problem:outside-permissions")
      let nothing = try await house.post("/v1/agents/run", #"{"goal": "water the flowers"}"#)
      #expect(nothing.status == 404)
      #expect(try nothing.json["type"] == "urn:twin:problem:no-skill-fits")
    }
  }

  @Test func severalThatFitAreChosenFrom() async throws {
    try await Premises.open { house in
      for name in ["sales", "costs"] {
        try await house.register(
          "report-\(name)",
          """
          skill: report-\(name)
          goal: Make the monthly report of \(name)
          outputs: { said: "${{ vars.said }}" }
          steps:
            - set: { said: \(name) }
          """)
      }
      let run = try await house.post("/v1/agents/run", #"{"goal": "make the monthly report"}"#)
      #expect(try run.json["pendingStep"]?["kind"] == "choose")
      let id = try #require(try run.json["id"]?.text)
      let done = try await house.post("/v1/runs/\(id)/approve", #"{"choice": "report-costs"}"#)
      #expect(try done.json["outputs"]?["result"]?["said"] == "costs")
    }
  }

  // MARK: Once

  @Test func aKeyMakesOneRunAndOneDecision() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let body = #"{"inputs": {"version": "1"}}"#
      let key = ["idempotency-key": "start-1"]
      let answers = try await withThrowingTaskGroup(of: Answered.self) { group in
        for _ in 0..<6 { group.addTask { try await house.post("/v1/skills/publish/run", body, headers: key) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.status == 201 || $0.status == 409 })
      let again = try await house.post("/v1/skills/publish/run", body, headers: key)
      #expect(again.headers["idempotency-replayed"] == "true")
      #expect(try await house.get("/v1/runs").json["runs"]?.elements?.count == 1)
      let other = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "2"}}"#, headers: key)
      #expect(other.status == 422)
      #expect(try other.json["type"] == "urn:twin:problem:idempotency-key-reused")
      let id = try #require(try again.json["id"]?.text)
      // As long as a key may be.
      let approve = ["idempotency-key": String(repeating: "k", count: 200)]
      let first = try await house.post("/v1/runs/\(id)/approve", headers: approve)
      let second = try await house.post("/v1/runs/\(id)/approve", headers: approve)
      #expect(first.status == 200 && second.status == 200)
      #expect(second.headers["idempotency-replayed"] == "true")
      #expect(try second.json["cost"]?["humanDecisions"] == 1)
    }
  }

  /// A request that was sent again would let happen what nobody has looked at.
  @Test func anApprovalThatNamesNothingIsNotForTheNextGate() async throws {
    let skill = """
      skill: two
      permissions: { exec: [pay] }
      gates: { expires: 1h }
      steps:
        - { approve: Small?, id: small, allows: [first] }
        - { exec: [pay, small], id: first, irreversible: true }
        - { approve: Large?, id: large, allows: [second] }
        - { exec: [pay, large], id: second, irreversible: true }
      """
    let effects = ScriptedEffects { _ in .done(["exit": 0, "stdout": "", "stderr": "", "json": .null]) }
    try await Premises.open(effects: effects) { house in
      try await house.register("two", skill)
      let run = try await house.post("/v1/skills/two/run")
      let id = try #require(try run.json["id"]?.text)
      let first = try await house.post("/v1/runs/\(id)/approve")
      #expect(try first.json["pendingStep"]?["id"] == "large", "\(first)")
      // A key says that it is another request, not what it is about.
      for headers in [[:], ["idempotency-key": "again"]] {
        let again = try await house.post("/v1/runs/\(id)/approve", headers: headers)
        #expect(again.status == 409)
        #expect(try again.json["detail"]?.text?.contains("is asked after 'small' was approved") == true, "\(again)")
      }
      let named = try await house.post("/v1/runs/\(id)/approve", #"{"gate": "large"}"#)
      #expect(try named.json["status"] == "completed")
    }
  }

  @Test func ofTwoWhoDecideAtOnceOneWinsAndTheOtherIsToldWhoAndWhen() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let run = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "1"}}"#)
      let id = try #require(try run.json["id"]?.text)
      let gate = try #require(try run.json["pendingStep"]?["instance"]?.text)
      for silence in ["{}", #"{"reason": " "}"#] {
        let refused = try await house.post("/v1/runs/\(id)/reject", silence)
        #expect(try refused.status == 422 && refused.json["field"] == "reason", "\(refused.text)")
      }
      async let a = house.post("/v1/runs/\(id)/approve", #"{"gate": "\#(gate)"}"#)
      async let b = house.post("/v1/runs/\(id)/reject", #"{"gate": "\#(gate)", "reason": "no"}"#)
      let both = try await [a, b].sorted { $0.status < $1.status }
      #expect(both.map(\.status) == [200, 409])
      let told = try both[1].json["detail"]?.text ?? ""
      #expect(told.contains("ana") || told.contains("ended"), "\(told)")
    }
  }

  @Test func aDecisionOnStaleEvidenceSaysWhatWasSeen() async throws {
    try await Premises.open { house in
      try await house.register(
        "twice",
        """
        skill: twice
        gates: { expires: 1h }
        steps:
          - approve: First?
            id: first
          - approve: Second?
            id: second
        """)
      let run = try await house.post("/v1/skills/twice/run")
      let id = try #require(try run.json["id"]?.text)
      let seen = try #require(try run.json["pendingStep"]?["evidence"]?.text)
      #expect(try await house.post("/v1/runs/\(id)/approve", #"{"seen": "\#(seen)"}"#).status == 200)
      let stale = try await house.post("/v1/runs/\(id)/approve", #"{"seen": "\#(seen)"}"#)
      #expect(stale.status == 409)
      #expect(try stale.json["type"] == "urn:twin:problem:stale")
      #expect(try stale.json["detail"]?.text?.contains("gate 'first', which was decided: approve by ana") == true)
      #expect(try stale.json["pendingStep"]?["id"] == "second")
      #expect(try await house.get("/v1/runs/\(id)").json["pendingStep"]?["id"] == "second")
    }
  }

  // MARK: Bad input

  @Test(arguments: [
    ("{", 400), ("[]", 400), ("\"x\"", 400), (#"{"inputs": 3}"#, 422), (#"{"inputs": {"version": 3}}"#, 422),
    (#"{"inputs": {}}"#, 422), (#"{"inputz": {}}"#, 422), (#"{"wait": "soon"}"#, 422), (#"{"version": -1}"#, 422),
    (#"{"a": 1, "a": 2}"#, 400), (String(repeating: "[", count: 100_000), 400),
  ])
  func garbageIsAnswered(body: String, status: Int) async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let answer = try await house.post("/v1/skills/publish/run", body)
      #expect(answer.status == status, "\(answer.text.prefix(300))")
      #expect(answer.headers["content-type"] == "application/problem+json")
      #expect(try await house.get("/v1/runs").json["runs"] == .list([]))
    }
  }

  @Test(arguments: ["{}", "[]", "''", "0", "", "---", "skill: x", "steps: []", "a: &a [*a]", "\u{0}"])
  func whatIsNoSkillIsAnswered(text: String) async throws {
    try await Premises.open { house in
      let answer = try await house.send(
        "PUT", "/v1/skills/x", text, as: house.key, headers: ["content-type": "application/yaml"])
      #expect(answer.status == 422, "\(answer.text)")
    }
  }

  @Test func largeBodiesHeadersAndUnknownPathsAreAnswered() async throws {
    try await Premises.open { house in
      let large = try await house.post("/v1/skills/x/run", String(repeating: "x", count: ServerLimits.bodyBytes + 1))
      #expect(large.status == 413)
      #expect(try await house.get("/v1/nothing").status == 404)
      #expect(try await house.send("DELETE", "/v1/runs", as: house.key).status == 405)
      #expect(try await house.get("/v1/runs/run_zzzz").status == 404)
      #expect(try await house.get("/v1/runs?limit=0").status == 422)
      #expect(try await house.get("/v1/runs?status=sleepy").status == 422)
      #expect(try await house.get("/v1/runs?cursor=1").status == 422)
    }
  }

  /// A client that sends a byte now and then holds a connection and nothing else: others are answered meanwhile.
  @Test func aSlowClientDelaysNobody() async throws {
    try await Premises.open { house in
      let slow = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: house.port).get()
      try await slow.writeAndFlush(
        ByteBuffer(
          string:
            "POST /v1/skills/x/run HTTP/1.1\r\nhost: a\r\nauthorization: Bearer \(house.key)\r\ncontent-length: 100\r\n\r\n{"
        )
      ).get()
      #expect(try await house.get("/v1/runs").status == 200)
      try await slow.close().get()
    }
  }

  // MARK: Events

  @Test func nothingIsMissedBetweenTwoStreams() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let run = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "1"}}"#)
      let id = try #require(try run.json["id"]?.text)
      let leaf = try await house.get("/v1/runs/\(id)/audit").json["entries"]?.elements?.last?["leaf"]?.integer
      // Nobody listens while this happens.
      _ = try await house.post("/v1/runs/\(id)/approve")
      let told = try await house.events("/v1/runs/\(id)/events", last: Int(try #require(leaf))) {
        $0.contains("event: ended")
      }
      let names = told.compactMap { $0.split(separator: "\n").first { $0.hasPrefix("event: ") } }
      #expect(names.filter { $0 != "event: status" } == ["event: decided", "event: ended"])
    }
  }

  /// Killed after the decision was taken and before its key was noted by itself: the same request again gets its answer.
  @Test func aDecisionAndItsKeyAreOfOneCommit() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let run = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "1"}}"#)
      let id = try #require(try run.json["id"]?.text)
      // What is written of the key by a transaction that takes no decision does not get there any more.
      var handle: OpaquePointer?
      #expect(sqlite3_open(house.folder.appendingPathComponent("twin.db").path, &handle) == SQLITE_OK)
      let triggers = """
        CREATE TABLE deciding(now INTEGER); INSERT INTO deciding VALUES(0);
        CREATE TRIGGER begins AFTER INSERT ON decisions BEGIN UPDATE deciding SET now = 1; END;
        CREATE TRIGGER ends AFTER INSERT ON audit BEGIN UPDATE deciding SET now = 0; END;
        CREATE TRIGGER killed BEFORE INSERT ON items
        WHEN NEW.collection = 'idempotency' AND (SELECT now FROM deciding) = 0 AND EXISTS (SELECT 1 FROM decisions)
        BEGIN SELECT RAISE(ABORT, 'killed'); END;
        """
      #expect(sqlite3_exec(handle, triggers, nil, nil, nil) == SQLITE_OK)
      let key = ["idempotency-key": "one"]
      #expect(try await house.post("/v1/runs/\(id)/approve", headers: key).status == 500)
      #expect(sqlite3_exec(handle, "DROP TRIGGER killed", nil, nil, nil) == SQLITE_OK)
      sqlite3_close(handle)
      let again = try await house.post("/v1/runs/\(id)/approve", headers: key)
      #expect(again.status == 200 && again.headers["idempotency-replayed"] == "true", "\(again.text)")
      #expect(try again.json["id"] == .string(id))
    }
  }

  /// Nobody is told that nothing was changed unless that is so.
  @Test func whatIsNotKnownIsNotCalledUnchanged() throws {
    let known = Problem(RuntimeError(StoreError(.failing, "")))
    let unknown = Problem(RuntimeError(StoreError(.uncertain, "")))
    #expect(known.kind == .unavailable && unknown.kind == .unavailable)
    #expect(known.detail.contains("Nothing was changed"))
    #expect(unknown.detail.contains("it is not known whether this was kept"))
    #expect(!unknown.detail.contains("Nothing was changed"))
  }

  @Test func aRequestWaitsForTheRunToBeAnother() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let run = try await house.post("/v1/skills/publish/run", #"{"inputs": {"version": "1"}}"#)
      let id = try #require(try run.json["id"]?.text)
      let etag = try #require(run.headers["etag"])
      #expect(try await house.get("/v1/runs/\(id)", headers: ["if-none-match": etag]).status == 304)
      async let changed = house.get("/v1/runs/\(id)?wait=30s", headers: ["if-none-match": etag])
      _ = try await house.post("/v1/runs/\(id)/approve")
      #expect(try await changed.json["status"] == "completed")
    }
  }

  /// What never becomes a request is answered as every other error is.
  @Test(arguments: [
    "GET /v1/runs HTTP/1.1\r\nHost: x", "nonsense\r\n\r\n",
    "GET / HTTP/1.1\r\nA: \(String(repeating: "x", count: 100_000))\r\n\r\n",
  ])
  func aHeadThatCannotBeReadIsAProblem(head: String) async throws {
    try await Premises.open { house in
      let answer = try await Self.exchange(head, port: house.port)
      let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
      try #require(parts.count == 2, "\(answer)")
      #expect(
        parts[0].hasPrefix("HTTP/1.1 400 ") && parts[0].lowercased().contains("content-type: application/problem+json"))
      #expect(try PlainValue(jsonText: parts[1])["type"] == "urn:twin:problem:malformed")
    }
  }

  @Test func aBodyThatCannotBeReadAndTwoKeysAreTheClientsMistakes() async throws {
    try await Premises.open { house in
      try await house.register("publish", approval)
      let start = "POST /v1/skills/publish/run HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(house.key)\r\n"
      let chunk = try await Self.exchange(
        start + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", port: house.port)
      #expect(chunk.hasPrefix("HTTP/1.1 400 ") && chunk.contains("urn:twin:problem:malformed"), "\(chunk)")
      let body = #"{"inputs": {"version": "1"}}"#
      let two = try await Self.exchange(
        start + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n"
          + "Idempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n" + body, port: house.port)
      #expect(two.hasPrefix("HTTP/1.1 422 ") && two.contains("urn:twin:problem:invalid"), "\(two)")
      let runs = try await house.worker.with { try $0.store.runs(RunFilter()) }
      #expect(runs.isEmpty)
    }
  }

  /// Sends bytes, says that there are no more, and reads what comes until the other end closes.
  private static func exchange(_ text: String, port: Int) async throws -> String {
    let group = MultiThreadedEventLoopGroup.singleton
    let channel = try await ClientBootstrap(group: group).channelOption(
      ChannelOptions.allowRemoteHalfClosure, value: true
    )
    .connect(host: "127.0.0.1", port: port) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
          wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
      }
    }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(ByteBuffer(string: text))
      outbound.finish()
      var answer = ByteBuffer()
      do { for try await part in inbound { answer.writeImmutableBuffer(part) } } catch {
        // It may close on what it has not read.
        if answer.readableBytes == 0 { throw error }
      }
      return String(buffer: answer)
    }
  }
}

extension Premises {
  /// Reads a stream until `isEnough` holds for an event.
  func events(_ path: String, last: Int?, until isEnough: (String) -> Bool) async throws -> [String] {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.headers.add(name: "authorization", value: "Bearer \(key)")
    if let last { request.headers.add(name: "last-event-id", value: String(last)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    var text = ""
    for try await part in response.body {
      text += String(buffer: part)
      let whole = text.components(separatedBy: "\n\n").dropLast()
      if whole.contains(where: isEnough) { return Array(whole) }
    }
    return []
  }
}
