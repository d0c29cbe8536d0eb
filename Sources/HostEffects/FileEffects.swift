// The effects `read_file` (path, as → its content) and `write_file` (path, content → path, sha256, size). Paths are
// relative to the run's working folder and checked by `WorkFolder`.
import DurableRuntime
import Values

struct FileEffects {
  var folder: WorkFolder

  /// `as`: `text` (default), `json`, `csv` (a list of maps by the header's names), `lines`.
  func read(_ arguments: Arguments) throws(EffectFailure) -> PlainValue {
    let path = try arguments.requiredText("path")
    let bytes = try folder.read(path, patterns: arguments.request.permissions.read)
    let form = try arguments.text("as") ?? "text"
    do throws(EffectFailure) {
      switch form {
      case "text": return .string(try Self.text(bytes))
      // Cleaned of secrets before it is taken apart: one of several lines would not be recognised any more.
      case "lines": return .list(Self.lines(arguments.request.clean(try Self.text(bytes))).map { .string($0) })
      case "json": return try Self.json(bytes)
      case "csv": return try CommaSeparated.parse(Array(arguments.request.clean(try Self.text(bytes)).utf8))
      default: throw EffectFailure.unusable("“\(excerpt(form, limit: 20))” is not one of text, json, csv, lines")
      }
    } catch {
      throw .unusable("\(path): \(error.message)")
    }
  }

  /// Text and bytes are written as they are, every other value as canonical JSON and a line end.
  func write(_ arguments: Arguments) throws(EffectFailure) -> PlainValue {
    let path = try arguments.requiredText("path")
    let content: [UInt8]
    switch arguments.request.arguments["content"] {
    case nil: throw .unusable("content is missing")
    case .string(let text): content = Array(text.utf8)
    case .bytes(let bytes): content = bytes
    case let value?:
      guard !Arguments.holdsSecret(value) else { throw .refused("a secret may not be written into a file") }
      content = try arguments.json(value, at: "content") + [0x0A]
    }
    guard content.count <= RuntimeLimits.fileBytes else {
      throw .unusable(
        "cannot write \(path): \(content.count) bytes are more than the limit of \(RuntimeLimits.fileBytes)")
    }
    try folder.write(content, to: path, patterns: arguments.request.permissions.write)
    return [
      "path": .string(path), "sha256": .string(Digest(of: content).description), "size": .int(Int64(content.count)),
    ]
  }

  private static func text(_ bytes: [UInt8]) throws(EffectFailure) -> String {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes
    guard let text = String(validating: content, as: UTF8.self) else { throw .unusable("the file is not UTF-8 text") }
    return text
  }

  /// LF and CRLF end a line; the last line need not be ended.
  static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let bare = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      lines.append(String(decoding: bare, as: UTF8.self))
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func json(_ bytes: [UInt8]) throws(EffectFailure) -> PlainValue {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes
    do throws(JSONError) { return try PlainValue(json: content) } catch { throw .unusable(error.description) }
  }
}
