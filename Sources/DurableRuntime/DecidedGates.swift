// What stood in front of people when they decided: not kept, but made again from inputs and journal, and held against the digest
// that the audit log has of it.
import VM
import Values

extension Engine {
  /// The gates and questions of a run that have been decided or voted on, as they stood open, by the digest of their evidence.
  /// Executes the run again without effects; changes nothing.
  package func decidedGates(_ id: RunID) throws(RuntimeError) -> [Digest: Gate] {
    let live = try open(id)
    var captured: [UInt64: [[RunRecord.Captured]]] = [:]
    var votes: [(ticket: Ticket, evidence: Digest)] = []
    for stored in try storing({ try store.decisions(id) }) {
      let decision = try Decision(bytes: stored.bytes)
      votes.append((Ticket(stored.ticket), decision.evidence))
      if !decision.captured.isEmpty { captured[stored.ticket, default: []].append(decision.captured) }
    }
    var gates: [Digest: Gate] = [:]
    func note(_ machine: Machine, _ ticket: Ticket) {
      guard let request = machine.request(ticket) else { return }
      // A ticket may have asked several questions: which of them a picture belonged to its digest says.
      for shown in [[]] + (captured[ticket.number] ?? []) {
        var open = RunRecord.OpenGate(ticket: ticket.number, openedAt: 0, expiresAt: 0)
        open.captured = shown
        let gate = Gate(
          request, run: id, program: live.program, open: open, origin: live.record.origin,
          isStopping: machine.isStopping(fiber: request.fiber), limit: nil)
        if let gate { gates[gate.evidence] = gate }
      }
    }
    let entries = try Journal.read(try storing { try store.journal(id) })
    var last = try replay(
      live, entries,
      beforeOutcome: { (machine, ticket) throws(RuntimeError) in if let ticket { note(machine, ticket) } })
    // A quorum's votes: their gate is open still, or closed without an outcome of its own (the run was cancelled, an arm beside
    // it failed), and then stood open before some other one.
    _ = last.run()
    for vote in votes where gates[vote.evidence] == nil { note(last, vote.ticket) }
    let closed = votes.filter { gates[$0.evidence] == nil }
    if !closed.isEmpty {
      _ = try replay(
        live, entries,
        beforeOutcome: { (machine, _) throws(RuntimeError) in for vote in closed { note(machine, vote.ticket) } })
    }
    return gates
  }
}
