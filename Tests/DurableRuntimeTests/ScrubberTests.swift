// Whatever a program does to a secret by itself when it prints it: nothing of it is kept (law 7).
import Foundation
import Testing
import Values

@testable import DurableRuntime

@Suite struct ScrubberTests {
  static let token = "wJalrXUtn/K7MDENG+bPxRfi&CYEX=="
  static let phrase = #"corr&ct<horse>"battery'staple\n über 😀"#

  /// How a program writes each character, where it does not leave it as it is.
  private static func written(_ text: String, _ escape: (Unicode.Scalar) -> String?) -> String {
    text.unicodeScalars.map { escape($0) ?? String($0) }.joined()
  }
  private static func units(_ scalar: Unicode.Scalar, _ format: String = "\\u%04x") -> String {
    String(scalar).utf16.map { String(format: format, $0) }.joined()
  }
  private static func json(_ text: String) -> String {
    written(text) { $0 == "\"" ? "\\\"" : $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : nil }
  }
  private static func percent(_ text: String, keeping kept: String) -> String {
    text.addingPercentEncoding(
      withAllowedCharacters: CharacterSet(charactersIn: kept).union(CharacterSet(charactersIn: "a"..."z"))
        .union(CharacterSet(charactersIn: "A"..."Z")).union(CharacterSet(charactersIn: "0"..."9")))!
  }
  private static func html(_ text: String, _ quote: String = "&quot;", _ apostrophe: String = "&#39;") -> String {
    written(text) {
      switch $0 {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": quote
      case "'": apostrophe
      default: nil
      }
    }
  }

  static let spellings: [(String, @Sendable (String) -> String)] = [
    ("as it is", { $0 }),
    ("JSON", json),
    ("JSON in JSON in JSON", { json(json(json($0))) }),
    ("JSON, ASCII only", { text in written(json(text)) { $0.isASCII ? nil : units($0) } }),
    (
      "JSON of .NET",
      { text in written(text) { "+&<>\"'`\\".unicodeScalars.contains($0) || !$0.isASCII ? units($0, "\\u%04X") : nil } }
    ),
    ("JSON of Gson", { text in written(json(text)) { "=&<>'".unicodeScalars.contains($0) ? units($0) : nil } }),
    ("JSON of Go", { text in written(json(text)) { "&<>".unicodeScalars.contains($0) ? units($0) : nil } }),
    ("JSON of PHP", { json($0).replacing("/", with: "\\/") }),
    ("a URL, Python's quote", { percent($0, keeping: "_.-~/") }),
    ("a URL, encodeURI", { percent($0, keeping: "-_.!~*'();/?:@&=+$,#") }),
    ("a form", { percent($0, keeping: "-._*").replacing("%20", with: "+") }),
    ("a URL in a URL", { percent(percent($0, keeping: "-._~"), keeping: "-._~") }),
    (
      "escape() of JavaScript",
      { text in
        written(text) { scalar in
          if scalar.properties.isAlphabetic && scalar.isASCII || "@*_+-./0123456789".unicodeScalars.contains(scalar) {
            return nil
          }
          return scalar.value < 256 ? String(format: "%%%02X", scalar.value) : units(scalar, "%%u%04X")
        }
      }
    ),
    ("HTML", { html($0) }),
    ("HTML of Jinja", { html($0, "&#34;") }),
    ("HTML of PHP", { html($0, "&quot;", "&#039;") }),
    ("HTML of Go", { html($0, "&#34;").replacing("+", with: "&#43;") }),
    ("HTML in HTML", { html(html($0)) }),
    (
      "HTML, all that has a name",
      { text in
        written(html(text, "&quot;", "&apos;")) {
          $0 == "ü" ? "&uuml;" : $0 == "+" ? "&plus;" : $0 == "=" ? "&equals;" : nil
        }
      }
    ),
    ("HTML, all of it by number", { text in written(text) { "&#x\(String($0.value, radix: 16));" } }),
    ("a URL in HTML", { html(percent($0, keeping: "&'=")) }),
    ("HTML in JSON", { json(html($0)) }),
    (
      "Python's repr of bytes",
      { text in
        text.utf8.map { $0 < 0x80 ? json(String(Unicode.Scalar($0))) : String(format: "\\x%02x", $0) }.joined()
      }
    ),
    (
      "octal, as ls and git quote",
      { text in
        text.utf8.map { $0 < 0x80 ? json(String(Unicode.Scalar($0))) : String(format: "\\%03o", $0) }.joined()
      }
    ),
    ("a shell's quotes", { $0.replacing("'", with: #"'\''"#) }),
    ("CSV", { $0.replacing("\"", with: "\"\"") }),
    ("SQL", { $0.replacing("'", with: "''") }),
    (
      "quoted-printable",
      { text in
        let escaped = text.utf8.map {
          $0 < 0x80 && $0 != 0x3D ? String(Unicode.Scalar($0)) : String(format: "=%02X", $0)
        }
        return escaped.enumerated().map { $0.offset == 9 ? "=\r\n" + $0.element : $0.element }.joined()
      }
    ),
    ("base64", { Data($0.utf8).base64EncodedString() }),
    ("base64 among other things, in a URL", { percent(Data("u:\($0)!".utf8).base64EncodedString(), keeping: "") }),
    ("hex", { $0.utf8.map { String(format: "%02x", $0) }.joined() }),
    ("broken lines", { String($0.prefix(7)) + "\r\n" + $0.dropFirst(7) }),
  ]

  @Test(arguments: spellings.indices)
  func noSpellingOfASecretIsKept(_ index: Int) {
    let (name, write) = Self.spellings[index]
    for secret in [Self.token, Self.phrase] {
      let cleaned = Scrubber(["key": secret]).clean("before " + write(secret) + " after")
      // Inside base64 the letters at its ends hold neighbours' bits as well; a doubled escape may stay in front.
      let isWhole = !name.hasPrefix("base64 among")
      #expect(
        isWhole ? cleaned == "before [secret key] after" : cleaned.contains("[secret key]") && cleaned.count < 48,
        "\(name): \(cleaned)")
    }
  }

  @Test func whatIsNoSecretStays() {
    let scrubber = Scrubber(["key": Self.token, "name": "Ada's"])
    for text in [
      "C:\\temp\\new &amp; 100% + 3 = 4 'quoted' \"twice\"", "&&&&amp;&#38;", "%25%25%2", "\\\\\\\\", "=\r\n=3D", "",
      String(Self.token.dropLast()) + "?",
    ] { #expect(scrubber.clean(text) == text) }
  }

  @Test func secretsThatOverlapLeaveNothing() {
    let scrubber = Scrubber(["a": "abcdef", "b": "cdefghij"])
    #expect(scrubber.clean("x abcdefghij y abcdef z") == "x [secret a] y [secret a] z")
    #expect(Scrubber(["short": "abcd", "long": "abcdefgh"]).clean("abcdefgh") == "[secret long]")
  }

  @Test func partsOfASecretThatIsJSON() throws {
    // A number that no value carries, a key that comes twice, and a half of a pair: secret all the same.
    let odd = #"{"n": 12345678901234567890123, "a": "first-one", "a": "se\ud800cond", "list": ["thi\"rd", true, 42]}"#
    let scrubber = Scrubber(["key": odd])
    for text in ["12345678901234567890123", "first-one", #"se\ud800cond"#, #"thi\"rd"#, #"thi"rd"#] {
      #expect(scrubber.clean("x \(text) y") == "x [secret key] y")
    }
    #expect(scrubber.clean("list true 42 key") == "list true 42 key")
    for text in ["{not: json}", "[oops", "{\"open", "}{", "(a)"] {
      #expect(Scrubber(["key": text]).clean("not json oops open") == "not json oops open")
    }
    #expect(Scrubber(["key": #""quoted""#]).clean(["json": "quoted"]) == ["json": "[secret key]"])
    #expect(Scrubber(["key": "0.500000"]).clean(["json": 0.5]) == ["json": 0.5])
    #expect(Scrubber(["key": "12.50"]).clean(["json": 12.5]) == ["json": "[secret key]"])
  }

  /// The whole is found where its parts are too short, in lines of their own and in JSON in JSON as well.
  @Test func aSecretOfShortPartsIsFoundAsAWhole() throws {
    let scrubber = Scrubber(["card": #"{"cvv":"917","year":28,"of":[1,{"a":"b"}]}"#])
    let other = #"{ "of" : [1.0, {"a":"b"}], "year" : 28, "cvv" : "\u0039\u00317" }"#
    #expect(scrubber.clean(other) == "[secret card]")
    #expect(scrubber.clean("1 \(other)\n2 [\(other), 3]\n") == "1 [secret card]\n2 [\"[secret card]\",3]\n")
    let nested = try PlainValue.map([PlainEntry(key: "in", value: .string(other))]).jsonText()
    #expect(scrubber.clean(nested) == #"{"in":"[secret card]"}"#)
    for text in [#"{"cvv":"917"}"#, #"{"cvv":"917","year":28,"of":[1,{"a":"c"}]}"#, "[1, 2"] {
      #expect(scrubber.clean(text) == text)
    }
  }

  @Test func aShortSecretIsFoundWhereItIsAWholeValue() {
    let scrubber = Scrubber(["cvv": "917"])
    #expect(scrubber.clean(#"{"cvv":"917","n":"9171","t":917}"#) == #"{"cvv":[secret cvv],"n":"9171","t":917}"#)
    #expect(scrubber.clean(["917", "x917"]) == ["[secret cvv]", "x917"])
  }

  /// Texts that are made to be read in many ways are gone through in time that grows with their length.
  @Test func hostileTextsAreReadInBoundedWays() {
    let scrubber = Scrubber([
      "key": String(repeating: "&", count: 40) + "x", "slash": String(repeating: "\\", count: 9) + "y",
    ])
    for text in ["&amp;", "%25", "\\", "&", "a\n", "\\u005c"] {
      _ = scrubber.clean(String(repeating: text, count: 2_000))
    }
  }
}
