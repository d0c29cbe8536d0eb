// A page that was frozen at a gate → the same page as it would be by now: what came due meanwhile has run, and what it asked for
// then has come. Only then is it looked at.
import Synchronization
import Values

extension Tab {
  /// Lets its clocks run again.
  func thaw() async {
    requests = []
    // Not waited for: a page that waits for its document answers nothing before that.
    await devTools.post(DevToolsCommand("Network.enable", session: session))
    await devTools.post(
      DevToolsCommand("Page.setWebLifecycleState", ["state": "active"], session: session))
  }

  /// What came due while it was frozen is done, and what it asks for then has come: after that it shows what is so now. A page
  /// that goes on asking is not waited for longer than for others to settle.
  func catchUp() async {
    let deadline = Deadline.seconds(BrowserLimits.settleSeconds)
    repeat {
      let turn = Flag()
      let task = Task { [signal, frames = allFrames] in
        // Whoever was here before may have ended while it watched.
        for frame in frames { _ = try? await evaluate(GuardScripts.letGo, in: frame) }
        _ = try? await evaluate("new Promise((done) => setTimeout(done, 0))")
        turn.isSet.store(true, ordering: .relaxed)
        signal.tell()
      }
      _ = await signal.wait(until: deadline) { turn.isSet.load(ordering: .relaxed) || dialog != nil || isLost }
      task.cancel()
      guard !requests.isEmpty else { break }
      _ = await signal.wait(until: deadline) { requests.isEmpty || dialog != nil || isLost }
    } while !deadline.hasPassed && dialog == nil && !isLost
    devTools.post0("Network.disable", [:], session: session)
  }
}
