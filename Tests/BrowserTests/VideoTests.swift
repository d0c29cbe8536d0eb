// A run on a real page is filmed: what is on the video, across two processes, and what is not.
import Foundation
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

@Suite struct VideoTests {
  static let page = """
    <body style="margin:0;background:#fff"><input aria-label=Code style="position:absolute;left:100px;top:100px;width:600px;height:80px;font:60px monospace;border:0;outline:0;caret-color:transparent">
    <p id=echo style="position:absolute;left:100px;top:300px;font:60px monospace;margin:0"></p>
    <button style="position:absolute;left:100px;top:500px" onclick="document.body.style.background='rgb(0,0,255)'">Blue</button>
    <script>document.querySelector('input').oninput = (event) => { echo.textContent = event.target.value }</script>
    """

  /// The pixels of one second of the video as rows of grey, 0 black to 255 white, in a box.
  private func grey(_ video: URL, second: String, box: String) async throws -> [UInt8] {
    try await VideoEncoderTests.shown(video, second: second, "crop=\(box),format=gray")
  }

  @Test func aRunIsFilmedAcrossProcessesWithItsStepsAsChapters() async throws {
    try await Stage.with(["/": Self.page]) { stage in
      await stage.open()
      await stage.effects.evidence(EvidenceRequest(run: stage.run, gate: 1, prompt: "Paint it blue?"))
      let state = try #require(await stage.effects.rest(run: stage.run))

      // Another process goes on.
      let other = Stage.effects(stage.folder)
      #expect(await other.restore(run: stage.run, from: state, isCurrent: true, secrets: Texts()) == .live)
      let click = stage.request("click", ["target": ["button": "Blue"]], step: "paint")
      #expect(await stage.perform(click, by: other) == .done(.null))
      let released = await other.release(run: stage.run, artifacts: stage.artifacts)
      #expect(released.artifacts.map(\.path) == ["session.webm", "session.vtt"])
      #expect(released.remarks == [])
      let folder = stage.folder.appendingPathComponent("artifacts")
      let chapters = try String(contentsOf: folder.appendingPathComponent("session.vtt"), encoding: .utf8)
      let titles = chapters.split(separator: "\n").filter { !$0.contains("-->") && Int($0) == nil }
      #expect(titles == ["WEBVTT", "open", "Paint it blue?", "click paint"])
      let video = folder.appendingPathComponent("session.webm")
      // It begins white and ends blue.
      #expect(try await grey(video, second: "0", box: "10:10:1000:600").allSatisfy { $0 > 240 })
      let end = try await VideoEncoderTests.seconds(video) - 0.2
      #expect(try await grey(video, second: "\(end)", box: "10:10:1000:600").allSatisfy { $0 < 60 })
    }
  }

  /// A page that paints all the time costs no more frames than the film has, and what it shows in the end is filmed though
  /// nothing is done any more.
  @Test func aBusyPageIsFilmedAtTheFilmsPaceAndToItsEnd() async throws {
    let page = """
      <body style="margin:0;background:#fff"><button style="position:absolute;left:100px;top:100px" onclick="go()">Go</button>
      <script>const go = () => {
        let n = 0;
        const paint = () => {
          document.body.style.background = n === 120 ? 'rgb(0,0,255)' : n % 2 ? '#fff' : '#ff0';
          if (n++ < 120) requestAnimationFrame(paint);
        };
        paint();
      }</script>
      """
    try await Stage.with(["/": page]) { stage in
      await stage.open()
      await stage.step("click", ["target": ["button": "Go"]])
      let reel = VideoReel(artifacts: stage.folder.appendingPathComponent("artifacts"))
      try await stage.until {
        guard let last = try reel.frames().max(by: { $0.at < $1.at }) else { return false }
        return try await grey(reel.folder.appendingPathComponent(last.name), second: "0", box: "10:10:1000:600")
          .allSatisfy { $0 < 60 }
      }
      let moments = try reel.frames().map(\.at).sorted()
      let span = try #require(moments.last) - (try #require(moments.first))
      // One more for each step that began, and what is looked at in the end.
      #expect(Int64(moments.count) <= span * BrowserLimits.videoRate / 1_000 + 5, "\(moments)")
    }
  }

  @Test func aSecretIsInNoFrame() async throws {
    // Filmed with two secrets of one length: the films cannot be told apart where they were typed or echoed.
    var films: [[UInt8]] = []
    for secret in ["WWWWWW", "iiiiii"] {
      try await Stage.with(["/": Self.page]) { stage in
        await stage.open()
        let fill = stage.request(
          "fill", ["target": ["field": "Code"], "with": .secret(SecretText(parts: [.hole("vault:code")]))],
          repeats: .idempotent, secrets: ["vault:code": secret])
        #expect(await stage.perform(fill) == .done(.null))
        #expect(await stage.text(["css": "#echo"]) == secret)
        let released = await stage.effects.release(run: stage.run, artifacts: stage.artifacts)
        #expect(released.artifacts.count == 2)
        let video = stage.folder.appendingPathComponent("artifacts/session.webm")
        let end = try await VideoEncoderTests.seconds(video) - 0.2
        films.append(try await grey(video, second: "\(end)", box: "800:400:80:80"))
      }
    }
    try #require(films.count == 2 && films[0].count == films[1].count)
    let different = zip(films[0], films[1]).filter { abs(Int($0) - Int($1)) > 40 }.count
    #expect(different == 0)
    // Something is there: dots in the field, a bar where it was echoed.
    #expect(films[0].contains { $0 < 100 })
  }
}
