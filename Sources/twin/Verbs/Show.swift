// `twin runs`, `twin show`: what is in the store.
import ArgumentParser
import DurableRuntime
import Foundation
import Values

struct Runs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List runs, newest first.",
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
      if store.json {
        var views: [PlainValue] = []
        for run in try await assembly.worker.with({ try $0.store.runs(wanted) }) {
          do { views.append(try await assembly.worker.view(run.id).plain) } catch let error as RuntimeError
            where error.isOfOneRun
          {
            // One damaged run hides none of the others.
            views.append(damaged(run, error))
          }
        }
        return say(try Display.json(.list(views)))
      }
      let runs = try await assembly.worker.with { try $0.summaries(wanted) }
      for run in runs { say(line(run)) }
      if runs.isEmpty { say("no runs") }
    }
  }

  private func line(_ run: RunSummary) -> String {
    let terminal = Terminal.output
    var line =
      "\(run.id)  \(pad(run.status.text, 18))\(run.startedAt.text.prefix(19))Z  \(terminal.paint(run.skill, .bold))"
    if let gate = run.pending.first {
      line += terminal.paint("  \(gate.path): \(Terminal.harmless(gate.prompt))", .yellow)
    }
    if let failure = run.failure { line += terminal.paint("  \(Terminal.harmless(failure))", .red) }
    return line
  }

  private func damaged(_ run: StoredRun, _ error: RuntimeError) -> PlainValue {
    [
      "id": .string(run.id.description), "status": .string(run.status.text), "skill": .string(run.skill),
      "damaged": .string(error.message),
    ]
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a run: its steps, what it waits for, what it gave, what it cost.")

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
      if !store.json { try await sayFiles(of: run, assembly) }
    }
  }

  /// Where the files are that the run made, its video among them.
  private func sayFiles(of run: RunID, _ assembly: Assembly) async throws {
    let (files, folder) = try await assembly.worker.with { (try $0.store.artifacts(run), $0.settings.artifacts) }
    guard !files.isEmpty else { return }
    say("\n" + Terminal.output.paint("Files", .bold))
    for file in files.map(\.artifact) {
      say("  \(folder)/\(run)/\(file.path)  " + Terminal.output.paint("\(file.mediaType), \(file.size) bytes", .dim))
    }
  }
}
