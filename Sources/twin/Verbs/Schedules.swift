// `twin schedules`: what starts by itself, and when.
import ArgumentParser
import DurableRuntime
import Foundation
import Server
import Values

struct ScheduleVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedules", abstract: "List what starts by itself, the next first.",
    discussion: """
      A registered skill's `schedule:` starts runs while `twin serve` is up, each time once. A time that nobody was there for is \
      made up for when the service comes back: of several the last one.

      Example: twin schedules --clock 2026-03-29T00:00:00Z
      """)

  @Option(help: ArgumentHelp("From when on (RFC 3339, as 2026-01-31T09:00:00Z). Default: now.", valueName: "time"))
  var clock: String?
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let now = try ClockOptions.time(clock) ?? SystemClock().now()
    let lines = try await Assembly.with(store) { assembly in
      try await assembly.worker.with { try Schedules.list($0) }
    }
    let sorted = lines.map { (line: $0, next: $0.next(after: now)) }
      .sorted { ($0.next?.milliseconds ?? .max) < ($1.next?.milliseconds ?? .max) }
    if store.json { return say(try Display.json(.list(sorted.map { $0.line.plain(now: now) }))) }
    if sorted.isEmpty { return say("nothing starts by itself: no registered skill has a `schedule:`") }
    let terminal = Terminal.output
    let width = sorted.map(\.line.skill.name.count).max() ?? 0
    for (line, next) in sorted {
      let name = line.skill.name + String(repeating: " ", count: width - line.skill.name.count)
      let last = line.last.map { "  last \(Self.minute($0.minute * 60)), \($0.run)" } ?? ""
      say(
        "\(next.map { Self.minute($0.seconds) } ?? "never")  \(terminal.paint(name, .bold))  \(line.cron)  "
          + terminal.paint(line.line.zone + last, .dim))
    }
  }

  private static func minute(_ seconds: Int64) -> String {
    TimestampValue(milliseconds: seconds * 1000).text.prefix(16) + "Z"
  }
}
