// People from the terminal: who there is, how they sign in, and taking it away.
import Testing
import Values

@Suite struct PeopleTests {
  @Test func aNameThatCannotBeReadIsRefused() async throws {
    let shop = try Workshop()
    #expect(try await shop.twin("user", "add", "bob").code == 0)
    for (name, part) in [(" bob", "space"), ("b\u{200B}ob", "U+200B"), ("b\u{43E}b", "can be taken for 'bob'")] {
      let refused = try await shop.twin("user", "add", name)
      #expect(refused.code == 2 && refused.errors.contains(part), "\(refused.code) \(refused.errors)")
    }
    #expect(try await shop.twin("user", "list", "--json").json.elements?.count == 1)
  }

  @Test func howSomebodySignsInIsToldAndTakenAway() async throws {
    let shop = try Workshop()
    #expect(try await shop.twin("user", "add", "bob", "--role", "finance").code == 0)
    #expect(try await shop.twin("user", "invite", "bob").output.contains("/invitations/"))
    _ = try await shop.twin("key", "add", "bobs", "--scope", "read,decide", "--person", "bob")
    let ways = try await shop.twin("user", "ways", "bob", "--json").json
    #expect(ways["password"] == false && ways["sessions"] == 0 && ways["keys"] == ["bobs"])
    let taken = try await shop.twin("user", "revoke", "bob")
    #expect(taken.code == 0 && taken.output == "taken from bob: links\n")
    #expect(taken.errors.contains("bobs"))
    #expect(try await shop.twin("user", "revoke", "bob").output == "bob had nothing of it\n")
    let nobody = try await shop.twin("user", "revoke", "eve")
    #expect(nobody.code == 2 && nobody.errors.contains("There is nobody called eve."))
    #expect(try await shop.twin("audit", "show").output.contains("taken away: links"))
  }

  /// Whoever comes second finds the run moved on, and what they say still holds for what it has become.
  @Test(arguments: 1...3) func whoDecideAtTheSameMomentAreBothHeard(round: Int) async throws {
    let shop = try Workshop()
    try shop.write(
      "two.yaml",
      """
      skill: two
      gates: { expires: 1h }
      steps:
        - approve: Go on?
          id: both
          by: { count: 2 }
        - log: done
      """)
    let id = try #require(try await shop.twin("run", "two.yaml", "--json").json["id"]?.text)
    let deciders = try ["ann", "bob"].map { try shop.begin(["approve", id, "--as", $0, "--json"]) }
    var ended: [Finished] = []
    for decider in deciders { ended.append(await decider.finish()) }
    #expect(ended.allSatisfy { $0.code == 0 || $0.code == 3 || $0.code == 6 }, "\(ended)")
    let view = try await shop.twin("show", id, "--json").json
    #expect(view["status"] == "completed" && view["cost"]?["humanDecisions"] == 2, "\(ended)")
    #expect(try await shop.twin("verify", id).code == 0)
  }

  /// One person under two spellings of their name is one person.
  @Test func namesThatLookAlikeAreOnePerson() async throws {
    let shop = try Workshop()
    try shop.write(
      "two.yaml",
      """
      skill: two
      gates: { expires: 1h }
      steps:
        - approve: Go on?
          id: both
          by: { count: 2 }
        - approve: And this?
          id: other
          by: { not_initiator: true }
      """)
    let id = try #require(try await shop.twin("run", "two.yaml", "--as", "Fay1", "--json").json["id"]?.text)
    #expect(try await shop.twin("approve", id, "--as", "f1").code == 3)
    let again = try await shop.twin("approve", id, "--as", "F1")
    #expect(again.code == 2 && again.errors.contains("'F1' can be taken for 'f1', who has voted on gate 'both' already"))
    #expect(try await shop.twin("approve", id, "--as", "g1", "--json").json["pendingStep"]?["id"] == "other")
    let own = try await shop.twin("approve", id, "--as", "fay1")
    #expect(own.code == 2 && own.errors.contains("must be decided by somebody other than fay1, who started the run"))
    #expect(try await shop.twin("approve", id, "--as", "g1").code == 0)
  }
}
