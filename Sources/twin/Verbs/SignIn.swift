// How people sign in to the dashboard: `twin user invite` makes a link with which somebody who is known sets their first password,
// or a forgotten one anew; `twin user ways` tells what there is, and `twin user revoke` takes it away.
import ArgumentParser
import DurableRuntime
import Foundation
import Server
import Values

extension User {
  struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "invite", abstract: "Make a link with which somebody sets their password; it works once.",
      discussion: """
        Whoever opens it can sign in as that person and decide what their roles decide: send it to them alone. A link that was \
        made for them before stops working.
        It leads to where `twin serve` of this store is reached: the service notes that in the store.
        Example: twin user invite ana
        """)
    @Argument(help: "Name, as `twin user add` has it.") var name: String
    @Option(
      help: ArgumentHelp(
        "The address that browsers see, as https://twin.example.com. Default: that of `twin serve`, else the setting serve.url.",
        valueName: "address"))
    var origin: String?
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        let given = try origin.map { try Serve.origin($0, "--origin") }
        let people = try assembly.people(at: ServedOrigin())
        let (place, doubt) = try await place(given, people, assembly)
        let token: String
        do { token = try await people.invite(name, by: assembly.user) } catch let error as RuntimeError {
          throw UsageError(error.message)
        }
        await people.close()
        let link = "\(place)/invitations/\(token)"
        try store.tell(link, ["name": .string(name), "link": .string(link)])
        if let doubt { complain("note: \(doubt)") }
      }
    }

    /// Where the link leads, and what speaks against its leading anywhere.
    private func place(
      _ given: String?, _ people: Server.People, _ assembly: Assembly
    ) async throws -> (String, doubt: String?) {
      if let given { return (given, nil) }
      let served = try await people.servedPlace()
      if let served, ProcessIdentity.isAlive(served.owner) == true { return (served.origin, nil) }
      if let address = assembly.configuration.publicAddress { return (try Serve.origin(address, "serve.url"), nil) }
      if let served {
        return (
          served.origin,
          "no `twin serve` of this store is at work; the link leads to where the last one was (--origin names another place)"
        )
      }
      let listen = try Serve.listen(assembly.configuration)
      return (
        ServedOrigin.text(host: listen.host, port: listen.port),
        "no `twin serve` of this store has been at work yet; the link supposes it at its default address (--origin or the setting serve.url names another)"
      )
    }
  }

  struct Ways: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ways",
      abstract: "Tell how somebody signs in: password, passkeys, sessions, and the keys that speak for them.")
    @Argument(help: "Name.") var name: String
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let ways = try await User.withPeople(store) { people, _ in try await people.ways(of: name) }
      if store.json {
        return say(
          try Display.json([
            "name": .string(name), "password": .bool(ways.hasPassword),
            "passkeys": .list(
              ways.passkeys.map { key in
                [
                  "label": .string(key.label), "addedAt": .timestamp(TimestampValue(milliseconds: key.addedAt)),
                  "usedAt": key.usedAt.map { .timestamp(TimestampValue(milliseconds: $0)) } ?? .null,
                ]
              }), "sessions": .int(Int64(ways.sessions)), "keys": .list(ways.keys.map { .string($0) }),
          ]))
      }
      say("password  \(ways.hasPassword ? "yes" : "none")")
      for key in ways.passkeys {
        let used = key.usedAt.map { "last used \(TimestampValue(milliseconds: $0).text)" } ?? "never used"
        say("passkey   \(key.label)  \(used)")
      }
      say("sessions  \(ways.sessions)")
      for key in ways.keys { say("key       \(key)") }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Take away how somebody signs in: a device was lost, or they have left.",
      discussion: """
        Without options everything goes: password, passkeys, sessions, and links that were made for them. Whatever goes, all that is \
        signed in as them ends with it, and it is on record. Roles stay (`twin user add` sets them anew), and so do API keys, which \
        are named (`twin key rm`).
        Examples:
          twin user revoke bob
          twin user revoke bob --passkeys && twin user invite bob
        """)
    @Argument(help: "Name.") var name: String
    @Flag(help: "The password, and links that were made.") var password = false
    @Flag(help: "All passkeys.") var passkeys = false
    @Flag(help: "Sessions alone.") var sessions = false
    @OptionGroup var store: StoreOptions

    func run() async throws {
      var ways: Set<SignInWay> = []
      if password { ways.insert(.password) }
      if passkeys { ways.insert(.passkeys) }
      if sessions { ways.insert(.sessions) }
      let wanted = ways.isEmpty ? [.password, .passkeys, .sessions] : ways
      let (taken, keys) = try await User.withPeople(store) { people, user in
        (try await people.revoke(wanted, of: name, by: user), try await people.ways(of: name).keys)
      }
      try store.tell(
        taken.isEmpty ? "\(name) had nothing of it" : "taken from \(name): \(taken.joined(separator: ", "))",
        [
          "name": .string(name), "taken": .list(taken.map { .string($0) }), "keys": .list(keys.map { .string($0) }),
        ])
      if !keys.isEmpty, !store.json {
        complain("these keys still speak for \(name): \(keys.joined(separator: ", ")) (twin key rm NAME)")
      }
    }
  }

  /// Does something with the people of a store, whose refusals are what the command says.
  fileprivate static func withPeople<T>(
    _ store: StoreOptions, _ body: (Server.People, String) async throws -> T
  ) async throws -> T {
    try await Assembly.with(store) { assembly in
      let people = try assembly.people(at: ServedOrigin())
      let result: Result<T, any Error>
      do { result = .success(try await body(people, assembly.user)) } catch let refusal as SignInRefusal {
        result = .failure(UsageError(refusal.message))
      } catch { result = .failure(error) }
      await people.close()
      return try result.get()
    }
  }
}
