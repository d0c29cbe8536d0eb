// Places of one source text as a program has them: line and column.
import Bytecode
import Syntax

package final class SourcePoints {
  private let source: SourceFile
  /// Of the text in the program.
  private let number: UInt16
  /// The line of the last place that was looked up: the next is seldom far.
  @exclusivity(unchecked) private var line = 0

  package init(_ source: SourceFile, number: UInt16) {
    self.source = source
    self.number = number
  }

  package func point(_ place: Place) -> SourcePoint {
    let found = source.lineColumn(ofByte: Int(place.start), near: line)
    line = found.line - 1
    return SourcePoint(source: number, line: UInt32(clamping: found.line), column: UInt16(clamping: found.column))
  }
}
