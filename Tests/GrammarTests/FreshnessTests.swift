import Foundation
import GrammarKit
import Testing

@Suite struct FreshnessTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test func everyGeneratedFileIsWhatGrammarSays() throws {
    let generation = Generation(root: Self.root)
    #expect(try generation.files().count >= 6)
    let stale = try generation.staleFiles().map(\.path)
    #expect(stale == [], "run `swift run generate-grammar` and commit what it writes")
  }

  /// Another machine may have another release of the database; of the same release the file is the same.
  @Test func theTimeZonesAreThoseOfTheirRelease() throws {
    guard FileManager.default.fileExists(atPath: Generation.timeZoneDatabase.appending(path: "tzdata.zi").path) else {
      return
    }
    let (version, file) = try Generation(root: Self.root).timeZoneFile()
    let onDisk = try String(contentsOf: Self.root.appending(path: file.path), encoding: .utf8)
    guard onDisk.contains("static let version = \"\(version)\"") else { return }
    #expect(onDisk == file.text, "run `make time-zones`")
  }

  @Test func everyFileThatCallsItselfGeneratedIsGenerated() throws {
    let known = Set(try Generation(root: Self.root).files().map(\.path))
    let sources = Self.root.appending(path: "Sources")
    let found = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
    let orphans = try found.filter { $0.hasSuffix(".swift") }.map { "Sources/\($0)" }.filter { path in
      guard !known.contains(path) else { return false }
      let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
      return text.hasPrefix("// Written by `swift run generate-grammar`")
    }
    #expect(orphans == [], "no table of Grammar/ writes these files")
  }
}

@Suite struct TableTests {
  @Test func aRowWithTooFewCellsIsNamed() {
    #expect(throws: GrammarError("t.tsv", line: 3, "1 cells where there are 2 columns")) {
      try Table(file: "t.tsv", text: "a\tb\n1\t2\n3\n")
    }
  }
  @Test func cellsAreTakenAsTheyStand() throws {
    let table = try Table(file: "t.tsv", text: "a\tb\n\"x\"\t\n")
    #expect(try table.rows[0].cell("a") == "\"x\"")
    #expect(try table.rows[0].cell("b") == "")
  }
}
