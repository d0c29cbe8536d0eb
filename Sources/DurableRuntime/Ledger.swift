// What each step of a run cost. Adds up and goes to bytes; prices come from outside.
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
    package init(step: Int) { self.step = step }
  }
  /// In the order of first cost.
  package private(set) var rows: [Row] = []
  package init() {}
  package var isEmpty: Bool { rows.isEmpty }

  package mutating func add(
    step: Int, credits: Double = 0, modelCalls: Int = 0, tokens: Int = 0, humanDecisions: Int = 0,
    milliseconds: Int64 = 0
  ) {
    let index: Int
    if let found = rows.firstIndex(where: { $0.step == step }) {
      index = found
    } else {
      index = rows.count
      rows.append(Row(step: step))
    }
    rows[index].credits += credits
    rows[index].modelCalls += modelCalls
    rows[index].tokens += tokens
    rows[index].humanDecisions += humanDecisions
    rows[index].milliseconds += milliseconds
  }

  /// Others may have decided in the meantime: their decisions count too.
  mutating func takeDecisions(from other: Ledger) {
    for row in other.rows {
      let ours = self[row.step]?.humanDecisions ?? 0
      if row.humanDecisions > ours { add(step: row.step, humanDecisions: row.humanDecisions - ours) }
    }
  }

  package var total: Row {
    rows.reduce(into: Row(step: -1)) { sum, row in
      sum.credits += row.credits
      sum.modelCalls += row.modelCalls
      sum.tokens += row.tokens
      sum.humanDecisions += row.humanDecisions
      sum.milliseconds += row.milliseconds
    }
  }

  package subscript(_ step: Int) -> Row? { rows.first { $0.step == step } }

  func write(to out: inout CanonicalWriter) {
    out.count(rows.count)
    for row in rows {
      out.int(Int64(row.step))
      out.bool(row.credits != 0)
      if row.credits != 0 { out.double(row.credits) }
      out.count(row.modelCalls)
      out.count(row.tokens)
      out.count(row.humanDecisions)
      out.int(row.milliseconds)
    }
  }

  static func read(_ reader: inout CanonicalReader) throws(CodingError) -> Ledger {
    var ledger = Ledger()
    for _ in 0..<(try reader.count(bytesEach: 6)) {
      var row = Row(step: Int(try reader.int()))
      if try reader.bool() { row.credits = try reader.double() }
      row.modelCalls = try reader.number(upTo: .max)
      row.tokens = try reader.number(upTo: .max)
      row.humanDecisions = try reader.number(upTo: .max)
      row.milliseconds = try reader.int()
      ledger.rows.append(row)
    }
    return ledger
  }
}
