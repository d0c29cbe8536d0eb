// What the hub hears of this process's own engine and nobody listens to is in the log.
import DurableRuntime
import Logging
import Synchronization
import Testing

@testable import Server

@Suite struct EventHubTests {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  private struct Handler: LogHandler {
    let lines: Lines
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {
      let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      lines.all.withLock { $0.append(([event.level.rawValue, "\(event.message)"] + facts).joined(separator: " ")) }
    }
  }

  @Test func whyARunThatGoesOnByItselfCouldNotIsLogged() {
    let lines = Lines()
    let hub = EventHub(logger: Logger(label: "test") { _ in Handler(lines: lines) })
    let run = RunID(number: 7)
    hub.tell(.lost(run, reason: "the store is gone"))
    hub.tell(.status(run, .running))
    #expect(lines.all.withLock { $0 } == ["error a run could not go on error=the store is gone run=\(run)"])
  }
}
