// Paths as they are spelt. (`URL` knows more of them, and takes a command that makes one decision a twentieth of its time.)
import Glibc

enum PathText {
  /// From the root, without `.`, `..` and empty parts; links are left as they are.
  static func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : here() + "/" + path
    var parts: [Substring.UTF8View] = []
    for part in whole.utf8.split(separator: UInt8(ascii: "/")) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
    }
    var text = ""
    for part in parts { text += "/" + String(Substring(part)) }
    return text.isEmpty ? "/" : text
  }

  /// What a path of `absolute` is in; the root is in itself.
  static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// The folder that the process stands in; `/` where it is gone.
  private static func here() -> String {
    guard let text = getcwd(nil, 0) else { return "/" }
    defer { free(text) }
    return String(cString: text)
  }
}
