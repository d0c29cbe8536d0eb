// Skills spoiled at random, line by line and word by word: the compiler says what is wrong or makes a program that the
// verifier accepts; it never falls over.
import Bytecode
import Testing
import Values

@testable import Compiler

@Suite struct MutationTests {
  static let texts: [String] =
    StoryTests.stories.map(\.text) + [PayInvoiceTests.text] + GateDiagnosticTests.cases.suffix(6).map(\.text)
  static let words: [String] = [
    "n", "vars.n", "steps.get", "gates.ok.approved", "secrets.token", "inputs.n", "error.message", "null", "true", "[]",
    "${{ 1 }}", "${{ run.id }}", "continue", "break", "return", "irreversible: true", "when: ${{ false }}", "id: ok",
    "retry: { times: 2 }", "on_error: continue", "at_once: 2", "collect: ${{ 1 }}", "on_reject: []", "unless: ${{ true }}",
    "finally: [ { log: x } ]", "allows: [send]", "probe: [ return ]", "secret: [json.a]", "idempotent: ${{ run.id }}",
    "edit: { amount: number }", "schema: { type: object }", "call: inner", "timeout: 1s", "0", "''",
  ]

  static func mutate(_ text: String, _ random: inout SplitMix) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<(1 + random.below(2) * random.below(3)) {
      let at = random.below(lines.count)
      let margin = String(lines[at].prefix { $0 == " " || $0 == "-" }.map { $0 == "-" ? " " : $0 })
      switch random.below(8) {
      case 0: lines.remove(at: at)
      case 1: lines.insert(lines[random.below(lines.count)], at: at)
      case 2: lines.swapAt(at, random.below(lines.count))
      case 3, 6, 7: lines.insert(margin + words[random.below(words.count)], at: min(at + 1, lines.count))
      case 4:
        var parts = lines[at].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        parts[random.below(parts.count)] = words[random.below(words.count)]
        lines[at] = parts.joined(separator: " ")
      default:
        let other = lines[random.below(lines.count)].drop { $0 == " " }
        lines.insert(margin + other, at: at)
      }
      if lines.isEmpty { lines = ["skill: x"] }
    }
    return lines.joined(separator: "\n")
  }

  @Test func spoiledSkillsAreReportedOrCompiled() {
    var compiled = 0
    let inner = ResolvedSkill(name: "skills/inner.yaml", text: StoryTests.stories.compactMap { $0.skills["inner"] }[0])
    for seed in 0..<UInt64(Environment.seeds ?? 1500) {
      var random = SplitMix(state: seed &* 7919)
      let text = Self.mutate(Self.texts[random.below(Self.texts.count)], &random)
      let result = compile(name: "spoiled.yaml", text: text) { name in name == "inner" ? inner : nil }
      guard let program = result.program else {
        #expect(result.hasErrors, "seed \(seed): neither a program nor an error\n\(text)")
        continue
      }
      compiled += 1
      do {
        _ = try program.verified()
      } catch {
        Issue.record("seed \(seed): \(error)\n\(text)")
      }
    }
    #expect(compiled > 30, "\(compiled)")
  }
}
