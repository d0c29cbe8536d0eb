// Every bound of this room, in one place. Each is named in the answer that it causes.
import NIO

package enum ServerLimits {
  /// Bytes of a request's body.
  package static let bodyBytes = 4 << 20
  /// Bytes of one header field, of all of them, and how many there may be.
  package static let headerFieldBytes = 16 << 10
  package static let headerBytes = 64 << 10
  package static let headerCount = 100
  /// A connection on which nothing moves for so long is closed: slow and silent clients hold nothing.
  package static let idleSeconds: Int64 = 75
  /// Seconds within which a connection's next request must have begun, its header whole: also where a byte moves now and then.
  static let headSeconds: Int64 = 75
  /// Seconds within which an answer must have begun: longer than any request may wait for its run.
  static let answerSeconds: Int64 = longestWaitSeconds + 60
  /// Seconds within which a request's body must have arrived.
  package static let bodySeconds: Int64 = 30
  /// Connections at once; more are not accepted until some have gone.
  package static let connections = 4096
  /// For how long a request waits for a run, in seconds: where it does not say, and at most.
  package static let waitSeconds: Int64 = 30
  package static let longestWaitSeconds: Int64 = 300
  /// Items of one page of a list: where the request does not say, and at most.
  package static let pageSize = 50
  package static let largestPage = 500
  /// Bytes of an idempotency key, and for how long one is remembered, in milliseconds.
  package static let keyBytes = 200
  package static let keyMilliseconds: Int64 = 24 * 3_600_000
  /// How often those that are older are removed from the store, in seconds.
  package static let sweepSeconds: Int64 = 3600
  /// How far back a time of a schedule that nobody was there for is made up for, in minutes.
  package static let scheduleMinutes: Int64 = 7 * 24 * 60
  /// By how many minutes the clocks of those who serve schedules may differ. What is noted of a later time than that, was noted by
  /// a clock that was wrong.
  package static let scheduleSkewMinutes: Int64 = 5
  /// Bytes of a goal, an address, a name in a path.
  package static let textBytes = 4096
  /// Hosts, and secrets, that a request for a draft may name.
  package static let draftNames = 32
  /// Events that are kept in memory for those who listen; who falls further behind reads the audit log.
  package static let recentEvents = 4096
  /// Streams of events at once.
  package static let streams = 1000
  /// A stream says something at least so often, so that nobody in between takes it for dead.
  package static let streamBeatSeconds: Int64 = 15
  /// How often the store is asked what other processes have done, in milliseconds.
  package static let pollMilliseconds: Int64 = 250
  /// The longest pause, in milliseconds, after which a run that could not be carried on is tried again.
  static let longestRetryMilliseconds: Int64 = 5 * 60_000
  /// Seconds after which what the store could not take may be sent again.
  static let retrySeconds = 10
  /// Runs that are carried on at once because something of them is due.
  package static let carriedAtOnce = 64
  /// For how long a process that was told to end lets effects finish, in seconds.
  package static let drainSeconds: Int64 = 30
}
