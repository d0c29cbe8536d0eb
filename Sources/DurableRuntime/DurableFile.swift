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
    var partial = ""
    let file = begin(name, in: folder, mode: mode, partial: &partial)
    guard file >= 0 else { return errno }
    var problem = fill(file)
    if problem == 0, fsync(file) != 0 { problem = errno }
    // It is nobody's as soon as it is closed, so it is given its name, or taken away, before.
    defer { close(file) }
    if problem == 0 {
      switch present {
      case .replaced: if renameat(folder, partial, folder, name) != 0 { problem = errno }
      case .kept:
        if linkat(folder, partial, folder, name, 0) != 0 { problem = errno } else { unlinkat(folder, partial, 0) }
      }
    }
    guard problem == 0 else {
      // (Once only: another may have that name by now.)
      unlinkat(folder, partial, 0)
      return problem
    }
    // The name itself is durable only when the folder is.
    return fsync(folder) == 0 ? 0 : errno
  }

  /// How many may write files of one name at once.
  private static let writers = 64

  /// A file to be filled, which has the name `partial` for now: one of a few that are this name's own. Whoever writes it holds a
  /// lock on it, which ends with the process; so what was left by somebody who was killed is known, and goes with the next who
  /// writes this name. The file's descriptor, or -1 and `errno`.
  private static func begin(_ name: String, in folder: Int32, mode: mode_t, partial: inout String) -> Int32 {
    // FNV-1a: the same in every process.
    let digest = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    func partialName(_ writer: Int) -> String { ".twin-\(digest)-\(writer).partial" }
    for writer in 0..<writers {
      partial = partialName(writer)
      removeLeft(partial, in: folder)
      let file = openat(folder, partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      if file < 0 {
        if errno == EEXIST { continue }
        return -1
      }
      // Held by others for a moment, while they find that it is nobody's. Where there are no locks, nothing is taken for left.
      while flock(file, LOCK_EX) != 0, errno == EINTR {}
      guard isStill(partial, file, in: folder) else {
        close(file)
        continue
      }
      var next = writer + 1
      while next < writers, removeLeft(partialName(next), in: folder) { next += 1 }
      return file
    }
    errno = EBUSY
    return -1
  }

  /// Whether there was a file of that name, which is gone now where nobody writes it any more.
  @discardableResult
  private static func removeLeft(_ partial: String, in folder: Int32) -> Bool {
    let left = openat(folder, partial, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard left >= 0 else { return errno != ENOENT }
    defer { close(left) }
    if flock(left, LOCK_EX | LOCK_NB) == 0, isStill(partial, left, in: folder) { unlinkat(folder, partial, 0) }
    return true
  }

  /// Whether this file still has that name.
  private static func isStill(_ partial: String, _ file: Int32, in folder: Int32) -> Bool {
    var (named, open) = (stat(), stat())
    return fstat(file, &open) == 0 && fstatat(folder, partial, &named, AT_SYMLINK_NOFOLLOW) == 0
      && named.st_ino == open.st_ino && named.st_dev == open.st_dev
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
