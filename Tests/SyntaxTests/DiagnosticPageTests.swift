// Grammar/diagnostics: every code has a page, and the example of every page provokes that code and no other error.

import Foundation
import Testing

@testable import Syntax

@Suite struct DiagnosticPageTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The codes that this room's constructors use.
  static let codes: [String] = {
    let folder = root.appendingPathComponent("Sources/Syntax")
    var codes: Set<String> = []
    for file in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where file.hasPrefix("Diagnostics+") {
      let text = (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)) ?? ""
      for match in text.matches(of: /"(TW\d{4})"/) { codes.insert(String(match.1)) }
    }
    return codes.sorted()
  }()

  @Test func thereAreCodes() { #expect(Self.codes.count > 40) }

  @Test(arguments: codes) func theExampleProvokesTheCode(_ code: String) throws {
    let page = Self.root.appendingPathComponent("Grammar/diagnostics/\(code).md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.hasPrefix("# \(code): ") && text.contains("\n## Cure\n"))
    let example = try #require(Example(text))
    let file = SourceFile(name: "\(code).yaml", bytes: example.bytes)
    var bag = DiagnosticBag()
    _ = parseSkill(file, into: &bag)
    let found = Set(bag.found.map(\.code.text))
    #expect(found == [code], "\(DiagnosticRenderer(file).text(bag))")
  }

  /// The first fenced block. With `bytes` after the language, `\xNN` stands for a byte; a line that ends in `# × n` stands
  /// n times.
  struct Example {
    var bytes: [UInt8]
    init?(_ page: String) {
      guard let match = page.firstMatch(of: /```yaml( bytes)?\n((?s).*?)\n```/) else { return nil }
      bytes = []
      for line in String(match.2).split(separator: "\n", omittingEmptySubsequences: false) {
        var line = String(line)
        var count = 1
        if let times = line.firstMatch(of: /\ # × (\d+)$/) {
          count = Int(times.1)!
          line.removeSubrange(times.range)
        }
        let once = match.1 == nil ? [UInt8](line.utf8) : Self.unescaped(line)
        for _ in 0..<count { bytes += once + [0x0A] }
      }
    }

    static func unescaped(_ line: String) -> [UInt8] {
      let utf8 = [UInt8](line.utf8)
      var out: [UInt8] = []
      var at = 0
      while at < utf8.count {
        if at + 3 < utf8.count, utf8[at] == UInt8(ascii: "\\"), utf8[at + 1] == UInt8(ascii: "x"),
          let high = hexDigit(utf8[at + 2]), let low = hexDigit(utf8[at + 3])
        {
          out.append(UInt8(high << 4 | low))
          at += 4
        } else {
          out.append(utf8[at])
          at += 1
        }
      }
      return out
    }
  }
}
