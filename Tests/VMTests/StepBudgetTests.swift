// A budget of steps that a person may extend: where the machine waits for it, and what their word does.
import Bytecode
import Testing
import VM
import Values

@Suite struct StepBudgetTests {
  private static func more(_ steps: Int64) -> Outcome { .decided(["approved": true, "more": .int(steps)]) }

  /// Counts to `rounds` in as many steps, and one before them; then gives the count.
  private func counting(_ rounds: Int32, budget: UInt64, asks: Bool = true) throws -> VerifiedProgram {
    let skill = TestSkill(budgetSteps: budget, asksForBudget: asks)
    let f = skill.f
    let (n, limit) = (f.named("vars.n"), f.lastingRegister())
    skill.step("start")
    f.emit(.loadInt(d: n, value: 0))
    f.emit(.loadInt(d: limit, value: rounds))
    let done = f.makeLabel()
    let head = f.bindNewLabel()
    f.emit(.jumpUnlessLess(a: n, b: limit, to: 0), to: done)
    skill.step("count")
    f.emit(.addInt(d: n, a: n, value: 1))
    f.go(to: head)
    f.bind(done)
    f.emit(.return(a: n))
    return try skill.finish()
  }

  private func asked(_ request: Request) -> [UInt64] {
    guard case .budget(let steps, let granted) = request.wish else { return [] }
    return [UInt64(steps), granted]
  }

  @Test func aLoopOfPureStepsAsksWhereItsStepsEnd() throws {
    let program = try counting(12, budget: 5)
    var machine = try Machine(program: program, inputs: [], run: [:])
    var story: [[UInt64]] = []
    for grant in [Int64(3), 2, 100] {
      let request = try #require(machine.expectWaiting().first)
      story.append(asked(request))
      #expect(program.program.steps[request.step].label == "count")
      // Which step it is at can be seen, and that it has not begun.
      #expect(machine.inspection.fibers.map(\.state) == ["budget"])
      #expect(machine.stepCounts == [1, UInt64(machine.usedSteps - 1)])
      machine = try thaw(machine.bytes, program)
      try machine.consume(.outcome(request.ticket, Self.more(grant)))
    }
    #expect(machine.expectEnd().outputs == 12)
    #expect(story == [[5, 0], [8, 3], [10, 5]])
    #expect(machine.stepCounts == [1, 12] && machine.usedSteps == 13)
  }

  @Test func withoutAskingTheRunFailsWhereItAlwaysDid() throws {
    var machine = try Machine(program: try counting(12, budget: 5, asks: false), inputs: [], run: [:])
    let error = try #require(machine.expectEnd().error)
    #expect(error.kind == .budget && error.message == "the run has used up its steps")
    #expect(machine.stepCounts == [1, 5])
  }

  @Test func whatNobodyAllowsEndsTheRun() throws {
    let program = try counting(12, budget: 5)
    for (outcome, kind, message) in [
      (Outcome.rejected("enough"), ErrorKind.rejected, "enough"),
      (Outcome.approved, .budget, "the run has used up its steps"),
      (Self.more(0), .budget, "the run has used up its steps"),
      (Self.more(-3), .budget, "the run has used up its steps"),
    ] {
      var machine = try Machine(program: program, inputs: [], run: [:])
      try machine.consume(.outcome(try #require(machine.expectWaiting().first).ticket, outcome))
      let error = try #require(machine.expectEnd().error)
      #expect(error.kind == kind && error.message == message)
      #expect(program.program.steps[error.step].label == "count" && machine.stepCounts == [1, 5])
    }
    var machine = try Machine(program: program, inputs: [], run: [:])
    let ticket = try #require(machine.expectWaiting().first).ticket
    #expect(throws: MachineError.self) { try machine.consume(.outcome(ticket, .done(1))) }
    #expect(throws: MachineError.self) { try machine.consume(.outcome(ticket, .decided(["more": 1]))) }
    #expect(machine.expectWaiting().map(\.ticket) == [ticket])
  }

  @Test func noMoreIsGrantedThanTheReleaseAllows() throws {
    var limits = MachineLimits()
    limits.steps = 8
    var machine = try Machine(program: try counting(12, budget: 5), inputs: [], run: [:], limits: limits)
    try machine.consume(.outcome(try #require(machine.expectWaiting().first).ticket, Self.more(.max)))
    #expect(machine.expectEnd().error?.message == "the run has used up its steps")
    #expect(machine.stepCounts == [1, 8])
  }

  /// A step in `try:`, and two in its `finally:`; the budget ends before the first of them or the one before.
  private func cleaning(budget: UInt64) throws -> VerifiedProgram {
    let skill = TestSkill(budgetSteps: budget, asksForBudget: true)
    let d = skill.f.named("steps.effect")
    skill.always {
      skill.effect("work", into: d)
      skill.step("more")
    } finally: {
      skill.step("clean")
      skill.effect("tell", into: d)
    }
    skill.f.emit(.loadNull(d: d))
    skill.f.emit(.return(a: d))
    return try skill.finish()
  }

  @Test func finallyRunsWhateverIsSaid() throws {
    let program = try cleaning(budget: 1)
    for isCancelled in [false, true] {
      var machine = try Machine(program: program, inputs: [], run: [:])
      try machine.consume(.outcome(try #require(machine.expectWaiting().first).ticket, .done(1)))
      let ticket = try #require(machine.expectWaiting().first).ticket
      try machine.consume(
        isCancelled ? .interrupted(kind: .cancelled, message: "no") : .outcome(ticket, .rejected("no")))
      guard case .waiting(let opened, let closed) = machine.run() else { throw Unexpected() }
      #expect(opened.count == 1 && closed == (isCancelled ? [ticket] : []))
      #expect(program.program.steps[machine.requests[0].step].label == "tell")
      machine = try thaw(machine.bytes, program)
      try machine.consume(.outcome(opened[0], .done(1)))
      #expect(machine.expectEnd().error?.kind == (isCancelled ? .cancelled : .rejected))
      #expect(machine.stepCounts == (isCancelled ? [1, 0, 1, 1] : [1, 1, 1, 1]))
    }
  }

  @Test func whatIsStoppedAtAnEffectCleansUpThoughNoStepsAreLeft() throws {
    var machine = try Machine(program: try cleaning(budget: 1), inputs: [], run: [:])
    let ticket = try #require(machine.expectWaiting().first).ticket
    try machine.consume(.interrupted(kind: .cancelled, message: "no"))
    try machine.consume(.outcome(ticket, .done(1)))
    try machine.consume(.outcome(try #require(machine.expectWaiting().first).ticket, .done(1)))
    #expect(machine.expectEnd().error?.kind == .cancelled && machine.stepCounts == [1, 0, 1, 1])
  }

  // MARK: Beside each other

  /// Arms of so many steps each, after the one of `parallel` itself.
  private func arms(_ steps: [Int], budget: UInt64, failing: Bool = false) throws -> VerifiedProgram {
    let skill = TestSkill(budgetSteps: budget, asksForBudget: true)
    let d = skill.f.named("steps.gate")
    skill.parallel(
      "all",
      steps.enumerated().map { arm, count in
        ("arm_\(arm)", [], { for step in 0..<count { skill.step("arm_\(arm)_\(step)") } })
      } + (failing ? [("failing", [], { skill.effect("gate", into: d) })] : []))
    skill.f.emit(.loadNull(d: d))
    skill.f.emit(.return(a: d))
    return try skill.finish()
  }

  @Test func armsWaitForOneAnswer() throws {
    let program = try arms([2, 3, 1], budget: 2)
    var machine = try Machine(program: program, inputs: [], run: [:])
    let requests = machine.expectWaiting()
    // The first arm has taken the one step that was left; it asks, and the others wait with it.
    #expect(requests.map(asked) == [[2, 0]] && requests.map(\.fiber) == [1])
    #expect(machine.inspection.fibers.map(\.state) == ["join", "budget", "budget", "budget"])
    machine = try thaw(machine.bytes, program)
    try machine.consume(.outcome(requests[0].ticket, Self.more(2)))
    // One more for the first, one for the second, which asks now.
    let again = machine.expectWaiting()
    #expect(again.map(asked) == [[4, 2]] && again.map(\.fiber) == [2])
    #expect(machine.inspection.fibers.map(\.state) == ["join", "budget", "budget"])
    try machine.consume(.outcome(again[0].ticket, Self.more(3)))
    #expect(machine.expectEnd().outputs == .null)
    #expect(machine.stepCounts == [1, 1, 1, 1, 1, 1, 1])
  }

  @Test func aNoIsAnAnswerToAllArms() throws {
    let program = try arms([2, 3, 1], budget: 2)
    var machine = try Machine(program: program, inputs: [], run: [:])
    try machine.consume(.outcome(try #require(machine.expectWaiting().first).ticket, .rejected("no")))
    guard case .ended(let ending, let closed) = machine.run() else { throw Unexpected() }
    #expect(ending.error?.kind == .rejected && closed == [])
  }

  @Test func whenTheArmThatAsksIsGivenUpTheRunAsksAgain() throws {
    // The arm with the effect fails; it is caught outside, and what follows has no steps either.
    let skill = TestSkill(budgetSteps: 3, asksForBudget: true)
    let d = skill.f.named("steps.effect")
    skill.attempt {
      skill.parallel(
        "both",
        [
          ("effect", [], { skill.effect("effect", into: d) }),
          ("steps", [], { for number in 0..<3 { skill.step("step_\(number)") } }),
        ])
    } catch: { _ in
      skill.step("after")
    }
    skill.f.emit(.loadNull(d: d))
    skill.f.emit(.return(a: d))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    let requests = machine.expectWaiting()
    #expect(requests.map(\.fiber) == [1, 2] && requests.map(asked) == [[], [3, 0]])
    try machine.consume(.outcome(requests[0].ticket, .failed(kind: .effect, message: "down", sent: false)))
    guard case .waiting(let opened, let closed) = machine.run() else { throw Unexpected() }
    #expect(closed == [requests[1].ticket] && machine.requests.map(asked) == [[3, 0]])
    try machine.consume(.outcome(opened[0], Self.more(1)))
    #expect(machine.expectEnd().outputs == .null)
  }

  // MARK: Bytes

  /// What has no grants is written as it always was.
  @Test func onlyGrantsNeedTheNewerFormat() throws {
    let program = try counting(12, budget: 5)
    var machine = try Machine(program: program, inputs: [], run: [:])
    let ticket = try #require(machine.expectWaiting().first).ticket
    let waiting = machine.bytes
    #expect(waiting[4] == 2)
    // Not asked for, or asked for twice, or by a run that is to be stopped: nothing that a machine writes.
    func refusal(_ change: (inout [UInt8]) -> Void) -> String? {
      var bytes = waiting
      change(&bytes)
      do {
        _ = try thaw(bytes, program)
        return nil
      } catch { return "\(error)" }
    }
    let prefix = "not a usable snapshot: "
    let state = 4 + 1 + 33 + 33
    #expect(waiting[state + 4] == 5 && waiting[state + 5] == 0)
    #expect(
      refusal { $0[$0.count - 1] = 0 } == prefix + "fiber 0 waits for steps that nobody is asked for (at byte 100)")
    #expect(refusal { $0[state + 4] = 4 } == prefix + "fiber 0 waits for steps that nobody is asked for (at byte 100)")
    #expect(refusal { $0[state] = 2 } == prefix + "fiber 0 waits for steps that nobody is asked for (at byte 100)")
    #expect(
      refusal { bytes in
        bytes[4] = 1
        bytes.remove(at: state + 5)
      } == prefix + "its format is version 1, which is not that of what it holds (at byte 85)")
    try machine.consume(.outcome(ticket, Self.more(100)))
    _ = machine.expectEnd()
    #expect(machine.bytes[4] == 2)

    var older = try Machine(program: try counting(3, budget: 5), inputs: [], run: [:])
    _ = older.expectEnd()
    #expect(older.bytes[4] == 1)
    #expect(try thaw(older.bytes, try counting(3, budget: 5)).bytes == older.bytes)
    var newer = older.bytes
    newer[4] = 2
    newer.insert(0, at: state + 5)
    #expect(throws: SnapshotError.self) { try thaw(newer, try counting(3, budget: 5)) }
  }
}
