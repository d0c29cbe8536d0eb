// A pattern of `permissions.read` or `permissions.write` and a path, or a second pattern → does the first cover it? One reading
// for the compiler, which cuts and warns, and for the runtime, which allows.
//
// `*` stands for any characters but `/`, `?` for one of them, `**` for any number of whole path parts (none too). A
// pattern that begins with `/` speaks of absolute paths, every other of paths relative to the run's working folder.

package struct PathPattern: Sendable {
  private var parts: [[UInt8]]
  package let isAbsolute: Bool

  package init(_ text: String) {
    isAbsolute = Self.isAbsolute(text)
    parts = Self.parts(of: text).map { Array($0.utf8) }
  }

  /// Of what goes up with `..`, and of a folder that nothing is named in, nothing is covered.
  package var coversNothing: Bool { parts.isEmpty || parts.contains(Array("..".utf8)) }

  package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

  /// The parts of a path as the system takes it apart: by bytes (to Swift a `/` with an accent upon it is none).
  package static func parts(of path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
  }

  /// `path` is already free of `.` and `..`; absolute if and only if the pattern is.
  package func covers(_ path: [String]) -> Bool { covers(path.map { Array($0.utf8) }, arePatterns: false) }

  /// Whether it covers a path as an author writes it.
  package func covers(path: String) -> Bool {
    Self.isAbsolute(path) == isAbsolute && covers(Self.parts(of: path))
  }

  /// Whether it covers every path that `narrow` covers. Says no where it cannot tell.
  package func covers(_ narrow: PathPattern) -> Bool {
    narrow.isAbsolute == isAbsolute && covers(narrow.parts, arePatterns: true)
  }

  private static let anyParts = [UInt8](repeating: UInt8(ascii: "*"), count: 2)

  private func covers(_ path: [[UInt8]], arePatterns: Bool) -> Bool {
    // One row of the table "the first i parts of the pattern cover the first j of the path"; `**` keeps what it had.
    var reached = [Bool](repeating: false, count: path.count + 1)
    reached[0] = true
    for part in parts {
      if part == Self.anyParts {
        for index in path.indices where reached[index] { reached[index + 1] = true }
        continue
      }
      var next = [Bool](repeating: false, count: path.count + 1)
      for index in path.indices where reached[index] {
        // One part stands for no number of them.
        if arePatterns, path[index] == Self.anyParts { continue }
        next[index + 1] = Self.matches(part, path[index], isPattern: arePatterns)
      }
      reached = next
    }
    return reached[path.count]
  }

  /// `*` and `?` within one part; linear in the product, never exponential.
  private static func matches(_ pattern: [UInt8], _ name: [UInt8], isPattern: Bool) -> Bool {
    let (star, one) = (UInt8(ascii: "*"), UInt8(ascii: "?"))
    var reached = [Bool](repeating: false, count: name.count + 1)
    reached[0] = true
    for byte in pattern {
      if byte == star {
        for index in name.indices where reached[index] { reached[index + 1] = true }
        continue
      }
      var next = [Bool](repeating: false, count: name.count + 1)
      for index in name.indices where reached[index] {
        next[index + 1] = byte == name[index] || byte == one && !(isPattern && name[index] == star)
      }
      reached = next
    }
    return reached[name.count]
  }
}
