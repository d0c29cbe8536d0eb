// Every bound of this room, in one place. Each is named in the error that it causes.

package enum DeliveryLimits {
  /// Endpoints of one store, beside what the configuration names.
  package static let endpoints = 100
  /// Bytes of an address.
  package static let urlBytes = 2048
  /// Bytes of a message's body; what is larger goes without outputs and without what the gate shows.
  package static let bodyBytes = 256 << 10
  /// Bytes of an answer that are read, and characters of it that are kept.
  package static let answerBytes = 4096
  package static let answerCharacters = 200
  /// Milliseconds until a connection stands, and until an answer is complete.
  package static let connectMilliseconds: Int64 = 5_000
  package static let attemptMilliseconds: Int64 = 15_000
  /// Milliseconds for which a delivery that somebody has begun is left alone by others; longer than an attempt.
  package static let claimMilliseconds: Int64 = 60_000
  /// Milliseconds before the second attempt, the third and so on (Standard Webhooks, “Deliverability and reliability”); after
  /// the last the delivery has failed.
  package static let delays: [Int64] = [
    5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
  ]
  /// The most that `Retry-After` can ask for, in milliseconds.
  package static let retryAfterMilliseconds: Int64 = 86_400_000
  /// Attempts that are remembered of one delivery: the latest.
  package static let attemptsKept = 10
  /// How often, in milliseconds, a dispatcher looks for what other processes have put in the queue.
  package static let pollMilliseconds: Int64 = 1_000
  /// For how long, in milliseconds, a decision link holds where its gate stays open longer.
  package static let linkMilliseconds: Int64 = 7 * 86_400_000
  /// Bytes of a decision link's token.
  package static let tokenBytes = 1024
  /// Settled deliveries that are kept to look at and to replay: the latest.
  package static let deliveriesKept = 10_000
  /// How often, in milliseconds, older ones are forgotten, and how many are looked at in one transaction.
  package static let pruneMilliseconds: Int64 = 3_600_000
  package static let prunePage = 500
}
