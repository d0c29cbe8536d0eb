// Points in time as the store counts them, milliseconds since 1970, and as the language has them.
import Values

extension TimestampValue {
  /// Milliseconds since 1970, rounded down.
  package var milliseconds: Int64 { seconds * 1000 + Int64(nanoseconds) / 1_000_000 }

  /// Milliseconds since 1970, rounded up: a timer must not fire early.
  package var millisecondsRoundedUp: Int64 { seconds * 1000 + (Int64(nanoseconds) + 999_999) / 1_000_000 }

  package init(milliseconds: Int64) {
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : -((999 - milliseconds) / 1000)
    self.init(seconds: seconds, nanoseconds: Int32(milliseconds - seconds * 1000) * 1_000_000)
  }
}

extension DurationValue {
  /// Rounded up.
  package var milliseconds: Int64 { seconds * 1000 + (Int64(nanoseconds) + 999_999) / 1_000_000 }
}
