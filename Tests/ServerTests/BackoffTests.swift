// A run that cannot be carried on is tried again later and later.
import DurableRuntime
import Testing

@testable import Server

@Suite struct BackoffTests {
  @Test func eachFailureMakesThePauseLongerUpToALimit() {
    var backoff = Backoff()
    let (run, other) = (RunID(number: 1), RunID(number: 2))
    var now: Int64 = 0
    var pauses: [Int64] = []
    for _ in 0..<40 {
      #expect(backoff.isReady(run, now: now))
      backoff.failed(run, now: now)
      var pause: Int64 = 0
      while !backoff.isReady(run, now: now + pause) { pause += ServerLimits.pollMilliseconds }
      pauses.append(pause)
      now += pause
    }
    #expect(pauses.prefix(3) == [500, 1000, 2000] && pauses.last == ServerLimits.longestRetryMilliseconds)
    #expect(backoff.isReady(other, now: 0))
    backoff.keep(only: [run])
    backoff.failed(run, now: now)
    #expect(!backoff.isReady(run, now: now))
    backoff.keep(only: [other])
    #expect(backoff.isReady(run, now: now))
    backoff.failed(run, now: now)
    backoff.succeeded(run)
    #expect(backoff.isReady(run, now: now))
  }
}
