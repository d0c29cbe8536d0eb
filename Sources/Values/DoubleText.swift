// Doubles as decimal text: the shortest that reads back the same, and rounded to a number of places from the exact value,
// half to even, as C's `printf` does it.

enum DoubleText {
  /// A finite number as decimal digits: 0.d₁d₂d₃… × 10^exponent, without leading or trailing zeros; no digits for 0.
  struct Digits {
    var digits: [UInt8]
    var exponent: Int
    var isNegative: Bool

    /// Half to even to so many digits, fewer being kept as they are. A negative count rounds everything away to 0.
    mutating func round(toCount count: Int) {
      guard count < digits.count else { return }
      if count < 0 {
        digits = []
        return
      }
      let next = digits[count]
      let isTie = next == 5 && digits.count == count + 1
      let isOdd = count > 0 && digits[count - 1] % 2 == 1
      let goesUp = isTie ? isOdd : next >= 5
      digits.removeSubrange(count...)
      if goesUp {
        var index = count - 1
        while index >= 0, digits[index] == 9 {
          digits[index] = 0
          index -= 1
        }
        if index >= 0 {
          digits[index] += 1
        } else {
          digits.insert(1, at: 0)
          exponent += 1
        }
      }
      while digits.last == 0 { digits.removeLast() }
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    /// Negative, zero or positive as this is less than, equal to or greater than the other.
    func compared(to other: Digits) -> Int {
      if sign != other.sign || sign == 0 { return sign - other.sign }
      if exponent != other.exponent { return sign * (exponent - other.exponent) }
      // Of numbers without zeros at their end, one that begins as the other does and goes on is the greater one.
      return digits == other.digits ? 0 : digits.lexicographicallyPrecedes(other.digits) ? -sign : sign
    }

    /// The digit that stands for 10^power.
    func digit(_ power: Int) -> UInt8 {
      let index = exponent - 1 - power
      return index >= 0 && index < digits.count ? digits[index] : 0
    }
  }

  /// The exact value of a finite number: every double has finitely many decimal digits.
  static func exact(_ number: Double) -> Digits {
    if number == 0 { return Digits(digits: [], exponent: 0, isNegative: number.sign == .minus) }
    let isSubnormal = number.exponentBitPattern == 0
    var significand = number.significandBitPattern
    var power = -1074
    if !isSubnormal {
      significand |= 1 << 52
      power = Int(number.exponentBitPattern) - 1075
    }
    let zeros = significand.trailingZeroBitCount
    significand >>= UInt64(zeros)
    power += zeros
    // significand × 2^power; a negative power of 2 is a power of 5 with the point moved.
    var limbs: [UInt64] = []
    while significand > 0 {
      limbs.append(significand % limbBase)
      significand /= limbBase
    }
    multiply(&limbs, by: power >= 0 ? 2 : 5, times: power >= 0 ? power : -power)
    var digits: [UInt8] = []
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        digits.append(UInt8(rest % 10))
        rest /= 10
      }
    }
    while digits.last == 0 { digits.removeLast() }
    digits.reverse()
    let exponent = digits.count - (power < 0 ? -power : 0)
    while digits.last == 0 { digits.removeLast() }
    return Digits(digits: digits, exponent: exponent, isNegative: number.sign == .minus)
  }

  private static let limbBase: UInt64 = 1_000_000_000

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64, times: Int) {
    // As many factors at once as one limb's product has room for.
    let stride = factor == 2 ? 29 : 12
    var left = times
    while left > 0 {
      let now = min(left, stride)
      var product: UInt64 = 1
      for _ in 0..<now { product *= factor }
      var carry: UInt64 = 0
      for index in limbs.indices {
        let value = limbs[index] * product + carry
        limbs[index] = value % limbBase
        carry = value / limbBase
      }
      if carry > 0 { limbs.append(carry) }
      left -= now
    }
  }

  /// The shortest digits that read back as the same number.
  static func shortest(_ number: Double) -> Digits {
    var result = Digits(digits: [], exponent: 0, isNegative: number.sign == .minus)
    if number == 0 { return result }
    var point: Int?
    var text = number.magnitude.description[...].utf8
    var exponent = 0
    if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(text[text.index(after: mark)...])!)!
      text = text[..<mark]
    }
    for byte in text {
      if byte == UInt8(ascii: ".") { point = result.digits.count } else { result.digits.append(byte - 0x30) }
    }
    exponent += point ?? result.digits.count
    let leading = result.digits.prefix { $0 == 0 }.count
    result.digits.removeFirst(leading)
    exponent -= leading
    while result.digits.last == 0 { result.digits.removeLast() }
    result.exponent = exponent
    return result
  }

  static func special(_ number: Double) -> String? {
    number.isNaN ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : nil
  }

  /// Without an exponent, with so many places after the point (`%.2f`).
  static func fixed(_ digits: Digits, places: Int) -> String {
    var digits = digits
    digits.round(toCount: digits.exponent + places)
    var text = digits.isNegative ? "-" : ""
    for power in stride(from: max(digits.exponent, 1) - 1, through: 0, by: -1) {
      append(digits.digit(power), to: &text)
    }
    if places > 0 { text += "." }
    for place in 0..<places { append(digits.digit(-1 - place), to: &text) }
    return text
  }

  /// With an exponent, with so many places after the point (`%.6e`).
  static func scientific(_ digits: Digits, places: Int) -> String {
    var digits = digits
    digits.round(toCount: places + 1)
    var text = digits.isNegative ? "-" : ""
    let top = digits.digits.isEmpty ? 0 : digits.exponent - 1
    append(digits.digit(top), to: &text)
    if places > 0 { text += "." }
    for place in 0..<places { append(digits.digits.isEmpty ? 0 : digits.digit(top - 1 - place), to: &text) }
    return text + exponentText(top)
  }

  /// The shortest text without an exponent.
  static func plain(_ number: Double) -> String {
    if let special = special(number) { return special }
    let digits = shortest(number)
    return fixed(digits, places: max(0, digits.digits.count - digits.exponent))
  }

  /// The shortest text, with an exponent from 10^21 on and below 10^-4, as `string(double)` gives it.
  static func general(_ number: Double) -> String {
    if let special = special(number) { return number.isNaN ? special : number < 0 ? "-Inf" : "+Inf" }
    let digits = shortest(number)
    let top = digits.digits.isEmpty ? 0 : digits.exponent - 1
    return top < -4 || top >= 21 ? scientific(digits, places: max(0, digits.digits.count - 1)) : plain(number)
  }

  private static func append(_ digit: UInt8, to text: inout String) {
    text.unicodeScalars.append(Unicode.Scalar(0x30 + digit))
  }

  private static func exponentText(_ exponent: Int) -> String {
    let size = String(exponent.magnitude)
    return (exponent < 0 ? "e-" : "e+") + (size.utf8.count < 2 ? "0" + size : size)
  }
}

extension DecimalValue {
  /// For rounding to places as doubles are rounded, and for comparing with them.
  var digits: DoubleText.Digits {
    var digits = String(coefficient.magnitude).utf8.map { $0 - 0x30 }
    if coefficient == 0 { digits = [] }
    let exponent = digits.count - Int(scale)
    while digits.last == 0 { digits.removeLast() }
    return DoubleText.Digits(digits: digits, exponent: exponent, isNegative: coefficient < 0)
  }
}
