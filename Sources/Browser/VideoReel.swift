// The frames of a run's video until it is encoded: a folder with one JPEG a frame, named by the moment it shows, and a line
// for each mark. Several processes may add to it one after the other, and one that is killed leaves at most a frame that
// was never given its name: there is nothing to repair and nothing to know but the folder.
import Foundation

struct VideoReel: Sendable {
  let folder: URL

  init(artifacts: URL) { folder = artifacts.appendingPathComponent("session.frames") }

  private var marksFile: URL { folder.appendingPathComponent("marks.jsonl") }

  var exists: Bool { FileManager.default.fileExists(atPath: folder.path) }

  func make() throws {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  /// A frame appears whole or not at all.
  func add(jpeg: Data, at milliseconds: Int64) throws {
    try jpeg.write(to: folder.appendingPathComponent("\(milliseconds).jpg"), options: .atomic)
  }

  func add(_ mark: VideoMark) throws {
    var line = try JSONEncoder().encode(mark)
    line.append(0x0A)
    guard FileManager.default.fileExists(atPath: marksFile.path) else { return try line.write(to: marksFile) }
    let handle = try FileHandle(forWritingTo: marksFile)
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: line)
  }

  func frames() throws -> [VideoFrame] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap { name in
      guard name.hasSuffix(".jpg"), let at = Int64(name.dropLast(4)) else { return nil }
      return VideoFrame(at: at, name: name)
    }
  }

  /// A line that was torn is passed over.
  func marks() -> [VideoMark] {
    guard let data = try? Data(contentsOf: marksFile) else { return [] }
    return data.split(separator: 0x0A).compactMap { try? JSONDecoder().decode(VideoMark.self, from: $0) }
  }

  /// The reel goes at once and as a whole: half of one would be taken for a film.
  func remove() {
    try? FileManager.default.moveItem(at: folder, to: encoded)
    removeEncoded()
  }

  private var encoded: URL { folder.appendingPathExtension("encoded") }

  /// What is left of a reel that was being removed.
  func removeEncoded() { try? FileManager.default.removeItem(at: encoded) }
}
