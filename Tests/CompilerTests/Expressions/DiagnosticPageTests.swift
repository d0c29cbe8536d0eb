// The pages of Grammar/diagnostics about expressions: each example does provoke its code.
import Compiler
import Foundation
import Syntax
import Testing
import Values

@Suite struct ExpressionDiagnosticPages {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Grammar/diagnostics")

  static let codes = (401...418).map { "TW0\($0)" } + (501...503).map { "TW0\($0)" }

  static let scope: TestScope = {
    var scope = TestScope.sample
    scope.namespaces[1].entries[0].mayBeUnset = true
    scope.values.append(
      .init(name: "run", type: .record([.init("id", .string), .init("skill", .string), .init("initiator", .string)])))
    return scope
  }()

  /// TW0418 needs an expression of a size that no page should have.
  @Test(arguments: codes.filter { $0 != "TW0418" })
  func anExampleProvokesItsCode(_ code: String) throws {
    let page = try String(contentsOf: Self.folder.appendingPathComponent("\(code).md"), encoding: .utf8)
    #expect(page.hasPrefix("# \(code): "))
    let example = try #require(
      page.components(separatedBy: "```yaml\n").dropFirst().first?.components(separatedBy: "```").first)
    var found: [String] = []
    for line in example.split(separator: "\n") where line.contains("${{") {
      let text = line.components(separatedBy: "${{")[1].components(separatedBy: " }}")[0]
      let isCondition = line.contains("if:")
      let isText = line.contains("log: ") && !line.contains("log: $") && !line.contains("log: \"$")
      var bag = DiagnosticBag()
      let syntax = try #require(parseExpression(SourceFile(name: code, text: text), into: &bag), "\(code): \(text)")
      if isText {
        let template = TemplateSyntax([.text("a "), .expression(syntax)], syntax.place)
        _ = CheckedTemplate.check(template, in: Self.scope, diagnostics: &bag)
      } else {
        _ = ExpressionChecker.check(
          syntax, in: Self.scope, expecting: isCondition ? .bool : nil, diagnostics: &bag)
      }
      found += bag.sorted.map(\.code.text)
    }
    #expect(found == [code])
  }
}
