// Law 8: the one way in which a person's word reaches a run, whatever surface it came through. Checks, then one commit with
// the decision, its audit entry and the change of state. And cancelling, which is a person's word too.
import Bytecode
import VM
import Values

/// What became of an answer.
package struct Decided: Sendable {
  package var gate: String
  package var instance: GateInstance
  /// False while a quorum still lacks votes.
  package var isSettled: Bool
  /// The same answer had been given before with the same key: nothing was done now.
  package var isRepeated: Bool
}

extension Engine {
  /// Notes an answer in a run that is in memory; the next `turn` (or `save`) makes it durable together with what follows
  /// from it. Refusals change nothing.
  package func decide(_ live: LiveRun, _ answer: Answer) throws(RuntimeError) -> Decided {
    try checkForm(answer)
    if let repeated = try repetition(live, answer) { return repeated }
    let (gate, votes, values) = try prepare(live, answer)
    let signed = try checkPasskey(gate, answer, values.plain)
    // Only now that nothing can be refused any more.
    for secret in values.secrets { live.unsaved.sealed.append(try live.secrets.learn(secret.name, secret.text)) }
    // Who types a code may type it into the comment as well.
    let scrubber = try live.secrets.scrubber(ofHolesIn: values.plain)
    let now = clock.now().milliseconds
    var decision = Decision(
      verdict: answer.verdict.rawValue, gate: gate.path, values: values.plain,
      reason: scrubber.clean(answer.reason), comment: scrubber.clean(answer.comment), by: answer.by, user: answer.user,
      surface: answer.surface, at: now,
      key: answer.key ?? "", evidence: gate.evidence, seen: answer.seen != nil, mark: answer.mark(keys))
    decision.captured = gate.captured
    record(live, gate, decision, number: votes.count)
    live.unsaved.items += answer.items
    if let signed {
      live.unsaved.audit.append(signed.event)
      live.unsaved.items += signed.items
    }
    let isSettled = settle(live, gate, votes + [decision])
    return Decided(gate: gate.path, instance: gate.instance, isSettled: isSettled, isRepeated: false)
  }

  /// Everything that is looked at before an answer counts, save the passkey: the gate, the votes on it so far, and the values.
  func prepare(
    _ live: LiveRun, _ answer: Answer
  ) throws(RuntimeError) -> (gate: Gate, votes: [Decision], values: AnswerValues) {
    guard live.ending == nil else {
      throw RuntimeError(.ended, "run \(live.id) has ended as \(live.status.text); there is nothing to decide")
    }
    let gate = try findGate(live, answer.gate)
    if answer.verdict == .approve, answer.gate == nil, answer.seen == nil, answer.key == nil {
      try checkMeant(gate, live)
    }
    let votes = try votes(live, gate)
    let now = clock.now()
    if let expiry = gate.expiresAt, expiry.milliseconds <= now.milliseconds {
      throw RuntimeError(.expired, "gate '\(gate.path)' expired at \(expiry.text)")
    }
    if let closing = gate.closesAt, closing.milliseconds <= now.milliseconds {
      throw RuntimeError(
        .expired, "gate '\(gate.path)' closed at \(closing.text), when the `timeout:` of its step was over")
    }
    // A decision is used once, also before the machine has it.
    for case .outcome(Ticket(gate.instance.ticket), _) in live.ready {
      guard let last = votes.last else {
        throw RuntimeError(.alreadyDecided, "gate '\(gate.path)' was decided already")
      }
      throw Self.decidedAlready(gate.path, last)
    }
    // Else a time of one's own choosing would revive what has expired, and the audit log had the answer before the question.
    guard now.milliseconds >= gate.openedAt.milliseconds - RuntimeLimits.clockSkewMilliseconds else {
      throw RuntimeError(
        .refusedInput,
        "gate '\(gate.path)' opened at \(gate.openedAt.text), and it is said to be \(now.text): look at the clock")
    }
    try checkPerson(gate, live, by: answer.by, votes)
    if let seen = answer.seen, seen != gate.evidence {
      throw RuntimeError(
        .stale, "gate '\(gate.path)' shows something else now than what was seen: look again before deciding")
    }
    guard answer.verdict == .approve else { return (gate, votes, AnswerValues()) }
    // (What an earlier compiler let pass. A quorum is never a smaller one than the skill says.)
    if gate.by.count > RuntimeLimits.votes {
      throw RuntimeError(
        .notAllowed,
        "gate '\(gate.path)' wants the approval of \(gate.by.count) people, and no gate takes more than "
          + "\(RuntimeLimits.votes) votes: nobody can approve it")
    }
    let first = votes.first { $0.verdict == Answer.Verdict.approve.rawValue }
    let values = try answerValues(gate, answer, agreed: first)
    if let first { try checkAgreement(live, gate, values, first) }
    return (gate, votes, values)
  }

  private func record(_ live: LiveRun, _ gate: Gate, _ decision: Decision, number: Int) {
    live.unsaved.decisions.append(
      StoredDecision(run: live.id, ticket: gate.instance.ticket, number: number, bytes: decision.bytes))
    live.unsaved.audit.append(
      AuditEvent(
        .decided, .number(Int64(gate.instance.ticket)), .text(gate.path), .text(decision.verdict),
        .text(decision.by), .text(decision.user), .text(decision.surface), .digest(gate.evidence),
        .number(decision.seen ? 1 : 0), .digest(Digest(of: decision.values.canonicalBytes)),
        .text(decision.verdict == "reject" ? decision.reason : decision.comment)))
    live.unsaved.mustFlush = true
    live.record.ledger.add(
      step: gate.step, humanDecisions: 1, humanMilliseconds: max(0, decision.at - gate.openedAt.milliseconds))
    live.unsaved.notices.append(
      .decided(live.id, instance: gate.instance.description, gate: gate.path, verdict: decision.verdict))
  }

  /// Hands the machine the decision once the votes suffice.
  private func settle(_ live: LiveRun, _ gate: Gate, _ votes: [Decision]) -> Bool {
    guard var map = DecisionMap.settle(votes, count: gate.by.count) else { return false }
    let ticket = Ticket(gate.instance.ticket)
    for case .outcome(ticket, _) in live.ready { return true }
    switch gate.kind {
    case .approve, .ask, .choose: break
    case .choice, .dialog, .inDoubt, .budget, .secrets, .again: map = DecisionMap.naming(gate.kind, map)
    }
    keepChoice(live, gate, map)
    live.ready.append(.outcome(ticket, .decided(map)))
    return true
  }

  /// Votes that others have put into the store while the run was ours.
  func collectVotes(_ live: LiveRun) throws(RuntimeError) {
    let stored = try storing { try store.decisions(live.id) }
    if stored.isEmpty { return }
    for gate in live.gates {
      var votes: [Decision] = []
      for one in stored where one.ticket == gate.instance.ticket { votes.append(try Decision(bytes: one.bytes)) }
      if !votes.isEmpty { _ = settle(live, gate, votes) }
    }
  }

  // MARK: Checks

  func checkForm(_ answer: Answer) throws(RuntimeError) {
    for (text, what, limit) in [
      (answer.comment, "the comment", RuntimeLimits.commentCharacters),
      (answer.reason, "the reason", RuntimeLimits.commentCharacters),
      (answer.by, "the person's name", RuntimeLimits.nameCharacters),
      (answer.user, "the user's name", RuntimeLimits.nameCharacters),
      (answer.key ?? "", "the idempotency key", RuntimeLimits.nameCharacters),
    ] where text.utf8.count > limit {
      throw RuntimeError(.refusedInput, "\(what) is too long (limit: \(limit) bytes)")
    }
    if answer.by.isEmpty { throw RuntimeError(.notAllowed, "a decision needs a person") }
    if let problem = PersonName.problem(answer.by, "the person's name") { throw RuntimeError(.refusedInput, problem) }
    if answer.verdict == .reject, answer.reason.allSatisfy(\.isWhitespace) {
      throw RuntimeError(
        .refusedInput, "a rejection needs a reason: it is all that others will know of it", field: "reason")
    }
  }

  /// The same key: the same answer again is the first one; a different one is refused.
  private func repetition(_ live: LiveRun, _ answer: Answer) throws(RuntimeError) -> Decided? {
    guard let key = answer.key, !key.isEmpty else { return nil }
    for stored in try storing({ try store.decisions(live.id) }) {
      let decision = try Decision(bytes: stored.bytes)
      guard decision.key == key else { continue }
      let instance = GateInstance(run: live.id, ticket: stored.ticket)
      guard decision.verdict == answer.verdict.rawValue, decision.by == answer.by,
        answer.gate.map({ $0 == decision.gate || $0 == instance.description || decision.gate.hasSuffix("." + $0) })
          ?? true, decision.mark == nil || decision.mark == answer.mark(keys)
      else {
        throw RuntimeError(.alreadyDecided, "the key '\(key)' was used for another decision of this run")
      }
      let isOpen = live.record.gates.contains { $0.ticket == stored.ticket }
      return Decided(gate: decision.gate, instance: instance, isSettled: !isOpen, isRepeated: true)
    }
    return nil
  }

  /// The gate that is meant. What is not open is told apart: decided already, or never there.
  package func findGate(_ live: LiveRun, _ name: String?) throws(RuntimeError) -> Gate {
    let open = try openGates(live)
    guard let name else {
      if open.count == 1 { return open[0] }
      if open.isEmpty {
        throw RuntimeError(
          .notPending, "run \(live.id) waits for no decision: it is \(live.status.text)")
      }
      throw RuntimeError(
        .ambiguousGate,
        "run \(live.id) waits at \(open.count) gates; say which: "
          + open.map { "\($0.path) (\($0.instance))" }.joined(separator: ", "))
    }
    let found = open.filter { $0.isNamed(name) }
    if found.count == 1 { return found[0] }
    if found.count > 1 {
      throw RuntimeError(
        .ambiguousGate,
        "gate '\(name)' is open \(found.count) times; say which: "
          + found.map { "\($0.path) (\($0.instance))" }.joined(separator: ", "))
    }
    for stored in try storing({ try store.decisions(live.id) }).reversed() {
      let decision = try Decision(bytes: stored.bytes)
      let instance = GateInstance(run: live.id, ticket: stored.ticket)
      if decision.gate == name || instance.description == name || decision.gate.hasSuffix("." + name) {
        throw Self.decidedAlready(name, decision)
      }
    }
    let waiting = open.map(\.path).joined(separator: ", ")
    throw RuntimeError(
      .noSuchGate,
      "run \(live.id) has no open gate '\(name)'" + (waiting.isEmpty ? "" : "; it waits at \(waiting)"))
  }

  private static func decidedAlready(_ gate: String, _ decision: Decision) -> RuntimeError {
    RuntimeError(
      .alreadyDecided,
      "gate '\(gate)' was decided already: \(decision.verdict) by \(decision.by) at "
        + TimestampValue(milliseconds: decision.at).text)
  }

  /// Gates that still want a decision. While a run is driven, votes may have come in that its driver has not heard of yet.
  package func openGates(_ live: LiveRun) throws(RuntimeError) -> [Gate] {
    // A run that was started with `--clock` has a time of its own, which only the commands move that go on with it.
    let now = settings.hasFixedClock ? clock.now() : live.record.clock ?? clock.now()
    let gates = live.gates.map { $0.asOf(now) }
    if gates.isEmpty || live.status != .running || live.version == nil { return gates }
    let stored = try storing { try store.decisions(live.id) }
    if stored.isEmpty { return gates }
    var open: [Gate] = []
    for gate in gates {
      var votes: [Decision] = []
      for one in stored where one.ticket == gate.instance.ticket { votes.append(try Decision(bytes: one.bytes)) }
      if DecisionMap.settle(votes, count: gate.by.count) == nil { open.append(gate) }
    }
    return open
  }

  func votes(_ live: LiveRun, _ gate: Gate) throws(RuntimeError) -> [Decision] {
    guard
      gate.by.count > 1 || live.status == .running
        || live.unsaved.decisions.contains(where: { $0.ticket == gate.instance.ticket })
    else {
      return []
    }
    var votes: [Decision] = []
    let stored = try storing { try store.decisions(live.id) } + live.unsaved.decisions
    for one in stored where one.ticket == gate.instance.ticket { votes.append(try Decision(bytes: one.bytes)) }
    guard votes.count < RuntimeLimits.votes else {
      throw RuntimeError(
        .notAllowed, "gate '\(gate.path)' has taken \(votes.count) votes (limit: \(RuntimeLimits.votes))")
    }
    return votes
  }

  private func checkPerson(_ gate: Gate, _ live: LiveRun, by person: String, _ votes: [Decision]) throws(RuntimeError) {
    if gate.by.notInitiator, live.record.isInitiator(person) {
      let deed = PersonName.areAlike(person, live.record.initiator) ? "started the run" : "made this copy of the run"
      throw RuntimeError(
        .notAllowed, "gate '\(gate.path)' must be decided by somebody other than \(person), who \(deed)")
    }
    if let vote = votes.first(where: { PersonName.areAlike($0.by, person) }) {
      throw RuntimeError(
        .alreadyDecided,
        vote.by == person
          ? "\(person) has voted on gate '\(gate.path)' already"
          : "'\(person)' can be taken for '\(vote.by)', who has voted on gate '\(gate.path)' already")
    }
    guard !gate.by.roles.isEmpty else { return }
    let people = try storing { try store.people() }
    let roles = people.first { $0.name == person }?.roles ?? []
    if gate.by.admits(roles) { return }
    let lists = gate.by.lists
    let wanted = lists.map { $0.map { "'\($0)'" }.joined(separator: " or ") }.joined(separator: ", and ")
    let lacking = lists.first { !$0.contains(where: roles.contains) } ?? gate.by.roles
    throw RuntimeError(
      .notAllowed,
      "gate '\(gate.path)' is decided by people with the role \(wanted); \(person) has "
        + (roles.isEmpty ? "none" : roles.map { "'\($0)'" }.joined(separator: ", "))
        + " (`twin user add \(person)\((roles + [lacking[0]]).map { " --role \($0)" }.joined())`)")
  }

  // MARK: From outside

  /// A run to be looked at: as `open`, with what whoever drives it has opened and begun since the last outcome. That it is
  /// there says how far it has come, so that it is followed to there and nobody computes what its driver is still at.
  package func look(_ id: RunID) throws(RuntimeError) -> LiveRun { try look(try stored(id)) }

  package func look(_ stored: StoredRun) throws(RuntimeError) -> LiveRun {
    let live = try open(stored)
    let known = Set(live.machine.requests.map(\.ticket.number))
    let opened = live.record.gates.map(\.ticket) + live.record.intents
    if !opened.allSatisfy(known.contains) { catchUp(live) }
    return live
  }

  /// A run that another process is driving waits by now for what its machine comes to by itself: gates may have opened since
  /// the last outcome.
  package func catchUp(_ live: LiveRun) {
    guard live.isDue, live.ending == nil, !live.isQueued else { return }
    _ = live.machine.run()
    live.isDue = false
    live.ending = live.machine.ending
  }

  /// What somebody has just said (`decide`, `cancel`) in a run that another process is driving: into the store, where its driver
  /// finds it. Throws `busy` where the driver has moved the run on since it was opened.
  package func leaveWord(_ live: LiveRun) throws(RuntimeError) {
    // Only the word travels; what follows from it is the driver's affair.
    live.ready = []
    if !live.unsaved.isEmpty { try save(live, flush: true) }
  }

  /// Asks a run to stop; `finally` blocks still run.
  package func cancel(_ live: LiveRun, by: String, user: String, surface: String, reason: String) throws(RuntimeError) {
    guard live.ending == nil else {
      throw RuntimeError(.ended, "run \(live.id) has ended as \(live.status.text)")
    }
    if live.record.cancelBy != nil {
      throw RuntimeError(.alreadyDecided, "run \(live.id) is being cancelled already")
    }
    try leaveQueue(live)
    live.record.cancelBy = by
    live.record.cancelReason = reason
    live.unsaved.audit.append(
      AuditEvent(.cancelled, .text(by), .text(user), .text(surface), .text(reason)))
    live.unsaved.mustFlush = true
    interrupt(live, .cancelled, reason.isEmpty ? "cancelled by \(by)" : reason)
  }
}
