// What nobody wrote by hand: mutated, truncated, random, deep and exploding texts. Nothing may crash, every refusal must
// say something, and every place must lie inside the text.

import Testing

@testable import Syntax

@Suite struct RobustnessTests {
  private func check(_ bytes: [UInt8]) {
    let file = SourceFile(name: "t.yaml", bytes: bytes)
    var bag = DiagnosticBag()
    let skill = parseSkill(file, into: &bag)
    if skill == nil { #expect(bag.hasErrors) }
    for diagnostic in bag.found {
      for place in [diagnostic.place] + diagnostic.secondary.map(\.place) + [diagnostic.fix?.place].compactMap({ $0 }) {
        #expect(place.start <= place.end && Int(place.end) <= bytes.count)
      }
    }
    _ = DiagnosticRenderer(file).text(bag)
    _ = DiagnosticJSON.list(bag, sources: SourceFiles([file]))
  }

  @Test func mutatedSkillsNeverCrash() {
    let seeds = [payInvoice, RendererTests.spoiled, folded].map { [UInt8]($0.utf8) }
    let pieces = [
      "${{", "}}", ": ", " #", "- ", "\n", "  ", "\"", "'", "{", "}", "[", "]", "&a", "*a", "!", "|", ">", "é",
      "\t", "\u{FEFF}", "?", "%", "<<: ", "$", "\r\n", "---\n",
    ].map { [UInt8]($0.utf8) }
    var random = Chance(seed: 42)
    for round in 0..<6_000 {
      var bytes = seeds[round % seeds.count]
      for _ in 0...random.below(4) {
        let at = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes[at] = UInt8(random.below(256))
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + random.below(40)))
        default:
          let from = random.below(bytes.count)
          bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + random.below(60))], at: at)
        }
        if bytes.isEmpty { bytes = [0x61] }
      }
      check(bytes)
    }
  }

  @Test func everyPrefixIsHandled() {
    let bytes = [UInt8](payInvoice.utf8)
    for count in stride(from: 0, through: bytes.count, by: 3) { check(Array(bytes[..<count])) }
  }

  @Test func randomBytesAreHandled() {
    var random = Chance(seed: 9)
    for _ in 0..<2_000 { check((0..<random.below(80)).map { _ in UInt8(random.below(256)) }) }
  }

  @Test func bombsAndDepthsAreRefused() {
    func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }
    var laughs = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for (name, before) in zip("bcdefghij", "abcdefghi") {
      laughs +=
        "\(name): &\(name) [*\(before),*\(before),*\(before),*\(before),*\(before),*\(before),*\(before),*\(before)]\n"
    }
    #expect(complaints(laughs).first?.contains("nodes made by aliases") == true)
    #expect(complaints("a: &a [*a]") == ["TW0109 1:8 `*a` refers to the value that it is a part of"])
    #expect(complaints(times(100_000, "[")).first?.hasPrefix("TW0111") == true)
    #expect(complaints(times(100_000, "{a: ")).first?.hasPrefix("TW0111") == true)
    #expect(complaints(times(50_000, "- ")).first?.hasPrefix("TW0111") == true)
    #expect(complaints((0..<2_000).map { "k\($0): &a\($0) 1\n" }.joined()).first?.contains("anchors") == true)
    #expect(complaints(times(Limits.sourceBytes + 1, "a")).first?.hasPrefix("TW0111") == true)
    let deep = (0..<200).map { times($0 * 2 + 2, " ") + "- if: true\n" + times($0 * 2 + 4, " ") + "then:\n" }.joined()
    #expect(complaints("skill: a\nsteps:\n" + deep).first?.hasPrefix("TW0111") == true)
  }

  @Test func depthUpToTheLimitParses() throws {
    // A block of steps nests two levels: the list and the step. Two are taken by the skill and its list.
    let levels = Limits.yamlDepth / 2 - 1
    var text = "skill: a\nsteps:\n"
    for level in 0..<levels - 1 {
      let indent = String(repeating: "  ", count: level * 2 + 1)
      text += indent + "- if: true\n" + indent + "  then:\n"
    }
    text += String(repeating: "  ", count: (levels - 1) * 2 + 1) + "- break\n"
    _ = try skill(text)
  }

  @Test func textThatIsNoUTF8OrHoldsControlCharactersIsRefused() {
    func first(_ bytes: [UInt8]) -> String? {
      let file = SourceFile(name: "t", bytes: bytes)
      var bag = DiagnosticBag()
      _ = parseSkill(file, into: &bag)
      return bag.sorted.first.map { "\($0.code) \($0.place.start)..<\($0.place.end)" }
    }
    #expect(first([UInt8]("skill: a\n".utf8) + [0xFF]) == "TW0101 9..<10")
    #expect(first([UInt8]("a: ".utf8) + [0xC0, 0x80]) == "TW0101 3..<4")
    #expect(first([UInt8]("a: ".utf8) + [0xED, 0xA0, 0x80]) == "TW0101 3..<4")
    #expect(first([UInt8]("a: é".utf8) + [0xF4, 0x90, 0x80, 0x80]) == "TW0101 5..<6")
    #expect(first([UInt8]("aaaaaaaaaaaa: é\u{1}".utf8)) == "TW0102 16..<17")
    #expect(first([UInt8]("a: \u{FFFE}".utf8)) == "TW0102 3..<6")
    // Ends of lines, and of comments, for some and not for others.
    #expect(first([UInt8]("a: b # c\u{85}- d".utf8)) == "TW0102 8..<10")
    #expect(first([UInt8]("a: b # c\u{2028}- d".utf8)) == "TW0102 8..<11")
    #expect(first([UInt8]("a: |\n  b\u{2029}c".utf8)) == "TW0102 8..<11")
    #expect(first([0xFF, 0xFE, 0x61, 0x00]) == "TW0101 0..<1")
  }

  @Test func aByteOrderMarkAndCRLFMoveNoPlaces() {
    #expect(complaints("\u{FEFF}skill: a\r\nsteps:\r\n  - opne: \"é\"\r\n") == ["TW0205 3:5 This step has no action"])
    #expect(complaints("\u{FEFF}skil: a\nsteps: [ log: x ]\n").contains { $0.hasPrefix("TW0201 1:1 ") })
  }

  /// A number that no value carries would be another one.
  @Test(arguments: [
    ("0.1", true), ("12345678901234.56", true), ("0.30000000000000004", true), ("0.100000000000000000", true), ("1500000000000000000.0", true), ("1e-300", true), ("0.000", true),
    ("90071992547409.93125", false), ("1.00000000000000000001", false), ("1e-400", false), ("1e400", false),
    ("12345678901234567891", false), ("18446744073709551616", false), ("-9223372036854775808", true),
  ])
  func aNumberIsCarriedAsWrittenOrRefused(_ number: String, isFine: Bool) {
    let complaints = complaints("skill: a\nsteps:\n  - set: { n: \(number) }\n")
    #expect(complaints.isEmpty == isFine && (isFine || complaints[0].hasPrefix("TW0116 3:15 ")), "\(complaints)")
  }

  @Test func placesAreBytesWhateverTheCharacters() throws {
    let text = "skill: a\ngoal: Zoë 東京\nsteps:\n  - log: \"é${{ 'ü' + naïve }}\"\n"
    #expect(complaints(text) == ["TW0307 4:24 `ï` has no meaning in an expression"])
  }

  /// Every kind of scalar with expressions in it: the places of names must spell the names.
  @Test func namesStandWhereTheirPlacesSay() throws {
    let text = folded
    let file = SourceFile(name: "t", text: text)
    var bag = DiagnosticBag()
    let parsed = try #require(parseSkill(file, into: &bag))
    #expect(bag.isEmpty)
    var seen: [String] = []
    func visit(_ value: ValueSyntax) {
      func look(_ e: ExpressionSyntax) {
        for node in e.nodes {
          if case .ident(let name, _) = node.kind {
            seen.append(name)
            #expect(file.text(of: node.place) == name)
          }
        }
      }
      switch value.kind {
      case .expression(let e): look(e)
      case .template(let t): for case .expression(let e) in t.parts { look(e) }
      case .list(let all): all.forEach(visit)
      case .map(let fields): fields.forEach { visit($0.value) }
      default: break
      }
    }
    for step in parsed.steps { if case .set(let fields) = step.action { fields.forEach { visit($0.value) } } }
    #expect(seen == (1...14).map { "name\($0)" })
  }

  private var folded: String {
    """
    skill: t
    steps:
      - set:
          a: &x Zoë ${{ name1
            + name2 }} trailing
          b: "é\\u00e9\\t${{ name3 }}\\
              joined ${{ name4 }}

              ${{ name5 }}"
          c: 'it''s ${{ name6 }}
              and  ${{ name7 }}'
          d: |2
                indented ${{ name8 }}

              ${{
                name9 }}
          e: >-

              folded é ${{ name10 }}
              to one ${{ name11 }}

                more ${{ name12 }}
              end ${{ name13 }}
          f: !!str ${{ name14 }}
    """ + "\n"
  }
}
