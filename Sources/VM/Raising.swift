// Errors: from where they are raised to the handler that takes them, frame by frame, and out of a fiber into its siblings and
// its join. Also the two ways in which a fiber is stopped from outside: a sibling failed, or the run was interrupted.
import Bytecode
import Values

extension Machine {
  /// Raises an error at the instruction that the fiber's top frame stands at.
  mutating func raise(_ error: EvaluationError, in index: Int) {
    var error = error
    // A handler may stand before what it handles: raising is charged too, so that such a circle ends.
    meter.fuel &-= 32
    if meter.fuel < 0, error.kind != .budget { error = Slow.outOfInstructions() }
    let pc = fibers[index].pc
    let value = heap.makeError(error, step: step(raisedAt: pc), instruction: pc)
    var isSpent = false
    if meter.fuel < 0, !grantFinalInstructions() { isSpent = true }
    if meter.steps < 0, isInFinalSteps { isSpent = true }
    if isSpent {
      end(.failed(value))
      return
    }
    raise(value, in: index)
  }

  /// Out of instructions for the first time: `finally` blocks get some more. Not for the second.
  private mutating func grantFinalInstructions() -> Bool {
    if isInFinalInstructions { return false }
    isInFinalInstructions = true
    meter.fuel = Int(limits.finalInstructions)
    return true
  }

  /// The same for steps.
  mutating func grantFinalSteps() -> Bool {
    if isInFinalSteps { return false }
    isInFinalSteps = true
    meter.steps = Int(limits.finalSteps)
    return true
  }

  /// Raises an error object: the innermost handler that covers the place and catches the kind takes it; a frame without one
  /// ends and its caller raises it at the call; a fiber without one fails.
  mutating func raise(_ error: Value, in index: Int) {
    let kind = kind(of: error)
    if kind.isCatchable, isHandled(kind, in: fibers[index]) { noteFailed(kind, in: fibers[index]) }
    while let frame = fibers[index].frames.last {
      if let handler = program.handler(for: kind, at: frame.pc) {
        fibers[index].state = .ready
        fibers[index].pc = handler.target
        fibers[index][handler.register] = error
        return
      }
      fibers[index].frames.removeLast()
      fibers[index].registers.removeSubrange(frame.base...)
    }
    fiberFailed(index, error)
  }

  func kind(of error: Value) -> ErrorKind {
    guard case .error(let ref) = error else { return .expression }
    return heap.errorParts(ref).kind
  }

  /// Number of the step that an error raised at an instruction belongs to.
  private func step(raisedAt pc: Int) -> Int {
    switch program.program.code[pc] {
    case .effect(_, let row, _, _), .doubt(_, let row, _, _): Int(program.program.effects[Int(row)].step)
    case .gate(_, let row, _): Int(program.program.gates[Int(row)].step)
    default: step(at: pc)
    }
  }

  /// A fiber ends by an error that nothing took. The root's ends the run; another's goes to its parent's join, and its
  /// siblings are given up.
  mutating func fiberFailed(_ index: Int, _ error: Value) {
    let fiber = fibers[index]
    if fiber.parent < 0 {
      end(.failed(error))
      return
    }
    fibers.remove(at: index)
    let parent = fiber.parent
    guard let above = position(of: parent) else { return }
    fibers[above].group!.running -= 1
    if case .unset = fibers[above].group!.failure {
      fibers[above].group!.failure = error
      giveUpRows(above)
      let text = heap.plainError(error.ref!).message
      cancelChildren(
        of: parent, EvaluationError("given up, because an arm beside it failed: \(text)", kind: .cancelled))
    }
    settleJoin(parent)
  }

  // MARK: Stopping fibers

  /// Raises the error that was waiting until the fiber could take it, if there is one. Not while the fiber finds out whether
  /// something happened.
  /// - Parameter isDone: the step that the fiber stands at has been done.
  mutating func raisePending(_ index: Int, isDone: Bool = false) -> Bool {
    guard case .error = fibers[index].pending, !isFindingOut(fibers[index]) else { return false }
    let error = fibers[index].pending
    noteStopped(fibers[index], isDone: isDone)
    fibers[index].pending = .unset
    fibers[index].isUnwinding = true
    raise(error, in: index)
    return true
  }

  /// Stops a fiber with an error: at once where it waits for a person or a time, when the outcome has arrived where it waits
  /// for an effect, when they have ended where it waits for fibers, at its next ticket where it can run. Its `finally` blocks
  /// run. A fiber that is being stopped already is left alone. What was sent and not heard of is found out first, by the step's
  /// probe or a person (law 6): whoever asks for that waits until it is known.
  mutating func stop(_ number: Int, _ error: Value) {
    guard let index = position(of: number), !fibers[index].isUnwinding else { return }
    guard case .unset = fibers[index].pending else { return }
    fibers[index].pending = error
    if isInDoubt(fibers[index]) { return }
    switch fibers[index].state {
    case .gate, .question, .timer, .budget:
      if fibers[index].ticket != 0 { closed.append(Ticket(fibers[index].ticket)) }
      fibers[index].ticket = 0
      fibers[index].held = .unset
      fibers[index].question = .unset
      _ = raisePending(index)
    case .effect, .ready: break
    case .join:
      closeLimit(index)
      giveUpRows(index)
      cancelChildren(of: number, EvaluationError(heap.plainError(error.ref!).message, kind: .cancelled))
      settleJoin(number)
    }
  }

  mutating func cancelChildren(of parent: Int, _ error: EvaluationError) {
    // Stopping one may end others or the parent itself, so each is looked up when its turn comes.
    for child in fibers.filter({ $0.parent == parent }).map(\.number) {
      guard let index = position(of: child) else { continue }
      let pc = fibers[index].pc
      stop(child, heap.makeError(error, step: step(raisedAt: pc), instruction: pc))
    }
  }

  /// The whole run is interrupted. The second time it ends at once, unless something is under way that may not be left unheard.
  mutating func interruptRun(_ error: EvaluationError) {
    let pc = fibers[0].pc
    let value = heap.makeError(error, step: step(raisedAt: pc), instruction: pc)
    if case .unset = fibers[0].pending, !fibers[0].isUnwinding {
      stop(0, value)
      // Those that were being stopped before are left alone, and yet must not wait for what nobody is asked any longer.
      releaseForSteps()
    } else if !fibers.contains(where: { isInDoubt($0) || mayHaveSent($0) }) {
      end(.failed(value))
    }
  }
}
