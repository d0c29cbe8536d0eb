// Which paths, and which other patterns, a pattern of `permissions.read` or `permissions.write` covers.
import Testing

@testable import Bytecode

@Suite struct PathPatternTests {
  @Test(arguments: [
    ("in/**", "in/a/b.csv", true), ("in/**", "in", true), ("in/*", "in/a/b.csv", false), ("in/*.csv", "in/a.csv", true),
    ("in/*.csv", "in/.csv", true), ("**/*.csv", "a.csv", true), ("**/*.csv", "x/y/a.csv", true),
    ("a?c", "abc", true), ("a?c", "ac", false), ("a?c", "a*c", true), ("**", "any/thing", true), ("in/**/z", "in/z", true),
    ("in/**", "inside/a", false), ("./in/a", "in/a", true), ("in/a", "./in//./a", true), ("in/a**", "in/ab/c", false),
    ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false), ("/in/*", "in/a", false), ("/in/*", "/in/a", true),
    ("in/*", "/in/a", false), ("in/*", "in/**", true),
    // To the system this goes up, whatever is written upon its slash.
    ("in/*", "in/..\u{2F}\u{338}a", false),
  ])
  func paths(pattern: String, path: String, covered: Bool) {
    #expect(PathPattern(pattern).covers(path: path) == covered)
  }

  @Test(arguments: [
    ("a/**", "./a/**", true), ("./a/**", "a/**", true), ("a/**", "a", true), ("a/**", "a/b/*.csv", true),
    ("a/**", "a/**/b", true), ("a/*", "a/**", false), ("a/*", "a/b?", true), ("a/b?", "a/b*", false),
    ("a/b*", "a/b?", true), ("a?", "ab", true), ("a?", "a?", true), ("**", "a/**", true), ("a/**", "**", false),
    ("a/*/c", "a/**/c", false), ("*a*", "*a", true), ("*a", "*a*", false), ("/a/**", "a/**", false),
    // `**` within a part is no more than `*` there.
    ("a**", "a/**", false), ("a**", "ab*", true), ("a/**b", "a/x/b", false),
  ])
  func patterns(wide: String, narrow: String, covered: Bool) {
    #expect(PathPattern(wide).covers(PathPattern(narrow)) == covered)
  }

  @Test func partsAreTheSystems() {
    #expect(PathPattern.parts(of: "/a/./b//c/") == ["a", "b", "c"])
    #expect(PathPattern.parts(of: "in/..\u{2F}\u{338}a") == ["in", "..", "\u{338}a"])
    #expect(!PathPattern.isAbsolute("./a") && PathPattern.isAbsolute("\u{2F}\u{338}a"))
  }
}
