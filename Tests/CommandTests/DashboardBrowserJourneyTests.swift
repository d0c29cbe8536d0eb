// The dashboard's own end-to-end tests are skills that Twin runs (Tests/Journeys): the real service, the real command, a real
// Chromium. One Twin works the other's pages as a person would, by what can be read on them.
import Foundation
import Testing
import Values

@Suite(.serialized, .timeLimit(.minutes(10))) struct DashboardBrowserJourneyTests {
  private static let journeys = Workshop.skills.deletingLastPathComponent().appendingPathComponent("Tests/Journeys")
  private static let password = "correct horse battery staple"
  private static let pay = """
    skill: pay
    goal: Pay an invoice
    inputs: { vendor: string, amount: integer }
    permissions: { write: ["out/**"] }
    outputs: { receipt: "${{ steps.receipt.path }}" }
    steps:
      - approve: Pay ${{ inputs.amount }} EUR to ${{ inputs.vendor }}?
        id: pay
        allows: [receipt]
        show: { amount: "${{ inputs.amount }}", vendor: "${{ inputs.vendor }}" }
        by: { not_initiator: true }
        expires: 1h
      - write_file: out/receipt.txt
        content: paid ${{ inputs.amount }} to ${{ inputs.vendor }}
        id: receipt
        irreversible: true
    """

  /// A skill of `Tests/Journeys`, run in a shop of its own; its outputs.
  private func journey(_ name: String, _ shop: Workshop, _ inputs: [String: String]) async throws -> PlainValue {
    var arguments = [
      "run", Self.journeys.appendingPathComponent("\(name).yaml").path, "--store", "journeys.db", "--json",
    ]
    for (name, value) in inputs.sorted(by: { $0.key < $1.key }) { arguments += ["-i", "\(name)=\(value)"] }
    let ended = try await shop.begin(arguments).finish()
    #expect(ended.code == 0, "\(ended.output)\(ended.errors)")
    #expect(!ended.output.contains(Self.password) && !ended.errors.contains(Self.password))
    return try ended.json["outputs"] ?? .null
  }

  @Test func onePersonComesInFindsWhatWaitsApprovesItAndSeesTheReceipt() async throws {
    let shop = try Workshop()
    shop.environment["TWIN_SECRET_DASHBOARD_PASSWORD"] = Self.password
    try shop.write("skills/pay.yaml", Self.pay)
    let key = try await shop.key("start,read")
    let service = try await shop.serve()
    defer { service.running.kill() }
    let site = "http://localhost:\(service.port)"
    try await shop.until { service.running.outputSoFar.contains("/invitations/") }
    let link = try #require(service.running.outputSoFar.firstMatch(of: /http:\S+\/invitations\/\S+/)).0
    #expect(try await journey("first-person", shop, ["link": String(link), "name": "ana"])["heading"] == "ana")

    let run = try await service.post("/v1/skills/pay/run", #"{"inputs": {"vendor": "Acme", "amount": 900}}"#, key: key)
    #expect(run["status"] == "awaiting_approval")
    let seen = try await journey(
      "decide", shop, ["site": site, "name": "ana", "prompt": "Pay 900 EUR to Acme?", "amount": "900"])
    #expect(seen["waiting"]?.text?.hasPrefix("1 ") == true, "\(seen)")
    #expect(seen["state"] == "Completed" && seen["receipt"]?.text?.contains("receipt.txt") == true, "\(seen)")
    #expect(seen["decided"]?.text?.contains("checked by a skill") == true, "\(seen)")
    #expect(seen["left"]?.text?.hasPrefix("1 ") == false, "\(seen)")
    let receipt = shop.folder.appendingPathComponent("out/receipt.txt")
    #expect(try String(contentsOf: receipt, encoding: .utf8) == "paid 900 to Acme")
    let id = try #require(run["id"]?.text)
    #expect(try await service.get("/v1/runs/\(id)", key: key)["status"] == "completed")

    let keys = try await journey("keys", shop, ["site": site, "name": "ana"])
    #expect(keys["row"]?.text?.contains("planner") == true, "\(keys)")
    #expect(keys["said"]?.text?.contains("planner is revoked") == true, "\(keys)")
    #expect(shop.browserProcesses == [], "a browser was left behind")
  }
}
