// Fibers that start together and end together. What an arm leaves is kept in its parent's group until all have ended, so that
// every arm and row sees the parent's registers as they were at the fork, however late it starts.
import Bytecode
import Values

extension Machine {
  /// Starts the arms of a fork, or the first rows of a `for … at_once`; the fiber waits at the join that follows.
  mutating func startFork(_ fork: UInt16, rows: Value?, in index: Int) throws(EvaluationError) {
    if raisePending(index) { return }
    let row = program.program.forks[Int(fork)]
    var count = row.arms.count
    if let rows {
      guard case .list(let list) = rows else {
        throw EvaluationError("cannot go through a value of type \(rows.kindName) in parallel; it takes a list")
      }
      count = heap.count(list)
    }
    let atOnce = rows == nil || row.atOnce == 0 ? count : min(count, Int(row.atOnce))
    guard fibers.count + atOnce <= limits.fibers else {
      throw EvaluationError("too many branches run at once (limit: \(limits.fibers))", kind: .budget)
    }
    let writes = row.arms.reduce(0) { $0 + $1.writes.count }
    let collects = rows != nil && row.collect != nil
    fibers[index].group = Fiber.Group(
      fork: fork, rows: rows ?? .unset, count: count, started: 0, running: 0,
      merged: Array(repeating: .unset, count: writes),
      collected: collects ? Array(repeating: .unset, count: count) : [])
    fibers[index].state = .join
    fibers[index].pc += 1
    let number = fibers[index].number
    // Arms copy the frame as it stands at the fork, later rows as it stands at the join: the join's live registers have all
    // that rows need; arms need theirs now.
    for _ in 0..<atOnce { startNext(index) }
    clearDead(index)
    settleJoin(number)
  }

  /// Starts the only arm of a fork, which has as long as the duration in `a`: the fiber at the join has a ticket for that.
  mutating func startFork(_ fork: UInt16, within a: Register, in index: Int) throws(EvaluationError) {
    if raisePending(index) { return }
    guard case .duration = fibers[index][a] else {
      throw EvaluationError("expected a duration, not a value of type \(fibers[index][a].kindName)")
    }
    try startFork(fork, rows: nil, in: index)
    lastTicket += 1
    fibers[index].ticket = lastTicket
    opened.append(Ticket(lastTicket))
  }

  /// The time of the arm that a fiber waits for is over: the arm is stopped, and the join raises that.
  mutating func runOutOfTime(_ index: Int) {
    let number = fibers[index].number
    let pc = fibers[index].pc
    let step = step(standingAt: pc)
    var message = "it was not done in time"
    if let a = program.timeLimit(at: pc), case .duration(let limit) = fibers[index][a] {
      message =
        "it was not done within \(durationText(milliseconds: Int64(clamping: limit.totalNanoseconds / 1_000_000)))"
    }
    fibers[index].ticket = 0
    let reach: Reach = program.program.versions.language >= 2 && mayHaveSent(in: step) ? .unheard : .notSent
    fibers[index].group!.failure = heap.makeError(
      EvaluationError(message, kind: .timeout, reach: reach), step: step, instruction: pc)
    giveUpRows(index)
    cancelChildren(of: number, EvaluationError(message, kind: .cancelled))
    settleJoin(number)
  }

  /// Whether an effect in a step (also in a skill that is called there) was begun, in this round or an earlier one: more is not
  /// known, and who is told that nothing was sent does it again.
  private func mayHaveSent(in step: Int) -> Bool {
    let (steps, effects) = (program.program.steps, program.program.effects)
    func isInside(_ inner: Int) -> Bool {
      var next = UInt32(inner)
      while next != UInt32(step) {
        guard let parent = steps[Int(next)].parent else { return false }
        next = parent
      }
      return true
    }
    let begun = effects.filter { $0.repeats != .pure && starts[Int($0.step)] > 0 }
    if begun.contains(where: { isInside(Int($0.step)) }) { return true }
    let own = steps[step].function
    return begun.contains { steps[Int($0.step)].function != own }
      && steps.indices.contains { starts[$0] > 0 && steps[$0].action == "call" && isInside($0) }
  }

  /// Nobody waits any longer for the time of an arm to be over.
  mutating func closeLimit(_ index: Int) {
    guard fibers[index].ticket != 0 else { return }
    closed.append(Ticket(fibers[index].ticket))
    fibers[index].ticket = 0
  }

  /// The fiber is to stop because the time of an arm that it runs in is over.
  package func isOverdue(fiber number: Int) -> Bool {
    guard var index = position(of: number), isStopping(fibers[index]) else { return false }
    while fibers[index].parent >= 0, let above = position(of: fibers[index].parent) {
      if program.timeLimit(at: fibers[above].pc) != nil, case .error = fibers[above].group?.failure { return true }
      index = above
    }
    return false
  }

  /// The fiber that does a step's work, where a time limit has given the step one of its own: another attempt has another.
  package func principal(of number: Int) -> Int {
    var number = number
    while let index = position(of: number), fibers[index].parent >= 0,
      let above = position(of: fibers[index].parent), program.timeLimit(at: fibers[above].pc) != nil
    {
      number = fibers[above].number
    }
    return number
  }

  /// The tickets of the times that a fiber, or one that waits for it, has for what it does.
  package func timeLimits(around number: Int) -> [UInt64] {
    var tickets: [UInt64] = []
    var next = position(of: number).map { fibers[$0].parent } ?? -1
    while next >= 0, let index = position(of: next) {
      if program.timeLimit(at: fibers[index].pc) != nil, fibers[index].ticket != 0 { tickets.append(fibers[index].ticket) }
      next = fibers[index].parent
    }
    return tickets
  }

  package func isAlive(fiber number: Int) -> Bool { position(of: number) != nil }

  /// Starts the next arm or row, with a copy of its parent's frame.
  private mutating func startNext(_ index: Int) {
    guard let group = fibers[index].group else { return }
    let row = program.program.forks[Int(group.fork)]
    let number = group.started
    let top = fibers[index].top
    var registers = Array(fibers[index].registers[top.base...])
    var arm = row.arms[0]
    if case .list(let list) = group.rows {
      if let item = row.item { registers[Int(item)] = heap.element(list, number) }
      if let index = row.index { registers[Int(index)] = .int(Int64(number)) }
      // One approval is one effect: rows cannot share what was approved before them.
      for permit in program.permits(in: Int(top.function)) { registers[Int(permit)] = .unset }
    } else {
      arm = row.arms[number]
    }
    fibers[index].group!.started += 1
    fibers[index].group!.running += 1
    fibers.append(
      Fiber(
        number: nextFiber, parent: fibers[index].number, arm: number,
        frames: [Frame(function: top.function, base: 0, pc: arm.start)], registers: registers))
    nextFiber += 1
  }

  /// A fiber has come to the end of its arm.
  mutating func endArm(_ fork: UInt16, _ index: Int) throws(EvaluationError) {
    let fiber = fibers[index]
    guard fiber.parent >= 0, fiber.frames.count == 1, let above = position(of: fiber.parent),
      let group = fibers[above].group, group.fork == fork
    else { throw Slow.inconsistent("the end of an arm outside it") }
    let row = program.program.forks[Int(fork)]
    if isGoingOn(group, of: above) {
      if isRows(group) {
        if fiber.arm > group.mergedRow {
          fibers[above].group!.mergedRow = fiber.arm
          for (slot, register) in row.arms[0].writes.enumerated() {
            fibers[above].group!.merged[slot] = fiber[register]
          }
        }
        if let collect = row.collect, fiber.arm < group.collected.count {
          fibers[above].group!.collected[fiber.arm] = fiber[collect]
        }
      } else {
        let first = row.arms[..<fiber.arm].reduce(0) { $0 + $1.writes.count }
        for (slot, register) in row.arms[fiber.arm].writes.enumerated() {
          fibers[above].group!.merged[first + slot] = fiber[register]
        }
      }
    }
    fibers.remove(at: index)
    fibers[above].group!.running -= 1
    if isGoingOn(fibers[above].group!, of: above), fibers[above].group!.started < group.count { startNext(above) }
    settleJoin(fiber.parent)
  }

  private func isRows(_ group: Fiber.Group) -> Bool {
    if case .list = group.rows { true } else { false }
  }

  /// Nothing has failed and nobody stops the fork.
  private func isGoingOn(_ group: Fiber.Group, of index: Int) -> Bool {
    guard case .unset = group.failure else { return false }
    if case .unset = fibers[index].pending { return true }
    return isFindingOut(fibers[index])
  }

  /// No further row starts, and nothing that ended ones left is wanted any more.
  mutating func giveUpRows(_ index: Int) {
    fibers[index].group!.rows = .unset
    fibers[index].group!.merged = []
    fibers[index].group!.mergedRow = -1
    fibers[index].group!.collected = []
    fibers[index].group!.count = fibers[index].group!.started
  }

  /// Where all fibers of a fork have ended: merges what they left and goes on behind the join, or raises there.
  mutating func settleJoin(_ number: Int) {
    guard let index = position(of: number), let group = fibers[index].group, group.running == 0 else { return }
    let row = program.program.forks[Int(group.fork)]
    closeLimit(index)
    fibers[index].group = nil
    fibers[index].state = .ready
    guard isGoingOn(group, of: index) else {
      // What the arms did with their permits is not known here: they count as used.
      let permits = Set(program.permits(in: Int(fibers[index].top.function)))
      for arm in row.arms {
        for register in arm.writes where permits.contains(register) { fibers[index][register] = .unset }
      }
      if !raisePending(index) {
        if !kind(of: group.failure).isCatchable { noteStopped(step: step(standingAt: fibers[index].pc)) }
        raise(group.failure, in: index)
      }
      return
    }
    do throws(EvaluationError) {
      if isRows(group) {
        if group.mergedRow >= 0 {
          for (slot, register) in row.arms[0].writes.enumerated() { fibers[index][register] = group.merged[slot] }
        }
        if row.collect != nil, let collected = row.collected {
          fibers[index][collected] = try heap.makeList(
            group.collected.map { if case .unset = $0 { .none } else { $0 } })
        }
      } else {
        try merge(group.merged, of: row, into: index)
      }
      fibers[index].pc += 1
    } catch {
      raise(error, in: index)
    }
  }

  /// What the arms hand to the join. Arms write registers of their own, but for a permit that several of them asked for: it
  /// is one if all of them approved the same, and none otherwise.
  private mutating func merge(
    _ merged: [Value], of row: ForkRow, into index: Int
  ) throws(EvaluationError) {
    var slot = 0
    var written: Set<Register> = []
    for arm in row.arms {
      for register in arm.writes {
        var value = merged[slot]
        if !written.insert(register).inserted, try !isSame(fibers[index][register], value) { value = .unset }
        fibers[index][register] = value
        slot += 1
      }
    }
  }
}
