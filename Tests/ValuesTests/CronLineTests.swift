// When lines of cron are due, over the days on which clocks are changed, and what is no such line.
import Testing

@testable import Values

@Suite struct CronLineTests {
  /// Every due minute of a span, as UTC.
  private func due(_ cron: String, _ zone: String, _ from: String, _ to: String) throws -> [String] {
    let line = try CronLine(cron, zone: zone)
    return try (minute(from)..<minute(to)).filter(line.isDue).map(text)
  }
  private func minute(_ text: String) throws -> Int64 {
    try #require(TimestampValue.parse(Array(text.utf8))).seconds / 60
  }
  private func text(_ minute: Int64) -> String { TimestampValue(seconds: minute * 60, nanoseconds: 0).text }

  @Test func ordinaryDays() throws {
    #expect(
      try due("30 9 * * mon-fri", "Europe/Zurich", "2026-01-30T00:00:00Z", "2026-02-03T00:00:00Z")
        == ["2026-01-30T08:30:00Z", "2026-02-02T08:30:00Z"])
    #expect(try due("0 0 29 2 *", "UTC", "2028-02-01T00:00:00Z", "2028-03-02T00:00:00Z") == ["2028-02-29T00:00:00Z"])
    #expect(try due("0 0 * * 7", "UTC", "2026-02-27T00:00:00Z", "2026-03-03T00:00:00Z") == ["2026-03-01T00:00:00Z"])
    // Day of month or day of week, where both are given.
    #expect(try due("0 12 1 * sun", "UTC", "2026-02-27T00:00:00Z", "2026-03-09T00:00:00Z").count == 2)
    #expect(try due("*/20 7 * * *", "UTC", "2026-02-27T00:00:00Z", "2026-02-28T00:00:00Z").count == 3)
    #expect(
      try due("50/5,0 7 * JAN *", "+05:30", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
        == ["2026-01-01T01:30:00Z", "2026-01-01T02:20:00Z", "2026-01-01T02:25:00Z"])
  }

  @Test func whereClocksAreChanged() throws {
    // 02:00 becomes 03:00 in Zurich on 2026-03-29 at 01:00 UTC.
    let spring = ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")
    #expect(try due("30 2 * * *", "Europe/Zurich", spring.0, spring.1) == ["2026-03-29T01:00:00Z"])
    #expect(try due("30 * * * *", "Europe/Zurich", spring.0, spring.1).count == 23)
    // 03:00 becomes 02:00 on 2026-10-25 at 01:00 UTC.
    let autumn = ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")
    #expect(try due("30 2 * * *", "Europe/Zurich", autumn.0, autumn.1) == ["2026-10-25T00:30:00Z"])
    #expect(try due("30 * * * *", "Europe/Zurich", autumn.0, autumn.1).count == 25)
    #expect(try due("30 3 * * *", "Europe/Zurich", autumn.0, autumn.1) == ["2026-10-25T02:30:00Z"])
    // Half an hour, on Lord Howe Island.
    #expect(
      try due("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", "2026-04-05T00:00:00Z")
        == ["2026-04-04T14:45:00Z"])
  }

  @Test(arguments: [
    ("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"),
    ("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
    ("0 7 * * 1", "2026-01-05T06:00:00Z", "2026-01-12T06:00:00Z"),
    ("0 7 * * 1", "2026-01-05T05:59:00Z", "2026-01-05T06:00:00Z"),
    ("59 23 31 12 *", "2026-01-01T00:00:00Z", "2026-12-31T22:59:00Z"),
  ]) func theNextTime(cron: String, after: String, expected: String) throws {
    let line = try CronLine(cron, zone: expected.hasPrefix("2104") ? "UTC" : "Europe/Zurich")
    #expect(line.nextDue(after: try minute(after)).map(text) == expected)
  }

  /// Going from one due time to the next finds just those that looking at every minute finds.
  @Test(arguments: ["UTC", "Europe/Zurich", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
  func lookingAheadAndLookingAtEveryMinuteAgree(zone: String) throws {
    for cron in ["17 2 * * *", "5 0 1,15 * *", "*/45 1-3 * * sun"] {
      let line = try CronLine(cron, zone: zone)
      let (from, to) = (try minute("2026-03-06T00:00:00Z"), try minute("2026-04-06T00:00:00Z"))
      var found: [Int64] = []
      var at = from - 1
      while let next = line.nextDue(after: at), next < to {
        found.append(next)
        at = next
      }
      #expect(found == (from..<to).filter(line.isDue), "\(cron) in \(zone)")
      #expect(line.lastDue(after: from - 1, through: to - 1) == found.last)
    }
  }

  @Test(arguments: [
    ("60 * * * *", "'60' is no minute: 0 to 59"),
    ("* * * *", "it has five fields: minute, hour, day of month, month, day of week"),
    ("5-1 * * * *", "'5-1' is no minute: 0 to 59"), ("*/0 * * * *", "'*/0' is no minute: 0 to 59"),
    ("1,,2 * * * *", "'' is no minute: 0 to 59"), ("* * 0 * *", "'0' is no day of month: 1 to 31"),
    ("* * * 13 *", "'13' is no month: 1 to 12, or names as jan"),
    ("* * * * funday", "'funday' is no day of week: 0 to 7, or names as sun"),
  ]) func whatIsNoLineIsRefused(cron: String, reason: String) {
    #expect(throws: CronLine.Unfit(reason: reason)) { try CronLine(cron) }
  }

  @Test func whatNoCalendarHasIsNeverDue() throws {
    #expect(throws: CronLine.Unfit(reason: "'Mars/Olympus' is no time zone, as Europe/Zurich is")) {
      try CronLine("* * * * *", zone: "Mars/Olympus")
    }
    #expect(try CronLine("0 0 30 2 *").nextDue(after: 0) == nil)
    #expect(try !CronLine("0 0 31 4,6 *").isEverDue)
    #expect(try CronLine("0 0 31 4,5 *").isEverDue && CronLine("0 0 30 2 mon").isEverDue)
  }
}
