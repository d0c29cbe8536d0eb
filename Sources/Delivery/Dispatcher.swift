// Takes what is due from the queue and has it sent: for each target one at a time, all targets at once, so that a receiver
// that is slow or dead delays nobody but itself. Holds nothing that is not in the store.
import DurableRuntime
import Logging
import Values

package actor Dispatcher {
  private let executor = ThreadExecutor(name: "twin-delivery")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let book: DeliveryBook
  private let courier: Courier
  private let clock: any WorldClock
  private let random: any RandomSource
  private let logger: Logger
  /// Targets that something is being sent to right now.
  private var busy: [String: Task<Void, Never>] = [:]
  private let bell: DeliveryBell

  package init(
    book: DeliveryBook, courier: Courier, clock: any WorldClock, random: any RandomSource,
    bell: DeliveryBell = DeliveryBell(), logger: Logger = Logger(label: "twin.delivery")
  ) {
    self.book = book
    self.courier = courier
    self.clock = clock
    self.random = random
    self.logger = logger
    self.bell = bell
  }

  /// Delivers until the task is cancelled; what is being sent then is let go, and is sent again by whoever comes next.
  package func run() async {
    begin()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in self.bell.news { await self.begin() } }
      group.addTask {
        while !Task.isCancelled {
          await self.prune()
          try? await Task.sleep(for: .milliseconds(DeliveryLimits.pruneMilliseconds))
        }
      }
      group.addTask {
        // What other processes queue rings no bell here, and what is tried again only comes due.
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(DeliveryLimits.pollMilliseconds))
          await self.begin()
        }
      }
    }
    for task in busy.values { task.cancel() }
    for task in busy.values { await task.value }
    executor.stop()
  }

  /// Delivers what is due now, and what comes due by the clock while it does; returns when nothing is left that is due.
  package func deliverDue() async {
    while true {
      begin()
      guard let task = busy.values.first else { return }
      await task.value
    }
  }

  /// Sets to work on every target that has something due and is not being sent to.
  private func begin() {
    let now = clock.now().milliseconds
    do {
      for queued in try book.heads() where queued.due <= now && busy[queued.target] == nil {
        busy[queued.target] = Task { await self.deliver(queued) }
      }
    } catch {
      logger.error("the queue of deliveries cannot be read", metadata: ["error": "\(error)"])
    }
  }

  private func deliver(_ queued: DeliveryBook.Queued) async {
    defer {
      busy[queued.target] = nil
      bell.ring()
    }
    do {
      guard let claimed = try book.claim(queued, now: clock.now().milliseconds) else { return }
      let at = TimestampValue(milliseconds: clock.now().milliseconds)
      let begun = clock.ticks()
      let sent = try await send(claimed)
      if Task.isCancelled { return }
      var settled = claimed
      let attempt = Delivery.Attempt(
        at: at, milliseconds: (clock.ticks() - begun) / 1_000_000, status: sent.status, error: sent.error)
      let chance = Double(random.next() >> 11) * 0x1p-53
      settled.settle(attempt, sent.result, now: clock.now().milliseconds, chance: chance)
      try book.settle(claimed, as: settled)
      if sent.result == .gone { try book.disable(claimed.target, why: sent.error ?? "gone") }
      note(settled, sent)
    } catch {
      logger.error("a delivery could not be made", metadata: ["message": "\(queued.message)", "error": "\(error)"])
    }
  }

  private func send(_ claimed: Delivery) async throws -> Sent {
    guard let message = try book.message(claimed.message) else {
      return Sent(result: .refused, error: "the message is no longer in the store")
    }
    guard let target = try book.targets().first(where: { $0.id == claimed.target }) else {
      return Sent(result: .refused, error: "nobody is told there any longer: the endpoint was removed or disabled")
    }
    return await courier.send(message, to: target)
  }

  private func note(_ delivery: Delivery, _ sent: Sent) {
    let metadata: Logger.Metadata = [
      "message": "\(delivery.message)", "type": "\(delivery.type.rawValue)", "run": "\(delivery.run)",
      "target": "\(delivery.target)", "try": "\(delivery.tries)", "error": "\(sent.error ?? "")",
    ]
    switch delivery.state {
    case .delivered: logger.debug("delivered", metadata: metadata)
    case .pending: logger.info("not delivered, to be tried again", metadata: metadata)
    case .failed: logger.warning("not delivered, given up", metadata: metadata)
    }
  }

  /// A page at a time, so that what is due meanwhile is sent.
  private func prune() async {
    do {
      var page = DeliveryBook.Pruning()
      while !page.isDone, !Task.isCancelled {
        try book.prune(&page)
        await Task.yield()
      }
    } catch {
      logger.error("old deliveries could not be forgotten", metadata: ["error": "\(error)"])
    }
  }
}
