// A run as a file: program, inputs, journal and state, with SHA-256 and the signature of the store it came from. One changed
// byte, and it is refused. Secrets are not in it: whoever imports is asked for them again.
import Bytecode
import Crypto
import VM
import Values

package struct RunContainer: Sendable {
  package var run: RunID
  package var program: LoadedProgram
  package var inputs: [UInt8]
  package var record: RunRecord
  package var journal: [UInt8]
  /// The public key whose owner signed it; set by reading.
  package private(set) var signer: [UInt8] = []

  /// The store that signed it, as its checkpoints name it.
  package var signerName: String { "twin/" + Digest(of: signer).description.prefix(16) }
  /// Whether it is signed by that key (as `twin audit export` writes it: `name+hash+base64`).
  package func isSigned(by verifierKey: String) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: signer) else { return false }
    return Checkpoint.verifierKey(origin: signerName, key: key) == verifierKey
  }

  private static let magic = Array("TWINRUN\u{1}".utf8)

  init(run: RunID, program: LoadedProgram, inputs: [UInt8], record: RunRecord, journal: [UInt8]) {
    self.run = run
    self.program = program
    self.inputs = inputs
    self.record = record
    self.journal = journal
  }

  /// magic ‖ body ‖ SHA-256(magic ‖ body) ‖ public key ‖ signature of the hash and the key.
  func bytes(signedBy keys: StoreKeys) throws(RuntimeError) -> [UInt8] {
    var out = CanonicalWriter()
    out.raw(Self.magic)
    out.varint(run.number)
    out.data(program.bytes)
    out.data(inputs)
    out.data(record.bytes(id: run, digests: []))
    out.data(journal)
    let key = Array(keys.signing.publicKey.rawRepresentation)
    let hash = Digest(of: out.bytes).bytes
    out.raw(hash)
    out.raw(key)
    do { out.raw(Array(try keys.signing.signature(for: hash + key))) } catch {
      throw RuntimeError(.keyMissing, "the container could not be signed: \(error)")
    }
    return out.bytes
  }

  package init(bytes: [UInt8]) throws(RuntimeError) {
    guard bytes.count <= RuntimeLimits.containerBytes else {
      throw RuntimeError(.refusedInput, "the file is too large (limit: \(RuntimeLimits.containerBytes) bytes)")
    }
    guard bytes.count > Self.magic.count + 128, bytes.starts(with: Self.magic) else {
      throw RuntimeError(.damaged, "this is not an exported run")
    }
    let end = bytes.count - 128
    let hash = Array(bytes[end..<end + 32])
    let key = Array(bytes[end + 32..<end + 64])
    let signature = Array(bytes[(end + 64)...])
    guard Digest(of: Array(bytes[..<end])).bytes == hash else {
      throw RuntimeError(.damaged, "the exported run was changed: its SHA-256 is not the one it carries")
    }
    guard let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: key),
      publicKey.isValidSignature(signature, for: hash + key)
    else { throw RuntimeError(.damaged, "the exported run's signature is not valid") }
    do {
      var reader = CanonicalReader(bytes.span.extracting(Self.magic.count..<end))
      run = try reader.run()
      program = try LoadedProgram(bytes: try reader.data())
      inputs = try reader.data()
      record = try RunRecord(bytes: try reader.data(), id: run)
      journal = try reader.data()
      try reader.end()
    } catch let error as RuntimeError { throw error } catch {
      throw RuntimeError(.damaged, "the exported run is damaged \(error)")
    }
    signer = key
  }
}

extension Engine {
  /// A run that rests, as a file.
  package func export(_ id: RunID) throws(RuntimeError) -> [UInt8] {
    let stored = try stored(id)
    guard stored.status != .running else {
      throw RuntimeError(
        .busy, "run \(id) is running; a run is exported while it rests at a gate or wait, or when it has ended")
    }
    let live = try open(stored)
    var record = live.record
    record.cancelBy = nil
    // Another machine has other folders.
    record.folder = nil
    let container = RunContainer(
      run: id, program: live.program, inputs: live.inputs, record: record,
      journal: try storing { try store.journal(id) })
    return try container.bytes(signedBy: keys)
  }

  /// A container's run in memory, to look at.
  package func open(_ container: RunContainer) throws(RuntimeError) -> LiveRun {
    let status: RunStatus = container.record.ended == nil ? .running : .completed
    let live = try make(
      container.run, container.program, inputs: container.inputs, record: container.record, version: nil,
      status: status,
      secrets: RunSecrets(
        run: container.run, vault: vault, declared: container.program.program.manifest.secrets, isNew: false))
    live.ending = live.machine.ending
    live.isDue = false
    return live
  }

  /// Takes a run in from a file: under its own id, or, where that is taken, under a new one. It rests as it did.
  package func `import`(_ container: RunContainer, by person: String) throws(RuntimeError) -> LiveRun {
    guard container.record.ended == nil, !container.record.snapshot.isEmpty else {
      throw RuntimeError(.ended, "the exported run has ended: there is nothing to go on with")
    }
    let entries = try Journal.read(container.journal)
    let consumed = entries.count { if case .consumed = $0 { true } else { false } }
    guard consumed == container.record.journaled, consumed == container.record.snapshotAt else {
      throw RuntimeError(
        .damaged,
        "the exported run's journal has \(consumed) entries, its record says \(container.record.journaled), and its state was "
          + "kept after \(container.record.snapshotAt)")
    }
    // Anybody can sign a file with a key of their own: what it says of the run's state has to come out of its journal.
    _ = try verify(try open(container), entries)
    let isTaken = try storing { try store.run(container.run) } != nil
    let id = isTaken ? drawID() : container.run
    var record = container.record
    record.add(copier: person)
    if isTaken { record.snapshot = [] }
    let live = try copy(
      container.program, id: id, inputs: container.inputs, record: record,
      origin: RunRecord.Origin(how: .imported, run: container.record.origin?.run ?? container.run))
    if isTaken {
      live.unsaved.sealed += try live.secrets.inherit(from: container.run)
      try rename(live, entries, after: consumed)
    } else {
      live.unsaved.journal.raw(container.journal)
      live.unsaved.consumed = consumed
    }
    live.unsaved.audit.append(
      AuditEvent(
        .imported, .text(person), .run(container.run), .digest(Digest(of: container.record.snapshot))))
    try settleCopy(live)
    return live
  }

  /// Another run that stands where `id` stood when it came to a gate, with everything before it and nothing after.
  package func fork(_ id: RunID, at gate: String?, by person: String) throws(RuntimeError) -> LiveRun {
    let parent = try look(id)
    let entries = try Journal.read(try storing { try store.journal(id) })
    // Whoever drives it may have written more since.
    let consumed = entries.count { if case .consumed = $0 { true } else { false } }
    guard consumed >= parent.record.journaled else {
      throw RuntimeError(
        .damaged, "the journal of run \(id) has \(consumed) entries, its record says \(parent.record.journaled)")
    }
    let (position, name) = try find(gate, parent, entries)
    var record = RunRecord(startedAt: parent.record.startedAt, initiator: parent.record.initiator)
    record.copiers = parent.record.copiers
    record.add(copier: person)
    record.seed = parent.record.seed
    record.isRehearsal = parent.record.isRehearsal
    record.folder = parent.record.folder
    let live = try copy(
      parent.program, id: drawID(), inputs: parent.inputs, record: record,
      origin: RunRecord.Origin(how: .fork, run: parent.record.origin?.run ?? id))
    live.unsaved.sealed += try live.secrets.inherit(from: id)
    if position == parent.record.journaled {
      // What the run is doing beside its gate is not simply done again (law 6). What cannot be undone is asked about as such.
      live.record.intents = parent.record.intents.filter { ticket in
        guard case .effect(let row, _, _, _)? = parent.machine.request(Ticket(ticket))?.wish else { return false }
        return !parent.program.program.effects[row].isIrreversible
      }
    }
    try rename(live, entries, after: position)
    live.unsaved.audit.append(AuditEvent(.forked, .text(person), .run(id), .text(name)))
    try settleCopy(live)
    return live
  }

  private func copy(
    _ program: LoadedProgram, id: RunID, inputs: [UInt8], record: RunRecord, origin: RunRecord.Origin
  ) throws(RuntimeError) -> LiveRun {
    try keep(program)
    var record = record
    record.origin = origin
    record.journaled = 0
    let timers = record.timers
    record.gates = []
    record.timers = []
    record.intents = []
    record.attempts = []
    record.approvals = []
    let live = try make(
      id, program, inputs: inputs, record: record, version: nil, status: .running,
      secrets: RunSecrets(run: id, vault: vault, declared: program.program.manifest.secrets, isNew: true))
    live.isDue = false
    // Waits keep their end; gates open anew, with their full time.
    for timer in timers where timer.kind == .wake { setAlarm(live, timer.ticket, .wake, due: timer.due) }
    return live
  }

  /// A copy goes on under an id of its own behind the first `position` outcomes, before it does anything: what it computes from
  /// there on is with that id, the gate that it stands at too.
  private func rename(_ live: LiveRun, _ entries: [JournalEntry], after position: Int) throws(RuntimeError) {
    let consumed = entries.indices.filter { if case .consumed = entries[$0] { true } else { false } }
    let past = Array(entries[..<(position == 0 ? 0 : consumed[position - 1] + 1)])
    // As far as its skill can tell it is still the run that it began as, or the last copy on the way here.
    var old = (live.record.origin?.run ?? live.id).description
    for case .consumed(.renamed(_, let id)) in past { old = id }
    let renamed = Consumed.renamed(from: old, to: live.id.description)
    live.machine = try replay(live, past)
    do { try live.machine.consume(renamed) } catch {
      throw RuntimeError(
        .refusedInput, "run \(live.record.origin?.run ?? live.id) cannot be copied: \(error.description)")
    }
    for entry in past + [.consumed(renamed)] { Journal.write(entry, to: &live.unsaved.journal) }
    live.unsaved.consumed = position + 1
    live.isDue = true
  }

  /// Opens the copy's gates and saves it as it rests.
  private func settleCopy(_ live: LiveRun) throws(RuntimeError) {
    if live.isDue { run(live, isRecovery: true) } else { recover(live) }
    _ = try turn(live, mayPerform: false)
  }

  /// How many outcomes had been consumed when the gate was open last, and its path.
  private func find(_ gate: String?, _ parent: LiveRun, _ entries: [JournalEntry]) throws(RuntimeError) -> (Int, String)
  {
    if let open = parent.gates.last(where: { gate == nil || $0.isNamed(gate!) }) {
      return (parent.record.journaled, open.path)
    }
    var found: (Int, String)?
    var machine = try Self.machine(parent.given)
    var position = 0
    for case .consumed(let consumed) in entries {
      machine.run(upTo: consumed)
      if case .outcome(let ticket, .decided) = consumed,
        let request = machine.request(ticket), let met = parent.gate(request),
        gate == nil || met.isNamed(gate!)
      {
        found = (position, met.path)
      }
      do { try machine.consume(consumed) } catch {
        throw RuntimeError(.damaged, "the journal of run \(parent.id) does not fit its state: \(error)")
      }
      position += 1
    }
    guard let found else {
      throw RuntimeError(.noSuchGate, "run \(parent.id) never came to a gate '\(gate ?? "")'")
    }
    return found
  }
}
