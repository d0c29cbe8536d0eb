import Delivery
import DurableRuntime
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct NetworkGuardTests {
  @Test(arguments: [
    ("8.8.8.8", true), ("1.1.1.1", true), ("172.15.0.1", true), ("172.32.0.1", true), ("100.128.0.1", true),
    ("2606:4700::1", true), ("2a00:1450::1", true),
    ("0.0.0.0", false), ("10.1.2.3", false), ("100.64.0.1", false), ("100.127.255.255", false), ("127.0.0.1", false),
    ("127.8.8.8", false), ("169.254.169.254", false), ("172.16.0.1", false), ("172.31.255.255", false),
    ("192.168.1.1", false), ("198.18.0.1", false), ("224.0.0.1", false), ("255.255.255.255", false),
    ("::", false), ("::1", false), ("::ffff:8.8.8.8", false), ("::ffff:127.0.0.1", false), ("::127.0.0.1", false),
    ("64:ff9b::7f00:1", false), ("fe80::1", false), ("fec0::1", false), ("fc00::1", false), ("fd12::1", false),
    ("ff02::1", false), ("2001::1", false), ("2001:db8::1", false), ("2002:7f00:1::1", false),
  ])
  func addressesInsideTheNetworkAreKnown(_ text: String, _ isPublic: Bool) throws {
    #expect(try #require(NetworkAddress(text)).isPublic == isPublic)
  }

  /// However one spells this machine, nobody is asked there.
  @Test(arguments: [
    "127.0.0.1", "localhost", "LOCALHOST", "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0", "0.0.0.0",
  ])
  func thisMachineIsRefusedInEverySpelling(_ host: String) async throws {
    let world = try World()
    try await Receiver.with { receiver in
      try world.endpoint("http://\(host):\(receiver.port)/hook")
      _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      await world.dispatcher(world.courier(allowsPrivate: false)).deliverDue()
      let delivery = try #require(try world.book.deliveries(limit: 1).first)
      #expect(receiver.requests.isEmpty)
      #expect(delivery.state != .delivered)
      #expect(delivery.attempts.last?.status == nil)
    }
  }

  @Test func theReasonAndTheCureAreNamed() async throws {
    let error = await #expect(throws: RuntimeError.self) {
      try await NetworkGuard.address(of: try WebPlace("https://169.254.169.254/latest"), allowsPrivate: false)
    }
    #expect(
      error?.message == """
        169.254.169.254 leads to an address inside the network; `serve: {private_addresses: true}` in twin.yaml allows \
        that
        """)
  }

  @Test func whatGoesOutsideIsEncrypted() async throws {
    let error = await #expect(throws: RuntimeError.self) {
      try await NetworkGuard.address(of: try WebPlace("http://8.8.8.8/"), allowsPrivate: false)
    }
    #expect(error?.message == "what is sent to 8.8.8.8 must be encrypted: use https")
  }

  @Test func theConnectionGoesToTheAddressThatWasLookedAt() async throws {
    let world = try World()
    try await Receiver.with { receiver in
      try world.endpoint("http://localhost:\(receiver.port)/hook")
      _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
      await world.dispatcher().deliverDue()
      // Connected to 127.0.0.1, where the receiver listens; asked for by its name.
      #expect(receiver.requests.first?.headers["host"] == "localhost:\(receiver.port)")
    }
  }

  @Test func redirectsAreNotFollowed() async throws {
    let world = try World()
    try await Receiver.with { inside in
      let elsewhere = inside.url
      try await Receiver.with { _ in
        Receiver.Answer(status: 307, headers: ["Location": elsewhere])
      } _: { receiver in
        try world.endpoint(receiver.url)
        _ = try await world.run(World.gate, inputs: ["vendor": "Globex"])
        await world.dispatcher().deliverDue()
        #expect(receiver.requests.count == 1 && inside.requests.isEmpty)
        let attempt = try #require(try world.book.deliveries(limit: 1).first?.attempts.last)
        #expect(attempt.error == "the receiver redirects to \(elsewhere); redirects are not followed")
      }
    }
  }

  @Test(arguments: [
    "ftp://example.com/", "https://user:secret@example.com/", "https:///path", "example.com", "https://exa mple.com/",
    "https://example.com:0/", "https://example.com:99999/", "javascript:alert(1)", "https://a\\@b/", "https://[::1/",
  ])
  func whatIsNoWebAddressIsRefusedAtOnce(_ text: String) throws {
    let world = try World()
    #expect(throws: RuntimeError.self) { try world.endpoint(text) }
  }
}
