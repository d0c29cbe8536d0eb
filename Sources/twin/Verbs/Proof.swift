// `twin verify`, `snapshot`, `fork`: that a run is what its journal says, and how it moves and branches.
import ArgumentParser
import DurableRuntime
import Foundation
import Values

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Execute a run again from its inputs and journal, with no effects: every state must come out the same.")

  @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs)
  var id: String = "last"

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let code = try await Assembly.with(store) { assembly in
      let run = try await RunID.find(id, in: assembly.worker)
      do {
        let found = try await assembly.worker.with { try $0.verify(run) }
        if store.json {
          say(
            try Display.json([
              "id": .string(run.description), "verified": true, "outcomes": .int(Int64(found.outcomes)),
              "states": .int(Int64(found.states)), "last": found.last.map { .string($0.description) } ?? .null,
            ]))
        } else {
          var line =
            "\(Terminal.output.paint("good", .green))  \(run)  \(found.outcomes) outcomes consumed again, \(found.states) states reproduced"
          if let last = found.last { line += "  last \(last)" }
          say(line)
        }
        return RunExit.completed
      } catch let error as RuntimeError {
        complain("error: \(error.message)")
        return RunExit.failed
      }
    }
    throw code
  }
}

struct SnapshotVerbs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Move a resting run to another store, as a signed file.",
    subcommands: [Export.self, Import.self])

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write a run (program, inputs, journal, state) to a file.",
      discussion: "Secrets are not in it: whoever imports the run is asked for them again.")
    @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs) var id: String
    @Option(name: .shortAndLong, help: ArgumentHelp("Where to; default: the run's id with .snap.", valueName: "file"))
    var output: String?
    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await Assembly.with(store) { assembly in
        let run = try await RunID.find(id, in: assembly.worker)
        let bytes = try await assembly.worker.with { try $0.export(run) }
        let path = output ?? "\(run).snap"
        try SkillFiles.write(bytes, to: path)
        try store.tell(
          "\(path)  \(bytes.count) bytes  sha256 \(Digest(of: bytes))",
          [
            "file": .string(path), "bytes": .int(Int64(bytes.count)), "sha256": .string("\(Digest(of: bytes))"),
          ])
      }
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Take a run in from a file; it rests as it did.",
      discussion: """
        The run is executed again from its inputs and journal, without effects: a state that does not come out so is refused.
        Every file is signed by some store; --key says by which it must be.
        """)
    @Argument(help: "A file made by `twin snapshot export`.", completion: .file(extensions: ["snap"])) var file: String
    @Option(
      name: .customLong("as"),
      help: ArgumentHelp("Who imports. Default: the operating system's user.", valueName: "who")) var person: String?
    @Option(
      help: ArgumentHelp(
        "The verifier key that must have signed it (in the first line of that store's `twin audit export`).",
        valueName: "key"))
    var key: String?
    @OptionGroup var store: StoreOptions

    func run() async throws {
      let bytes = try SkillFiles.read(file, limit: 256 << 20)
      let code = try await Assembly.with(store, create: true) { assembly in
        let by = person ?? assembly.user
        do {
          let container = try RunContainer(bytes: bytes)
          if let key, !container.isSigned(by: key) {
            throw UsageError("\(file): it is signed by another store than --key names: \(container.signerName)")
          }
          let id = try await assembly.worker.with { engine in try engine.import(container, by: by).id }
          complain(
            "signed by \(container.signerName)\(key == nil ? " (any store can sign; --key says which must have)" : "")")
          return try RunPrinter.finish(try await assembly.worker.view(id), json: store.json)
        } catch let error as RuntimeError where !error.kind.isOfTheStore {
          throw UsageError("\(file): \(error.message)")
        }
      }
      throw code
    }
  }
}

struct Fork: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fork", abstract: "Start another run where one stood when it came to a gate.",
    discussion: "Nothing before the gate is done again. Irreversible effects need a fresh approval in the new run.")

  @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs)
  var id: String

  @Option(help: ArgumentHelp("The gate: its id or instance. Default: the last one.", valueName: "gate"))
  var at: String?

  @Option(
    name: .customLong("as"), help: ArgumentHelp("Who forks. Default: the operating system's user.", valueName: "who"))
  var person: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let code = try await Assembly.with(store) { assembly in
      let run = try await RunID.find(id, in: assembly.worker)
      let (gate, by) = (at, person ?? assembly.user)
      let forked = try await assembly.worker.with { try $0.fork(run, at: gate, by: by).id }
      return try RunPrinter.finish(try await assembly.worker.view(forked), json: store.json)
    }
    throw code
  }
}
