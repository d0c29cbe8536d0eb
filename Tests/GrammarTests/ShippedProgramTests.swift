// The skills that come with Twin, as programs: what Grammar/program.md promises of bytes holds for real ones.
import Bytecode
import Compiler
import Foundation
import Testing

@Suite struct ShippedProgramTests {
  static let folder = FreshnessTests.root.appending(path: "skills")
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  @Test func thereAreSkills() { #expect(Self.names.count >= 5) }

  @Test(arguments: names) func bytesGiveBackTheProgram(_ name: String) throws {
    func text(_ name: String) throws -> String {
      try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    }
    let source = try text(name)
    let result = compile(name: name, text: source) { called in
      (try? text("\(called).yaml")).map { ResolvedSkill(name: "\(called).yaml", text: $0) }
    }
    let program = try #require(result.program, "\(result.diagnostics.map(\.message))")
    let bytes = try program.encoded()
    let read = try Program(encoded: bytes)
    #expect(try read.encoded() == bytes)
    let verified = try read.verified()
    #expect(
      try Disassembler.listing(of: read, verified: verified)
        == Disassembler.listing(of: program, verified: program.verified()))
    // Nothing of the machine or the day is in it.
    #expect(try compile(name: name, text: source) { _ in nil }.program?.encoded() ?? bytes == bytes)
  }
}
