// Who decided what and when in a run, from the audit log; and, where it is asked for, what stood in front of them.
import DurableRuntime
import Foundation
import Values

struct DecisionList: Sendable {
  private struct Row: Sendable {
    var at: Int64
    var event: PlainValue
    /// What a person gave; secrets are holes.
    var values: [PlainEntry] = []
    /// The gate as it stood; nil: not asked for, or it cannot be made again.
    var gate: Gate?
  }
  private var rows: [Row] = []
  private let seen: Bool

  init(of run: RunID, _ engine: Engine, seen: Bool) throws {
    self.seen = seen
    for leaf in try engine.store.audit(of: run) {
      for event in try AuditEvent.read(leaf.entry.body).map(\.plain) {
        guard let word = event["event"]?.text, Self.words.contains(word) else { continue }
        rows.append(Row(at: leaf.entry.at, event: event))
      }
    }
    for stored in try engine.store.decisions(run) {
      let decision = try Decision(bytes: stored.bytes)
      let row = rows.firstIndex {
        $0.event["event"] == "decided" && $0.event["evidence"]?.text == decision.evidence.description
          && $0.event["by"]?.text == decision.by
      }
      if let row { rows[row].values = decision.values.entries ?? [] }
    }
    guard seen, !rows.isEmpty else { return }
    let gates = try engine.decidedGates(run)
    for index in rows.indices {
      guard let hex = rows[index].event["evidence"]?.text, let digest = Digest(hex: hex) else { continue }
      rows[index].gate = gates[digest]
    }
  }

  private static let words = ["decided", "policy", "expired"]

  /// The events of the audit log with their moments and what was given; with what was seen, `shown`: the gate, or null where it does not come out
  /// as the digest says.
  var plain: PlainValue {
    .list(
      rows.map { row in
        var entries = [PlainEntry(key: "at", value: .timestamp(TimestampValue(milliseconds: row.at)))]
        entries += row.event.entries ?? []
        if !row.values.isEmpty { entries.append(PlainEntry(key: "values", value: .map(row.values))) }
        if seen, row.event["evidence"] != nil {
          entries.append(PlainEntry(key: "shown", value: row.gate?.plain ?? .null))
        }
        return .map(entries)
      })
  }

  func lines(_ view: RunView, _ printer: RunPrinter) -> [String] {
    if rows.isEmpty { return [] }
    var lines = ["", printer.terminal.paint("Decisions", .bold)]
    for row in rows {
      lines.append("  " + line(row, printer.terminal))
      guard seen, let evidence = row.event["evidence"]?.text else { continue }
      if let gate = row.gate {
        lines += printer.shownLines(gate, view).map { "    " + $0 }
        lines.append(printer.terminal.paint("    evidence \(evidence.prefix(12))… made again from the journal", .dim))
      } else {
        lines.append(
          printer.terminal.paint("    evidence \(evidence.prefix(12))… does not come out of the journal", .yellow))
      }
    }
    return lines
  }

  /// `approved  pay  by ann (cli), 2026-11-29T10:00:00Z: checked with finance`
  private func line(_ row: Row, _ terminal: Terminal) -> String {
    func text(_ key: String) -> String { row.event[key].map { Terminal.onOneLine(Display.text($0)) } ?? "" }
    let isApproved = text("event") == "policy" || text("verdict") == "approve"
    let word = isApproved ? terminal.paint("approved", .green) : terminal.paint("rejected", .red)
    var line = "\(word)  \(text("gate"))  "
    switch text("event") {
    case "policy":
      line += "by its policy: \(text("expression"))" + (text("values").isEmpty ? "" : " (\(text("values")))")
    case "expired": line += "by nobody in time"
    default: line += "by \(text("by")) (\(text("surface")))"
    }
    // An option is known by its label.
    let value = row.values.first { $0.key == "value" }
    let chosen = value == nil ? nil : row.values.first { $0.key == "label" }
    if let chosen { line += " choosing " + Terminal.onOneLine(Display.text(chosen.value)) }
    let given = row.values.filter { chosen == nil || $0.key != "value" && $0.key != "label" }
      .map { "\(Display.text($0.key)) \(Display.text($0.value))" }
    if !given.isEmpty { line += " with " + Terminal.onOneLine(given.joined(separator: ", ")) }
    line += terminal.paint("  " + TimestampValue(milliseconds: row.at).text, .dim)
    return text("comment").isEmpty ? line : line + "  “\(text("comment"))”"
  }
}
