// What a step owes to earlier runs, taught itself, or could not use, as a line of the ledger: the reasons behind a run's cost.
import Values

package struct LedgerNote: Hashable, Sendable {
  package enum Kind: UInt8, CaseIterable, Sendable {
    /// Something that an earlier run taught was used instead of paying for it again.
    case reused = 1
    /// This run taught something.
    case learned
    /// What was known no longer fits the page: it was found anew.
    case drift
    /// Something is known for this step, but not for these inputs.
    case newInput
    /// What was known is too old by the skill's own word.
    case expired
    /// What was kept is damaged, or was not kept for this: it was not believed.
    case ignored
  }
  package enum Subject: UInt8, CaseIterable, Sendable {
    case memo = 1, choice, locator
  }
  /// What a reuse spared: what it cost when it was paid for.
  package struct Saving: Hashable, Sendable {
    package var credits: Double = 0
    package var modelCalls = 0
    package var tokens = 0
    package var humanDecisions = 0
    package init(credits: Double = 0, modelCalls: Int = 0, tokens: Int = 0, humanDecisions: Int = 0) {
      self.credits = credits
      self.modelCalls = modelCalls
      self.tokens = tokens
      self.humanDecisions = humanDecisions
    }
    package static func + (a: Saving, b: Saving) -> Saving {
      Saving(
        credits: Figures.sum(a.credits, b.credits), modelCalls: Figures.sum(a.modelCalls, b.modelCalls),
        tokens: Figures.sum(a.tokens, b.tokens), humanDecisions: Figures.sum(a.humanDecisions, b.humanDecisions))
    }

    package func write(to out: inout CanonicalWriter) {
      out.double(credits)
      out.count(modelCalls)
      out.count(tokens)
      out.count(humanDecisions)
    }

    package static func read(_ reader: inout CanonicalReader) throws(CodingError) -> Saving {
      Saving(
        credits: try reader.amount(), modelCalls: try reader.tally(), tokens: try reader.tally(),
        humanDecisions: try reader.tally())
    }
  }

  package var kind: Kind
  package var subject: Subject
  /// Number in the step table; the engine fills it in for what a performer reports.
  package var step: Int
  /// How often it was so.
  package var count = 1
  /// The run that taught it.
  package var run: RunID?
  /// The person who decided, or what answered (`model`, `http`, `page`).
  package var by = ""
  /// Milliseconds since it was taught, at the latest use.
  package var age: Int64 = 0
  package var saved = Saving()
  /// In a person's words, where there is more to say.
  package var detail = ""

  package init(_ kind: Kind, _ subject: Subject, step: Int = -1) {
    self.kind = kind
    self.subject = subject
    self.step = step
  }

  func isAlike(_ other: LedgerNote) -> Bool {
    kind == other.kind && subject == other.subject && step == other.step && run == other.run && by == other.by
      && detail == other.detail
  }

  mutating func add(_ other: LedgerNote) {
    count = Figures.sum(count, other.count)
    age = other.age
    saved = saved + other.saved
  }
}

extension LedgerNote.Kind {
  package var text: String {
    switch self {
    case .reused: "reused"
    case .learned: "learned"
    case .drift: "drift"
    case .newInput: "new_input"
    case .expired: "expired"
    case .ignored: "ignored"
    }
  }

  /// Whether a run that cost more than the one before is thereby explained.
  package var isCause: Bool {
    switch self {
    case .drift, .newInput, .expired: true
    case .reused, .learned, .ignored: false
    }
  }
}

extension LedgerNote.Subject {
  package var text: String {
    switch self {
    case .memo: "memo"
    case .choice: "choice"
    case .locator: "locator"
    }
  }
}

extension LedgerNote {
  package var plain: PlainValue {
    var entries: [PlainEntry] = [
      PlainEntry(key: "kind", value: .string(kind.text)), PlainEntry(key: "subject", value: .string(subject.text)),
      PlainEntry(key: "count", value: .int(Int64(count))),
    ]
    if let run { entries.append(PlainEntry(key: "run", value: .string(run.description))) }
    if !by.isEmpty { entries.append(PlainEntry(key: "by", value: .string(by))) }
    if kind == .reused {
      entries.append(PlainEntry(key: "ageMs", value: .int(age)))
      entries.append(
        PlainEntry(
          key: "saved",
          value: [
            "credits": .double(saved.credits), "modelCalls": .int(Int64(saved.modelCalls)),
            "tokens": .int(Int64(saved.tokens)), "humanDecisions": .int(Int64(saved.humanDecisions)),
          ]))
    }
    if !detail.isEmpty { entries.append(PlainEntry(key: "detail", value: .string(detail))) }
    return .map(entries)
  }

  /// Bytes of the shortest note.
  static let leastBytes = 12

  func write(to out: inout CanonicalWriter) {
    out.byte(kind.rawValue)
    out.byte(subject.rawValue)
    out.int(Int64(step))
    out.count(count)
    out.bool(run != nil)
    if let run { out.varint(run.number) }
    out.text(by)
    out.int(age)
    saved.write(to: &out)
    out.text(detail)
  }

  static func read(_ reader: inout CanonicalReader) throws(CodingError) -> LedgerNote {
    guard let kind = Kind(rawValue: try reader.byte()), let subject = Subject(rawValue: try reader.byte()) else {
      throw reader.error("a ledger's note is of no known kind")
    }
    var note = LedgerNote(kind, subject, step: Int(clamping: try reader.int()))
    note.count = try reader.tally()
    if try reader.bool() { note.run = try reader.run() }
    note.by = try reader.text()
    note.age = try reader.figure()
    note.saved = try Saving.read(&reader)
    note.detail = try reader.text()
    return note
  }
}
