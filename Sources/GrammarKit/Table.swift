// Turns the text of a `.tsv` file of Grammar/ into rows by column name. It knows nothing of what the columns mean.

/// A sentence that says what is wrong with a file of Grammar/, and where.
package struct GrammarError: Error, Equatable, CustomStringConvertible {
  package var file: String
  /// Counted from 1; 0 means the file as a whole.
  package var line: Int
  package var message: String

  package init(_ file: String, line: Int = 0, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  package var description: String { line == 0 ? "\(file): \(message)" : "\(file):\(line): \(message)" }
}

/// A table: a line of column names, then one row a line, cells separated by one tab. Nothing is quoted or escaped, so no
/// cell can hold a tab or a line break; empty cells are allowed, missing ones are not.
package struct Table: Sendable {
  package struct Row: Sendable {
    package var line: Int
    var cells: [String: String]
    var file: String

    /// The cell under a column name.
    package func cell(_ column: String) throws(GrammarError) -> String {
      guard let cell = cells[column] else { throw GrammarError(file, line: line, "there is no column `\(column)`") }
      return cell
    }

    package func number(_ column: String) throws(GrammarError) -> Int {
      let text = try cell(column)
      guard let number = Int(text) else {
        throw GrammarError(file, line: line, "column `\(column)` holds `\(text)`, which is no integer")
      }
      return number
    }

    package func error(_ message: String) -> GrammarError { GrammarError(file, line: line, message) }
  }

  package var file: String
  package var columns: [String]
  package var rows: [Row]

  package init(file: String, text: String) throws(GrammarError) {
    self.file = file
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let header = lines.first, !header.isEmpty else { throw GrammarError(file, "the table is empty") }
    columns = header.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard Set(columns).count == columns.count else { throw GrammarError(file, line: 1, "a column is named twice") }
    rows = []
    for (offset, line) in lines.enumerated().dropFirst() {
      if line.isEmpty, offset == lines.count - 1 { continue }
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == columns.count else {
        throw GrammarError(file, line: offset + 1, "\(cells.count) cells where there are \(columns.count) columns")
      }
      let named = Dictionary(uniqueKeysWithValues: zip(columns, cells))
      rows.append(Row(line: offset + 1, cells: named, file: file))
    }
  }
}
