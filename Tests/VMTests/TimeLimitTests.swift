// A step with a `timeout:` runs as a fiber of its own, and its parent has a ticket for the time.
import Bytecode
import Testing
import VM
import Values

@Suite struct TimeLimitTests {
  /// Within a minute: `body`; what was caught is the output, else what the body left.
  private func timed(_ body: (TestSkill, Register) -> Void) throws -> VerifiedProgram {
    let skill = TestSkill()
    let f = skill.f
    let a = f.named("steps.a")
    f.emit(.loadNull(d: a))
    skill.attempt {
      skill.within("slow", seconds: 60, writes: [a]) { body(skill, a) }
    } catch: { error in
      let parts = f.temporaries(4)
      f.emit(.field(d: parts, a: error, k: skill.builder.constant("kind")))
      f.emit(.field(d: parts + 1, a: error, k: skill.builder.constant("message")))
      f.emit(.field(d: parts + 2, a: error, k: skill.builder.constant("step")))
      f.emit(.field(d: parts + 3, a: error, k: skill.builder.constant("sent")))
      f.emit(.makeList(d: a, first: parts, count: 4))
    }
    f.emit(.return(a: a))
    return try skill.finish()
  }

  private func late(sent: Bool) -> PlainValue { ["timeout", "it was not done within 1m", "slow", .bool(sent)] }

  @Test func whatEndsInTimeGivesItsTicketBack() throws {
    var machine = try Machine(program: timed { $0.effect("a", into: $1) }, inputs: [], run: [:])
    let requests = machine.expectWaiting()
    #expect(requests.map(\.ticket.number) == [1, 2] && requests.map(\.fiber) == [0, 1])
    guard case .timer(let length) = requests[0].wish else { throw Unexpected() }
    #expect(length.seconds == 60 && requests.map(\.step) == [0, 1])
    try machine.consume(.outcome(Ticket(2), .done(7)))
    guard case .ended(let ending, let closed) = machine.run() else { throw Unexpected() }
    #expect(closed == [Ticket(1)] && ending.outputs == 7)
  }

  @Test func aGateIsClosedWhenTheTimeIsOver() throws {
    var machine = try Machine(program: timed { $0.gate("a", into: $1) }, inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.outcome(Ticket(1), .done(.null)))
    guard case .ended(let ending, let closed) = machine.run() else { throw Unexpected() }
    #expect(closed == [Ticket(2)] && ending.outputs == late(sent: false))
  }

  @Test func anEffectUnderWayIsHeardOfAndFinallyRunsButNoCatch() throws {
    let program = try timed { skill, a in
      skill.always {
        skill.attempt {
          skill.effect("a", into: a)
        } catch: { _ in
          skill.effect("caught", into: a)
        }
      } finally: {
        skill.effect("clean", into: a)
      }
    }
    var machine = try Machine(program: program, inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.outcome(Ticket(1), .done(.null)))
    #expect(machine.expectWaiting().map(\.ticket.number) == [2])
    #expect(machine.isOverdue(fiber: 1) && !machine.isOverdue(fiber: 0))
    machine = try thaw(machine.bytes, program)
    #expect(machine.isOverdue(fiber: 1))
    try machine.consume(.outcome(Ticket(2), .failed(kind: .effect, message: "cut", sent: false)))
    // `finally` has all the time it needs.
    let cleaning = machine.expectWaiting()
    #expect(cleaning.map(\.ticket.number) == [3] && cleaning.map(\.step) == [3] && !machine.isOverdue(fiber: 1))
    try machine.consume(.outcome(Ticket(3), .done(1)))
    #expect(machine.expectEnd().outputs == late(sent: true))
  }

  /// A run does what it did when its program was made.
  @Test func aProgramOfTheFirstLanguageHearsThatNothingWasSent() throws {
    let program = try timed { skill, a in
      skill.builder.versions.language = 1
      skill.effect("a", into: a)
    }
    var machine = try Machine(program: program, inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.outcome(Ticket(1), .done(.null)))
    _ = machine.expectWaiting()
    try machine.consume(.outcome(Ticket(2), .failed(kind: .effect, message: "cut", sent: true)))
    #expect(machine.expectEnd().outputs == late(sent: false))
  }

  @Test func theOuterTimeStopsTheInnerOne() throws {
    let program = try timed { skill, a in
      skill.within("inner", seconds: 30, writes: [a]) { skill.wait("long", seconds: 1000) }
    }
    var machine = try Machine(program: program, inputs: [], run: [:])
    #expect(machine.expectWaiting().map(\.ticket.number) == [1, 2, 3])
    var other = machine
    try machine.consume(.outcome(Ticket(1), .done(.null)))
    guard case .ended(let ending, let closed) = machine.run() else { throw Unexpected() }
    #expect(Set(closed) == [Ticket(2), Ticket(3)] && ending.outputs == late(sent: false))
    try other.consume(.outcome(Ticket(2), .done(.null)))
    #expect(other.expectEnd().outputs == ["timeout", "it was not done within 30s", "inner", false])
  }

  @Test func anErrorInTimeIsItsOwn() throws {
    var machine = try Machine(program: timed { $0.effect("a", into: $1) }, inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.outcome(Ticket(2), .failed(kind: .effect, message: "down", sent: false)))
    guard case .ended(let ending, let closed) = machine.run() else { throw Unexpected() }
    #expect(closed == [Ticket(1)] && ending.outputs == ["effect", "down", "a", false])
  }

  @Test func aCancelledRunDoesNotWaitForTheTime() throws {
    var machine = try Machine(program: timed { $0.gate("a", into: $1) }, inputs: [], run: [:])
    _ = machine.run()
    try machine.consume(.interrupted(kind: .cancelled, message: "by ann"))
    guard case .ended(let ending, let closed) = machine.run() else { throw Unexpected() }
    #expect(Set(closed) == [Ticket(1), Ticket(2)] && ending.error?.kind == .cancelled)
  }

  @Test func aTicketForNoTimeIsRefused() throws {
    let program = try timed { $0.gate("a", into: $1) }
    var machine = try Machine(program: program, inputs: [], run: [:])
    _ = machine.run()
    let bytes = machine.bytes
    // The ticket of the time is the last byte of the first fiber.
    var refused = 0
    for position in bytes.indices where bytes[position] == 1 {
      var forged = bytes
      forged[position] = 0
      do {
        let other = try thaw(forged, program)
        #expect(other.bytes == forged)
      } catch let error as SnapshotError {
        if error.description.contains("time limit at the wrong time") { refused += 1 }
      }
    }
    #expect(refused == 1)
  }

  @Test func onlyOneArmHasALimit() throws {
    let skill = TestSkill()
    let f = skill.f
    let fork = f.addFork(
      ForkRow(
        step: skill.step("two"), arms: [.init(name: "a", start: 0, writes: []), .init(name: "b", start: 0, writes: [])])
    )
    let after = f.makeLabel()
    f.emit(.forkWithin(fork: fork, a: skill.constant(.duration(DurationValue(seconds: 1, nanoseconds: 0)))))
    f.emit(.join(fork: fork))
    f.emit(.jump(to: 0), to: after)
    for arm in 0..<2 {
      f.beginArm(arm, of: fork)
      f.endArm()
    }
    f.bind(after)
    f.emit(.return(a: skill.constant(1)))
    #expect(throws: VerificationError.self) { try skill.finish() }
  }
}
