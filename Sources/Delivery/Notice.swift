// A message in words for people: a line of subject, a few lines of text, a link. What comes from pages and skills stays text,
// whatever is in it.
import Foundation
import Values

struct Notice {
  var subject: String
  var lines: [String]
  var link: String?

  init(_ message: Message, link: String?) {
    self.link = link
    let run = message.data["run"] ?? .map([])
    let skill = Self.words(run["skill"])
    let pending = message.data["pendingStep"]
    let prompt = Self.words(pending?["prompt"] ?? message.data["gate"]?["prompt"])
    switch message.type {
    case .awaitingApproval: subject = "\(skill) waits for you: \(prompt)"
    case .reminder: subject = "\(skill) still waits for you: \(prompt)"
    case .escalated: subject = "\(skill) waits and nobody has decided: \(prompt)"
    case .expired: subject = "\(skill): nobody decided in time: \(prompt)"
    case .completed: subject = "\(skill) is done"
    case .failed: subject = "\(skill) failed"
    case .rejected: subject = "\(skill) was rejected"
    case .cancelled: subject = "\(skill) was cancelled"
    }
    lines = []
    if !prompt.isEmpty { lines += [prompt, ""] }
    for entry in pending?["show"]?.entries ?? [] {
      lines.append("\(Self.words(entry.key)): \(Self.words(entry.value))")
    }
    if case .timestamp(let time)? = pending?["closesAt"] ?? pending?["expiresAt"] { lines.append("until \(time.text)") }
    if let to = message.data["escalatedTo"]?.elements?.compactMap(\.text), !to.isEmpty {
      lines.append("escalated to \(to.joined(separator: ", "))")
    }
    let error = Self.words(run["error"]?["message"])
    if !error.isEmpty { lines.append(error) }
    lines.append("run \(message.run)")
  }

  /// One line, without control characters.
  private static func words(_ value: PlainValue?) -> String {
    let text: String =
      switch value {
      case nil, .null?: ""
      case .string(let text)?: text
      case let value?: (try? value.jsonText(style: .display)) ?? ""
      }
    let visible = String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 })
    return String(visible).split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(500).description
  }

  /// Plain text.
  var text: String { (lines + (link.map { ["", $0] } ?? [])).joined(separator: "\n") + "\n" }

  /// A Slack-compatible incoming webhook's body. The three characters that mean something there are escaped, so that no text
  /// of a page can call a channel or hide a link.
  func slackBody() throws -> [UInt8] {
    func escape(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
    var text = (["*\(escape(subject))*"] + lines.map(escape)).joined(separator: "\n")
    if let link { text += "\n<\(link)>" }
    let body: PlainValue = ["text": .string(text)]
    return try body.json()
  }
}
