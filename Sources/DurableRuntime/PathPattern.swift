// A pattern of `permissions.read` or `permissions.write` and a path → does the pattern cover it?
//
// `*` stands for any characters but `/`, `?` for one of them, `**` for any number of whole path parts (none too). A
// pattern that begins with `/` speaks of absolute paths, every other of paths relative to the run's working folder.

package struct PathPattern: Sendable {
  private var parts: [[UInt8]]
  package let isAbsolute: Bool

  package init(_ text: String) {
    isAbsolute = text.hasPrefix("/")
    parts = text.split(separator: "/").filter { $0 != "." }.map { Array($0.utf8) }
  }

  /// `path` is already free of `.` and `..`; absolute if and only if the pattern is.
  package func covers(_ path: [String]) -> Bool {
    // One row of the table "the first i parts of the pattern cover the first j of the path"; `**` keeps what it had.
    var reached = [Bool](repeating: false, count: path.count + 1)
    reached[0] = true
    for part in parts {
      if part == [UInt8(ascii: "*"), UInt8(ascii: "*")] {
        for index in 0..<path.count where reached[index] { reached[index + 1] = true }
        continue
      }
      var next = [Bool](repeating: false, count: path.count + 1)
      for index in 0..<path.count where reached[index] && Self.matches(part, Array(path[index].utf8)) {
        next[index + 1] = true
      }
      reached = next
    }
    return reached[path.count]
  }

  /// `*` and `?` within one part; linear in the product, never exponential.
  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var reached = [Bool](repeating: false, count: name.count + 1)
    reached[0] = true
    for byte in pattern {
      if byte == UInt8(ascii: "*") {
        for index in 0..<name.count where reached[index] { reached[index + 1] = true }
        continue
      }
      var next = [Bool](repeating: false, count: name.count + 1)
      for index in 0..<name.count where reached[index] && (byte == UInt8(ascii: "?") || byte == name[index]) {
        next[index + 1] = true
      }
      reached = next
    }
    return reached[name.count]
  }
}
