// One text, found in what other programs print however they escape it: the escapes are read where the text is compared, so that
// every mixture and nesting of them is found (JSON in JSON, a URL in HTML), not a list of the ways that were thought of.
import Values

/// A text that is looked for. What is read: backslash escapes of JSON, C, JavaScript and Python, percent encoding (RFC 3986,
/// forms, JavaScript's `escape`), character references of HTML (numeric, those of ASCII and Latin-1 by name), quoted-printable
/// (RFC 2045), doubled quotes of CSV and SQL, a shell's `'\''`, and line breaks inside.
struct EscapedText: Sendable {
  let bytes: [UInt8]

  /// What an occurrence can begin with.
  var starts: Set<UInt8> {
    var starts: Set<UInt8> = [bytes[0], UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "=")]
    if bytes[0] == 0x20 { starts.insert(UInt8(ascii: "+")) }
    return starts
  }

  /// Where the occurrence ends that begins at `start`; nil: none does. After too many ways to read it, it counts as one: hiding
  /// more than the secret is the safe side.
  func end(in hay: Span<UInt8>, at start: Int) -> Int? {
    if hay[start] == UInt8(ascii: "\\"), start > 0, hay[start - 1] == hay[start] { return nil }
    var open = [Place(at: start, done: 0)]
    var ways = 0
    while var place = open.popLast() {
      ways += 1
      if ways > Self.mostWays { return place.at }
      while place.done < bytes.count, place.at < hay.count {
        let here = hay[place.at]
        if Self.escapes.contains(here) {
          let others = readings(hay, place)
          if !others.isEmpty {
            if here == bytes[place.done], here != UInt8(ascii: "\\") { open.append(place.literal) }
            open.append(contentsOf: others.dropFirst())
            place = others[0]
            continue
          }
        }
        if here == bytes[place.done] {
          place = place.literal
        } else if place.done > 0, here == 0x0A || here == 0x0D {
          place.at += 1
        } else {
          break
        }
      }
      if place.done == bytes.count { return place.at }
    }
    return nil
  }

  private static let mostWays = 256
  private static let escapes = Set<UInt8>("\\%&=+'\"".utf8)

  /// How far the text and what is looked through have been gone along together.
  private struct Place {
    var at: Int
    var done: Int
    var literal: Place { Place(at: at + 1, done: done + 1) }
  }

  /// What an escape that stands here can mean, as far as it fits.
  private func readings(_ hay: Span<UInt8>, _ place: Place) -> [Place] {
    switch hay[place.at] {
    case UInt8(ascii: "\\"): backslash(hay, place)
    case UInt8(ascii: "%"): percent(hay, place)
    case UInt8(ascii: "&"): reference(hay, place)
    case UInt8(ascii: "="): quotedPrintable(hay, place)
    case UInt8(ascii: "+"): bytes[place.done] == 0x20 ? [place.literal] : []
    default: quote(hay, place)
    }
  }

  /// Whether these bytes come next in the text.
  private func fits<S: Sequence<UInt8>>(_ next: S, _ place: Place, end: Int) -> Place? {
    var done = place.done
    for byte in next {
      guard done < bytes.count, bytes[done] == byte else { return nil }
      done += 1
    }
    return Place(at: end, done: done)
  }

  /// A byte of UTF-8, or a character by a number that is as small.
  private func fits(byte: UInt8, _ place: Place, end: Int) -> Place? {
    fits(CollectionOfOne(byte), place, end: end) ?? fits(scalar: UInt32(byte), place, end: end)
  }

  private func fits(scalar value: UInt32, _ place: Place, end: Int) -> Place? {
    guard let scalar = Unicode.Scalar(value) else { return nil }
    return fits(UTF8.encode(scalar)!, place, end: end)
  }

  /// A unit of UTF-16; where it is the first half of a pair, the other follows behind `again` (once or more) and `u`.
  private func fits(unit first: UInt32, _ place: Place, _ hay: Span<UInt8>, _ end: Int, again: UInt8) -> Place? {
    guard (0xD800..<0xDC00).contains(first) else { return fits(scalar: first, place, end: end) }
    var second = end
    while second < hay.count, hay[second] == again { second += 1 }
    guard second > end, second < hay.count, hay[second] == UInt8(ascii: "u"),
      let (low, last) = number(hay, second + 1, 4...4, 16), (0xDC00..<0xE000).contains(low)
    else { return nil }
    return fits(scalar: 0x10000 + (first - 0xD800) << 10 + (low - 0xDC00), place, end: last)
  }

  // MARK: Backslashes

  /// However often it was escaped: a run of backslashes stands for those of the text, and the last may begin an escape.
  private func backslash(_ hay: Span<UInt8>, _ place: Place) -> [Place] {
    var end = place.at
    while end < hay.count, hay[end] == UInt8(ascii: "\\") { end += 1 }
    let run = end - place.at
    let own = bytes[place.done...].prefix(run).prefix { $0 == UInt8(ascii: "\\") }.count
    var found: [Place] = []
    for own in Set([0, own]) where own < run {
      if let next = escape(hay, Place(at: end, done: place.done + own)) { found.append(next) }
    }
    if own > 0 {
      found.append(Place(at: end, done: place.done + own))
    } else if place.done > 0 {
      found.append(Place(at: end, done: place.done))
    }
    return found
  }

  /// What follows the backslash, from `place` on.
  private func escape(_ hay: Span<UInt8>, _ place: Place) -> Place? {
    guard place.done < bytes.count, place.at < hay.count else { return nil }
    let next = place.at + 1
    switch hay[place.at] {
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      if next < hay.count, hay[next] == UInt8(ascii: "{") {
        guard let (value, end) = number(hay, next + 1, 1...6, 16), end < hay.count, hay[end] == UInt8(ascii: "}") else {
          return nil
        }
        return fits(scalar: value, place, end: end + 1)
      }
      if hay[place.at] == UInt8(ascii: "U"), let (value, end) = number(hay, next, 8...8, 16) {
        return fits(scalar: value, place, end: end)
      }
      guard let (first, end) = number(hay, next, 4...4, 16) else { return nil }
      return fits(unit: first, place, hay, end, again: UInt8(ascii: "\\"))
    case UInt8(ascii: "x"):
      guard let (value, end) = number(hay, next, 2...2, 16) else { return nil }
      return fits(byte: UInt8(value), place, end: end)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      if let (value, end) = number(hay, place.at, 3...3, 8) { return fits(byte: UInt8(value), place, end: end) }
      return hay[place.at] == UInt8(ascii: "0") ? fits(byte: 0, place, end: next) : nil
    case let letter:
      guard let index = Self.letters.firstIndex(of: letter) else { return nil }
      return fits(byte: Self.controls[index], place, end: next)
    }
  }

  private static let letters = Array("abtnvfre".utf8)
  private static let controls: [UInt8] = [7, 8, 9, 10, 11, 12, 13, 27]

  /// Digits of a base, as many as `count` says at most and at least.
  private func number(_ hay: Span<UInt8>, _ start: Int, _ count: ClosedRange<Int>, _ base: UInt32) -> (UInt32, Int)? {
    var value: UInt32 = 0
    var end = start
    while end < hay.count, end - start < count.upperBound, let digit = Self.digit(hay[end]), digit < base {
      value = value * base + digit
      end += 1
    }
    return count.contains(end - start) ? (value, end) : nil
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte) - 0x57
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte) - 0x37
    default: nil
    }
  }

  // MARK: Percent and quoted-printable

  private func percent(_ hay: Span<UInt8>, _ place: Place) -> [Place] {
    if place.at + 1 < hay.count, hay[place.at + 1] == UInt8(ascii: "u") {
      guard let (value, end) = number(hay, place.at + 2, 4...4, 16) else { return [] }
      return fits(unit: value, place, hay, end, again: UInt8(ascii: "%")).map { [$0] } ?? []
    }
    // Encoded again, a percent sign is `%25`.
    var found: [Place] = []
    var at = place.at + 1
    while let (value, end) = number(hay, at, 2...2, 16) {
      if let next = fits(byte: UInt8(value), place, end: end) { found.append(next) }
      guard value == 0x25 else { break }
      at = end
    }
    return found
  }

  private func quotedPrintable(_ hay: Span<UInt8>, _ place: Place) -> [Place] {
    let next = place.at + 1
    if let (value, end) = number(hay, next, 2...2, 16) {
      return fits(byte: UInt8(value), place, end: end).map { [$0] } ?? []
    }
    // Softly broken: the next round passes over the line's end.
    guard place.done > 0, next < hay.count, hay[next] == 0x0A || hay[next] == 0x0D else { return [] }
    return [Place(at: next, done: place.done)]
  }

  // MARK: HTML

  private func reference(_ hay: Span<UInt8>, _ place: Place) -> [Place] {
    // Escaped again, the ampersand is `&amp;`; and it may be the text's own.
    var found: [Place] = []
    var at = place.at + 1
    while let (value, end) = referred(hay, at) {
      if let next = fits(scalar: value, place, end: end) { found.append(next) }
      guard value == 0x26 else { break }
      at = end
    }
    return found
  }

  /// The character that `name;` or `#number;` is, from behind the ampersand on.
  private func referred(_ hay: Span<UInt8>, _ start: Int) -> (UInt32, Int)? {
    guard start < hay.count else { return nil }
    if hay[start] == UInt8(ascii: "#") {
      let isHex = start + 1 < hay.count && hay[start + 1] | 0x20 == UInt8(ascii: "x")
      guard let (value, end) = number(hay, start + (isHex ? 2 : 1), 1...7, isHex ? 16 : 10) else { return nil }
      return (value, end < hay.count && hay[end] == UInt8(ascii: ";") ? end + 1 : end)
    }
    var name: [UInt8] = []
    var end = start
    while end < hay.count, name.count < 8, hay[end] != UInt8(ascii: ";") {
      name.append(hay[end])
      end += 1
    }
    guard end < hay.count, hay[end] == UInt8(ascii: ";"), let value = Self.names[name] else { return nil }
    return (value, end + 1)
  }

  /// Names of characters (HTML Standard, section 13.5), those of ASCII and of Latin-1.
  private static let names: [[UInt8]: UInt32] = {
    var names: [[UInt8]: UInt32] = [:]
    let ascii =
      "Tab 9 NewLine 10 excl 33 quot 34 QUOT 34 num 35 dollar 36 percnt 37 amp 38 AMP 38 apos 39 lpar 40 rpar 41 ast 42 plus 43 "
      + "comma 44 period 46 sol 47 colon 58 semi 59 lt 60 LT 60 equals 61 gt 62 GT 62 quest 63 commat 64 lsqb 91 lbrack 91 "
      + "bsol 92 rsqb 93 rbrack 93 Hat 94 lowbar 95 grave 96 lcub 123 lbrace 123 verbar 124 vert 124 rcub 125 rbrace 125 euro 8364"
    let words = ascii.split(separator: " ")
    for index in stride(from: 0, to: words.count, by: 2) { names[Array(words[index].utf8)] = UInt32(words[index + 1]) }
    let latin =
      "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para "
      + "middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave "
      + "Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc "
      + "Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc "
      + "iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml"
    for (index, name) in latin.split(separator: " ").enumerated() { names[Array(name.utf8)] = 0xA0 + UInt32(index) }
    return names
  }()

  // MARK: Quotes

  private func quote(_ hay: Span<UInt8>, _ place: Place) -> [Place] {
    let mark = hay[place.at]
    guard mark == bytes[place.done] else { return [] }
    // A shell leaves its quotes for one: '\'' or '"'"'.
    for word in mark == UInt8(ascii: "'") ? Self.shellQuotes : [] where place.at + word.count <= hay.count {
      if word.indices.allSatisfy({ hay[place.at + $0] == word[$0] }) {
        return [Place(at: place.at + word.count, done: place.done + 1)]
      }
    }
    guard place.at + 1 < hay.count, hay[place.at + 1] == mark else { return [] }
    return [Place(at: place.at + 2, done: place.done + 1)]
  }

  private static let shellQuotes = [Array(#"'\''"#.utf8), Array(#"'"'"'"#.utf8)]
}
