import Foundation
import Syntax
import Testing

@testable import Compiler

/// The skills that come with Twin compile without a word of complaint, warnings included.
@Suite struct SkillsFolderTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let folder = root.appending(path: "skills")

  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func text(_ name: String) -> ResolvedSkill? {
    guard let bytes = try? Data(contentsOf: folder.appending(path: name + ".yaml")) else { return nil }
    return ResolvedSkill(name: name + ".yaml", bytes: [UInt8](bytes))
  }

  @Test func thereAreSome() { #expect(Self.names.count >= 8) }

  @Test(arguments: names)
  func compilesWithoutComplaint(name: String) throws {
    let source = try #require(Self.text(name))
    let result = compile(name: source.name, bytes: source.bytes, resolver: Self.text)
    let complaints = result.diagnostics.map { diagnostic in
      let file = result.sources[diagnostic.place.file]!
      return "\(file.name):\(file.lineColumn(of: diagnostic.place)) \(diagnostic.code) \(diagnostic.message)"
        + " (\(diagnostic.label))"
    }
    #expect(complaints == [])
    #expect(result.program?.manifest.skill == name)
  }

  @Test func whatTheReadmeShowsAsASkillIsOne() throws {
    let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let shown = readme.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    #expect(!shown.isEmpty)
    for text in shown { #expect(compile(name: "README.md", text: text).diagnostics.map(\.message) == []) }
  }

  @Test func skillsOfBenchmarksCompileWithoutComplaint() throws {
    let folder = Self.root.appending(path: "Benchmarks/miniwob")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(files.count >= 35)
    for file in files {
      let result = compile(name: file, bytes: [UInt8](try Data(contentsOf: folder.appending(path: file))))
      #expect(result.diagnostics.map(\.message) == [], "\(file)")
      #expect(result.program?.manifest.skill == String(file.dropLast(5)))
    }
  }
}
