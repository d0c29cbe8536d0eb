// What is stopped: nothing begins in it any more, what was sent is found out, and no step is called done that was not.
import DurableRuntime
import Foundation
import Testing
import Values

@Suite struct StoppingTests {
  @Test func nothingBeginsInAnArmWhoseSiblingHasFailed() async throws {
    let world = try World()
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let done = try await world.worker(performer: performer).start(
      try world.program(
        """
        skill: arms
        permissions: { network: ["127.0.0.1:*"] }
        steps:
          - try:
              - parallel:
                  left:
                    - { http: { method: PUT, url: "http://127.0.0.1:1/a" }, id: a }
                  middle:
                    - if: ${{ true }}
                      then:
                        - { wait: 1h, id: nap }
                  right:
                    - fail: down
            catch:
              - log: so be it
        """), inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    #expect(done.status == .completed && performer.asked == [])
    let states = Dictionary(uniqueKeysWithValues: done.steps.map { ($0.action + " " + $0.id, $0.status) })
    #expect(states["http a"] == .failed && states["wait nap"] == .failed)
    #expect(done.steps.filter { $0.action == "parallel" || $0.action == "if" }.map(\.status) == [.failed, .failed])
    #expect(done.steps.first?.status == .done)
    #expect(
      try await world.worker().with { try $0.view(try $0.look(done.id)).steps.map(\.status) }
        == done.steps.map(\.status))
    #expect(try await world.worker().with { try $0.verify(done.id).states } == 1)
  }

  /// What nobody catches is not caught because something fails in a `finally` on its way.
  @Test(arguments: ["cancelled", "sibling", "timeout", "steps"])
  func whatFailsInAFinallyDoesNotKeepARunGoing(why: String) async throws {
    let world = try World()
    let performer = ScriptedEffects { [ok = world.ok] request in
      request.step == "unlock" ? .failed(.effect, "the server answers 500", sent: true) : .done(ok)
    }
    // A block that waits, is tidied up behind without success, and is guarded.
    let guarded = """
      - try:
          - try: [ \(why == "steps" ? "{ for: n, in: \"${{ lists.range(99) }}\", do: [ { log: x } ] }" : "{ wait: 1h }") ]
            finally: [ { http: { method: DELETE, url: "http://127.0.0.1:1/lock" }, id: unlock } ]
        catch: [ { log: caught } ]
      - http: { method: PUT, url: "http://127.0.0.1:1/publish" }
        id: publish
      """
    func under(_ heading: String, _ blanks: Int, _ rest: String = "") -> String {
      let inner = guarded.split(separator: "\n").map { String(repeating: " ", count: blanks) + $0 }
      return ([heading] + inner + [rest]).joined(separator: "\n")
    }
    let steps =
      switch why {
      case "sibling":
        under(
          "- try:\n    - parallel:\n        a:", 10, "        b: [ { fail: down } ]\n  catch: [ { log: so be it } ]")
      case "timeout": under("- if: ${{ true }}\n  then:", 4, "  timeout: 1s\n  on_error: continue")
      default: guarded
      }
    let text =
      "skill: tidy\npermissions: { network: [\"127.0.0.1:*\"] }\n" + (why == "steps" ? "budget: { steps: 50 }\n" : "")
      + "steps:\n" + steps
    let begun = try await world.worker(performer: performer).start(
      try world.program(text), inputs: [:], options: StartOptions(initiator: "ann"), follows: false)
    var done = begun
    switch why {
    case "cancelled":
      done = try await world.worker(performer: performer).cancel(
        begun.id, by: "ann", user: "os", surface: "cli", reason: "stop")
    case "timeout":
      world.clock.move(to: TimestampValue(milliseconds: world.clock.now().milliseconds + 2000))
      done = try await world.worker(performer: performer).resume(begun.id, follows: false)
    default: break
    }
    #expect(performer.asked.map { $0.split(separator: "/").last } == ["lock"])
    #expect(done.steps.first { $0.id == "unlock" }?.status == .failed)
    #expect(done.status == (why == "cancelled" ? .cancelled : why == "steps" ? .failed : .completed), "\(done)")
    _ = try await world.worker().with { try $0.verify(begun.id) }
  }

  private static let probed = """
    skill: pay
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - { approve: Pay?, id: ok, allows: [pay] }
      - http: { method: POST, url: "http://127.0.0.1:1/pay" }
        id: pay
        irreversible: true
        probe:
          - { http: { url: "http://127.0.0.1:1/paid" }, id: look }
          - return: ${{ steps.look }}
    """

  /// Pays, and hears nothing; what it asks then is answered by `look`.
  private func payer(_ world: World, look: EffectOutcome) -> ScriptedEffects {
    ScriptedEffects { [ok = world.ok] request in
      if request.step == "look" { return look }
      return request.answer == nil && request.ticket < 4 ? .unheard(.timeout, "no answer", sent: true) : .done(ok)
    }
  }

  @Test(arguments: ["happened", "did_not_happen"])
  func whatAProbeCouldNotTellIsAskedOnce(answer: String) async throws {
    let world = try World()
    let paused = try await world.start(Self.probed)
    let performer = payer(world, look: .failed(.effect, "down", sent: false))
    let asked = try await world.worker(performer: performer).decide(paused.id, approve(), follows: true).1
    #expect(asked.pending.map(\.path) == ["pay.in_doubt"])
    #expect(
      asked.pending.map(\.prompt) == [
        "Step 'pay' (http) was sent, and then: no answer, and its probe could not tell: step 'look' failed: down. Did it happen? "
          + "Look before you answer."
      ])
    var said = approve()
    said.choice = .string(answer)
    let done = try await world.worker(performer: performer).decide(paused.id, said, follows: true).1
    #expect(done.status == .completed && done.pending.isEmpty, "\(done.error?.message ?? "")")
    #expect(performer.asked.count { $0.hasSuffix("/pay") } == (answer == "happened" ? 1 : 2))
  }

  /// It was under way in a process that is no more.
  @Test func whatNobodySaysIsToldWithWhatItsProbeFailedWith() async throws {
    let world = try World()
    let paused = try await world.start(Self.probed)
    let engine = world.engine()
    let live = try engine.open(paused.id)
    try engine.claim(live)
    _ = try engine.decide(live, approve())
    guard case .perform = try engine.turn(live) else { throw Failed("it should pay") }
    let performer = payer(world, look: .failed(.effect, "down", sent: false))
    let asked = try await world.worker(performer: performer).resume(paused.id, follows: true)
    #expect(
      asked.pending.map(\.prompt) == [
        "The run was interrupted while it did step 'pay' (http), and its probe could not tell: step 'look' failed: down. Did it "
          + "happen? Look before you answer."
      ])
  }

  /// A probe that has a question of its own, and nobody answers it: what it would have found out is still asked (law 6).
  @Test func aProbeWhoseQuestionIsRejectedLeavesTheDoubt() async throws {
    let world = try World()
    let paused = try await world.start(Self.probed)
    let which = EffectOutcome(
      .question(kind: "choice", payload: ["prompt": "Which?", "options": [["value": 1, "label": "one"]]]))
    let performer = payer(world, look: which)
    let asked = try await world.worker(performer: performer).decide(paused.id, approve(), follows: true).1
    #expect(asked.pending.map(\.path) == ["look.choice"])
    let doubt = try await world.worker(performer: performer).decide(paused.id, reject("bob", "no idea"), follows: true)
      .1
    #expect(doubt.status == .awaitingApproval && doubt.pending.map(\.path) == ["pay.in_doubt"])
    // Another process has opened it since, which knows no more.
    #expect(
      doubt.pending[0].prompt
        == "It is not known whether step 'pay' (http) was done, and its probe could not tell. Did it happen? Look before you answer."
    )
    var said = approve()
    said.choice = "happened"
    let done = try await world.worker(performer: performer).decide(paused.id, said, follows: true).1
    #expect(done.status == .completed && performer.asked.count { $0.hasSuffix("/pay") } == 1)
    _ = try await world.worker().with { try $0.verify(paused.id) }
  }

  /// As programs were compiled in earlier days: what the probe does not find goes back to the effect.
  private func inEarlierShape(_ program: LoadedProgram) throws -> LoadedProgram {
    var earlier = program.program
    var count = 0
    for pc in earlier.code.indices.dropLast() {
      guard case .jumpIfError = earlier.code[pc], case .loop = earlier.code[pc + 1] else { continue }
      earlier.code[pc] = .jump(to: UInt32(pc + 1))
      count += 1
    }
    try #require(count == 1)
    // As it lies in a store.
    return try LoadedProgram(bytes: try earlier.encoded())
  }

  /// A bank that shows nothing of what it was sent: whatever an old program says, it is not paid a second time on one approval.
  @Test func aProgramOfEarlierDaysSendsNothingAgainThatItsProbeDoesNotFind() async throws {
    let world = try World()
    let program = try inEarlierShape(
      try world.program(
        Self.probed.replacing(
          "- return: ${{ steps.look }}",
          with: "- { if: \"${{ steps.look.status == 200 }}\", then: [{ return: \"${{ steps.look }}\" }] }")))
    let performer = ScriptedEffects { [ok = world.ok] request in
      if request.step == "look" { return .done(["status": 204, "headers": [:], "json": .null, "text": ""]) }
      // Unless it goes on for ever.
      return request.ticket < 20 ? .unheard(.timeout, "no answer", sent: true) : .done(ok)
    }
    let paused = try await world.worker().start(
      program, inputs: [:], options: StartOptions(initiator: "ann"), follows: true)
    let asked = try await world.worker(performer: performer).decide(paused.id, approve(), follows: true).1
    #expect(performer.asked.count { $0.hasSuffix("/pay") } == 1, "\(performer.asked)")
    #expect(asked.pending.map(\.path) == ["pay.in_doubt"])
    // A person has looked; what they say is done is done once.
    var again = approve()
    again.choice = "did_not_happen"
    let twice = try await world.worker(performer: performer).decide(paused.id, again, follows: true).1
    #expect(performer.asked.count { $0.hasSuffix("/pay") } == 2 && twice.pending.map(\.path) == ["pay.in_doubt"])
    var happened = approve()
    happened.choice = "happened"
    let done = try await world.worker(performer: performer).decide(paused.id, happened, follows: true).1
    #expect(done.status == .completed && performer.asked.count { $0.hasSuffix("/pay") } == 2)
    _ = try await world.worker().with { try $0.verify(paused.id) }
  }

  /// Its process died while it paid: the probe is asked as ever, and what it does not find is done once more, and not again.
  @Test func aProgramOfEarlierDaysStillAsksItsProbeAfterACrash() async throws {
    let world = try World()
    let program = try inEarlierShape(
      try world.program(
        Self.probed.replacing(
          "- return: ${{ steps.look }}",
          with: "- { if: \"${{ steps.look.status == 200 }}\", then: [{ return: \"${{ steps.look }}\" }] }")))
    let engine = world.engine()
    let live = try engine.create(program, inputs: [:], options: StartOptions(initiator: "ann"))
    guard case .resting = try engine.turn(live) else { throw Failed("it should ask") }
    _ = try engine.decide(live, approve())
    guard case .perform = try engine.turn(live) else { throw Failed("it should pay") }
    let performer = ScriptedEffects { request in
      if request.step == "look" { return .done(["status": 204, "headers": [:], "json": .null, "text": ""]) }
      return .unheard(.timeout, "no answer", sent: true)
    }
    let asked = try await world.worker(performer: performer).resume(live.id, follows: true)
    #expect(asked.pending.map(\.path) == ["pay.in_doubt"])
    #expect(performer.asked.map { String($0.suffix(5)) } == ["/paid", "1/pay"])
  }

  /// What an answer means is its value: its words change when the run is cancelled between two people's answers.
  @Test func aQuorumAgreesThoughTheRunIsCancelledInBetween() async throws {
    let world = try World()
    let paused = try await world.start(
      """
      skill: two
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - { approve: Pay?, id: ok, allows: [pay], by: { count: 2 } }
        - http: { method: POST, url: "http://127.0.0.1:1/pay" }
          id: pay
          irreversible: true
      """)
    let worker = world.worker { _ in .unheard(.timeout, "no answer", sent: true) }
    _ = try await worker.decide(paused.id, approve("ann"), follows: true)
    let asked = try await worker.decide(paused.id, approve("bob"), follows: true).1
    #expect(asked.pending.map(\.path) == ["pay.in_doubt"])
    var said = approve("ann")
    said.choice = "happened"
    _ = try await worker.decide(paused.id, said, follows: true)
    _ = try await worker.cancel(paused.id, by: "ann", user: "os", surface: "cli", reason: "enough")
    said = approve("bob")
    said.choice = "did_not_happen"
    let refusal = await world.refusal { _ = try await worker.decide(paused.id, said, follows: true) }
    #expect(refusal?.message.contains("ann has approved 'value' as happened; choose it as well") == true)
    said.choice = "happened"
    #expect(try await worker.decide(paused.id, said, follows: true).1.status == .cancelled)
  }

  /// Cancelled while its probe looks: the probe has its say, and then the run ends.
  @Test(arguments: ["found", "nothing", "cannot tell"])
  func aProbeHasItsSayInACancelledRun(look: String) async throws {
    let world = try World()
    let paused = try await world.start(Self.probed)
    let engine = world.engine()
    var live = try engine.open(paused.id)
    try engine.claim(live)
    _ = try engine.decide(live, approve())
    guard case .perform(let pays) = try engine.turn(live) else { throw Failed("it should pay") }
    engine.arrive(live, ticket: pays[0].ticket, .unheard(.timeout, "no answer", sent: true))
    guard case .perform(let looks) = try engine.turn(live) else { throw Failed("it should look") }
    #expect(looks.map(\.step) == ["look"])
    try engine.cancel(live, by: "ann", user: "os", surface: "cli", reason: "enough")
    guard case .busy = try engine.turn(live) else { throw Failed("it should wait for its probe") }
    // The process ends, and another goes on: the probe is asked again.
    let next = world.engine()
    live = try next.open(paused.id)
    try next.claim(live)
    guard case .perform(let again) = try next.turn(live) else { throw Failed("it should look again") }
    #expect(again.map(\.step) == ["look"])
    next.arrive(
      live, ticket: again[0].ticket, look == "found" ? .done(world.ok) : .failed(.effect, "down", sent: false))
    let turn = try next.turn(live)
    if look == "found" {
      guard case .ended(.cancelled) = turn else { throw Failed("it should have ended") }
    } else {
      guard case .resting(.awaitingApproval) = turn else { throw Failed("it should ask") }
      var said = approve()
      said.choice = look == "nothing" ? "did_not_happen" : "fail"
      _ = try next.decide(live, said)
      guard case .ended(.cancelled) = try next.turn(live) else { throw Failed("it should have ended") }
    }
    let view = try next.view(live)
    #expect(view.steps.first { $0.id == "pay" }?.status == (look == "found" ? .done : .failed))
    #expect(view.sent.map(\.fate) == [look == "found" ? .done : .failed])
    _ = try next.verify(paused.id)
  }
}
