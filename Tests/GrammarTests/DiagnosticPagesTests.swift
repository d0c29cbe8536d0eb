import Foundation
import GrammarKit
import Testing

/// Codes of diagnostics against their pages.
@Suite(
  .enabled(if: FileManager.default.fileExists(atPath: FreshnessTests.root.appending(path: "Grammar/diagnostics").path)))
struct DiagnosticPagesTests {
  /// `"TWnnnn"` in the sources, without those that were generated from the pages.
  private func usedCodes() throws -> Set<String> {
    let sources = FreshnessTests.root.appending(path: "Sources")
    let found = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
    var codes: Set<String> = []
    for path in found where path.hasSuffix(".swift") && !path.hasSuffix("+Generated.swift") {
      let data = try Data(contentsOf: sources.appending(path: path))
      guard data.range(of: Data("\"TW".utf8)) != nil else { continue }
      for match in String(decoding: data, as: UTF8.self).matches(of: #/"(TW[0-9]{4})"/#) {
        codes.insert(String(match.1))
      }
    }
    return codes
  }

  private func pages() throws -> Set<String> {
    let folder = FreshnessTests.root.appending(path: "Grammar/diagnostics")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return Set(names.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) })
  }

  @Test func everyCodeHasAPage() throws {
    #expect(try usedCodes().subtracting(pages()).sorted() == [], "write Grammar/diagnostics/CODE.md for each")
  }

  @Test func everyPageIsOfACodeThatIsUsed() throws {
    #expect(try pages().subtracting(usedCodes()).sorted() == [], "nothing says these codes any more")
  }
}
