// Every example of Grammar/functions.tsv is run: `expression => value`, several of them parted by `;;`.
import Compiler
import Foundation
import Syntax
import Testing
import Values

@Suite struct FunctionExamples {
  static let rows: [(name: String, example: String)] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = (try? String(contentsOf: root.appendingPathComponent("Grammar/functions.tsv"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst().flatMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count > 5 else { return [(name: String, example: String)]() }
      return columns[5].components(separatedBy: ";;").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }.map { (columns[1], $0) }
    }
  }()

  @Test func thereAreExamples() { #expect(Self.rows.count > 80) }

  @Test(arguments: rows)
  func anExampleHolds(_ name: String, _ example: String) throws {
    let parts = example.components(separatedBy: " => ")
    try #require(parts.count == 2, "\(name): \(example)")
    let left = try evaluate(parts[0])
    let right = try evaluate(parts[1])
    let value = try #require(left.value, "\(name): \(example): \(left)")
    #expect(value == right.value, "\(name): \(example)")
  }
}
