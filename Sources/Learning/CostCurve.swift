// The runs of a skill, oldest first, with what each cost, what it did not have to pay again and thanks to whom, and why it
// cost more where it did. Made of ledgers; it reads no store and prints nothing.
import DurableRuntime
import Values

package struct CostCurve: Sendable {
  package var skill: String
  /// Oldest first; runs that have ended.
  package var runs: [Run]

  package struct Run: Sendable {
    package var id: RunID
    package var startedAt: TimestampValue
    package var status: RunStatus
    /// Of the skill.
    package var version: Int
    package var total: Ledger.Row
    /// Milliseconds outside gates and waits.
    package var milliseconds: Int64
    /// What was reused, by step.
    package var savings: [Line]
    /// What was taught, by step.
    package var lessons: [Line]
    /// Why it may have cost more than the one before.
    package var causes: [Line]
    /// Of the inputs; nil: not known.
    package var inputs: Digest?

    package init(
      id: RunID, startedAt: TimestampValue, status: RunStatus, version: Int, total: Ledger.Row, milliseconds: Int64,
      notes: [(step: String, note: LedgerNote)], inputs: Digest?
    ) {
      self.id = id
      self.startedAt = startedAt
      self.status = status
      self.version = version
      self.total = total
      self.milliseconds = milliseconds
      self.inputs = inputs
      let lines = notes.map { Line(step: $0.step, note: $0.note) }
      savings = lines.filter { $0.note.kind == .reused }
      lessons = lines.filter { $0.note.kind == .learned }
      causes = Self.once(lines.filter { $0.note.kind.isCause })
    }

    /// What performers and stores say of the same step's new inputs is one cause, in the words of whoever says more.
    private static func once(_ causes: [Line]) -> [Line] {
      causes.filter { line in
        guard line.note.kind == .newInput, line.note.detail.isEmpty else { return true }
        return !causes.contains { $0.step == line.step && $0.note.kind == .newInput && !$0.note.detail.isEmpty }
      }
    }

    package var saved: LedgerNote.Saving { savings.reduce(LedgerNote.Saving()) { $0 + $1.note.saved } }
  }

  /// A ledger's note with its step's name.
  package struct Line: Sendable {
    package var step: String
    package var note: LedgerNote
  }

  package init(skill: String, runs: [Run]) {
    self.skill = skill
    self.runs = runs.sorted { $0.id < $1.id }
    // Inputs that no earlier run had are a cause of their own.
    var seen: Set<Digest> = []
    for index in self.runs.indices {
      guard let inputs = self.runs[index].inputs else { continue }
      // Where a step says so it says more.
      let isSaid = self.runs[index].causes.contains { $0.note.kind == .newInput }
      if seen.insert(inputs).inserted, seen.count > 1, !isSaid {
        var note = LedgerNote(.newInput, .memo)
        note.detail = "inputs that no run before had"
        self.runs[index].causes.append(Line(step: "", note: note))
      }
    }
  }
}

// MARK: Holding a skill to its curve

extension CostCurve {
  /// What the newest completed run cost more of than the one before, and why if that is on record.
  package struct Rise: Sendable {
    package struct Figure: Hashable, Sendable {
      package var name: String
      package var before: Double
      package var now: Double
    }
    package var newest: Run
    package var before: Run
    package var figures: [Figure]
    /// Without a cause the curve is broken.
    package var isExplained: Bool { !newest.causes.isEmpty }
  }

  /// Nil where there are no two completed runs, or the newest cost no more. Compared are credits, model calls and human
  /// decisions: tokens and time vary from call to call.
  package var rise: Rise? {
    let completed = runs.filter { $0.status == .completed }
    guard completed.count >= 2 else { return nil }
    let (before, newest) = (completed[completed.count - 2], completed[completed.count - 1])
    let figures = [
      Rise.Figure(name: "credits", before: before.total.credits, now: newest.total.credits),
      Rise.Figure(name: "model calls", before: Double(before.total.modelCalls), now: Double(newest.total.modelCalls)),
      Rise.Figure(
        name: "human decisions", before: Double(before.total.humanDecisions), now: Double(newest.total.humanDecisions)),
    ].filter { $0.now > $0.before }
    return figures.isEmpty ? nil : Rise(newest: newest, before: before, figures: figures)
  }
}

// MARK: The figures, once

extension CostCurve {
  /// What is plotted: one row of numbers each, as long as `runs`.
  package struct Series: Sendable {
    package var name: String
    package var values: [Double]
  }

  package var series: [Series] {
    [
      Series(name: "credits", values: runs.map(\.total.credits)),
      Series(name: "model calls", values: runs.map { Double($0.total.modelCalls) }),
      Series(name: "human decisions", values: runs.map { Double($0.total.humanDecisions) }),
      Series(name: "seconds", values: runs.map { Double($0.milliseconds) / 1000 }),
    ]
  }
}

// MARK: Words and JSON

extension CostCurve.Line {
  /// As a person reads it: `customer: learned from run_… by ann, 3 h old; saved 1 human decision`.
  package var text: String {
    let note = note
    let prefix = step.isEmpty ? "" : "\(step): "
    let times = note.count > 1 ? " (\(note.count) times)" : ""
    switch note.kind {
    case .reused: return "\(prefix)\(note.origin)\(note.savedText.map { "; saved \($0)" } ?? "")\(times)"
    case .learned: return "\(prefix)taught its \(note.subject.text)\(times)"
    case .drift: return "\(prefix)drift\(note.detail.isEmpty ? "" : ": \(note.detail)")\(times)"
    case .newInput: return "\(prefix)new input\(note.detail.isEmpty ? "" : ": \(note.detail)")\(times)"
    case .expired: return "\(prefix)expired\(note.detail.isEmpty ? "" : ": \(note.detail)")\(times)"
    case .ignored: return "\(prefix)ignored\(note.detail.isEmpty ? "" : ": \(note.detail)")\(times)"
    }
  }

  var plain: PlainValue {
    guard case .map(let entries) = note.plain, !step.isEmpty else { return note.plain }
    return .map([PlainEntry(key: "step", value: .string(step))] + entries)
  }
}

extension LedgerNote {
  /// Who taught what was reused, and how long ago: `learned from run_… by ann, 3 h old`.
  package var origin: String {
    let from = run.map { " from \($0)" } ?? ""
    let who = by.isEmpty ? "" : " by \(by)"
    let word = subject == .memo ? "remembered" : "learned"
    return "\(word)\(from)\(who), \(Self.age(age)) old"
  }

  package var savedText: String? {
    var parts: [String] = []
    func add(_ count: Int, _ word: String) {
      if count > 0 { parts.append("\(count) \(word)\(count == 1 ? "" : "s")") }
    }
    if saved.credits > 0 { parts.append("\(CostCurve.number(saved.credits)) credit\(saved.credits == 1 ? "" : "s")") }
    add(saved.modelCalls, "model call")
    add(saved.tokens, "token")
    add(saved.humanDecisions, "human decision")
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// `850 ms`, `12 s`, `3 min`, `2 h`, `5 days`.
  package static func age(_ milliseconds: Int64) -> String {
    switch milliseconds {
    case ..<1000: "\(max(0, milliseconds)) ms"
    case ..<60_000: "\(milliseconds / 1000) s"
    case ..<3_600_000: "\(milliseconds / 60_000) min"
    case ..<172_800_000: "\(milliseconds / 3_600_000) h"
    default: "\(milliseconds / 86_400_000) days"
    }
  }
}

extension CostCurve {
  /// Whole numbers bare, others with two places.
  package static func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard hundredths.magnitude < 1e15 else { return "\(value)" }
    let whole = Int64(hundredths)
    if whole % 100 == 0 { return "\(whole / 100)" }
    let fraction = abs(whole % 100)
    return "\(whole < 0 ? "-" : "")\(abs(whole) / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  package var plain: PlainValue {
    [
      "skill": .string(skill), "runs": .list(runs.map(\.plain)),
      "rise": rise.map { rise in
        [
          "run": .string(rise.newest.id.description), "before": .string(rise.before.id.description),
          "explained": .bool(rise.isExplained),
          "figures": .list(
            rise.figures.map { ["name": .string($0.name), "before": .double($0.before), "now": .double($0.now)] }),
          "causes": .list(rise.newest.causes.map { .string($0.text) }),
        ]
      } ?? .null,
    ]
  }
}

extension CostCurve.Run {
  package var plain: PlainValue {
    [
      "id": .string(id.description), "startedAt": .timestamp(startedAt), "status": .string(status.text),
      "version": .int(Int64(version)), "credits": .double(total.credits), "modelCalls": .int(Int64(total.modelCalls)),
      "tokens": .int(Int64(total.tokens)), "humanDecisions": .int(Int64(total.humanDecisions)),
      "humanMs": .int(total.humanMilliseconds), "browserMs": .int(total.browserMilliseconds), "ms": .int(milliseconds),
      "savings": .list(savings.map(\.plain)), "learned": .list(lessons.map(\.plain)),
      "causes": .list(causes.map(\.plain)),
    ]
  }
}
