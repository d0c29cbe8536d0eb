// Words of a page → names as the skill language wants them: `Email address:` → `email_address`.
import Foundation

enum SkillName {
  /// For inputs, secrets, ids and variables. Never empty, never a reserved word, at most forty letters.
  static func identifier(_ words: String, or fallback: String = "value") -> String {
    let parts = plain(words).split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map { $0.lowercased() }
    var name = parts.joined(separator: "_")
    while name.count > 40, let cut = name.lastIndex(of: "_") { name = String(name[..<cut]) }
    name = String(name.prefix(40))
    guard let first = name.first else { return fallback }
    if first.isNumber { name = "\(fallback)_\(name)" }
    return reserved.contains(name) ? "\(name)_\(fallback)" : name
  }

  /// For the skill itself: `Pay the Acme invoice` → `pay-the-acme-invoice`.
  static func skill(_ title: String) -> String {
    identifier(title, or: "recorded").split(separator: "_").joined(separator: "-")
  }

  /// A name like this one that is not taken: `amount`, `amount_2`, `amount_3`.
  static func unused(_ name: String, _ isTaken: (String) -> Bool) -> String {
    guard isTaken(name) else { return name }
    var number = 2
    while isTaken("\(name)_\(number)") { number += 1 }
    return "\(name)_\(number)"
  }

  /// Letters without their marks, as far as ASCII has them.
  private static func plain(_ words: String) -> String {
    var result = ""
    for character in words {
      if character.isASCII { result.append(character); continue }
      switch character {
      case "ä", "Ä": result += "ae"
      case "ö", "Ö": result += "oe"
      case "ü", "Ü": result += "ue"
      case "ß": result += "ss"
      case "’", "'": break
      default:
        // The first scalar of a decomposed letter is the letter without its mark.
        let base =
          String(character).decomposedStringWithCanonicalMapping.unicodeScalars.first.map(Character.init) ?? " "
        result.append(base.isASCII ? base : " ")
      }
    }
    return result
  }

  private static let reserved: Set<String> = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
    "loop", "package", "namespace", "return", "var", "void", "while",
  ]
}
