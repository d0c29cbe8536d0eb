// Sums and differences of timestamps and durations, bounded as CEL bounds them: timestamps to the years 1 to 9999, durations
// to what 64 bits of nanoseconds hold (about 292 years either way).

extension TimestampValue {
  /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, in seconds.
  package static let firstSecond: Int64 = -62_135_596_800
  package static let lastSecond: Int64 = 253_402_300_799

  static var outOfRange: EvaluationError { EvaluationError("timestamp out of range (years 1 to 9999)") }

  /// Carries nanoseconds over into seconds and checks the range.
  static func make(seconds: Int64, nanoseconds: Int64) throws(EvaluationError) -> TimestampValue {
    var seconds = seconds
    var rest = nanoseconds % 1_000_000_000
    let (carried, overflow) = seconds.addingReportingOverflow(nanoseconds / 1_000_000_000)
    if overflow { throw outOfRange }
    seconds = carried
    if rest < 0 {
      rest += 1_000_000_000
      if seconds == .min { throw outOfRange }
      seconds -= 1
    }
    guard seconds >= firstSecond, seconds <= lastSecond else { throw outOfRange }
    return TimestampValue(seconds: seconds, nanoseconds: Int32(rest))
  }

  func adding(_ length: DurationValue) throws(EvaluationError) -> TimestampValue {
    try .make(
      seconds: seconds &+ length.seconds, nanoseconds: Int64(nanoseconds) + Int64(length.nanoseconds))
  }

  func since(_ other: TimestampValue) throws(EvaluationError) -> DurationValue {
    try .make(nanoseconds: Int128(seconds - other.seconds) * 1_000_000_000 + Int128(nanoseconds - other.nanoseconds))
  }

  package static func < (a: TimestampValue, b: TimestampValue) -> Bool {
    a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds
  }
}

extension DurationValue {
  static var outOfRange: EvaluationError { EvaluationError("duration out of range (about 292 years)") }

  static func make(nanoseconds: Int128) throws(EvaluationError) -> DurationValue {
    guard let fitting = Int64(exactly: nanoseconds) else { throw outOfRange }
    return DurationValue(seconds: fitting / 1_000_000_000, nanoseconds: Int32(fitting % 1_000_000_000))
  }

  package var totalNanoseconds: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) }

  func adding(_ other: DurationValue) throws(EvaluationError) -> DurationValue {
    try .make(nanoseconds: totalNanoseconds + other.totalNanoseconds)
  }

  func negated() throws(EvaluationError) -> DurationValue { try .make(nanoseconds: -totalNanoseconds) }

  package static func < (a: DurationValue, b: DurationValue) -> Bool {
    a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds
  }
}
