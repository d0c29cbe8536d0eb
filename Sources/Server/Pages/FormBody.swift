// A submitted form's bytes → names and values (application/x-www-form-urlencoded), bounded.
import Foundation
import Hummingbird
import NIO

struct FormBody: Sendable {
  private(set) var fields: [(name: String, value: String)] = []

  init(_ request: Request) async throws {
    let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
    guard type == "application/x-www-form-urlencoded" else {
      throw Problem(.unsupportedMediaType, "a form is wanted here (application/x-www-form-urlencoded)")
    }
    try self.init(bytes: try await Body.bytes(of: request, limit: PageLimits.formBytes))
  }

  init(bytes: [UInt8]) throws {
    for pair in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
      guard fields.count < PageLimits.formFields else {
        throw Problem(.tooLarge, "the form has too many fields (limit: \(PageLimits.formFields))")
      }
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count == 2 ? try Self.decoded(parts[1]) : ""
      fields.append((try Self.decoded(parts[0]), value))
    }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) throws -> String {
    let text = String(decoding: bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    guard let decoded = text.removingPercentEncoding else { throw Problem(.malformed, "the form is not readable") }
    // Browsers end lines in forms as the mail of old did.
    return decoded.replacing("\r\n", with: "\n")
  }

  subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
  func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
