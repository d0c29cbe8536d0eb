// The log as JSON lines on standard error: time, level, message and what belongs to it (run, request), one object a line.
// Whoever logs hands in ids and counts; bodies, inputs, headers and keys are never handed in.
import Foundation
import Logging
import Values

package struct JSONLogHandler: LogHandler {
  package var logLevel: Logger.Level = .info
  package var metadata: Logger.Metadata = [:]
  private let label: String

  package init(label: String) { self.label = label }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var entries: [PlainEntry] = [
      PlainEntry(key: "at", value: .string(Date.now.formatted(Self.time))),
      PlainEntry(key: "level", value: .string(event.level.rawValue)),
      PlainEntry(key: "message", value: .string("\(event.message)")),
    ]
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      entries.append(PlainEntry(key: .string(key == "hb.request.id" ? "request" : key), value: .string("\(value)")))
    }
    guard let line = try? PlainValue.map(entries).json(style: .display) else { return }
    FileHandle.standardError.write(Data(line + [UInt8(ascii: "\n")]))
  }

  private static let time = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
