// Executes a run again from its inputs and journal, without any effect, and holds every snapshot on the way against the hash
// that was kept. Changes nothing.
import VM
import Values

package struct Verification: Sendable {
  /// Outcomes that were consumed again, and states whose hash was reproduced.
  package var outcomes = 0
  package var states = 0
  package var last: Digest?
}

extension Engine {
  package func verify(_ id: RunID) throws(RuntimeError) -> Verification {
    try verify(try open(id), try Journal.read(try storing { try store.journal(id) }))
  }

  func verify(_ live: LiveRun, _ entries: [JournalEntry]) throws(RuntimeError) -> Verification {
    let id = live.id
    var verification = Verification()
    var machine = try replay(
      live, entries,
      atRest: { (position, machine, kept) throws(RuntimeError) in
        verification.states += 1
        let digest = live.digest(of: machine)
        if digest != kept {
          throw RuntimeError(
            .damaged, "run \(id) does not verify: after \(position) outcomes its state is \(digest), it was \(kept)")
        }
      })
    verification.outcomes = live.record.journaled
    guard !live.record.snapshot.isEmpty else { return verification }
    // The journal may go on beyond the last rest; then that state's hash is among the entries.
    if live.record.snapshotAt == live.record.journaled {
      _ = machine.run()
      let digest = live.digest(of: machine)
      let kept = Digest(of: live.record.snapshot)
      guard digest == kept else {
        throw RuntimeError(.damaged, "run \(id) does not verify: its last state is \(digest), the store has \(kept)")
      }
      verification.states += 1
      verification.last = digest
    }
    try compareEnd(of: live, machine.ending)
    return verification
  }

  /// What the record says of the end has to be what comes out.
  private func compareEnd(of live: LiveRun, _ ending: Ending?) throws(RuntimeError) {
    guard let kept = live.record.ended else { return }
    guard let ending else {
      throw RuntimeError(
        .damaged, "run \(live.id) does not verify: by its journal it has not ended, the store says \(live.status.text)")
    }
    guard ending.status == live.status else {
      throw RuntimeError(
        .damaged,
        "run \(live.id) does not verify: by its journal it is \(ending.status.text), the store says \(live.status.text)"
      )
    }
    guard ending.value.canonicalBytes == kept.value.canonicalBytes else {
      let what = if case .completed = ending { "other outputs" } else { "another error" }
      throw RuntimeError(.damaged, "run \(live.id) does not verify: its journal gives \(what) than the store has")
    }
  }

  /// A state that a run has rested in.
  package struct Rest: Sendable {
    /// How many outcomes it had consumed.
    package var outcomes: Int
    package var digest: Digest
    package var inspection: Inspection
  }

  /// The states that a run has rested in, the earliest first, from its inputs and journal. Changes nothing.
  package func rests(_ id: RunID) throws(RuntimeError) -> [Rest] {
    let live = try open(id)
    var rests: [Rest] = []
    _ = try replay(
      live, try Journal.read(try storing { try store.journal(id) }),
      atRest: { (outcomes, machine, digest) throws(RuntimeError) in
        if rests.last?.digest == digest { return }
        rests.append(Rest(outcomes: outcomes, digest: digest, inspection: machine.inspection))
      })
    return rests
  }

  /// A machine from the first day that has consumed these entries (and is to be run).
  func replay(
    _ live: LiveRun, _ entries: [JournalEntry],
    beforeOutcome: (Machine, Ticket?) throws(RuntimeError) -> Void = { (_, _) throws(RuntimeError) in },
    atRest: (Int, Machine, Digest) throws(RuntimeError) -> Void = { (_, _, _) throws(RuntimeError) in }
  ) throws(RuntimeError) -> Machine {
    var machine = try Self.machine(live.given)
    var position = 0
    for entry in entries {
      switch entry {
      case .rested(let digest):
        _ = machine.run()
        try atRest(position, machine, digest)
      case .consumed(let consumed):
        machine.run(upTo: consumed)
        try beforeOutcome(machine, { if case .outcome(let ticket, _) = consumed { ticket } else { nil } }())
        do { try machine.consume(consumed) } catch {
          throw RuntimeError(
            .damaged, "outcome \(position + 1) of run \(live.id)'s journal does not fit its state: \(error)")
        }
        position += 1
      }
    }
    return machine
  }
}

extension LiveRun {
  func digest(of machine: Machine) -> Digest {
    Digest(
      of: machine.snapshot(programDigest: program.digest.bytes, inputsDigest: inputsDigest.bytes))
  }
}
