// Files that are there whole or not at all, with the rights that were there before.
import DurableRuntime
import Foundation
import Testing

@Suite("Durable files")
struct DurableFileTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func content(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map(Array.init) }

  @Test func theFirstOneIsKeptOrGivesWay() throws {
    try inFolder { folder in
      let path = folder + "/key"
      #expect(DurableFile.write(path: path, mode: 0o600, present: .kept) { DurableFile.pour([1], into: $0) } == 0)
      #expect(DurableFile.write(path: path, mode: 0o600, present: .kept) { DurableFile.pour([2], into: $0) } == EEXIST)
      #expect(content(path) == [1])
      #expect(DurableFile.write(path: path, mode: 0o600) { DurableFile.pour([3], into: $0) } == 0)
      #expect(content(path) == [3])
      // What cannot be filled leaves nothing behind.
      #expect(DurableFile.write(path: path, mode: 0o600) { _ in ENOSPC } == ENOSPC)
      #expect(content(path) == [3])
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names == ["key"])
    }
  }

  /// What a process left that was killed while it wrote goes with the next write of that file, and nothing that is being written.
  @Test func whatWasLeftGoesAndNothingElse() throws {
    try inFolder { folder in
      let path = folder + "/report"
      func partials() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".partial") }.sorted()
      }
      var written: [String] = []
      // Two at once: the inner one is done first, and takes nothing from the outer one.
      let outer = DurableFile.write(path: path, mode: 0o644) { file in
        let inner = DurableFile.write(path: path, mode: 0o644) { other in
          written = (try? partials()) ?? []
          return DurableFile.pour([2], into: other)
        }
        return inner == 0 ? DurableFile.pour([1], into: file) : inner
      }
      #expect(outer == 0 && content(path) == [1])
      #expect(written.count == 2, "each has a name of its own")
      #expect(try partials().isEmpty)
      for name in written { try Data([9]).write(to: URL(fileURLWithPath: folder + "/" + name)) }
      try Data([9]).write(to: URL(fileURLWithPath: folder + "/.twin-1.partial"))
      #expect(DurableFile.write(path: path, mode: 0o644) { DurableFile.pour([3], into: $0) } == 0)
      #expect(content(path) == [3])
      #expect(try partials() == [".twin-1.partial"], "which nobody here ever wrote")
    }
  }

  @Test func aLongFileIsCopiedInPieces() throws {
    try inFolder { folder in
      let bytes = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/long"))
      let source = open(folder + "/long", O_RDONLY)
      defer { close(source) }
      var digest = Digest.Running()
      var pieces = 0
      let problem = DurableFile.write(path: folder + "/copy", mode: 0o644) { file in
        DurableFile.copy(source, into: file) { piece in
          digest.add(piece)
          pieces += 1
        }
      }
      #expect(problem == 0 && pieces > 1 && content(folder + "/copy") == bytes)
      #expect(digest.digest == Digest(of: bytes))
    }
  }

  @Test func aFileKeepsItsRights() throws {
    try inFolder { folder in
      let work = WorkFolder(path: folder)
      func mode(_ name: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions] as? Int)
      }
      try work.write([1], to: "a/b/new", patterns: ["**"])
      #expect(try mode("a/b/new") & 0o600 == 0o600)
      for rights in [0o600, 0o640, 0o666, 0o444] {
        try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: folder + "/a/b/new")
        try work.write([2], to: "a/b/new", patterns: ["**"])
        #expect(try mode("a/b/new") == rights && content(folder + "/a/b/new") == [2])
      }
    }
  }
}
