// Source text and places in it. A place is three small numbers; lines and columns are derived only when a person is
// to read them. Nothing here reads a file: the text is handed in.

/// Which text of a compilation a place belongs to: the skill itself is 0, called skills follow as they are resolved.
package struct FileID: Hashable, Sendable, BitwiseCopyable {
  package var number: UInt16
  package init(_ number: UInt16) { self.number = number }
}

/// A half-open range of bytes in one source text. Trivial, 12 bytes, so that every node can afford one.
package struct Place: Hashable, Sendable, BitwiseCopyable {
  /// Byte offset of the first byte.
  package var start: UInt32
  /// Byte offset past the last byte; equal to `start` for a point.
  package var end: UInt32
  package var file: FileID

  package init(file: FileID, start: UInt32, end: UInt32) {
    self.file = file
    self.start = start
    self.end = max(start, end)
  }

  package init(file: FileID, _ range: Range<Int>) {
    self.init(file: file, start: UInt32(clamping: range.lowerBound), end: UInt32(clamping: range.upperBound))
  }

  /// The smallest place that covers both. Both must be of one file; else it is `self`.
  package func joined(_ other: Place) -> Place {
    guard other.file == file else { return self }
    return Place(file: file, start: min(start, other.start), end: max(end, other.end))
  }

  /// The point where the place begins.
  package var startPoint: Place { Place(file: file, start: start, end: start) }

  package var isEmpty: Bool { start == end }

  /// Reading order: file, then start, then end.
  package static func precedes(_ a: Place, _ b: Place) -> Bool {
    if a.file != b.file { return a.file.number < b.file.number }
    if a.start != b.start { return a.start < b.start }
    return a.end < b.end
  }
}

/// Where a person finds a place: both count from 1, the column in characters (not bytes).
package struct LineColumn: Hashable, Sendable, CustomStringConvertible {
  package var line: Int
  package var column: Int
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
  package var description: String { "\(line):\(column)" }
}

/// One source text: its name as the person knows it, its bytes, and where its lines start.
package struct SourceFile: Sendable {
  package let id: FileID
  /// As shown in diagnostics: a path as it was given, or a made-up name such as `<expression>`.
  package let name: String
  package let bytes: [UInt8]
  /// Byte offset of each line's first byte; a byte order mark belongs to none. A line ends after `\n`, `\r\n` or a lone `\r`.
  /// Never empty.
  package let lineStarts: [UInt32]
  /// For each line the byte offset of its first character that is none of ASCII; `.max` where all are. Up to there a
  /// column is a difference of offsets, so that many places in one long line cost nothing.
  private let firstWide: [UInt32]

  package init(id: FileID = FileID(0), name: String, bytes: [UInt8]) {
    self.id = id
    self.name = name
    self.bytes = bytes
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var starts: [UInt32] = [UInt32(mark)]
    starts.reserveCapacity(bytes.count / 32 + 1)
    var wide: [UInt32] = [.max]
    wide.reserveCapacity(bytes.count / 32 + 1)
    bytes.withUnsafeBufferPointer { b in
      var at = mark
      while at < b.count {
        // Eight bytes at once where none of them is a line's end or wide.
        if at &+ 8 <= b.count {
          let word = UInt64(littleEndian: UnsafeRawPointer(b.baseAddress! + at).loadUnaligned(as: UInt64.self))
          let (feed, carriage) = (word ^ 0x0A0A_0A0A_0A0A_0A0A, word ^ 0x0D0D_0D0D_0D0D_0D0D)
          let ends = (feed &- 0x0101_0101_0101_0101) & ~feed | (carriage &- 0x0101_0101_0101_0101) & ~carriage
          let others = (word | ends) & 0x8080_8080_8080_8080
          if others == 0 {
            at &+= 8
            continue
          }
          // The lowest bit is never wrong: what is borrowed goes upwards.
          at &+= others.trailingZeroBitCount / 8
        }
        let byte = b[at]
        at += 1
        if byte >= 0x80, wide[wide.count - 1] == .max { wide[wide.count - 1] = UInt32(clamping: at - 1) }
        if byte == 0x0A || (byte == 0x0D && !(at < b.count && b[at] == 0x0A)) {
          starts.append(UInt32(clamping: at))
          wide.append(.max)
        }
      }
    }
    lineStarts = starts
    firstWide = wide
  }

  package init(id: FileID = FileID(0), name: String, text: String) {
    self.init(id: id, name: name, bytes: [UInt8](text.utf8))
  }

  /// The index, from 0, of the line that holds this byte (the last line for anything past the end).
  /// - near: a line that it is likely to be in, or a few lines behind.
  package func lineIndex(ofByte offset: Int, near guess: Int = 0) -> Int {
    if lineStarts.indices.contains(guess), Int(lineStarts[guess]) <= offset {
      for line in guess..<min(guess + Self.nearLines, lineStarts.count - 1) where offset < Int(lineStarts[line + 1]) {
        return line
      }
    }
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The bytes of a line, counted from 0, without its line ending.
  package func byteRange(ofLine index: Int) -> Range<Int> {
    let start = Int(lineStarts[index])
    var end = index + 1 < lineStarts.count ? Int(lineStarts[index + 1]) : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }

  /// Line and column of a byte offset, both from 1, the column in characters (bytes, far behind the first one that is not
  /// of ASCII).
  package func lineColumn(ofByte offset: Int, near guess: Int = 0) -> LineColumn {
    let index = lineIndex(ofByte: offset, near: guess)
    let line = byteRange(ofLine: index)
    let upTo = min(max(offset, line.lowerBound), line.upperBound)
    let wide = Int(firstWide[index])
    guard wide < upTo else { return LineColumn(line: index + 1, column: upTo - line.lowerBound + 1) }
    let counted = min(upTo, wide + Self.countedBytes)
    let characters = String(decoding: bytes[wide..<counted], as: UTF8.self).count
    return LineColumn(line: index + 1, column: wide - line.lowerBound + characters + (upTo - counted) + 1)
  }

  /// Lines that are looked at one by one, before all are searched.
  private static let nearLines = 8

  /// Bytes of a line whose characters are counted.
  private static let countedBytes = 4_096

  package func lineColumn(of place: Place) -> LineColumn { lineColumn(ofByte: Int(place.start)) }

  /// The text of a place as it stands in the source.
  package func text(of place: Place) -> String {
    let start = min(Int(place.start), bytes.count)
    let end = min(max(Int(place.end), start), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}

/// The texts of one compilation, found by their ids.
package struct SourceFiles: Sendable {
  package private(set) var files: [SourceFile]

  /// `files[i].id` must be `FileID(i)`.
  package init(_ files: [SourceFile] = []) {
    for (index, file) in files.enumerated() { precondition(Int(file.id.number) == index, "source files out of order") }
    self.files = files
  }

  /// Takes a new text in and gives it the next id.
  package mutating func add(name: String, bytes: [UInt8]) -> SourceFile {
    let file = SourceFile(id: FileID(UInt16(files.count)), name: name, bytes: bytes)
    files.append(file)
    return file
  }

  package subscript(_ id: FileID) -> SourceFile? {
    Int(id.number) < files.count ? files[Int(id.number)] : nil
  }
}
