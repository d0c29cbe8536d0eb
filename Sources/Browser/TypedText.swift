// Whether a field holds what was typed into it. Fields write a text in their own way (groups of digits, separators of a date,
// upper case, a unit) and may also change it (a length, letters that they do not take, a decimal point that they leave out): the
// one is fine, the other is not.

struct TypedText {
  var text: String
  var isSecret: Bool

  /// Whether all that a field shows means the same.
  func isHeld(by field: String) -> Bool {
    if field == text { return true }
    // A code is written in groups; of a password every letter counts.
    if isSecret { return Self.without(field, " -") == Self.without(text, " -") }
    // What the browser makes of a mail address in another script.
    if field.contains("xn--") { return true }
    let field = Self.tidied(field)
    let typed = Self.tidied(text)
    if typed.isEmpty { return field.isEmpty || Self.readings(field, withUnit: true) == ["0"] }
    let numbers = Self.readings(typed, withUnit: false)
    let shown = Self.readings(field, withUnit: true)
    if !numbers.isEmpty, !shown.isEmpty, !Self.hasLeadingZero(typed) {
      if numbers.count == 1 { return shown.contains(numbers[0]) }
      // 1.500 is one and a half, or fifteen hundred: the same signs must be there still, and nothing but zeros behind them.
      guard let start = field.firstRange(of: typed) else { return false }
      let rest = field[start.upperBound...].prefix { ".,0123456789".contains($0) }
      return rest.isEmpty || [".0", ",0", ".00", ",00"].contains(where: rest.elementsEqual)
    }
    // A date, a time, a telephone number.
    if !typed.contains(where: \.isLetter), !field.contains(where: \.isLetter) {
      return field.filter(\.isNumber) == typed.filter(\.isNumber)
    }
    return Self.holdsAll(of: typed, field)
  }

  /// Nothing is missing but space, and all that was added sets it apart without meaning anything.
  private static func holdsAll(of typed: String, _ field: String) -> Bool {
    let wanted = Array(without(typed, " "))
    var at = 0
    for character in without(field, " ") {
      if at < wanted.count, character == wanted[at] {
        at += 1
      } else if !"-/()_+.,:'%".contains(character) {
        return false
      }
    }
    return at == wanted.count
  }

  private static func tidied(_ text: String) -> String {
    var words = ""
    for character in text.uppercased() {
      words.append(character.isWhitespace ? " " : character == "−" ? "-" : character)
    }
    while words.hasPrefix(" ") { words.removeFirst() }
    while words.hasSuffix(" ") { words.removeLast() }
    return words
  }

  private static func without(_ text: String, _ signs: String) -> String {
    text.filter { !signs.contains($0) && !$0.isWhitespace }
  }

  private static func hasLeadingZero(_ text: String) -> Bool {
    text.hasPrefix("0") && text.dropFirst().first?.isNumber == true
  }

  // MARK: Numbers

  /// The numbers that a text may stand for, in one form: `1.500` is 1500 and 1.5. Empty: it is none.
  private static func readings(_ text: String, withUnit: Bool) -> [String] {
    var body = without(text, " ")[...]
    // A sign, or brackets, in front of a unit or behind it.
    var sign = signed(&body)
    while let first = body.first, first.isCurrencySymbol || "%°".contains(first) { body.removeFirst() }
    while let last = body.last, last.isCurrencySymbol || "%°".contains(last) { body.removeLast() }
    // Of one letter it might be thousands.
    let before = body.prefix { $0.isLetter }.count
    if withUnit, (2...3).contains(before) { body = body.dropFirst(before) }
    let behind = body.reversed().prefix { $0.isLetter }.count
    if withUnit, (2...3).contains(behind) { body = body.dropLast(behind) }
    if sign.isEmpty { sign = signed(&body) }
    if sign == "+" { sign = "" }
    guard body.contains(where: isDigit), body.allSatisfy({ isDigit($0) || ".,'’".contains($0) }) else { return [] }
    let separators = body.filter { !isDigit($0) }
    guard let last = separators.last else { return [number(sign, body, "")] }
    var found: [String] = []
    let isOneKind = separators.allSatisfy { $0 == last }
    if isOneKind, isGrouped(body, by: last) { found.append(number(sign, body.filter(isDigit)[...], "")) }
    if ".,".contains(last), separators.filter({ $0 == last }).count == 1, let point = body.lastIndex(of: last) {
      let whole = body[..<point]
      let groups = separators.dropLast()
      if groups.isEmpty || (groups.allSatisfy { $0 == groups.first } && isGrouped(whole, by: groups.first!)) {
        found.append(number(sign, whole.filter(isDigit)[...], body[body.index(after: point)...]))
      }
    }
    return found
  }

  /// Takes a number's sign away: before it, or behind it or as brackets, as books have it.
  private static func signed(_ body: inout Substring) -> String {
    if body.count > 2, body.hasPrefix("("), body.hasSuffix(")") {
      body = body.dropFirst().dropLast()
      return "-"
    }
    if let first = body.first, "+-".contains(first) { return String(body.removeFirst()) }
    if body.count > 1, body.last == "-" { return String(body.removeLast()) }
    return ""
  }

  private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

  private static func isGrouped(_ body: Substring, by separator: Character) -> Bool {
    let groups = body.split(separator: separator, omittingEmptySubsequences: false)
    return (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
  }

  private static func number(_ sign: String, _ whole: Substring, _ fraction: Substring) -> String {
    let whole = whole.drop { $0 == "0" }
    var fraction = fraction
    while fraction.last == "0" { fraction.removeLast() }
    let value = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    return value == "0" ? "0" : sign + value
  }
}
