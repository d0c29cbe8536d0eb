// Whatever text is written reads back as that text, by Twin's own reader, wherever it stands; and what is written stays
// free of needless quotes.
import Authoring
import Syntax
import Testing

@Suite struct YAMLWriterTests {
  /// Texts that trip YAML, CEL or the eye.
  static let awkward = [
    "", " ", "a", "a b", "true", "No", "null", "~", "1", "007", "1e3", "0x1F", ".5", "+1", "1_000", "2026-04-01",
    "12:30:45", ".inf",
    "- a", "-", "--- a", "? a", "a: b", "a:", ":a", "a #b", "#a", "a#b", "[a]", "{a}", "a, b", "&a", "*a", "!a", "|",
    ">", "'a'",
    "\"a\"", "a\"b", "a'b", "a\"b'c", "%a", "@a", "`a`", "a\\b", "C:\\fakepath\\x.pdf", "${{ a }}", "$${{ a }}",
    "$$${{", "a ${{ b", "}}",
    "line\nline", "line\n", "\nline", "a\n\nb", "  a\nb", "a \nb", "a\tb", "\ta", "a\t", "\r", "\u{0}", "\u{7}",
    "\u{85}", "\u{A0}",
    "\u{2028}", "\u{200B}", "\u{202E}abc", "\u{FEFF}", "é", "e\u{301}", "日本語", "👩‍👩‍👧", "\u{FFFE}", "\u{10FFFF}", "<<", "=",
    "...", "a...",
    "https://example.com/?a=b&c=[d]#e", "key: value # comment", "..", "- - -", "? : -", "a  b", "!!str a", "%YAML 1.2",
  ]

  /// What the reader makes of the text as a step's value, in a map on one line, and as an input's default.
  private func reading(_ text: String) throws -> [String?] {
    let value = YAMLValue.text(SkillText(text))
    let yaml = """
      skill: probe
      inputs:
        it: \(YAMLWriter.flow(.map([("type", .word("string")), ("default", value)])))
      steps:
        - \(YAMLWriter.field("log", value, indent: 4))
        - set: \(YAMLWriter.flow(.map([("a", value), ("b", .list([value, value]))])))
      """
    var bag = DiagnosticBag()
    let skill = parseSkill(SourceFile(name: "probe.yaml", bytes: Array(yaml.utf8)), into: &bag)
    try #require(bag.found.map(\.message) == [], "\(yaml)")
    var found = [skill?.inputs.first?.schema.defaultValue?.constantText]
    for step in skill?.steps ?? [] {
      switch step.action {
      case .log(let value): found.append(value.constantText)
      case .set(let fields):
        found.append(fields.first?.value.constantText)
        guard case .list(let items)? = fields.last?.value.kind else { continue }
        found += items.map(\.constantText)
      default: Issue.record("another action than was written")
      }
    }
    return found
  }

  @Test(arguments: awkward) func aTextReadsBackAsItself(_ text: String) throws {
    #expect(try reading(text) == [text, text, text, text, text].map(Optional.some))
  }

  @Test func textsMadeByChanceReadBackAsThemselves() throws {
    var random = SmallRandom(seed: 20)
    let letters =
      "ab1 .:-#{}[],&*!|>'\"%@`\\$?=~\n\t".map { String($0) }
      + ["é", "\u{200D}", "\u{2029}", "$", "{", "{", ": ", " #", "${{"]
    for _ in 0..<3_000 {
      let text = (0..<random.next(12)).map { _ in letters[random.next(letters.count)] }.joined()
      #expect(try reading(text) == [text, text, text, text, text].map(Optional.some), "\(text.debugDescription)")
    }
  }

  @Test func whatNeedsNoQuotesHasNone() {
    for text in ["Pay now", "Zoë", "a-b", "C# in depth", "it's", "x:y", "a? b!", "INV-7", "3 boxes", "1st"] {
      #expect(YAMLWriter.scalar(text, isFlow: false) == text)
    }
    #expect(YAMLWriter.scalar("[name=\"q\"]", isFlow: true) == "'[name=\"q\"]'")
    #expect(YAMLWriter.scalar("a\u{202E}b", isFlow: false) == "\"a\\u202Eb\"")
  }

  @Test func aTextOfSeveralLinesIsABlock() {
    let text = YAMLWriter.field("with", .text("Dear Sir,\n\n  3 boxes"), indent: 4)
    #expect(text == "with: |-\n      Dear Sir,\n\n        3 boxes")
  }

  @Test func anExpressionStaysOneInsideText() {
    let text = SkillText(parts: [.text("Pay ${{ x }} to "), .expression("inputs.vendor")])
    #expect(text.template == "Pay $${{ x }} to ${{ inputs.vendor }}")
    #expect(YAMLWriter.flow(.text(text)) == "\"Pay $${{ x }} to ${{ inputs.vendor }}\"")
  }
}

/// SplitMix64: the same numbers everywhere.
struct SmallRandom {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  /// From 0 to below `bound`.
  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
