// The pages of what the compiler says about whole skills: the example of each provokes its code, and no other error.
import Compiler
import Foundation
import Syntax
import Testing

@Suite struct SkillDiagnosticPagesTests {
  /// TW0456 needs more skills than a page should have; the others are said by the parser, under codes of its own, of every
  /// text that would provoke them.
  static let withoutExample: Set<String> = ["TW0439", "TW0440", "TW0456"]

  /// Codes of the checker beyond expressions, of the gate proof, and warnings.
  static let codes: [String] = {
    let folder = FreshnessTests.root.appending(path: "Grammar/diagnostics")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.map { String($0.dropLast(3)) }.filter { code in
      !withoutExample.contains(code) && ("TW0420"..."TW0499").contains(code) || ("TW0510"..."TW0799").contains(code)
    }.sorted()
  }()

  @Test func thereArePages() { #expect(Self.codes.count >= 36) }

  @Test(arguments: codes) func theExampleProvokesTheCode(_ code: String) throws {
    let page = try String(
      contentsOf: FreshnessTests.root.appending(path: "Grammar/diagnostics/\(code).md"), encoding: .utf8)
    #expect(page.hasPrefix("# \(code): ") && page.contains("\n## Cure\n"))
    let example = try #require(page.firstMatch(of: #/```yaml\n((?s).*?)\n```/#)).1
    var skills = ["example": String(example)]
    for other in page.matches(of: #/```yaml (\w+)\n((?s).*?)\n```/#) { skills[String(other.1)] = String(other.2) }
    let result = compile(name: "example.yaml", text: String(example) + "\n") { name in
      skills[name].map { ResolvedSkill(name: "skills/\(name).yaml", text: $0 + "\n") }
    }
    let found = Set(result.diagnostics.map(\.code.text))
    #expect(found.contains(code), "\(result.diagnostics.map { "\($0.code): \($0.message)" })")
    // Warnings may stand beside the error that is meant, and errors that are said of the same thing by their nature: a
    // called skill's errors are told where it is called, and a branch that asks leaves the one that acts ungated.
    let errors = Set(result.diagnostics.filter { $0.severity == .error }.map(\.code.text))
    let together = code == "TW0451" ? errors : code == "TW0608" ? [code, "TW0604"] : [code, "TW0451"]
    #expect(errors.isSubset(of: together), "\(errors.sorted())")
    if code.hasPrefix("TW07") { #expect(errors.isEmpty) }
  }
}
