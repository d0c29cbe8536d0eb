// A compiled program as a file: it runs as its skill does, and no byte of it changes unnoticed.
import Foundation
import Testing
import Values

@Suite struct ProgramFileTests {
  @Test func aChangedByteIsRefused() async throws {
    let shop = try Workshop()
    try shop.write("hello.yaml", "skill: hello\noutputs: { sum: 12 }\nsteps:\n  - log: hello\n")
    #expect(try await shop.twin("compile", "hello.yaml", "-o", "hello.twinc").code == 0)
    #expect(try await shop.twin("run", "hello.twinc", "--json").json["outputs"] == ["sum": 12])
    let bytes = [UInt8](try Data(contentsOf: shop.folder.appendingPathComponent("hello.twinc")))
    for place in stride(from: 8, to: bytes.count, by: bytes.count / 12) {
      var changed = bytes
      changed[place] ^= 1
      try Data(changed).write(to: shop.folder.appendingPathComponent("changed.twinc"))
      let refused = try await shop.twin("run", "changed.twinc")
      #expect(refused.code == 2 && refused.errors.contains("is damaged"), "byte \(place): \(refused)")
    }
  }
}
