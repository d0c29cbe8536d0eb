// `twin inspect`: a frozen run as a person reads it, or what changed between two.
import ArgumentParser
import Bytecode
import DurableRuntime
import Foundation
import VM
import Values

struct Inspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a snapshot: fibers, frames with the author's lines, variables, open tickets.",
    discussion: """
      Examples:
        twin inspect run_7k2m…
        twin inspect run.snap
        twin inspect run_7k2m… --diff run.snap
      """)

  @Argument(
    help: "The run (its id, the beginning of it, or `last`), or a file made by `twin snapshot export`.",
    completion: .runs)
  var id: String = "last"

  @Option(help: ArgumentHelp("Another run or file to compare with.", valueName: "run"))
  var diff: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    // A file needs no store: it is looked at on one that exists only for that.
    var store = store.place
    if [id, diff].compactMap({ $0 }).allSatisfy(Self.isFile) { store.path = ":memory:" }
    try await Assembly.with(store) { assembly in
      let terminal = self.store.json ? Terminal.output.colorless : .output
      let lines = try await Self.look(id, assembly) { try Self.lines($0, terminal) }
      if let diff {
        let other = try await Self.look(diff, assembly) { try Self.lines($0, terminal) }
        let (text, changes) = Difference.make(from: lines, to: other)
        try self.store.tell(
          text,
          .list(changes.map { ["change": .string($0.isNew ? "added" : "removed"), "line": .string($0.line)] }))
      } else if self.store.json {
        say(try Display.json(try await Self.look(id, assembly, \.inspected)))
      } else {
        say(lines.joined(separator: "\n"))
      }
    }
  }

  private static func isFile(_ text: String) -> Bool {
    RunID(text) == nil && text != "last" && FileManager.default.fileExists(atPath: text)
  }

  private static func look<T: Sendable>(
    _ text: String, _ assembly: Assembly, _ read: @escaping @Sendable (LiveRun) throws -> T
  ) async throws -> T {
    if isFile(text) {
      let bytes = try SkillFiles.read(text, limit: 256 << 20)
      do {
        return try await assembly.worker.with { try read(try $0.open(try RunContainer(bytes: bytes))) }
      } catch let error as RuntimeError {
        throw UsageError("\(text): \(error.message)")
      }
    }
    let run = try await RunID.find(text, in: assembly.worker)
    return try await assembly.worker.with { try read(try $0.open(run)) }
  }

  private static func lines(_ live: LiveRun, _ terminal: Terminal) throws -> [String] {
    let inspection = live.machine.inspection
    let program = live.program.program
    var lines = ["run       \(live.id)", "skill     \(program.manifest.skill)", "program   \(live.program.digest)"]
    if live.record.snapshot.isEmpty {
      lines.append("snapshot  none yet: the run has not rested")
    } else {
      lines.append("snapshot  \(Digest(of: live.record.snapshot))  \(live.record.snapshot.count) bytes")
    }
    let heap = inspection.liveBytes + inspection.allocatedBytes
    lines.append(
      "state     \(inspection.steps) steps, \(inspection.instructions) instructions, \(heap) bytes of heap")
    if let ending = inspection.ending {
      switch ending {
      case .completed(let outputs): lines.append("ended     completed  \(Display.line(outputs))")
      case .failed(let error): lines.append("ended     \(error.kind.text)  \(Terminal.onOneLine(error.message))")
      }
    }
    for fiber in inspection.fibers {
      var head = "fiber \(fiber.number)"
      if !fiber.arm.isEmpty { head += "  \(fiber.arm)" }
      head += "  \(fiber.state)"
      if let ticket = fiber.ticket { head += " \(ticket.number)" }
      if fiber.isStopping { head += "  stopping" }
      if fiber.isUnwinding { head += "  cleaning up" }
      lines += ["", terminal.paint(head, .bold)]
      for frame in fiber.frames { lines += frameLines(frame, program, terminal) }
    }
    return lines
  }

  private static func frameLines(_ frame: Inspection.Frame, _ program: Program, _ terminal: Terminal) -> [String] {
    let step = program.steps.indices.contains(frame.step) ? program.steps[frame.step].label : "start"
    var lines = ["  \(frame.skill)  \(terminal.paint(step, .cyan))  instruction \(frame.instruction)"]
    let source = Int(frame.place.source)
    if frame.place.line > 0, program.sources.indices.contains(source) {
      let text = program.sources[source].text.split(separator: "\n", omittingEmptySubsequences: false)
      let line = Int(frame.place.line)
      if line <= text.count {
        lines.append(
          terminal.paint(
            "  \(program.sources[source].name):\(line) │ \(Terminal.onOneLine(String(text[line - 1])))", .dim))
      }
    }
    let width = min(32, frame.variables.map(\.name.count).max() ?? 0)
    for variable in frame.variables {
      let name = variable.name + String(repeating: " ", count: max(0, width - variable.name.count))
      var value = Display.line(variable.value)
      if value.count > 400 { value = value.prefix(400) + "… (\(value.count) characters)" }
      lines.append("    \(name)  \(value)")
    }
    return lines
  }
}

/// What changed from one list of lines to another, as `diff -u` without its numbers.
enum Difference {
  /// The lines of both, marked; and those of one alone, from the top.
  static func make(
    from old: [String], to new: [String]
  ) -> (text: String, changes: [(isNew: Bool, line: String)]) {
    let change = new.difference(from: old)
    guard !change.isEmpty else { return ("no difference", []) }
    var changes: [(isNew: Bool, line: String)] = []
    var removed: [Int: String] = [:]
    var inserted: [Int: String] = [:]
    for step in change {
      switch step {
      case .remove(let offset, let line, _): removed[offset] = line
      case .insert(let offset, let line, _): inserted[offset] = line
      }
    }
    var lines: [String] = []
    var (from, to) = (0, 0)
    while from < old.count || to < new.count {
      if let line = removed[from] {
        lines.append(Terminal.output.paint("- \(line)", .red))
        changes.append((false, line))
        from += 1
      } else if let line = inserted[to] {
        lines.append(Terminal.output.paint("+ \(line)", .green))
        changes.append((true, line))
        to += 1
      } else {
        lines.append("  \(new[to])")
        from += 1
        to += 1
      }
    }
    return (lines.joined(separator: "\n"), changes)
  }
}
