// Text that is HTML already. Made here alone, of constant parts and escaped text, so that a template's `{{{…Markup}}}` can never
// carry what a page, a skill or a person wrote.
import Mustache

struct Markup: MustacheCustomRenderable, Sendable, ExpressibleByStringInterpolation {
  let renderText: String
  var isNull: Bool { false }

  init(stringLiteral value: StaticString) { renderText = value.description }
  init(stringInterpolation: Pieces) { renderText = stringInterpolation.html }
  init(joining parts: [Markup]) { renderText = parts.map(\.renderText).joined() }

  /// Interpolated text is escaped; markup and numbers stand as they are.
  struct Pieces: StringInterpolationProtocol {
    typealias StringLiteralType = StaticString
    var html = ""
    init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }
    mutating func appendLiteral(_ literal: StaticString) { html += literal.description }
    mutating func appendInterpolation(_ text: some StringProtocol) { html += Markup.escaped(text) }
    mutating func appendInterpolation(_ markup: Markup) { html += markup.renderText }
    mutating func appendInterpolation(_ number: Int) { html += String(number) }
  }

  static func escaped(_ text: some StringProtocol) -> String {
    var html: [UInt8] = []
    html.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): html += "&amp;".utf8
      case UInt8(ascii: "<"): html += "&lt;".utf8
      case UInt8(ascii: ">"): html += "&gt;".utf8
      case UInt8(ascii: "\""): html += "&quot;".utf8
      case UInt8(ascii: "'"): html += "&#39;".utf8
      default: html.append(byte)
      }
    }
    return String(decoding: html, as: UTF8.self)
  }
}

/// A shape beside every word that means a state.
enum Icon: Sendable {
  case good, bad, wait, running, pause, empty, skipped, info

  var markup: Markup {
    switch self {
    case .good:
      """
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true"><circle cx="7" cy="7" r="6" fill="currentColor" opacity=".16"/><path d="m4.2 7.2 2 2 3.7-4.2" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg>
      """
    case .bad:
      """
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true"><circle cx="7" cy="7" r="6" fill="currentColor" opacity=".16"/><path d="m4.8 4.8 4.4 4.4m0-4.4-4.4 4.4" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></svg>
      """
    case .wait:
      """
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true"><circle cx="7" cy="7" r="5.3" stroke="currentColor" stroke-width="1.5"/><path d="M7 4.2V7l1.8 1.3" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/></svg>
      """
    case .running:
      """
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true"><circle cx="7" cy="7" r="5.3" stroke="currentColor" stroke-width="1.5" opacity=".25"/><path class="turn" d="M7 1.7a5.3 5.3 0 0 1 5.3 5.3" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/></svg>
      """
    case .pause:
      """
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true"><circle cx="7" cy="7" r="5.3" stroke="currentColor" stroke-width="1.5"/><path d="M5.7 5v4M8.3 5v4" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/></svg>
      """
    case .empty:
      """
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true"><circle cx="7" cy="7" r="5.3" stroke="currentColor" stroke-width="1.5" stroke-dasharray="1.5 2.2" opacity=".7"/></svg>
      """
    case .skipped:
      """
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true"><path d="M4 7h6" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/></svg>
      """
    case .info:
      """
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true"><circle cx="7" cy="7" r="5.3" stroke="currentColor" stroke-width="1.5"/><path d="M7 6.4v3.2M7 4.3v.1" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></svg>
      """
    }
  }
}
