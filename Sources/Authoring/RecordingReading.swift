// The text of a recording → which recorder made it, and its actions. Everything that is wrong is an error with its place.
import Values

/// One object of a recording with its place, so that whatever is wrong in it is named where it stands.
struct RecordedObject {
  let value: PlainValue
  let path: String

  func wrong(_ key: String, _ message: String) -> RecordingError {
    RecordingError(key.isEmpty ? path : "\(path).\(key)", message)
  }

  /// A text that must be there.
  func text(_ key: String) throws(RecordingError) -> String {
    guard let text = try optionalText(key) else { throw wrong(key, "is missing; a text belongs here") }
    return text
  }

  /// A text that may be left out or null.
  func optionalText(_ key: String) throws(RecordingError) -> String? {
    switch value[key] {
    case nil, .null: return nil
    case .string(let text):
      guard text.utf8.count <= AuthoringLimits.textBytes else {
        throw wrong(key, "is a text of \(text.utf8.count) bytes (limit: \(AuthoringLimits.textBytes))")
      }
      return text
    default: throw wrong(key, "must be a text")
    }
  }

  func objects(_ key: String, limit: Int = AuthoringLimits.actions) throws(RecordingError) -> [RecordedObject] {
    switch value[key] {
    case nil, .null: return []
    case .list(let elements):
      guard elements.count <= limit else { throw wrong(key, "has \(elements.count) entries (limit: \(limit))") }
      var objects: [RecordedObject] = []
      for (index, element) in elements.enumerated() {
        let object = RecordedObject(value: element, path: "\(path).\(key)[\(index)]")
        guard element.entries != nil else { throw object.wrong("", "must be an object") }
        objects.append(object)
      }
      return objects
    default: throw wrong(key, "must be a list")
    }
  }
}

extension Recording {
  /// Reads a Chrome DevTools recording or a Selenium IDE project.
  /// - Parameter test: which of a project's tests; nil where it has one.
  /// - Throws: `RecordingError` with the place in the text.
  package static func read(_ bytes: [UInt8], test: String? = nil) throws(RecordingError) -> Recording {
    guard bytes.count <= AuthoringLimits.recordingBytes else {
      throw RecordingError("", "the file has \(bytes.count) bytes (limit: \(AuthoringLimits.recordingBytes))")
    }
    let root: RecordedObject
    do throws(JSONError) {
      root = RecordedObject(value: try PlainValue(json: withoutByteOrderMark(bytes)), path: "$")
    } catch {
      throw RecordingError("", "is no JSON: \(place(of: error.offset, in: bytes)): \(error.message) (at \(error.path))")
    }
    guard let entries = root.value.entries else {
      throw RecordingError("", "is no recording: its JSON is not an object")
    }
    if root.value["steps"] != nil {
      guard test == nil else { throw RecordingError("", "a Chrome DevTools recording has no tests to choose from") }
      return try chrome(root)
    }
    if root.value["tests"] != nil { return try selenium(root, test: test) }
    let found = entries.prefix(8).compactMap(\.key.text).map { "`\($0)`" }.joined(separator: ", ")
    throw RecordingError(
      "",
      "is no recording that can be imported: Chrome DevTools has `steps`, Selenium IDE has `tests`, this has "
        + (found.isEmpty ? "nothing" : found))
  }

  private static func withoutByteOrderMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// `line 4, column 7`: the byte's line, and its column in bytes, both from 1.
  private static func place(of offset: Int, in bytes: [UInt8]) -> String {
    let before = bytes.prefix(offset)
    let line = before.count { $0 == 0x0A } + 1
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return "line \(line), column \(column)"
  }
}
