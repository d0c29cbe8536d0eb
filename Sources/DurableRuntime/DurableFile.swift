// A file that is there whole or not at all, and on the disk when whoever wrote it is told so. The one way in which anything here
// writes a file that is to outlive a power cut: keys, what steps write, what runs make.
#if canImport(Glibc)
  import Glibc
#endif

package enum DurableFile {
  package enum Presence: Sendable {
    /// Whatever has the name gives way.
    case replaced
    /// What has the name already stays, and `EEXIST` is the result.
    case kept
  }

  /// Writes into the folder with this descriptor. Others see the name only once its content is on the disk; on return the name
  /// is, too. 0, or the system's error number.
  package static func write(
    _ name: String, in folder: Int32, mode: mode_t, present: Presence = .replaced, fill: (Int32) -> Int32
  ) -> Int32 {
    let partial = ".twin-\(UInt64.random(in: 0 ... .max)).partial"
    let file = openat(folder, partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard file >= 0 else { return errno }
    var problem = fill(file)
    if problem == 0, fsync(file) != 0 { problem = errno }
    if close(file) != 0, problem == 0 { problem = errno }
    if problem == 0 {
      switch present {
      case .replaced: if renameat(folder, partial, folder, name) != 0 { problem = errno }
      case .kept:
        if linkat(folder, partial, folder, name, 0) != 0 { problem = errno }
        unlinkat(folder, partial, 0)
      }
    }
    guard problem == 0 else {
      unlinkat(folder, partial, 0)
      return problem
    }
    // The name itself is durable only when the folder is.
    return fsync(folder) == 0 ? 0 : errno
  }

  /// The same for a path in a folder that is there.
  package static func write(
    path: String, mode: mode_t, present: Presence = .replaced, fill: (Int32) -> Int32
  ) -> Int32 {
    let slash = path.lastIndex(of: "/")
    let folder = open(
      slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return errno }
    defer { close(folder) }
    return write(
      String(slash.map { path[path.index(after: $0)...] } ?? path[...]), in: folder, mode: mode, present: present,
      fill: fill)
  }

  /// All of these bytes. 0, or the system's error number.
  package static func pour(_ content: [UInt8], into file: Int32) -> Int32 {
    content.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let count = Glibc.write(file, bytes.baseAddress! + start, bytes.count - start)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        start += count
      }
      return 0
    }
  }

  /// All that another file holds, piece by piece, each shown to `see`. 0, or the system's error number.
  package static func copy(_ source: Int32, into file: Int32, see: ([UInt8]) -> Void = { _ in }) -> Int32 {
    var piece = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = read(source, &piece, piece.count)
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      if count == 0 { return 0 }
      let part = count == piece.count ? piece : Array(piece[..<count])
      see(part)
      let problem = pour(part, into: file)
      if problem != 0 { return problem }
    }
  }
}
