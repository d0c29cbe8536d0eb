import Bytecode
import Testing
import VM
import Values

@Suite struct MachineTests {
  @Test func aLoopAddsUp() throws {
    let skill = TestSkill(inputs: ["n"])
    let f = skill.f
    let i = f.named("vars.i")
    let sum = f.named("vars.sum")
    skill.step("start")
    f.emit(.loadInt(d: i, value: 0))
    f.emit(.loadInt(d: sum, value: 0))
    let done = f.makeLabel()
    let head = f.bindNewLabel()
    f.emit(.jumpUnlessLess(a: i, b: 0, to: 0), to: done)
    skill.step("add")
    f.emit(.add(d: sum, a: sum, b: i))
    f.emit(.addInt(d: i, a: i, value: 1))
    f.go(to: head)
    f.bind(done)
    f.emit(.return(a: sum))
    var machine = try Machine(program: try skill.finish(), inputs: [100], run: [:])
    #expect(machine.expectEnd().outputs == 4950)
    #expect(machine.stepCounts == [1, 100])
    #expect(throws: MachineError(.ended, "the run has ended")) {
      try machine.consume(.interrupted(kind: .cancelled, message: "late"))
    }
  }

  @Test func inputsMustBeAsManyAsTheSkillTakes() throws {
    let skill = TestSkill(inputs: ["a"])
    skill.f.emit(.return(a: 0))
    let program = try skill.finish()
    #expect(throws: MachineError(.inputs, "skill `test` takes 1 inputs, not 2")) {
      try Machine(program: program, inputs: [1, 2], run: [:])
    }
  }

  @Test func anEffectGivesItsOutcomeAndAFailureIsCaught() throws {
    let skill = TestSkill()
    let f = skill.f
    let first = f.named("steps.first")
    let second = f.named("steps.second")
    skill.effect("first", into: first, arguments: ["url": "https://a.example"])
    f.emit(.loadNull(d: second))
    skill.attempt {
      skill.effect("second", into: second)
    } catch: { error in
      f.emit(.move(d: second, a: error))
    }
    let pair = f.temporaries(2)
    f.emit(.move(d: pair, a: first))
    f.emit(.move(d: pair + 1, a: second))
    f.emit(.makeList(d: pair, first: pair, count: 2))
    f.emit(.return(a: pair))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])

    let asked = machine.expectWaiting()
    guard case .effect(0, let arguments, nil, false) = asked[0].wish else { throw Unexpected() }
    #expect(arguments == ["url": "https://a.example"])
    #expect(asked[0].ticket == Ticket(1) && asked[0].step == 0 && asked[0].callPath == [])
    try machine.consume(.outcome(Ticket(1), .done(["status": 200])))
    #expect(machine.expectWaiting().map(\.ticket) == [Ticket(2)])
    try machine.consume(.outcome(Ticket(2), .failed(kind: .effect, message: "no such host", sent: false)))
    let outputs = try #require(machine.expectEnd().outputs?.elements)
    #expect(outputs[0] == ["status": 200])
    guard case .error(let error) = outputs[1] else { throw Unexpected() }
    #expect(error.kind == .effect && error.message == "no such host" && error.step == 1)
  }

  @Test func aGateStopsTheRunAndItsRejectionEndsIt() throws {
    let skill = TestSkill()
    let decision = skill.f.named("gates.ok")
    skill.gate("ok", into: decision, payload: ["prompt": "Go on?", "show": ["total": 12.5]])
    skill.f.emit(.return(a: decision))
    let program = try skill.finish()
    var machine = try Machine(program: program, inputs: [], run: [:])
    let asked = machine.expectWaiting()
    guard case .gate(0, let payload) = asked[0].wish else { throw Unexpected() }
    #expect(payload == ["prompt": "Go on?", "show": ["total": 12.5]])
    var other = machine
    try machine.consume(.outcome(Ticket(1), .decided(["approved": true, "by": ["ann"]])))
    #expect(machine.expectEnd().outputs == ["approved": true, "by": ["ann"]])
    try other.consume(.outcome(Ticket(1), .rejected("too expensive")))
    let error = try #require(other.expectEnd().error)
    #expect(error.kind == .rejected && error.message == "too expensive")
  }

  @Test func outcomesThatDoNotFitAreRefusedAndChangeNothing() throws {
    let skill = TestSkill()
    let decision = skill.f.named("gates.ok")
    skill.gate("ok", into: decision)
    skill.wait("pause", seconds: 5)
    skill.effect("last", into: decision)
    skill.f.emit(.return(a: decision))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    _ = machine.run()
    let before = machine.bytes
    func refused(_ consumed: Consumed, _ reason: MachineError.Reason) {
      do throws(MachineError) {
        try machine.consume(consumed)
        Issue.record("\(consumed) was taken")
      } catch {
        #expect(error.reason == reason)
      }
    }
    refused(.outcome(Ticket(0), .done(1)), .ticketNotOpen(Ticket(0)))
    refused(.outcome(Ticket(2), .done(1)), .ticketNotOpen(Ticket(2)))
    refused(.outcome(Ticket(1), .done(1)), .outcomeDoesNotFit(Ticket(1)))
    refused(.outcome(Ticket(1), .inDoubt), .outcomeDoesNotFit(Ticket(1)))
    refused(.outcome(Ticket(1), .decided(["reason": "none"])), .outcomeDoesNotFit(Ticket(1)))
    refused(.interrupted(kind: .fail, message: ""), .interruption)
    #expect(machine.bytes == before)
    try machine.consume(.outcome(Ticket(1), .approved))
    guard case .timer(let length) = machine.expectWaiting()[0].wish else { throw Unexpected() }
    #expect(length.seconds == 5)
    refused(.outcome(Ticket(1), .approved), .ticketNotOpen(Ticket(1)))
    refused(.outcome(Ticket(2), .approved), .outcomeDoesNotFit(Ticket(2)))
    try machine.consume(.outcome(Ticket(2), .done(.null)))
    #expect(machine.expectWaiting().map(\.step) == [2])
    // The effect has no probe that could find out.
    refused(.outcome(Ticket(3), .inDoubt), .outcomeDoesNotFit(Ticket(3)))
  }

  @Test func aSchemaWidensOrNamesWhatIsWrong() throws {
    let skill = TestSkill(inputs: ["value"])
    let f = skill.f
    let d = f.named("vars.checked")
    skill.step("check")
    f.emit(
      .check(
        d: d, a: 0,
        k: skill.builder.constant(["type": "object", "properties": ["total": ["type": "number"]]])))
    f.emit(.return(a: d))
    let program = try skill.finish()
    var machine = try Machine(program: program, inputs: [["total": 5]], run: [:])
    #expect(machine.expectEnd().outputs == ["total": 5.0])
    machine = try Machine(program: program, inputs: [["total": "five"]], run: [:])
    let error = try #require(machine.expectEnd().error)
    #expect(error.kind == .input && error.message.hasPrefix("$.total: "))
  }

  // MARK: Irreversible effects

  /// Approves `{amount: 5}`, then pays `amount`, and once more if that fails.
  private func payment(amount: Int64, probe: Bool = false) throws -> VerifiedProgram {
    let skill = TestSkill()
    let f = skill.f
    let decision = f.named("gates.ok")
    let paid = f.named("steps.pay")
    let permit = f.lastingRegister()
    f.emit(.unset(d: permit))
    skill.gate("ok", into: decision, payload: ["prompt": "Pay?", "allowed": [["amount": 5]]])
    f.emit(.load(d: permit, k: skill.builder.constant(["amount": 5])))
    let end = f.makeLabel()
    f.emit(.unset(d: paid))
    skill.attempt {
      let effect = skill.effect(
        "pay", into: paid, arguments: ["amount": .int(amount)], irreversible: permit, probe: probe)
      if probe {
        let again = f.here - 1
        f.emit(.jump(to: 0), to: end)
        let start = f.bindNewLabel()
        f.setProbe(of: effect, at: start)
        let found = f.temporary()
        let unknown = f.makeLabel()
        let error = f.lastingRegister()
        f.openHandler(.errors, into: error, target: unknown)
        skill.effect("look", into: found)
        f.closeHandler()
        let none = f.temporary()
        f.emit(.loadNull(d: none))
        let happened = f.makeLabel()
        f.emit(.equal(d: none, a: found, b: none))
        f.emit(.jumpUnless(a: none, to: 0), to: happened)
        let lost = f.makeLabel()
        f.emit(.jumpIfError(a: paid, to: 0), to: lost)
        f.emit(.loop(to: UInt32(again)))
        f.bind(happened)
        f.emit(.move(d: paid, a: found))
        f.emit(.jump(to: 0), to: end)
        f.bind(unknown)
        f.emit(.doubt(d: paid, effect: effect, a: Register(0x8000), permit: permit))
        f.emit(.jump(to: 0), to: end)
        f.bind(lost)
        f.emit(.raise(a: paid))
      }
    } catch: { _ in
      skill.effect("pay_again", into: paid, arguments: ["amount": .int(amount)], irreversible: permit)
    }
    f.bind(end)
    f.emit(.return(a: paid))
    return try skill.finish()
  }

  @Test func whatWasApprovedIsDone() throws {
    var machine = try Machine(program: try payment(amount: 5), inputs: [], run: [:])
    let ending = try machine.finish { request in
      if case .gate = request.wish { return .approved }
      return .done("receipt")
    }
    #expect(ending.outputs == "receipt")
  }

  @Test func otherArgumentsThanTheApprovedAreRefused() throws {
    var machine = try Machine(program: try payment(amount: 6), inputs: [], run: [:])
    let ending = try machine.finish { _ in .approved }
    #expect(ending.error?.kind == .permission)
    #expect(ending.error?.message == "`pay_again` was not approved with these arguments")
  }

  @Test(arguments: [false, true]) func anApprovalIsForOneAttemptThatWasSent(sent: Bool) throws {
    var machine = try Machine(program: try payment(amount: 5), inputs: [], run: [:])
    var attempts = 0
    let ending = try machine.finish { request in
      if case .gate = request.wish { return .approved }
      attempts += 1
      return attempts == 1 ? .failed(kind: .effect, message: "timeout", sent: sent) : .done("receipt")
    }
    if sent {
      #expect(attempts == 1)
      #expect(ending.error?.message == "`pay_again` was not approved: its approval was used, or there was none")
    } else {
      #expect(attempts == 2)
      #expect(ending.outputs == "receipt")
    }
  }

  @Test func aProbeFindsOutWhetherItHappened() throws {
    let program = try payment(amount: 5, probe: true)
    func run(_ looks: [Outcome]) throws -> (Ending, [String]) {
      var machine = try Machine(program: program, inputs: [], run: [:])
      var looks = looks
      var seen: [String] = []
      var pays = 0
      let ending = try machine.finish { request in
        switch request.wish {
        case .gate: return .approved
        case .question(_, let kind, _):
          seen.append("question \(kind)")
          return .decided(["approved": true, "happened": false])
        case .effect(_, _, let answer, let inDoubt):
          let label = program.program.steps[request.step].label
          seen.append(label + (inDoubt ? " in doubt" : "") + (answer == nil ? "" : " answered"))
          if label == "look" { return looks.removeFirst() }
          if inDoubt { return answer == nil ? .question(kind: "in_doubt", payload: [:]) : .done("after all") }
          pays += 1
          return pays == 1 ? .inDoubt : .done("second")
        case .timer, .timerUntil, .budget: return .done(.null)
        }
      }
      return (ending, seen)
    }
    let happened = try run([.done("found")])
    #expect(happened.0.outputs == "found")
    #expect(happened.1 == ["pay", "look"])
    let not = try run([.done(.null)])
    #expect(not.0.outputs == "second")
    #expect(not.1 == ["pay", "look", "pay"])
    let unknown = try run([.failed(kind: .effect, message: "down", sent: false)])
    #expect(unknown.0.outputs == "after all")
    #expect(unknown.1 == ["pay", "look", "pay in doubt", "question in_doubt", "pay in doubt answered"])
  }

  /// Whoever was not answered is alive: what its probe does not find is raised, and the permit is there for `retry:`.
  @Test func whatWasLostIsRaisedWhereItsProbeFindsNothing() throws {
    let program = try payment(amount: 5, probe: true)
    var machine = try Machine(program: program, inputs: [], run: [:])
    var seen: [String] = []
    let ending = try machine.finish { request in
      switch request.wish {
      case .effect:
        let label = program.program.steps[request.step].label
        seen.append(label)
        switch label {
        case "pay": return .lost(kind: .timeout, message: "no answer")
        case "look": return .done(.null)
        default: return .done("again")
        }
      default: return .approved
      }
    }
    #expect(seen == ["pay", "look", "pay_again"] && ending.outputs == "again")
  }

  @Test func aRejectedQuestionRejectsTheRun() throws {
    let skill = TestSkill()
    let d = skill.f.named("steps.click")
    skill.attempt {
      skill.effect("click", into: d)
    } catch: { _ in
    }
    skill.f.emit(.loadNull(d: d))
    skill.f.emit(.return(a: d))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    let ending = try machine.finish { request in
      if case .question(_, let kind, let payload) = request.wish {
        #expect(kind == "choice" && payload == ["options": [1, 2]])
        return .rejected("neither")
      }
      return .question(kind: "choice", payload: ["options": [1, 2]])
    }
    #expect(ending.error?.kind == .rejected && ending.error?.message == "neither")
  }

  // MARK: Calls

  @Test func aGateInACalledSkillKnowsItsCall() throws {
    let skill = TestSkill("outer")
    let inner = skill.called("inner", inputs: 1)
    let decision = inner.f.named("gates.ok")
    inner.gate("ok", into: decision)
    inner.f.emit(.addInt(d: 0, a: 0, value: 1))
    inner.f.emit(.return(a: 0))
    let f = skill.f
    let first = f.temporaries(2)
    let call = skill.step("ask_inner", "call")
    f.emit(.loadInt(d: first, value: 41))
    f.emit(.move(d: first + 1, a: 0))
    f.emit(.callSkill(d: first, skill: inner.f.index, first: first))
    f.emit(.return(a: first))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    let asked = machine.expectWaiting()
    #expect(asked[0].callPath == [Int(call)])
    #expect(machine.inspection.fibers[0].frames.map(\.skill) == ["outer", "inner"])
    try machine.consume(.outcome(Ticket(1), .approved))
    #expect(machine.expectEnd().outputs == 42)
  }

  @Test func anErrorInACalledSkillIsRaisedAtTheCall() throws {
    let skill = TestSkill("outer")
    let inner = skill.called("inner", inputs: 0)
    inner.step("broken", "fail")
    inner.f.emit(.fail(kind: .fail, a: inner.constant("broken on purpose")))
    let f = skill.f
    let d = f.named("steps.call")
    skill.attempt {
      f.emit(.callSkill(d: d, skill: inner.f.index, first: 0))
    } catch: { error in
      f.emit(.field(d: d, a: error, k: skill.builder.constant("message")))
    }
    f.emit(.return(a: d))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    #expect(machine.expectEnd().outputs == "broken on purpose")
  }

  // MARK: Bounds

  @Test func endlessLoopsRunOutOfInstructionsAndTheirFinallyStillRuns() throws {
    let skill = TestSkill()
    let f = skill.f
    let d = f.named("steps.clean")
    skill.step("loop")
    skill.always {
      let head = f.bindNewLabel()
      f.go(to: head)
    } finally: {
      skill.effect("clean", into: d)
    }
    f.emit(.return(a: d))
    var limits = MachineLimits()
    limits.instructions = 10_000
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:], limits: limits)
    #expect(machine.expectWaiting().map(\.step) == [1])
    try machine.consume(.outcome(Ticket(1), .done(.null)))
    let error = try #require(machine.expectEnd().error)
    #expect(error.kind == .budget && error.message == "the run has used up its instructions" && error.step == 0)
  }

  @Test func aFinallyThatNeverEndsIsEnded() throws {
    let skill = TestSkill()
    let f = skill.f
    skill.always {
      let head = f.bindNewLabel()
      f.go(to: head)
    } finally: {
      let head = f.bindNewLabel()
      f.go(to: head)
    }
    f.emit(.return(a: 0))
    var limits = MachineLimits()
    limits.instructions = 10_000
    limits.finalInstructions = 10_000
    let skilled = try skill.finish()
    var machine = try Machine(program: skilled, inputs: [], run: [:], limits: limits)
    #expect(machine.expectEnd().error?.kind == .budget)
  }

  @Test func stepsAreBudgeted() throws {
    let skill = TestSkill(budgetSteps: 50)
    let f = skill.f
    let head = f.bindNewLabel()
    skill.step("again")
    f.go(to: head)
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    #expect(machine.expectEnd().error?.message == "the run has used up its steps")
    #expect(machine.stepCounts == [51])
  }

  @Test func skillsThatCallThemselvesAreStopped() throws {
    let skill = TestSkill()
    let inner = skill.called("inner", inputs: 0)
    inner.f.emit(.callSkill(d: 0, skill: inner.f.index, first: 0))
    inner.f.emit(.return(a: 0))
    skill.f.emit(.callSkill(d: 0, skill: inner.f.index, first: 0))
    skill.f.emit(.return(a: 0))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    #expect(machine.expectEnd().error?.message == "skills call each other too deep (limit: 200)")
  }

  @Test func memoryIsBoundedAndGarbageIsNot() throws {
    /// Adds to a text for ever (keep) or makes new ones for ever.
    func program(keep: Bool) throws -> VerifiedProgram {
      let skill = TestSkill()
      let f = skill.f
      let text = f.named("vars.text")
      let part = skill.constant("0123456789")
      f.emit(.move(d: text, a: part))
      let head = f.bindNewLabel()
      skill.step("add")
      f.emit(.add(d: keep ? text : f.temporary(), a: text, b: part))
      f.go(to: head)
      return try skill.finish()
    }
    var limits = MachineLimits()
    limits.heapBytes = 20_000
    limits.collectAfter = 4_000
    limits.instructions = 10_000_000
    var keeping = try Machine(program: try program(keep: true), inputs: [], run: [:], limits: limits)
    #expect(keeping.expectEnd().error?.message == "the run's memory is full (limit: 20000 bytes)")
    limits.instructions = 30_000
    var dropping = try Machine(program: try program(keep: false), inputs: [], run: [:], limits: limits)
    #expect(dropping.expectEnd().error?.message == "the run has used up its instructions")
  }

  @Test func branchesAtOnceAreBounded() throws {
    func ending(rows: Int64, atOnce: UInt32) throws -> Ending {
      let skill = TestSkill()
      let f = skill.f
      let list = f.named("vars.list")
      let item = f.named("vars.item")
      f.emit(.load(d: list, k: skill.builder.constant(.list((0..<rows).map { .int($0) }))))
      skill.rows("each", in: list, item: item, atOnce: atOnce, collect: item, into: list) {}
      f.emit(.return(a: list))
      var limits = MachineLimits()
      limits.fibers = 5
      var machine = try Machine(program: try skill.finish(), inputs: [], run: [:], limits: limits)
      return machine.expectEnd()
    }
    #expect(try ending(rows: 4, atOnce: 0).outputs == [0, 1, 2, 3])
    #expect(try ending(rows: 5, atOnce: 0).error?.message == "too many branches run at once (limit: 5)")
    #expect(try ending(rows: 50, atOnce: 4).outputs?.elements?.count == 50)
  }

  @Test func logsAreBounded() throws {
    let skill = TestSkill()
    let f = skill.f
    let text = skill.constant("line")
    for _ in 0..<5 { f.emit(.log(a: text)) }
    f.emit(.return(a: text))
    var limits = MachineLimits()
    limits.logLines = 3
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:], limits: limits)
    _ = machine.expectEnd()
    #expect(machine.takeLog().map(\.text) == ["line", "line", "line", "… and 2 more lines (limit: 3)"])
  }

  @Test func logsAreHandedOutOnce() throws {
    let skill = TestSkill()
    skill.step("say", "log")
    skill.f.emit(.log(a: skill.constant("hello")))
    skill.f.emit(.return(a: 0))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    _ = machine.expectEnd()
    #expect(machine.takeLog().map(\.text) == ["hello"])
    #expect(machine.takeLog().isEmpty)
  }
}

struct Unexpected: Error {}
