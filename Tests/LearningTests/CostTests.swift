// What runs cost, from the ledger to the curve.
import DurableRuntime
import Foundation
import Learning
import Testing
import Values

@Suite struct CostTests {
  static let start = TimestampValue(seconds: 1_800_000_000, nanoseconds: 0)
  static func id(_ number: UInt64) -> RunID {
    RunID(number: (UInt64(1_800_000_000 - RunID.epochSeconds) * 1000 << 20) + number)
  }

  static func run(
    _ number: UInt64, credits: Double = 0, calls: Int = 0, decisions: Int = 0, status: RunStatus = .completed,
    inputs: String = "same", notes: [(String, LedgerNote)] = []
  ) -> CostCurve.Run {
    var ledger = Ledger()
    ledger.add(
      step: 1, credits: credits, modelCalls: calls, tokens: calls * 100, humanDecisions: decisions, milliseconds: 1200,
      humanMilliseconds: Int64(decisions) * 60_000)
    return CostCurve.Run(
      id: id(number), startedAt: start, status: status, version: 1, total: ledger.total, milliseconds: 1500,
      notes: notes.map { (step: $0.0, note: $0.1) }, inputs: Digest(of: Array(inputs.utf8)))
  }

  static func note(_ kind: LedgerNote.Kind, _ subject: LedgerNote.Subject = .memo) -> LedgerNote {
    var note = LedgerNote(kind, subject)
    if kind == .reused {
      note.run = id(1)
      note.by = "ann"
      note.age = 3 * 3_600_000
      note.saved = .init(credits: 1, modelCalls: 1, tokens: 120)
    }
    return note
  }

  /// Performer and store both say it, and so do the inputs themselves: it is one cause.
  @Test func aNewInputIsNamedOnce() {
    var said = Self.note(.newInput, .locator)
    said.detail = "on a page that it had not before"
    let silent = Self.note(.newInput, .locator)
    let curve = CostCurve(
      skill: "s",
      runs: [
        Self.run(1, inputs: "a"), Self.run(2, inputs: "b"),
        Self.run(3, inputs: "c", notes: [("pay", silent), ("pay", said), ("look", silent)]),
      ])
    #expect(
      curve.runs.map { $0.causes.map(\.text) } == [
        [], ["new input: inputs that no run before had"],
        ["pay: new input: on a page that it had not before", "look: new input"],
      ])
  }

  @Test func aLedgerGoesToBytesAndBack() throws {
    var record = RunRecord(startedAt: Self.start, initiator: "ann")
    record.ledger.add(step: 3, credits: 2.5, modelCalls: 1, tokens: 90, milliseconds: 40, browserMilliseconds: 30)
    record.ledger.add(step: 4, humanDecisions: 1, humanMilliseconds: 61_000)
    for kind in LedgerNote.Kind.allCases {
      var note = Self.note(kind, .choice)
      note.step = 3
      note.detail = "…"
      record.ledger.note(note)
      record.ledger.note(note)
    }
    let bytes = record.bytes(id: Self.id(1), digests: [])
    let back = try RunRecord(bytes: bytes, id: Self.id(1))
    #expect(back.ledger == record.ledger)
    #expect(back.ledger.notes.count == LedgerNote.Kind.allCases.count && back.ledger.notes[0].count == 2)
    #expect(back.ledger.notes[0].saved.modelCalls == 2)
    for cut in bytes.indices {
      #expect(throws: RuntimeError.self) { try RunRecord(bytes: Array(bytes[..<cut]), id: Self.id(1)) }
    }
  }

  /// Ledgers from before people's and browsers' time was counted: a flag stood where there are bits now.
  @Test func oldLedgersReadTheSame() throws {
    var out = CanonicalWriter()
    out.varint(4)
    out.int(0)
    out.varint(0)
    out.text("ann")
    out.count(2)
    out.count(0)
    out.count(2)
    for (step, credits) in [(1, 0.0), (2, 1.5)] {
      out.int(Int64(step))
      out.bool(credits != 0)
      if credits != 0 { out.double(credits) }
      out.count(1)
      out.count(90)
      out.count(2)
      out.int(40)
    }
    out.byte(255)
    let record = try RunRecord(bytes: out.bytes, id: Self.id(1))
    #expect(record.ledger.total.credits == 1.5 && record.ledger.total.humanDecisions == 4)
    #expect(record.ledger.total.milliseconds == 80 && record.ledger.notes.isEmpty)
    #expect(record.bytes(id: Self.id(1), digests: []) == out.bytes)
  }

  @Test func aLoopWritesOneLineAndALedgerHasAnEnd() {
    var ledger = Ledger()
    for number in 0..<2000 {
      var note = Self.note(.reused)
      note.step = number / 2
      ledger.note(note)
    }
    #expect(ledger.notes.count == RuntimeLimits.ledgerNotes)
    #expect(ledger.notes[0].count == 2)
    #expect(ledger.notes.reduce(0) { $0 + $1.saved.modelCalls } == 2000)
  }

  @Test func aFallingCurveHasNoRise() {
    let curve = CostCurve(
      skill: "s",
      runs: [
        Self.run(2, notes: [("draft", Self.note(.reused))]), Self.run(1, credits: 1, calls: 1, decisions: 1),
      ])
    #expect(curve.runs.map(\.total.modelCalls) == [1, 0])
    #expect(curve.rise == nil)
    #expect(
      curve.runs[1].savings.map(\.text) == [
        "draft: remembered from \(Self.id(1)) by ann, 3 h old; saved 1 credit, 1 model call, 120 tokens"
      ])
  }

  @Test(
    arguments: [
      ([run(1), run(2, credits: 1)], "credits 0 → 1, unexplained"),
      ([run(1, calls: 1), run(2, calls: 2, decisions: 1)], "model calls 1 → 2, human decisions 0 → 1, unexplained"),
      ([run(1), run(2, decisions: 1, notes: [("go", note(.drift, .locator))])], "human decisions 0 → 1: go: drift"),
      ([run(1), run(2, calls: 1, notes: [("draft", note(.expired))])], "model calls 0 → 1: draft: expired"),
      ([run(1), run(2, calls: 1, inputs: "other")], "model calls 0 → 1: new input: inputs that no run before had"),
      // Inputs that an earlier run had explain nothing.
      ([run(1, inputs: "a"), run(2, inputs: "b"), run(3, calls: 1, inputs: "a")], "model calls 0 → 1, unexplained"),
      // A damaged entry explains nothing: somebody should look.
      ([run(1), run(2, calls: 1, notes: [("draft", note(.ignored))])], "model calls 0 → 1, unexplained"),
      // What failed in between does not count.
      ([run(1, calls: 1), run(2, status: .failed), run(3, calls: 1)], "none"),
      ([run(1, calls: 1)], "none"),
    ] as [([CostCurve.Run], String)])
  func whatHoldsASkillToItsCurve(runs: [CostCurve.Run], expected: String) {
    let said =
      CostCurve(skill: "s", runs: runs).rise.map { rise in
        rise.figures.map { "\($0.name) \(CostCurve.number($0.before)) → \(CostCurve.number($0.now))" }
          .joined(separator: ", ")
          + (rise.isExplained ? ": " + rise.newest.causes.map(\.text).joined(separator: "; ") : ", unexplained")
      } ?? "none"
    #expect(said == expected)
  }

  @Test func thePictureIsSafeWhateverTheSkillIsCalled() throws {
    let curve = CostCurve(skill: "a<b>&\"c\"", runs: [Self.run(1, credits: 2.5, calls: 1), Self.run(2)])
    #expect(curve.svg.contains("<title>What the runs of a&lt;b&gt;&amp;&quot;c&quot; cost</title>"))
    #expect(curve.svg.split(separator: "<rect").count == 1 + 2 * curve.series.count)
    #expect(curve.svg.contains("2.50 → 0"))
  }

  @Test(arguments: [(0.0, "0"), (3.0, "3"), (0.25, "0.25"), (1.005, "1"), (-1.5, "-1.50"), (12.06, "12.06")])
  func numbers(value: Double, text: String) { #expect(CostCurve.number(value) == text) }
}
