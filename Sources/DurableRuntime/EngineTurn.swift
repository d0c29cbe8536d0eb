// One turn of a run: run the machine, look at what it waits for, hand it what is there already, and say what has to be done
// in the world. What comes back from the world arrives here too.
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
        let request = live.asked.first(where: { $0.ticket == ticket })
      {
        live.record.ledger.decided(step: request.step, .withdrawn)
      }
      closeGate(live, ticket.number)
      live.toBegin.removeAll { $0.ticket == ticket }
      live.held.removeAll { $0.ticket == ticket }
      live.toCapture.removeAll { $0.request.ticket == ticket }
    }
  }

  /// Removes a gate or timer and its rows.
  func closeGate(_ live: LiveRun, _ ticket: UInt64) {
    if let index = live.record.gates.firstIndex(where: { $0.ticket == ticket }) {
      let gate = live.record.gates.remove(at: index)
      live.unsaved.timersRemoved.append(
        RunTimer(due: Self.expireDue(gate), run: live.id, ticket: ticket, kind: .expire))
    }
    for alarm in live.record.timers where alarm.ticket == ticket {
      live.unsaved.timersRemoved.append(RunTimer(due: alarm.due, run: live.id, ticket: ticket, kind: alarm.kind))
    }
    live.record.timers.removeAll { $0.ticket == ticket }
  }

  /// A gate without expiry has a row too, so that everything that waits can be found by its timers.
  static func expireDue(_ gate: RunRecord.OpenGate) -> Int64 { gate.expiresAt == 0 ? .max : gate.expiresAt }

  // MARK: What is waited for

  /// After a crash or a rest: everything that is open is looked at afresh.
  func recover(_ live: LiveRun) {
    if live.machine.hasOnly(tickets: { isOnItsWay($0.number, live) }) { return }
    reconcile(live, live.machine.requests)
  }

  /// Sees to it that each of these requests is on its way: gates open, timers set, effects about to begin.
  func reconcile(_ live: LiveRun, _ requests: [Request]) {
    for request in requests {
      let ticket = request.ticket.number
      if isOnItsWay(ticket, live) { continue }
      switch request.wish {
      case .timer(let length):
        let nanoseconds = Int64(clamping: length.totalNanoseconds)
        setWait(live, ticket, due: clock.now().adding(nanoseconds: max(0, nanoseconds)).millisecondsRoundedUp)
      case .timerUntil(let time): setWait(live, ticket, due: time.millisecondsRoundedUp)
      case .effect(let row, _, let answer, let inDoubt) where live.machine.isStopping(fiber: request.fiber):
        let row = live.program.program.effects[row]
        live.ready.append(
          .outcome(request.ticket, lastWord(live, request, row: row, answer: answer, inDoubt: inDoubt)))
      case .effect(let row, _, let answer, let inDoubt):
        effect(live, request, row: row, answer: answer, inDoubt: inDoubt)
      case .gate(let number, let payload):
        if captureNames(payload).isEmpty, !hasPages(live) {
          openGate(live, request, row: live.program.program.gates[number].options, payload: payload, captured: [])
        } else {
          live.toCapture.append(LiveRun.Capture(request: request))
        }
      case .question(_, _, let payload):
        openGate(live, request, row: .map([]), payload: payload, captured: [])
      case .budget: openGate(live, request, row: .map([]), payload: .map([]), captured: [])
      }
    }
  }

  private func isOnItsWay(_ ticket: UInt64, _ live: LiveRun) -> Bool {
    live.inFlight[ticket] != nil || live.record.gates.contains { $0.ticket == ticket }
  }

  private func captureNames(_ payload: PlainValue) -> [String] {
    payload["capture"]?.entries?.compactMap(\.key.text) ?? []
  }

  private func setWait(_ live: LiveRun, _ ticket: UInt64, due: Int64) {
    if live.record.timers.contains(where: { $0.ticket == ticket }) { return }
    if due <= clock.now().milliseconds {
      live.ready.append(.outcome(Ticket(ticket), .done(.null)))
      return
    }
    setAlarm(live, ticket, .wake, due: due)
  }

  func setAlarm(_ live: LiveRun, _ ticket: UInt64, _ kind: TimerKind, due: Int64) {
    let due = min(due, TimestampValue.moments.upperBound)
    live.record.timers.append(RunRecord.Alarm(ticket: ticket, kind: kind, due: due))
    live.unsaved.timersAdded.append(RunTimer(due: due, run: live.id, ticket: ticket, kind: kind))
  }

  private func effect(_ live: LiveRun, _ request: Request, row number: Int, answer: PlainValue?, inDoubt: Bool) {
    let row = live.program.program.effects[number]
    let ticket = request.ticket
    if inDoubt, !(answer.map(InDoubt.isAnswer) ?? false) {
      live.ready.append(.outcome(ticket, InDoubt.question(live, request)))
      return
    }
    if let answer, let outcome = InDoubt.outcome(of: answer) {
      // A person said what happened. (That it did not happen is no outcome: the effect is done as if for the first time.)
      live.ready.append(.outcome(ticket, outcome))
      return
    }
    if live.record.intents.contains(ticket.number) {
      // Begun in an earlier life and never heard of again (law 6).
      live.ready.append(
        .outcome(ticket, row.probe != nil ? .inDoubt : InDoubt.question(live, request)))
      return
    }
    switch row.kind {
    case "now": live.ready.append(.outcome(ticket, .done(.timestamp(clock.now()))))
    case "random": live.ready.append(.outcome(ticket, .done(.double(drawDouble(live, ticket.number)))))
    default: live.toBegin.append(request)
    }
  }

  /// Uniform in [0, 1). With a seed it depends on the run's seed and the ticket alone, in whatever process.
  private func drawDouble(_ live: LiveRun, _ ticket: UInt64) -> Double {
    let bits: UInt64
    if let seed = live.record.seed {
      var mixed = SeededRandom.mix(seed &+ ticket &* 0x9E37_79B9_7F4A_7C15)
      mixed = SeededRandom.mix(mixed)
      bits = mixed
    } else {
      bits = random.next()
    }
    return Double(bits >> 11) * 0x1p-53
  }

  /// A gate opens: its row, its timers, its entry in the audit log; and where a policy decides it, that.
  func openGate(
    _ live: LiveRun, _ request: Request, row: PlainValue, payload: PlainValue, captured: [CapturedEvidence]
  ) {
    let now = clock.now()
    let ticket = request.ticket.number
    let isQuestion: Bool
    switch request.wish {
    case .question, .budget: isQuestion = true
    case .effect, .gate, .timer, .timerUntil: isQuestion = false
    }
    let length = Gate.expiry(
      payload: payload, row: row, defaults: live.program.program.manifest.options["gates"],
      otherwise: isQuestion ? settings.questionExpires : nil)
    var open = RunRecord.OpenGate(
      ticket: ticket, openedAt: now.milliseconds,
      expiresAt: length.map { TimestampValue.moment(now.milliseconds, after: $0) } ?? 0)
    let scrubber = live.secrets.scrubber()
    let names = captureNames(payload)
    for one in captured {
      let content = StoredContent(
        one.mediaType.hasPrefix("text/") || one.mediaType == "application/json"
          ? Array(scrubber.clean(String(decoding: one.bytes, as: UTF8.self)).utf8) : one.bytes)
      live.unsaved.contents.append(content)
      open.captured.append(
        RunRecord.Captured(
          name: one.name == "screenshot" ? names.first ?? one.name : one.name, mediaType: one.mediaType,
          digest: content.digest))
    }
    live.record.gates.append(open)
    guard let gate = live.gate(request) else { preconditionFailure("a gate's request makes a gate") }
    live.unsaved.audit.append(
      AuditEvent(
        .gate, .number(Int64(ticket)), .text(gate.path), .digest(gate.evidence), .moment(open.expiresAt)))
    // A policy that leaves a field without a value decides nothing.
    if let policy = gate.policy, let values = try? assumed(gate) {
      live.record.gates.removeAll { $0.ticket == ticket }
      let expression = policy["expression"]?.text ?? Gate.words(policy)
      live.unsaved.audit.append(
        AuditEvent(
          .ruled, .number(Int64(ticket)), .text(gate.path), .digest(gate.evidence), .text(expression),
          .text(Self.spelled(policy["values"] ?? .map([])))))
      live.unsaved.mustFlush = true
      live.ready.append(
        .outcome(request.ticket, .decided(DecisionMap.make(approved: true, by: ["policy"], at: now, values: values))))
      return
    }
    if answerFromMemory(live, gate, request) {
      live.record.gates.removeAll { $0.ticket == ticket }
      return
    }
    live.unsaved.timersAdded.append(
      RunTimer(due: Self.expireDue(open), run: live.id, ticket: ticket, kind: .expire))
    setReminders(live, gate, open)
    live.unsaved.notices.append(
      .gateOpened(live.id, instance: gate.instance.description, gate: gate.path, prompt: gate.prompt))
  }

  /// What a policy looked at, for the record: `row.amount = 12.50, inputs.limit = 50`. Secrets are holes.
  private static func spelled(_ values: PlainValue) -> String {
    let parts = (values.entries ?? []).map { "\(Gate.words($0.key)) = \(Gate.words($0.value))" }
    return String(parts.joined(separator: ", ").prefix(RuntimeLimits.policyValues))
  }

  /// Whether a gate of this run may have a page to show.
  private func hasPages(_ live: LiveRun) -> Bool {
    !settings.browserKinds.isEmpty && live.program.program.effects.contains { settings.browserKinds.contains($0.kind) }
  }

  /// What a gate that is about to open wants to be captured.
  package func evidenceRequest(_ live: LiveRun, ticket: UInt64) -> EvidenceRequest {
    var request = EvidenceRequest(run: live.id, gate: ticket)
    guard let waiting = live.toCapture.first(where: { $0.request.ticket.number == ticket })?.request,
      case .gate(_, let payload) = waiting.wish
    else { return request }
    let program = live.program.program
    let function = Int(program.steps[waiting.step].function)
    request.skill = program.functions[function].name
    request.permissions = function == 0 ? program.manifest.permissions : program.functions[function].permissions
    request.artifacts = artifacts(of: live.id)
    request.folder = live.record.folder
    request.capture = captureNames(payload)
    request.prompt = payload["prompt"].map(Gate.words) ?? ""
    request.show = payload["show"] ?? .map([])
    request.allowed = payload["allowed"] ?? .list([])
    return request
  }

  /// Whether what the performer kept was found as it was left, for the audit log.
  package func noteSession(_ live: LiveRun, _ how: SessionReturn) {
    live.unsaved.audit.append(AuditEvent(.session, .text(how.rawValue)))
  }

  /// The performer has captured what a gate shows.
  package func captured(_ live: LiveRun, ticket: UInt64, _ evidence: [CapturedEvidence]) {
    guard let index = live.toCapture.firstIndex(where: { $0.request.ticket.number == ticket }) else { return }
    let request = live.toCapture.remove(at: index).request
    guard case .gate(let number, let payload) = request.wish else { return }
    openGate(
      live, request, row: live.program.program.gates[number].options, payload: payload, captured: evidence)
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

  // MARK: Resting and ending

  /// Nothing but people and timers are waited for: one commit, after which nothing is held. False where the store had news.
  private func rest(_ live: LiveRun) throws(RuntimeError) -> Bool {
    if live.status == .running {
      live.move(live.record.gates.isEmpty ? .wait : .gate)
      live.hasRestedHere = true
    }
    settleTime(live)
    if live.unsaved.isEmpty, live.version != nil, live.lease == nil { return true }
    takeSnapshot(live)
    letGo(live)
    live.unsaved.notices.append(.status(live.id, live.status))
    try write(live, .resting(live.status))
    return live.ready.isEmpty
  }

  /// As it was before it came to rest.
  func stayAwake(_ live: LiveRun) throws(RuntimeError) {
    guard live.status != .running else { return }
    live.stayAwake()
    try hold(live)
  }

  /// The commit that `turn` comes to.
  func write(_ live: LiveRun, _ turn: Turn) throws(RuntimeError) {
    live.unwritten = turn
    try save(live, flush: true)
    live.unwritten = nil
  }

  private func settleTime(_ live: LiveRun) {
    live.record.spent = spent(live)
    live.drivenSince = nil
    if live.record.clock != nil { live.record.clock = clock.now() }
  }

  private func takeSnapshot(_ live: LiveRun) {
    live.record.snapshot = live.snapshot()
    live.record.snapshotAt = live.record.journaled + live.unsaved.consumed
    live.restedState = live.record.snapshot
  }

  /// The run wants an effect that is not to be done here: saved for whoever resumes it. Nil where its commit has taken in what
  /// another process left, and it goes on.
  private func leave(_ live: LiveRun) throws(RuntimeError) -> Turn? {
    settleTime(live)
    // Nobody is at it: with a gate open it waits for people, whatever else there is to do.
    let isAsking = live.status == .running && !live.record.gates.isEmpty
    if isAsking { live.move(.gate) }
    if !live.unsaved.isEmpty || live.version == nil || isAsking {
      takeSnapshot(live)
      letGo(live)
      offer(live)
      try write(live, .resting(live.status))
      guard live.ready.isEmpty else { return nil }
    }
    return .resting(live.status)
  }

  /// A row says that somebody is to go on with it, from now on.
  private func offer(_ live: LiveRun) {
    let lease = Lease(owner: Lease.nobody, until: leaseClock.now().milliseconds)
    live.lease = lease
    live.unsaved.timersAdded.append(RunTimer(due: lease.until, run: live.id, ticket: 0, kind: .lease))
  }

  private func finish(_ live: LiveRun, _ ending: Ending) throws(RuntimeError) -> Turn {
    if live.status.isEnded { return .ended(live.status) }
    try leaveLane(live)
    switch ending.status {
    case .completed: live.move(.complete)
    case .rejected: live.move(.reject)
    case .cancelled: live.move(.cancel)
    case .running, .awaitingApproval, .waiting, .failed: live.move(.fail)
    }
    settleTime(live)
    takeSnapshot(live)
    live.record.intents = []
    for gate in live.record.gates { closeGate(live, gate.ticket) }
    for alarm in live.record.timers { closeGate(live, alarm.ticket) }
    live.record.ended = RunRecord.Ended(at: clock.now(), value: ending.value)
    live.unsaved.audit.append(
      AuditEvent(.ended, .text(live.status.text), .digest(Digest(of: live.record.snapshot))))
    // What its pages leave (a video) is still to be kept: until then the run is ours.
    if hasPages(live) { try hold(live) } else { letGo(live) }
    live.unsaved.notices.append(.status(live.id, live.status))
    try write(live, .ended(live.status))
    return .ended(live.status)
  }
}

extension Ending {
  /// As it is kept: the outputs, or the error.
  var value: PlainValue {
    switch self {
    case .completed(let outputs): outputs
    case .failed(let error): .error(error)
    }
  }

  /// What it makes of a run.
  var status: RunStatus {
    switch self {
    case .completed: .completed
    case .failed(let error):
      switch error.kind {
      case .rejected: .rejected
      case .cancelled: .cancelled
      case .expression, .fail, .assert, .effect, .timeout, .permission, .input, .budget: .failed
      }
    }
  }
}

extension Gate {
  static func key(_ value: PlainValue?) -> String? {
    guard let value else { return nil }
    if case .null = value { return nil }
    let text = words(value)
    return text.isEmpty ? nil : text
  }
}

extension TimestampValue {
  func adding(nanoseconds: Int64) -> TimestampValue {
    let sum = Int64(self.nanoseconds) + nanoseconds % 1_000_000_000
    let carry = sum >= 1_000_000_000 ? 1 : 0
    return TimestampValue(
      seconds: seconds.addingReportingOverflow(nanoseconds / 1_000_000_000 + Int64(carry)).partialValue,
      nanoseconds: Int32(sum - Int64(carry) * 1_000_000_000))
  }
}
