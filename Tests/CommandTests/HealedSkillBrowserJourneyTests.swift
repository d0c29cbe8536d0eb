// A registered skill whose page has changed: the run that heals a step leaves a new version of the skill, which says so, and
// nothing about what people decide is another. A real Chromium, pages that a test changes, and the service as it is run.
import Foundation
import Testing
import Values

@Suite struct HealedSkillBrowserJourneyTests {
  private static let skill = """
    skill: leave
    goal: Leave the shop
    inputs: { site: string }
    permissions: { network: ["127.0.0.1:*"] }
    gates: { expires: 1h }
    outputs: { title: "${{ steps.after.title }}" }
    steps:
      - open: ${{ inputs.site }}/
      - approve: Pay?
        id: go
        allows: [pay]
      - click: { link: Pay }
        id: pay
        irreversible: true
      - click: { link: Log out }   # the way out
        id: out
        idempotent: true
      - open: ${{ inputs.site }}/
        id: after

    """
  private static let pay = "<title>Shop</title><h1>Shop</h1><p>One parcel</p><a href=/paid>Pay</a>"
  private static let link = "<title>Paid</title><h1>Paid</h1><p>Signed in as Ann <a href=/bye>Log out</a></p>"
  private static let button =
    "<title>Paid</title><h1>Paid</h1><p>Signed in as Ann <button onclick=\"location='/bye'\">Log out</button></p>"
  private static let renamed = button.replacing("Log out", with: "Log me out")

  private static func site() throws -> SilentServer {
    try SilentServer(pages: ["/": pay, "/paid": link, "/bye": "<title>Bye</title>"])
  }

  /// As far as its gate.
  private static func start(_ service: Served, _ site: SilentServer, _ key: String) async throws -> PlainValue {
    let run = try await service.post(
      "/v1/skills/leave/run", #"{"inputs": {"site": "http://127.0.0.1:\#(site.port)"}, "wait": "50s"}"#, key: key)
    #expect(run["status"] == "awaiting_approval" && run["pendingStep"]?["id"] == "go", "\(run)")
    return run
  }

  private static func approve(_ run: PlainValue, _ service: Served, _ key: String) async throws -> PlainValue {
    let id = try #require(run["id"]?.text)
    let done = try await service.post("/v1/runs/\(id)/approve", #"{"wait": "50s"}"#, key: key)
    #expect(done["status"] == "completed" && done["outputs"]?["title"] == "Shop", "\(done)")
    return done
  }

  private static func notes(_ run: PlainValue) -> [String] {
    (run["steps"]?.elements ?? []).flatMap { $0["learned"]?.elements ?? [] }.filter { $0["subject"] == "locator" }
      .compactMap { $0["kind"]?.text }
  }

  private static func versions(_ service: Served, _ key: String) async throws -> [PlainValue] {
    try await service.get("/v1/skills/leave/versions", key: key)["versions"]?.elements ?? []
  }

  @Test func aHealedSkillIsANewVersionThatSaysWhy() async throws {
    let site = try Self.site()
    defer { site.close() }
    let shop = try Workshop()
    try shop.write("skills/leave.yaml", Self.skill)
    let key = try await shop.key("start,read,decide,author")
    var service = try await shop.serve()
    _ = try await Self.approve(try await Self.start(service, site, key), service, key)
    let underWay = try await Self.start(service, site, key)

    site.change("/paid", Self.button)
    let healing = try await Self.approve(try await Self.start(service, site, key), service, key)
    #expect(Self.notes(healing).contains("drift"), "\(healing)")
    try await shop.until { try await Self.versions(service, key).count == 2 }
    let made = try await Self.versions(service, key)[1]
    let healed = try #require(made["healed"]?.elements?.first, "\(made)")
    #expect(made["version"] == 2 && made["registeredBy"] == healing["id"] && healed["run"] == healing["id"])
    #expect(healed["step"] == "out" && healed["line"] == 15)
    #expect(healed["before"] == "{ link: Log out }" && healed["after"] == "{ button: Log out }")
    let shown = try await service.get("/v1/skills/leave", key: key)
    let note = "# healed: 'out' (line 15): { link: Log out } → { button: Log out } [\(healing["id"]?.text ?? "")]\n"
    #expect(shown["version"] == 2)
    #expect(
      shown["source"]?.text == Self.skill.replacing("{ link: Log out }", with: "{ button: Log out }") + note, "\(shown)"
    )

    // What was under way keeps its program, and what was healed is healed for it too.
    let old = try await Self.approve(underWay, service, key)
    #expect(old["program"] == underWay["program"] && !Self.notes(old).contains("drift"), "\(old)")
    // The new version has nothing to heal; its approval is asked like any other's.
    let next = try await Self.start(service, site, key)
    #expect(next["program"] == made["program"])
    let after = try await Self.approve(next, service, key)
    #expect(Self.notes(after).allSatisfy { $0 == "reused" } && Self.notes(after).count == 2, "\(after)")
    #expect(try await Self.versions(service, key).count == 2)

    // The file that it was healed from is no reason to go back; a person who hands that text in has one.
    service.running.process.terminate()
    #expect(await service.running.finish().code == 0)
    service = try await shop.serve()
    #expect(try await service.get("/v1/skills/leave", key: key)["version"] == 2)
    let back = try await service.put("/v1/skills/leave", Self.skill, key: key)
    #expect(back["version"] == 1, "\(back)")
    service.running.process.terminate()
    #expect(await service.running.finish().code == 0)

    // The command does the same with the store's skill.
    site.change("/paid", Self.renamed)
    let asking = try await shop.twin("run", "skills/leave.yaml", "-i", "site=http://127.0.0.1:\(site.port)", "--json")
    let id = try #require(try asking.json["id"]?.text)
    let done = try await shop.twin("approve", id, "--json")
    #expect(done.code == 0, "\(done.output)\(done.errors)")
    #expect(
      done.errors.contains("healed: leave@v3\n  'out' (line 15): { link: Log out } → { button: Log me out }"),
      "\(done.errors)")
    #expect(shop.browserProcesses == [])
  }

  /// A text that leads to its element on one site is not changed for another where it does not; the version says that.
  @Test func aTextThatStillLeadsThereElsewhereStays() async throws {
    let (one, other) = (try Self.site(), try Self.site())
    defer {
      one.close()
      other.close()
    }
    let shop = try Workshop()
    try shop.write("skills/leave.yaml", Self.skill)
    let key = try await shop.key("start,read,decide,author")
    let service = try await shop.serve()
    for site in [one, other] { _ = try await Self.approve(try await Self.start(service, site, key), service, key) }
    one.change("/paid", Self.button)
    let healing = try await Self.approve(try await Self.start(service, one, key), service, key)
    try await shop.until { try await Self.versions(service, key).count == 2 }
    let healed = try await Self.versions(service, key)[1]["healed"]?.elements?.first
    #expect(healed?["after"] == nil && healed?["why"] == "stays, it still leads there elsewhere", "\(healed ?? .null)")
    let source = try await service.get("/v1/skills/leave", key: key)["source"]?.text
    #expect(
      source == Self.skill
        + "# healed: 'out' (line 15): { link: Log out } stays, it still leads there elsewhere; what it leads to is remembered"
        + " [\(healing["id"]?.text ?? "")]\n")
    for site in [one, other] {
      let run = try await Self.approve(try await Self.start(service, site, key), service, key)
      #expect(Self.notes(run).allSatisfy { $0 == "reused" }, "\(run)")
    }
    service.running.process.terminate()
    #expect(await service.running.finish().code == 0)
  }
}
