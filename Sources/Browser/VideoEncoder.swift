// A reel of frames → `session.webm` and its chapters `session.vtt`, by ffmpeg (libvpx, realtime). Without ffmpeg there is no
// video, and that is said; nothing else depends on it.
import DurableRuntime
import Foundation
import Subprocess

struct VideoEncoder: Sendable {
  /// ffmpeg's path; nil where it is not installed.
  let program: String?

  static let installHint = "install it with: apt-get install ffmpeg"

  /// Looks along PATH.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").filter { $0.hasPrefix("/") }
    program = folders.map { "\($0)/ffmpeg" }.first { access($0, X_OK) == 0 }
  }

  /// Why there is no video, in a sentence.
  struct NoVideo: Error, CustomStringConvertible {
    var description: String
  }

  /// Encodes what the reel holds and removes it. A reel without frames gives nothing; where it has been encoded already, by a
  /// process that did not live to say so, its video is given.
  /// - Parameter artifacts: the run's folder, where both files are put.
  func encode(_ reel: VideoReel, into artifacts: URL) async throws -> [Artifact] {
    let video = artifacts.appendingPathComponent("session.webm")
    let chapters = artifacts.appendingPathComponent("session.vtt")
    func made() throws -> [Artifact] {
      [try Self.artifact(video, mediaType: "video/webm"), try Self.artifact(chapters, mediaType: "text/vtt")]
    }
    reel.removeEncoded()
    guard reel.exists else { return FileManager.default.fileExists(atPath: video.path) ? try made() : [] }
    guard let program else { throw NoVideo(description: "ffmpeg is not installed; \(Self.installHint)") }
    let timeline = VideoTimeline(frames: try reel.frames(), marks: reel.marks())
    guard !timeline.stills.isEmpty else {
      reel.remove()
      return []
    }
    try Data(timeline.concatScript.utf8).write(to: reel.folder.appendingPathComponent("frames.ffconcat"))
    // An ffmpeg that an earlier process began may still be at it, in a file of its own.
    let unfinished = reel.folder.appendingPathComponent("session-\(getpid()).webm")
    try await run(program, in: reel.folder, to: unfinished, milliseconds: timeline.length)
    try Data(timeline.webVTT.utf8).write(to: chapters, options: .atomic)
    try? FileManager.default.removeItem(at: video)
    try FileManager.default.moveItem(at: unfinished, to: video)
    reel.remove()
    return try made()
  }

  private func run(_ program: String, in folder: URL, to output: URL, milliseconds: Int64) async throws {
    let (width, height) = (BrowserLimits.videoWidth, BrowserLimits.videoHeight)
    // Pages that are smaller (a popup) stand in the middle; nothing is stretched.
    let filter =
      "scale=\(width):\(height):force_original_aspect_ratio=decrease:force_divisible_by=2,"
      + "pad=\(width):\(height):(ow-iw)/2:(oh-ih)/2,setsar=1"
    // A picture stands until the next, and is encoded once. From one in so many a player can begin.
    let arguments = [
      "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-f", "concat", "-safe", "0", "-i", "frames.ffconcat",
      "-vf", filter, "-fps_mode", "vfr", "-an", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8",
      "-b:v", "1M", "-qmin", "4", "-qmax", "40", "-g", "30", "-threads", "1", output.path,
    ]
    var options = PlatformOptions()
    // It is ours to end: with this process's task, not with the terminal's signal in the middle of a file.
    options.createSession = true
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
    let platform = options
    let longest = BrowserLimits.encodeSeconds + Double(milliseconds) / 1_000
    let ending = try await withThrowingTaskGroup(of: (isSuccess: Bool, errors: String)?.self) { group in
      group.addTask {
        let result = try await Subprocess.run(
          .path(.init(program)), arguments: .init(arguments), workingDirectory: .init(folder.path),
          platformOptions: platform, output: .discarded, error: .string(limit: 64 << 10))
        return (result.terminationStatus.isSuccess, result.standardError)
      }
      group.addTask {
        try await Task.sleep(for: .seconds(longest))
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
    guard let ending else { throw NoVideo(description: "ffmpeg did not end within \(Int(longest)) s") }
    guard ending.isSuccess else {
      let last = ending.errors.split(separator: "\n").last ?? "no reason given"
      throw NoVideo(description: "ffmpeg failed: \(last.prefix(200))")
    }
  }

  private static func artifact(_ file: URL, mediaType: String) throws -> Artifact {
    let bytes = Array(try Data(contentsOf: file))
    return Artifact(
      path: file.lastPathComponent, sha256: Digest(of: bytes), size: Int64(bytes.count), mediaType: mediaType)
  }
}
