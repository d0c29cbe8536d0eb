// A notice → a mail, handed to an SMTP server by libcurl. Headers are built here and hold nothing that could end a line.
import CMail
import Dispatch
import Foundation

struct Mail: Sendable {
  /// Headers, an empty line, text.
  private let content: String
  private let to: String
  private let server: Courier.MailServer

  init(_ notice: Notice, id: String, to: String, through server: Courier.MailServer) {
    self.to = Self.oneLine(to)
    self.server = server
    let domain = server.from.split(separator: "@").last.map(String.init) ?? "twin"
    let headers = [
      "From: \(Self.oneLine(server.from))", "To: \(Self.oneLine(to))", "Subject: \(Self.encoded(notice.subject))",
      // The same for every attempt: a mailbox keeps it once.
      "Message-ID: <\(id)@\(Self.oneLine(domain))>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
    ]
    // In base64 no line of the text can be a dot, or longer than a line may be.
    let text = Data(notice.text.replacing("\n", with: "\r\n").utf8)
      .base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    content = (headers + ["", text, ""]).joined(separator: "\r\n")
  }

  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
  }

  /// RFC 2047: UTF-8 in base64, in words of at most 75 characters.
  static func encoded(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), text.utf8.count <= 60, !text.contains("=?") { return text }
    var words: [String] = []
    var part: [UInt8] = []
    for character in text {
      let bytes = Array(character.utf8)
      if part.count + bytes.count > 45, !part.isEmpty {
        words.append("=?UTF-8?B?\(Data(part).base64EncodedString())?=")
        part = []
      }
      part += bytes
    }
    if !part.isEmpty { words.append("=?UTF-8?B?\(Data(part).base64EncodedString())?=") }
    return words.joined(separator: "\r\n ")
  }

  func send() async -> Sent {
    await withCheckedContinuation { continuation in
      // libcurl's easy interface blocks.
      DispatchQueue.global().async { continuation.resume(returning: self.hand()) }
    }
  }

  private func hand() -> Sent {
    var reply = 0
    var problem = [CChar](repeating: 0, count: 256)
    let code = twin_mail_send(
      server.url, server.from, to, server.user, server.password, content, content.utf8.count,
      Int(DeliveryLimits.connectMilliseconds), Int(DeliveryLimits.attemptMilliseconds), &reply, &problem, problem.count)
    let status = reply == 0 ? nil : reply
    if code == 0 { return Sent(result: .accepted, status: status) }
    let said = String(decoding: problem.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    // RFC 5321, 4.2.1: five hundreds are for good.
    let isForGood = (500...599).contains(reply)
    return Sent(result: isForGood ? .refused : .later(after: nil), status: status, error: "the mail server: \(said)")
  }
}
