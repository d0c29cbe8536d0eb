// `twin webhook` and `notify:` as a person meets them; what receivers get is Tests/DeliveryTests' affair.
import Foundation
import Testing
import Values

@Suite struct WebhookTests {
  private static let skill = """
    skill: pay
    steps:
      - approve: Pay?
        id: pay
        expires: 24h
    """

  @Test func aMessageIsKeptTriedAndReplayed() async throws {
    let shop = try Workshop()
    try shop.write("twin.yaml", "serve: { private_addresses: true }\n")
    try shop.write("pay.yaml", Self.skill)
    // Nobody listens on port 9 of this machine.
    let added = try await shop.twin("webhook", "add", "http://127.0.0.1:9/hook", "--json")
    #expect(added.code == 0, "\(added.errors)")
    let secret = try #require(try added.json["secret"]?.text)
    #expect(secret.hasPrefix("whsec_"))
    let run = try await shop.twin("run", "pay.yaml", "--json")
    #expect(run.code == 3, "\(run.errors)")
    let delivered = try await shop.twin("webhook", "deliver")
    #expect(delivered.output == "still to be tried: 1  failed: 0\n")
    let list = try await shop.twin("webhook", "deliveries", "--json").json
    let delivery = try #require(list.elements?.first)
    #expect(delivery["state"] == "pending" && delivery["type"] == "run.awaiting_approval")
    #expect(delivery["attempts"]?.elements?.first?["error"] == "no connection: Connection refused")
    let replayed = try await shop.twin("webhook", "replay", try #require(delivery["id"]?.text))
    #expect(replayed.code == 0 && replayed.output.contains("is queued again for one address"))
    // The secret is sealed, wherever one looks.
    for (path, bytes) in try shop.files() {
      #expect(bytes.range(of: Data(secret.dropFirst("whsec_".count).utf8)) == nil, "\(path)")
    }
  }

  @Test func anAddressInsideTheNetworkIsRefused() async throws {
    let shop = try Workshop()
    for url in ["http://localhost/", "https://10.0.0.1/", "https://[::ffff:192.168.0.1]/"] {
      let refused = try await shop.twin("webhook", "add", url)
      #expect(refused.code == 2 && refused.errors.contains("private_addresses: true"), "\(url): \(refused.errors)")
    }
  }

  @Test func whomTheConfigurationNamesIsTold() async throws {
    let shop = try Workshop()
    try shop.write(
      "twin.yaml", "notify:\n  - { email: ann@example.com, events: [run.awaiting_approval], person: ann }\n")
    try shop.write("pay.yaml", Self.skill)
    #expect(try await shop.twin("run", "pay.yaml").code == 3)
    #expect(try await shop.twin("webhook", "deliver").output == "still to be tried: 0  failed: 1\n")
    let shown = try await shop.twin("webhook", "deliveries").output
    #expect(shown.contains("ann@example.com\n"))
    #expect(shown.contains("no mail server is set: `smtp:` in twin.yaml names one"))
    try shop.write("twin.yaml", "notify:\n  - { email: ann@example.com, events: [run.done] }\n")
    let refused = try await shop.twin("runs")
    #expect(refused.code == 2 && refused.errors.contains("notify in twin.yaml: there is no event 'run.done'"))
  }
}
