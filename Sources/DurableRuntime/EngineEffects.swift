// Effects of a run, from the machine's wish to its outcome: what must be on the disk before anything leaves, what may not be
// begun at all, and what is cleaned and sealed before anybody sees what came of it.
import Bytecode
import VM
import Values

extension Engine {
  /// Ends an error's message where the effect is not to be done twice, was sent, and was not heard of. It is for people: programs
  /// read `error.sent` and `error.heard`. (Those compiled before these were there look for these very words.)
  private static let notKnown = "; whether it was done is not known: look before it is done again"

  /// Begins what is to be begun: intents of once-effects are on the disk before anything of them leaves. Nil where something
  /// has to be said first.
  func begin(_ live: LiveRun) throws(RuntimeError) -> [EffectRequest]? {
    let room = max(1, settings.effectsAtOnce - live.inFlight.count)
    var credits = live.record.ledger.total.credits
    for flight in live.inFlight.values {
      credits += settings.prices[live.program.program.effects[flight.row].kind] ?? 0
    }
    var batch: [Request] = []
    var requests: [EffectRequest] = []
    deciding: for request in live.toBegin.prefix(room) {
      guard case .effect(let number, let arguments, let answer, _) = request.wish else { continue }
      switch try readiness(live, request, credits: credits) {
      case .ready:
        let row = live.program.program.effects[number]
        credits += settings.prices[row.kind] ?? 0
        batch.append(request)
        requests.append(effectRequest(live, request, row: number, arguments: arguments, answer: answer))
      case .asks(let question):
        // What is ready goes first; then this one asks.
        if !batch.isEmpty { break deciding }
        live.toBegin.removeAll { $0.ticket == request.ticket }
        live.ready.append(.outcome(request.ticket, question))
        return nil
      case .waits:
        if !batch.isEmpty { break deciding }
        live.toBegin.removeAll { $0.ticket == request.ticket }
        live.held.append(request)
        return nil
      case .ends(let kind, let message):
        interrupt(live, kind, message)
        return nil
      }
    }
    if !requests.isEmpty { try live.secrets.remember() }
    for made in requests { live.unsaved.sealed += try live.secrets.seal(sent: made.arguments) }
    var hasIntents = false
    for (request, made) in zip(batch, requests) {
      guard case .effect(let number, let arguments, _, _) = request.wish else { continue }
      let isOnce = made.repeats == .once
      if isOnce {
        live.record.intents.append(made.ticket)
        hasIntents = true
      }
      live.inFlight[made.ticket] = LiveRun.InFlight(
        step: request.step, row: number, fiber: request.fiber, began: clock.ticks(), isOnce: isOnce,
        isCutByBudget: timeLeft(live).map { $0 <= made.timeout } ?? false,
        attempt: attempt(live, request, row: number, arguments: arguments))
      live.unsaved.notices.append(.effect(live.id, step: made.step, kind: made.kind))
    }
    live.toBegin.removeFirst(batch.count)
    if live.status == .awaitingApproval { live.move(.claim) }
    try hold(live)
    do { try save(live, flush: hasIntents) } catch {
      takeBack(live, batch)
      throw error
    }
    return requests
  }

  /// These were about to begin, and the store does not know it: they are still to begin.
  private func takeBack(_ live: LiveRun, _ batch: [Request]) {
    for request in batch { live.inFlight[request.ticket.number] = nil }
    live.record.intents.removeAll { intent in batch.contains { $0.ticket.number == intent } }
    live.unsaved.notices.removeAll { if case .effect = $0 { true } else { false } }
    live.toBegin = batch + live.toBegin
  }

  /// Says that the run is ours from now on.
  func hold(_ live: LiveRun) throws(RuntimeError) {
    if isFresh(live) { return }
    let until = leaseClock.now().milliseconds + RuntimeLimits.leaseMilliseconds
    if let old = live.lease {
      live.unsaved.timersRemoved.append(RunTimer(due: old.until, run: live.id, ticket: 0, kind: .lease))
    }
    live.lease = Lease(owner: settings.owner, until: until)
    let row = RunTimer(due: until, run: live.id, ticket: 0, kind: .lease)
    // It may have been let go in the same moment.
    live.unsaved.timersRemoved.removeAll { $0 == row }
    live.unsaved.timersAdded.append(row)
  }

  /// Still there: called now and then while effects take long, and whatever else a run waits for that is ours.
  package func heartbeat(_ live: LiveRun) throws(RuntimeError) {
    guard live.lease != nil, live.ending == nil || live.status.isEnded && live.unwritten == nil else { return }
    try stay(live)
  }

  /// The lease anew, where it is time for that.
  func stay(_ live: LiveRun) throws(RuntimeError) {
    guard !isFresh(live) else { return }
    try saving(live) { () throws(RuntimeError) in try hold(live) }
  }

  private func isFresh(_ live: LiveRun) -> Bool {
    guard let lease = live.lease, lease.owner == settings.owner else { return false }
    return lease.until - leaseClock.now().milliseconds > RuntimeLimits.heartbeatMilliseconds
  }

  func letGo(_ live: LiveRun) {
    guard let lease = live.lease else { return }
    live.unsaved.timersRemoved.append(RunTimer(due: lease.until, run: live.id, ticket: 0, kind: .lease))
    live.lease = nil
  }

  /// The folder for files that a run makes.
  func artifacts(of run: RunID) -> String { settings.artifacts + "/" + run.description }

  private func effectRequest(
    _ live: LiveRun, _ request: Request, row number: Int, arguments: PlainValue, answer: PlainValue?
  ) -> EffectRequest {
    let program = live.program.program
    let row = program.effects[number]
    let step = program.steps[request.step]
    var timeout =
      row.options["timeout"]?.integer ?? settings.timeouts[row.kind] ?? RuntimeLimits.effectMilliseconds
    if let left = timeLeft(live) { timeout = max(1, min(timeout, left)) }
    let function = Int(step.function)
    var made = EffectRequest(
      run: live.id, ticket: request.ticket.number, step: step.label, kind: row.kind, repeats: row.repeats,
      isIrreversible: row.isIrreversible, arguments: arguments, options: row.options,
      permissions: function == 0 ? program.manifest.permissions : program.functions[function].permissions,
      timeout: timeout,
      idempotencyKey: Gate.key(row.options["idempotencyKey"] ?? arguments["idempotency_key"])
        ?? "\(live.id)-\(attempt(live, request, row: number, arguments: arguments).ticket)",
      answer: answer.flatMap(Self.forPerformer), artifacts: artifacts(of: live.id),
      secrets: live.secrets, folder: live.record.folder,
      session: program.manifest.options["session"] ?? .null)
    made.skill = program.functions[function].name
    made.calls = request.callPath.map { program.steps[$0].label }
    made.approval = approval(live, request, row)
    made.reads = { [verified = live.program.verified] in verified.isRead(field: $0, ofEffect: number) }
    return made
  }

  /// Of the run's budget, in milliseconds; nil where no effect is cut short by it: there is none, or people are asked for more
  /// before the next one begins.
  private func timeLeft(_ live: LiveRun) -> Int64? {
    let manifest = live.program.program.manifest
    guard let budget = manifest.budget.time, !live.record.isInterrupted, !manifest.asksForBudget else { return nil }
    return Figures.sum(budget, live.record.allowance.milliseconds) - spent(live)
  }

  // MARK: Attempts

  /// This request, or, where the same fiber has sent the same before and never heard of it, that one: a service that is given
  /// one key for both does it once.
  func attempt(
    _ live: LiveRun, _ request: Request, row: Int, arguments: PlainValue
  ) -> RunRecord.Attempt {
    let new = RunRecord.Attempt(
      fiber: live.machine.principal(of: request.fiber), row: row, arguments: Digest(of: arguments.canonicalBytes),
      ticket: request.ticket.number)
    return live.record.attempts.first {
      $0.fiber == new.fiber && $0.row == new.row && $0.arguments == new.arguments
    } ?? new
  }

  /// Remembers an attempt of which nothing was heard, and forgets those that something was heard of.
  func note(_ live: LiveRun, _ attempt: RunRecord.Attempt, isUnheard: Bool) {
    live.record.attempts.removeAll { $0.fiber == attempt.fiber && $0.row == attempt.row }
    guard isUnheard else { return }
    live.record.attempts.append(attempt)
    guard live.record.attempts.count > RuntimeLimits.attempts else { return }
    // Fibers that have ended try nothing again; those that live are few (`MachineLimits.fibers`).
    live.record.attempts.removeAll { !live.machine.isAlive(fiber: $0.fiber) }
    let own = live.record.attempts.indices.filter { live.record.attempts[$0].fiber == attempt.fiber }
    if own.count > RuntimeLimits.attempts {
      live.record.attempts.remove(at: own[0])
    } else if live.record.attempts.count > RuntimeLimits.attemptsInAll {
      live.record.attempts.removeFirst()
    }
  }

  /// Answers to the runtime's own questions are not the performer's affair.
  private static func forPerformer(_ answer: PlainValue) -> PlainValue? {
    switch Gate.question(answer) {
    case .inDoubt, .budget, .secrets, .again: nil
    case nil, .choice, .dialog, .approve, .ask, .choose: answer
    }
  }

  /// What became of an effect. Everything of it is cleaned of secrets before anybody else sees it.
  package func arrive(_ live: LiveRun, ticket: UInt64, _ outcome: EffectOutcome) {
    guard let flight = live.inFlight.removeValue(forKey: ticket) else { return }
    let row = live.program.program.effects[flight.row]
    let price = outcome.cost.isReused ? 0 : settings.prices[row.kind] ?? 0
    let milliseconds = max(0, (clock.ticks() - flight.began) / 1_000_000)
    live.record.ledger.add(
      step: flight.step, credits: outcome.cost.credits + price, modelCalls: outcome.cost.modelCalls,
      tokens: outcome.cost.tokens, milliseconds: milliseconds,
      browserMilliseconds: settings.browserKinds.contains(row.kind) ? milliseconds : 0)
    for var note in outcome.notes {
      note.step = flight.step
      live.record.ledger.note(note)
    }
    for artifact in outcome.artifacts {
      live.unsaved.artifacts.append(StoredArtifact(step: flight.step, artifact: artifact))
    }
    live.unsaved.items += outcome.items
    note(live, flight.attempt, isUnheard: outcome.isUnheard)
    let result: Outcome
    switch outcome.result {
    case .done(let value):
      switch keep(live, value, row: row, ticket: ticket) {
      case .refused(let why):
        if flight.isOnce, let doubt = doubt(live, Ticket(ticket), row, .effect, why) {
          result = doubt
        } else {
          result = .failed(kind: .effect, message: why, sent: flight.isOnce, heard: !flight.isOnce)
        }
      case .kept(let kept):
        result = .done(kept)
        if let remember = outcome.remember { live.unsaved.items += remember(kept) }
      }
    case .failed(let kind, let message, let sent):
      var said = live.secrets.scrubber().clean(message)
      if kind == .timeout, flight.isCutByBudget, !live.record.isInterrupted {
        // Not the step has failed, which its skill might handle: the run's time is over.
        interrupt(live, .budget, outOfTime(live).message)
      }
      if outcome.isUnheard, flight.isOnce || row.isIrreversible {
        if sent, let doubt = doubt(live, Ticket(ticket), row, kind, said) {
          noteHeard(live, flight, doubt)
          live.ready.append(.outcome(Ticket(ticket), doubt))
          return
        }
        said += Self.notKnown
      }
      result = .failed(kind: kind, message: said, sent: sent, heard: !outcome.isUnheard, code: outcome.code)
    case .question(let kind, let payload):
      result = .question(kind: kind, payload: live.secrets.scrubber().clean(payload))
    case .differs(let message, _) where live.machine.isStopping(fiber: flight.fiber):
      result = .failed(kind: .effect, message: live.secrets.scrubber().clean(message), sent: false)
    case .differs(let message, let show):
      let scrubber = live.secrets.scrubber()
      result = InDoubt.question(scrubber.clean(message), live, row: flight.row, show: scrubber.clean(show))
    case .inDoubt(let message, let show):
      let scrubber = live.secrets.scrubber()
      result =
        flight.isOnce && hasProbe(live, Ticket(ticket), row)
        ? Self.lost(.effect, scrubber.clean(message))
        : InDoubt.question(scrubber.clean(message), live, row: flight.row, show: scrubber.clean(show))
    }
    noteHeard(live, flight, result)
    switch result {
    case .done: live.record.ledger.attempted(step: flight.step, failed: false)
    case .failed: live.record.ledger.attempted(step: flight.step, failed: true)
    case .question, .inDoubt, .lost, .decided: break
    }
    live.unsaved.notices.append(
      .arrived(
        live.id, step: live.program.program.steps[flight.step].label, kind: row.kind,
        failed: { if case .failed = result { true } else { false } }(), milliseconds: milliseconds))
    live.ready.append(.outcome(Ticket(ticket), result))
  }

  /// What becomes of an effect that was sent and never answered (law 6): the step's probe finds out, and where there is none
  /// and it cannot be undone, a person does. Nil: its author has marked nothing, so it has failed, and says what is not known.
  private func doubt(
    _ live: LiveRun, _ ticket: Ticket, _ row: EffectRow, _ kind: ErrorKind, _ said: String
  ) -> Outcome? {
    if hasProbe(live, ticket, row) { return Self.lost(kind, said) }
    guard row.isIrreversible || row.probe != nil, let request = live.machine.request(ticket) else { return nil }
    return InDoubt.question(live, request, said: said)
  }

  /// Whether a probe can find out: not where one could not before, and a person has said that it did not happen. Nor in a program
  /// that would send again, whatever its `retry:` says, what the probe does not find.
  private func hasProbe(_ live: LiveRun, _ ticket: Ticket, _ row: EffectRow) -> Bool {
    guard row.probe != nil, case .effect(let number, _, _, inDoubt: false) = live.machine.request(ticket)?.wish else {
      return false
    }
    return live.program.verified.raisesLoss(ofEffect: number)
  }

  private static func lost(_ kind: ErrorKind, _ said: String) -> Outcome {
    .lost(kind: kind, message: said + InDoubt.notFound)
  }
}

extension Gate {
  fileprivate static func key(_ value: PlainValue?) -> String? {
    guard let value else { return nil }
    if case .null = value { return nil }
    let text = words(value)
    return text.isEmpty ? nil : text
  }
}
