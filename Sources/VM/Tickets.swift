// Opening tickets, and what their outcomes do to the fiber that waits. An irreversible effect demands its permit here: the
// arguments that were approved, compared as canonical bytes with those of the moment (law 4), and takes it away.
import Bytecode
import Values

extension Machine {
  // MARK: Opening

  /// The fiber stands at a ticket. An error that was waiting for that is raised instead of opening it.
  private mutating func canOpen(_ index: Int) -> Bool { !raisePending(index) }

  mutating func open(_ state: Fiber.State, _ index: Int) {
    lastTicket += 1
    fibers[index].state = state
    fibers[index].ticket = lastTicket
    opened.append(Ticket(lastTicket))
    clearDead(index)
  }

  /// The ticket is used up; the fiber can run again.
  mutating func settle(_ index: Int) {
    fibers[index].state = .ready
    fibers[index].ticket = 0
    fibers[index].held = .unset
    fibers[index].question = .unset
  }

  mutating func openEffect(
    row: Int, arguments: Register, permit: Register, isInDoubt: Bool = false, in index: Int
  ) throws(EvaluationError) {
    // Of what may have happened a person is asked, whatever else is to end.
    guard isInDoubt || canOpen(index) else { return }
    let given = fibers[index][arguments]
    guard case .map = given else { throw Slow.inconsistent("an effect's arguments are no map") }
    let bytes = try heap.leaving(given)
    let effect = program.program.effects[row]
    if effect.isIrreversible {
      let label = program.program.steps[Int(effect.step)].label
      guard permit != noRegister, case .map = fibers[index][permit] else {
        throw EvaluationError(
          "`\(label)` was not approved: its approval was used, or there was none", kind: .permission)
      }
      guard try heap.canonicalBytes(fibers[index][permit]) == bytes else {
        throw EvaluationError("`\(label)` was not approved with these arguments", kind: .permission)
      }
      fibers[index][permit] = .unset
    }
    open(.effect, index)
  }

  mutating func openGate(payload: Register, in index: Int) throws(EvaluationError) {
    guard canOpen(index) else { return }
    let given = fibers[index][payload]
    guard case .map = given else { throw Slow.inconsistent("a gate's payload is no map") }
    // Whoever decides has to be able to see it: whole, and as text.
    if try heap.leaving(given).count > ValueLimits.jsonBytes >> 4 { _ = try heap.json(given, style: .display) }
    open(.gate, index)
  }

  mutating func openTimer(_ a: Register, isUntil: Bool, in index: Int) throws(EvaluationError) {
    guard canOpen(index) else { return }
    switch (fibers[index][a], isUntil) {
    case (.duration, false), (.timestamp, true): open(.timer, index)
    case (let other, _):
      throw EvaluationError("expected a \(isUntil ? "timestamp" : "duration"), not a value of type \(other.kindName)")
    }
  }

  // MARK: Requests

  /// All open tickets, in the order in which they were opened; derived from the state.
  package var requests: [Request] {
    var found: [Request] = []
    for index in fibers.indices where fibers[index].ticket != 0 { found.append(request(of: index)) }
    return found.count < 2 ? found : found.sorted { $0.ticket < $1.ticket }
  }

  /// The open ticket; nil where it is none.
  package func request(_ ticket: Ticket) -> Request? {
    guard ticket.number != 0, let index = fibers.firstIndex(where: { $0.ticket == ticket.number }) else { return nil }
    return request(of: index)
  }

  /// Whether every open ticket is one that `isKnown`.
  package func hasOnly(tickets isKnown: (Ticket) -> Bool) -> Bool {
    fibers.allSatisfy { $0.ticket == 0 || isKnown(Ticket($0.ticket)) }
  }

  private func request(of index: Int) -> Request {
    let fiber = fibers[index]
    /// What was found to fit when the ticket was opened fits still.
    func plain(_ value: Value) -> PlainValue { (try? heap.plain(value)) ?? .null }
    let wish: Request.Wish
    var step = step(at: fiber.pc)
    switch program.program.code[fiber.pc] {
    case .effect(_, let row, let a, _), .doubt(_, let row, let a, _):
      step = Int(program.program.effects[Int(row)].step)
      if fiber.state == .question {
        let kind = fiber.question.ref.map(heap.text) ?? ""
        wish = .question(row: Int(row), kind: kind, payload: plain(fiber.held))
      } else {
        var answer: PlainValue?
        if case .map = fiber.held { answer = plain(fiber.held) }
        wish = .effect(row: Int(row), arguments: plain(fiber[a]), answer: answer, inDoubt: isDoubt(fiber.pc))
      }
    case .gate(_, let row, let a):
      step = Int(program.program.gates[Int(row)].step)
      wish = .gate(row: Int(row), payload: plain(fiber[a]))
    case .timer(let a):
      guard case .duration(let length) = fiber[a] else { preconditionFailure("a timer's length was checked") }
      wish = .timer(after: length)
    case .timerUntil(let a):
      guard case .timestamp(let time) = fiber[a] else { preconditionFailure("a timer's time was checked") }
      wish = .timerUntil(time)
    case .join:
      guard let a = program.timeLimit(at: fiber.pc), case .duration(let length) = fiber[a] else {
        preconditionFailure("a time limit's length was checked")
      }
      step = self.step(standingAt: fiber.pc)
      wish = .timer(after: length)
    case .step: wish = .budget(steps: usedSteps, granted: grantedSteps)
    default: preconditionFailure("a ticket is open where none can be")
    }
    return Request(
      ticket: Ticket(fiber.ticket), wish: wish, step: step, callPath: callPath(of: index), fiber: fiber.number)
  }

  private func isDoubt(_ pc: Int) -> Bool {
    if case .doubt = program.program.code[pc] { true } else { false }
  }

  /// Numbers of the `call` steps that a fiber stands in, outermost first.
  func callPath(of index: Int) -> [Int] {
    var path = fibers[index].frames.dropLast().map { step(at: $0.pc) }
    var parent = fibers[index].parent
    while parent >= 0, let above = position(of: parent) {
      path = fibers[above].frames.dropLast().map { step(at: $0.pc) } + path
      parent = fibers[above].parent
    }
    return path
  }

  // MARK: Outcomes

  /// Takes in one outcome, after which `run` is due. Refused where the ticket is not open or the outcome does not fit it;
  /// then nothing has changed.
  package mutating func consume(_ consumed: Consumed) throws(MachineError) {
    guard case .none = result else { throw MachineError(.ended, "the run has ended") }
    switch consumed {
    case .outcome(let ticket, let outcome):
      guard ticket.number != 0, let index = fibers.firstIndex(where: { $0.ticket == ticket.number }) else {
        throw MachineError(.ticketNotOpen(ticket), "ticket \(ticket.number) is not open")
      }
      try deliver(outcome, ticket, index)
    case .interrupted(let kind, let message):
      guard kind == .cancelled || kind == .budget else {
        throw MachineError(.interruption, "a run is not interrupted with kind `\(kind.text)`")
      }
      interruptRun(EvaluationError(message, kind: kind))
    case .renamed(let old, let new): try rename(old, to: new)
    }
  }

  private mutating func deliver(_ outcome: Outcome, _ ticket: Ticket, _ index: Int) throws(MachineError) {
    switch (fibers[index].state, outcome) {
    case (.effect, .done(let value)): finish(index, with: value)
    case (.effect, .failed(let kind, let message, let sent, let heard, let code)):
      if !sent { giveBackPermit(index) }
      settle(index)
      if !raisePending(index) { raise(.of(kind, message, sent: sent, heard: heard, code: code), in: index) }
    case (.effect, .question(let kind, let payload)): ask(kind, payload, index)
    case (.effect, .inDoubt): try findOut(nil, ticket, index)
    case (.effect, .lost(let kind, let message)): try findOut(EvaluationError(message, kind: kind), ticket, index)
    case (.question, .decided(let decision)):
      guard let isApproved = decision["approved"]?.boolean else { throw misfit(ticket, index) }
      let wasInDoubt = isInDoubt(fibers[index])
      settle(index)
      // What a person says of something in doubt is the last word on it, also where all the rest is to end.
      if !(wasInDoubt && isApproved), raisePending(index) { return }
      guard isApproved else {
        raise(EvaluationError(decision["reason"]?.text ?? "rejected", kind: .rejected), in: index)
        return
      }
      do throws(EvaluationError) {
        let answer = try heap.make(decision)
        open(.effect, index)
        fibers[index].held = answer
      } catch {
        raise(error, in: index)
      }
    case (.question, .failed(let kind, let message, let sent, let heard, let code)):
      if !sent { giveBackPermit(index) }
      settle(index)
      if !raisePending(index) { raise(.of(kind, message, sent: sent, heard: heard, code: code), in: index) }
    case (.gate, .decided(let decision)):
      guard decision["approved"]?.boolean != nil else { throw misfit(ticket, index) }
      finish(index, with: decision)
    case (.budget, .decided(let decision)):
      guard let isApproved = decision["approved"]?.boolean else { throw misfit(ticket, index) }
      fibers[index].ticket = 0
      if isApproved, let more = decision["more"]?.integer, more > 0 {
        grantSteps(more)
      } else if isApproved {
        refuseSteps(Slow.outOfSteps())
      } else {
        refuseSteps(EvaluationError(decision["reason"]?.text ?? "rejected", kind: .rejected))
      }
    case (.timer, .done):
      settle(index)
      fibers[index].pc += 1
    case (.join, .done): runOutOfTime(index)
    case (.ready, _): preconditionFailure("a fiber without a ticket has one")
    case (.effect, .decided), (.gate, .done), (.gate, .failed), (.gate, .question), (.gate, .inDoubt), (.gate, .lost),
      (.question, .done), (.question, .question), (.question, .inDoubt), (.question, .lost), (.timer, .failed),
      (.timer, .question), (.timer, .inDoubt), (.timer, .lost), (.timer, .decided), (.join, .failed),
      (.join, .question), (.join, .inDoubt), (.join, .lost), (.join, .decided), (.budget, .done), (.budget, .failed),
      (.budget, .question), (.budget, .inDoubt), (.budget, .lost):
      throw misfit(ticket, index)
    }
  }

  private func misfit(_ ticket: Ticket, _ index: Int) -> MachineError {
    MachineError(
      .outcomeDoesNotFit(ticket), "ticket \(ticket.number) (\(fibers[index].state)) has no such outcome")
  }

  /// The effect's probe finds out whether it happened. If it did not, the effect is met again and needs its permit, or `lost` is
  /// raised, which waits in the effect's register; if it did, the gate has to be passed again before the effect can be; if the
  /// probe cannot tell, `doubt` takes the permit.
  private mutating func findOut(_ lost: EvaluationError?, _ ticket: Ticket, _ index: Int) throws(MachineError) {
    let pc = fibers[index].pc
    guard case .effect(let d, let row, _, _) = program.program.code[pc],
      let probe = program.program.effects[Int(row)].probe
    else { throw misfit(ticket, index) }
    giveBackPermit(index)
    settle(index)
    fibers[index][d] = lost.map { heap.makeError($0, step: step(standingAt: pc), instruction: pc) } ?? .unset
    fibers[index].pc = probe
  }

  /// The runtime needs a person before the effect can go on: its ticket becomes a question with a ticket of its own.
  private mutating func ask(_ kind: String, _ payload: PlainValue, _ index: Int) {
    settle(index)
    // An arm that is to be given up asks nobody, save for whether what it sent has happened.
    if !isDoubt(kind), raisePending(index) { return }
    do throws(EvaluationError) {
      let question = try heap.makeString(kind)
      let held = try heap.make(payload)
      open(.question, index)
      fibers[index].question = question
      fibers[index].held = held
    } catch {
      raise(error, in: index)
    }
  }

  /// The ticket's instruction is done: its register gets the value, the fiber goes on behind it.
  private mutating func finish(_ index: Int, with plain: PlainValue) {
    settle(index)
    let pc = fibers[index].pc
    do throws(EvaluationError) {
      let value = try heap.make(plain)
      switch program.program.code[pc] {
      case .effect(let d, _, _, _), .doubt(let d, _, _, _), .gate(let d, _, _): fibers[index][d] = value
      default: preconditionFailure("a ticket is open where none can be")
      }
      // An error that waited for this outcome is raised by the ticket's instruction, not by the next.
      if !raisePending(index, isDone: true) { fibers[index].pc = pc + 1 }
    } catch {
      if !raisePending(index) { raise(error, in: index) }
    }
  }

  /// Nothing irreversible has left: the approval stays valid for one more attempt. The arguments are the permit: that they
  /// are the same bytes was checked when the ticket was opened.
  private mutating func giveBackPermit(_ index: Int) {
    switch program.program.code[fibers[index].pc] {
    case .effect(_, let row, let a, let permit), .doubt(_, let row, let a, let permit):
      if program.program.effects[Int(row)].isIrreversible, permit != noRegister {
        fibers[index][permit] = fibers[index][a]
      }
    default: break
    }
  }
}

extension EvaluationError {
  /// Of an effect that failed.
  fileprivate static func of(
    _ kind: ErrorKind, _ message: String, sent: Bool, heard: Bool?, code: Int32?
  ) -> EvaluationError {
    guard sent, let heard else { return EvaluationError(message, kind: kind) }
    return EvaluationError(message, kind: kind, reach: heard ? .answered : .unheard, code: heard ? code ?? -1 : -1)
  }
}
