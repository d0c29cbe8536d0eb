// A path as it was given → the one that the system comes to, also where nothing is there yet.
#if canImport(Glibc)
  import Glibc
#endif

package enum RealPath {
  /// How many links are followed, as many as the system does; behind the last one the path stays as it is.
  private static let links = 40

  /// From the root, after all symbolic links: of what is not there the part that is, and what links lead to that lead nowhere.
  package static func of(_ path: String) -> String {
    if let pointer = realpath(path, nil) {
      defer { free(pointer) }
      return String(cString: pointer)
    }
    var here = ""
    if !path.hasPrefix("/"), let pointer = getcwd(nil, 0) {
      here = String(cString: pointer)
      free(pointer)
    }
    var left = Array(parts(here + "/" + path).reversed())
    var done: [String] = []
    var followed = 0
    while let part = left.popLast() {
      switch part {
      case ".": continue
      case "..": _ = done.popLast()
      default:
        if followed < links, let target = target(of: "/" + (done + [part]).joined(separator: "/")) {
          followed += 1
          if target.hasPrefix("/") { done = [] }
          left += parts(target).reversed()
        } else {
          done.append(part)
        }
      }
    }
    return "/" + done.joined(separator: "/")
  }

  private static func parts(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
  }

  /// What a symbolic link says; nil where there is none.
  private static func target(of path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      readlink(path, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
