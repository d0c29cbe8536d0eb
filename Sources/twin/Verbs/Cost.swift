// `twin cost`: what the runs of a skill cost, one after another, and what each saving is owed to.
import ArgumentParser
import DurableRuntime
import Foundation
import Learning
import Values

struct Cost: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Show what each run of a skill cost, and what taught each saving.",
    discussion: """
      Credits, model calls and tokens, human decisions and time, run by run, the oldest first.

      Examples:
        twin cost pay-invoice
        twin cost pay-invoice --svg curve.svg
        twin cost pay-invoice --check
      """)

  @Argument(help: "The skill's name.")
  var skill: String

  @Option(help: "The newest so many runs.")
  var limit = 30

  @Option(help: ArgumentHelp("Also draw the curve into a file.", valueName: "file.svg"))
  var svg: String?

  @Flag(
    help: "Exit 1 where the newest run cost more than the one before and drift, new inputs or expiry do not explain it."
  )
  var check = false

  @OptionGroup var store: StoreOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit is a number from 1 on.") }
  }

  func run() async throws {
    let (name, most) = (skill, limit)
    let curve = try await Assembly.with(store) { assembly in
      try await assembly.worker.with { try CostCurve.read(skill: name, from: $0, limit: most) }
    }
    guard !curve.runs.isEmpty else {
      throw UsageError("no run of the skill '\(skill)' has ended in this store; `twin runs` lists what there is")
    }
    if let svg {
      do { try Data(curve.svg.utf8).write(to: URL(fileURLWithPath: svg)) } catch {
        throw UsageError("\(svg) cannot be written: \(SkillFiles.reason(error))")
      }
    }
    if store.json { say(try Display.json(curve.plain)) } else { say(CostPrinter().text(curve)) }
    if check, let rise = curve.rise, !rise.isExplained {
      complain("error: " + CostPrinter.risen(rise))
      throw RunExit.failed
    }
  }
}

struct CostPrinter {
  var terminal = Terminal.output

  func text(_ curve: CostCurve) -> String {
    let runs = "\(curve.runs.count) run\(curve.runs.count == 1 ? "" : "s")"
    var lines = ["\(terminal.paint(curve.skill, .bold))  \(terminal.paint(runs, .dim))", ""]
    lines += table(curve)
    lines += [""] + plot(curve)
    if let rise = curve.rise {
      let causes = rise.newest.causes.map(\.text).joined(separator: "; ")
      lines += [
        "", terminal.paint(Self.risen(rise), .yellow) + (causes.isEmpty ? "" : ": \(Terminal.onOneLine(causes))"),
      ]
    }
    return lines.joined(separator: "\n")
  }

  static func risen(_ rise: CostCurve.Rise) -> String {
    let figures = rise.figures.map { "\(CostCurve.number($0.before)) → \(CostCurve.number($0.now)) \($0.name)" }
    return "the newest run cost more than the one before (\(figures.joined(separator: ", ")))"
      + (rise.isExplained ? "" : " and nothing on record explains it")
  }

  // MARK: Table

  private func table(_ curve: CostCurve) -> [String] {
    let heads = ["run", "when", "credits", "model calls", "tokens", "decisions", "people's time", "browser", "time"]
    let rows = curve.runs.map(cells)
    let widths = heads.indices.map { column in ([heads] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column < 2 ? cell.0 + space : space + cell.0
      }
      return "  " + padded.joined(separator: "  ")
    }
    var lines = [terminal.paint(line(heads), .dim)]
    for (run, cells) in zip(curve.runs, rows) {
      var text = line(cells)
      if run.status != .completed { text += terminal.paint("  \(run.status.text)", .red) }
      lines.append(text)
      lines += run.savings.map { terminal.paint("      ↳ \(Terminal.onOneLine($0.text))", .green) }
      lines += run.causes.map { terminal.paint("      ! \(Terminal.onOneLine($0.text))", .yellow) }
    }
    return lines
  }

  private func cells(_ run: CostCurve.Run) -> [String] {
    func time(_ milliseconds: Int64) -> String { milliseconds == 0 ? "-" : spoken(milliseconds: milliseconds) }
    return [
      run.id.description, String(run.startedAt.text.prefix(16)).replacing("T", with: " "),
      CostCurve.number(run.total.credits), "\(run.total.modelCalls)", "\(run.total.tokens)",
      "\(run.total.humanDecisions)", time(run.total.humanMilliseconds), time(run.total.browserMilliseconds),
      spoken(milliseconds: run.milliseconds),
    ]
  }

  // MARK: Plot

  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// One line of bars a figure; a dot is nothing at all.
  private func plot(_ curve: CostCurve) -> [String] {
    let width = curve.series.map(\.name.count).max() ?? 0
    return curve.series.map { series in
      let most = series.values.max() ?? 0
      let bars = series.values.map { value -> Character in
        guard value > 0, most > 0 else { return "·" }
        return Self.blocks[min(7, Int((value / most * 8).rounded(.up)) - 1)]
      }
      let name = series.name + String(repeating: " ", count: width - series.name.count)
      let ends = "\(CostCurve.number(series.values.first ?? 0)) → \(CostCurve.number(series.values.last ?? 0))"
      return "  \(name)  \(terminal.paint(String(bars), .blue))  \(terminal.paint(ends, .dim))"
    }
  }
}
