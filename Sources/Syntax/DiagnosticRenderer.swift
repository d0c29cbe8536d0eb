// Diagnostics to text for a person: the source line, a caret span, notes, help. It decides nothing about what is wrong.
// What a terminal could be misled by (escape codes, characters that turn the writing direction) is never passed on.

package struct DiagnosticRenderer: Sendable {
  package var sources: SourceFiles
  package var colour: Bool
  /// Columns of source text shown of a line at most; a longer line is cut around its span.
  package var width: Int

  package init(sources: SourceFiles, colour: Bool = false, width: Int = 110) {
    self.sources = sources
    self.colour = colour
    self.width = max(width, 40)
  }

  package init(_ file: SourceFile, colour: Bool = false) {
    self.init(sources: SourceFiles([file]), colour: colour)
  }

  // MARK: Whole reports

  /// All of them in reading order, a blank line between two, and a closing line that counts them.
  package func text(_ bag: DiagnosticBag) -> String {
    var out = ""
    for diagnostic in bag.sorted { out += text(diagnostic) + "\n" }
    if bag.dropped > 0 { out += "… and \(bag.dropped) more that are not shown\n" }
    if let summary = Self.summary(bag) { out += paint(summary, bag.hasErrors ? .error : .warning) + "\n" }
    return out
  }

  /// "2 errors, 1 warning"; nil when there is nothing.
  package static func summary(_ bag: DiagnosticBag) -> String? {
    func counted(_ count: Int, _ word: String) -> String? {
      count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    let parts = [counted(bag.errorCount, "error"), counted(bag.warningCount, "warning")].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  // MARK: One diagnostic

  package func text(_ diagnostic: Diagnostic) -> String {
    let ink: Ink = diagnostic.severity == .error ? .error : .warning
    var out = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", ink)
    out += paint(": \(clean(diagnostic.message))", .strong) + "\n"
    let labels = groupedLabels(diagnostic)
    let gutter =
      labels.flatMap { group in group.labels.map { group.file.lineIndex(ofByte: Int($0.place.start)) + 1 } }
      .max().map { "\($0)".count } ?? 1
    for (index, group) in labels.enumerated() {
      let anchor = group.labels.first { $0.isPrimary } ?? group.labels[0]
      let at = group.file.lineColumn(of: anchor.place)
      let arrow = index == 0 ? "-->" : ":::"
      out += pad(gutter) + paint(arrow, .gutter) + " \(clean(group.file.name)):\(at)\n"
      out += snippet(group, gutter, ink)
    }
    out += details(diagnostic, gutter)
    return out
  }

  private func details(_ diagnostic: Diagnostic, _ gutter: Int) -> String {
    var lines: [(String, String)] = []
    if let near = diagnostic.nearName { lines.append(("help", "did you mean `\(near)`?")) }
    if let expected = diagnostic.expected, !diagnostic.label.contains(expected) { lines.append(("expected", expected)) }
    for note in diagnostic.notes { lines.append(("note", note)) }
    if let help = diagnostic.help { lines.append(("help", help)) }
    return lines.map { pad(gutter) + paint(" = ", .gutter) + paint("\($0.0)", .strong) + ": \(clean($0.1))\n" }.joined()
  }

  // MARK: Labels by file and line

  private struct Mark {
    var place: Place
    var text: String
    var isPrimary: Bool
  }
  private struct Group {
    var file: SourceFile
    var labels: [Mark]
  }

  /// The primary label's file first, then the others as they come.
  private func groupedLabels(_ diagnostic: Diagnostic) -> [Group] {
    var groups: [Group] = []
    let marks =
      [Mark(place: diagnostic.place, text: diagnostic.label, isPrimary: true)]
      + diagnostic.secondary.map { Mark(place: $0.place, text: $0.text, isPrimary: false) }
    for mark in marks {
      guard let file = sources[mark.place.file] else { continue }
      if let index = groups.firstIndex(where: { $0.file.id == file.id }) {
        groups[index].labels.append(mark)
      } else {
        groups.append(Group(file: file, labels: [mark]))
      }
    }
    return groups
  }

  private func snippet(_ group: Group, _ gutter: Int, _ ink: Ink) -> String {
    var byLine: [Int: [Mark]] = [:]
    for mark in group.labels { byLine[group.file.lineIndex(ofByte: Int(mark.place.start)), default: []].append(mark) }
    let lines = byLine.keys.sorted()
    let bar = paint("|", .gutter)
    var out = pad(gutter) + " \(bar)\n"
    var last: Int?
    for line in lines {
      if let last, line > last + 2 {
        out += pad(gutter) + " " + paint(":", .gutter) + "\n"
      } else if let last, line == last + 2 {
        out += sourceLine(DisplayedLine(group.file, last + 1, span: nil, width: width), last + 1, gutter)
      }
      let marks = byLine[line]!.sorted { Place.precedes($0.place, $1.place) }
      let focus = marks.first { $0.isPrimary } ?? marks[0]
      let shown = DisplayedLine(group.file, line, span: focus.place, width: width)
      out += sourceLine(shown, line, gutter)
      for mark in marks {
        let (before, length) = shown.columns(of: mark.place)
        let sign = String(repeating: mark.isPrimary ? "^" : "-", count: length)
        let words = mark.text.isEmpty ? "" : " " + clean(mark.text)
        out += pad(gutter) + " \(bar) " + String(repeating: " ", count: before)
        out += paint(sign + words, mark.isPrimary ? ink : .gutter) + "\n"
      }
      last = line
    }
    return out + pad(gutter) + " \(bar)\n"
  }

  private func sourceLine(_ line: DisplayedLine, _ index: Int, _ gutter: Int) -> String {
    let number = "\(index + 1)"
    let shown = paint(pad(gutter - number.count) + number + " |", .gutter) + " " + line.text
    return (line.text.isEmpty ? paint(pad(gutter - number.count) + number + " |", .gutter) : shown) + "\n"
  }

  // MARK: Ink

  private enum Ink: String {
    case error = "1;31", warning = "1;33", strong = "1", gutter = "1;34"
  }

  private func paint(_ text: String, _ ink: Ink) -> String {
    colour && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }

  private func clean(_ text: String) -> String {
    var out = ""
    for character in text { out += DisplayedLine.display(character).text }
    return out
  }
}

/// One line of source as a terminal shows it: tabs as spaces, unprintable characters made visible, a long line cut
/// around its span. It knows where each byte came to stand.
struct DisplayedLine {
  private(set) var text = ""
  /// Display column of each byte of the line, and one more for its end.
  private var columnOfByte: [Int] = []
  private let range: Range<Int>

  init(_ file: SourceFile, _ index: Int, span: Place?, width: Int) {
    range = file.byteRange(ofLine: index)
    let line = String(decoding: file.bytes[range], as: UTF8.self)
    var cells: [(text: String, width: Int, bytes: Int)] = []
    var total = 0
    for character in line {
      let shown = Self.display(character)
      // A byte that is no UTF-8 was decoded to U+FFFD, three bytes for one.
      let bytes = character == "\u{FFFD}" ? 1 : character.utf8.count
      cells.append((shown.text, shown.width, bytes))
      total += shown.width
    }
    let window = total > width ? Self.window(cells, range, span, width) : 0..<cells.count
    var column = window.lowerBound > 0 ? 1 : 0
    if window.lowerBound > 0 { text = "…" }
    for (at, cell) in cells.enumerated() {
      let isShown = window.contains(at)
      for _ in 0..<cell.bytes { columnOfByte.append(column) }
      guard isShown else { continue }
      text += cell.text
      column += cell.width
    }
    columnOfByte.append(column)
    if window.upperBound < cells.count { text += "…" }
  }

  /// Which characters to show of a line that is too long.
  private static func window(
    _ cells: [(text: String, width: Int, bytes: Int)], _ range: Range<Int>, _ span: Place?, _ width: Int
  ) -> Range<Int> {
    var target = 0
    if let span {
      var byte = range.lowerBound
      while target < cells.count, byte < Int(span.start) {
        byte += cells[target].bytes
        target += 1
      }
    }
    // Two thirds of the room for what comes from the span on.
    var start = min(target, cells.count)
    var used = 0
    while start > 0, used + cells[start - 1].width <= width / 3 {
      start -= 1
      used += cells[start].width
    }
    if start <= 1 {
      start = 0
      used = 0
      for cell in cells[0..<min(target, cells.count)] { used += cell.width }
    }
    var end = min(target, cells.count)
    while end < cells.count, used + cells[end].width <= width {
      used += cells[end].width
      end += 1
    }
    return start..<max(end, start)
  }

  /// Columns before a place on this line, and how many it covers (at least one; up to the line's end if it goes on).
  func columns(of place: Place) -> (before: Int, length: Int) {
    let start = min(max(Int(place.start) - range.lowerBound, 0), columnOfByte.count - 1)
    let end = min(max(Int(place.end) - range.lowerBound, start), columnOfByte.count - 1)
    let before = columnOfByte[start]
    return (before, max(1, columnOfByte[end] - before))
  }

  /// How a character is shown, and how many columns it takes.
  static func display(_ character: Character) -> (text: String, width: Int) {
    if character == "\t" { return ("    ", 4) }
    guard let first = character.unicodeScalars.first else { return ("", 0) }
    for scalar in character.unicodeScalars where isUnprintable(scalar.value) { return ("\u{FFFD}", 1) }
    if first.isASCII { return (String(character), 1) }
    return (String(character), isWide(first.value) ? 2 : isCombining(first) ? 0 : 1)
  }

  private static func isUnprintable(_ value: UInt32) -> Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || (0x202A...0x202E).contains(value)
      || (0x2066...0x2069).contains(value) || value == 0x200E || value == 0x200F || value == 0x2028 || value == 0x2029
      || value == 0xFEFF
  }

  private static func isCombining(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }

  /// East Asian wide and fullwidth (UAX #11), and emoji, by blocks.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2614...0x2615, 0x26A1, 0x2705, 0x274C, 0x2E80...0x303E,
      0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
