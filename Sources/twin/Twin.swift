// The command. Every verb is a file under Verbs/; what they share is in Assembly.swift (where the rooms meet),
// Options.swift (flags that are the same everywhere) and RunPrinter.swift (a run as a person reads it).
import ArgumentParser
import CMalloc
import DurableRuntime
import Foundation

struct Twin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "twin",
    abstract: "Compile skills, run them step by step, pause for a person, and go on from that exact step.",
    discussion: """
      A skill is a YAML file. `twin check` tells what is wrong with it, `twin run` runs it to its end or to the first gate, \
      `twin approve` and `twin reject` decide a gate, and the run goes on with nothing replayed.

      \(RunExit.explained)
      """,
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Skills",
        subcommands: [
          Check.self, Explain.self, Evaluate.self, Compile.self, Disassemble.self, Test.self, Import.self, Record.self,
          Draft.self, IndexPage.self, Freeze.self,
        ]),
      CommandGroup(
        name: "Runs",
        subcommands: [
          Run.self, Runs.self, Show.self, Approve.self, Reject.self, Cancel.self, Resume.self, Cost.self, Learned.self,
        ]),
      CommandGroup(
        name: "Proof", subcommands: [Inspect.self, SnapshotVerbs.self, Fork.self, Verify.self, Audit.self]),
      CommandGroup(name: "Service", subcommands: [Serve.self, MCP.self, Key.self, ScheduleVerb.self]),
      CommandGroup(name: "Store", subcommands: [User.self, Secret.self, Webhook.self, Doctor.self, Demo.self]),
    ])

  /// The verb that the words name, and what is thrown by it as a message and an exit code.
  fileprivate static func runNamedVerb() async {
    await ending {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    }
  }

  /// Does it, and ends the process. What could not be said is no success, and no failure of a run either.
  fileprivate static func ending(_ body: () async throws -> Void) async -> Never {
    let code = await code(body)
    Foundation.exit(code == 0 && LostOutput.isSo ? RunExit.unsaid.rawValue : code)
  }

  private static func code(_ body: () async throws -> Void) async -> Int32 {
    do {
      try await body()
      return 0
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      let text = fullMessage(for: error)
      let isHelp = exitCode(for: error) == .success
      if isHelp { say(text) } else { complain(text.hasPrefix("Error:") ? text : "error: \(text)") }
      return isHelp ? 0 : failureCode(error)
    }
  }

  /// The exit code for what a verb threw: anything about usage or input is 2, as scripts expect of it.
  private static func failureCode(_ error: any Error) -> Int32 {
    if let error = error as? RuntimeError { return error.kind.isAboutTheRequest ? 2 : 1 }
    return exitCode(for: error) == .validationFailure || error is UsageError ? 2 : 1
  }
}

@main
enum FrontDoor {
  /// What is no UTF-8 would be repaired without a word, and another file written than the one that was named.
  private static func refuseUnreadableArguments() {
    guard CommandLine.argc > 0 else {
      complain("error: the words of the command cannot be read: /proc is not mounted here")
      exit(RunExit.usage.rawValue)
    }
    for number in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[number], String(validatingCString: argument) == nil else { continue }
      complain("error: argument \(number) is not UTF-8 text: \(Terminal.onOneLine(String(cString: argument)))")
      exit(RunExit.usage.rawValue)
    }
  }

  static func main() {
    // A reader that went away (`twin run | head`) is no reason to leave a run in the middle.
    signal(SIGPIPE, SIG_IGN)
    // What was given back is soon asked for again (the next skill that is compiled, the next run that is thawed): up to 16 MB of it
    // stay with the process, which has them again without the kernel's clearing each page. Blocks of 4 MB are its own business.
    _ = mallopt(M_MMAP_THRESHOLD, 4 << 20)
    _ = mallopt(M_TRIM_THRESHOLD, 16 << 20)
    openStandardDescriptors()
    refuseUnreadableArguments()
    if let decision = PlainDecision(CommandLine.arguments.dropFirst()) {
      ThreadExecutor.runHere { executor in await Twin.ending { try await decision.run(on: executor) } }
    } else {
      Task { await Twin.runNamedVerb() }
      dispatchMain()
    }
  }
}
