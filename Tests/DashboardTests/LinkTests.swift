// Decision links over real HTTP: looking decides nothing, deciding works once, and only as the person the link is for.
import Delivery
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Server

@Suite(.timeLimit(.minutes(10))) struct LinkTests {
  private static let skill = """
    skill: pay
    inputs: { vendor: string }
    outputs: { note: "${{ gates.pay.note }}" }
    steps:
      - approve: Pay ${{ inputs.vendor }}?
        id: pay
        show: { vendor: "${{ inputs.vendor }}" }
        edit: { note: { type: string, default: none } }
        by: { roles: [finance] }
        expires: 24h
    """
  private static let ask = """
    skill: code
    outputs: { code: "${{ gates.otp.code }}" }
    steps:
      - ask: One-time code
        id: otp
        form: { code: { type: string, pattern: "^[0-9]{6}$" } }
        expires: 10m
    """

  private func link(_ house: House, _ run: RunView, _ person: String, lasts seconds: Int64 = 3600) async throws
    -> String
  {
    let gate = try #require(run.pending.first)
    let expires = TimestampValue(seconds: SystemClock().now().seconds + seconds, nanoseconds: 0)
    let link = DecisionLink(gate: gate.instance, person: person, expires: expires)
    return "/d/" + (await house.worker.with { link.token($0.keys) })
  }

  @Test func aLinkShowsTheGateAndDecidesItOnce() async throws {
    try await House.open { house in
      try await house.add("ann", roles: ["finance"])
      let run = try await house.start("code", Self.ask)
      let link = try await link(house, run, "ann")
      var client = house.client()
      // Whatever looks at it: scanners, previews, the person twice.
      for method in ["GET", "HEAD", "GET"] {
        #expect(try await client.send(method, link).status == 200)
      }
      let page = try await client.get(link)
      #expect(page.text.contains("One-time code") && page.text.contains("action=\"\(link)\""))
      #expect(!page.text.contains("Sign out") && !page.text.contains("href=\"/people\""))
      #expect(page.headers["referrer-policy"] == "no-referrer" && page.headers["cache-control"] == "no-store")
      #expect(page.headers["x-robots-tag"] == "noindex, nofollow")
      #expect(try await house.rested(run.id).status == .awaitingApproval)
      let seen = try #require(page.field("seen"))
      // What is refused uses nothing up.
      let wrong = try await client.post(link, ["verdict": "approve", "seen": seen, "f.code": "12"])
      #expect(wrong.status == 422 && wrong.text.contains("code"))
      let done = try await client.post(link, ["verdict": "approve", "seen": seen, "f.code": "123456"])
      #expect(done.status == 200 && done.text.contains("The run goes on."), "\(done.text)")
      let after = try await house.rested(run.id)
      #expect(after.status == .completed && after.outputs["code"] == "123456")
      for again in [
        try await client.post(link, ["verdict": "reject", "seen": seen, "reason": "no"]), try await client.get(link),
      ] {
        #expect(again.status == 410 && again.text.contains("This link was used"))
      }
      let decided = try await house.worker.with { try $0.store.decisions(run.id).map { try Decision(bytes: $0.bytes) } }
      #expect(decided.map(\.by) == ["ann"] && decided.map(\.surface) == ["link"] && decided.map(\.seen) == [true])
    }
  }

  @Test func ofTwoWhoUseItAtOnceOneDecides() async throws {
    try await House.open { house in
      try await house.add("ann", roles: ["finance"])
      let run = try await house.start("code", Self.ask)
      let link = try await link(house, run, "ann")
      var reader = house.client()
      let seen = try #require(try await reader.get(link).field("seen"))
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<8 {
          group.addTask {
            var client = house.client()
            return try await client.post(
              link, ["verdict": "approve", "seen": seen, "f.code": "11111\(number)"]
            ).status
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
      #expect(try await house.worker.with { try $0.store.decisions(run.id).count } == 1)
    }
  }

  @Test func aLinkIsNoWiderThanThePersonItIsFor() async throws {
    try await House.open { house in
      try await house.add("bob", roles: ["sales"])
      let run = try await house.start("pay", Self.skill, ["vendor": "Globex"])
      let link = try await link(house, run, "bob")
      var client = house.client()
      let page = try await client.get(link)
      #expect(page.status == 200 && page.text.contains("you are not one of them"))
      let gate = try #require(run.pending.first)
      let refused = try await client.post(link, ["verdict": "approve", "seen": gate.evidence.description])
      #expect(refused.status == 403)
      #expect(try await house.rested(run.id).status == .awaitingApproval)
      // It opens this gate's page and nothing else.
      for path in ["/", "/runs/\(run.id)", "/gates/\(gate.instance)", "/people"] {
        #expect(try await client.get(path).status == 303, "\(path)")
      }
      let stranger = try await self.link(house, run, "nobody")
      let unknown = try await client.get(stranger)
      #expect(unknown.status == 403 && unknown.text.contains("nobody is not among the people here"))
    }
  }

  @Test func whatIsOverForgedOrStaleIsSaidClearly() async throws {
    try await House.open { house in
      try await house.add("ann", roles: ["finance"])
      let run = try await house.start("pay", Self.skill, ["vendor": "<script>alert(1)</script>"])
      var client = house.client()
      let over = try await link(house, run, "ann", lasts: -1)
      for answer in [try await client.get(over), try await client.post(over, ["verdict": "approve"])] {
        #expect(answer.status == 410 && answer.text.contains("This link is over"))
      }
      let good = try await link(house, run, "ann")
      let page = try await client.get(good)
      #expect(!page.text.contains("<script>alert") && page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      for forged in [String(good.dropLast()), good + "A", "/d/x", "/d/" + String(repeating: "A", count: 4000)] {
        #expect(try await client.get(forged).status == 404, "\(forged.prefix(40))")
        #expect(try await client.post(forged, ["verdict": "approve"]).status == 404)
      }
      let stale = try await client.post(
        good, ["verdict": "approve", "seen": String(repeating: "0", count: 64), "f.note": "x"])
      #expect(stale.status == 409 && stale.text.contains("look again"))
      #expect(try await house.rested(run.id).status == .awaitingApproval)
      let unseen = try await client.post(good, ["verdict": "approve", "f.note": "x"])
      #expect(unseen.status == 422)
      #expect(try await house.rested(run.id).status == .awaitingApproval)
    }
  }

  @Test func whatAsksForAPasskeyIsNotDecidedByALink() async throws {
    try await House.open { house in
      try await house.add("ann", roles: ["finance"])
      let run = try await house.start(
        "wire", "skill: wire\nsteps:\n  - approve: Wire it?\n    id: wire\n    strong: true\n    expires: 1h\n")
      let link = try await link(house, run, "ann")
      var client = house.client()
      let page = try await client.get(link)
      #expect(page.text.contains("a link is not enough") && page.text.contains("Sign in to decide"))
      #expect(page.field("seen") == nil)
      let gate = try #require(run.pending.first)
      _ = try await client.post(link, ["verdict": "approve", "seen": gate.evidence.description])
      #expect(try await house.rested(run.id).status == .awaitingApproval)
    }
  }
}
