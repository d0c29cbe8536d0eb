// A reel of real JPEGs through the real ffmpeg, and what ffprobe says of the result.
import Foundation
import Subprocess
import Testing

@testable import Browser

@Suite struct VideoEncoderTests {
  /// A folder of its own, gone afterwards.
  private func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-video-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  static func output(_ program: String, _ arguments: [String]) async throws -> Data {
    let result = try await Subprocess.run(
      .name(program), arguments: .init(arguments), output: .data(limit: 16 << 20), error: .discarded)
    #expect(result.terminationStatus.isSuccess, "\(program) \(arguments)")
    return result.standardOutput
  }

  /// The length of a video.
  static func seconds(_ video: URL) async throws -> Double {
    let text = try await output(
      "ffprobe", ["-loglevel", "error", "-show_entries", "format=duration", "-of", "csv=p=0", video.path])
    return Double(String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }

  /// What a video shows at a moment, filtered, as raw bytes: a picture stands until the next.
  static func shown(_ video: URL, second: String, _ filter: String) async throws -> [UInt8] {
    Array(
      try await output(
        "ffmpeg",
        [
          "-loglevel", "error", "-i", video.path, "-vf", "fps=50,trim=start=\(second),\(filter)",
          "-frames:v", "1", "-f", "rawvideo", "-",
        ]))
  }

  private func jpeg(_ color: String, _ size: String) async throws -> Data {
    try await Self.output(
      "ffmpeg",
      ["-loglevel", "error", "-f", "lavfi", "-i", "color=\(color):size=\(size)", "-frames:v", "1", "-f", "mjpeg", "-"])
  }

  @Test func aReelBecomesAVideoWithChapters() async throws {
    try await withFolder { folder in
      let reel = VideoReel(artifacts: folder)
      try reel.make()
      try reel.add(jpeg: try await jpeg("red", "1280x720"), at: 1_000)
      try reel.add(VideoMark(at: 1_000, kind: .step, title: "open"))
      try reel.add(VideoMark(at: 2_000, kind: .step, title: "click pay_now"))
      // A popup of odd size, and what a killed process leaves: half a frame without a name, half a line.
      try reel.add(jpeg: try await jpeg("blue", "413x257"), at: 2_000)
      try Data([0xFF, 0xD8, 0xFF]).write(to: reel.folder.appendingPathComponent(".dat.nosync1234"))
      let marks = try FileHandle(forWritingTo: reel.folder.appendingPathComponent("marks.jsonl"))
      try marks.seekToEnd()
      try marks.write(contentsOf: Data("{\"at\": 30".utf8))
      try marks.close()

      let made = try await VideoEncoder().encode(reel, into: folder)
      #expect(made.map(\.path) == ["session.webm", "session.vtt"])
      // Asked for again, since a process did not live to say so, it is the same.
      #expect(try await VideoEncoder().encode(reel, into: folder) == made)
      #expect(made.map(\.mediaType) == ["video/webm", "text/vtt"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["session.vtt", "session.webm"])

      let video = folder.appendingPathComponent("session.webm").path
      let facts = String(
        decoding: try await Self.output(
          "ffprobe",
          [
            "-loglevel", "error", "-show_entries", "stream=codec_name,width,height,sample_aspect_ratio:format=duration",
            "-of", "default=noprint_wrappers=1", video,
          ]), as: UTF8.self)
      #expect(facts.contains("codec_name=vp8\nwidth=1280\nheight=720\nsample_aspect_ratio=1:1\n"), "\(facts)")
      let length = facts.firstMatch(of: /duration=([\d.]+)/).flatMap { Double($0.1) } ?? 0
      #expect(abs(length - 2.5) <= 0.25)
      // In the first second it is red, then blue in the middle with black around it.
      #expect(try await pixel(video, second: "0.5", x: 640, y: 360).isMostly(.red))
      #expect(try await pixel(video, second: "1.6", x: 640, y: 360).isMostly(.blue))
      #expect(try await pixel(video, second: "1.6", x: 10, y: 10).isDark)
    }
  }

  @Test func everyPictureIsEncodedOnceHoweverShortOrLongItStands() async throws {
    try await withFolder { folder in
      let reel = VideoReel(artifacts: folder)
      try reel.make()
      for (color, at) in [("red", 1_000), ("lime", 1_010), ("blue", 1_015)] {
        try reel.add(jpeg: try await jpeg(color, "1280x720"), at: Int64(at))
      }
      _ = try await VideoEncoder().encode(reel, into: folder)
      let video = folder.appendingPathComponent("session.webm").path
      let moments = try await Self.output(
        "ffprobe", ["-loglevel", "error", "-show_entries", "packet=pts_time", "-of", "csv=p=0", video])
      #expect(String(decoding: moments, as: UTF8.self) == "0.000000\n0.010000\n0.015000\n1.515000\n")
      #expect(try await pixel(video, second: "1.2", x: 640, y: 360).isMostly(.blue))
    }
  }

  @Test func withoutFFmpegThereIsNoVideoAndThatIsSaid() async throws {
    try await withFolder { folder in
      let reel = VideoReel(artifacts: folder)
      try reel.make()
      let encoder = VideoEncoder(environment: ["PATH": folder.path])
      #expect(encoder.program == nil)
      await #expect(throws: VideoEncoder.NoVideo.self) { try await encoder.encode(reel, into: folder) }
    }
  }

  @Test func aReelThatIsNotThereOrEmptyGivesNothing() async throws {
    try await withFolder { folder in
      let reel = VideoReel(artifacts: folder)
      #expect(try await VideoEncoder().encode(reel, into: folder).isEmpty)
      try reel.make()
      #expect(try await VideoEncoder().encode(reel, into: folder).isEmpty)
      #expect(!reel.exists)
    }
  }

  private func pixel(_ video: String, second: String, x: Int, y: Int) async throws -> Pixel {
    let bytes = try await Self.shown(URL(fileURLWithPath: video), second: second, "format=rgb24,crop=1:1:\(x):\(y)")
    try #require(bytes.count == 3)
    return Pixel(red: bytes[0], green: bytes[1], blue: bytes[2])
  }
}

struct Pixel {
  var red: UInt8, green: UInt8, blue: UInt8
  enum Primary { case red, blue }
  func isMostly(_ color: Primary) -> Bool {
    switch color {
    case .red: red > 180 && green < 80 && blue < 80
    case .blue: blue > 180 && green < 80 && red < 80
    }
  }
  var isDark: Bool { red < 40 && green < 40 && blue < 40 }
}
