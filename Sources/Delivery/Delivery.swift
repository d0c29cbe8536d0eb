// One message on its way to one target: how often it was tried, what came of it, and when it is tried again.
import DurableRuntime
import Values

package struct Delivery: Sendable {
  package enum State: String, Sendable { case pending, delivered, failed }

  package struct Attempt: Hashable, Sendable {
    package var at: TimestampValue
    package var milliseconds: Int64
    /// What the receiver answered: an HTTP status, an SMTP reply.
    package var status: Int?
    /// What went wrong; nil: it was accepted.
    package var error: String?
  }

  package var message: String
  package var type: EventType
  package var run: RunID
  package var target: String
  /// Where it goes, for people.
  package var place: String
  package var state: State
  /// When it is tried next, in milliseconds since 1970; means nothing once it is settled.
  package var due: Int64
  /// Attempts since it was queued or replayed.
  package var tries: Int
  package var attempts: [Attempt]

  /// Keys sort by the message's time.
  var key: String { message + "/" + target }
  static let collection = "delivery"

  init(_ message: Message, to target: Target) {
    self.message = message.id
    type = message.type
    run = message.run
    self.target = target.id
    place = target.place
    state = .pending
    due = message.at.milliseconds
    tries = 0
    attempts = []
  }

  /// Takes in what came of an attempt. `chance` in 0 ..< 1 spreads the next one.
  mutating func settle(_ attempt: Attempt, _ result: SendResult, now: Int64, chance: Double) {
    attempts.append(attempt)
    attempts.removeFirst(max(0, attempts.count - DeliveryLimits.attemptsKept))
    tries += 1
    switch result {
    case .accepted: state = .delivered
    case .gone, .refused: state = .failed
    case .later(let after):
      guard tries <= DeliveryLimits.delays.count else {
        state = .failed
        return
      }
      // Between nine and eleven tenths: receivers that fell together are not woken together.
      let delay = Double(DeliveryLimits.delays[tries - 1]) * (0.9 + 0.2 * chance)
      due = now + max(Int64(delay), min(after ?? 0, DeliveryLimits.retryAfterMilliseconds))
    }
  }

  var bytes: [UInt8] {
    PlainValue.list([
      .string(message), .string(type.rawValue), .string(run.description), .string(target), .string(place),
      .string(state.rawValue), .int(due), .int(Int64(tries)),
      .list(
        attempts.map {
          [
            .timestamp($0.at), .int($0.milliseconds), $0.status.map { .int(Int64($0)) } ?? .null,
            $0.error.map { .string($0) } ?? .null,
          ]
        }),
    ]).canonicalBytes
  }

  init(bytes: [UInt8]) throws(RuntimeError) {
    guard let parts = (try? PlainValue(canonicalBytes: bytes))?.elements, parts.count == 9, let message = parts[0].text,
      let type = parts[1].text.flatMap(EventType.init), let run = parts[2].text.flatMap({ RunID($0) }),
      let target = parts[3].text, let place = parts[4].text, let state = parts[5].text.flatMap(State.init),
      let due = parts[6].integer, let tries = parts[7].integer, let attempts = parts[8].elements
    else { throw RuntimeError(.damaged, "a delivery in the store is damaged") }
    self.message = message
    self.type = type
    self.run = run
    self.target = target
    self.place = place
    self.state = state
    self.due = due
    self.tries = Int(tries)
    self.attempts = attempts.compactMap { attempt in
      guard let parts = attempt.elements, parts.count == 4, case .timestamp(let at) = parts[0] else { return nil }
      return Attempt(
        at: at, milliseconds: parts[1].integer ?? 0, status: parts[2].integer.map(Int.init), error: parts[3].text)
    }
  }

  package var plain: PlainValue {
    [
      "id": .string(message), "type": .string(type.rawValue), "run": .string(run.description),
      "target": .string(target), "place": .string(place), "state": .string(state.rawValue),
      "next": state == .pending ? .timestamp(TimestampValue(milliseconds: due)) : .null,
      "attempts": .list(
        attempts.map {
          [
            "at": .timestamp($0.at), "ms": .int($0.milliseconds), "status": $0.status.map { .int(Int64($0)) } ?? .null,
            "error": $0.error.map { .string($0) } ?? .null,
          ]
        }),
    ]
  }
}

/// What a receiver, or the way to it, made of a message.
package enum SendResult: Sendable, Hashable {
  case accepted
  /// Tried again; not before so many milliseconds, where the receiver said so.
  case later(after: Int64?)
  /// The receiver wants nothing any more (410): its endpoint is disabled.
  case gone
  /// Trying again would change nothing.
  case refused
}
