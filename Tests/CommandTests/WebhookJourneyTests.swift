// The whole way of a decision that nobody has a shell for: `twin serve` as people run it, a receiver that is none of ours and
// verifies what it gets, the link that it is given, the page behind the link, the decision there, and the run's end told.
import AsyncHTTPClient
import Foundation
import NIO
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct WebhookJourneyTests {
  private static let skill = """
    skill: pay
    inputs: { vendor: string }
    outputs: { note: "${{ gates.pay.note }}", by: "${{ gates.pay.by }}" }
    steps:
      - log: before
      - approve: Pay ${{ inputs.vendor }}?
        id: pay
        show: { vendor: "${{ inputs.vendor }}" }
        edit: { note: { type: string, default: none } }
        expires: 24h
      - log: after
    """
  private static let root = Workshop.skills.deletingLastPathComponent()
  private static let python = root.appendingPathComponent(".build/python/bin/python3")
  static var hasPython: Bool { FileManager.default.isExecutableFile(atPath: python.path) }

  /// Prints a line for each message, verified by PyPI's `standardwebhooks`.
  private struct Receiver {
    let running: Running
    private let input = Pipe()

    init(_ shop: Workshop) throws {
      running = try shop.begin(
        [WebhookJourneyTests.root.appendingPathComponent("Tests/Peers/webhook_receiver.py").path],
        program: WebhookJourneyTests.python, input: input.fileHandleForReading)
    }

    func port(_ shop: Workshop) async throws -> Int {
      try await shop.until { running.outputSoFar.contains("\n") || !running.process.isRunning }
      return try #require(Int(running.outputSoFar.prefix { $0 != "\n" }), "\(running.errorsSoFar)")
    }

    /// What it verifies with: known once its address is.
    func learn(_ key: String) { input.fileHandleForWriting.write(Data("\(key)\n".utf8)) }

    /// Messages so far, once there are so many.
    func messages(_ count: Int, _ shop: Workshop) async throws -> [PlainValue] {
      func lines() -> [Substring] { running.outputSoFar.split(separator: "\n").dropFirst().map { $0 } }
      try await shop.until { running.outputSoFar.hasSuffix("\n") && lines().count >= count }
      return try lines().map { try PlainValue(jsonText: String($0)) }
    }
  }

  /// The page's answer; a form is sent where there is one.
  private func page(_ address: String, _ form: [String: String]? = nil) async throws -> (status: Int, text: String) {
    var request = HTTPClientRequest(url: address)
    if let form {
      request.method = .POST
      request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
      let pairs = form.map {
        "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
      }
      request.body = .bytes(ByteBuffer(string: pairs.joined(separator: "&")))
    }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 4 << 20)
    return (Int(response.status.code), String(buffer: bytes))
  }

  @Test(.enabled(if: hasPython)) func aRunIsDecidedByTheLinkThatAWebhookBrought() async throws {
    let shop = try Workshop()
    try shop.write("twin.yaml", "serve: { private_addresses: true }\n")
    try shop.write("skills/pay.yaml", Self.skill)
    let receiver = try Receiver(shop)
    let dead = try SilentServer()
    defer {
      receiver.running.kill()
      dead.close()
    }
    #expect(try await shop.twin("user", "add", "ann").code == 0)
    // The dead one is first in the order of everything.
    #expect(try await shop.twin("webhook", "add", "http://127.0.0.1:\(dead.port)/").code == 0)
    let address = "http://127.0.0.1:\(try await receiver.port(shop))/hook"
    let added = try await shop.twin("webhook", "add", address, "--person", "ann", "--json")
    receiver.learn(try #require(try added.json["secret"]?.text))
    let key = try await shop.key("start,read")
    let service = try await shop.serve()

    let run = try await service.post("/v1/skills/pay/run", #"{"inputs": {"vendor": "Zoë & Söhne"}}"#, key: key)
    #expect(run["status"] == "awaiting_approval")
    let told = try await receiver.messages(1, shop)[0]
    #expect(told["verified"] == true && told["event"]?["type"] == "run.awaiting_approval", "\(told)")
    let data = try #require(told["event"]?["data"])
    #expect(data["pendingStep"]?["prompt"] == "Pay Zoë & Söhne?", "\(data)")
    let link = try #require(data["link"]?.text)
    #expect(link.hasPrefix("http://localhost:\(service.port)/d/"))

    // Whoever looks decides nothing.
    let shown = try await page(link)
    #expect(shown.status == 200 && shown.text.contains("Pay Zoë &amp; Söhne?"))
    let id = try #require(run["id"]?.text)
    #expect(try await service.get("/v1/runs/\(id)", key: key)["status"] == "awaiting_approval")
    let seen = try #require(shown.text.firstMatch(of: /name="seen" value="([0-9a-f]{64})"/)).1
    let decided = try await page(link, ["verdict": "approve", "seen": String(seen), "f.note": "by mail"])
    #expect(decided.status == 200 && decided.text.contains("The run goes on."), "\(decided.text)")

    // Its end is told while the dead receiver still has not answered the first message.
    let end = try await receiver.messages(2, shop)[1]
    #expect(end["verified"] == true && end["event"]?["type"] == "run.completed")
    #expect(end["event"]?["data"]?["run"]?["outputs"] == ["note": "by mail", "by": ["ann"]], "\(end)")
    #expect(dead.count == 1)
    let deliveries = try #require(try await shop.twin("webhook", "deliveries", "--json").json.elements)
    #expect(deliveries.count { $0["state"] == "delivered" } == 2)
    #expect(deliveries.count { $0["state"] == "pending" } == 2)
    #expect(try await page(link).status == 410)
    service.running.kill()
    _ = await service.running.finish()
  }
}
