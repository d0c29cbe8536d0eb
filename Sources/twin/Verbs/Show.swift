// `twin runs`, `twin show`: what is in the store.
import ArgumentParser
import DurableRuntime
import Foundation
import Values

struct Runs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List runs, newest first.",
    discussion: "Example: twin runs --status awaiting_approval --skill pay-invoice")

  @Option(
    help: ArgumentHelp(
      "Only runs of this status (\(RunStatus.allCases.map(\.text).joined(separator: ", "))); may be given several times.",
      valueName: "status"),
    completion: .list(RunStatus.allCases.map(\.text)))
  var status: [String] = []

  @Option(help: ArgumentHelp("Only runs of this skill.", valueName: "name"))
  var skill: String?

  @Option(help: "At most so many.")
  var limit = 50

  @OptionGroup var store: StoreOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit is a number from 1 on.") }
  }

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
    filter.limit = limit
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
      "\(run.id)  \(pad(state(run), 18))\(run.startedAt.text.prefix(19))Z  \(terminal.paint(run.skill, .bold))"
    if let gate = run.pending.first {
      line += terminal.paint("  \(gate.path): \(Terminal.onOneLine(gate.prompt))", .yellow)
    }
    if let failure = run.failure { line += terminal.paint("  \(Terminal.onOneLine(failure))", .red) }
    return line
  }

  private func state(_ run: RunSummary) -> String {
    run.isDamaged ? "damaged" : run.isBeingCancelled ? "cancelling" : run.status.text
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

  @Argument(help: "The run: its id, the beginning of it, or `last`.", completion: .runs)
  var id: String = "last"

  @Flag(help: "Also steps inside branches that were not taken.")
  var all = false

  @Flag(help: "Also what people saw when they decided: made again from the journal, held against the digest on record.")
  var seen = false

  @Option(
    help: ArgumentHelp(
      "Write what was captured of the page for gates, open and decided (pictures, the page's index), to files there.",
      valueName: "folder"))
  var evidence: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    try await Assembly.with(store) { assembly in
      let run = try await RunID.find(id, in: assembly.worker)
      let view = try await assembly.worker.view(run)
      if let evidence { return try await write(evidence, of: view, assembly) }
      let decisions = try await assembly.worker.with { try DecisionList(of: run, $0, seen: seen) }
      if store.json {
        return say(
          try Display.json(.map((view.plain.entries ?? []) + [PlainEntry(key: "decisions", value: decisions.plain)])))
      }
      var printer = RunPrinter()
      printer.showsAllSteps = all
      say(printer.text(view))
      let lines = decisions.lines(view, printer)
      if !lines.isEmpty { say(lines.joined(separator: "\n")) }
      try await sayFiles(of: run, assembly)
    }
  }

  /// `pay-screenshot.png`; where several gates of one name are open, with the ticket: `pay.7-screenshot.png`.
  private func write(_ folder: String, of view: RunView, _ assembly: Assembly) async throws {
    var written: [PlainValue] = []
    let decided = try await assembly.worker.with { try $0.decidedGates(view.id) }.values
      .filter { gate in !gate.captured.isEmpty && !view.pending.contains { $0.evidence == gate.evidence } }
      .sorted { $0.instance.ticket < $1.instance.ticket }
    let gates = view.pending + decided
    for gate in gates {
      let isAlone = gates.filter { $0.path == gate.path }.count == 1
      let name = Self.fileName(gate.path) + (isAlone ? "" : ".\(gate.instance.ticket)")
      for (suffix, bytes) in try await pictures(of: gate, view.id, assembly) {
        let path = "\(folder)/\(name)-\(suffix)"
        do {
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
          try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch { throw UsageError("\(path) cannot be written: \(SkillFiles.reason(error))") }
        written.append(["path": .string(path), "gate": .string(gate.path), "size": .int(Int64(bytes.count))])
        if !store.json { say("\(path)  \(bytes.count) bytes") }
      }
    }
    if store.json { return say(try Display.json(.list(written))) }
    if written.isEmpty { say("nothing was captured: no gate of this run shows a page") }
  }

  /// Ends of file names with contents.
  private func pictures(of gate: Gate, _ run: RunID, _ assembly: Assembly) async throws -> [(String, [UInt8])] {
    try await assembly.worker.with { engine in
      var found: [(String, [UInt8])] = []
      for captured in gate.captured {
        guard let bytes = try engine.store.content(captured.digest) else { continue }
        found.append((Self.fileName(captured.name) + "." + (Self.endings[captured.mediaType] ?? "bin"), bytes))
      }
      if let file = gate.pictureFile, try engine.store.artifacts(run).contains(where: { $0.artifact.path == file }) {
        let path = "\(engine.settings.artifacts)/\(run)/\(file)"
        if let data = FileManager.default.contents(atPath: path) {
          found.append(("\(Gate.pictureKey).\((file as NSString).pathExtension)", Array(data)))
        }
      }
      return found
    }
  }

  /// A name that an author gave, as a part of a file's name.
  private static func fileName(_ text: String) -> String {
    String(text.prefix(60).map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" ? $0 : "." })
  }

  private static let endings = ["image/png": "png", "text/plain": "txt", "application/json": "json"]

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
