// A run as it goes, on standard error: its log, and where that is a terminal its steps as they begin and end.
import DurableRuntime
import Foundation
import Synchronization
import Values

final class LiveProgress: Notifier, Sendable {
  private let terminal = Terminal.error
  private let isShown: Bool
  /// Steps that are at work, in the order of their beginning; the last line says which.
  private let atWork = Mutex<[String]>([])

  /// Behind which run it was said to stand in line.
  private let said = Mutex<RunID?>(nil)

  init(json: Bool) {
    isShown = terminal.canWipe && !json
    InterruptedRun.prepare()
  }

  func tell(_ event: RunEvent) {
    switch event {
    case .effect(let id, let step, let kind):
      InterruptedRun.leaves(id, isShown)
      // A wait that was told of is over.
      change { $0 = $0.filter { !$0.hasPrefix("\(id) ") } + [Self.name(step, kind)] }
    case .arrived(let id, let step, let kind, let failed, let milliseconds):
      InterruptedRun.leaves(id, isShown)
      let name = Self.name(step, kind)
      let mark = failed ? terminal.paint("✗", .red, .bold) : terminal.paint("✓", .green)
      let length = milliseconds > 0 ? terminal.paint("  \(spoken(milliseconds: milliseconds))", .dim) : ""
      change(saying: "\(mark) \(name)\(length)") { names in
        if let index = names.firstIndex(of: name) { names.remove(at: index) }
      }
    case .log(let id, let text):
      InterruptedRun.leaves(id, isShown)
      if isShown {
        // Its lines stand between those of the steps.
        change(saying: Terminal.lines(text).joined(separator: "\n")) { _ in }
      } else {
        write(Terminal.harmless(text) + "\n")
      }
    case .waits(let id, _, let ahead?):
      InterruptedRun.leaves(id, isShown)
      standsInLine(id, behind: ahead)
    case .waits(let id, let until, nil):
      InterruptedRun.leaves(id, isShown)
      change { $0 = ["\(id) waits until \(until.text)"] }
    case .status(let id, _):
      InterruptedRun.leaves(id, isShown)
      change { $0 = [] }
    case .unsaved(let id, let reason, let next):
      InterruptedRun.leaves(id, isShown)
      tell(
        "\(id) cannot be saved: \(reason). What came back is kept in memory: it goes on when it is saved, and is asked about if this process ends before; next try at \(next.text)"
      )
    case .savedAfterAll(let id): tell("\(id) is saved, and goes on")
    case .gateOpened, .gateReminder, .gateExpired, .decided, .lost: return
    }
  }

  /// Said once, also where nobody watches: what would be silent for hours looks as if it hung.
  private func standsInLine(_ id: RunID, behind ahead: RunID) {
    let isNews = said.withLock { said in
      defer { said = ahead }
      return said != ahead
    }
    guard isNews else { return }
    change { $0 = [] }
    tell("\(id) waits until \(ahead), which has the same concurrency key, has ended")
  }

  /// What people must know, also where nobody watches.
  private func tell(_ text: String) {
    if isShown { change(saying: text) { _ in } } else { write(text + "\n") }
  }

  private static func name(_ step: String, _ kind: String) -> String { "\(kind)  \(Terminal.onOneLine(step))" }

  /// The last line is wiped; `text` stays, and under it stands what is at work now.
  private func change(saying text: String? = nil, _ body: (inout [String]) -> Void) {
    guard isShown else { return }
    atWork.withLock { names in
      body(&names)
      var line = "\r\u{1B}[K" + (text.map { $0 + "\n" } ?? "")
      if let first = names.first {
        // Never longer than the line: what wraps is not wiped.
        let shown = ("▸ " + first + (names.count > 1 ? "  and \(names.count - 1) more" : "")).prefix(terminal.width - 1)
        line += terminal.paint(String(shown), .dim)
      }
      write(line)
    }
  }

  private func write(_ text: String) { twin.write(Array(text.utf8), to: STDERR_FILENO) }
}
