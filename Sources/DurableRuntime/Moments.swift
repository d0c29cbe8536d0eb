// Points in time as the store counts them, milliseconds since 1970, and as the language has them.
import Values

extension TimestampValue {
  /// The years 1 to 9999, in milliseconds.
  package static let moments: ClosedRange<Int64> = firstSecond * 1000...lastSecond * 1000 + 999

  /// The moment so much later, at the latest the last one there is.
  static func moment(_ start: Int64, after length: Int64) -> Int64 {
    let (sum, isOver) = start.addingReportingOverflow(length)
    return isOver || sum > moments.upperBound ? moments.upperBound : sum
  }

  /// Milliseconds since 1970, rounded down.
  package var milliseconds: Int64 { seconds * 1000 + Int64(nanoseconds) / 1_000_000 }

  /// Milliseconds since 1970, rounded up: a timer must not fire early.
  package var millisecondsRoundedUp: Int64 { seconds * 1000 + (Int64(nanoseconds) + 999_999) / 1_000_000 }

  /// The nearest moment that there is.
  package init(milliseconds: Int64) {
    let moment = min(Self.moments.upperBound, max(Self.moments.lowerBound, milliseconds))
    let seconds = moment >= 0 ? moment / 1000 : -((999 - moment) / 1000)
    self.init(seconds: seconds, nanoseconds: Int32(moment - seconds * 1000) * 1_000_000)
  }
}

extension DurationValue {
  /// Rounded up.
  package var milliseconds: Int64 { seconds * 1000 + (Int64(nanoseconds) + 999_999) / 1_000_000 }
}
