// A device is lost: whoever administers takes away what somebody signs in with, and it is on record.
import Delivery
import DurableRuntime
import Foundation
import Testing
import Values

@testable import Server

@Suite struct RevocationTests {
  private static func passkey(_ device: Device, _ label: String, for name: String, _ house: House) async throws {
    let challenge = house.people.ceremonies.begin(.register(name), now: house.service.clock.now().milliseconds)
    try await house.people.addPasskey(
      to: name, clientData: device.clientData("webauthn.create", challenge), attestation: device.attestation(),
      challenge: challenge, label: label)
  }

  private static func taken(_ house: House) async throws -> [String] {
    try await house.service.reader.read { engine in
      try engine.store.audit(0..<engine.store.auditSize()).flatMap { try AuditEvent.read($0.body) }.map(\.plain)
        .filter { $0["event"] == "account" && $0["change"]?.text?.hasPrefix("taken away") == true }
        .map { "\($0["name"]?.text ?? ""), by \($0["by"]?.text ?? ""): \($0["change"]?.text ?? "")" }
    }
  }

  @Test func aLostDeviceOpensNothingAnyMore() async throws {
    try await House.open { house in
      try await house.add("ana", roles: ["admin"])
      try await house.add("bob <b>", roles: ["finance"])
      var (phone, ring) = (Device.es256(), Device.edDSA())
      phone.origin = house.origin
      ring.origin = house.origin
      ring.id = Array(repeating: 0xC2, count: 16)
      try await Self.passkey(phone, "Phone", for: "bob <b>", house)
      try await Self.passkey(ring, "Ring", for: "bob <b>", house)
      var (ana, bob) = (try await house.client(as: "ana"), try await house.client(as: "bob <b>"))
      let path = "/people/ways?name=bob%20%3Cb%3E"
      #expect(try await ana.get("/people").text.contains("href=\"\(path)\""))
      let page = try await ana.get(path)
      #expect(
        page.status == 200 && page.text.contains("<b>Phone</b>") && page.text.contains("Signed in with 2 browsers."))
      #expect(page.text.contains("bob &lt;b&gt;") && !page.text.contains("bob <b>"))

      // Nobody but who administers, and nobody themself.
      let bobs = try #require(try await bob.get("/people").field("token"))
      #expect(try await bob.get(path).status == 403)
      #expect(
        try await bob.post("/people/revoke", ["token": bobs, "name": "ana", "way": "all"]).status == 403)
      let token = try #require(page.field("token"))
      #expect(try await ana.post("/people/revoke", ["token": token, "name": "ana", "way": "all"]).status == 422)
      #expect(try await ana.post("/people/revoke", ["token": "x", "name": "bob <b>", "way": "all"]).status == 403)
      #expect(try await ana.post("/people/revoke", ["token": token, "name": "bob <b>"]).status == 422)
      #expect(try await ana.post("/people/revoke", ["token": token, "name": "eve", "way": "all"]).status == 422)
      #expect(try await bob.get("/").status == 200)

      // One passkey: the other one still works, the session is over.
      let id = Base64URL.encode(phone.id)
      let removed = try await ana.post(
        "/people/revoke", ["token": token, "name": "bob <b>", "way": "passkey", "id": id])
      #expect(removed.status == 303 && removed.headers["location"] == path)
      #expect(try await bob.get("/").status == 303)
      #expect(try await ana.get(path).text.contains("Taken from bob &lt;b&gt;: passkey Phone, sessions."))
      let clock = house.service.clock
      func signIn(_ device: Device) async throws {
        let challenge = house.people.ceremonies.begin(.signIn, now: clock.now().milliseconds)
        _ = try await house.people.signIn(
          passkey: try device.assertion(challenge), challenge: challenge, address: "a")
      }
      phone.counter = 1
      ring.counter = 1
      let (lost, kept) = (phone, ring)
      await #expect(throws: SignInRefusal.self) { try await signIn(lost) }
      try await signIn(kept)

      // Everything, and the link that was sent before.
      let link = try await house.people.invite("bob <b>", by: "ana")
      _ = try await ana.post("/people/revoke", ["token": token, "name": "bob <b>", "way": "all"])
      ring.counter = 2
      let gone = ring
      await #expect(throws: SignInRefusal.self) { try await signIn(gone) }
      await #expect(throws: SignInRefusal.self) {
        _ = try await house.people.signIn(name: "bob <b>", password: House.password, address: "a")
      }
      #expect(try await house.people.invitation(link) == nil)
      #expect(try await ana.get(path).text.contains("Not signed in anywhere."))
      #expect(
        try await Self.taken(house) == [
          "bob <b>, by ana: taken away: passkey Phone, sessions",
          "bob <b>, by ana: taken away: password, passkey Ring, links, sessions",
        ])
      // A new link lets them in again.
      let again = try await house.people.invite("bob <b>", by: "ana")
      _ = try await house.people.accept(again, name: "", password: House.password + "!", address: "a")
      #expect(try await house.people.ways(of: "bob <b>").hasPassword)
    }
  }

  /// However many sessions others have.
  @Test func noSessionHidesBehindOthers() async throws {
    try await House.open { house in
      try await house.add("ana")
      try await house.add("bob")
      for _ in 0..<1_100 { _ = try await house.people.open("bob", address: "a") }
      let own = try await house.people.open("ana", address: "a")
      #expect(try await house.people.ways(of: "bob").sessions == 1_101)
      #expect(try await house.people.revoke([.sessions], of: "bob", by: "ana") == ["sessions"])
      #expect(try await house.people.ways(of: "bob").sessions == 0)
      #expect(try await house.people.session(own.text) != nil)
    }
  }
}
