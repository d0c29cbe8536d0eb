// What each step of a run cost, and what it owes to earlier runs. Adds up and goes to bytes; prices come from outside.
import Values

package struct Ledger: Hashable, Sendable {
  package struct Row: Hashable, Sendable {
    /// Number in the step table.
    package var step: Int
    package var credits: Double = 0
    package var modelCalls = 0
    package var tokens = 0
    package var humanDecisions = 0
    /// Milliseconds in effects; waiting for people and timers does not count.
    package var milliseconds: Int64 = 0
    /// Milliseconds between a gate's opening and each person's decision on it.
    package var humanMilliseconds: Int64 = 0
    /// Of `milliseconds`, those in a browser.
    package var browserMilliseconds: Int64 = 0
    /// How often it failed, whether or not somebody caught that or it was tried again; and whether the last attempt did. That is
    /// not the same as `failedAt`: of rows at once the last to arrive may succeed where one has failed, and what is about to be
    /// tried again has not failed yet.
    package var failures = 0
    package var isFailing = false
    /// How often a gate of it ended without anybody's approval, and how the last one did so, unless it was approved.
    package var refusals = 0
    package var refusal: Refusal?
    /// It failed: how often it had been started by then (0: never, or it failed in an effect in earlier days).
    package var failedAt: UInt64 = 0
    /// It was stopped before it was done: how often it had been started by then (0: never).
    package var stoppedAt: UInt64 = 0
    package init(step: Int) { self.step = step }
  }
  /// How a gate ends that nobody approved. The raw value is part of the bytes.
  package enum Refusal: UInt8, Sendable {
    case rejected = 1, expired, withdrawn

    /// Nil: the decision approves.
    init?(_ decision: PlainValue) {
      if decision["approved"]?.boolean == true { return nil }
      self = decision["expired"]?.boolean == true ? .expired : .rejected
    }

    package var text: String {
      switch self {
      case .rejected: "rejected"
      case .expired: "expired"
      case .withdrawn: "withdrawn"
      }
    }
  }
  /// In the order of first cost.
  package private(set) var rows: [Row] = []
  /// In the order of first mention.
  package private(set) var notes: [LedgerNote] = []
  package init() {}
  package var isEmpty: Bool { rows.isEmpty }

  package mutating func add(
    step: Int, credits: Double = 0, modelCalls: Int = 0, tokens: Int = 0, humanDecisions: Int = 0,
    milliseconds: Int64 = 0, humanMilliseconds: Int64 = 0, browserMilliseconds: Int64 = 0
  ) {
    let index = index(of: step)
    rows[index].credits = Figures.sum(rows[index].credits, credits)
    rows[index].modelCalls = Figures.sum(rows[index].modelCalls, max(0, modelCalls))
    rows[index].tokens = Figures.sum(rows[index].tokens, max(0, tokens))
    rows[index].humanDecisions = Figures.sum(rows[index].humanDecisions, max(0, humanDecisions))
    rows[index].milliseconds = Figures.sum(rows[index].milliseconds, milliseconds)
    rows[index].humanMilliseconds = Figures.sum(rows[index].humanMilliseconds, humanMilliseconds)
    rows[index].browserMilliseconds = Figures.sum(rows[index].browserMilliseconds, browserMilliseconds)
  }

  /// How an attempt at the step ended.
  package mutating func attempted(step: Int, failed: Bool) {
    // A step that never failed has no figures for this.
    guard failed || self[step]?.isFailing == true else { return }
    let index = index(of: step)
    rows[index].failures = Figures.sum(rows[index].failures, failed ? 1 : 0)
    rows[index].isFailing = failed
  }

  /// It failed so many times, and last when it had been started so often. Those of its effect have been counted one by one.
  mutating func failed(step: Int, count: Int, lastStart: UInt64) {
    let row = self[step]
    guard row == nil || row!.failedAt < lastStart else { return }
    let index = index(of: step)
    rows[index].failedAt = lastStart
    if !rows[index].isFailing { rows[index].failures = Figures.sum(rows[index].failures, count) }
  }

  /// How a gate of the step ended; nil: approved.
  mutating func decided(step: Int, _ refusal: Refusal?) {
    // A step whose gates were all approved has no figures for this.
    guard refusal != nil || self[step]?.refusal != nil else { return }
    let index = index(of: step)
    rows[index].refusals = Figures.sum(rows[index].refusals, refusal == nil ? 0 : 1)
    rows[index].refusal = refusal
  }

  /// It was stopped before it had an outcome.
  mutating func stopped(step: Int, start: UInt64) { rows[index(of: step)].stoppedAt = start }

  private mutating func index(of step: Int) -> Int {
    if let found = rows.firstIndex(where: { $0.step == step }) { return found }
    rows.append(Row(step: step))
    return rows.count - 1
  }

  /// Notes that say the same of the same step are one note, counted: a loop writes one line. Beyond the limit
  /// (`RuntimeLimits.ledgerNotes`) what is saved still counts, but in the last line of its kind.
  package mutating func note(_ note: LedgerNote) {
    if let same = notes.firstIndex(where: { $0.isAlike(note) }) {
      notes[same].add(note)
    } else if notes.count < RuntimeLimits.ledgerNotes {
      notes.append(note)
    } else if let last = notes.lastIndex(where: { $0.kind == note.kind }) {
      notes[last].add(note)
    }
  }

  /// Others may have decided in the meantime: their decisions count too.
  mutating func takeDecisions(from other: Ledger) {
    for row in other.rows {
      let ours = self[row.step] ?? Row(step: row.step)
      guard row.humanDecisions > ours.humanDecisions else { continue }
      add(
        step: row.step, humanDecisions: row.humanDecisions - ours.humanDecisions,
        humanMilliseconds: max(0, row.humanMilliseconds - ours.humanMilliseconds))
    }
  }

  package var total: Row {
    rows.reduce(into: Row(step: -1)) { sum, row in
      sum.credits = Figures.sum(sum.credits, row.credits)
      sum.modelCalls = Figures.sum(sum.modelCalls, row.modelCalls)
      sum.tokens = Figures.sum(sum.tokens, row.tokens)
      sum.humanDecisions = Figures.sum(sum.humanDecisions, row.humanDecisions)
      sum.milliseconds = Figures.sum(sum.milliseconds, row.milliseconds)
      sum.humanMilliseconds = Figures.sum(sum.humanMilliseconds, row.humanMilliseconds)
      sum.browserMilliseconds = Figures.sum(sum.browserMilliseconds, row.browserMilliseconds)
      sum.failures = Figures.sum(sum.failures, row.failures)
    }
  }

  package subscript(_ step: Int) -> Row? { rows.first { $0.step == step } }
}

// MARK: Bytes

extension Ledger {
  /// Which of a row's rarer figures follow. The first bit stood alone once, as a flag: old ledgers read the same.
  private struct Has: OptionSet {
    var rawValue: UInt8
    static let credits = Has(rawValue: 1)
    static let human = Has(rawValue: 2)
    static let browser = Has(rawValue: 4)
    static let failures = Has(rawValue: 8)
    static let failing = Has(rawValue: 16)
    static let refusals = Has(rawValue: 32)
    static let stopped = Has(rawValue: 64)
    static let failed = Has(rawValue: 128)
    static let all: Has = [.credits, .human, .browser, .failures, .failing, .refusals, .stopped, .failed]
  }

  func write(to out: inout CanonicalWriter) {
    out.count(rows.count)
    for row in rows {
      out.int(Int64(row.step))
      var has: Has = []
      if row.credits != 0 { has.insert(.credits) }
      if row.humanMilliseconds != 0 { has.insert(.human) }
      if row.browserMilliseconds != 0 { has.insert(.browser) }
      if row.failures != 0 { has.insert(.failures) }
      if row.isFailing { has.insert(.failing) }
      if row.refusals != 0 { has.insert(.refusals) }
      if row.stoppedAt != 0 { has.insert(.stopped) }
      if row.failedAt != 0 { has.insert(.failed) }
      out.byte(has.rawValue)
      if has.contains(.credits) { out.double(row.credits) }
      if has.contains(.human) { out.int(row.humanMilliseconds) }
      if has.contains(.browser) { out.int(row.browserMilliseconds) }
      if has.contains(.failures) { out.count(row.failures) }
      if has.contains(.refusals) {
        out.count(row.refusals)
        out.byte(row.refusal?.rawValue ?? 0)
      }
      if has.contains(.stopped) { out.varint(row.stoppedAt) }
      if has.contains(.failed) { out.varint(row.failedAt) }
      out.count(row.modelCalls)
      out.count(row.tokens)
      out.count(row.humanDecisions)
      out.int(row.milliseconds)
    }
  }

  static func read(_ reader: inout CanonicalReader) throws(CodingError) -> Ledger {
    var ledger = Ledger()
    for _ in 0..<(try reader.count(bytesEach: 6)) {
      var row = Row(step: Int(try reader.figure()))
      let has = Has(rawValue: try reader.byte())
      guard has.isSubset(of: .all) else { throw reader.error("a ledger's row has figures that are not known here") }
      if has.contains(.credits) { row.credits = try reader.amount() }
      if has.contains(.human) { row.humanMilliseconds = try reader.figure() }
      if has.contains(.browser) { row.browserMilliseconds = try reader.figure() }
      if has.contains(.failures) { row.failures = try reader.tally() }
      row.isFailing = has.contains(.failing)
      if has.contains(.refusals) {
        row.refusals = try reader.tally()
        let word = try reader.byte()
        row.refusal = Refusal(rawValue: word)
        guard row.refusals > 0, word == 0 || row.refusal != nil else {
          throw reader.error("a gate ended in a way that is not known here")
        }
      }
      if has.contains(.stopped) { row.stoppedAt = try reader.varint() }
      if has.contains(.failed) { row.failedAt = try reader.varint() }
      row.modelCalls = try reader.tally()
      row.tokens = try reader.tally()
      row.humanDecisions = try reader.tally()
      row.milliseconds = try reader.figure()
      ledger.rows.append(row)
    }
    return ledger
  }

  func writeNotes(to out: inout CanonicalWriter) {
    out.count(notes.count)
    for note in notes { note.write(to: &out) }
  }

  mutating func readNotes(_ reader: inout CanonicalReader) throws(CodingError) {
    for _ in 0..<(try reader.count(bytesEach: LedgerNote.leastBytes)) { notes.append(try LedgerNote.read(&reader)) }
  }
}
