// Files that runs make: a film with its chapters on the run's page, everything else a download that can do nothing here.
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Server

@Suite struct FileTests {
  private static let chapters = """
    WEBVTT

    00:00:00.000 --> 00:00:02.500
    open

    00:01:05.200 --> 00:01:09.000
    pay_now <b>

    """

  @Test func aFilmIsShownWithItsChaptersAndEverythingElseIsADownload() async throws {
    var effects = SilentEffects()
    effects.files = [
      ("film.webm", "video/webm", Array("0123456789".utf8)), ("film.vtt", "text/vtt", Array(Self.chapters.utf8)),
      ("re<b>port.html", "text/html", Array("<script>alert(1)</script>".utf8)), ("../../twin.db", "image/png", []),
    ]
    let text = """
      skill: film
      permissions: { network: ["127.0.0.1:*"] }
      steps:
        - http: { method: GET, url: "http://127.0.0.1:9/" }
      """
    let paths = Set(effects.files.map(\.path))
    let links = effects.files.map { "files/\(Digest(of: $0.bytes))" }
    try await House.open(effects: effects) { house in
      try await house.add("ana")
      let run = try await house.start("film", text)
      #expect(run.status == .completed)
      var ana = try await house.client(as: "ana")
      let page = try await ana.get("/runs/\(run.id)")
      #expect(
        page.text.contains("<video id=\"video\" controls preload=\"metadata\" src=\"/runs/\(run.id)/\(links[0])\">"))
      #expect(
        page.text.contains(
          "<button type=\"button\" data-seek=\"65.2\"><span class=\"faint\">1:05</span> pay_now &lt;b&gt;</button>"))

      let whole = try await ana.get("/runs/\(run.id)/\(links[0])")
      #expect(whole.status == 200 && whole.headers["content-type"] == "video/webm" && whole.text == "0123456789")
      // Seeking asks for a part.
      let part = try await ana.get("/runs/\(run.id)/\(links[0])", headers: ["range": "bytes=4-6"])
      #expect(part.status == 206 && part.text == "456" && part.headers["content-range"] == "bytes 4-6/10")
      let rest = try await ana.get("/runs/\(run.id)/\(links[0])", headers: ["range": "bytes=8-"])
      #expect(rest.status == 206 && rest.text == "89")
      let end = try await ana.get("/runs/\(run.id)/\(links[0])", headers: ["range": "bytes=-3"])
      #expect(end.status == 206 && end.text == "789" && end.headers["content-range"] == "bytes 7-9/10")
      for odd in [
        "bytes=20-30", "bytes=6-4", "bytes=-0", "bytes=+1-2", "bytes=--9223372036854775808", "lines=1-2",
        "bytes=0-1,3-4",
      ] {
        #expect(
          try await ana.get("/runs/\(run.id)/\(links[0])", headers: ["range": odd]).text.hasPrefix("0123456789"),
          "\(odd)")
      }

      let report = try await ana.get("/runs/\(run.id)/\(links[2])")
      #expect(report.headers["content-type"] == "application/octet-stream")
      #expect(report.headers["content-disposition"] == "attachment; filename*=UTF-8''re%3Cb%3Eport.html")
      #expect(report.headers["content-security-policy"] == "default-src 'none'; sandbox")
      // What leads out of the run's folder is not there, nor is what the run has not made.
      #expect(try await ana.get("/runs/\(run.id)/\(links[3])").status == 404)
      #expect(try await ana.get("/runs/\(run.id)/files/nonsense").status == 404)
      // The API names them at the step that made them, and says where each is fetched.
      let steps = try PlainValue(jsonText: try await ana.get("/v1/runs/\(run.id)/steps").text)["steps"]?.elements
      let made = steps?.first?["artifacts"]?.elements ?? []
      #expect(Set(made.compactMap { $0["path"]?.text }) == paths)
      for file in made {
        let answer = try await ana.get(try #require(file["link"]?.text))
        #expect(answer.status == (file["path"]?.text?.contains("..") == true ? 404 : 200), "\(file)")
      }
      var nobody = house.client()
      #expect(try await nobody.get("/runs/\(run.id)/\(links[0])").status == 303)
    }
  }
}
