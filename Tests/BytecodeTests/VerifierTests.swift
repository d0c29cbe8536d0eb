import Bytecode
import Testing
import Values

@Suite struct VerifierTests {
  @Test func aSkillWithLoopGateAndRetryIsAccepted() throws {
    let program = try payInvoices()
    let verified = try program.verified()
    // While the person decides, only what is used afterwards is kept: the list, where the loop is, the payload that is
    // shown and the arguments that are being allowed. Not the page that the list came from, not the decision to come.
    let gate = try #require(program.code.firstIndex { if case .gate = $0 { true } else { false } })
    let (list, index, payload, arguments): (Register, Register, Register, Register) = (3, 4, 10, 11)
    var live: [Register] = []
    verified.forEachLive(at: gate) { live.append($0) }
    #expect(live == [list, index, payload, arguments])
  }

  // MARK: Bounds

  @Test func registersConstantsAndRowsMustExist() {
    #expect(refusal(handMade([.return(a: 8)])) == .register(8, of: 8))
    #expect(refusal(handMade([.iterEntry(d: 7, a: 0, index: 0), .return(a: 0)])) == .register(8, of: 8))
    #expect(refusal(handMade([.makeList(d: 1, first: 0, count: 9), .return(a: 0)])) == .register(8, of: 8))
    #expect(refusal(handMade([.makeMap(d: 1, first: 1, count: 4), .return(a: 0)])) == .register(8, of: 8))
    #expect(refusal(handMade([.load(d: 1, k: 1), .return(a: 0)])) == .number(of: "constant", 1, count: 1))
    #expect(refusal(handMade([.step(n: 1), .return(a: 0)])) == .number(of: "step", 1, count: 1))
    #expect(
      refusal(handMade([.call(d: 1, function: 9999, first: 0, count: 1), .return(a: 0)]))
        == .number(of: "library function", 9999, count: FunctionID.allCases.count))
    #expect(
      refusal(handMade([.effect(d: 1, effect: 0, a: 0, permit: noRegister), .return(a: 0)]))
        == .number(of: "effect", 0, count: 0))
    #expect(refusal(handMade([.gate(d: 1, gate: 0, a: 0), .return(a: 0)])) == .number(of: "gate", 0, count: 0))
    #expect(refusal(handMade([.field(d: 1, a: 0, k: 0), .return(a: 0)])) == .constantType(0, needed: "text"))
    #expect(
      refusal(handMade([.callSkill(d: 1, skill: 0, first: 0), .return(a: 0)])) == .exit("the skill calls itself"))
  }

  @Test func codeMustEndAndJumpsMustStayInside() {
    #expect(refusal(handMade([])) == .badCodeRange)
    #expect(refusal(handMade([.move(d: 1, a: 0)])) == .fallsOffTheEnd)
    #expect(refusal(handMade([.jumpIf(a: 0, to: 1)])) == .target(1))
    #expect(refusal(handMade([.jump(to: 0)])) == .notForward(target: 0))
    #expect(refusal(handMade([.loop(to: 1), .return(a: 0)])) == .notBackward(target: 1))
    #expect(refusal(handMade([.loop(to: 0)])) == nil)
  }

  @Test func theSkillHasAsManyParametersAsInputsAndRun() {
    #expect(
      refusal(handMade(parameters: 0, [.loadNull(d: 0), .return(a: 0)]))
        == .badParameters("the skill has 0 inputs and `run`, but 0 parameters"))
  }

  // MARK: Surely written

  @Test func aReadNeedsAWriteOnEveryPath() {
    #expect(refusal(handMade([.return(a: 1)])) == .unassigned(register: 1, name: nil))
    #expect(
      refusal(handMade([.jumpIf(a: 0, to: 2), .loadNull(d: 1), .return(a: 1)])) == .unassigned(register: 1, name: nil))
    #expect(refusal(handMade([.loadNull(d: 1), .jumpIf(a: 0, to: 2), .return(a: 1)])) == nil)
    #expect(refusal(handMade([.unset(d: 1), .return(a: 1)])) == nil)
    // `maybe` operands may come before any write.
    #expect(refusal(handMade([.wrap(d: 2, a: 1), .return(a: 2)])) == nil)
  }

  @Test func aLoopsFirstRoundCounts() {
    let code: [Instruction] = [
      .jumpIf(a: 0, to: 3), .loadNull(d: 1), .loop(to: 0), .return(a: 1),
    ]
    #expect(refusal(handMade(code)) == .unassigned(register: 1, name: nil))
  }

  @Test func anErrorComesBeforeTheWriteOfTheInstructionThatRaisedIt() {
    let handler = Handler(range: 0..<1, target: 2, register: 2, catches: .errors)
    #expect(
      refusal(handMade([.add(d: 1, a: 0, b: 0), .return(a: 1), .return(a: 1)], handlers: [handler]))
        == .unassigned(register: 1, name: nil))
    #expect(refusal(handMade([.add(d: 1, a: 0, b: 0), .return(a: 1), .return(a: 2)], handlers: [handler])) == nil)
  }

  @Test func aProbeBeginsWithoutTheEffectsResult() {
    let code: [Instruction] = [
      .effect(d: 1, effect: 0, a: 0, permit: noRegister), .return(a: 1), .log(a: 1), .loop(to: 0),
    ]
    #expect(
      refusal(handMade(code) { $0.effects = [effectRow(probe: 2)] }) == .unassigned(register: 1, name: nil))
    let written: [Instruction] = [code[0], code[1], .loadNull(d: 1), .loop(to: 1)]
    #expect(refusal(handMade(written) { $0.effects = [effectRow(probe: 2)] }) == nil)
  }

  // MARK: Handlers

  @Test func handlersAreNestedAndLieAhead() {
    let code: [Instruction] = [.loadNull(d: 1), .loadNull(d: 1), .loadNull(d: 1), .return(a: 0)]
    func handler(_ range: Range<Int>, _ target: Int) -> Handler {
      Handler(range: range, target: target, register: 1, catches: .errors)
    }
    #expect(refusal(handMade(code, handlers: [handler(0..<3, 3), handler(1..<2, 3)])) == nil)
    #expect(
      refusal(handMade(code, handlers: [handler(0..<2, 3), handler(1..<3, 3)]))
        == .handlerRange("overlaps another"))
    #expect(
      refusal(handMade(code, handlers: [handler(1..<2, 3), handler(0..<3, 3)]))
        == .handlerRange("stands before one that it lies inside of"))
    #expect(
      refusal(handMade(code, handlers: [handler(0..<2, 1)]))
        == .handlerRange("goes on at 1, which is not behind its range"))
    #expect(
      refusal(handMade(code, handlers: [handler(2..<5, 3)]))
        == .handlerRange("covers nothing or more than its function"))
  }

  @Test func theInnermostHandlerThatCatchesTheKindTakesIt() throws {
    let code: [Instruction] = [.loadNull(d: 1), .loadNull(d: 1), .loadNull(d: 1), .return(a: 0)]
    let handlers = [
      Handler(range: 0..<3, target: 3, register: 1, catches: .everything),
      Handler(range: 0..<2, target: 3, register: 2, catches: .errors),
      Handler(range: 1..<2, target: 3, register: 3, catches: .evaluation),
    ]
    let verified = try handMade(code, handlers: handlers).verified()
    func register(_ kind: ErrorKind, _ pc: Int) -> Register? { verified.handler(for: kind, at: pc)?.register }
    #expect([0, 1, 2, 3].map { register(.expression, $0) } == [2, 3, 1, nil])
    #expect([0, 1, 2, 3].map { register(.timeout, $0) } == [2, 2, 1, nil])
    #expect([0, 1, 2, 3].map { register(.cancelled, $0) } == [1, 1, 1, nil])
  }

  // MARK: Effects and forks

  @Test func irreversibleEffectsHavePermits() {
    let without: [Instruction] = [.effect(d: 1, effect: 0, a: 0, permit: noRegister), .return(a: 1)]
    let with: [Instruction] = [.unset(d: 2), .effect(d: 1, effect: 0, a: 0, permit: 2), .return(a: 1)]
    #expect(
      refusal(handMade(without) { $0.effects = [effectRow(irreversible: true)] })
        == .permit("the irreversible effect 0 has no permit"))
    #expect(
      refusal(handMade(with) { $0.effects = [effectRow()] }) == .permit("effect 0 has a permit and needs none"))
    #expect(refusal(handMade(with) { $0.effects = [effectRow(irreversible: true)] }) == nil)
  }

  /// Register 1 the result, 2 the permit, 3 the decision, 4 the answer, 5 the arguments.
  private func gated(_ code: [Instruction], allows: [UInt32] = [0], _ change: (inout Program) -> Void = { _ in })
    -> Program
  {
    handMade([.unset(d: 2), .loadNull(d: 5)] + code) { program in
      program.effects = [effectRow(irreversible: true)]
      program.gates = [GateRow(step: 0, id: "ok", kind: .approve, options: .map([]), allows: allows)]
      program.constants = [.string(Ref(0)), .string(Ref(1))]
      _ = try? program.heap.makeString("approved")
      _ = try? program.heap.makeString("comment")
      change(&program)
    }
  }
  private static let ask: [Instruction] = [.gate(d: 3, gate: 0, a: 5), .field(d: 4, a: 3, k: 0)]
  private static let pay: [Instruction] = [.effect(d: 1, effect: 0, a: 5, permit: 2), .return(a: 5)]

  @Test func aPermitComesFromAnApprovedGateThatAllowsTheStep() {
    let given: [Instruction] = [.jumpUnless(a: 4, to: 7), .move(d: 2, a: 5), .jump(to: 7)]
    let unapproved = VerificationError.Reason.permit("a permit is given that no gate has approved")
    #expect(refusal(gated(Self.ask + given + Self.pay)) == nil)
    #expect(refusal(gated(Self.ask + given + Self.pay, allows: [])) == unapproved)
    // Another field than `approved`; the wrong side; no gate at all; twice on one decision.
    #expect(
      refusal(gated([Self.ask[0], .field(d: 4, a: 3, k: 1)] + given + Self.pay)) == unapproved)
    #expect(
      refusal(gated(Self.ask + [.jumpIf(a: 4, to: 7), .move(d: 2, a: 5), .jump(to: 7)] + Self.pay)) == unapproved)
    #expect(
      refusal(gated(Self.ask + [.jumpUnless(a: 4, to: 6), .loadNull(d: 1), .move(d: 2, a: 5)] + Self.pay)) == unapproved
    )
    #expect(refusal(gated([.move(d: 2, a: 5)] + Self.pay)) == unapproved)
    #expect(
      refusal(gated(Self.ask + [.jumpUnless(a: 4, to: 7), .move(d: 2, a: 5), .move(d: 2, a: 5)] + Self.pay))
        == unapproved)
    // A loop back to the `move` alone would give it again without a gate.
    #expect(
      refusal(gated(Self.ask + [.jumpUnless(a: 4, to: 8), .move(d: 2, a: 5), Self.pay[0], .loop(to: 5), Self.pay[1]]))
        == unapproved)
    #expect(
      refusal(gated(Self.ask + [.jumpUnless(a: 4, to: 8), .move(d: 2, a: 5), Self.pay[0], .loop(to: 2), Self.pay[1]]))
        == nil)
  }

  @Test func nothingElseWritesAPermit() {
    #expect(refusal(gated([.loadNull(d: 2)] + Self.pay)) == .permit("`loadNull` writes a permit"))
    #expect(refusal(gated([.add(d: 2, a: 5, b: 5)] + Self.pay)) == .permit("`add` writes a permit"))
    let caught = gated(Self.pay + [.return(a: 5)]) {
      $0.functions[0].handlers = [Handler(range: 2..<3, target: 4, register: 2, catches: .errors)]
    }
    #expect(refusal(caught) == .permit("an error is put into register 2, a permit"))
  }

  @Test func armsHandBackPermitsAndRowsNeedTheirOwn() {
    func program(_ writes: [Register], each: Bool, _ arm: [Instruction]) -> Program {
      let start: Instruction = each ? .forkEach(fork: 0, a: 5) : .fork(fork: 0)
      let code = [start, .join(fork: 0), .jump(to: UInt32(6 + arm.count))] + arm + [.armEnd(fork: 0), .return(a: 5)]
      return gated(code) {
        var row = ForkRow(step: 0, arms: [.init(name: "", start: 5, writes: writes)], atOnce: 2)
        if each { row.item = 6 }
        $0.forks = [row]
      }
    }
    let pay = [Self.pay[0]]
    #expect(refusal(program([2], each: false, pay)) == nil)
    #expect(refusal(program([], each: false, pay)) == .permit("an arm does not hand back the permit that it uses up"))
    #expect(
      refusal(program([], each: true, pay)) == .permit("a row may use a permit that was given before it began"))
    #expect(refusal(program([], each: true, [.unset(d: 2)] + pay)) == nil)
  }

  @Test func armsShareAPermitThatNoneOfThemUses() {
    // Both arms ask; the effect stands behind the join, or in the first of them.
    func program(_ writes: [Register], first: [Instruction] = []) -> Program {
      var code: [Instruction] = [.fork(fork: 0), .join(fork: 0), .jump(to: 0)]
      var starts: [Int] = []
      for work in [first, []] {
        let start = 2 + code.count
        starts.append(start)
        code += Self.ask + [.jumpUnless(a: 4, to: UInt32(start + 4)), .move(d: 2, a: 5), .loadNull(d: 6)] + work
        code.append(.armEnd(fork: 0))
      }
      code[2] = .jump(to: UInt32(2 + code.count))
      return gated(code + (first.isEmpty ? Self.pay : [.return(a: 5)])) {
        $0.forks = [
          ForkRow(
            step: 0, arms: starts.enumerated().map { .init(name: "\($0.offset)", start: $0.element, writes: writes) })
        ]
      }
    }
    #expect(refusal(program([2])) == nil)
    #expect(refusal(program([2, 6])) == .fork("two arms write register 6"))
    #expect(
      refusal(program([2], first: [Self.pay[0]])) == .permit("two arms write the permit that one of them uses up"))
  }

  @Test func aListUnderConstructionIsSeenByNobodyElse() {
    #expect(refusal(handMade([.newList(d: 1), .append(d: 1, a: 0), .append(d: 1, a: 0), .return(a: 1)])) == nil)
    #expect(refusal(handMade([.makeList(d: 1, first: 0, count: 1), .append(d: 1, a: 0), .return(a: 1)])) == nil)
    #expect(refusal(handMade([.append(d: 0, a: 0), .return(a: 0)])) == .list(register: 0))
    #expect(
      refusal(handMade([.newList(d: 1), .move(d: 2, a: 1), .append(d: 1, a: 0), .return(a: 2)])) == .list(register: 1))
    #expect(
      refusal(handMade([.newList(d: 1), .newList(d: 2), .append(d: 1, a: 2), .append(d: 2, a: 0), .return(a: 1)]))
        == .list(register: 2))
    // In the second round the list has been seen.
    #expect(
      refusal(
        handMade([
          .newList(d: 1), .append(d: 1, a: 0), .move(d: 2, a: 1), .jumpIf(a: 0, to: 5), .loop(to: 1), .return(a: 2),
        ]))
        == .list(register: 1))
    // An error between the look and the new list finds the old one.
    #expect(
      refusal(
        handMade(
          [.newList(d: 1), .move(d: 2, a: 1), .newList(d: 1), .return(a: 1), .append(d: 1, a: 0), .return(a: 1)],
          handlers: [Handler(range: 1..<3, target: 4, register: 3, catches: .errors)])) == .list(register: 1))
  }

  private func forked(_ arm: [Instruction], writes: [Register] = [1]) -> Program {
    let code: [Instruction] =
      [.fork(fork: 0), .join(fork: 0), .jump(to: UInt32(3 + arm.count))] + arm + [.return(a: 1)]
    return handMade(code) {
      $0.forks = [ForkRow(step: 0, arms: [.init(name: "a", start: 3, writes: writes)])]
    }
  }

  @Test func whatAnArmWroteIsWrittenAfterTheJoin() {
    #expect(refusal(forked([.loadNull(d: 1), .armEnd(fork: 0)])) == nil)
    #expect(
      refusal(forked([.loadNull(d: 1), .armEnd(fork: 0)], writes: [])) == .unassigned(register: 1, name: nil))
    #expect(refusal(forked([.armEnd(fork: 0)])) == .unassigned(register: 1, name: nil))
  }

  @Test func anArmIsLeftByItsEndAlone() {
    #expect(refusal(forked([.loadNull(d: 1), .return(a: 1)])) == .exit("`return` inside an arm of a fork"))
    #expect(refusal(forked([.loadNull(d: 1), .jump(to: 5), .armEnd(fork: 0)])) == nil)
    #expect(refusal(forked([.loadNull(d: 1), .jump(to: 6), .armEnd(fork: 0)])) == .leavesArm)
    #expect(
      refusal(
        handMade([.armEnd(fork: 0)]) { $0.forks = [ForkRow(step: 0, arms: [.init(name: "", start: 0, writes: [])])] })
        == .exit("`armEnd` outside of an arm of its fork"))
    #expect(
      refusal(
        handMade([.fork(fork: 0), .return(a: 0)]) {
          $0.forks = [ForkRow(step: 0, arms: [.init(name: "", start: 0, writes: [])])]
        })
        == .fork("no join of the same row follows"))
  }

  @Test func aHandlerAroundAForkDoesNotReachIntoItsArms() {
    var program = forked([.loadNull(d: 1), .armEnd(fork: 0)])
    program.functions[0].handlers = [Handler(range: 0..<5, target: 5, register: 1, catches: .errors)]
    #expect(refusal(program) == .leavesArm)
  }

  @Test func rowsThatBeginLaterFindWhatTheyReadInTheFrameAtTheJoin() throws {
    // 0 is the list, 1 a value that every row reads, 2 the item, 3 what is collected, 4 the list of them.
    let code: [Instruction] = [
      .loadInt(d: 1, value: 7), .forkEach(fork: 0, a: 0), .join(fork: 0), .jump(to: 6), .add(d: 3, a: 1, b: 2),
      .armEnd(fork: 0), .return(a: 4),
    ]
    let program = handMade(code) {
      var row = ForkRow(step: 0, arms: [.init(name: "", start: 4, writes: [])], atOnce: 2)
      row.item = 2
      row.collect = 3
      row.collected = 4
      $0.forks = [row]
    }
    let verified = try program.verified()
    #expect([0, 1, 2, 3, 4, 5].filter { verified.isLive($0, at: 2) } == [0, 1])
    #expect(verified.arm(at: 4) == .arm(fork: 0, arm: 0))
    #expect(verified.arm(at: 6) == .body)
    #expect(!verified.isStop(0))
  }

  // MARK: Size

  /// A skill of many steps inside a loop with a handler around each, each result a register of its own.
  @Test func largeFunctionsAreVerified() throws {
    let program = try largeProgram(steps: 500)
    #expect(program.code.count == 500 * 4 + 3)
    let verified = try program.verified()
    let last = try #require(program.code.lastIndex { $0.opcode == .effect })
    // Behind the last effect the loop begins anew by forgetting every result; but an error keeps nothing either.
    #expect(verified.isLive(0, at: last))
    #expect(!verified.isLive(1, at: last))
  }
}

func largeProgram(steps: Int) throws -> Program {
  let builder = ProgramBuilder(manifest: ProgramManifest(skill: "large"))
  let f = builder.addFunction(name: "large", parameters: 1)
  let end = f.makeLabel()
  let results = (0..<steps).map { f.named("steps.s\($0)") }
  let error = f.lastingRegister()
  let head = f.bindNewLabel()
  for result in results { f.emit(.unset(d: result)) }
  for (number, result) in results.enumerated() {
    let step = builder.addStep(
      StepRow(
        id: "s\(number)", label: "s\(number)", action: "http", function: 0, parent: nil, topLevel: UInt32(number + 1),
        place: SourcePoint()))
    f.emit(.step(n: step))
    let caught = f.makeLabel()
    let row = f.addEffect(
      EffectRow(step: step, kind: "http", repeats: .once, isIrreversible: false, options: .map([])))
    f.openHandler(.errors, into: error, target: caught)
    f.emit(.wrap(d: error, a: results[max(0, number - 1)]))
    f.emit(.effect(d: result, effect: row, a: error, permit: noRegister))
    f.closeHandler()
    f.bind(caught)
  }
  f.emit(.jumpIf(a: 0, to: 0), to: end)
  f.go(to: head)
  f.bind(end)
  f.emit(.return(a: 0))
  return try builder.finish()
}
