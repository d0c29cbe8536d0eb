// The notifier that keeps what has to be delivered: rows in the very transaction that makes an event true, and a nudge to
// whoever delivers once it is.
import DurableRuntime
import Logging
import Values

package struct Outbox: Notifier {
  private let book: DeliveryBook
  /// Told as well: a terminal, the service's event hub.
  private let next: any Notifier
  private let bell: DeliveryBell
  private let logger: Logger

  package init(
    _ book: DeliveryBook, next: any Notifier = SilentNotifier(), bell: DeliveryBell = DeliveryBell(),
    logger: Logger = Logger(label: "twin.delivery")
  ) {
    self.logger = logger
    self.book = book
    self.next = next
    self.bell = bell
  }

  package func tell(_ event: RunEvent) {
    next.tell(event)
    switch event {
    case .effect, .arrived, .waits, .log, .decided, .unsaved, .savedAfterAll, .lost: break
    case .status, .gateOpened, .gateReminder, .gateExpired: bell.ring()
    }
  }

  package func outbox(
    _ events: [RunEvent], of run: () throws(RuntimeError) -> RunView, at: TimestampValue
  ) throws(RuntimeError) -> [ItemChange] {
    var changes = try next.outbox(events, of: run, at: at)
    let telling = events.filter(Self.isTold)
    guard !telling.isEmpty else { return changes }
    // A run does not stand still because one address cannot be read.
    let targets = try book.targets { id in
      logger.error(
        "an endpoint in the store is damaged, nobody is told there; remove it and add it again",
        metadata: ["endpoint": "\(id)"])
    }
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
    case .effect, .arrived, .waits, .log, .decided, .unsaved, .savedAfterAll, .lost: false
    }
  }
}

/// Rings when a commit of this process may have queued something.
package struct DeliveryBell: Sendable {
  let news: AsyncStream<Void>
  private let tell: AsyncStream<Void>.Continuation

  package init() { (news, tell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  package func ring() { tell.yield() }
}
