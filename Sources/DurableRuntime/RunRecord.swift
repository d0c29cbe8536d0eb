// What a store keeps of a run beside its inputs and journal: one small value, to bytes and back. A paused run costs about a
// hundred bytes here; what is usual (no ledger, no fork, nothing in doubt) takes one bit.
import Values

package struct RunRecord: Sendable {
  /// When it began.
  package var startedAt: TimestampValue
  package var initiator: String
  /// Who made this copy, and the copies that it was made of (forks, imports): what it goes on to do is their doing, too.
  package var copiers: [String] = []
  /// Entries of the journal that are in the store.
  package var journaled = 0
  /// The machine's bytes when the run last rested, and how many entries it had consumed then; empty: never rested, the
  /// machine is made from the inputs.
  package var snapshot: [UInt8] = []
  package var snapshotAt = 0
  /// Where the two digests are missing in `snapshot` (only between reading and `mend`).
  private var shortenedAt: Int?
  /// Gates and questions that wait for people.
  package var gates: [OpenGate] = []
  /// Tickets of once-effects that were begun and of which nothing stands in the journal yet.
  package var intents: [UInt64] = []
  package var ledger = Ledger()
  /// Milliseconds spent outside gates and waits.
  package var spent: Int64 = 0
  /// What people have added to the skill's budget of credits and time.
  var allowance = Allowance()
  package var ended: Ended?
  package var origin: Origin?
  /// How often it went on after a rest other than a wait that its process stayed with, and the top-level step (from 1) at
  /// which it last did.
  package var resumes = 0
  package var resumedAt = 0
  /// Where chance comes from when it was fixed by `--seed`.
  package var seed: UInt64?
  /// A rehearsal stops short of irreversible effects.
  package var isRehearsal = false
  /// The fixed clock's time when the run last rested (`--clock`); nil: the world's clock.
  package var clock: TimestampValue?
  /// Waits, reminders, escalations that are set (expiries are in `gates`); the store has each as a row too.
  package var timers: [Alarm] = []
  /// It has been interrupted: what runs now is `finally`.
  package var isInterrupted = false
  /// The folder that the skill's relative paths are meant from, where it is not the store's own: a run goes on in it,
  /// wherever the command that continues it was called.
  package var folder: String?
  /// Effects that were sent and never answered, for as long as they may be tried again.
  package var attempts: [Attempt] = []
  /// What is known of effects that were under way when they were stopped (Stopping.swift).
  package var sent: [Sent] = []
  /// What has been approved in this very run, where that matters (GivenApprovals.swift).
  var approvals: [GivenApproval] = []
  /// Asked to be cancelled while somebody else drives it: who, and why.
  package var cancelBy: String?
  package var cancelReason: String = ""

  package struct OpenGate: Hashable, Sendable {
    package var ticket: UInt64
    /// Milliseconds since 1970.
    package var openedAt: Int64
    /// 0: no expiry.
    package var expiresAt: Int64
    /// What was captured for the approvers: name, media type, digest of the content.
    package var captured: [Captured] = []
    package init(ticket: UInt64, openedAt: Int64, expiresAt: Int64) {
      self.ticket = ticket
      self.openedAt = openedAt
      self.expiresAt = expiresAt
    }
  }
  package struct Captured: Hashable, Sendable {
    package var name: String
    package var mediaType: String
    package var digest: Digest
    package init(name: String, mediaType: String, digest: Digest) {
      self.name = name
      self.mediaType = mediaType
      self.digest = digest
    }
  }
  package struct Alarm: Hashable, Sendable {
    package var ticket: UInt64
    package var kind: TimerKind
    /// Milliseconds since 1970.
    package var due: Int64
  }
  struct Allowance: Hashable, Sendable {
    var credits: Double = 0
    var milliseconds: Int64 = 0
  }
  package struct Attempt: Hashable, Sendable {
    package var fiber: Int
    package var row: Int
    package var arguments: Digest
    /// Of the first attempt: its idempotency key is that of the others.
    package var ticket: UInt64
  }
  package struct Ended: Sendable {
    package var at: TimestampValue
    /// The outputs, or a `PlainValue.error`.
    package var value: PlainValue
  }
  package struct Origin: Hashable, Sendable {
    package enum How: UInt8, Sendable { case fork = 0, imported }
    package var how: How
    package var run: RunID
  }

  /// Whether it is `person`'s run as far as `not_initiator` goes.
  package func isInitiator(_ person: String) -> Bool {
    ([initiator] + copiers).contains { PersonName.areAlike($0, person) }
  }

  mutating func add(copier person: String) {
    if !copiers.contains(person) { copiers.append(person) }
  }

  package init(startedAt: TimestampValue, initiator: String) {
    self.startedAt = startedAt
    self.initiator = initiator
  }
}

// MARK: Bytes

extension RunRecord {
  package init(stored: StoredRun) throws(RuntimeError) {
    try stored.check()
    try self.init(bytes: stored.record, id: stored.id)
  }

  private struct Has: OptionSet {
    var rawValue: UInt64
    static let gates = Has(rawValue: 1)
    static let intents = Has(rawValue: 2)
    static let ledger = Has(rawValue: 4)
    static let spent = Has(rawValue: 8)
    static let ended = Has(rawValue: 16)
    static let origin = Has(rawValue: 32)
    static let resumes = Has(rawValue: 64)
    static let seed = Has(rawValue: 128)
    static let rehearsal = Has(rawValue: 256)
    static let clock = Has(rawValue: 512)
    static let cancel = Has(rawValue: 1024)
    static let timers = Has(rawValue: 2048)
    static let interrupted = Has(rawValue: 4096)
    static let folder = Has(rawValue: 8192)
    static let allowance = Has(rawValue: 16384)
    static let notes = Has(rawValue: 32768)
    static let attempts = Has(rawValue: 1 << 20)
    static let approvals = Has(rawValue: 1 << 21)
    /// Once what people had added to the budget of steps, which the machine counts now.
    static let allowedSteps = Has(rawValue: 1 << 22)
    /// Each approval says of which gate; records of copies once had none.
    static let approvedBy = Has(rawValue: 1 << 23)
    static let copiers = Has(rawValue: 1 << 24)
    static let sent = Has(rawValue: 1 << 25)
  }

  /// The start's milliseconds are in the run's id already, and `digests` (which stand near the beginning of every snapshot of
  /// this run, see `Digest.pair`) are known from its program and inputs: neither is written again.
  package func bytes(id: RunID, digests: [UInt8]) -> [UInt8] {
    var has: Has = []
    if !gates.isEmpty { has.insert(.gates) }
    if !intents.isEmpty { has.insert(.intents) }
    if !ledger.isEmpty { has.insert(.ledger) }
    if spent != 0 { has.insert(.spent) }
    if ended != nil { has.insert(.ended) }
    if origin != nil { has.insert(.origin) }
    if resumes != 0 { has.insert(.resumes) }
    if seed != nil { has.insert(.seed) }
    if isRehearsal { has.insert(.rehearsal) }
    if clock != nil { has.insert(.clock) }
    if cancelBy != nil { has.insert(.cancel) }
    if !timers.isEmpty { has.insert(.timers) }
    if isInterrupted { has.insert(.interrupted) }
    if folder != nil { has.insert(.folder) }
    if !attempts.isEmpty { has.insert(.attempts) }
    if !approvals.isEmpty { has.formUnion([.approvals, .approvedBy]) }
    if allowance != Allowance() { has.insert(.allowance) }
    if !copiers.isEmpty { has.insert(.copiers) }
    if !sent.isEmpty { has.insert(.sent) }
    if !ledger.notes.isEmpty { has.insert(.notes) }
    var out = CanonicalWriter()
    out.bytes.reserveCapacity(64 + snapshot.count)
    out.varint(has.rawValue)
    out.int(startedAt.seconds - Self.seconds(of: id))
    out.varint(UInt64(startedAt.nanoseconds))
    out.text(initiator)
    out.count(journaled)
    out.count(snapshotAt)
    let start = startedAt.milliseconds
    if !gates.isEmpty {
      out.count(gates.count)
      for gate in gates { gate.write(to: &out, start: start) }
    }
    if !intents.isEmpty {
      out.count(intents.count)
      for intent in intents { out.varint(intent) }
    }
    if !ledger.isEmpty { ledger.write(to: &out) }
    if spent != 0 { out.int(spent) }
    if let ended {
      out.timestamp(ended.at)
      out.plain(ended.value)
    }
    if let origin {
      out.byte(origin.how.rawValue)
      out.varint(origin.run.number)
      // Once a number of tickets.
      out.varint(0)
    }
    if resumes != 0 {
      out.count(resumes)
      out.count(resumedAt)
    }
    if let seed { out.fixed64(seed) }
    if let clock { out.timestamp(clock) }
    if let cancelBy {
      out.text(cancelBy)
      out.text(cancelReason)
    }
    if !timers.isEmpty {
      out.count(timers.count)
      for timer in timers {
        out.varint(timer.ticket)
        out.byte(timer.kind.rawValue)
        out.int(timer.due - start)
      }
    }
    if let folder { out.text(folder) }
    if allowance != Allowance() {
      out.double(allowance.credits)
      out.int(allowance.milliseconds)
    }
    if !ledger.notes.isEmpty { ledger.writeNotes(to: &out) }
    if !attempts.isEmpty {
      out.count(attempts.count)
      for attempt in attempts {
        out.count(attempt.fiber)
        out.count(attempt.row)
        out.raw(attempt.arguments.bytes)
        out.varint(attempt.ticket)
      }
    }
    if !approvals.isEmpty {
      out.count(approvals.count)
      for approval in approvals { approval.write(to: &out) }
    }
    if !copiers.isEmpty {
      out.count(copiers.count)
      for copier in copiers { out.text(copier) }
    }
    if !sent.isEmpty {
      out.count(sent.count)
      for one in sent { one.write(to: &out) }
    }
    // Last, so that it needs no count: the state, without the beginning that can be put back.
    if let cut = Self.find(digests, in: snapshot) {
      out.byte(UInt8(cut))
      out.raw(snapshot[..<cut])
      out.raw(snapshot[(cut + digests.count)...])
    } else {
      out.byte(snapshot.isEmpty ? Self.none : Self.whole)
      out.raw(snapshot)
    }
    return out.bytes
  }

  private static let none: UInt8 = 255
  private static let whole: UInt8 = 254

  /// Where `digests` begin, if that is within the first bytes.
  private static func find(_ digests: [UInt8], in snapshot: [UInt8]) -> Int? {
    guard !digests.isEmpty, snapshot.count >= digests.count else { return nil }
    for start in 0...min(32, snapshot.count - digests.count)
    where snapshot[start..<start + digests.count].elementsEqual(digests) {
      return start
    }
    return nil
  }

  /// Puts back what `bytes` left out of the snapshot.
  package mutating func mend(digests: [UInt8]) {
    guard let cut = shortenedAt else { return }
    snapshot.insert(contentsOf: digests, at: cut)
    shortenedAt = nil
  }

  /// The millisecond that a run's id was drawn in, as seconds: the base for `startedAt`.
  package static func seconds(of id: RunID) -> Int64 { Int64(id.number >> 20) / 1000 + RunID.epochSeconds }

  /// The snapshot may lack its digests until `mend` puts them back.
  package init(bytes: [UInt8], id: RunID) throws(RuntimeError) {
    do {
      self = try Self.read(bytes, id: id)
    } catch {
      throw RuntimeError(.damaged, "the record of run \(id) in the store is damaged \(error)")
    }
  }

  private static func read(_ bytes: [UInt8], id: RunID) throws(CodingError) -> RunRecord {
    var reader = CanonicalReader(bytes.span)
    let has = Has(rawValue: try reader.varint())
    let (seconds, isOver) = try reader.int().addingReportingOverflow(Self.seconds(of: id))
    guard !isOver, (TimestampValue.firstSecond...TimestampValue.lastSecond).contains(seconds) else {
      throw reader.error("the run's start is out of range")
    }
    let nanoseconds = try reader.number(upTo: 999_999_999)
    var record = RunRecord(
      startedAt: TimestampValue(seconds: seconds, nanoseconds: Int32(nanoseconds)), initiator: try reader.text())
    record.journaled = try reader.tally()
    record.snapshotAt = try reader.tally()
    if has.contains(.gates) {
      for _ in 0..<(try reader.count(bytesEach: 4)) {
        record.gates.append(try OpenGate.read(&reader, start: record.startedAt.milliseconds))
      }
    }
    if has.contains(.intents) {
      for _ in 0..<(try reader.count()) { record.intents.append(try reader.varint()) }
    }
    if has.contains(.ledger) { record.ledger = try Ledger.read(&reader) }
    if has.contains(.spent) { record.spent = try reader.figure() }
    if has.contains(.ended) {
      let at = try reader.timestamp()
      record.ended = Ended(at: at, value: try reader.plain())
    }
    if has.contains(.origin) {
      guard let how = Origin.How(rawValue: try reader.byte()) else { throw reader.error("an unknown origin") }
      record.origin = Origin(how: how, run: try reader.run())
      _ = try reader.varint()
    }
    if has.contains(.resumes) {
      record.resumes = try reader.tally()
      record.resumedAt = try reader.tally()
    }
    if has.contains(.seed) { record.seed = try reader.fixed64() }
    record.isRehearsal = has.contains(.rehearsal)
    if has.contains(.clock) { record.clock = try reader.timestamp() }
    if has.contains(.cancel) {
      record.cancelBy = try reader.text()
      record.cancelReason = try reader.text()
    }
    if has.contains(.timers) {
      for _ in 0..<(try reader.count(bytesEach: 3)) {
        let ticket = try reader.varint()
        guard let kind = TimerKind(rawValue: try reader.byte()) else { throw reader.error("an unknown timer") }
        record.timers.append(
          Alarm(ticket: ticket, kind: kind, due: try reader.moment(from: record.startedAt.milliseconds)))
      }
    }
    record.isInterrupted = has.contains(.interrupted)
    if has.contains(.folder) { record.folder = try reader.text() }
    if has.contains(.allowance) {
      record.allowance.credits = try reader.amount()
      record.allowance.milliseconds = try reader.figure()
    }
    if has.contains(.notes) { try record.ledger.readNotes(&reader) }
    if has.contains(.attempts) {
      for _ in 0..<(try reader.count(bytesEach: 35)) {
        record.attempts.append(
          Attempt(
            fiber: try reader.number(upTo: .max), row: try reader.number(upTo: .max),
            arguments: Digest(bytes: try reader.raw(32)), ticket: try reader.varint()))
      }
    }
    if has.contains(.approvals) {
      let hasGate = has.contains(.approvedBy)
      for _ in 0..<(try reader.count(bytesEach: 5)) {
        record.approvals.append(try GivenApproval.read(&reader, hasGate: hasGate))
      }
    }
    if has.contains(.allowedSteps) { _ = try reader.figure() }
    if has.contains(.copiers) {
      for _ in 0..<(try reader.count(bytesEach: 1)) { record.copiers.append(try reader.text()) }
    }
    if has.contains(.sent) {
      for _ in 0..<(try reader.count(bytesEach: 4)) { record.sent.append(try Sent.read(&reader)) }
    }
    let cut = try reader.byte()
    record.snapshot = try reader.raw(reader.left)
    switch cut {
    case none: try reader.end()
    case whole: break
    default:
      guard Int(cut) <= record.snapshot.count else { throw reader.error("a snapshot is cut where it is not") }
      record.shortenedAt = Int(cut)
    }
    return record
  }
}

extension RunRecord.OpenGate {
  fileprivate func write(to out: inout CanonicalWriter, start: Int64) {
    out.varint(ticket)
    out.int(openedAt - start)
    out.int(expiresAt == 0 ? -1 : expiresAt - openedAt)
    out.captured(captured)
  }

  fileprivate static func read(_ reader: inout CanonicalReader, start: Int64) throws(CodingError) -> Self {
    let ticket = try reader.varint()
    let openedAt = try reader.moment(from: start)
    let length = try reader.int()
    var gate = Self(
      ticket: ticket, openedAt: openedAt,
      expiresAt: length < 0 ? 0 : TimestampValue.moment(openedAt, after: length))
    gate.captured = try reader.captured()
    return gate
  }
}

extension CanonicalWriter {
  mutating func captured(_ captured: [RunRecord.Captured]) {
    count(captured.count)
    for one in captured {
      text(one.name)
      text(one.mediaType)
      raw(one.digest.bytes)
    }
  }
}

extension CanonicalReader {
  mutating func captured() throws(CodingError) -> [RunRecord.Captured] {
    var captured: [RunRecord.Captured] = []
    for _ in 0..<(try count(bytesEach: 34)) {
      let name = try text()
      let mediaType = try text()
      captured.append(RunRecord.Captured(name: name, mediaType: mediaType, digest: Digest(bytes: try raw(32))))
    }
    return captured
  }
}
