// A run as a person reads it in a terminal: its steps, what it waits for and how to answer, what it gave, what went wrong.
import ArgumentParser
import DurableRuntime
import Foundation
import Learning
import Values

struct RunPrinter {
  var terminal = Terminal.output
  var showsAllSteps = false

  // MARK: A whole run

  func text(_ view: RunView) -> String {
    var lines = [headline(view)]
    let steps = stepLines(view)
    if !steps.isEmpty { lines += [""] + steps }
    if !view.sent.isEmpty { lines += [""] + view.sent.map { Terminal.onOneLine($0.text) } }
    if let cancelling = view.cancelling {
      let what =
        view.pending.isEmpty ? "It ends when what is under way has been heard of." : "It ends when this is answered."
      lines += ["", Terminal.onOneLine("\(cancelling.text) \(what)")]
    }
    for gate in view.pending { lines += [""] + gateLines(gate, view) }
    if view.status == .waiting, let time = view.wakesAt {
      lines += ["", "Waiting until \(time.text). `twin resume \(view.id)` goes on then."]
    }
    if view.status == .awaitingApproval, let time = view.wakesAt, !view.pending.contains(where: { $0.closesAt == time }) {
      lines += ["", "Beside that something is due at \(time.text). `twin resume \(view.id)` goes on then."]
    }
    if view.isLeft {
      let what =
        view.status != .running
        ? "Beside that a step is to be done."
        : view.isOffered ? "A step is to be done, and no process is at it." : "The process that was at it has ended."
      lines += ["", "\(what) `twin resume \(view.id)` goes on."]
    }
    if let driver = view.driver {
      lines += ["", "Another process carries it on: \(driver). `twin show \(view.id)` tells how far it is."]
    }
    if let behind = view.behind {
      lines += [
        "", "Stands in line behind \(behind), which has the same key (`concurrency`). `twin serve` goes on then.",
      ]
    }
    if let error = view.error { lines += [""] + errorLines(error, view) }
    if case .map(let entries) = view.outputs, !entries.isEmpty {
      lines += ["", terminal.paint("Outputs", .bold)]
      lines += fields(entries, indent: 2)
    }
    let cost = costText(view)
    if !cost.isEmpty { lines += ["", terminal.paint(cost, .dim)] }
    return Self.joined(lines, by: "\n")
  }

  func headline(_ view: RunView) -> String {
    var text = "\(terminal.paint(view.skill, .bold))  \(view.id)  \(statusText(view.status))"
    if view.cancelling != nil { text += terminal.paint(", being cancelled", .red) }
    if !view.status.isEnded { text += terminal.paint("  step \(view.stepIndex) of \(view.stepCount)", .dim) }
    if let from = view.resumedFrom { text += terminal.paint("  resumed from step \(from) of \(view.stepCount)", .dim) }
    if view.isRehearsal { text += terminal.paint("  rehearsal", .yellow) }
    return text
  }

  func statusText(_ status: RunStatus) -> String {
    switch status {
    case .running: terminal.paint("running", .blue)
    case .awaitingApproval: terminal.paint("awaiting approval", .yellow, .bold)
    case .waiting: terminal.paint("waiting", .cyan)
    case .completed: terminal.paint("completed", .green, .bold)
    case .failed: terminal.paint("failed", .red, .bold)
    case .rejected: terminal.paint("rejected", .red)
    case .cancelled: terminal.paint("cancelled", .red)
    }
  }

  // MARK: Steps

  private func stepLines(_ view: RunView) -> [String] {
    // A gate of several rows may have been decided in some of them, though in the last one nobody was asked any longer.
    let shown = view.stepsAsRead.filter {
      showsAllSteps || $0.depth == 0 || $0.count > 0 || $0.status != .queued && $0.status != .skipped
    }
    let idWidth = min(24, shown.map { $0.id.count + 2 * $0.depth }.max() ?? 0)
    let actionWidth = shown.map(\.action.count).max() ?? 0
    let numberWidth = "\(view.steps.count { $0.call == nil })".count
    return shown.map { step in
      let index = step.call == nil ? "\(step.index)" : ""
      let number = String(repeating: " ", count: numberWidth - index.count) + index
      let name = pad(String(repeating: "  ", count: step.depth) + Terminal.onOneLine(step.id), idWidth)
      var line = "  \(mark(step.status)) \(terminal.paint(number, .dim))  \(pad(step.action, actionWidth))  \(name)"
      if step.count > 1 { line += "  ×\(step.count)" }
      if step.milliseconds > 0 { line += terminal.paint("  \(spoken(milliseconds: step.milliseconds))", .dim) }
      if step.credits > 0 { line += terminal.paint("  \(self.number(step.credits)) credits", .dim) }
      for text in [failures(of: step), refusals(of: step)] {
        if let text { line += terminal.paint("  \(text)", .yellow) }
      }
      for note in step.notes where note.kind == .reused || note.kind == .drift {
        line += terminal.paint("  \(Terminal.onOneLine(noteText(note)))", note.kind == .drift ? .yellow : .green)
      }
      if let describe = step.describe { line += terminal.paint("  \(Terminal.onOneLine(describe))", .dim) }
      return line.allSatisfy(\.isWhitespace) ? line : trimmedEnd(line)
    }
  }

  /// What a step list must not hide: that it failed and somebody caught it, or that it took several tries.
  private func failures(of step: RunView.Step) -> String? {
    guard step.failures > 0 else { return step.isStopped ? "stopped" : nil }
    switch step.status {
    case .failed where step.isStopped:
      return step.failures > 1 ? "failed \(step.failures) times, then stopped" : "failed, then stopped"
    case .failed where !step.endedRun:
      return step.failures > 1 ? "failed \(step.failures) times, handled" : "failed, handled"
    case .failed: return step.failures > 1 ? "tried \(step.failures) times" : nil
    case .queued, .running, .awaitingApproval, .done, .skipped:
      return step.failures > 1 ? "failed \(step.failures) times before" : "failed once before"
    }
  }

  /// Nor that nobody approved what it asked.
  private func refusals(of step: RunView.Step) -> String? {
    var parts: [String] = []
    if let refusal = step.refusal {
      let isHandled = refusal != .withdrawn && !step.endedRun
      parts.append(refusal.text + (isHandled ? ", handled" : ""))
    }
    // Of several in a loop the last one does not speak for all. (One that is tried again asks anew.)
    if step.refusals > (step.refusal == nil ? 0 : 1) {
      parts.append("\(step.refusals)" + (step.failures == 0 ? " of \(step.count)" : "") + " not approved")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// What a step owes to earlier runs: `learned from run_… by ann, 3 h old`.
  private func noteText(_ note: LedgerNote) -> String {
    note.kind == .reused ? note.origin : "drift, found anew" + (note.detail.isEmpty ? "" : ": \(note.detail)")
  }

  private func mark(_ status: RunView.StepStatus) -> String {
    switch status {
    case .queued: terminal.paint("·", .dim)
    case .running: terminal.paint("▸", .blue)
    case .awaitingApproval: terminal.paint("?", .yellow, .bold)
    case .done: terminal.paint("✓", .green)
    case .skipped: terminal.paint("-", .dim)
    case .failed: terminal.paint("✗", .red, .bold)
    }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func trimmedEnd(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : String(format: "%.2f", value)
  }

  // MARK: Gates

  func gateLines(_ gate: Gate, _ view: RunView) -> [String] {
    let word =
      switch gate.kind {
      case .approve: "Approval"
      case .ask: "Question"
      case .choose, .choice: "Choice"
      case .dialog: "Dialog"
      case .inDoubt: "In doubt"
      case .budget: "Budget"
      case .secrets: "Secrets"
      case .again: "A copy"
      }
    var lines = ["\(terminal.paint(word, .yellow, .bold))  \(gate.path)\(terminal.paint("  \(gate.instance)", .dim))"]
    lines += shownLines(gate, view)
    for vote in gate.votes {
      let values = (vote.values.entries ?? []).map { "\(Display.line($0.key)) \(Display.line($0.value))" }
      let what = values.isEmpty ? "" : " with " + values.joined(separator: ", ")
      lines.append("  approved by \(Terminal.onOneLine(vote.by))\(what)")
    }
    lines.append(terminal.paint("  " + whoAndWhen(gate), .dim))
    return lines + howToAnswer(gate, view).map { "  " + terminal.paint($0, .cyan) }
  }

  /// What a gate shows to whoever decides.
  func shownLines(_ gate: Gate, _ view: RunView) -> [String] {
    var lines: [String] = []
    for line in Terminal.lines(gate.prompt) { lines.append("  \(terminal.paint(line, .bold))") }
    if case .map(let entries) = gate.shown {
      lines += fields(entries.filter { !gate.isPicture($0) }, indent: 4)
    }
    let pictures = gate.captured.map(\.name) + (gate.pictureFile == nil ? [] : [Gate.pictureKey])
    if !pictures.isEmpty {
      let names = pictures.map(Terminal.onOneLine).joined(separator: ", ")
      lines.append("    \(names): " + terminal.paint("twin show \(view.id) --evidence FOLDER", .cyan))
    }
    for allowed in gate.allowed.elements ?? [] { lines.append("  allows " + allowedText(allowed)) }
    for field in gate.form { lines.append("  " + fieldText(field)) }
    for (index, option) in gate.options.enumerated() {
      let label = option["label"].map(Display.line) ?? ""
      let value = option["value"].map(Display.line) ?? Display.line(option)
      let texts = [value == "\(index + 1)" && !label.isEmpty ? "" : value, label == value ? "" : label]
      lines.append("  " + (["\(index + 1)"] + texts.filter { !$0.isEmpty }).joined(separator: "  "))
    }
    return lines
  }

  private func allowedText(_ allowed: PlainValue) -> String {
    let step = allowed["step"].map(Display.line) ?? "?"
    let effect = allowed["effect"].map(Display.line) ?? ""
    let arguments = allowed["arguments"].map(Display.line) ?? ""
    return "\(terminal.paint(step, .bold)): \(effect) \(arguments)"
  }

  private func fieldText(_ field: Gate.Field) -> String {
    var parts: [String] = []
    if let type = field.schema["type"]?.text { parts.append(type) }
    if let pattern = field.schema["pattern"] { parts.append("like \(Display.line(pattern))") }
    if let choices = field.schema["enum"]?.elements {
      parts.append("one of " + choices.map(Display.line).joined(separator: ", "))
    }
    if let least = field.schema["minimum"] { parts.append("at least \(Display.line(least))") }
    if let most = field.schema["maximum"] { parts.append("at most \(Display.line(most))") }
    if field.isSecret { parts.append("secret") }
    if !field.isRequired {
      let otherwise = field.start == nil && !field.isSecret ? field.schema["default"] : nil
      parts.append("may be left out" + (otherwise.map { ", then \(Display.line($0))" } ?? ""))
    }
    if let start = field.start { parts.append("now \(Display.line(start))") }
    var text = "\(terminal.paint(field.name, .bold)): \(parts.joined(separator: ", "))"
    if let describe = field.schema["description"]?.text {
      text += terminal.paint("  \(Terminal.onOneLine(describe))", .dim)
    }
    return text
  }

  private func whoAndWhen(_ gate: Gate) -> String {
    var parts: [String] = []
    if !gate.by.roles.isEmpty {
      parts.append("by " + gate.by.lists.map { $0.joined(separator: " or ") }.joined(separator: ", and "))
    }
    if gate.by.count > 1 { parts.append("\(gate.by.count) people") }
    if gate.by.notInitiator { parts.append("not who started the run") }
    if let end = gate.end { parts.append("until \(end.at.text), then \(end.then)") }
    return parts.joined(separator: ", ")
  }

  private func howToAnswer(_ gate: Gate, _ view: RunView) -> [String] {
    let isAlone = view.pending.filter { $0.isNamed(gate.path) }.count == 1
    let isAgain = if case .again? = gate.earlier { true } else { false }
    let name = isAlone && !isAgain ? gate.path : gate.instance.description
    let which = gate.earlier != nil || view.pending.count > 1 ? " --gate \(name)" : ""
    var approve = "twin approve \(view.id)\(which)"
    for field in gate.form where field.isRequired && field.start == nil { approve += " -i \(field.name)=…" }
    if !gate.options.isEmpty { approve += " --choose …" }
    return [approve, "twin reject \(view.id)\(which) --reason …"]
  }

  // MARK: The rest

  private func errorLines(_ error: RunView.Failure, _ view: RunView) -> [String] {
    var at = ""
    if let step = error.step { at = " at \(step)" }
    if let line = error.line, line > 0 { at += " (line \(line)\(error.skill.map { " of skill \($0)" } ?? ""))" }
    let word = error.kind == .rejected ? "Rejected" : error.kind == .cancelled ? "Cancelled" : "Error"
    let first = "\(terminal.paint("\(word)\(at)", .red, .bold))\(terminal.paint("  \(error.kind.text)", .dim))"
    return [first] + Terminal.lines(error.message).map { "  \($0)" }
  }

  private func fields(_ entries: [PlainEntry], indent: Int) -> [String] {
    let names = entries.map { Display.line($0.key) }
    let width = min(28, names.map(\.count).max() ?? 0)
    return zip(entries, names).flatMap { entry, name in
      let value = Terminal.lines(Display.text(entry.value))
      let margin = String(repeating: " ", count: indent)
      let first = margin + terminal.paint(pad(name, width), .dim) + "  " + value[0]
      let rest = value.dropFirst().map { margin + String(repeating: " ", count: width + 2) + $0 }
      return [first] + rest
    }
  }

  private func costText(_ view: RunView) -> String {
    guard view.status.isEnded else { return "" }
    var parts: [String] = []
    if view.cost.credits > 0 { parts.append("\(number(view.cost.credits)) credits") }
    if view.cost.modelCalls > 0 { parts.append("\(view.cost.modelCalls) model calls, \(view.cost.tokens) tokens") }
    if view.cost.humanDecisions > 0 {
      parts.append("\(view.cost.humanDecisions) human decision\(view.cost.humanDecisions == 1 ? "" : "s")")
    }
    parts.append(spoken(milliseconds: view.cost.milliseconds))
    return Self.joined(parts, by: " · ")
  }

  /// `joined(separator:)` looks through all conformances of the program when it is first used, longer than a run is printed.
  private static func joined(_ parts: [String], by separator: String) -> String {
    var text = ""
    for (index, part) in parts.enumerated() {
      if index > 0 { text += separator }
      text += part
    }
    return text
  }

  // MARK: Printing and leaving

  /// Prints a run as asked and gives the exit code that says how it stands.
  static func finish(_ view: RunView, json: Bool, allSteps: Bool = false) throws -> ExitCode {
    if json {
      say(try Display.json(view.plain))
    } else {
      var printer = RunPrinter()
      printer.showsAllSteps = allSteps
      say(printer.text(view))
    }
    // What became of the run is not lost with it.
    if LostOutput.isSo { complain(RunPrinter(terminal: .error).headline(view)) }
    return exitCode(view)
  }

  static func exitCode(_ view: RunView) -> ExitCode {
    switch view.status {
    case .completed: RunExit.completed
    case .failed: RunExit.failed
    // Where it goes on by itself nobody has to do anything.
    case .running where view.pending.isEmpty: RunExit.waiting
    case .running, .awaitingApproval: RunExit.awaitingApproval
    case .rejected: RunExit.rejected
    case .cancelled: RunExit.cancelled
    case .waiting: RunExit.waiting
    }
  }
}

extension Gate {
  /// Under this name a browser's question shows the file of its picture, among the run's artifacts.
  static let pictureKey = "screenshot"

  var pictureFile: String? {
    guard shown[Self.pictureKey + "_sha256"] != nil else { return nil }
    return shown[Self.pictureKey]?.text
  }

  /// Whether an entry of what is shown says nothing to a person but which picture belongs here.
  func isPicture(_ entry: PlainEntry) -> Bool {
    if pictureFile != nil, let key = entry.key.text, key.hasPrefix(Self.pictureKey) { return true }
    return captured.contains { entry.value.text == "sha256:\($0.digest)" }
  }
}
