// Law 4 in copies of a run: what was approved in the other run, or for another row, lets nothing happen in the copy.
import Synchronization
import Testing
import Values

@testable import DurableRuntime

@Suite("Copies of a run")
struct CopyTests {
  private func fork(_ world: World, _ view: RunView, at gate: String) async throws -> RunView {
    let id = try await world.worker().with { try $0.fork(view.id, at: gate, by: "cid").id }
    return try await world.worker().view(id)
  }

  /// Who copies a run does not come by its gates in that way, and neither does who started it.
  @Test func whoMakesACopyIsOneOfItsInitiators() async throws {
    let world = try World()
    let first = try await world.start(
      """
      skill: two
      steps:
        - { approve: Go?, id: go, expires: 1h, by: { not_initiator: true } }
      """)
    let copy = try await fork(world, first, at: "go")
    for name in ["ann", "cid"] {
      let refused = await world.refusal { _ = try await world.decide(copy, approve(name)) }
      #expect(refused?.kind == .notAllowed && refused?.message.contains("somebody other than \(name)") == true)
    }
    // A copy of the copy, taken elsewhere: everybody on the way counts.
    let bytes = try await world.worker().with { try $0.export(copy.id) }
    let taken = try await world.worker().with { try $0.import(try RunContainer(bytes: bytes), by: "dan").id }
    let third = try await world.worker().view(taken)
    for name in ["ann", "cid", "dan"] {
      #expect(await world.refusal { _ = try await world.decide(third, approve(name)) }?.kind == .notAllowed)
    }
    #expect(try await world.decide(third, approve("bob")).status == .completed)
  }

  /// A copy, made at its open gate by another process, of a run that lives on and does `effect` beside that.
  private func copyBeside(_ effect: String) async throws -> (world: World, id: RunID, copy: RunView) {
    var world = try World()
    let (driver, id, goesOn) = try await world.held(
      """
      skill: beside
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - parallel:
            a: [ { approve: Go?, id: go } ]
            b: [ { http: { method: \(effect), url: "http://127.0.0.1:1/a" }, id: send } ]
      """)
    world.settings.owner = "other"
    let first = try await world.worker().with { try $0.view(try $0.look(id)) }
    let copy = try await fork(world, first, at: "go")
    goesOn.open()
    await driver.settled(id)
    return (world, id, copy)
  }

  /// What its driver has opened since the last outcome is open.
  @Test func aRunThatIsBeingDrivenIsCopiedAtAGateThatIsOpen() async throws {
    let (_, id, copy) = try await copyBeside("PUT")
    #expect(copy.pending.map(\.path) == ["go"] && copy.id != id)
  }

  /// What the other run is doing is not to be done twice: a person says what became of it.
  @Test func whatIsUnderWayBesideTheGateIsNotSimplyDoneAgain() async throws {
    let (world, _, copy) = try await copyBeside("POST")
    #expect(copy.pending.map(\.path) == ["go", "send.in_doubt"])
    #expect(
      copy.pending.last?.prompt
        == "The run that this one was copied from was doing step 'send' (http) then. Did it happen? Look before you answer.")
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    _ = try await world.worker(performer: performer).resume(copy.id, follows: true)
    #expect(performer.asked == [])
  }

  private static let rows = """
    skill: refunds
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - for: row
        in: "${{ [1, 2] }}"
        at_once: 2
        do:
          - { approve: "Refund ${{ row }}?", id: pay, allows: [send] }
          - { approve: "Now ${{ row }}?", id: now }
          - http: { method: POST, url: "http://127.0.0.1:1/refund", json: "${{ row }}" }
            id: send
            irreversible: true
    """

  @Test func anApprovalForOneRowIsNoneForAnother() async throws {
    let world = try World()
    let first = try await world.start(Self.rows)
    #expect(first.pending.map(\.prompt) == ["Refund 1?", "Refund 2?"])
    let second = try await world.decide(first, approve(gate: first.pending[0].instance.description))
    #expect(second.pending.map(\.prompt) == ["Refund 2?", "Now 1?"])

    // Row 1 was approved before the copy was made, row 2 in it.
    let copy = try await fork(world, second, at: "now")
    let both = try await world.decide(copy, approve(gate: copy.pending[0].instance.description))
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let now1 = try #require(both.pending.first { $0.prompt == "Now 1?" })
    let asked = try await world.worker(performer: performer).decide(
      both.id, approve(gate: now1.instance.description), follows: true
    ).1
    #expect(performer.asked.isEmpty)
    #expect(asked.pending.map(\.path) == ["now", "send.again"])
    #expect(asked.pending[1].show["arguments"]?["json"] == 1)
    let now2 = try await world.worker(performer: performer).decide(asked.id, approve(gate: "now"), follows: true).1
    #expect(performer.asked.count == 1 && now2.pending.map(\.path) == ["send.again"])
    // Asked once for each time that it may happen.
    let done = try await world.worker(performer: performer).decide(now2.id, approve(), follows: true).1
    #expect(done.status == .completed && performer.asked.count == 2)
    #expect(try await world.worker().with { try $0.verify(done.id).states } >= 2)
  }

  @Test func aQuestionThatWasOpenInTheOtherRunIsNoApproval() async throws {
    let world = try World()
    let asks: ScriptedEffects.Script = { [ok = world.ok] request in
      if request.answer != nil { return .done(ok) }
      let options: PlainValue = [["value": 1, "label": "first"], ["value": 2, "label": "second"]]
      return EffectOutcome(.question(kind: "choice", payload: ["prompt": "Which?", "options": options]))
    }
    let first = try await world.start(
      """
      skill: which
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - { approve: Send?, id: ok, allows: [send] }
        - http: { method: POST, url: "http://127.0.0.1:1/" }
          id: send
          irreversible: true
      """, asks)
    let second = try await world.decide(first, approve(), asks)
    let copy = try await fork(world, second, at: "send.choice")
    var choice = approve()
    choice.choice = 2
    let performer = ScriptedEffects(asks)
    let asked = try await world.worker(performer: performer).decide(copy.id, choice, follows: true).1
    #expect(asked.pending.map(\.path) == ["send.again"] && performer.asked.isEmpty)
    // It asks what it has to know once more, and then nothing of the copy.
    let which = try await world.worker(performer: performer).decide(copy.id, approve(), follows: true).1
    #expect(which.pending.map(\.path) == ["send.choice"])
    let done = try await world.worker(performer: performer).decide(copy.id, choice, follows: true).1
    #expect(done.status == .completed && performer.asked.count == 2)
  }

  /// Two branches sign, and what they sign for comes after both.
  private static let signed = """
    skill: signed
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - { ask: Go on?, id: start, form: { yes: { type: boolean, default: true } } }
      - parallel:
          legal: [{ approve: Legal?, id: legal, allows: [send] }]
          finance: [{ approve: Finance?, id: finance }]
      - http: { method: POST, url: "http://127.0.0.1:1/" }
        id: send
        irreversible: true
    """

  @Test func whatABranchOfTheCopyApprovedHoldsBehindTheBranches() async throws {
    let world = try World()
    let first = try await world.start(Self.signed)
    let start = try await fork(world, first, at: "start")
    let both = try await world.decide(start, approve())
    let one = try await world.decide(both, approve(gate: "legal"))
    #expect(one.pending.allSatisfy { !$0.prompt.contains("Legal") })
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let done = try await world.worker(performer: performer).decide(one.id, approve(gate: "finance"), follows: true).1
    #expect(done.status == .completed && performer.asked.count == 1)

    // The same, copied between the two signatures: the first was given in the other run.
    let legal = try await world.decide(try await world.decide(first, approve()), approve(gate: "legal"))
    let late = try await fork(world, legal, at: "finance")
    let asked = try await world.decide(late, approve())
    #expect(asked.pending.map(\.path) == ["send.again"])
  }

  @Test func aPolicyOfTheSkillIsNoPersonsWordInACopy() async throws {
    let world = try World()
    let first = try await world.start(
      """
      skill: small
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - for: sum
          in: "${{ [100, 5] }}"
          do:
            - { approve: "Send ${{ sum }}?", id: ok, allows: [send], unless: "${{ sum < 10 }}" }
            - http: { method: POST, url: "http://127.0.0.1:1/", json: "${{ sum }}" }
              id: send
              irreversible: true
      """)
    let copy = try await fork(world, first, at: "ok")
    let performer = ScriptedEffects { [ok = world.ok] _ in .done(ok) }
    let asked = try await world.worker(performer: performer).decide(copy.id, approve(), follows: true).1
    #expect(performer.asked.count == 1 && asked.pending.map(\.path) == ["send.again"])
    #expect(asked.pending[0].show["arguments"]?["json"] == 5)
    // The run itself goes on by its policy.
    let done = try await world.decide(first, approve())
    #expect(done.status == .completed)
  }

  // MARK: The copy's own id

  /// What was sent in order: address and key.
  private final class Sent: Sendable {
    private let log = Mutex<[String]>([])
    func take() -> [String] {
      log.withLock { log in
        defer { log = [] }
        return log
      }
    }
    func script(_ ok: PlainValue) -> ScriptedEffects.Script {
      { request in
        self.log.withLock { $0.append(request.idempotencyKey) }
        return .done(ok)
      }
    }
  }

  private static let keyed = """
    skill: keyed
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    outputs: { before: "${{ vars.before }}", now: "${{ run.id }}" }
    steps:
      - set: { before: "${{ run.id }}" }
      - http: { method: POST, url: "http://127.0.0.1:1/", json: "${{ run.id }}" }
        id: first
        idempotent: ${{ run.id }}-a
      - { approve: "Send for ${{ run.id }}?", id: ok, allows: [send] }
      - { approve: "Now?", id: now }
      - http: { method: POST, url: "http://127.0.0.1:1/", json: "${{ run.id }}" }
        id: send
        irreversible: true
        idempotent: ${{ run.id }}-b
    """

  /// What it does is not taken for what the other run did; what that one did stays as it was.
  @Test func aCopyIsARunOfItsOwnFromThereOn() async throws {
    let world = try World()
    let sent = Sent()
    func say(_ view: RunView) async throws -> RunView { try await world.decide(view, approve(), sent.script(world.ok)) }
    let first = try await world.start(Self.keyed, sent.script(world.ok))
    #expect(sent.take() == ["\(first.id)-a"])
    let copy = try await fork(world, first, at: "ok")
    let second = try await fork(world, copy, at: "ok")
    let bytes = try await world.worker().with { try $0.export(second.id) }
    let taken = try await world.worker().with { try $0.import(try RunContainer(bytes: bytes), by: "dan").id }
    let third = try await world.worker().view(taken)
    for view in [first, copy, second, third] {
      #expect(view.pending.map(\.prompt) == ["Send for \(view.id)?\(view.id == first.id ? "" : copied(from: first))"])
      let done = try await say(try await say(view))
      #expect(done.status == .completed && sent.take() == ["\(view.id)-b"])
      #expect(
        done.outputs["before"]?.text == first.id.description && done.outputs["now"]?.text == view.id.description)
      #expect(try await world.worker().with { try $0.verify(view.id).states } >= 2)
    }
    // Taken in where nobody has that id, it is the run that it was.
    let elsewhere = try World()
    let same = try await elsewhere.worker().with { try $0.import(try RunContainer(bytes: bytes), by: "dan").id }
    #expect(same == second.id)
    let view = try await elsewhere.worker().view(same)
    let there = try await elsewhere.decide(view, approve(), sent.script(world.ok))
    let done = try await elsewhere.decide(there, approve(), sent.script(world.ok))
    #expect(done.status == .completed && sent.take() == ["\(second.id)-b"])
  }

  private func copied(from view: RunView) -> String {
    " (This run was copied from \(view.id): what is approved here may have been done there already.)"
  }

  /// What was approved before is done under the copy's id, if a person says so.
  @Test func whatWasAllowedBeforeIsAllowedUnderTheCopysId() async throws {
    let world = try World()
    let sent = Sent()
    func say(_ view: RunView) async throws -> RunView { try await world.decide(view, approve(), sent.script(world.ok)) }
    let now = try await say(try await world.start(Self.keyed, sent.script(world.ok)))
    let copy = try await fork(world, now, at: "now")
    _ = sent.take()
    let asked = try await say(copy)
    #expect(asked.pending.map(\.path) == ["send.again"])
    #expect(asked.pending[0].show["arguments"]?["idempotency_key"]?.text == "\(copy.id)-b")
    #expect(try await say(asked).status == .completed && sent.take() == ["\(copy.id)-b"])
    #expect(try await world.worker().with { try $0.verify(copy.id).states } >= 2)
  }

  /// Gates that were open beside the one at which it was copied say the copy's id too.
  @Test func rowsThatWaitBesideItAreTheCopysOwn() async throws {
    let world = try World()
    let sent = Sent()
    func say(_ view: RunView) async throws -> RunView {
      try await world.decide(view, approve(gate: view.pending[0].instance.description), sent.script(world.ok))
    }
    let first = try await world.start(
      """
      skill: rows
      permissions: { network: ["127.0.0.1:*"] }
      gates: { expires: 1h }
      steps:
        - for: row
          in: "${{ [1, 2, 3] }}"
          at_once: 3
          do:
            - { approve: "Pay ${{ row }} for ${{ run.id }}?", id: ok, allows: [send] }
            - http: { method: POST, url: "http://127.0.0.1:1/" }
              id: send
              irreversible: true
              idempotent: ${{ run.id }}-${{ row }}
      """)
    var copy = try await fork(world, try await say(first), at: "ok")
    let own = " for \(copy.id)?"
    #expect(copy.pending.count == 2 && copy.pending.allSatisfy { $0.prompt.contains(own) })
    for _ in 0..<2 { copy = try await say(copy) }
    #expect(copy.status == .completed && sent.take() == ["\(first.id)-1", "\(copy.id)-2", "\(copy.id)-3"])
    let id = copy.id
    #expect(try await world.worker().with { try $0.verify(id).states } >= 2)
  }

  private static let signedByTwo = """
    skill: signed_by_two
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    steps:
      - approve: Pay?
        id: pay
        allows: [send]
        by: { roles: [finance], count: 2, not_initiator: true }
        strong: true
      - { approve: Now?, id: now }
      - http: { method: POST, url: "http://127.0.0.1:1/pay" }
        id: send
        irreversible: true
    """

  /// Whether it is done once more is decided by those who decide whether it is done at all.
  @Test func aQuestionAboutItIsForThoseWhoMayApproveIt() async throws {
    var world = try World()
    world.settings.passkeys = .rehearsed
    for (name, role) in [("eve", "sales"), ("fay", "finance"), ("fred", "finance"), ("ann", "finance")] {
      try world.store.keep(person: Person(name: name, roles: [role]), audit: [])
    }
    let asked = try await world.start(Self.signedByTwo)
    let signed = try await world.decide(try await world.decide(asked, approve("fay")), approve("fred"))
    #expect(signed.pending.map(\.id) == ["now"])
    let copy = try await fork(world, signed, at: "now")

    let performer = ScriptedEffects { _ in .unheard(.effect, "the line went dead", sent: true) }
    func say(_ view: RunView, _ answer: Answer) async throws -> RunView {
      try await world.worker(performer: performer).decide(view.id, answer, follows: true).1
    }
    func isRefused(_ view: RunView, _ answer: Answer) async -> RuntimeError.Kind? {
      await world.refusal { _ = try await say(view, answer) }?.kind
    }
    let again = try await say(copy, approve("eve"))
    #expect(again.pending.map(\.path) == ["send.again"] && again.pending[0].by.count == 2 && again.pending[0].isStrong)
    #expect(await isRefused(again, approve("eve")) == .notAllowed)
    // The run is ann's own.
    #expect(await isRefused(again, approve("ann")) == .notAllowed)
    let passkeys = world.settings.passkeys
    world.settings.passkeys = .unavailable
    #expect(await isRefused(again, approve("fay")) == .needsPasskey)
    world.settings.passkeys = passkeys
    let half = try await say(again, approve("fay"))
    #expect(half.pending.map(\.path) == ["send.again"] && performer.asked.isEmpty)
    let doubt = try await say(half, approve("fred"))
    #expect(performer.asked.count == 1 && doubt.pending.map(\.path) == ["send.in_doubt"])

    var doItNow = approve("eve")
    doItNow.choice = "did_not_happen"
    #expect(await isRefused(doubt, doItNow) == .notAllowed)
    doItNow.by = "fay"
    #expect(try await say(doubt, doItNow).pending.map(\.path) == ["send.in_doubt"] && performer.asked.count == 1)
  }

  /// Which element is meant, and what is said to the dialog that comes up, makes as much of a difference.
  @Test(arguments: ["choice", "dialog"])
  func aQuestionWithinItIsForThoseWhoMayApproveIt(_ kind: String) async throws {
    var world = try World()
    world.settings.passkeys = .rehearsed
    for (name, role) in [("eve", "sales"), ("fay", "finance"), ("fred", "finance"), ("ann", "finance")] {
      try world.store.keep(person: Person(name: name, roles: [role]), audit: [])
    }
    let performer = ScriptedEffects { [ok = world.ok] request in
      if let answer = request.answer {
        return answer["value"] == 2 ? .done(ok) : .failed(.effect, "another was chosen", sent: false)
      }
      let options: PlainValue = [["value": 1, "label": "first"], ["value": 2, "label": "second"]]
      return EffectOutcome(.question(kind: kind, payload: ["prompt": "Which?", "options": options]))
    }
    func say(_ view: RunView, _ person: String, _ choice: PlainValue? = nil) async throws -> RunView {
      var answer = approve(person)
      answer.choice = choice
      return try await world.worker(performer: performer).decide(view.id, answer, follows: true).1
    }
    var view = try await world.start(Self.signedByTwo)
    for person in ["fay", "fred", "eve"] { view = try await say(view, person) }
    let gate = try #require(view.pending.first)
    #expect(view.pending.map(\.path) == ["send.\(kind)"] && gate.by.count == 2 && gate.isStrong && gate.by.notInitiator)
    for person in ["eve", "ann"] {
      let refusal = await world.refusal { _ = try await say(view, person, 2) }
      #expect(refusal?.kind == .notAllowed, "\(person)")
    }
    view = try await say(view, "fay", 2)
    #expect(view.pending.map(\.path) == ["send.\(kind)"] && performer.asked.count == 1)
    view = try await say(view, "fred", 2)
    #expect(view.status == .completed && performer.asked.count == 2)
  }

  @Test func whoIsAskedPleasesEveryGateThatAllowsIt() {
    func by(_ roles: [String], _ count: Int = 1, notInitiator: Bool = false) -> Gate.By {
      var by = Gate.By()
      (by.roles, by.count, by.notInitiator) = (roles, count, notInitiator)
      return by
    }
    let one = Gate.By(strictest: [by(["a", "b"], 3), by([]), by(["b"], notInitiator: true), by(["b", "a"])])
    #expect(one.lists == [["b"]] && one.count == 3 && one.notInitiator)
    let two = Gate.By(strictest: [by(["a"]), by(["b", "c"])])
    #expect(two.lists == [["a"], ["b", "c"]] && two.admits(["c", "a"]) && !two.admits(["b"]) && !two.admits([]))
    #expect(Gate.By(strictest: [by([])]) == Gate.By() && Gate.By().admits([]))
  }
}
