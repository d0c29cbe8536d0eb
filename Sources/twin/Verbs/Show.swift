// `twin runs`, `twin show`: what is in the store.
import ArgumentParser
import DurableRuntime
import Foundation
import Values

struct Runs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List runs, newest first.",
    discussion: "Example: twin runs --status awaiting_approval --skill pay-invoice")

  @Option(help: ArgumentHelp("Only runs of this status; may be given several times.", valueName: "status"))
  var status: [String] = []

  @Option(help: ArgumentHelp("Only runs of this skill.", valueName: "name"))
  var skill: String?

  @Option(help: "At most so many.")
  var limit = 50

  @OptionGroup var store: StoreOptions

  func run() async throws {
    var filter = RunFilter()
    for word in status {
      guard let known = RunStatus(text: word) else {
        throw UsageError(
          "'\(word)' is no status; it is one of \(RunStatus.allCases.map(\.text).joined(separator: ", "))")
      }
      filter.statuses.insert(known)
    }
    filter.skill = skill
    filter.limit = max(1, limit)
    let wanted = filter
    try await Assembly.with(store) { assembly in
      let runs = try await assembly.worker.with { try $0.store.runs(wanted) }
      let views = try await withRows(runs, assembly)
      if store.json {
        say(try Display.json(.list(views.map(\.plain))))
      } else if views.isEmpty {
        say("no runs")
      } else {
        let printer = RunPrinter()
        for view in views {
          var line = "\(view.id)  \(pad(view.status.text, 18))\(view.startedAt.text.prefix(19))Z  \(Terminal.output.paint(view.skill, .bold))"
          if let gate = view.pending.first { line += Terminal.output.paint("  \(gate.path): \(Terminal.harmless(gate.prompt))", .yellow) }
          if let error = view.error { line += Terminal.output.paint("  \(Terminal.harmless(error.message))", .red) }
          say(line)
        }
        _ = printer
      }
    }
  }

  private func withRows(_ runs: [StoredRun], _ assembly: Assembly) async throws -> [RunView] {
    var views: [RunView] = []
    for run in runs { views.append(try await assembly.worker.view(run.id)) }
    return views
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a run: its steps, what it waits for, what it gave, what it cost.")

  @Argument(help: "The run: its id, the beginning of it, or `last`.")
  var id: String = "last"

  @Flag(help: "Also steps inside branches that were not taken.")
  var all = false

  @OptionGroup var store: StoreOptions

  func run() async throws {
    try await Assembly.with(store) { assembly in
      let run = try await RunID.find(id, in: assembly.worker)
      let view = try await assembly.worker.view(run)
      _ = try RunPrinter.finish(view, json: store.json, allSteps: all)
    }
  }
}
