// One turn of a run: run the machine, look at what it waits for, hand it what is there already, and say what has to be done
// in the world. What is under way for it is Waits.swift's affair, how a turn ends Resting.swift's; what comes back from the world
// arrives in EngineEffects.swift.
import Bytecode
import VM
import Values

extension Engine {
  /// Goes on as far as it can without the world. With `mayPerform` false a run that wants an effect is left to others:
  /// it is saved as running, or as awaiting an answer where a gate is open, with a lease of nobody's that says so.
  package func turn(_ live: LiveRun, mayPerform: Bool = true) throws(RuntimeError) -> Turn {
    if let turn = live.unwritten {
      // What has come in meanwhile is written with what follows from it.
      if live.ready.isEmpty || live.status.isEnded { try write(live, turn) }
      live.unwritten = nil
      if live.ready.isEmpty || live.status.isEnded { return turn }
    }
    if live.drivenSince == nil { live.drivenSince = clock.ticks() }
    if try !mayGo(live) { return .resting(live.status) }
    while true {
      if live.isDue {
        run(live, isRecovery: false)
        if settings.pausesEverywhere, live.ending == nil { try refreeze(live) }
      }
      if let ending = live.ending { return try finish(live, ending) }
      if try consumeNext(live) { continue }
      if let capture = live.toCapture.first {
        guard mayPerform else {
          if let turn = try leave(live) { return turn }
          continue
        }
        try live.secrets.remember()
        return .capture(ticket: capture.request.ticket.number)
      }
      if !live.toBegin.isEmpty {
        guard mayPerform else {
          if let turn = try leave(live) { return turn }
          continue
        }
        if let requests = try begin(live) { return .perform(requests) }
        continue
      }
      if !live.inFlight.isEmpty {
        // A gate that opened beside a long effect must be seen by others, and what was heard must not be forgotten.
        if !live.unsaved.isEmpty { try save(live, flush: !live.unsaved.audit.isEmpty) }
        if live.ready.isEmpty { return .busy }
        continue
      }
      if try rest(live) { return .resting(live.status) }
    }
  }

  // MARK: The machine

  /// Runs the machine to its next pause and takes note of what it opened and gave up.
  func run(_ live: LiveRun, isRecovery: Bool) {
    let pause = live.machine.run()
    live.isDue = false
    for line in live.machine.takeLog() where !isRecovery {
      live.unsaved.notices.append(.log(live.id, text: logText(line.text)))
    }
    switch pause {
    case .ended(let ending, let closed):
      giveUp(live, closed)
      takeStops(live)
      noteUnheard(live)
      live.ending = ending
    case .waiting(let opened, let closed):
      giveUp(live, closed)
      takeStops(live)
      if isRecovery {
        recover(live)
      } else if !opened.isEmpty {
        let fresh = Set(opened)
        reconcile(live, live.machine.requests.filter { fresh.contains($0.ticket) })
      }
    }
  }

  private func logText(_ value: PlainValue) -> String {
    if case .secret(let secret) = value {
      return secret.parts.map {
        switch $0 {
        case .text(let text): text
        case .hole(let name): "[secret \(name)]"
        }
      }.joined()
    }
    return Gate.words(value)
  }

  /// Tickets that nobody waits for any longer: their gates and timers are void.
  private func giveUp(_ live: LiveRun, _ closed: [Ticket]) {
    for ticket in closed {
      if live.record.gates.contains(where: { $0.ticket == ticket.number }),
        let request = live.asked.first(where: { $0.ticket == ticket }), let gate = live.gate(request)
      {
        live.record.ledger.decided(step: request.step, .withdrawn)
        live.unsaved.audit.append(AuditEvent(.closed, .number(Int64(ticket.number)), .text(gate.path)))
      }
      closeGate(live, ticket.number)
      live.toBegin.removeAll { $0.ticket == ticket }
      live.held.removeAll { $0.ticket == ticket }
      live.toCapture.removeAll { $0.request.ticket == ticket }
    }
  }

  // MARK: Consuming

  /// Hands the machine the next outcome that is ready; false where there is none.
  private func consumeNext(_ live: LiveRun) throws(RuntimeError) -> Bool {
    guard let next = live.ready.first else { return false }
    var entry = CanonicalWriter()
    Journal.write(.consumed(next), to: &entry)
    guard try hasRoom(live, for: entry.bytes.count) else {
      // What is ready is heard of all the same, by a run that is about to end.
      let waiting = live.ready
      live.ready = []
      interrupt(live, .budget, "the run's journal would be larger than the limit of \(settings.journalBytes) bytes")
      live.ready += waiting
      return true
    }
    let consumed = live.ready.removeFirst()
    var answered: Request?
    if case .outcome(let ticket, _) = consumed {
      closeGate(live, ticket.number)
      // Not before it stands in the journal: a process that dies with it must not seem to have begun nothing.
      live.record.intents.removeAll { $0 == ticket.number }
      // What it has cost is known: something may be left for another one, also where nobody waits for this one any longer.
      live.toBegin = live.held + live.toBegin
      live.held = []
      // A sibling's failure may have given the ticket up since.
      guard let request = live.machine.request(ticket) else { return true }
      answered = request
    }
    if live.status != .running { wake(live, consumed, answered) }
    if case .outcome(_, .decided(let decision)) = consumed, let answered {
      live.record.ledger.decided(step: answered.step, Ledger.Refusal(decision))
      takeAllowance(live, answered, decision)
      takeApproval(live, answered, decision)
    }
    live.toBegin = live.held + live.toBegin
    live.held = []
    if let state = live.restedState {
      Journal.write(.rested(Digest(of: state)), to: &live.unsaved.journal)
      live.restedState = nil
    }
    if case .interrupted = consumed { live.record.isInterrupted = true }
    live.asked = live.record.gates.isEmpty ? [] : live.machine.requests
    live.hear(consumed)
    do { try live.machine.consume(consumed) } catch {
      throw RuntimeError(.damaged, "run \(live.id): \(error.description)")
    }
    live.unsaved.journal.raw(entry.bytes)
    live.journalBytes? += entry.bytes.count
    live.unsaved.consumed += 1
    live.isDue = true
    return true
  }

  /// Whether the run's journal may grow by so much. Once the run is interrupted it may: the end is near.
  private func hasRoom(_ live: LiveRun, for count: Int) throws(RuntimeError) -> Bool {
    if live.journalBytes == nil {
      let stored = live.record.journaled > 0 ? try storing { try store.journalSize(live.id) } : 0
      live.journalBytes = stored + live.unsaved.journal.bytes.count
    }
    let isEnding = live.ready.contains { if case .interrupted = $0 { true } else { false } }
    return isEnding || live.record.isInterrupted || (live.journalBytes ?? 0) + count <= settings.journalBytes
  }

  private func wake(_ live: LiveRun, _ consumed: Consumed, _ answered: Request?) {
    var at: Request?
    var isWait = false
    switch consumed {
    case .interrupted: live.move(.interrupt)
    case .renamed: preconditionFailure("a copy is renamed before it is driven")
    case .outcome(_, .decided):
      at = answered
      live.move(live.status == .awaitingApproval ? .decide : .wake)
    case .outcome:
      isWait = live.status == .waiting
      live.move(.wake)
    }
    // Whoever stayed with it through a wait (`twin run` in the foreground) has not resumed it.
    if isWait, live.hasRestedHere { return }
    live.record.resumes = Figures.sum(live.record.resumes, 1)
    live.record.resumedAt = (at ?? live.machine.requests.first).map(live.topLevel) ?? 0
  }

  func spent(_ live: LiveRun) -> Int64 {
    Figures.sum(live.record.spent, live.drivenSince.map { (clock.ticks() - $0) / 1_000_000 } ?? 0)
  }
}
