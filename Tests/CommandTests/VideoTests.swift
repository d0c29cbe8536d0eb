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
}
