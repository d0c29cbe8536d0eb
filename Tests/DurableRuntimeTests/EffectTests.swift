// Effects: several at once, what a crash leaves in doubt, waits, budgets, cancelling; and what secrets may not reach.
import DurableRuntime
import Foundation
import Synchronization
import Testing
import Values

private let post = """
  skill: post
  permissions: { network: ["127.0.0.1:*"] }
  gates: { expires: 1h }
  outputs: { n: "${{ steps.send.json.n }}" }
  steps:
    - http: { method: POST, url: "http://127.0.0.1:1/pay" }
      id: send
      idempotent: false
  """

/// Stands for a process that dies: nobody ever hears of what it began.
private func hang(_ request: EffectRequest) async -> EffectOutcome {
  await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
  return .done(.null)
}

@Suite("Effects")
struct EffectTests {
  @Test func effectsOfParallelArmsAreDoneAtOnce() async throws {
    let world = try World()
    let both = Meeting(2)
    let done = try await world.start(
      """
      skill: pair
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { a: "${{ steps.a.json.n }}", b: "${{ steps.b.json.n }}" }
      steps:
        - parallel:
            left:
              - { http: { url: "http://127.0.0.1:1/a" }, id: a }
            right:
              - { http: { url: "http://127.0.0.1:1/b" }, id: b }
      """
    ) { [ok = world.ok] _ in
      // Each waits until both are there.
      await both.arrive()
      return .done(ok)
    }
    #expect(done.status == .completed && done.outputs == ["a": 1, "b": 1])
    #expect(try await world.worker().with { try $0.verify(done.id).outcomes } == 2)
  }

  @Test(arguments: [
    (
      "outputs: { list: \"${{ [1.0, -1.0 / vars.zero] }}\" }",
      "outputs: `list[1]` is infinite, which JSON does not have", 2, ""
    ),
    ("outputs: { a: { b: \"${{ 0.0 / vars.zero }}\" } }", "outputs: `a.b` is NaN, which JSON does not have", 2, ""),
    ("goal: x", "`x` is NaN, which JSON does not have", 5, "\n  - return: { x: \"${{ 0.0 / vars.zero }}\" }"),
  ])
  func outputsAreNumbersThatJSONHas(_ head: String, _ message: String, _ line: Int, _ last: String) async throws {
    let world = try World()
    let done = try await world.start("skill: odd\n\(head)\nsteps:\n  - set: { zero: 0.0 }\(last)\n")
    #expect(done.status == .failed && done.error?.kind == .expression)
    #expect(done.error?.message == message && done.error?.line.map(Int.init) == line)
    #expect(try await world.worker().with { try $0.verify(done.id).states } == 1)
  }

  /// A step list that shows a tick where something failed would be a lie, whoever caught it; and it is so in every process.
  @Test func aFailureThatWasCaughtShowsInTheStepList() async throws {
    let world = try World()
    let tries = Mutex(0)
    let paused = try await world.start(
      """
      skill: caught
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - { http: { url: "http://127.0.0.1:1/gone" }, id: gone, retry: { times: 1, delay: 1ms }, on_error: continue }
        - { http: { url: "http://127.0.0.1:1/late" }, id: late, retry: { times: 1, delay: 1ms } }
        - { approve: "Go on?", id: go }
      """
    ) { [ok = world.ok] request in
      if request.step == "late",
        tries.withLock({
          $0 += 1; return $0 == 2
        })
      {
        return .done(ok)
      }
      return .failed(.effect, "no answer", sent: false)
    }
    #expect(paused.status == .awaitingApproval)
    let ended = try await world.worker(performer: ScriptedEffects { _ in .done(.null) }).decide(
      paused.id, approve(), follows: true
    ).1
    for view in [paused, ended] {
      #expect(view.steps.prefix(2).map(\.status) == [.failed, .done])
      #expect(view.steps.prefix(2).map(\.failures) == [2, 1])
    }
    #expect(ended.status == .completed && ended.error == nil)
  }

  /// A performer knows which fields of a result the skill counts on.
  @Test func whatASkillReadsOfAResultIsKnown() async throws {
    let world = try World()
    let read = Mutex<[String]>([])
    let done = try await world.start(
      """
      skill: reads
      permissions: { network: ["127.0.0.1:*"] }
      inputs: { on: { type: boolean, default: true } }
      outputs: { n: "${{ steps.outputs.json.n }}" }
      steps:
        - { http: { url: "http://127.0.0.1:1/" }, id: unread }
        - { http: { url: "http://127.0.0.1:1/" }, id: status }
        - { http: { url: "http://127.0.0.1:1/" }, id: plain }
        - { http: { url: "http://127.0.0.1:1/" }, id: indexed }
        - { http: { url: "http://127.0.0.1:1/" }, id: asked }
        - { http: { url: "http://127.0.0.1:1/" }, id: optional }
        - { http: { url: "http://127.0.0.1:1/" }, id: outputs }
        - if: ${{ inputs.on }}
          then:
            - { http: { url: "http://127.0.0.1:1/" }, id: branch }
        - set:
            all: "${{ [steps.status.status, steps.plain.json.n, steps.indexed['json'].n] }}"
            asked: "${{ has(steps.asked.json) ? 1 : 2 }}"
            optional: "${{ steps.optional.?json.n.orValue(3) }}"
            branch: "${{ steps.?branch.json.n.orValue(3) }}"
      """
    ) { [ok = world.ok] request in
      if request.reads("json") { read.withLock { $0.append(request.step) } }
      return .done(ok)
    }
    #expect(done.status == .completed, "\(done.error?.message ?? "")")
    #expect(read.withLock { $0 } == ["plain", "indexed", "outputs", "branch"])
  }

  @Test(arguments: ["happened", "did_not_happen", "fail"])
  func whatACrashLeavesInDoubtIsAsked(answer: String) async throws {
    let world = try World()
    let program = try world.program(post)
    // The process begins the effect and dies: its commit is all that is left.
    let engine = world.engine()
    let live = try engine.create(program, inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform(let requests) = try engine.turn(live) else { throw Failed("it should perform") }
    #expect(requests.map(\.kind) == ["http"])

    let asked = try await world.worker(performer: ScriptedEffects(hang)).resume(live.id, follows: true)
    #expect(asked.status == .awaitingApproval)
    #expect(asked.pending.map(\.id) == ["send.in_doubt"])
    #expect(asked.pending[0].prompt.contains("'send' (http)"))

    var decision = approve()
    decision.choice = .string(answer)
    if answer == "happened" { decision.input = [PlainEntry(key: "result", value: ["json": ["n": 5]])] }
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let done = try await world.worker(performer: performer).decide(live.id, decision, follows: true).1
    switch answer {
    case "happened":
      #expect(done.outputs == ["n": 5] && performer.asked.isEmpty)
    case "did_not_happen":
      #expect(done.outputs == ["n": 1] && performer.asked.count == 1)
    default:
      #expect(done.status == .failed && done.error?.kind == .effect && performer.asked.isEmpty)
    }
    #expect(try await world.worker().with { try $0.verify(done.id).states } == 2)
  }

  /// That a PUT twice is as good as once is its method's word, and what cannot be undone needs its author's.
  @Test(arguments: ["method: PUT", "method: DELETE", "method: GET", "method: PUT, idempotent"])
  func whatCannotBeUndoneIsAskedAboutWhateverItsMethod(method: String) async throws {
    let world = try World()
    let isTwiceFine = method.hasSuffix("idempotent")
    let skill = """
      skill: pay
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - { approve: Pay?, id: ok, allows: [pay] }
        - http: { \(method.replacing(", idempotent", with: "")), url: "http://127.0.0.1:1/pay" }
          id: pay
          irreversible: true
          retry: { times: 3 }
      \(isTwiceFine ? "    idempotent: true" : "")
      """
    let silent = ScriptedEffects { _ in .unheard(.effect, "the connection broke", sent: true) }
    let paused = try await world.start(skill)
    let asked = try await world.worker(performer: silent).decide(paused.id, approve(), follows: true).1
    #expect(asked.pending.map(\.path) == ["pay.in_doubt"] && silent.asked.count == 1)

    // The process that began it dies: what is left is its commit.
    let other = try await world.start(skill)
    let engine = world.engine()
    let live = try engine.open(other.id)
    try engine.claim(live)
    _ = try engine.decide(live, approve())
    guard case .perform(let requests) = try engine.turn(live) else { throw Failed("it should perform") }
    #expect(requests.map(\.repeats) == [isTwiceFine ? .idempotent : .once])
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let resumed = try await world.worker(performer: performer).resume(live.id, follows: true)
    #expect(resumed.pending.map(\.path) == (isTwiceFine ? [] : ["pay.in_doubt"]))
    #expect(performer.asked.count == (isTwiceFine ? 1 : 0))
  }

  @Test func idempotentEffectsAreSimplyDoneAgain() async throws {
    let world = try World()
    let program = try world.program(
      post.replacingOccurrences(of: "POST", with: "PUT").replacingOccurrences(
        of: "idempotent: false", with: "idempotent: true"))
    let engine = world.engine()
    let live = try engine.create(program, inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform = try engine.turn(live) else { throw Failed("it should perform") }
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let done = try await world.worker(performer: performer).resume(live.id, follows: true)
    #expect(done.status == .completed && performer.asked.count == 1)
  }

  @Test func aWaitIsARowAndMovesAClockThatStandsStill() async throws {
    let world = try World()
    let skill = """
      skill: wait
      outputs: { at: "${{ steps.t }}" }
      steps:
        - wait: 90s
        - now:
          id: t
      """
    let waiting = try await world.start(skill, follows: false)
    #expect(waiting.status == .waiting)
    #expect(waiting.wakesAt == TimestampValue(seconds: 1_800_000_090, nanoseconds: 0))
    #expect(try await world.worker().resume(waiting.id, follows: false).status == .waiting)
    let done = try await world.worker().resume(waiting.id, follows: true)
    #expect(done.outputs == ["at": .timestamp(TimestampValue(seconds: 1_800_000_090, nanoseconds: 0))])
    #expect(done.resumedFrom == 1)
    #expect(try world.store.timers(dueBy: .max, limit: 10).isEmpty)
  }

  @Test func whoStaysThroughAWaitHasNotResumedIt() async throws {
    let done = try await World().start("skill: stay\nsteps:\n  - wait: 90s\n  - log: up\n  - wait: 1s\n  - log: done\n")
    #expect(done.status == .completed && done.resumedFrom == nil)
  }

  @Test func aWaitAfterADecisionIsResumedWhereItWasDecided() async throws {
    let world = try World()
    let paused = try await world.start(
      "skill: stay\nsteps:\n  - log: up\n  - { approve: Go?, id: go, expires: 1h }\n  - wait: 90s\n  - log: done\n")
    let done = try await world.decide(paused, approve())
    #expect(done.status == .completed && done.resumedFrom == 2)
  }

  /// Of several at once those that the budget suffices for are done first.
  @Test(arguments: ["for: i", "for: i\n    at_once: 8"]) func theCreditsOfTheBudgetAreKept(loop: String) async throws {
    let world = try World()
    let performer = ScriptedEffects { _ in .done("x") }
    let skill = """
      skill: thrift
      budget: { credits: 2 }
      steps:
        - \(loop)
          in: "${{ [1, 2, 3, 4] }}"
          do:
            - model: Say ${{ i }}
      """
    let done = try await world.worker(performer: performer).start(
      try world.program(skill), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    #expect(done.status == .failed && done.error?.kind == .budget)
    #expect(done.cost.credits == 2 && performer.asked.count == 2)
  }

  /// What a branch that has failed had under way is heard of by nobody, and what waited for its price goes on.
  @Test func anEffectThatWaitedForAPriceIsNotForgotten() async throws {
    let world = try World()
    let skill = """
      skill: thrift
      budget: { credits: 1 }
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { said: "${{ steps.other }}" }
      steps:
        - parallel:
            broken:
              - try:
                  - parallel:
                      long: [{ model: long }]
                      short: [{ http: "http://127.0.0.1:1/" }]
                catch: [{ log: caught }]
            fine: [{ model: fine, id: other }]
      """
    let done = try await world.start(skill) { request in
      if request.kind == "http" { return .failed(.effect, "no", sent: false) }
      // Broken off with its branch, and has cost nothing.
      if request.arguments["prompt"]?.text == "long" { try? await Task.sleep(for: .seconds(20)) }
      var outcome = EffectOutcome(.done("x"))
      outcome.cost.isReused = true
      return outcome
    }
    #expect(done.status == .completed && done.outputs == ["said": "x"])
  }

  @Test func cancellingRunsFinally() async throws {
    let world = try World()
    let paused = try await world.start(
      """
      skill: tidy
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - try:
            - { approve: Go?, id: go, expires: 1h }
          finally:
            - { http: { method: DELETE, url: "http://127.0.0.1:1/tidy" } }
      """)
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let done = try await world.worker(performer: performer).cancel(
      paused.id, by: "ann", user: "os", surface: "cli", reason: "enough")
    #expect(done.status == .cancelled && done.error?.message == "enough")
    #expect(performer.asked == ["http http://127.0.0.1:1/tidy"])
    #expect(try world.store.timers(dueBy: .max, limit: 10).isEmpty)
  }

  @Test func aPaymentThatWasNotHeardOfSaysSo() async throws {
    let world = try World()
    let skill = """
      skill: pay
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - { approve: Pay?, id: ok, allows: [pay], expires: 1h }
        - http: { method: POST, url: "http://127.0.0.1:1/pay" }
          id: pay
          irreversible: true
          retry: { times: 3 }
      """
    let paused = try await world.start(skill)
    let performer = ScriptedEffects { _ in .unheard(.timeout, "no answer within 30s", sent: true) }
    let asked = try await world.worker(performer: performer).decide(paused.id, approve(), follows: true).1
    // One decision is one payment: it is neither tried again nor called failed.
    #expect(performer.asked.count == 1 && asked.pending.map(\.path) == ["pay.in_doubt"])
    #expect(
      asked.pending[0].prompt
        == "Step 'pay' (http) was sent, and then: no answer within 30s. Did it happen? Look before you answer.")
    var answer = approve()
    answer.choice = "happened"
    #expect(try await world.decide(asked, answer).status == .completed)
  }

  @Test func aPaymentThatNeverLeftIsTriedAgain() async throws {
    let world = try World()
    let paused = try await world.start(
      """
      skill: pay
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - { approve: Pay?, id: ok, allows: [pay], expires: 1h }
        - http: { method: POST, url: "http://127.0.0.1:1/pay" }
          id: pay
          irreversible: true
          retry: { times: 3 }
      """)
    let performer = ScriptedEffects { _ in .failed(.timeout, "no connection within 30s", sent: false) }
    let done = try await world.worker(performer: performer).decide(paused.id, approve(), follows: true).1
    #expect(performer.asked.count == 4 && done.status == .failed)
    #expect(done.error?.kind == .timeout && done.error?.message == "no connection within 30s")
  }

  @Test func aProbeFindsOutWhatWasNotHeardOfInALivingProcess() async throws {
    let world = try World()
    let script: ScriptedEffects.Script = { [ok = world.ok] request in
      if request.step == "look" { return .done(ok) }
      return .unheard(.timeout, "no answer within 30s", sent: true)
    }
    let performer = ScriptedEffects(script)
    let done = try await world.worker(performer: performer).start(
      try world.program(
        post + """

              probe:
                - { http: { url: "http://127.0.0.1:1/paid" }, id: look }
                - return: ${{ steps.look }}
          """), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    #expect(done.status == .completed && done.outputs == ["n": 1] && done.cost.humanDecisions == 0)
    #expect(performer.asked == ["http http://127.0.0.1:1/pay", "http http://127.0.0.1:1/paid"])
  }

  @Test func whatHappenedNeedsTheResultThatLaterStepsRead() async throws {
    let world = try World()
    let engine = world.engine()
    let live = try engine.create(
      try world.program(post), inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .perform = try engine.turn(live) else { throw Failed("it should perform") }
    let asked = try await world.worker().resume(live.id, follows: true)
    var happened = approve()
    happened.choice = "happened"
    let refused = await world.refusal { _ = try await world.decide(asked, happened) }
    #expect(refused?.field == "result")
    #expect(
      refused?.message
        == "gate 'send.in_doubt' needs the field 'result' with the choice 'happened': later steps read it")
    happened.inputIsText = true
    // What later steps could not read is refused while the question is open.
    happened.input = [PlainEntry(key: "result", value: .string(#"{"status": 200}"#))]
    let incomplete = await world.refusal { _ = try await world.decide(asked, happened) }
    #expect(incomplete?.message == "'result.json' is required", "\(incomplete?.message ?? "")")
    happened.input = [PlainEntry(key: "result", value: .string(#"{"json": {"n": 7}}"#))]
    #expect(try await world.decide(asked, happened).outputs == ["n": 7])
  }

  @Test func secretsReachTheirSinkAndNothingElse() async throws {
    var world = try World()
    world.environment = ["TWIN_SECRET_API_TOKEN": "s3cr3t/tok+en"]
    let skill = """
      skill: otp
      secrets: [api_token]
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { echo: "${{ steps.login.text }}" }
      steps:
        - ask: Code?
          id: otp
          form: { code: { type: string, pattern: "^[0-9]{6}$", secret: true } }
          expires: 10m
        - http:
            method: PUT
            url: http://127.0.0.1:1/login
            headers: { authorization: "Bearer ${{ secrets.api_token }}" }
            json: { code: "${{ gates.otp.code }}" }
          id: login
      """
    let paused = try await world.start(skill)
    let seen = Mutex("")
    let done = try await world.decide(paused, input([("code", "493021")])) { request in
      var texts: [String] = []
      for value in [request.arguments["headers"]?["authorization"], request.arguments["json"]?["code"]] {
        if case .secret(let secret)? = value { texts.append((try? request.resolve(secret)) ?? "?") }
      }
      seen.withLock { $0 = texts.joined(separator: " ") }
      let echo = texts.joined(separator: "&") + " " + Data("x493021".utf8).base64EncodedString() + " s3cr3t%2Ftok%2Ben"
      return .done(["status": 200, "headers": [:], "json": .null, "text": .string(echo)])
    }
    #expect(seen.withLock { $0 } == "Bearer s3cr3t/tok+en 493021")
    #expect(done.status == .completed)
    let echo = done.outputs["echo"]?.text ?? ""
    #expect(echo.contains("[secret vault:api_token]") && echo.contains("[secret gate:1/code]"))
    #expect(!echo.contains("493021") && !echo.contains("s3cr3t"))
    #expect(try world.store.sealedNames(done.id) == [])
    let stored = try world.stored()
    #expect(!stored.contains("493021") && !stored.contains("tok+en"))
  }

  @Test func aResultMarkedSecretIsAHandle() async throws {
    let world = try World()
    let skill = """
      skill: token
      permissions: { network: ["127.0.0.1:*"] }
      outputs: { text: "${{ steps.use.text }}" }
      steps:
        - http: { method: PUT, url: "http://127.0.0.1:1/token" }
          id: got
          secret: [json.token]
        - approve: Use it?
          id: go
          expires: 1h
        - http: { method: PUT, url: "http://127.0.0.1:1/use", headers: { authorization: "${{ steps.got.json.token }}" } }
          id: use
      """
    let paused = try await world.start(skill) { _ in
      .done(["status": 200, "headers": [:], "json": ["token": "abcdef123"], "text": "{\"token\":\"abcdef123\"}"])
    }
    #expect(paused.status == .awaitingApproval)
    #expect(try world.store.sealedNames(paused.id).count == 1)
    let done = try await world.decide(paused, approve()) { request in
      guard case .secret(let secret)? = request.arguments["headers"]?["authorization"] else { return .done(.null) }
      let text = (try? request.resolve(secret)) ?? "?"
      return .done([
        "status": 200, "headers": [:], "json": .null, "text": .string(text == "abcdef123" ? "right" : "wrong"),
      ])
    }
    #expect(done.outputs == ["text": "right"])
    let journal = String(decoding: try world.store.journal(done.id), as: UTF8.self)
    #expect(!journal.contains("abcdef123") && journal.contains("[secret result:"))
  }

  @Test func aRehearsalStopsBeforeWhatCannotBeUndone() async throws {
    let world = try World()
    let skill = """
      skill: buy
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - { approve: Buy?, id: ok, allows: [buy], expires: 1h }
        - http: { method: POST, url: "http://127.0.0.1:1/buy" }
          id: buy
          irreversible: true
      """
    var options = StartOptions(initiator: "ann")
    options.isRehearsal = true
    let paused = try await world.worker().start(
      try world.program(skill), inputs: [:], options: options, follows: true)
    #expect(paused.pending[0].allowed.elements?.count == 1)
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let done = try await world.worker(performer: performer).decide(paused.id, approve(), follows: true).1
    #expect(done.status == .cancelled && performer.asked.isEmpty)
  }
}

/// Opens when so many have come.
actor Meeting {
  private var missing: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []
  init(_ count: Int) { missing = count }
  func arrive() async {
    missing -= 1
    if missing == 0 {
      for one in waiting { one.resume() }
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }
}
