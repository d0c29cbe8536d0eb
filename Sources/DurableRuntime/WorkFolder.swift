// A path that a skill names → the bytes of a file, or a file written whole or not at all.
//
// Every path is checked twice: as written (no `..`), and as the real path after all symbolic links, both against the
// permission's patterns. The file is then reached from the folder's own descriptor part by part without following links,
// so what was checked is what is opened. It never touches what no pattern lists, and nothing but ordinary files; and whatever
// is listed, never Twin's own files, whatever way leads to them, and never what the system shows as files (/proc, /sys, /dev).
import Bytecode
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

package struct WorkFolder: Sendable {
  /// Absolute path of the run's working folder.
  package var path: String
  /// Absolute paths of Twin's own files and folders, there or not: with all that is below them they are no files of a skill.
  package var forbidden: [String] = []

  package init(path: String, forbidden: [String] = []) {
    self.path = path
    self.forbidden = forbidden
  }

  enum Access: String {
    case read, write
  }

  /// A path that may be touched: the folder it is below and the parts from there.
  private struct Place {
    var root: String
    var parts: [String]
    var shown: String
  }

  /// The whole content of an ordinary file of at most `limit` bytes.
  package func read(_ path: String, patterns: [String], limit: Int = RuntimeLimits.fileBytes) throws(EffectFailure)
    -> [UInt8]
  {
    let place = try locate(path, access: .read, patterns: patterns)
    let folder = try openFolder(place, .read)
    defer { close(folder) }
    let file = openat(folder, place.parts.last!, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw Self.failure("read", place.shown, errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw Self.failure("read", place.shown, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unusable("cannot read \(place.shown): it is \(Self.describe(status.st_mode)), not a file")
    }
    // Whatever it is called here.
    if ownFiles().contains(Identity(status)) { throw Self.own(.read, place.shown) }
    if Self.isOfTheSystem(status) { throw Self.ofTheSystem(.read, place.shown) }
    guard status.st_size <= limit else {
      throw .unusable("cannot read \(place.shown): it has \(status.st_size) bytes, more than the limit of \(limit)")
    }
    var content = [UInt8]()
    content.reserveCapacity(Int(status.st_size))
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure("read", place.shown, errno) }
      if count == 0 { return content }
      content.append(contentsOf: buffer[..<count])
      guard content.count <= limit else {
        throw .unusable("cannot read \(place.shown): it has more than the limit of \(limit) bytes")
      }
    }
  }

  /// Writes the file so that at every moment the path holds the old content or the new one, whole; on return it is on
  /// disk. Folders that are missing are made. Where the path is a symbolic link, the file it leads to is written.
  package func write(_ content: [UInt8], to path: String, patterns: [String]) throws(EffectFailure) {
    try write(to: path, patterns: patterns) { DurableFile.pour(content, into: $0) }
  }

  /// The same with content that `fill` pours into a descriptor; it gives 0 or the system's error number.
  package func write(to path: String, patterns: [String], fill: (Int32) -> Int32) throws(EffectFailure) {
    let place = try locate(path, access: .write, patterns: patterns)
    let name = place.parts.last!
    let folder = try openFolder(place, .write)
    defer { close(folder) }
    var kept: mode_t?
    var status = stat()
    if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw .unusable("cannot write \(place.shown): there is \(Self.describe(status.st_mode)) of that name")
      }
      if ownFiles().contains(Identity(status)) { throw Self.own(.write, place.shown) }
      // Whoever may not read what was there may not read what comes.
      kept = status.st_mode & 0o777
    }
    let problem = DurableFile.write(name, in: folder, mode: kept ?? 0o644) { file in
      if let kept, fchmod(file, kept) != 0 { return errno }
      return fill(file)
    }
    guard problem == 0 else { throw Self.failure("write", place.shown, problem) }
  }

  /// Whether `path` could be written, so that a step can refuse before it does anything else. (Another name of one of Twin's own
  /// files, a hard link, is seen only when it is written.)
  package func checkWritable(_ path: String, patterns: [String]) throws(EffectFailure) {
    _ = try locate(path, access: .write, patterns: patterns)
  }

  // MARK: Where a path leads

  private func locate(_ path: String, access: Access, patterns: [String]) throws(EffectFailure) -> Place {
    guard !path.isEmpty else { throw .unusable("the path is empty") }
    guard path.utf8.count <= RuntimeLimits.pathBytes, !path.utf8.contains(0) else {
      throw .unusable("the path “\(excerpt(path, limit: 60))” is too long or has a zero byte in it")
    }
    let rules = patterns.map(PathPattern.init)
    let written = PathPattern.parts(of: path)
    guard !written.isEmpty, path.utf8.last != UInt8(ascii: "/") else {
      throw .unusable("“\(path)” names a folder, not a file")
    }
    guard !written.contains("..") else {
      throw .refused("cannot \(access.rawValue) \(path): a path may not go up with “..”")
    }
    func permit(_ parts: [String], absolute: Bool, detail: String) throws(EffectFailure) {
      guard rules.contains(where: { $0.isAbsolute == absolute && $0.covers(parts) }) else {
        throw .refused(
          "cannot \(access.rawValue) \(path)\(detail): permissions.\(access.rawValue) lists \(listed(patterns))")
      }
    }
    let absolute = PathPattern.isAbsolute(path)
    try permit(written, absolute: absolute, detail: "")
    // An absolute path stands for itself; only absolute patterns open it.
    let base = absolute ? "/" : self.path
    let root = try Self.realPath(base, shown: base)
    let real = try Self.resolve(root: root, parts: written, shown: path)
    let rootParts = PathPattern.parts(of: root)
    guard real.starts(with: rootParts, by: { $0.utf8.elementsEqual($1.utf8) }), real.count > rootParts.count else {
      throw .refused(
        "cannot \(access.rawValue) \(path): it leads to /\(real.joined(separator: "/")), outside the run's folder")
    }
    for own in forbidden {
      let own = PathPattern.parts(of: RealPath.of(own))
      if real.starts(with: own, by: { $0.utf8.elementsEqual($1.utf8) }) { throw Self.own(access, path) }
    }
    if let first = real.first, ["proc", "sys", "dev"].contains(first), !real.starts(with: ["dev", "shm"]) {
      throw Self.ofTheSystem(access, path)
    }
    let inside = Array(real[rootParts.count...])
    if inside != written {
      try permit(inside, absolute: absolute, detail: " (really \(inside.joined(separator: "/")))")
    }
    return Place(root: root, parts: inside, shown: path)
  }

  /// The real path's parts: what exists is resolved by the system, what does not is kept as written.
  private static func resolve(root: String, parts: [String], shown: String) throws(EffectFailure) -> [String] {
    var existing = parts
    var missing: [String] = []
    while !existing.isEmpty {
      let candidate = (root == "/" ? "" : root) + "/" + existing.joined(separator: "/")
      var status = stat()
      if lstat(candidate, &status) == 0 {
        let real = try realPath(candidate, shown: shown)
        return PathPattern.parts(of: real) + missing.reversed()
      }
      guard errno == ENOENT || errno == ENOTDIR else { throw failure("reach", shown, errno) }
      missing.append(existing.removeLast())
    }
    return PathPattern.parts(of: root) + missing.reversed()
  }

  // MARK: What is no file of a skill

  /// What the system knows a file or a folder by, whatever it is called (hard links, folders that are mounted twice).
  private struct Identity: Hashable {
    private let device: UInt
    private let number: UInt
    init(_ status: stat) { (device, number) = (UInt(status.st_dev), UInt(status.st_ino)) }
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      self.init(status)
    }
  }

  /// Those of Twin's own files and folders that are there.
  private func ownFiles() -> Set<Identity> { Set(forbidden.compactMap { Identity($0) }) }

  /// Whether it is on the device of /proc or /sys, wherever that is mounted too.
  private static func isOfTheSystem(_ file: stat) -> Bool {
    var (root, system) = (stat(), stat())
    guard stat("/", &root) == 0 else { return false }
    for path in ["/proc", "/sys"] where stat(path, &system) == 0 {
      if system.st_dev != root.st_dev, system.st_dev == file.st_dev { return true }
    }
    return false
  }

  private static func own(_ access: Access, _ path: String) -> EffectFailure {
    .refused("cannot \(access.rawValue) \(path): it is one of Twin's own files, which no skill may touch")
  }

  private static func ofTheSystem(_ access: Access, _ path: String) -> EffectFailure {
    .refused(
      "cannot \(access.rawValue) \(path): what is in /proc, /sys and /dev is the system's and no file of a skill")
  }

  // MARK: Reaching it

  private static func realPath(_ path: String, shown: String) throws(EffectFailure) -> String {
    guard let pointer = realpath(path, nil) else { throw failure("reach", shown, errno) }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// The descriptor of the folder that holds the place, reached without following a link.
  private func openFolder(_ place: Place, _ access: Access) throws(EffectFailure) -> Int32 {
    var folder = open(place.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw Self.failure("reach", place.root, errno) }
    let own = ownFiles()
    // A file that is not there yet is known by its name in a folder.
    let names = forbidden.compactMap { (path: String) -> (folder: Identity, name: String)? in
      let parts = PathPattern.parts(of: RealPath.of(path))
      guard let name = parts.last, let folder = Identity("/" + parts.dropLast().joined(separator: "/")) else {
        return nil
      }
      return (folder, name)
    }
    for (depth, part) in place.parts.enumerated() {
      var status = stat()
      guard fstat(folder, &status) == 0 else {
        let problem = errno
        close(folder)
        throw Self.failure("reach", place.shown, problem)
      }
      let here = Identity(status)
      guard !own.contains(here), !names.contains(where: { $0.folder == here && $0.name.utf8.elementsEqual(part.utf8) })
      else {
        close(folder)
        throw Self.own(access, place.shown)
      }
      if depth == place.parts.count - 1 { break }
      if access == .write {
        // A new folder's name is durable only when the folder that it stands in is.
        let isMade = mkdirat(folder, part, 0o755) == 0
        if isMade ? fsync(folder) != 0 : errno != EEXIST {
          let problem = errno
          close(folder)
          throw Self.failure("write", place.shown, problem)
        }
      }
      let next = openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      let problem = errno
      close(folder)
      guard next >= 0 else { throw Self.failure("reach", place.shown, problem) }
      folder = next
    }
    return folder
  }

  // MARK: In words

  package static func failure(_ verb: String, _ path: String, _ number: Int32) -> EffectFailure {
    let reason =
      switch number {
      case ENOENT: "there is no such file"
      case EACCES, EPERM: "the operating system does not permit it"
      case ENOSPC, EDQUOT: "the disk is full"
      case EISDIR: "it is a folder"
      case ENOTDIR: "a part of the path is not a folder"
      case ELOOP: "a symbolic link stands in the way"
      case EROFS: "the file system is read-only"
      case EFBIG: "the file would be too large"
      case ENAMETOOLONG: "the name is too long"
      case ENXIO: "it is not a file"
      default: String(cString: strerror(number))
      }
    return .unusable("cannot \(verb) \(path): \(reason)")
  }

  private static func describe(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFLNK: "a symbolic link"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }
}
