// Files that cross the border between a run and its pages: what may be uploaded, where what was made or downloaded is kept.
// A name that a page suggests is never a path.
import DurableRuntime
import Foundation
import Values

enum FileNames {
  /// A file's name out of what a page suggests: one part, no hidden file, nothing that a terminal or a shell trips over.
  static func safe(_ suggested: String) -> String {
    let last = suggested.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    var name = String(
      last.unicodeScalars.map { scalar -> Character in
        let isPlain =
          scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || " ._-()+,=@".unicodeScalars.contains(scalar)
        return isPlain ? Character(scalar) : "_"
      })
    while name.hasPrefix(".") || name.hasPrefix(" ") { name.removeFirst() }
    while name.hasSuffix(".") || name.hasSuffix(" ") { name.removeLast() }
    return name.isEmpty ? "download" : String(name.prefix(BrowserLimits.fileNameCharacters))
  }
}

/// A file that a step made, put where the skill wants it or else among the run's artifacts.
struct KeptFile {
  let step: Step
  private var request: EffectRequest { step.request }
  init(_ step: Step) { self.step = step }

  private static let mediaTypes = [
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "pdf": "application/pdf", "csv": "text/csv",
    "txt": "text/plain", "html": "text/html", "json": "application/json", "zip": "application/zip",
    "xml": "application/xml",
  ]

  /// A file that may be too large for memory.
  func keep(_ file: URL, name: String) throws -> (PlainValue, Artifact) {
    let size = (try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int64) ?? 0
    guard size <= BrowserLimits.downloadBytes else {
      throw StepFailure.effect("the file is larger than the limit of \(BrowserLimits.downloadBytes) bytes")
    }
    return try keep(name: name) { try Self.copy(file.path, into: $0, see: $1) }
  }

  func keep(_ bytes: [UInt8], name: String) throws -> (PlainValue, Artifact) {
    try keep(name: name) { file, see in
      see(bytes)
      return DurableFile.pour(bytes, into: file)
    }
  }

  /// `fill` pours the content into a descriptor and shows each piece of it; it gives 0 or the system's error number. The digest
  /// is kept with the run, so the content is on the disk before.
  private func keep(
    name: String, fill: (Int32, ([UInt8]) -> Void) throws -> Int32
  ) throws -> (PlainValue, Artifact) {
    let path = try FileNames.free(name, in: request.artifacts, ticket: request.ticket)
    let place = URL(fileURLWithPath: request.artifacts).appendingPathComponent(path)
    var hash = Digest.Running()
    var size: Int64 = 0
    var failure: (any Error)?
    let problem = DurableFile.write(path: place.path, mode: 0o644) { file in
      do {
        return try fill(file) { piece in
          hash.add(piece)
          size += Int64(piece.count)
        }
      } catch {
        failure = error
        return EIO
      }
    }
    if let failure { throw failure }
    guard problem == 0 else { throw WorkFolder.failure("write", path, problem) }
    let artifact = Artifact(
      path: path, sha256: hash.digest, size: size,
      mediaType: Self.mediaTypes[place.pathExtension.lowercased()] ?? "application/octet-stream")
    var shown = path
    if let wanted = try step.text("save_as") {
      try step.files.write(to: wanted, patterns: request.permissions.write) { file in
        (try? Self.copy(place.path, into: file) { _ in }) ?? EIO
      }
      shown = wanted
    }
    let value: PlainValue = [
      "path": .string(shown), "sha256": .string(artifact.sha256.description), "size": .int(artifact.size),
    ]
    return (value, artifact)
  }

  private static func copy(_ path: String, into file: Int32, see: ([UInt8]) -> Void) throws -> Int32 {
    let source = open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw WorkFolder.failure("read", path, errno) }
    defer { close(source) }
    return DurableFile.copy(source, into: file, see: see)
  }
}

extension FileNames {
  /// The step's own name for a file, so that two steps' files of one name do not meet.
  static func free(_ name: String, in folder: String, ticket: UInt64) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return "\(ticket)-\(name)"
  }
}

/// Files of the skill's folder, copied to where the browser reads them: what was checked is what is sent.
struct UploadedFiles {
  /// The skill's folder, and what it may read there.
  var folder: WorkFolder
  var patterns: [String]
  /// Where the run's own files are.
  var artifacts: String

  /// One that a step names.
  struct Named: Sendable {
    var path: String
    /// What an artifact of an earlier step is known to be.
    var sha256: String?

    /// All that `files:` names: paths, and artifacts of earlier steps by their maps.
    static func all(_ given: PlainValue) throws -> [Named] {
      try (given.elements ?? [given]).map { value in
        Named(path: try Step.plainText(value["path"] ?? value, "files"), sha256: value["sha256"]?.text)
      }
    }
  }

  struct Staged: Sendable {
    var path: String
    var sha256: Digest
    var place: String
  }

  func stage(_ files: [Named], ticket: UInt64, in staging: URL) throws -> [Staged] {
    try files.enumerated().map { number, file in
      let bytes = try content(file.path)
      let digest = Digest(of: bytes)
      guard file.sha256 == nil || file.sha256 == digest.description else {
        throw StepFailure.effect("\(file.path) is not what it was when the run made it: its content has changed")
      }
      let folder = staging.appendingPathComponent("\(ticket)-\(number)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let place = folder.appendingPathComponent(FileNames.safe(file.path))
      try Data(bytes).write(to: place)
      return Staged(path: file.path, sha256: digest, place: place.path)
    }
  }

  func content(_ path: String) throws -> [UInt8] {
    // What the run itself made needs no permission.
    if !path.contains("/"), !path.hasPrefix("."),
      let own = try? WorkFolder(path: artifacts).read(path, patterns: ["*"], limit: BrowserLimits.uploadBytes)
    {
      return own
    }
    return try folder.read(path, patterns: patterns, limit: BrowserLimits.uploadBytes)
  }
}
