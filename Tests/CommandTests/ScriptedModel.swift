// A model that is none: a chat completions endpoint on loopback, real HTTP, whose answers a test has written. It sees what a
// model would see, the page as text, and points at elements by what stands there.
import Foundation
import Synchronization
import Testing
import Values

final class ScriptedModel: Sendable {
  /// One answer's text, given the prompt.
  typealias Answer = @Sendable (Prompt) -> String

  struct Prompt: Sendable {
    var text: String
    /// The page, without what was done so far.
    var page: String { text.components(separatedBy: "The page now, ").last ?? "" }

    /// The number of the last element whose line has this: `link "View"`, or `t` and a number for a text.
    func id(_ words: String) -> String {
      let pattern = /\[(\d+)\] ([a-z]+ "[^"]*")/
      var found = page.matches(of: pattern).filter { $0.2.hasPrefix(words) }.map { String($0.1) }
      if found.isEmpty {
        found = page.matches(of: /\((t\d+)\) ([^|\n]*)/).filter { $0.2.contains(words) }.map { String($0.1) }
      }
      return found.last ?? "none"
    }
  }

  var port: Int { listener.port }
  private let listener: LoopbackListener
  private let script: [Answer]
  private let asked = Mutex<[Prompt]>([])

  /// - Parameter script: one answer after another; the last for ever.
  init(_ script: [Answer]) throws {
    self.script = script
    listener = try LoopbackListener()
    listener.serve { [self] in serve($0) }
  }

  var prompts: [Prompt] { asked.withLock { $0 } }
  var environment: [String: String] {
    ["TWIN_MODEL_URL": "http://127.0.0.1:\(port)/v1", "TWIN_MODEL_NAME": "scripted"]
  }

  func close() { listener.close() }

  private func serve(_ connection: Int32) {
    defer { Glibc.close(connection) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    func more() -> Bool {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return false }
      bytes += buffer[..<count]
      return true
    }
    let gap = Array("\r\n\r\n".utf8)
    var body: Int?
    while body == nil {
      guard more() else { return }
      body = bytes.indices.dropLast(3).first { Array(bytes[$0..<$0 + 4]) == gap }.map { $0 + 4 }
    }
    guard let start = body else { return }
    let head = String(decoding: bytes[..<start], as: UTF8.self)
    let length = head.firstMatch(of: /(?i)content-length: *(\d+)/).flatMap { Int($0.1) } ?? 0
    while bytes.count < start + length { guard more() else { return } }
    let request = try? PlainValue(json: Array(bytes[start...]))
    let user = request?["messages"]?.elements?.first { $0["role"] == "user" }?["content"]?.text ?? ""
    let prompt = Prompt(text: user)
    let number = asked.withLock { asked in
      asked.append(prompt)
      return asked.count - 1
    }
    let answer = PlainValue.string(script[min(number, script.count - 1)](prompt))
    let text =
      #"{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":\#((try? answer.jsonText()) ?? "")}}],"#
      + #""usage":{"prompt_tokens":100,"completion_tokens":20}}"#
    let reply =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n"
      + text
    _ = Array(reply.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// An action as the draft's schema wants it.
  static func action(_ action: String, _ element: String = "", _ text: String = "", final: Bool = false) -> String {
    let value: PlainValue = [
      "why": "it is next", "action": .string(action), "element": .string(element), "text": .string(text),
      "final": .bool(final),
    ]
    return (try? value.jsonText()) ?? ""
  }
}
