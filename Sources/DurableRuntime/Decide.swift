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
    let first = votes.first { $0.verdict == Answer.Verdict.approve.rawValue }
    let values = try answerValues(gate, answer, agreed: first)
    if let first { try checkAgreement(live, gate, values, first) }
    return (gate, votes, values)
  }

  /// After another approval, one that names neither gate nor what was seen may be that one sent again: it would let happen what
  /// nobody has looked at. (To be asked by whoever finds the gate for such an approval.)
  package func checkMeant(_ gate: Gate, _ live: LiveRun) throws(RuntimeError) {
    guard gate.allowsEffects, let before = try approvedBefore(live, gate) else { return }
    throw RuntimeError(
      .ambiguousGate,
      "gate '\(gate.path)' of run \(live.id) \(before): name the gate (\(gate.instance)) or what was seen")
  }

  /// What was approved before this gate was come to, so that an approval which names nothing may be meant for that; nil: nothing.
  /// Said of the gate.
  package func approvedBefore(_ live: LiveRun, _ gate: Gate) throws(RuntimeError) -> String? {
    let counts = live.machine.stepCounts
    let times = counts.indices.contains(gate.step) ? counts[gate.step] : 0
    if times > 1 { return "is asked for the \(Gate.ordinal(times)) time" }
    let approvals = Set(live.program.program.gates.lazy.filter { $0.kind == .approve }.map(\.id))
    for stored in try storing({ try store.decisions(live.id) }) + live.unsaved.decisions
    where stored.ticket != gate.instance.ticket {
      let decision = try Decision(bytes: stored.bytes)
      let id = decision.gate.split(separator: ".").last.map(String.init) ?? decision.gate
      guard decision.verdict == Answer.Verdict.approve.rawValue, approvals.contains(id) else { continue }
      return "is asked after '\(decision.gate)' was approved"
    }
    return nil
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
    let now = clock.now()
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

  // MARK: Values

  /// An answer's values with holes where secrets stand, and what belongs into the holes.
  struct AnswerValues {
    var plain: PlainValue = .map([])
    var secrets: [(name: String, text: String)] = []
  }

  /// Checks the fields, finds the chosen option. `agreed`: the first approval of a quorum. Who comes later says the same; left
  /// out may be what stands as the gate began, and secrets, which nobody can see.
  private func answerValues(_ gate: Gate, _ answer: Answer, agreed: Decision?) throws(RuntimeError) -> AnswerValues {
    var values: [PlainEntry] = []
    for entry in answer.input {
      let name = Gate.words(entry.key)
      guard gate.form.contains(where: { $0.name == name }) else {
        let known = gate.form.map { "'\($0.name)'" }.joined(separator: ", ")
        throw RuntimeError(
          .refusedInput,
          "gate '\(gate.path)' has no field '\(name)'" + (known.isEmpty ? "" : "; it asks for \(known)"), field: name)
      }
    }
    var fresh: [(name: String, text: String)] = []
    for field in gate.form {
      var given = answer.input.last { $0.key.text == field.name }?.value
      if answer.inputIsText, let text = given?.text {
        given = try FieldCheck.read(text, schema: field.schema, field: field.name, isSecret: field.holdsSecret)
      }
      if given == nil, let agreed {
        guard let earlier = agreed.values[field.name] else { continue }
        if !field.isSecret, earlier != (field.start ?? field.schema["default"]) {
          throw disagreement(gate, field.name, earlier, agreed)
        }
        values.append(PlainEntry(key: .string(field.name), value: earlier))
        continue
      }
      guard let value = given ?? field.start ?? field.schema["default"] else {
        if !field.isRequired { continue }
        throw RuntimeError(
          .refusedInput, "gate '\(gate.path)' needs the field '\(field.name)'", field: field.name)
      }
      let checked = try FieldCheck.check(
        value, try FieldCheck.schema(field.schema, field: field.name), field: field.name, isSecret: field.holdsSecret)
      if field.isSecret {
        let name = field.hole ?? "gate:\(gate.instance.ticket)/\(field.name)"
        fresh.append((name, Gate.words(checked)))
        values.append(PlainEntry(key: .string(field.name), value: .secret(SecretText(parts: [.hole(name)]))))
      } else if let seals = field.seals, checked != .null {
        let sealed = seals.seal(checked, hole: "gate:\(gate.instance.ticket)/\(field.name)/")
        if let refusal = sealed.refusal {
          throw RuntimeError(.refusedInput, "'\(field.name)' cannot be taken: \(refusal)", field: field.name)
        }
        fresh += sealed.secrets
        let scrubber = Scrubber(Dictionary(sealed.secrets.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 }))
        values.append(PlainEntry(key: .string(field.name), value: scrubber.clean(sealed.value)))
      } else {
        values.append(PlainEntry(key: .string(field.name), value: checked))
      }
    }
    clean(&values, of: gate, fresh)
    if answer.choice == nil, let agreed, let earlier = agreed.values["value"], !gate.options.isEmpty {
      throw disagreement(gate, "value", earlier, agreed)
    }
    if let chosen = try choice(gate, answer.choice, isText: answer.choiceIsText) {
      values.append(PlainEntry(key: "value", value: chosen["value"] ?? .null))
      values.append(PlainEntry(key: "label", value: chosen["label"] ?? .null))
      for name in chosen["needs"]?.elements?.compactMap(\.text) ?? []
      where !values.contains(where: { $0.key.text == name }) {
        throw RuntimeError(
          .refusedInput,
          "gate '\(gate.path)' needs the field '\(name)' with the choice '\(Gate.words(chosen["value"] ?? .null))': later steps read it",
          field: name)
      }
    }
    return AnswerValues(plain: .map(values), secrets: fresh)
  }

  /// A text field beside a secret one may hold its text too, by a slip. (A number is no slip, and one of several words is that word.)
  private func clean(_ values: inout [PlainEntry], of gate: Gate, _ secrets: [(name: String, text: String)]) {
    if secrets.isEmpty { return }
    let scrubber = Scrubber(Dictionary(secrets.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 }))
    for index in values.indices {
      let field = gate.form.first { .string($0.name) == values[index].key }
      if case .string(let text) = values[index].value, field?.schema["enum"] == nil {
        values[index].value = .string(scrubber.clean(text))
      }
    }
  }

  /// What is taken for the answer where nobody gave one in time: the values of an approval, held against the form as a person's
  /// are; nil with the reason for a rejection. What does not fit rejects: a gate fails closed.
  func silence(at gate: Gate) -> (values: PlainValue?, reason: String) {
    let late = "nobody decided gate '\(gate.path)' in time"
    guard gate.approvesOnExpiry else { return (nil, gate.expiryReason ?? late) }
    do throws(RuntimeError) {
      return (try assumed(gate, input: gate.expiryAnswer?["input"], choice: gate.expiryAnswer?["choose"]), "")
    } catch {
      return (nil, "\(late), and what the skill gives for that does not fit: \(error.message)")
    }
  }

  /// The values of an approval that no person gives: fields that are not given are as they stand. A secret is never assumed.
  func assumed(_ gate: Gate, input: PlainValue? = nil, choice: PlainValue? = nil) throws(RuntimeError) -> PlainValue {
    var answer = Answer(.approve, by: "policy", user: "", surface: "")
    answer.input = input?.entries ?? []
    answer.choice = choice
    let values = try answerValues(gate, answer, agreed: nil)
    if let secret = values.secrets.first {
      throw RuntimeError(.refusedInput, "only a person can give the secret '\(secret.name)'")
    }
    return values.plain
  }

  /// By value, else by what the value looks like as text, else by label, else by number. `isText`: it was typed, so that it may
  /// mean any value that looks like it.
  private func choice(_ gate: Gate, _ choice: PlainValue?, isText: Bool) throws(RuntimeError) -> PlainValue? {
    if gate.options.isEmpty {
      if choice != nil { throw RuntimeError(.refusedInput, "gate '\(gate.path)' has no options to choose from") }
      return nil
    }
    let labels = gate.options.map { option in
      let (value, label) = (Gate.words(option["value"] ?? .null), Gate.words(option["label"] ?? .null))
      return value == label || label.isEmpty ? value : "\(value) (\(label))"
    }.joined(separator: ", ")
    guard let choice else {
      throw RuntimeError(.refusedInput, "gate '\(gate.path)' needs a choice: \(labels)", field: "value")
    }
    let text = Gate.words(choice)
    if let found = gate.options.first(where: { $0["value"] == choice }) {
      guard isText else { return found }
      let alike = gate.options.filter { Gate.words($0["value"] ?? .null) == text }
      if alike.allSatisfy({ $0["value"] == choice }) { return found }
      let labels = alike.map { Gate.words($0["label"] ?? .null) }.joined(separator: ", ")
      throw RuntimeError(
        .refusedInput,
        "'\(text)' means \(alike.count) of the options of gate '\(gate.path)': say which label, \(labels) (or the text in quotes)",
        field: "value")
    }
    if isText, text.first == "\"", let quoted = try? PlainValue(json: Array(text.utf8)),
      let found = gate.options.first(where: { $0["value"] == quoted })
    {
      return found
    }
    for key in ["value", "label"] {
      let matching = gate.options.filter { Gate.words($0[key] ?? .null) == text }
      if matching.count == 1 { return matching[0] }
      if matching.count > 1 {
        let values = matching.map { Gate.words($0["value"] ?? .null) }.joined(separator: ", ")
        throw RuntimeError(
          .refusedInput,
          "'\(text)' means \(matching.count) of the options of gate '\(gate.path)': say which value, \(values)",
          field: "value")
      }
    }
    // By its number in the list, where that is no value of another.
    if let number = Int(text), gate.options.indices.contains(number - 1),
      gate.options.allSatisfy({ Int(Gate.words($0["value"] ?? .null)) == nil })
    {
      return gate.options[number - 1]
    }
    throw RuntimeError(
      .refusedInput, "'\(text)' is not among the options of gate '\(gate.path)': \(labels)", field: "value")
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
