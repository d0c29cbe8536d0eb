// The pages of Grammar/diagnostics about expressions: each example does provoke its code, and nothing else.
import Compiler
import Foundation
import Syntax
import Testing

@Suite struct ExpressionDiagnosticPages {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Grammar/diagnostics")

  /// TW0418 needs an expression of a size that no page should have.
  static let codes = (Array(401...417) + Array(501...503) + [720]).map { "TW0\($0)" }

  @Test(arguments: codes)
  func anExampleProvokesItsCode(_ code: String) throws {
    let page = try String(contentsOf: Self.folder.appendingPathComponent("\(code).md"), encoding: .utf8)
    #expect(page.hasPrefix("# \(code): "))
    let example = try #require(
      page.components(separatedBy: "```yaml\n").dropFirst().first?.components(separatedBy: "```").first)
    let result = compile(name: "example.yaml", text: example)
    let errors = result.diagnostics.filter { $0.severity == .error || $0.code.text == code }
    #expect(errors.map(\.code.text) == [code], "\(errors.map(\.message))")
  }
}
