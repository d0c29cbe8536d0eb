// `twin mcp`: skills as tools of an agent, on standard input and output.
import ArgumentParser
import DurableRuntime
import Foundation
import Logging
import Server
import Values

struct MCP: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serve skills as tools to an agent (Model Context Protocol), on standard input and output.",
    discussion: """
      Every registered skill is a tool; one that pauses for a person says so, and a person decides it: `twin approve`, or the \
      dashboard of `twin serve`, which offers the same at /mcp. Nothing here decides, and nothing here starts what a skill's \
      `schedule:` asks for: that is the service's work.
      In an agent's configuration: {"command": "twin", "args": ["mcp", "--skills", "skills", "--store", ".twin/twin.db"]}
      """)

  @Option(help: ArgumentHelp("Register every skill of this folder at the start.", valueName: "folder"))
  var skills: String?
  @OptionGroup var store: StorePlace

  func run() async throws {
    // Standard output is the protocol's.
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "twin")
    logger.logLevel = .warning
    let hub = EventHub()
    let log = logger
    try await Assembly.with(store, create: true, notifier: hub) { assembly in
      let reader = try assembly.reader()
      let service = TwinService(
        worker: assembly.worker, reader: reader, hub: hub, clock: SystemClock(), user: assembly.user,
        artifacts: assembly.artifacts)
      if let skills { try await Serve.register(skills, service, by: assembly.user, log) }
      try await MCPPipe(service: service, user: assembly.user).run(
        input: .standardInput, output: .standardOutput, logger: log)
      await reader.close()
    }
  }
}
