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

  func keep(_ file: URL, name: String) throws -> (PlainValue, Artifact) {
    let size = (try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int64) ?? 0
    guard size <= BrowserLimits.downloadBytes else {
      throw StepFailure.effect("the file is larger than the limit of \(BrowserLimits.downloadBytes) bytes")
    }
    return try keep(Array(try Data(contentsOf: file, options: .alwaysMapped)), name: name)
  }

  func keep(_ bytes: [UInt8], name: String) throws -> (PlainValue, Artifact) {
    let path = try FileNames.free(name, in: request.artifacts, ticket: request.ticket)
    let place = URL(fileURLWithPath: request.artifacts).appendingPathComponent(path)
    try Data(bytes).write(to: place, options: .atomic)
    let artifact = Artifact(
      path: path, sha256: Digest(of: bytes), size: Int64(bytes.count),
      mediaType: Self.mediaTypes[place.pathExtension.lowercased()] ?? "application/octet-stream")
    var shown = path
    if let wanted = try step.text("save_as") {
      try step.files.write(bytes, to: wanted, patterns: request.permissions.write)
      shown = wanted
    }
    let value: PlainValue = [
      "path": .string(shown), "sha256": .string(artifact.sha256.description), "size": .int(artifact.size),
    ]
    return (value, artifact)
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
  let step: Step
  private var request: EffectRequest { step.request }
  init(_ step: Step) { self.step = step }

  func stage(_ paths: [String], in staging: URL) throws -> [String] {
    var staged: [String] = []
    for (number, path) in paths.enumerated() {
      let bytes = try content(path)
      let folder = staging.appendingPathComponent("\(request.ticket)-\(number)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let place = folder.appendingPathComponent(FileNames.safe(path))
      try Data(bytes).write(to: place)
      staged.append(place.path)
    }
    return staged
  }

  private func content(_ path: String) throws -> [UInt8] {
    // What the run itself made needs no permission.
    if !path.contains("/"), !path.hasPrefix("."),
      let own = try? WorkFolder(path: request.artifacts).read(path, patterns: ["*"], limit: BrowserLimits.uploadBytes)
    {
      return own
    }
    return try step.files.read(path, patterns: request.permissions.read, limit: BrowserLimits.uploadBytes)
  }
}
