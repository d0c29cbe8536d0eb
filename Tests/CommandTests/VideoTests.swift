// A run in a browser leaves its video, and `twin show` says where; without ffmpeg it says that there is none.
import DemoSite
import Foundation
import Testing

@Suite struct VideoTests {
  private static let skill = """
    skill: look
    inputs: { site: string }
    permissions: { network: ["127.0.0.1:*"] }
    steps:
      - open: ${{ inputs.site }}
      - screenshot:
    """

  @Test func aRunIsFilmedAndShowNamesTheFilm() async throws {
    try await withDemoSite { _, port in
      let shop = try Workshop()
      try shop.write("look.yaml", Self.skill)
      let ran = try await shop.twin("run", "look.yaml", "-i", "site=http://127.0.0.1:\(port)/")
      #expect(ran.code == 0, "\(ran.output)\(ran.errors)")
      let shown = try await shop.twin("show")
      let path = try #require(shown.output.firstMatch(of: /\S+\/session\.webm/)).0
      #expect(shown.output.contains("video/webm") && shown.output.contains("session.vtt"))
      let film = URL(fileURLWithPath: String(path), relativeTo: shop.folder)
      // EBML's four bytes.
      #expect(try Data(contentsOf: film).starts(with: [0x1A, 0x45, 0xDF, 0xA3]))
      #expect(try !shop.files().contains { $0.path.contains("session.frames") })
    }
  }

  @Test func withoutFFmpegARunSaysThatThereIsNoVideo() async throws {
    try await withDemoSite { _, port in
      let shop = try Workshop()
      try shop.write("look.yaml", Self.skill)
      shop.environment["PATH"] = shop.folder.path
      let ran = try await shop.twin("run", "look.yaml", "-i", "site=http://127.0.0.1:\(port)/")
      #expect(ran.code == 0, "\(ran.output)\(ran.errors)")
      #expect((ran.output + ran.errors).contains("there is no video of this run: ffmpeg is not installed"))
    }
  }

  /// A `twin` that is killed between the end of its run and its video's: whoever resumes makes the video, once.
  @Test(arguments: [["resume", "last"], ["resume", "--all"]])
  func aVideoThatAKilledProcessOwedIsMadeByTheNext(_ verb: [String]) async throws {
    try await withDemoSite { _, port in
      let shop = try Workshop()
      try shop.write("look.yaml", Self.skill)
      // Its video never comes to an end.
      try shop.write("bin/ffmpeg", "#!/bin/sh\necho $$ > \"\(shop.folder.path)/encoder\"\nexec sleep 3600\n")
      let ffmpeg = shop.folder.appendingPathComponent("bin/ffmpeg").path
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ffmpeg)
      shop.environment["PATH"] = "\(shop.folder.path)/bin:/usr/bin:/bin"
      let first = try shop.begin(["run", "look.yaml", "-i", "site=http://127.0.0.1:\(port)/"])
      let encoder = try await shop.number(in: "encoder")
      first.kill()
      _ = await first.finish()
      kill(encoder, SIGKILL)

      shop.environment["PATH"] = nil
      let before = try await shop.twin("show", "last", "--json")
      #expect(try before.json["status"] == "completed")
      #expect(try shop.files().contains { $0.path.contains("session.frames") })
      let resumed = try await shop.twin(verb)
      #expect(resumed.code == 0, "\(resumed.output)\(resumed.errors)")
      let shown = try await shop.twin("show")
      #expect(shown.output.contains("session.webm") && shown.output.contains("session.vtt"), "\(shown.output)")
      #expect(try !shop.files().contains { $0.path.contains("session.frames") })
      let film = try #require(try shop.files().first { $0.path.hasSuffix("session.webm") }).bytes
      #expect(film.starts(with: [0x1A, 0x45, 0xDF, 0xA3]))

      // There is nothing more to do, and nothing is done.
      let again = try await shop.twin(verb)
      #expect(again.code == 0 && (verb.count > 1 || again.output == resumed.output), "\(again.output)")
      #expect(try await shop.twin("show").output == shown.output)
      #expect(try shop.files().first { $0.path.hasSuffix("session.webm") }?.bytes == film)
      #expect(shop.browserProcesses == [])
    }
  }
}

extension Workshop {
  /// The number that some process writes into a file, once it is there.
  fileprivate func number(in file: String) async throws -> Int32 {
    let url = folder.appendingPathComponent(file)
    while true {
      if let text = try? String(contentsOf: url, encoding: .utf8), text.hasSuffix("\n") {
        return try #require(Int32(text.dropLast()))
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
