// Drives runs without ever waiting: from one thing that has happened to the next thing that is to be done. `turn` runs the
// machine and says what it wants; `arrive`, `decide` (Decide.swift), `fire` (Timers.swift) and `cancel` tell it what
// happened; `save` makes one commit of everything in between. Effects are performed by whoever calls (`Worker`).
import Bytecode
import VM
import Values

package struct EngineSettings: Sendable {
  /// Credits for one effect of a kind (`twin.yaml`, price table).
  package var prices: [String: Double] = ["model": 1]
  /// Kinds of effects whose time is a browser's.
  package var browserKinds: Set<String> = []
  /// Answers that people gave before; nil: every question is asked.
  package var choices: (any ChoiceMemory)?
  /// Time limit of an effect in milliseconds, by kind.
  package var timeouts: [String: Int64] = [:]
  /// Effects of one run that are performed at the same time.
  package var effectsAtOnce = RuntimeLimits.effectsAtOnce
  /// For how long a gate that the runtime opens stays open where the skill names no default, in milliseconds.
  package var questionExpires = RuntimeLimits.questionMilliseconds
  /// Bytes of one run's journal; a run that reaches it ends, as one does that has used up its budget.
  package var journalBytes = RuntimeLimits.journalBytes
  /// Who this process is, and whether another one still lives (nil: cannot be known from here).
  package var owner = "worker"
  package var isAlive: @Sendable (_ owner: String) -> Bool? = { _ in nil }
  /// The clock is one that somebody has set (`--clock`).
  package var hasFixedClock = false
  /// Folder under which each run has one for its files.
  package var artifacts = ".twin/artifacts"
  /// Freezes and thaws the machine at every pause, not only where a run rests: nothing may change by it (law 1).
  package var pausesEverywhere = false
  /// Whether effects are done in the world, with the texts of their secrets, and not recorded ones given back.
  package var resolvesSecrets = true
  /// Who can tell whether a person's passkey has signed (`strong: true`).
  package var passkeys = PasskeyPolicy.unavailable
  package init() {}
}

package struct StartOptions: Sendable {
  package var initiator: String
  package var seed: UInt64?
  package var isRehearsal = false
  /// Whether the clock was fixed: the run's own time then starts where it was left.
  package var hasFixedClock = false
  /// The folder that the skill's relative paths are meant from; nil: the store's own.
  package var folder: String?
  /// Items that are written in the very commit that makes the run.
  package var items: @Sendable (RunID) -> [ItemChange] = { _ in [] }
  package init(initiator: String) { self.initiator = initiator }
}

package final class Engine {
  package let store: any RunStore
  package let keys: StoreKeys
  package let vault: Vault
  package let clock: any WorldClock
  /// Leases are between processes, which do not share a fixed clock.
  package let leaseClock: any WorldClock
  package let random: any RandomSource
  package let notifier: any Notifier
  package let settings: EngineSettings
  private var ids = RunIDs()
  /// At most `RuntimeLimits.cachedPrograms`.
  private var programs: [LoadedProgram] = []
  /// While set, commits are collected here instead of being written: see `together`.
  private var collected: [(commit: RunCommit, run: LiveRun, notices: [RunEvent])]?

  package init(
    store: any RunStore, keys: StoreKeys, environment: [String: String], clock: any WorldClock,
    leaseClock: (any WorldClock)? = nil, random: any RandomSource, notifier: any Notifier = SilentNotifier(),
    settings: EngineSettings = EngineSettings()
  ) {
    self.store = store
    self.keys = keys
    vault = Vault(store: store, keys: keys, environment: environment)
    self.clock = clock
    self.leaseClock = leaseClock ?? clock
    self.random = random
    self.notifier = notifier
    self.settings = settings
  }

  // MARK: Programs

  /// Keeps a program in the store and in memory.
  package func keep(_ program: LoadedProgram) throws(RuntimeError) {
    if programs.contains(where: { $0.digest == program.digest }) { return }
    try storing {
      try store.keep(
        program: StoredProgram(
          digest: program.digest, skill: program.program.manifest.skill, bytes: program.bytes))
    }
    remember(program)
  }

  private func remember(_ program: LoadedProgram) {
    if programs.count >= RuntimeLimits.cachedPrograms { programs.removeAll() }
    programs.append(program)
  }

  package func program(_ digest: Digest) throws(RuntimeError) -> LoadedProgram {
    if let known = programs.first(where: { $0.digest == digest }) { return known }
    guard let stored = try storing({ try store.program(digest) }) else {
      throw RuntimeError(.damaged, "the store has no program \(digest)")
    }
    // Before it is looked into: what a damaged one says is of no interest.
    let found = Digest(of: stored.bytes)
    guard found == digest else {
      throw RuntimeError(
        .damaged,
        "the program of '\(stored.skill)' in the store is damaged: its SHA-256 is \(found), and was \(digest). To run that very "
          + "program once more puts it right")
    }
    let loaded = try LoadedProgram(bytes: stored.bytes)
    remember(loaded)
    return loaded
  }

  /// Of a run that can be read.
  package func program(of stored: StoredRun) throws(RuntimeError) -> LoadedProgram {
    try stored.check()
    guard let digest = stored.program else { preconditionFailure("a run without a program is damaged") }
    return try program(digest)
  }

  /// A store's complaint as a runtime's.
  func storing<T>(_ body: () throws -> T) throws(RuntimeError) -> T {
    do { return try body() } catch { throw RuntimeError(error) }
  }

  // MARK: Making and opening runs

  /// A new run, in memory only until its first commit. `inputs` by name, unchecked.
  package func create(
    _ program: LoadedProgram, inputs: PlainValue, options: StartOptions
  ) throws(RuntimeError) -> LiveRun {
    try keep(program)
    let id = drawID()
    let secrets = RunSecrets(run: id, vault: vault, declared: program.program.manifest.secrets, isNew: true)
    if settings.resolvesSecrets { try secrets.check(program) }
    var sealed: [SealedText] = []
    let checked = try InputCheck.check(inputs, program: program, secrets: secrets, sealed: &sealed)
    var record = RunRecord(startedAt: clock.now(), initiator: options.initiator)
    record.seed = options.seed
    record.isRehearsal = options.isRehearsal
    record.folder = options.folder
    if options.hasFixedClock { record.clock = clock.now() }
    let live: LiveRun
    do {
      live = try make(
        id, program, inputs: PlainValue.list(checked).canonicalBytes, record: record, version: nil, status: .running,
        secrets: secrets)
    } catch  where error.kind == .damaged {
      throw RuntimeError(.refusedInput, error.message)
    }
    live.unsaved.sealed = sealed
    live.unsaved.items = options.items(id)
    live.unsaved.audit.append(AuditEvent(.started, .text(options.initiator)))
    return live
  }

  /// The machine as it stood on the first day, or where the record's snapshot has it. `inputs`: the canonical bytes of their
  /// list.
  func make(
    _ id: RunID, _ program: LoadedProgram, inputs: [UInt8], record: RunRecord, version: Int64?, status: RunStatus,
    secrets: RunSecrets
  ) throws(RuntimeError) -> LiveRun {
    guard inputs.count <= RuntimeLimits.inputBytes else {
      throw RuntimeError(.refusedInput, "the inputs are too large (limit: \(RuntimeLimits.inputBytes) bytes)")
    }
    var first = CanonicalWriter()
    first.bytes.reserveCapacity(inputs.count + 128)
    first.raw(inputs)
    // A copy is the run that it began as, until its journal says that it is one (Container.swift).
    first.plain([
      "id": .string((record.origin?.run ?? id).description), "started_at": .timestamp(record.startedAt),
      "skill": .string(program.program.manifest.skill), "initiator": .string(record.initiator),
    ])
    let given: FrozenInputs
    do { given = try FrozenInputs(program.verified, bytes: first.bytes) } catch {
      throw RuntimeError(.damaged, "the inputs of run \(id) cannot be used: \(error)")
    }
    let digest = Digest(of: first.bytes)
    var record = record
    record.mend(digests: Digest.pair(program.digest, digest))
    let machine: Machine
    do {
      machine = try Self.machine(program, given, inputsDigest: digest, snapshot: record.snapshot)
    } catch  where error.kind == .damaged {
      throw RuntimeError(.damaged, "the state of run \(id) is damaged: \(error.message)")
    }
    return LiveRun(
      id: id, program: program, inputs: inputs, given: given, inputsDigest: digest, machine: machine, record: record,
      version: version, status: status, secrets: secrets)
  }

  /// - inputsDigest: of what a machine is given on its first day: the inputs and the map `run`.
  private static func machine(
    _ program: LoadedProgram, _ given: FrozenInputs, inputsDigest: Digest, snapshot: [UInt8]
  ) throws(RuntimeError) -> Machine {
    if snapshot.isEmpty { return try machine(given) }
    do {
      return try Machine(
        thawing: snapshot, given, programDigest: program.digest.bytes, inputsDigest: inputsDigest.bytes)
    } catch {
      throw RuntimeError(.damaged, error.description)
    }
  }

  /// On the first day.
  static func machine(_ given: FrozenInputs) throws(RuntimeError) -> Machine {
    do { return try Machine(given) } catch { throw RuntimeError(.refusedInput, error.description) }
  }

  /// Forgets the machine and makes it anew from its bytes, as another process would.
  func refreeze(_ live: LiveRun) throws(RuntimeError) {
    live.machine = try Self.machine(
      live.program, live.given, inputsDigest: live.inputsDigest, snapshot: live.snapshot())
  }

  /// A run that is there and not damaged.
  package func stored(_ id: RunID) throws(RuntimeError) -> StoredRun {
    guard let stored = try storing({ try store.run(id) }) else {
      throw RuntimeError(.noSuchRun, "there is no run \(id) in this store")
    }
    try stored.check()
    return stored
  }

  /// A run from the store, as it last rested; what its journal has beyond that is consumed again (which does nothing in the
  /// world). To go on with it, `claim` it.
  package func open(_ id: RunID) throws(RuntimeError) -> LiveRun { try open(try stored(id)) }

  /// Row and journal are two looks at the store, between which whoever drives the run may have moved it on: they are then
  /// taken anew. So the run may be a later one than `stored`.
  package func open(_ stored: StoredRun) throws(RuntimeError) -> LiveRun {
    var stored = stored
    for _ in 1..<RuntimeLimits.looks {
      do { return try thaw(stored) } catch {
        let now = try self.stored(stored.id)
        guard error.kind == .damaged, now.version != stored.version else { throw error }
        stored = now
      }
    }
    return try thaw(stored)
  }

  private func thaw(_ stored: StoredRun) throws(RuntimeError) -> LiveRun {
    let program = try program(of: stored)
    let live = try make(
      stored.id, program, inputs: stored.inputs, record: try RunRecord(stored: stored), version: stored.version,
      status: stored.status,
      secrets: RunSecrets(run: stored.id, vault: vault, declared: program.program.manifest.secrets, isNew: false))
    live.lease = stored.lease
    live.storedLease = stored.lease
    live.restedState = live.record.snapshot.isEmpty ? nil : live.record.snapshot
    live.ending = live.machine.ending
    live.isDue = live.record.snapshot.isEmpty
    if live.record.journaled > live.record.snapshotAt || (live.isDue && !stored.status.isEnded) {
      try replay(live)
    }
    return live
  }

  func drawID() -> RunID { ids.next(at: clock.now(), random: random) }

  /// Consumes what the journal has beyond the snapshot.
  private func replay(_ live: LiveRun) throws(RuntimeError) {
    let entries = try Journal.read(try storing { try store.journal(live.id) })
    var position = 0
    for case .consumed(let consumed) in entries {
      position += 1
      if position <= live.record.snapshotAt { continue }
      if live.isDue { live.machine.run(upTo: consumed) }
      live.hear(consumed)
      do { try live.machine.consume(consumed) } catch {
        throw RuntimeError(.damaged, "the journal of run \(live.id) does not fit its state: \(error)")
      }
      live.isDue = true
      live.restedState = nil
    }
    guard position == live.record.journaled else {
      throw RuntimeError(
        .damaged, "the journal of run \(live.id) has \(position) entries, its record says \(live.record.journaled)")
    }
    _ = live.machine.takeLog()
  }

  /// Makes a run that was opened ours to go on with: finds out what it waits for and what was left in doubt.
  package func claim(_ live: LiveRun) throws(RuntimeError) {
    if let lease = live.lease, lease.owner != settings.owner, !isFree(lease) {
      throw RuntimeError(
        .busy,
        "run \(live.id) is being carried on already, by \(ProcessIdentity.text(lease.owner)). Where that process no longer answers, "
          + "end it, and `twin resume \(live.id)` takes the run over, a minute after it was last heard of at the latest"
      )
    }
    try checkTime(live)
    guard live.ending == nil, !live.isQueued else { return }
    // Everything open is looked at afresh; what the record knows already is left as it is.
    if live.isDue { run(live, isRecovery: true) } else { recover(live) }
    guard live.status == .running, live.version != nil else { return }
    // Whoever drove it may have died before hearing of these.
    try collectVotes(live)
    if live.record.cancelBy != nil, !live.record.isInterrupted {
      interrupt(live, .cancelled, live.record.cancelReason)
    }
  }

  /// The clock on the wall has no part in a run that began with a time of its own. And a time of one's own choosing is for such runs:
  /// it would revive what has expired, or let expire what has not, and stand in the audit log as if it were true. For one that has
  /// ended no time passes.
  func checkTime(_ live: LiveRun) throws(RuntimeError) {
    guard live.version != nil, !live.status.isEnded else { return }
    switch (live.record.clock, settings.hasFixedClock) {
    case (nil, false), (.some, true): return
    case (let time?, false):
      throw RuntimeError(
        .otherClock,
        "run \(live.id) was started with --clock, and its time stands at \(time.text): it goes on in the command alone "
          + "(--clock moves its time on)")
    case (nil, true):
      throw RuntimeError(
        .otherClock,
        "run \(live.id) was not started with --clock: its time is what the clock says, and cannot be chosen")
    }
  }

  package func isFree(_ lease: Lease) -> Bool {
    if lease.owner == Lease.nobody { return true }
    if let alive = settings.isAlive(lease.owner) { return !alive }
    return lease.until <= leaseClock.now().milliseconds
  }

  // MARK: Saving

  /// Everything since the last commit, as one.
  package func save(_ live: LiveRun, flush: Bool) throws(RuntimeError) {
    let commit = try makeCommit(live)
    if collected != nil {
      // Nobody is told before it is true.
      collected?.append((commit, live, live.unsaved.notices))
      live.unsaved.notices = []
      saved(live, version: (live.version ?? 0) + 1)
      return
    }
    let results = try storing { try store.commit([commit], flush: flush || live.unsaved.mustFlush) }
    switch results[0] {
    case .committed(let version): saved(live, version: version)
    case .conflict: try merge(live, flush: flush)
    }
  }

  private func makeCommit(_ live: LiveRun) throws(RuntimeError) -> RunCommit {
    var record = live.record
    record.journaled += live.unsaved.consumed
    var commit = RunCommit(
      run: live.id, expected: live.version, status: live.status,
      record: record.bytes(id: live.id, digests: live.digests))
    commit.lease = live.lease
    if live.version == nil {
      commit.program = live.program.digest
      commit.inputs = live.inputs
    }
    commit.journal = live.unsaved.journal.bytes
    commit.journalFirst = live.record.journaled
    commit.timersAdded = live.unsaved.timersAdded.filter { row in
      // Rows come due by the clock on the wall, and what such a run waits for does not.
      let isOfItsOwnTime = live.record.clock != nil && row.run == live.id && row.kind != .lease
      return !isOfItsOwnTime && !live.unsaved.timersRemoved.contains(row)
    }
    commit.timersRemoved = live.unsaved.timersRemoved
    commit.decisions = live.unsaved.decisions
    if !live.unsaved.audit.isEmpty {
      commit.audit = AuditEntry(
        at: clock.now().milliseconds, run: live.id, program: live.program.digest, events: live.unsaved.audit)
    }
    commit.sealed = live.unsaved.sealed
    commit.destroysSealed = live.status.isEnded
    commit.artifacts = live.unsaved.artifacts
    commit.contents = live.unsaved.contents
    commit.items = live.unsaved.items
    if !live.unsaved.notices.isEmpty {
      commit.items += try notifier.outbox(
        live.unsaved.notices, of: { () throws(RuntimeError) in try view(live) }, at: clock.now())
    }
    return commit
  }

  private func saved(_ live: LiveRun, version: Int64) {
    live.version = version
    live.commits += 1
    live.storedLease = live.lease
    live.record.journaled += live.unsaved.consumed
    let notices = live.unsaved.notices
    live.unsaved = LiveRun.Unsaved()
    for notice in notices { notifier.tell(notice) }
  }

  /// Somebody moved the run on while it was ours: only votes and a wish to cancel can have come in between.
  private func merge(_ live: LiveRun, flush: Bool) throws(RuntimeError) {
    guard live.version != nil else {
      throw RuntimeError(.busy, "the run's id \(live.id) is taken")
    }
    let stored = try stored(live.id)
    let known = try storing { try store.decisions(live.id) }
    for vote in live.unsaved.decisions
    where known.contains(where: { $0.ticket == vote.ticket && $0.number == vote.number }) {
      // What this one says was not held against that one.
      throw RuntimeError(.busy, "run \(live.id) was decided on by somebody else in the meantime; nothing was changed")
    }
    try takeIn(stored, live)
    // One that was about to rest has something to go on with: nobody must find it at rest with a decision that it has not heard.
    if !live.ready.isEmpty, !live.status.isEnded { try stayAwake(live) }
    try save(live, flush: flush)
  }

  /// What `body` changes of the run is in the store when this returns, or was not changed.
  func saving<T>(_ live: LiveRun, flush: Bool = false, _ body: () throws(RuntimeError) -> T) throws(RuntimeError) -> T {
    let before = live.sayable
    do {
      let made = try body()
      if !live.unsaved.isEmpty { try save(live, flush: flush) }
      return made
    } catch {
      live.sayable = before
      throw error
    }
  }

  /// Whether nobody else takes the run up until then (milliseconds since 1970), though the store hears nothing of us.
  package func isOurs(_ live: LiveRun, until moment: Int64) -> Bool {
    guard let lease = live.storedLease, lease.owner == settings.owner else { return false }
    return settings.isAlive(lease.owner) == true || moment < lease.until
  }

  /// Whether the store has a later state of the run than this one.
  func isOvertaken(_ live: LiveRun) -> Bool {
    guard let stored = try? store.run(live.id) else { return false }
    return stored.version != live.version
  }

  /// Takes in what others may write while a run is ours.
  package func takeIn(_ stored: StoredRun, _ live: LiveRun) throws(RuntimeError) {
    guard stored.lease?.owner == settings.owner, stored.status == .running else {
      throw RuntimeError(.busy, "run \(live.id) was moved on by somebody else in the meantime")
    }
    live.version = stored.version
    let record = try RunRecord(stored: stored)
    if record.cancelBy != nil, live.record.cancelBy == nil {
      live.record.cancelBy = record.cancelBy
      live.record.cancelReason = record.cancelReason
      interrupt(live, .cancelled, record.cancelReason)
    }
    live.record.ledger.takeDecisions(from: record.ledger)
    try collectVotes(live)
  }

  /// Runs `body` and writes all commits that it makes as one transaction; returns the runs whose commit was refused.
  package func together(_ body: () throws(RuntimeError) -> Void) throws(RuntimeError) -> [LiveRun] {
    precondition(collected == nil, "groups of commits do not nest")
    collected = []
    defer { collected = nil }
    try body()
    let group = collected ?? []
    if group.isEmpty { return [] }
    let results = try storing { try store.commit(group.map(\.commit), flush: true) }
    var refused: [LiveRun] = []
    for (one, result) in zip(group, results) {
      switch result {
      case .committed: for notice in one.notices { notifier.tell(notice) }
      case .conflict: refused.append(one.run)
      }
    }
    return refused
  }
}
