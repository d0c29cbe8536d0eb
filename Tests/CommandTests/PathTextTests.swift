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
}
