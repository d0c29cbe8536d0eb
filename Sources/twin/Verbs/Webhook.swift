// `twin webhook`: the addresses that are told what happens to runs, and how it went with each message.
import ArgumentParser
import Delivery
import DurableRuntime
import Foundation
import Logging
import Values

struct Webhook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook",
    abstract: "Addresses that are told what happens to runs (Standard Webhooks), and what was sent to them.",
    discussion: """
      Messages are kept in the store with the run and sent by `twin serve`, or by `twin webhook deliver`.
      Events: \(EventType.list).
      """,
    subcommands: [Add.self, List.self, Remove.self, Deliveries.self, Replay.self, Deliver.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add an address; what its receiver verifies with is printed once.",
      discussion: """
        Examples:
          twin webhook add https://example.com/hooks
          twin webhook add https://example.com/hooks --event run.awaiting_approval --person ann --asymmetric
        """)
    @Argument(help: "An https address.") var url: String
    @Option(name: .customLong("event"), help: "An event to send; may be given several times. Default: all.")
    var events: [String] = []
    @Option(
      help: ArgumentHelp("For whom links that decide are made. Default: links lead to the page.", valueName: "who"))
    var person: String?
    @Flag(help: "Sign with Ed25519 (v1a): the receiver gets a public key and can forge nothing.") var asymmetric = false
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store, create: true) { assembly in
        let place = try WebPlace(url)
        do {
          _ = try await NetworkGuard.address(
            of: place, allowsPrivate: assembly.configuration.allowsPrivateAddresses)
        } catch let error as RuntimeError where error.kind == .notAllowed {
          throw UsageError(error.message)
        } catch {
          complain("note: \(error); it is added all the same")
        }
        if let person,
          !(try await assembly.worker.with { try $0.store.people() }).contains(where: { $0.name == person })
        {
          throw UsageError("\(person) is not among the people here; `twin user add \(person)` adds them")
        }
        let random = SystemRandom()
        let key = asymmetric ? try WebhookKey.makeKeyPair(random) : WebhookKey.makeShared(random)
        let book = assembly.post.book
        let (url, events, person) = (url, events, person)
        let endpoint: Endpoint
        do {
          endpoint = try await assembly.worker.with { engine in
            try book.add(
              url: url, events: events, person: person, key: key, random: random, at: engine.clock.now())
          }
        } catch let error as RuntimeError where error.kind == .refusedInput {
          throw UsageError(error.message)
        }
        if store.json {
          let shown = [PlainEntry(key: "secret", value: .string(key.receiverText))]
          say(try Display.json(.map((endpoint.plain.entries ?? []) + shown)))
        } else {
          say("\(endpoint.id)  \(endpoint.url)")
          say("\(asymmetric ? "public key" : "secret")  \(key.receiverText)")
          complain("It is shown this once: the receiver verifies with it.")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the addresses; never their secrets.")
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        let book = assembly.post.book
        let (endpoints, damaged) = try await assembly.worker.with { _ in
          var damaged: [String] = []
          let endpoints = try book.endpoints { damaged.append($0) }
          return (endpoints, damaged)
        }
        for id in damaged {
          complain("\(id) is damaged, nobody is told there; `twin webhook rm \(id)`, and add it again")
        }
        if store.json { return say(try Display.json(.list(endpoints.map(\.plain)))) }
        for endpoint in endpoints {
          let events =
            endpoint.events.isEmpty ? "all events" : endpoint.events.map(\.rawValue).sorted().joined(separator: ", ")
          let person = endpoint.person.map { "  decides: \($0)" } ?? ""
          say("\(endpoint.id)  \(Terminal.onOneLine(endpoint.url))  \(events)\(person)")
          if let why = endpoint.disabled {
            say("    \(Terminal.output.paint("disabled", .red))  \(Terminal.onOneLine(why))")
          }
        }
        for target in book.configured { say("\(target.id)  \(Terminal.onOneLine(target.place))  (twin.yaml)") }
        if endpoints.isEmpty, book.configured.isEmpty { say("nobody is told yet: twin webhook add URL") }
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rm", abstract: "Remove an address; what waits for it is dropped.")
    @Argument(help: "Its id, as `twin webhook list` prints it.") var id: String
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let id = id
      try await Assembly.with(store) { assembly in
        let book = assembly.post.book
        try await Webhook.refusing { try await assembly.worker.with { _ in try book.remove(id) } }
        try store.tell("\(id) is gone", ["id": .string(id), "kept": false])
      }
    }
  }

  struct Deliveries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deliveries", abstract: "List what was sent, newest first, and how it went.")
    @Option(help: "Only these: pending, delivered, failed.") var state: String?
    @Option(name: .customShort("n"), help: ArgumentHelp("How many.", valueName: "count")) var count = 20
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let wanted = try state.map { word in
        guard let state = Delivery.State(rawValue: word) else {
          throw UsageError("--state '\(word)' is none of pending, delivered, failed")
        }
        return state
      }
      let count = max(1, count)
      try await Assembly.with(store) { assembly in
        let book = assembly.post.book
        let found = try await assembly.worker.with { _ in try book.deliveries(state: wanted, limit: count) }
        if store.json { return say(try Display.json(.list(found.map(\.plain)))) }
        for delivery in found { for line in Self.lines(delivery) { say(line) } }
        if found.isEmpty { say("nothing was sent yet") }
      }
    }

    private static func lines(_ delivery: Delivery) -> [String] {
      let style: Terminal.Style =
        switch delivery.state {
        case .pending: .yellow
        case .delivered: .green
        case .failed: .red
        }
      var lines = [
        "\(delivery.message)  \(Terminal.output.paint(delivery.state.rawValue, style))  \(delivery.type.rawValue)  "
          + "\(delivery.run)  \(Terminal.onOneLine(delivery.place))"
      ]
      if let last = delivery.attempts.last, let error = last.error {
        let next = delivery.state == .pending ? ", next \(TimestampValue(milliseconds: delivery.due).text)" : ""
        lines.append("    attempt \(delivery.tries) at \(last.at.text): \(Terminal.onOneLine(error))\(next)")
      }
      return lines
    }
  }

  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "replay", abstract: "Send a message again, with the same id and body.",
      discussion: "It is sent by `twin serve`, or by `twin webhook deliver`.")
    @Argument(help: "The message's id, as `twin webhook deliveries` prints it.") var id: String
    @Option(help: ArgumentHelp("Only to this address. Default: to all it went to.", valueName: "id")) var to: String?
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let (id, to) = (id, to)
      try await Assembly.with(store) { assembly in
        let book = assembly.post.book
        let count = try await Webhook.refusing {
          try await assembly.worker.with { try book.replay(id, target: to, at: $0.clock.now()) }
        }
        try store.tell(
          "\(id) is queued again for \(count == 1 ? "one address" : "\(count) addresses")",
          ["id": .string(id), "queued": .int(Int64(count))])
      }
    }
  }

  struct Deliver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deliver", abstract: "Send what is due now, and end.",
      discussion: "For a store that no `twin serve` looks after.")
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        let silent = Logger(label: "twin.delivery", factory: { _ in SwiftLogNoOpLogHandler() })
        await (try assembly.post.dispatcher(logger: silent)).deliverDue()
        let book = assembly.post.book
        let (pending, failed) = try await assembly.worker.with { _ in
          (
            try book.deliveries(state: .pending, limit: 1000).count,
            try book.deliveries(state: .failed, limit: 1000).count
          )
        }
        try store.tell(
          "still to be tried: \(pending)  failed: \(failed)",
          ["pending": .int(Int64(pending)), "failed": .int(Int64(failed))])
      }
    }
  }

  /// What the person asked for and there is not: their input is wrong, not the store.
  fileprivate static func refusing<T>(_ body: () async throws -> T) async throws -> T {
    do { return try await body() } catch let error as RuntimeError where error.kind == .refusedInput {
      throw UsageError(error.message)
    }
  }
}
