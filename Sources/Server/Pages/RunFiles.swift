// The files that a run has made, and its video with chapters. A file is sent as a download unless it is a picture or a film, and
// always as if it came from nowhere: whatever is in it can do nothing here.
import DurableRuntime
import Foundation
import HTTPTypes
import Hummingbird
import NIO

struct RunFiles {
  let site: Dashboard

  static func list(_ id: RunID, _ artifacts: [StoredArtifact]) -> [RunPage.File] {
    artifacts.map { row(id, $0.artifact) }
  }

  static func row(_ id: RunID, _ artifact: Artifact) -> RunPage.File {
    RunPage.File(name: artifact.path.visible, link: link(id, artifact), size: Wording.bytes(artifact.size))
  }

  /// By its content, which stays what it is while the run makes more.
  private static func link(_ id: RunID, _ artifact: Artifact) -> String { "/runs/\(id)/files/\(artifact.sha256)" }

  /// The last film, with the chapters that lie beside it (WebVTT).
  func video(_ id: RunID, _ artifacts: [StoredArtifact]) async throws -> RunPage.Video? {
    guard let film = artifacts.last(where: { $0.artifact.mediaType.hasPrefix("video/") })?.artifact else { return nil }
    let track = artifacts.last { $0.artifact.mediaType.hasPrefix("text/vtt") }?.artifact
    var chapters: [RunPage.Chapter] = []
    if let track, let path = site.service.path(of: track, id),
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    {
      chapters = Self.chapters(text)
    }
    return RunPage.Video(
      source: Self.link(id, film), chapterTrack: track.map { Self.link(id, $0) }, chapters: chapters)
  }

  /// `00:00:03.200 --> 00:00:05.000` and a title, as WebVTT has them.
  static func chapters(_ text: String) -> [RunPage.Chapter] {
    var chapters: [RunPage.Chapter] = []
    var start: Double?
    for line in text.split(separator: "\n").prefix(4000) {
      if let arrow = line.firstRange(of: "-->") {
        start = seconds(line[..<arrow.lowerBound].trimmingCharacters(in: .whitespaces))
      } else if let at = start {
        let whole = Int(at)
        let seconds = whole % 60 < 10 ? "0\(whole % 60)" : "\(whole % 60)"
        chapters.append(
          RunPage.Chapter(seconds: "\(at)", time: "\(whole / 60):\(seconds)", title: String(line).visible.cut(200)))
        start = nil
      }
    }
    return chapters
  }

  private static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: ":").map { Double($0) }
    guard (2...3).contains(parts.count), !parts.contains(nil) else { return nil }
    return parts.compactMap { $0 }.reduce(0) { $0 * 60 + $1 }
  }

  func file(_ request: Request, _ context: TwinContext, _ id: RunID, _ digest: String) async throws -> Response {
    let artifacts = try await site.service.reader.read { try $0.store.artifacts(id) }
    guard let artifact = artifacts.first(where: { $0.artifact.sha256.description == digest })?.artifact,
      let path = site.service.path(of: artifact, id),
      let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64
    else { throw Problem(.notFound, "this run has no such file here") }
    var headers = PageHeaders.file(isSecure: site.people.origin.isSecure)
    headers[.acceptRanges] = "bytes"
    if let type = ShownMedia.type(artifact.mediaType) ?? (artifact.mediaType.hasPrefix("text/vtt") ? "text/vtt" : nil) {
      headers[.contentType] = type
    } else {
      headers[.contentType] = "application/octet-stream"
      let name = URL(fileURLWithPath: artifact.path).lastPathComponent
      headers[.contentDisposition] = "attachment; filename*=UTF-8''" + Dashboard.queryText(name)
    }
    // What is no range of it is answered whole.
    guard let range = request.headers[.range].flatMap({ try? ByteRange($0, of: size) }) else {
      return Response(status: .ok, headers: headers, body: try await FileIO().loadFile(path: path, context: context))
    }
    headers[.contentRange] = "bytes \(range.first)-\(range.last)/\(size)"
    return Response(
      status: .partialContent, headers: headers,
      body: try await FileIO().loadFile(path: path, range: Int(range.first)...Int(range.last), context: context))
  }
}
