import Delivery
import DurableRuntime
import Testing
import Values

@Suite struct DecisionLinkTests {
  private let link = DecisionLink(
    gate: GateInstance(run: RunID(number: 123_456_789), ticket: 3), person: "bob",
    expires: TimestampValue(seconds: World.start.seconds + 60, nanoseconds: 0))

  @Test func aLinkSaysWhatItWasMadeFor() throws {
    let world = try World()
    let token = link.token(world.keys)
    #expect(try DecisionLink(token: token, keys: world.keys) == link)
    #expect(token == link.token(world.keys))
    #expect(token.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
  }

  @Test func noCharacterOfItCanBeChanged() throws {
    let world = try World()
    let token = Array(link.token(world.keys))
    for index in token.indices {
      for other in "Aa0-_=+/. " where other != token[index] {
        var changed = token
        changed[index] = other
        #expect(throws: DecisionLink.Refusal.forged) { try DecisionLink(token: String(changed), keys: world.keys) }
      }
      #expect(throws: DecisionLink.Refusal.forged) {
        try DecisionLink(token: String(token[..<index]), keys: world.keys)
      }
    }
    let others = try StoreKeys(master: [UInt8](repeating: 43, count: 32))
    #expect(throws: DecisionLink.Refusal.forged) { try DecisionLink(token: String(token), keys: others) }
    let long = String(repeating: "A", count: DeliveryLimits.tokenBytes + 1)
    #expect(throws: DecisionLink.Refusal.forged) { try DecisionLink(token: long, keys: world.keys) }
  }

  @Test func itIsUsedOnceAndNotAfterItsTime() throws {
    let world = try World()
    let now = World.start
    try link.check(world.store, now: now)
    try link.check(world.store, now: now)
    try link.use(world.store, now: now)
    #expect(throws: DecisionLink.Refusal.used(now)) { try link.use(world.store, now: now) }
    #expect(throws: DecisionLink.Refusal.used(now)) { try link.check(world.store, now: now) }
    try link.release(world.store)
    try link.check(world.store, now: now)
    #expect(throws: DecisionLink.Refusal.expired(link.expires)) { try link.use(world.store, now: link.expires) }
  }
}

extension UInt8 {
  fileprivate var isASCIIAlphanumeric: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
