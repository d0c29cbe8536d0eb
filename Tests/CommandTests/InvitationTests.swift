// `twin user invite`: the link leads to where the service of this store is.
import AsyncHTTPClient
import Foundation
import Testing

@Suite struct InvitationTests {
  @Test func theLinkLeadsToTheServiceThatIsAtWork() async throws {
    let shop = try Workshop()
    try shop.write("skills/hello.yaml", "skill: hello\nsteps:\n  - log: hello\n")
    #expect(try await shop.twin("user", "add", "ana").code == 0)

    // Nobody has served this store: the link is a guess, and says so.
    let guess = try await shop.twin("user", "invite", "ana")
    #expect(guess.output.hasPrefix("http://localhost:8700/invitations/"))
    #expect(guess.errors.contains("the link supposes it at its default address"), "\(guess.errors)")
    try shop.write(".twin/twin.yaml", "serve: { listen: \"127.0.0.1:8790\" }\n")
    #expect(try await shop.twin("user", "invite", "ana").output.hasPrefix("http://localhost:8790/invitations/"))
    try FileManager.default.removeItem(at: shop.folder.appendingPathComponent(".twin/twin.yaml"))

    let service = try await shop.serve()
    let invited = try await shop.twin("user", "invite", "ana")
    let link = invited.output.trimmingCharacters(in: .newlines)
    #expect(link.hasPrefix("http://localhost:\(service.port)/invitations/") && invited.errors.isEmpty, "\(invited)")
    let page = try await HTTPClient.shared.execute(HTTPClientRequest(url: link), timeout: .seconds(60))
    #expect(page.status == .ok)
    let text = String(buffer: try await page.body.collect(upTo: 1 << 20))
    #expect(text.contains("ana"))
    // What is given counts more, and an address is taken as an origin.
    let given = try await shop.twin("user", "invite", "ana", "--origin", "https://twin.example.com/", "--json")
    #expect(try given.json["link"]?.text?.hasPrefix("https://twin.example.com/invitations/") == true)
    #expect(given.errors.isEmpty)

    service.running.kill()
    _ = await service.running.finish()
    let late = try await shop.twin("user", "invite", "ana")
    #expect(late.output.hasPrefix("http://localhost:\(service.port)/invitations/"))
    #expect(late.errors.contains("no `twin serve` of this store is at work"), "\(late.errors)")
    try shop.write(".twin/twin.yaml", "serve: { url: \"https://twin.example.org\" }\n")
    let configured = try await shop.twin("user", "invite", "ana")
    #expect(configured.output.hasPrefix("https://twin.example.org/invitations/") && configured.errors.isEmpty)
  }

  @Test(arguments: ["twin.example.com", "ftp://twin.example.com", "https://", "https://a b"])
  func whatIsNoAddressIsRefused(_ address: String) async throws {
    let shop = try Workshop()
    #expect(try await shop.twin("user", "add", "ana").code == 0)
    for words in [["user", "invite", "ana"], ["serve", "--port", "0"]] {
      let refused = try await shop.twin(words + ["--origin", address])
      #expect(refused.code == 2 && refused.output.isEmpty, "\(refused)")
      #expect(refused.errors.contains("--origin '\(address)' is no web address; write it as https://"), "\(refused)")
    }
  }
}
