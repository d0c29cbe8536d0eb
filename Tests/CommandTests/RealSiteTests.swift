// Skills of `skills/` against real applications on this machine: Django's admin behind a second factor, and Adminer with its
// many like-named links.
import Foundation
import Testing
import Values

@Suite(.serialized, .enabled(if: RealSite.scripts != nil)) struct RealSiteBrowserTests {
  /// The user's password as the script of the site sets it.
  private static let password = "pw-ana-123"

  private static func skill(_ name: String) -> String { Workshop.skills.appending(path: name).path }

  @Test func djangoTakesFiveInvoicesAndLosesASupplierOnlyWhenApproved() async throws {
    try await RealSite.serve("django-2fa") { site in
      try await Self.addFiveInvoices(site)
      // The site takes no code twice: it is put back to its beginning instead of waiting for the next code.
      try await site.call("reset")
      try await Self.deleteSupplier(site, approved: false)
      try await site.call("reset")
      try await Self.deleteSupplier(site, approved: true)
    }
  }

  /// From a file, the code asked at a gate of a called skill.
  private static func addFiveInvoices(_ site: RealSite) async throws {
    let shop = try Workshop()
    shop.environment["TWIN_SECRET_ADMIN_PASSWORD"] = password
    try shop.write(
      "in/invoices.csv",
      """
      number,supplier,amount
      INV-21,Acme,120.50
      INV-22,Globex,80
      INV-23,Initech,9.99
      INV-24,Acme,1000
      INV-25,Globex,312.25
      """)
    let asking = try await shop.twin("run", skill("add-invoices.yaml"), "-i", "site=\(site.address)", "--json")
    try #require(asking.code == 3, "\(asking.output)\(asking.errors)")
    #expect(try asking.json["pendingStep"]?["path"] == "call_1.otp")
    let code = try await site.call("code")
    let added = try await shop.twin("approve", "last", "-i", "code=\(code)", "--json")
    #expect(added.code == 0, "\(added.output)\(added.errors)")
    #expect(try added.json["outputs"]?["added"] == 5)
    #expect(
      try await site.rows("site/db.sqlite3", "SELECT number, amount FROM shop_invoice WHERE id > 12 ORDER BY id")
        == ["INV-21|120.5", "INV-22|80", "INV-23|9.99", "INV-24|1000", "INV-25|312.25"])
    try await finish(shop, secrets: [password, code])
  }

  /// Behind an approval that shows what else goes with it.
  private static func deleteSupplier(_ site: RealSite, approved: Bool) async throws {
    let shop = try Workshop()
    shop.environment["TWIN_SECRET_ADMIN_PASSWORD"] = password
    let before = try await site.rows("site/db.sqlite3", everything)
    let asking = try await shop.twin(
      "run", skill("delete-supplier.yaml"), "-i", "site=\(site.address)", "-i", "supplier=Acme", "--json")
    try #require(asking.code == 3, "\(asking.output)\(asking.errors)")
    let code = try await site.call("code")
    let signedIn = try await shop.twin("approve", "last", "-i", "code=\(code)", "--json")
    try #require(signedIn.code == 3, "\(signedIn.output)\(signedIn.errors)")
    let gate = try signedIn.json["pendingStep"]
    #expect(gate?["id"] == "agree")
    let shown = try #require(gate?["show"]?["everything that goes"]?.text)
    for number in ["INV-3", "INV-6", "INV-9", "INV-12"] { #expect(shown.contains(number)) }

    if approved {
      let decided = try await shop.twin("approve", try #require(signedIn.json["id"]?.text), "--json")
      #expect(decided.code == 0, "\(decided.output)\(decided.errors)")
      #expect(try await site.rows("site/db.sqlite3", everything) == before.filter { !$0.contains("Acme") })
    } else {
      let decided = try await shop.twin("reject", "last", "--reason", "not yet", "--json")
      #expect(decided.code == 4, "\(decided.output)\(decided.errors)")
      #expect(try await site.rows("site/db.sqlite3", everything) == before)
    }
    try await finish(shop, secrets: [password, code])
  }

  /// Every supplier and invoice of the shop, each with its supplier's name.
  private static let everything = """
    SELECT 'supplier', id, name, email FROM shop_supplier UNION ALL
    SELECT number, amount, name, paid FROM shop_invoice JOIN shop_supplier ON shop_supplier.id = supplier_id ORDER BY 1, 2
    """

  @Test func adminerIsAskedOnceWhichOfTheLikeNamedLinksIsMeant() async throws {
    try await RealSite.serve("adminer") { site in
      let shop = try Workshop()
      shop.environment["TWIN_SECRET_DATABASE_PASSWORD"] = "letmein"
      let asking = try await shop.twin(
        "run", Self.skill("edit-invoice.yaml"), "-i", "site=\(site.address)",
        "-i", "database=\(site.folder.appending(path: "shop.db").path)", "-i", "amount=777.5", "--json")
      try #require(asking.code == 3, "\(asking.output)\(asking.errors)")
      let gate = try asking.json["pendingStep"]
      let options = gate?["options"]?.elements ?? []
      #expect(gate?["kind"] == "choice" && options.count >= 12)
      let wanted = try #require(options.first { $0["label"]?.text?.contains("INV-7 ") == true }?["value"])
      let value = wanted.text ?? "\(wanted.integer ?? 0)"

      let done = try await shop.twin("approve", "last", "--choose", value, "--json")
      #expect(done.code == 0, "\(done.output)\(done.errors)")
      #expect(try done.json["cost"]?["humanDecisions"] == 1)
      #expect(
        try await site.rows("shop.db", "SELECT number, amount FROM invoice WHERE amount <> 100 * id + id / 4.0")
          == ["INV-7|777.5"])
      try await Self.finish(shop, secrets: ["letmein"])
    }
  }

  /// What holds after every run: it can be proven, no browser is left, and no secret stands in any file.
  private static func finish(_ shop: Workshop, secrets: [String]) async throws {
    #expect(try await shop.twin("verify", "last").code == 0)
    #expect(shop.browserProcesses == [], "a browser was left behind")
    for (path, bytes) in try shop.files() {
      for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(path) holds a secret") }
    }
  }
}
