// The bytes of an answer or of a program's output → text and JSON, forgiving: what is no JSON has none, and bytes that are
// no UTF-8 become U+FFFD, as in every browser. (`save_as` keeps the exact bytes.)
import Synchronization
import Values

enum Body {
  static func text(_ bytes: [UInt8], contentType: String? = nil) -> String {
    let type = contentType?.lowercased() ?? ""
    if type.contains("charset=iso-8859-1") || type.contains("charset=latin1") || type.contains("charset=us-ascii") {
      return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    return String(decoding: content, as: UTF8.self)
  }

  /// The body as JSON, when its type says that it is or, where the type says nothing of use, when it looks like it. Throws where
  /// its type says so and it is none.
  static func json(_ bytes: [UInt8], contentType: String?) throws(JSONError) -> PlainValue? {
    let type = (contentType ?? "").lowercased().prefix { $0 != ";" }.trimmed
    let isJSON = type == "application/json" || type == "text/json" || type.hasSuffix("+json")
    let isSilent = type.isEmpty || type == "text/plain" || type == "application/octet-stream"
    if isSilent { return try? parsed(bytes, anyValue: false) }
    guard isJSON, let content = content(bytes) else { return nil }
    return try PlainValue(json: content)
  }

  /// Without the mark of a byte order; nil where there is nothing.
  private static func content(_ bytes: [UInt8]) -> [UInt8]? {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes
    return content.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ? nil : content
  }

  /// The bytes as JSON; without `anyValue` only an object or a list counts, not a number that happens to stand alone.
  static func parsed(_ bytes: [UInt8], anyValue: Bool) throws(JSONError) -> PlainValue? {
    guard let content = content(bytes), let first = content.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) })
    else { return nil }
    guard anyValue || first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
    return try PlainValue(json: content)
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    return String(text)
  }
}

/// A list that several tasks may add to.
final class SharedList<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])
  func append(_ element: Element) { elements.withLock { $0.append(element) } }
  var all: [Element] { elements.withLock { $0 } }
}
