// Paths as they are spelt.
import Foundation
import Testing

@testable import twin

@Suite struct PathTextTests {
  @Test(arguments: [
    ("/a/b.db", "/a/b.db"), ("/a//b/./c/", "/a/b/c"), ("/a/../../b", "/b"), ("/", "/"), ("/..", "/"),
    ("/ä/.twin/x", "/ä/.twin/x"),
  ])
  func dotsAndEmptyPartsAreTakenOut(path: String, absolute: String) {
    #expect(PathText.absolute(path) == absolute)
    #expect(PathText.absolute(path) == URL(fileURLWithPath: path).standardizedFileURL.path, "as Foundation spells it")
  }

  @Test func whatIsRelativeIsMeantFromHere() {
    let here = FileManager.default.currentDirectoryPath
    #expect(PathText.absolute(".twin/twin.db") == here + "/.twin/twin.db")
    #expect(PathText.absolute(".") == here)
  }

  @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("/", "/")])
  func aPathIsInItsParent(path: String, parent: String) { #expect(PathText.parent(of: path) == parent) }

  /// Of a path of one character Foundation's `NSString` has no folder: it stops the process.
  @Test func aPathMayBeAsShortAsAnyName() async throws {
    let shop = try Workshop()
    try shop.write("sk", "skill: sk\nsteps:\n  - log: hi\n")
    try shop.write("deeper/sk", "")
    for (path, near) in [("s", "sk"), ("./s", "sk"), ("deeper/s", "deeper/sk"), ("deeper//s/", "deeper/sk")] {
      let checked = try await shop.twin("check", path)
      #expect(checked.code == 2 && checked.errors.contains("there is no file \(path); did you mean \(near)?"), "\(checked)")
    }
    let absolute = try await shop.twin("check", shop.folder.path + "/s")
    #expect(absolute.errors.contains("did you mean \(shop.folder.path)/sk?"), "\(absolute)")

    let nameless = try await shop.twin("check", "")
    #expect(nameless.code == 2 && nameless.errors.contains("the name of the file is empty"), "\(nameless)")
    try shop.write("twin.yaml/x", "")
    let configured = try await shop.twin("run", "sk", "--store", "d")
    #expect(
      configured.code == 2 && configured.errors.contains("twin.yaml is a folder, where a file is needed"), "\(configured)")
    try FileManager.default.removeItem(at: shop.folder.appendingPathComponent("twin.yaml"))

    #expect(try await shop.twin("run", "sk", "--store", "d").code == 0)
    #expect(try await shop.twin("runs", "--store", "d").output.contains("completed"))
    let folder = try await shop.twin("run", "sk", "--store", ".")
    #expect(folder.code == 1 && folder.errors.contains("the store . cannot be opened"), "\(folder)")
  }
}
