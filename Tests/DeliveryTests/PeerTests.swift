// What other people's programs make of what Twin sends.
import Delivery
import DurableRuntime
import Foundation
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct PeerTests {
  @Test func aSignatureIsTheOneOfTheReferenceLibrary() throws {
    // Computed with PyPI's standardwebhooks 1.1.0.
    let key = try WebhookKey(text: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    let signature = try key.signature(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array("{\"test\": 2432232314}".utf8))
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    #expect(key.text == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" && key.receiverText == key.text)
  }

  @Test(arguments: ["whsec_AAAA", "whsec_", "whpk_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsk_AAAA"])
  func whatIsNoSecretIsRefused(_ text: String) {
    #expect(throws: RuntimeError.self) { try WebhookKey(text: text) }
  }

  @Test(.enabled(if: Peer.python != nil, Peer.missing), arguments: [false, true])
  func receiversVerifyWhatIsSent(_ isPair: Bool) async throws {
    let world = try World(clock: SystemClock())
    let key = isPair ? try WebhookKey.makeKeyPair(SystemRandom()) : WebhookKey.makeShared(SystemRandom())
    #expect(key.receiverText.hasPrefix(isPair ? "whpk_" : "whsec_"))
    let receiver = try Peer("webhook_receiver.py", [key.receiverText])
    defer { receiver.stop() }
    try world.endpoint("http://127.0.0.1:\(try await receiver.line())/hook", key: key)
    let run = try await world.run(World.gate, inputs: ["vendor": "Zoë & Söhne <script>"])
    _ = try await world.decide(run.id, Answer(.approve, by: "bob", user: "os", surface: "cli"))
    await world.dispatcher().deliverDue()
    for type in ["run.awaiting_approval", "run.completed"] {
      let seen = try await receiver.json()
      #expect(seen["verified"] == true, "\(seen)")
      #expect(seen["event"]?["type"] == .string(type))
    }
    #expect(try world.book.deliveries(limit: 10).allSatisfy { $0.state == .delivered })
    // Another key's messages are turned away.
    try world.endpoint(try #require(try world.book.endpoints().first).url, key: .makeShared(SystemRandom()))
    _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
    await world.dispatcher().deliverDue()
    let verdicts = [try await receiver.json()["verified"], try await receiver.json()["verified"]]
    #expect(Set(verdicts) == [true, false])
  }

  @Test(.enabled(if: Peer.python != nil, Peer.missing)) func mailArrivesAsPeopleReadIt() async throws {
    let server = try Peer("smtp_server.py", [])
    defer { server.stop() }
    let mail = Courier.MailServer(url: "smtp://127.0.0.1:\(try await server.line())", from: "twin@example.com")
    let target = try Target(configured: .email(address: "bob@example.com"), events: [], person: "bob")
    let world = try World(configured: [target])
    // A page's text must not become a header.
    _ = try await world.run(World.gate, inputs: ["vendor": "Zoë\r\nBcc: eve@example.com\r\n\r\n.\r\nQUIT"])
    await world.dispatcher(world.courier(mail: mail)).deliverDue()
    let delivery = try #require(try world.book.deliveries(limit: 1).first)
    try #require(delivery.state == .delivered, "\(delivery.attempts)")
    let seen = try await server.json()
    #expect(seen["from"] == "twin@example.com" && seen["to"] == ["bob@example.com"])
    #expect(seen["type"] == "text/plain")
    func header(_ name: String) -> String? {
      seen["headers"]?.elements?.first { $0.elements?.first?.text == name }?.elements?.last?.text
    }
    #expect(header("Subject") == "pay waits for you: Pay Zoë Bcc: eve@example.com . QUIT?")
    #expect(header("Bcc") == nil)
    #expect(header("To") == "bob@example.com" && header("Auto-Submitted") == "auto-generated")
    let text = try #require(seen["text"]?.text)
    #expect(text.contains("\r\nuntil 2027-01-16T08:00:00Z\r\n"))
    #expect(text.contains("\r\nhttps://twin.example/d/"))
  }

  @Test(.enabled(if: Peer.python != nil, Peer.missing)) func aMailboxThatThereIsNotIsNotTriedAgain() async throws {
    let server = try Peer("smtp_server.py", ["550 no such mailbox"])
    defer { server.stop() }
    let mail = Courier.MailServer(url: "smtp://127.0.0.1:\(try await server.line())", from: "twin@example.com")
    let world = try World(configured: [try Target(configured: .email(address: "nobody@example.com"), events: [])])
    _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
    await world.dispatcher(world.courier(mail: mail)).deliverDue()
    let delivery = try #require(try world.book.deliveries(limit: 1).first)
    #expect(delivery.state == .failed && delivery.attempts.last?.status == 550)
  }

  @Test func slackGetsTextInWhichNothingCallsAChannel() async throws {
    try await Receiver.with { receiver in
      let world = try World(configured: [
        try Target(configured: .slack(url: receiver.url), events: ["run.awaiting_approval"])
      ])
      _ = try await world.run(World.gate, inputs: ["vendor": "<!channel> & <https://evil.example|Globex>"])
      await world.dispatcher().deliverDue()
      let got = try #require(receiver.requests.first)
      let text = try #require(try PlainValue(json: got.body)["text"]?.text)
      #expect(
        text.hasPrefix("*pay waits for you: Pay &lt;!channel&gt; &amp; &lt;https://evil.example|Globex&gt;?*\n"))
      #expect(text.contains("\n<https://twin.example/runs/run_"))
      #expect(receiver.requests.first?.headers["webhook-signature"] == nil)
    }
  }
}
