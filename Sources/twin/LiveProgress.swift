// A run as it goes, on standard error: its log, and where that is a terminal its steps as they begin and end.
import DurableRuntime
import Foundation
import Synchronization
import Values

final class LiveProgress: Notifier, Sendable {
  private let terminal = Terminal.error
  private let isShown: Bool
  /// Several runs go at once: what is told of a step says of which.
  private let isOfMany: Bool
  /// What is at work, in the order of its beginning; the last line says the first of it.
  private let atWork = Mutex<[Work]>([])

  private struct Work {
    var run: RunID
    var text: String
    var isWait = false
  }

  /// Behind which run each was said to stand in line.
  private let said = Mutex<[RunID: RunID]>([:])

  init(json: Bool, isOfMany: Bool = false) {
    self.isOfMany = isOfMany
    isShown = terminal.canWipe && !json
    InterruptedRun.prepare()
  }

  func tell(_ event: RunEvent) {
    switch event {
    case .effect(let id, let step, let kind):
      leaves(id)
      // A wait that was told of is over.
      change {
        $0.removeAll { $0.run == id && $0.isWait }
        $0.append(Work(run: id, text: name(id, step, kind)))
      }
    case .arrived(let id, let step, let kind, let failed, let milliseconds):
      leaves(id)
      let name = name(id, step, kind)
      let mark = failed ? terminal.paint("✗", .red, .bold) : terminal.paint("✓", .green)
      let length = milliseconds > 0 ? terminal.paint("  \(spoken(milliseconds: milliseconds))", .dim) : ""
      change(saying: "\(mark) \(name)\(length)") { works in
        if let index = works.firstIndex(where: { $0.run == id && $0.text == name }) { works.remove(at: index) }
      }
    case .log(let id, let text):
      leaves(id)
      if isShown {
        // Its lines stand between those of the steps.
        change(saying: of(id) + Terminal.lines(text).joined(separator: "\n")) { _ in }
      } else {
        write(of(id) + Terminal.harmless(text) + "\n")
      }
    case .waits(let id, _, let ahead?):
      leaves(id)
      standsInLine(id, behind: ahead)
    case .waits(let id, let until, nil):
      leaves(id)
      change {
        $0.removeAll { $0.run == id }
        $0.append(Work(run: id, text: "\(id) waits until \(until.text)", isWait: true))
      }
    case .status(let id, _):
      leaves(id)
      change { $0.removeAll { $0.run == id } }
    case .unsaved(let id, let reason, let next):
      leaves(id)
      tell(
        "\(id) cannot be saved: \(reason). What came back is kept in memory: it goes on when it is saved, and is asked about if this process ends before; next try at \(next.text)"
      )
    case .savedAfterAll(let id): tell("\(id) is saved, and goes on")
    case .gateOpened, .gateReminder, .gateExpired, .decided, .lost: return
    }
  }

  private func leaves(_ id: RunID) { InterruptedRun.leaves(isOfMany ? .several : .run(id), isShown) }

  /// Said once, also where nobody watches: what would be silent for hours looks as if it hung.
  private func standsInLine(_ id: RunID, behind ahead: RunID) {
    let isNews = said.withLock { $0.updateValue(ahead, forKey: id) != ahead }
    guard isNews else { return }
    change { $0.removeAll { $0.run == id } }
    tell("\(id) waits until \(ahead), which has the same concurrency key, has ended")
  }

  /// What people must know, also where nobody watches.
  private func tell(_ text: String) {
    if isShown { change(saying: text) { _ in } } else { write(text + "\n") }
  }

  private func name(_ id: RunID, _ step: String, _ kind: String) -> String {
    "\(of(id))\(kind)  \(Terminal.onOneLine(step))"
  }

  private func of(_ id: RunID) -> String { isOfMany ? "\(id)  " : "" }

  /// The last line is wiped; `text` stays, and under it stands what is at work now.
  private func change(saying text: String? = nil, _ body: (inout [Work]) -> Void) {
    guard isShown else { return }
    atWork.withLock { works in
      body(&works)
      var line = "\r\u{1B}[K" + (text.map { $0 + "\n" } ?? "")
      if let first = works.first {
        // Never longer than the line: what wraps is not wiped.
        let shown = ("▸ " + first.text + (works.count > 1 ? "  and \(works.count - 1) more" : "")).prefix(
          terminal.width - 1)
        line += terminal.paint(String(shown), .dim)
      }
      write(line)
    }
  }

  private func write(_ text: String) { twin.write(Array(text.utf8), to: STDERR_FILENO) }
}

/// What has come due in the store is seen to before anything else: on a terminal it is said how far that is, once it takes long.
struct DueProgress: Sendable {
  private let isShown: Bool
  private let began: Int64

  init(json: Bool) {
    isShown = Terminal.error.canWipe && !json
    began = SystemClock().ticks()
  }

  func tell(_ done: Int, of all: Int) {
    guard isShown, SystemClock().ticks() - began > 1_000_000_000 else { return }
    let line = done < all ? "▸ \(done) of \(all) runs in which something is due" : ""
    complain("\r\u{1B}[K" + Terminal.error.paint(line, .dim), terminator: "")
  }
}
