// Timestamps as RFC 3339 text and durations as text such as `90s` or `1h30m`, both ways, and the calendar between a second
// count and a date (the proleptic Gregorian one, by the arithmetic of days since 0000-03-01).

/// A date and a time of day, without a zone.
struct CivilTime: Equatable {
  var year: Int
  /// 1 to 12.
  var month: Int
  /// 1 to 31.
  var day: Int
  var hour: Int
  var minute: Int
  var second: Int

  /// The days from 1970-01-01 to a date.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func daysInMonth(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The date and time so many seconds after 1970-01-01T00:00:00.
  init(seconds: Int64) {
    var days = Int(seconds) / 86_400
    var rest = Int(seconds) % 86_400
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = rest / 3600
    minute = rest / 60 % 60
    second = rest % 60
  }

  /// From 0 on the first of January.
  var dayOfYear: Int { Self.days(year: year, month: month, day: day) - Self.days(year: year, month: 1, day: 1) }

  /// Sunday is 0.
  var dayOfWeek: Int {
    let days = Self.days(year: year, month: month, day: day)
    return ((days + 4) % 7 + 7) % 7
  }
}

/// The digits of a fraction of a second without trailing zeros, after a point; nothing for 0.
private func appendFraction(_ nanoseconds: Int, to text: inout String) {
  if nanoseconds == 0 { return }
  var digits = String(nanoseconds)
  digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
  while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
  text += "." + digits
}

extension TimestampValue {
  /// RFC 3339 in UTC: `2009-02-13T23:31:30Z`, with as many digits of a fraction as there are.
  package var text: String {
    let civil = CivilTime(seconds: seconds)
    var text = ""
    func pad(_ number: Int, _ width: Int) {
      let digits = String(number)
      for _ in 0..<max(0, width - digits.utf8.count) { text += "0" }
      text += digits
    }
    pad(civil.year, 4)
    text += "-"
    pad(civil.month, 2)
    text += "-"
    pad(civil.day, 2)
    text += "T"
    pad(civil.hour, 2)
    text += ":"
    pad(civil.minute, 2)
    text += ":"
    pad(civil.second, 2)
    appendFraction(Int(nanoseconds), to: &text)
    return text + "Z"
  }

  /// Reads RFC 3339 (`2009-02-13T23:31:30.5+01:00`). nil where the text is not of that form or names no real time.
  package static func parse(_ text: some Collection<UInt8>) -> TimestampValue? {
    var index = text.startIndex
    func digits(_ count: Int) -> Int? {
      var number = 0
      for _ in 0..<count {
        guard index < text.endIndex, case UInt8(ascii: "0")...UInt8(ascii: "9") = text[index] else { return nil }
        number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
        index = text.index(after: index)
      }
      return number
    }
    func accept(_ byte: UInt8) -> Bool {
      guard index < text.endIndex, text[index] == byte else { return false }
      index = text.index(after: index)
      return true
    }
    guard let year = digits(4), accept(UInt8(ascii: "-")), let month = digits(2), accept(UInt8(ascii: "-")),
      let day = digits(2), accept(UInt8(ascii: "T")) || accept(UInt8(ascii: "t")), let hour = digits(2),
      accept(UInt8(ascii: ":")), let minute = digits(2), accept(UInt8(ascii: ":")), let second = digits(2),
      month >= 1, month <= 12, day >= 1, day <= CivilTime.daysInMonth(year, month), hour <= 23, minute <= 59,
      second <= 59
    else { return nil }
    var nanoseconds = 0
    if accept(UInt8(ascii: ".")) {
      var scale = 100_000_000
      var count = 0
      while let digit = digits(1) {
        nanoseconds += digit * scale
        scale /= 10
        count += 1
      }
      if count == 0 || count > 9 { return nil }
    }
    var offset = 0
    if !accept(UInt8(ascii: "Z")), !accept(UInt8(ascii: "z")) {
      let sign: Int
      if accept(UInt8(ascii: "+")) { sign = 1 } else if accept(UInt8(ascii: "-")) { sign = -1 } else { return nil }
      guard let hours = digits(2), accept(UInt8(ascii: ":")), let minutes = digits(2), hours <= 23, minutes <= 59 else {
        return nil
      }
      offset = sign * (hours * 3600 + minutes * 60)
    }
    guard index == text.endIndex else { return nil }
    let seconds =
      CivilTime.days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return try? .make(seconds: Int64(seconds), nanoseconds: Int64(nanoseconds))
  }
}

extension DurationValue {
  /// CEL's text: seconds with as many digits of a fraction as there are, `5400s`, `-0.5s`.
  package var text: String {
    var text = seconds < 0 || nanoseconds < 0 ? "-" : ""
    text += String(seconds.magnitude)
    appendFraction(Int(nanoseconds.magnitude), to: &text)
    return text + "s"
  }

  /// Reads a sum of numbers with units, `1h30m`, `-1.5s`, `500ms`, `7d`; also a bare `0`. Units: ns, us, µs, ms, s, m, h, d.
  /// nil where the text is not of that form or the length is out of range.
  package static func parse(_ text: some Collection<UInt8>) -> DurationValue? {
    var index = text.startIndex
    func peek() -> UInt8? { index < text.endIndex ? text[index] : nil }
    func advance() { index = text.index(after: index) }
    var sign: Int128 = 1
    if peek() == UInt8(ascii: "-") {
      sign = -1
      advance()
    } else if peek() == UInt8(ascii: "+") {
      advance()
    }
    if peek() == UInt8(ascii: "0") {
      let rest = text[text.index(after: index)...]
      if rest.isEmpty { return DurationValue(seconds: 0, nanoseconds: 0) }
    }
    if peek() == nil { return nil }
    var total: Int128 = 0
    while peek() != nil {
      var whole: Int128 = 0
      var fraction: Int128 = 0
      var places: Int128 = 1
      var digits = 0
      var afterPoint = false
      while let byte = peek() {
        if byte == UInt8(ascii: "."), !afterPoint {
          afterPoint = true
        } else if case UInt8(ascii: "0")...UInt8(ascii: "9") = byte {
          digits += 1
          let digit = Int128(byte - UInt8(ascii: "0"))
          if !afterPoint {
            whole = whole * 10 + digit
            if whole > Int128(Int64.max) { return nil }
          } else if places < 1_000_000_000_000_000_000 {
            fraction = fraction * 10 + digit
            places *= 10
          }
        } else {
          break
        }
        advance()
      }
      if digits == 0 { return nil }
      var name: [UInt8] = []
      while let byte = peek(), byte != UInt8(ascii: "."), !(0x30...0x39).contains(byte), name.count < 4 {
        name.append(byte)
        advance()
      }
      let unit: Int128
      switch String(decoding: name, as: UTF8.self) {
      case "ns": unit = 1
      case "us", "µs", "μs": unit = 1000
      case "ms": unit = 1_000_000
      case "s": unit = 1_000_000_000
      case "m": unit = 60_000_000_000
      case "h": unit = 3_600_000_000_000
      case "d": unit = 86_400_000_000_000
      default: return nil
      }
      total += whole * unit + fraction * unit / places
      if total > Int128(Int64.max) + 1 { return nil }
    }
    return try? .make(nanoseconds: sign * total)
  }
}

/// A length of time as a skill writes it: `500ms`, `30s`, `10m`.
package func durationText(milliseconds: Int64) -> String {
  if milliseconds >= 60_000, milliseconds % 60_000 == 0 { return "\(milliseconds / 60_000)m" }
  if milliseconds >= 1000, milliseconds % 1000 == 0 { return "\(milliseconds / 1000)s" }
  return "\(milliseconds)ms"
}
