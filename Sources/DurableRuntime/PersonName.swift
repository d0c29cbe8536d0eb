// What a person may be called: a name that reads as it is, and that nobody takes for another's. Names are known by their bytes, so
// what does not show must not make two of one.
import Foundation

package enum PersonName {
  /// Why a person cannot be kept beside those who are known; nil: they can.
  package static func problem(_ person: Person, among known: [Person]) -> String? {
    if let problem = problem(person.name, "a person's name") { return problem }
    for role in person.roles { if let problem = problem(role, "a role") { return problem } }
    // Whoever is known keeps their name, whomever it looks like.
    if known.contains(where: { $0.name.utf8.elementsEqual(person.name.utf8) }) { return nil }
    guard let other = lookAlike(of: person.name, among: known.map(\.name)) else { return nil }
    return "'\(person.name)' can be taken for '\(other)', who is known here: choose a name that cannot"
  }

  /// Why a text is no name (or no role: the same holds for them), said of `what`; nil: it is one.
  package static func problem(_ name: String, _ what: String) -> String? {
    guard !name.isEmpty, name.utf8.count <= RuntimeLimits.nameCharacters else {
      return "\(what) has 1 to \(RuntimeLimits.nameCharacters) bytes"
    }
    for scalar in name.unicodeScalars where !shows(scalar) {
      let code = String(scalar.value, radix: 16, uppercase: true)
      let digits = String(repeating: "0", count: max(0, 4 - code.count)) + code
      return "\(what) has a character that does not show (U+\(digits)): leave it out"
    }
    if name.hasPrefix(" ") || name.hasSuffix(" ") || name.contains("  ") {
      return "\(what) begins or ends with a space, or has several in a row: leave them out"
    }
    return nil
  }

  /// The known name that a reader would take it for.
  private static func lookAlike(of name: String, among known: [String]) -> String? {
    let seen = looks(name)
    return known.first { !looks($0).isDisjoint(with: seen) }
  }

  /// Whether a reader would take two names for one person's.
  package static func areAlike(_ a: String, _ b: String) -> Bool {
    a.utf8.elementsEqual(b.utf8) || !looks(a).isDisjoint(with: looks(b))
  }

  private static func shows(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    case .spaceSeparator: scalar == " "
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  /// What a name looks like: to those who do not mind capitals, and to those who do not tell I, l and 1 apart.
  private static func looks(_ name: String) -> Set<String> {
    let plain = name.precomposedStringWithCompatibilityMapping
    func seen(_ text: String) -> String {
      String(String.UnicodeScalarView(text.unicodeScalars.map { latin[$0] ?? $0 }))
    }
    let glyphs = seen(plain).replacing("I", with: "l").replacing("1", with: "l").replacing("0", with: "O")
    return [seen(plain.lowercased()).lowercased(), glyphs, glyphs.replacing("O", with: "o")]
  }

  /// Cyrillic and Greek letters that are drawn as Latin ones are.
  private static let latin: [Unicode.Scalar: Unicode.Scalar] = {
    let pairs =
      "\u{430}a\u{435}e\u{43E}o\u{440}p\u{441}c\u{443}y\u{445}x\u{455}s\u{456}i\u{458}j\u{4BB}h\u{501}d\u{51B}q\u{51D}w\u{4CF}l"
      + "\u{410}A\u{412}B\u{415}E\u{41A}K\u{41C}M\u{41D}H\u{41E}O\u{420}P\u{421}C\u{422}T\u{423}Y\u{425}X\u{405}S\u{406}I\u{408}J\u{4C0}I"
      + "\u{3B1}a\u{3B9}i\u{3BD}v\u{3BF}o\u{3C1}p\u{3C5}u"
      + "\u{391}A\u{392}B\u{395}E\u{396}Z\u{397}H\u{399}I\u{39A}K\u{39C}M\u{39D}N\u{39F}O\u{3A1}P\u{3A4}T\u{3A5}Y\u{3A7}X"
    let scalars = Array(pairs.unicodeScalars)
    return Dictionary(
      uniqueKeysWithValues: stride(from: 0, to: scalars.count, by: 2).map { (scalars[$0], scalars[$0 + 1]) })
  }()
}
