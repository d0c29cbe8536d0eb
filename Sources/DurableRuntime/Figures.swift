// Moments and figures as a run's record counts them, and the bounds within which they are read: what comes from a file or from a
// model's endpoint may be any number, and sums of it must not be more than a number holds.
import Values

/// Sums that end at `RuntimeLimits.figure`.
package enum Figures {
  package static func sum<N: FixedWidthInteger & SignedInteger>(_ a: N, _ b: N) -> N {
    let limit = N(clamping: RuntimeLimits.figure)
    let (sum, isOver) = a.addingReportingOverflow(b)
    if isOver { return a < 0 ? -limit : limit }
    return min(limit, max(-limit, sum))
  }

  package static func sum(_ a: Double, _ b: Double) -> Double {
    let limit = Double(RuntimeLimits.figure)
    let sum = a + b
    return sum.isNaN ? a : min(limit, max(-limit, sum))
  }

  /// As a person reads it: `10` and `2.5`.
  package static func text(_ figure: Double) -> String { Int64(exactly: figure).map { "\($0)" } ?? "\(figure)" }

  /// As a person is shown it.
  package static func plain(_ figure: Double) -> PlainValue {
    Int64(exactly: figure).map { .int($0) } ?? .double(figure)
  }
}

extension CanonicalReader {
  /// Milliseconds since 1970 in the years 1 to 9999, counted from `start`.
  package mutating func moment(from start: Int64 = 0) throws(CodingError) -> Int64 {
    let place = position
    let (sum, isOver) = start.addingReportingOverflow(try int())
    guard !isOver, TimestampValue.moments.contains(sum) else { throw error("a moment is out of range", at: place) }
    return sum
  }

  /// Milliseconds or the like, of either sign.
  package mutating func figure() throws(CodingError) -> Int64 {
    let place = position
    let value = try int()
    guard value.magnitude <= RuntimeLimits.figure.magnitude else {
      throw error("a figure is too large: \(value)", at: place)
    }
    return value
  }

  /// How often something was so.
  package mutating func tally() throws(CodingError) -> Int { try number(upTo: Int(RuntimeLimits.figure)) }

  /// Credits.
  package mutating func amount() throws(CodingError) -> Double {
    let place = position
    let value = try double()
    guard value.magnitude <= Double(RuntimeLimits.figure) else { throw error("an amount is out of range", at: place) }
    return value
  }
}
