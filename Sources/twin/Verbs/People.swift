// `twin user`, `twin secret`: people with their roles, and the vault.
import ArgumentParser
import DurableRuntime
import Foundation
import Values

struct User: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "People and their roles.",
    subcommands: [Add.self, Invite.self, List.self, Ways.self, Revoke.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a person, or set their roles anew.")
    @Argument(help: "Name.") var name: String
    @Option(name: .customLong("role"), help: "A role; may be given several times.") var roles: [String] = []
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let person = Person(name: name, roles: roles)
      try await Assembly.with(store, create: true) { assembly in
        try await assembly.worker.with { try $0.keep(person, by: assembly.user) }
        try store.tell(
          "\(person.name)  \(person.roles.joined(separator: ", "))",
          ["name": .string(person.name), "roles": .list(person.roles.map { .string($0) })])
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List people.")
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        let people = try await assembly.worker.with { try $0.store.people() }
        if store.json {
          let list = people.map { person -> PlainValue in
            ["name": .string(person.name), "roles": .list(person.roles.map { .string($0) })]
          }
          say(try Display.json(.list(list)))
        } else {
          for person in people { say("\(person.name)  \(person.roles.joined(separator: ", "))") }
          if people.isEmpty { say("nobody yet: twin user add NAME --role ROLE") }
        }
      }
    }
  }
}

struct Secret: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secret", abstract: "The vault of secrets, sealed in the store.",
    discussion: "TWIN_SECRET_NAME in the environment stands before the vault.",
    subcommands: [Set.self, List.self, Remove.self])

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Keep a secret; its text is read from standard input, on a terminal without showing it.",
      discussion: "Example: printf %s \"$PASSWORD\" | twin secret set billing_password")
    @Argument(help: "Name, as skills call it.") var name: String
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let text = try readText()
      let name = name
      try await Assembly.with(store, create: true) { assembly in
        try await assembly.worker.with { try $0.setSecret(name, to: text, by: assembly.user) }
        try store.tell("\(name) is kept", ["name": .string(name), "kept": true])
        if text.utf8.count < RuntimeLimits.scrubbedCharacters {
          complain(
            "it has fewer than \(RuntimeLimits.scrubbedCharacters) characters: in what programs and pages repeat it is found only "
              + "where it is a whole value")
        }
      }
    }

    private func readText() throws -> String {
      if isatty(STDIN_FILENO) == 1 { return try HiddenPrompt.ask(name) }
      let data = FileHandle.standardInput.readDataToEndOfFile()
      guard var text = String(data: data, encoding: .utf8) else { throw UsageError("a secret is UTF-8 text") }
      if text.hasSuffix("\n") { text.removeLast() }
      guard !text.isEmpty else { throw UsageError("an empty secret is none") }
      return text
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the names of secrets; never their texts.")
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        let names = try await assembly.worker.with { try $0.vault.list().map { ($0.name, $0.fromEnvironment) } }
        if store.json {
          say(try Display.json(.list(names.map { ["name": .string($0.0), "fromEnvironment": .bool($0.1)] })))
        } else {
          for (name, fromEnvironment) in names { say(fromEnvironment ? "\(name)  (environment)" : name) }
          if names.isEmpty { say("no secrets yet: twin secret set NAME") }
        }
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rm", abstract: "Destroy a secret.")
    @Argument(help: "Name.") var name: String
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let name = name
      try await Assembly.with(store) { assembly in
        let was = try await assembly.worker.with { try $0.removeSecret(name, by: assembly.user) }
        guard was else { throw UsageError("there is no secret \(name) in the vault") }
        try store.tell("\(name) is gone", ["name": .string(name), "kept": false])
      }
    }
  }
}
