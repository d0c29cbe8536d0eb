// A line of five fields (minute, hour, day of month, month, day of week) in a time zone → the minutes at which it is due.
// Where clocks are put forward, what stood in the minutes that are left out is due at the first minute after; where they are
// put back, what stands in the hour that comes twice is due the first time only. Lines for every hour (`*`, `*/n`) follow the
// clock on the wall as it goes. So it is in cron(8) of Debian; `@hourly` and seconds are not part of it.

package struct CronLine: Hashable, Sendable {
  /// Why a line or a zone cannot be used.
  package struct Unfit: Error, Hashable {
    package var reason: String
  }

  private let minutes: UInt64
  private let hours: UInt64
  private let days: UInt64
  private let months: UInt64
  private let weekdays: UInt64
  private let isEveryHour: Bool
  private let isEveryDay: Bool
  private let isEveryWeekday: Bool
  package let zone: String

  /// - Parameter zone: a name of the IANA database, or an offset as `+05:30`.
  package init(_ text: String, zone: String = "UTC") throws(Unfit) {
    let fields = text.split(separator: " ")
    guard fields.count == 5 else {
      throw Unfit(reason: "it has five fields: minute, hour, day of month, month, day of week")
    }
    guard TimeZoneTable.offset(zone: zone, at: 0) != nil else {
      throw Unfit(reason: "'\(zone.prefix(100))' is no time zone, as Europe/Zurich is")
    }
    minutes = try Self.set(fields[0], 0...59, "minute")
    hours = try Self.set(fields[1], 0...23, "hour")
    days = try Self.set(fields[2], 1...31, "day of month")
    months = try Self.set(
      fields[3], 1...12, "month",
      names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], from: 1)
    let week = try Self.set(
      fields[4], 0...7, "day of week", names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"], from: 0)
    // Sunday is 0 and 7.
    weekdays = week >> 7 & 1 | week & 0x7F
    isEveryHour = fields[1].hasPrefix("*")
    isEveryDay = fields[2].hasPrefix("*")
    isEveryWeekday = fields[4].hasPrefix("*")
    self.zone = zone
  }

  /// `*`, `a`, `a-b`, each perhaps with `/n`, and lists of them, as bits.
  private static func set(
    _ field: Substring, _ range: ClosedRange<Int>, _ what: String, names: [String] = [], from: Int = 0
  ) throws(Unfit) -> UInt64 {
    func number(_ word: Substring) -> Int? {
      if let place = names.firstIndex(of: word.lowercased()) { return place + from }
      return Int(word).flatMap { range.contains($0) ? $0 : nil }
    }
    var bits: UInt64 = 0
    for part in field.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      let step = pieces.count == 2 ? Int(pieces[1]) : 1
      let ends = pieces[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      let low: Int?
      let high: Int?
      if pieces[0] == "*" {
        (low, high) = (range.lowerBound, range.upperBound)
      } else {
        low = number(ends[0])
        // `a/n` goes on to the end.
        high = ends.count == 2 ? number(ends[1]) : pieces.count == 2 ? range.upperBound : low
      }
      guard let step, step > 0, let low, let high, low <= high else {
        throw Unfit(
          reason: "'\(part.prefix(40))' is no \(what): \(range.lowerBound) to \(range.upperBound)"
            + (names.first.map { ", or names as \($0)" } ?? ""))
      }
      for value in stride(from: low, through: high, by: step) { bits |= 1 << UInt64(value) }
    }
    return bits
  }

  // MARK: When

  /// The last minute (since 1970, UTC) after `after` and up to `through` at which it is due.
  package func lastDue(after: Int64, through: Int64) -> Int64? {
    var minute = through
    while minute > after {
      if isDue(minute) { return minute }
      minute -= 1
    }
    return nil
  }

  /// From one 29th of February to the next over a year that is no leap year, and a little more.
  private static let horizon: Int64 = 9 * 366 * 1440

  /// False for what no calendar has, as a 30th of February.
  package var isEverDue: Bool {
    guard isEveryWeekday, !isEveryDay else { return true }
    return (1...12).contains { month in
      months >> UInt64(month) & 1 == 1
        && (1...CivilTime.daysInMonth(2000, month)).contains { days >> UInt64($0) & 1 == 1 }
    }
  }

  /// The first minute after `after` at which it is due; nil: never (`isEverDue`).
  package func nextDue(after: Int64) -> Int64? {
    guard isEverDue else { return nil }
    var minute = after + 1
    while minute <= after + Self.horizon {
      if isDue(minute) { return minute }
      let now = offset(minute)
      let (day, inDay) = Self.parts(minute + now)
      // To the end of a day, or an hour, that is not in the line; but minute by minute where clocks are changed before that.
      let left = !isOn(day) ? 1440 - inDay : hours >> UInt64(inDay / 60) & 1 == 0 ? 60 - inDay % 60 : 1
      minute += offset(minute + left) == now ? left : 1
    }
    return nil
  }

  package func isDue(_ minute: Int64) -> Bool {
    let now = offset(minute)
    if isEveryHour { return stands(minute + now) }
    let before = offset(minute - 1)
    if now > before {
      // Put forward just now: what was left out counts here.
      return ((minute + before)...(minute + now)).contains(where: stands)
    }
    guard stands(minute + now) else { return false }
    // Had the clocks shown this already, before they were put back?
    let earlier = offset(minute - 180)
    return !(earlier > now && offset(minute - (earlier - now)) == earlier)
  }

  /// Minutes that the zone is ahead of UTC.
  private func offset(_ minute: Int64) -> Int64 { Int64(TimeZoneTable.offset(zone: zone, at: minute * 60) ?? 0) / 60 }

  /// Days since 1970, and the minute of the day, of a local clock.
  private static func parts(_ local: Int64) -> (day: Int64, inDay: Int64) {
    let inDay = ((local % 1440) + 1440) % 1440
    return ((local - inDay) / 1440, inDay)
  }

  /// Whether a minute of the local clock stands in the line.
  private func stands(_ local: Int64) -> Bool {
    let (day, inDay) = Self.parts(local)
    return minutes >> UInt64(inDay % 60) & 1 == 1 && hours >> UInt64(inDay / 60) & 1 == 1 && isOn(day)
  }

  private func isOn(_ day: Int64) -> Bool {
    let date = CivilTime(seconds: day * 86_400)
    guard months >> UInt64(date.month) & 1 == 1 else { return false }
    let isDate = days >> UInt64(date.day) & 1 == 1
    // 1970-01-01 was a Thursday.
    let isWeekday = weekdays >> UInt64(((day + 4) % 7 + 7) % 7) & 1 == 1
    // As in every cron: where both are given, either will do.
    return isEveryDay || isEveryWeekday ? isDate && isWeekday : isDate || isWeekday
  }
}
