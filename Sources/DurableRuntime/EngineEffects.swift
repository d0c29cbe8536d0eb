// Effects of a run, from the machine's wish to its outcome: what must be on the disk before anything leaves, what may not be
// begun at all, and what is cleaned and sealed before anybody sees what came of it.
import Bytecode
import VM
import Values

extension Engine {
  /// Begins what is to be begun: intents of once-effects are on the disk before anything of them leaves. Nil where a budget
  /// or a rehearsal came in between.
  func begin(_ live: LiveRun) throws(RuntimeError) -> [EffectRequest]? {
    var requests: [EffectRequest] = []
    let room = max(1, settings.effectsAtOnce - live.inFlight.count)
    let batch = Array(live.toBegin.prefix(room))
    var credits = live.record.ledger.total.credits
    if try !asksAfresh(live, batch) { return nil }
    for request in batch {
      guard case .effect(let number, let arguments, let answer, _) = request.wish else { continue }
      let row = live.program.program.effects[number]
      if live.record.isRehearsal, row.isIrreversible {
        interrupt(live, .cancelled, "the rehearsal stops before what cannot be undone")
        return nil
      }
      credits += settings.prices[row.kind] ?? 0
      if let limit = live.program.program.manifest.budget.credits, credits > limit, !live.record.isInterrupted {
        interrupt(live, .budget, "the run has used up its budget of \(limit) credits")
        return nil
      }
      requests.append(effectRequest(live, request, row, arguments: arguments, answer: answer))
    }
    if !requests.isEmpty { try live.secrets.remember() }
    var hasIntents = false
    for (request, made) in zip(batch, requests) {
      guard case .effect(let number, _, _, _) = request.wish else { continue }
      let isOnce = made.repeats == .once
      if isOnce {
        live.record.intents.append(made.ticket)
        hasIntents = true
      }
      live.inFlight[made.ticket] = LiveRun.InFlight(
        step: request.step, row: number, began: clock.ticks(), isOnce: isOnce)
      live.unsaved.notices.append(.effect(live.id, step: made.step, kind: made.kind))
    }
    live.toBegin.removeFirst(batch.count)
    try hold(live)
    try save(live, flush: hasIntents)
    return requests
  }

  /// Says that the run is ours from now on.
  func hold(_ live: LiveRun) throws(RuntimeError) {
    let until = leaseClock.now().milliseconds + RuntimeLimits.leaseMilliseconds
    if let old = live.lease {
      if old.owner == settings.owner, old.until - leaseClock.now().milliseconds > RuntimeLimits.heartbeatMilliseconds {
        return
      }
      live.unsaved.timersRemoved.append(RunTimer(due: old.until, run: live.id, ticket: 0, kind: .lease))
    }
    live.lease = Lease(owner: settings.owner, until: until)
    live.unsaved.timersAdded.append(RunTimer(due: until, run: live.id, ticket: 0, kind: .lease))
  }

  /// Still there: called now and then while effects take long.
  package func heartbeat(_ live: LiveRun) throws(RuntimeError) {
    guard live.lease != nil, live.ending == nil else { return }
    let before = live.lease
    try hold(live)
    if before != live.lease { try save(live, flush: false) }
  }

  func letGo(_ live: LiveRun) {
    guard let lease = live.lease else { return }
    live.unsaved.timersRemoved.append(RunTimer(due: lease.until, run: live.id, ticket: 0, kind: .lease))
    live.lease = nil
  }

  private func effectRequest(
    _ live: LiveRun, _ request: Request, _ row: EffectRow, arguments: PlainValue, answer: PlainValue?
  ) -> EffectRequest {
    let program = live.program.program
    let step = program.steps[request.step]
    var timeout =
      row.options["timeout"]?.integer ?? settings.timeouts[row.kind] ?? RuntimeLimits.effectMilliseconds
    if let budget = program.manifest.budget.time, !live.record.isInterrupted {
      timeout = max(1, min(timeout, budget - spent(live)))
    }
    let function = Int(step.function)
    return EffectRequest(
      run: live.id, ticket: request.ticket.number, step: step.label, kind: row.kind, repeats: row.repeats,
      isIrreversible: row.isIrreversible, arguments: arguments, options: row.options,
      permissions: function == 0 ? program.manifest.permissions : program.functions[function].permissions,
      timeout: timeout,
      idempotencyKey: Gate.key(row.options["idempotencyKey"] ?? arguments["idempotency_key"])
        ?? "\(live.id)-\(request.ticket.number)",
      answer: answer.flatMap { InDoubt.isAnswer($0) || Again.isAnswer($0) ? nil : $0 }, artifacts: settings.artifacts + "/" + live.id.description,
      secrets: live.secrets, folder: live.record.folder)
  }

  /// What became of an effect. Everything of it is cleaned of secrets before anybody else sees it.
  package func arrive(_ live: LiveRun, ticket: UInt64, _ outcome: EffectOutcome) throws(RuntimeError) {
    guard let flight = live.inFlight.removeValue(forKey: ticket) else { return }
    live.record.intents.removeAll { $0 == ticket }
    let row = live.program.program.effects[flight.row]
    live.record.ledger.add(
      step: flight.step, credits: outcome.cost.credits + (settings.prices[row.kind] ?? 0),
      modelCalls: outcome.cost.modelCalls, tokens: outcome.cost.tokens,
      milliseconds: max(0, (clock.ticks() - flight.began) / 1_000_000))
    for artifact in outcome.artifacts {
      live.unsaved.artifacts.append(StoredArtifact(step: flight.step, artifact: artifact))
    }
    live.unsaved.items += outcome.items
    let result: Outcome
    switch outcome.result {
    case .done(let value):
      let kept = try sealSecrets(live, value, paths: row.options["secret"], ticket: ticket)
      let clean = live.secrets.scrubber().clean(kept)
      result =
        clean.canonicalBytes.count > RuntimeLimits.outcomeBytes
        ? .failed(
          kind: .effect, message: "the result is too large (limit: \(RuntimeLimits.outcomeBytes) bytes)",
          sent: flight.isOnce) : .done(clean)
    case .failed(let kind, let message, let sent):
      result = .failed(kind: kind, message: live.secrets.scrubber().clean(message), sent: sent)
    case .question(let kind, let payload):
      result = .question(kind: kind, payload: live.secrets.scrubber().clean(payload))
    }
    live.ready.append(.outcome(Ticket(ticket), result))
  }

  /// In a fork, what cannot be undone needs an approval of the fork's own (the other run may have done it). False where a
  /// question was put in its place.
  private func asksAfresh(_ live: LiveRun, _ batch: [Request]) throws(RuntimeError) -> Bool {
    guard live.record.origin != nil else { return true }
    let program = live.program.program
    for request in batch {
      guard case .effect(let number, let arguments, let answer, _) = request.wish,
        program.effects[number].isIrreversible, !(answer.map(Again.isAnswer) ?? false)
      else { continue }
      let allowing = program.gates.filter { $0.allows.contains(program.effects[number].step) }.map(\.id)
      let own = try storing { try store.decisions(live.id) } + live.unsaved.decisions
      var isFresh = false
      for stored in own {
        let decision = try Decision(bytes: stored.bytes)
        let gate = decision.gate.split(separator: ".").last.map(String.init) ?? decision.gate
        if decision.verdict == "approve", allowing.contains(gate) { isFresh = true }
      }
      if isFresh { continue }
      live.toBegin.removeAll { $0.ticket == request.ticket }
      live.ready.append(
        .outcome(
          request.ticket,
          Again.question(live, step: program.steps[request.step].label, arguments: arguments)))
      return false
    }
    return true
  }
}

/// What a fork asks before it does what cannot be undone.
enum Again {
  private static let value = "do_in_fork"

  static func question(_ live: LiveRun, step: String, arguments: PlainValue) -> Outcome {
    let from = live.record.origin?.run.description ?? ""
    return .question(
      kind: "choice",
      payload: [
        "prompt": .string(
          "This run was copied from \(from), where step '\(step)' may have been done already. It cannot be undone. Do it here?"
        ),
        "options": [["value": .string(value), "label": "Do it in this run"]],
        "show": ["arguments": arguments, "copied_from": .string(from)],
      ])
  }

  static func isAnswer(_ answer: PlainValue) -> Bool { answer["value"]?.text == value }
}
