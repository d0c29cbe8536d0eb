import Testing

@testable import Syntax

@Suite struct SourcePlaceTests {
  @Test func linesAndColumnsCountCharacters() {
    let file = SourceFile(name: "t", text: "a\nZoë x\r\nlast\rend")
    #expect(file.lineStarts == [0, 2, 10, 15])
    #expect(file.lineColumn(ofByte: 0) == LineColumn(line: 1, column: 1))
    #expect(file.lineColumn(ofByte: 7) == LineColumn(line: 2, column: 5))
    #expect(file.lineColumn(ofByte: 10) == LineColumn(line: 3, column: 1))
    #expect(file.lineColumn(ofByte: 18) == LineColumn(line: 4, column: 4))
    #expect(file.lineColumn(ofByte: 999) == LineColumn(line: 4, column: 4))
    #expect(file.byteRange(ofLine: 1) == 2..<8)
  }

  @Test func anEmptyTextHasOneLine() {
    let file = SourceFile(name: "t", text: "")
    #expect(file.lineColumn(ofByte: 0) == LineColumn(line: 1, column: 1))
  }

  @Test func aBagIsBoundedAndNeverHidesErrorsBehindWarnings() {
    var bag = DiagnosticBag(capacity: 3)
    func place(_ at: Int) -> Place { Place(file: FileID(0), at..<at + 1) }
    for at in 0..<5 { bag.add(Diagnostic("TW0701", .warning, at: place(9 - at), "w\(at)")) }
    bag.add(Diagnostic("TW0201", at: place(1), "e"))
    bag.add(Diagnostic("TW0201", at: place(1), "e"))
    #expect(bag.hasErrors && bag.errorCount == 1 && bag.warningCount == 5 && bag.dropped == 3)
    #expect(bag.sorted.map(\.message) == ["e", "w1", "w0"])
  }
}
