// What was learned on one version of a real application holds on a later one: Django's admin of 4.0, 4.2 and 5.2, at one address.
// What truly changed between them (https://docs.djangoproject.com/en/5.2/releases/): the search form became a search landmark,
// the boxes that select a row got names, links beside a choice got longer ones, and “Log out” became a button.
import Foundation
import Testing
import Values

@Suite(.serialized, .enabled(if: RealSite.scripts != nil)) struct DriftRealSiteBrowserTests {
  private static let head = """
    inputs:
      site: { type: string }
      number: { type: string, default: INV-7 }
    secrets: [admin_password]
    permissions: { network: ["127.0.0.1:*"] }
    """
  private static let signIn = """
    steps:
      - call: sign-in-admin
        with: { site: "${{ inputs.site }}", user: ana, password: "${{ secrets.admin_password }}" }
    """
  private static let markPaid = """
    skill: mark-paid
    goal: Mark an invoice as paid
    \(head)
    outputs: { said: "${{ steps.said.text }}" }
    \(signIn)
      - click: { link: Invoices }
        idempotent: true
      - fill: { css: "#searchbar" }
        with: ${{ inputs.number }}
      - click: { button: Search, in: { role: form } }
        id: search
        idempotent: true
      - check: { role: checkbox, in: { row: "${{ inputs.number }}" } }
        id: tick
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
  private static let supplier = """
    skill: supplier-of
    goal: Find whom to write to about an invoice
    \(head)
    outputs: { email: "${{ steps.email.text }}" }
    \(signIn)
      - click: { link: Invoices }
        idempotent: true
      - click: { link: "${{ inputs.number }}" }
        idempotent: true
      - click: { link: View }
        id: view
        idempotent: true
        timeout: 8s
      - read: { field: Email }
        id: email

    """
  private static let leave = """
    skill: leave
    goal: Sign in and out again
    \(head)
    \(signIn)
      - click: { link: Log out }
        id: out
        idempotent: true
      - wait_for: { link: Log in again }

    """

  /// With skills that the store has registered.
  private static func workshop(_ skills: [String: String]) async throws -> Boxed {
    let shop = try Workshop()
    shop.environment["TWIN_SECRET_ADMIN_PASSWORD"] = "pw-ana-123"
    for (name, text) in skills { try shop.write("skills/\(name).yaml", text) }
    try shop.write(
      "skills/sign-in-admin.yaml",
      try String(contentsOf: Workshop.skills.appending(path: "sign-in-admin.yaml"), encoding: .utf8))
    let service = try await shop.serve()
    service.running.process.terminate()
    try #require(await service.running.finish().code == 0)
    return Boxed(shop)
  }

  private struct Boxed: @unchecked Sendable {
    var value: Workshop
    init(_ value: Workshop) { self.value = value }
  }

  @Test func aSkillLearnedOnDjango42ClicksNothingElseOn52() async throws {
    let shop = try await Self.workshop(["mark-paid": Self.markPaid, "supplier-of": Self.supplier])
    let port = try RealSite.freePort()
    try await RealSite.serve("django-2fa", version: "4.2.*", port: port) { site in
      let paid = try await Self.run(shop.value, ["skills/mark-paid.yaml"], site, paying: true)
      #expect(paid.code == 0 && paid.notes.allSatisfy { $0.kind == "learned" }, "\(paid.output)\(paid.errors)")
      let found = try await Self.run(shop.value, ["skills/supplier-of.yaml"], site)
      #expect(try found.code == 0 && found.json["outputs"]?["email"] == "globex@example.com", "\(found.output)")
    }
    try await RealSite.serve("django-2fa", version: "5.2.*", port: port) { site in
      // Healed without anybody, and written back: into the skill itself as well.
      let second = try await Self.run(shop.value, ["skills/mark-paid.yaml"], site, paying: true)
      #expect(second.code == 0, "\(second.output)\(second.errors)")
      let drifted = second.notes.filter { $0.kind == "drift" }.map(\.step)
      print("Django 4.2 → 5.2: \(drifted) had drifted, \(second.notes.count { $0.kind == "reused" }) were as known")
      #expect(drifted == ["search", "tick"], "\(second.output)")
      #expect(
        second.errors.contains(
          "healed: mark-paid@v2\n  'search' (line 16): { button: Search, in: { role: form } } → { button: Search }\n"),
        "\(second.errors)")
      try FileManager.default.removeItem(at: shop.value.folder.appending(path: "skills/mark-paid.yaml"))
      let third = try await Self.run(shop.value, ["--goal", "Mark an invoice as paid"], site, paying: true)
      #expect(third.code == 0 && third.notes.allSatisfy { $0.kind == "reused" }, "\(third.output)\(third.errors)")
      #expect(third.notes.contains { $0.step == "search" })

      // Called otherwise, in a block that is another: a person says that it is the same, once.
      let asking = try await Self.run(shop.value, ["skills/supplier-of.yaml"], site)
      let choice = try asking.json["pendingStep"]
      #expect(asking.code == 3 && choice?["id"] == "view.choice", "\(asking.output)\(asking.errors)")
      let labels = choice?["options"]?.elements?.compactMap { $0["label"]?.text } ?? []
      #expect(labels.first?.hasPrefix("link \"View selected supplier\"") == true && labels.count == 2, "\(labels)")
      let chosen = try await shop.value.twin("approve", "last", "--choose", "1", "--json")
      #expect(try chosen.code == 0 && chosen.json["outputs"]?["email"] == "globex@example.com", "\(chosen.output)")
      #expect(
        chosen.errors.contains(
          "healed: supplier-of@v2\n  'view' (line 16): { link: View } → { link: View selected supplier }\n"),
        "\(chosen.errors)")
      let again = try await Self.run(shop.value, ["skills/supplier-of.yaml"], site)
      #expect(try again.code == 0 && again.json["outputs"]?["email"] == "globex@example.com", "\(again.output)")
      #expect(again.notes.allSatisfy { $0.kind == "reused" }, "\(again.output)")
    }
  }

  @Test func aLinkThatBecameAButtonIsHealedOnce() async throws {
    let shop = try await Self.workshop(["leave": Self.leave])
    let port = try RealSite.freePort()
    try await RealSite.serve("django-2fa", version: "4.0.*", port: port) { site in
      let first = try await Self.run(shop.value, ["skills/leave.yaml"], site)
      #expect(first.code == 0 && first.notes.allSatisfy { $0.kind == "learned" }, "\(first.output)\(first.errors)")
    }
    try await RealSite.serve("django-2fa", version: "5.2.*", port: port) { site in
      let second = try await Self.run(shop.value, ["skills/leave.yaml"], site)
      #expect(second.notes.filter { $0.kind == "drift" }.map(\.step) == ["out"], "\(second.output)\(second.errors)")
      #expect(
        second.errors.contains("healed: leave@v2\n  'out' (line 11): { link: Log out } → { button: LOG OUT }\n"),
        "\(second.errors)")
      let third = try await Self.run(shop.value, ["skills/leave.yaml"], site)
      #expect(third.code == 0 && third.notes.allSatisfy { $0.kind == "reused" }, "\(third.output)\(third.errors)")
    }
  }

  /// One run as far as it goes once the code is given; of the invoices only the one that is to be paid has changed.
  private static func run(
    _ shop: Workshop, _ what: [String], _ site: RealSite, paying: Bool = false
  ) async throws -> Finished {
    // The site takes no code twice: it is put back to its beginning instead of waiting for the next code.
    try await site.call("reset")
    let before = try await site.rows("site/db.sqlite3", invoices)
    let asking = try await shop.begin(["run"] + what + ["-i", "site=\(site.address)", "--json"]).finish()
    try #require(asking.code == 3, "\(asking.output)\(asking.errors)")
    let code = try await site.call("code")
    let done = try await shop.twin("approve", "last", "-i", "code=\(code)", "--json")
    let after = try await site.rows("site/db.sqlite3", invoices)
    #expect(after == before.map { paying && $0.hasPrefix("INV-7|") ? "INV-7|1" : $0 })
    return done
  }

  private static let invoices = "SELECT number, paid FROM shop_invoice ORDER BY id"
}

extension Finished {
  /// Every note about a locator: which step, which kind.
  fileprivate var notes: [(step: String, kind: String)] {
    ((try? json)?["steps"]?.elements ?? []).flatMap { step in
      (step["learned"]?.elements ?? []).filter { $0["subject"] == "locator" }
        .map { (step["id"]?.text ?? "", $0["kind"]?.text ?? "") }
    }
  }
}
