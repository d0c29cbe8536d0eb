// The formats that a schema can ask of a text. Meant to catch mistakes, not to prove that an address exists.

package enum SchemaFormat: String, CaseIterable, Sendable {
  case email, uri, date, time, uuid, hostname, ipv4
  case dateTime = "date-time"
}

extension SchemaFormat {
  var shown: String {
    switch self {
    case .email: "an e-mail address"
    case .uri: "a URI with a scheme, such as https://example.com"
    case .date: "a date such as 2026-01-31"
    case .time: "a time such as 23:59:00Z"
    case .dateTime: "a date and time such as 2026-01-31T23:59:00Z"
    case .uuid: "a UUID"
    case .hostname: "a host name"
    case .ipv4: "an IPv4 address"
    }
  }

  /// Whether the text has this form.
  package func accepts(_ text: [UInt8]) -> Bool {
    switch self {
    case .email:
      guard let at = text.lastIndex(of: UInt8(ascii: "@")), at > 0, at <= 64 else { return false }
      let local = text[..<at]
      let isPlain = local.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"@,;:<>()[]\\\"".utf8.contains($0) }
      let host = Array(text[(at + 1)...])
      return isPlain && local.first != UInt8(ascii: ".") && local.last != UInt8(ascii: ".")
        && host.contains(UInt8(ascii: ".")) && Self.hostname.accepts(host)
    case .uri:
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < text.count,
        Self.isLetter(text[0])
      else { return false }
      return text[..<colon].allSatisfy { Self.isLetter($0) || Self.isDigit($0) || "+-.".utf8.contains($0) }
        && text.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<>\"{}|\\^`".utf8.contains($0) }
    case .date: return text.count == 10 && TimestampValue.parse(text + Array("T00:00:00Z".utf8)) != nil
    case .time: return TimestampValue.parse(Array("2000-01-02T".utf8) + text) != nil
    case .dateTime: return TimestampValue.parse(text) != nil
    case .uuid:
      return text.count == 36
        && text.enumerated().allSatisfy { index, byte in
          [8, 13, 18, 23].contains(index)
            ? byte == UInt8(ascii: "-") : Self.isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
        }
    case .hostname:
      guard !text.isEmpty, text.count <= 253 else { return false }
      return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
        !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
          && label.allSatisfy { Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "-") || $0 >= 0x80 }
      }
    case .ipv4:
      let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      return parts.count == 4
        && parts.allSatisfy { part in
          !part.isEmpty && part.count <= 3 && part.allSatisfy(Self.isDigit)
            && (part.count == 1 || part.first != UInt8(ascii: "0")) && (Heap.integer(part) ?? 999) <= 255
        }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
