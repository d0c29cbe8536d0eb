// A page that waits for a person is frozen: its clocks stand still and it takes no processor time, and it goes on where it stood.
import Foundation
import Testing
import Values

@testable import Browser
@testable import DurableRuntime

@Suite struct FreezeTests {
  /// Draws, reckons and tells the server, for ever.
  private static func busy(_ name: String) -> String {
    """
    <p id=p>0</p><script>let n = 0;
    setInterval(() => { const end = performance.now() + 5; while (performance.now() < end); fetch('/\(name)') }, 20);
    const draw = () => { p.textContent = ++n; requestAnimationFrame(draw) }; draw()</script>
    """
  }

  @Test func aPausedPageStandsStill() async throws {
    try await Stage.with(["/": Self.busy("mine")]) { stage in
      try await Stage.with(["/": Self.busy("other")]) { other in
        await stage.open()
        await other.open()
        try await stage.until { stage.server.asked.contains("/mine") }
        let state = try #require(await stage.effects.rest(run: stage.run))
        // How long is told by another page that does the same and goes on: first for what was under way, then the test.
        func span(_ ticks: Int) async throws {
          let from = other.server.asked.count
          try await stage.until { other.server.asked.count >= from + ticks }
        }
        try await span(20)
        let (asked, ours, theirs) = (stage.server.asked.count, stage.processorTicks, other.processorTicks)
        try await span(200)
        #expect(stage.server.asked.count == asked, "a frozen page told the server something")
        // The browser's own housekeeping may cost the page's process a tick or two: a page that is merely slowed takes far
        // more than a twentieth of what the same page takes that goes on.
        let (mine, running) = (stage.processorTicks - ours, other.processorTicks - theirs)
        #expect(running >= 60, "the page to compare with hardly ran: \(running)")
        #expect(mine * 20 <= running, "\(mine) ticks frozen, \(running) running")
        // Who comes back finds it at work.
        let again = Stage.effects(stage.folder)
        #expect(await again.restore(run: stage.run, from: state, isCurrent: true, secrets: Texts()) == .live)
        try await stage.until { stage.server.asked.count > asked }
        await again.release(run: stage.run, artifacts: stage.artifacts)
      }
    }
  }
}

extension Stage {
  /// Hundredths of a second of processor time that its pages' processes have used so far.
  var processorTicks: Int {
    renderers.reduce(0) { sum, pid in
      guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let close = text.lastIndex(of: ")")
      else { return sum }
      let fields = text[text.index(after: close)...].split(separator: " ")
      // utime and stime, fields 14 and 15 of proc(5).
      return sum + (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
    }
  }
}
