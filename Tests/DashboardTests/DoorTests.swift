// Who is let in: links for one use, passwords and their limits, sessions and their ends. Time stands still and is moved.
import DurableRuntime
import Foundation
import StoreSQLite
import Testing
import Values

@testable import Server

private let good = "correct horse battery staple"

private struct Door {
  let store = MemoryStore()
  let clock = FixedClock(TimestampValue(seconds: 1_800_000_000, nanoseconds: 0))
  let people: People

  init() {
    people = People(
      store: store, clock: clock, origin: ServedOrigin("http://localhost:8700"),
      cost: PasswordHash.Cost(rounds: 16, block: 1, parallelism: 1))
  }

  func pass(_ milliseconds: Int64) async {
    await clock.sleep(until: TimestampValue(milliseconds: clock.now().milliseconds + milliseconds))
  }

  func ana() async throws {
    let token = try #require(try await people.firstInvitation())
    _ = try await people.accept(token, name: "ana", password: good, address: "a")
  }

  func refusal(_ body: () async throws -> Void) async -> SignInRefusal? {
    do {
      try await body()
      return nil
    } catch { return error as? SignInRefusal }
  }
}

@Suite struct DoorTests {
  @Test func theFirstLinkMakesTheFirstPersonOnce() async throws {
    let door = Door()
    let old = try #require(try await door.people.firstInvitation())
    let token = try #require(try await door.people.firstInvitation())
    // A new start makes a new link, and the old one is void.
    #expect(try await door.people.invitation(old) == nil)
    let session = try await door.people.accept(token, name: " ana ", password: good, address: "a")
    #expect(try await door.people.session(session.text)?.person == Person(name: "ana", roles: ["admin"]))
    #expect(try await door.people.firstInvitation() == nil)
    let again = await door.refusal {
      _ = try await door.people.accept(token, name: "eve", password: good, address: "a")
    }
    #expect(again == People.used)
  }

  @Test func anInvitationIsForOnePersonForThreeDaysOnce() async throws {
    let door = Door()
    try await door.ana()
    await #expect(throws: RuntimeError.self) { try await door.people.invite("bob", by: "ana") }
    try await door.people.add("bob", roles: ["finance"], by: "ana")
    let late = try await door.people.invite("bob", by: "ana")
    await door.pass(PeopleLimits.invitation)
    #expect(try await door.people.invitation(late) == nil)
    let token = try await door.people.invite("bob", by: "ana")
    #expect(try await door.people.invitation(token)?.name == "bob")
    let weak = await door.refusal { _ = try await door.people.accept(token, name: "", password: "short", address: "a") }
    #expect(weak?.message == "A password has at least 12 characters. A few words do well.")
    _ = try await door.people.accept(token, name: "eve", password: good, address: "a")
    #expect(try await door.people.invitation(token) == nil)
    _ = try await door.people.signIn(name: "bob", password: good, address: "b")
    #expect(try door.store.people().map(\.name).sorted() == ["ana", "bob"])
  }

  @Test func nothingThatIsKeptLetsAnybodyIn() async throws {
    let door = Door()
    try await door.ana()
    let session = try await door.people.signIn(name: "ana", password: good, address: "a")
    let link = try await door.people.invite("ana", by: "ana")
    for collection in [PeopleItems.accounts, PeopleItems.sessions, PeopleItems.invitations] {
      let items = try door.store.items(ItemRange(collection))
      #expect(!items.isEmpty)
      for item in items {
        let text = item.key + String(decoding: item.value, as: UTF8.self)
        #expect(!text.contains(session.text) && !text.contains(link) && !text.contains("horse"))
      }
    }
    let hash = try #require(try await door.people.account("ana")?.account.password)
    #expect(hash.cost.rounds == 16 && hash.salt.count == 16 && hash.hash.count == 32)
  }

  @Test func wrongPasswordsLockAnAccountForLongerAndLonger() async throws {
    let door = Door()
    try await door.ana()
    for number in 1...PeopleLimits.failuresOfAccount {
      let refusal = await door.refusal {
        _ = try await door.people.signIn(name: "ana", password: "wrong", address: "\(number)")
      }
      #expect(refusal == .wrong)
    }
    // Now not even the right one.
    let locked = await door.refusal { _ = try await door.people.signIn(name: "ana", password: good, address: "b") }
    #expect(locked?.kind == .locked && locked?.retryAfter == 300)
    await door.pass(PeopleLimits.lockOut)
    _ = await door.refusal { _ = try await door.people.signIn(name: "ana", password: "wrong", address: "c") }
    let longer = await door.refusal { _ = try await door.people.signIn(name: "ana", password: good, address: "d") }
    #expect(longer?.retryAfter == 600)
    await door.pass(2 * PeopleLimits.lockOut)
    _ = try await door.people.signIn(name: "ana", password: good, address: "e")
    #expect(try await door.people.account("ana")?.account.lockout == Lockout())
  }

  @Test func anAddressThatTriesManyNamesHasToWait() async throws {
    let door = Door()
    try await door.ana()
    for number in 1...PeopleLimits.failuresOfAddress {
      // Names that there are and that there are not are refused in the same words.
      let refusal = await door.refusal {
        _ = try await door.people.signIn(name: "n\(number)", password: "wrong", address: "x")
      }
      #expect(refusal == .wrong)
    }
    let refused = await door.refusal { _ = try await door.people.signIn(name: "ana", password: good, address: "x") }
    #expect(refused?.kind == .tooMany && refused?.retryAfter == 900)
    _ = try await door.people.signIn(name: "ana", password: good, address: "y")
    await door.pass(PeopleLimits.addressWindow)
    _ = try await door.people.signIn(name: "ana", password: good, address: "x")
  }

  /// Sixty-four connections that send at the same moment are no more guesses than eight after one another.
  @Test func manyAtOnceAreNoMoreGuessesThanOneAfterTheOther() async throws {
    for name in ["ana", "nobody"] {
      let door = Door()
      try await door.ana()
      let refusals = await withTaskGroup(of: SignInRefusal?.self) { group in
        for number in 0..<PeopleLimits.attempts {
          group.addTask {
            await door.refusal {
              _ = try await door.people.signIn(name: name, password: "wrong", address: "\(number)")
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(refusals.count { $0 == .wrong } == PeopleLimits.failuresOfAccount, "\(name)")
      #expect(refusals.count { $0?.kind == .locked } == PeopleLimits.attempts - PeopleLimits.failuresOfAccount)
    }
  }

  /// What is locked does not tell whether there is somebody of that name.
  @Test func aNameThatNobodyHasLocksInTheSameWay() async throws {
    let door = Door()
    try await door.ana()
    func tries(_ name: String) async -> [SignInRefusal?] {
      var seen: [SignInRefusal?] = []
      for number in 0..<10 {
        seen.append(
          await door.refusal {
            _ = try await door.people.signIn(name: name, password: "wrong", address: "\(name)\(number)")
          })
      }
      return seen
    }
    let (known, unknown) = (await tries("ana"), await tries("nobody"))
    #expect(known == unknown && known.last??.kind == .locked)
  }

  @Test func oneAddressDoesNotKeepOthersOut() async throws {
    let limits = SignInLimits()
    for _ in 0..<PeopleLimits.attemptsOfAddress { #expect(limits.begin("x", isHashed: true, now: 0) == nil) }
    #expect(limits.begin("x", isHashed: true, now: 0) == PeopleLimits.attemptPause)
    #expect(limits.begin("y", isHashed: true, now: 0) == nil)
    limits.ended("x", wasRight: true)
    #expect(limits.begin("x", isHashed: true, now: 0) == nil)
    // However long the line is, a passkey does not stand in it.
    for number in 0..<PeopleLimits.attempts { _ = limits.begin("a\(number)", isHashed: true, now: 0) }
    #expect(limits.begin("z", isHashed: true, now: 0) == PeopleLimits.attemptPause)
    #expect(limits.begin("z", isHashed: false, now: 0) == nil)
  }

  /// Two who open the first link at the same moment: one becomes the first person, the other nothing at all.
  @Test func theFirstLinkMakesOneAdministratorHoweverManyOpenItAtOnce() async throws {
    let door = Door()
    let token = try #require(try await door.people.firstInvitation())
    let refusals = await withTaskGroup(of: SignInRefusal?.self) { group in
      for name in ["ana", "eve", "mallory"] {
        group.addTask {
          await door.refusal { _ = try await door.people.accept(token, name: name, password: good, address: name) }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(refusals.count { $0 == nil } == 1)
    #expect(try door.store.people().map(\.roles) == [["admin"]])
    #expect(try door.store.items(ItemRange(PeopleItems.accounts)).count == 1)
  }

  @Test func sessionsEndWhenIdleAndAfterTwoWeeks() async throws {
    let door = Door()
    try await door.ana()
    let idle = try await door.people.signIn(name: "ana", password: good, address: "a")
    await door.pass(PeopleLimits.idleSession + 1)
    #expect(try await door.people.session(idle.text) == nil)
    let used = try await door.people.signIn(name: "ana", password: good, address: "a")
    var hours: Int64 = 0
    while try await door.people.session(used.text) != nil, hours < 24 * 30 {
      await door.pass(6 * PeopleLimits.hour)
      hours += 6
    }
    #expect(hours == 14 * 24 + 6)
    // The next sign-in sweeps what is over.
    _ = try await door.people.signIn(name: "ana", password: good, address: "a")
    #expect(try door.store.items(ItemRange(PeopleItems.sessions)).count == 1)
  }

  @Test func signingOutEndsASessionAndANewPasswordAllOthers() async throws {
    let door = Door()
    try await door.ana()
    let one = try await door.people.signIn(name: "ana", password: good, address: "a")
    let two = try await door.people.signIn(name: "ana", password: good, address: "a")
    try await door.people.signOut(one)
    #expect(try await door.people.session(one.text) == nil)
    let kept = try #require(try await door.people.session(two.text))
    let three = try await door.people.signIn(name: "ana", password: good, address: "a")
    #expect(try await door.people.signOutElsewhere(kept) == 2)
    #expect(try await door.people.session(three.text) == nil)
    #expect(try await door.people.session(two.text) != nil)
    #expect(try await door.people.session("nonsense") == nil)
  }

  @Test func aFormTokenIsOfOneSession() async throws {
    let door = Door()
    try await door.ana()
    let one = try await door.people.signIn(name: "ana", password: good, address: "a")
    let two = try await door.people.signIn(name: "ana", password: good, address: "a")
    #expect(one.isForm(one.formToken) && !one.isForm(two.formToken) && !one.isForm(nil) && !one.isForm(""))
    #expect(one.formToken != one.text)
  }

  @Test func aPasskeySignsInAlsoWhereThePasswordIsLocked() async throws {
    let door = Door()
    try await door.ana()
    var device = Device.es256()
    let first = door.people.ceremonies.begin(.register("ana"), now: door.clock.now().milliseconds)
    try await door.people.addPasskey(
      to: "ana", clientData: device.clientData("webauthn.create", first), attestation: device.attestation(),
      challenge: first,
      label: "Laptop")
    for _ in 1...PeopleLimits.failuresOfAccount {
      _ = await door.refusal { _ = try await door.people.signIn(name: "ana", password: "wrong", address: "z") }
    }
    device.counter = 1
    let challenge = door.people.ceremonies.begin(.signIn, now: door.clock.now().milliseconds)
    let answer = try device.assertion(challenge)
    let session = try await door.people.signIn(passkey: answer, challenge: challenge, address: "a")
    #expect(try await door.people.session(session.text)?.person.name == "ana")
    // The same answer again: its challenge is used up.
    let again = await door.refusal {
      _ = try await door.people.signIn(passkey: answer, challenge: challenge, address: "a")
    }
    #expect(
      again?.message == "The passkey was not accepted: the passkey's challenge is not open any longer: try once more.")
    // The same counter again: a copy.
    let next = door.people.ceremonies.begin(.signIn, now: door.clock.now().milliseconds)
    let copy = await door.refusal {
      _ = try await door.people.signIn(passkey: try device.assertion(next), challenge: next, address: "a")
    }
    #expect(copy?.message.contains("counter went back") == true)
    // Somebody else's device.
    let other = door.people.ceremonies.begin(.register("ana"), now: door.clock.now().milliseconds)
    let taken = await door.refusal {
      try await door.people.addPasskey(
        to: "eve", clientData: device.clientData("webauthn.create", other), attestation: device.attestation(),
        challenge: other,
        label: "")
    }
    #expect(taken != nil)
  }
}
