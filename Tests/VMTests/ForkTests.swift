import Bytecode
import Testing
import VM
import Values

@Suite struct ForkTests {
  /// Two arms, each with an effect; the pair of their results.
  private func pair(finally: Bool = false, gate: Bool = false) throws -> VerifiedProgram {
    let skill = TestSkill()
    let f = skill.f
    let a = f.named("steps.a")
    let b = f.named("steps.b")
    let cleaned = f.named("steps.clean")
    for register in [a, b, cleaned] { f.emit(.loadNull(d: register)) }
    skill.parallel(
      "both",
      [
        ("left", [a], { skill.effect("a", into: a) }),
        (
          "right", [b],
          {
            func work() { gate ? skill.gate("b", into: b) : { _ = skill.effect("b", into: b) }() }
            if finally { skill.always(work) { skill.effect("clean", into: cleaned) } } else { work() }
          }
        ),
      ])
    let pair = f.temporaries(2)
    f.emit(.move(d: pair, a: a))
    f.emit(.move(d: pair + 1, a: b))
    f.emit(.makeList(d: pair, first: pair, count: 2))
    f.emit(.return(a: pair))
    return try skill.finish()
  }

  @Test(arguments: [[1, 2], [2, 1]]) func armsRunBesideEachOther(order: [UInt64]) throws {
    var machine = try Machine(program: try pair(), inputs: [], run: [:])
    guard case .waiting(let opened, let closed) = machine.run() else { throw Unexpected() }
    #expect(opened == [Ticket(1), Ticket(2)] && closed == [])
    #expect(machine.requests.map(\.fiber) == [1, 2])
    #expect(machine.inspection.fibers.map(\.arm) == ["", "left", "right"])
    for ticket in order {
      #expect(machine.ending == nil)
      try machine.consume(.outcome(Ticket(ticket), .done(.int(Int64(ticket) * 10))))
      _ = machine.run()
    }
    #expect(machine.ending?.outputs == [10, 20])
  }

  @Test func aFailingArmClosesItsSiblingsGate() throws {
    var machine = try Machine(program: try pair(gate: true), inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.outcome(Ticket(1), .failed(kind: .effect, message: "down", sent: false)))
    guard case .ended(let ending, let closed) = machine.run() else { throw Unexpected() }
    #expect(closed == [Ticket(2)])
    #expect(ending.error?.kind == .effect && ending.error?.message == "down")
  }

  @Test func aSiblingsEffectIsAwaitedAndItsFinallyRuns() throws {
    var machine = try Machine(program: try pair(finally: true), inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.outcome(Ticket(1), .failed(kind: .effect, message: "down", sent: false)))
    #expect(machine.expectWaiting().map(\.ticket) == [Ticket(2)])
    #expect(machine.inspection.fibers.map(\.isStopping) == [false, true])
    try machine.consume(.outcome(Ticket(2), .done(1)))
    let cleaning = machine.expectWaiting()
    #expect(cleaning.map(\.ticket) == [Ticket(3)] && cleaning.map(\.fiber) == [2])
    try machine.consume(.outcome(Ticket(3), .done(1)))
    #expect(machine.expectEnd().error?.message == "down")
  }

  @Test func aGateBesideAFinallyIsClosedAtOnce() throws {
    var machine = try Machine(program: try pair(finally: true, gate: true), inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.outcome(Ticket(1), .failed(kind: .fail, message: "down", sent: false)))
    guard case .waiting(let opened, let closed) = machine.run() else { throw Unexpected() }
    #expect(opened == [Ticket(3)] && closed == [Ticket(2)])
  }

  @Test func aRejectionInAnArmRejectsTheRun() throws {
    var machine = try Machine(program: try pair(gate: true), inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.outcome(Ticket(2), .rejected("no")))
    #expect(machine.expectWaiting().map(\.ticket) == [Ticket(1)])
    try machine.consume(.outcome(Ticket(1), .done(1)))
    let error = try #require(machine.expectEnd().error)
    #expect(error.kind == .rejected && error.message == "no")
  }

  @Test func anInterruptionUnwindsChildrenFirstAndTheSecondEndsAtOnce() throws {
    let program = try pair(finally: true)
    var machine = try Machine(program: program, inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.interrupted(kind: .cancelled, message: "by ann"))
    #expect(machine.expectWaiting().map(\.ticket) == [Ticket(1), Ticket(2)])
    try machine.consume(.outcome(Ticket(1), .done(1)))
    _ = machine.run()
    try machine.consume(.outcome(Ticket(2), .done(1)))
    #expect(machine.expectWaiting().map(\.ticket) == [Ticket(3)])
    var twice = machine
    try machine.consume(.outcome(Ticket(3), .done(1)))
    let error = try #require(machine.expectEnd().error)
    #expect(error.kind == .cancelled && error.message == "by ann")

    try twice.consume(.interrupted(kind: .budget, message: "time is up"))
    guard case .ended(let ending, let closed) = twice.run() else { throw Unexpected() }
    #expect(closed == [Ticket(3)] && ending.error?.kind == .budget)
  }

  @Test func rowsRunSoManyAtOnceAndAreCollectedInOrder() throws {
    let skill = TestSkill()
    let f = skill.f
    let list = f.named("vars.list")
    let item = f.named("vars.item")
    let result = f.named("steps.row")
    let collected = f.named("steps.all")
    f.emit(.load(d: list, k: skill.builder.constant(["a", "b", "c", "d"])))
    skill.rows("each", in: list, item: item, atOnce: 2, collect: result, into: collected) {
      skill.effect("row", into: result)
      let pair = f.temporaries(2)
      f.emit(.move(d: pair, a: item))
      f.emit(.move(d: pair + 1, a: result))
      f.emit(.makeList(d: result, first: pair, count: 2))
    }
    f.emit(.return(a: collected))
    let program = try skill.finish()
    var machine = try Machine(program: program, inputs: [], run: [:])
    #expect(machine.expectWaiting().map(\.ticket.number) == [1, 2])
    // The second row ends first; a third takes its place.
    try machine.consume(.outcome(Ticket(2), .done(2)))
    #expect(machine.expectWaiting().map(\.ticket.number) == [1, 3])
    try machine.consume(.outcome(Ticket(3), .done(3)))
    #expect(machine.expectWaiting().map(\.ticket.number) == [1, 4])
    machine = try thaw(machine.bytes, program)
    try machine.consume(.outcome(Ticket(1), .done(1)))
    #expect(machine.expectWaiting().map(\.ticket.number) == [4])
    try machine.consume(.outcome(Ticket(4), .done(4)))
    #expect(machine.expectEnd().outputs == [["a", 1], ["b", 2], ["c", 3], ["d", 4]])
  }

  @Test func noRowsAreAnEmptyList() throws {
    let skill = TestSkill()
    let f = skill.f
    let list = f.named("vars.list")
    let item = f.named("vars.item")
    let collected = f.named("steps.all")
    f.emit(.load(d: list, k: skill.builder.constant([])))
    skill.rows("each", in: list, item: item, atOnce: 2, collect: item, into: collected) {}
    f.emit(.return(a: collected))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    #expect(machine.expectEnd().outputs == [])
  }

  @Test func oneApprovalIsNotSharedByRows() throws {
    let skill = TestSkill()
    let f = skill.f
    let list = f.named("vars.list")
    let item = f.named("vars.item")
    let permit = f.lastingRegister()
    f.emit(.load(d: list, k: skill.builder.constant([1, 2])))
    f.emit(.load(d: permit, k: skill.builder.constant(["amount": 1])))
    skill.rows("each", in: list, item: item, atOnce: 1) {
      skill.effect("pay", into: item, arguments: ["amount": 1], irreversible: permit)
    }
    f.emit(.return(a: list))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    #expect(machine.expectEnd().error?.kind == .permission)
  }

  /// Two branches that asked for one effect: what they hand to the join is a permit where it is the same, byte for byte.
  @Test(arguments: [(1, 1, "paid"), (1, 2, "refused"), (1, nil, "refused"), (nil, 1, "refused"), (nil, nil, "refused")])
  func whatSeveralAskedForIsAllowedByAllOfThem(first: Int64?, second: Int64?, expected: String) throws {
    let skill = TestSkill()
    let f = skill.f
    let paid = f.named("steps.pay")
    let permit = f.lastingRegister()
    f.emit(.loadNull(d: paid))
    f.emit(.load(d: permit, k: skill.builder.constant(["amount": 1])))
    func approve(_ amount: Int64?) -> () -> Void {
      {
        f.emit(.unset(d: permit))
        if let amount { f.emit(.load(d: permit, k: skill.builder.constant(["amount": .int(amount)]))) }
      }
    }
    skill.parallel("both", [("one", [permit], approve(first)), ("other", [permit], approve(second))])
    skill.effect("pay", into: paid, arguments: ["amount": 1], irreversible: permit)
    f.emit(.return(a: paid))
    var machine = try Machine(program: try skill.finish(), inputs: [], run: [:])
    _ = machine.run()
    #expect((machine.ending?.error?.kind == .permission ? "refused" : "paid") == expected)
    #expect(machine.requests.count == (expected == "paid" ? 1 : 0))
  }
}
