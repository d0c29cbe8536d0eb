// A gate that opens: what was captured for those who decide it, its row and timers, its entry in the audit log; and where a policy or
// an earlier answer decides it, that.
import Bytecode
import VM
import Values

extension Engine {
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
  func hasPages(_ live: LiveRun) -> Bool {
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
}
