// `twin serve`: the service, on this machine's loopback unless told otherwise. `twin key`: who may talk to it.
import ArgumentParser
import DurableRuntime
import Foundation
import Logging
import Server
import Settings
import Values

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the API and the dashboard, and carry runs on.",
    discussion: """
      Programs need a key: twin key add NAME --scope start,read
      Examples:
        twin serve
        twin serve --port 0 --skills skills
      """)

  @Option(help: "Port; 0 takes a free one. Default: of the setting serve.listen, else 8700.") var port: Int?
  @Option(
    help: "Address to listen on. Beyond loopback, put a TLS proxy before it. Default: of serve.listen, else 127.0.0.1.")
  var host: String?
  @Option(help: ArgumentHelp("Register every skill of this folder at the start.", valueName: "folder"))
  var skills: String?
  @Option(
    help: ArgumentHelp(
      "The address that browsers see, as https://twin.example.com. Default: the setting serve.url, else http://localhost and the port.",
      valueName: "address"))
  var origin: String?
  @OptionGroup var store: StorePlace

  func validate() throws {
    if let port, !(0...65_535).contains(port) { throw ValidationError("--port is a number from 0 to 65535.") }
  }

  func run() async throws {
    LoggingSystem.bootstrap { JSONLogHandler(label: $0) }
    let logger = Logger(label: "twin")
    let hub = EventHub(logger: logger)
    let origin = ServedOrigin(try origin.map { try Self.origin($0, "--origin") })
    let passkeys = PasskeyPolicy.verified(AccountPasskeys(origin: origin, clock: SystemClock()))
    try await Assembly.with(store, create: true, notifier: hub, passkeys: passkeys) { assembly in
      let reader = try assembly.reader()
      let service = TwinService(
        worker: assembly.worker, reader: reader, hub: hub, clock: SystemClock(), user: assembly.user,
        artifacts: assembly.artifacts, origin: origin, hasModel: assembly.configuration.model != nil,
        embeddings: assembly.embeddings)
      if let skills { try await Self.register(skills, service, by: assembly.user, logger) }
      var server = TwinServer(service)
      let people = try assembly.people(at: origin)
      Dashboard(service: service, people: people).join(&server)
      let deliveries = Deliveries { [post = assembly.post] address in
        try post.dispatcher(publicAddress: address, logger: logger)
      }
      server.companions += [deliveries, Scheduler(service: service, logger: logger)]
      let place = try place(assembly.configuration)
      if let address = assembly.configuration.publicAddress { origin.tell(try Self.origin(address, "serve.url")) }
      try await server.run(host: place.host, port: place.port, logger: logger) { [host = place.host] port in
        do { try await people.note(ServedPlace(origin: origin.text ?? "", owner: ProcessIdentity.own())) } catch {
          complain("where it is served could not be noted for `twin user invite`: \(error)")
        }
        say("twin serves http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        deliveries.begin(at: origin.text ?? "")
        await sayWhoIsFirst(people, origin)
      }
      await people.close()
      await reader.close()
    }
  }

  private func place(_ configuration: Configuration) throws -> (host: String, port: Int) {
    if let host, let port { return (host, port) }
    let listen = try Self.listen(configuration)
    return (host ?? listen.host, port ?? listen.port)
  }

  static func listen(_ configuration: Configuration) throws -> (host: String, port: Int) {
    guard let listen = configuration.listen else {
      throw UsageError("the setting serve.listen is no host and port; write it as 127.0.0.1:8700")
    }
    return listen
  }

  /// - Parameter place: where the address was given.
  static func origin(_ address: String, _ place: String) throws -> String {
    guard let origin = ServedOrigin.of(address) else {
      throw UsageError("\(place) '\(address)' is no web address; write it as https://twin.example.com")
    }
    return origin
  }

  /// Nobody can sign in yet: whoever sees this terminal is let in first.
  private func sayWhoIsFirst(_ people: People, _ origin: ServedOrigin) async {
    do {
      guard let token = try await people.firstInvitation() else { return say("dashboard: \(origin.text ?? "")/") }
      say("the first person signs in here, once: \(origin.text ?? "")/invitations/\(token)")
    } catch {
      complain("no link for the first person could be made: \(error)")
    }
  }

  /// Every skill of a folder, for `twin mcp` too. One that does not compile is no reason for the others not to be served.
  static func register(_ folder: String, _ service: TwinService, by user: String, _ logger: Logger) async throws {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw UsageError("\(folder) cannot be read: \(SkillFiles.reason(error))")
    }
    for file in names.sorted() where file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
      let path = folder + "/" + file
      if SkillFiles.skill(ofTests: path) != nil { continue }
      let name = (file as NSString).deletingPathExtension
      let broken: BrokenSkill?
      do {
        broken = try await service.skills.registerFound(
          name: name, file: path, source: try SkillFiles.read(path), by: user, beside: SkillFiles.resolver(for: path))
      } catch let error as UsageError {
        broken = BrokenSkill(name: name, file: path, text: error.description)
        service.skills.keepAside(BrokenSkill(name: name, file: path, text: error.description))
      }
      guard let broken else { continue }
      logger.error(
        "a skill is broken; nothing of it is started until it is mended",
        metadata: ["skill": "\(name)", "file": "\(path)", "diagnostics": "\(broken.text)"])
    }
  }
}

struct Key: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "API keys of the service.", subcommands: [Add.self, List.self, Remove.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Make a key; it is shown once.",
      discussion: """
        Scopes: start (start and cancel runs), read, decide, author (register skills).
        A key that decides or registers carries the word of one person (--person, default: the operating system's user). A key \
        without those scopes is an agent's: nothing it does can decide a gate, or run what has none.
        Examples:
          twin key add planner --scope start,read
          twin key add ana-laptop --scope start,read,decide --person ana --expires 90d
          twin key add releases --scope author --person ana
        """)
    @Argument(help: "Name.") var name: String
    @Option(help: ArgumentHelp("What it may do: start, read, decide, author.", valueName: "scopes")) var scope: String
    @Option(help: ArgumentHelp("Whose word it carries.", valueName: "who")) var person: String?
    @Option(help: ArgumentHelp("For how long it is good, as 90d or 12h. Default: for ever.", valueName: "time"))
    var expires: String?
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let scopes = try Set(
        scope.split(separator: ",").map { word in
          guard let scope = Scope(rawValue: word.trimmingCharacters(in: .whitespaces)) else {
            throw UsageError(
              "'\(word)' is no scope; there are \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
          }
          return scope
        })
      let length = try expires.map { try Self.milliseconds($0) }
      try await Assembly.with(store, create: true) { assembly in
        let now = SystemClock().now().milliseconds
        let key = APIKey(
          name: name, scopes: scopes, person: person ?? (scopes.contains(where: \.takesPerson) ? assembly.user : nil),
          madeAt: now,
          expiresAt: length.map { now + $0 })
        let text: String
        do { text = try await assembly.worker.with { try KeyRing.add(key, to: $0.store, by: assembly.user) } } catch let
          problem as Problem
        {
          throw UsageError(problem.detail)
        }
        if store.json {
          say(try Display.json(.map((key.plain.entries ?? []) + [PlainEntry(key: "key", value: .string(text))])))
        } else {
          say(text)
          complain(
            [
              key.scopes.contains(.decide) ? "decides as \(key.person ?? "")" : "cannot decide",
              key.scopes.contains(.author) ? "registers skills as \(key.person ?? "")" : nil, "it is not shown again",
            ].compactMap { $0 }.joined(separator: "; "))
        }
      }
    }

    private static func milliseconds(_ text: String) throws -> Int64 {
      let units: [Character: Int64] = ["m": 60_000, "h": 3_600_000, "d": 86_400_000]
      guard let last = text.last, let unit = units[last], let number = Int64(text.dropLast()), number > 0,
        number < 1_000_000
      else { throw UsageError("--expires '\(text)' is no time; write it as 90d, 12h or 30m") }
      return number * unit
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List keys; never their texts.")
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        let keys = try await assembly.worker.with { try KeyRing.list(in: $0.store) }
        if store.json { return say(try Display.json(.list(keys.map(\.plain)))) }
        for key in keys {
          let scopes = Scope.allCases.filter(key.scopes.contains).map(\.rawValue).joined(separator: ",")
          let end = key.expiresAt.map { "  until \(TimestampValue(milliseconds: $0).text)" } ?? ""
          say("\(key.name)  \(scopes)\(key.person.map { "  for \($0)" } ?? "")\(end)")
        }
        if keys.isEmpty { say("no keys yet: twin key add NAME --scope start,read") }
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rm", abstract: "Destroy a key: it opens nothing any more.")
    @Argument(help: "Name.") var name: String
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let name = name
      try await Assembly.with(store) { assembly in
        guard
          try await assembly.worker.with({
            try KeyRing.remove(name, from: $0.store, by: assembly.user, at: SystemClock().now())
          })
        else {
          throw UsageError("there is no key \(name)")
        }
        try store.tell("\(name) is gone", ["name": .string(name), "kept": false])
      }
    }
  }
}
