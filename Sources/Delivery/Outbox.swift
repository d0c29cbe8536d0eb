// The notifier that keeps what has to be delivered: rows in the very transaction that makes an event true, and a nudge to
// whoever delivers once it is.
import DurableRuntime
import Values

package struct Outbox: Notifier {
  private let book: DeliveryBook
  /// Told as well: a terminal, the service's event hub.
  private let next: any Notifier
  /// Called after a commit that may have queued something. Must not take long.
  private let nudge: @Sendable () -> Void

  package init(_ book: DeliveryBook, next: any Notifier = SilentNotifier(), nudge: @escaping @Sendable () -> Void = {})
  {
    self.book = book
    self.next = next
    self.nudge = nudge
  }

  package func tell(_ event: RunEvent) {
    next.tell(event)
    switch event {
    case .effect, .log, .decided: break
    case .status, .gateOpened, .gateReminder, .gateExpired: nudge()
    }
  }

  package func outbox(
    _ events: [RunEvent], of run: () throws(RuntimeError) -> RunView, at: TimestampValue
  ) throws(RuntimeError) -> [ItemChange] {
    var changes = try next.outbox(events, of: run, at: at)
    let telling = events.filter(Self.isTold)
    guard !telling.isEmpty else { return changes }
    let targets = try book.targets()
    guard !targets.isEmpty else { return changes }
    let view = try run()
    for event in telling {
      guard let message = Message(event, of: view, at: at) else { continue }
      changes += DeliveryBook.queued(message, for: targets)
    }
    return changes
  }

  /// Whether it can become a message; what cannot must cost nothing.
  private static func isTold(_ event: RunEvent) -> Bool {
    switch event {
    case .status(_, let status): status.isEnded
    case .gateOpened, .gateReminder, .gateExpired: true
    case .effect, .log, .decided: false
    }
  }
}
