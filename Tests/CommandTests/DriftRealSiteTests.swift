// What was learned on one version of a real application holds on a later one: Django's admin of 4.2 and of 5.2, at one address.
import Foundation
import Testing
import Values

@Suite(.serialized, .enabled(if: RealSite.scripts != nil)) struct DriftRealSiteBrowserTests {
  private static let skill = """
    skill: mark-paid
    goal: Mark an invoice as paid
    inputs:
      site: { type: string }
      number: { type: string }
    secrets: [admin_password]
    permissions: { network: ["127.0.0.1:*"] }
    outputs: { said: "${{ steps.said.text }}" }
    steps:
      - call: sign-in-admin
        with: { site: "${{ inputs.site }}", user: ana, password: "${{ secrets.admin_password }}" }
      - click: { link: Invoices }
        idempotent: true
      - fill: { css: "#searchbar" }
        with: ${{ inputs.number }}
      - click: { button: Search }
        idempotent: true
      - click: { link: "${{ inputs.number }}" }
        idempotent: true
      - check: { field: Paid }
      - click: { button: Save }
        idempotent: true
      - read: { css: ".messagelist" }
        id: said
      - click: log out
        idempotent: true
    """

  @Test func aSkillLearnedOnDjango42ClicksNothingElseOn52() async throws {
    let shop = try Workshop()
    shop.environment["TWIN_SECRET_ADMIN_PASSWORD"] = "pw-ana-123"
    try shop.write("mark-paid.yaml", Self.skill)
    try shop.write(
      "sign-in-admin.yaml",
      try String(contentsOf: Workshop.skills.appending(path: "sign-in-admin.yaml"), encoding: .utf8))
    let port = try RealSite.freePort()
    let known = Boxed(shop)

    try await RealSite.serve("django-2fa", version: "4.2.*", port: port) { site in
      let first = try await Self.run(known.value, site)
      #expect(try first.kinds.allSatisfy { $0 != "drift" }, "\(first.output)")
    }
    try await RealSite.serve("django-2fa", version: "5.2.*", port: port) { site in
      let second = try await Self.run(known.value, site)
      let drifted = try second.kinds.filter { $0 == "drift" }.count
      print(
        "Django 4.2 → 5.2: \(drifted) steps had drifted, \(try second.kinds.filter { $0 == "reused" }.count) were as known"
      )
      #expect(try second.kinds.contains("reused"))
      // What was healed was written back: the run after it heals nothing.
      try await site.call("reset")
      let third = try await Self.run(known.value, site)
      #expect(try third.kinds.allSatisfy { $0 == "reused" }, "\(third.output)")
    }
  }

  private struct Boxed: @unchecked Sendable {
    var value: Workshop
    init(_ value: Workshop) { self.value = value }
  }

  /// One run to its end; only the invoice that is named has changed.
  private static func run(_ shop: Workshop, _ site: RealSite) async throws -> Finished {
    let before = try await site.rows("site/db.sqlite3", paid)
    let asking = try await shop.twin(
      "run", "mark-paid.yaml", "-i", "site=\(site.address)", "-i", "number=INV-7", "--json")
    try #require(asking.code == 3, "\(asking.output)\(asking.errors)")
    let code = try await site.call("code")
    let done = try await shop.twin("approve", "last", "-i", "code=\(code)", "--json")
    #expect(done.code == 0, "\(done.output)\(done.errors)")
    #expect(try done.json["outputs"]?["said"]?.text?.contains("INV-7") == true)
    let after = try await site.rows("site/db.sqlite3", paid)
    #expect(after == before.map { $0.hasPrefix("INV-7|") ? "INV-7|1" : $0 })
    return done
  }

  private static let paid = "SELECT number, paid FROM shop_invoice ORDER BY id"
}

extension Finished {
  /// Of every note about a locator, its kind.
  fileprivate var kinds: [String] {
    get throws {
      try (json["steps"]?.elements ?? []).flatMap { $0["learned"]?.elements ?? [] }
        .filter { $0["subject"] == "locator" }.compactMap { $0["kind"]?.text }
    }
  }
}
