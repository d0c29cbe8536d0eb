// Whether a field holds what was typed into it. Fields write a text in their own way (groups of digits, upper case) and may also
// change it (a length, letters that they do not take, a decimal point that they leave out): the one is fine, the other is not.

enum TypedText {
  /// Nothing of the text is missing, and all that was added sets it apart without meaning anything.
  static func holds(_ text: String, as stands: String, isSecret: Bool) -> Bool {
    // A code that is complete is taken at once.
    if isSecret, stands.isEmpty { return true }
    let wanted = Array(trimmed(text.replacing("\r\n", with: "\n")))
    let given = Array(trimmed(stands.replacing("\r\n", with: "\n")))
    var at = 0
    for (index, character) in given.enumerated() {
      if at < wanted.count, isSame(character, wanted[at], isSecret) {
        at += 1
      } else if !isSeparator(character), !isGrouping(given, index) {
        return false
      } else if character == "-", at == 0 {
        // The sign of a number.
        return false
      }
    }
    return at == wanted.count
  }

  private static func trimmed(_ text: String) -> Substring {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func isSame(_ a: Character, _ b: Character, _ isSecret: Bool) -> Bool {
    a == b || (!isSecret && a.lowercased() == b.lowercased())
  }

  /// As in card and telephone numbers; `_` is the place of what is yet to come, and a currency stands beside an amount.
  private static func isSeparator(_ character: Character) -> Bool {
    character.isWhitespace || "-/()_+".contains(character) || character.isCurrencySymbol
  }

  /// A comma or apostrophe between thousands: with three digits behind it, and then no fourth.
  private static func isGrouping(_ text: [Character], _ index: Int) -> Bool {
    guard ",'’".contains(text[index]), index > 0, text[index - 1].isNumber else { return false }
    let digits = text[(index + 1)...].prefix { $0.isNumber }
    return digits.count == 3
  }
}
