// The text of a CSV file (RFC 4180) → a list of maps by the header's names, all values texts.
//
// It refuses what would be read wrongly in silence: a row with more or fewer fields than the header, a quote that is never
// closed, two columns of one name. Errors name the line.
import DurableRuntime
import Values

enum CommaSeparated {
  /// LF, CRLF and CR end a row; a byte order mark is skipped; empty lines are skipped; blanks are kept.
  static func parse(_ bytes: [UInt8]) throws(EffectFailure) -> PlainValue {
    var reader = Reader(bytes: bytes)
    guard let header = try reader.row() else { return .list([]) }
    var seen = Set<String>()
    for (index, name) in header.fields.enumerated() {
      guard !name.isEmpty else { throw .unusable("line 1: column \(index + 1) has no name") }
      guard seen.insert(name).inserted else { throw .unusable("line 1: two columns are named “\(name)”") }
    }
    let keys = header.fields.map { PlainValue.string($0) }
    var rows: [PlainValue] = []
    while let row = try reader.row() {
      guard row.fields.count == keys.count else {
        throw .unusable("line \(row.line): \(row.fields.count) fields, but the header has \(keys.count)")
      }
      guard rows.count < HostLimits.csvRows else {
        throw .unusable("line \(row.line): more than the limit of \(HostLimits.csvRows) rows")
      }
      rows.append(.map(zip(keys, row.fields).map { PlainEntry(key: $0, value: .string($1)) }))
    }
    return .list(rows)
  }

  private struct Row {
    var line: Int
    var fields: [String]
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0
    var line = 1

    init(bytes: [UInt8]) {
      self.bytes = bytes
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next row that is not an empty line, or nil at the end.
    mutating func row() throws(EffectFailure) -> Row? {
      while position < bytes.count {
        if endOfLine() { continue }
        let start = line
        var fields = [try field()]
        while position < bytes.count, bytes[position] == UInt8(ascii: ",") {
          position += 1
          guard fields.count < HostLimits.csvColumns else {
            throw .unusable("line \(line): more than the limit of \(HostLimits.csvColumns) columns")
          }
          fields.append(try field())
        }
        _ = endOfLine()
        return Row(line: start, fields: fields)
      }
      return nil
    }

    /// Steps over one line end, if one stands here.
    private mutating func endOfLine() -> Bool {
      guard position < bytes.count else { return false }
      switch bytes[position] {
      case UInt8(ascii: "\r"):
        position += 1
        if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
      case UInt8(ascii: "\n"):
        position += 1
      default: return false
      }
      line += 1
      return true
    }

    private mutating func field() throws(EffectFailure) -> String {
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return try bareField() }
      let opened = line
      position += 1
      var content: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\"") {
          guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            if position < bytes.count {
              switch bytes[position] {
              case UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"): break
              default: throw .unusable("line \(line): text stands after a closing quote; write \"\" for a quote inside")
              }
            }
            return try text(content)
          }
          position += 1
        } else if byte == UInt8(ascii: "\n") {
          line += 1
        }
        content.append(byte)
      }
      throw .unusable("line \(opened): the quote that opens here is never closed")
    }

    private mutating func bareField() throws(EffectFailure) -> String {
      let start = position
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
          return try text(Array(bytes[start..<position]))
        case UInt8(ascii: "\""):
          throw .unusable("line \(line): a quote stands inside a field that does not begin with one")
        default: position += 1
        }
      }
      return try text(Array(bytes[start..<position]))
    }

    private func text(_ content: [UInt8]) throws(EffectFailure) -> String {
      guard let text = String(validating: content, as: UTF8.self) else {
        throw .unusable("line \(line): the file is not UTF-8 text")
      }
      return text
    }
  }
}
